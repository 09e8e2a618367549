"""The plan of the backups in words: how often, how many, where else, and whether they are encrypted."""

from datetime import datetime
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.backup import Every, Keep, Plan, Second
from cmworkstation.i18n import N_, tr

EVERY: Final = {
    Every.HOUR: N_("every hour"),
    Every.SIX_HOURS: N_("every six hours"),
    Every.DAY: N_("every day"),
    Every.WEEK: N_("every week"),
    Every.NEVER: N_("only when I ask for it"),
}


def every(one: Every) -> str:
    """Return how often copies are made."""
    return tr(EVERY[one])


def keeps(one: Keep) -> str:
    """Return how many copies are kept."""
    text = tr("the newest of {days} days and of {weeks} weeks")
    return text.format(days=one.days, weeks=one.weeks)


def plan(one: Plan) -> str:
    """Return a plan in one line."""
    sealed = tr("encrypted") if one.sealed else tr("not encrypted")
    return tr("Planned: {every}; kept: {keeps}; {sealed}.").format(
        every=every(one.every), keeps=keeps(one.keep), sealed=sealed
    )


def second(one: Second, now: datetime) -> str:
    """Return how the second place stands."""
    folder = foreign.line(str(one.folder), 300)
    if not one.there:
        text = tr("Second place: {folder} is not there. The newest backup follows when it is back.")
        return text.format(folder=folder)
    if one.last is None:
        return tr("Second place: {folder}, no backup there yet.").format(folder=folder)
    text = tr("Second place: {folder}, last backup there {when}.")
    return text.format(folder=folder, when=words.when(one.last.made_at, now))
