"""The freeze: one act stops at once everything that leaves or acts by itself, with or without network and room.

    press ──▶ holds in this process, and as a file ──▶ settle: in the workspace, with the journal
                                                          │
    thaw ◀── give_reason, whenever somebody finds the time┘
      └──▶ what was held back waits: keep, amend or drop, each by itself (`thawing`)

We go on reading. Whoever stops everything needs no right for it; whoever lifts it must be allowed to send.
"""

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.freeze import EVERYTHING, Brakes, Freeze, Scope
from cmworkstation.domain.profile import Act
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.inbox_rule_runs import InboxRuleRuns
from cmworkstation.services.journal import Journal
from cmworkstation.store import freeze_orders, freezes
from cmworkstation.store.database import Connection, Workspace

CHANGED = Changes(freeze=True, outbox=True)


class Freezing:
    """Freezes, and lifts freezes."""

    def __init__(
        self,
        workspace: Workspace,
        brake: Brake,
        rules: InboxRuleRuns,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the brake, which everything that leaves asks."""
        self._workspace = workspace
        self._brake = brake
        self._rules = rules
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Stopping

    def freeze(self, scope: Scope = EVERYTHING, reason: str = "") -> tuple[Freeze, Changes]:
        """Stop everything within a scope; the freeze holds when this returns, whatever went wrong meanwhile."""
        pressed = self._brake.press(scope, reason)
        try:
            changes = self.settle()
        except WorkstationError:  # it holds all the same; `standing` says what could not be written
            return pressed, CHANGED
        if self._workspace.read_only:
            return pressed, CHANGED | changes
        return freezes.freeze(self._workspace.read(), pressed.id), CHANGED | changes

    def settle(self) -> Changes:
        """Write down what was pressed, here or in another process. Raises `StorageFull` where there is no room."""
        loose = self._brake.loose()
        if self._workspace.read_only:
            if loose:
                freeze_orders.wait_for_claims(self._workspace.folder)
            return Changes()
        asked = freeze_orders.thaws(self._workspace.folder)
        if not loose and not asked:
            return Changes()
        with self._workspace.write(durable=True) as connection:
            for one in loose:
                self._begin(connection, one)
            reach("freeze.before-commit")
        reach("freeze.committed")
        for one in loose:
            self._brake.written(one.id)
        reach("freeze.file-gone")
        for freeze_id, by in asked:
            self._lift(freeze_id, by)
            freeze_orders.thawed(self._workspace.folder, freeze_id)
        return CHANGED

    def _begin(self, connection: Connection, new: Freeze) -> None:
        if freezes.is_known(connection, new.id):
            return  # a crash came between the commit and the removal of the file
        begun = freezes.begin(connection, new)
        self._hold_back(connection, begun)
        facts = {
            "freeze": begun.id,
            "scope": begun.scope.kind,
            "key": begun.scope.key,
            "since": begun.since.isoformat(),
            "person": begun.by,
        }
        self._journal.note(
            connection, "freeze.begin", facts | ({"why": begun.reason} if begun.reason else {})
        )

    @staticmethod
    def _hold_back(connection: Connection, held: Freeze) -> None:
        waiting = freezes.waiting(connection)
        covered = (
            waiting
            if held.scope == EVERYTHING
            else [one for one in waiting if held.covers(freezes.spot_of_reply(connection, one))]
        )
        freezes.hold_back(connection, covered, held.n)

    def give_reason(self, freeze_id: str, words: str) -> Changes:
        """Say why it was frozen, at any time; also once more. Raises `NotAllowed` ("freeze-unknown")."""
        said = " ".join(words.split())
        self.settle()
        with self._workspace.write(durable=True) as connection:
            self._known(connection, freeze_id)
            freezes.reason(connection, freeze_id, said)
            self._journal.note(connection, "freeze.reason", {"freeze": freeze_id, "why": said})
        return Changes(freeze=True)

    # What can be seen

    def standing(self) -> Brakes:
        """Return which freezes hold, how much waits for a word, and which drill goes on."""
        return self._brake.standing()

    def history(self, limit: int = 200) -> tuple[Freeze, ...]:
        """Return freezes, also those that are over, the newest first."""
        return freezes.lately(self._workspace.read(), limit)

    # Lifting

    def thaw(self, freeze_id: str) -> Changes:
        """Let new work leave again; what was held back goes on waiting, each until somebody decides about it.

        Beside an open window it is asked for there, and done within a second. Raises `NotAllowed`.
        """
        self._acting.require(Act.SEND)
        if self._workspace.read_only:
            self._known(self._workspace.read(), freeze_id)
            freeze_orders.ask_thaw(self._workspace.folder, freeze_id, self._acting.id)
            return CHANGED
        self.settle()
        self._known(self._workspace.read(), freeze_id)
        return self._lift(freeze_id, self._acting.id)

    def _lift(self, freeze_id: str, by: str) -> Changes:
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            try:
                found = freezes.freeze(connection, freeze_id)
            except KeyError:
                return Changes()
            if found.ended_at is not None:
                return Changes()
            self._hold_back(connection, found)
            reach("thaw.held")
            freezes.end(connection, freeze_id, now, by)
            self._journal.note(connection, "freeze.thaw", {"freeze": freeze_id, "person": by})
            reach("thaw.before-commit")
        reach("thaw.committed")
        return CHANGED

    def go_on(self, freeze_id: str) -> Changes:
        """It was a mistake: everything goes on as if it had not been. Raises `NotAllowed` ("freeze-too-late")."""
        self._acting.require(Act.SEND)
        self.settle()
        if not self._brake.may_go_on(freeze_id):
            raise NotAllowed("freeze-too-late")
        with self._workspace.write(durable=True) as connection:
            found = self._known(connection, freeze_id)
            if freezes.decided_since(connection, found.n):
                raise NotAllowed("freeze-too-late")
            freezes.end(connection, freeze_id, self._clock.now(), self._acting.id, mistake=True)
            changes = self._rules.make_up_for(connection, freezes.not_done(connection, found.n))
            freezes.let_go(connection, found.n)
            self._journal.note(connection, "freeze.mistake", {"freeze": freeze_id})
            reach("thaw.mistake")
        return CHANGED | changes

    def _known(self, connection: Connection, freeze_id: str) -> Freeze:
        """Return a freeze that holds. Raises `NotAllowed` ("freeze-unknown")."""
        loose = {one.id: one for one in self._brake.loose()}
        try:
            found = freezes.freeze(connection, freeze_id)
        except KeyError:
            if freeze_id in loose:
                return loose[freeze_id]
            raise NotAllowed("freeze-unknown") from None
        if found.ended_at is not None:
            raise NotAllowed("freeze-unknown")
        return found
