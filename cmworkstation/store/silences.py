"""Who wrote to us before and was never answered."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.store import relations


def unanswered(
    connection: sqlite3.Connection, authors: Sequence[int], but: int, before: datetime
) -> datetime | None:
    """Return when a person wrote first, under all their names, where we never answered them; None where we did.

    `but` is the message that is being answered now; what was written after `before` belongs to it.
    """
    if relations.talk(connection, authors).ours is not None:
        return None
    marks = ",".join("?" * len(authors))
    row = connection.execute(
        f"SELECT min(at) FROM message WHERE author_id IN ({marks}) AND id <> ? AND at < ? AND NOT context"
        " AND deleted_at IS NULL",
        (*authors, but, to_ms(before)),
    ).fetchone()
    return None if row[0] is None else from_ms(row[0])
