"""The inbox: lists, threads, search, and where conversations stand. Reads are quick; writes say what changed."""

from array import array
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes, Conversation, Counts, Hit, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId
from cmworkstation.domain.message import Message, Revision, Thread
from cmworkstation.domain.person import Person
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.services.acting import Acting
from cmworkstation.services.deciding import Deciding, Part, Undo
from cmworkstation.services.journal import Journal
from cmworkstation.store import conversation_list, conversations, decisions, messages, notes
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.domain.query import Viewpoint
    from cmworkstation.domain.query.viewpoint import CategoryLabels

SLICE = 500  # messages read of a long thread before others get their turn


class Inbox:
    """What waits, what was said, and what a person does about it."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        categories: "Callable[[], CategoryLabels]" = dict,
    ) -> None:
        """Take the workspace; `categories` says what those of the charters are called."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._categories = categories
        self._deciding = Deciding(workspace, journal, clock, acting)

    def ids(self, view: View, limit: int = -1) -> "array[int]":
        """Return the ids of a view's conversations, in its order."""
        return conversation_list.ids(self._workspace.read(), view, limit, self._clock.now())

    def rows(self, wanted: Sequence[int]) -> tuple[Conversation, ...]:
        """Return the rows of these conversations."""
        connection = self._workspace.read()
        found = conversation_list.rows(connection, wanted)
        noted = notes.counted(connection, wanted)
        return tuple(replace(one, notes=noted[one.id]) if one.id in noted else one for one in found)

    def counts(self) -> Counts:
        """Return the numbers beside views, accounts and pages."""
        connection = self._workspace.read()
        soon = conversation_list.count(connection, View(warned_by=self._clock.now()))
        return replace(conversation_list.counts(connection), due_soon=soon, me=self._acting.id)

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

    def newest_of_others(self, conversation_id: ConversationId) -> Message | None:
        """Return the newest message by somebody else that can be answered, None where there is none."""
        return messages.newest_of_others(self._workspace.read(), conversation_id)

    def revisions(self, message_id: MessageId) -> tuple[Revision, ...]:
        """Return what a message said before."""
        return messages.revisions(self._workspace.read(), message_id)

    def head(self, message_id: MessageId) -> str:
        """Return what a person who sees this message now has seen, for the check before sending."""
        return messages.head(self._workspace.read(), message_id)

    def person(self, author_id: AuthorId) -> Person:
        """Return what is known of whoever wrote messages. Raises `KeyError`."""
        return conversation_list.person(self._workspace.read(), author_id)

    def of_author(self, author_id: AuthorId, limit: int = 20) -> tuple[Conversation, ...]:
        """Return the conversations in which a person wrote, the latest first."""
        return conversation_list.of_author(self._workspace.read(), author_id, limit)

    def search(self, query: str, limit: int = 50, before_id: int | None = None) -> tuple[Hit, ...]:
        """Return the newest messages that match a person's query. Raises `QueryError`."""
        from cmworkstation.domain.query import parse  # noqa: PLC0415 - not for the first inbox
        from cmworkstation.store import finding  # noqa: PLC0415 - not for the first inbox

        return finding.messages(
            self._workspace.read(), parse(query), limit, before_id, self._viewpoint()
        )

    def search_count(self, query: str, cap: int = 1000) -> int:
        """Return how many messages match, up to `cap`. Raises `QueryError`."""
        from cmworkstation.domain.query import parse  # noqa: PLC0415 - not for the first inbox
        from cmworkstation.store import finding  # noqa: PLC0415 - not for the first inbox

        return finding.count(self._workspace.read(), parse(query), cap, self._viewpoint())

    def _viewpoint(self) -> "Viewpoint":
        from cmworkstation.domain.query import Viewpoint  # noqa: PLC0415 - not for the first inbox

        return Viewpoint(self._clock.now(), self._acting.id, categories=self._categories)

    def set_status(
        self, wanted: Sequence[int], status: Status, reason: str = "", *, read: bool = False
    ) -> tuple[Changes, Undo]:
        """Give conversations another standing; `read` marks them as read. "No answer needed" wants a reason.

        While one of those that waited for us waits for the person, the clock of its resolution stands still.
        All of it is one transaction, and one undo. Raises `NotAllowed`.
        """
        if status is Status.NO_ANSWER and not reason.strip():
            self._acting.require(Act.DRAFT)
            raise NotAllowed("reason-missing")
        with self._deciding.begin(wanted, Part.STATUS) as act:
            conversations.set_status(act.connection, list(act.before), status, reason.strip())
            if read:
                act.read()
            act.note("conversation.status", {"status": status.name, "reason": reason.strip()})
        return act.changes, act.undo

    def mute(self, wanted: Sequence[int], *, muted: bool = True) -> tuple[Changes, Undo]:
        """Let new messages not bring conversations back, or let them again. Raises `NotAllowed`."""
        with self._deciding.begin(wanted, Part.MUTED) as act:
            decisions.mute(act.connection, act.before, muted=muted)
            act.note("conversation.mute", {"muted": muted})
        return act.changes, act.undo

    def undo_status(self, undo: Undo) -> Changes:
        """Put conversations back to what they were before an act, whatever it was. Raises `NotAllowed`."""
        return self._deciding.take_back(undo)

    def mark_read(self, conversation_id: ConversationId, *, read: bool = True) -> Changes:
        """Mark a conversation read, or its newest message unread."""
        with self._workspace.write() as connection:
            changed = conversations.mark_read(connection, conversation_id, read=read)
        return Changes(conversations=frozenset({conversation_id})) if changed else Changes()

    def recount(self) -> list[str]:
        """Count all numbers again; return where the kept ones differ (aim: nowhere)."""
        return conversations.recount(self._workspace.read())
