"""The cards of all accounts, built a few at a time and only as many as somebody scrolls to."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.account import Account
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.accounts.card import AccountCard

AT_ONCE: Final = 5  # cards built in one turn: about 30 ms of the window's time
TWO_FROM: Final = 1360  # px at 100 %, of the list: from here on two cards stand side by side
PORTION: Final = 30  # cards offered at first, and each time somebody comes near the end


class CardList(QScrollArea):
    """Cards in one column, or two where it is wide. A card stays, with the focus in it, as long as it is true."""

    def __init__(
        self,
        told: Callable[[Account], object],
        make: Callable[[Account], AccountCard],
        refresh: Callable[[AccountCard], object],
    ) -> None:
        """Begin empty. `told` is what a card says: another value makes another card; `refresh` tells the rest."""
        super().__init__()
        self.cards: list[AccountCard] = []
        self._told_of, self._make, self._refresh = told, make, refresh
        self._told: list[object] = []  # what each of the cards says
        self._accounts: Sequence[Account] = ()
        self._most = PORTION
        self._row = 0  # cards above it are up to date
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._build_some)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Accounts"))
        self._build()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def _build(self) -> None:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(16))
        column.setSpacing(look.px(12))
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(12))
        self._abreast = 1
        column.addLayout(self._grid)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_more)
        self.more.hide()
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inner)

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """Bring the cards up to date: a few now, the others as soon as the window has time."""
        self._accounts = accounts
        shown = {one.id for one in accounts[: self._most]}
        for row in reversed(range(len(self.cards))):
            if self.cards[row].account_id not in shown:
                self._take(row)
        for card in self.cards:
            self._refresh(card)
        self._row = 0
        self._build_some()

    def _build_some(self) -> None:
        """Build the next few cards that are missing or say what is not true any more."""
        built = 0
        wanted = self._accounts[: self._most]
        while self._row < len(wanted) and built < AT_ONCE:
            built += self._bring_up_to_date(self._row, wanted[self._row])
            self._row += 1
        if self._row < len(wanted):
            self._next.start()
        else:
            self._next.stop()
        self._offer_more()

    def _bring_up_to_date(self, row: int, account: Account) -> bool:
        """Put an account's card where it belongs; tell whether one was built."""
        told = self._told_of(account)
        old = self.cards[row] if row < len(self.cards) else None
        same = old is not None and old.account_id == account.id
        if same and self._told[row] == told:
            return False
        focused = self.window().focusWidget()
        card = self._make(account)
        self.cards.insert(row, card)
        self._place(row)
        self._told.insert(row, told)
        self._put_in_tab_order(row)
        if same and old is not None:
            if old.holds(focused):
                card.show()  # what is hidden yet takes no focus
                card.counterpart(old, focused).setFocus()
            self._take(row + 1)
        return True

    def _place(self, first: int = 0) -> None:
        """Put cards where they belong, from one on: in rows of one or two."""
        top = Qt.AlignmentFlag.AlignTop if self._abreast > 1 else Qt.AlignmentFlag(0)
        for n in range(first, len(self.cards)):
            self._grid.addWidget(self.cards[n], n // self._abreast, n % self._abreast, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show two cards side by side where both have room."""
        super().resizeEvent(event)
        abreast = 2 if self.width() >= theme.current().px(TWO_FROM) else 1
        if abreast != self._abreast:
            self._abreast = abreast
            for n in range(2):
                self._grid.setColumnStretch(n, int(n < abreast))
            self._place()

    def _put_in_tab_order(self, row: int) -> None:
        """Let Tab come to a new card after the one above it, whenever either was built."""
        before: QWidget = self.cards[row - 1].stops()[-1] if row else self
        for stop in self.cards[row].stops():
            QWidget.setTabOrder(before, stop)
            before = stop

    def _take(self, row: int) -> None:
        """Take a card away."""
        card = self.cards.pop(row)
        self._told.pop(row)
        self._grid.removeWidget(card)
        self._place(row)
        card.hide()
        card.deleteLater()

    def _offer_more(self) -> None:
        left = max(0, len(self._accounts) - self._most)
        n = min(left, PORTION)
        said = tr("Show {n} more of {total} accounts")
        self.more.setText(said.format(n=n, total=len(self._accounts)))
        if self.more.hasFocus() and not left:
            self.setFocus()
        self.more.setVisible(left > 0)
        if left and self.cards:
            QWidget.setTabOrder(self.cards[-1].stops()[-1], self.more)

    def _show_more(self) -> None:
        """Offer another portion; from the button, the focus goes to the first card of it."""
        first, by_button = len(self.cards), self.more.hasFocus()
        self._most += PORTION
        self._build_some()
        if by_button and first < len(self.cards):
            self.cards[first].show()  # what is hidden yet takes no focus
            self.cards[first].setFocus()

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        near = value >= bar.maximum() - bar.pageStep() and not self._next.isActive()
        # Where Tab came to the button, the person presses it, and it stays where it is till then.
        if near and len(self._accounts) > self._most and not self.more.hasFocus():
            self._show_more()
