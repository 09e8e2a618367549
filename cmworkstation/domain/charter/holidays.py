"""Public holidays by computation: France (with Alsace-Moselle), England and Wales."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

# Days that England and Wales moved or added once; the first of a pair is taken out, the second put in.
UK_MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}
UK_ADDED = frozenset({date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)})


def easter(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    left = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * left) // 451
    month, day = divmod(h + left - 7 * m + 114, 31)
    return date(year, month, day + 1)


def france(year: int) -> frozenset[date]:
    """Return the eleven holidays of the Code du travail, article L3133-1."""
    sunday = easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [sunday + timedelta(days) for days in moving],
    )


def alsace_moselle(year: int) -> frozenset[date]:
    """Return the holidays of France with the two of local law: Good Friday and 26 December."""
    return france(year) | {easter(year) - timedelta(2), date(year, 12, 26)}


def england(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales, with substitute days."""
    days = {
        _substitute(date(year, 1, 1)),
        easter(year) - timedelta(2),
        easter(year) + timedelta(1),
        _monday(year, 5),
        _monday(year, 6) - timedelta(7),
        _monday(year, 9) - timedelta(7),
    }
    days = {UK_MOVED.get(day, day) for day in days}
    christmas = _substitute(date(year, 12, 25))
    boxing = _substitute(date(year, 12, 26))
    if boxing == christmas or date(year, 12, 25).weekday() == 6:  # noqa: PLR2004 - Sunday
        christmas, boxing = date(year, 12, 27), date(year, 12, 26)
        if boxing.weekday() == 6:  # noqa: PLR2004 - Christmas on a Saturday
            christmas, boxing = date(year, 12, 27), date(year, 12, 28)
    return frozenset(days | {christmas, boxing} | {day for day in UK_ADDED if day.year == year})


def _substitute(day: date) -> date:
    """Return the Monday after for a day on a week-end, else the day."""
    return day + timedelta((0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _monday(year: int, month: int) -> date:
    """Return the first Monday of a month."""
    first = date(year, month, 1)
    return first + timedelta(-first.weekday() % 7)


REGIONS: Mapping[str, Callable[[int], frozenset[date]]] = {
    "FR": france,
    "FR-ALS": alsace_moselle,
    "GB-ENG": england,
    "GB-WLS": england,
}


@lru_cache(256)
def holidays(region: str, year: int) -> frozenset[date]:
    """Return the holidays of a region in a year; none for "" or an unknown region."""
    find = REGIONS.get(region)
    return find(year) if find else frozenset()
