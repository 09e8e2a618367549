"""Closing courtesies: a "merci" leaves a settled conversation where it is, unless a person wants it answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.deadlines import Deadlines, set_due
from cmworkstation.services.deciding import Deciding, Part, Undo
from cmworkstation.store import accounts, conversations, courtesies, settings
from cmworkstation.store.database import Workspace


@dataclass(frozen=True, slots=True)
class Thanked:
    """How to take back that courtesies want an answer."""

    messages: tuple[int, ...]
    standing: Undo


class Courtesies:
    """What is done about messages that only thank."""

    def __init__(
        self,
        workspace: Workspace,
        deadlines: Deadlines,
        deciding: Deciding,
        acting: Acting,
    ) -> None:
        """Take the workspace, and what says until when somebody who waits is answered."""
        self._workspace = workspace
        self._deadlines = deadlines
        self._deciding = deciding
        self._acting = acting

    def are_recognised(self) -> bool:
        """Tell whether courtesies are looked for among what comes in."""
        return settings.value(self._workspace.read(), courtesies.SETTING) != courtesies.OFF

    def recognise(self, *, on: bool) -> Changes:
        """Look for courtesies among what comes in from now on, or let every message wait for an answer."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, courtesies.SETTING, "" if on else courtesies.OFF)
        return Changes()

    def want_answer(self, wanted: Sequence[int]) -> tuple[Changes, Thanked]:
        """Bring thanked conversations back to those that wait for us; their clocks run from the message on."""
        with self._deciding.begin(wanted, Part.STATUS) as act:
            connection, ids = act.connection, list(act.before)
            found = courtesies.want_answer(connection, ids)
            conversations.set_status(connection, ids, Status.WAITING_US)
            conversations.refresh(connection, ids)
            for account_id in set(accounts.ids_by_number(connection).values()):
                set_due(connection, self._deadlines, account_id, ids)
            act.note("conversation.status", {"status": Status.WAITING_US.name, "reason": ""})
        return act.changes, Thanked(tuple(found), act.undo)

    def undo(self, done: Thanked) -> Changes:
        """Put conversations back to where they stood, and let their messages be courtesies again."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            courtesies.take_back(connection, done.messages)
            changes = self._deciding.take_back(done.standing)
            conversations.refresh(connection, done.standing.before)
        return changes
