"""The rows of what we said, a page at a time, and how they are painted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.review import Sent
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.people import paint_band
from cmworkstation.words import review

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
ROW_HEIGHT = theme.LIST_ROW  # px at 100 %


class SentModel(QAbstractListModel):
    """Replies that were read so far; more are asked for when the list is scrolled to its end."""

    def __init__(self) -> None:
        """Make an empty list."""
        super().__init__()
        self.rows: list[Sent] = []
        self.accounts: Mapping[AccountId, Account] = {}
        self.now: datetime | None = None
        self.more: Callable[[], object] | None = (
            None  # how to ask for the next page, if there is one
        )

    def begin(
        self, rows: Sequence[Sent], accounts: Mapping[AccountId, Account], now: datetime
    ) -> None:
        """Show other replies."""
        self.beginResetModel()
        self.rows, self.accounts, self.now = list(rows), accounts, now
        self.endResetModel()

    def add(self, rows: Sequence[Sent]) -> None:
        """Show more below."""
        if rows:
            at = len(self.rows)
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are more."""
        return not parent.isValid() and self.more is not None

    def fetchMore(self, parent: Index) -> None:
        """Ask for them."""
        del parent
        if self.more is not None:
            ask, self.more = self.more, None
            ask()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many were read."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's contract
        """Return the reply itself, or the sentence that a screen reader says of it."""
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and self.now:
            account = self.accounts.get(row.account_id)
            return review.row(row, account.name if account else "", self.now)
        return None


class SentDelegate(QStyledItemDelegate):
    """Paints one reply: account band, to whom and when, first words, what is special about it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(theme.current().px(200), theme.current().px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row, model = index.data(ROW), index.model()
        if row is None or not isinstance(model, SentModel) or model.now is None:
            return
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, look.colour("tint" if selected else "raised"))
        painter.setPen(look.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        account = model.accounts.get(row.account_id)
        if account is not None:
            paint_band(painter, box, account.colour)
        inner = box.adjusted(look.px(16), look.px(8), -look.px(12), -look.px(8))
        third = inner.height() // 3
        first, second, last = (
            QRect(inner.left(), inner.top() + n * third, inner.width(), third) for n in range(3)
        )
        when = words.when(row.at, model.now)
        painter.setFont(look.font("meta"))
        painter.setPen(look.colour("soft"))
        width = painter.fontMetrics().horizontalAdvance(when) + look.px(12)
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        painter.setFont(look.font("body", bold=True))
        painter.setPen(look.colour("text"))
        to = tr("To {who}").format(who=foreign.line(row.to, 80) or tr("Somebody"))
        _line(painter, first.adjusted(0, 0, -width, 0), to)
        painter.setFont(look.font("body"))
        _line(painter, second, foreign.line(row.words, 200))
        painter.setFont(look.font("meta"))
        painter.setPen(look.colour("warn" if row.late or row.overridden else "soft"))
        said = " · ".join(filter(None, (account.name if account else "", review.marks(row))))
        _line(painter, last, said)
        theme.outline(painter, box, state)
        painter.restore()


def _line(painter: QPainter, box: QRect, text: str) -> None:
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
