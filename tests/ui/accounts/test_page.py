"""The accounts page: how each account stands, in words, and what can be done with it."""

from datetime import timedelta

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QMessageBox, QPushButton

from cmworkstation import i18n
from cmworkstation.domain.account import TokenState
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.capture import Capture
from cmworkstation.domain.conversation import Changes
from cmworkstation.sdk.troubles import CUT
from cmworkstation.store import intake
from cmworkstation.store.received import Raw
from cmworkstation.ui.accounts.wizard import AccountWizard
from cmworkstation.ui.widgets.bars import NoticeBar
from tests.connectors.fake_mastodon import TOKEN

NAME = "How shall it be called here?"
BROWSER = "Sign in with your browser"


@pytest.fixture
def account(desk, mastodon, browser):
    """One account that was added through the browser and read once."""
    desk.begin("Mastodon", mastodon.origin)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    browser.allow()
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)
    desk.press("Add the account")
    desk.settle()
    (made,) = desk.services.accounts.listed()
    read(desk, made.id)
    return made


def read(desk, account_id):
    """Read the account as the schedule would, whatever comes of it."""
    job = desk.window.jobs.run(
        "account:test", lambda: desk.services.sync.poll(account_id), failed=lambda _: None
    )
    desk.settle()
    assert job.over
    desk.page.shown()


def menu(desk, words: str) -> QAction:
    (card,) = desk.page._cards
    found: dict[str, QAction] = {}
    for action in desk.page.menu_for(desk.services.accounts.one(card.account_id)).actions():
        found[action.text()] = action
    return found[words]


def card_words(desk):
    QApplication.processEvents()
    (card,) = desk.page._cards
    return desk.words(card)


def test_without_an_account_the_page_says_how_to_begin(desk):
    said = desk.words()
    assert "No account yet" in said
    assert "keyring" in said
    buttons = [one for one in desk.page.findChildren(QPushButton) if one.isVisible()]
    assert {one.text().strip() for one in buttons} == {"Add an account…", "Import an archive…"}
    next(one for one in reversed(buttons) if "Add" in one.text()).click()
    assert desk.wizard_is_open()


def test_a_card_says_who_we_are_and_when_it_was_read(desk, account):
    said = card_words(desk)
    assert account.handle in said
    assert "Last read today" in said
    (card,) = desk.page._cards
    assert card.accessibleName().startswith(f"{account.name}, Mastodon: Last read today")


def test_a_platform_by_hand_says_so_and_offers_nothing_that_only_a_server_could_do(desk):
    asked = Capture("Nextdoor", "Nadia", desk.services.clock.now(), "Is the pool open?")
    desk.services.captures.keep(asked)
    desk.page.shown()
    desk.settle()
    said = card_words(desk)
    assert "By hand: messages are captured, and answers posted in the browser" in said
    assert "Last read" not in said
    assert "Gaps" not in said
    (card,) = desk.page._cards
    offered = desk.page.menu_for(desk.services.accounts.one(card.account_id)).actions()
    assert not {"Read now", "Sign in again…", "Pause"} & {one.text() for one in offered}


def test_a_server_in_trouble_is_told_in_words(desk, account, mastodon):
    mastodon.lasting = "500 html"
    read(desk, account.id)
    said = card_words(desk)
    assert "The server answers, but not with what it should. Nothing was lost." in said
    assert "Last read today" in said
    assert "ServerTrouble" not in said
    mastodon.lasting = ""
    read(desk, account.id)
    assert "not with what it should" not in card_words(desk)


