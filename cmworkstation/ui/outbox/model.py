"""The rows of the outbox, and how they are painted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.reply import OPEN_STATES, PERSON_STATES, OutboxRow, OutboxState
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.outbox import phrases
from cmworkstation.ui.widgets.people import paint_band
from cmworkstation.words.outgoing import addressed

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
ROW_HEIGHT = theme.LIST_ROW  # px at 100 %


class OutboxModel(QAbstractListModel):
    """Replies: those that need a person first, then those on their way, then those that are done."""

    def __init__(self) -> None:
        """Make an empty list."""
        super().__init__()
        self._rows: Sequence[OutboxRow] = ()
        self.accounts: Mapping[AccountId, Account] = {}
        self.now: datetime | None = None

    def show_rows(
        self, rows: Sequence[OutboxRow], accounts: Mapping[AccountId, Account], now: datetime
    ) -> None:
        """Replace the list."""
        same = [one.id for one in rows] == [one.id for one in self._rows]
        self.accounts, self.now = accounts, now
        if same:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def place_of(self, outbox_id: OutboxId) -> int:
        """Return the row number of a reply, -1 when it is not in the list."""
        return next((n for n, one in enumerate(self._rows) if one.id == outbox_id), -1)

    def row_at(self, place: int) -> OutboxRow | None:
        """Return the reply at a row number."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many replies there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's contract
        """Return the reply itself, or the sentence that a screen reader says of it."""
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            account = self.accounts.get(row.account_id)
            name = account.name if account else ""
            sentence = tr("{state}: to {who}, as {account}: {words}")
            if row.begins:
                sentence = tr("{state}: a post of ours on {account}: {words}")
            return sentence.format(
                state=phrases.brief(row, self.now),
                who=foreign.line(row.target_author, 60),
                account=name,
                words=foreign.line(row.body, 120),
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            at = row.sent_at or row.not_before or row.hold_until
            return foreign.tooltip(words.exactly(at)) if at else None
        return None


def tone(state: OutboxState) -> str:
    """Return the colour role for a state; the words say the same."""
    if state is OutboxState.SENT:
        return "good"
    if state in PERSON_STATES:
        return "error"
    if state is OutboxState.UNKNOWN:
        return "warn"
    return "accent" if state in OPEN_STATES else "soft"


STATE_ICONS = {
    OutboxState.SENT: "good",
    OutboxState.REFUSED: "error",
    OutboxState.BY_HAND: "edit",
    OutboxState.ASK: "help",
    OutboxState.MOVED: "warn",
    OutboxState.MISSED: "warn",
    OutboxState.UNKNOWN: "help",
    OutboxState.LATER: "clock",
    OutboxState.QUEUED: "clock",
    OutboxState.HELD: "clock",
    OutboxState.SENDING: "send",
    OutboxState.DROPPED: "undo",
}


class OutboxDelegate(QStyledItemDelegate):
    """Paints one reply: account band, to whom, first words, state in words."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(theme.current().px(200), theme.current().px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = index.data(ROW)
        model = index.model()
        if row is None or not isinstance(model, OutboxModel):
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
            paint_band(
                painter, QRect(box.left(), box.top(), look.px(4), box.height()), account.colour
            )
        pad = look.px(12)
        inner = box.adjusted(look.px(16), look.px(8), -pad, -look.px(8))
        third = inner.height() // 3
        first = QRect(inner.left(), inner.top(), inner.width(), third)
        second = QRect(inner.left(), inner.top() + third, inner.width(), third)
        last = QRect(inner.left(), inner.top() + 2 * third, inner.width(), third)
        when = words.when(row.sent_at or row.created_at, model.now) if model.now else ""
        painter.setFont(look.font("meta"))
        painter.setPen(look.colour("soft"))
        width = painter.fontMetrics().horizontalAdvance(when) + pad
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        painter.setFont(look.font("body", bold=True))
        painter.setPen(look.colour("text"))
        to = addressed(row, account.name if account else "")
        self._line(painter, first.adjusted(0, 0, -width, 0), to)
        painter.setFont(look.font("body"))
        self._line(painter, second, foreign.line(row.body, 200))
        icon = QRect(
            last.left(), last.top() + (last.height() - look.px(14)) // 2, look.px(14), look.px(14)
        )
        colour = look.colour(tone(row.state))
        icons.paint(painter, icon, STATE_ICONS[row.state], colour)
        painter.setFont(look.font("meta", bold=row.state in PERSON_STATES))
        painter.setPen(colour)
        text = phrases.brief(row, model.now)
        if account is not None:
            text = f"{text} · {account.name}"
        self._line(painter, last.adjusted(look.px(20), 0, 0, 0), text)
        theme.outline(painter, box, state)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, box: QRect, text: str) -> None:
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
