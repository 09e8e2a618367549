"""A reply's dossier and what a check found, in words: for the window, the command line and the bundle alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.dossier import (
    Corrected,
    Dossier,
    Enclosed,
    Noted,
    Rules,
    Signed,
    Took,
    Waived,
)
from cmworkstation.domain.profile import in_groups
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.signature_check import SIGN_OFF, Misfit
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.words import states, waivers
from cmworkstation.words.promised import STATES as PROMISES

if TYPE_CHECKING:
    from cmworkstation.services.proof import Unproven, Verified
    from cmworkstation.store.journal import Fault

SHORT_HASH = 12
ACTS: Mapping[str, str] = {  # on a request for approval, or on a version of a charter
    "ask": N_("asked for approval"),
    "approve": N_("approved"),
    "amend": N_("approved with changes"),
    "choose": N_("approved one of the variants"),
    "ask-change": N_("asked for a change"),
    "decline": N_("declined"),
    "delegate": N_("passed it on"),
    "take-back": N_("took the approval back"),
    "renew": N_("asked again"),
    "withdraw": N_("withdrew the request"),
    "void": N_("the approval became void"),
    "sent": N_("sent"),
    "reject": N_("declined"),
}
TIMES: Mapping[str, str] = {
    "first": N_("First answer"),
    "resolution": N_("Settled"),
}
FAULTS: Mapping[str, str] = {
    "missing": N_("Act {n} of the journal is missing."),
    "renumbered": N_("Act {n} of the journal{of} was given another number."),
    "changed": N_("Act {n} of the journal{of} was altered after it was written."),
    "payload changed": N_(
        "The words of act {n} of the journal{of} were altered after they were written."
    ),
}

MISFITS: Mapping[str, str] = {
    "wrong": N_("{deed}: what stands there now is not what was signed."),
    "unsigned": N_("{deed}: the signature is missing."),
    "unknown-key": N_("{deed}: nobody here has the key of this signature."),
    "ended-key": N_("{deed}: the key of this signature had ended before."),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a dossier: a title and its lines; foreign words may stand in them."""

    title: str
    lines: tuple[str, ...]


def sections(one: Dossier) -> list[Section]:
    """Return a dossier, part by part; what is not stored is not there."""
    found = [
        Section(tr("Reply"), tuple(_reply(one))),
        Section(tr("Files of the reply"), tuple(map(_file, one.files))),
        Section(tr("Corrects what we said"), tuple(map(_corrected, one.corrects))),
        Section(tr("Corrected by"), tuple(map(_corrected, one.corrected_by))),
        Section(tr("Adds to our statement"), tuple(map(_corrected, one.adds_to))),
        Section(tr("What was added to it"), tuple(map(_corrected, one.added))),
        Section(tr("In answer to"), tuple(_question(one))),
        Section(tr("Charter that held"), tuple(_rules(one.rules, one.signoffs))),
        Section(tr("Remarks of the charter"), tuple(_remarks(one))),
        Section(tr("Exceptions"), tuple(map(_waiver, one.waivers))),
        Section(tr("Approval"), tuple(_approval(one))),
        Section(tr("Path through the triage"), tuple(_path(one))),
        Section(tr("Approved answer and facts"), tuple(_sources(one))),
        Section(
            tr("Promises"),
            tuple(
                tr("{words}, until {when}: {state}").format(
                    words=promise.words.rstrip("."),
                    when=words.exactly(promise.due_at),
                    state=tr(PROMISES.get(PromiseState(promise.state), promise.state)),
                )
                for promise in one.promises
            ),
        ),
        Section(tr("Times"), tuple(map(_took, one.times))),
        Section(tr("Way through the outbox"), tuple(_steps(one))),
        Section(tr("Journal"), tuple(map(_noted, one.journal))),
    ]
    return [section for section in found if section.lines]


def _corrected(one: Corrected) -> str:
    said = tr("{when}: {text}").format(when=words.exactly(one.at), text=one.text)
    return f"{said} ({one.reply})" if one.reply else said


def as_text(one: Dossier) -> str:
    """Return a dossier as plain text, to be copied."""
    parts = []
    for section in sections(one):
        body = "\n".join(f"  {line}".replace("\n", "\n  ") for line in section.lines)
        parts.append(f"{section.title}\n{body}")
    return "\n\n".join(parts) + "\n"


