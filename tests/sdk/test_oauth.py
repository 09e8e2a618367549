"""The answer of a browser sign-in is taken from the server that was asked, in the sign-in that asked, and once."""

import pytest

from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk import oauth
from cmworkstation.sdk.connector import Authorisation

SERVER = "https://social.example"


@pytest.fixture
def begun() -> Authorisation:
    client = {"client_id": "c", "client_secret": "s"}
    return oauth.authorisation(
        f"{SERVER}/oauth/authorize", client, "http://127.0.0.1:1/callback", "read", {}
    )


def test_the_right_answer_is_taken(begun: Authorisation) -> None:
    answer = {"code": "abc", "state": begun.state}
    assert oauth.code_from(begun, answer) == "abc"
    assert oauth.code_from(begun, {**answer, "iss": SERVER}) == "abc"
    assert oauth.code_from(begun, {**answer, "iss": f"{SERVER}/"}) == "abc"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "another"},
        {"state": ""},
        {"iss": "https://evil.example"},
        {"iss": "http://social.example"},
        {"iss": "https://social.example.evil.example"},
        {"code": ""},
        {"error": "access_denied"},
    ],
    ids=str,
)
def test_any_other_answer_is_refused(begun: Authorisation, wrong: dict[str, str]) -> None:
    with pytest.raises(NotSignedIn):
        oauth.code_from(begun, {"code": "abc", "state": begun.state, **wrong})


def test_nothing_of_a_sign_in_is_shown(begun: Authorisation) -> None:
    assert begun.private["code_verifier"] not in repr(begun)
    assert begun.private["code_verifier"] not in begun.url
    assert "client_secret" not in begun.url
    assert "code_challenge_method=S256" in begun.url
