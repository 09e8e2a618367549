"""What came since a moment, counted over indexes only: its cost grows with what came, not with the years."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.store import accounts, played
from cmworkstation.store.conversation_list import ASKED
from cmworkstation.store.places import SPREAD
from cmworkstation.store.played import REAL

EVER = -(2**62)  # before any moment in milliseconds


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers of a time: messages by account, and the rest as named in `domain.catch_up`."""

    came: tuple[tuple[AccountId, int], ...]
    waiting: int
    late: int
    late_since: int
    sent: int
    quarantined: int


def count(connection: sqlite3.Connection, since: datetime, now: datetime) -> Counted:
    """Count what came between two moments, and what is late at the second."""
    names = accounts.ids_by_number(connection)
    first, last = to_ms(since) << SPREAD, to_ms(now) << SPREAD
    came = connection.execute(
        "SELECT account_no, count(*) FROM message WHERE id >= ? AND id < ? AND NOT ours AND NOT context"
        f" AND NOT history AND held NOT IN ('spam', 'trash') AND {REAL} GROUP BY account_no ORDER BY 2 DESC, 1",
        (first, last),
    ).fetchall()
    real = played.waiting(connection)
    late = (
        "SELECT (SELECT count(*) FROM conversation INDEXED BY conversation_due"
        f" WHERE status = 0 AND due_at < ?1 AND due_at >= ?2{real})"
        f" + (SELECT count(*) FROM {ASKED} AND due_at < ?1 AND due_at >= ?2{real})"
    )
    return Counted(
        tuple((names[number], n) for number, n in came),
        _one(
            connection,
            "SELECT count(*) FROM conversation INDEXED BY conversation_status"
            f" WHERE status = 0 AND last_at >= ? AND theirs_at >= ?{real}",
            (to_ms(since), to_ms(since)),
        ),
        _one(connection, late, (to_ms(now), EVER)),
        _one(connection, late, (to_ms(now), to_ms(since))),
        _one(
            connection,
            "SELECT count(*) FROM outbox WHERE state = 'sent' AND sent_at >= ? AND sent_at < ?",
            (to_ms(since), to_ms(now)),
        ),
        _one(
            connection,
            "SELECT count(*) FROM quarantine WHERE resolved_at IS NULL AND at >= ?",
            (to_ms(since),),
        ),
    )


def _one(connection: sqlite3.Connection, query: str, values: tuple[int, ...]) -> int:
    return int(connection.execute(query, values).fetchone()[0])
