"""Registering one's own client, and pasting a token, as a person does it in the wizard."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton

from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk.connector import (
    Authorisation,
    Credentials,
    Found,
    Manifest,
    OwnClient,
    SignIn,
)
from cmworkstation.sdk.http import Http
from cmworkstation.ui.accounts.steps import client as client_step
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector, PretendServer

CLIENT = "Register your own client"
BROWSER = "Sign in with your browser"
TOKEN = "Paste the token"
NAME = "How shall it be called here?"
SECRET = "secret-of-the-client"
REDIRECT = "https://localhost/"
GUIDE = ClientGuide(
    "Register an app.",
    (
        Step("Open the pages for developers.", link="https://developers.pretend.example/apps"),
        Step("Paste this redirect address.", copied=Copied.REDIRECT),
        Step("Ask for these permissions.", copied=Copied.SCOPES),
        Step("These are asked for.", copied=Copied.ASKED),  # told, and nothing to copy
    ),
)


class OwnClientConnector(PretendConnector):
    """Wants a client of one's own, and sends nobody back to this machine."""

    manifest: ClassVar[Manifest] = replace(
        PretendConnector.manifest,
        sign_in=SignIn.BROWSER,
        own_client=OwnClient(("read", "write"), REDIRECT),
        home="pretend.example",
        experimental=True,
    )

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        client_id = found.settings["client_id"]
        return Authorisation(f"https://pretend.example/ask?client_id={client_id}", "s1")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        if "abc" not in answer.get("code", answer.get("token", "")):
            raise NotSignedIn("wrong")
        return Credentials({"token": "good"})


class TokenConnector(OwnClientConnector):
    """Takes a token, and knows no client."""

    manifest: ClassVar[Manifest] = replace(
        OwnClientConnector.manifest, sign_in=SignIn.TOKEN, own_client=None
    )


@pytest.fixture
def pretend(desk, monkeypatch):
    """Let the window know the platform, which comes first in its list."""
    PretendConnector.server = PretendServer(SetClock(START))
    monkeypatch.setattr(client_step, "guide", lambda _: GUIDE)

    def use(kind):
        desk.services.platforms._loaders["pretend"] = lambda: kind

    use(OwnClientConnector)
    return use


def at_the_guide(desk):
    desk.begin("Pretend")
    assert desk.title() == CLIENT


def field(desk, name):
    (found,) = [
        one
        for one in desk.wizard.findChildren(QLineEdit)
        if one.accessibleName() == name and one.isVisible()
    ]
    return found


def fill_in(desk, secret=SECRET):
    field(desk, "Client ID").setText("client-7")
    field(desk, "Client secret").setText(secret)
    desk.press("Continue")


def test_the_steps_are_numbered_and_lead_to_the_browser_and_the_clipboard(desk, pretend, browser):
    at_the_guide(desk)
    said = desk.words(desk.wizard)
    assert "1.\nOpen the pages for developers.\n2.\nPaste this redirect address." in said
    assert "These are asked for.\nread, write" in said
    desk.press("Open in the browser")
    assert browser.opened == ["https://developers.pretend.example/apps"]
    copied = []
    for button in [one for one in desk.wizard.findChildren(QPushButton) if one.text() == "Copy"]:
        button.click()
        copied.append(QGuiApplication.clipboard().text())
        assert button.text() == "Copied"
    assert copied == [REDIRECT, "read write"]


def test_an_account_is_added_with_one_s_own_client(desk, pretend, browser):
    at_the_guide(desk)
    fill_in(desk)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    assert browser.opened == ["https://pretend.example/ask?client_id=client-7"]
    assert "copy its whole address" in desk.wizard.browser.text.text()
    desk.press("Continue")
    assert desk.said() == "Paste the address first."
    field(desk, "Address at which the browser ended").setText(f"{REDIRECT}?code=abc&state=s1#_")
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == NAME)
    desk.press("Back")
    assert desk.title() == CLIENT
    fill_in(desk)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == NAME)
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert account.settings["client_id"] == "client-7"
    assert SECRET not in str(account.settings)
    assert desk.services.vault.secrets(account.id, "pretend")["client_secret"] == SECRET


