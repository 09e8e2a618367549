"""Tells whoever keeps the charters, once a day and together, what runs out and who waits for thanks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.ui.jobs import READ, WRITE, JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.words import upkeep as said

if TYPE_CHECKING:
    from cmworkstation.services.upkeep import Reminded
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = "upkeep"
EVERY_S = 900.0


class UpkeepNotice(QObject):
    """Looks from time to time whether today's news was told; the workspace remembers the day."""

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
            news = self._services.upkeep.news
            self._jobs.run(READ, news, self._tell, lambda _: None, owner=self)

    def _tell(self, found: "tuple[Reminded, ...]") -> None:
        if not found:
            return
        rules = {one.reminder.rule for one in found}
        where = "go.charter" if said.EXPIRY in rules else "go.inbox"
        if rules == {said.REGISTER}:
            where = "go.presence"
        self._window.tell(Notice("info", said.news(found), "", where, KEY))
        self._jobs.run(WRITE, self._services.upkeep.told, failed=lambda _: None, owner=self)
