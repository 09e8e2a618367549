"""What could not be understood: each item with its reason, its bytes, and what a person can do."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QListView,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign, raw_text
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Quarantined
from cmworkstation.domain.raw_text import RawViews
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.intake.item_view import ItemView
from cmworkstation.ui.intake.lines import LINE, LineList
from cmworkstation.ui.intake.phrases import Line
from cmworkstation.ui.intake.retrying import Retrying
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.layouts import turn
from cmworkstation.words import of_accounts

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UPRIGHT_BELOW = 640  # px of the pane at 100 %
UNDO_S = 10.0


class QuarantinePane(QWidget):
    """Items that wait to be understood beside the chosen one."""

    counted = Signal(int, int)  # how many wait, how many were set aside

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Show nothing yet."""
        super().__init__()
        self._window = window
        self._services = services
        self._items: Sequence[Quarantined] = ()
        self._item: Quarantined | None = None
        self._build()
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._chosen())

    def look(
        self, accounts: Mapping[AccountId, Account], account: AccountId | None, *, aside: bool
    ) -> None:
        """Read again what waits; `aside` adds what was set aside."""
        self._window.jobs.run(
            READ,
            partial(self._services.ledger.quarantine, account, aside=True),
            partial(self._came, accounts, aside=aside),
            owner=self,
        )

    def chosen(self) -> tuple[Quarantined, ...]:
        """Return the chosen items."""
        keys = {index.data(LINE).key for index in self.list.selectionModel().selectedIndexes()}
        return tuple(one for one in self._items if one.raw_id in keys)

    def waiting(self) -> tuple[Quarantined, ...]:
        """Return the chosen items that were not set aside."""
        return tuple(one for one in self.chosen() if not one.aside)

    def put_aside(self) -> tuple[Quarantined, ...]:
        """Return the chosen items that were set aside."""
        return tuple(one for one in self.chosen() if one.aside)

    def all_waiting(self) -> tuple[Quarantined, ...]:
        """Return all items in the list that were not set aside."""
        return tuple(one for one in self._items if not one.aside)

    # What a person can do

    def try_again(self) -> None:
        """Try again to understand the chosen items."""
        self.retrying.begin(self.waiting())

    def try_all(self) -> None:
        """Try again to understand all items in the list."""
        self.retrying.begin(self.all_waiting())

    def set_aside(self) -> None:
        """Count the chosen items no more; it can be undone for a while, and put back for ever."""
        ids = [one.raw_id for one in self.waiting()]
        if not ids:
            return
        self._window.jobs.emit_changes(self._services.ledger.set_aside(ids))
        said = trn("{n} item was set aside.", "{n} items were set aside.", len(ids))
        self._window.undo(said.format(n=len(ids)), UNDO_S, partial(self._put_back, ids))

    def put_back(self) -> None:
        """Let the chosen items that were set aside wait again."""
        self._put_back([one.raw_id for one in self.put_aside()])

    def copy(self) -> None:
        """Put the chosen item on the clipboard, as text where it is text."""
        if self._item is not None:
            self._window.copy(self.detail.raw.text())

    def save(self) -> None:
        """Ask where to, and write the very bytes of the chosen item there."""
        if self._item is None:
            return
        dialog = QFileDialog(self, tr("Save the item as it was received"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"quarantine-{self._item.raw_id}.{self._extension}")
        dialog.fileSelected.connect(partial(self.save_to, self._item.payload))
        dialog.open()

    def save_to(self, payload: bytes, path: str) -> None:
        """Write bytes to a file, and say how it went."""
        try:
            Path(path).write_bytes(payload)
        except OSError:
            self._window.say(tr("The file could not be written; choose another folder."))
            return
        self._window.say(tr("Saved."))

    # Building and filling

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        self.retrying = Retrying(self._window, self._services)
        self.retrying.turned.connect(self._chosen)
        column.addWidget(self.retrying)
        column.addWidget(holder, 1)
        self._stack = QStackedLayout(holder)
        self.list = LineList(tr("Items that could not be understood"))
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setMinimumSize(look.px(200), look.px(theme.LIST_ROW))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("quarantine-split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self.detail = ItemView()
        self.detail.wanted.connect(self._act)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(400), look.px(700)])
        self._stack.addWidget(self._split)
        self._nothing = EmptyState("good")
        self._say_nothing(0)
        self._stack.addWidget(self._nothing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the item where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 5) if upright else (400, 700))

    def _came(
        self,
        accounts: Mapping[AccountId, Account],
        every: tuple[Quarantined, ...],
        *,
        aside: bool,
    ) -> None:
        kept = {one.raw_id for one in self.chosen()}
        self._items = found = tuple(one for one in every if aside or not one.aside)
        put_aside = sum(one.aside for one in every)
        self.counted.emit(len(every) - put_aside, put_aside)
        self._say_nothing(put_aside)
        now = self._services.clock.now()
        lines = [_line(one, accounts.get(one.account_id), words.when(one.at, now)) for one in found]
        self.list.lines.show_lines(lines)
        self.list.turn(self._stack, filled=bool(found))
        places = [n for n, one in enumerate(found) if one.raw_id in kept] or [0]
        choice = self.list.selectionModel()
        if found:
            flag = QItemSelectionModel.SelectionFlag
            # Not the view's own way, which asks the keyboard: with Ctrl held down nothing would be chosen.
            choice.setCurrentIndex(self.list.lines.index(places[0]), flag.ClearAndSelect)
            for place in places[1:]:
                choice.select(self.list.lines.index(place), flag.Select)
        self._chosen()

    def _say_nothing(self, put_aside: int) -> None:
        if put_aside:
            said = trn("{n} item was set aside.", "{n} items were set aside.", put_aside)
            self._nothing.say("good", tr("Nothing waits here"), said.format(n=put_aside))
            return
        self._nothing.say(
            "good",
            tr("Everything that came in was understood"),
            tr(
                "If an item ever cannot be understood, it waits here with its bytes,"
                " and the others are read all the same."
            ),
        )

    def _chosen(self) -> None:
        chosen = self.chosen()
        self.detail.setVisible(bool(chosen))
        if not chosen:
            self._item = None
            return
        possible = not self._services.read_only and not self.retrying.busy()
        self.detail.allow(len(self.waiting()), len(self.put_aside()), possible=possible)
        first, shown = chosen[0], self._item
        if shown is not None and (first.raw_id, first.aside) == (shown.raw_id, shown.aside):
            return
        self._window.jobs.run(READ, partial(self._fetch, first.raw_id), self._show_item, owner=self)

    def _fetch(self, raw_id: int) -> tuple[Quarantined, RawViews]:
        item = self._services.ledger.item(raw_id)
        return item, raw_text.views(item.payload)

    def _show_item(self, found: tuple[Quarantined, RawViews]) -> None:
        item, views = found
        chosen = self.chosen()
        if not chosen or chosen[0].raw_id != item.raw_id:
            return  # another one was chosen meanwhile
        self._item, self._extension = item, views.extension
        account = next(
            (one.name for one in self._services.accounts.listed() if one.id == item.account_id),
            tr("a removed account"),
        )
        self.detail.show_item(item, views, account)

    def _act(self, name: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "try_again": self.try_again,
            "set_aside": self.set_aside,
            "put_back": self.put_back,
            "copy": self.copy,
            "save": self.save,
        }
        acts[name]()

    def _put_back(self, ids: Sequence[int]) -> None:
        self._window.jobs.emit_changes(self._services.ledger.put_back(ids))


def _line(one: Quarantined, account: Account | None, when: str) -> Line:
    return Line(
        key=one.raw_id,
        colour=account.colour if account else 0,
        title=foreign.line(account.name) if account else tr("a removed account"),
        when=when,
        numbers=(),
        counted=tr("set aside") if one.aside else tr("waits"),
        trouble=of_accounts.quarantine_reason(one.reason),
        tone="soft" if one.aside else "warn",
        exact=words.exactly(one.at),
    )
