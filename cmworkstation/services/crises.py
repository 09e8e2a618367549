"""Crisis levels: declared by whoever has the mandate, in force at once, and ended by whoever may end them."""

from cmworkstation.domain.charter.clauses import Crisis
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.crisis import SHORTEST_WHY, Declared, may_declare
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.journal import Journal
from cmworkstation.services.snooze import Snoozes
from cmworkstation.services.sync import Sync
from cmworkstation.store import crises as table
from cmworkstation.store import desk
from cmworkstation.store.database import Workspace


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of one charter from low to high, the one that holds, and which of them the acting person may declare.

    In `may` the id "" stands for back to normal.
    """

    charter: Charter
    levels: tuple[Crisis, ...]
    now: Declared | None
    may: frozenset[str]


class Crises:
    """Which level holds, and who may change it."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        snoozes: Snoozes,
        sync: Sync,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the charters, what sleeps until a crisis is over, and what works out deadlines."""
        self._workspace = workspace
        self._charters = charters
        self._snoozes = snoozes
        self._sync = sync
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def declared(self) -> tuple[Declared, ...]:
        """Return what holds now, the highest level first."""
        return table.all_declared(self._workspace.read())

    def ladders(self) -> tuple[Ladder, ...]:
        """Return the levels of every charter in force that knows any."""
        found = (self.ladder(row.id) for row in self._charters.listed())
        return tuple(one for one in found if one is not None)

    def ladder(self, charter_id: str) -> Ladder | None:
        """Return the levels of a charter, None where it is not in force or knows none."""
        row = next((one for one in self._charters.listed() if one.id == charter_id), None)
        if row is None:
            return None
        charter = self._charters.governed_by(row.hash).charter
        levels = tuple(sorted(charter.crises, key=lambda one: one.level))
        if not levels:
            return None
        now = table.declared(self._workspace.read(), charter_id)
        leaving = by_id(levels).get(now.level) if now else None
        profile = self._acting.current()
        offered: list[Crisis | None] = [*levels, None]
        may = frozenset(
            one.id if one else "" for one in offered if may_declare(profile, charter, one, leaving)
        )
        return Ladder(charter, levels, now, may)

    def declare(self, charter_id: str, level: str, why: str) -> Changes:
        """Let a level hold from now on, "" for back to normal; what slept until then wakes, and deadlines move.

        Raises `NotAllowed` ("crisis-unknown", "crisis-mandate", "crisis-why", "crisis-same").
        """
        self._acting.require(Act.DRAFT)
        ladder = self.ladder(charter_id)
        crisis = by_id(ladder.levels).get(level) if ladder else None
        if ladder is None or (level and crisis is None):
            raise NotAllowed("crisis-unknown")
        if level == (ladder.now.level if ladder.now else ""):
            raise NotAllowed("crisis-same")
        if level not in ladder.may:
            raise NotAllowed("crisis-mandate")
        said = " ".join(why.split())
        if len(said) < SHORTEST_WHY:
            raise NotAllowed("crisis-why")
        now = from_ms(to_ms(self._clock.now()))  # as it will be read again
        new = (
            Declared(charter_id, level, crisis.level, now, self._acting.id, said)
            if crisis
            else None
        )
        facts = {
            "charter": charter_id,
            "level": level,
            "from": ladder.now.level if ladder.now else "",
            "why": said,
        }
        with self._workspace.write(durable=True) as connection:
            table.put(connection, charter_id, new)
            act = "crisis.declare" if crisis else "crisis.end"
            self._journal.note(connection, act, facts)
            desk.follow(connection, charter_id, now, holds=new is not None)
        return Changes(charter=True) | self._sync.refresh_due() | self._snoozes.wake()
