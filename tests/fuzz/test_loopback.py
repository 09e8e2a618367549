"""The listener for the browser's answer: whatever else knocks there, the true answer still comes through."""

import socket
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.sdk.loopback import Loopback
from tests.fuzz.rounds import rounds

STATE = "the-agreed-state"
PIECES = [
    *(
        b"GET ",
        b"POST ",
        b"/callback",
        b"/done",
        b"?",
        b"code=a",
        b"&",
        b"state=the-agreed-state",
        b"state=",
    ),
    *(
        b"=",
        b"%",
        b"%zz",
        b" HTTP/1.1\r\n",
        b" HTTP/9.9\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\0",
        b"\xff",
        b"http://[",
    ),
    *(
        b"//[",
        b"#",
        b"Host: x\r\n",
        b"A: " + b"x" * 70_000,
        b"Content-Length: -1\r\n",
        b"Expect: 100-continue\r\n",
    ),
    *(b"Transfer-Encoding: chunked\r\n", b";", b"[]", b"\xe2\x80\xae"),
]
REQUEST = st.lists(st.sampled_from(PIECES), max_size=10).map(b"".join) | st.binary(max_size=40)


@pytest.fixture
def listener():
    made = Loopback()
    made.expect(STATE)
    yield made
    made.stop()


def knock(port: int, request: bytes) -> bytes:
    """Send bytes, close our half, and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as door:
        with suppress(OSError):
            door.sendall(request)
            door.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(OSError):
            while piece := door.recv(65_536):
                answer += piece
        return answer


def is_true(request: bytes) -> bool:
    return STATE.encode() in request and b"/callback?" in request


@rounds(50)
@given(request_=REQUEST.filter(lambda one: not is_true(one)))
def test_no_other_request_is_taken_for_the_answer_or_silences_the_listener(
    listener, capfd, request_
):
    port = int(listener.redirect_uri.partition("127.0.0.1:")[2].partition("/")[0])
    answer = knock(port, request_)
    assert b" 303 " not in answer
    assert not listener._answer
    assert knock(port, b"GET /done HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")
    assert capfd.readouterr() == ("", "")  # a trace would show the code that came along


def test_the_true_answer_is_taken_after_all_that(listener):
    port = int(listener.redirect_uri.partition("127.0.0.1:")[2].partition("/")[0])
    for request in (
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"\0" * 100,
        b"GET //[?x HTTP/1.1\r\n\r\n",
        b"A" * 100_000,
    ):
        knock(port, request)
    told = knock(port, f"GET /callback?code=abc&state={STATE} HTTP/1.1\r\n\r\n".encode())
    assert b" 303 " in told
    assert listener.wait() == {"code": "abc", "state": STATE}
