"""The tables of internal notes. Only `services/notes.py` and `services/inbox.py` read them: nothing that sends does."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.note import Note, NoteId, NoteRevision, UnfinishedNote
from cmworkstation.domain.profile import ProfileId
from cmworkstation.store import words

COLUMNS = (
    "id, conversation_id, message_id, body, profile_id, created_at, edited_at,"
    " (SELECT count(*) FROM note_revision r WHERE r.note_id = note.id)"
)


def add(connection: sqlite3.Connection, note: Note) -> None:
    """Store a new note."""
    added = connection.execute(
        "INSERT INTO note(id, conversation_id, message_id, body, profile_id, created_at) VALUES(?,?,?,?,?,?)",
        (
            note.id,
            note.conversation_id,
            note.message_id,
            note.body,
            note.by,
            to_ms(note.created_at),
        ),
    )
    words.remember_note(connection, int(added.lastrowid or 0))


def note(connection: sqlite3.Connection, note_id: NoteId) -> Note:
    """Return a note that was not removed. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM note WHERE id=? AND deleted_at IS NULL", (note_id,)
    ).fetchone()
    if row is None:
        raise KeyError(note_id)
    return _note(row)


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple[Note, ...]:
    """Return the notes of a conversation, the oldest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM note WHERE conversation_id=? AND deleted_at IS NULL"
        " ORDER BY created_at, no",
        (conversation_id,),
    )
    return tuple(_note(row) for row in rows)


def counted(connection: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, int]:
    """Return how many notes those of `wanted` have that have any."""
    marks = ",".join("?" * len(wanted))
    return dict(
        connection.execute(
            f"SELECT conversation_id, count(*) FROM note WHERE conversation_id IN ({marks})"
            " AND deleted_at IS NULL GROUP BY conversation_id",
            tuple(wanted),
        )
    )


def change(connection: sqlite3.Connection, note_id: NoteId, body: str, at: datetime) -> None:
    """Give a note other words; what it said stays readable."""
    no = _number(connection, note_id)
    connection.execute(
        "INSERT INTO note_revision(note_id, n, at, body) SELECT id,"
        " (SELECT coalesce(max(n), 0) + 1 FROM note_revision WHERE note_id = note.id),"
        " coalesce(edited_at, created_at), body FROM note WHERE no=?",
        (no,),
    )
    words.forget_note(connection, no)
    connection.execute("UPDATE note SET body=?, edited_at=? WHERE no=?", (body, to_ms(at), no))
    words.remember_note(connection, no)


def remove(connection: sqlite3.Connection, note_id: NoteId, at: datetime) -> None:
    """Take a note away. It stays in the index, which holds every row: whoever searches leaves it out."""
    no = _number(connection, note_id)
    connection.execute("UPDATE note SET deleted_at=? WHERE no=?", (to_ms(at), no))


def bring_back(connection: sqlite3.Connection, note_id: NoteId) -> None:
    """Put a removed note back. Raises `KeyError` where it was not removed."""
    back = connection.execute(
        "UPDATE note SET deleted_at=NULL WHERE id=? AND deleted_at IS NOT NULL", (note_id,)
    )
    if not back.rowcount:
        raise KeyError(note_id)


def conversation_of(connection: sqlite3.Connection, note_id: NoteId) -> ConversationId:
    """Return where a note stands, removed or not. Raises `KeyError`."""
    row = connection.execute("SELECT conversation_id FROM note WHERE id=?", (note_id,)).fetchone()
    if row is None:
        raise KeyError(note_id)
    return ConversationId(row[0])


def revisions(connection: sqlite3.Connection, note_id: NoteId) -> tuple[NoteRevision, ...]:
    """Return what a note said before, the newest first."""
    rows = connection.execute(
        "SELECT n, at, body FROM note_revision WHERE note_id=? ORDER BY n DESC", (note_id,)
    )
    return tuple(NoteRevision(n, from_ms(at), body) for n, at, body in rows)


# What is being written


def keep_unfinished(connection: sqlite3.Connection, left: UnfinishedNote, at: datetime) -> None:
    """Keep what was typed so far; an empty text forgets it."""
    forget_unfinished(connection, left.conversation_id)
    if left.body.strip():
        connection.execute(
            "INSERT INTO note_draft(conversation_id, message_id, note_id, body, at) VALUES(?,?,?,?,?)",
            (left.conversation_id, left.message_id, left.note_id, left.body, to_ms(at)),
        )


def unfinished(connection: sqlite3.Connection, conversation_id: int) -> UnfinishedNote | None:
    """Return what was typed last in a conversation and not kept as a note."""
    row = connection.execute(
        "SELECT conversation_id, body, message_id, note_id FROM note_draft WHERE conversation_id=?"
        " ORDER BY at DESC LIMIT 1",
        (conversation_id,),
    ).fetchone()
    if row is None:
        return None
    message = MessageId(row[2]) if row[2] is not None else None
    return UnfinishedNote(ConversationId(row[0]), row[1], message, NoteId(row[3]))


def forget_unfinished(connection: sqlite3.Connection, conversation_id: int) -> None:
    """Let go of what was typed: it was kept as a note, or given up."""
    connection.execute("DELETE FROM note_draft WHERE conversation_id=?", (conversation_id,))


def _number(connection: sqlite3.Connection, note_id: NoteId) -> int:
    row = connection.execute(
        "SELECT no FROM note WHERE id=? AND deleted_at IS NULL", (note_id,)
    ).fetchone()
    if row is None:
        raise KeyError(note_id)
    return int(row[0])


def _note(row: tuple[object, ...]) -> Note:
    id_, conversation_id, message_id, body, by, created_at, edited_at, revisions_ = row
    return Note(
        id=NoteId(str(id_)),
        conversation_id=ConversationId(int(str(conversation_id))),
        message_id=MessageId(message_id) if isinstance(message_id, int) else None,
        body=str(body),
        by=ProfileId(str(by)),
        created_at=from_ms(int(str(created_at))),
        edited_at=from_ms(edited_at) if isinstance(edited_at, int) else None,
        revisions=int(str(revisions_)),
    )
