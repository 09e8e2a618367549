"""Operations: what is planned by theme, and what of other pages appears among it without being changed there.

Every change keeps what was before, so that it can be looked at and taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain import recurrence
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter.holidays import holidays
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.coherence import Finding, Limits, findings
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.operation import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_CHANNELS,
    SHORTEST_WHY,
    Channel,
    Kind,
    Occurrence,
    Operation,
    State,
    between,
    moved,
    shifted,
)
from cmworkstation.domain.profile import Act
from cmworkstation.domain.slot import is_zone, zone_of
from cmworkstation.domain.table import Table
from cmworkstation.domain.values import dataclass, fields
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.settings import Settings
from cmworkstation.store import operations as table
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.operations import Revision

if TYPE_CHECKING:
    from cmworkstation.services.accounts import Accounts
    from cmworkstation.services.topics import Topics

COLUMNS = (
    *(
        "id",
        "kind",
        "state",
        "theme",
        "title",
        "message",
        "audience",
        "channels",
        "starts_at",
        "ends_at",
    ),
    *("zone", "all_day", "recurrence", "owner", "why", "url", "details", "warnings"),
)
LIMITS = "operations_limits"
REGION = "operations_holidays"  # whose holidays the calendar shows, as "FR-57"
BACK = timedelta(days=90)  # that checks look back
ONE_LINE = ("title", "audience", "owner", "url", "why")


@dataclass(frozen=True, slots=True)
class OperationUndo:
    """How to take back what was done with operations: as they were, None for those that were not there."""

    before: tuple[tuple[str, Operation | None], ...]


class Operations:
    """The operations of a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: "Accounts",
        topics: "Topics",
        settings: Settings,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, and who knows of accounts and themes."""
        self._workspace = workspace
        self._accounts = accounts
        self._topics = topics
        self._settings = settings
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What there is

    def listed(self) -> tuple[Operation, ...]:
        """Return all operations in the order of their beginnings."""
        return table.listed(self._workspace.read())

    def one(self, operation_id: str) -> Operation:
        """Return an operation. Raises `KeyError`."""
        return table.one(self._workspace.read(), operation_id)

    def occurrences(
        self, first: date, last: date, among: Sequence[Operation] | None = None
    ) -> tuple[Occurrence, ...]:
        """Return what takes place between two days, in the order of time; `among` those that were read before."""
        known = self.listed() if among is None else among
        found = (each for one in known for each in recurrence.occurrences(one, first, last))
        return between(found, first, last)

    def occurrence(self, key: str) -> Occurrence:
        """Return one occurrence by its key. Raises `KeyError`."""
        operation_id, at, said = key.partition("@")
        one = self.one(operation_id)
        if not at:
            return Occurrence(one, one.starts_at, one.ends_at)
        begins = datetime.strptime(said, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        day = begins.astimezone(zone_of(one.zone)).date()
        for each in recurrence.occurrences(one, day, day):
            if each.key == key:
                return each
        raise KeyError(key)

    def history(self, operation_id: str) -> tuple[Revision, ...]:
        """Return what an operation was before each change, the latest first."""
        return table.revisions(self._workspace.read(), operation_id)

    def themes(self) -> Mapping[str, str]:
        """Return the themes that can be chosen, by their titles: id → title."""
        return {str(one.id): one.title for one in self._topics.listed()}

    def theme_names(self) -> Mapping[str, str]:
        """Return the titles of all themes, those taken off the board among them."""
        return {str(one.id): one.title for one in self._topics.listed(removed=True)}

    def channels(self) -> tuple[Channel, ...]:
        """Return where something can be said: accounts that speak to more than one person, then places without one."""
        accounts = [
            Channel(str(one.id), one.name, one.look or one.platform)
            for one in self._accounts.listed()
            if one.capabilities.answers
            and set(one.capabilities.visibilities) - {Visibility.PRIVATE}
        ]
        named = table.channels(self._workspace.read())
        return (*accounts, *(Channel(id_, name) for id_, name in named.items()))

    def audiences(self) -> tuple[str, ...]:
        """Return the audiences that were named so far."""
        return tuple(dict.fromkeys(one.audience for one in self.listed() if one.audience))

    def new(self, day: date | None = None, kind: Kind = Kind.POST, topic_id: str = "") -> Operation:
        """Return an empty operation of a whole day, to be filled in and kept."""
        from cmworkstation.domain.operation import whole_days  # noqa: PLC0415 - beside its use

        day = day or self.today()
        starts_at, ends_at = whole_days(day, day, "")
        return Operation(uuid7(), kind, "", starts_at, ends_at, all_day=True, topic_id=topic_id)

    def today(self) -> date:
        """Return the day that it is here."""
        return self._clock.now().astimezone().date()

    def holidays(self, first: date, last: date) -> frozenset[date]:
        """Return the holidays between two days, of the region that was chosen."""
        region = self._settings.value(REGION)
        years = range(first.year, last.year + 1)
        found = frozenset[date]().union(*(holidays(region, year) for year in years))
        return frozenset(day for day in found if first <= day <= last)

    def region(self) -> str:
        """Return whose holidays are shown, "" for nobody's."""
        return self._settings.value(REGION)

    def choose_region(self, region: str) -> Changes:
        """Choose whose holidays are shown. Raises `NotAllowed` for a region that is unknown."""
        from cmworkstation.domain.charter.holidays import is_known  # noqa: PLC0415 - beside its use

        self._acting.require(Act.DRAFT)
        region = region.strip()
        if region and not is_known(region):
            raise NotAllowed("operation-region")
        self._settings.put(REGION, region)
        return Changes(operations=True)

    def table(self) -> Table:
        """Return all operations as a table."""
        themes, channels = self.theme_names(), {one.id: one.name for one in self.channels()}
        found = self.findings()
        rows = [
            (
                *(one.id, one.kind.value, one.state.value, themes.get(one.topic_id, "")),
                *(one.title, one.message, one.audience),
                ", ".join(channels.get(each, "") or each for each in one.channels),
                *(one.starts_at, one.ends_at, one.zone, one.all_day, one.recurrence, one.owner),
                *(one.why, one.url, one.details),
                " ".join(each.check for each in found if one.id in each.about),
            )
            for one in self.listed()
        ]
        return Table(COLUMNS, rows, len(rows))

    # Checks

    def findings(
        self, *, dismissed: bool = False, among: Sequence[Operation] | None = None
    ) -> tuple[Finding, ...]:
        """Return what does not hold together, what matters most first; with `dismissed` also what was dismissed."""
        today, limits = self.today(), self.limits()
        until = today + timedelta(weeks=limits.ahead_weeks)
        planned = self.occurrences(today - BACK, until, among)
        open_topics = [str(one.id) for one in self._topics.listed() if one.closed_at is None]
        channels = [one.id for one in self.channels()]
        why = table.dismissals(self._workspace.read())
        found = findings(planned, today, open_topics, channels, limits)
        marked = (replace(one, why=why.get(one.key, "")) for one in found)
        return tuple(one for one in marked if dismissed or not one.why)

    def dismiss(self, finding: Finding, why: str) -> Changes:
        """Say why a finding is none; "" takes that back. Raises `NotAllowed` for a reason that says nothing."""
        self._acting.require(Act.DRAFT)
        why = " ".join(why.split())[:LONGEST_LINE]
        if why and len(why) < SHORTEST_WHY:
            raise NotAllowed("operation-why")
        with self._workspace.write(durable=True) as connection:
            now = self._clock.now()
            table.dismiss(connection, finding.key, why, now, str(self._acting.id))
            told = {"check": finding.check, "about": list(finding.about), "dismissed": bool(why)}
            self._journal.note(connection, "operation.dismiss", told)
        return Changes(operations=True)

    def limits(self) -> Limits:
        """Return from when on something is told."""
        said = self._settings.value(LIMITS).split()
        usual = Limits()
        if len(said) != len(fields(Limits)) or not all(one.isdecimal() for one in said):
            return usual
        return Limits(*(min(int(one), 60) for one in said))

    def set_limits(self, limits: Limits) -> Changes:
        """Choose from when on something is told. Raises `NotAllowed` for numbers below one."""
        self._acting.require(Act.DRAFT)
        numbers = [getattr(limits, one.name) for one in fields(Limits)]
        if not all(1 <= n <= 60 for n in numbers):  # noqa: PLR2004 - weeks, days and messages alike
            raise NotAllowed("operation-limits")
        self._settings.put(LIMITS, " ".join(map(str, numbers)))
        return Changes(operations=True)

    # What a person does

    def keep(self, one: Operation, act: str = "change") -> tuple[Changes, OperationUndo]:
        """Keep an operation, new or changed. Raises `NotAllowed` for what it lacks or what cannot be."""
        self._acting.require(Act.DRAFT)
        one = _tidy(one)
        _check(one)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            before = _known(connection, one.id)
            made = before.created_at if before else now
            one = replace(one, created_at=made, updated_at=now)
            self._put(connection, before, one, act)
        return Changes(operations=True), OperationUndo(((one.id, before),))

    def move(self, key: str, days: int) -> tuple[Changes, OperationUndo]:
        """Move an occurrence by days; one of several becomes an operation of its own.

        Raises `KeyError`, `NotAllowed` for what is done or dropped.
        """
        self._acting.require(Act.DRAFT)
        found = self.occurrence(key)
        one = found.operation
        if not one.is_open:
            raise NotAllowed("operation-settled")
        if not one.recurrence:
            return self.keep(moved(one, days), "move")
        alone = replace(
            one,
            id=uuid7(),
            starts_at=shifted(found.starts_at, days, one.zone),
            ends_at=shifted(found.ends_at, days, one.zone),
            recurrence="",
            except_at=(),
            recurrence_id=f"{found.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" if one.uid else "",
        )
        rest = replace(one, except_at=tuple(sorted({*one.except_at, found.starts_at})))
        return self._keep_all((rest, alone), "move")

    def to_theme(self, operation_id: str, topic_id: str) -> tuple[Changes, OperationUndo]:
        """Give an operation another theme, "" for none. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        return self.keep(replace(self.one(operation_id), topic_id=topic_id), "theme")

    def set_state(
        self, operation_id: str, state: State, why: str = ""
    ) -> tuple[Changes, OperationUndo]:
        """Say how far an operation is; it is dropped for a reason. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.DRAFT)
        one = replace(
            self.one(operation_id), state=state, why=why if state is State.DROPPED else ""
        )
        return self.keep(one, "state")

    def remove(self, operation_id: str) -> tuple[Changes, OperationUndo]:
        """Take an operation out. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = table.one(connection, operation_id)
            table.remove(connection, operation_id)
            told = {"operation": before.id, "kind": before.kind, "title": before.title}
            self._journal.note(connection, "operation.remove", told)
        return Changes(operations=True), OperationUndo(((before.id, before),))

    def take_back(self, undo: OperationUndo) -> Changes:
        """Let operations be as they were before."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            for operation_id, before in undo.before:
                if before is None:
                    table.remove(connection, operation_id)
                else:
                    table.put(connection, before)
            told = {"operations": [id_ for id_, _ in undo.before][:50]}
            self._journal.note(connection, "operation.undo", told)
        return Changes(operations=True)

    def keep_many(self, found: Sequence[Operation], act: str) -> tuple[Changes, OperationUndo]:
        """Keep several operations at once, all of them or none. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        return self._keep_all(found, act)

    # Channels without an account

    def channel(self, name: str) -> tuple[Channel, Changes]:
        """Return the channel of a name, an account among them, or make one. Raises `NotAllowed` without a name."""
        self._acting.require(Act.DRAFT)
        name = " ".join(name.split())[:LONGEST_LINE]
        if not name:
            raise NotAllowed("operation-channel")
        for known in self.channels():
            if known.name.casefold() == name.casefold():
                return known, Changes()
        made = Channel(uuid7(), name)
        with self._workspace.write(durable=True) as connection:
            table.put_channel(connection, made.id, made.name)
            self._journal.note(connection, "channel.make", {"channel": made.id, "name": name})
        return made, Changes(operations=True)

    def remove_channel(self, channel_id: str) -> Changes:
        """Take a channel without an account out of the list. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            name = table.channels(connection)[channel_id]
            table.remove_channel(connection, channel_id)
            self._journal.note(connection, "channel.remove", {"channel": channel_id, "name": name})
        return Changes(operations=True)

    def _keep_all(self, found: Sequence[Operation], act: str) -> tuple[Changes, OperationUndo]:
        tidy = [_tidy(one) for one in found]
        for one in tidy:
            _check(one)
        now, before = self._clock.now(), []
        with self._workspace.write(durable=True) as connection:
            for one in tidy:
                known = _known(connection, one.id)
                before.append((one.id, known))
                made = known.created_at if known else now
                self._put(connection, known, replace(one, created_at=made, updated_at=now), act)
        return Changes(operations=True), OperationUndo(tuple(before))

    def _put(
        self, connection: Connection, before: Operation | None, one: Operation, act: str
    ) -> None:
        table.put(connection, one)
        changed = [
            each.name
            for each in fields(Operation)
            if before and getattr(before, each.name) != getattr(one, each.name)
        ]
        if before is not None:
            by = str(self._acting.id)
            table.add_revision(connection, before, self._clock.now(), act, by)
        kind = "operation.add" if before is None else f"operation.{act}"
        told = {"operation": one.id, "kind": one.kind, "title": one.title, "state": one.state}
        self._journal.note(
            connection, kind, {**told, "starts": one.starts_at.isoformat(), "changed": changed}
        )


