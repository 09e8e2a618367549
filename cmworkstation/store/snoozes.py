"""Conversations that are out of the way, and what wakes them. A row stays, as woken, until somebody decides again."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.store.labels import AMONG, among

# Promise: its day has come, or it is open no more. An id that is not there wakes at once: nothing else ever would.
DUE = (
    "SELECT conversation_id FROM snooze WHERE woke_at IS NULL AND until_at <= :now"
    " UNION SELECT snooze.conversation_id FROM snooze LEFT JOIN promise p ON p.id = promise_id"
    " WHERE woke_at IS NULL AND kind = 'promise' AND (p.id IS NULL OR p.state <> 'open' OR p.due_at <= :now)"
    " UNION SELECT conversation_id FROM snooze WHERE woke_at IS NULL AND kind = 'crisis' AND :calm"
)


def put(
    connection: sqlite3.Connection, wanted: Iterable[int], until: Snooze, by: str, now: datetime
) -> None:
    """Note until when conversations are out of the way, and where they stand before."""
    connection.execute(
        "INSERT OR REPLACE INTO snooze"
        "(conversation_id, kind, until_at, promise_id, status, reason, profile_id, began_at)"
        f" SELECT id, ?, ?, ?, status, reason, ?, ? FROM conversation WHERE id IN {AMONG}",
        (
            str(until.kind),
            to_ms(until.until_at) if until.until_at else None,
            until.promise_id,
            by,
            to_ms(now),
            among(wanted),
        ),
    )


def forget(connection: sqlite3.Connection, wanted: Iterable[int]) -> None:
    """Forget that conversations were out of the way: somebody decided about them."""
    connection.execute(f"DELETE FROM snooze WHERE conversation_id IN {AMONG}", (among(wanted),))


def woke(connection: sqlite3.Connection, wanted: Sequence[tuple[int, int]]) -> None:
    """Note that conversations are back, each since a time in milliseconds."""
    connection.executemany(
        "UPDATE snooze SET woke_at=? WHERE conversation_id=? AND woke_at IS NULL",
        [(at, one) for one, at in wanted],
    )


def due(connection: sqlite3.Connection, now: datetime, *, calm: bool) -> tuple[int, ...]:
    """Return the conversations whose time has come; `calm`: no crisis is on."""
    rows = connection.execute(DUE, {"now": to_ms(now), "calm": calm})
    return tuple(row[0] for row in rows)


def states(connection: sqlite3.Connection, wanted: Iterable[int]) -> dict[int, tuple[Status, str]]:
    """Return conversation → the standing that it returns to, with its reason.

    What waited for us and was answered meanwhile waits for the person.
    """
    rows = connection.execute(
        "SELECT s.conversation_id, CASE WHEN s.status IN (0, 7) AND EXISTS (SELECT 1 FROM message m"
        " WHERE m.conversation_id = s.conversation_id AND m.ours AND NOT m.context AND m.at >= s.began_at)"
        " THEN 1 ELSE s.status END, s.reason FROM snooze s JOIN conversation c ON c.id = s.conversation_id"
        f" WHERE c.status = 2 AND s.conversation_id IN {AMONG}",
        (among(wanted),),
    )
    return {one: (Status(status), reason) for one, status, reason in rows}


def of_conversations(connection: sqlite3.Connection, wanted: Iterable[int]) -> dict[int, Snooze]:
    """Return conversation → until when it is out of the way, or since when it is back."""
    rows = connection.execute(
        "SELECT conversation_id, kind, until_at, promise_id, woke_at FROM snooze"
        f" WHERE conversation_id IN {AMONG}",
        (among(wanted),),
    )
    return {
        one: Snooze(
            Until(kind),
            from_ms(until) if until is not None else None,
            promise,
            from_ms(at) if at is not None else None,
        )
        for one, kind, until, promise, at in rows
    }


def join(connection: sqlite3.Connection, old: int, home: int) -> None:
    """Let a conversation take over until when another one that becomes part of it is out of the way."""
    connection.execute(
        "UPDATE OR IGNORE snooze SET conversation_id=? WHERE conversation_id=?", (home, old)
    )
    connection.execute("DELETE FROM snooze WHERE conversation_id=?", (old,))
