"""Finding the intervals in which an account was not read, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotSignedIn, Offline, WorkstationError
from cmworkstation.domain.gap import Cause, Gap, longest_silence, silent_since
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.platforms import Platforms
from cmworkstation.store import accounts as account_table
from cmworkstation.store import coverage, history
from cmworkstation.store.database import Connection, Workspace

BY_ERROR = {Offline.__name__: Cause.OFFLINE, NotSignedIn.__name__: Cause.SIGNED_OUT}


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment on both clocks: the wall clock, which may be set, and the one that only ever grows."""

    at: datetime
    monotonic: float


class Gaps:
    """Notes when accounts are read, and writes a gap down when a reading succeeds after a long silence."""

    def __init__(self, workspace: Workspace, platforms: Platforms, clock: Clock) -> None:
        """Take what it looks at."""
        self._workspace = workspace
        self._platforms = platforms
        self._clock = clock
        self._last: dict[
            AccountId, float
        ] = {}  # monotonic time of the last reading in this session

    def moment(self) -> Moment:
        """Return this moment."""
        return Moment(self._clock.now(), self._clock.monotonic())

    def can_ask(self, platform: str) -> bool:
        """Tell whether a platform can be asked for a stretch of time."""
        from cmworkstation.sdk.connector import HasHistory  # noqa: PLC0415 - a start needs no sdk

        try:
            return issubclass(self._platforms.kind(platform), HasHistory)
        except WorkstationError:  # a platform that is not installed
            return False

    def read(self, connection: Connection, account: Account, number: int, began: Moment) -> bool:
        """Note that a reading succeeded; tell whether a gap ended with it. Call it before the ledger has the line."""
        gap = self._silence(connection, account, number, began)
        if gap is not None:
            history.open_gap(
                connection,
                number,
                gap.since,
                began.at,
                gap.cause,
                trouble=gap.trouble,
                can_ask=self.can_ask(account.platform),
            )
        coverage.note_read(connection, number, began.at)
        return gap is not None

    def was_read(self, account_id: AccountId, began: Moment) -> None:
        """Remember a reading that is on the disk now."""
        self._last[account_id] = began.monotonic

    def listed(self, account: Account, limit: int = -1) -> tuple[Gap, ...]:
        """Return an account's gaps, the latest first; the first of them may still go on."""
        connection = self._workspace.read()
        number = account_table.number(connection, account.id)
        found = history.gaps(connection, number, account.id, limit)
        going_on = self._silence(connection, account, number, self.moment())
        return found if going_on is None else (going_on, *found)

    def _silence(
        self, connection: Connection, account: Account, number: int, now: Moment
    ) -> Gap | None:
        """Return the gap that lasts until `now`, as one that goes on; None when there is none."""
        last = coverage.last_reading(connection, number)
        known = self._last.get(account.id)
        running = None if known is None else timedelta(seconds=now.monotonic - known)
        since = silent_since(last, now.at, running)
        set_back = since is None and last.read_at is not None
        if set_back:  # our own clock does not tell: what platforms dated is all there is
            since = coverage.newest_written(connection, number, now.at)
        longest = longest_silence(self._platforms.poll_seconds(account))
        if since is None or now.at - since <= longest:
            return None
        failed = coverage.first_trouble_since(connection, number)
        if coverage.paused_at(connection, number) is not None:
            return Gap(0, account.id, since, None, Cause.PAUSED)
        if failed is not None and failed[1] - since <= longest:
            cause = BY_ERROR.get(failed[0], Cause.TROUBLE)
            return Gap(0, account.id, since, None, cause, trouble=failed[0])
        if running is not None:
            cause = Cause.WAITED if running > longest else Cause.ASLEEP
            return Gap(0, account.id, since, None, cause)
        return Gap(0, account.id, since, None, Cause.CLOCK if set_back else Cause.CLOSED)
