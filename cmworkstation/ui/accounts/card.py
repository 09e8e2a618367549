"""One account's card on the accounts page: who we are there, how it stands in plain words, what can be done."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, AccountHealth, TokenState
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.history import HistoryLine
from cmworkstation.ui.widgets.people import Band
from cmworkstation.words import adding, of_accounts, problems

if TYPE_CHECKING:
    from cmworkstation.ui.accounts.page import AccountsPage


class AccountCard(QFrame):
    """One account: who we are there, how it stands, what can be done."""

    def __init__(
        self,
        account: Account,
        health: AccountHealth | None,
        charter: str,
        gaps: int,
        page: "AccountsPage",
    ) -> None:
        """Show an account as it is now. `gaps` are not filled yet."""
        super().__init__()
        theme.mark(self, "card")
        self.account_id = account.id
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(4), look.px(8), 0)
        band = Band()
        band.set_account(account.colour, account.look, account.name)
        facts = QVBoxLayout()
        facts.setContentsMargins(look.px(12), look.px(8), 0, look.px(12))
        facts.setSpacing(look.px(4))
        facts.addWidget(band)
        said = standing(account, health, page.now())
        for text, kind in ((where(account), "soft"), (said, tone(account, health))):
            if text:
                facts.addWidget(_text(text, kind))
        if untried := page.untried(account.platform):
            confirm = partial(page.confirm, account.platform) if page.may_confirm() else None
            _mark_untried(facts, untried, confirm)
        self.budget = _text("", "meta")
        facts.addWidget(self.budget)
        if charter:
            facts.addWidget(
                _text(tr("Governed by the charter “{name}”").format(name=charter), "meta")
            )
        if health and health.quarantined:
            n = health.quarantined
            text = trn("{n} item could not be understood", "{n} items could not be understood", n)
            look_at = QPushButton(text.format(n=n))
            theme.mark(look_at, "link")
            look_at.clicked.connect(partial(page.show_intake, account.id, "quarantine"))
            facts.addWidget(look_at, 0, Qt.AlignmentFlag.AlignLeft)
        self.history = HistoryLine(page.window_, account, gaps)
        facts.addWidget(self.history)
        row.addLayout(facts, 1)
        self.show_budget(health, page.now())  # not before it has a parent: it would be a window
        if account.state is TokenState.DEAD:
            again = QPushButton(tr("Sign in again…"))
            theme.mark(again, "primary")
            again.clicked.connect(partial(page.sign_in, account.id))
            facts.addSpacing(look.px(4))
            facts.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        self.more = self._more(account, page)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{account.name}, {words.platform(account.look)}: {said}")

    def _more(self, account: Account, page: "AccountsPage") -> QToolButton:
        """Return the button with what can be done."""
        more = QToolButton()
        more.setIcon(icons.icon("more"))
        more.setAccessibleName(tr("What can be done with {name}").format(name=account.name))
        more.setToolTip(foreign.tooltip(more.accessibleName()))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.mark(more, "quiet")
        menu = QMenu(self)  # goes with the card
        menu.aboutToShow.connect(partial(page.fill_menu, menu, account.id))  # most are never opened
        more.setMenu(menu)
        return more

    def show_budget(self, health: AccountHealth | None, now: datetime) -> None:
        """Say what the server still allows, in place: it changes with every request."""
        said = of_accounts.budget(health.budget, now) if health and health.budget else ""
        self.budget.setText(said)
        self.budget.setVisible(bool(said))
        reset = health.budget.reset_at if health and health.budget else None
        self.budget.setToolTip(foreign.tooltip(words.exactly(reset)) if reset else "")

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order: the card, then what is in it."""
        tab = Qt.FocusPolicy.TabFocus.value
        inner = self.findChildren(QWidget)
        return [
            self,
            *(one for one in inner if one.focusPolicy().value & tab and not one.isWindow()),
        ]

    def counterpart(self, other: "AccountCard", widget: QWidget | None) -> QWidget:
        """Return what stands here where `widget` stands on another card of the same account."""
        pairs = (
            (other.more, self.more),
            (other.history.fetch, self.history.fetch),
            (other.history.stop, self.history.stop),
        )
        return next((mine for theirs, mine in pairs if theirs is widget), self)

    def holds(self, widget: QWidget | None) -> bool:
        """Tell whether a widget is this card or in it."""
        return widget is not None and (widget is self or self.isAncestorOf(widget))


def where(account: Account) -> str:
    """Return who we are on which server; a server that the handle names already is not said twice."""
    host = account.server.partition("://")[2] or account.server
    return account.handle if host in account.handle else f"{account.handle} · {host}".strip(" ·")


def standing(account: Account, health: AccountHealth | None, now: datetime) -> str:
    """Return in words how an account is doing: when it was read, what is wrong, what waits."""
    if account.state is TokenState.PAUSED:
        return tr("Paused by you")
    if account.state is TokenState.ARCHIVE:
        return tr("From an archive: nothing is read or sent here")
    if account.capabilities.only_by_hand:
        return tr("By hand: messages are captured, and answers posted in the browser")
    parts = []
    if health and health.trouble:
        parts.append(problems.trouble(health.trouble, health.trouble_detail))
    if health and health.last_read_at:
        parts.append(tr("Last read {when}").format(when=words.when(health.last_read_at, now)))
    elif not parts:
        parts.append(tr("Not read yet"))
    if health and health.announced:
        parts.append(of_accounts.shortfall(health.announced, health.delivered))
    if health and health.queued:
        parts.append(
            trn("{n} reply waits", "{n} replies wait", health.queued).format(n=health.queued)
        )
    return " · ".join(parts).replace(". · ", ". ")  # a sentence needs no dot after its full stop


def tone(account: Account, health: AccountHealth | None) -> str:
    """Return the label kind for an account's standing."""
    if account.state is TokenState.DEAD:
        return "error"
    if health and health.trouble:
        return "warn"
    return "soft"


def _mark_untried(facts: QVBoxLayout, title: str, confirm: Callable[..., None] | None) -> None:
    """Say that nobody has seen this platform work, and take the person's word that it does."""
    facts.addWidget(_text(adding.experimental(title), "warn"))
    if confirm is None:
        return
    works = QPushButton(adding.works_for_me(title))
    theme.mark(works, "link")
    works.clicked.connect(confirm)
    facts.addWidget(works, 0, Qt.AlignmentFlag.AlignLeft)


def _text(text: str, kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
