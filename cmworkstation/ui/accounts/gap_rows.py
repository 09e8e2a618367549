"""How the list of gaps is painted: when nothing was read and why, and below it whether it was filled."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation.ui import theme

Index = QModelIndex | QPersistentModelIndex
WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
ABOVE, SIDE = 8, 12  # px at 100 % around the words


class GapDelegate(QStyledItemDelegate):
    """Paints an item of two wrapped parts with a line break between; its user data is the colour of the second."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that the words need at the list's width."""
        look = theme.current()
        view = option.widget  # type: ignore[attr-defined,unused-ignore]
        width = _room(view) if isinstance(view, QListView) else look.px(320)
        inner = width - 2 * look.px(SIDE)
        words = sum(_height(text, font, inner) for text, font in _parts(index))
        return QSize(width, words + 2 * look.px(ABOVE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one gap."""
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, look.colour("tint" if chosen else "raised"))
        inner = box.adjusted(look.px(SIDE), look.px(ABOVE), -look.px(SIDE), 0)
        for (text, font), colour in zip(
            _parts(index), ("text", str(index.data(Qt.ItemDataRole.UserRole))), strict=True
        ):
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            painter.drawText(inner, WRAP, text)
            inner = inner.adjusted(0, _height(text, font, inner.width()), 0, 0)
        painter.restore()


def _parts(index: Index) -> tuple[tuple[str, QFont], tuple[str, QFont]]:
    look = theme.current()
    when, _, standing = str(index.data()).partition("\n")
    return (when, look.font("body", bold=True)), (standing, look.font("body"))


def _height(text: str, font: QFont, width: int) -> int:
    room = QRect(0, 0, max(1, width), 10_000)
    return QFontMetrics(font).boundingRect(room, WRAP, text).height()


def _room(view: QListView) -> int:
    """Return the width of a row; the scroll bar's room is left free, so that its coming changes no height."""
    return view.width() - 2 * view.frameWidth() - view.verticalScrollBar().sizeHint().width()
