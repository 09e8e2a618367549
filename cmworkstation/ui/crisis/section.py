"""One part of the crisis desk: a title, what it says, a list that is as high as what it holds, and its buttons."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks

ITEM = int(Qt.ItemDataRole.UserRole)
MOST = 7  # rows that are shown without scrolling
Row = tuple[str, object, str, str]  # words, what it is, icon, role of its colour


class Section(QFrame):
    """A part whose rows are shown again and again; the chosen one stays chosen."""

    def __init__(self, title: str, *, most: int = MOST) -> None:
        """Begin empty."""
        super().__init__()
        theme.mark(self, "raised")
        self._most = most
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        column.setSpacing(look.px(6))
        head = QLabel(title)
        theme.mark(head, "title")
        head.setWordWrap(True)
        column.addWidget(head)
        self.about = PlainLabel()
        self.about.setWordWrap(True)
        theme.mark(self.about, "soft")
        self.about.hide()
        column.addWidget(self.about)
        self.list = remarks(title)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        column.addWidget(self.list)
        self._holder = QWidget()
        self._row = FlowLayout(self._holder, gap=8)
        self.buttons: dict[str, QPushButton] = {}
        column.addWidget(self._holder)
        self._holder.hide()

    def offer(self, name: str, words: str, pressed: Callable[[], object], kind: str = "") -> None:
        """Add a button."""
        button = QPushButton(words)
        if kind:
            theme.mark(button, kind)
        button.clicked.connect(lambda *_: pressed())
        self.buttons[name] = button
        self._row.addWidget(button)
        self._holder.show()

    def say(self, words: str) -> None:
        """Say something above the list."""
        self.about.setText(words)
        self.about.setVisible(bool(words))

    def fill(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        before = self.list.currentRow()
        kept = self.chosen()
        self.list.clear()
        at = -1
        for n, (words, what, icon, role) in enumerate(rows):
            item = remark(words, icon, role) if icon else QListWidgetItem(words)
            item.setData(ITEM, what)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), words.replace("\n", ", "))
            self.list.addItem(item)
            if kept is not None and what == kept:
                at = n
        if rows:
            row = at if at >= 0 else min(max(before, 0), len(rows) - 1)
            self.list.setCurrentRow(row)
            if at < 0 and not self.buttons:
                self.list.clearSelection()  # nothing is done to a row here: none looks chosen
        self.list.setVisible(bool(rows))
        self._fit()

    def offer_what_can_be_done(self) -> None:
        """Without rows, hide the buttons that need one; once each knows whether it may be pressed."""
        for button in self.buttons.values():
            button.setVisible(button.isEnabled() or self.list.count() > 0)

    def chosen(self) -> object:
        """Return what the chosen row is, None without one."""
        rows = self.list.selectedItems()
        return rows[0].data(ITEM) if rows else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the list be as high as its words at the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = self.list.count()
        high = sum(self.list.sizeHintForRow(n) for n in range(min(count, self._most)))
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        whole = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.list.setVerticalScrollBarPolicy(bar if count > self._most else whole)
        self.list.setFixedHeight(max(high, theme.current().px(theme.CONTROL)) + 2)
