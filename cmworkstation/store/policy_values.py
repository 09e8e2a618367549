"""What conditions ask of the past."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ids import AccountId


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


def came_since(connection: sqlite3.Connection, account_id: AccountId, since: datetime) -> int:
    """Return how many messages of others came to an account since then."""
    query = (
        "SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id"
        " WHERE c.account_no = (SELECT no FROM account WHERE id=?) AND c.last_at >= ?"
        " AND m.at >= ? AND NOT m.ours AND NOT m.context"
    )
    return int(connection.execute(query, (account_id, to_ms(since), to_ms(since))).fetchone()[0])
