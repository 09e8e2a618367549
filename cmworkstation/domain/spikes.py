"""Spikes: whether more is said in an hour than usual at that hour of the week, and why we think so.

A series is a number of events for each quarter of an hour. What is usual is the median of the same hour of the week
over the last eight weeks, by the clock on the wall, so that a change to summer time moves nothing. How far it usually
strays is the median deviation of that hour and of the two beside it, each from its own median: a slope is no noise, and
one old spike is neither usual nor makes the next one pass. Some series have wild hours by nature: the alarm then rings
above what their wildest hours of these weeks reached, and at four times the usual at the latest. It never rings below
what chance alone reaches in a series as uneven as this one: where people write in bursts, twenty instead of five is no
news, and forty instead of eight is. Everything here is counting: the same events give the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from math import ceil, sqrt

from cmworkstation.domain.values import dataclass

QUARTER_MS = 15 * 60 * 1000  # a series is counted and looked at in quarters of an hour
WINDOW = 4  # quarters: "in the last hour"
WEEKS = 8
ENOUGH = 6  # hours that were looked at before a figure stands on its own
FEWEST = 3  # below that, nobody can know what is usual
FLOOR = 3.0  # what counts as usual at least: two an hour instead of one is no news
SOME = 1.0  # events in an hour, from which on it tells something of how uneven a series is
BUSY = 12  # such hours of the week, at least: one busy afternoon is not the nature of a series
SATURDAY = 5
FEWEST_EVENTS = 8  # an alarm never rings below, however quiet it is otherwise
STRAYS = 6.0  # so many times the usual straying rings the alarm
RELATIVE = 0.2  # of the median: what the straying is taken for at least where numbers are large
LATEST = 4.0  # times the usual: a series however wild rings there, so that a fivefold rise is not missed;
CHANCE = 9.0  # or, where numbers are small, so many roots of it above: five instead of one may still be chance
WILDEST = 2  # hours of the last weeks, at most, that are taken for one spike and say nothing of how wild a series is
BEYOND = 1.4  # times what wild hours reached
RARELY = 4.0  # of the standard deviations of a normal distribution: one hour in thirty thousand
# Of eight numbers by chance the variance over the mean usually lies below 1: the median of a chi-square of 7 is 6.346.
CHANCE_VARIANCE = 7 / 6.346
TO_SIGMA = (
    1.4826  # the median deviation of a normal distribution times this is its standard deviation
)
COOL_DOWN = timedelta(hours=6)  # after the end of a spike, before the same series may ring again
HOUR = timedelta(hours=1)
NEAR = (-HOUR, HOUR)
DAY = timedelta(days=1)
DAYS = (-DAY, DAY)
NEVER_BEFORE = 946_684_800_000  # the year 2000 in ms: no message is older, whatever its source says
AHEAD_MS = 10 * 60 * 1000  # how far the clock of a source may be ahead of ours

Counts = Mapping[int, int]  # quarter (of ms since 1970) → events


class Basis(StrEnum):
    """What the usual number stands on."""

    WEEKS = "weeks"  # the same hour of the last weeks
    NEAR = "near"  # too few of these: with the hours beside it
    DAYS = "days"  # too few of these as well: the same hour of all days
    NOTHING = "nothing"  # nobody can know yet, so no alarm rings


class Verdict(StrEnum):
    """What one look at a series says."""

    QUIET = "quiet"
    RISES = "rises"  # an alarm
    GOES_ON = "goes-on"  # the alarm rang before
    OVER = "over"
    COOLS = "cools"  # high again, and too soon after the last alarm to say so twice


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in an hour, from how many on an alarm rings, and below how many it is over."""

    median: float
    strays: float  # the usual straying, as a standard deviation
    alarm: int
    calm: float
    basis: Basis
    hours: int  # that it stands on


@dataclass(frozen=True, slots=True)
class Wild:
    """How a series behaves by nature."""

    reached: float = 1.0  # times the usual, in its wildest hours
    uneven: float = 1.0  # times its mean: the variance of an hour; 1 is chance alone


