"""Asks why no answer is needed: four common reasons, or one's own words. Not modal; Esc puts it away."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.phrases import REASONS


class ReasonPopover(QFrame):
    """A small card over the window."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over `parent`."""
        super().__init__(parent)
        self._over = parent
        theme.mark(self, "popup")
        self.setAutoFillBackground(True)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        column.setSpacing(look.px(4))
        title = QLabel(tr("Why is no answer needed?"))
        theme.mark(title, "bold")
        column.addWidget(title)
        self.buttons: list[QPushButton] = []
        for n, reason in enumerate(REASONS, 1):
            button = QPushButton(f"{n}  {tr(reason)}")
            theme.mark(button, "link")
            button.setAccessibleName(tr(reason))
            button.clicked.connect(partial(self._choose, tr(reason)))
            self.buttons.append(button)
            column.addWidget(button)
        self.other = QLineEdit()
        self.other.setPlaceholderText(tr("Another reason, then Enter"))
        self.other.setAccessibleName(tr("Another reason"))
        self.other.setMaxLength(200)
        self.other.returnPressed.connect(self._own)
        column.addWidget(self.other)
        self.setAccessibleName(title.text())
        self.hide()

    def ask(self, below: QWidget) -> None:
        """Appear below a widget, inside the parent, with the first reason focused."""
        self.adjustSize()
        parent = self._over
        at = below.mapTo(parent, QPoint(0, below.height() + theme.current().px(4)))
        x = max(8, min(at.x(), parent.width() - self.width() - 8))
        y = max(8, min(at.y(), parent.height() - self.height() - 8))
        self.other.clear()
        self.move(x, y)
        self.show()
        self.raise_()
        self.buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows walk, Esc leaves."""
        typed = event.text()
        n = _digit(typed)
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        elif 1 <= n <= len(self.buttons):
            self.buttons[n - 1].click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _own(self) -> None:
        if self.other.text().strip():
            self._choose(self.other.text().strip())

    def _choose(self, reason: str) -> None:
        self.hide()
        self.chosen.emit(reason)


def _digit(typed: str) -> int:
    """Return the digit that a key of the top row stands for, on French keyboards without Shift too."""
    if len(typed) == 1 and typed in "1234":
        return int(typed)
    return "&é\"'".find(typed) + 1 if len(typed) == 1 else 0
