"""What becomes of a draft: into the outbox and back, or off the table and back."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.reply import Draft, OutboxRow
from cmworkstation.i18n import tr
from cmworkstation.words import timing

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

DISCARD_UNDO_S = 10
PLANNED_UNDO_S = 10


class Sending(QObject):
    """Sends and discards for the composer, and takes both back."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Take the composer to act for."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)

    def queue(self, override: str = "") -> None:
        """Put the draft into the outbox, where undo is possible for a while."""
        draft = self._pane.draft()
        if draft is None:
            return
        if self._pane.asking.is_wanted():
            self._pane.asking.ask(override)
            return
        hold = self._services.settings.hold_seconds()
        try:
            row, changes = self._services.outbox.queue(draft, hold_s=hold, override=override)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._services.drafts.forget_unsaved(draft.id)
        self._pane.let_go()
        self._window.jobs.emit_changes(changes | Changes(drafts=True))
        if row.slot is not None:
            said = tr("Planned: it leaves {when}.")
            when = timing.when(row.slot, self._services.clock.now())
            self._window.undo(
                said.format(when=when), max(hold, PLANNED_UNDO_S), partial(self.undo, row)
            )
        elif hold:
            self._window.undo(tr("The reply leaves in a moment."), hold, partial(self.undo, row))
        self._pane.leave()
        self._pane.sent.emit(row)

    def by_hand(self, override: str = "") -> None:
        """Take the draft by hand, and show what there is to do."""
        from cmworkstation.ui.outbox.by_hand import open_for  # noqa: PLC0415 - seldom asked for

        draft = self._pane.draft()
        if draft is None:
            return
        if self._pane.asking.is_wanted():
            self._pane.asking.ask(override)
            return
        try:
            row, changes = self._services.by_hand.begin(draft, override=override)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._services.drafts.forget_unsaved(draft.id)
        self._pane.let_go()
        self._window.jobs.emit_changes(changes)
        self._pane.leave()
        self._pane.sent.emit(row)
        open_for(self._window, row.id)

    def undo(self, row: OutboxRow) -> None:
        """Take a reply back out of the outbox and go on writing it."""
        self._pane.save()
        try:
            draft, changes = self._services.outbox.undo(row.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._pane.take_up(draft)

    def discard(self, draft: Draft) -> None:
        """Take a draft off the table; undo brings it back."""
        try:
            changes = self._services.drafts.discard(draft.id) if draft.revision else Changes()
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._services.drafts.forget_unsaved(draft.id)
        self._pane.let_go()
        if draft.revision:
            self._window.jobs.emit_changes(changes)
            restore = partial(self._restore, draft)
            self._window.undo(tr("Draft discarded."), DISCARD_UNDO_S, restore)
        self._pane.leave()

    def _restore(self, draft: Draft) -> None:
        self._pane.save()
        try:
            self._window.jobs.emit_changes(self._services.drafts.restore(draft))
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._pane.take_up(draft)
