"""What could not be understood: each item with its reason, its bytes, and what a person can do."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QListView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign, raw_text
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Quarantined, Tally
from cmworkstation.domain.raw_text import RawViews
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.intake.lines import LINE, LineList
from cmworkstation.ui.intake.phrases import Line
from cmworkstation.ui.intake.raw_view import RawView
from cmworkstation.ui.jobs import READ, account_lane
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn

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
        self._tried = 0  # accounts whose items are being tried again
        self._result = Tally()
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
        self._try(self.waiting())

    def try_all(self) -> None:
        """Try again to understand all items in the list."""
        self._try(self.all_waiting())

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
            self._window.copy(self.raw.text())

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
        column.addWidget(holder)
        self._stack = QStackedLayout(holder)
        self.list = LineList(tr("Items that could not be understood"))
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setMinimumSize(look.px(200), look.px(theme.LIST_ROW))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("quarantine-split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self.detail = QScrollArea()
        self.detail.setWidgetResizable(True)
        self.detail.setFrameShape(QFrame.Shape.NoFrame)
        self.detail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.detail.setAccessibleName(tr("The chosen item"))
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(400), look.px(700)])
        self.detail.setWidget(self._build_detail())
        self._stack.addWidget(self._split)
        self._nothing = EmptyState("good")
        self._say_nothing(0)
        self._stack.addWidget(self._nothing)

    def _build_detail(self) -> QWidget:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(12))
        self.reason = _label("title")
        self.facts = _label("soft")
        self.advice = _label("")
        for label in (self.reason, self.facts, self.advice):
            column.addWidget(label)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        self._again = _button(tr("Try again"), "primary", self.try_again)
        self._aside = _button(tr("Set aside"), "quiet", self.set_aside)
        self._back = _button(tr("Put back"), "primary", self.put_back)
        copy = _button(tr("Copy"), "quiet", self.copy)
        save = _button(tr("Save to a file…"), "quiet", self.save)
        for button in (self._again, self._back, self._aside, copy, save):
            flow.addWidget(button)
        column.addWidget(buttons)
        self.raw = RawView()
        column.addWidget(self.raw, 1)
        return inner

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
        self._stack.setCurrentIndex(0 if found else 1)
        places = [n for n, one in enumerate(found) if one.raw_id in kept] or [0]
        choice = self.list.selectionModel()
        if found:
            flag = QItemSelectionModel.SelectionFlag
            self.list.setCurrentIndex(self.list.lines.index(places[0]))
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
        may = not self._services.read_only
        self._again.setVisible(bool(self.waiting()))
        self._aside.setVisible(bool(self.waiting()))
        self._back.setVisible(bool(self.put_aside()))
        for button in (self._again, self._aside, self._back):
            button.setEnabled(may and not self._tried)
        first = chosen[0]
        if self._item is not None and (first.raw_id, first.aside) == (
            self._item.raw_id,
            self._item.aside,
        ):
            self._say_how_many(len(chosen))
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
        self.reason.setText(words.quarantine_reason(item.reason))
        account = next(
            (one.name for one in self._services.accounts.listed() if one.id == item.account_id),
            tr("a removed account"),
        )
        size = trn("{n} byte", "{n} bytes", len(item.payload)).format(n=len(item.payload))
        parts = [foreign.line(account), words.exactly(item.at), size]
        if item.native_id:
            parts.append(tr("id on the platform: {id}").format(id=foreign.line(item.native_id, 60)))
        self.facts.setText(" · ".join(parts))
        self.advice.setText(
            tr("You set it aside. Its bytes are kept.")
            if item.aside
            else tr(
                "Nothing was lost: these are the bytes as the platform sent them. What the message says is not"
                " in your inbox yet; look on the platform if somebody may be waiting for an answer."
                " A later version of the program may understand it."
            )
        )
        self.raw.show_views(views)
        self._say_how_many(len(chosen))

    def _say_how_many(self, n: int) -> None:
        """Say on the button how many items it acts on."""
        again, aside = tr("Try again"), tr("Set aside")
        if n > 1:
            again = trn("Try {n} item again", "Try {n} items again", n).format(n=n)
            aside = trn("Set {n} item aside", "Set {n} items aside", n).format(n=n)
        self._again.setText(again)
        self._aside.setText(aside)

    def _put_back(self, ids: Sequence[int]) -> None:
        self._window.jobs.emit_changes(self._services.ledger.put_back(ids))

    def _try(self, items: Sequence[Quarantined]) -> None:
        by_account: dict[AccountId, list[int]] = {}
        for one in items:
            by_account.setdefault(one.account_id, []).append(one.raw_id)
        self._result = Tally()
        self._tried = len(by_account)
        for account_id, ids in by_account.items():
            self._window.jobs.run(
                account_lane(account_id),
                partial(self._services.sync.retry_quarantine, account_id, ids),
                self._tried_one,
                partial(self._try_failed, account_id),
                owner=self,
            )
        self._chosen()

    def _tried_one(self, found: tuple[Tally, Changes]) -> None:
        tally, changes = found
        self._result += tally
        self._tried -= 1
        if not self._tried:
            self._window.say(_outcome(self._result), 8000)
        self._window.jobs.emit_changes(changes | Changes(readings=True))

    def _try_failed(self, account_id: AccountId, error: Exception) -> None:
        self._tried -= 1
        self._window.failed(error, account_id=account_id)
        self._chosen()


def _outcome(tally: Tally) -> str:
    understood = tally.seen - tally.failed
    parts = []
    if understood:
        parts.append(
            trn("{n} item is understood now.", "{n} items are understood now.", understood).format(
                n=understood
            )
        )
    if tally.failed:
        parts.append(
            trn("{n} item still waits.", "{n} items still wait.", tally.failed).format(
                n=tally.failed
            )
        )
    return " ".join(parts)


def _line(one: Quarantined, account: Account | None, when: str) -> Line:
    return Line(
        key=one.raw_id,
        colour=account.colour if account else 0,
        title=foreign.line(account.name) if account else tr("a removed account"),
        when=when,
        numbers=(),
        counted=tr("set aside") if one.aside else tr("waits"),
        trouble=words.quarantine_reason(one.reason),
        tone="soft" if one.aside else "warn",
        exact=words.exactly(one.at),
    )


def _label(kind: str) -> PlainLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label


def _button(text: str, kind: str, act: object) -> QPushButton:
    button = QPushButton(text)
    theme.mark(button, kind)
    button.clicked.connect(lambda _=False: act())  # type: ignore[operator]
    return button
