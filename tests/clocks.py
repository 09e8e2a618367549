"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

# A Tuesday morning: within opening hours, near no change of clocks.
A_TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


class SetClock:
    """Implements `cmworkstation.domain.clock.Clock`; `advance` moves both hands, `set` the wall clock alone."""

    def __init__(self, at: datetime = A_TUESDAY) -> None:
        self._at = at
        self._running = 1000.0

    def now(self) -> datetime:
        """Return the time that was set."""
        return self._at

    def monotonic(self) -> float:
        """Return seconds that follow `advance` only."""
        return self._running

    def advance(self, seconds: float = 0.0, **parts: float) -> datetime:
        """Let time pass: seconds, or parts of a timedelta (`minutes=5`, `days=2`); return the new time."""
        passed = timedelta(seconds=seconds, **parts)
        self._at += passed
        self._running += passed.total_seconds()
        return self._at

    def set(self, at: datetime) -> None:
        """Make the wall clock jump, as a correction of the system's clock does."""
        self._at = at.astimezone(UTC)

    # A sleeper for code that takes its waiting as an argument.
    def sleep(self, seconds: float) -> None:
        """Pass time without waiting."""
        self.advance(max(0.0, seconds))
