"""Where something is said to everybody: the accounts with a tick each, and the place there where they have places."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer.place_row import PlaceRow
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.ui.crisis.page import CrisisPage


class Where(QWidget):
    """Accounts to be ticked; `changed` after a tick or another place."""

    changed = Signal()

    def __init__(self, page: "CrisisPage", accounts: Iterable[tuple[Account, str, bool]]) -> None:
        """Offer accounts, each with its words and whether it is ticked at first."""
        super().__init__()
        self._window, self._services = page.window_, page.services
        self.ticks: dict[AccountId, QCheckBox] = {}
        self.rows: dict[AccountId, PlaceRow] = {}  # of accounts that have places
        self._own: dict[AccountId, str] = {}
        self._below: frozenset[AccountId] = frozenset()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(head(tr("Where")))
        for account, said, ticked in accounts:
            tick = QCheckBox(said)
            tick.setChecked(ticked)
            tick.toggled.connect(self._turn)
            self.ticks[account.id] = tick
            column.addWidget(tick)
            if self._services.post_places.of_account(account.id) is None:
                continue
            name = foreign.line(account.name, 60)
            row = PlaceRow(tr("Another place on {name}…").format(name=name), look.px(26))
            row.wanted.connect(partial(self.choose, account.id))
            self.rows[account.id] = row
            column.addWidget(row)
        self._show()

    def chosen(self) -> list[AccountId]:
        """Return the accounts that are ticked."""
        return [id_ for id_, tick in self.ticks.items() if tick.isChecked()]

    def places(self) -> Mapping[AccountId, str]:
        """Return the places that were chosen for this alone, of accounts on which it begins a thread."""
        return {id_: place for id_, place in self._own.items() if id_ not in self._below}

    def below(self, accounts: Iterable[AccountId]) -> None:
        """Say on which accounts it stands under another post, and goes to no place of its own."""
        self._below = frozenset(accounts)
        self._show()

    def choose(self, account_id: AccountId) -> None:
        """Open the places of an account."""
        from cmworkstation.ui.composer.place_of_post import (  # noqa: PLC0415 - seldom needed
            PlaceOfPost,
        )

        own = self._own.get(account_id, "")
        placed = self._services.post_places.of_account(account_id, own)
        if placed is not None:
            kept = partial(self.keep, account_id)
            PlaceOfPost(self._window, account_id, placed, kept, over=self.window()).open()

    def keep(self, account_id: AccountId, place: str) -> None:
        """Let it go there on an account, "" for where the account says."""
        self._own[account_id] = place
        self._turn()

    def _turn(self, *_: object) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        now = self._services.clock.now()
        for id_, row in self.rows.items():
            placed = self._services.post_places.of_account(id_, self._own.get(id_, ""))
            if placed is not None:
                row.show_place(placed, now)
            row.setVisible(self.ticks[id_].isChecked() and id_ not in self._below)


def head(text: str) -> PlainLabel:
    """Return the head of a part of a dialog."""
    label = PlainLabel(text)
    theme.mark(label, "bold")
    return label
