"""Importing an archive in the window: from the file to what came of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QUrl
from PySide6.QtWidgets import QApplication, QListWidget

from cmworkstation.app import build_window
from cmworkstation.domain.account import TokenState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.ui.accounts.card import standing
from cmworkstation.ui.archives.wizard import FILE, FOUND, OPTIONS, RESULT, ArchiveWizard
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.preferences import Preferences
from cmworkstation.vault import Vault
from tests.archives import samples
from tests.clocks import SetClock
from tests.pretend import START


class Desk:
    def __init__(self, services: Services, qtbot: Any) -> None:
        self.services = services
        self.qtbot = qtbot
        self.window: MainWindow = build_window(
            services, Preferences(volatile=True), theme="light", zoom=1.0
        )
        self.window.resize(1100, 800)
        self.window.show()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=20_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=20_000)

    def open(self) -> ArchiveWizard:
        self.window.go("accounts")
        assert self.window.act("accounts.archive")
        return self.window.findChildren(ArchiveWizard)[-1]

    def at(self, wizard: ArchiveWizard, step: int) -> None:
        self.qtbot.waitUntil(
            lambda: wizard._steps.currentIndex() == step and not wizard.working.isVisible(),
            timeout=20_000,
        )


@pytest.fixture
def desk(tmp_path: Path, qtbot: Any) -> Iterator[Desk]:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(tmp_path / "w", {}, vault=vault, clock=SetClock(START))
    made = Desk(services, qtbot)
    yield made
    for one in made.window.findChildren(ArchiveWizard):
        one.reject()
    made.settle()
    made.window.close()
    QApplication.processEvents()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    services.close()


def said(listed: QListWidget) -> str:
    return "\n".join(listed.item(n).text() for n in range(listed.count()))


def test_an_archive_is_imported_from_the_file_to_what_came_of_it(
    desk: Desk, tmp_path: Path
) -> None:
    sample = samples.mastodon(tmp_path)
    wizard = desk.open()
    assert not wizard.earlier.isVisible()
    wizard.use(sample.path)
    desk.at(wizard, FOUND)
    assert "@mairie@social.example" in said(wizard.found)
    assert "6 messages, from 2 Mar 2024 to 7 Mar 2024" in said(wizard.found)
    assert wizard.homes.count() == 1
    assert wizard.name.text() == "La mairie"
    wizard.forward()
    desk.at(wizard, RESULT)
    assert "6 messages are new here." in said(wizard.came)
    assert "Its address or its time is missing." in said(wizard.left)
    (account,) = desk.services.accounts.listed()
    assert (account.state, account.capabilities.can_reply) == (TokenState.ARCHIVE, False)
    assert "archive" in standing(account, None, START)
    wizard.forward()
    again = desk.open()
    assert sample.path.name in said(again.earlier)
    again.use(sample.path)
    desk.at(again, FOUND)
    assert again.homes.currentData() == account.id
    again.forward()
    desk.at(again, RESULT)
    assert "Nothing in it was new" in said(again.came)


def test_files_of_mail_ask_whose_they_are(desk: Desk, tmp_path: Path) -> None:
    sample = samples.mbox(tmp_path)
    wizard = desk.open()
    wizard.use(sample.path)
    desk.at(wizard, OPTIONS)
    wizard.addresses.setText("mairie@town.example")
    wizard.forward()
    desk.at(wizard, FOUND)
    assert "1 by you, 3 by others" in said(wizard.found)


def test_a_table_asks_what_its_columns_mean_and_remembers_it(desk: Desk, tmp_path: Path) -> None:
    sample = samples.table(tmp_path)
    wizard = desk.open()
    wizard.use(sample.path)
    desk.at(wizard, OPTIONS)
    form = wizard.columns
    assert form.rows.columnCount() == 5
    assert [form.choices[one].currentData() for one in ("text", "date", "author", "permalink")] == [
        *("Texte", "Date", "Auteur", "Lien")
    ]
    form.choices["text"].setCurrentIndex(0)
    assert not wizard.next.isEnabled()
    form.choices["text"].setCurrentIndex(form.choices["text"].findData("Texte"))
    form.dates.setCurrentIndex(form.dates.findData("%d/%m/%Y %H:%M"))
    form.platform.setCurrentIndex(form.platform.findData("linkedin"))
    form.us.setText("Mairie")
    wizard.forward()
    desk.at(wizard, FOUND)
    assert "4 messages" in said(wizard.found)
    wizard.forward()
    desk.at(wizard, RESULT)
    wizard.forward()
    again = desk.open()
    again.use(sample.path)
    desk.at(again, OPTIONS)
    assert again.columns.us.text() == "Mairie"
    assert again.columns.platform.currentData() == "linkedin"


def test_what_is_no_archive_is_said_and_another_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "holiday.png"
    other.write_bytes(b"\x89PNG and so on")
    wizard = desk.open()
    wizard.use(other)
    desk.qtbot.waitUntil(wizard._trouble.isVisible)
    assert "no archive that the program knows" in wizard._trouble.text()
    assert wizard._steps.currentIndex() == FILE
    wizard.use(samples.mastodon(tmp_path).path)
    desk.at(wizard, FOUND)
    assert not wizard._trouble.isVisible()


def test_an_archive_is_dropped_on_the_page_of_accounts(desk: Desk, tmp_path: Path) -> None:
    sample = samples.mastodon(tmp_path)
    desk.window.go("accounts")
    desk.settle()
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(sample.path))])
    page: Any = desk.window.page("accounts")
    page._dropped(dropped)
    desk.at(desk.window.findChildren(ArchiveWizard)[-1], FOUND)


def test_a_stopped_import_goes_on_when_the_same_archive_is_chosen_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmworkstation.services.archive_import.PAGE", 1)
    sample = samples.mastodon(tmp_path)
    wizard = desk.open()
    wizard.use(sample.path)
    desk.at(wizard, FOUND)
    wizard.forward()
    wizard.working.stopper.click()
    assert "it goes on" in wizard._trouble.text()
    desk.settle()
    wizard.reject()
    again = desk.open()
    again.use(sample.path)
    desk.at(again, FOUND)
    again.forward()
    desk.at(again, RESULT)
    (done,) = desk.services.archive_imports.listed()
    assert (done.state, done.tally.new) == ("done", 6)
    assert len(desk.services.accounts.listed()) == 1
