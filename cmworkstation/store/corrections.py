"""Rows of `correction`: which message of ours was wrong, and which draft or reply says so."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.correction import Correction, Stage
from cmworkstation.domain.ids import DraftId, MessageId

_FOUND = (
    "SELECT c.id, m.id, m.at, m.text, c.draft_id, o.state, o.sent_at, coalesce(o.body, d.body, ''),"
    " (SELECT n.id FROM message n WHERE n.account_no = o.account_no AND n.remote_id = o.remote_id"
    " AND o.state = 'sent' AND o.remote_id <> '')"
    " FROM correction c JOIN message m ON m.id = c.message_id"
    " LEFT JOIN outbox o ON o.id = c.outbox_id AND o.state <> 'dropped'"
    " LEFT JOIN draft d ON d.id = c.draft_id AND c.outbox_id = ''"
    " WHERE (o.id IS NOT NULL OR d.id IS NOT NULL) AND {where} ORDER BY c.at, c.id"
)


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
    """Return the corrections of messages of a conversation, the earliest first."""
    return _found(
        connection,
        "c.message_id IN (SELECT id FROM message WHERE conversation_id=? AND ours)",
        conversation_id,
    )


def of_message(connection: sqlite3.Connection, message_id: int) -> tuple[Correction, ...]:
    """Return what corrects a message."""
    return _found(connection, "c.message_id=?", message_id)


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
    row: tuple[str, int, int, str, str, str | None, int | None, str, int | None],
) -> Correction:
    id_, wrong, at, text, draft_id, state, sent_at, body, reply = row
    stage = Stage.WRITING if state is None else Stage.UNDER_WAY
    if state == "sent":
        stage = Stage.SENT
    return Correction(
        id_,
        MessageId(wrong),
        from_ms(at),
        text,
        stage,
        DraftId(draft_id),
        MessageId(reply) if reply is not None else None,
        from_ms(sent_at) if sent_at is not None else None,
        body,
    )
