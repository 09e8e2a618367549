"""What the parts of the page have in common: a list, what is known of the chosen one beside or below it, and acts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.ui import icons, theme
from cmworkstation.ui.presence.scrolling import hold, scrolled
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0
LEAST = 420  # px at 100 %, of the part that holds both
SPARE = 160  # px at 100 %: rows of buttons that wrap say too late how high they are
LIST = 260  # px at 100 %, of the list where it stands above
NARROW = 860  # px at 100 %: below, what is known of the chosen one stands under the list
ID = Qt.ItemDataRole.UserRole
Button = tuple[str, str, str]  # the act, its icon, its words


class Pane(QScrollArea):
    """A part of the page. `acts` is what it can do, by the names of its commands."""

    shares = (3, 2)  # of the room: the list, and what is known of the chosen one

    def __init__(self, window: "MainWindow", title: str) -> None:
        """Build the frame; parts fill it with `build`."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.acts: dict[str, Callable[[], object]] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.setAccessibleName(title)

    def build(self, head: Sequence[QWidget], left: QWidget, right: QWidget, empty: QWidget) -> None:
        """Lay out what stands above, the list, what is known of the chosen one, and what stands where there is none."""
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        for one in head:
            column.addWidget(one)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self._right = right
        self.split.addWidget(left)
        self.split.addWidget(scrolled(right))
        for at, share in enumerate(self.shares):
            self.split.setStretchFactor(at, share)
        self.split.setSizes([look.px(share * 200) for share in self.shares])
        self._holder = QWidget()
        self._stack = QStackedLayout(self._holder)
        self._stack.addWidget(self.split)
        self._stack.addWidget(empty)
        column.addWidget(self._holder, 1)
        hold(self, inner)

    def window_(self) -> "MainWindow":
        """Return the window."""
        return self._window

    def show_any(self, *, any_: bool) -> None:
        """Show the list, or what stands where there is nothing."""
        self._stack.setCurrentIndex(0 if any_ else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is known of the chosen one below the list where it is narrow."""
        super().resizeEvent(event)
        turn(self.split, upright=self.is_narrow(), shares=self.shares)
        self.fit()

    def fit(self) -> None:
        """Let nothing scroll within what scrolls: where it is narrow, all of it is as high as it wants to be."""
        look = theme.current()
        if not self.is_narrow():
            self._holder.setMinimumHeight(look.px(LEAST))
            return
        width = max(1, self.split.width())
        layout = self._right.layout()
        wanted = layout.totalHeightForWidth(width) if layout is not None else 0
        high = max(wanted, self._right.sizeHint().height()) + look.px(SPARE)
        self._holder.setMinimumHeight(look.px(LIST) + high)
        self.split.setSizes([look.px(LIST), high])

    def is_narrow(self) -> bool:
        """Tell whether there is no room for two panes side by side."""
        return self.width() < theme.current().px(NARROW)

    def row(self, *buttons: Button, first: str = "") -> QWidget:
        """Return buttons in a row that wraps; `first` is what one does mostly."""
        holder = QWidget()
        row = FlowLayout(holder)
        for name, icon, text in buttons:
            role = "on_accent" if name == first else "text"
            button = QPushButton(icons.icon(icon, role), theme.current().beside(text))
            button.clicked.connect(partial(self._press, name))
            if name == first:
                theme.mark(button, "primary")
            self.buttons[name] = button
            row.addWidget(button)
        return holder

    def _press(self, name: str, *_: object) -> None:
        self.acts[name]()

    def allow(self, can: dict[str, bool]) -> None:
        """Let buttons be pressed, or not."""
        for name, allowed in can.items():
            self.buttons[name].setEnabled(allowed)

    def done(self, changes: Changes, said: str, back: Callable[[], Changes] | None = None) -> None:
        """Say what was done, and offer to take it back."""
        self._window.jobs.emit_changes(changes)
        if back is None:
            self._window.say(said, 8000)
        else:
            self._window.undo(said, UNDO_S, partial(self._back, back))
        self.look()

    def _back(self, back: Callable[[], Changes]) -> None:
        self._window.jobs.emit_changes(back())
        self.look()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something, or say why it cannot be done."""
        try:
            act()
        except WorkstationError as error:
            self._window.failed(error)

    def look(self) -> None:
        """Read again."""
        raise NotImplementedError

    def first_focus(self) -> QWidget:
        """Return what the keyboard begins with."""
        raise NotImplementedError


def label(kind: str, text: str = "") -> PlainLabel:
    """Return a line that wraps."""
    made = PlainLabel(text)
    made.setWordWrap(True)
    theme.mark(made, kind)
    return made


def titled(title: str, *below: QWidget) -> QWidget:
    """Return widgets under a small title."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme.current().px(8), 0, 0)
    column.setSpacing(theme.current().px(4))
    column.addWidget(label("bold", title))
    for one in below:
        column.addWidget(one)
    return holder


def stacked(*widgets: QWidget) -> QWidget:
    """Return widgets one below the other, with room at the left."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(theme.current().px(8), 0, theme.current().px(8), 0)
    column.setSpacing(theme.current().px(8))
    for one in widgets:
        column.addWidget(one)
    column.addStretch(1)
    return holder


def side_by_side(*widgets: QWidget) -> QWidget:
    """Return widgets side by side."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for one in widgets:
        row.addWidget(one)
    return holder


def chosen_id(rows: QListWidget) -> str:
    """Return the id of the current row, "" for none."""
    item: QListWidgetItem | None = rows.currentItem()
    return str(item.data(ID)) if item is not None else ""


def choose(rows: QListWidget, id_: str) -> bool:
    """Choose the row of an id; tell whether there is one."""
    for n in range(rows.count()):
        if str(rows.item(n).data(ID)) == id_:
            rows.setCurrentRow(n)
            return True
    return False
