"""Spikes: what is usual, when an alarm rings, and that it rings neither for nothing nor late."""

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.spikes import (
    COOL_DOWN,
    FEWEST_EVENTS,
    QUARTER_MS,
    TAME,
    WINDOW,
    Basis,
    Last,
    Look,
    Usual,
    Verdict,
    Wild,
    believed,
    in_hour,
    judge,
    look,
    moment,
    quarter,
    usual,
    wildness,
)

PARIS = ZoneInfo("Europe/Paris")
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAY = 24 * WINDOW
WEEK = 7 * DAY
FIRST = quarter(BEGIN)


def poisson(chance: random.Random, mean: float) -> int:
    limit, n, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        n, product = n + 1, product * chance.random()
    return n


def by_hour(local: datetime) -> float:
    """How a day goes: little at night, two peaks, less at weekends; 1 on the average of a working day's hours."""
    h = local.hour + local.minute / 60
    peaks = math.exp(-(((h - 11) / 3) ** 2)) + 0.9 * math.exp(-(((h - 18.5) / 2.5) ** 2))
    return (0.15 + peaks) / 0.6 * (0.4 if local.weekday() >= 5 else 1)


def a_series(seed: int, mean: float, days: int, dispersion: float = 1.0) -> dict[int, int]:
    """Events by quarters; `dispersion` is how many times the variance of an hour exceeds its mean."""
    chance, found = random.Random(seed), dict[int, int]()
    moods: dict[tuple[date, int], float] = {}
    for at in range(FIRST, FIRST + days * DAY):
        local = moment(at).astimezone(PARIS)
        expected = mean * by_hour(local)
        key = (local.date(), local.hour)
        if dispersion > 1 and key not in moods:
            spread = (dispersion - 1) / max(1.0, expected)
            moods[key] = chance.gammavariate(1 / spread, spread)
        n = poisson(chance, expected / WINDOW * moods.get(key, 1.0))
        if n:
            found[at] = n
    return found


def alarms(
    counts: dict[int, int], first: int, until: int, look_at: Callable[[int], Look] | None = None
) -> list[Look]:
    """Let a series go by, quarter by quarter, and return what rang."""
    found, last, wild = [], None, TAME
    for at in range(first, until):
        if (at - first) % DAY == 0:
            wild = wildness(counts, FIRST, at, PARIS)
        seen = look_at(at) if look_at else look(counts, FIRST, at, PARIS, wild)
        verdict = judge(seen, last)
        if verdict is Verdict.RISES:
            found.append(seen)
            last = Last(seen.until, None)
        elif verdict is Verdict.OVER and last:
            last = Last(last.at, seen.until)
    return found


@pytest.mark.parametrize(("mean", "dispersion"), [(2, 1.0), (6, 1.0), (20, 2.0)])
def test_a_quiet_month_rings_no_alarm(mean: float, dispersion: float) -> None:
    counts = a_series(7, mean, 91, dispersion)
    first = FIRST + 60 * DAY
    assert alarms(counts, first, first + 30 * DAY) == []


@pytest.mark.parametrize(("mean", "seed"), [(6, 6), (20, 4), (20, 5), (20, 8)])
def test_a_month_of_bursts_rings_no_alarm(mean: float, seed: int) -> None:
    """People write in bursts: the variance of an hour is two and a half times its mean."""
    counts = a_series(seed, mean, 91, 2.5)
    first = FIRST + 60 * DAY
    assert alarms(counts, first, first + 30 * DAY) == []


@pytest.mark.parametrize("mean", [6, 20, 60])
@pytest.mark.parametrize("hour", [9, 11, 18])
def test_a_fivefold_rise_rings_once_within_an_hour(mean: float, hour: int) -> None:
    counts = a_series(hour, mean, 63)
    rises = FIRST + 60 * DAY + hour * WINDOW
    chance = random.Random(hour)
    for at in range(rises, rises + 3 * WINDOW):
        expected = 4 * mean * by_hour(moment(at).astimezone(PARIS)) / WINDOW
        counts[at] = counts.get(at, 0) + poisson(chance, expected)
    found = alarms(counts, rises - DAY, rises + DAY)
    assert len(found) == 1
    assert moment(rises) < found[0].until <= moment(rises + WINDOW)


