"""The accounts page: every account with its colour, when it was last read, what is wrong in plain words."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, AccountHealth, TokenState
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.history import HistoryDialog, HistoryLine
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.people import Band

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class AccountCard(QFrame):
    """One account: who we are there, how it stands, what can be done."""

    def __init__(
        self, account: Account, health: AccountHealth | None, charter: str, page: "AccountsPage"
    ) -> None:
        """Show an account as it is now."""
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
        facts.addWidget(_text(where(account), "soft"))
        facts.addWidget(_text(standing(account, health, page.now()), tone(account, health)))
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
        self.history = HistoryLine(page.window_, account)
        facts.addWidget(self.history)
        row.addLayout(facts, 1)
        self.show_budget(health, page.now())  # not before it has a parent: it would be a window
        if account.state is TokenState.DEAD:
            again = QPushButton(tr("Sign in again…"))
            theme.mark(again, "primary")
            again.clicked.connect(partial(page.sign_in, account.id))
            facts.addSpacing(look.px(4))
            facts.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        more = QToolButton()
        more.setIcon(icons.icon("more"))
        more.setAccessibleName(tr("What can be done with {name}").format(name=account.name))
        more.setToolTip(foreign.tooltip(more.accessibleName()))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.mark(more, "quiet")
        menu = page.menu_for(account)
        menu.setParent(self, menu.windowFlags())  # goes with the card
        more.setMenu(menu)
        self.more = more
        row.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(
            f"{account.name}, {account.look}: {standing(account, health, page.now())}"
        )

    def show_budget(self, health: AccountHealth | None, now: datetime) -> None:
        """Say what the server still allows, in place: it changes with every request."""
        said = words.budget(health.budget, now) if health and health.budget else ""
        self.budget.setText(said)
        self.budget.setVisible(bool(said))
        reset = health.budget.reset_at if health and health.budget else None
        self.budget.setToolTip(foreign.tooltip(words.exactly(reset)) if reset else "")

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


class AccountsPage(Page):
    """All accounts."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._cards: list[AccountCard] = []
        self._told: object = None  # what the cards say, so that they stay while nothing changes
        self._build()
        some = lambda: bool(self._cards)  # noqa: E731 - used many times
        window.register(
            "accounts",
            {
                "add": self.add,
                "remove": self._remove,
                "sign_in": self.sign_in,
                "read_now": self._read_now,
                "pause": self._pause,
                "rename": self._rename,
                "history": self._history,
                "folders": self._folders,
            },
            enabled={
                "add": lambda: not self._services.read_only,
                "folders": self._some_have_folders,
                **dict.fromkeys(
                    ("remove", "sign_in", "read_now", "pause", "rename", "history"), some
                ),
            },
        )
        self._look()

    def now(self) -> datetime:
        """Return the time that cards are written for."""
        return self._services.clock.now()

    def refresh(self, changes: Changes) -> None:
        """Look again when anything about accounts changed."""
        if changes.accounts or changes.new_messages or changes.charter or changes.readings:
            self._look()

    def shown(self) -> None:
        """Look again: times in words grow old."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the button that adds an account."""
        return self._add

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list."""
        return (self._scroll,)

    def add(self) -> None:
        """Open the wizard."""
        from cmworkstation.ui.accounts.wizard import AccountWizard  # noqa: PLC0415 - seldom needed

        AccountWizard(self.window_, self).open()

    def sign_in(self, account_id: AccountId | None = None) -> None:
        """Open the wizard at the sign-in of an account that exists."""
        from cmworkstation.ui.accounts.wizard import AccountWizard  # noqa: PLC0415 - seldom needed

        chosen = account_id or self._current()
        if chosen is not None:
            AccountWizard(self.window_, self, renew=self._services.accounts.one(chosen)).open()

    def show_intake(self, account_id: AccountId, part: str = "readings") -> None:
        """Show what came in on an account, or what could not be understood."""
        self.window_.go("intake")
        shown = getattr(self.window_.page("intake"), "show_account", None)
        if shown is not None:
            shown(account_id, part)

    def menu_for(self, account: Account) -> QMenu:
        """Return what can be done with one account."""
        menu = QMenu(self)
        paused = account.state is TokenState.PAUSED
        for title, act in (
            (tr("Read now"), self._read_now),
            (tr("Show what came in"), self.show_intake),
            (tr("Resume") if paused else tr("Pause"), self._pause),
            (tr("Older messages and gaps…"), self._history),
            (tr("Rename…"), self._rename),
            (tr("Sign in again…"), self.sign_in),
        ):
            menu.addAction(title).triggered.connect(partial(act, account.id))
        if self._services.accounts.has_folders(account):
            folders = menu.addAction(tr("Folders…"))
            folders.triggered.connect(partial(self._folders, account.id))
        protect = menu.addAction(tr("Ask me to retype the handle before sending"))
        protect.setCheckable(True)
        protect.setChecked(account.protected)
        protect.toggled.connect(partial(self._protect, account.id))
        charters = menu.addMenu(tr("Charter"))
        assigned = self._services.charters.assignments().get(account.id, "")
        for charter_id, title in [
            ("", tr("No charter")),
            *((one.id, words.in_language(one.title)) for one in self._services.charters.listed()),
        ]:
            action = charters.addAction(title)
            action.setCheckable(True)
            action.setChecked(charter_id == assigned)
            action.triggered.connect(partial(self._assign, account.id, charter_id))
        menu.addSeparator()
        menu.addAction(tr("Remove…")).triggered.connect(partial(self._remove, account.id))
        return menu

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(4))
        title = QLabel(tr("Accounts"))
        theme.mark(title, "page")
        head.addWidget(title)
        head.addStretch(1)
        self._add = QPushButton(
            icons.icon("add", role="on_accent"), look.beside(tr("Add an account…"))
        )
        theme.mark(self._add, "primary")
        self._add.clicked.connect(self.add)
        self._add.setEnabled(not self._services.read_only)
        head.addWidget(self._add)
        column.addLayout(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Accounts"))
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(16))
        self._list.setSpacing(look.px(12))
        self._scroll.setWidget(inner)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(
            EmptyState(
                "accounts",
                tr("No account yet"),
                tr(
                    "Add a mailbox, a Mastodon-compatible server, a WordPress site or a feed."
                    " Passwords go to your system’s keyring."
                ),
                tr("Add an account…"),
                self.add,
            )
        )
        column.addWidget(holder, 1)

    def _look(self) -> None:
        health = {one.account_id: one for one in self._services.accounts.health()}
        titles = {one.id: words.in_language(one.title) for one in self._services.charters.listed()}
        assigned = self._services.charters.assignments()
        accounts = self._services.accounts.listed()
        said = [
            (standing(one, health.get(one.id), self.now()), health.get(one.id)) for one in accounts
        ]
        told = (accounts, [(text, one and one.quarantined) for text, one in said], titles, assigned)
        if told == self._told:
            for card in self._cards:
                card.history.look()
                card.show_budget(health.get(card.account_id), self.now())
            return
        self._told = told
        focused = self.window().focusWidget()
        kept = next((one for one in self._cards if one.holds(focused)), None)
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._cards = [
            AccountCard(one, health.get(one.id), titles.get(assigned.get(one.id, ""), ""), self)
            for one in accounts
        ]
        for card in self._cards:
            self._list.addWidget(card)
        self._list.addStretch(1)
        self._stack.setCurrentIndex(0 if self._cards else 1)
        for card in self._cards:
            if kept is not None and card.account_id == kept.account_id:
                card.counterpart(kept, focused).setFocus()

    def _current(self) -> AccountId | None:
        for card in self._cards:
            if card.holds(self.focusWidget()):
                return card.account_id
        return self._cards[0].account_id if self._cards else None

    def _read_now(self, account_id: AccountId | None = None) -> None:
        chosen = account_id or self._current()
        if chosen is not None:
            self._services.schedule.hurry(chosen)
            self.window_.say(tr("Reading…"))

    def _pause(self, account_id: AccountId | None = None) -> None:
        chosen = account_id or self._current()
        if chosen is not None:
            paused = self._services.accounts.one(chosen).state is TokenState.PAUSED
            self.window_.jobs.emit_changes(self._services.accounts.pause(chosen, paused=not paused))
            self._look()

    def _rename(self, account_id: AccountId | None = None) -> None:
        chosen = account_id or self._current()
        if chosen is None:
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Rename this account"))
        dialog.setLabelText(tr("The short name that stands beside its colour:"))
        dialog.setTextValue(self._services.accounts.one(chosen).name)
        dialog.setOkButtonText(tr("Rename"))
        dialog.setCancelButtonText(tr("Cancel"))
        dialog.textValueSelected.connect(partial(self._renamed, chosen))
        dialog.open()

    def _history(self, account_id: AccountId | None = None) -> None:
        chosen = account_id or self._current()
        if chosen is not None:
            HistoryDialog(self.window_, self._services.accounts.one(chosen)).open()

    def _renamed(self, account_id: AccountId, name: str) -> None:
        self.window_.jobs.emit_changes(self._services.accounts.change(account_id, name=name))
        self._look()

    def _folders(self, account_id: AccountId | None = None) -> None:
        from cmworkstation.ui.accounts.folders import FoldersDialog  # noqa: PLC0415 - seldom needed

        has_folders = self._services.accounts.has_folders
        chosen = account_id or self._current()
        accounts = [one for one in self._services.accounts.listed() if has_folders(one)]
        # Where the account at hand has none, the first that has some is meant.
        meant = [one for one in accounts if one.id == chosen] or accounts
        if meant:
            FoldersDialog(self.window_, self, meant[0]).open()

    def _some_have_folders(self) -> bool:
        has_folders = self._services.accounts.has_folders
        return any(has_folders(one) for one in self._services.accounts.listed())

    def _protect(self, account_id: AccountId, protected: bool) -> None:
        self.window_.jobs.emit_changes(
            self._services.accounts.change(account_id, protected=protected)
        )

    def _assign(self, account_id: AccountId, charter_id: str, _checked: bool = False) -> None:
        changes = (
            self._services.charters.assign(account_id, charter_id)
            | self._services.sync.refresh_due()
        )
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _remove(self, account_id: AccountId | None = None) -> None:
        chosen = account_id or self._current()
        if chosen is None:
            return
        account = self._services.accounts.one(chosen)
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Remove this account"))
        text = tr("{name} will no longer be read, and its access is given back and forgotten.")
        stays = tr("Its messages stay readable and searchable here.")
        if account.look == "email":  # nobody but its owner can give a password back
            text = tr("{name} will no longer be read, and its password is forgotten here.")
            ends = tr(
                "The password stays valid: if it was made for this program only, delete it in the"
                " settings of your mailbox, at your provider."
            )
            stays = f"{stays}\n{ends}"
        box.setText(text.format(name=account.name))
        box.setInformativeText(stays)
        remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.buttonClicked.connect(
            lambda pressed: self._really_remove(chosen) if pressed is remove else None
        )
        box.open()

    def _really_remove(self, account_id: AccountId) -> None:
        self.window_.jobs.run(
            account_lane(account_id),
            partial(self._services.accounts.remove, account_id),
            done=lambda _: self._removed(account_id),
        )

    def _removed(self, account_id: AccountId) -> None:
        self._look()
        server = self._services.accounts.still_allowed.get(account_id, "")
        if server:
            self.window_.notify(
                Notice(
                    "info",
                    tr(
                        "{server} could not be told that this program no longer needs access."
                    ).format(server=foreign.line(server.partition("://")[2] or server, 80)),
                    tr(
                        "Nothing of it is kept here. You can end it there, in the settings of your account."
                    ),
                    key=f"access {account_id}",
                )
            )


def where(account: Account) -> str:
    """Return who we are on which server; a server that the handle names already is not said twice."""
    host = account.server.partition("://")[2] or account.server
    return account.handle if host in account.handle else f"{account.handle} · {host}".strip(" ·")


def standing(account: Account, health: AccountHealth | None, now: datetime) -> str:
    """Return in words how an account is doing: when it was read, what is wrong, what waits."""
    if account.state is TokenState.PAUSED:
        return tr("Paused by you")
    parts = []
    if health and health.trouble:
        parts.append(words.trouble(health.trouble, health.trouble_detail))
    if health and health.last_read_at:
        parts.append(tr("Last read {when}").format(when=words.when(health.last_read_at, now)))
    elif not parts:
        parts.append(tr("Not read yet"))
    if health and health.announced:
        parts.append(words.shortfall(health.announced, health.delivered))
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


def _text(text: str, kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
