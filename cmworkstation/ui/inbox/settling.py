"""Settling conversations: done, no answer needed, unread again; with one undo for all of them."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.ids import ConversationId
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox.list_model import ConversationModel
from cmworkstation.ui.inbox.rounds import Rounds

if TYPE_CHECKING:
    from cmworkstation.services.deciding import Undo
    from cmworkstation.services.inbox import Inbox
    from cmworkstation.ui.main_window import MainWindow

VERBS = {
    Status.DONE: N_("Done"),
    Status.WAITING_THEM: N_("Waiting for the person"),
    Status.NO_ANSWER: N_("No answer needed"),
}


class Settling(QObject):
    """Changes where conversations stand, on the lane for what a person did."""

    next_wanted = Signal(object)  # the conversation that follows, None where none is left

    def __init__(
        self, window: "MainWindow", inbox: "Inbox", model: ConversationModel, rounds: Rounds
    ) -> None:
        """Settle what `model` lists."""
        super().__init__(model)
        self._window = window
        self._inbox = inbox
        self._model = model
        self._rounds = rounds

    def settle(
        self, wanted: Sequence[int], status: Status, reason: str = "", *, then_next: bool
    ) -> None:
        """Give conversations another standing and mark them as read; then ask for the next one if wished."""
        follower = self._follower(wanted)

        def write(part: Sequence[int]) -> "tuple[Changes, Undo]":
            return self._inbox.set_status(part, status, reason, read=True)

        def settled() -> None:
            if then_next:
                self.next_wanted.emit(follower)

        self._rounds.carry_out(wanted, write, tr(VERBS[status]), partial(_said, status), settled)

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
        ids, gone = self._model.ids(), set(leaving)
        rows = [row for row, one in enumerate(ids) if one in gone]
        last = rows[-1] if rows else -1
        below = (one for one in ids[last + 1 :])
        above = (one for one in reversed(ids[: max(last, 0)]) if one not in gone)
        return next(below, next(above, None))


def _said(status: Status, n: int) -> str:
    if status is Status.DONE:
        said = trn("{n} conversation done.", "{n} conversations done.", n)
    elif status is Status.WAITING_THEM:
        said = trn(
            "{n} conversation waits for the person.", "{n} conversations wait for the person.", n
        )
    else:
        said = trn("{n} conversation needs no answer.", "{n} conversations need no answer.", n)
    return said.format(n=number(n))
