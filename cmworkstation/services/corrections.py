"""Corrections: what we sent and turned out wrong is corrected by a new reply that is linked to it."""

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.correction import Correction, Stage, opening
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, messages
from cmworkstation.store import corrections as table
from cmworkstation.store.database import Workspace


class Corrections:
    """The corrections of this workspace. Nothing here changes what was sent."""

    def __init__(
        self,
        workspace: Workspace,
        drafts: Drafts,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, and where drafts begin."""
        self._workspace = workspace
        self._drafts = drafts
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Correction, ...]:
        """Return the corrections of our messages in a conversation, written, on their way and sent."""
        return table.of_conversation(self._workspace.read(), conversation_id)

    def begin(self, message_id: MessageId) -> tuple[Draft, Changes]:
        """Return a new draft that corrects a message of ours, or the one in which that is being written.

        It answers whom the message answered, is as public as that was, and begins with words that call it a
        correction. Raises `NotAllowed` ("correct-ours") for a message of somebody else, and as `Drafts.begin`.
        """
        self._acting.require(Act.DRAFT)
        connection = self._workspace.read()
        wrong = messages.message(connection, message_id)
        if not wrong.ours:
            raise NotAllowed("correct-ours")
        for known in table.of_message(connection, message_id):
            if known.stage is Stage.WRITING:
                for draft in self._drafts.of_conversation(wrong.conversation_id):
                    if draft.id == known.draft_id:
                        return draft, Changes()
        account = accounts.account(connection, wrong.account_id)
        target = table.target_of(connection, message_id)
        begun = self._drafts.begin(
            wrong.conversation_id,
            MessageId(target) if target is not None else message_id,
            another=True,
            by_hand=not account.capabilities.answers,
        )
        language = wrong.language or begun.language
        begun = replace(begun, body=opening(language), language=language)
        if wrong.visibility in self._drafts.visibilities(begun):
            begun = replace(begun, visibility=wrong.visibility)
        draft, changes = self._drafts.save(begun)
        with self._workspace.write(durable=True) as writing:
            new = uuid7()
            table.add(writing, new, message_id, draft.id, self._acting.id, self._clock.now())
            told = {"correction": new, "message": message_id, "draft": draft.id}
            self._journal.note(writing, "correction.begin", told)
        return draft, changes
