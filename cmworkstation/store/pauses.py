"""Spans in which we wait for the person by our own word: the clock of the resolution stands still meanwhile."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms


def begin(connection: sqlite3.Connection, wanted: Iterable[int], at: datetime) -> None:
    """Let conversations pause, from their last message on."""
    connection.executemany(
        "INSERT OR IGNORE INTO pause(conversation_id, message_id, at)"
        " SELECT id, last_id, ? FROM conversation WHERE id=? AND last_id <> 0",
        [(to_ms(at), one) for one in wanted],
    )


def end(connection: sqlite3.Connection, wanted: Iterable[int], at: datetime) -> None:
    """Let the pauses of conversations end that have not."""
    connection.executemany(
        "UPDATE pause SET ended_at=? WHERE conversation_id=? AND ended_at IS NULL",
        [(to_ms(at), one) for one in wanted],
    )


def take_back(connection: sqlite3.Connection, wanted: Iterable[int], at: datetime) -> None:
    """Undo what began or ended at a moment."""
    for one in wanted:
        values = (one, to_ms(at))
        connection.execute("DELETE FROM pause WHERE conversation_id=? AND at=?", values)
        connection.execute(
            "UPDATE pause SET ended_at=NULL WHERE conversation_id=? AND ended_at=?", values
        )


def of_conversation(
    connection: sqlite3.Connection, conversation_id: int
) -> tuple[tuple[datetime, datetime | None], ...]:
    """Return when each pause began and ended, None for not yet by hand."""
    rows = connection.execute(
        "SELECT at, ended_at FROM pause WHERE conversation_id=? ORDER BY at", (conversation_id,)
    )
    return tuple((from_ms(at), None if end is None else from_ms(end)) for at, end in rows)
