"""Which replies resemble one another: a few numbers per reply by which a like one is found again, the newest first."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId, OutboxId

PER_NUMBER = 60  # of an answer that goes out all day, the newest are enough
SHARED_MIN = 4  # numbers in common before a reply is looked at
LOOKED_AT = 60
OUT = "state NOT IN ('dropped', 'refused')"  # what left, or is about to


@dataclass(frozen=True, slots=True)
class Earlier:
    """A reply of ours, with the time at which it was queued."""

    body: str
    language: str
    at: datetime
    conversation_id: ConversationId


def note(
    connection: sqlite3.Connection, outbox_id: OutboxId, numbers: Sequence[int], at: datetime
) -> None:
    """Keep the numbers of a reply."""
    connection.executemany(
        "INSERT OR IGNORE INTO shingle(shingle, at, outbox_id) VALUES(?,?,?)",
        [(one, to_ms(at), outbox_id) for one in numbers],
    )


def candidates(
    connection: sqlite3.Connection, numbers: Sequence[int], since: datetime
) -> tuple[Earlier, ...]:
    """Return replies since a time that share several numbers, those that share most first."""
    counted: Counter[str] = Counter()
    for one in numbers:
        counted.update(
            row[0]
            for row in connection.execute(
                "SELECT outbox_id FROM shingle WHERE shingle=? AND at>=? ORDER BY at DESC LIMIT ?",
                (one, to_ms(since), PER_NUMBER),
            )
        )
    least = min(SHARED_MIN, len(numbers))
    wanted = [name for name, n in counted.most_common(LOOKED_AT) if n >= least]
    marks = ",".join("?" * len(wanted))
    return _earlier(connection, f"id IN ({marks}) AND {OUT}", wanted)


def in_thread(
    connection: sqlite3.Connection, conversation_id: ConversationId, limit: int = 20
) -> tuple[Earlier, ...]:
    """Return our latest replies in a conversation."""
    where = f"conversation_id=? AND {OUT} ORDER BY created_at DESC LIMIT ?"
    return _earlier(connection, where, (conversation_id, limit))


def to_person(
    connection: sqlite3.Connection, author_id: AuthorId, since: datetime, limit: int = 200
) -> tuple[Earlier, ...]:
    """Return our replies to a person since a time, the latest first."""
    where = (
        "target_id IN (SELECT id FROM message WHERE author_id=?) AND conversation_id IN"
        " (SELECT conversation_id FROM message WHERE author_id=?)"
        f" AND created_at>=? AND {OUT} ORDER BY created_at DESC LIMIT ?"
    )
    return _earlier(connection, where, (author_id, author_id, to_ms(since), limit))


def uses_since(connection: sqlite3.Connection, answer_id: str, since: datetime) -> int:
    """Return how often an approved answer went out since a time."""
    row = connection.execute(
        f"SELECT count(*) FROM outbox WHERE answer_id=? AND answer_id<>'' AND created_at>=? AND {OUT}",
        (answer_id, to_ms(since)),
    ).fetchone()
    return int(row[0])


def texts_of(
    connection: sqlite3.Connection, author_id: AuthorId, limit: int = 30
) -> tuple[str, ...]:
    """Return a person's latest messages to us."""
    found = connection.execute(
        "SELECT text FROM message WHERE author_id=? AND NOT context AND deleted_at IS NULL"
        " ORDER BY id DESC LIMIT ?",
        (author_id, limit),
    )
    return tuple(str(row[0]) for row in found)


def our_part(
    connection: sqlite3.Connection, conversation_id: ConversationId, before: MessageId
) -> tuple[bool, bool]:
    """Tell whether a conversation began with us, and whether we spoke in it before a message."""
    first = connection.execute(
        "SELECT ours FROM message WHERE conversation_id=? ORDER BY id LIMIT 1", (conversation_id,)
    ).fetchone()
    spoke = connection.execute(
        "SELECT 1 FROM message WHERE conversation_id=? AND id<? AND ours LIMIT 1",
        (conversation_id, before),
    ).fetchone()
    return bool(first and first[0]), spoke is not None


def spoke_since(
    connection: sqlite3.Connection, conversation_id: ConversationId, author_id: AuthorId
) -> bool:
    """Tell whether we said anything in a conversation since somebody came into it, or are about to."""
    row = connection.execute(
        "SELECT 1 FROM message WHERE conversation_id=?1 AND ours AND id >"
        " (SELECT min(id) FROM message WHERE conversation_id=?1 AND author_id=?2)"
        " UNION ALL SELECT 1 FROM outbox o JOIN message t ON t.id = o.target_id"
        f" WHERE o.conversation_id=?1 AND t.author_id=?2 AND o.{OUT} LIMIT 1",
        (conversation_id, author_id),
    ).fetchone()
    return row is not None


def is_ours(connection: sqlite3.Connection, remote_id: str) -> bool:
    """Tell whether a message, by its permanent id, is one of ours."""
    row = connection.execute(
        "SELECT 1 FROM message WHERE remote_id=? AND remote_id<>'' AND ours", (remote_id,)
    ).fetchone()
    return row is not None


def _earlier(
    connection: sqlite3.Connection, where: str, values: Sequence[object]
) -> tuple[Earlier, ...]:
    found = connection.execute(
        f"SELECT body, language, created_at, conversation_id FROM outbox WHERE {where}",
        tuple(values),
    )
    return tuple(Earlier(row[0], row[1], from_ms(row[2]), ConversationId(row[3])) for row in found)
