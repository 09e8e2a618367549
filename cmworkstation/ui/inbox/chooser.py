"""A small card with a field and a list: type to narrow it, arrows to walk it, Enter to choose.

Not modal: Esc puts it away, and so does a press elsewhere in the window.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.folding import fold
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.card import Card
from cmworkstation.ui.widgets.labels import PlainLabel

WIDTH = 320  # px at 100 %
MOST = 9  # lines shown at once
KEY = Qt.ItemDataRole.UserRole
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line. `ticked` is None where there is nothing to tick, and partly where some have it."""

    key: str
    text: str
    icon: QIcon | None = None
    ticked: Qt.CheckState | None = None


class Chooser(Card):
    """Asks for one of several, or for several of them."""

    chosen = Signal(str, str)  # the key of one, and a word about it
    ticked = Signal(object, object)  # keys that were ticked and unticked, since it appeared
    left = Signal()

    def __init__(self, over: QWidget) -> None:
        """Build it hidden over `over`."""
        super().__init__(over)
        self._over = over
        look = theme.current()
        self.title = PlainLabel("")
        theme.mark(self.title, "bold")
        self.field = QLineEdit()
        self.list = QListWidget()
        theme.mark(self.list, "nav")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(look.px(14), look.px(14)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = PlainLabel("")
        self.hint.setWordWrap(True)
        theme.mark(self.hint, "meta")
        self.word = QLineEdit()
        self.word.setMaxLength(280)
        self.use = QPushButton(tr("Use these"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(12),) * 4)
        column.setSpacing(look.px(8))
        for widget in (self.title, self.field, self.list, self.word, self.hint, self.use):
            column.addWidget(widget)
        for widget in (self.field, self.list, self.word):
            widget.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._clicked)
        self.use.clicked.connect(self._use_ticked)
        self._choices: list[Choice] = []
        self._more: Callable[[str], Sequence[Choice]] = lambda _: ()
        self._marks: dict[str, Qt.CheckState] = {}
        self._before: dict[str, Qt.CheckState] = {}
        self.several = False

    def ask(
        self,
        below: QWidget,
        title: str,
        prompt: str,
        choices: Sequence[Choice],
        *,
        more: Callable[[str], Sequence[Choice]] = lambda _: (),
        word: str = "",
        hint: str = "",
    ) -> None:
        """Appear below a widget; `more` gives lines that come from what is typed, `word` asks for one."""
        self._choices, self._more = list(choices), more
        self.several = any(one.ticked is not None for one in choices) or bool(hint)
        self._marks = {one.key: one.ticked for one in choices if one.ticked is not None}
        self._before = dict(self._marks)
        self.title.setText(title)
        self.setAccessibleName(title)
        self.list.setAccessibleName(title)
        self.field.setPlaceholderText(prompt)
        self.field.setAccessibleName(prompt)
        self.word.setPlaceholderText(word)
        self.word.setAccessibleName(word)
        self.word.clear()
        self.word.setVisible(bool(word))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.use.setVisible(self.several)
        self.field.clear()
        self._narrow("")
        self._place(below)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, below: QWidget) -> None:
        look = theme.current()
        room = self._over.rect()
        row = look.px(theme.COMPACT_ROW)
        self.list.setFixedHeight(min(MOST, max(1, len(self._choices) + 1)) * row + 2)
        self.setFixedWidth(min(look.px(WIDTH), room.width() - 16))
        self.adjustSize()
        if (beyond := self.height() - room.height() + 16) > 0:
            self.list.setFixedHeight(max(row, self.list.height() - beyond))
            self.adjustSize()
        at = below.mapTo(self._over, QPoint(0, below.height() + look.px(4)))
        x = max(8, min(at.x(), room.width() - self.width() - 8))
        self.move(x, max(8, min(at.y(), room.height() - self.height() - 8)))

    def _narrow(self, typed: str) -> None:
        wanted = fold(typed.strip())
        shown = [one for one in self._choices if wanted in fold(one.text)]
        shown += list(self._more(typed.strip())) if typed.strip() else []
        self.list.clear()
        height = theme.current().px(theme.COMPACT_ROW)
        for one in shown:
            item = QListWidgetItem(one.text)
            item.setData(KEY, one.key)
            item.setToolTip(foreign.tooltip(one.text))
            item.setSizeHint(QSize(0, height))
            if one.icon is not None:
                item.setIcon(one.icon)
            if one.key in self._marks:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(self._marks[one.key])
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list from the field, choose by Enter."""
        own = watched in (self.field, self.list, self.word)
        if not own or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if key in ENTER:
            self._enter(stay=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Space and watched is self.list and self.several:
            self._tick(self.list.currentItem())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and watched is not self.list:
            by = 1 if key == Qt.Key.Key_Down else -1
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + by)))
        else:
            return super().eventFilter(watched, event)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc, from whatever part of the card."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self, *, stay: bool) -> None:
        if self.list.currentRow() < 0:
            return
        item = self.list.currentItem()
        if not self.several:
            self._choose(str(item.data(KEY)))
            return
        changed = self._marks != self._before
        if stay or not changed or self.field.text():
            self._tick(item)
        if stay:
            self.field.clear()
        else:
            self._use_ticked()

    def _clicked(self, item: QListWidgetItem) -> None:
        if self.several:
            self._tick(item)
        else:
            self._choose(str(item.data(KEY)))

    def _choose(self, key: str) -> None:
        word = self.word.text().strip()
        self.hide()
        self.chosen.emit(key, word)

    def _tick(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        key = str(item.data(KEY))
        ticked = self._marks.get(key) is Qt.CheckState.Checked
        self._marks[key] = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        item.setCheckState(self._marks[key])
        if key not in self._before:  # a new one: it stands among the others from now on
            self._before[key] = Qt.CheckState.Unchecked
            self._choices.append(Choice(key, key, None, Qt.CheckState.Checked))

    def _use_ticked(self) -> None:
        changed = {one: mark for one, mark in self._marks.items() if mark != self._before[one]}
        self.hide()
        on = [one for one, mark in changed.items() if mark is Qt.CheckState.Checked]
        off = [one for one, mark in changed.items() if mark is Qt.CheckState.Unchecked]
        self.ticked.emit(on, off)
