"""The one way to the network: nothing leaks, nothing hangs, nothing is repeated that must not be."""

import gzip
import logging
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Duplicate,
    Gone,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
    WorkstationError,
)
from cmworkstation.sdk.answer import read_json
from cmworkstation.sdk.http import Http, is_private, origin_of
from cmworkstation.sdk.rate_limits import parse_reset, parse_retry_after

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
SECRET = "s3cr3t-canary"


class Server:
    """Answers by path; keeps what was asked."""

    def __init__(self) -> None:
        server = self
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.drip = 0.0

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(length)
                path = self.path.split("?")[0]
                server.asked.append(
                    (self.command, path, {k.lower(): v for k, v in self.headers.items()})
                )
                if path == "/reset":
                    self.connection.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
                    )
                    self.connection.close()
                    return
                if path == "/drip-head":
                    try:
                        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                        for n in range(200):
                            self.wfile.write(b"X-%d: y\r\n" % n)
                            self.wfile.flush()
                            time.sleep(0.02)
                    except OSError:
                        pass
                    return
                if path == "/drip":
                    self.send_response(200)
                    self.send_header("Content-Length", "100000")
                    self.end_headers()
                    for _ in range(200):
                        try:
                            self.wfile.write(b"x")
                            self.wfile.flush()
                        except OSError:
                            return
                        time.sleep(0.02)
                    return
                status, headers, body = server.answers.get(path, (404, {}, b""))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the base class calls them so

            def log_message(self, *_: object) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def a_door(server: Server, deadline_s: float) -> Http:
    return Http(
        server.origin,
        bearer=SECRET,
        headers={"X-Api-Key": SECRET},
        allow_private=True,
        deadline_s=deadline_s,
        sleep=lambda _: None,
    )


@pytest.fixture
def http(server: Server) -> Iterator[Http]:
    """Return a door that is patient enough for a busy machine."""
    with closing(a_door(server, 30)) as made:
        yield made


@pytest.fixture
def impatient(server: Server) -> Iterator[Http]:
    """Return a door that gives up soon."""
    with closing(a_door(server, 0.6)) as made:
        yield made


def test_credentials_go_to_their_own_origin(server: Server, http: Http) -> None:
    server.answers["/me"] = (200, {"Content-Type": "application/json"}, b'{"a": 1}')
    assert http.get("/me").json() == {"a": 1}
    assert server.asked[0][2]["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_elsewhere_carries_no_credentials(
    server: Server, other: Server, http: Http, status: int
) -> None:
    server.answers["/go"] = (status, {"Location": other.origin + "/there"}, b"")
    other.answers["/there"] = (200, {}, b"hello")
    answer = http.get("/go", headers={"Idempotency-Key": SECRET, "Cookie": SECRET})
    assert answer.body == b"hello"
    assert SECRET not in str(other.asked)


def test_a_post_never_follows_a_redirect(server: Server, other: Server, http: Http) -> None:
    server.answers["/go"] = (307, {"Location": other.origin + "/there"}, b"")
    with pytest.raises(Refused):
        http.post("/go", json={"text": "x"})
    assert other.asked == []


def test_see_other_may_mean_that_it_was_done(server: Server, http: Http) -> None:
    server.answers["/go"] = (303, {"Location": server.origin + "/there"}, b"")
    with pytest.raises(Ambiguous):
        http.post("/go", json={"text": "x"})
    with pytest.raises(ServerTrouble):
        http.post("/go", json={"text": "x"}, safe=True)
    assert len(server.asked) == 2


