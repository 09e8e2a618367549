"""Wakes, at the start and while the program runs, what was out of the way until now; and says so once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import trn
from cmworkstation.ui.jobs import WRITE, JobRunner

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

EVERY_S = 15.0


class SnoozeWatch(QObject):
    """Looks from time to time, and at once after the clock of the system jumped."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Begin with a look."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._looked: float | None = None

    def pulse(self) -> None:
        """Look, where it is time to."""
        running = self._services.clock.monotonic()
        if self._looked is None or running - self._looked >= EVERY_S:
            self._looked = running
            self._jobs.run(WRITE, self._wake, self._tell, lambda _: None, owner=self)

    def _wake(self) -> Changes:
        return self._services.snoozes.wake()  # built on the lane

    def _tell(self, changes: Changes) -> None:
        n = len(changes.conversations)
        if n:
            self._jobs.emit_changes(changes)
            said = trn(
                "{n} snoozed conversation is back.", "{n} snoozed conversations are back.", n
            )
            self._window.say(said.format(n=n), 8000)
