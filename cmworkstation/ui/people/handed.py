"""Says what colleagues handed to the acting person: by whom, and with which word."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.notification import Kind
from cmworkstation.ui.jobs import READ, WRITE, JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.words import standing

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.teller import Teller

KEY = "handed"
EVERY_S = 30.0
MOST = 200  # rows that are looked at


class HandedNotices(QObject):
    """Looks from time to time, and at once when somebody else sits down; says each hand-over once."""

    def __init__(
        self, window: "MainWindow", services: "Services", jobs: JobRunner, teller: "Teller"
    ) -> None:
        """Begin with a look."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._teller = teller
        self._looked: tuple[str, float] | None = None

    def pulse(self) -> None:
        """Look, where it is time to and somebody is known to sit here."""
        me, running = self._services.acting.id, self._services.clock.monotonic()
        if self._looked is not None:
            who, at = self._looked
            if who == me and running - at < EVERY_S:
                return
        self._looked = (me, running)
        if me:
            self._jobs.run(READ, self._news, self._tell, lambda _: None, owner=self)

    def _news(self) -> tuple[tuple[Conversation, ...], datetime]:
        now = self._services.clock.now()
        wanted = self._services.assigning.news()  # built on the lane
        return self._services.inbox.rows(wanted[:MOST]), now

    def _tell(self, found: tuple[tuple[Conversation, ...], datetime]) -> None:
        rows, until = found
        if not rows:
            return
        self._window.tell(Notice("info", standing.news(rows), "", "inbox.mine", KEY))
        self._teller.add(Kind.HANDED, len(rows), rows[0].handed_by_name, rows[0].handed)
        if not self._services.read_only:
            told = partial(self._services.assigning.told, until)
            self._jobs.run(WRITE, told, failed=lambda _: None, owner=self)