@dataclass(frozen=True, slots=True)
class Look:
    """A series at a moment: how many in the hour before `until`, and what is usual then."""

    until: datetime
    count: int
    usual: Usual


TAME = Wild()


@dataclass(frozen=True, slots=True)
class Last:
    """The last alarm of a series: when it rang, and when it was over, None while it goes on."""

    at: datetime
    ended_at: datetime | None


def quarter(at: datetime) -> int:
    """Return the quarter of an hour that a moment lies in."""
    return int(at.timestamp() * 1000) // QUARTER_MS


def moment(number: int) -> datetime:
    """Return when a quarter begins."""
    return datetime.fromtimestamp(number * QUARTER_MS / 1000, UTC)


def believed(said_ms: int, came_ms: int) -> int:
    """Return when something was said: as its source tells, or when it came where that cannot be true."""
    return said_ms if NEVER_BEFORE <= said_ms <= came_ms + AHEAD_MS else came_ms


def in_hour(counts: Counts, until: int) -> int:
    """Return how many events lie in the hour before quarter `until`."""
    return sum(counts.get(one, 0) for one in range(until - WINDOW, until))


def look(
    counts: Counts, since: int, until: int, zone: tzinfo | None = None, wild: Wild = TAME
) -> Look:
    """Look at a series that is known from quarter `since` on, at the beginning of quarter `until`.

    `zone` is where the clock on the wall hangs, None for that of this machine; `wild` is what `wildness` returned.
    """
    return Look(moment(until), in_hour(counts, until), usual(counts, since, until, zone, wild))


def wildness(counts: Counts, since: int, until: int, zone: tzinfo | None = None) -> Wild:
    """Return how a series behaved in the last weeks; where nobody can know that yet, it is taken for tame.

    It changes slowly: once a day is often enough.
    """
    weekly: dict[tuple[int, int], list[int]] = {}
    daily: dict[tuple[bool, int], list[int]] = {}
    for end in range(
        max(since + WINDOW, until - WEEKS * 7 * 24 * WINDOW), until - WINDOW + 1, WINDOW
    ):
        wall = _wall(end, zone)
        n = in_hour(counts, end)
        weekly.setdefault((wall.weekday(), wall.hour), []).append(n)
        daily.setdefault((wall.weekday() >= SATURDAY, wall.hour), []).append(n)
    known = [hours for hours in weekly.values() if len(hours) >= ENOUGH]
    ratios = [
        one / base for hours in known for base in (max(median(hours), FLOOR),) for one in hours
    ]
    ratios.sort(reverse=True)
    reached = max(1.0, ratios[WILDEST]) if len(ratios) > WILDEST else 1.0
    return Wild(
        reached, _unevenness(known or [one for one in daily.values() if len(one) >= ENOUGH])
    )


def _unevenness(groups: Sequence[Sequence[int]]) -> float:
    """Return how many times the mean the variance of like hours is, as a rule; spikes of a few hours do not count."""
    found = []
    for hours in groups:
        mean = _mean(hours)
        if mean >= SOME:
            spread = sum((one - mean) ** 2 for one in hours) / (len(hours) - 1)
            found.append(spread / mean)
    return max(1.0, CHANCE_VARIANCE * median(found)) if len(found) >= BUSY else 1.0


