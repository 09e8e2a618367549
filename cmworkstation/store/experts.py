"""Questions to experts in the house, and what they answered. No code that sends may read them."""

import sqlite3
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.expert import Asked, Request, RequestId, RequestState
from cmworkstation.domain.ids import ConversationId, DraftId, MessageId

COLUMNS = (
    "id, conversation_id, message_id, expert, question, department, address, due_at, redacted, created_at, quoted,"
    " state, handed_at, reminded_at, answer, answered_at, draft_id, why, profile_id, closed_at"
)


def listed(connection: sqlite3.Connection, limit: int = 500) -> tuple[Request, ...]:
    """Return the questions to experts: the open ones first, what is due first; then the latest."""
    return _found(
        connection,
        "1 ORDER BY state <> 'open', iif(state = 'open', coalesce(due_at, 9e15), 0), created_at DESC LIMIT ?",
        limit,
    )


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple[Request, ...]:
    """Return what experts were asked about a conversation, the latest first."""
    return _found(
        connection, "conversation_id=? ORDER BY created_at DESC, id DESC", conversation_id
    )


def request(connection: sqlite3.Connection, request_id: str) -> Request:
    """Return one question. Raises `KeyError`."""
    found = _found(connection, "id=?", request_id)
    if not found:
        raise KeyError(request_id)
    return found[0]


def marked(connection: sqlite3.Connection, mark: str) -> Request | None:
    """Return the question that a mark belongs to."""
    wanted = _found(connection, "replace(id, '-', '') LIKE ?", "%" + mark[-8:])
    return next((one for one in wanted if one.mark == mark), None)


def save(connection: sqlite3.Connection, new: Request) -> None:
    """Keep a question as it is."""
    asked = new.asked
    values = (
        *(new.id, new.conversation_id, new.message_id, asked.expert, asked.question),
        *(asked.department, asked.address, _ms(asked.due_at), int(asked.redacted)),
        *(to_ms(new.created_at), new.quoted, new.state.value, _ms(new.handed_at)),
        *(_ms(new.reminded_at), new.answer, _ms(new.answered_at), new.draft_id, new.why, new.by),
        _ms(new.closed_at),
    )
    names = [one for one in COLUMNS.replace(" ", "").split(",") if one != "id"]
    connection.execute(
        f"INSERT INTO expert_request({COLUMNS}) VALUES({','.join('?' * len(values))})"
        f" ON CONFLICT(id) DO UPDATE SET {', '.join(f'{one}=excluded.{one}' for one in names)}",
        values,
    )


def _found(connection: sqlite3.Connection, where: str, value: object) -> tuple[Request, ...]:
    rows = connection.execute(f"SELECT {COLUMNS} FROM expert_request WHERE {where}", (value,))
    return tuple(_request(*row) for row in rows)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)


def _at(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)


def _request(*row: Any) -> Request:  # noqa: ANN401 - a row of the table
    id_, home, message, expert, question, department, address, due, hidden, created, *rest = row
    quoted, state, handed, reminded, answer, answered, draft, why, by, closed = rest
    return Request(
        id=RequestId(id_),
        conversation_id=ConversationId(home),
        message_id=MessageId(message),
        asked=Asked(expert, question, department, address, _at(due), bool(hidden)),
        created_at=from_ms(created),
        quoted=quoted,
        state=RequestState(state),
        handed_at=_at(handed),
        reminded_at=_at(reminded),
        answer=answer,
        answered_at=_at(answered),
        draft_id=DraftId(draft),
        why=why,
        by=by,
        closed_at=_at(closed),
    )
