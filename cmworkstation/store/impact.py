"""The texts that a new version of a charter is tried on: what was sent under it, and what is being written."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.ids import ConversationId

COLUMNS = "t.id, t.conversation_id, t.body, t.language, t.visibility, t.facts, a.look, a.handle, c.category"
SOURCE = (
    "JOIN account a ON a.no = t.account_no JOIN conversation c ON c.id = t.conversation_id"
    " JOIN charter_account g ON g.account_no = t.account_no"
)


@dataclass(frozen=True, slots=True)
class Written:
    """One reply or draft, with what the rules ask about its place."""

    id: str
    conversation_id: ConversationId
    body: str
    language: str
    visibility: str
    facts: tuple[str, ...]
    look: str
    handle: str
    category: str
    at: datetime


def sent(connection: sqlite3.Connection, charter_id: str, limit: int) -> tuple[Written, ...]:
    """Return the newest replies that left from accounts of a charter, the newest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, t.sent_at FROM outbox t {SOURCE} WHERE g.charter_id=? AND t.state='sent'"
        " ORDER BY t.created_at DESC LIMIT ?",
        (charter_id, limit),
    )
    return tuple(_written(row) for row in rows)


def drafts(connection: sqlite3.Connection, charter_id: str) -> tuple[Written, ...]:
    """Return the drafts of accounts of a charter that hold any text."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, t.updated_at FROM draft t {SOURCE} WHERE g.charter_id=? AND trim(t.body) <> ''"
        " ORDER BY t.updated_at DESC",
        (charter_id,),
    )
    return tuple(_written(row) for row in rows)


def reply(connection: sqlite3.Connection, outbox_id: str) -> Written:
    """Return one reply of the outbox. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {COLUMNS}, t.sent_at FROM outbox t JOIN account a ON a.no = t.account_no"
        " JOIN conversation c ON c.id = t.conversation_id WHERE t.id=?",
        (outbox_id,),
    ).fetchone()
    if row is None:
        raise KeyError(outbox_id)
    return _written(row)


def native(connection: sqlite3.Connection, message_id: int) -> Written:
    """Return a message of ours that was not sent from here. Raises `KeyError`."""
    row = connection.execute(
        "SELECT t.id, t.conversation_id, t.text, t.language, t.visibility, '[]', a.look, a.handle, c.category, t.at"
        " FROM message t JOIN account a ON a.no = t.account_no JOIN conversation c ON c.id = t.conversation_id"
        " WHERE t.id=?",
        (message_id,),
    ).fetchone()
    if row is None:
        raise KeyError(message_id)
    return _written(row)


def _written(row: tuple[str, int, str, str, str, str, str, str, str | None, int | None]) -> Written:
    facts = tuple(one["id"] if isinstance(one, dict) else str(one) for one in json.loads(row[5]))
    return Written(
        id=row[0],
        conversation_id=ConversationId(row[1]),
        body=row[2],
        language=row[3],
        visibility=row[4],
        facts=facts,
        look=row[6],
        handle=row[7],
        category=row[8] or "",
        at=from_ms(row[9] or 0),
    )
