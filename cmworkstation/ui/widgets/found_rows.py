"""Lists of what was found: a title that wraps with the words that were found in bold, and a softer line below.

A row may have a small picture at its right.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.finding import to_utf16
from cmworkstation.domain.charter.search import spans_of
from cmworkstation.ui import theme

Index = QModelIndex | QPersistentModelIndex
SPANS = int(Qt.ItemDataRole.UserRole) + 2  # of the title, in code points
BELOW = int(Qt.ItemDataRole.UserRole) + 3  # the softer line, and the role of its colour
TELLING = (
    int(Qt.ItemDataRole.UserRole) + 5
)  # the words of the softer line that carry its colour; none: all of it
PICTURE = int(Qt.ItemDataRole.UserRole) + 4  # a QImage; a null one keeps its room free
LONGEST = 200  # letters of a title
SIDE = 32  # px at 100 %, of a picture


def found_rows(name: str) -> QListWidget:
    """Return an empty list with an accessible name, for items that `found_row` makes."""
    rows = QListWidget()
    show_found(rows, name)
    return rows


def show_found(rows: QListWidget, name: str) -> None:
    """Let a list show such items, under an accessible name."""
    rows.setAccessibleName(name)
    theme.mark(rows, "rows")  # the delegate shows where the keyboard is
    rows.setItemDelegate(_Row(rows))
    rows.setResizeMode(QListWidget.ResizeMode.Adjust)
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)


def found_row(
    title: str,
    matched: Sequence[str] = (),
    below: str = "",
    role: str = "soft",
    *,
    telling: Sequence[str] = (),
    usable: bool = True,
) -> QListWidgetItem:
    """Return one row; `matched` are folded words, `role` the colour of the line below, or of its `telling` words."""
    shown = foreign.line(title)[:LONGEST]
    item = QListWidgetItem(shown)
    item.setData(SPANS, spans_of(shown, matched))
    item.setData(BELOW, (below, role))
    item.setData(TELLING, tuple(telling))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (shown, below))))
    if not usable:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def show_picture(item: QListWidgetItem, image: QImage) -> None:
    """Show a picture at the right of a row; a null one keeps the room for it."""
    item.setData(PICTURE, image)


class _Row(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look = theme.current()
        view = option.widget  # type: ignore[attr-defined,unused-ignore]
        width = _room(view) if isinstance(view, QListView) else look.px(240)
        inner = width - look.px(16) - _picture_room(index)
        high = _height(laid_out(str(index.data()), (), look.font("body"), inner))
        below = index.data(BELOW)
        if below and below[0]:
            high += look.px(2) + _height(laid_out(below[0], (), look.font("meta"), inner))
        high = max(high, look.px(SIDE)) if _picture_room(index) else high
        return QSize(width, round(high) + look.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("tint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.colour("sunken"))
        usable = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        inner = box.width() - look.px(16) - _picture_room(index)
        _draw_picture(painter, box, index.data(PICTURE))
        at = QPointF(box.left() + look.px(8), box.top() + look.px(8))
        title = laid_out(str(index.data()), index.data(SPANS) or (), look.font("body"), inner)
        painter.setPen(look.colour("text" if usable else "soft"))
        title.draw(painter, at)
        below = index.data(BELOW)
        if below and below[0]:
            said, role = below
            telling = places_of(said, index.data(TELLING) or ())
            painter.setPen(look.colour("soft" if telling else role))
            under = QPointF(at.x(), at.y() + _height(title) + look.px(2))
            laid_out(said, telling, look.font("meta"), inner, role).draw(painter, under)
        theme.outline(painter, box, state)
        painter.restore()


def _picture_room(index: Index) -> int:
    look = theme.current()
    return look.px(SIDE) + look.px(8) if isinstance(index.data(PICTURE), QImage) else 0


def _draw_picture(painter: QPainter, box: QRect, image: object) -> None:
    if not isinstance(image, QImage) or image.isNull():
        return
    look = theme.current()
    side = look.px(SIDE)
    room = QRect(box.right() - look.px(8) - side, box.top() + look.px(8), side, side)
    size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    at = room.topLeft() + QPoint((side - size.width()) // 2, (side - size.height()) // 2)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(at, size), image)


def places_of(text: str, parts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where parts of a text stand in it, one after the other."""
    found, at = [], 0
    for part in parts:
        start = text.find(part, at) if part else -1
        if start >= 0:
            at = start + len(part)
            found.append((start, at))
    return tuple(found)


def laid_out(
    text: str,
    spans: Sequence[tuple[int, int]],
    font: QFont,
    width: float,
    role: str = "accent",
) -> QTextLayout:
    """Return a text in lines of a width, with its spans in bold and in the colour of `role`."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_bold(text, *span, role) for span in spans])
    layout.beginLayout()
    high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    return layout


def _bold(text: str, start: int, end: int, role: str) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.Bold)
    look.setForeground(theme.current().colour(role))
    mark = QTextLayout.FormatRange()
    mark.start = to_utf16(text, start)  # type: ignore[misc,unused-ignore]
    mark.length = to_utf16(text, end) - mark.start  # type: ignore[misc,unused-ignore]
    mark.format = look  # type: ignore[misc,unused-ignore]
    return mark


def _height(layout: QTextLayout) -> float:
    return layout.boundingRect().height()


def _room(view: QListView) -> int:
    """Return the width of a row; the scroll bar's room is left free, so that its coming changes no height."""
    return view.width() - 2 * view.frameWidth() - view.verticalScrollBar().sizeHint().width()
