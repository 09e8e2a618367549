"""Corrections: what we sent and turned out wrong is corrected by a new reply that is linked to it.

One that was posted elsewhere (by hand, by another program, as a post of our own) is linked by a person.
"""

from datetime import date, datetime, time
from urllib.parse import urlsplit

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.correction import Candidate, Correction, Stage, opening
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.message import Message
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, messages
from cmworkstation.store import corrections as table
from cmworkstation.store.database import Workspace

MOST_LOOKED_AT = 500  # later messages of ours, among which one is chosen
MOST_SHOWN = 60
LONGEST_ADDRESS = 2000


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

    # Posted elsewhere

    def candidates(self, message_id: MessageId, words: str = "") -> tuple[Candidate, ...]:
        """Return our later messages that may correct one and have all these words; on a reading lane."""
        wanted = fold(words).split()
        found = table.candidates(self._workspace.read(), message_id, MOST_LOOKED_AT)
        fit = (one for one in found if all(word in fold(one.text) for word in wanted))
        return tuple(fit)[:MOST_SHOWN]

    def link(self, message_id: MessageId, said_id: MessageId) -> tuple[Correction, Changes]:
        """Note that a later message of ours, wherever it stands, corrects one.

        Raises `NotAllowed`: "correct-ours" where one of both is not ours, "correct-earlier" where the correction is
        older than what it corrects, "correct-twice" where that is noted already.
        """
        self._acting.require(Act.DRAFT)
        wrong, said = self._ours(message_id), self._ours(said_id)
        if said.id == wrong.id or said.at < wrong.at:
            raise NotAllowed("correct-earlier")
        known = table.of_message(self._workspace.read(), message_id)
        if any(one.reply_id == said.id for one in known):
            raise NotAllowed("correct-twice")
        return self._link(wrong, said=said)

    def link_address(
        self, message_id: MessageId, address: str, on: date
    ) -> tuple[Correction, Changes]:
        """Note that what stands at a web address since a day corrects a message of ours.

        Where a message of ours stands at that address, it is linked itself.

        Raises `NotAllowed` as `link`, and "correct-address" for what is no address of a page.
        """
        self._acting.require(Act.DRAFT)
        address = address.strip()
        parts = (
            urlsplit(address) if len(address) <= LONGEST_ADDRESS and " " not in address else None
        )
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise NotAllowed("correct-address")
        known = table.at_address(self._workspace.read(), address)
        if known is not None:
            return self.link(message_id, known)
        wrong = self._ours(message_id)
        if on < wrong.at.astimezone().date():
            raise NotAllowed("correct-earlier")
        if any(
            one.address == address for one in table.of_message(self._workspace.read(), message_id)
        ):
            raise NotAllowed("correct-twice")
        noon = datetime.combine(on, time(12)).astimezone()
        return self._link(wrong, address=address, said_at=max(noon, wrong.at))

    def unlink(self, correction_id: str) -> tuple[dict[str, object], Changes]:
        """Take a link back that a person made; return how to put it back. Raises `NotAllowed` for a reply's own."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            known = table.one(connection, correction_id)
            if not known.is_linked:
                raise NotAllowed("correct-reply")
            row = table.row(connection, correction_id)
            table.remove(connection, correction_id)
            self._journal.note(connection, "correction.unlink", _told(known))
        return row, _changes(known)

    def relink(self, row: dict[str, object]) -> Changes:
        """Put back what `unlink` took out."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.put_back(connection, row)
            known = table.one(connection, str(row["id"]))
            self._journal.note(connection, "correction.link", _told(known))
        return _changes(known)

    def _ours(self, message_id: MessageId) -> Message:
        found = messages.message(self._workspace.read(), message_id)
        if not found.ours or found.deleted_at is not None:
            raise NotAllowed("correct-ours")
        return found

    def _link(
        self,
        wrong: Message,
        *,
        said: Message | None = None,
        address: str = "",
        said_at: datetime | None = None,
    ) -> tuple[Correction, Changes]:
        self._acting.require(Act.DRAFT)
        new = uuid7()
        with self._workspace.write(durable=True) as connection:
            table.link(
                connection,
                new,
                wrong.id,
                self._acting.id,
                self._clock.now(),
                said=said.id if said else None,
                address=address,
                said_at=said_at,
            )
            known = table.one(connection, new)
            self._journal.note(connection, "correction.link", _told(known))
        return known, _changes(known)


def _told(one: Correction) -> dict[str, object]:
    return {
        "correction": one.id,
        "message": one.wrong_id,
        "said": one.reply_id or 0,
        "address": one.address,
    }


def _changes(one: Correction) -> Changes:
    return Changes(conversations=frozenset({one.wrong_home, one.reply_home}))
