"""Closing courtesies: a "merci" leaves a settled conversation where it is, unless a person wants it answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.deadlines import Deadlines, set_due
from cmworkstation.services.inbox import Undo
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, conversations, courtesies, pauses, settings
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
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace, and what says until when somebody who waits is answered."""
        self._workspace = workspace
        self._deadlines = deadlines
        self._journal = journal
        self._clock = clock
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
        self._acting.require(Act.DRAFT)
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            found = courtesies.want_answer(connection, wanted)
            before = conversations.set_status(connection, wanted, Status.WAITING_US)
            pauses.end(connection, before, now)
            conversations.refresh(connection, wanted)
            for account_id in set(accounts.ids_by_number(connection).values()):
                set_due(connection, self._deadlines, account_id, wanted)
            self._journal.note(
                connection,
                "conversation.status",
                {"conversations": sorted(before), "status": "WAITING_US", "reason": ""},
            )
        return Changes(conversations=frozenset(before)), Thanked(tuple(found), Undo(before, now))

    def undo(self, done: Thanked) -> Changes:
        """Put conversations back to where they stood, and let their messages be courtesies again."""
        self._acting.require(Act.DRAFT)
        before = done.standing.before
        with self._workspace.write(durable=True) as connection:
            courtesies.take_back(connection, done.messages)
            for conversation_id, (status, reason) in before.items():
                conversations.set_status(connection, [conversation_id], status, reason)
            pauses.take_back(connection, before, done.standing.at)
            conversations.refresh(connection, before)
            self._journal.note(connection, "conversation.undo", {"conversations": sorted(before)})
        return Changes(conversations=frozenset(before))
