"""F9, F10, F12: answers by halves, bytes that are no answer, bytes without end; how long we wait when told to.

The bytes go out as they stand here, past every library that would mend them.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from cmworkstation.domain.errors import Ambiguous, Offline, RateLimited, ServerTrouble
from cmworkstation.sdk.http import Http

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BY_HALVES = {
    "nothing at all": b"",
    "half a status line": b"HTTP/1.1 20",
    "no status line": b"hello there\r\n\r\n",
    "half a body": HEAD + b'Content-Length: 40\r\n\r\n{"items": [',
    "a body shorter than promised": HEAD + b'Content-Length: 500\r\n\r\n{"items": []}',
    "no size of a chunk": CHUNKED + b'zz\r\n{"items": []}\r\n0\r\n\r\n',
    "a chunk that breaks off": CHUNKED + b'd\r\n{"item',
    "no last chunk": CHUNKED + b'd\r\n{"items": []}\r\n',
}
NO_JSON = {
    "an empty body": HEAD + b"Content-Length: 0\r\n\r\n",
    "half a header": HEAD + b"Content-Le",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>hotel</p>",
    "half of it, with the length of half": HEAD + b'Content-Length: 11\r\n\r\n{"items": [',
}
ENDLESS = {
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
    "one header": (b"HTTP/1.1 200 OK\r\nX-More: ", b"more and more "),
    "a body": (HEAD + b"\r\n", b"[" * 65_536),
    "chunks": (CHUNKED, b"10000\r\n" + b"[" * 65_536 + b"\r\n"),
    "a byte now and then": (HEAD + b"\r\n", b"["),
    "white space": (HEAD + b"\r\n", b" " * 4_096),
}


@contextmanager
def saying(
    first: bytes, then: bytes = b"", *, pause_s: float = 0.0, reset: bool = False
) -> Iterator[tuple[str, list[bytes]]]:
    """Answer every request with these bytes, then with `then` without end; yield the origin and what was asked."""
    asked: list[bytes] = []
    ended = threading.Event()

    def answer(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(10)
            asked.append(client.recv(65_536))
            client.sendall(first)
            while then and not ended.wait(pause_s):
                client.sendall(then)
            if reset:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def listen() -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            answers.append(threading.Thread(target=answer, args=(client,), name="raw answer"))
            answers[-1].start()

    answers: list[threading.Thread] = []
    door = socket.create_server(("127.0.0.1", 0))
    listener = threading.Thread(target=listen, name="raw door")
    listener.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}", asked
    finally:
        ended.set()
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        for thread in (listener, *answers):
            thread.join()


@contextmanager
def client_of(origin: str, deadline_s: float = 5.0) -> Iterator[Http]:
    """Return the program's own way to the network, which waits for nothing between two attempts."""
    http = Http(origin, deadline_s=deadline_s, sleep=lambda _: None)
    try:
        yield http
    finally:
        http.close()


@pytest.mark.fault("F9")
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("what", BY_HALVES)
def test_an_answer_by_halves_is_tried_again_and_a_reply_stays_in_doubt(what: str, reset: bool):
    with saying(BY_HALVES[what], reset=reset) as (origin, asked), client_of(origin) as http:
        with pytest.raises((ServerTrouble, Offline)):
            http.get("/x").json()
        assert len(asked) > 1, "a reading is tried again"
        asked.clear()
        with pytest.raises(Ambiguous):
            http.post("/x", json={"text": "Bonjour"})
        assert len(asked) == 1, "a reply is not"


@pytest.mark.fault("F9")
@pytest.mark.parametrize("what", NO_JSON)
def test_a_whole_answer_that_says_nothing_is_trouble_and_no_empty_list(what: str):
    with saying(NO_JSON[what]) as (origin, asked), client_of(origin) as http:
        with pytest.raises(ServerTrouble):
            http.get("/x").json()
        asked.clear()
        # Each connector makes a doubt of it, as a line that is reset before the answer was read is one at once.
        with pytest.raises((ServerTrouble, Ambiguous)):
            http.post("/x", json={"text": "Bonjour"}).json()
        assert len(asked) == 1


@pytest.mark.fault("F12")
@pytest.mark.parametrize("what", ENDLESS)
def test_an_answer_without_end_is_given_up(what: str):
    first, then = ENDLESS[what]
    slowly = 0.02 if what in ("a byte now and then", "one header", "headers") else 0.0
    with (
        saying(first, then, pause_s=slowly) as (origin, asked),
        client_of(origin, deadline_s=0.4) as http,
    ):
        with pytest.raises((ServerTrouble, Offline)):
            http.get("/x")
        asked.clear()
        with pytest.raises(Ambiguous):
            http.post("/x", json={"text": "Bonjour"})
        assert len(asked) == 1


@pytest.mark.fault("F12")
def test_headers_without_end_are_given_up_also_when_they_come_fast():
    with (
        saying(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 500) as (origin, _),
        client_of(origin) as http,
        pytest.raises((ServerTrouble, Offline)),
    ):
        http.get("/x")


def retry_after(value: str) -> bytes:
    told = f"Retry-After: {value}\r\n" if value else ""
    return f"HTTP/1.1 429 Slow\r\n{told}Content-Length: 0\r\n\r\n".encode()


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("7", 7, 7),
        ("0", 1, 1),
        (" 12 ", 12, 12),
        ("2.5", 2.5, 2.5),
        (timedelta(minutes=10), 500, 600),
        (timedelta(days=400), 900, 900),
        (timedelta(days=-1), 1, 1),
        ("1000000000", 900, 900),
        ("-5", 0, 60),
        ("", 60, 60),
        ("soon", 60, 60),
        ("nan", 1, 60),
        ("inf", 60, 900),
    ],
    ids=str,
)
def test_we_wait_as_we_are_told_and_no_longer_than_a_quarter_of_an_hour(
    value: str | timedelta, least: float, most: float
):
    if isinstance(value, timedelta):  # told as a date
        value = format_datetime(datetime.now(UTC) + value, usegmt=True)
    with saying(retry_after(value)) as (origin, asked), client_of(origin) as http:
        for ask in (http.get, http.post):
            asked.clear()
            with pytest.raises(RateLimited) as caught:
                ask("/x")
            assert least <= caught.value.retry_after <= most
            assert len(asked) == 1, "whoever is told to wait does not ask again at once"
