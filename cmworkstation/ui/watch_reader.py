"""Reads what is watched while the window is open: once a while it looks what is due, on a lane of its own."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.ui.jobs import JobRunner

if TYPE_CHECKING:
    from collections.abc import Generator

    from cmworkstation.domain.progress import Progress
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "watch"
EVERY_S = 20.0


class WatchReader(QObject):
    """Asked at each pulse of the window."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Begin at once."""
        super().__init__(window)
        self._services = services
        self._jobs = jobs
        self._next = services.clock.monotonic()

    def pulse(self) -> None:
        """Read what is due, where it is time to and the last reading has ended."""
        now = self._services.clock.monotonic()
        if now < self._next or self._services.read_only or self._jobs.busy(LANE):
            return
        self._next = now + EVERY_S
        self._jobs.run(LANE, self._read, self._tell, lambda _: None, owner=self)

    def _read(self) -> "Generator[Progress, None, Changes]":
        return self._services.watching.run_due()  # built on the lane

    def _tell(self, changes: Changes) -> None:
        if changes:
            self._jobs.emit_changes(changes)
