"""Rows of `correction`: which message of ours was wrong, and which draft, reply, message or address says so."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.correction import Candidate, Correction, Stage
from cmworkstation.domain.ids import ConversationId, DraftId, MessageId

_FOUND = (
    "SELECT c.id, m.id, m.at, m.text, c.draft_id, o.state, coalesce(o.sent_at, s.at, c.said_at),"
    " coalesce(o.body, s.text, d.body, ''), coalesce(s.id,"
    " (SELECT n.id FROM message n WHERE n.account_no = o.account_no AND n.remote_id = o.remote_id"
    " AND o.state = 'sent' AND o.remote_id <> '')), m.conversation_id,"
    " coalesce(s.conversation_id, m.conversation_id), c.address, s.id IS NOT NULL OR c.address <> ''"
    " FROM correction c JOIN message m ON m.id = c.message_id"
    " LEFT JOIN outbox o ON o.id = c.outbox_id AND o.state <> 'dropped'"
    " LEFT JOIN draft d ON d.id = c.draft_id AND c.outbox_id = ''"
    " LEFT JOIN message s ON s.id = c.said_id"
    " WHERE (o.id IS NOT NULL OR d.id IS NOT NULL OR s.id IS NOT NULL OR c.address <> '')"
    " AND {where} ORDER BY c.at, c.id"
)
_OURS_HERE = "IN (SELECT id FROM message WHERE conversation_id=?1 AND ours)"


def add(
    connection: sqlite3.Connection,
    id_: str,
    message_id: MessageId,
    draft_id: DraftId,
    by: str,
    at: datetime,
) -> None:
    """Note that a draft corrects a message of ours."""
    connection.execute(
        "INSERT INTO correction(id, message_id, draft_id, profile_id, at) VALUES(?,?,?,?,?)",
        (id_, message_id, draft_id, by, to_ms(at)),
    )


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple[Correction, ...]:
    """Return the corrections that a message of a conversation is either end of, the earliest first."""
    where = f"(c.message_id {_OURS_HERE} OR c.said_id {_OURS_HERE})"
    return _found(connection, where, conversation_id)


def of_message(connection: sqlite3.Connection, message_id: int) -> tuple[Correction, ...]:
    """Return what corrects a message."""
    return _found(connection, "c.message_id=?", message_id)


def link(
    connection: sqlite3.Connection,
    id_: str,
    message_id: MessageId,
    by: str,
    at: datetime,
    *,
    said: MessageId | None = None,
    address: str = "",
    said_at: datetime | None = None,
) -> None:
    """Note that another message of ours, or what stands at an address, corrects a message of ours."""
    when = to_ms(said_at) if said_at is not None else None
    connection.execute(
        "INSERT INTO correction(id, message_id, said_id, address, said_at, profile_id, at) VALUES(?,?,?,?,?,?,?)",
        (id_, message_id, said, address, when, by, to_ms(at)),
    )


def one(connection: sqlite3.Connection, id_: str) -> Correction:
    """Return a correction. Raises `KeyError`."""
    found = _found(connection, "c.id=?", id_)
    if not found:
        raise KeyError(id_)
    return found[0]


def row(connection: sqlite3.Connection, id_: str) -> dict[str, object]:
    """Return the row of a correction as it is, to be put back. Raises `KeyError`."""
    cursor = connection.execute("SELECT * FROM correction WHERE id=?", (id_,))
    values = cursor.fetchone()
    if values is None:
        raise KeyError(id_)
    return dict(zip((name for name, *_ in cursor.description), values, strict=True))


def put_back(connection: sqlite3.Connection, values: dict[str, object]) -> None:
    """Put a row back that was taken out."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"INSERT OR IGNORE INTO correction({names}) VALUES({marks})", tuple(values.values())
    )


def remove(connection: sqlite3.Connection, id_: str) -> None:
    """Take a correction out."""
    connection.execute("DELETE FROM correction WHERE id=?", (id_,))


def forget(connection: sqlite3.Connection, message_id: int) -> None:
    """Take out what corrects a message that goes, and what it corrects."""
    connection.execute("DELETE FROM correction WHERE message_id=?1 OR said_id=?1", (message_id,))


def candidates(
    connection: sqlite3.Connection, wrong_id: MessageId, limit: int
) -> tuple[Candidate, ...]:
    """Return our later messages, those of the same conversation first, then the newest."""
    rows = connection.execute(
        "SELECT m.id, m.at, m.text, a.look, a.name, m.conversation_id = w.conversation_id AS here"
        " FROM message w JOIN message m ON m.ours = 1 AND m.context = 0 AND m.at >= w.at AND m.id <> w.id"
        " AND m.deleted_at IS NULL JOIN account a ON a.no = m.account_no"
        " WHERE w.id=? ORDER BY here DESC, m.id DESC LIMIT ?",
        (wrong_id, limit),
    )
    return tuple(
        Candidate(MessageId(id_), from_ms(at), text, look, name, bool(here))
        for id_, at, text, look, name, here in rows
    )


def at_address(connection: sqlite3.Connection, address: str) -> MessageId | None:
    """Return the message of ours that stands at a web address, None where we know none."""
    row = connection.execute(
        "SELECT id FROM message WHERE ours = 1 AND context = 0 AND url=? ORDER BY id LIMIT 1",
        (address,),
    ).fetchone()
    return MessageId(row[0]) if row else None


def of_draft(connection: sqlite3.Connection, draft_id: str) -> Correction | None:
    """Return what a draft corrects."""
    found = _found(connection, "c.draft_id=? AND c.outbox_id=''", draft_id)
    return found[0] if found else None


def target_of(connection: sqlite3.Connection, message_id: int) -> int | None:
    """Return the message that a message of ours answered, None where it answered none that is still there."""
    row = connection.execute(
        "SELECT t.id FROM message m JOIN message t ON t.account_no = m.account_no"
        " AND t.conversation_id = m.conversation_id AND t.remote_id = m.parent_id"
        " WHERE m.id=? AND m.parent_id <> '' AND t.deleted_at IS NULL",
        (message_id,),
    ).fetchone()
    return int(row[0]) if row else None


def _found(connection: sqlite3.Connection, where: str, value: int | str) -> tuple[Correction, ...]:
    rows = connection.execute(_FOUND.format(where=where), (value,))
    return tuple(_correction(row) for row in rows)


def _correction(
    row: tuple[
        int, int, int, str, str, str | None, int | None, str, int | None, int, int, str, int
    ],
) -> Correction:
    id_, wrong, at, text, draft_id, state, sent_at, body, reply, home, there, address, linked = row
    stage = Stage.WRITING if state is None else Stage.UNDER_WAY
    if state == "sent" or linked:
        stage = Stage.SENT
    return Correction(
        str(id_),
        MessageId(wrong),
        from_ms(at),
        text,
        stage,
        DraftId(draft_id),
        MessageId(reply) if reply is not None else None,
        from_ms(sent_at) if sent_at is not None else None,
        body,
        ConversationId(home),
        ConversationId(there),
        address,
        bool(linked),
    )
