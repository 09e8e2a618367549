"""Invariants of the header, the principles, the mandates and the policies."""

from collections.abc import Iterator

from cmworkstation.domain.charter.builtin import BUILTIN_RULES, SEVERITIES
from cmworkstation.domain.charter.conditions import FIELDS, BadCondition, literals, parse
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.overlay import rules_in_force
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.golden_rules import GOLDEN, MORE

MAY = frozenset({"draft", "send", "approve", "crisis"})
ACTIONS = frozenset(
    """reply restore fix-facts thank dialogue monitor moderate escalate handover none""".split(),
)


def check_people(ask: Inquiry) -> Iterator[Problem]:
    """Yield the problems of who speaks, in which name, and who must agree."""
    yield from _header(ask)
    yield from _principles(ask)
    yield from _speakers(ask)
    yield from _categories(ask)
    yield from _approvals(ask)


def _header(ask: Inquiry) -> Iterator[Problem]:
    header = ask.charter.header
    if header.effective_from and header.review_by and header.effective_from > header.review_by:
        yield ask.out_of_order("charter", 0, "effective_from", "review_by")
    if not header.version:
        yield ask.problem("charter", 0, "version", "missing", name="version")
    yield from ask.unknown("charter", 0, "owner", filter(None, [header.owner]), "speaker")


def _principles(ask: Inquiry) -> Iterator[Problem]:
    stated = {one.golden_rule for one in ask.charter.principles}
    for name in GOLDEN:
        if name not in stated:
            yield ask.problem("principle", None, "", "no-principle", "warning", name=name)
    known = {rule.id for rule in rules_in_force(ask.charter, ask.packs)} | BUILTIN_RULES
    known |= {name for use in ask.charter.uses for name in use.off}
    for index, one in enumerate(ask.charter.principles):
        golden = filter(None, [one.golden_rule])
        allowed = GOLDEN + MORE
        yield from ask.value("principle", index, "golden_rule", golden, allowed)
        for name in one.rules:
            # Rules of a pack that is not here are reported once, at the pack.
            if name not in known and name.partition("/")[0] not in _packs_away(ask):
                yield ask.problem("principle", index, "rules", "unknown-rule", name=name)


def _packs_away(ask: Inquiry) -> set[str]:
    return {use.pack for use in ask.charter.uses if use.pack not in ask.packs} - {"core"}


def _speakers(ask: Inquiry) -> Iterator[Problem]:
    speakers = ask.charter.speakers
    deputies = {one.id: one.deputy for one in speakers}
    for index, one in enumerate(speakers):
        yield from ask.value("speaker", index, "may", one.may, MAY)
        yield from ask.unknown("speaker", index, "deputy", filter(None, [one.deputy]), "speaker")
        if one.valid_from and one.valid_until and one.valid_from > one.valid_until:
            yield ask.out_of_order("speaker", index, "valid_from", "valid_until")
        if one.deputy == one.id:
            yield ask.problem("speaker", index, "deputy", "deputy-loop", name=one.id)
    if speakers:
        for act in ("approve", "crisis"):
            if not any(act in one.may for one in speakers):
                yield ask.problem("speaker", 0, "may", "nobody-may", name=act)
    yield from _deputy_loops(ask, deputies)


def _deputy_loops(ask: Inquiry, deputies: dict[str, str]) -> Iterator[Problem]:
    """Two who stand in for each other are common and fine; a longer circle hides that nobody is left."""
    circles: set[str] = set()
    done: set[str] = set()
    for begin in deputies:
        way: dict[str, int] = {}
        here = begin
        while here in deputies and here not in done and here not in way:
            way[here] = len(way)
            here = deputies[here]
        if here in way and len(way) - way[here] > 2:  # noqa: PLR2004 - see the docstring
            circles.update(name for name, place in way.items() if place >= way[here])
        done.update(way)
    for index, one in enumerate(ask.charter.speakers):
        if one.id in circles:
            yield ask.problem("speaker", index, "deputy", "deputy-loop", name=one.id)


def _categories(ask: Inquiry) -> Iterator[Problem]:
    for index, one in enumerate(ask.charter.categories):
        yield from ask.value("category", index, "action", [one.action], ACTIONS)
        yield from ask.unknown("category", index, "roles", one.roles, "speaker")
        yield from ask.unknown("category", index, "answers", one.answers, "answer")
        approval = filter(None, [one.approval])
        yield from ask.unknown("category", index, "approval", approval, "approval")
        if not 1 <= one.priority <= 5:  # noqa: PLR2004 - the model's range
            name, allowed = str(one.priority), "1, 2, 3, 4, 5"
            yield ask.problem(
                "category", index, "priority", "unknown-value", name=name, allowed=allowed
            )


def _approvals(ask: Inquiry) -> Iterator[Problem]:
    speakers = by_id(ask.charter.speakers)
    for index, one in enumerate(ask.charter.approvals):
        yield from check_condition(ask, "approval", index, "when", one.when)
        yield from ask.unknown("approval", index, "by", one.by, "speaker")
        for name in one.by:
            # A policy may also name a speaker who only reads a beginner's reply over, so this is no error.
            if name in speakers and not {"approve", "send"} & set(speakers[name].may):
                act = "approve"
                yield ask.problem("approval", index, "by", "may-not", name=name, act=act)
        if one.need > len(set(one.by)):
            need, have = str(one.need), str(len(set(one.by)))
            yield ask.problem("approval", index, "need", "too-few-approvers", need=need, have=have)
        late = one.if_late.removeprefix("holding:")
        yield from ask.unknown("approval", index, "if_late", filter(None, [late]), "statement")


def check_condition(
    ask: Inquiry,
    section: str,
    index: int,
    key: str,
    text: str,
    fields: frozenset[str] = FIELDS,
) -> Iterator[Problem]:
    """Yield the problems of one condition: its form, its fields, and the names it compares with."""
    if not text:
        return
    try:
        tree = parse(text, fields)
    except BadCondition as error:
        allowed = ", ".join(sorted(fields))
        yield ask.problem(section, index, key, error.reason, word=error.word, allowed=allowed)
        return
    for name, word in literals(tree):
        if name in {"category", "confirmed"}:
            yield from ask.unknown(section, index, key, [word], "category")
        elif name == "lint.max":
            yield from ask.value(section, index, key, [word], {*SEVERITIES, "none"})
        elif name == "visibility":
            sides = {"public", "unlisted", "followers", "private"}
            yield from ask.value(section, index, key, [word], sides)
