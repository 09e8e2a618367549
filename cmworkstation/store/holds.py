"""Legal holds: what must not be erased as long as somebody says so."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.erasure import Hold
from cmworkstation.domain.ids import AuthorId, ConversationId

ABOUT = (
    "coalesce((SELECT name FROM author a WHERE a.id = h.author_id),"
    " (SELECT coalesce(nullif(c.title, ''), c.author_name) FROM conversation c WHERE c.id = h.conversation_id), '')"
)
_ROW = f"h.id, h.reason, h.at, h.profile_id, h.author_id, h.conversation_id, {ABOUT}, h.ended_at"
HELD = (  # a condition on a conversation `c`
    "EXISTS (SELECT 1 FROM legal_hold h WHERE h.ended_at IS NULL AND (h.conversation_id = c.id OR h.author_id IN"
    " (SELECT m.author_id FROM message m WHERE m.conversation_id = c.id)))"
)


def add(connection: sqlite3.Connection, one: Hold) -> None:
    """Keep something from being erased."""
    connection.execute(
        "INSERT INTO legal_hold(id, author_id, conversation_id, reason, profile_id, at) VALUES(?,?,?,?,?,?)",
        (one.id, one.author_id, one.conversation_id, one.reason, one.by, to_ms(one.since)),
    )


def end(connection: sqlite3.Connection, hold_id: str, now: datetime) -> bool:
    """End a hold; tell whether it still held."""
    return bool(
        connection.execute(
            "UPDATE legal_hold SET ended_at=? WHERE id=? AND ended_at IS NULL",
            (to_ms(now), hold_id),
        ).rowcount
    )


def listed(connection: sqlite3.Connection) -> tuple[Hold, ...]:
    """Return all holds: those that hold first, the newest of each first."""
    rows = connection.execute(
        f"SELECT {_ROW} FROM legal_hold h ORDER BY h.ended_at IS NOT NULL, h.at DESC, h.id DESC"
    )
    return tuple(map(_hold, rows))


def on_person(connection: sqlite3.Connection, author_id: int) -> tuple[Hold, ...]:
    """Return what holds on a person: on themselves, on a conversation with them, or on somebody else in one."""
    homes = "(SELECT m.conversation_id FROM message m WHERE m.author_id=?1)"
    rows = connection.execute(
        f"SELECT {_ROW} FROM legal_hold h WHERE h.ended_at IS NULL AND (h.author_id=?1 OR h.conversation_id IN {homes}"
        " OR EXISTS (SELECT 1 FROM message o WHERE o.author_id = h.author_id AND o.conversation_id IN"
        f" {homes})) ORDER BY h.at",
        (author_id,),
    )
    return tuple(map(_hold, rows))


def homes(connection: sqlite3.Connection) -> frozenset[int]:
    """Return the conversations that must stay as they are: held themselves, or somebody held wrote in them."""
    rows = connection.execute(
        "SELECT conversation_id FROM legal_hold WHERE ended_at IS NULL AND conversation_id IS NOT NULL"
        " UNION SELECT m.conversation_id FROM legal_hold h JOIN message m ON m.author_id = h.author_id"
        " WHERE h.ended_at IS NULL"
    )
    return frozenset(row[0] for row in rows)


def _hold(row: tuple[object, ...]) -> Hold:
    id_, reason, at, by, author_id, conversation_id, about, ended_at = row
    return Hold(
        id=str(id_),
        reason=str(reason),
        since=from_ms(int(str(at))),
        by=str(by),
        author_id=None if author_id is None else AuthorId(int(str(author_id))),
        conversation_id=None
        if conversation_id is None
        else ConversationId(int(str(conversation_id))),
        about=str(about),
        ended_at=None if ended_at is None else from_ms(int(str(ended_at))),
    )
