"""Settling conversations: done, no answer needed, unread again; with one undo for all of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.ids import ConversationId
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox.list_model import ConversationModel

if TYPE_CHECKING:
    from cmworkstation.services.deciding import Undo
    from cmworkstation.services.inbox import Inbox
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0


class Settling(QObject):
    """Changes where conversations stand, on the lane for what a person did."""

    next_wanted = Signal(object)  # the conversation that follows, None where none is left

    def __init__(self, window: "MainWindow", inbox: "Inbox", model: ConversationModel) -> None:
        """Settle what `model` lists."""
        super().__init__(model)
        self._window = window
        self._inbox = inbox
        self._model = model

    def settle(
        self, wanted: Sequence[int], status: Status, reason: str = "", *, then_next: bool
    ) -> None:
        """Give conversations another standing and mark them as read; then ask for the next one if wished."""
        follower = self._follower(wanted)

        def write() -> "tuple[Changes, Undo]":
            return self._inbox.set_status(wanted, status, reason, read=True)

        def settled(result: "tuple[Changes, Undo]") -> None:
            changes, undo = result
            self._window.jobs.emit_changes(changes)
            self._offer_undo(status, undo)
            if then_next:
                self.next_wanted.emit(follower)

        self._window.jobs.run(jobs.WRITE, write, settled, owner=self)

    def mark_unread(self, wanted: Sequence[int]) -> None:
        """Mark conversations as unread again."""

        def write() -> Changes:
            changes = Changes()
            for one in wanted:
                changes |= self._inbox.mark_read(ConversationId(one), read=False)
            return changes

        self._window.jobs.run(jobs.WRITE, write)
        self._window.say(tr("Marked as unread"))

    def _follower(self, leaving: Sequence[int]) -> int | None:
        """Return the conversation below those that leave, else the one above."""
        gone = set(leaving)
        row = max((self._model.row_of(one) for one in leaving), default=-1)
        below = range(row + 1, self._model.rowCount())
        above = range(row - 1, -1, -1)
        for rows in (below, above):
            for n in rows:
                found = self._model.id_at(n)
                if found is not None and found not in gone:
                    return found
        return None

    def _offer_undo(self, status: Status, undo: "Undo") -> None:
        n = len(undo.before)
        if status is Status.DONE:
            said = trn("{n} conversation done.", "{n} conversations done.", n)
        elif status is Status.WAITING_THEM:
            said = trn(
                "{n} conversation waits for the person.",
                "{n} conversations wait for the person.",
                n,
            )
        else:
            said = trn("{n} conversation needs no answer.", "{n} conversations need no answer.", n)

        def take_back() -> None:
            self._window.jobs.run(jobs.WRITE, lambda: self._inbox.undo_status(undo))

        self._window.undo(said.format(n=number(n)), UNDO_S, take_back)
