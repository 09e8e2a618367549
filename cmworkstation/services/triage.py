"""The triage of a message: what the program knows of it, the walk to its category, and what follows from that."""

from dataclasses import dataclass

from cmworkstation.domain.charter.model import Category, Charter, by_id
from cmworkstation.domain.charter.walking import Walker
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, uuid7
from cmworkstation.domain.message import Message
from cmworkstation.domain.profile import Act
from cmworkstation.domain.triage_walk import KeptAnswer, KeptWalk
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.circumstances import Circumstances
from cmworkstation.services.deadlines import set_due
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, conversation_list, messages, triage
from cmworkstation.store.database import Connection, Workspace


@dataclass(frozen=True, slots=True)
class Triaging:
    """A message to be triaged, by which charter, and what the program knows of it."""

    conversation_id: ConversationId
    message: Message
    charter: Charter
    charter_hash: str
    walker: Walker


@dataclass(frozen=True, slots=True)
class UndoTriage:
    """How to take back a category."""

    conversation_id: ConversationId
    walk_id: str
    before: str


class Triage:
    """Walks messages through the triage of the charter that governs their account."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        circumstances: Circumstances,
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace, its charters, and what is known of a message."""
        self._workspace = workspace
        self._charters = charters
        self._circumstances = circumstances
        self._journal = journal
        self._clock = clock
        self._acting = acting

    def begin(self, conversation_id: ConversationId) -> Triaging | None:
        """Return what is to be asked of a conversation's newest message by somebody else.

        None where no charter with a triage governs it, or nobody else wrote.
        """
        connection = self._workspace.read()
        theirs = messages.newest_of_others(connection, conversation_id)
        if theirs is None:
            return None
        governing = self._charters.governing(theirs.account_id)
        if governing is None or not governing.charter.triage.steps:
            return None
        account = accounts.account(connection, theirs.account_id)
        facts = self._circumstances.of_message(account, theirs, governing.charter)
        walker = Walker(governing.charter, facts)
        return Triaging(conversation_id, theirs, governing.charter, governing.hash, walker)

    def categories(self, conversation_id: ConversationId) -> tuple[Category, ...]:
        """Return the categories to which a conversation can be given by hand."""
        charter = self._charter_of(conversation_id)
        return charter[0].categories if charter else ()

    def walks(self, conversation_id: ConversationId) -> tuple[KeptWalk, ...]:
        """Return the walks that were made with a conversation, the newest first."""
        return triage.walks(self._workspace.read(), conversation_id)

    def finish(self, triaging: Triaging, walker: Walker) -> tuple[Changes, UndoTriage]:
        """Keep a walk that has come to its end. Raises `NotAllowed` where it has not."""
        self._acting.require(Act.DRAFT)
        end = walker.now
        if not end.category:
            raise NotAllowed("triage-unfinished")
        steps = by_id(walker.charter.triage.steps)
        language = walker.charter.header.default_language
        path = tuple(
            KeptAnswer(
                one.step,
                steps[one.step].ask.get(language) or next(iter(steps[one.step].ask.values()), ""),
                one.yes,
                one.by_program,
                one.because,
            )
            for one in end.path
        )
        kept = self._kept(triaging.message, triaging.charter_hash, path, end.category)
        return self._keep(kept)

    def choose(self, conversation_id: ConversationId, category: str) -> tuple[Changes, UndoTriage]:
        """Give a conversation a category by hand. Raises `NotAllowed` for one that the charter does not know."""
        self._acting.require(Act.DRAFT)
        found = self._charter_of(conversation_id)
        theirs = messages.newest_of_others(self._workspace.read(), conversation_id)
        if found is None or theirs is None:
            raise NotAllowed("no-charter")
        if category not in by_id(found[0].categories):
            raise NotAllowed("triage-unknown-category")
        return self._keep(self._kept(theirs, found[1], (), category))

    def undo(self, undo: UndoTriage) -> Changes:
        """Take back a category and the walk that led to it."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            triage.drop(connection, undo.walk_id)
            self._set_category(connection, undo.conversation_id, undo.before)
            self._journal.note(
                connection,
                "triage.undo",
                {"conversation": undo.conversation_id, "category": undo.before},
            )
        return Changes(conversations=frozenset({undo.conversation_id}))

    def _kept(
        self, message: Message, digest: str, path: tuple[KeptAnswer, ...], category: str
    ) -> KeptWalk:
        return KeptWalk(
            uuid7(),
            message.conversation_id,
            message.id,
            digest,
            path,
            category,
            self._acting.id,
            self._clock.now(),
        )

    def _keep(self, kept: KeptWalk) -> tuple[Changes, UndoTriage]:
        with self._workspace.write(durable=True) as connection:
            before = conversation_list.category(connection, kept.conversation_id)
            triage.keep(connection, kept)
            self._set_category(connection, kept.conversation_id, kept.category)
            self._journal.note(
                connection,
                "triage.walk",
                {
                    "conversation": kept.conversation_id,
                    "walk": kept.id,
                    "charter": kept.charter_hash,
                    "category": kept.category,
                    "path": [
                        [one.step, one.yes, "program" if one.by_program else "person"]
                        for one in kept.path
                    ],
                },
            )
        changes = Changes(conversations=frozenset({kept.conversation_id}))
        return changes, UndoTriage(kept.conversation_id, kept.id, before)

    def _set_category(
        self, connection: Connection, conversation_id: ConversationId, category: str
    ) -> None:
        triage.set_category(connection, conversation_id, category)
        row = conversation_list.rows(connection, [conversation_id])[0]
        set_due(connection, self._charters.deadlines, row.account_id, [conversation_id])

    def _charter_of(self, conversation_id: ConversationId) -> tuple[Charter, str] | None:
        rows = conversation_list.rows(self._workspace.read(), [conversation_id])
        governing = self._charters.governing(rows[0].account_id) if rows else None
        return (governing.charter, governing.hash) if governing else None
