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


def to_ms(at: datetime) -> int:
    """Return an aware time as milliseconds since 1970; the form in which the store keeps times."""
    return int(at.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """Return milliseconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(ms / 1000, UTC)
