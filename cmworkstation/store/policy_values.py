"""What conditions of approval policies ask of the past."""

import sqlite3


def sent_by(connection: sqlite3.Connection, profile_id: str) -> int:
    """Return how many replies somebody has sent."""
    query = "SELECT count(*) FROM outbox WHERE state='sent' AND profile_id=?"
    return int(connection.execute(query, (profile_id,)).fetchone()[0])


def was_answered(connection: sqlite3.Connection, target_id: int) -> bool:
    """Tell whether whoever wrote a message ever got a reply from here."""
    found = connection.execute(
        "SELECT 1 FROM message m JOIN message other ON other.author_id = m.author_id"
        " JOIN outbox o ON o.target_id = other.id AND o.state = 'sent' WHERE m.id=? LIMIT 1",
        (target_id,),
    ).fetchone()
    return found is not None