def test_no_log_shows_an_address(
    server: Server, http: Http, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers["/feed"] = (200, {}, b"x")
    http.get(f"/feed?key={SECRET}")
    assert SECRET not in caplog.text


def test_an_absolute_address_elsewhere_gets_no_credentials(other: Server, http: Http) -> None:
    other.answers["/feed"] = (200, {}, b"x")
    http.get(other.origin + "/feed")
    assert SECRET not in str(other.asked)


def test_netrc_is_not_read(
    server: Server, http: Http, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login eve password mallory\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.answers["/me"] = (200, {}, b"x")
    http.get("/me")
    assert server.asked[0][2]["authorization"] == f"Bearer {SECRET}"


@pytest.mark.fault("F12")
def test_redirects_without_end_are_given_up(server: Server, http: Http) -> None:
    server.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(ServerTrouble):
        http.get("/loop")


@pytest.mark.fault("F12")
def test_a_slow_body_is_given_up_at_the_deadline(server: Server, impatient: Http) -> None:
    with pytest.raises(ServerTrouble):
        impatient.get("/drip")
    with pytest.raises(Ambiguous):
        impatient.post("/drip")


@pytest.mark.fault("F12")
def test_a_slow_head_is_given_up_at_the_deadline(server: Server, impatient: Http) -> None:
    """Each line comes in time; all of them together would take four seconds."""
    for ask, error in ((impatient.get, ServerTrouble), (impatient.post, Ambiguous)):
        begun = len(server.asked)
        with pytest.raises(error):
            ask("/drip-head")
        assert len(server.asked) == begun + (3 if error is ServerTrouble else 1)


def test_cookies_are_neither_kept_nor_sent(server: Server, http: Http) -> None:
    server.answers["/in"] = (200, {"Set-Cookie": f"session={SECRET}; Path=/"}, b"x")
    server.answers["/me"] = (200, {}, b"x")
    http.get("/in")
    http.get("/me")
    assert "cookie" not in server.asked[1][2]


def test_a_proxy_of_the_environment_is_not_used(
    server: Server, other: Server, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.origin)
    server.answers["/me"] = (200, {}, b"x")
    assert http.get("/me").body == b"x"
    assert other.asked == []


@pytest.mark.fault("F12")
@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_stopped_within_its_cap(server: Server, http: Http, layers: int) -> None:
    body = b"\0" * (64 * 2**20)
    for _ in range(layers):
        body = gzip.compress(body, 9)
    server.answers["/bomb"] = (200, {"Content-Encoding": ", ".join(["gzip"] * layers)}, body)
    tracemalloc.start()
    with pytest.raises(ServerTrouble):
        http._get("/bomb", None, {}, (), 2 * 2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 2**20


@pytest.mark.fault("F12")
def test_more_than_two_layers_of_packing_are_refused(server: Server, http: Http) -> None:
    server.answers["/x"] = (200, {"Content-Encoding": "gzip, gzip, gzip"}, b"x")
    with pytest.raises(ServerTrouble):
        http.get("/x")


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("status", "headers", "body", "error"),
    [
        (401, {}, b"", NotSignedIn),
        (403, {}, b"<html>no", Refused),
        (404, {}, b"", Gone),
        (410, {}, b"", Gone),
        (422, {"Content-Type": "application/json"}, b'{"error": "Validation failed"}', Refused),
        (
            409,
            {"Content-Type": "application/json"},
            b'{"code": "comment_duplicate", "message": "m"}',
            Duplicate,
        ),
        (429, {"Retry-After": "7"}, b"", RateLimited),
    ],
)
def test_what_a_status_means(
    server: Server, http: Http, status: int, headers, body: bytes, error: type
) -> None:
    server.answers["/x"] = (status, headers, body)
    for ask in (http.get, http.post):
        with pytest.raises(error):
            ask("/x")


@pytest.mark.fault("F10", "F11")
def test_a_busy_server_leaves_a_post_in_doubt(server: Server, http: Http) -> None:
    server.answers["/x"] = (503, {"Retry-After": "7"}, b"")
    with pytest.raises(RateLimited):
        http.get("/x")
    with pytest.raises(Ambiguous):
        http.post("/x")


def test_a_refusal_keeps_code_and_words(server: Server, http: Http) -> None:
    body = b'{"error": "invalid_scope", "error_description": "' + b"w" * 900 + b'"}'
    server.answers["/x"] = (400, {"Content-Type": "application/json"}, body)
    with pytest.raises(Refused) as caught:
        http.post("/x")
    assert caught.value.code == "invalid_scope"
    assert len(caught.value.words) == 500


@pytest.mark.fault("F10", "F11")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_server_leaves_a_post_in_doubt_and_a_get_to_be_repeated(
    server: Server, http: Http, status: int
) -> None:
    server.answers["/x"] = (status, {}, b"<html>oops")
    with pytest.raises(ServerTrouble):
        http.get("/x")
    assert len(server.asked) == 3
    with pytest.raises(Ambiguous):
        http.post("/x")
    with pytest.raises(ServerTrouble):
        http.post("/x", safe=True)
    assert len(server.asked) == 5, "a POST is sent once"


@pytest.mark.fault("F9", "F11")
def test_a_broken_connection_leaves_a_post_in_doubt(server: Server, http: Http) -> None:
    with pytest.raises(Ambiguous):
        http.post("/reset", json={"text": "x"})
    assert len(server.asked) == 1


@pytest.mark.fault("F9")
def test_half_an_answer(server: Server, http: Http) -> None:
    server.answers["/x"] = (200, {"Content-Length": "100"}, b"{}")
    with pytest.raises(ServerTrouble):
        http.get("/x")
    with pytest.raises(Ambiguous):
        http.post("/x")


def test_nothing_left_when_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    http = Http(f"http://127.0.0.1:{port}", sleep=lambda _: None)
    with pytest.raises(Offline):
        http.get("/")
    with pytest.raises(Offline):
        http.post("/")
    nowhere = Http("https://nobody.example", sleep=lambda _: None)
    with pytest.raises(Offline):
        nowhere.post("/")
    http.close()
    nowhere.close()


def test_accepted_statuses_are_returned(server: Server, http: Http) -> None:
    server.answers["/x"] = (304, {"Content-Length": "0"}, b"")
    assert http.get("/x", accept=(304,)).status == 304


@pytest.mark.fault("F9")
@pytest.mark.parametrize(
    "body", [b"", b"  ", b"<html>", b'{"cut": ', b"\xff\xfe", b"[" * 5000, b'{"a":' * 150 + b"1"]
)
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(ServerTrouble):
        read_json(body)


def test_deep_text_in_json_is_no_depth() -> None:
    assert read_json(b'["' + b"[" * 500 + b'"]') == ["[" * 500]


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("1e9", 1e9),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("", None),
        ("soon", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    "value", [str(int((NOW + timedelta(seconds=60)).timestamp())), "60", "2026-09-01T09:01:00Z"]
)
def test_the_forms_of_a_reset(value: str) -> None:
    assert parse_reset(value, NOW) == NOW + timedelta(seconds=60)


@pytest.mark.fault("F10")
def test_a_pause_is_never_longer_than_a_quarter_of_an_hour(server: Server, http: Http) -> None:
    for value, expected in (("1000000000", 900), ("", 60), ("7", 7)):
        server.answers["/x"] = (429, {"Retry-After": value} if value else {}, b"")
        with pytest.raises(RateLimited) as caught:
            http.get("/x")
        assert caught.value.retry_after == expected


def test_the_budget_is_remembered(server: Server, http: Http) -> None:
    headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "299",
        "X-RateLimit-Reset": "2026-09-01T09:05:00Z",
    }
    server.answers["/x"] = (200, headers, b"x")
    http.get("/x")
    assert (http.budget().limit, http.budget().remaining) == (300, 299)


def test_a_copy_with_credentials_shares_the_budget(server: Server, http: Http) -> None:
    server.answers["/x"] = (200, {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "7"}, b"x")
    signed = http.with_credentials(bearer="other")
    signed.get("/x")
    assert http.budget().remaining == 7
    signed.close()


PRIVATE = (
    "127.0.0.1 localhost 127.1 2130706433 0x7f000001 0177.0.0.1 10.0.0.8 192.168.1.1 172.16.0.1 169.254.169.254"
    " ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 fe80::1 fc00::1 0.0.0.0"
).split()


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_known_in_whatever_form(host: str) -> None:
    assert is_private(host)


def test_what_a_stranger_names_may_not_lead_into_the_private_network(server: Server) -> None:
    http = Http("https://social.example", sleep=lambda _: None)
    for host in ("127.0.0.1", "[::1]", "2130706433", "localhost"):
        with pytest.raises(BadAddress):
            http.get(f"http://{host}:{server.http.server_port}/x")
    assert server.asked == []
    http.close()


def test_a_redirect_into_the_private_network_is_refused(server: Server, other: Server) -> None:
    server.answers["/go"] = (
        302,
        {"Location": other.origin.replace("127.0.0.1", "localhost") + "/x"},
        b"",
    )
    http = Http(server.origin, sleep=lambda _: None)
    with pytest.raises(BadAddress):
        http.get("/go")
    assert other.asked == []
    http.close()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.example/", "javascript:alert(1)", "//", "http://"]
)
def test_only_the_web_can_be_read(url: str) -> None:
    with pytest.raises(BadAddress):
        Http().get(url)


def test_no_error_and_no_name_shows_a_secret(server: Server, http: Http) -> None:
    server.answers["/x"] = (422, {"Content-Type": "application/json"}, b'{"error": "no"}')
    texts = [repr(http)]
    for path in ("/x", "/reset", "/drip", "/nothing"):
        for ask in (http.get, http.post):
            try:
                texts.append(repr(ask(f"{path}?access_token={SECRET}")))
            except WorkstationError as error:
                texts.append(f"{error!r} {error} {error.detail} {error.__cause__!r}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Offline) as caught:
        Http(sleep=lambda _: None).get(f"http://127.0.0.1:{port}/?token={SECRET}")
    texts.append(f"{caught.value!r} {caught.value.__cause__!r}")
    assert SECRET not in " ".join(texts)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Social.Example/x?y", "https://social.example"),
        ("https://a.example:443/", "https://a.example"),
        ("http://a.example:8080/", "http://a.example:8080"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_origins(url: str, origin: str) -> None:
    assert origin_of(url) == origin
