"""Filling gaps, and fetching older messages: one page at a time, on the account's lane, after what is urgent.

A gap is asked for again, exactly, after the next successful reading; older messages when a person wants them. Both
stand in the workspace with how far they came, so that the next start goes on. Between two pages replies and new
messages have their turn, and half of what a server allows is left to them.

`due` and `step` are for a pulse; `fill` and `deepen` for whoever waits for the end.
"""

import threading
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cmworkstation.domain.account import AT_REST, Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import RateLimited, ServerTrouble
from cmworkstation.domain.gap import Depth, Gap, GapState, How
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import HasHistory
from cmworkstation.services.gaps import Gaps
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import Sync
from cmworkstation.store import accounts as account_table
from cmworkstation.store import coverage, history
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.history import Wish

FOR_OTHERS = 0.5  # the share of a server's allowance that stays free for replies and new messages
BETWEEN_S = 1.0
FIRST_WAIT_S = 10.0
LONGEST_WAIT_S = 900.0


@dataclass(slots=True)
class _Pace:
    """When an account may be asked again, by the monotonic clock."""

    not_before: float = 0.0
    failures: int = 0
    wish: Wish | None = None
    cursors: set[str] = field(default_factory=set)  # met while asking for this wish


class History:
    """Gaps and depth of all accounts."""

    def __init__(
        self, workspace: Workspace, platforms: Platforms, sync: Sync, gaps: Gaps, clock: Clock
    ) -> None:
        """Take what looking back needs."""
        self._workspace = workspace
        self._platforms = platforms
        self._sync = sync
        self._gaps = gaps
        self._clock = clock
        self._paces: dict[AccountId, _Pace] = {}
        self._lock = threading.Lock()

    # What there is to see

    def gaps(self, account_id: AccountId, limit: int = 50) -> tuple[Gap, ...]:
        """Return an account's gaps, the latest first; one that goes on has no `until`. Raises `KeyError`."""
        return self._gaps.listed(account_table.account(self._workspace.read(), account_id), limit)

    def depth(self, account_id: AccountId) -> Depth:
        """Return how far back an account's messages reach, and whether more are being fetched. Raises `KeyError`."""
        connection = self._workspace.read()
        account = account_table.account(connection, account_id)
        number = account_table.number(connection, account_id)
        return coverage.depth(
            connection, number, account_id, can_ask=self._gaps.can_ask(account.platform)
        )

    def offered(self, platform: str) -> bool:
        """Tell whether a platform, by its key, can be asked for older messages."""
        return self._gaps.can_ask(platform)

    def unsettled(self) -> dict[AccountId, int]:
        """Return account → how many of its gaps are not filled yet, without those that still go on."""
        connection = self._workspace.read()
        names = account_table.ids_by_number(connection)
        return {names[no]: n for no, n in history.unsettled_counts(connection).items()}

    # What a person wants

    def want(self, account_id: AccountId, since: datetime | None) -> Changes:
        """Ask for messages back to the day of `since`, None for all that the platform has.

        It begins at the next pulse, once the account was read for the first time.

        What was fetched before is not fetched again; where nothing is left to ask for, nothing changes and the
        result is empty. Raises `KeyError`.
        """
        if since is not None:  # whole days, so that the same wish of the same day is the same wish
            since = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            account = account_table.account(connection, account_id)
            number = account_table.number(connection, account_id)
            known = coverage.depth(connection, number, account_id, can_ask=True)
            until = known.complete_from or account.created_at or known.read_from or now
            if since is not None and since >= until:
                return Changes()
            coverage.want(connection, number, since, until, now)
        self._forget(account_id)
        return Changes(accounts=True)

    def stop(self, account_id: AccountId) -> Changes:
        """Fetch no more older messages; what came stays, and the same wish goes on where this one stopped."""
        with self._workspace.write(durable=True) as connection:
            coverage.stop(connection, account_table.number(connection, account_id))
        return Changes(accounts=True)

    # Doing it

    def due(self) -> list[AccountId]:
        """Return the accounts to ask now; each is then out of the way until its step is over."""
        connection = self._workspace.read()
        wishes = history.wishes(connection)
        if not wishes:
            return []
        numbers = {id_: no for no, id_ in account_table.ids_by_number(connection).items()}
        now = self._clock.monotonic()
        found = []
        for account in account_table.all_accounts(connection):
            if numbers[account.id] not in wishes or not self._is_open(account):
                continue
            with self._lock:
                pace = self._paces.setdefault(account.id, _Pace())
                if pace.not_before <= now:
                    pace.not_before = now + LONGEST_WAIT_S
                    found.append(account.id)
        return found

    def step(self, account_id: AccountId) -> Changes:
        """Read one page of what an account is to be asked for. Raises like `Sync.poll`; it is tried again later."""
        connection = self._workspace.read()
        asked = history.wishes(connection).get(account_table.number(connection, account_id))
        return Changes() if asked is None else self._ask(account_id, asked)

    def fill(self, gap_id: int) -> Generator[Progress, None, Changes]:
        """Ask for a gap again until it is settled, or until the server wants us to wait; closing stops between pages.

        Raises `KeyError` and what `Sync.poll` raises.
        """
        gap = history.gap(self._workspace.read(), gap_id)[1]
        return (yield from self._walk(gap.account_id, gap_id))

    def fill_all(self, account_id: AccountId) -> Generator[Progress, None, Changes]:
        """Fill all gaps of an account, the latest first, as `fill` does."""
        connection = self._workspace.read()
        number = account_table.number(connection, account_id)
        changes = Changes()
        for gap in history.gaps(connection, number, account_id):
            if gap.state in (GapState.OPEN, GapState.FILLING):
                changes |= yield from self._walk(account_id, gap.id)
        return changes

    def deepen(
        self, account_id: AccountId, since: datetime | None
    ) -> Generator[Progress, None, Changes]:
        """Fetch messages back to the day of `since` as `fill` does; what is left goes on at the next pulse."""
        changes = self.want(account_id, since)
        return changes | (yield from self._walk(account_id, 0))

    def _walk(self, account_id: AccountId, gap_id: int) -> Generator[Progress, None, Changes]:
        connection = self._workspace.read()
        number = account_table.number(connection, account_id)
        changes, seen = Changes(), 0
        while (asked := history.wish(connection, number, gap_id)) is not None:
            changes |= self._ask(account_id, asked)
            seen = self._seen(connection, number, account_id, gap_id)
            yield Progress(seen, 0, "history")
            if self._pace(account_id).not_before > self._clock.monotonic() + BETWEEN_S:
                break  # the server wants a pause, or what is left of its allowance belongs to others
        return changes

    @staticmethod
    def _seen(connection: Connection, number: int, account_id: AccountId, gap_id: int) -> int:
        if gap_id:
            return history.gap(connection, gap_id)[1].seen
        return coverage.depth(connection, number, account_id, can_ask=True).seen

    def _ask(self, account_id: AccountId, asked: Wish) -> Changes:
        account = account_table.account(self._workspace.read(), account_id)
        try:
            changes = self._page(account, asked)
        except Exception as error:
            self._failed(account, asked, error)
            raise
        pace = self._pace(account_id)
        wait = max(BETWEEN_S, self._platforms.polite_wait(account_id, FOR_OTHERS))
        pace.failures, pace.not_before = 0, self._clock.monotonic() + wait
        return changes

    def _page(self, account: Account, asked: Wish) -> Changes:
        connector = self._platforms.connector(account)
        if not isinstance(connector, HasHistory):  # it could once, in another version
            return self._settle(account, asked, None, How.CURSOR)
        reading = connector.history(since=asked.since, until=asked.until, cursor=asked.cursor)
        with closing(reading):
            try:
                page = next(reading)
            except StopIteration as over:
                return self._settle(account, asked, over.value, How.ASKED)
        self._walks_on(account.id, asked, page.cursor)

        def keep(connection: Connection, number: int, tally: Tally) -> None:
            history.advance(connection, number, asked, page.cursor, tally)

        return self._sync.store_older(account, connector, page, asked.cursor, keep)

    def _walks_on(self, account_id: AccountId, asked: Wish, cursor: str) -> None:
        """Raise `ServerTrouble` when a server leads us in a circle."""
        pace = self._pace(account_id)
        same = pace.wish is not None and (pace.wish.gap_id, pace.wish.since, pace.wish.until) == (
            asked.gap_id,
            asked.since,
            asked.until,
        )
        if not same or not asked.cursor:
            pace.cursors = set()
        pace.wish = asked
        if cursor == asked.cursor or cursor in pace.cursors:
            raise ServerTrouble("a history that turns in a circle")
        pace.cursors.add(cursor)

    def _settle(self, account: Account, asked: Wish, floor: datetime | None, how: How) -> Changes:
        """Write down how a wish ended; `floor` is the oldest that the platform lists, where that was reached."""
        now = self._clock.now()
        reach("history.before-end")
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            if not asked.gap_id:
                coverage.finish_depth(connection, number, floor)
            elif (
                floor is not None
                and asked.since is not None
                and floor > asked.since
                and coverage.is_older_than(connection, number, floor)
            ):
                # We hold what the platform lists no longer: so it drops things, and may have dropped some of these.
                history.close_gap(
                    connection, asked.gap_id, GapState.UNFILLABLE, how, now, kept_from=floor
                )
            else:
                history.close_gap(connection, asked.gap_id, GapState.FILLED, how, now)
        reach("history.after-end")
        return Changes(accounts=True)

    def _failed(self, account: Account, asked: Wish, error: Exception) -> None:
        pace = self._pace(account.id)
        pace.failures += 1
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(pace.failures, 10))
        if isinstance(error, RateLimited):
            wait = max(wait, min(error.retry_after, LONGEST_WAIT_S))
        pace.not_before = self._clock.monotonic() + wait
        with self._workspace.write(intake=True) as connection:
            number = account_table.number(connection, account.id)
            history.note_trouble(connection, number, asked, type(error).__name__)

    def _is_open(self, account: Account) -> bool:
        return account.state not in AT_REST

    def _pace(self, account_id: AccountId) -> _Pace:
        with self._lock:
            return self._paces.setdefault(account_id, _Pace())

    def _forget(self, account_id: AccountId) -> None:
        """Let a new wish begin at once."""
        with self._lock:
            self._paces.pop(account_id, None)
