"""Adding a Page of Facebook and a channel of YouTube as a person does it: own client, token, browser."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from PySide6.QtWidgets import QLineEdit

from cmworkstation.connectors.youtube import YoutubeConnector
from tests.connectors.fake_facebook import HANDLE, PAGE_NAME, PAGE_TOKEN, USER_TOKEN, FakeFacebook
from tests.connectors.fake_google import CLIENT, CLIENT_SECRET, CODE, REFRESH
from tests.connectors.fake_graph import APP, APP_SECRET
from tests.connectors.fake_youtube import NAME as CHANNEL
from tests.connectors.fake_youtube import FakeYoutube
from tests.connectors.misbehaving import serving

GUIDE = "Register your own client"
TOKEN = "Paste the token"
BROWSER = "Sign in with your browser"
NAME = "How shall it be called here?"


@pytest.fixture
def page() -> Iterator[FakeFacebook]:
    with serving(FakeFacebook()) as fake:
        yield fake


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeYoutube]:
    with serving(FakeYoutube()) as fake:
        here = replace(YoutubeConnector.manifest, home=fake.origin)
        monkeypatch.setattr(YoutubeConnector, "manifest", here)
        yield fake


def fill_in(desk: Any, **fields: str) -> None:
    shown = {one.accessibleName(): one for one in desk.wizard.findChildren(QLineEdit)}
    for name, value in fields.items():
        shown[name.replace("_", " ")].setText(value)
    desk.press("Continue")


def at_the_token(desk, page):
    desk.begin("Facebook", f"{HANDLE} {page.origin}")
    assert desk.title() == GUIDE
    fill_in(desk, App_ID=APP, App_secret=APP_SECRET)
    assert desk.title() == TOKEN


def test_a_page_is_added_with_an_own_app_and_a_token(desk, page):
    at_the_token(desk, page)
    fill_in(desk, Access_token=USER_TOKEN)
    assert desk.title() == NAME
    assert desk.wizard.name.name.text() == PAGE_NAME
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.handle, account.settings["client_id"]) == (f"@{HANDLE}", APP)
    kept = desk.services.vault.secrets(account.id, "facebook")
    assert kept == {"access_token": PAGE_TOKEN, "client_secret": APP_SECRET}
    assert USER_TOKEN not in str(account.settings)


def test_a_token_of_other_pages_is_told_with_their_names(desk, page):
    desk.begin("Facebook", f"somebody.elses {page.origin}")
    fill_in(desk, App_ID=APP, App_secret=APP_SECRET)
    fill_in(desk, Access_token=USER_TOKEN)
    assert desk.said().startswith("This token is for other Pages")
    assert f"Another Page, {PAGE_NAME}." in desk.said()
    assert desk.title() == TOKEN


def test_a_token_that_is_none_is_told(desk, page):
    at_the_token(desk, page)
    fill_in(desk, Access_token="made-up")
    assert desk.said().startswith("Meta did not take this. Nothing was stored.")
    assert desk.services.accounts.listed() == ()


def test_a_channel_is_added_through_the_browser_with_an_own_client(desk, channel, browser):
    desk.begin("YouTube")
    assert desk.title() == GUIDE
    fill_in(desk, Client_ID=CLIENT, Client_secret=CLIENT_SECRET)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER, timeout=10_000)
    asked = {one: values[0] for one, values in parse_qs(urlsplit(browser.opened[-1]).query).items()}
    channel.challenge, channel.redirect = asked["code_challenge"], asked["redirect_uri"]
    with urlopen(f"{asked['redirect_uri']}?code={CODE}&state={asked['state']}", timeout=10) as done:
        assert done.status == 200
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)
    assert desk.wizard.name.name.text() == CHANNEL
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert desk.services.vault.secrets(account.id, "youtube")["refresh_token"] == REFRESH


def test_the_address_can_be_pasted_where_the_browser_cannot_come_back(desk, channel, browser):
    desk.begin("YouTube")
    fill_in(desk, Client_ID=CLIENT, Client_secret=CLIENT_SECRET)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER, timeout=10_000)
    desk.press("Paste the address instead")
    desk.qtbot.waitUntil(lambda: len(browser.opened) == 2, timeout=10_000)
    asked = {one: values[0] for one, values in parse_qs(urlsplit(browser.opened[-1]).query).items()}
    channel.challenge, channel.redirect = asked["code_challenge"], asked["redirect_uri"]
    ended = f"{asked['redirect_uri']}?code={CODE}&state={asked['state']}"
    desk.wizard.browser.code.setText(ended)
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)
