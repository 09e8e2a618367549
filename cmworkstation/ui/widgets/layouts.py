"""A layout that wraps like words, and a pair of panes that turns where it has no room side by side."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSplitter, QWidget

from cmworkstation.ui import theme


def turn(split: QSplitter, *, upright: bool, shares: tuple[int, int]) -> None:
    """Put two panes one above the other or side by side; at a change they get the room in these shares."""
    way = Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
    if split.orientation() != way:
        split.setOrientation(way)
        split.setSizes([theme.current().px(part * 100) for part in shares])


class FlowLayout(QLayout):
    """Lays widgets out like words: side by side, then on the next line."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        """Leave `gap` px at 100 % between widgets and lines."""
        super().__init__(parent)
        self._gap = theme.current().px(gap)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back, None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        """The least that is useful."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, really: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint()
            if wanted.width() > rect.width() and item.hasHeightForWidth():
                wanted = QSize(rect.width(), item.heightForWidth(rect.width()))
            if line and x + wanted.width() > rect.x() + rect.width():
                if really:
                    _set(line, high)
                x, y, high, line = rect.x(), y + high + self._gap, 0, []
            line.append((item, QRect(QPoint(x, y), wanted)))
            x += wanted.width() + self._gap
            high = max(high, wanted.height())
        if really:
            _set(line, high)
        return y + high - rect.y()


def _set(line: list[tuple[QLayoutItem, QRect]], high: int) -> None:
    """Place the items of a line: a lower one stands in the middle of its height, as words do."""
    for item, place in line:
        item.setGeometry(place.translated(0, (high - place.height()) // 2))