def verified(found: "Verified") -> list[str]:
    """Return what a check found wrong, the first altered row of the journal in words; empty where all is well."""
    lines = []
    faults = found.journal.faults
    if faults:
        lines.append(fault(faults[0]))
        rest = len({one.n for one in faults[1:]} - {faults[0].n})
        if rest:
            text = trn(
                "{n} more act after it does not fit either.",
                "{n} more acts after it do not fit either.",
                rest,
            )
            lines.append(text.format(n=rest))
    lines += map(_unproven, found.unproven)
    return lines + unfit(found.signatures.misfits)


def unfit(misfits: Sequence[Misfit]) -> list[str]:
    """Return the first signature that does not fit, in words, and how many more there are; [] for none."""
    if not misfits:
        return []
    first, rest = misfits[0], len(misfits) - 1
    who = foreign.line(first.name, 60) or tr("Somebody")
    what = foreign.line(first.of, 120)
    if first.kind == SIGN_OFF:
        deed = tr("{who} signed the charter {what}, {when}")
    else:
        deed = tr("{who} {did}, policy “{what}”, {when}")
    did = tr(ACTS.get(first.kind, first.kind))
    told = deed.format(who=who, did=did, what=what, when=words.exactly(first.at))
    lines = [tr(MISFITS[first.why]).format(deed=told)]
    if rest:
        text = trn(
            "{n} more signature does not fit either.",
            "{n} more signatures do not fit either.",
            rest,
        )
        lines.append(text.format(n=rest))
    return lines


def fault(one: "Fault") -> str:
    """Return which row of the journal is not as it was written."""
    of = ""
    if one.at:
        at = words.exactly(datetime.fromisoformat(one.at))
        of = tr(" ({what}, {when})").format(what=one.kind, when=at)
    return tr(FAULTS[one.what]).format(n=one.n, of=of)


def _unproven(one: "Unproven") -> str:
    when = words.exactly(one.sent_at) if one.sent_at else one.outbox_id
    text = (
        tr("The charter under which the reply of {when} was sent is not stored any more.")
        if one.what == "missing"
        else tr("The stored charter under which the reply of {when} was sent was altered.")
    )
    return text.format(when=when)


def _reply(one: Dossier) -> Iterator[str]:
    yield one.body
    yield tr("{state}, from the account {account} ({platform}), {visibility}").format(
        state=states.state(OutboxState(one.state)),
        account=one.account,
        platform=words.platform(one.platform),
        visibility=states.visibility(Visibility(one.visibility)),
    )
    if one.place:
        yield labelled(tr("Goes to"), one.place)
    yield _by(tr("Put into the outbox {when}"), one.queued_at, one.by)
    if one.sent_at:
        yield tr("Sent {when}").format(when=words.exactly(one.sent_at))
    if one.url:
        yield one.url


def _file(one: Enclosed) -> str:
    said = tr("{name}: {alt}") if one.alt else tr("{name}: without a description")
    told = said.format(name=one.name, alt=one.alt)
    return f"{told}\nSHA-256 {one.hash}"


def _question(one: Dossier) -> Iterator[str]:
    when = words.exactly(one.target_at)
    yield tr("{author}, {when}").format(author=one.target_author, when=when)
    yield one.target_text


def _rules(rules: Rules | None, signoffs: Sequence[Signed]) -> Iterator[str]:
    if rules is None:
        yield tr("No charter held for this account then.")
        return
    if not rules.charter_id:
        yield tr("The version is not stored any more. Its hash was {hash}").format(hash=rules.hash)
        return
    title = words.in_language(rules.title) or rules.charter_id
    yield tr("{title}, version {version}").format(title=title, version=rules.version)
    if rules.since:
        yield tr("In force since {when}").format(when=words.exactly(rules.since))
    yield tr("Hash {hash}").format(hash=rules.hash)
    if not rules.whole:
        yield tr("Careful: the stored text no longer has this hash; it was altered.")
    for pack, digest in sorted(rules.packs.items()):
        yield tr("Rule pack {pack}, hash {hash}").format(pack=pack, hash=digest)
    for one in signoffs:  # alone in a workspace, nobody has a name
        yield _signed(one, tr("somebody without a name"))


