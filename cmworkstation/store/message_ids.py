"""Free ids of messages, made of their time."""

import sqlite3
from collections.abc import Sequence

from cmworkstation.store.places import SPREAD  # low bits: 4,096 messages may share a millisecond
from cmworkstation.store.slices import slices


def free(connection: sqlite3.Connection, times: Sequence[int]) -> list[int]:
    """Return a free id for each message, from times in ascending order (ms)."""
    bases = [max(0, ms) << SPREAD for ms in times]
    taken: set[int] = set()
    for part in slices(bases):
        marks = ",".join("?" * len(part))
        taken.update(
            row[0]
            for row in connection.execute(f"SELECT id FROM message WHERE id IN ({marks})", part)
        )
    found: list[int] = []
    last = -1
    for base in bases:
        if last < base:
            last = _after_all(connection, base) if base in taken else base
        elif (last + 1) & ((1 << SPREAD) - 1):
            last += 1
        else:  # this millisecond is full
            last = _after_all(connection, last + 1)
        found.append(last)
    return found


def _after_all(connection: sqlite3.Connection, base: int) -> int:
    """Return the first id after all of a millisecond, or of the next that is not full."""
    query = "SELECT max(id) FROM message WHERE id >= ? AND id < ?"
    while True:
        end = base + (1 << SPREAD)
        top = connection.execute(query, (base, end)).fetchone()[0]
        if top is None:
            return base
        if top + 1 < end:
            return int(top) + 1
        base = end
