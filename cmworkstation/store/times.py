"""How long people waited: one row per reply of ours and what it ended; and what a thread is to the clock."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId
from cmworkstation.domain.reply_time import Kind, ReplyTime
from cmworkstation.store import accounts

COLUMNS = (
    "outbox_id, kind, conversation_id, account_no, category, visibility, clock, asked_at, answered_at, due_at,"
    " wall_s, open_s"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply that was sent and has not been measured."""

    outbox_id: OutboxId
    message_id: int
    conversation_id: ConversationId
    account_id: AccountId
    category: str
    charter_hash: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of a thread: whose, when, what it said, and for a reply of ours what is known of it."""

    message_id: int
    ours: bool
    at: datetime
    text: str
    language: str
    private: bool
    stall: bool
    dated: bool  # it went with a promise of a day
    findings: str  # JSON


def unmeasured(connection: sqlite3.Connection) -> tuple[Sent, ...]:
    """Return the replies that were sent and have not been measured, the oldest first."""
    names = accounts.ids_by_number(connection)
    rows = connection.execute(
        "SELECT o.id, m.id, m.conversation_id, o.account_no, c.category, o.charter_hash FROM outbox o"
        " JOIN message m ON m.account_no = o.account_no AND m.remote_id = o.remote_id"
        " JOIN conversation c ON c.id = m.conversation_id"
        " WHERE o.state = 'sent' AND NOT EXISTS (SELECT 1 FROM reply_time r WHERE r.outbox_id = o.id)"
        " ORDER BY m.id"
    )
    return tuple(
        Sent(OutboxId(id_), message, ConversationId(home), names[number], category, digest)
        for id_, message, home, number, category, digest in rows
    )


def turns(
    connection: sqlite3.Connection, conversation_id: int, until_message: int
) -> tuple[Turn, ...]:
    """Return a thread up to one of its messages, as far as anybody waited in it."""
    rows = connection.execute(
        "SELECT m.id, m.ours, m.at, m.text, m.language, m.visibility, m.stall,"
        " EXISTS (SELECT 1 FROM promise p WHERE p.outbox_id = o.id), coalesce(o.findings, '[]')"
        " FROM message m LEFT JOIN outbox o ON m.ours AND o.conversation_id = m.conversation_id"
        " AND o.remote_id = m.remote_id AND o.state = 'sent'"
        " WHERE m.conversation_id=? AND m.id <= ? AND NOT m.context AND NOT m.history AND m.deleted_at IS NULL"
        " AND m.held NOT IN ('spam', 'trash') AND NOT (m.courtesy > 0 AND EXISTS (SELECT 1 FROM message e"
        " WHERE e.conversation_id = m.conversation_id AND e.id < m.id AND NOT e.ours AND NOT e.context))"
        " ORDER BY m.id",
        (conversation_id, until_message),
    )
    return tuple(
        Turn(
            id_,
            bool(ours),
            from_ms(at),
            text,
            language,
            visibility == Visibility.PRIVATE,
            bool(stall),
            bool(dated),
            findings,
        )
        for id_, ours, at, text, language, visibility, stall, dated, findings in rows
    )


def mark_stall(connection: sqlite3.Connection, message_id: int) -> None:
    """Remember that a reply of ours ended no wait."""
    connection.execute("UPDATE message SET stall=1 WHERE id=?", (message_id,))


def keep(connection: sqlite3.Connection, times: Iterable[ReplyTime]) -> None:
    """Keep measured replies; what is kept already stays as it is."""
    connection.executemany(
        f"INSERT OR IGNORE INTO reply_time({COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                one.outbox_id,
                one.kind,
                one.conversation_id,
                accounts.number(connection, one.account_id),
                one.category,
                one.visibility,
                one.clock,
                to_ms(one.asked_at),
                to_ms(one.answered_at),
                to_ms(one.due_at) if one.due_at else None,
                one.wall_s,
                one.open_s,
            )
            for one in times
        ],
    )


def measured(
    connection: sqlite3.Connection, since: datetime, until: datetime
) -> tuple[ReplyTime, ...]:
    """Return the replies that ended a wait in a period, the oldest first."""
    names = accounts.ids_by_number(connection)
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM reply_time WHERE answered_at >= ? AND answered_at < ?"
        " AND kind IN ('first', 'next', 'resolution') ORDER BY answered_at, outbox_id, kind",
        (to_ms(since), to_ms(until)),
    )
    return tuple(
        ReplyTime(
            OutboxId(row[0]),
            Kind(row[1]),
            ConversationId(row[2]),
            names[row[3]],
            row[4],
            row[5],
            row[6],
            from_ms(row[7]),
            from_ms(row[8]),
            None if row[9] is None else from_ms(row[9]),
            row[10],
            row[11],
        )
        for row in rows
    )
