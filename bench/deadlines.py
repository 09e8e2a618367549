"""How long 10,000 deadlines take that fall anywhere in two years of opening hours, in CPU time of one thread."""

import random
import time
from datetime import UTC, datetime, timedelta

from bench.rows import Row, as_table, below, plain
from cmworkstation import resources
from cmworkstation.domain.charter.clockwork import Clock
from cmworkstation.domain.charter.reading import read_charter

DEADLINES = 10_000
AIM_MS = 20.0
ROUNDS = 5
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = 730 * 86400


def measure() -> list[Row]:
    """Return the rows: hours and days on opening hours, the two years known already, and worked out first."""
    charter = read_charter(resources.text("charters", "mediatheques-ormaie.charter.toml"))
    chosen = random.Random(7)
    starts = [BEGINS + timedelta(seconds=chosen.randrange(SECONDS)) for _ in range(DEADLINES)]
    clock = Clock(charter)
    first = _ms(clock, "plainte", starts)
    hours = min(_ms(clock, "plainte", starts) for _ in range(ROUNDS))
    days = min(_ms(clock, "*", starts) for _ in range(ROUNDS))
    how = f"best of {ROUNDS}, {DEADLINES:,} within two years of opening hours"
    return [
        below("deadlines of 4 open hours", hours, "ms CPU", AIM_MS, how),
        plain("the same, the first time", first, "ms CPU", "with working out the two years"),
        plain("deadlines of 2 open days", days, "ms CPU", how),
    ]


def _ms(clock: Clock, category: str, starts: list[datetime]) -> float:
    begin = time.thread_time()
    for one in starts:
        clock.due_at(category, "public", one)
    return (time.thread_time() - begin) * 1000


if __name__ == "__main__":
    print(as_table(measure()))
