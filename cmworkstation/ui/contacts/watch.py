"""Tells, while the program runs, what is owed to people: each thing once, together, and never again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.ui.jobs import READ, WRITE, JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.words import relations as words

if TYPE_CHECKING:
    from cmworkstation.domain.relation import Debt
    from cmworkstation.services.relations import Row
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = "owed"
EVERY_S = 900.0


class RelationWatch(QObject):
    """Looks from time to time; the workspace remembers what was told."""

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
        """Look what is due and was not told yet."""
        news = self._services.relations.news
        self._jobs.run(READ, news, self._tell, lambda _: None, owner=self)

    def _tell(self, found: "tuple[tuple[Row, Debt], ...]") -> None:
        if not found:
            return
        now = self._services.clock.now()
        self._window.tell(Notice("info", words.news(found, now), "", "contacts.owed", KEY))
        told = self._services.relations.told
        self._jobs.run(WRITE, lambda: told(found), failed=lambda _: None, owner=self)
