"""What we said: our own messages with what is known of how they were sent, a page at a time; and notes about them.

The list is read through an index of our own messages; what was confirmed by hand and has not come back from its
platform yet stands among them by the time it was sent.
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, OutboxId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.review import Annotation, AnnotationId, Filter, Sent
from cmworkstation.store import accounts

NEWEST = (1 << 63) - 1
SHOWN = 280  # characters of a reply that a row of the list may show
_KNOWN = (
    " EXISTS (SELECT 1 FROM waiver w WHERE w.outbox_id = o.id AND w.outbox_id <> ''"
    " AND w.dropped_at IS NULL) AS overridden,"
    " coalesce(o.approval_id, '') <> '' AS approved,"
    " EXISTS (SELECT 1 FROM reply_time r WHERE r.outbox_id = o.id AND r.due_at < r.answered_at) AS late"
)
_MESSAGES = (
    "SELECT m.id AS key, m.id AS message_id, o.id AS outbox_id, m.conversation_id, m.account_no, m.at,"
    f" substr(m.text, 1, {SHOWN}) AS words, coalesce(t.author_name, p.author_name, c.author_name) AS to_whom,"
    " coalesce(o.target_id, p.id) AS target_id, coalesce(o.profile_id, '') AS profile_id, c.category,"
    f" coalesce(o.charter_hash, '') AS charter_hash, {_KNOWN}, m.deleted_at IS NOT NULL AS deleted,"
    " (SELECT count(*) FROM annotation n WHERE n.ended_at IS NULL AND n.message_id IN"
    " (m.id, coalesce(o.target_id, p.id))) AS annotations"
    " FROM message m INDEXED BY {messages} JOIN conversation c ON c.id = m.conversation_id"
    " LEFT JOIN outbox o ON o.conversation_id = m.conversation_id AND o.remote_id = m.remote_id AND o.state = 'sent'"
    " LEFT JOIN message t ON t.id = o.target_id"
    " LEFT JOIN message p ON p.account_no = m.account_no AND p.remote_id = m.parent_id AND m.parent_id <> ''"
    " WHERE m.ours = 1 AND m.context = 0 AND m.id >= :low AND m.id < :before{messages_in}"
)
_CONFIRMED = (
    "SELECT o.sent_at * 4096 AS key, NULL AS message_id, o.id AS outbox_id, o.conversation_id, o.account_no,"
    f" o.sent_at AS at, substr(o.body, 1, {SHOWN}) AS words, t.author_name AS to_whom, o.target_id, o.profile_id,"
    f" c.category, o.charter_hash, {_KNOWN}, 0 AS deleted,"
    " (SELECT count(*) FROM annotation n WHERE n.ended_at IS NULL AND n.message_id = o.target_id) AS annotations"
    " FROM outbox o{outbox} JOIN conversation c ON c.id = o.conversation_id"
    " JOIN message t ON t.id = o.target_id"
    " WHERE o.state = 'sent' AND o.sent_at >= :low_at AND o.sent_at < :before_at AND NOT EXISTS"
    " (SELECT 1 FROM message x WHERE x.account_no = o.account_no AND x.remote_id = o.remote_id){outbox_in}"
)
HOMES = "(SELECT value FROM json_each(:homes))"
_IN_TIME = f"{_MESSAGES} UNION ALL {_CONFIRMED}".format(
    messages="message_ours", messages_in="", outbox=" INDEXED BY outbox_sent", outbox_in=""
)
_IN_HOMES = f"{_MESSAGES} UNION ALL {_CONFIRMED}".format(
    messages="message_conversation",
    messages_in=f" AND m.conversation_id IN {HOMES}",
    outbox=" INDEXED BY outbox_conversation",
    outbox_in=f" AND o.conversation_id IN {HOMES}",
)
_COLUMNS = (
    "key, message_id, outbox_id, conversation_id, account_no, at, words, to_whom, target_id, profile_id,"
    " category, charter_hash, overridden, approved, late, deleted, annotations"
)
_ANNOTATION = "id, message_id, words, profile_id, at"
Bounds = tuple[int, int]


def bounds(since: datetime | None, until: datetime | None) -> Bounds:
    """Return the least and the first too great key of a period."""
    low = -NEWEST if since is None else to_ms(since) * 4096
    return low, NEWEST if until is None else to_ms(until) * 4096


def next_bound(connection: sqlite3.Connection, before: int, low: int, slice_: int) -> int | None:
    """Return down to which key there are `slice_` messages of ours before one; None where there are fewer."""
    row = connection.execute(
        "SELECT id FROM message INDEXED BY message_ours WHERE ours = 1 AND context = 0 AND id < ? AND id >= ?"
        " ORDER BY id DESC LIMIT 1 OFFSET ?",
        (before, low, slice_ - 1),
    ).fetchone()
    return None if row is None else int(row[0])


def between(
    connection: sqlite3.Connection,
    wanted: Filter,
    low: int,
    before: int,
    limit: int,
    homes: Iterable[int] | None = None,
) -> tuple[Sent, ...]:
    """Return the replies of a span of keys that a filter lets through (its query apart), the newest first.

    With `homes`, those of these conversations; a limit of -1 means all.
    """
    values: dict[str, object] = {
        "low": low,
        "before": before,
        "low_at": -NEWEST if low <= -NEWEST else -(-low // 4096),
        "before_at": NEWEST if before >= NEWEST else -(-before // 4096),
        "limit": limit,
    }
    tests = []
    if wanted.account_id is not None:
        tests.append("account_no = :account")
        values["account"] = accounts.number(connection, wanted.account_id)
    for name, value in (("profile_id", wanted.profile_id), ("category", wanted.category)):
        if value is not None:
            tests.append(f"{name} = :{name}")
            values[name] = value
    if wanted.profile_id is not None:
        tests.append("outbox_id IS NOT NULL")
    tests += [name for name in ("overridden", "approved", "late") if getattr(wanted, name)]
    if wanted.annotated:
        tests.append("annotations > 0")
    where = f"WHERE {' AND '.join(tests)}" if tests else ""
    source = _IN_TIME
    if homes is not None:
        source, values["homes"] = _IN_HOMES, json.dumps(sorted(homes))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ({source}) {where} ORDER BY key DESC LIMIT :limit",
        values,
    )
    names = accounts.ids_by_number(connection)
    return tuple(_sent(row, names) for row in rows)


def homes_of(connection: sqlite3.Connection, message_ids: Iterable[int]) -> set[int]:
    """Return the conversations in which messages stand."""
    rows = connection.execute(
        "SELECT DISTINCT m.conversation_id FROM json_each(?) j CROSS JOIN message m ON m.id = j.value",
        (json.dumps(list(message_ids)),),
    )
    return {row[0] for row in rows}


def annotated(connection: sqlite3.Connection) -> set[int]:
    """Return the messages about which something was noted."""
    rows = connection.execute("SELECT message_id FROM annotation WHERE ended_at IS NULL")
    return {row[0] for row in rows}


def place_of(connection: sqlite3.Connection, outbox_id: OutboxId) -> int | None:
    """Return the key of a reply that was sent from here, None where it was not sent."""
    row = connection.execute(
        "SELECT coalesce(m.id, o.sent_at * 4096) FROM outbox o LEFT JOIN message m"
        " ON m.account_no = o.account_no AND m.remote_id = o.remote_id WHERE o.id=? AND o.state = 'sent'",
        (outbox_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def body(connection: sqlite3.Connection, outbox_id: OutboxId) -> str:
    """Return the whole text of a reply as it left. Raises `KeyError`."""
    row = connection.execute("SELECT body FROM outbox WHERE id=?", (outbox_id,)).fetchone()
    if row is None:
        raise KeyError(outbox_id)
    return str(row[0])


# Annotations


def add(connection: sqlite3.Connection, one: Annotation) -> None:
    """Keep what somebody noted."""
    connection.execute(
        f"INSERT INTO annotation({_ANNOTATION}) VALUES(?,?,?,?,?)",
        (one.id, one.message_id, one.words, one.by, to_ms(one.at)),
    )


def annotation(connection: sqlite3.Connection, annotation_id: AnnotationId) -> Annotation:
    """Return one annotation, also one that was removed. Raises `KeyError`."""
    query = f"SELECT {_ANNOTATION} FROM annotation WHERE id=?"
    row = connection.execute(query, (annotation_id,)).fetchone()
    if row is None:
        raise KeyError(annotation_id)
    return _annotation(row)


def end(connection: sqlite3.Connection, annotation_id: AnnotationId, at: datetime | None) -> None:
    """Remove an annotation, or, with None, put it back."""
    connection.execute(
        "UPDATE annotation SET ended_at=? WHERE id=?", (to_ms(at) if at else None, annotation_id)
    )


def annotations(
    connection: sqlite3.Connection, message_ids: Iterable[int]
) -> tuple[Annotation, ...]:
    """Return what was noted about messages, the oldest first."""
    wanted = list(message_ids)
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT {_ANNOTATION} FROM annotation WHERE message_id IN ({marks}) AND ended_at IS NULL ORDER BY at, id",
        wanted,
    )
    return tuple(_annotation(row) for row in rows)


def _annotation(row: tuple[str, int, str, str, int]) -> Annotation:
    return Annotation(
        AnnotationId(row[0]), MessageId(row[1]), row[2], ProfileId(row[3]), from_ms(row[4])
    )


def _sent(row: tuple[object, ...], names: dict[int, AccountId]) -> Sent:
    (
        key, message_id, outbox_id, home, number, at, words, to, target, by, category, digest,
        overridden, approved, late, deleted, noted,
    ) = row  # fmt: skip
    return Sent(
        key=int(str(key)),
        message_id=None if message_id is None else MessageId(int(str(message_id))),
        outbox_id=None if outbox_id is None else OutboxId(str(outbox_id)),
        conversation_id=ConversationId(int(str(home))),
        account_id=names[int(str(number))],
        at=from_ms(int(str(at))),
        words=str(words),
        to=str(to),
        target_id=None if target is None else MessageId(int(str(target))),
        by=ProfileId(str(by)),
        category=str(category),
        charter_hash=str(digest),
        overridden=bool(overridden),
        approved=bool(approved),
        late=bool(late),
        deleted=bool(deleted),
        annotations=int(str(noted)),
    )
