"""Paints the lines of the side bar: headings, and icon or band or shape, words, and the number at the end."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation.i18n import number
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox.side_rows import ENTRY, Entry
from cmworkstation.ui.widgets.label_marks import paint_shape
from cmworkstation.ui.widgets.people import paint_band

STEP = 12  # px at 100 %, by which what stands below is indented
DEEPEST = 4  # steps; beyond them words need the room


def arrow_end(entry: Entry) -> int:
    """Return where, from the left, the arrow before a line that folds ends."""
    return theme.current().px(16 + STEP * min(entry.depth, DEEPEST))


def more_place(rect: QRect) -> QRect:
    """Return where within a heading's line the mark stands that leads to its menu."""
    look = theme.current()
    side = look.px(icons.SMALL)
    return QRect(rect.right() - look.px(4) - side, rect.bottom() - look.px(2) - side, side, side)


class SideDelegate(QStyledItemDelegate):
    """Lines of one height."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return a compact row."""
        del option, index
        return QSize(0, theme.current().px(theme.COMPACT_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one line."""
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self._ground(painter, option)
        if entry.heading:
            self._heading(painter, option.rect, entry)
        else:
            self._line(painter, option.rect, entry, chosen=chosen)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> bool:
        look = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("tint" if chosen else "line"))
            painter.drawRoundedRect(option.rect, look.px(4), look.px(4))
        if theme.current().sharp:
            theme.outline(painter, option.rect, option.state)
        elif option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(0, 0, -1, -1), look.px(4), look.px(4))
        return chosen

    def _heading(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        """Paint what stands above a section, nearer to it than to the one before."""
        look = theme.current()
        font = look.font("meta", bold=True)
        metrics = QFontMetrics(font)
        line = QRect(rect.left(), 0, rect.width() - look.px(8), metrics.height())
        line.moveBottom(rect.bottom() - look.px(4))
        side = look.px(12)
        arrow = QRect(line.left() + look.px(4), 0, side, side)
        arrow.moveTop(line.top() + (line.height() - side) // 2)
        name = "chevron_right" if entry.folds else "chevron_down"
        icons.paint(painter, arrow, name, look.colour("soft"))
        line.setLeft(arrow.right() + look.px(5))
        if entry.more:
            place = more_place(rect)
            icons.paint(painter, place, "more", look.colour("soft"))
            line.setRight(place.left() - look.px(4))
        painter.setFont(font)
        painter.setPen(look.colour("accent" if entry.strong else "soft"))
        shown = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)

    def _line(self, painter: QPainter, rect: QRect, entry: Entry, *, chosen: bool) -> None:
        look = theme.current()
        left = self._sign(painter, rect, entry, chosen=chosen) + look.px(8)
        font = look.font("body", bold=entry.strong)
        metrics = QFontMetrics(font)
        counted = number(entry.count) if entry.count else ""
        room = metrics.horizontalAdvance(counted) if counted else 0
        painter.setFont(font)
        painter.setPen(look.colour("text" if entry.strong or chosen else "soft"))
        end = rect.right() - look.px(8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(end - room, rect.top(), room + 1, rect.height()), middle, counted)
        words = QRect(left, rect.top(), end - room - look.px(8) - left, rect.height())
        painter.setPen(look.colour("text"))
        shown = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, middle, shown)

    def _sign(self, painter: QPainter, rect: QRect, entry: Entry, *, chosen: bool) -> int:
        """Paint what stands before the words; return where it ends."""
        look = theme.current()
        left = rect.left() + look.px(8)
        side = look.px(icons.SMALL)
        top = rect.top() + (rect.height() - side) // 2
        if entry.label is not None:
            left += look.px(4 + STEP * min(entry.depth, DEEPEST))
            if entry.folds is not None:
                arrow = "chevron_right" if entry.folds else "chevron_down"
                place = QRect(left - look.px(12), top, look.px(14), side)
                icons.paint(painter, place, arrow, look.colour("soft"))
            left += look.px(2)
            mark = QRect(left, top + look.px(1), side - look.px(2), side - look.px(2))
            paint_shape(painter, mark, entry.label.shape, entry.label.colour)
            return left + side
        if entry.colour >= 0:
            band = QRect(left, rect.top() + look.px(5), 0, rect.height() - look.px(10))
            paint_band(painter, band, entry.colour)
            left += look.px(12)
        icon, role = entry.icon, "accent" if chosen else "soft"
        if entry.trouble:
            icon, role = "warn", "warn"
        icons.paint(painter, QRect(left, top, side, side), icon, look.colour(role))
        return left + side
