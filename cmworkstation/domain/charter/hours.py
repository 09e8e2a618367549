"""Opening hours: reading them, and counting time on them across holidays and clock changes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cmworkstation.domain.charter.holidays import Frozen, frozen_or_known
from cmworkstation.domain.charter.model import Calendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INTERVAL = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
DURATION = re.compile(r"(\d{1,4}) ?(min|h|d)")
STEP = 64  # days worked out at a time
DAY_S = 86400
MINUTE_S = 60
YEARS_MAX = 5
MIDNIGHT = 24 * 60
Minutes = tuple[int, int]
NONE_FROZEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {}


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
    """The open intervals of one calendar, worked out from a day on as far as they are asked for.

    A calendar's `closed` days and holidays have no hours; `open` replaces the hours of single days. An interval
    lasts from the first moment at which a clock on the wall shows its beginning to the first that shows its end.
    Raises `NeverOpen` when no hour opens within five years.
    """

    def __init__(self, calendar: Calendar, first: date, frozen: Frozen = NONE_FROZEN) -> None:
        """Begin one day before `first`; nothing is known of the time before. `frozen` holds resolved holidays."""
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.timezone or "UTC")
        self.week = tuple(read_intervals(calendar.week.get(day, ())) for day in DAYS)
        self.special = {day: read_intervals(texts) for day, texts in calendar.open.items()}
        self.frozen = frozen
        self.off: dict[int, frozenset[date]] = {}  # holidays by year
        # A page of messages asks for the same few days again and again.
        self.known: dict[date, tuple[Minutes, ...]] = {}
        self.steady: dict[date, float | None] = {}
        self.spans: dict[date, list[tuple[float, float]]] = {}  # of a day, in seconds of the epoch
        self.later: dict[tuple[date, int], date] = {}
        self.first = first - timedelta(1)
        self.next = self.first
        self.since = self._second(first, 0)  # what began earlier cannot be counted
        self.reached = self._second(self.next, 0)  # when `next` begins
        # Parallel lists, in seconds of the epoch: comparing numbers is several times quicker than dates.
        self.days: list[date] = []
        self.starts: list[float] = []
        self.ends: list[float] = []
        self.open_before: list[float] = []  # seconds open before each interval

    def intervals(self, day: date) -> tuple[Minutes, ...]:
        """Return the intervals of a local day, as minutes."""
        known = self.known.get(day)
        if known is None:
            known = self.known[day] = self._intervals(day)
        return known

    def _intervals(self, day: date) -> tuple[Minutes, ...]:
        special = self.special.get(day.isoformat())
        if special is not None:
            return special
        if day in self.calendar.closed or day in self._holidays(day.year):
            return ()
        return self.week[day.weekday()]

    def _holidays(self, year: int) -> frozenset[date]:
        if year not in self.off:
            self.off[year] = frozen_or_known(self.calendar.holidays, year, self.frozen)
        return self.off[year]

    def elapsed(self, at: datetime) -> float:
        """Return the open seconds from the beginning of what is known to `at`."""
        return self.elapsed_at(at.timestamp())

    def between(self, start: datetime, end: datetime) -> float:
        """Return the open seconds between two moments."""
        return max(0.0, self.elapsed(end) - self.elapsed(start))

    def after(self, start: datetime, seconds: float) -> datetime:
        """Return the first moment by which so many open seconds have passed since `start`."""
        return moment(self.seconds_after(start.timestamp(), seconds))

    def days_after(self, start: datetime, days: int) -> datetime:
        """Return the same local time, `days` open days later.

        Counting begins at the next opening when `start` is closed. Where the day that is reached is not
        open at that time, the next opening of that day counts, else its closing.
        """
        return moment(self.same_time_after(start.timestamp(), days))

    def seconds_after(self, at: float, seconds: float) -> float:
        """Do what `after` does, in seconds of the epoch."""
        wanted = self.elapsed_at(at) + seconds
        while not self.starts or self._total() < wanted:
            self._extend()
        n = max(bisect_left(self.open_before, wanted) - 1, 0)
        return self.starts[n] + wanted - self.open_before[n]

    def same_time_after(self, at: float, days: int) -> float:
        """Do what `days_after` does, in seconds of the epoch."""
        n, begun = self._opening(at)
        clock = self._clock(self.days[n], begun)
        day = self._nth_open_day(self.days[n], days)
        wanted = self._second(day, clock // MINUTE_S, clock % MINUTE_S)
        spans = self.spans.get(day)
        if spans is None:
            spans = self.spans[day] = [
                (self._second(day, one), self._second(day, two)) for one, two in self.intervals(day)
            ]
        for opens, closes in spans:
            if wanted <= closes:
                return max(wanted, opens)
        return spans[-1][1]

    def elapsed_at(self, at: float) -> float:
        """Do what `elapsed` does, in seconds of the epoch."""
        while self.reached <= at:
            self._extend()
        n = bisect_right(self.starts, at) - 1
        if n < 0:
            return 0.0
        return self.open_before[n] + min(at, self.ends[n]) - self.starts[n]

    def _opening(self, at: float) -> tuple[int, float]:
        """Return the number of the interval that is open at or next after a moment, and when it is entered."""
        while self.reached <= at or not self.ends or self.ends[-1] <= at:
            self._extend()
        n = bisect_right(self.ends, at)
        return n, max(at, self.starts[n])

    def _nth_open_day(self, day: date, count: int) -> date:
        known = self.later.get((day, count))
        if known is None:
            known = self.later[day, count] = self._count_days(day, count)
        return known

    def _count_days(self, day: date, count: int) -> date:
        for _ in range(366 * YEARS_MAX):
            if count == 0 and self.intervals(day):
                return day
            day += timedelta(1)
            if self.intervals(day):
                count -= 1
        raise NeverOpen(self.calendar.id)

    def _total(self) -> float:
        return self.open_before[-1] + self.ends[-1] - self.starts[-1]

    def _extend(self) -> None:
        if self.next > self.first + timedelta(366 * YEARS_MAX):
            raise NeverOpen(self.calendar.id)
        for _ in range(STEP):
            for start, end in self.intervals(self.next):
                opens, closes = self._second(self.next, start), self._second(self.next, end)
                if closes > opens:
                    self.open_before.append(self._total() if self.starts else 0.0)
                    self.days.append(self.next)
                    self.starts.append(opens)
                    self.ends.append(closes)
            self.next += timedelta(1)
        self.reached = self._second(self.next, 0)

    def _clock(self, day: date, at: float) -> float:
        """Return what the clock on the wall shows at a moment of a local day, in seconds since midnight."""
        midnight = self._steady(day)
        if midnight is not None:
            return at - midnight
        local = datetime.fromtimestamp(at, self.zone)
        return (local.hour * 60 + local.minute) * MINUTE_S + local.second + local.microsecond / 1e6

    def _second(self, day: date, minutes: float, seconds: float = 0.0) -> float:
        """Return a local time in seconds of the epoch; one that a clock change skips is the moment of the change."""
        midnight = self._steady(day)
        if midnight is not None:
            return midnight + minutes * MINUTE_S + seconds
        whole = int(minutes)
        if whole >= MIDNIGHT:
            day, whole = day + timedelta(1), whole - MIDNIGHT
        return _shown(datetime.combine(day, time(whole // 60, whole % 60)), self.zone) + seconds

    def _steady(self, day: date) -> float | None:
        """Return when a local day begins, None when a clock change makes it longer or shorter than others."""
        if day not in self.steady:
            begins = _shown(datetime.combine(day, time()), self.zone)
            ends = _shown(datetime.combine(day + timedelta(1), time()), self.zone)
            self.steady[day] = begins if ends - begins == DAY_S else None
        return self.steady[day]


def _shown(local: datetime, zone: ZoneInfo) -> float:
    """Return the first moment at which clocks show a local time, or the change that skips it."""
    found = local.replace(tzinfo=zone)
    at = found.timestamp()
    if datetime.fromtimestamp(at, zone).replace(tzinfo=None) == local:
        return at
    late, early = int(at), int(found.replace(fold=1).timestamp())  # the change lies between these
    before = datetime.fromtimestamp(early, zone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return float(late)


def moment(at: float) -> datetime:
    """Return seconds of the epoch as a time."""
    return datetime.fromtimestamp(at, UTC)
