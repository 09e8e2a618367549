"""Reads what is watched while the window is open: once a while it looks what is due, on a lane of its own."""

from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Changes
from cmworkstation.ui.patrol import Patrol

if TYPE_CHECKING:
    from collections.abc import Generator

    from cmworkstation.domain.progress import Progress

LANE = "watch"


class WatchReader(Patrol):
    """Begins a reading where the last one has ended."""

    EVERY_S = 20.0
    WRITES = True

    def is_free(self) -> bool:
        """Tell whether the last reading has ended."""
        return not self._jobs.busy(LANE)

    def look(self) -> None:
        """Read what is due."""
        self._jobs.run(LANE, self._read, self._tell, lambda _: None, owner=self)

    def _read(self) -> "Generator[Progress, None, Changes]":
        return self._services.watching.run_due()  # built on the lane

    def _tell(self, changes: Changes) -> None:
        if changes:
            self._jobs.emit_changes(changes)
