"""Writes the reports and briefings that the clock asks for: looks a while after the start, and every ten minutes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.briefing import Briefing
from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.words.briefings import BriefingPages
from cmworkstation.words.dashboard_page import HtmlDashboard

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "dashboard"
EVERY_S = 600.0


class ReportWatch(QObject):
    """Looks from time to time whether a report is missing."""

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
            self.look()

    def look(self) -> None:
        """Write what is missing; a folder that is away is tried again the next time."""
        reports = self._services.dashboard_reports
        if reports.due() is not None:
            write = lambda: reports.write_due(HtmlDashboard())  # noqa: E731 - one expression on a lane
            self._jobs.run(LANE, write, self._tell, self._window.failed, owner=self)
        briefings = self._services.briefings
        if not self._services.read_only and briefings.due():
            brief = lambda: briefings.write_due(BriefingPages())  # noqa: E731 - as above
            self._jobs.run(LANE, brief, self._tell_briefed, self._window.failed, owner=self)

    def _tell(self, target: Path | None) -> None:
        if target is not None:
            self._window.say(tr("Report: {file}").format(file=target.name), 8000)

    def _tell_briefed(self, made: tuple[Briefing, ...]) -> None:
        if made:
            names = ", ".join(one.department for one in made)
            self._window.say(tr("Briefing written: {names}").format(names=names), 8000)
            self._jobs.emit_changes(Changes(briefings=True))
