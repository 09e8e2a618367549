"""Invariants of what is said: facts, claims, answers, statements, labels, moderation, signatures."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from cmworkstation.domain.charter.builtin import INTERESTS
from cmworkstation.domain.charter.clauses import Answer, Moderation
from cmworkstation.domain.charter.filling import FIELD, SIGNER_FIELDS
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.invariants_time import duration
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.problems import Problem

NEXT_UPDATE = re.compile("next|update|prochain|point|suite", re.IGNORECASE)
SOURCES = ("fact", "contact", "answer", "statement")


def check_texts(ask: Inquiry) -> Iterator[Problem]:
    """Yield the problems of the texts that people will read."""
    yield from _facts(ask)
    for index, claim in enumerate(ask.charter.claims):
        if not claim.why:
            yield ask.problem("claim", index, "why", "missing", name="why")
    for index, answer in enumerate(ask.charter.answers):
        yield from _answer(ask, index, answer)
    yield from _statements(ask)
    yield from _disclosures(ask)
    yield from _moderation(ask)
    yield from _signatures(ask)


def _facts(ask: Inquiry) -> Iterator[Problem]:
    for index, one in enumerate(ask.charter.facts):
        if not one.source:
            yield ask.problem("fact", index, "source", "missing", name="source")
        if not one.statement:
            yield ask.problem("fact", index, "statement", "missing", name="statement")
        yield from _order(
            ask, "fact", index, ("checked_on", one.checked_on), ("expires_on", one.expires_on)
        )
        yield from _expired(ask, "fact", index, "expires_on", one.id, one.expires_on)


def _expired(
    ask: Inquiry, section: str, index: int, key: str, name: str, until: date | None
) -> Iterator[Problem]:
    if ask.on is None or until is None or until >= ask.on:
        return
    problem = "expires-first" if ask.on == ask.charter.header.effective_from else "expired"
    yield ask.problem(section, index, key, problem, "warning", name=name, date=until.isoformat())


def _order(
    ask: Inquiry,
    section: str,
    index: int,
    first: tuple[str, date | None],
    second: tuple[str, date | None],
) -> Iterator[Problem]:
    if first[1] and second[1] and first[1] > second[1]:
        yield ask.out_of_order(section, index, first[0], second[0])


def _answer(ask: Inquiry, index: int, one: Answer) -> Iterator[Problem]:
    if not one.body:
        yield ask.problem("answer", index, "body", "missing", name="body")
    yield from ask.unknown("answer", index, "category", filter(None, [one.category]), "category")
    texts = [
        *one.body.values(),
        *(text for body in one.variants.values() for text in body.values()),
    ]
    yield from _variables(ask, "answer", index, texts, one.variables)
    yield from _order(
        ask, "answer", index, ("valid_from", one.valid_from), ("valid_until", one.valid_until)
    )
    yield from _expired(ask, "answer", index, "valid_until", one.id, one.valid_until)
    yield from _approver(ask, "answer", index, one.approved_by)
    for source in one.source:
        kind, _, name = source.partition(":")
        if kind in SOURCES:
            yield from ask.unknown("answer", index, "source", [name], kind)
    if one.follow_up and one.follow_up not in {name.rstrip("?") for name in one.variables}:
        yield ask.problem("answer", index, "follow_up", "follow-up", name=one.follow_up)
    levels = [*one.during, *one.not_during]
    yield from ask.unknown("answer", index, "during", levels, "crisis")
    yield from ask.unknown("answer", index, "audiences", one.audiences, "audience")


def _variables(
    ask: Inquiry, section: str, index: int, texts: Sequence[str], variables: Sequence[str]
) -> Iterator[Problem]:
    used = {match[1] for text in texts for match in FIELD.finditer(text)}
    declared = {name.rstrip("?") for name in variables}
    facts = {name.partition(":")[2] for name in used if name.startswith("fact:")}
    yield from ask.unknown(section, index, "body", sorted(facts), "fact")
    plain = {name for name in used if ":" not in name} - {"signature"}
    for name in sorted(plain - declared):
        yield ask.problem(section, index, "body", "undeclared", name=name)
    for name in sorted(declared - plain):
        yield ask.problem(section, index, "variables", "unused", name=name)


def _approver(ask: Inquiry, section: str, index: int, name: str) -> Iterator[Problem]:
    if not name:
        return
    yield from ask.unknown(section, index, "approved_by", [name], "speaker")
    speaker = by_id(ask.charter.speakers).get(name)
    if speaker and "approve" not in speaker.may:
        yield ask.problem(section, index, "approved_by", "may-not", name=name, act="approve")


def _statements(ask: Inquiry) -> Iterator[Problem]:
    for index, one in enumerate(ask.charter.statements):
        yield from ask.unknown("statement", index, "levels", one.levels, "crisis")
        texts = [text for body in (one.body, *one.variants.values()) for text in body.values()]
        yield from _variables(ask, "statement", index, texts, one.variables)
        yield from _expired(ask, "statement", index, "valid_until", one.id, one.valid_until)
        yield from _approver(ask, "statement", index, one.approved_by)
        if not any(NEXT_UPDATE.search(name) for name in one.variables):
            yield ask.problem("statement", index, "variables", "no-next-update", "warning")


def _disclosures(ask: Inquiry) -> Iterator[Problem]:
    for index, one in enumerate(ask.charter.disclosures):
        yield from ask.value("disclosure", index, "when", one.when, INTERESTS)
    paid = {lang for one in ask.charter.disclosures if "paid" in one.when for lang in one.label}
    for language in ask.charter.header.languages:
        if language not in paid:
            yield ask.problem("disclosure", None, "", "label-missing", "warning", name=language)


def _moderation(ask: Inquiry) -> Iterator[Problem]:
    grounds = ask.charter.moderation
    if grounds and not any(one.action == "keep" for one in grounds):
        yield ask.problem("moderation", None, "", "no-keep-ground", "warning")
    for index, one in enumerate(grounds):
        yield from _ground(ask, index, one)


def _ground(ask: Inquiry, index: int, one: Moderation) -> Iterator[Problem]:
    acts = ("keep", "hide", "delete", "report")
    yield from ask.value("moderation", index, "action", [one.action], acts)
    yield from ask.unknown("moderation", index, "by", one.by, "speaker")
    yield from duration(ask, "moderation", index, "within", one.within)
    appeal = one.appeal.removeprefix("contact:")
    yield from ask.unknown("moderation", index, "appeal", filter(None, [appeal]), "contact")
    if one.ladder and not one.appeal:
        yield ask.problem("moderation", index, "ladder", "ladder-no-appeal")


def _signatures(ask: Inquiry) -> Iterator[Problem]:
    voice = ask.charter.voice
    texts = (*(("signature", one) for one in voice.signature.values()),
             ("short_signature", voice.short_signature))  # fmt: skip
    for key, text in texts:
        for match in FIELD.finditer(text):
            if match[1] not in SIGNER_FIELDS:
                allowed = ", ".join(sorted(SIGNER_FIELDS))
                yield ask.problem(
                    "voice", 0, key, "unknown-variable", "warning", name=match[1], allowed=allowed
                )
