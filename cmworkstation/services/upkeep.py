"""The state ring over a workspace: what time alone brings about, for whoever keeps the charters.

Late answers and promises have notices of their own, so the daily news leaves them out; a whole look has them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cmworkstation.domain import presence_reminders
from cmworkstation.domain.charter import state
from cmworkstation.domain.charter.clockwork import Clock as CharterClock
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.charter.state import Promised, Reminder, Waiting
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.profile import Act
from cmworkstation.services.charters import Charters, Governing
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.settings import Settings
from cmworkstation.store import presence, promises, upkeep
from cmworkstation.store.database import Workspace
from cmworkstation.store.upkeep import Given

TOLD = "upkeep_told"  # the day of the last news, by profile
NEWS = frozenset(
    {"core/expiry", "core/no-thanks", presence_reminders.RULE}
)  # what no other notice says


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder, and the charter that it comes from: "" and no title for a promise."""

    charter_id: str
    title: Mapping[str, str]
    reminder: Reminder


class Upkeep:
    """Looks what is late, owed or running out. Changes nothing but the day on which it was told."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        profiles: Profiles,
        settings: Settings,
        clock: Clock,
    ) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._profiles = profiles
        self._settings = settings
        self._clock = clock

    def look(self) -> tuple[Reminded, ...]:
        """Return everything: what weighs most comes first, then what is oldest."""
        now = self._clock.now()
        given = promises.open_ones(self._workspace.read())
        due = state.promises_due((Promised(one.id, one.due_at) for one in given), now)
        promised = (Reminded("", {}, one) for one in due)
        return _sorted([*self._news(now), *self._silences(now), *promised])

    def news(self) -> tuple[Reminded, ...]:
        """Return what to tell whoever keeps the charters today: what no other notice says, once a day."""
        profile = self._profiles.current()
        now = self._clock.now()
        if not profile.may(Act.KEEP) or self._settings.value(_told_to(profile.id)) == _day(now):
            return ()
        return _sorted(self._news(now))

    def told(self) -> Changes:
        """Note that today's news was told to whoever acts."""
        name = _told_to(self._profiles.current().id)
        return self._settings.put(name, _day(self._clock.now()))

    def _news(self, now: datetime) -> Iterator[Reminded]:
        for row in self._charters.listed():
            charter = self._charters.governed_by(row.hash).charter
            for one in state.expiring(charter, now.date()):
                yield Reminded(row.id, row.title, one)
        yield from self._thankless(now)
        for reminder in self._names(now.astimezone().date()):
            yield Reminded("", {}, reminder)

    def _names(self, today: date) -> Iterator[Reminder]:
        """Yield what runs out of the presence register, and the names that should be looked up again."""
        connection = self._workspace.read()
        for one in presence.listed(connection):
            yield from presence_reminders.of_name(one, today)
        latest = {(one.platform, one.handle): one for one in presence.checks(connection)}
        yield from presence_reminders.to_look_up(latest.values(), today)

    def _silences(self, now: datetime) -> Iterator[Reminded]:
        connection = self._workspace.read()
        late = upkeep.warned(connection, now)
        left = upkeep.left(connection, now - state.UNTOUCHED, now)
        for account_id, charter_id, governing in self._governed():
            title = governing.charter.header.title
            here = (*late.get(account_id, ()), *left.get(account_id, ()))
            for one in state.silences(governing.charter, here, now):
                yield Reminded(charter_id, title, one)

    def _thankless(self, now: datetime) -> Iterator[Reminded]:
        connection = self._workspace.read()
        clocks: dict[str, CharterClock] = {}  # our own: those of the charters serve other threads
        for account_id, charter_id, governing in self._governed():
            charter = governing.charter
            wanted = state.thanked_for(charter)
            if not wanted:
                continue
            if governing.hash not in clocks:
                clocks[governing.hash] = CharterClock(charter, governing.clock.frozen)
            given = upkeep.given(connection, account_id, wanted)
            owed = _owed(clocks[governing.hash], given)
            for one in state.thankless(charter, owed, now):
                yield Reminded(charter_id, charter.header.title, one)

    def _governed(self) -> Iterator[tuple[AccountId, str, Governing]]:
        for account_id, charter_id in self._charters.assignments().items():
            governing = self._charters.governing(account_id)
            if governing is not None:
                yield account_id, charter_id, governing


def _owed(clock: CharterClock, given: Iterable[Given]) -> Iterator[Waiting]:
    """Yield contributions with the time until which thanks are owed, on the clock of their target."""
    within = str(clock.charter.relation.end["thanks_within"])
    for one in given:
        side = "private" if one.private else "public"
        until = clock.after(within, one.category, side, one.since)
        yield Waiting(str(one.id), one.since, due_at=until)


def _sorted(found: Iterable[Reminded]) -> tuple[Reminded, ...]:
    oldest = sorted(found, key=lambda one: one.reminder.at.toordinal())
    return tuple(
        one for weight in reversed(Severity) for one in oldest if one.reminder.severity is weight
    )


def _told_to(profile_id: str) -> str:
    return f"{TOLD} {profile_id}".strip()


def _day(now: datetime) -> str:
    return now.date().isoformat()
