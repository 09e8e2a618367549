"""Spikes over simulated years: false alarms where nothing happens, how soon a fivefold rise rings, what a look costs.

Each year has days and weekends, two peaks a day, a change to summer time and back, and hours that stray: the variance
of an hour is its mean (chance alone), 1.6 or 2.5 times its mean. The last ten months are looked at, quarter by quarter.
"""

import math
import random
import statistics
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bench.rows import Row, as_table, at_most, below, plain
from cmworkstation.domain.spikes import (
    FEWEST_EVENTS,
    TAME,
    WEEKS,
    WINDOW,
    Last,
    Verdict,
    Wild,
    in_hour,
    judge,
    look,
    moment,
    quarter,
    wildness,
)

PARIS = ZoneInfo("Europe/Paris")
FIRST = quarter(datetime(2025, 1, 6, tzinfo=UTC))
DAY = 24 * WINDOW
DAYS = 365
MONTH = 30
MEANS = (6, 20, 60)  # in a usual hour
YEARS = 2  # of each kind
STRAYS = (1.0, 1.6, 2.5)
DEVIATION = 0.15  # of whole days
RISES = 30  # in each year
TIMES = 5
BUSY = (
    5  # usual in an hour from which a rise is looked for: below, five times as much may be chance
)
FALSE_AIM = 0.1
WITHIN = WINDOW  # quarters: one interval


def expected(at: int, mean: float) -> float:
    """Return how much is usual in a quarter."""
    local = moment(at).astimezone(PARIS)
    h = local.hour + local.minute / 60
    peaks = math.exp(-(((h - 11) / 3) ** 2)) + 0.9 * math.exp(-(((h - 18.5) / 2.5) ** 2))
    return mean / WINDOW * (0.15 + peaks) / 0.6 * (0.4 if local.weekday() >= 5 else 1)


def poisson(chance: random.Random, mean: float) -> int:
    """Return a number of events by chance."""
    limit, n, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        n, product = n + 1, product * chance.random()
    return n


def a_year(seed: int, mean: float, strays: float) -> dict[int, int]:
    """Return a year of events by quarters in which nothing happens."""
    chance, moods, found = random.Random(seed), dict[tuple[object, ...], float](), dict[int, int]()
    for at in range(FIRST, FIRST + DAYS * DAY):
        local, usual = moment(at).astimezone(PARIS), expected(at, mean)
        day, hour = (local.date(),), (local.date(), local.hour)
        if strays > 1:
            if day not in moods:
                moods[day] = _mood(chance, DEVIATION**2)
            if hour not in moods:
                moods[hour] = _mood(chance, (strays - 1) / max(1.0, usual * WINDOW))
        n = poisson(chance, usual * moods.get(day, 1.0) * moods.get(hour, 1.0))
        if n:
            found[at] = n
    return found


def _mood(chance: random.Random, spread: float) -> float:
    return chance.gammavariate(1 / spread, spread)


def alarms(counts: dict[int, int]) -> tuple[int, dict[int, Wild], float]:
    """Let the last ten months go by; return how often it rang, how wild each day was, and the CPU time of a look."""
    last, rang, wild, looks = None, 0, dict[int, Wild](), 0
    begin = time.thread_time()
    for at in range(FIRST + WEEKS * 7 * DAY, FIRST + DAYS * DAY):
        day = at // DAY
        if day not in wild:
            wild[day] = wildness(counts, FIRST, at, PARIS)
        if in_hour(counts, at) < FEWEST_EVENTS and not (last and last.ended_at is None):
            continue  # it cannot ring, and nothing goes on that could be over
        seen = look(counts, FIRST, at, PARIS, wild[day])
        verdict = judge(seen, last)
        looks += 1
        if verdict is Verdict.RISES:
            rang, last = rang + 1, Last(seen.until, None)
        elif verdict is Verdict.OVER and last:
            last = Last(last.at, seen.until)
    return rang, wild, (time.thread_time() - begin) / looks


def delays(
    counts: dict[int, int], wild: dict[int, Wild], mean: float, seed: int
) -> tuple[list[int], int]:
    """Let it rise fivefold now and then; return after how many quarters it rang, and how often it never did."""
    chance, found, missed = random.Random(seed), list[int](), 0
    done = 0
    while done < RISES:
        begin = FIRST + chance.randrange(WEEKS * 7 * DAY, (DAYS - 1) * DAY)
        if expected(begin, mean) * WINDOW < BUSY:
            continue
        done += 1
        risen = dict(counts)
        for at in range(begin, begin + 2 * WITHIN):
            more = poisson(chance, (TIMES - 1) * expected(at, mean))
            risen[at] = counts.get(at, 0) + more
        for after in range(1, 2 * WITHIN + 1):
            at = begin + after
            seen = look(risen, FIRST, at, PARIS, wild.get(at // DAY, TAME))
            if seen.count >= seen.usual.alarm:
                found.append(after)
                break
        else:
            missed += 1
    return found, missed


def measure() -> list[Row]:
    """Return the rows: one of false alarms and one of delays for each way of straying, and the cost."""
    rows: list[Row] = []
    costs = []
    months = (DAYS - WEEKS * 7) * len(MEANS) * YEARS / MONTH
    for strays in STRAYS:
        rang, found, missed = 0, list[int](), 0
        for mean, seed in ((mean, mean + 100 * year) for mean in MEANS for year in range(YEARS)):
            counts = a_year(seed, mean, strays)
            n, wild, cost = alarms(counts)
            rang += n
            costs.append(cost)
            here, none = delays(counts, wild, mean, seed)
            found += here
            missed += none
        named = f"hours stray {strays:g} x chance"
        how = f"{months:.0f} months of {len(MEANS) * YEARS} series of {MEANS} an hour"
        rows.append(below(f"false alarms, {named}", rang / months, "a quiet month", FALSE_AIM, how))
        within = sum(one <= WITHIN for one in found) / (len(found) + missed)
        # What never rang within two intervals counts as later than all others.
        middle = statistics.median([*found, *[4 * WITHIN] * missed]) * 15
        how = f"median of {len(found) + missed} fivefold rises; {100 * within:.0f} % within an hour"
        rows.append(at_most(f"fivefold rise rings, {named}", middle, "min", 60, how))
    how = "eight weeks, with what is usual; a quarter of an hour of one series"
    rows.append(plain("look at a series", statistics.mean(costs) * 1e6, "µs CPU", how))
    return rows


if __name__ == "__main__":
    print(as_table(measure()))
