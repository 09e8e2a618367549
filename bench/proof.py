"""Proof: how long it takes to check a long journal."""

import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, connect
from tempfile import TemporaryDirectory

from bench.rows import Row, as_table, below
from cmworkstation.store import journal
from cmworkstation.store.database import FILE, Workspace

ROWS = 100_000
AIM_S = 5.0
WORDS = "Bonjour, merci de votre message ; nous regardons cela aujourd’hui. "


def measure() -> list[Row]:
    """Return how long the whole chain takes to verify, read from a file."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        Workspace(folder).close()
        with closing(connect(folder / FILE)) as connection:
            fill(connection, ROWS)
        with closing(connect(folder / FILE)) as connection:
            before = time.process_time()
            check = journal.verify(connection)
            spent = time.process_time() - before
    how = f"{check.rows} rows, {len(check.faults)} faults, from the file"
    return [below("verify of the journal", spent, "s CPU", AIM_S, how)]


def fill(connection: Connection, rows: int) -> None:
    """Write acts as the program writes them, each with a reply of ordinary length."""
    at = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)
    with connection:
        for n in range(rows):
            facts = {"outbox": f"{n:036}", "body": WORDS * (1 + n % 4), "charter": "c" * 64}
            journal.append(connection, "d" * 36, at, "reply.queue", facts, by="p" * 36)


if __name__ == "__main__":
    print(as_table(measure()))
