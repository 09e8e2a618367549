"""Crisis levels in words: what holds, since when, by whom, and what a level changes."""

from collections.abc import Callable
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.clauses import Crisis
from cmworkstation.domain.charter.hours import read_duration
from cmworkstation.domain.charter.levels import statements_at
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.crisis import Declared
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import in_language

PAUSES = {
    "scheduled": N_("planned replies"),
    "dialogue": N_("dialogue"),
    "solicitations": N_("requests for a favour"),
    "answers": N_("usual answers"),
    "thanks": N_("thanks"),
}


def name(charter: Charter, level: str) -> str:
    """Return what a level is called, "" being the normal state."""
    found = by_id(charter.crises).get(level)
    if found is None:
        return tr("Normal")
    return foreign.line(in_language(found.label) or found.id, 60)


def of(charter: Charter) -> str:
    """Return whose charter it is, in few words."""
    header = charter.header
    return foreign.line(header.organisation or in_language(header.title) or header.id, 60)


def holds(charter: Charter, now: Declared, name_of: Callable[[str], str], at: datetime) -> str:
    """Return which level holds, since when and by whom."""
    said = tr("{level} (level {n}) at {charter}, since {when}").format(
        level=name(charter, now.level),
        n=now.number,
        charter=of(charter),
        when=words.moment(now.since, at),
    )
    who = foreign.line(name_of(now.by), 60) if now.by else ""
    return tr("{sentence}, by {who}").format(sentence=said, who=who) if who else said


def _lasting(written: str) -> str:
    """Return a length of time as one reads it, "30 min", from how a charter writes it; else as it is written."""
    try:
        amount, unit = read_duration(written)
    except ValueError:
        return foreign.line(written, 20)
    if unit == "min":
        return trn("{n} min", "{n} min", amount).format(n=amount)
    if unit == "h":
        return trn("{n} h", "{n} h", amount).format(n=amount)
    return trn("{n} day", "{n} days", amount).format(n=amount)


def effects(charter: Charter, crisis: Crisis) -> list[str]:
    """Return what a level changes, a line each."""
    found = []
    pauses = [tr(PAUSES[one]) for one in crisis.pauses if one in PAUSES]
    if pauses:
        found.append(tr("Stops: {what}.").format(what=", ".join(pauses)))
    labels = {one.id: in_language(one.label) or one.id for one in charter.categories}
    times = [
        f"{foreign.line(labels.get(one, one), 40)} {_lasting(span)}"
        for one, span in crisis.targets.items()
    ]
    if times:
        found.append(tr("Answers are due sooner: {times}.").format(times=", ".join(times)))
    speakers = {one.id: one.name or one.id for one in charter.speakers}
    if crisis.approval:
        who = foreign.line(speakers.get(crisis.approval, crisis.approval), 60)
        found.append(tr("Every reply needs the word of {who}.").format(who=who))
    if crisis.speakers:
        who = ", ".join(foreign.line(speakers.get(one, one), 40) for one in crisis.speakers)
        found.append(tr("Only these speak: {who}.").format(who=who))
    n = len(statements_at(charter, crisis.id))
    if n:
        said = trn(
            "{n} holding statement stands among the answers.",
            "{n} holding statements stand among the answers.",
            n,
        )
        found.append(said.format(n=n))
    if crisis.update_every:
        found.append(
            tr("The next word to the public every {span}.").format(
                span=_lasting(crisis.update_every)
            )
        )
    return found or [tr("Changes nothing by itself: everybody knows that you watch.")]
