"""Lets go of what is too old once a day, as far as a person switched that on."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.i18n import trn
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.widgets.working import COPIES
from cmworkstation.words import erasures as wordings

if TYPE_CHECKING:
    from cmworkstation.services.retention import Cleared
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

EVERY_S = 3600.0


class RetentionWatch(QObject):
    """Asked at each pulse of the window."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Begin."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._next = services.clock.monotonic()

    def pulse(self) -> None:
        """Look, where it is time to and nothing else is under way."""
        now = self._services.clock.monotonic()
        if now < self._next or self._jobs.busy() or self._services.read_only:
            return
        self._next = now + EVERY_S
        work = partial(self._services.retention.daily, wordings.pseudonym)
        self._jobs.run(COPIES, work, self._done, owner=self)

    def _done(self, cleared: "Cleared") -> None:
        count = sum(cleared.counts.values())
        if count:
            self._jobs.emit_changes(cleared.changes)
            said = trn(
                "{n} was older than it is kept, and went.",
                "{n} were older than they are kept, and went.",
                count,
            ).format(n=count)
            self._window.tell(Notice("info", said, "", "erasing.retention", "retention"))
