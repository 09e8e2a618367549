"""What people type as an address, and where it leads."""

import pytest

from cmworkstation.domain.errors import BadAddress
from cmworkstation.sdk.address import host_of, web_address, without_sign_in


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("site.example", "https://site.example"),
        (" site.example/a?b=c ", "https://site.example/a?b=c"),
        ("http://site.example", "http://site.example"),
        ("@alma@site.example", "https://@alma@site.example"),
        ("localhost:8080/x", "http://localhost:8080/x"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("[::1]:80", "http://[::1]:80"),
        ("http://intranet/feed", "http://intranet/feed"),
        ("intranet:8080", "https://intranet:8080"),
    ],
)
def test_a_missing_scheme_is_put_in_front(typed: str, address: str) -> None:
    assert web_address(typed).geturl() == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "word",
        "@word",
        "ftp://a.example",
        "https://",
        "http://[::",
        "a b.example",
        "a.example:x",
    ],
)
def test_what_cannot_lead_to_a_server_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        web_address(typed)


def test_name_and_password_can_be_taken_away() -> None:
    parts = web_address("https://user:p%40ss@a.example:8443/x")
    assert without_sign_in(parts).geturl() == "https://a.example:8443/x"


def test_the_host_of_no_address_is_nothing() -> None:
    assert host_of("https://A.example/x") == "a.example"
    assert host_of("http://[::") == ""
