"""Adding an account of Matrix: found by its name, signed in with a password, and what stands in the way."""

from collections.abc import Iterator

import pytest

from cmworkstation import i18n
from cmworkstation.domain.account import TokenState
from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.words import matrix, problems
from tests.connectors.fake_matrix import PASSWORD, US, FakeMatrix
from tests.connectors.misbehaving import serving


@pytest.fixture
def home() -> Iterator[FakeMatrix]:
    with serving(FakeMatrix()) as fake:
        yield fake


def test_an_account_is_added_with_its_password_which_is_not_kept(desk, home):
    desk.begin("Matrix", f"{US} {home.origin}")
    assert desk.title() == "Sign in"
    wizard = desk.wizard
    assert wizard.password.user.text() == US
    assert wizard.password.secret.accessibleName() == "Password"
    assert "not kept" in wizard.password.help.text()
    wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    assert f"It works: {US}" in wizard.name.who.text()
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.platform, account.look, account.state) == ("matrix", "matrix", TokenState.VALID)
    kept = desk.services.vault.secrets(account.id, "matrix")
    assert kept["access_token"] == home.access
    assert PASSWORD not in str({**account.settings, **kept})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "The homeserver refused this name and password."),
        ({"password_login": False}, "This homeserver lets people sign in on its own page only"),
        ({"stopped": "M_USER_LOCKED"}, "The homeserver has locked this account."),
    ],
    ids=["wrong", "no passwords", "locked"],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_stored(desk, home, change, said):
    for name, value in change.items():
        setattr(home, name, value)
    desk.begin("Matrix", f"{US} {home.origin}")
    desk.wizard.password.secret.setText(PASSWORD if change else "wrong")
    desk.press("Continue")
    assert desk.title() == "Sign in"
    assert desk.said().startswith(said)
    assert desk.services.accounts.listed() == ()


def test_a_server_that_is_no_homeserver_is_told(desk, home):
    home.trouble.append(("GET /_matrix/client/versions", "404"))
    desk.begin("Matrix", f"{US} {home.origin}")
    assert desk.title() == "Which address?"
    assert desk.said().startswith("Something answers at this address, but it is no homeserver")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_notice_and_every_refusal_has_words(language):
    i18n.use_language(language)
    told = {matrix.warning(f"notice: {name}") for name in matrix.NOTICES}
    assert len(told) == len(matrix.NOTICES)
    assert not any("notice" in one for one in told)
    assert "Spiders" in matrix.warning("Spiders")
    assert {problems.refusal(code) for code in matrix.REFUSALS}.isdisjoint({""})
    stopped = {problems.trouble(NotSignedIn.__name__, detail) for detail in matrix.TROUBLES}
    assert problems.trouble(NotSignedIn.__name__) not in stopped
