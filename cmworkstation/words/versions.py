"""Versions of a charter in words: their states, what differs, what a new one would change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.difference import STEPS, Change, Kind
from cmworkstation.domain.charter.impact import ByRule, Report
from cmworkstation.domain.charter.lifecycle import State, Version
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN, Problem, problem_text
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.signing import Standing
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import days, problems

Label = Callable[[str, str], str]  # section and key of a field → its name

SHORT_HASH = 8
VALUE_CAP = 4000
STATES: Mapping[State, str] = {
    State.DRAFT: N_("draft"),
    State.REVIEW: N_("in review"),
    State.APPROVED: N_("signed, comes later"),
    State.IN_FORCE: N_("in force"),
    State.SUPERSEDED: N_("superseded"),
    State.WITHDRAWN: N_("withdrawn"),
}
MISSING: Mapping[str, str] = {
    "owner": N_("The owner of the charter has not signed yet."),
    "other-than-author": N_("Somebody other than the one who wrote the last edit has to sign."),
    "more": N_("Another signature is missing."),
}
KINDS: Mapping[Kind, str] = {
    Kind.ADDED: N_("new"),
    Kind.REMOVED: N_("taken out"),
    Kind.CHANGED: N_("changed"),
    Kind.MOVED: N_("moved"),
}
SECTIONS: Mapping[str, str] = {
    "": N_("Other sections"),
    "charter": N_("Heading"),
    "voice": N_("Voice"),
    "principle": N_("Principle"),
    "audience": N_("Audience"),
    "speaker": N_("Speaker"),
    "calendar": N_("Opening hours"),
    "category": N_("Category"),
    "triage": N_("Triage"),
    STEPS: N_("Question of the triage"),
    "target": N_("Reply time"),
    "approval": N_("Approval policy"),
    "use": N_("Rule pack"),
    "rule": N_("Rule"),
    "fact": N_("Fact"),
    "claim": N_("Forbidden claim"),
    "answer": N_("Approved answer"),
    "disclosure": N_("Disclosure"),
    "moderation": N_("Ground of moderation"),
    "crisis": N_("Crisis level"),
    "statement": N_("Holding statement"),
    "contact": N_("Contact"),
    "relation": N_("Relations"),
    "retention": N_("Retention"),
    "links": N_("Links"),
}
TEXT_KINDS: Mapping[str, str] = {
    "reply": N_("Sent reply"),
    "draft": N_("Draft"),
    "answer": N_("Approved answer"),
}


def state(value: State) -> str:
    """Return what a version is."""
    return tr(STATES[value])


def short(digest: str) -> str:
    """Return the beginning of a hash, enough to tell versions apart by eye."""
    return digest[:SHORT_HASH]


def standing(value: Standing) -> str:
    """Return how many signatures there are: "1 of 2 signatures"."""
    said = trn("{have} of {need} signature", "{have} of {need} signatures", value.need)
    return said.format(have=value.have, need=value.need)


def missing(value: Standing) -> str:
    """Return what the signatures lack, "" when nothing."""
    return " ".join(tr(MISSING[one]) for one in value.missing)


def since(version: Version, value: State) -> str:
    """Return a version's state with its day: "in force since 3 Oct 2026"."""
    if value is State.IN_FORCE and version.effective_from:
        return tr("in force since {day}").format(day=days.day_of(version.effective_from))
    if value is State.APPROVED and version.effective_from:
        return tr("comes into force on {day}").format(day=days.day_of(version.effective_from))
    if value is State.SUPERSEDED and version.effective_from:
        return tr("superseded; was in force from {day}").format(
            day=days.day_of(version.effective_from)
        )
    if value is State.WITHDRAWN and version.withdrawn_at:
        return tr("withdrawn on {day}").format(day=days.day_of(version.withdrawn_at))
    return state(value)


def bar(
    holding: Version | None,
    review: tuple[Version, Standing] | None,
    scheduled: Iterable[Version],
) -> str:
    """Return where a charter stands, in one line."""
    parts = []
    if holding is not None and holding.effective_from is not None:
        text = tr("In force: {number}, since {day}")
        parts.append(text.format(number=holding.number, day=days.day_of(holding.effective_from)))
    else:
        parts.append(tr("Nothing in force yet"))
    for one in scheduled:
        if one.effective_from is not None:
            text = tr("{number} comes into force on {day}")
            parts.append(text.format(number=one.number, day=days.day_of(one.effective_from)))
    if review is not None:
        text = tr("{number} is in review, {signatures}")
        parts.append(text.format(number=review[0].number, signatures=standing(review[1])))
    return " · ".join(parts)


def section(name: str) -> str:
    """Return a section's name, the file's own for one that is not known."""
    return tr(SECTIONS[name]) if name in SECTIONS else foreign.line(name, 40)


def plain_label(_section: str, key: str) -> str:
    """Return what a field is called where no form has a better name for it."""
    return foreign.line(key.replace("_", " "), 40)