@pytest.mark.parametrize(
    ("client_id", "secret", "redirect", "said", "lacking"),
    [
        ("", SECRET, REDIRECT, "Fill in “Client ID” first.", "Client ID"),
        ("client-7", "", REDIRECT, "Fill in “Client secret” first.", "Client secret"),
        (
            "client-7",
            SECRET,
            "http://ormaie.test",
            "The redirect address begins with https://.",
            "Redirect address",
        ),
    ],
)
def test_what_is_missing_is_asked_for_with_the_caret_in_its_field(
    desk, pretend, client_id, secret, redirect, said, lacking
):
    at_the_guide(desk)
    field(desk, "Client ID").setText(client_id)
    field(desk, "Client secret").setText(secret)
    field(desk, "Redirect address").setText(redirect)
    desk.press("Continue")
    assert desk.said() == said
    assert desk.title() == CLIENT
    assert desk.wizard.focusWidget() is field(desk, lacking)


def test_a_redirect_address_of_one_s_own_is_copied_and_used(desk, pretend, browser):
    at_the_guide(desk)
    field(desk, "Redirect address").setText("https://ormaie.test/back")
    next(one for one in desk.wizard.findChildren(QPushButton) if one.text() == "Copy").click()
    assert QGuiApplication.clipboard().text() == "https://ormaie.test/back"
    fill_in(desk)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    assert desk.wizard._found.settings["redirect_uri"] == "https://ormaie.test/back"


def test_closing_the_wizard_forgets_the_secret(desk, pretend):
    at_the_guide(desk)
    secret = field(desk, "Client secret")
    secret.setText(SECRET)
    desk.wizard.reject()
    assert secret.text() == ""


def added(desk):
    at_the_guide(desk)
    fill_in(desk)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    desk.wizard.browser.code.setText("abc")
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == NAME)
    desk.press("Add the account")
    desk.settle()
    return desk.services.accounts.listed()[0]


def test_signing_in_again_keeps_the_client_or_takes_another(desk, pretend):
    account = added(desk)
    desk.page.sign_in(account.id)
    desk.until_idle()
    assert desk.title() == CLIENT
    assert field(desk, "Client ID").text() == "client-7"
    assert "keep" in field(desk, "Client secret").placeholderText()
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)
    desk.wizard.browser.code.setText("abc")
    desk.press("Continue")
    desk.settle()
    assert not desk.wizard_is_open()
    assert desk.services.vault.secrets(account.id, "pretend")["client_secret"] == SECRET


def test_the_mark_of_an_experiment_stays_until_the_person_says_that_it_works(desk, pretend):
    desk.window.act("accounts.add")
    rows = desk.wizard.platforms.list
    texts = [rows.item(n).text() for n in range(rows.count())]
    mark = "Experimental: nobody has confirmed yet that it works with Pretend itself."
    assert [mark in one for one in texts].count(True) == 1
    desk.wizard.reject()
    account = added(desk)
    assert mark in desk.words()
    works = [
        one for one in desk.page.findChildren(QPushButton) if one.text() == "It works with Pretend"
    ]
    works[0].click()
    desk.settle()
    assert "Not read yet" in desk.words()
    assert mark not in desk.words()
    menu = desk.page.menu_for(account)
    (row,) = [one for one in menu.actions() if one.text() == "It works with Pretend"]
    assert row.isChecked()
    row.trigger()
    desk.settle()
    assert mark in desk.words()
    assert desk.window.act("accounts.works")
    desk.settle()
    assert mark not in desk.words()
    desk.page.confirm("pretend", works=False)
    desk.settle()
    assert mark in desk.words()


def test_a_token_is_pasted_and_kept_in_the_keyring_alone(desk, pretend):
    pretend(TokenConnector)
    desk.begin("Pretend")
    assert desk.title() == TOKEN
    desk.press("Continue")
    assert desk.said() == "Paste the token first."
    secret = field(desk, "Token")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    secret.setText("wrong")
    desk.press("Continue")
    assert desk.said().startswith("The platform did not take this token. Nothing was stored.")
    secret.setText("abc")
    desk.press("Continue")
    assert desk.title() == NAME
    desk.press("Back")
    assert desk.title() == TOKEN
    desk.press("Back")
    assert desk.title() == "Where do people write to you?"
    desk.wizard.reject()
    assert secret.text() == ""
