"""A list of lines with numbers: in columns where there is room, in words where there is not."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.intake.phrases import HEADS, Line
from cmworkstation.ui.widgets.people import paint_band

Index = QModelIndex | QPersistentModelIndex
LINE: Final = int(Qt.ItemDataRole.UserRole)
COLUMN: Final = 72  # px at 100 %
COLUMNS_FROM: Final = 720  # px of the list at 100 %: below, numbers are words
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LineModel(QAbstractListModel):
    """Lines, with more to come when somebody scrolls to their end."""

    more_wanted = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._lines: list[Line] = []
        self._more = False

    def show_lines(self, lines: Sequence[Line], *, more: bool = False) -> None:
        """Replace the list; `more` says that there are older ones."""
        if len(lines) == len(self._lines) and self._keys(lines) == self._keys(self._lines):
            self._lines, self._more = list(lines), more
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines, self._more = list(lines), more
        self.endResetModel()

    def add_lines(self, lines: Sequence[Line], *, more: bool) -> None:
        """Add older lines at the end."""
        self._more = more
        if lines:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def line_at(self, place: int) -> Line | None:
        """Return the line at a row number."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def place_of(self, key: object) -> int:
        """Return the row number of a line, -1 when it is not in the list."""
        return next((n for n, one in enumerate(self._lines) if one.key == key), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether older lines can be read."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:
        """Ask for older lines, once."""
        if self.canFetchMore(parent):
            self._more = False
            self.more_wanted.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's contract
        """Return the line itself, or the sentence that it stands for."""
        line = self.line_at(index.row())
        if line is None:
            return None
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return foreign.tooltip(line.spoken)
        return None

    @staticmethod
    def _keys(lines: Sequence[Line]) -> list[object]:
        return [one.key for one in lines]


class LineList(QListView):
    """The list itself."""

    emptied = Signal()  # it had the focus, and a word stands in its place now

    def __init__(self, name: str) -> None:
        """Show an empty list with an accessible name."""
        super().__init__()
        self.lines = LineModel()
        self.setModel(self.lines)
        self.setAccessibleName(name)
        theme.mark(self, "rows")
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.heads: QWidget | None = None

    def turn(self, stack: QStackedLayout, *, filled: bool) -> None:
        """Show the list in a stack of two, or what is said in its place; a focus that stood here is not lost."""
        had = self.hasFocus()
        stack.setCurrentIndex(0 if filled else 1)
        if had and not filled:
            self.emptied.emit()

    def has_columns(self) -> bool:
        """Tell whether numbers have columns of their own."""
        return self.viewport().width() >= theme.current().px(COLUMNS_FROM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are higher where numbers are words."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        if self.heads is not None:
            self.heads.setVisible(self.has_columns())

    def keep(self, key: object) -> None:
        """Choose a line again after the list changed."""
        place = self.lines.place_of(key)
        if place >= 0:
            self.setCurrentIndex(self.lines.index(place))


class Heads(QWidget):
    """What the columns count; hidden where there are none. Each row says it to a screen reader."""

    def __init__(self, view: LineList) -> None:
        """Stand above a list."""
        super().__init__()
        self._view = view
        view.heads = self
        self.setFixedHeight(theme.current().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words in the places of the numbers."""
        del event
        look = theme.current()
        painter = QPainter(self)
        painter.setFont(look.font("meta"))
        painter.setPen(look.colour("soft"))
        width = self._view.viewport().width()
        for n, head in enumerate(HEADS):
            painter.drawText(_column(QRect(0, 0, width, self.height()), n), RIGHT, tr(head))


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        view = option.widget  # type: ignore[attr-defined,unused-ignore]
        wide = isinstance(view, LineList) and view.has_columns()
        look = theme.current()
        return QSize(look.px(200), look.px(theme.LIST_ROW_COMPACT if wide else theme.LIST_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if not isinstance(line, Line):
            return
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        view = option.widget  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, look.colour("tint" if chosen else "raised"))
        painter.setPen(look.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        paint_band(painter, QRect(box.left(), box.top(), look.px(4), box.height()), line.colour)
        inner = box.adjusted(look.px(16), look.px(7), -look.px(12), -look.px(7))
        if isinstance(view, LineList) and view.has_columns():
            self._in_columns(painter, box, inner, line)
        else:
            self._in_words(painter, inner, line)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.colour("accent"))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _in_columns(self, painter: QPainter, box: QRect, inner: QRect, line: Line) -> None:
        look = theme.current()
        left = QRect(inner)
        left.setRight(_column(box, 0).left())
        half = inner.height() // 2
        top = QRect(left.left(), left.top(), left.width(), half)
        below = QRect(left.left(), left.top() + half, left.width(), half)
        _say(painter, top, line.title, "body", "text")
        at = _say(painter, below, line.when, "meta", "soft")
        parts = [(line.trouble, line.tone)]
        if not line.numbers and line.counted != line.when:
            parts.insert(0, (line.counted, "soft"))
        for said, role in parts:
            if said:
                at += look.px(12)
                at += _say(painter, below.adjusted(at, 0, 0, 0), said, "meta", role)
        for n, number in enumerate(line.numbers):
            painter.setFont(look.font("body", bold=bool(number) and n > 0))
            bad = n == len(line.numbers) - 1 and number
            painter.setPen(look.colour("warn" if bad else "text" if number else "edge"))
            painter.drawText(_column(box, n), RIGHT, str(number))

    def _in_words(self, painter: QPainter, inner: QRect, line: Line) -> None:
        look = theme.current()
        third = inner.height() // 3
        rows = [
            QRect(inner.left(), inner.top() + n * third, inner.width(), third) for n in range(3)
        ]
        painter.setFont(look.font("meta"))
        wide = painter.fontMetrics().horizontalAdvance(line.when) + look.px(12)
        beside = 2 * wide < inner.width()
        if beside:
            painter.setPen(look.colour("soft"))
            painter.drawText(rows[0], RIGHT, line.when)
        _say(painter, rows[0].adjusted(0, 0, -wide if beside else 0, 0), line.title, "body", "text")
        counted = (
            line.counted if beside or line.when in line.counted else f"{line.when} · {line.counted}"
        )
        _say(painter, rows[1], counted, "meta", "soft")
        _say(painter, rows[2], line.trouble, "meta", line.tone)


def _column(box: QRect, n: int) -> QRect:
    """Return the place of a number in a row."""
    look = theme.current()
    width = look.px(COLUMN)
    left = box.right() - look.px(12) - (len(HEADS) - n) * width
    return QRect(left, box.top(), width, box.height())


def _say(painter: QPainter, box: QRect, text: str, font: theme.TypeRole, role: str) -> int:
    """Draw one line of words, cut where there is no room; return how wide it is."""
    look = theme.current()
    painter.setFont(look.font(font))
    painter.setPen(look.colour(role))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
    painter.drawText(box, LEFT, short)
    return painter.fontMetrics().horizontalAdvance(short)
