"""How the wizard shows a platform that can be added: icon, name, and what an account there does here."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation.ui import icons, theme

Index = QModelIndex | QPersistentModelIndex
WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class OfferDelegate(QStyledItemDelegate):
    """Paints an item whose text is a name, a line break and a sentence; its user data is the platform."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that the wrapped sentence needs at the list's width."""
        look = theme.current()
        view = option.widget  # type: ignore[attr-defined,unused-ignore]
        width = _room(view) if isinstance(view, QListView) else look.px(320)
        name = QFontMetrics(look.font("body", bold=True)).height()
        said = self._said(self._words(QRect(0, 0, width, 0)), index).height()
        return QSize(width, look.px(10) + name + look.px(2) + said + look.px(10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one platform."""
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, look.colour("tint" if chosen else "raised"))
        side = look.px(24)
        picture = QRect(box.left() + look.px(12), box.top() + look.px(12), side, side)
        platform = icons.platform(str(index.data(Qt.ItemDataRole.UserRole)))
        icons.paint(painter, picture, platform, look.colour("accent" if chosen else "soft"))
        words = self._words(box)
        name, _, said = str(index.data()).partition("\n")
        bold = look.font("body", bold=True)
        first = QRect(
            words.left(), box.top() + look.px(10), words.width(), QFontMetrics(bold).height()
        )
        painter.setFont(bold)
        painter.setPen(look.colour("text"))
        painter.drawText(first, WRAP, name)
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("soft"))
        rest = QRect(words.left(), first.bottom() + look.px(2), words.width(), box.height())
        painter.drawText(rest, WRAP, said)
        painter.restore()

    @staticmethod
    def _words(box: QRect) -> QRect:
        look = theme.current()
        return box.adjusted(look.px(48), 0, -look.px(12), 0)

    @staticmethod
    def _said(words: QRect, index: Index) -> QRect:
        said = str(index.data()).partition("\n")[2]
        room = QRect(0, 0, max(1, words.width()), 10_000)
        return QFontMetrics(theme.current().font("body")).boundingRect(room, WRAP, said)


def _room(view: QListView) -> int:
    """Return the width of a row; the scroll bar's room is left free, so that its coming changes no height."""
    return view.width() - 2 * view.frameWidth() - view.verticalScrollBar().sizeHint().width()
