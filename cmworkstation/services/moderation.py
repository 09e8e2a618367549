"""Moderation: acting on somebody else's message where the account's server lets us."""

from collections.abc import Sequence

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, AuthorId, MessageId
from cmworkstation.domain.message import Message
from cmworkstation.domain.moderation import PEOPLE, Moderated, possible
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import Sync, target_of
from cmworkstation.store import accounts, messages, moderated
from cmworkstation.store.database import Workspace


class Moderation:
    """What can be done to other people's messages. Network: run it on the account's lane."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        sync: Sync,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        brake: Brake,
    ) -> None:
        """Take what moderating needs."""
        self._workspace = workspace
        self._platforms = platforms
        self._sync = sync
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._brake = brake
        self._in_force: set[tuple[AccountId, AuthorId, ModerationAct]] | None = None

    def possible(self, message_id: MessageId) -> tuple[ModerationAct, ...]:
        """Return the acts that make sense for a message as it stands now. Raises `KeyError`."""
        connection = self._workspace.read()
        message = messages.message(connection, message_id)
        account = accounts.account(connection, message.account_id)
        return possible(message, account, self.in_force(message))

    def in_force(self, message: Message) -> frozenset[ModerationAct]:
        """Return which acts on the author of a message hold for its account, as far as they were done from here."""
        if self._in_force is None:
            self._in_force = {(one.account_id, one.author_id, one.act) for one in self.people()}
        where = (message.account_id, message.author_id)
        return frozenset(act for act in PEOPLE if (*where, act) in self._in_force)

    def people(self, account_id: AccountId | None = None) -> tuple[Moderated, ...]:
        """Return who was muted or blocked from here, for one account or all, the latest first."""
        found = moderated.people(self._workspace.read())
        return tuple(one for one in found if account_id in (None, one.account_id))

    def able(self, wanted: Sequence[int], act: ModerationAct) -> tuple[Message, ...]:
        """Return, of each of these conversations, the newest message by somebody else where an act makes sense.

        Of acts on people one message of each is enough.
        """
        connection = self._workspace.read()
        found = []
        about: set[object] = set()
        for one in wanted:
            message = messages.newest_of_others(connection, one)
            if message is None:
                continue
            account = accounts.account(connection, message.account_id)
            what = (message.account_id, message.author_id) if act in PEOPLE else message.id
            if what not in about and act in possible(message, account, self.in_force(message)):
                about.add(what)
                found.append(message)
        return tuple(found)

    def act(
        self, message_id: MessageId, act: ModerationAct, *, although_frozen: bool = False
    ) -> Changes:
        """Carry out `act`, note it in the journal, then read the thread again.

        `although_frozen`: a person wants it at this very moment, knowing of the freeze; unlawful words must go then
        too. Raises `NotAllowed` where the account cannot do this, in a drill, and what the connector raises; a
        failure to read again afterwards is quiet, because the act itself was carried out.
        """
        self._acting.require(Act.SEND)
        connection = self._workspace.read()
        message = messages.message(connection, message_id)
        account = accounts.account(connection, message.account_id)
        if act not in account.capabilities.moderation or message.ours:
            raise NotAllowed("not-supported")
        if self._brake.exercising():
            raise NotAllowed("exercise")
        if not although_frozen:
            self._brake.require_free(account.id, message.conversation_id)
        self._platforms.connector(account).moderate(target_of(message, account), act)
        with self._workspace.write(durable=True) as writer:
            self._journal.note(
                writer,
                "message.moderate",
                {"account": account.id, "message": message.remote_id, "act": str(act)}
                | ({"frozen": True} if although_frozen else {}),
            )
        self._in_force = None  # looked up again when it is asked for
        changes = Changes(conversations=frozenset({message.conversation_id}))
        if act is ModerationAct.DELETE:  # not every platform can be asked what became of it
            changes |= self._sync.was_deleted(account, message.remote_id)
        try:
            return changes | self._sync.refresh_thread(message.conversation_id, message)
        except Exception:  # noqa: BLE001 - the act itself was carried out: that is what is told
            return changes
