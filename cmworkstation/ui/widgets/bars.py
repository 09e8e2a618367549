"""Bars above the pages: they say what happened and never stand in the way."""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.labels import PlainLabel

_WEIGHTS = {
    "info": 0,
    "good": 0,
    "warn": 1,
    "error": 2,
}  # which one is shown where there is room for one only
_TONES = {"info": "accent", "good": "good", "warn": "warn", "error": "error"}


class NoticeBar(QFrame):
    """A sentence, a hint, at most two buttons and a way to put it away."""

    dismissed = Signal()

    def __init__(
        self,
        kind: str,
        text: str,
        hint: str = "",
        button: str = "",
        pressed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show translated words; `kind` is "info", "good", "warn" or "error"."""
        super().__init__(parent)
        t = theme.current()
        self._role = _TONES[kind]
        self.weight = _WEIGHTS[kind]
        theme.mark(self, "bar")
        self._text = QLabel(text, self)
        self._hint = QLabel(hint, self)
        theme.mark(self._text, "bold")
        theme.mark(self._hint, "soft")
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._text, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        self._hint.setVisible(bool(hint))
        self._behind = PlainLabel("", self)
        theme.mark(self._behind, "soft")
        self._behind.setWordWrap(True)
        self._behind.hide()
        words.addWidget(self._behind)
        self._picture = picture = QLabel(self)
        side = t.px(icons.LARGE)
        picture.setPixmap(icons.icon(kind, self._role).pixmap(side, side))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(t.px(16), t.px(8), t.px(8), t.px(8))
        self._row.setSpacing(t.px(12))
        self._row.addWidget(picture)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(t.px(8))
        self._middle.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(t.px(8))
        self._middle.addLayout(self._buttons)
        self._row.addLayout(self._middle, 1)
        self._closer = self._make_closer()
        self._row.addWidget(self._closer)
        if button and pressed is not None:
            self.add_button(button, pressed)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)

    def add_button(self, words: str, pressed: Callable[[], object]) -> QPushButton:
        """Add a button before the one that puts the bar away."""
        button = QPushButton(words, self)
        button.clicked.connect(lambda _=False: pressed())
        self._buttons.addWidget(button)
        return button

    def say_behind(self, n: int) -> None:
        """Say how many other notices wait for this one to be put away, 0 for none."""
        said = trn("{n} more notice behind it", "{n} more notices behind it", n).format(n=n)
        self._behind.setText(said if n else "")
        self._behind.setVisible(n > 0)

    def set_words(self, text: str, hint: str = "") -> None:
        """Say something else."""
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(text)

    def _make_closer(self) -> QToolButton:
        closer = QToolButton(self)
        closer.setIcon(icons.icon("close", "soft"))
        closer.setAccessibleName(tr("Put this notice away"))
        closer.setToolTip(tr("Put this notice away"))
        closer.clicked.connect(self.dismissed)
        return closer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where it is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < theme.current().px(480) and not self._fits_one_line()
        self._picture.setVisible(self.width() >= theme.current().px(240))
        way = QBoxLayout.Direction
        self._middle.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._buttons.setAlignment(
            Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        )
        high = Qt.AlignmentFlag.AlignTop if narrow else Qt.AlignmentFlag.AlignVCenter
        for widget in (self._picture, self._closer):
            self._row.setAlignment(widget, high)

    def _fits_one_line(self) -> bool:
        """Tell whether words and buttons have room side by side."""
        t = theme.current()
        self._text.ensurePolished()
        said = self._text.fontMetrics().horizontalAdvance(self._text.text())
        beside = self._buttons.sizeHint().width() + t.px(16 + 20 + 32 + 4 * 12)
        return self._hint.isHidden() and said + beside <= self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a band in the colour of the kind; the words and the icon say it too."""
        super().paintEvent(event)
        t = theme.current()
        QPainter(self).fillRect(0, 0, t.px(theme.BAND), self.height(), t.colour(self._role))


class UndoBar(NoticeBar):
    """Says what was just done, counts down, and takes it back on demand."""

    undone = Signal()
    ended = Signal()  # the time is over, or the bar was put away

    def __init__(self, text: str, seconds: float, parent: QWidget | None = None) -> None:
        """Count down from `seconds`."""
        super().__init__("info", text, parent=parent)
        self._left = PlainLabel("", self)
        theme.mark(self._left, "soft")
        self._buttons.addWidget(self._left)
        self.button = self.add_button(tr("Undo"), self.press)
        self._ms = round(seconds * 1000)
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.dismissed.connect(self._end)
        self._tick()

    def press(self) -> None:
        """Undo."""
        if self._timer.isActive():
            self._timer.stop()
            self.undone.emit()

    def _end(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.ended.emit()

    def _tick(self) -> None:
        left = self._ms - self._since.elapsed()
        if left <= 0:
            self._end()
        else:
            self._left.setText(tr("{n} s").format(n=ceil(left / 1000)))
