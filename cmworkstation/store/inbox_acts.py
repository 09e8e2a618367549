"""What an inbox rule can do to a conversation, and how it is taken back where it still stands.

Doing returns what stood there before, None where nothing had to change. Undoing tells whether it could: what
somebody changed since then stays as it is.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.inbox_rule import (
    WITHOUT_VALUE,
    Action,
    ActionKind,
    Effect,
    snooze_hours,
)
from cmworkstation.domain.label import SEPARATOR, Label, next_look
from cmworkstation.domain.note import Note, NoteId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.store import (
    conversation_list,
    conversations,
    decisions,
    labels,
    notes,
    pauses,
    snoozes,
    topics,
    triage,
)

BATCH = 400  # parameters per statement, below SQLite's limit of 999
LABELS = (ActionKind.LABEL, ActionKind.UNLABEL)
OF_A_MESSAGE = frozenset({ActionKind.READ, ActionKind.NOTIFY})
STATUS = {
    ActionKind.DONE: Status.DONE,
    ActionKind.NO_ANSWER: Status.NO_ANSWER,
    ActionKind.COLLEAGUE: Status.WAITING_COLLEAGUE,
    ActionKind.ASIDE: Status.ASIDE,
}
CARRIES = (
    "EXISTS (SELECT 1 FROM conversation_label k JOIN label l ON l.id = k.label_id"
    " WHERE k.conversation_id = c.id AND l.folded = ?)"
)
# Under its topic, or taken out by hand; or the topic is away, or closed with everybody told: then it takes nothing in.
SETTLED = (
    "NOT EXISTS (SELECT 1 FROM topic t LEFT JOIN topic_conversation k ON k.topic_id = t.id AND k.conversation_id = c.id"
    " WHERE t.id = ? AND t.removed_at IS NULL AND t.state <> 'told' AND k.topic_id IS NULL)"
)
NOTED = "EXISTS (SELECT 1 FROM note n WHERE n.conversation_id = c.id AND n.body = ? AND n.deleted_at IS NULL)"


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
    if action.kind is ActionKind.TOPIC and not topics.is_filed(connection, action.value, wanted):
        return False  # somebody took it out by hand, which stays
    _WAYS[action.kind].undo(connection, effect, at)
    return True


def would_change(connection: sqlite3.Connection, action: Action, ids: Sequence[int]) -> int:
    """Return at how many of these conversations (messages, for those of `OF_A_MESSAGE`) an action changes something."""
    table = "message" if action.kind in OF_A_MESSAGE else "conversation"
    value = fold(action.value) if action.kind in LABELS else action.value
    values = () if action.kind in (*WITHOUT_VALUE, ActionKind.SNOOZE) else (value,)
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


def _do_category(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    before = conversation_list.category(connection, place.conversation_id)
    triage.set_category(connection, place.conversation_id, action.value)
    return before


def _undo_category(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    triage.set_category(connection, effect.conversation_id, effect.before)


def _do_assign(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    query = "SELECT assignee, handed, handed_by, handed_at FROM conversation WHERE id=?"
    before = connection.execute(query, (place.conversation_id,)).fetchone()
    decisions.assign(connection, [place.conversation_id], action.value)
    return json.dumps(before, ensure_ascii=False)


def _undo_assign(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    decisions.assign(connection, [effect.conversation_id], *json.loads(effect.before))


def _do_mute(connection: sqlite3.Connection, _action: Action, place: Place) -> str:
    decisions.mute(connection, [place.conversation_id], muted=True)
    return ""


def _undo_mute(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    decisions.mute(connection, [effect.conversation_id], muted=False)


def _do_label(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    """Put a label on; it is made, with those above it, where there is none of that name."""
    label = _label(connection, action.value, place.at)
    labels.put_on(connection, [place.conversation_id], [label.id])
    return ""


def _label(connection: sqlite3.Connection, path: str, at: datetime) -> Label:
    found = labels.by_path(connection, path)
    if found is not None:
        return found
    above = path.rpartition(SEPARATOR)[0]
    if above:
        _label(connection, above, at)
    return labels.add(connection, path, *next_look(labels.all_labels(connection)), at)


def _take_label(connection: sqlite3.Connection, path: str, conversation_id: int) -> None:
    label = labels.by_path(connection, path)
    if label is not None:
        labels.take_off(connection, [conversation_id], [label.id])


def _undo_label(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    _take_label(connection, effect.action.value, effect.conversation_id)


def _do_unlabel(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    _take_label(connection, action.value, place.conversation_id)
    return ""


def _undo_unlabel(connection: sqlite3.Connection, effect: Effect, at: datetime) -> None:
    place = Place(effect.conversation_id, effect.message_id or 0, at, ProfileId(""))
    _do_label(connection, effect.action, place)


def _do_topic(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    home = [place.conversation_id]
    topics.file(connection, action.value, home, how="rule", by=place.by, at=place.at)
    return ""


def _undo_topic(connection: sqlite3.Connection, effect: Effect, _at: datetime) -> None:
    topics.unfile(connection, effect.action.value, [effect.conversation_id])


def _do_snooze(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    hours = snooze_hours(action.value)
    until = Snooze(Until.REPLY)
    if hours is not None:
        until = Snooze(Until.DATE, place.at + timedelta(hours=hours))
    id_ = place.conversation_id
    snoozes.put(connection, [id_], until, place.by, place.at)
    status, reason = conversations.change_status(connection, [id_], Status.SNOOZED)[id_]
    pauses.end(connection, [id_], place.at)
    return json.dumps([int(status), reason], ensure_ascii=False)


def _do_note(connection: sqlite3.Connection, action: Action, place: Place) -> str:
    made = Note(
        NoteId(uuid7()),
        ConversationId(place.conversation_id),
        MessageId(place.message_id),
        action.value,
        place.by,
        place.at,
    )
    notes.add(connection, made)
    return made.id


def _undo_note(connection: sqlite3.Connection, effect: Effect, at: datetime) -> None:
    with suppress(KeyError):  # taken away by hand, and written again by somebody in the same words
        notes.remove(connection, NoteId(effect.before), at)


def _do_notify(_connection: sqlite3.Connection, _action: Action, _place: Place) -> str:
    return ""


def _keep(_connection: sqlite3.Connection, _effect: Effect, _at: datetime) -> None:
    """Leave it: what was told was told."""


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
    ActionKind.SNOOZE: _Way(f"c.status={int(Status.SNOOZED)}", _do_snooze, _undo_status),
    ActionKind.ASSIGN: _Way("c.assignee=?", _do_assign, _undo_assign),
    ActionKind.CATEGORY: _Way("c.category=?", _do_category, _undo_category),
    ActionKind.MUTE: _Way("c.muted=1", _do_mute, _undo_mute),
    ActionKind.LABEL: _Way(CARRIES, _do_label, _undo_label),
    ActionKind.UNLABEL: _Way(f"NOT {CARRIES}", _do_unlabel, _undo_unlabel),
    ActionKind.TOPIC: _Way(SETTLED, _do_topic, _undo_topic),
    ActionKind.NOTE: _Way(NOTED, _do_note, _undo_note),
    ActionKind.READ: _Way("c.unread=0", _do_read, _undo_read),
    ActionKind.NOTIFY: _Way("0", _do_notify, _keep),
}
