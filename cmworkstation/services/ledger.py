"""What came in: the ledger of readings, its sums by day, and what could not be understood.

Everything here reads in parts, so that a ledger of a million lines neither stalls nor cannot be stopped.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import DayTotal, Quarantined, Reading
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.table import Cell, Table
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, ledger
from cmworkstation.store.database import Connection, Workspace

PAGE = 100  # lines
DAYS = 14
MOST_QUARANTINED = 1000  # shown at once
EXPORT_PART = 2000  # lines
COLUMNS = tuple(
    "account began ended stream readings seen new changed skipped failed announced error".split()
)

Lines: TypeAlias = Generator[Progress, None, tuple[Reading, ...]]


class Ledger:
    """Shows what every reading brought. Run the generators on the reading lane."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take what it reads from."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting

    def lines(
        self,
        account_id: AccountId | None = None,
        *,
        trouble: bool = False,
        before: int | None = None,
        limit: int = PAGE,
    ) -> Lines:
        """Return at most `limit` lines, newest first, of one account or all; `trouble`: only what went wrong."""
        connection = self._workspace.read()
        number = _number(connection, account_id)
        if not trouble:
            return ledger.rows(connection, number, limit, before=before)
        found: list[Reading] = []
        for done, part in enumerate(ledger.troubled(connection, number, limit, before=before), 1):
            found += part
            yield Progress(done, 0, "ledger")
        return tuple(found)

    def days(
        self, account_id: AccountId | None = None, back: int = DAYS
    ) -> Generator[Progress, None, tuple[DayTotal, ...]]:
        """Return what each account brought on each of the last days, the latest day first."""
        connection = self._workspace.read()
        today = self._clock.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        since = (today - timedelta(days=back - 1)).astimezone(UTC)
        sums: dict[tuple[date, AccountId], DayTotal] = {}
        parts = ledger.days(connection, since, _number(connection, account_id))
        for done, part in enumerate(parts, 1):
            for one in part:
                key = (one.day, one.account_id)
                sums[key] = _together(sums[key], one) if key in sums else one
            yield Progress(done, 0, "ledger")
        order = list(accounts.ids_by_number(connection).values())
        return tuple(
            sorted(
                sums.values(), key=lambda one: (-one.day.toordinal(), order.index(one.account_id))
            )
        )

    def newest(self) -> tuple[int, datetime] | None:
        """Return id and end of the newest line, to notice that something was read; None for an empty ledger."""
        rows = ledger.rows(self._workspace.read(), limit=1)
        return (rows[0].id, rows[0].ended_at) if rows else None

    def quarantine(
        self, account_id: AccountId | None = None, *, aside: bool = False
    ) -> tuple[Quarantined, ...]:
        """Return what could not be understood, without the bytes; `aside` adds what a person set aside."""
        connection = self._workspace.read()
        number = _number(connection, account_id)
        return ledger.quarantined(connection, number, MOST_QUARANTINED, aside=aside, payloads=False)

    def item(self, raw_id: int) -> Quarantined:
        """Return one item with what was received. Raises `KeyError`."""
        return ledger.quarantined_item(self._workspace.read(), raw_id)

    def set_aside(self, raw_ids: Sequence[int]) -> Changes:
        """Count these items no more among what needs a person; what was received is kept."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            if ledger.set_aside(connection, raw_ids, self._clock.now()):
                self._journal.note(connection, "quarantine.aside", {"items": list(raw_ids)})
        return Changes(readings=True)

    def put_back(self, raw_ids: Sequence[int]) -> Changes:
        """Let items that were set aside wait again."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            if ledger.put_back(connection, raw_ids):
                self._journal.note(connection, "quarantine.back", {"items": list(raw_ids)})
        return Changes(readings=True)

    def table(self, account_id: AccountId | None = None, *, trouble: bool = False) -> Table:
        """Return the ledger as a table for other programs, the newest line first; it is read a part at a time."""
        names = {one.id: one.name for one in accounts.all_accounts(self._workspace.read())}

        def rows() -> Iterator[tuple[Cell, ...]]:
            before: int | None = None
            while part := _whole(
                self.lines(account_id, trouble=trouble, before=before, limit=EXPORT_PART)
            ):
                yield from (_cells(one, names) for one in part)
                before = part[-1].id

        return Table(COLUMNS, rows())


def _number(connection: Connection, account_id: AccountId | None) -> int | None:
    return accounts.number(connection, account_id) if account_id else None


def _together(one: DayTotal, more: DayTotal) -> DayTotal:
    return replace(
        one,
        polls=one.polls + more.polls,
        tally=one.tally + more.tally,
        failures=one.failures + more.failures,
        missing=one.missing + more.missing,
    )


def _whole(lines: Lines) -> tuple[Reading, ...]:
    while True:
        try:
            next(lines)
        except StopIteration as over:
            found: tuple[Reading, ...] = over.value
            return found


def _cells(line: Reading, names: dict[AccountId, str]) -> tuple[Cell, ...]:
    tally = line.tally
    return (
        names.get(line.account_id, line.account_id),
        line.started_at,
        line.ended_at,
        line.stream,
        line.polls,
        *(tally.seen, tally.new, tally.changed, tally.skipped, tally.failed),
        line.announced,
        line.error,
    )
