"""Snoozing: conversations go out of the way, and come back exactly once when what they wait for happens.

What wakes them is looked for in the workspace, not by a timer: a moment that passed while the program was closed, or
over which the clock jumped, wakes them at the next look.
"""

from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import Clock, to_ms
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Act
from cmworkstation.domain.snooze import Snooze, Until, presets
from cmworkstation.services.acting import Acting
from cmworkstation.services.circumstances import NO_CRISIS
from cmworkstation.services.deciding import Deciding, Part, Undo
from cmworkstation.services.journal import Journal
from cmworkstation.store import conversations, crises, decisions, promises, settings, snoozes
from cmworkstation.store.database import Connection, Workspace


class Snoozes:
    """What is out of the way, and what wakes it."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._deciding = Deciding(workspace, journal, clock, acting)

    def presets(self) -> tuple[tuple[str, datetime], ...]:
        """Return the moments that are offered now, by name."""
        return presets(self._clock.now().astimezone())

    def promise_in(self, conversation_id: int) -> str:
        """Return the id of the next open promise of a conversation, "" where nothing is promised."""
        found = promises.of_conversation(self._workspace.read(), conversation_id)
        return next((one.id for one in found if one.state == "open"), "")

    def crisis(self) -> bool:
        """Tell whether a crisis is on."""
        return not self._calm(self._workspace.read())

    def snooze(self, wanted: Sequence[int], until: Snooze) -> tuple[Changes, Undo]:
        """Put conversations out of the way. What is so already waits for the new thing from now on.

        Raises `NotAllowed` ("past" for a moment that is over, "promise-missing").
        """
        self._acting.require(Act.DRAFT)
        if until.kind is Until.DATE and (
            until.until_at is None or until.until_at <= self._clock.now()
        ):
            raise NotAllowed("past")
        if until.kind is Until.PROMISE and not until.promise_id:
            raise NotAllowed("promise-missing")
        with self._deciding.begin(wanted, Part.STATUS) as act:
            decisions.return_to(act.connection, snoozes.states(act.connection, act.before))
            snoozes.put(act.connection, act.before, until, self._acting.id, act.now)
            conversations.change_status(act.connection, list(act.before), Status.SNOOZED)
            facts: dict[str, object] = {"until": str(until.kind)}
            if until.until_at:
                facts["at"] = to_ms(until.until_at)
            act.note("conversation.snooze", facts)
        return act.changes, act.undo

    def wake(self) -> Changes:
        """Let everything come back whose time has come; cheap where there is nothing. Carries on what was wanted."""
        now = self._clock.now()
        connection = self._workspace.read()
        if not snoozes.due(connection, now, calm=self._calm(connection)):
            return Changes()
        with self._workspace.write(durable=True) as writer:
            due = snoozes.due(writer, now, calm=self._calm(writer))  # as it is by now
            woken = decisions.wake(writer, due, to_ms(now))
        return Changes(conversations=frozenset(woken))

    def _calm(self, connection: Connection) -> bool:
        return int(settings.value(connection, crises.HIGHEST, str(NO_CRISIS)) or 0) <= NO_CRISIS
