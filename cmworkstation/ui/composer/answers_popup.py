"""The list of approved answers that opens at `::`: choose with the arrows, see the text before it is inserted."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.services.answers import FACT, AnswerChoice
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.file_rows import FileRows
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words.guide import files, why_not


class AnswersPopup(QFrame):
    """A list beside a preview. It never takes the focus: the person goes on typing in the reply."""

    chosen = Signal(object)  # AnswerChoice
    dropped = Signal()

    def __init__(self, parent: QWidget, thumbs: Thumbs) -> None:
        """Make a closed list over `parent`; `thumbs` makes the pictures of files."""
        super().__init__(parent)
        theme.mark(self, "popup")
        self.setAccessibleName(tr("Approved answers"))
        self._list = found_rows(tr("Approved answers"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._preview = QPlainTextEdit()
        self._preview.setReadOnly(True)
        theme.mark(self._preview, "bare")
        self._preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._preview.setAccessibleName(tr("Text of the answer"))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.current().px(4),) * 4)
        row.setSpacing(theme.current().px(4))
        row.addWidget(self._list, 2)
        self.files = FileRows(thumbs)
        area = QScrollArea()
        area.setWidget(self.files)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        self.files.setAutoFillBackground(False)  # the popup's own ground shows
        area.hide()
        self._area = area
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._preview, 1)
        right.addWidget(area, 1)
        row.addLayout(right, 3)
        self._choices: Sequence[AnswerChoice] = ()
        self._list.currentRowChanged.connect(self._show_preview)
        self._list.itemClicked.connect(lambda _: self.take())
        self.hide()

    def offer(self, choices: Sequence[AnswerChoice], above: QPoint) -> None:
        """Open with these answers, its lower left corner at `above` (in the parent's coordinates)."""
        self._choices = choices
        self._list.clear()
        for one in choices:
            self._list.addItem(row_of(one))
        if not choices:
            words = tr("No approved answer fits. Esc leaves your text as it is.")
            self._list.addItem(found_row(words, usable=False))
        first = self._first_usable()
        self._list.setCurrentRow(first)
        self._show_preview(max(0, first))
        parent = self.parentWidget()
        look = theme.current()
        width = min(look.px(620), parent.width() - look.px(16)) if parent else look.px(620)
        height = min(look.px(220), max(look.px(96), above.y() - look.px(8)))
        right = parent.width() - width - look.px(8) if parent else above.x()
        left = max(0, min(above.x(), right))  # never beyond the window's edge
        self.setGeometry(left, max(0, above.y() - height), width, height)
        self.show()
        self.raise_()

    def press(self, key: int) -> None:
        """Act on a key that was typed in the reply."""
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.take()
        else:
            step = 1 if key == Qt.Key.Key_Down else -1
            row = self._list.currentRow() + step
            while 0 <= row < len(self._choices) and not self._choices[row].insertable:
                row += step
            if 0 <= row < len(self._choices):
                self._list.setCurrentRow(row)

    def take(self) -> None:
        """Choose the answer that is marked."""
        row = self._list.currentRow()
        self.hide()
        if 0 <= row < len(self._choices) and self._choices[row].insertable:
            self.chosen.emit(self._choices[row])
        else:
            self.dropped.emit()

    def leave(self) -> None:
        """Close without choosing."""
        self.hide()
        self.dropped.emit()

    def _first_usable(self) -> int:
        return next((row for row, one in enumerate(self._choices) if one.insertable), -1)

    def _show_preview(self, row: int) -> None:
        choice = self._choices[row] if 0 <= row < len(self._choices) else None
        self._preview.setPlainText(choice.preview if choice else "")
        self.files.show_files(choice.files if choice else ())
        self._area.setVisible(bool(choice and choice.files))


def row_of(choice: AnswerChoice) -> QListWidgetItem:
    """Return a row for a choice: why it cannot be put in, else what it is and which files it brings, in the line below.

    What is wrong with a file is said before anything is put in.
    """
    below, role = choice.category, "soft"
    if choice.id.startswith(FACT):
        below = tr("Fact")
    said, wrong = files(choice.files)
    below = " · ".join(filter(None, (below, said)))
    role = "warn" if wrong else role
    if not choice.insertable:
        below, role = why_not(choice.reason), "warn"
    item = found_row(choice.title, choice.matched, below, role, usable=choice.insertable)
    item.setData(Qt.ItemDataRole.UserRole, choice)
    return item
