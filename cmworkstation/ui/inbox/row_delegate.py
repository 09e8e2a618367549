"""Paints one row of the list: band, avatar, who, where, until when, the first words, small states.

A row is laid out once and kept for the minute; a theme or zoom change, another width or other words make it anew.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.label import Shape
from cmworkstation.domain.values import dataclass
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.list_model import Role
from cmworkstation.ui.inbox.row_sheet import Sheet
from cmworkstation.ui.widgets.people import short_account

LEAST_MARK = 56  # px at 100 %: what is left for a mark whose words are elided
KEPT = 200  # rows kept laid out: twenty screens


@dataclass(frozen=True, slots=True)
class Lines:
    """A piece of text laid out in at most so many lines."""

    layout: QTextLayout
    height: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row as it was laid out, and what it was made from."""

    row: Conversation
    account: Account | None
    width: int
    height: int
    minute: int
    look: theme.Theme
    sheet: Sheet


class RowDelegate(QStyledItemDelegate):
    """Paints conversations in 72 px (comfortable) or 52 px (compact)."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        """Take the clock: ages and deadlines are worked out anew in each minute."""
        super().__init__(parent)
        self._now = now
        self.compact = False
        self._rows: OrderedDict[int, _Kept] = OrderedDict()

    def forget(self) -> None:
        """Lay every row out anew: what stands beside conversations may have changed, or how all looks."""
        self._rows.clear()

    def row_height(self) -> int:
        """Return the height of every row in pixels."""
        return theme.current().px(52 if self.compact else 72)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the row's size."""
        del index
        return QSize(option.rect.width(), self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        row = index.data(Role.CONVERSATION)
        self._ground(painter, option)
        if isinstance(row, Conversation):
            painter.save()
            painter.setClipRect(option.rect)
            self.laid_out(index, row, option.rect.size()).draw(painter, option.rect.topLeft())
            painter.restore()
        inner = option.rect.adjusted(theme.current().px(4), 0, 0, -1)  # beside the band
        theme.outline(painter, inner, option.state)

    def laid_out(
        self, index: QModelIndex | QPersistentModelIndex, row: Conversation, size: QSize
    ) -> Sheet:
        """Return a row laid out, as it was kept or anew."""
        now, look = self._now(), theme.current()
        account = index.data(Role.ACCOUNT)
        width, height, minute = size.width(), size.height(), int(now.timestamp()) // 60
        kept = self._rows.get(row.id)
        if (
            kept is not None
            and kept.row is row
            and kept.account is account
            and kept.look is look
            and (kept.width, kept.height, kept.minute) == (width, height, minute)
        ):
            return kept.sheet
        alike, beside = index.data(Role.ALIKE), index.data(Role.BESIDE)
        marks = phrases.states(row, alike, beside, now, account)
        sheet = Sheet()
        self._row(sheet, QRect(0, 0, width, height), row, account, marks)
        self._rows[row.id] = _Kept(row, account, width, height, minute, look, sheet)
        if len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        return sheet

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(
            option.rect, look.colour("tint" if chosen else "sunken" if over else "raised")
        )
        base = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(base, look.colour("line"))

    def _row(
        self,
        sheet: Sheet,
        rect: QRect,
        row: Conversation,
        account: Account | None,
        marks: tuple[tuple[str, str, str], ...],
    ) -> None:
        look = theme.current()
        band = QRect(rect.left(), rect.top(), look.px(4), rect.height() - 1)
        if account:
            sheet.fill(band, look.account(account.colour))
        side = look.px(28 if self.compact else 36)
        top = rect.top() + (look.px(8) if self.compact else look.px(9))
        avatar = QRect(band.right() + look.px(9), top, side, side)
        sheet.avatar(avatar, phrases.line(row.author_name, 60))
        left = avatar.right() + look.px(10)
        inner = QRect(left, rect.top(), rect.right() - look.px(8) - left, rect.height() - 1)
        metrics = QFontMetrics(look.font("body"))
        first = QRect(inner.left(), rect.top() + look.px(7), inner.width(), metrics.height())
        self._first_line(sheet, first, row, account)
        below = QRect(inner.left(), first.bottom() + look.px(2), inner.width(), 0)
        if self.compact:
            below.setHeight(metrics.height())
            used = self._marks_at_end(sheet, below, marks)
            self._snippet(sheet, below.adjusted(0, 0, -used, 0), row, 1)
            return
        below.setBottom(rect.bottom() - look.px(5))
        self._snippet(sheet, below, row, 1 if marks else 2)
        if marks:
            small = QFontMetrics(look.font("meta")).height()
            line = QRect(inner.left(), rect.bottom() - look.px(6) - small, inner.width(), small)
            self._marks(sheet, line, marks)

    def _first_line(
        self, sheet: Sheet, rect: QRect, row: Conversation, account: Account | None
    ) -> None:
        look = theme.current()
        small = look.font("meta")
        said, role = phrases.due(row, self._now())
        ends = self._at_end(sheet, rect, said, small, role, bold=role == "error")
        rest = rect.adjusted(0, 0, -(ends + look.px(8)), 0)
        name_font = look.font("body", bold=row.unread > 0)
        name = phrases.line(row.author_name, 120)
        if account:
            needed = QFontMetrics(name_font).horizontalAdvance(name) + look.px(8)
            rest = self._where(sheet, rest, account, needed)
        used = sheet.text(rest, name, name_font, "text")
        left = rest.adjusted(used + look.px(6), 0, 0, 0)
        handle = phrases.line(row.author_handle, 120)
        if handle and handle != row.author_name and left.width() > look.px(48):
            sheet.text(left, handle, small, "soft")

    def _where(self, sheet: Sheet, rect: QRect, account: Account, needed: int) -> QRect:
        """Paint the platform's icon and the account's short name at the end of `rect`; return what is left."""
        look = theme.current()
        font = look.font("meta")
        metrics = QFontMetrics(font)
        name = phrases.line(account.name, 60)
        icon = look.px(14)
        room = max(int(rect.width() * 0.46), rect.width() - needed)  # the person comes first
        widest = max(look.px(24), room - icon - look.px(4))
        name = short_account(name, lambda one: metrics.horizontalAdvance(one) <= widest)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, widest)
        width = metrics.horizontalAdvance(shown)
        left = rect.right() - width
        sheet.text(QRect(left, rect.top(), width + 1, rect.height()), shown, font, "soft")
        mark = QRect(left - icon - look.px(4), rect.top() + (rect.height() - icon) // 2, icon, icon)
        sheet.icon(mark, icons.platform(account.look), "soft")
        return rect.adjusted(0, 0, -(rect.right() - mark.left() + look.px(8)), 0)

    def _at_end(
        self,
        sheet: Sheet,
        rect: QRect,
        text: str,
        font: QFont,
        role: str,
        *,
        bold: bool = False,
    ) -> int:
        font = theme.current().font("meta", bold=bold) if bold else font
        width = QFontMetrics(font).horizontalAdvance(text)
        sheet.text(
            QRect(rect.right() - width, rect.top(), width + 1, rect.height()),
            text,
            font,
            role,
        )
        return width

    def _marks(self, sheet: Sheet, rect: QRect, marks: tuple[tuple[str, str, str], ...]) -> None:
        look = theme.current()
        left = rect.left()
        for icon, said, role in marks:
            width = self._mark_width(said)
            if left + width > rect.right() + 1:
                room = rect.right() + 1 - left
                if room >= look.px(LEAST_MARK):  # the words are elided
                    self._mark(
                        sheet, QRect(left, rect.top(), room, rect.height()), icon, said, role
                    )
                break
            self._mark(sheet, QRect(left, rect.top(), width, rect.height()), icon, said, role)
            left += width + look.px(10)

    def _marks_at_end(
        self, sheet: Sheet, rect: QRect, marks: tuple[tuple[str, str, str], ...]
    ) -> int:
        """Paint the most pressing mark in words at the end of the line; return the width it took."""
        if not marks:
            return 0
        icon, said, role = marks[0]
        width = self._mark_width(said)
        if width > rect.width() // 2:
            return 0
        self._mark(
            sheet, QRect(rect.right() - width, rect.top(), width, rect.height()), icon, said, role
        )
        return width + theme.current().px(8)

    def _mark_width(self, said: str) -> int:
        look = theme.current()
        return look.px(12 + 4) + QFontMetrics(look.font("meta")).horizontalAdvance(said) + 1

    def _mark(self, sheet: Sheet, rect: QRect, icon: str, said: str, role: str) -> None:
        look = theme.current()
        side = look.px(12)
        square = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        if icon.startswith(phrases.SHAPE):
            hue = int(role.removeprefix(phrases.HUE))
            sheet.shape(square, Shape(icon.removeprefix(phrases.SHAPE)), hue)
            role = "soft"
        else:
            sheet.icon(square, icon, role)
        sheet.text(rect.adjusted(look.px(16), 0, 0, 0), said, look.font("meta"), role)

    def _snippet(self, sheet: Sheet, rect: QRect, row: Conversation, lines: int) -> None:
        font = theme.current().font("body")
        laid = lay_out(phrases.line(row.words), font, rect.width(), lines)
        at = QPointF(rect.left(), rect.top())
        sheet.layout(at, laid.layout, "text" if row.unread else "soft")


def lay_out(text: str, font: QFont, width: int, lines: int) -> Lines:
    """Return `text` in at most `lines` lines of `width` pixels, the last one elided; right-to-left aligns right."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    rtl = phrases.is_rtl(text)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
    metrics = QFontMetrics(font)
    shown = _cut(text, font, option, width, lines)
    layout = QTextLayout(shown, font)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    top = 0.0
    for _ in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, top))
        top += metrics.height()
    layout.endLayout()
    return Lines(layout, int(top))


def _cut(text: str, font: QFont, option: QTextOption, width: int, lines: int) -> str:
    """Return `text` with its last visible line elided so that it fits in `lines` lines."""
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    start = 0
    fits = False
    for n in range(lines + 1):
        line = layout.createLine()
        if not line.isValid():
            fits = True
            break
        line.setLineWidth(max(1, width))
        if n < lines:
            start = line.textStart()
    layout.endLayout()
    if fits:
        return text
    units = text.encode("utf-16-le")  # Qt counts UTF-16 units
    kept = units[: start * 2].decode("utf-16-le", "ignore")
    last = units[start * 2 :].decode("utf-16-le", "ignore")
    return kept + QFontMetrics(font).elidedText(last, Qt.TextElideMode.ElideRight, width)
