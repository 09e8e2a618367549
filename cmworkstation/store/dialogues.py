"""Dialogues and the places in which their question is put."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.dialogue import (
    Dialogue,
    DialogueId,
    DialogueState,
    Place,
    PlaceId,
    PlaceState,
)
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.topic import TopicId

COLUMNS = (
    "id, question, created_at, why, audience, rules, topic_id, starts_at, ends_at, state, owner, approved_at,"
    " approved_by, opened_at, closed_at, synthesis, decision, unchanged, decided_at, decided_by, answered_at,"
    " removed_at"
)
# The question on its way: the newest reply below the message that the place names, since it was begun there.
ON_ITS_WAY = (
    "(SELECT o.id FROM outbox o WHERE o.conversation_id = p.conversation_id AND o.target_id = p.message_id"
    " AND o.created_at >= p.begun_at AND o.part <= 1 AND o.state <> 'dropped' ORDER BY o.created_at DESC LIMIT 1)"
)


def listed(connection: sqlite3.Connection) -> tuple[Dialogue, ...]:
    """Return all dialogues, the latest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM dialogue WHERE removed_at IS NULL ORDER BY created_at DESC, id DESC"
    )
    return tuple(_dialogue(*row) for row in rows)


def dialogue(connection: sqlite3.Connection, dialogue_id: str) -> Dialogue:
    """Return one dialogue, also one that was removed. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM dialogue WHERE id=?", (dialogue_id,)
    ).fetchone()
    if row is None:
        raise KeyError(dialogue_id)
    return _dialogue(*row)


def save(connection: sqlite3.Connection, new: Dialogue) -> None:
    """Keep a dialogue as it is."""
    names = [name for name in COLUMNS.replace(" ", "").split(",") if name != "id"]
    sets = ", ".join(f"{name}=excluded.{name}" for name in names)
    values = (
        *(new.id, new.question, to_ms(new.created_at), new.why, new.audience, new.rules),
        *(new.topic_id, _ms(new.starts_at), _ms(new.ends_at), new.state.value, new.owner),
        *(_ms(new.approved_at), new.approved_by, _ms(new.opened_at), _ms(new.closed_at)),
        *(new.synthesis, new.decision, int(new.unchanged), _ms(new.decided_at), new.decided_by),
        *(_ms(new.answered_at), _ms(new.removed_at)),
    )
    connection.execute(
        f"INSERT INTO dialogue({COLUMNS}) VALUES({','.join('?' * len(values))})"
        f" ON CONFLICT(id) DO UPDATE SET {sets}",
        values,
    )


def places(connection: sqlite3.Connection, dialogue_id: str) -> tuple[Place, ...]:
    """Return the places of a dialogue, and how far the question is in each; threads that were filed come last."""
    rows = connection.execute(
        "SELECT p.id, p.dialogue_id, p.name, p.kind = 'filed', a.id, coalesce(a.platform, ''), p.conversation_id,"
        " p.message_id, p.words, p.address, p.draft_id, p.begun_at, p.asked_at,"
        " EXISTS (SELECT 1 FROM draft d WHERE d.id = p.draft_id), o.state, o.sent_at"
        " FROM dialogue_place p LEFT JOIN account a ON a.no = p.account_no"
        f" LEFT JOIN outbox o ON o.id = {ON_ITS_WAY}"
        " WHERE p.dialogue_id=? ORDER BY p.kind = 'filed', p.created_at, p.rowid",
        (dialogue_id,),
    )
    return tuple(_place(*row) for row in rows)


def place(connection: sqlite3.Connection, place_id: str) -> Place:
    """Return one place. Raises `KeyError`."""
    row = connection.execute(
        "SELECT dialogue_id FROM dialogue_place WHERE id=?", (place_id,)
    ).fetchone()
    if row is None:
        raise KeyError(place_id)
    return next(one for one in places(connection, row[0]) if one.id == place_id)


def add_place(
    connection: sqlite3.Connection, new: Place, account_no: int | None, by: str, at: datetime
) -> None:
    """Add a place."""
    connection.execute(
        "INSERT INTO dialogue_place(id, dialogue_id, kind, name, account_no, conversation_id, message_id, words,"
        " address, asked_at, profile_id, created_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(new.id, new.dialogue_id, "filed" if new.filed else "asked", new.name, account_no),
            *(new.conversation_id, new.message_id, new.words, new.address, _ms(new.asked_at)),
            *(by, to_ms(at)),
        ),
    )


def change_place(connection: sqlite3.Connection, new: Place) -> None:
    """Keep a place as it is."""
    connection.execute(
        "UPDATE dialogue_place SET name=?, conversation_id=?, message_id=?, words=?, address=?, draft_id=?, begun_at=?,"
        " asked_at=? WHERE id=?",
        (
            *(new.name, new.conversation_id, new.message_id, new.words, new.address, new.draft_id),
            *(_ms(new.begun_at), _ms(new.asked_at), new.id),
        ),
    )


def remove_places(connection: sqlite3.Connection, gone: Iterable[str]) -> None:
    """Remove places. Raises `sqlite3.IntegrityError` where somebody contributed there."""
    connection.executemany("DELETE FROM dialogue_place WHERE id=?", [(one,) for one in gone])


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple[Dialogue, ...]:
    """Return the dialogues that a conversation is part of, the latest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM dialogue WHERE removed_at IS NULL AND id IN"
        " (SELECT dialogue_id FROM dialogue_place WHERE conversation_id=?) ORDER BY created_at DESC",
        (conversation_id,),
    )
    return tuple(_dialogue(*row) for row in rows)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)


def _at(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)


def _dialogue(*row: Any) -> Dialogue:  # noqa: ANN401 - a row of the table
    (id_, question, created, why, audience, rules, topic, starts, ends, state, owner, *rest) = row
    approved, approved_by, opened, closed, synthesis, decision, unchanged, *end = rest
    decided, decided_by, answered, removed = end
    return Dialogue(
        id=DialogueId(id_),
        question=question,
        created_at=from_ms(created),
        why=why,
        audience=audience,
        rules=rules,
        topic_id=None if topic is None else TopicId(topic),
        starts_at=_at(starts),
        ends_at=_at(ends),
        state=DialogueState(state),
        owner=owner,
        approved_at=_at(approved),
        approved_by=approved_by,
        opened_at=_at(opened),
        closed_at=_at(closed),
        synthesis=synthesis,
        decision=decision,
        unchanged=bool(unchanged),
        decided_at=_at(decided),
        decided_by=decided_by,
        answered_at=_at(answered),
        removed_at=_at(removed),
    )


def _place(*row: Any) -> Place:  # noqa: ANN401 - a row of the table
    (id_, dialogue_id, name, filed, account, platform, home, message, words, address, *rest) = row
    draft, begun, asked, is_draft, sending, sent = rest
    asked_at = _at(asked if asked is not None else sent)
    if asked_at is not None or filed:
        state = PlaceState.ASKED
    elif sending is not None:
        state = PlaceState.ASKED if sending == OutboxState.SENT else PlaceState.ON_ITS_WAY
    else:
        state = PlaceState.DRAFT if is_draft else PlaceState.WAITING
    return Place(
        id=PlaceId(id_),
        dialogue_id=DialogueId(dialogue_id),
        name=name,
        filed=bool(filed),
        account_id=None if account is None else AccountId(account),
        platform=platform,
        conversation_id=None if home is None else ConversationId(home),
        message_id=None if message is None else MessageId(message),
        words=words,
        address=address,
        draft_id=DraftId(draft),
        begun_at=_at(begun),
        asked_at=asked_at,
        state=state,
    )
