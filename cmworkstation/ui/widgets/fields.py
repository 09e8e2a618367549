"""Fields: a search field that waits for a pause, and a choice among few in one row."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme

PAUSE_MS = 150
Box = TypeVar("Box", bound=QAbstractSpinBox)


def offer_to_clear(field: QLineEdit) -> None:
    """Give a field Qt's button that empties it, with a name; the keyboard has Esc or Ctrl+A, Delete."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName(tr("Empty this field"))


def stepped(box: Box) -> Box:
    """Return a field of a number or a time whose words stand apart from its left edge.

    Qt gives them no room there once a style sheet draws the buttons.
    """
    box.lineEdit().setTextMargins(theme.current().px(8), 0, 0, 0)
    return box


def add_named(form: QFormLayout, words: str, field: QWidget) -> None:
    """Add a row to a form whose words are also what a screen reader calls the field.

    Of a combo box Qt reads the chosen value alone where it has no name of its own.
    """
    form.addRow(words, field)
    field.setAccessibleName(words.replace("&", ""))


class SearchField(QLineEdit):
    """Tells what to search for after a pause in typing, at once on Enter; Esc empties it."""

    searched = Signal(str)
    left = Signal()  # Esc in an empty field

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        """Show `placeholder` while empty; it is the accessible name as well."""
        super().__init__(parent)
        words = placeholder or tr("Search")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        t = theme.current()
        self.setTextMargins(t.px(20), 0, t.px(20), 0)
        # Qt's own button for this keeps its size at every zoom.
        self.clearer = QToolButton(self)
        self.clearer.setIcon(icons.icon("close", "soft"))
        self.clearer.setFixedSize(t.px(24), t.px(24))
        self.clearer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clearer.setCursor(Qt.CursorShape.ArrowCursor)
        self.clearer.setAccessibleName(tr("Clear the search"))
        self.clearer.setToolTip(tr("Clear the search"))
        self.clearer.hide()
        self.clearer.clicked.connect(self._clear)
        self.helper: QToolButton | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._wait)
        self.returnPressed.connect(self._tell)

    def offer_help(self, name: str, act: Callable[[], object]) -> None:
        """Show a "?" at the end of the field; whoever has no mouse has a command for it."""
        t = theme.current()
        self.helper = QToolButton(self)
        self.helper.setIcon(icons.icon("help", "soft"))
        self.helper.setFixedSize(t.px(24), t.px(24))
        self.helper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.helper.setCursor(Qt.CursorShape.ArrowCursor)
        self.helper.setAccessibleName(name)
        self.helper.setToolTip(foreign.tooltip(name))
        self.helper.clicked.connect(lambda _=False: act())
        self.setTextMargins(t.px(20), 0, t.px(44), 0)

    def empty(self) -> None:
        """Forget the words without telling anybody; the button that clears them goes as well."""
        self.clear()
        self._pause.stop()

    def _wait(self) -> None:
        self.clearer.setVisible(bool(self.text()))
        self._pause.start()

    def _clear(self) -> None:
        self.clear()
        self._tell()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons at the end, the one that clears inside."""
        super().resizeEvent(event)
        t = theme.current()
        side = self.clearer.width()
        from_end = t.px(4)
        for button in filter(None, (self.helper, self.clearer)):
            left = self.width() - side - from_end if self.isLeftToRight() else from_end
            button.move(left, (self.height() - side) // 2)
            from_end += side

    def _tell(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the magnifying glass at the size of the moment; an action's icon would stay small."""
        super().paintEvent(event)
        t = theme.current()
        side = t.px(icons.SMALL)
        left = t.px(8) if self.isLeftToRight() else self.width() - t.px(8) - side
        place = QRect(left, (self.height() - side) // 2, side, side)
        icons.paint(QPainter(self), place, "search", t.colour("soft"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field, then leaves it."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self._clear()
        else:
            self.left.emit()


class _Words(QLabel):
    """Words of a box that wrap; a press on them is a press on the box."""

    def __init__(self, words: str, box: QAbstractButton) -> None:
        super().__init__(words)
        self._box = box
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        if self._box.isEnabled():
            self._box.click()
            self._box.setFocus(Qt.FocusReason.MouseFocusReason)


def beside(box: QAbstractButton, words: str) -> QWidget:
    """Return a check box or a round one with words beside it that wrap, which its own do not."""
    box.setAccessibleName(words)
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(4))
    row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(_Words(words, box), 1)
    return holder


class Segmented(QWidget):
    """Two to five choices side by side, exactly one of them chosen."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Offer (key, translated words) pairs; the first is chosen."""
        super().__init__(parent)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(4))
        for n, (_, words) in enumerate(choices):
            button = QPushButton(words, self)
            theme.mark(button, "segment")
            button.setCheckable(True)
            self._make_room(button)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, n)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda n: self.chosen.emit(self._keys[n]))

    @staticmethod
    def _make_room(button: QPushButton) -> None:
        """Leave room for the words in bold, as they are once it is chosen."""
        t = theme.current()
        bold = QFontMetrics(t.font("body", bold=True)).horizontalAdvance(button.text())
        button.setMinimumWidth(bold + t.px(20))

    def current(self) -> QAbstractButton:
        """Return the button of what is chosen, for a page that gives it the focus."""
        return self._group.button(self._group.checkedId())

    def parted(self) -> tuple[QAbstractButton, ...]:
        """Return the buttons, for a layout that may put them in several lines; this widget shows nothing then."""
        self.hide()
        return tuple(self._group.buttons())

    def choose(self, key: str) -> None:
        """Choose without telling. Raises `ValueError` for an unknown key."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def key(self) -> str:
        """Return what is chosen."""
        return self._keys[self._group.checkedId()]

    def allow(self, key: str, *, allowed: bool) -> None:
        """Let a choice be made, or not. Raises `ValueError` for an unknown key."""
        self._group.button(self._keys.index(key)).setEnabled(allowed)

    def rename(self, key: str, words: str) -> None:
        """Give a choice other translated words. Raises `ValueError` for an unknown key."""
        button = self._group.button(self._keys.index(key))
        button.setText(words)
        if isinstance(button, QPushButton):
            self._make_room(button)
