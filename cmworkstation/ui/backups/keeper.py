"""What looks after the file while nobody does anything: planned copies, a look at its pages, a word when one is bad.

Every copy is opened and checked with the search index, so that damage is known within a day; after an end without
warning the pages are looked at before that.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.backup import Why
from cmworkstation.domain.errors import (
    BackupDamaged,
    NotAllowed,
    PlaceAbsent,
    StorageFull,
    StoreDamaged,
)
from cmworkstation.domain.progress import Progress
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
        if self._services.workspace.ended_badly and self._services.backups.check_is_due():
            self._jobs.run(parts.LANE, self._services.backups.check, failed=self._failed)
            return  # before anything is written on top of what may be damaged
        now = self._services.clock.monotonic()
        if now < self._next or self._jobs.busy() or self._services.storage.trouble():
            return
        self._next = now + LOOK_S
        self._jobs.run(parts.LANE, self._look_after, done=self._made, failed=self._failed)

    def _look_after(self) -> Generator[Progress, None, bool]:
        """On the lane, since the folder of the copies may be on a slow disk; tell whether a copy was made."""
        copies = self._services.backups
        if copies.check_is_due():
            copies.check()
        due = copies.is_due()
        if due:
            yield from copies.make(Why.DAILY)
        if copies.second_is_due():  # also when its disk is back after a time away
            yield from copies.catch_up()
            due = True
        elif not due and copies.trial_is_due():
            yield from self._try()
        return due

    def _try(self) -> Generator[Progress, None, None]:
        """Try a restore aside; raise what was wrong with the copy."""
        from cmworkstation.services import rehearsal  # noqa: PLC0415 - once a month

        last = self._services.backups.last()
        if last is None:
            return
        done = yield from rehearsal.rehearse(last, self._services.clock.now())
        self._services.backups.note_rehearsal(done)
        if not done.well:
            raise BackupDamaged(done.problems[0])

    def _made(self, made: bool | None) -> None:
        if made:
            self._told = ""

    def _failed(self, error: Exception) -> None:
        """Tell a trouble once, until a copy succeeds."""
        absent = isinstance(error, PlaceAbsent)  # it may be back at any minute
        self._next = self._services.clock.monotonic() + (LOOK_S if absent else AGAIN_S)
        if isinstance(error, StoreDamaged):
            self.pulse()
        elif isinstance(error, StorageFull):
            return  # the band says it
        elif type(error).__name__ != self._told and not isinstance(error, NotAllowed):
            self._told = type(error).__name__
            said = notices.words(error)
            self._window.notify(
                notices.Notice(
                    said.kind, notices.no_copy(), said.text + " " + said.hint, "workspace.backups"
                )
            )
