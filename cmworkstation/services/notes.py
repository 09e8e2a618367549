"""Internal notes: written, edited, removed and read by colleagues. Nothing that sends may import this module.

The journal says that a note was written and by whom, and not what it says: the journal goes into bundles for others.
"""

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.note import LONGEST, Note, NoteId, NoteRevision, UnfinishedNote
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import messages, notes
from cmworkstation.store.database import Workspace


class Notes:
    """What colleagues tell one another."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Note, ...]:
        """Return the notes of a conversation, the oldest first."""
        return notes.of_conversation(self._workspace.read(), conversation_id)

    def revisions(self, note_id: NoteId) -> tuple[NoteRevision, ...]:
        """Return what a note said before, the newest first."""
        return notes.revisions(self._workspace.read(), note_id)

    def write(
        self, conversation_id: ConversationId, text: str, message_id: MessageId | None = None
    ) -> tuple[Note, Changes]:
        """Keep a note about a conversation, or about one of its messages.

        Raises `KeyError` for a conversation or message that is not there, and `NotAllowed` ("note-empty",
        "note-too-long").
        """
        self._acting.require(Act.DRAFT)
        body, now = _body(text), from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            if message_id is not None:  # conversations join, also while somebody writes
                home = messages.message(connection, message_id).conversation_id
            else:
                messages.account_of(connection, conversation_id)
                home = conversation_id
            made = Note(NoteId(uuid7()), home, message_id, body, self._acting.current().id, now)
            notes.add(connection, made)
            notes.forget_unfinished(connection, conversation_id)
            self._journal.note(
                connection, "note.write", {"note": made.id, "conversation": made.conversation_id}
            )
        return made, _changes(made.conversation_id)

    def change(self, note_id: NoteId, text: str) -> Changes:
        """Give a note of one's own other words; the former ones stay readable.

        Raises `KeyError` for a note that was removed, and `NotAllowed` ("not-your-note", and as `write`).
        """
        self._acting.require(Act.DRAFT)
        body = _body(text)
        with self._workspace.write(durable=True) as connection:
            before = notes.note(connection, note_id)
            self._require_own(before)
            if body != before.body:
                notes.change(connection, note_id, body, self._clock.now())
                self._journal.note(connection, "note.change", {"note": note_id})
            notes.forget_unfinished(connection, before.conversation_id)
        return _changes(before.conversation_id)

    def remove(self, note_id: NoteId) -> Changes:
        """Take a note of one's own away. Raises as `change`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            gone = notes.note(connection, note_id)
            self._require_own(gone)
            notes.remove(connection, note_id, self._clock.now())
            self._journal.note(connection, "note.remove", {"note": note_id})
        return _changes(gone.conversation_id)

    def bring_back(self, note_id: NoteId) -> Changes:
        """Put a removed note back. Raises `KeyError` where it was not removed."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            notes.bring_back(connection, note_id)
            self._journal.note(connection, "note.back", {"note": note_id})
            home = notes.conversation_of(connection, note_id)
        return _changes(home)

    def is_own(self, note: Note) -> bool:
        """Tell whether the acting person wrote a note: others may only read it."""
        me = self._acting.current()
        return note.by == me.id and me.may(Act.DRAFT)

    def keep_unfinished(self, left: UnfinishedNote) -> None:
        """Keep on the disk what is being typed, at every pause; an empty text forgets it."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            notes.keep_unfinished(connection, left, self._clock.now())

    def unfinished(self, conversation_id: ConversationId) -> UnfinishedNote | None:
        """Return what was typed last in a conversation and not kept as a note."""
        return notes.unfinished(self._workspace.read(), conversation_id)

    def _require_own(self, note: Note) -> None:
        if note.by != self._acting.current().id:
            raise NotAllowed("not-your-note")


def _body(text: str) -> str:
    """Return a note's text as it can be stored. Raises `NotAllowed`."""
    body = text.encode("utf-8", "replace").decode().strip()
    if not body:
        raise NotAllowed("note-empty")
    if len(body) > LONGEST:
        raise NotAllowed("note-too-long")
    return body


def _changes(conversation_id: int) -> Changes:
    return Changes(conversations=frozenset({conversation_id}))