def test_what_is_usual_is_told_in_round_numbers() -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + 9 * WEEK, WINDOW), 6)
    until = FIRST + 8 * WEEK + 10 * WINDOW
    assert usual(counts, FIRST, until, UTC) == Usual(
        median=6, strays=math.sqrt(6), alarm=21, calm=13.5, basis=Basis.WEEKS, hours=8
    )


def test_one_old_spike_is_neither_usual_nor_lets_the_next_one_pass() -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + 9 * WEEK, WINDOW), 6)
    until = FIRST + 8 * WEEK + 10 * WINDOW
    before = usual(counts, FIRST, until, UTC)
    counts[until - 3 * WEEK - 1] = 500
    assert usual(counts, FIRST, until, UTC) == before


def test_a_page_with_two_mentions_an_hour_does_not_ring_at_six() -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + 8 * WEEK, WINDOW), 2)
    until = FIRST + 8 * WEEK
    counts[until - 1] = 6
    assert judge(look(counts, FIRST, until, UTC), None) is Verdict.QUIET


def test_nothing_rings_before_anybody_can_know_what_is_usual() -> None:
    counts = {FIRST + DAY - 1: 400}
    seen = look(counts, FIRST, FIRST + DAY, UTC)
    assert (seen.usual.basis, judge(seen, None)) == (Basis.NOTHING, Verdict.QUIET)


@pytest.mark.parametrize(("days", "basis"), [(4, Basis.DAYS), (22, Basis.NEAR), (50, Basis.WEEKS)])
def test_little_history_is_helped_by_the_hours_around(days: int, basis: Basis) -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + days * DAY, WINDOW), 5)
    found = usual(counts, FIRST, FIRST + days * DAY, UTC)
    assert (found.basis, found.median) == (basis, 5)


def test_a_change_to_summer_time_moves_nothing() -> None:
    """Somebody writes ten times at noon by the clock on the wall, every day; the clocks change on 29 March 2026."""
    counts = {}
    for day in range(100):
        noon = (BEGIN + timedelta(days=day)).replace(hour=12, tzinfo=PARIS)
        counts[quarter(noon.astimezone(UTC))] = 10
    for day in (80, 83, 84, 90):
        noon = (BEGIN + timedelta(days=day)).replace(hour=12, tzinfo=PARIS)
        until = quarter(noon.astimezone(UTC)) + WINDOW
        found = look(counts, FIRST, until, PARIS)
        assert (found.count, found.usual.median) == (10, 10)
        assert judge(found, None) is Verdict.QUIET


def test_an_alarm_that_rang_is_quiet_until_it_was_over_for_a_while() -> None:
    limits = Usual(6, 2.4, 21, 13, Basis.WEEKS, 8)
    at = moment(FIRST)
    high, low = Look(at, 30, limits), Look(at, 12, limits)
    between = Look(at, 15, limits)
    assert judge(high, None) is Verdict.RISES
    assert judge(high, Last(at, None)) is Verdict.GOES_ON
    assert judge(between, Last(at, None)) is Verdict.GOES_ON  # not over at once
    assert judge(low, Last(at, None)) is Verdict.OVER
    assert judge(high, Last(at - COOL_DOWN, at - COOL_DOWN / 2)) is Verdict.COOLS
    assert judge(high, Last(at + COOL_DOWN, at + COOL_DOWN / 2)) is Verdict.COOLS  # set back
    assert judge(high, Last(at - 2 * COOL_DOWN, at - COOL_DOWN)) is Verdict.RISES


@pytest.mark.parametrize("lie", [0, 86_400_000, 4_102_444_800_000])
def test_a_time_that_cannot_be_true_counts_as_the_time_when_it_came(lie: int) -> None:
    came = 1_800_000_000_000
    assert believed(lie, came) == came
    assert believed(came - QUARTER_MS, came) == came - QUARTER_MS


