"""Moderation: acting on somebody else's message where the account's server lets us."""

from collections.abc import Sequence

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.message import Message
from cmworkstation.domain.moderation import possible
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import Sync, target_of
from cmworkstation.store import accounts, messages
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
    ) -> None:
        """Take what moderating needs."""
        self._workspace = workspace
        self._platforms = platforms
        self._sync = sync
        self._journal = journal
        self._clock = clock
        self._acting = acting

    def possible(self, message_id: MessageId) -> tuple[ModerationAct, ...]:
        """Return the acts that make sense for a message as it stands now. Raises `KeyError`."""
        connection = self._workspace.read()
        message = messages.message(connection, message_id)
        return possible(message, accounts.account(connection, message.account_id))

    def spammable(self, wanted: Sequence[int]) -> tuple[Message, ...]:
        """Return, of each of these conversations, the newest message by somebody else where it can be called spam."""
        connection = self._workspace.read()
        found = []
        for one in wanted:
            message = messages.newest_of_others(connection, one)
            if message is None:
                continue
            account = accounts.account(connection, message.account_id)
            if ModerationAct.SPAM in possible(message, account):
                found.append(message)
        return tuple(found)

    def act(self, message_id: MessageId, act: ModerationAct) -> Changes:
        """Carry out `act`, note it in the journal, then read the thread again.

        Raises `NotAllowed` where the account cannot do this, and what the connector raises; a failure to
        read again afterwards is quiet, because the act itself was carried out.
        """
        self._acting.require(Act.SEND)
        connection = self._workspace.read()
        message = messages.message(connection, message_id)
        account = accounts.account(connection, message.account_id)
        if act not in account.capabilities.moderation or message.ours:
            raise NotAllowed("not-supported")
        self._platforms.connector(account).moderate(target_of(message, account), act)
        with self._workspace.write(durable=True) as writer:
            self._journal.note(
                writer,
                "message.moderate",
                {"account": account.id, "message": message.remote_id, "act": str(act)},
            )
        changes = Changes(conversations=frozenset({message.conversation_id}))
        try:
            return changes | self._sync.refresh_thread(message.conversation_id, message)
        except Exception:  # noqa: BLE001 - the act itself was carried out: that is what is told
            return changes
