"""Repetition by the rules of RFC 5545, as far as operations repeat: by days, weeks, months and years.

Beginnings are counted by the clock on the wall: what takes place at nine takes place at nine also after the clock was
changed. Nothing here takes long, whatever a rule says: rules that repeat within a day are refused, and no day after the
one that is asked for is looked at. (`dateutil.rrule` looks on until the year 9999 for a rule that fits no day, which
takes 15 s; the tests compare with it.)
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from cmworkstation.domain.operation import LAST_YEAR, Occurrence, Operation
from cmworkstation.domain.slot import resolve, zone_of
from cmworkstation.domain.values import dataclass, replace

MOST = 1000  # repetitions that are returned
MOST_STEPS = 40_000  # days, weeks, months or years that are gone through
MOST_VALUES = 100  # of one part of a rule
LONGEST = 500  # characters of a rule
WEEKDAYS = "MO TU WE TH FR SA SU".split()
WEEK = timedelta(days=7)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_INTEGER = re.compile(r"[+-]?\d{1,6}")
_RANGES = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
PARTS = frozenset((*_RANGES, "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"))


class Frequency(StrEnum):
    """By what an operation repeats."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Every(StrEnum):
    """Repetitions that can be chosen by a word."""

    ONCE = "once"
    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "two-weeks"
    MONTH = "month"  # on the same day of the month
    WEEKDAY = "weekday"  # of the month: its second Tuesday
    YEAR = "year"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read. Days of the week are numbers from 0, Monday, with which of them in the month or year."""

    frequency: Frequency
    interval: int = 1
    count: int = MOST_STEPS
    until: str = ""
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    nth_weekdays: frozenset[tuple[int, int]] = frozenset()  # which, weekday
    positions: tuple[int, ...] = ()
    week_begins: int = 0

    def fits(self, day: date) -> bool:
        """Tell whether a day is one of those that the rule names."""
        return (
            (not self.months or day.month in self.months)
            and (not self.weeks or _is_week(day, self.weeks))
            and (not self.year_days or _is_year_day(day, self.year_days))
            and (not self.month_days or _is_month_day(day, self.month_days))
            and self._is_weekday(day)
        )

    def _is_weekday(self, day: date) -> bool:
        if not self.weekdays and not self.nth_weekdays:
            return True
        weekday = day.weekday()
        if weekday in self.weekdays:
            return True
        first, last = self._stretch(day)
        before, after = (day - first).days // 7 + 1, -((last - day).days // 7 + 1)
        return (before, weekday) in self.nth_weekdays or (after, weekday) in self.nth_weekdays

    def _stretch(self, day: date) -> tuple[date, date]:
        """Return the month or the year within which a second Tuesday is the second."""
        if self.frequency is Frequency.YEARLY and not self.months:
            return date(day.year, 1, 1), date(day.year, 12, 31)
        return day.replace(day=1), _last_of_month(day)


def rule_of(every: Every, first: date) -> str:
    """Return the rule for a word; "" for `ONCE` and `OTHER`."""
    nth = (first.day - 1) // 7 + 1
    nth = -1 if nth == 5 else nth  # noqa: PLR2004 - a fifth Tuesday is the last one
    return {
        Every.DAY: "FREQ=DAILY",
        Every.WEEK: "FREQ=WEEKLY",
        Every.TWO_WEEKS: "FREQ=WEEKLY;INTERVAL=2",
        Every.MONTH: "FREQ=MONTHLY",
        Every.WEEKDAY: f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[first.weekday()]}",
        Every.YEAR: "FREQ=YEARLY",
    }.get(every, "")


def every_of(rule: str, first: date) -> Every:
    """Return the word for a rule, `OTHER` where there is none."""
    if not rule:
        return Every.ONCE
    bare = rule.partition(";UNTIL=")[0]
    return next((one for one in Every if rule_of(one, first) == bare), Every.OTHER)


def checked(rule: str) -> str:
    """Return a rule as it is kept, "" for none. Raises `ValueError` where it is none, or repeats within a day."""
    text = rule.strip().upper().removeprefix("RRULE:").strip(";")
    if not text:
        return ""
    if len(text) > LONGEST:
        raise ValueError("long")
    parts = _parts(text)
    if len(parts) != text.count(";") + 1 or not parts.keys() <= PARTS:
        raise ValueError("part")
    order = ("FREQ", "INTERVAL", *sorted(parts.keys() - {"FREQ", "INTERVAL", "UNTIL"}), "UNTIL")
    made = ";".join(f"{name}={parts[name]}" for name in order if name in parts)
    if until := _read(made).until:
        _until(until, "UTC")
    return made


def occurrences(
    one: Operation, first: date, last: date, most: int = MOST
) -> tuple[Occurrence, ...]:
    """Return when an operation takes place between two days, these among them, by the days of its own zone."""
    if not one.recurrence:
        only = Occurrence(one, one.starts_at, one.ends_at)
        return (only,) if only.last_day >= first and only.day <= last else ()
    lasts, but = one.lasts, {at.astimezone(UTC) for at in one.except_at}
    found = []
    for local in _beginnings(one, last):
        if (local + lasts).date() < first:
            continue
        at = resolve(local, one.zone)[0]
        made = Occurrence(one, at, resolve(local + lasts, one.zone)[0])
        if made.last_day >= first and at.astimezone(UTC) not in but:
            found.append(made)
        if len(found) == most:
            break
    return tuple(found)


def ends_on(one: Operation) -> date | None:
    """Return the day until which a rule repeats, None where it says none."""
    said = _parts(one.recurrence).get("UNTIL", "")
    return _until(said, one.zone).date() if said else None


def _beginnings(one: Operation, last: date) -> Iterator[datetime]:
    """Yield the beginnings by the clock on the wall, none after a day."""
    begins = one.starts_at.astimezone(zone_of(one.zone)).replace(tzinfo=None)
    rule = _filled(_read(one.recurrence), begins.date())
    end = datetime.combine(min(last, date(LAST_YEAR, 12, 31)), time.max)
    if rule.until:
        end = min(end, _until(rule.until, one.zone))
    yield from islice(_times(rule, begins, end), rule.count)


def _filled(rule: Rule, begins: date) -> Rule:
    """Return a rule with the days that it takes from its beginning because it names none."""
    if rule.weeks or rule.year_days or rule.month_days or rule.weekdays or rule.nth_weekdays:
        return rule
    if rule.frequency is Frequency.WEEKLY:
        return replace(rule, weekdays=frozenset({begins.weekday()}))
    if rule.frequency is Frequency.DAILY:
        return rule
    months = rule.months
    if rule.frequency is Frequency.YEARLY and not months:
        months = frozenset({begins.month})
    return replace(rule, months=months, month_days=frozenset({begins.day}))


def _times(rule: Rule, begins: datetime, end: datetime) -> Iterator[datetime]:
    for days in islice(_periods(rule, begins.date(), end.date()), MOST_STEPS):
        fitting = [day for day in days if rule.fits(day)]
        if rule.positions:
            n = len(fitting)
            chosen = {fitting[at - 1 if at > 0 else at] for at in rule.positions if abs(at) <= n}
            fitting = sorted(chosen)
        for day in fitting:
            at = datetime.combine(day, begins.time())
            if at > end:
                return
            if at >= begins:
                yield at


def _periods(rule: Rule, begins: date, end: date) -> Iterator[list[date]]:
    """Yield the days of each day, week, month or year that is not left out, up to the one that holds `end`."""
    step = rule.interval
    if rule.frequency is Frequency.DAILY:
        for n in range(0, (end - begins).days + 1, step):
            yield [begins + timedelta(n)]
    elif rule.frequency is Frequency.WEEKLY:
        monday = begins - timedelta((begins.weekday() - rule.week_begins) % 7)
        for n in range(0, (end - monday).days // 7 + 1, step):
            yield [monday + n * WEEK + timedelta(day) for day in range(7)]
    elif rule.frequency is Frequency.MONTHLY:
        months = (end.year - begins.year) * 12 + end.month - begins.month
        for n in range(0, months + 1, step):
            year, month = divmod(begins.year * 12 + begins.month - 1 + n, 12)
            yield _days_from(date(year, month + 1, 1), _last_of_month(date(year, month + 1, 1)))
    else:
        for year in range(begins.year, end.year + 1, step):
            yield _days_from(date(year, 1, 1), date(year, 12, 31))


def _days_from(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _last_of_month(day: date) -> date:
    following = day.replace(day=28) + timedelta(4)
    return following.replace(day=1) - timedelta(1)


def _is_month_day(day: date, wanted: frozenset[int]) -> bool:
    return day.day in wanted or day.day - _last_of_month(day).day - 1 in wanted


def _is_year_day(day: date, wanted: frozenset[int]) -> bool:
    n, last = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    return n in wanted or n - last - 1 in wanted


def _is_week(day: date, wanted: frozenset[int]) -> bool:
    year, week, _ = day.isocalendar()
    last = date(year, 12, 28).isocalendar().week
    return week in wanted or week - last - 1 in wanted


def _parts(rule: str) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in rule.split(";"))


@lru_cache(512)
def _read(text: str) -> Rule:
    """Return a rule of which everything is in bounds; what it leaves out is filled in later. Raises `ValueError`."""
    parts = _parts(text)
    frequency = Frequency(parts.get("FREQ", ""))
    plain, nth = _weekdays(parts.get("BYDAY", ""), frequency)
    values = {name: _integers(parts.get(name, ""), most) for name, most in _RANGES.items()}
    if frequency is not Frequency.YEARLY and (values["BYWEEKNO"] or values["BYYEARDAY"]):
        raise ValueError("part")
    return Rule(
        frequency,
        _integer(parts.get("INTERVAL", "1"), 1000),
        _integer(parts.get("COUNT", str(MOST_STEPS)), 100_000),
        parts.get("UNTIL", ""),
        frozenset(values["BYMONTH"]),
        frozenset(values["BYMONTHDAY"]),
        frozenset(values["BYYEARDAY"]),
        frozenset(values["BYWEEKNO"]),
        plain,
        nth,
        values["BYSETPOS"],
        WEEKDAYS.index(parts.get("WKST", "MO")),
    )


def _integer(said: str, most: int) -> int:
    (n,) = _integers(said, most)
    if n < 1:
        raise ValueError("number")
    return n


def _integers(said: str, most: int) -> tuple[int, ...]:
    if not said:
        return ()
    texts = said.split(",")
    if len(texts) > MOST_VALUES or not all(map(_INTEGER.fullmatch, texts)):
        raise ValueError("number")
    found = tuple(map(int, texts))
    if not all(0 < abs(n) <= most for n in found):
        raise ValueError("number")
    return found


def _weekdays(said: str, frequency: Frequency) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    plain: set[int] = set()
    nth: set[tuple[int, int]] = set()
    for one in filter(None, said.split(",")[: MOST_VALUES + 1]):
        match = _BYDAY.fullmatch(one)
        if match is None or len(plain) + len(nth) > MOST_VALUES or match[1] in ("0", "+0", "-0"):
            raise ValueError("weekday")
        weekday = WEEKDAYS.index(match[2])
        if match[1] and frequency in (Frequency.MONTHLY, Frequency.YEARLY):
            nth.add((int(match[1]), weekday))
        else:
            plain.add(weekday)
    return frozenset(plain), frozenset(nth)


def _until(text: str, zone: str) -> datetime:
    """Return the last moment of a rule by the clock on the wall. Raises `ValueError`."""
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise ValueError("until")
    day, clock, utc = match.groups()
    if not clock:
        return datetime.combine(date.fromisoformat(day), time.max)
    at = datetime.fromisoformat(f"{day}T{clock}")
    if not utc:
        return at
    return at.replace(tzinfo=UTC).astimezone(zone_of(zone)).replace(tzinfo=None)
