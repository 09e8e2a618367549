"""Time, asked for in one place so that a test can set it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the wall clock as an aware UTC time; it may jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow; for waiting and back-off."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the monotonic clock in seconds."""
        return time.monotonic()


# What a stranger's clock says may lie at the end of the calendar: a year less on either side, and every zone,
# every day before and every reply time after it still has a date.
_EARLIEST = int(datetime(2, 1, 1, tzinfo=UTC).timestamp() * 1000)
_LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp() * 1000) - 1


def to_ms(at: datetime) -> int:
    """Return UTC milliseconds since 1970, within what `from_ms` returns."""
    return min(max(int(at.timestamp() * 1000), _EARLIEST), _LATEST)


def from_ms(ms: int) -> datetime:
    """Return the moment, aware in UTC; one beyond the calendar is its first or last that every zone can name."""
    if not _EARLIEST <= ms <= _LATEST:
        ms = min(max(ms, _EARLIEST), _LATEST)
    return datetime.fromtimestamp(ms / 1000, UTC)
