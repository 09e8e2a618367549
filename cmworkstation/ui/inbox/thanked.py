"""What is said and done where a conversation ends in thanks: nobody waits, unless the person here says otherwise."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cmworkstation.domain.conversation import Changes, Conversation
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.services.courtesies import Thanked
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0


class ThankedBar(QFrame):
    """A quiet line above a thread that ends in thanks."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it, hidden."""
        super().__init__(parent)
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(6), look.px(12), look.px(6))
        row.setSpacing(look.px(8))
        self.said = PlainLabel(tr("They thanked you. Nobody waits for an answer."))
        self.said.setWordWrap(True)
        theme.mark(self.said, "good")
        self.button = QPushButton(tr("This wants an answer"))
        self.button.clicked.connect(self.wanted)
        theme.mark(self.button, "quiet")
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        self.hide()

    def show_for(self, row: Conversation, *, read_only: bool) -> None:
        """Show itself where a conversation ends in thanks."""
        self.setVisible(row.thanked)
        self.button.setEnabled(not read_only)


def want_answer(window: "MainWindow", wanted: Sequence[int]) -> None:
    """Bring thanked conversations back to those that wait; with one undo for all of them."""
    courtesies = cast("Services", window.services).courtesies

    def written(result: "tuple[Changes, Thanked]") -> None:
        changes, done = result
        window.jobs.emit_changes(changes)
        n = len(changes.conversations)
        said = trn(
            "{n} conversation waits for us again.", "{n} conversations wait for us again.", n
        )
        window.undo(
            said.format(n=number(n)),
            UNDO_S,
            lambda: window.jobs.run(jobs.WRITE, lambda: courtesies.undo(done)),
        )

    window.jobs.run(jobs.WRITE, lambda: courtesies.want_answer(wanted), written, owner=window)
