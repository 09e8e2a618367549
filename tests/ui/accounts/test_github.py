"""Adding an account of GitHub: by a code that is typed elsewhere, or by a token, and what stands in the way."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cmworkstation.ui.accounts.folders import FoldersDialog
from tests.connectors.fake_github import CLIENT, CODE, REPO, TOKEN, FakeGithub
from tests.connectors.misbehaving import serving

BY_CODE = "Sign in with a code"
NAME = "How shall it be called here?"
PAGE = "Copy the code and open the page"


@pytest.fixture
def hub() -> Iterator[FakeGithub]:
    with serving(FakeGithub()) as fake:
        yield fake


def at_the_code(desk: Any, hub: FakeGithub) -> None:
    desk.begin("GitHub", f"{hub.origin}/{REPO}")
    assert desk.title() == BY_CODE


def ask_for_code(desk: Any, client: str = CLIENT) -> None:
    desk.wizard.device.client.setText(client)
    desk.button("Ask for a code").click()
    desk.qtbot.waitUntil(lambda: bool(desk.wizard._started) or bool(desk.said()), timeout=20_000)
    QApplication.processEvents()


def test_an_account_is_added_with_a_code_that_is_typed_on_a_page(desk, hub, browser):
    at_the_code(desk, hub)
    ask_for_code(desk)
    wizard = desk.wizard
    assert wizard.device.code.text() == CODE
    assert wizard.device.code.accessibleName() == "Code to type on the page"
    assert not desk.button("Ask for a code").isEnabled()
    assert "The code lasts until" in wizard.device.text.text()
    desk.button(PAGE).click()
    assert QGuiApplication.clipboard().text() == CODE
    assert browser.opened == [f"{hub.origin}/login/device"]
    hub.typed = "yes"
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=20_000)
    assert wizard.name.who.text() == f"It works: alma@{REPO}"
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.platform, account.handle) == ("github", f"alma@{REPO}")
    assert account.settings["client_id"] == CLIENT
    assert TOKEN not in str(account.settings)
    assert TOKEN in desk.services.vault.secrets(account.id, "github").values()
    desk.begin("GitHub", f"{hub.origin}/ormaie")
    assert (
        desk.wizard.device.client.text() == CLIENT
    )  # what one account signed in by, the next one may


@pytest.mark.parametrize(
    ("typed", "said"),
    [("expired", "The code was not typed in time."), ("no", "The access was refused on the page.")],
)
def test_a_code_that_leads_nowhere_says_why_and_another_can_be_asked_for(desk, hub, typed, said):
    hub.typed = typed
    at_the_code(desk, hub)
    ask_for_code(desk)
    desk.qtbot.waitUntil(lambda: bool(desk.said()), timeout=20_000)
    assert desk.said().startswith(said)
    assert desk.wizard.device.code.text() == ""
    assert desk.button("Ask for a code").isEnabled()
    hub.typed = "yes"
    ask_for_code(desk)
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=20_000)


def test_going_back_or_closing_stops_the_waiting(desk, hub):
    at_the_code(desk, hub)
    ask_for_code(desk)
    desk.press("Back")
    desk.settle()
    assert desk.title() == "Which address?"
    desk.press("Continue")
    desk.wizard.device.client.setText(CLIENT)
    ask_for_code(desk)
    desk.wizard.reject()
    desk.settle()
    asked = len(hub.requests)
    desk.qtbot.wait(1200)
    assert len(hub.requests) == asked
    assert desk.services.accounts.listed() == ()


@pytest.mark.parametrize(
    ("client", "said"),
    [("", "Fill in “Client ID” first"), ("Iv1.other", "GitHub does not know this “Client ID”.")],
)
def test_a_client_that_is_missing_or_unknown_is_told(desk, hub, browser, client, said):
    at_the_code(desk, hub)
    desk.button("Open that page").click()
    assert browser.opened == [f"{hub.origin}/settings/applications/new"]
    assert "Enable Device Flow" in desk.wizard.device.help.text()
    ask_for_code(desk, client)
    assert desk.said().startswith(said)


def test_a_token_may_be_pasted_instead_and_what_it_lacks_is_said(desk, hub):
    hub.scopes = "notifications"
    at_the_code(desk, hub)
    desk.press("Paste a token instead")
    assert "Developer settings" in desk.wizard.token.help.text()
    assert desk.wizard.token.secret.accessibleName() == "Personal access token"
    desk.wizard.token.secret.setText("ghp_wrong")
    desk.press("Continue")
    assert desk.said().startswith("GitHub refused this token.")
    desk.wizard.token.secret.setText(TOKEN)
    desk.press("Continue")
    assert desk.title() == NAME
    assert desk.wizard.name.lacks.text().startswith("Nothing can be answered with this token")
    desk.press("Back")
    assert desk.title() == BY_CODE


def test_the_repositories_of_an_owner_are_chosen_among_those_there_are(desk, hub):
    desk.begin("GitHub", f"{hub.origin}/ormaie")
    desk.press("Paste a token instead")
    desk.wizard.token.secret.setText(TOKEN)
    desk.press("Continue")
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    desk.page._folders(account.id)
    desk.settle()
    (dialog,) = desk.page.findChildren(FoldersDialog)
    assert dialog.windowTitle() == "Repositories of Ormaie"
    assert not dialog.lists.isVisible()
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        "reading-room",
        "catalogue",
    ]
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.keep.click()
    desk.settle()
    assert desk.services.accounts.one(account.id).settings["folders"] == "ormaie/catalogue"


def test_a_repository_that_nobody_has_is_told(desk, hub):
    desk.begin("GitHub", f"{hub.origin}/ormaie/nothing")
    desk.press("Paste a token instead")
    desk.wizard.token.secret.setText(TOKEN)
    desk.press("Continue")
    assert desk.said().startswith("Nobody has a repository of this name")
