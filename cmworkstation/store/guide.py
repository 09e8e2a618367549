"""What the response guide wants to know of the workspace: how answers were used, and what people asked."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, OutboxId

ID_BITS = 12  # of a message's id, below its time


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """How often an answer went out, when last, and how much people changed of it."""

    count: int
    last_at: datetime
    unchanged: int  # replies in which no word was changed
    edited_words: float  # changed in the mean


@dataclass(frozen=True, slots=True)
class Asked:
    """A message of somebody else with a question mark in it; `answered`: with an approved answer."""

    message_id: MessageId
    conversation_id: ConversationId
    account_id: AccountId
    at: datetime
    language: str
    text: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was found in a reply when it was queued, as it is stored."""

    outbox_id: OutboxId
    conversation_id: ConversationId
    account_id: AccountId
    at: datetime
    findings: str


def uses(connection: sqlite3.Connection) -> dict[tuple[str, str], AnswerUse]:
    """Return (charter id, answer id) → how the answer was used in replies that were not given up."""
    rows = connection.execute(
        "SELECT v.charter_id, o.answer_id, count(*), max(coalesce(o.sent_at, o.created_at)),"
        " sum(o.edited_words = 0), avg(o.edited_words) FROM outbox o"
        " JOIN charter_version v ON v.hash = o.charter_hash"
        " WHERE o.answer_id <> '' AND o.state NOT IN ('dropped', 'refused') GROUP BY 1, 2"
    )
    return {(row[0], row[1]): AnswerUse(row[2], from_ms(row[3]), row[4], row[5]) for row in rows}


def asked(connection: sqlite3.Connection, since: datetime, limit: int) -> Iterator[Asked]:
    """Yield the questions that came in since then, the newest first, at most `limit` of them."""
    rows = connection.execute(
        "SELECT m.id, m.conversation_id, a.id, m.at, m.language, m.text, EXISTS (SELECT 1 FROM outbox o"
        " WHERE o.conversation_id = m.conversation_id AND o.target_id = m.id AND o.answer_id <> ''"
        " AND o.state <> 'dropped')"
        " FROM message m JOIN account a ON a.no = m.account_no"
        " WHERE m.id >= ? AND m.ours = 0 AND m.context = 0 AND m.deleted_at IS NULL"
        " AND m.text LIKE '%?%' ORDER BY m.id DESC LIMIT ?",
        (to_ms(since) << ID_BITS, limit),
    )
    for row in rows:
        yield Asked(
            MessageId(row[0]),
            ConversationId(row[1]),
            AccountId(row[2]),
            from_ms(row[3]),
            row[4],
            row[5],
            bool(row[6]),
        )


def claimed(connection: sqlite3.Connection, since: datetime) -> Iterator[Claimed]:
    """Yield the replies since then in which anything was found, the newest first."""
    rows = connection.execute(
        "SELECT o.id, o.conversation_id, a.id, o.created_at, o.findings FROM outbox o"
        " JOIN account a ON a.no = o.account_no"
        " WHERE o.created_at >= ? AND o.findings <> '[]' AND o.state <> 'dropped'"
        " ORDER BY o.created_at DESC LIMIT 500",
        (to_ms(since),),
    )
    for row in rows:
        yield Claimed(
            OutboxId(row[0]), ConversationId(row[1]), AccountId(row[2]), from_ms(row[3]), row[4]
        )
