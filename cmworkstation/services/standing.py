"""What the list says of deadlines and categories: how much open time is left, and what a category is called.

Learned on a lane, told on the window's own: rows are painted many times, and nothing is read for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.charter.clockwork import Clock as CharterClock
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Conversation, View
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.charters import Charters
from cmworkstation.store import conversation_list, due_times
from cmworkstation.store.database import Workspace

AHEAD = timedelta(days=30)  # opening hours that are worked out on the lane


@dataclass(frozen=True, slots=True)
class Left:
    """How many seconds are left until a deadline, on opening hours or on the wall clock."""

    seconds: float
    opening: bool


@dataclass(frozen=True, slots=True)
class _Known:
    digest: str
    clock: CharterClock
    labels: Mapping[str, Mapping[str, str]]


class Standing:
    """Knows the charters of the accounts for one thread: its clocks are its own."""

    def __init__(self, workspace: Workspace, charters: Charters, clock: Clock) -> None:
        """Know nothing yet."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock
        self._known: Mapping[AccountId, _Known] = {}

    def learn(self) -> bool:
        """Look which charter governs which account; return whether anything is new."""
        known: dict[AccountId, _Known] = {}
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            if governing is None:
                continue
            before = self._known.get(account_id)
            if before is not None and before.digest == governing.hash:
                known[account_id] = before
                continue
            clock = CharterClock(governing.charter, governing.clock.frozen)
            now = self._clock.now()
            for one in governing.charter.targets:
                clock.elapsed(one.category, one.visibility or "public", now, now + AHEAD)
            labels = {one.id: one.label for one in governing.charter.categories}
            known[account_id] = _Known(governing.hash, clock, labels)
        changed = known != self._known
        self._known = known
        return changed

    def left(self, row: Conversation, now: datetime) -> Left | None:
        """Return how much time is left to answer; None where nothing is due, or it is late already."""
        known = self._known.get(row.account_id)
        if row.due_at is None or row.due_at <= now or known is None:
            return None
        visibility = "private" if row.private else "public"
        clock, seconds = known.clock.elapsed(row.category, visibility, now, row.due_at)
        return Left(seconds, clock != "wall")

    def category(self, row: Conversation) -> Mapping[str, str]:
        """Return what the category of a row is called, by language; empty for none."""
        known = self._known.get(row.account_id)
        if not row.category:
            return {}
        return known.labels.get(row.category, {}) if known else {}

    def categories(self) -> Mapping[str, Mapping[str, str]]:
        """Return what the categories of all charters that govern are called, by id."""
        found: dict[str, Mapping[str, str]] = {}
        for one in self._known.values():
            for name, label in one.labels.items():
                found.setdefault(name, label)
        return found

    def come_due(self, after: datetime, until: datetime) -> tuple[Conversation, ...]:
        """Return those that wait for us and whose time to warn came in between; the first due first."""
        connection = self._workspace.read()
        found = due_times.come_due(connection, after, until)
        rows = conversation_list.rows(connection, found)
        return tuple(sorted(rows, key=lambda row: row.due_at or until))

    def due_soon(self) -> int:
        """Return how many conversations are past their time to warn."""
        view = View(warned_by=self._clock.now())
        return conversation_list.count(self._workspace.read(), view)