def _known(connection: Connection, operation_id: str) -> Operation | None:
    try:
        return table.one(connection, operation_id)
    except KeyError:
        return None


def _tidy(one: Operation) -> Operation:
    lines = {name: " ".join(getattr(one, name).split())[:LONGEST_LINE] for name in ONE_LINE}
    message = " ".join(one.message.split())[:LONGEST_TEXT]
    details = one.details.strip()[:LONGEST_TEXT]
    channels = tuple(dict.fromkeys(one.channels))[:MOST_CHANNELS]
    return replace(one, **lines, message=message, details=details, channels=channels)  # type: ignore[arg-type]


def _check(one: Operation) -> None:
    if not one.title:
        raise NotAllowed("operation-title")
    if one.ends_at < one.starts_at:
        raise NotAllowed("operation-end")
    years = (one.starts_at.astimezone(UTC).year, one.ends_at.astimezone(UTC).year)
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise NotAllowed("operation-year")
    if one.zone and not is_zone(one.zone):
        raise NotAllowed("operation-zone")
    if one.state is State.DROPPED and len(one.why) < SHORTEST_WHY:
        raise NotAllowed("operation-why")
    if one.url and not one.url.startswith(("https://", "http://")):
        raise NotAllowed("operation-url")
    try:
        recurrence.checked(one.recurrence)
    except ValueError:
        raise NotAllowed("operation-recurrence") from None
