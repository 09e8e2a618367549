"""What lists and counts show of requests for approval; light, since a start needs it."""

import sqlite3
from collections.abc import Sequence


def count_open(connection: sqlite3.Connection) -> int:
    """Return how many requests wait for somebody's word."""
    query = "SELECT count(*) FROM approval_request WHERE closed_at IS NULL AND state='open'"
    return int(connection.execute(query).fetchone()[0])


def asked_in(connection: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, str]:
    """Return conversation → state of its open request, for those that have one."""
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        "SELECT conversation_id, state FROM approval_request WHERE closed_at IS NULL"
        f" AND conversation_id IN ({marks}) ORDER BY created_at",
        tuple(wanted),
    )
    return {row[0]: row[1] for row in rows}
