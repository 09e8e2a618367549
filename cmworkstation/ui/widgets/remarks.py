"""Lists whose words wrap instead of being cut, each with an icon in its colour where it has one."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.ui import icons, theme

Index = QModelIndex | QPersistentModelIndex
PICTURE = int(Qt.ItemDataRole.UserRole) + 1  # (icon, role of its colour)
WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
LEVELS = {
    Severity.CUE: ("info", "cue"),
    Severity.WARN: ("warn", "warn"),
    Severity.ERROR: ("error", "error"),
    Severity.STOP: ("error", "error"),
}


def remarks(name: str) -> QListWidget:
    """Return an empty list with an accessible name; its items are remarks, or plain items with words."""
    found = QListWidget()
    found.setAccessibleName(name)
    found.setItemDelegate(_Remark(found))
    found.setResizeMode(QListWidget.ResizeMode.Adjust)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
    return found


def remark(words: str, icon: str, role: str) -> QListWidgetItem:
    """Return one remark with its icon in the colour of `role`."""
    item = QListWidgetItem(words)
    item.setData(PICTURE, (icon, role))
    return item


class _Remark(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look = theme.current()
        view = option.widget  # type: ignore[attr-defined,unused-ignore]
        width = _room(view) if isinstance(view, QListView) else look.px(240)
        room = QRect(0, 0, max(1, self._words(QRect(0, 0, width, 0), index).width()), 10_000)
        said = QFontMetrics(look.font("body")).boundingRect(room, WRAP, str(index.data()))
        return QSize(width, said.height() + look.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("tint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.colour("sunken"))
        picture = index.data(PICTURE)
        if picture:
            icon, role = picture
            side = look.px(icons.SMALL)
            place = QRect(box.left() + look.px(8), box.top() + look.px(9), side, side)
            icons.paint(painter, place, icon, look.colour(role))
        usable = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled) or bool(picture)
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("text" if usable else "soft"))
        painter.drawText(self._words(box, index), WRAP, str(index.data()))
        theme.outline(painter, box, state)
        painter.restore()

    @staticmethod
    def _words(box: QRect, index: Index) -> QRect:
        look = theme.current()
        left = look.px(32 if index.data(PICTURE) else 8)
        return box.adjusted(left, look.px(8), -look.px(8), 0)


def _room(view: QListView) -> int:
    """Return the width of a row; the scroll bar's room is left free, so that its coming changes no height."""
    return view.width() - 2 * view.frameWidth() - view.verticalScrollBar().sizeHint().width()
