"""The brake: what keeps anything from leaving or acting by itself, asked wherever something is about to.

A freeze holds from the moment at which any of three knows it: this process, a file beside the database, the database.
The transaction that claims a reply for sending asks all three, so that none is claimed after a freeze was committed.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.freeze import (
    UNNUMBERED,
    Freeze,
    Stop,
    stop_of,
)
from cmworkstation.store import drills, freeze_orders, freezes
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.domain.ids import AccountId, OutboxId
    from cmworkstation.domain.reply import OutboxRow


class Brake:
    """Knows the freezes that hold, and whether a drill goes on."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace
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

    def require_free(
        self, account_id: "AccountId", conversation_id: int, reason: str = "frozen"
    ) -> None:
        """Raise `NotAllowed` where a freeze covers it."""
        if self.covers(account_id, conversation_id):
            raise NotAllowed(reason)

    # What presses and lifts it

    def press(self, new: Freeze) -> bool:
        """Let a freeze hold from this very moment; False where it could not be written and holds in this process alone.

        No transaction is waited for.
        """
        self._here[new.id] = new
        try:
            freeze_orders.write(self._workspace.folder, new)
        except OSError:
            self._unwritten.add(new.id)
            return False
        return True

    def unwritten(self) -> frozenset[str]:
        """Return the freezes that could not be written anywhere: they hold until this process ends."""
        return frozenset(self._unwritten)

    def written(self, freeze_id: str) -> None:
        """Note that a freeze is in the database now."""
        self._here.pop(freeze_id, None)
        self._unwritten.discard(freeze_id)
        freeze_orders.remove(self._workspace.folder, freeze_id)
