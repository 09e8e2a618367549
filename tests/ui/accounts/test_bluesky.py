"""Adding an account of Bluesky: found by its handle, signed in with an app password, and what stands in the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from cmworkstation import i18n
from cmworkstation.domain.account import TokenState
from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk import xrpc
from cmworkstation.words import bluesky, problems
from tests.connectors.fake_bluesky import MAIN_PASSWORD, PASSWORD, FakeBluesky
from tests.connectors.misbehaving import serving

NAME = "How shall it be called here?"


@pytest.fixture
def network() -> Iterator[FakeBluesky]:
    with serving(FakeBluesky()) as fake:
        yield fake


def at_the_password(desk: Any, network: FakeBluesky) -> None:
    desk.begin("Bluesky", f"alma.example {network.origin}")
    assert desk.title() == "Sign in"


def test_an_account_is_added_with_an_app_password(desk, network):
    at_the_password(desk, network)
    wizard = desk.wizard
    assert wizard.password.user.text() == "alma.example"
    assert wizard.password.user.accessibleName() == "Handle"
    assert wizard.password.secret.accessibleName() == "App password"
    assert "App passwords" in wizard.password.help.text()
    wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    assert desk.title() == NAME
    assert "It works: @alma.example" in wizard.name.who.text()
    assert not wizard.name.lacks.isVisible()
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.platform, account.look, account.state) == (
        "bluesky",
        "bluesky",
        TokenState.VALID,
    )
    assert PASSWORD not in str(account.settings)
    assert PASSWORD in desk.services.vault.secrets(account.id, "bluesky").values()


def test_what_an_app_password_may_not_do_is_said_before_the_account_is_added(desk, network):
    network.scope = "com.atproto.appPass"
    at_the_password(desk, network)
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    assert desk.title() == NAME
    assert desk.wizard.name.lacks.text().startswith("Direct messages stay outside")


@pytest.mark.parametrize(
    ("password", "change", "said"),
    [
        (MAIN_PASSWORD, {}, "This is the account’s own password. It was not stored"),
        (MAIN_PASSWORD, {"second_factor": True}, "The server asks for a code by e-mail"),
        ("wrong-word-here-four", {}, "The server refused this handle and app password."),
        (PASSWORD, {"status": "takendown"}, "The network’s moderators have suspended"),
        (PASSWORD, {"status": "deactivated"}, "This account is deactivated."),
    ],
    ids=["own", "second factor", "wrong", "suspended", "deactivated"],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_stored(
    desk, network, password, change, said
):
    for name, value in change.items():
        setattr(network, name, value)
    at_the_password(desk, network)
    desk.wizard.password.secret.setText(password)
    desk.press("Continue")
    assert desk.title() == "Sign in"
    assert desk.said().startswith(said)
    assert desk.services.accounts.listed() == ()


def test_a_handle_of_nobody_is_told(desk, network, monkeypatch):
    monkeypatch.setattr(xrpc, "RESOLVER", network.origin)
    desk.begin("Bluesky", "nobody.invalid")
    assert desk.title() == "Which address?"
    assert desk.said().startswith("Nobody has this handle")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_account_that_stands_still_is_told_apart_from_one_whose_access_ended(language):
    i18n.use_language(language)
    usual = problems.trouble(NotSignedIn.__name__)
    told = {problems.trouble(NotSignedIn.__name__, detail) for detail in bluesky.TROUBLES}
    assert len(told | {usual}) == len(bluesky.TROUBLES) + 1
    assert {problems.refusal(code) for code in bluesky.REFUSALS}.isdisjoint({""})
