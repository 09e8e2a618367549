"""The accounts page and its wizard in a real window, real connectors, servers on loopback, no browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from cmworkstation import connectors
from cmworkstation.app import build_window
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.ui.accounts import wizard as wizard_module
from cmworkstation.ui.accounts.page import AccountsPage
from cmworkstation.ui.accounts.wizard import AccountWizard
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.preferences import Preferences
from cmworkstation.vault import Vault
from tests.connectors import misbehaving
from tests.connectors.fake_mastodon import FakeMastodon
from tests.ui.accounts import site as sites


class Browser:
    """What the person's browser was asked to open; it goes there when the test says so."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def openUrl(self, url: QUrl) -> bool:  # noqa: N802 - in place of QDesktopServices
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        return True

    def allow(self) -> str:
        """Follow the last address to its end, as a person who says yes; return the page's words."""
        with urlopen(self.opened[-1], timeout=10) as page:
            return str(page.read().decode())


class Desk:
    """The window at the accounts page, and ways to use it as a person does."""

    def __init__(self, services: Services, qtbot: Any) -> None:
        self.services = services
        self.qtbot = qtbot
        self.window: MainWindow = build_window(
            services, Preferences(volatile=True), theme="light", zoom=1.0
        )
        self.window.resize(1280, 800)
        self.window.show()
        self.window.go("accounts")
        self.settle()

    @property
    def page(self) -> AccountsPage:
        page = self.window.page("accounts")
        assert isinstance(page, AccountsPage)
        return page

    @property
    def wizard(self) -> AccountWizard:
        (found,) = [one for one in self.page.findChildren(AccountWizard) if one.isVisible()]
        return found

    def wizard_is_open(self) -> bool:
        return any(one.isVisible() for one in self.page.findChildren(AccountWizard))

    def settle(self) -> None:
        """Wait until no job is under way."""
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=20_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=20_000)
        QApplication.processEvents()

    def begin(self, platform: str, address: str = "") -> None:
        """Open the wizard, choose a platform by its first words and type an address."""
        assert self.window.act("accounts.add")
        rows = self.wizard.platforms.list
        titles = [rows.item(n).text().partition("\n")[0] for n in range(rows.count())]
        rows.setCurrentRow(next(n for n, title in enumerate(titles) if platform in title))
        self.press("Continue")
        if address:
            self.wizard.address.field.setText(address)
            self.press("Continue")

    def press(self, words: str) -> None:
        """Press a button of the wizard by its words, then wait for what it started unless it waits for a person."""
        self.button(words).click()
        QApplication.processEvents()
        if not self.wizard_is_open() or "browser" not in self.title():
            self.until_idle()

    def until_idle(self) -> None:
        """Wait for the step under way, or for the browser's turn."""
        self.qtbot.waitUntil(
            lambda: (
                not self.window.jobs.busy()
                or (self.wizard_is_open() and bool(self.wizard._started))
            ),
            timeout=20_000,
        )
        QApplication.processEvents()

    def button(self, words: str) -> QPushButton:
        (found,) = [
            one
            for one in self.wizard.findChildren(QPushButton)
            if one.text().strip() == words and one.isVisible()
        ]
        return found

    def title(self) -> str:
        return self.wizard.title.text()

    def said(self) -> str:
        """Return the trouble that the wizard shows, "" for none."""
        return self.wizard.trouble.text() if self.wizard.trouble.isVisible() else ""

    def words(self, of: QWidget | None = None) -> str:
        """Return all visible words of a widget, the page by default."""
        where = of or self.page
        return "\n".join(one.text() for one in where.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    made = Browser()
    monkeypatch.setattr(wizard_module, "QDesktopServices", made)
    return made


@pytest.fixture
def vault() -> Vault:
    """A keyring that works."""
    made = Vault(memory_only=True)
    made.use_session_memory()
    return made


@pytest.fixture
def desk(qtbot: Any, tmp_path: Path, browser: Browser, vault: Vault) -> Iterator[Desk]:
    services = open_services(tmp_path / "w", connectors.loaders(), vault=vault)
    made = Desk(services, qtbot)
    yield made
    if made.wizard_is_open():
        made.wizard.reject()
    made.settle()
    made.window.close()
    QApplication.processEvents()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    services.close()


@pytest.fixture
def mastodon() -> Iterator[FakeMastodon]:
    with misbehaving.serving(FakeMastodon()) as fake:
        yield fake


@pytest.fixture
def site() -> Iterator[sites.Site]:
    with sites.serving(sites.Site()) as made:
        yield made
