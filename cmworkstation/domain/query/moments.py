"""Days, months, years, and how long ago: the dates of a query. What is relative stays so until it is asked."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from cmworkstation.domain.folding import fold
from cmworkstation.domain.values import dataclass

DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
FRENCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
AGO = re.compile(r"(\d{1,4})\s*([^\W\d_]+)")
LONGEST = 40_000  # days that "ago" reaches back at most
# Unit, and its names, the first in English and the first in French among them.
UNITS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "h": (("h", "hour", "hours"), ("h", "heure", "heures")),
    "d": (("d", "day", "days"), ("j", "jour", "jours")),
    "w": (("w", "week", "weeks"), ("sem", "semaine", "semaines")),
    "m": (("m", "month", "months"), ("m", "mois")),
    "y": (("y", "year", "years"), ("a", "an", "ans")),
}
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "today": (("today",), ("aujourd'hui", "aujourdhui", "aujourd’hui")),
    "yesterday": (("yesterday",), ("hier",)),
    "week": (("week", "this-week"), ("semaine", "cette-semaine")),
    "month": (("month", "this-month"), ("mois", "ce-mois")),
    "year": (("year", "this-year"), ("année", "cette-année")),
}
_UNITS = {fold(one): unit for unit, both in UNITS.items() for names in both for one in names}
_NAMES = {fold(one): name for name, both in NAMES.items() for names in both for one in names}


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, month or day of the calendar; or a `name`; or `ago` of a `unit` before now."""

    year: int = 0
    month: int = 0
    day: int = 0
    name: str = ""
    ago: int = 0
    unit: str = ""

    def span(self, now: datetime, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
        """Return where it begins and ends, in UTC; `zone` is the person's, that of this machine where None."""
        here = now.astimezone(zone)
        if self.unit == "h":
            began = here - timedelta(hours=self.ago)
            return began.astimezone(UTC), (began + timedelta(hours=1)).astimezone(UTC)
        first, after = self._days(here.date())
        return _midnight(first, zone), _midnight(after, zone)

    def _days(self, today: date) -> tuple[date, date]:
        if self.unit:
            day = today - timedelta(days=self.ago * DAYS[self.unit])
            return day, day + timedelta(days=1)
        if self.name == "week":
            first = today - timedelta(days=today.weekday())
            return first, first + timedelta(days=7)
        if self.name in ("today", "yesterday"):
            day = today - timedelta(days=self.name == "yesterday")
            return day, day + timedelta(days=1)
        year, month = self.year, self.month
        if self.name:
            year, month = today.year, today.month if self.name == "month" else 0
        if not month:
            return date(year, 1, 1), date(year + 1, 1, 1)
        if not self.day:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        day = date(year, month, self.day)
        return day, day + timedelta(days=1)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return local.astimezone(UTC)


def moment(text: str) -> Moment:
    """Read a date: 2026-11-03, 03/11/2026, 2026-11, 2026, yesterday, 7d. Raises `ValueError`."""
    plain = fold(text.strip())
    if plain in _NAMES:
        return Moment(name=_NAMES[plain])
    if found := FRENCH_DATE.fullmatch(plain):
        day, month, year = (int(one) for one in found.groups())
        return _checked(Moment(year, month, day))
    if found := DATE.fullmatch(plain):
        year, month, day = (int(one or 0) for one in found.groups())
        return _checked(Moment(year, month, day))
    found = AGO.fullmatch(plain)
    if found and found[2] in _UNITS:
        ago, unit = int(found[1]), _UNITS[found[2]]
        if ago * DAYS.get(unit, 1) <= LONGEST:
            return Moment(ago=ago, unit=unit)
    raise ValueError(text)


def _checked(one: Moment) -> Moment:
    if not 1970 <= one.year <= 9000:  # noqa: PLR2004 - before, nothing was written; after, nobody counts
        raise ValueError(one.year)
    date(one.year, one.month or 1, one.day or 1)
    return one


def told(one: Moment, *, french: bool) -> str:
    """Write a date as `moment` reads it."""
    if one.name:
        return NAMES[one.name][french][0]
    if one.unit:
        return f"{one.ago}{UNITS[one.unit][french][0]}"
    parts = [f"{one.year:04}", *(f"{part:02}" for part in (one.month, one.day) if part)]
    return "-".join(parts)
