"""The inbox: lists, threads, search, and where conversations stand. Reads are quick; writes say what changed."""

from array import array
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes, Conversation, Counts, Hit, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId
from cmworkstation.domain.message import Message, Revision, Thread
from cmworkstation.domain.person import Person
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import conversations, messages, notes, pauses, search
from cmworkstation.store.database import Workspace

SLICE = 500  # messages read of a long thread before others get their turn


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take back a change of standing."""

    before: Mapping[int, tuple[Status, str]]
    at: datetime


class Inbox:
    """What waits, what was said, and what a person does about it."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting

    def ids(self, view: View, limit: int = -1) -> "array[int]":
        """Return the ids of a view's conversations, in its order."""
        return conversations.ids(self._workspace.read(), view, limit)

    def rows(self, wanted: Sequence[int]) -> tuple[Conversation, ...]:
        """Return the rows of these conversations."""
        connection = self._workspace.read()
        found = conversations.rows(connection, wanted)
        noted = notes.counted(connection, wanted)
        return tuple(replace(one, notes=noted[one.id]) if one.id in noted else one for one in found)

    def counts(self) -> Counts:
        """Return the numbers beside views, accounts and pages."""
        connection = self._workspace.read()
        soon = conversations.count(connection, View(warned_by=self._clock.now()))
        return replace(conversations.counts(connection), due_soon=soon)

    def thread(self, conversation_id: ConversationId) -> Thread:
        """Return a conversation opened. Raises `KeyError`."""
        return messages.thread(self._workspace.read(), conversation_id)

    def thread_in_slices(
        self, conversation_id: ConversationId, before: Thread | None = None
    ) -> Generator[Progress, None, Thread]:
        """Read a long conversation a slice at a time, and return it opened. Raises `KeyError`.

        What is the same as in `before` is the very same object in the result: comparing them costs nothing.
        """
        known = {entry.message.id: entry for entry in before.entries} if before else {}
        steps = messages.thread_in_slices(self._workspace.read(), conversation_id, SLICE, known)
        while True:
            try:
                read = next(steps)
            except StopIteration as end:
                whole: Thread = end.value
                return whole
            yield Progress(read, 0, "read")

    def message(self, message_id: MessageId) -> Message:
        """Return one message. Raises `KeyError`."""
        return messages.message(self._workspace.read(), message_id)

    def revisions(self, message_id: MessageId) -> tuple[Revision, ...]:
        """Return what a message said before."""
        return messages.revisions(self._workspace.read(), message_id)

    def head(self, message_id: MessageId) -> str:
        """Return what a person who sees this message now has seen, for the check before sending."""
        return messages.head(self._workspace.read(), message_id)

    def person(self, author_id: AuthorId) -> Person:
        """Return what is known of whoever wrote messages. Raises `KeyError`."""
        return conversations.person(self._workspace.read(), author_id)

    def of_author(self, author_id: AuthorId, limit: int = 20) -> tuple[Conversation, ...]:
        """Return the conversations in which a person wrote, the latest first."""
        return conversations.of_author(self._workspace.read(), author_id, limit)

    def search(self, query: str, limit: int = 50, before_id: int | None = None) -> tuple[Hit, ...]:
        """Return the newest messages that match a person's query."""
        return search.find(self._workspace.read(), _whole(query), limit, before_id)

    def search_count(self, query: str, cap: int = 1000) -> int:
        """Return how many messages match, up to `cap`."""
        return search.count(self._workspace.read(), _whole(query), cap)

    def set_status(
        self, wanted: Sequence[int], status: Status, reason: str = ""
    ) -> tuple[Changes, Undo]:
        """Give conversations another standing. "No answer needed" wants a reason (`NotAllowed`).

        While one of those that waited for us waits for the person, the clock of its resolution stands still.
        """
        self._acting.require(Act.DRAFT)
        if status is Status.NO_ANSWER and not reason.strip():
            raise NotAllowed("reason-missing")
        now = from_ms(to_ms(self._clock.now()))  # as it will be read again
        with self._workspace.write(durable=True) as connection:
            before = conversations.set_status(connection, wanted, status, reason.strip())
            if status is Status.WAITING_THEM:
                ours = (one for one in before if before[one][0] is Status.WAITING_US)
                pauses.begin(connection, ours, now)
            else:
                pauses.end(connection, before, now)
            self._journal.note(
                connection,
                "conversation.status",
                {"conversations": sorted(before), "status": status.name, "reason": reason.strip()},
            )
        return Changes(conversations=frozenset(before)), Undo(before, now)

    def undo_status(self, undo: Undo) -> Changes:
        """Put conversations back to where they stood."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            for conversation_id, (status, reason) in undo.before.items():
                conversations.set_status(connection, [conversation_id], status, reason)
            pauses.take_back(connection, undo.before, undo.at)
            self._journal.note(
                connection, "conversation.undo", {"conversations": sorted(undo.before)}
            )
        return Changes(conversations=frozenset(undo.before))

    def mark_read(self, conversation_id: ConversationId, *, read: bool = True) -> Changes:
        """Mark a conversation read, or its newest message unread."""
        with self._workspace.write() as connection:
            changed = conversations.mark_read(connection, conversation_id, read=read)
        return Changes(conversations=frozenset({conversation_id})) if changed else Changes()

    def recount(self) -> list[str]:
        """Count all numbers again; return where the kept ones differ (aim: nowhere)."""
        return conversations.recount(self._workspace.read())


def _whole(query: str) -> str:
    """Return a query without half a pair of surrogates, which a keyboard can give and no file holds."""
    return query.encode("utf-8", "replace").decode()
