"""How long a look at what time alone brings about takes, over the whole workspace, at worst; in CPU time."""

import time
from collections.abc import Callable

from bench import workspace
from bench.rows import Row, as_table, below
from cmworkstation.services.workstation import Services

AIM_MS = 200.0
ROUNDS = 5


def measure(services: Services) -> list[Row]:
    """Let everybody who waits be late, a quarter of them for thanks, and look. Changes the workspace."""
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE conversation SET due_at = waiting_since, warn_at = waiting_since,"
            " category = CASE id % 4 WHEN 0 THEN 'merci' ELSE category END"
            " WHERE status = 0 AND waiting_since IS NOT NULL"
        )
    found = services.upkeep.look()  # and compile the charters
    news = services.upkeep.news()
    return [
        below(
            "what runs out and who waits for thanks",
            _best(services.upkeep.news),
            "ms CPU",
            AIM_MS,
            f"best of {ROUNDS}, {len(news):,} reminders, daily",
        ),
        below(
            "the same with all that is late",
            _best(services.upkeep.look),
            "ms CPU",
            AIM_MS,
            f"best of {ROUNDS}, {len(found):,} reminders",
        ),
    ]


def _best(look: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begin = time.thread_time()
        look()
        taken.append((time.thread_time() - begin) * 1000)
    return min(taken)


if __name__ == "__main__":
    with workspace.copied(workspace.kept()) as copy:
        opened = workspace.opened(copy)
        print(as_table(measure(opened)))
        opened.close()
