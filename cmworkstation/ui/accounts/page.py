"""The accounts page: every account with its colour, when it was last read, what is wrong in plain words."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, AccountHealth, TokenState
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.card import AccountCard, standing
from cmworkstation.ui.accounts.card_list import CardList
from cmworkstation.ui.accounts.history import HistoryDialog
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.file_taking import FileDrops, dropped_path
from cmworkstation.words import adding, people, problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


ROOM_FOR_WORDS = 560  # px at 100 % of the page, below which one button has an icon alone


class AccountsPage(Page):
    """All accounts."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._health: dict[AccountId, AccountHealth] = {}
        self._charters: dict[AccountId, str] = {}  # account → its charter's title
        self._gaps: dict[AccountId, int] = {}
        self._folders_somewhere = False
        self._places_somewhere = False
        self._untried: dict[str, str] = {}  # platform → its name, where nobody saw it work
        self._build()
        some = lambda: bool(self._cards)  # noqa: E731 - used many times
        window.register(
            "accounts",
            {
                "add": self.add,
                "archive": self.archive,
                "remove": self._remove,
                "sign_in": self.sign_in,
                "read_now": self._read_now,
                "pause": self._pause,
                "rename": self._rename,
                "history": self._history,
                "folders": self._folders,
                "places": self._places,
                "works": self._works,
                "platforms": self._platforms,
            },
            enabled={
                "add": self._may_add,
                "archive": self._may_add,
                "folders": lambda: self._folders_somewhere,
                "places": lambda: self._places_somewhere,
                "works": lambda: self._may_add() and any(self._untried.values()),
                **dict.fromkeys(
                    ("remove", "sign_in", "read_now", "pause", "rename", "history"), some
                ),
            },
        )
        self._look()
        self._looked = True  # who built the page shows it in the same turn
        QTimer.singleShot(0, self, self._grow_old)

    def now(self) -> datetime:
        """Return the time that cards are written for."""
        return self._services.clock.now()

    def refresh(self, changes: Changes) -> None:
        """Look again when anything about accounts changed."""
        if changes.accounts or changes.new_messages or changes.charter or changes.readings:
            self._look()

    def shown(self) -> None:
        """Look again: times in words grow old."""
        if not self._looked:
            self._look()

    def _grow_old(self) -> None:
        self._looked = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the second button out where there is room for one."""
        super().resizeEvent(event)
        look = theme.current()
        wide = self.width() >= look.px(ROOM_FOR_WORDS)
        self._archive.setText(look.beside(tr("Import an archive…")) if wide else "")

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

    def archive(self, path: Path | None = None) -> None:
        """Open the import of an archive; with `path` at what that file or folder is."""
        from cmworkstation.ui.archives.wizard import ArchiveWizard  # noqa: PLC0415 - seldom needed

        ArchiveWizard(self.window_, self, path).open()

    def _dropped(self, source: QMimeData) -> None:
        path = dropped_path(source)
        if path is not None and self._may_add():
            self.archive(path)

    def sign_in(self, account_id: AccountId | None = None) -> None:
        """Open the wizard at the sign-in of an account that exists."""
        from cmworkstation.ui.accounts.wizard import AccountWizard  # noqa: PLC0415 - seldom needed

        chosen = self._connected(account_id)
        if chosen is not None:
            AccountWizard(self.window_, self, renew=self._services.accounts.one(chosen)).open()

    def untried(self, platform: str) -> str:
        """Return the name of a platform that nobody here has seen work, "" for any other."""
        return self._untried.get(platform, "")

    def may_confirm(self) -> bool:
        """Tell whether whoever sits here may say that a platform works."""
        return self._may_add()

    def confirm(self, platform: str, *_: object, works: bool = True) -> None:
        """Take a person's word that a platform works, or take it back; undone by one press."""
        self.window_.jobs.emit_changes(self._services.trials.confirm(platform, works=works))
        self._look()

    def _works(self) -> None:
        """Take the person's word for the account at hand, else for the first that nobody saw work."""
        accounts = self._services.accounts.listed()
        current = self._current()
        at_hand = sorted(accounts, key=lambda one: one.id != current)
        for account in at_hand:
            if self.untried(account.platform):
                self.confirm(account.platform)
                self.window_.say(adding.works_for_me(words.platform(account.look)))
                return

    def show_intake(self, account_id: AccountId, part: str = "readings") -> None:
        """Show what came in on an account, or what could not be understood."""
        self.window_.go("intake")
        shown = getattr(self.window_.page("intake"), "show_account", None)
        if shown is not None:
            shown(account_id, part)

    def menu_for(self, account: Account) -> QMenu:
        """Return what can be done with one account."""
        menu = QMenu(self)
        self.fill_menu(menu, account.id)
        return menu

    def fill_menu(self, menu: QMenu, account_id: AccountId) -> None:
        """Put what can be done with one account, as it is now, into its menu."""
        account = self._services.accounts.one(account_id)
        for old in menu.findChildren(QMenu):
            old.deleteLater()
        menu.clear()
        paused = account.state is TokenState.PAUSED
        archived = account.state is TokenState.ARCHIVE
        connected = not archived and not account.capabilities.only_by_hand
        for title, act, always in (
            (tr("Read now"), self._read_now, False),
            (tr("Show what came in"), self.show_intake, True),
            (tr("Resume") if paused else tr("Pause"), self._pause, False),
            (tr("Older messages and gaps…"), self._history, False),
            (tr("Rename…"), self._rename, True),
            (tr("Sign in again…"), self.sign_in, False),
        ):
            if always or connected:
                menu.addAction(title).triggered.connect(partial(act, account.id))
        if self._services.accounts.has_folders(account):
            mail = account.platform == "mail"
            folders = menu.addAction(tr("Folders…") if mail else tr("Repositories…"))
            folders.triggered.connect(partial(self._folders, account.id))
        if self._services.accounts.has_places(account):
            places = menu.addAction(tr("Where posts go…"))
            places.triggered.connect(partial(self._places, account.id))
        title = self._services.trials.title(account.platform)
        if title and self._may_add():
            works = menu.addAction(adding.works_for_me(title))
            works.setCheckable(True)
            works.setChecked(self._services.trials.confirmed(account.platform))
            works.toggled.connect(lambda on: self.confirm(account.platform, works=on))
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
        self._archive = QPushButton(icons.icon("download"), look.beside(tr("Import an archive…")))
        self._archive.setAccessibleName(tr("Import an archive…"))
        self._archive.setToolTip(foreign.tooltip(tr("Import an archive…")))
        self._archive.clicked.connect(lambda _: self.archive())
        self._archive.setEnabled(self._may_add())
        head.addWidget(self._archive)
        self._add = QPushButton(
            icons.icon("add", role="on_accent"), look.beside(tr("Add an account…"))
        )
        theme.mark(self._add, "primary")
        self._add.clicked.connect(self.add)
        self._add.setEnabled(self._may_add())
        refused = people.why_not(self._services.acting.current(), Act.KEEP)
        self._add.setToolTip(foreign.tooltip(refused))
        self._add.setAccessibleDescription(refused)
        FileDrops(self, self._dropped)
        head.addWidget(self._add)
        column.addLayout(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._scroll = CardList(self._told_of, self._card_of, self._tell)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(
            EmptyState(
                "accounts",
                tr("No account yet"),
                tr(
                    "Add a mailbox, a Mastodon-compatible server, a Bluesky account, a WordPress site or a feed."
                    " Passwords go to your system’s keyring."
                ),
                tr("Add an account…"),
                self.add,
            )
        )
        column.addWidget(holder, 1)

    def _may_add(self) -> bool:
        return not self._services.read_only and self._services.acting.current().may(Act.KEEP)

    def _look(self) -> None:
        services = self._services
        accounts = services.accounts.listed()
        self._health = {one.account_id: one for one in services.accounts.health(accounts)}
        titles = {one.id: words.in_language(one.title) for one in services.charters.listed()}
        self._charters = {
            account_id: titles.get(charter_id, "")
            for account_id, charter_id in services.charters.assignments().items()
        }
        self._gaps = services.history.unsettled()
        kinds = {one.platform: one for one in accounts}.values()  # thousands may be of one kind
        self._folders_somewhere = any(services.accounts.has_folders(one) for one in kinds)
        self._places_somewhere = any(services.accounts.has_places(one) for one in kinds)
        self._untried = {one.platform: services.trials.unconfirmed(one.platform) for one in kinds}
        self._scroll.show_accounts(accounts)
        self._stack.setCurrentIndex(0 if accounts else 1)

    def _told_of(self, account: Account) -> object:
        """Return what a card says that a new card is needed for; the rest is told in place."""
        health = self._health.get(account.id)
        quarantined = health.quarantined if health else 0
        charter = self._charters.get(account.id, "")
        untried = self.untried(account.platform)
        return account, standing(account, health, self.now()), quarantined, charter, untried

    def _card_of(self, account: Account) -> AccountCard:
        health, charter = self._health.get(account.id), self._charters.get(account.id, "")
        return AccountCard(account, health, charter, self._gaps.get(account.id, 0), self)

    def _tell(self, card: AccountCard) -> None:
        card.history.look(self._gaps.get(card.account_id, 0))
        card.show_budget(self._health.get(card.account_id), self.now())

    @property
    def _cards(self) -> list[AccountCard]:
        return self._scroll.cards

    def _current(self) -> AccountId | None:
        for card in self._cards:
            if card.holds(self.focusWidget()):
                return card.account_id
        return self._cards[0].account_id if self._cards else None

    def _connected(self, account_id: AccountId | None) -> AccountId | None:
        """Return the account that is meant; none where nothing is connected, which is said."""
        chosen = account_id or self._current()
        if chosen is None or self._services.accounts.one(chosen).state is not TokenState.ARCHIVE:
            return chosen
        self.window_.say(problems.reason("archive-account"))
        return None

    def _read_now(self, account_id: AccountId | None = None) -> None:
        chosen = self._connected(account_id)
        if chosen is not None:
            self._services.schedule.hurry(chosen)
            self.window_.say(tr("Reading…"))

    def _pause(self, account_id: AccountId | None = None) -> None:
        chosen = self._connected(account_id)
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
        chosen = self._connected(account_id)
        if chosen is not None:
            HistoryDialog(self.window_, self._services.accounts.one(chosen)).open()

    def _renamed(self, account_id: AccountId, name: str) -> None:
        self.window_.jobs.emit_changes(self._services.accounts.change(account_id, name=name))
        self._look()

    def _platforms(self) -> None:
        """Show what each platform can do here."""
        from cmworkstation.ui.accounts.platforms import PlatformsDialog  # noqa: PLC0415 - when it is asked for

        PlatformsDialog(self.window_).open()

    def _folders(self, account_id: AccountId | None = None) -> None:
        from cmworkstation.ui.accounts.folders import FoldersDialog  # noqa: PLC0415 - seldom needed

        has_folders = self._services.accounts.has_folders
        chosen = account_id or self._current()
        accounts = [one for one in self._services.accounts.listed() if has_folders(one)]
        # Where the account at hand has none, the first that has some is meant.
        meant = [one for one in accounts if one.id == chosen] or accounts
        if meant:
            FoldersDialog(self.window_, self, meant[0]).open()

    def _places(self, account_id: AccountId | None = None) -> None:
        from cmworkstation.ui.accounts.place import PlaceDialog  # noqa: PLC0415 - seldom needed

        has_places = self._services.accounts.has_places
        chosen = account_id or self._current()
        accounts = [one for one in self._services.accounts.listed() if has_places(one)]
        meant = [one for one in accounts if one.id == chosen] or accounts
        if meant:
            PlaceDialog(self.window_, self, meant[0]).open()

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
