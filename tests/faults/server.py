"""A small platform on loopback that misbehaves by plan, and remembers what really happened.

What befalls a request is drawn from the seed, the request and how often it came: the same seed gives the same
fates whatever the timing. `late` requests are accepted after the client gave up, up to `HOLD_S` world seconds
later. The server outlives its clients; what it holds is the truth that the workspace is compared with.
"""

import json
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.faults.worldclock import START, WorldClock

HOLD_S = 120  # world seconds; what the connector declares, too
CLIENT_PATIENCE_S = 0.5  # real seconds after which the client of these tests gives up
PAGE = 40
OWN_IDS = ("chosen", "named")  # kinds of platforms where the client names what it publishes

# What can become of a reply. "stored" in a name: it exists although the client does not learn of it.
POST_FATES = (
    "reset-before",
    "reset-stored",
    "close-stored",
    "silence-stored",
    "late-close",
    "late-silence",
    "late-500",
    "500-before",
    "502-stored",
    "503-stored",
    "429",
    "429-date",
    "half-stored",
    "page-stored",
    "page-before",
    "empty-stored",
    "length-stored",
    "no-id-stored",
)
JSON = "application/json"
WRONG_ANSWERS: Mapping[str, tuple[int, str, bytes, Mapping[str, str]]] = {
    "422": (422, JSON, b'{"error": "not now"}', {}),
    "500": (500, JSON, b'{"error": "oops"}', {}),
    "502": (502, "text/html", b"<html><h1>Bad gateway</h1></html>", {}),
    "503": (503, "text/html", b"<h1>Busy</h1>", {"Retry-After": "30"}),
    "page": (200, "text/html", b"<!doctype html><p>Welcome to the hotel", {}),
    "empty": (200, JSON, b"", {}),
    "no": (200, JSON, b'{"ok": true}', {}),
}
GET_FATES = ("reset-before", "500-before", "429", "half", "page", "empty", "length")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which faults there are: drawn at `rate` by `seed`, or `script`ed by the number of the attempt.

    `lag_s`: for how many world seconds a new answer does not stand in the list of our own yet. `slow_s`: for how
    many real seconds every request is on its way.
    """

    seed: int = 0
    rate: float = 0.0
    lag_s: float = 0.0
    slow_s: float = 0.0
    script: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # parent id → fates in turn

    def of_reply(self, parent: str, nth: int) -> str:
        """Return the fate of the nth attempt to publish an answer to `parent`."""
        fates = self.script.get(parent, ())
        if nth <= len(fates):
            return fates[nth - 1]
        return self._draw(f"{parent}/{nth}", POST_FATES)

    def of_reading(self, path: str, nth: int) -> str:
        """Return the fate of the nth reading of an address."""
        return self._draw(f"{path}/{nth}", GET_FATES, share=0.5)

    def _draw(self, name: str, fates: tuple[str, ...], share: float = 1.0) -> str:
        drawn = random.Random(f"{self.seed}/{name}")
        return drawn.choice(fates) if drawn.random() < self.rate * share else ""


class FaultServer:
    """The platform.

    `kind`: "key" honours Idempotency-Key, "natural" refuses twins, "plain" does neither. In "chosen" the key is the
    id of what is published, and the same id twice is one answer; in "named" it is only a name that can be looked
    for, as a mail's Message-ID: whoever sends twice has sent two.
    """

    def __init__(self, clock: WorldClock, kind: str, posts: int, plan: Plan | None = None) -> None:
        """Begin to answer on a port of this machine, with `posts` questions of strangers."""
        self.clock = clock
        self.kind = kind
        self.plan = plan or Plan()
        self.posts = [_question(n) for n in range(posts)]
        self.published: list[dict[str, str]] = []
        self.files: dict[str, str] = {}  # id → SHA-256 of what was uploaded
        self.requests: Counter[str] = Counter()
        self._late: list[tuple[float, dict[str, str]]] = []
        self._lock = threading.Lock()
        self.silence_s = CLIENT_PATIENCE_S + 0.15
        self._stopped = threading.Event()
        self._http = _Listener(("127.0.0.1", 0), _Requests)
        self._http.platform = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name="fault server"
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of this platform."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        """Answer no more."""
        self._stopped.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def held(self) -> Counter[tuple[str, str]]:
        """Return how often each answer (parent, text) exists, once everything that was held is carried out."""
        self.clock.skip(2 * HOLD_S)
        with self._lock:
            self._settle_late()
            return Counter((one["parent"], one["text"]) for one in self.published)

    def ids(self) -> set[str]:
        """Return the ids of the answers that exist."""
        with self._lock:
            return {one["id"] for one in self.published}

    # What requests do

    def take(self, name: str) -> int:
        """Note a request when it comes in; return how many of its kind there were with it."""
        self._stopped.wait(self.plan.slow_s)
        with self._lock:
            self.requests[name] += 1
            return self.requests[name]

    def publish(self, post: dict[str, str]) -> dict[str, str] | None:
        """Publish an answer as this kind of platform does; None when it refuses a twin."""
        with self._lock:
            self._settle_late()
            return self._publish(post)

    def publish_late(self, post: dict[str, str]) -> None:
        """Publish an answer some time from now, as a busy server does with a request that it has accepted."""
        drawn = random.Random(f"{self.plan.seed}/{post['parent']}/late")
        with self._lock:
            self._late.append((self.clock.monotonic() + drawn.uniform(0.1, 0.98) * HOLD_S, post))

    def page(self, after: int) -> dict[str, object]:
        """Return a page of questions, oldest first."""
        found = self.posts[after : after + PAGE]
        return {"items": found, "next": after + len(found), "total": len(self.posts)}

    def mine(self, since: str) -> list[dict[str, str]]:
        """Return our answers, all of them since then."""
        with self._lock:
            self._settle_late()
            until = (self.clock.now() - timedelta(seconds=self.plan.lag_s)).isoformat()
            return [one for one in self.published if since <= one["at"] <= until]

    def thread(self, name: str) -> list[dict[str, str]]:
        """Return a question and its answers; nothing where there is no such question."""
        with self._lock:
            self._settle_late()
            found = [one for one in self.posts if one["id"] == name]
            return found + [one for one in self.published if one["parent"] == name]

    def wait_for_the_client_to_give_up(self) -> None:
        """Hold a request in silence, longer than the client waits."""
        self._stopped.wait(self.silence_s)

    def _settle_late(self) -> None:
        now = self.clock.monotonic()
        for due, post in list(self._late):
            if due <= now:
                self._late.remove((due, post))
                self._publish(post)

    def _publish(self, post: dict[str, str]) -> dict[str, str] | None:
        for known in self.published:
            if self.kind in ("key", "chosen") and known["key"] == post["key"]:
                return known
            if self.kind == "natural" and _place(known) == _place(post):
                return None
        made = {
            **post,
            "id": f"ours-{post['key'] if self.kind in OWN_IDS else len(self.published)}",
            "at": self.clock.now().isoformat(),
            "by": "us",
        }
        self.published.append(made)
        return made


class _Listener(ThreadingHTTPServer):
    """Joins its threads at the end, so that a test leaves none behind."""

    daemon_threads = False
    platform: FaultServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no news."""


