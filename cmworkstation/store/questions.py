"""What people said of the questions of a message."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import to_ms


def marks(connection: sqlite3.Connection, message_id: int) -> dict[str, str]:
    """Return question → what was said of it."""
    rows = connection.execute(
        "SELECT question, state FROM question_mark WHERE message_id=?", (message_id,)
    )
    return dict(rows.fetchall())


def put(
    connection: sqlite3.Connection,
    message_id: int,
    question: str,
    state: str,
    by: str,
    at: datetime,
) -> None:
    """Keep what somebody says of a question; "" takes it back."""
    connection.execute(
        "DELETE FROM question_mark WHERE message_id=? AND question=?", (message_id, question)
    )
    if state:
        connection.execute(
            "INSERT INTO question_mark(message_id, question, state, profile_id, at) VALUES(?,?,?,?,?)",
            (message_id, question, state, by, to_ms(at)),
        )
