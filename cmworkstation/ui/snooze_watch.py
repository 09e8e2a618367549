"""Wakes, at the start and while the program runs, what was out of the way until now; and says so once."""

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import trn
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.patrol import Patrol


class SnoozeWatch(Patrol):
    """Looks from time to time, and at once after the clock of the system jumped."""

    EVERY_S = 15.0

    def look(self) -> None:
        """Wake what slept long enough."""
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
