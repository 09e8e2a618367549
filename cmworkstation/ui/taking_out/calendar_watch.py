"""Keeps a calendar file up to date that others subscribe to: looks from time to time whether something changed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.i18n import tr
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.words import leaving

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "calendar"
EVERY_S = 300.0


class CalendarWatch(QObject):
    """Renews the file."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Take the window to say it in when it cannot be written."""
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
            self.look()

    def look(self) -> None:
        """Write the file where something changed."""
        if self._services.read_only or self._services.dates.followed() is None:
            return
        worded = partial(leaving.followed, self._services)
        work = partial(self._services.dates.renew, worded, tr("CM Workstation"))
        self._jobs.run(LANE, work, failed=self._window.failed, owner=self)