class _Requests(BaseHTTPRequestHandler):
    """One request, one connection."""

    server: _Listener
    timeout = 5

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    def do_GET(self) -> None:
        platform, parts = self.server.platform, urlsplit(self.path)
        fate = platform.plan.of_reading(self.path, platform.take(f"GET {self.path}"))
        if fate:
            self._misbehave(fate, {"items": []})
            return
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        found: object = {"handle": "@mairie@fault.example"}
        if parts.path == "/posts":
            found = platform.page(int(asked.get("after", "0")))
        elif parts.path == "/mine":
            found = platform.mine(asked.get("since", ""))
        elif parts.path.startswith("/thread/"):
            found = platform.thread(unquote(parts.path.removeprefix("/thread/")))
            if not found:
                self._answer(404, {"error": "gone"})
                return
        self._answer(200, found)

    def do_POST(self) -> None:
        platform = self.server.platform
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/files":
            name = f"file-{len(platform.files)}"
            platform.files[name] = sha256(
                sent.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
            ).hexdigest()
            self._answer(200, {"id": name})
            return
        post = json.loads(sent)
        post["key"] = self.headers.get("Idempotency-Key", "")
        nth = platform.take(f"POST {post['parent']}")
        fate = platform.plan.of_reply(post["parent"], nth)
        if fate.startswith("late"):
            platform.publish_late(post)
            self._misbehave(fate, {})
            return
        made: dict[str, str] | None = {}
        if not fate or fate.endswith("-stored"):
            made = platform.publish(post)
        if made is None:
            self._answer(409, {"code": "duplicate", "message": "said already"})
        elif fate:
            self._misbehave(fate, made)
        else:
            self._answer(200, made)

    def _misbehave(self, fate: str, body: object) -> None:
        whole = json.dumps(body).encode() + b" " * 40
        match fate.removeprefix("late-").partition("-")[0]:
            case "reset":
                # With no time to linger the system sends a reset in place of a farewell.
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            case "close":
                pass
            case "silence":
                self.server.platform.wait_for_the_client_to_give_up()
            case "429":
                dated = format_datetime(self.server.platform.clock.now() + timedelta(seconds=45))
                wait = dated if fate == "429-date" else "20"
                self._send(429, JSON, b'{"error": "slow"}', {"Retry-After": wait})
            case "half":
                self._send(200, JSON, whole[:7], {"Content-Length": str(len(whole))})
            case "length":
                self._send(200, JSON, whole, {"Content-Length": str(len(whole) + 500)})
            case name:
                self._send(*WRONG_ANSWERS[name])

    def _answer(self, status: int, body: object) -> None:
        self._send(status, JSON, json.dumps(body).encode())

    def _send(
        self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        wanted = {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}
        for name, value in wanted.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _question(n: int) -> dict[str, str]:
    # Every fifth one belongs to the conversation before it.
    parent = f"p{n - 1}" if n % 5 == 4 else ""
    return {
        "id": f"p{n}",
        "text": f"Question {n} : à quelle heure ouvrez-vous ?",
        "parent": parent,
        "at": (START + timedelta(days=-30, minutes=n)).isoformat(),
        "by": f"voisin{n % 17}",
    }


def _place(post: Mapping[str, str]) -> tuple[str, str]:
    return post["parent"], post["text"]
