"""Replies that were being sent when a session ended: asked at each start, so without the rest of the outbox."""

import sqlite3

from cmworkstation.domain.ids import OutboxId


def interrupted(connection: sqlite3.Connection, session: str) -> list[OutboxId]:
    """Return what an ended session left in `sending`."""
    query = "SELECT id FROM outbox WHERE state='sending' AND session <> ?"
    return [OutboxId(row[0]) for row in connection.execute(query, (session,))]
