"""How many entries of the response guide ask for the person in front, counted aside, for the rail."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.ui.jobs import READ, JobRunner

if TYPE_CHECKING:
    from datetime import date

    from cmworkstation.services.workstation import Services


class GuideCount(QObject):
    """Counts once at the start, when a charter changed, and once a day."""

    def __init__(
        self, services: "Services", jobs: JobRunner, changed: Callable[[], object], parent: QObject
    ) -> None:
        """`changed` is called whenever the number is another one."""
        super().__init__(parent)
        self._services = services
        self._jobs = jobs
        self._changed = changed
        self._counted_on: date | None = None
        self.n = 0

    def heard(self, changes: Changes) -> None:
        """Count anew where it is needed."""
        today = self._services.clock.now().date()
        if changes.charter or self._counted_on != today:
            self._counted_on = today
            self._jobs.run(
                READ,
                self._count,
                self._came,
                self._not_counted,
                owner=self,
            )

    def _count(self) -> int:
        """Count on the lane, where the service is also built when nobody asked for it yet."""
        return self._services.guide.waiting()

    def _came(self, n: int) -> None:
        if n != self.n:
            self.n = n
            self._changed()

    def _not_counted(self, _: Exception) -> None:
        """Leave the number as it is: the page itself says what is wrong with a charter."""
