"""Until when conversations want an answer."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.store.conversation_list import ASKED
from cmworkstation.store.slices import BATCH

Deadline = tuple[datetime, datetime]  # when due, and when to warn


def waiting_without_due(
    connection: sqlite3.Connection, ids: Iterable[int]
) -> list[tuple[int, int, bool, datetime, str]]:
    """Return (id, account number, private, waiting since, category) of those that wait for us among `ids`."""
    wanted = list(ids)
    found: list[tuple[int, int, bool, datetime, str]] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        marks = ",".join("?" * len(part))
        found.extend(
            (id_, number, bool(private), from_ms(since), category)
            for id_, number, private, since, category in connection.execute(
                "SELECT id, account_no, private, waiting_since, category FROM conversation"
                f" WHERE waiting_since IS NOT NULL AND id IN ({marks})",
                part,
            )
        )
    return found


def all_waiting(connection: sqlite3.Connection) -> list[int]:
    """Return the ids of all conversations in which somebody waits for us."""
    rows = connection.execute("SELECT id FROM conversation WHERE waiting_since IS NOT NULL")
    return [row[0] for row in rows]


def set_due(connection: sqlite3.Connection, due: Sequence[tuple[int, Deadline | None]]) -> None:
    """Store until when each conversation should be answered, and from when on to warn."""
    connection.executemany(
        "UPDATE conversation SET due_at=?, warn_at=? WHERE id=?",
        [(*((to_ms(at[0]), to_ms(at[1])) if at else (None, None)), id_) for id_, at in due],
    )


def come_due(connection: sqlite3.Connection, after: datetime, until: datetime) -> tuple[int, ...]:
    """Return those whose time to warn came after one moment and until another, and that a colleague may have."""
    waiting = "conversation INDEXED BY conversation_warn WHERE status = 0"
    rows = [
        row
        for home in (waiting, ASKED)
        for row in connection.execute(
            f"SELECT warn_at, id FROM {home} AND warn_at > ? AND warn_at <= ?",
            (to_ms(after), to_ms(until)),
        )
    ]
    return tuple(one for _, one in sorted(rows))
