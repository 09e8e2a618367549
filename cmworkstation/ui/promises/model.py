"""The rows of the promise ledger, and how they are painted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.promise import Promise, PromiseState
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.people import paint_band
from cmworkstation.words import promised

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
ICONS = {
    PromiseState.OPEN: "bell",
    PromiseState.KEPT: "good",
    PromiseState.WONT: "remove",
    PromiseState.BROKEN: "error",
    PromiseState.WITHDRAWN: "close",
}


class PromiseModel(QAbstractListModel):
    """Promises, in the order of the ledger."""

    def __init__(self) -> None:
        """Make an empty list."""
        super().__init__()
        self._rows: Sequence[Promise] = ()
        self.accounts: Mapping[AccountId, Account] = {}
        self.now = datetime.min.replace(tzinfo=UTC)

    def show_rows(
        self, rows: Sequence[Promise], accounts: Mapping[AccountId, Account], now: datetime
    ) -> None:
        """Replace the list."""
        self.beginResetModel()
        self._rows, self.accounts, self.now = rows, accounts, now
        self.endResetModel()

    def place_of(self, promise_id: object) -> int:
        """Return the row number of a promise, -1 when it is not in the list."""
        return next((n for n, one in enumerate(self._rows) if one.id == promise_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many promises there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's contract
        """Return the promise itself, or the sentence that a screen reader says of it."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            account = self.accounts.get(row.account_id)
            return tr("{state}: to {who}, as {account}: {words}").format(
                state=self.standing(row),
                who=foreign.line(row.who, 60),
                account=account.name if account else "",
                words=foreign.line(row.words, 160),
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return foreign.tooltip(row.words)
        return None

    def standing(self, row: Promise) -> str:
        """Return how a promise stands, with its day and why it will not be kept."""
        said = tr("{state}, {when}").format(
            state=promised.state(row, self.now), when=words.when(row.due_at, self.now)
        )
        if row.due_at != row.first_due_at:
            first = words.when(row.first_due_at, self.now)
            said = tr("{standing}, at first {when}").format(standing=said, when=first)
        if not row.why:
            return said
        return tr("{said}: {why}").format(said=said, why=foreign.line(row.why, 80))


def tone(row: Promise, now: datetime) -> str:
    """Return the colour role for a promise; the words say the same."""
    if row.is_late(now) or row.state is PromiseState.BROKEN:
        return "error"
    return {PromiseState.OPEN: "accent", PromiseState.KEPT: "good"}.get(row.state, "soft")


class PromiseDelegate(QStyledItemDelegate):
    """Paints one promise: account band, to whom, the sentence, how it stands in words."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        look = theme.current()
        return QSize(look.px(200), look.px(theme.LIST_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row, model = index.data(ROW), index.model()
        if not isinstance(row, Promise) or not isinstance(model, PromiseModel):
            return
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, look.colour("tint" if chosen else "raised"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), look.colour("line"))
        account = model.accounts.get(row.account_id)
        if account is not None:
            band = QRect(box.left(), box.top(), look.px(4), box.height() - 1)
            paint_band(painter, band, account.colour)
        inner = box.adjusted(look.px(16), look.px(8), -look.px(12), -look.px(8))
        third = inner.height() // 3
        lines = [
            QRect(inner.left(), inner.top() + n * third, inner.width(), third) for n in range(3)
        ]
        to = tr("To {who}").format(who=foreign.line(row.who, 80))
        if account is not None:
            to = f"{to} · {account.name}"
        self._line(painter, lines[0], to, "text", bold=True)
        self._line(painter, lines[1], foreign.line(row.words, 240), "text")
        role = tone(row, model.now)
        side = look.px(14)
        at = QRect(lines[2].left(), lines[2].top() + (third - side) // 2, side, side)
        icons.paint(painter, at, ICONS.get(row.state, "bell"), look.colour(role))
        below = lines[2].adjusted(look.px(20), 0, 0, 0)
        self._line(painter, below, model.standing(row), role, bold=role == "error", small=True)
        theme.outline(painter, box, state)
        painter.restore()

    @staticmethod
    def _line(
        painter: QPainter,
        box: QRect,
        text: str,
        role: str,
        *,
        bold: bool = False,
        small: bool = False,
    ) -> None:
        look = theme.current()
        painter.setFont(look.font("meta" if small else "body", bold=bold))
        painter.setPen(look.colour(role))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
