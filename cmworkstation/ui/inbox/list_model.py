"""The list's model: all ids of a view in memory, their rows fetched in pages when they are painted."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.alike import Alike
from cmworkstation.domain.conversation import Conversation
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.differences import Ids, Plan

PAGE = 32  # rows fetched together: two screens of them
FEW = 10  # conversations whose rows are looked for one by one
KEPT = 4096  # rows kept in memory
FEW = 16  # so many places are looked for one by one; more are quicker found together
DRAGGED = "application/x-cmworkstation-conversations"
Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the delegate asks for beside the texts."""

    CONVERSATION = Qt.ItemDataRole.UserRole
    ACCOUNT = Qt.ItemDataRole.UserRole + 1
    ALIKE = Qt.ItemDataRole.UserRole + 2
    BESIDE = Qt.ItemDataRole.UserRole + 3


def dragged(data: QMimeData) -> list[int]:
    """Return the conversations that a drag carries."""
    return [int(one) for one in bytes(data.data(DRAGGED).data()).split()]


class ConversationModel(QAbstractTableModel):
    """One column of conversations. `fetch` returns rows by id; `now` gives the time for the sentences."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Iterable[Conversation]],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        """Take where rows and the time come from."""
        super().__init__(parent)
        self._fetch = fetch
        self._now = now
        self._ids: Ids = array("q")
        self._rows: dict[int, Conversation] = {}
        self._accounts: Mapping[str, Account] = {}
        self.alike: Callable[[Conversation], Alike | None] = lambda _: None
        self.beside: Callable[[Conversation], phrases.Beside] = lambda _: phrases.Beside()
        self.why: Callable[[int], str] = lambda _: ""  # which inbox rules did what to it

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many conversations the view holds."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return 1: the delegate paints everything in one column."""
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's type
        """Return a row, its account, or its words."""
        row = self.conversation(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Role.CONVERSATION:
            return row
        if role == Role.ACCOUNT:
            return self._accounts.get(row.account_id)
        if role == Role.ALIKE:
            return self.alike(row)
        if role == Role.BESIDE:
            return self.beside(row)
        return self._said(row, role)

    def _said(self, row: Conversation, role: int) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return phrases.line(row.author_name)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = "\n".join(
                filter(None, (phrases.exact(row.due_at or row.last_at), self.why(row.id)))
            )
            return foreign.tooltip(said)
        if role != Qt.ItemDataRole.AccessibleTextRole:
            return None
        account = self._accounts.get(row.account_id)
        return phrases.sentence(
            row,
            words.platform(account.look) if account else "",
            phrases.line(account.name) if account else "",
            self._now(),
            self.alike(row),
            self.beside(row),
            account,
        )

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that rows may be dragged: onto labels and people."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else found

    def mimeTypes(self) -> list[str]:
        """Return what a drag carries: ids of conversations, which mean nothing elsewhere."""
        return [DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the conversations that are dragged."""
        ids = (self.id_at(index.row()) for index in indexes)
        carried = QMimeData()
        carried.setData(DRAGGED, " ".join(str(one) for one in ids if one is not None).encode())
        return carried

    # --- what the page asks -----------------------------------------------------------------------

    def ids(self) -> Ids:
        """Return a copy of the ids in their order."""
        return self._ids[:]

    def id_at(self, row: int) -> int | None:
        """Return the id of the conversation in a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids_between(self, first: int, last: int) -> Ids:
        """Return the ids from one row to another, both with them."""
        return self._ids[first : last + 1]

    def rows_of(self, wanted: Sequence[int]) -> list[int]:
        """Return the rows of conversations, of those that the view holds."""
        if len(wanted) <= FEW:
            return [row for one in wanted if (row := self.row_of(one)) >= 0]
        known = set(wanted)
        return [row for row, one in enumerate(self._ids) if one in known]

    def row_of(self, conversation_id: int) -> int:
        """Return the row of a conversation, -1 when the view does not hold it."""
        try:
            return self._ids.index(conversation_id)
        except ValueError:
            return -1

    def conversation(self, row: int) -> Conversation | None:
        """Return a row's values, fetching its page where needed; None when it has gone from the workspace."""
        if not 0 <= row < len(self._ids):
            return None
        wanted = self._ids[row]
        known = self._rows.get(wanted)
        if known is None:
            self._fetch_page(row)
            known = self._rows.get(wanted)
        return known

    def account(self, account_id: str) -> Account | None:
        """Return the account of this id."""
        return self._accounts.get(account_id)

    def set_accounts(self, accounts: Iterable[Account]) -> None:
        """Take the accounts whose names, colours and icons the rows show."""
        self._accounts = {one.id: one for one in accounts}
        self.repaint_all()

    def begin(self, ids: Ids) -> None:
        """Show another list from its beginning."""
        self.beginResetModel()
        self._ids = ids[:]
        self._rows.clear()
        self.endResetModel()

    def follow(self, plan: Plan, new: Ids) -> None:
        """Become `new` by the steps of `plan`, keeping selection and scroll where they are."""
        if not plan.usable:
            self._rearrange(new)
            return
        for first, count in plan.removals:
            self.beginRemoveRows(QModelIndex(), first, first + count - 1)
            del self._ids[first : first + count]
            self.endRemoveRows()
        for row, ids in plan.insertions:
            self.beginInsertRows(QModelIndex(), row, row + len(ids) - 1)
            self._ids[row:row] = ids
            self.endInsertRows()

    def forget(self, conversations: Iterable[int]) -> None:
        """Fetch these rows again when they are painted next."""
        touched = [id_ for id_ in conversations if self._rows.pop(id_, None) is not None]
        if touched:
            self.repaint_all()

    def repaint_all(self) -> None:
        """Tell the view that words may have changed; costs only what is visible."""
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    def _rearrange(self, new: Ids) -> None:
        """Take a wholly different order; what was selected stays selected where it is still there."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [self._ids[index.row()] for index in held]
        self._ids = new[:]
        rows = self._rows_of(ids)
        self.changePersistentIndexList(
            held, [self.index(rows[id_], 0) if id_ in rows else QModelIndex() for id_ in ids]
        )
        self.layoutChanged.emit()

    def _rows_of(self, ids: Sequence[int]) -> Mapping[int, int]:
        """Return where these conversations stand, those that do."""
        if len(ids) > FEW:
            return {id_: row for row, id_ in enumerate(self._ids)}
        found = {id_: self.row_of(id_) for id_ in ids}
        return {id_: row for id_, row in found.items() if row >= 0}

    def _fetch_page(self, row: int) -> None:
        first = row - row % PAGE
        wanted = [id_ for id_ in self._ids[first : first + PAGE] if id_ not in self._rows]
        if len(self._rows) > KEPT:
            self._rows.clear()
        for found in self._fetch(wanted):
            self._rows[found.id] = found
