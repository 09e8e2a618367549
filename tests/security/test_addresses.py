"""No address that a server or a stranger names leads into the private network, however it is written."""

import _socket
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from cmworkstation.domain.errors import BadAddress, Offline, ServerTrouble
from cmworkstation.sdk.address import is_public
from cmworkstation.sdk.http import Http
from tests.sdk.test_http import Server

# Addresses of this machine or of a private network; at {port} a server listens that must not be asked.
PRIVATE = """
http://127.0.0.1:{port}/
http://127.1:{port}/
http://127.000.000.001:{port}/
http://2130706433:{port}/
http://0x7f000001:{port}/
http://0x7f.0.0.1:{port}/
http://0x7f.1:{port}/
http://0177.0.0.1:{port}/
http://017700000001:{port}/
http://0:{port}/
http://0.0.0.0:{port}/
http://localhost:{port}/
http://LOCALHOST:{port}/
http://localhost.:{port}/
http://[::1]:{port}/
http://[0:0:0:0:0:0:0:1]:{port}/
http://[::]:{port}/
http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/
http://[64:ff9b::7f00:1]:{port}/
http://[2002:7f00:1::]:{port}/
http://[::ffff:10.0.0.1]/
http://[fe80::1]/
http://[fc00::1]/
http://[fd12:3456:789a::1]/
http://[ff02::1]/
http://10.0.0.8/
http://10.1/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://192.168.257/
http://169.254.169.254/latest/meta-data/
http://100.64.0.1/
http://198.18.0.1/
http://240.0.0.1/
http://255.255.255.255/
http://224.0.0.1/
http://user:pw@127.0.0.1:{port}/
http://public.example@127.0.0.1:{port}/
http://127.0.0.1:{port}#@public.example/
http://127。0。0。1:{port}/
""".split()


@pytest.fixture(autouse=True)
def _only_numbers_have_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve what is a number in disguise as the system does, and no name but this machine's own."""

    def resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if str(host).rstrip(".").lower() == "localhost":
            host = "127.0.0.1"
        return _socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture
def inside() -> Iterator[Server]:
    """A server of the private network."""
    made = Server()
    made.answers["/"] = (200, {}, b"secret of the house")
    yield made
    made.close()


@pytest.fixture
def outside() -> Iterator[Server]:
    """The account's own server."""
    made = Server()
    yield made
    made.close()


def test_there_are_forty() -> None:
    assert len(set(PRIVATE)) >= 40


@pytest.mark.parametrize("url", PRIVATE)
def test_what_a_stranger_names_does_not_lead_inside(inside: Server, url: str) -> None:
    http = Http("https://social.example", sleep=lambda _: None)
    with pytest.raises((BadAddress, Offline)):
        http.get(url.format(port=inside.http.server_port))
    assert inside.asked == []
    http.close()


@pytest.mark.parametrize("url", PRIVATE)
def test_a_redirect_does_not_lead_inside(inside: Server, outside: Server, url: str) -> None:
    target = url.format(port=inside.http.server_port)
    outside.answers["/go"] = (302, {"Location": target.encode().decode("latin-1")}, b"")
    http = Http(outside.origin, sleep=lambda _: None)
    with pytest.raises((BadAddress, Offline, ServerTrouble)):
        http.get("/go")
    assert inside.asked == []
    http.close()


@pytest.mark.parametrize(
    "url", "file:///etc/passwd gopher://127.0.0.1/ ftp://127.0.0.1/ data:,x javascript:x //".split()
)
def test_a_redirect_to_another_kind_of_address_is_refused(outside: Server, url: str) -> None:
    outside.answers["/go"] = (302, {"Location": url}, b"")
    http = Http(outside.origin, sleep=lambda _: None)
    with pytest.raises((BadAddress, ServerTrouble)):
        http.get("/go")
    http.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("2002:5db8:d822::1", True),
        ("127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:c0a8:101::1", False),
        ("fe80::1%eth0", False),
        ("192.0.0.1", False),
        ("224.0.0.251", False),
    ],
)
def test_what_is_only_wrapped_counts_as_what_it_is(address: str, public: bool) -> None:
    assert is_public(address) is public


# ----------------------------------------------------------------------------- names that change their mind


class Turncoat:
    """A name server that answers the question with a public address, and the connection with another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, later: str, tells_truth_for: int) -> None:
        self.asked = 0
        self._later = later
        self._truth = tells_truth_for
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.answer)

    def answer(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebind.example":
            return self._real(host, port, *args, **kwargs)
        self.asked += 1
        address = "93.184.216.34" if self.asked <= self._truth else self._later
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]


@pytest.mark.parametrize("tells_truth_for", [0, 1])
def test_a_name_that_changes_between_question_and_connection_leads_nowhere(
    inside: Server, monkeypatch: pytest.MonkeyPatch, tells_truth_for: int
) -> None:
    names = Turncoat(monkeypatch, "127.0.0.1", tells_truth_for)
    http = Http("https://social.example", sleep=lambda _: None)
    with pytest.raises(BadAddress):
        http.get(f"http://rebind.example:{inside.http.server_port}/")
    assert names.asked == tells_truth_for + 1
    assert inside.asked == []
    http.close()


def test_the_address_that_was_judged_is_the_one_that_is_used(
    inside: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says 127.0.0.1 once, to the connection of an account that lives there, and is not asked again."""
    names = Turncoat(monkeypatch, "127.0.0.1", 0)
    http = Http(f"http://rebind.example:{inside.http.server_port}", sleep=lambda _: None)
    assert http.get("/").body == b"secret of the house"
    assert names.asked == 1
    http.close()


def test_one_private_address_among_public_ones_spoils_a_name(
    inside: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(host: Any, port: Any, *_: Any, **__: Any) -> Any:
        kinds = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kinds, ("93.184.216.34", port)), (*kinds, ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    http = Http("https://social.example", sleep=lambda _: None)
    with pytest.raises(BadAddress):
        http.get(f"http://rebind.example:{inside.http.server_port}/")
    assert inside.asked == []
    http.close()


def test_what_a_person_types_may_be_a_machine_of_the_house(inside: Server) -> None:
    assert Http(inside.origin).get("/").body == b"secret of the house"
    assert Http().get(f"{inside.origin}/").body == b"secret of the house"
