"""What an inbox rule can do to a conversation, and how it is taken back where it still stands.

Doing returns what stood there before, None where nothing had to change. Undoing tells whether it could: what
somebody changed since then stays as it is.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.inbox_rule import WITHOUT_VALUE, Action, ActionKind, Effect
from cmworkstation.domain.profile import ProfileId
from cmworkstation.store import conversations, pauses

BATCH = 400  # parameters per statement, below SQLite's limit of 999
OF_A_MESSAGE = frozenset({ActionKind.READ, ActionKind.NOTIFY})
STATUS = {
    ActionKind.DONE: Status.DONE,
    ActionKind.NO_ANSWER: Status.NO_ANSWER,
    ActionKind.COLLEAGUE: Status.WAITING_COLLEAGUE,
    ActionKind.ASIDE: Status.ASIDE,
}
COLUMN = {ActionKind.ASSIGN: "assignee", ActionKind.CATEGORY: "category", ActionKind.MUTE: "muted"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is done, when, and by whose rule."""

    conversation_id: int
    message_id: int
    at: datetime
    by: ProfileId


def do(connection: sqlite3.Connection, action: Action, place: Place) -> str | None:
    """Do one thing; return what was there before, None where it is so already."""
    wanted = place.message_id if action.kind in OF_A_MESSAGE else place.conversation_id
    if not would_change(connection, action, [wanted]):
        return None
    return _WAYS[action.kind].do(connection, action, place)


def undo(connection: sqlite3.Connection, effect: Effect, at: datetime) -> bool:
    """Take one thing back; tell whether it still stood as the rule had left it."""
    action = effect.action
    wanted = effect.message_id if action.kind in OF_A_MESSAGE else effect.conversation_id
    if wanted is None or would_change(connection, action, [wanted]):
        return False
    _WAYS[action.kind].undo(connection, effect, at)
    return True


def would_change(connection: sqlite3.Connection, action: Action, ids: Sequence[int]) -> int:
    """Return at how many of these conversations (messages, for those of `OF_A_MESSAGE`) an action changes something."""
    table = "message" if action.kind in OF_A_MESSAGE else "conversation"
    values = () if action.kind in WITHOUT_VALUE else (action.value,)
    already = 0
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        marks = ",".join("?" * len(part))
        query = (
            f"SELECT count(*) FROM {table} c WHERE c.id IN ({marks}) AND {_WAYS[action.kind].is_so}"
        )
        already += connection.execute(query, (*part, *values)).fetchone()[0]
    return len(ids) - already


# ------------------------------------------------------------------------------ one by one


def _do_status(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    id_ = place.conversation_id
    before = conversations.set_status(connection, [id_], STATUS[action.kind], action.value)
    pauses.end(connection, before, place.at)
    status, reason = before[id_]
    return json.dumps([int(status), reason], ensure_ascii=False)


def _undo_status(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    status, reason = json.loads(effect.before)
    conversations.set_status(connection, [effect.conversation_id], Status(status), reason)
    pauses.take_back(connection, [effect.conversation_id], effect.at)


def _do_column(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    column = COLUMN[action.kind]
    query = f"SELECT {column} FROM conversation WHERE id=?"
    (before,) = connection.execute(query, (place.conversation_id,)).fetchone()
    _set(connection, action.kind, place.conversation_id, action.value or 1)
    return str(before)


def _undo_column(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    before = 0 if effect.action.kind is ActionKind.MUTE else effect.before
    _set(connection, effect.action.kind, effect.conversation_id, before)


def _set(
    connection: sqlite3.Connection, kind: ActionKind, conversation_id: int, value: str | int
) -> None:
    connection.execute(
        f"UPDATE conversation SET {COLUMN[kind]}=? WHERE id=?", (value, conversation_id)
    )


def _do_read(connection: sqlite3.Connection, _action: Action, place: Place) -> str:
    connection.execute("UPDATE message SET unread=0 WHERE id=?", (place.message_id,))
    conversations.refresh(connection, [place.conversation_id])
    return ""


def _undo_read(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    connection.execute("UPDATE message SET unread=1 WHERE id=?", (effect.message_id,))
    conversations.refresh(connection, [effect.conversation_id])


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of action is done: `is_so` holds, in SQL, where nothing has to change."""

    is_so: str
    do: Callable[[sqlite3.Connection, Action, Place], str]
    undo: Callable[[sqlite3.Connection, Effect, datetime], None]


_WAYS: Mapping[ActionKind, _Way] = {
    **{
        kind: _Way(
            f"c.status={int(status)}" + ("" if kind in WITHOUT_VALUE else " AND c.reason=?"),
            _do_status,
            _undo_status,
        )
        for kind, status in STATUS.items()
    },
    ActionKind.ASSIGN: _Way("c.assignee=?", _do_column, _undo_column),
    ActionKind.CATEGORY: _Way("c.category=?", _do_column, _undo_column),
    ActionKind.MUTE: _Way("c.muted=1", _do_column, _undo_column),
    ActionKind.READ: _Way("c.unread=0", _do_read, _undo_read),
}