def change_title(change: Change, label: Label = plain_label) -> str:
    """Return what a change is about: "Rule “gratuite”, message (fr): changed"; `label` names a section's field."""
    what = section(change.section)
    if change.name:
        what = tr("{section} “{name}”").format(section=what, name=foreign.line(change.name, 60))
    if change.field:
        what += ", " + label(change.section, change.field)
    if change.part:
        what += f" ({foreign.line(change.part, 20)})"
    said = tr("{what}: {kind}").format(what=what, kind=tr(KINDS[change.kind]))
    if change.kind is Kind.MOVED:
        said += " " + tr("from place {was} to {place}").format(
            was=change.was + 1, place=change.place + 1
        )
    return said


def value(it: object, section_: str = "", label: Label = plain_label) -> str:
    """Return a value of a charter as people read it; "" for none. An object's fields are named by `label`."""
    match it:
        case None | ():
            return ""
        case bool():
            return tr("yes") if it else tr("no")
        case date():
            return days.day(it)
        case tuple() | list() | Mapping():
            return _several(it)
        case Section():
            return _whole(it, section_, label)
    return foreign.block(str(it), VALUE_CAP)


def _several(it: Sequence[object] | Mapping[object, object]) -> str:
    """Return the items of a list or a table, each on a line."""
    if isinstance(it, Mapping):
        return "\n".join(f"{key}: {value(one)}" for key, one in it.items())
    if all(
        isinstance(one, Mapping) and "hash" in one for one in it
    ):  # files: their bytes say nothing
        return "\n".join(_file(one) for one in it if isinstance(one, Mapping))
    return "\n".join(_item(one) for one in it)


def _file(it: Mapping[str, object]) -> str:
    """Return a file that goes along with an answer: its name, and what it shows."""
    alt = it.get("alt", "")
    alts = alt.items() if isinstance(alt, Mapping) else [("", alt)]
    shown = "; ".join(f"{spoken} “{text}”".strip() for spoken, text in alts if text)
    name = foreign.line(str(it.get("name") or it["hash"]), 80)
    return f"{name} ({foreign.block(shown, VALUE_CAP)})" if shown else name


def _item(it: object) -> str:
    """Return one of a list; a pair is something and what it becomes."""
    return " → ".join(map(value, it)) if isinstance(it, tuple) else value(it)


def _whole(it: Section, section_: str, label: Label) -> str:
    """Return an object of a charter with those fields that say something."""
    lines = []
    for key, slot in shape_of(type(it)).items():
        found = getattr(it, slot.attribute)
        if found != slot.default and key != "id":
            name = label(section_, key)
            lines.append(tr("{what}: {kind}").format(what=name, kind=value(found)))
    return "\n".join(lines)


def by_rule(row: ByRule) -> str:
    """Return what one rule would do."""
    parts = []
    if n := row.stops:
        said = trn("{n} text would now be stopped", "{n} texts would now be stopped", n)
        parts.append(said.format(n=n))
    if (n := row.new - row.stops) > 0:
        parts.append(trn("{n} would get a remark", "{n} would get a remark", n).format(n=n))
    if n := row.gone:
        said = trn("{n} would lose its remark", "{n} would lose their remark", n)
        parts.append(said.format(n=n))
    if n := row.changed:
        said = trn("{n} would be weighed otherwise", "{n} would be weighed otherwise", n)
        parts.append(said.format(n=n))
    rule = foreign.line(row.rule, 60)
    return tr("Rule “{rule}”: {what}").format(rule=rule, what=", ".join(parts))


def impact(report: Report, last_month: int) -> str:
    """Return the report in a sentence or two."""
    looked = tr("Looked at: {what}.").format(what=_looked_at(report.looked_at))
    stopped = [one for one in report.stopped if one.text.kind == "reply"]
    if not report.effects:
        return tr("Nothing would change for what was written so far.") + " " + looked
    if not stopped:
        return tr("No sent reply would have been stopped.") + " " + looked
    rules = len({hit.rule for one in stopped for hit in one.stopped})
    text = trn(
        "{n} sent reply would now be stopped, by {rules}.",
        "{n} sent replies would now be stopped, by {rules}.",
        len(stopped),
    ).format(n=len(stopped), rules=trn("{n} rule", "{n} rules", rules).format(n=rules))
    month = trn("{n} is of the last month.", "{n} are of the last month.", last_month)
    return f"{text} {month.format(n=last_month)} {looked}"


def _looked_at(counts: Mapping[str, int]) -> str:
    replies, drafts, answers = (counts.get(kind, 0) for kind in ("reply", "draft", "answer"))
    return ", ".join(
        [
            trn("{n} sent reply", "{n} sent replies", replies).format(n=replies),
            trn("{n} draft", "{n} drafts", drafts).format(n=drafts),
            trn("{n} answer", "{n} answers", answers).format(n=answers),
        ]
    )


def problem(one: Problem) -> str:
    """Return an obstacle with its place."""
    said = problem_text(one, tr(PROBLEM_WORDS_EN[one.key]))
    return tr("Line {n}: {words}").format(n=one.line, words=foreign.line(said, 400))


def who(name: str) -> str:
    """Return who signed; a person alone has no name here."""
    return foreign.line(name, 60) or tr("you, alone here")


def in_words(error: BaseException) -> str:
    """Return an error in one line."""
    notice = problems.error(error)
    return f"{notice.text} {notice.hint}".strip()
