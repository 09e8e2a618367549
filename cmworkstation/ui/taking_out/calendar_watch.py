"""Keeps a calendar file up to date that others subscribe to: looks from time to time whether something changed."""

from functools import partial

from cmworkstation.i18n import tr
from cmworkstation.ui.patrol import Patrol
from cmworkstation.words import leaving

LANE = "calendar"


class CalendarWatch(Patrol):
    """Renews the file."""

    EVERY_S = 300.0
    WRITES = True

    def look(self) -> None:
        """Write the file where something changed."""
        if self._services.dates.followed() is None:
            return
        worded = partial(leaving.followed, self._services)
        work = partial(self._services.dates.renew, worded, tr("CM Workstation"))
        self._jobs.run(LANE, work, failed=self._window.failed, owner=self)
