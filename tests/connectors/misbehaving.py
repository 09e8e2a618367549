"""The half of a fake server that all fakes share: a door on loopback, and what goes wrong behind it.

`trouble` holds what happens to the next requests whose verb and path begin in a certain way ("POST /api",
"/api" for any verb), `lasting` what happens to all. What happens is a name of `sdk.troubles`, or one of:

slow            no answer until the test ends
redirect URL    the way leads elsewhere
after:NAME      the request is carried out, and then answered with this trouble
after:half      … and its true answer breaks off in the middle
after:BODY      … and answered 200 with this JSON
"""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar
from urllib.parse import urlsplit

from cmworkstation.sdk.troubles import TROUBLES, answer_for

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Misbehaving(ABC):
    """A server that answers as its subclass says, unless it is told to go wrong. `origin` is known once it serves."""

    origin: str = ""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    trouble: deque[tuple[str, str]] = field(default_factory=deque)
    lasting: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    @abstractmethod
    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request as the real server would."""

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        """Answer one request; None means that the connection is cut without an answer."""
        self.requests.append((verb, target, dict(headers)))
        what = self._what_happens(verb, urlsplit(target).path)
        if what and not what.startswith("after:"):
            return self._wrong(what)
        true = self.respond(verb, target, headers, body)
        if not what:
            return true
        what = what.removeprefix("after:")
        if what == "half":
            status, more, payload = true
            whole = {**more, "Content-Length": str(len(payload))}
            return status, whole, payload[: len(payload) // 2]
        if what in TROUBLES:
            return answer_for(what)
        return 200, {"Content-Type": "application/json"}, what.encode()

    def sent_elsewhere(self) -> str:
        """Return everything that was ever sent here, as one text."""
        return repr(self.requests)

    def _what_happens(self, verb: str, path: str) -> str:
        if self.trouble:
            wanted, what = self.trouble[0]
            only, _, prefix = wanted.rpartition(" ")
            if path.startswith(prefix) and only in ("", verb):
                self.trouble.popleft()
                return what
        return self.lasting

    def _wrong(self, what: str) -> Reply | None:
        if what == "slow":
            self.released.wait(20)
            return None
        if what.startswith("redirect "):
            return 302, {"Location": what.partition(" ")[2]}, b""
        if what in TROUBLES:
            return answer_for(what)
        words = f'{{"error": "Trouble {what}"}}'.encode()
        return int(what), {"Content-Type": "application/json"}, words


F = TypeVar("F", bound=Misbehaving)


@contextmanager
def serving(fake: F) -> Iterator[F]:
    """Serve a fake on a free loopback port; its `origin` is set."""

    class Door(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = fake.answer(self.command, self.path, dict(self.headers.items()), body)
            self.close_connection = True
            if answer is None:
                return
            status, headers, payload = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(payload)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = False
    fake.origin = f"http://127.0.0.1:{server.server_address[1]}"
    name = type(fake).__name__
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name=name)
    thread.start()
    try:
        yield fake
    finally:
        fake.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
