"""Days in words: the one home of how a day is written where no hour belongs to it."""

from datetime import date, datetime

from cmworkstation.i18n import tr


def day(value: date) -> str:
    """Return a day with its year: "3 Oct 2026"."""
    said = tr("{day} {month} {year}")
    return said.format(day=value.day, month=short_month(value.month), year=value.year)


def day_of(at: datetime) -> str:
    """Return the day of a moment where the person is, with its year."""
    return day(at.astimezone().date())


def short(value: date) -> str:
    """Return a day in few letters: "3 Nov"."""
    return tr("{day} {month}").format(day=value.day, month=short_month(value.month))


def short_of(at: datetime) -> str:
    """Return the day of a moment where the person is, in few letters."""
    return short(at.astimezone().date())


def short_month(n: int) -> str:
    """Return the short name of a month."""
    return tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()[n - 1]
