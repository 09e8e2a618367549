"""Writes the reports and briefings that the clock asks for: looks a while after the start, and every ten minutes."""

from pathlib import Path

from cmworkstation.domain.briefing import Briefing
from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui.patrol import Patrol
from cmworkstation.words.briefings import BriefingPages
from cmworkstation.words.dashboard_page import HtmlDashboard

LANE = "dashboard"


class ReportWatch(Patrol):
    """Looks from time to time whether a report is missing."""

    EVERY_S = 600.0
    WRITES = True

    def look(self) -> None:
        """Write what is missing; a folder that is away is tried again the next time."""
        reports = self._services.dashboard_reports
        if reports.due() is not None:
            write = lambda: reports.write_due(HtmlDashboard())  # noqa: E731 - one expression on a lane
            self._jobs.run(LANE, write, self._tell, self._window.failed, owner=self)
        briefings = self._services.briefings
        if briefings.due():
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
