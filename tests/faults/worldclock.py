"""World time: one clock for the client, whoever kills it, and the server.

It runs faster than the wall, and whoever has nothing to do may skip what is left to wait: hours of waiting
pass in seconds while requests, kills and late answers still overlap as they do in life. It lives in a small
file, so that it goes on when the client dies.
"""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
FACTOR = 20.0
SHAPE = struct.Struct("<dd")  # monotonic seconds at the beginning, seconds skipped since


class WorldClock:
    """Implements `cmworkstation.domain.clock.Clock`; the same file is the same time in every process."""

    def __init__(self, file: Path) -> None:
        """Join the time kept in `file`, or begin one there."""
        if not file.exists():
            file.write_bytes(SHAPE.pack(time.monotonic(), 0.0))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), SHAPE.size)

    def monotonic(self) -> float:
        """Return world seconds since the world began."""
        began, skipped = SHAPE.unpack_from(self._shared)
        return float((time.monotonic() - began) * FACTOR + skipped)

    def now(self) -> datetime:
        """Return the world's date and time."""
        return START + timedelta(seconds=self.monotonic())

    def skip(self, seconds: float) -> None:
        """Let time pass without waiting."""
        began, skipped = SHAPE.unpack_from(self._shared)
        SHAPE.pack_into(self._shared, 0, began, skipped + max(0.0, seconds))

    def skip_to(self, at: datetime) -> None:
        """Let time pass until then; a time gone by changes nothing."""
        self.skip((at - self.now()).total_seconds())

    def close(self) -> None:
        """Let go of the file."""
        self._shared.close()
