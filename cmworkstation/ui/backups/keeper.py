"""What looks after the file while nobody does anything: a copy a day, a look at its pages, and a word when one is bad.

Every copy is opened and checked with the search index, so that damage is known within a day; after an end without
warning the pages are looked at before that.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.backup import Why
from cmworkstation.domain.errors import NotAllowed, StoreDamaged
from cmworkstation.ui import notices
from cmworkstation.ui.backups import parts
from cmworkstation.ui.jobs import JobRunner

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

FIRST_S = 30.0  # after the start, which has better things to do
LOOK_S = 60.0  # between two questions whether something is due
AGAIN_S = 3600.0  # after a failure


class Keeper(QObject):
    """Asked at each pulse of the window."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Begin to wait."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._next = services.clock.monotonic() + FIRST_S
        self._told = ""  # which trouble was told already

    def pulse(self) -> None:
        """Show damage at once; do what is due when nothing else is under way."""
        if self._services.workspace.damage:
            self._window.show_state(notices.DAMAGED, lambda: notices.words(StoreDamaged()))
            return
        now = self._services.clock.monotonic()
        if now < self._next or self._jobs.busy() or self._services.storage.trouble():
            return  # on a full disk a copy would take the room that a person's writing needs
        self._next = now + LOOK_S
        copies = self._services.backups
        if copies.check_is_due():
            self._jobs.run(parts.LANE, copies.check, failed=self._failed)
        elif copies.is_due():
            self._jobs.run(
                parts.LANE, lambda: copies.make(Why.DAILY), done=self._made, failed=self._failed
            )

    def _made(self, _: object) -> None:
        self._told = ""

    def _failed(self, error: Exception) -> None:
        """Tell a trouble once, until a copy succeeds."""
        self._next = self._services.clock.monotonic() + AGAIN_S
        if isinstance(error, StoreDamaged):
            self.pulse()
        elif type(error).__name__ != self._told and not isinstance(error, NotAllowed):
            self._told = type(error).__name__
            said = notices.words(error)
            self._window.notify(
                notices.Notice(
                    said.kind, notices.no_copy(), said.text + " " + said.hint, "workspace.backups"
                )
            )
