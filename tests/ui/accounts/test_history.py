"""How far back an account reaches, on its card and in its dialog: asked for, stopped, told in words."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from cmworkstation import i18n
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes, Status, View
from cmworkstation.domain.gap import DepthState
from cmworkstation.store import coverage
from cmworkstation.ui.accounts.history import HistoryDialog
from tests.connectors.fake_mastodon import FakeMastodon
from tests.ui.accounts.conftest import Browser, Desk
from tests.ui.accounts.test_page import BROWSER, NAME, card_words, menu, read


def named(mastodon: FakeMastodon, days: int) -> None:
    """Let somebody name us so many days ago."""
    at = datetime.now(UTC) - timedelta(days=days)
    mastodon.write(f"@alma@{mastodon.domain} {days} days ago", at=at)
    mastodon.notifications[-1]["created_at"] = at.isoformat()


def add(desk: Desk, mastodon: FakeMastodon, browser: Browser, older: str = "") -> Account:
    desk.begin("Mastodon", mastodon.origin)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    browser.allow()
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)
    assert desk.wizard.name.older.isVisible()
    if older:
        desk.wizard.name.older.setCurrentText(older)
    desk.press("Add the account")
    desk.settle()
    (made,) = desk.services.accounts.listed()
    read(desk, made.id)
    return made


@pytest.fixture
def account(
    desk: Desk, mastodon: FakeMastodon, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Account:
    """An account whose first reading brought one message of four; the others are 20, 200 and 2,000 days old."""
    monkeypatch.setattr("cmworkstation.connectors.mastodon.PAGE", 1)
    monkeypatch.setattr("cmworkstation.connectors.mastodon.FIRST_PAGES", 1)
    for days in (2000, 200, 20, 1):
        named(mastodon, days)
    return add(desk, mastodon, browser)


def go_on(desk: Desk, account: Account, pages: int = 99) -> None:
    """Do what the window's pulse does, without its pauses."""
    for _ in range(pages):
        if desk.services.history.depth(account.id).state is not DepthState.WANTED:
            return
        job = desk.window.jobs.run("account:test", lambda: desk.services.history.step(account.id))
        desk.settle()
        assert job.over


def opened(desk: Desk) -> HistoryDialog:
    (dialog,) = [one for one in desk.window.findChildren(HistoryDialog) if one.isVisible()]
    return dialog


def test_a_card_says_how_far_back_it_reaches(desk: Desk, account: Account) -> None:
    said = card_words(desk)
    assert "Read since today" in said
    assert "history back to yesterday" in said
    (card,) = desk.page._cards
    assert card.history.fetch.isVisible()
    assert not card.history.stop.isVisible()
    assert account.name in card.history.fetch.accessibleName()


def test_older_messages_are_fetched_as_far_as_the_person_chose(
    desk: Desk, account: Account
) -> None:
    (card,) = desk.page._cards
    card.history.fetch.click()
    dialog = opened(desk)
    assert [one.text() for one in dialog._radios] == [
        "The last 30 days",
        "The last year",
        "Everything that the platform has",
    ]
    dialog._radios[1].setChecked(True)
    dialog.fetch.click()
    assert dialog.stop.isVisible()
    assert dialog._busy.isVisible()
    assert not dialog.fetch.isVisible()
    assert "Fetching older messages: 0 so far…" in card_words(desk)
    go_on(desk, account)
    assert "2 older messages came" in desk.words(dialog)
    assert "complete from" in desk.words(dialog)
    assert dialog.fetch.isVisible()
    assert not dialog._busy.isVisible()
    assert len(desk.services.inbox.ids(View(status=Status.DONE))) == 2
    assert len(desk.services.inbox.ids(View(status=Status.WAITING_US))) == 1
    dialog._radios[0].setChecked(True)
    dialog.fetch.click()
    assert "All of that is here already." in desk.words(dialog)
    dialog._radios[2].setChecked(True)
    dialog.fetch.click()
    go_on(desk, account)
    said = desk.words(dialog)
    assert "1 older message came" in said
    assert "the platform shows nothing older" in said
    dialog.reject()
    assert "the platform shows nothing older" in card_words(desk)
    assert card.history.fetch.text() == "Gaps…"


def test_it_is_stopped_on_the_card_and_goes_on_where_it_was(desk: Desk, account: Account) -> None:
    desk.window.jobs.emit_changes(desk.services.history.want(account.id, None))
    go_on(desk, account, pages=3)
    (card,) = desk.page._cards
    card.history.stop.setFocus()
    assert "Fetching older messages: 2 so far…" in card_words(desk)
    card.history.stop.click()
    assert desk.services.history.depth(account.id).state is DepthState.STOPPED
    assert not card.history.stop.isVisible()
    assert desk.page._cards == [card], "nothing jumps"
    card.history.fetch.click()
    dialog = opened(desk)
    assert "Stopped by you; 2 older messages came" in desk.words(dialog)
    dialog._radios[2].setChecked(True)
    dialog.fetch.click()
    go_on(desk, account)
    assert "3 older messages came" in desk.words(dialog)
    dialog.reject()


def test_older_messages_are_offered_while_an_account_is_added(
    desk: Desk, mastodon: FakeMastodon, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmworkstation.connectors.mastodon.PAGE", 1)
    monkeypatch.setattr("cmworkstation.connectors.mastodon.FIRST_PAGES", 1)
    for days in (400, 200, 1):
        named(mastodon, days)
    account = add(desk, mastodon, browser, "The last year")
    assert desk.services.history.depth(account.id).state is DepthState.WANTED
    go_on(desk, account)
    assert desk.services.history.depth(account.id).new == 1
    assert len(desk.services.inbox.ids(View(status=Status.WAITING_US))) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_gaps_are_told_in_words(desk: Desk, account: Account, language: str) -> None:
    with desk.services.workspace.write() as connection:
        then = desk.services.clock.now() - timedelta(days=3)
        connection.execute("UPDATE coverage SET read_at=NULL, highest_at=NULL")
        coverage.note_read(connection, 1, then)
    desk.services.gaps._last.clear()
    read(desk, account.id)
    i18n.use_language(language)
    HistoryDialog(desk.window, account).open()
    dialog = opened(desk)
    (row,) = [dialog._list.item(n).text() for n in range(dialog._list.count())]
    closed, again = (
        ("the program was closed", "Not filled yet")
        if language == "en"
        else ("le programme était fermé", "Pas encore comblée")
    )
    assert closed in row
    assert again in row
    desk.services.history.step(account.id)
    while desk.services.history.unsettled():
        desk.services.history.step(account.id)
    desk.window.jobs.emit_changes(Changes(accounts=True))
    (row,) = [dialog._list.item(n).text() for n in range(dialog._list.count())]
    assert ("nothing was missing" if language == "en" else "rien ne manquait") in row
    dialog.reject()
    i18n.use_language("en")


def test_an_account_without_a_gap_says_so(desk: Desk, account: Account) -> None:
    menu(desk, "Older messages and gaps…").trigger()
    dialog = opened(desk)
    assert "There is no gap" in desk.words(dialog)
    assert not dialog._list.isVisible()
    dialog.reject()


def test_the_key_opens_the_account_in_front(desk: Desk, account: Account) -> None:
    (card,) = desk.page._cards
    desk.window.activateWindow()
    card.setFocus()
    assert desk.window.act("accounts.history")
    QApplication.processEvents()
    assert opened(desk)._account.id == account.id
    opened(desk).reject()
