"""The rows of what a freeze holds back, and how they are painted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.freeze import Decision, HeldReply, HeldRule
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.people import paint_band
from cmworkstation.words import freeze as said
from cmworkstation.words.outgoing import addressed

Index = QModelIndex | QPersistentModelIndex
Row = HeldReply | HeldRule
ROW = Qt.ItemDataRole.UserRole
ICONS = {
    Decision.OPEN: "hourglass",
    Decision.KEEP: "good",
    Decision.NOW: "send",
    Decision.AMEND: "edit",
    Decision.DROP: "remove",
}


def key_of(row: Row) -> str:
    """Return by what a row is found again."""
    return row.row.id if isinstance(row, HeldReply) else row.rule_id


def decision_of(row: Row) -> Decision:
    """Return what was decided about a row."""
    return row.verdict.decision if isinstance(row, HeldReply) else row.decision


class HeldModel(QAbstractListModel):
    """Replies in the order in which they were queued, then inbox rules."""

    def __init__(self) -> None:
        """Make an empty list."""
        super().__init__()
        self._rows: Sequence[Row] = ()
        self.accounts: Mapping[AccountId, Account] = {}
        self.now = datetime.min.replace(tzinfo=UTC)

    def show_rows(
        self, rows: Sequence[Row], accounts: Mapping[AccountId, Account], now: datetime
    ) -> None:
        """Replace the list."""
        self.beginResetModel()
        self._rows, self.accounts, self.now = rows, accounts, now
        self.endResetModel()

    def place_of(self, key: object) -> int:
        """Return the row number of something, -1 when it is not in the list."""
        return next((n for n, one in enumerate(self._rows) if key_of(one) == key), -1)

    def next_open(self, after: int) -> int:
        """Return the next row that wants a decision, from one on and around; `after` itself where none does."""
        order = [*range(after, len(self._rows)), *range(min(after, len(self._rows)))]
        wanted = (n for n in order if decision_of(self._rows[n]) is Decision.OPEN)
        return next(wanted, min(after, len(self._rows) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's contract
        """Return the row itself, or the sentence that a screen reader says of it."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ". ".join((self.head(row), self.body(row), self.standing(row)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return foreign.tooltip(self.body(row))
        return None

    def head(self, row: Row) -> str:
        """Return to whom a reply goes, or which rule stood still."""
        if isinstance(row, HeldRule):
            name = foreign.line(row.name, 80) or tr("a rule that was removed since")
            return tr("Inbox rule: {name}").format(name=name)
        account = self.accounts.get(row.row.account_id)
        to = addressed(row.row, account.name if account else "")
        return f"{to} · {foreign.line(account.name, 40)}" if account and not row.row.begins else to

    def body(self, row: Row) -> str:
        """Return what a reply says, or what a rule did not do."""
        if isinstance(row, HeldRule):
            return said.of_rule(row)
        return foreign.line(row.row.whole or row.row.body, 240)

    def standing(self, row: Row) -> str:
        """Return what was decided, and what speaks for a second look."""
        if isinstance(row, HeldRule):
            return tr(said.DECISIONS[row.decision])
        parts = [] if decision_of(row) is not Decision.OPEN else [tr(said.DECISIONS[Decision.OPEN])]
        parts += said.about(row, self.now)
        queued = tr("queued {when}").format(when=words.when(row.row.created_at, self.now))
        return " · ".join([*parts, queued])


class HeldDelegate(QStyledItemDelegate):
    """Paints one row: account band, to whom, the words, how it stands."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        look = theme.current()
        return QSize(look.px(200), look.px(theme.LIST_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row, model = index.data(ROW), index.model()
        if not isinstance(row, HeldReply | HeldRule) or not isinstance(model, HeldModel):
            return
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, look.colour("tint" if chosen else "raised"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), look.colour("line"))
        if isinstance(row, HeldReply) and (account := model.accounts.get(row.row.account_id)):
            band = QRect(box.left(), box.top(), look.px(4), box.height() - 1)
            paint_band(painter, band, account.colour)
        inner = box.adjusted(look.px(16), look.px(8), -look.px(12), -look.px(8))
        third = inner.height() // 3
        lines = [
            QRect(inner.left(), inner.top() + n * third, inner.width(), third) for n in range(3)
        ]
        _line(painter, lines[0], model.head(row), "text", bold=True)
        _line(painter, lines[1], model.body(row), "text")
        role = tone(row)
        side = look.px(14)
        at = QRect(lines[2].left(), lines[2].top() + (third - side) // 2, side, side)
        icons.paint(painter, at, ICONS[decision_of(row)], look.colour(role))
        below = lines[2].adjusted(look.px(20), 0, 0, 0)
        _line(painter, below, model.standing(row), role, small=True)
        theme.outline(painter, box, state)
        painter.restore()


def tone(row: Row) -> str:
    """Return the colour role of a row; the words say the same."""
    decision = decision_of(row)
    if decision in (Decision.KEEP, Decision.NOW):
        return "good"
    if decision is Decision.OPEN and isinstance(row, HeldReply) and (row.time_passed or row.moved):
        return "warn"
    return "soft"


def _line(
    painter: QPainter, box: QRect, text: str, role: str, *, bold: bool = False, small: bool = False
) -> None:
    look = theme.current()
    painter.setFont(look.font("meta" if small else "body", bold=bold))
    painter.setPen(look.colour(role))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
