"""Drills: when each was, and what of the workspace belongs to one, for ever."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.drill import PLATFORM, Drill, Played
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, OutboxId
from cmworkstation.domain.reply import OPEN_STATES, PERSON_STATES, OutboxState, StepNote
from cmworkstation.store import accounts, conversations, outbox

_COLUMNS = "id, name, account_id, began_at, profile_id, ended_at, ended_profile_id"


def current(connection: sqlite3.Connection) -> Drill | None:
    """Return the drill that goes on, None for none."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM drill WHERE ended_at IS NULL ORDER BY began_at LIMIT 1"
    ).fetchone()
    return _drill(found) if found else None


def any_ever(connection: sqlite3.Connection) -> bool:
    """Tell whether there ever was a drill."""
    return connection.execute("SELECT 1 FROM drill LIMIT 1").fetchone() is not None


def drill(connection: sqlite3.Connection, drill_id: str) -> Drill:
    """Return a drill. Raises `KeyError`."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM drill WHERE id=?", (drill_id,)).fetchone()
    if found is None:
        raise KeyError(drill_id)
    return _drill(found)


def listed(connection: sqlite3.Connection) -> tuple[Drill, ...]:
    """Return all drills, the newest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM drill ORDER BY began_at DESC, id DESC")
    return tuple(map(_drill, rows.fetchall()))


def begin(connection: sqlite3.Connection, new: Drill) -> None:
    """Begin a drill."""
    connection.execute(
        "INSERT INTO drill(id, name, account_id, began_at, profile_id) VALUES(?,?,?,?,?)",
        (new.id, new.name, new.account_id, to_ms(new.began_at), new.began_by),
    )


def end(connection: sqlite3.Connection, drill_id: str, at: datetime, by: str) -> bool:
    """End a drill; tell whether it went on."""
    return bool(
        connection.execute(
            "UPDATE drill SET ended_at=?, ended_profile_id=? WHERE id=? AND ended_at IS NULL",
            (to_ms(at), by, drill_id),
        ).rowcount
    )


def put_away(connection: sqlite3.Connection, account_id: AccountId, now: datetime) -> None:
    """Let nobody wait any more for what was invented: it is there to be read, and counts nowhere."""
    number = accounts.number(connection, account_id)
    for row in connection.execute("SELECT id FROM outbox WHERE account_no=?", (number,)).fetchall():
        outbox.turn(
            connection,
            OutboxId(row[0]),
            OutboxState.DROPPED,
            now,
            of=(*OPEN_STATES, *PERSON_STATES),
            note=StepNote.EXERCISE,
        )
    homes = [
        row[0]
        for row in connection.execute("SELECT id FROM conversation WHERE account_no=?", (number,))
    ]
    connection.execute("UPDATE message SET context=1 WHERE account_no=?", (number,))
    for home in homes:
        connection.execute(
            "UPDATE conversation SET status=?, waiting_since=NULL, due_at=NULL, warn_at=NULL, unread=0"
            " WHERE id=?",
            (int(Status.DONE), home),
        )
    conversations.refresh(connection, homes)
    conversations.retally(connection)


def played(connection: sqlite3.Connection, account_id: AccountId) -> tuple[Played, ...]:
    """Return the invented messages of a drill, each with the first reply that was queued to it."""
    rows = connection.execute(
        "SELECT m.conversation_id, m.id, m.at, m.text, o.created_at, coalesce(nullif(o.whole, ''), o.body)"
        " FROM message m LEFT JOIN outbox o ON o.id = (SELECT x.id FROM outbox x WHERE x.target_id = m.id"
        " AND x.after_id = '' ORDER BY x.created_at, x.id LIMIT 1)"
        " WHERE m.account_no=? AND NOT m.ours ORDER BY m.at, m.id",
        (accounts.number(connection, account_id),),
    )
    return tuple(
        Played(
            ConversationId(home),
            MessageId(message_id),
            from_ms(at),
            text,
            None if answered is None else from_ms(answered),
            answer or "",
        )
        for home, message_id, at, text, answered, answer in rows.fetchall()
    )


def is_exercise_reply(connection: sqlite3.Connection, outbox_id: OutboxId) -> bool:
    """Tell whether a reply answers what was invented for a drill: it never leaves, also after the drill."""
    found = connection.execute(
        "SELECT 1 FROM outbox o JOIN account a ON a.no = o.account_no WHERE o.id=? AND a.platform=?",
        (outbox_id, PLATFORM),
    ).fetchone()
    return found is not None


def is_exercise(connection: sqlite3.Connection, conversation_id: int) -> bool:
    """Tell whether a conversation was invented for a drill."""
    found = connection.execute(
        "SELECT 1 FROM conversation c JOIN account a ON a.no = c.account_no WHERE c.id=? AND a.platform=?",
        (conversation_id, PLATFORM),
    ).fetchone()
    return found is not None


def _drill(row: tuple[object, ...]) -> Drill:
    id_, name, account_id, began_at, began_by, ended_at, ended_by = row
    return Drill(
        str(id_),
        str(name),
        AccountId(str(account_id)),
        from_ms(int(str(began_at))),
        str(began_by),
        None if ended_at is None else from_ms(int(str(ended_at))),
        str(ended_by),
    )
