"""Small cards over the window that ask one thing: why a passage may stand, by which day, or which of several.

Not modal: Esc puts them away, and so does a press elsewhere in the composer.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.waiver import OTHER, REASONS, SHORTEST_WORDS
from cmworkstation.i18n import tr, trn
from cmworkstation.services.promises import Days
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import promised, waivers

WIDTH = 320  # px at 100 %
GAP = 8


class Popover(QFrame):
    """A card with a title and choices below one another."""

    left = Signal()

    def __init__(self, parent: QWidget, title: str, note: str = "") -> None:
        """Build it hidden over `parent`."""
        super().__init__(parent)
        self._over = parent
        theme.mark(self, "popup")
        self.setAutoFillBackground(True)
        look = theme.current()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(look.px(12),) * 4)
        self.column.setSpacing(look.px(4))
        head = PlainLabel(title)
        head.setWordWrap(True)
        theme.mark(head, "bold")
        self.column.addWidget(head)
        if note:
            below = PlainLabel(note)
            below.setWordWrap(True)
            theme.mark(below, "soft")
            self.column.addWidget(below)
        self.buttons: list[QPushButton] = []
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        self.hide()

    def offer(self, text: str, chosen: Callable[[], object]) -> QPushButton:
        """Add one choice."""
        button = QPushButton(text)
        theme.mark(button, "link")
        button.clicked.connect(lambda _=False: self._take(chosen))
        self.buttons.append(button)
        self.column.addWidget(button)
        return button

    def show_by(self, anchor: QRect) -> None:
        """Appear above a place of the parent, below where there is more room, with the first choice focused."""
        look = theme.current()
        room = self._over.rect()
        gap = look.px(GAP)
        width = min(look.px(WIDTH), room.width() - 2 * gap)
        self.setFixedWidth(width)
        wanted = self.column.totalHeightForWidth(width)
        height = min(wanted if wanted > 0 else self.sizeHint().height(), room.height())
        x = max(gap, min(anchor.left(), room.width() - width - gap))
        above = anchor.top() - height - gap // 2
        y = above if above >= gap else min(anchor.bottom() + gap // 2, room.height() - height - gap)
        self.setGeometry(x, max(0, y), width, height)
        self.show()
        self.raise_()
        first = self.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def first(self) -> QWidget | None:
        """Return what has the focus at first."""
        return self.buttons[0] if self.buttons else None

    def close_up(self) -> None:
        """Go away without an answer."""
        self.hide()
        self.left.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _take(self, chosen: Callable[[], object]) -> None:
        self.hide()
        chosen()
        self.deleteLater()


class WaiverPopover(Popover):
    """Asks why a passage may stand: a reason of the list, or one's own words."""

    chosen = Signal(str, str)  # code, words

    def __init__(self, parent: QWidget, passage: str, *, second: bool) -> None:
        """Ask for a passage; `second`: a second person will have to confirm it."""
        title = tr("Why may “{words}” stand?") if passage else tr("Why may this stand?")
        note = tr("The reason is kept with the reply.")
        if second:
            note = tr("A second person who may approve must confirm it. The reason is kept.")
        super().__init__(parent, title.format(words=passage), note)
        for code in REASONS:
            if code != OTHER:
                self.offer(waivers.reason(code), partial(self.chosen.emit, code, ""))
        self.other = QLineEdit()
        self.other.setPlaceholderText(tr("Another reason, in your words"))
        self.other.setAccessibleName(tr("Another reason, in your words"))
        self.other.setMaxLength(300)
        self.other.textChanged.connect(self._count)
        self.other.returnPressed.connect(self._own)
        self.column.addWidget(self.other)
        row = QHBoxLayout()
        self._left = PlainLabel()
        theme.mark(self._left, "meta")
        row.addWidget(self._left, 1)
        self.use = QPushButton(tr("Use this reason"))
        self.use.clicked.connect(self._own)
        row.addWidget(self.use)
        self.column.addLayout(row)
        self._count()

    def _said(self) -> str:
        return " ".join(self.other.text().split())

    def _count(self) -> None:
        short = SHORTEST_WORDS - len(self._said())
        self._left.setText(
            trn("{n} character more", "{n} characters more", short).format(n=short)
            if short > 0
            else ""
        )
        self.use.setEnabled(short <= 0)

    def _own(self) -> None:
        if self.use.isEnabled():
            said = self._said()
            self._take(lambda: self.chosen.emit(OTHER, said))


class WordsPopover(Popover):
    """Asks for a person's own words."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, title: str, note: str, least: int) -> None:
        """Ask for at least so many characters."""
        super().__init__(parent, title, note)
        self._least = least
        self.words = QLineEdit()
        self.words.setAccessibleName(title)
        self.words.setMaxLength(300)
        self.words.textChanged.connect(self._count)
        self.words.returnPressed.connect(self._own)
        self.column.addWidget(self.words)
        row = QHBoxLayout()
        self._left = PlainLabel()
        theme.mark(self._left, "meta")
        row.addWidget(self._left, 1)
        self.use = QPushButton(tr("Keep this reason"))
        self.use.clicked.connect(self._own)
        row.addWidget(self.use)
        self.column.addLayout(row)
        self._count()

    def first(self) -> QWidget:
        """Return the field."""
        return self.words

    def _said(self) -> str:
        return " ".join(self.words.text().split())

    def _count(self) -> None:
        short = self._least - len(self._said())
        more = trn("{n} character more", "{n} characters more", short).format(n=short)
        self._left.setText(more if short > 0 else "")
        self.use.setEnabled(short <= 0)

    def _own(self) -> None:
        if self.use.isEnabled():
            said = self._said()
            self._take(lambda: self.chosen.emit(said))


class DatePopover(Popover):
    """Asks by which day: three quick ones, or another open day."""

    chosen = Signal(object)  # date

    def __init__(self, parent: QWidget, days: Days, title: str = "") -> None:
        """Offer the open days of the charter's calendar."""
        note = tr("Only days on which you are open are offered.")
        if not days.open:
            note = tr("The charter’s calendar has no open day ahead.")
        super().__init__(parent, title or tr("Promise it by which day?"), note)
        for one in days.quick:
            self.offer(promised.quick(one, days.today), partial(self.chosen.emit, one.day))
        self.other = QComboBox()
        self.other.setAccessibleName(tr("Another open day"))
        for day in days.open:
            self.other.addItem(promised.day(day, days.today), day)
        self.use = QPushButton(tr("Promise this day"))
        self.use.setEnabled(bool(days.open))
        self.use.clicked.connect(lambda _=False: self._take(self._chosen_day))
        self.column.addWidget(self.other)
        self.column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignRight)

    def _chosen_day(self) -> None:
        day = self.other.currentData()
        if isinstance(day, date):
            self.chosen.emit(day)


class ChoicePopover(Popover):
    """Asks which of several."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, title: str, names: Sequence[str]) -> None:
        """Offer these names."""
        super().__init__(parent, title)
        for place, name in enumerate(names):
            button = self.offer(_short(name), partial(self.chosen.emit, place))
            button.setAccessibleName(name)


def place_of(widget: QWidget, over: QWidget) -> QRect:
    """Return where a widget lies in another one."""
    return QRect(widget.mapTo(over, QPoint(0, 0)), widget.size())


def _short(text: str, most: int = 48) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
