"""Opening hours: reading them, and counting time on them across holidays and clock changes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cmworkstation.domain.charter.holidays import holidays
from cmworkstation.domain.charter.model import Calendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INTERVAL = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
DURATION = re.compile(r"(\d{1,4}) ?(min|h|d)")
STEP = 64  # days worked out at a time
YEARS_MAX = 5
MIDNIGHT = 24 * 60
Minutes = tuple[int, int]


class NeverOpen(ValueError):
    """A calendar without an open hour: time cannot be counted on it."""


def read_intervals(texts: Iterable[str]) -> tuple[Minutes, ...]:
    """Return intervals as minutes of the day. Raises `ValueError` unless sorted and disjoint."""
    found: list[Minutes] = []
    for text in texts:
        match = INTERVAL.fullmatch(text.strip())
        if not match:
            raise ValueError(text)
        start = int(match[1]) * 60 + int(match[2])
        end = int(match[3]) * 60 + int(match[4])
        if start >= end or end > MIDNIGHT or (found and start < found[-1][1]):
            raise ValueError(text)
        found.append((start, end))
    return tuple(found)


def read_duration(text: str) -> tuple[int, str]:
    """Return amount and unit ("min", "h" or "d") of "30min", "4h", "2d". Raises `ValueError`."""
    match = DURATION.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return int(match[1]), match[2]


class OpenHours:
    """The open intervals of one calendar in UTC, worked out from a day on as far as they are asked for.

    A calendar's `closed` days and holidays have no hours; `open` replaces the hours of single days.
    Raises `NeverOpen` when no hour opens within five years.
    """

    def __init__(self, calendar: Calendar, first: date) -> None:
        """Begin one day before `first`; nothing is known of the time before."""
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.timezone or "UTC")
        self.week = tuple(read_intervals(calendar.week.get(day, ())) for day in DAYS)
        self.special = {day: read_intervals(texts) for day, texts in calendar.open.items()}
        self.first = first - timedelta(1)
        self.next = self.first
        self.reached = self._utc(self.next, 0)  # when `next` begins
        self.days: dict[
            date, tuple[Minutes, ...]
        ] = {}  # a page of messages asks for the same few days
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        self.open_before: list[float] = []  # seconds open before each interval

    def intervals(self, day: date) -> tuple[Minutes, ...]:
        """Return the intervals of a local day, as minutes."""
        known = self.days.get(day)
        if known is None:
            known = self.days[day] = self._intervals(day)
        return known

    def _intervals(self, day: date) -> tuple[Minutes, ...]:
        special = self.special.get(day.isoformat())
        if special is not None:
            return special
        if day in self.calendar.closed or day in holidays(self.calendar.holidays, day.year):
            return ()
        return self.week[day.weekday()]

    def elapsed(self, at: datetime) -> float:
        """Return the open seconds from the beginning of what is known to `at`."""
        self._reach(at)
        n = bisect_right(self.starts, at) - 1
        if n < 0:
            return 0.0
        inside = min(at, self.ends[n]) - self.starts[n]
        return self.open_before[n] + inside.total_seconds()

    def between(self, start: datetime, end: datetime) -> float:
        """Return the open seconds between two moments."""
        return max(0.0, self.elapsed(end) - self.elapsed(start))

    def after(self, start: datetime, seconds: float) -> datetime:
        """Return the first moment by which so many open seconds have passed since `start`."""
        wanted = self.elapsed(start) + seconds
        while not self.starts or self._total() < wanted:
            self._extend()
        n = bisect_left(self.open_before, wanted) - 1
        n = max(n, 0)
        return self.starts[n] + timedelta(seconds=wanted - self.open_before[n])

    def days_after(self, start: datetime, days: int) -> datetime:
        """Return the same local time, `days` open days later.

        Counting begins at the next opening when `start` is closed. Where the day that is reached is not
        open at that time, the next opening of that day counts, else its closing.
        """
        begun = self._opening(start)
        local = begun.astimezone(self.zone)
        day = self._nth_open_day(local.date(), days)
        wanted = self._utc(day, local.hour * 60 + local.minute, local.second)
        spans = [(self._utc(day, one), self._utc(day, two)) for one, two in self.intervals(day)]
        for opens, closes in spans:
            if wanted <= closes:
                return max(wanted, opens)
        return spans[-1][1]

    def _opening(self, at: datetime) -> datetime:
        self._reach(at)
        while not self.ends or self.ends[-1] <= at:
            self._extend()
        n = bisect_right(self.ends, at)
        return max(at, self.starts[n])

    def _nth_open_day(self, day: date, count: int) -> date:
        for _ in range(366 * YEARS_MAX):
            if count == 0 and self.intervals(day):
                return day
            day += timedelta(1)
            if self.intervals(day):
                count -= 1
        raise NeverOpen(self.calendar.id)

    def _total(self) -> float:
        last = (self.ends[-1] - self.starts[-1]).total_seconds()
        return self.open_before[-1] + last

    def _reach(self, at: datetime) -> None:
        while self.reached <= at:
            self._extend()

    def _extend(self) -> None:
        if self.next > self.first + timedelta(366 * YEARS_MAX):
            raise NeverOpen(self.calendar.id)
        for _ in range(STEP):
            for start, end in self.intervals(self.next):
                opens, closes = self._utc(self.next, start), self._utc(self.next, end)
                if closes > opens:
                    self.open_before.append(self._total() if self.starts else 0.0)
                    self.starts.append(opens)
                    self.ends.append(closes)
            self.next += timedelta(1)
        self.reached = self._utc(self.next, 0)

    def _utc(self, day: date, minutes: int, seconds: int = 0) -> datetime:
        """Return a local time in UTC; one that a clock change skips counts as the moment of the change."""
        if minutes >= MIDNIGHT:
            day, minutes = day + timedelta(1), minutes - MIDNIGHT
        local = datetime.combine(day, time(minutes // 60, minutes % 60, seconds), self.zone)
        return local.astimezone(UTC)
