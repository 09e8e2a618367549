"""A small server of guestbooks that does as it is told, for tests."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cmworkstation.sdk.testing import CALM
from cmworkstation.sdk.troubles import TROUBLES, answer_for

TOKEN = "a-token-that-nobody-may-see"
Reply = tuple[int, Mapping[str, str], bytes]


@dataclass
class Guestbook:
    """What the site holds, and what goes wrong with the next requests."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    trouble: str = CALM
    reply_trouble: str = CALM
    stored: bool = False

    def write(self, text: str, **more: Any) -> dict[str, Any]:
        number = len(self.entries) + 1
        entry = {"number": number, "author": "nadia", "text": text, "at": _now(), **more}
        self.entries.append(entry)
        return entry

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        """Answer as the site would; None cuts the connection."""
        if verb == "POST" and self.reply_trouble:
            if self.stored:
                self.publish(headers, body)
            return _wrong(self.reply_trouble)
        if self.trouble:
            return _wrong(self.trouble)
        return _json(*self.true_answer(verb, target, headers, body))

    def true_answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[object, int]:
        """Return what the site says, and its status, where nothing goes wrong."""
        place = urlsplit(target)
        if place.path == "/api/about":
            return {"software": "guestbook", "title": "Guestbook of the library"}, 200
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return {"error": "who are you?"}, 401
        if place.path == "/api/me":
            return {"name": "library"}, 200
        if verb == "POST":
            return self.publish(headers, body), 201
        since = int(parse_qs(place.query).get("since", ["0"])[0])
        return {"entries": [one for one in self.entries if one.get("number", 0) > since][:3]}, 200

    def publish(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        key = headers.get("Idempotency-Key", "")
        if key not in self.keys:
            told = json.loads(body)
            self.keys[key] = self.write(
                told["text"], answers=told["answers"], author="library", mine=True
            )
        return self.keys[key]


@contextmanager
def serving(book: Guestbook) -> Iterator[str]:
    """Serve a guestbook on a free port of this machine; yield its origin."""

    class Door(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = book.answer(self.command, self.path, dict(self.headers.items()), body)
            self.close_connection = True
            if reply is None:
                return
            status, headers, payload = reply
            self.send_response(status)
            for key, value in {"Content-Length": str(len(payload)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = _do  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _wrong(name: str) -> Reply | None:
    if name.startswith("redirect "):
        return 302, {"Location": name.partition(" ")[2]}, b""
    assert name in TROUBLES
    return answer_for(name)


def _json(value: object, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def _now() -> str:
    return datetime.now(UTC).isoformat()
