"""Says in the status bar on how many platforms we are in effect: a minute after the start, and once an hour."""

from typing import TYPE_CHECKING

from cmworkstation.ui.patrol import Patrol
from cmworkstation.words import dependence as words

if TYPE_CHECKING:
    from cmworkstation.services.depending import Look

LANE = "dependence"  # of its own: at a million messages it takes a second


class DependenceWatch(Patrol):
    """Looks from time to time; the page about presence says the same whenever it looks."""

    EVERY_S = 3600.0

    def look(self) -> None:
        """Look on how many platforms we are in effect."""
        look = self._services.dependence.look
        self._jobs.run(LANE, look, self._tell, lambda _: None, owner=self)

    def _tell(self, found: "Look") -> None:
        self._window.status.show_dependence(words.status(found), words.headline(found))
