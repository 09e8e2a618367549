"""Answers of ours that arrived from a platform, seen as replies that were sent from here."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, OutboxId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.store import outbox

HELD_FOR = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One of our messages, and what it answers."""

    target_id: MessageId
    conversation_id: ConversationId
    account_id: AccountId
    text: str
    visibility: str
    language: str
    remote_id: str
    url: str
    at: datetime


def newest(connection: sqlite3.Connection, limit: int) -> tuple[OwnAnswer, ...]:
    """Return our newest answers in conversations that are settled, the oldest of them first."""
    found = connection.execute(
        "SELECT p.id, m.conversation_id, a.id, m.text, m.visibility, m.language, m.remote_id, m.url, m.at"
        " FROM message m JOIN message p ON p.account_no = m.account_no AND p.remote_id = m.parent_id"
        " JOIN account a ON a.no = m.account_no JOIN conversation c ON c.id = m.conversation_id"
        " WHERE m.ours AND NOT m.context AND NOT p.ours AND m.text <> '' AND c.status = ?"
        " ORDER BY m.at DESC LIMIT ?",
        (Status.DONE, limit),
    )
    rows = [
        OwnAnswer(
            MessageId(target),
            ConversationId(home),
            AccountId(account),
            text,
            visibility,
            language,
            remote_id,
            url,
            from_ms(at),
        )
        for target, home, account, text, visibility, language, remote_id, url, at in found
    ]
    return tuple(reversed(rows))


def reply(connection: sqlite3.Connection, answer: OwnAnswer) -> OutboxId | None:
    """Return the reply of the outbox that this answer is, None where it was not sent from here."""
    row = connection.execute(
        "SELECT id FROM outbox WHERE conversation_id=? AND remote_id=? AND state='sent'",
        (answer.conversation_id, answer.remote_id),
    ).fetchone()
    return OutboxId(row[0]) if row else None


def sent_from_here(connection: sqlite3.Connection, outbox_id: OutboxId, answer: OwnAnswer) -> None:
    """Let a queued reply be this answer, written and sent when that was published."""
    began = to_ms(answer.at - HELD_FOR)
    outbox.turn(connection, outbox_id, OutboxState.SENDING, answer.at, of=(OutboxState.HELD,))
    outbox.settle_sent(connection, outbox_id, answer.remote_id, answer.url, answer.at)
    connection.execute(
        "UPDATE outbox SET created_at=?, hold_until=?, attempts=1 WHERE id=?",
        (began, to_ms(answer.at), outbox_id),
    )
    connection.execute(
        "UPDATE outbox_step SET at=min(at, ?) WHERE outbox_id=? AND state='held'",
        (began, outbox_id),
    )