@given(
    st.dictionaries(st.integers(FIRST, FIRST + 9 * WEEK), st.integers(0, 60), max_size=300),
    st.integers(FIRST, FIRST + 9 * WEEK),
)
def test_an_alarm_needs_many_and_more_than_usual(counts: dict[int, int], until: int) -> None:
    seen = look(counts, FIRST, until, PARIS)
    found = seen.usual
    assert seen.count == in_hour(counts, until)
    assert found.alarm >= FEWEST_EVENTS
    assert found.alarm > found.median
    assert found.median <= found.calm <= found.alarm
    if judge(seen, None) is Verdict.RISES:
        assert seen.count >= found.alarm
    assert look(dict(reversed(counts.items())), FIRST, until, PARIS) == seen


@given(st.integers(3, 200), st.integers(2, 9))
def test_twice_as_much_everywhere_needs_more_to_ring(each: int, times: int) -> None:
    until = FIRST + 8 * WEEK

    def alarm(n: int) -> int:
        counts = dict.fromkeys(range(FIRST, until, WINDOW), n)
        return usual(counts, FIRST, until, UTC, wildness({}, FIRST, until, UTC)).alarm

    assert alarm(each) < alarm(each * times)


def bursts(seed: int, mean: float, days: int, uneven: float) -> dict[int, int]:
    """Every hour the same is to be expected; the variance is `uneven` times the mean."""
    chance, found = random.Random(seed), dict[int, int]()
    for at in range(FIRST, FIRST + days * DAY, WINDOW):
        spread = (uneven - 1) / mean
        found[at] = poisson(
            chance, mean * (chance.gammavariate(1 / spread, spread) if spread else 1)
        )
    return found


@pytest.mark.parametrize("uneven", [1.0, 1.6, 2.5, 4.0])
@pytest.mark.parametrize("days", [21, 57])
def test_how_uneven_a_series_is_is_known_from_its_weeks(uneven: float, days: int) -> None:
    counts = bursts(5, 12, days, uneven)
    found = wildness(counts, FIRST, FIRST + days * DAY, UTC).uneven
    assert 0.75 * uneven <= found <= 1.3 * uneven


def test_one_day_of_spikes_does_not_make_a_series_uneven() -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + 8 * WEEK, WINDOW), 6)
    counts |= dict.fromkeys(range(FIRST + 5 * WEEK, FIRST + 5 * WEEK + DAY, WINDOW), 90)
    assert wildness(counts, FIRST, FIRST + 8 * WEEK, UTC).uneven == 1


@given(st.integers(1, 300), st.floats(1, 9), st.floats(1, 9), st.floats(1, 9))
def test_the_more_uneven_the_later_it_rings(
    each: int, one: float, other: float, reached: float
) -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + 8 * WEEK, WINDOW), each)
    less, more = (
        usual(counts, FIRST, FIRST + 8 * WEEK, UTC, Wild(reached, uneven)).alarm
        for uneven in sorted((one, other))
    )
    assert less <= more


@given(st.integers(8, 300), st.floats(1, 2.5), st.floats(1, 30))
def test_a_fivefold_rise_rings_however_wild_a_series_is(
    each: int, uneven: float, reached: float
) -> None:
    counts = dict.fromkeys(range(FIRST, FIRST + 8 * WEEK, WINDOW), each)
    found = usual(counts, FIRST, FIRST + 8 * WEEK, UTC, Wild(reached, uneven))
    assert found.alarm <= 5 * each


def test_one_busy_afternoon_says_nothing_of_how_uneven_a_quiet_series_is():
    until = FIRST + 8 * WEEK
    burst = {until - 6 * WINDOW + n: 9 for n in range(3 * WINDOW)}
    wild = wildness(burst, FIRST, until, PARIS)
    assert wild.uneven == 1.0
    now = {until - 1 - n: 5 for n in range(WINDOW)}
    seen = look(burst | now, FIRST, until, PARIS, wild)
    assert seen.count == 20 >= seen.usual.alarm
