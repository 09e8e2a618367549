"""The brake: what keeps anything from leaving or acting by itself, asked wherever something is about to.

A freeze holds from the moment at which any of three knows it: this process, a file beside the database, the database.
The transaction that claims a reply for sending asks all three, so that none is claimed after a freeze was committed.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.drill import PLATFORM
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.freeze import (
    EVERYTHING,
    MISTAKE,
    UNNUMBERED,
    Brakes,
    Decision,
    Freeze,
    Scope,
    Stop,
    stop_of,
)
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import NOBODY
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.store import drills, freeze_orders, freezes, labels, topics
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.domain.ids import AccountId, OutboxId
    from cmworkstation.domain.label import Label
    from cmworkstation.domain.reply import OutboxRow
    from cmworkstation.domain.topic import Topic

PASSED_OVER_S = (
    1.0  # after the press, as long as the freeze is not in the database: lanes pass over everything
)


class Brake:
    """Knows the freezes that hold, and whether a drill goes on."""

    def __init__(self, workspace: Workspace, acting: Acting, clock: Clock) -> None:
        """Take the workspace, and who acts."""
        self._workspace = workspace
        self._acting = acting
        self._clock = clock
        self._pressed: dict[str, float] = {}  # when, by the clock that does not jump
        self._here: dict[str, Freeze] = {}  # pressed in this process and not in the database yet
        self._unwritten: set[str] = set()

    # What holds

    def holding(self, connection: Connection | None = None) -> tuple[Freeze, ...]:
        """Return every freeze that holds, those of the database first."""
        # Whoever takes a freeze into the database forgets it here and removes its file afterwards: in this order of
        # looking none is missed.
        loose = {one.id: one for one in self.loose()}
        found = freezes.holding(connection or self._workspace.read())
        known = {one.id for one in found}
        return (*found, *(one for one in loose.values() if one.id not in known))

    def loose(self) -> tuple[Freeze, ...]:
        """Return the freezes of this process and of files, which are still to be taken into the database."""
        here = {one.id: one for one in freeze_orders.pending(self._workspace.folder)}
        return tuple((here | dict(self._here)).values())

    def is_anything_frozen(self) -> bool:
        """Tell whether any freeze holds: then nothing is deleted by itself, whatever it is about."""
        return bool(self.holding())

    def is_everything_frozen(self) -> bool:
        """Tell whether all of it is frozen: then nothing is written outside by itself either."""
        return any(one.scope == EVERYTHING for one in self.holding())

    def may_write(self) -> bool:
        """Tell whether the network layer lets anything out that writes; asked for every request that does."""
        return not self.exercising()

    def exercising(self) -> bool:
        """Tell whether a drill goes on: then nothing leaves at all."""
        return drills.current(self._workspace.read()) is not None

    def invented(self, row: "OutboxRow") -> bool:
        """Tell whether a reply answers what was invented for a drill."""
        return drills.is_exercise_reply(self._workspace.read(), row.id)

    def stop(self, outbox_id: "OutboxId", connection: Connection | None = None) -> Stop:
        """Return why a reply may not leave; within the transaction of `connection` where one is given."""
        at = connection or self._workspace.read()
        if drills.current(at) is not None or drills.is_exercise_reply(at, outbox_id):
            return Stop.EXERCISE
        found = self.holding(at)
        spot = freezes.spot_of_reply(at, outbox_id) if found else None
        covering = tuple(one for one in found if spot and one.covers(spot))
        return stop_of(covering, freezes.verdict(at, outbox_id))

    def stands_still(self, outbox_id: "OutboxId") -> bool:
        """Tell in one look whether nothing is to be done for a reply because everything is frozen.

        Where it says no, `stop` decides. What was pressed in this process counts from that moment: full lanes ask
        nothing of the database while the freeze is written down. What they pass over then, a doubt that is to be
        settled too, comes up again at the next pulse.
        """
        return self._was_just_pressed() or freezes.stands_still(
            self._workspace.read(), outbox_id, pressed=self._is_pressed()
        )

    def _is_pressed(self) -> bool:
        return any(one.scope == EVERYTHING for one in tuple(self._here.values()))

    def _was_just_pressed(self) -> bool:
        if not self._here:
            return False
        since = self._clock.monotonic() - PASSED_OVER_S
        return any(
            one.scope == EVERYTHING and self._pressed.get(one.id, since) > since
            for one in tuple(self._here.values())
        )

    def require(self, outbox_id: "OutboxId", connection: Connection) -> None:
        """Raise `NotAllowed` where nothing of a reply may leave now, by nobody's hand."""
        match self.stop(outbox_id, connection):
            case Stop.FROZEN:
                raise NotAllowed("reply-frozen")
            case Stop.UNDECIDED:
                raise NotAllowed("reply-undecided")
            case Stop.EXERCISE:
                raise NotAllowed("reply-exercise")

    def stopped(self, wanted: "Iterable[OutboxId]") -> "frozenset[OutboxId]":
        """Return which of these replies may not leave."""
        connection = self._workspace.read()
        quiet = not self.holding(connection) and drills.current(connection) is None
        if quiet and not drills.any_ever(connection):
            known = freezes.verdicts(connection)
            return frozenset(
                one
                for one in wanted
                if one in known and stop_of((), known[one]) is not Stop.NOTHING
            )
        return frozenset(one for one in wanted if self.stop(one, connection) is not Stop.NOTHING)

    def covers(
        self,
        account_id: "AccountId",
        conversation_id: int,
        connection: Connection | None = None,
    ) -> bool:
        """Tell whether a freeze covers what would be done in a conversation, or for an account with 0."""
        return self.number(account_id, conversation_id, connection) is not None

    def number(
        self,
        account_id: "AccountId",
        conversation_id: int,
        connection: Connection | None = None,
    ) -> int | None:
        """Return the number of the newest freeze that covers a conversation, None where none does."""
        at = connection or self._workspace.read()
        found = self.holding(at)
        if not found:
            return None
        spot = freezes.spot(at, account_id, conversation_id)
        covering = [one for one in found if one.covers(spot)]
        if any(one.n == UNNUMBERED for one in covering):  # it will be the newest of all
            return freezes.newest(at) + 1
        return max((one.n for one in covering), default=None)

    def why(self, account_id: "AccountId", conversation_id: int, platform: str) -> Stop:
        """Return why nothing new would leave from a conversation at this moment."""
        if platform == PLATFORM or self.exercising():
            return Stop.EXERCISE
        return Stop.FROZEN if self.covers(account_id, conversation_id) else Stop.NOTHING

    def require_free(
        self, account_id: "AccountId", conversation_id: int, reason: str = "frozen"
    ) -> None:
        """Raise `NotAllowed` where a freeze covers it."""
        if self.covers(account_id, conversation_id):
            raise NotAllowed(reason)

    def standing(self) -> Brakes:
        """Return which freezes hold, how much waits for a word, and which drill goes on."""
        connection = self._workspace.read()
        drill = drills.current(connection)
        return Brakes(
            self.holding(connection),
            freezes.undecided(connection),
            unwritten=bool(self._unwritten),
            drill=drill.id if drill else "",
        )

    def wants_settling(self) -> bool:
        """Tell whether there is something to be taken into the database: what was pressed here or elsewhere."""
        return bool(self.loose() or freeze_orders.thaws(self._workspace.folder))

    def drops(self) -> bool:
        """Tell whether somebody decided that something is not sent, and it is not dropped yet."""
        found = freezes.verdicts(self._workspace.read()).values()
        return any(one.decision is Decision.DROP for one in found)

    def may_go_on(self, freeze_id: str) -> bool:
        """Tell whether a freeze may still be lifted as a mistake: within a minute, and nothing was decided since."""
        if self._workspace.read_only:
            return False
        connection = self._workspace.read()
        found = next((one for one in self.holding(connection) if one.id == freeze_id), None)
        if found is None or not self._is_fresh(found):
            return False
        return found.n == UNNUMBERED or not freezes.decided_since(connection, found.n)

    def _is_fresh(self, found: Freeze) -> bool:
        pressed = self._pressed.get(found.id)
        if pressed is None:  # before this start, or in another process
            return found.is_fresh(self._clock.now())
        return self._clock.monotonic() - pressed <= MISTAKE.total_seconds()

    def labels(self) -> "tuple[Label, ...]":
        """Return the labels that there are, for the names of scopes."""
        return labels.all_labels(self._workspace.read())

    def topics(self) -> "tuple[Topic, ...]":
        """Return the topics that there are, as `labels`."""
        return topics.listed(self._workspace.read())

    # What presses and lifts it

    def press(self, scope: Scope = EVERYTHING, reason: str = "") -> Freeze:
        """Stop everything within a scope from this very moment; no transaction is waited for.

        Where not even a file can be written it holds in this process alone, and `unwritten` says so.
        """
        try:
            by = self._acting.id
        except Exception:  # noqa: BLE001 - nothing keeps anybody from stopping, a damaged file neither
            by = NOBODY.id
        now = from_ms(to_ms(self._clock.now()))
        new = Freeze(uuid7(), scope, now, by, reason=" ".join(reason.split()))
        self._pressed[new.id] = self._clock.monotonic()
        self._here[new.id] = new
        try:
            freeze_orders.write(self._workspace.folder, new)
        except OSError:
            self._unwritten.add(new.id)
        reach("freeze.pressed")
        return new

    def unwritten(self) -> frozenset[str]:
        """Return the freezes that could not be written anywhere: they hold until this process ends."""
        return frozenset(self._unwritten)

    def written(self, freeze_id: str) -> None:
        """Note that a freeze is in the database now."""
        self._here.pop(freeze_id, None)
        self._unwritten.discard(freeze_id)
        freeze_orders.remove(self._workspace.folder, freeze_id)