def test_access_that_ended_is_told_and_signing_in_again_mends_it(desk, account, mastodon, browser):
    mastodon.tokens.clear()
    read(desk, account.id)
    assert desk.services.accounts.one(account.id).state is TokenState.DEAD
    assert "no longer accepts this account’s access" in card_words(desk)
    (card,) = desk.page._cards
    (again,) = [
        one
        for one in card.findChildren(QPushButton)
        if one.isVisible() and one.text().strip() == "Sign in again…"
    ]
    opened = len(browser.opened)
    again.click()
    desk.qtbot.waitUntil(lambda: len(browser.opened) > opened, timeout=10_000)
    browser.allow()
    desk.qtbot.waitUntil(lambda: not desk.wizard_is_open(), timeout=10_000)
    desk.settle()
    assert desk.services.accounts.one(account.id).state is TokenState.VALID
    assert desk.services.accounts.one(account.id).name == account.name
    assert TOKEN in desk.services.vault.secrets(account.id, "mastodon").values()
    read(desk, account.id)
    assert "Last read today" in card_words(desk)


def test_signing_in_as_somebody_else_changes_nothing(desk, account, mastodon, browser, monkeypatch):
    kept = dict(desk.services.vault.secrets(account.id, "mastodon"))
    person = mastodon.account
    monkeypatch.setattr(
        mastodon, "account", lambda user: person("berta" if user == "alma" else user)
    )
    answer = mastodon.answer

    def as_berta(*request):
        found = answer(*request)
        if found and request[1].endswith("verify_credentials"):
            return found[0], found[1], found[2].replace(b'"alma"', b'"berta"')
        return found

    monkeypatch.setattr(mastodon, "answer", as_berta)
    opened = len(browser.opened)
    desk.page.sign_in(account.id)
    desk.qtbot.waitUntil(lambda: len(browser.opened) > opened, timeout=10_000)
    browser.allow()
    desk.qtbot.waitUntil(lambda: bool(desk.said()), timeout=10_000)
    assert desk.said().startswith("You signed in as somebody else. Nothing was changed")
    assert desk.services.accounts.one(account.id).handle == account.handle
    assert desk.services.vault.secrets(account.id, "mastodon") == kept


def test_an_account_is_paused_and_goes_on(desk, account):
    menu(desk, "Pause").trigger()
    assert desk.services.accounts.one(account.id).state is TokenState.PAUSED
    assert "Paused by you" in card_words(desk)
    assert desk.services.schedule.next_at(account.id) is None
    menu(desk, "Resume").trigger()
    assert desk.services.accounts.one(account.id).state is TokenState.VALID
    assert "Paused by you" not in card_words(desk)
    assert desk.services.schedule.next_at(account.id) is not None


def test_the_keyboard_pauses_the_account_in_front(desk, account):
    (card,) = desk.page._cards
    desk.window.activateWindow()
    card.setFocus()
    assert desk.window.act("accounts.pause")
    assert desk.services.accounts.one(account.id).state is TokenState.PAUSED
    QApplication.processEvents()
    assert QApplication.focusWidget() is desk.page._cards[0]


def test_a_read_that_changes_nothing_leaves_the_cards_in_place(desk, account):
    (card,) = desk.page._cards
    desk.window.jobs.emit_changes(Changes(accounts=True, new_messages=1))
    assert desk.page._cards == [card]
    assert card.more.menu().parent() is card


def test_an_account_is_renamed(desk, account):
    menu(desk, "Rename…").trigger()
    (dialog,) = desk.page.findChildren(QInputDialog)
    assert dialog.textValue() == account.name
    dialog.setTextValue("Town hall")
    dialog.accept()
    assert desk.services.accounts.one(account.id).name == "Town hall"
    assert "Town hall" in desk.page._cards[0].accessibleName()


def test_removing_asks_first_and_says_what_stays(desk, account, mastodon):
    menu(desk, "Remove…").trigger()
    (box,) = desk.page.findChildren(QMessageBox)
    assert "will no longer be read" in box.text()
    assert "stay readable and searchable" in box.informativeText()
    assert box.defaultButton().text() == "Cancel"
    box.defaultButton().click()
    desk.settle()
    assert len(desk.services.accounts.listed()) == 1
    menu(desk, "Remove…").trigger()
    box = [one for one in desk.page.findChildren(QMessageBox) if one.isVisible()][-1]
    (remove,) = [one for one in box.buttons() if one.text() == "Remove"]
    remove.click()
    desk.settle()
    assert desk.services.accounts.listed() == ()
    assert mastodon.revoked == [TOKEN]
    assert desk.services.vault.secrets(account.id, "mastodon") == {}
    assert "No account yet" in desk.words()


