"""Numbers for charts: how much was written in a span of time, and who waits now."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.store import accounts, played
from cmworkstation.store.played import REAL


@dataclass(frozen=True, slots=True)
class Written:
    """How many messages were written in a span of time, and in how many conversations."""

    theirs: int
    ours: int
    conversations: int


def written(connection: sqlite3.Connection, since: datetime, until: datetime) -> Written:
    """Count a span of time, without what was only fetched for context; read along the ids, which are times."""
    row = connection.execute(
        "SELECT count(*), coalesce(sum(ours), 0), count(DISTINCT conversation_id) FROM message"
        f" WHERE id >= ? AND id < ? AND context = 0 AND {REAL}",
        (to_ms(since) * 4096, to_ms(until) * 4096),
    ).fetchone()
    return Written(row[0] - row[1], row[1], row[2])


def conversations_between(
    connection: sqlite3.Connection, since: datetime, until: datetime, limit: int
) -> tuple[ConversationId, ...]:
    """Return the conversations in which something was written in a span of time, the latest first."""
    rows = connection.execute(
        f"SELECT conversation_id, max(id) FROM message WHERE id >= ? AND id < ? AND context = 0 AND {REAL}"
        " GROUP BY conversation_id ORDER BY 2 DESC LIMIT ?",
        (to_ms(since) * 4096, to_ms(until) * 4096, limit),
    )
    return tuple(ConversationId(row[0]) for row in rows)


def waiting(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many conversations wait for us, and how many people that are: one per platform and name there."""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT a.platform || char(0) || coalesce(nullif(c.author_handle, ''), c.author_name))"
        " FROM conversation c INDEXED BY conversation_waiting JOIN account a ON a.no = c.account_no WHERE c.status = 0"
        + played.waiting(connection, "c.account_no")
    ).fetchone()
    return int(row[0]), int(row[1])


def oldest(connection: sqlite3.Connection) -> tuple[ConversationId, datetime] | None:
    """Return who has waited longest, and since when."""
    row = connection.execute(
        "SELECT id, waiting_since FROM conversation INDEXED BY conversation_waiting"
        f" WHERE status = 0 AND waiting_since IS NOT NULL{played.waiting(connection)} ORDER BY waiting_since LIMIT 1"
    ).fetchone()
    return None if row is None else (ConversationId(row[0]), from_ms(row[1]))


def of_categories(
    connection: sqlite3.Connection, account_id: AccountId, categories: Collection[str]
) -> tuple[ConversationId, ...]:
    """Return the conversations of an account that wait for us in some categories, the longest wait first."""
    marks = ",".join("?" * len(categories))
    rows = connection.execute(
        "SELECT id FROM conversation INDEXED BY conversation_category WHERE status = 0"
        f" AND category IN ({marks}) AND account_no = ? AND {REAL} ORDER BY waiting_since, id",
        (*sorted(categories), accounts.number(connection, account_id)),
    )
    return tuple(ConversationId(row[0]) for row in rows)
