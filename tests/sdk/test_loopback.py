"""The way back from the browser: one answer, the right one, and nothing of it shown."""

import threading
import urllib.error
import urllib.request

import pytest

from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk.loopback import Loopback, new_state, pkce


def visit(url: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode(), answer.url
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), url


@pytest.fixture
def loopback():
    made = Loopback(timeout_s=5)
    made.expect("right")
    yield made
    made.stop()


def test_the_right_answer_is_taken_and_the_browser_moves_on_to_a_clean_page(
    loopback: Loopback,
) -> None:
    status, page, url = visit(f"{loopback.redirect_uri}?code=C0DE&state=right")
    assert status == 200
    assert "C0DE" not in page + url
    assert "fermer cette page" in page
    assert loopback.wait()["code"] == "C0DE"


@pytest.mark.parametrize("query", ["?code=x&state=wrong", "?code=x", "", "?state=righ"])
def test_any_other_answer_is_ignored(loopback: Loopback, query: str) -> None:
    assert visit(loopback.redirect_uri + query)[0] == 400
    visit(f"{loopback.redirect_uri}?code=good&state=right")
    assert loopback.wait()["code"] == "good"


def test_another_path_is_ignored(loopback: Loopback) -> None:
    assert visit(loopback.redirect_uri.replace("/callback", "/x") + "?code=x&state=right")[0] == 400
    visit(f"{loopback.redirect_uri}?code=good&state=right")
    assert loopback.wait()["code"] == "good"


def test_a_second_answer_does_not_replace_the_first(loopback: Loopback) -> None:
    visit(f"{loopback.redirect_uri}?code=first&state=right")
    visit(f"{loopback.redirect_uri}?code=second&state=right")
    assert loopback.wait()["code"] == "first"


def test_a_refusal_in_the_browser(loopback: Loopback) -> None:
    visit(f"{loopback.redirect_uri}?error=access_denied&state=right")
    with pytest.raises(NotSignedIn):
        loopback.wait()


def test_cancelling_and_waiting_too_long() -> None:
    waiting = Loopback(timeout_s=30)
    threading.Timer(0.1, waiting.stop).start()
    with pytest.raises(NotSignedIn):
        waiting.wait()
    with pytest.raises(NotSignedIn):
        Loopback(timeout_s=0.1).wait()


def test_pkce_and_state_are_fresh() -> None:
    assert pkce() != pkce()
    assert new_state() != new_state()
    verifier, challenge = pkce()
    assert 43 <= len(verifier) <= 128
    assert "=" not in challenge
