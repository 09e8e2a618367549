"""Says in the status bar on how many platforms we are in effect: a minute after the start, and once an hour."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.ui.jobs import JobRunner
from cmworkstation.words import dependence as words

if TYPE_CHECKING:
    from cmworkstation.services.depending import Look
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "dependence"  # of its own: at a million messages it takes a second
EVERY_S = 3600.0


class DependenceWatch(QObject):
    """Looks from time to time; the page about presence says the same whenever it looks."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Take the window to say it in."""
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
            look = self._services.dependence.look
            self._jobs.run(LANE, look, self._tell, lambda _: None, owner=self)

    def _tell(self, found: "Look") -> None:
        self._window.status.show_dependence(words.status(found), words.headline(found))