def _remarks(one: Dossier) -> Iterator[str]:
    if one.rules is not None and not one.remarks:
        yield tr("None: the reply was in line with the charter.")
    for remark in one.remarks:
        said = labelled(_level(remark.severity), _ruled(remark.said, remark.match, remark.rule))
        why = waivers.reason(remark.override) if remark.override else ""
        yield tr("{remark}; sent all the same: {why}").format(remark=said, why=why) if why else said


def _ruled(texts: Mapping[str, str], passage: str, rule: str) -> str:
    """Return what a rule says of a passage, and last by which name it is found in the charter."""
    sentence = words.in_language(texts)
    said = sentence.replace("{match}", passage).rstrip(".")
    if passage and "{match}" not in sentence:
        said = labelled(tr("“{passage}”").format(passage=passage), said) if said else ""
        said = said or tr("“{passage}”").format(passage=passage)
    return tr("{what} (rule {rule})").format(what=said, rule=rule).strip()


def _level(severity: str) -> str:
    known = {level.value for level in Severity}
    return waivers.level(Severity(severity)) if severity in known else severity


def _waiver(one: Waived) -> str:
    found = _ruled(one.said, one.passage, one.rule)
    said = labelled(found, waivers.reason(one.reason, one.words))
    by = ", ".join(part for part in (words.exactly(one.at), one.by) if part)
    second = tr("confirmed by {name}").format(name=one.second) if one.second else ""
    return " · ".join(part for part in (said, by, second) if part)


def _approval(one: Dossier) -> Iterator[str]:
    if one.policy:
        yield tr("Policy “{policy}” of the charter").format(policy=one.policy)
    for act in one.approvals:
        yield _signed(act, tr("the program"))


def _signed(one: Signed, nameless: str) -> str:
    what = tr(ACTS.get(one.what, one.what))
    said = tr("{when}: {who} {what}").format(
        when=words.exactly(one.at), who=one.by or nameless, what=what
    )
    said = f"{said} – {one.words}" if one.words else said
    if one.fingerprint:
        key = tr("signed with the key {fingerprint}")
        said = f"{said} ({key.format(fingerprint=in_groups(one.fingerprint))})"
    return said


def _path(one: Dossier) -> Iterator[str]:
    for answer in one.path:
        text = tr("{question} – yes") if answer.yes else tr("{question} – no")
        said = text.format(question=answer.ask)
        yield tr("{answer} (the program knew)").format(answer=said) if answer.by_program else said
    if one.category:
        yield tr("Category: {category}").format(category=one.category)


def _sources(one: Dossier) -> Iterator[str]:
    if one.answer_id:
        yield tr("Began from the approved answer “{answer}”").format(answer=one.answer_id)
        if one.answer_hash:
            yield tr("Hash {hash}").format(hash=one.answer_hash)
        text = trn("{n} word was changed", "{n} words were changed", one.edited_words)
        yield text.format(n=one.edited_words)
    for fact in one.facts:
        yield tr("Fact “{id}”: {text}").format(id=fact.id, text=fact.text)


def _took(one: Took) -> str:
    text = tr("{kind}: {wall} on the wall clock, {open} in opening hours")
    said = text.format(
        kind=tr(TIMES.get(one.kind, one.kind)), wall=words.span(one.wall), open=words.span(one.open)
    )
    if one.due_at is None:
        return said
    kept = tr("in time") if one.answered_at <= one.due_at else tr("late")
    return tr("{times}; due {when}: {kept}").format(
        times=said, when=words.exactly(one.due_at), kept=kept
    )


def _steps(one: Dossier) -> Iterator[str]:
    for step in one.steps:
        why = states.note(step.note)
        line = f"{words.exactly(step.at)}  {states.state(OutboxState(step.state))}"
        yield f"{line} – {why}" if why else line


def _noted(one: Noted) -> str:
    when = words.exactly(one.at) if one.at else tr("unreadable")
    line = f"{one.n}  {when}  {one.kind}"
    who = f"  {one.by}" if one.by else ""
    return f"{line}{who}  {one.hash[:SHORT_HASH]}…"


def _by(text: str, at: datetime, name: str) -> str:
    said = text.format(when=words.exactly(at))
    return tr("{what}, by {name}").format(what=said, name=name) if name else said
