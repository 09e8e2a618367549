"""Earlier states of a draft: read them, take one back."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.reply import DraftRevision
from cmworkstation.i18n import tr
from cmworkstation.ui import theme


class HistoryDialog(QDialog):
    """A list of times beside the text of that time."""

    wanted = Signal(str)

    def __init__(self, revisions: Sequence[DraftRevision], now: datetime, parent: QWidget) -> None:
        """Show these revisions, the newest first."""
        super().__init__(parent)
        self.setWindowTitle(tr("Earlier states of this draft"))
        look = theme.current()
        self.resize(look.px(640), look.px(360))
        self._revisions = revisions
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Times"))
        self._list.addItems(
            [f"{words.when(one.at, now)} · {one.at.astimezone():%H:%M:%S}" for one in revisions]
        )
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(tr("Text at that time"))
        row = QHBoxLayout()
        row.addWidget(self._list, 2)
        row.addWidget(self._text, 3)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        take = buttons.addButton(tr("Take this text"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(take, "primary")
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(buttons)
        self._list.currentRowChanged.connect(lambda at: self._text.setPlainText(revisions[at].body))
        self._list.setCurrentRow(0)

    def _take(self) -> None:
        self.wanted.emit(self._revisions[self._list.currentRow()].body)
        self.accept()
