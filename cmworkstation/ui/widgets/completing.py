"""Completion while typing: a short list under the caret, by keyboard alone. The text keeps the focus all the time.

A source looks at the line before the caret and says what it would complete, and from where on; the first source that
has something to offer wins. Esc leaves the text as it is, and nothing is offered again before something is typed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from cmworkstation.ui import theme
from cmworkstation.ui.widgets.found_rows import found_row, found_rows

MOST = 8
WIDTH = 280  # px at 100 %
TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be put in: what the list says of it, and the text itself."""

    title: str
    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a source would complete: from `start` in the line (code points) up to the caret."""

    start: int
    suggestions: Sequence[Suggestion]


Source = Callable[[str], Offer | None]


class Completing(QObject):
    """Offers completions in a text field."""

    taken = Signal(str)

    def __init__(
        self, field: QPlainTextEdit, window: QWidget, sources: Sequence[Source], name: str
    ) -> None:
        """Complete in `field`, over `window`; `name` is what a screen reader says of the list."""
        super().__init__(field)
        self._field = field
        self._window = window
        self._sources = sources
        self._start = 0
        self._shown: Sequence[Suggestion] = ()
        self.enabled: Callable[[], bool] = lambda: True
        self.popup = QFrame(window)
        theme.mark(self.popup, "popup")
        self.list = found_rows(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self.take())
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(*(theme.current().px(4),) * 4)
        column.addWidget(self.list)
        self.popup.hide()
        field.installEventFilter(self)

    def is_open(self) -> bool:
        """Tell whether something is offered."""
        return not self.popup.isHidden()

    def leave(self) -> None:
        """Offer nothing more; the text stays as it is."""
        self.popup.hide()
        self._shown = ()

    def take(self) -> None:
        """Put in what is marked, as one step of undo."""
        row = self.list.currentRow()
        chosen = self._shown[row] if 0 <= row < len(self._shown) else None
        self.leave()
        if chosen is None:
            return
        cursor = self._field.textCursor()
        line = cursor.block().text()[: cursor.positionInBlock()]
        kept = _units(_code_points(line)[: self._start])
        cursor.beginEditBlock()
        cursor.setPosition(cursor.block().position() + kept, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(chosen.text)
        cursor.endEditBlock()
        self._field.setTextCursor(cursor)
        self.taken.emit(chosen.text)

    def look(self) -> None:
        """Offer what fits where the caret stands."""
        cursor = self._field.textCursor()
        line = _code_points(cursor.block().text()[: cursor.positionInBlock()])
        offer = self._offer(line) if self.enabled() and not cursor.hasSelection() else None
        if offer is None or not offer.suggestions:
            self.leave()
            return
        self._start, self._shown = offer.start, offer.suggestions[:MOST]
        self.list.clear()
        for one in self._shown:
            self.list.addItem(found_row(one.title, below=one.below))
        self.list.setCurrentRow(0)
        self._place()

    def _offer(self, line: str) -> Offer | None:
        found = (source(line) for source in self._sources)
        return next((one for one in found if one is not None and one.suggestions), None)

    def _place(self) -> None:
        look = theme.current()
        width = min(look.px(WIDTH), self._window.width() - look.px(16))
        self.popup.resize(width, look.px(40))
        rows = sum(self.list.sizeHintForRow(n) for n in range(self.list.count()))
        height = min(look.px(300), rows + look.px(14))
        box = self._field.cursorRect()
        corner = self._field.viewport().mapTo(self._window, box.topLeft())
        x = max(0, min(corner.x(), self._window.width() - width - look.px(8)))
        above = corner.y() - height - look.px(4)
        below = corner.y() + box.height() + look.px(4)
        y = below if below + height <= self._window.height() else max(0, above)
        self.popup.setGeometry(QPoint(x, y).x(), y, width, height)
        self.popup.show()
        self.popup.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the open list; look after each one that types."""
        kind = event.type()
        if kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self.leave()
            return False
        if not isinstance(event, QKeyEvent) or kind not in (
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        ):
            return False
        if self.is_open() and self._is_ours(event):
            event.accept()
            if kind == QEvent.Type.KeyPress:
                self._press(event.key())
            return True
        if kind == QEvent.Type.KeyPress and (event.text() or event.key() == Qt.Key.Key_Backspace):
            QTimer.singleShot(0, self, self.look)  # after the field has taken the key
        elif kind == QEvent.Type.KeyPress and self.is_open():
            QTimer.singleShot(0, self, self.look)
        return super().eventFilter(watched, event)

    @staticmethod
    def _is_ours(event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        return event.key() in (*TAKES, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)

    def _press(self, key: int) -> None:
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in TAKES:
            self.take()
        else:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((self.list.currentRow() + step) % max(1, len(self._shown)))


def _code_points(line: str) -> str:
    """Return a line as Qt gives it with whole signs: halves of pairs are joined."""
    return line.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _units(text: str) -> int:
    """Return how many UTF-16 units a text has."""
    return len(text.encode("utf-16-le")) // 2
