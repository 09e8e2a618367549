"""Words about the response guide: how its entries are doing, what asks for somebody, how they are used."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.facts import FactState
from cmworkstation.domain.charter.review import EntryState, Need
from cmworkstation.i18n import N_, language, tr, trn
from cmworkstation.words import days, problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.services.answer_files import Attached
    from cmworkstation.services.guide import Entry
    from cmworkstation.store.guide import AnswerUse

STATES: dict[EntryState, str] = {
    EntryState.DRAFT: N_("Draft, not offered yet"),
    EntryState.APPROVED: N_("Approved"),
    EntryState.SOON: N_("Expires soon"),
    EntryState.DUE: N_("Due for review"),
    EntryState.EXPIRED: N_("Expired"),
    EntryState.NOT_YET: N_("Not valid yet"),
    EntryState.RETIRED: N_("Retired"),
}
ROLES: dict[EntryState, str] = {
    EntryState.APPROVED: "good",
    EntryState.SOON: "warn",
    EntryState.DUE: "warn",
    EntryState.EXPIRED: "warn",
}
NEEDS: dict[Need, str] = {
    Need.EXPIRED: N_("no longer valid"),
    Need.REVIEW: N_("to be reviewed"),
    Need.STALE: N_("a translation is behind"),
    Need.UNAPPROVED: N_("waits for approval"),
}
FACTS: dict[FactState, str] = {
    FactState.GOOD: N_("up to date"),
    FactState.SOON: N_("expires soon"),
    FactState.EXPIRED: N_("out of date"),
    FactState.CHANGED: N_("changed since"),
    FactState.GONE: N_("no longer in the charter"),
}
OBSTACLES: dict[str, str] = {
    "retired": N_("retired"),
    "expired": N_("no longer valid"),
    "not-yet": N_("not valid yet"),
    "not-approved": N_("not approved yet"),
    "no-language": N_("not in this language"),
    "crisis": N_("not at this crisis level"),
    "fact-expired": N_("out of date"),
}
FILES: dict[str, str] = {  # by the reasons of `services/answer_files`
    "file-missing": N_("It is not on this machine."),
    "media-none": N_("No files can go with a reply there."),
    "file-undescribed": N_("It is not described, and the charter wants pictures described."),
}
CHANNELS: dict[str, str] = {"public": N_("in public"), "private": N_("in private")}


def state(value: EntryState) -> str:
    """Return where an entry stands."""
    return tr(STATES[value])


def role(value: EntryState) -> str:
    """Return the role of the colour in which a state is said."""
    return ROLES.get(value, "soft")


def needs(entry: "Entry") -> str:
    """Return why somebody should look at an entry, "" when nobody needs to."""
    return ", ".join(tr(NEEDS[one]) for one in entry.needs)


def fact_state(value: FactState) -> str:
    """Return how a fact that a text stands on is doing."""
    return tr(FACTS[value])


def why_not(reason: str) -> str:
    """Return why an answer or a fact cannot be put in."""
    return tr(OBSTACLES[reason]) if reason in OBSTACLES else tr("not usable now")


def until(value: date) -> str:
    """Return until when something holds."""
    return tr("Holds until {day}").format(day=days.day(value))


def language_name(code: str) -> str:
    """Return a language by its name, its code where that is not known."""
    names = {"fr": tr("French"), "en": tr("English")}
    return names.get(code, code)


def channel(key: str) -> str:
    """Return for where a text is made: a platform, or who can read it."""
    return tr(CHANNELS[key]) if key in CHANNELS else words.platform(key)


def use(value: "AnswerUse | None", now: datetime) -> str:
    """Return how often an answer went out, when last, and how much people changed of it."""
    if value is None:
        return tr("Not used yet")
    often = trn("Used {n} time", "Used {n} times", value.count).format(n=value.count)
    last = tr("last {when}").format(when=words.when(value.last_at, now))
    if value.unchanged == value.count:
        changed = tr("never changed")
    else:
        changed = tr("changed in {share} of a hundred, by {n} words on average").format(
            share=round(100 * (value.count - value.unchanged) / value.count),
            n=round(value.edited_words),
        )
    return f"{often}, {last}, {changed}"


def place(entry: "Entry") -> str:
    """Return where an entry is filed: its folder, else its category."""
    return entry.folder or entry.category.get(language()) or next(iter(entry.category.values()), "")


def files(attached: "Sequence[Attached]") -> tuple[str, bool]:
    """Return how many files go along with an answer and the first thing that is wrong, and whether anything is."""
    if not attached:
        return "", False
    n = len(attached)
    count = trn("{n} file", "{n} files", n).format(n=n)
    wrong = next((one for one in attached if one.wrong), None)
    if wrong is None:
        return count, False
    if wrong.wrong == "media-none":  # said of all of them
        return tr("{count}: {why}").format(count=count, why=file_trouble(wrong)), True
    said = tr("{count}, {name}: {why}").format(
        count=count, name=foreign.line(wrong.name, 40), why=file_trouble(wrong)
    )
    return said, True


def file_trouble(one: "Attached") -> str:
    """Return what keeps a file of an answer from leaving as it is, "" for nothing."""
    if one.wrong in FILES:
        said = tr(FILES[one.wrong])
    elif one.wrong:
        said = problems.reason(one.wrong)
    else:
        return tr("It is made smaller for this server.") if one.shrinks else ""
    if one.where:
        said = tr("{account}: {why}").format(account=", ".join(one.where), why=said)
    return said
