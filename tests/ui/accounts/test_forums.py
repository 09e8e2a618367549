"""Adding an account on a forum: with a key of its staff, or one made in the browser; what is in the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from cmworkstation import i18n
from cmworkstation.domain.errors import Refused
from cmworkstation.words import forum as said
from cmworkstation.words import problems, signing_in
from tests.connectors.fake_discourse import KEY, USER_KEY, FakeDiscourse
from tests.connectors.fake_lemmy import DIGITS, PASSWORD, TOKEN, FakeLemmy
from tests.connectors.misbehaving import serving

NAME = "How shall it be called here?"


@pytest.fixture
def forum() -> Iterator[FakeDiscourse]:
    with serving(FakeDiscourse()) as fake:
        yield fake


def at_the_key(desk: Any, forum: FakeDiscourse) -> None:
    desk.begin("Discourse", f"{forum.origin}/t/opening-hours/12")
    assert desk.title() == "Sign in"
    assert desk.wizard.password.in_browser.isVisible()
    assert desk.wizard.password.secret.accessibleName() == "Key"


def test_a_key_that_staff_made_is_typed_with_its_user(desk, forum):
    at_the_key(desk, forum)
    desk.wizard.password.user.setText("bruno")
    desk.wizard.password.secret.setText(KEY)
    desk.press("Continue")
    assert desk.title() == NAME
    assert "@bruno@127.0.0.1" in desk.wizard.name.who.text()
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.platform, account.look) == ("discourse", "discourse")
    assert KEY not in str(account.settings)
    assert desk.services.vault.secrets(account.id, "discourse") == {"api_key": KEY}


def test_the_forum_makes_a_key_in_the_browser_which_is_pasted_and_opened_here(desk, browser, forum):
    at_the_key(desk, forum)
    desk.press("Let the site make one, in the browser")
    desk.settle()
    assert desk.title() == "Sign in with your browser"
    assert desk.wizard.browser.code.isVisible()
    desk.wizard.browser.code.setText(forum.allow(browser.opened[-1]))
    desk.press("Continue")
    desk.settle()
    assert desk.title() == NAME
    assert "@clara@127.0.0.1" in desk.wizard.name.who.text()
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    secrets = desk.services.vault.secrets(account.id, "discourse")
    assert secrets == {"user_api_key": USER_KEY}
    assert "PRIVATE KEY" not in str(account.settings) + str(secrets)


def test_a_key_that_is_not_known_is_told_and_nothing_is_stored(desk, forum):
    at_the_key(desk, forum)
    desk.wizard.password.user.setText("bruno")
    desk.wizard.password.secret.setText("another")
    desk.press("Continue")
    assert desk.title() == "Sign in"
    assert desk.said().startswith("The forum did not accept this.")
    assert desk.services.accounts.listed() == ()


@pytest.mark.parametrize("api", ["v3", "v4"])
def test_an_account_of_lemmy_is_added_with_its_password_which_is_not_kept(desk, api):
    with serving(FakeLemmy(api=api, digits=DIGITS)) as server:
        desk.begin("Lemmy", f"@alma@{server.origin.removeprefix('http://')}")
        assert desk.title() == "Sign in"
        assert desk.wizard.password.user.text() == "alma"
        assert not desk.wizard.password.in_browser.isVisible()
        assert "six digits" in desk.wizard.password.help.text()
        for typed, told in (
            ("wrong", "The server refused this user name"),
            (PASSWORD, "The server asks for the six digits"),
            (f"{PASSWORD} 000000", "The server did not accept the six digits"),
        ):
            desk.wizard.password.secret.setText(typed)
            desk.press("Continue")
            assert desk.said().startswith(told)
        desk.wizard.password.secret.setText(f"{PASSWORD} {DIGITS}")
        desk.press("Continue")
        assert desk.title() == NAME
        desk.press("Add the account")
        desk.settle()
        (account,) = desk.services.accounts.listed()
        assert account.settings["api"] == api
        assert PASSWORD not in str(account.settings)
        assert desk.services.vault.secrets(account.id, "lemmy") == {"jwt": TOKEN}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_refusal_and_every_trouble_of_signing_in_has_words_of_its_own(language):
    i18n.use_language(language)
    assert {problems.refusal(code) for code in said.REFUSALS}.isdisjoint({""})
    codes = [code for code in said.SIGNING_IN if " " not in code]
    told = {signing_in.signing_in(Refused(code=code), "password").text for code in codes}
    assert len(told | {signing_in.signing_in(Refused(), "password").text}) == len(codes) + 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_readers_flagged_stands_before_a_message(language):
    i18n.use_language(language)
    assert "It's Spam" in said.warning("flags: It's Spam")
    assert said.warning("flags:") == i18n.tr("Flagged by readers")
    assert "Spiders" in said.warning("Spiders")