@pytest.mark.parametrize(
    ("language", "said", "hint"),
    [
        (
            "en",
            "could not be told that this program no longer needs access.",
            "Nothing of it is kept here. You can end it there, in the settings of your account.",
        ),
        (
            "fr",
            "n’a pas pu apprendre que ce programme n’a plus besoin d’accès.",
            "Rien n’en est gardé ici. Vous pouvez le retirer là-bas, dans les réglages de votre compte.",
        ),
    ],
    ids=["English", "French"],
)
def test_a_server_that_could_not_take_the_access_back_is_named_with_what_to_do_there(
    desk, account, mastodon, language, said, hint
):
    mastodon.trouble.append(("/oauth/revoke", CUT))
    i18n.use_language(language)
    try:
        desk.page._really_remove(account.id)
        desk.settle()
        (bar,) = desk.window.findChildren(NoticeBar)
        words = desk.words(bar)
    finally:
        i18n.use_language("en")
    host = account.server.partition("://")[2]
    assert f"{host} {said}" in words
    assert hint in words
    assert desk.services.accounts.listed() == ()
    assert desk.services.vault.secrets(account.id, "mastodon") == {}


def test_the_menu_protects_an_account(desk, account):
    protect = menu(desk, "Ask me to retype the handle before sending")
    assert not protect.isChecked()
    protect.trigger()
    assert desk.services.accounts.one(account.id).protected


def test_the_menu_puts_an_account_under_a_charter(desk, account):
    charter, _ = desk.services.charters.add_starter("fennick-lane")
    charters = menu(desk, "Charter").menu()
    assert isinstance(charters, QMenu)
    actions = charters.actions()
    assert [one.text() for one in actions if one.isChecked()] == ["No charter"]
    actions[-1].trigger()
    assert desk.services.charters.assignments()[account.id] == charter
    assert "Governed by the charter" in card_words(desk)


def test_the_wizard_and_the_page_are_left_without_traces(desk, account):
    assert desk.page.findChildren(AccountWizard) == []


def test_a_card_says_what_the_server_still_allows_and_what_is_kept_for_replies(
    desk, account, monkeypatch
):
    now = desk.services.clock.now()
    (card,) = desk.page._cards
    for left, said in (
        (241, "241 of 300 requests left until"),
        (30, "the 30 requests that are left are kept for replies"),
    ):
        told = Budget(300, left, now + timedelta(minutes=4))
        monkeypatch.setattr(desk.services.platforms, "budget", lambda _, told=told: told)
        desk.page.shown()
        assert said in card_words(desk)
        (same,) = desk.page._cards
        assert same is card, "what changes with every request builds no card anew"
    monkeypatch.setattr(desk.services.platforms, "budget", lambda _: None)
    desk.page.shown()
    assert not card.budget.isVisible()
    monkeypatch.setattr(desk.services.platforms, "budget", lambda _: told)
    desk.window.status.show_health(desk.services.accounts.health(), now)
    assert "kept for replies" in desk.window.status.accounts.toolTip()


def test_what_could_not_be_understood_is_one_press_away(desk, account):
    broken = Raw("notification", "7", b'{"id": "7"', problem="not JSON")
    with desk.services.workspace.write() as connection:
        intake.take(connection, 1, "mastodon", [broken], desk.services.clock.now())
    desk.page.refresh(Changes(readings=True))
    (card,) = desk.page._cards
    (link,) = [
        one for one in card.findChildren(QPushButton) if "could not be understood" in one.text()
    ]
    link.click()
    desk.settle()
    assert desk.window.current_key() == "intake"
    page = desk.window.page("intake")
    assert page.parts.key() == "quarantine"
    assert page.account.currentText() == account.name
