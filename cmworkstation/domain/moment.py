"""Reading a moment that a person typed, in English or French: "tomorrow 14:30", "lundi 9h", "in 2 days", "12/10"."""

import re
from datetime import date, datetime, time, timedelta

from cmworkstation.domain.folding import fold
from cmworkstation.domain.snooze import MORNING, local

DAYS = (
    ("monday", "lundi"),
    ("tuesday", "mardi"),
    ("wednesday", "mercredi"),
    ("thursday", "jeudi"),
    ("friday", "vendredi"),
    ("saturday", "samedi"),
    ("sunday", "dimanche"),
)
MONTHS = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
NAMED = {
    **dict.fromkeys(("today", "aujourd'hui", "aujourdhui"), 0),
    **dict.fromkeys(("tomorrow", "demain"), 1),
    **dict.fromkeys(("apres-demain", "apres demain"), 2),
}
UNITS = {
    **dict.fromkeys("h hour hours heure heures".split(), timedelta(hours=1)),
    **dict.fromkeys("min minute minutes".split(), timedelta(minutes=1)),
    **dict.fromkeys("d day days jour jours j".split(), timedelta(days=1)),
    **dict.fromkeys("week weeks semaine semaines".split(), timedelta(weeks=1)),
}
SHORTEST = 3  # letters of a day or a month that name it
FARTHEST = timedelta(days=3660)
_IN = re.compile(r"^(?:in|dans)\s+(\d{1,4})\s*([a-z]+)$")
_TIME = re.compile(r"(?:^|\s)(?:at |a )?(\d{1,2})\s*(?:[:h]\s*(\d{2})?|(am|pm))$")
_NUMBERS = re.compile(r"^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_WORDS = re.compile(r"^(\d{1,2})(?:er|st|nd|rd|th)?\s+([a-z]+)(?:\s+(\d{4}))?$")
_WEEKDAY = re.compile(r"^([a-z]{3,9})\.?,?\s+(?=\d)")
_YEAR_IN_TWO = re.compile(r"^(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})$")
_DASHED = re.compile(r"^(\d{1,2})-(\d{1,2})(-\d{4})?$")


def read(text: str, now: datetime) -> datetime | None:
    """Return the moment after `now`, a local time, that a text means; None where it means none, or a past one."""
    said = " ".join(fold(text).replace("\u2019", "'").split())
    try:
        found = _read(said, now)
    except (
        ValueError,
        OverflowError,
    ):  # the 31st of a month without one; a year that no calendar has
        return None
    return found if found is not None and now < found <= now + FARTHEST else None


def read_day(text: str, today: date, *, past: bool = False) -> date | None:
    """Return the day that a text means, None where it means none: "31/1/2027", "Fri 31 Jan", « hier », 2027-01-31.

    A day without its year is the next one, or with `past` the last one. A name of the weekday before it says nothing.
    """
    said = " ".join(fold(text).replace("\u2019", "'").split())
    if weekday := _WEEKDAY.match(said):
        if not any(name.startswith(weekday[1]) for names in DAYS for name in names):
            return None
        said = said[weekday.end() :]
    said = said.replace(". ", " ").removesuffix(".")
    said = _YEAR_IN_TWO.sub(r"\g<1>20\2", said)
    said = _DASHED.sub(lambda found: found[0].replace("-", "/"), said)
    if said in ("yesterday", "hier"):
        return today - timedelta(days=1)
    try:
        found = _day(said, today)
        if past and found is not None and found > today and said not in NAMED:
            if said.isalpha():
                return found - timedelta(weeks=1)
            return found if _names_a_year(said) else found.replace(year=found.year - 1)
    except (ValueError, OverflowError):
        return None
    return found


def _names_a_year(said: str) -> bool:
    return bool(re.search(r"\d{4}", said))


def _read(said: str, now: datetime) -> datetime | None:
    if within := _IN.match(said):
        unit = UNITS.get(within[2])
        return now + int(within[1]) * unit if unit else None
    clock, rest = _clock(said)
    if not rest:
        if clock is None:
            return None
        today = local(datetime.combine(now.date(), clock), now)
        following = local(datetime.combine(now.date() + timedelta(days=1), clock), now)
        return today if today > now else following
    day = _day(rest, now.date())
    return local(datetime.combine(day, clock or time(MORNING)), now) if day else None


def _clock(said: str) -> tuple[time | None, str]:
    found = _TIME.search(said)
    if found is None:
        return None, said
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, int(found[2] or 0)), said[: found.start()].strip()


def _day(said: str, today: date) -> date | None:
    if said in NAMED:
        return today + timedelta(days=NAMED[said])
    for n, names in enumerate(DAYS):
        if len(said) >= SHORTEST and any(name.startswith(said) for name in names):
            return today + timedelta(days=(n - today.weekday() - 1) % 7 + 1)
    if iso := _ISO.match(said):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if numbers := _NUMBERS.match(said):
        return _next(int(numbers[1]), int(numbers[2]), numbers[3], today)
    if words := _WORDS.match(said):
        for n, names in enumerate(MONTHS, 1):
            if len(words[2]) >= SHORTEST and any(name.startswith(words[2]) for name in names):
                return _next(int(words[1]), n, words[3], today)
    return None


def _next(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year), month, day)
    found = date(today.year, month, day)
    return found if found >= today else date(today.year + 1, month, day)