def usual(
    counts: Counts, since: int, until: int, zone: tzinfo | None = None, wild: Wild = TAME
) -> Usual:
    """Return what is usual in the hour before quarter `until`."""
    wall = _wall(until, zone)
    weeks = [wall - timedelta(weeks=one) for one in range(1, WEEKS + 1)]
    same = _hours(counts, since, until, weeks, zone)
    beside = [_hours(counts, since, until, [one + step for one in weeks], zone) for step in NEAR]
    if len(same) >= ENOUGH:
        other = [_hours(counts, since, until, [one + day for one in weeks], zone) for day in DAYS]
        return _usual(same, (same, *beside), Basis.WEEKS, wild, other)
    near = [*same, *(one for hours in beside for one in hours)]
    if len(near) >= ENOUGH:
        return _usual(near, (near,), Basis.NEAR, wild)
    days = [wall - one * DAY for one in range(1, 7 * WEEKS + 1)]
    daily = _hours(counts, since, until, days, zone)
    basis = Basis.DAYS if len(daily) >= FEWEST else Basis.NOTHING
    return _usual(daily, (daily,), basis, wild)


def judge(seen: Look, last: Last | None) -> Verdict:
    """Say what a look means after the last alarm of the same series."""
    rings = seen.usual.basis is not Basis.NOTHING and seen.count >= seen.usual.alarm
    if last is not None and last.ended_at is None:
        return Verdict.OVER if seen.count < seen.usual.calm else Verdict.GOES_ON
    if not rings:
        return Verdict.QUIET
    # A clock that was set back may put the last alarm into the future.
    if last is not None and abs(seen.until - (last.ended_at or last.at)) < COOL_DOWN:
        return Verdict.COOLS
    return Verdict.RISES


def counted(times_ms: Iterable[int]) -> dict[int, int]:
    """Return a series from moments in ms."""
    found: dict[int, int] = {}
    for one in times_ms:
        number = one // QUARTER_MS
        found[number] = found.get(number, 0) + 1
    return found


def median(values: Iterable[float]) -> float:
    """Return the middle value, 0 of none."""
    listed = sorted(values)
    if not listed:
        return 0.0
    middle = len(listed) // 2
    if len(listed) % 2:
        return float(listed[middle])
    return (listed[middle - 1] + listed[middle]) / 2


def _usual(
    hours: list[int],
    around: Sequence[list[int]],
    basis: Basis,
    wild: Wild,
    days: Iterable[list[int]] = (),
) -> Usual:
    medians = [median(one) for one in around]
    own = median(hours)
    # A median of eight wavers; where the hours beside it are busier on the average, it is not taken below that.
    base = max(own, _mean(medians), FLOOR)
    deviations = [
        abs(one - middle) for group, middle in zip(around, medians, strict=True) for one in group
    ]
    strays = max(TO_SIGMA * median(deviations), sqrt(base), RELATIVE * base)
    wanted = max(base + STRAYS * strays, BEYOND * wild.reached * base if wild.reached > 1 else 0)
    steady = max(base, _mean([own, *map(median, days)]))
    latest = max(LATEST * steady, base + CHANCE * sqrt(base))
    # Chance alone: what is counted strays by its root, however calm the series is.
    least = max(base + STRAYS * sqrt(base), _by_chance(steady, wild.uneven))
    alarm = max(FEWEST_EVENTS, ceil(max(least, min(wanted, latest))))
    return Usual(own, strays, alarm, (base + alarm) / 2, basis, len(hours))


def _by_chance(mean: float, uneven: float) -> float:
    """Return what hardly any hour reaches whose variance is so many times its mean: it leans to the large numbers."""
    leans = (2 * uneven - 1) * (RARELY**2 - 1) / 6
    return mean + RARELY * sqrt(uneven * mean) + leans


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _wall(until: int, zone: tzinfo | None) -> datetime:
    """Return what the clock on the wall shows at the beginning of a quarter."""
    return moment(until).astimezone(zone).replace(tzinfo=None)


def _hours(
    counts: Counts, since: int, until: int, ends: Iterable[datetime], zone: tzinfo | None
) -> list[int]:
    """Return the events of the hours that ended at these times of the clock on the wall, as far as they are known."""
    found = []
    for end in ends:
        aware = end.astimezone() if zone is None else end.replace(tzinfo=zone)
        number = quarter(aware)
        if since + WINDOW <= number <= until - WINDOW:
            found.append(in_hour(counts, number))
    return found
