"""From the key that freezes everything to the last lane that stopped, with several accounts busy sending.

Each account has its own server on loopback, which takes its time to answer, and a queue of replies. The key is pressed
in the middle of it. What was on its way is awaited: it is settled, and nothing more begins.
"""

import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any, ClassVar, cast

from PySide6.QtCore import QEventLoop, QTimer

from bench.connector import PLATFORM, BenchConnector
from bench.rows import Row, below, plain
from bench.window import settle, shown
from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import SystemClock
from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import Connector, Content, Page, Sent, Target
from cmworkstation.sdk.http import Http
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts, intake
from cmworkstation.store.received import Clean, Raw
from cmworkstation.ui.freeze.band import FreezeBand
from cmworkstation.ui.jobs import account_lane
from cmworkstation.vault import Vault

LANES = 5
QUEUED = 40  # replies on each
ANSWER_S = 0.005  # how long each server takes
AIM_MS = 100.0
SHOWN_MS = 50.0
PRESSES = 5


class _Door(BaseHTTPRequestHandler):
    """Answers after a while, and notes when it was asked."""

    asked: ClassVar[list[tuple[int, float]]] = []  # by which server, and when

    def do_POST(self) -> None:
        self.asked.append(
            (cast("ThreadingHTTPServer", self.server).server_port, time.perf_counter())
        )
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(ANSWER_S)
        body = b'{"id": "%d"}' % len(self.asked)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet."""


class _Sending(BenchConnector):
    """Sends replies to its server."""

    def __init__(self, settings: Any, secret: Any, http: Http) -> None:  # noqa: ANN401 - as every connector
        super().__init__(settings, secret, http)
        self._http = http

    def thread(self, target: Target) -> Page:
        """Know nothing new."""
        del target
        return Page("thread", (), "")

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish."""
        found = self._http.post("/statuses", json={"status": content.text}).json()
        return Sent(f"{target.remote_id}/{once_key}", str(found["id"]))


def measure() -> list[Row]:
    """Press the key several times, each over a workspace of its own."""
    found = [_once() for _ in range(PRESSES)]
    stopped, words, cpu, late = zip(*found, strict=True)
    how = (
        f"median of {PRESSES}, wall: {LANES} accounts sending {QUEUED} each over loopback, answers take"
        f" {ANSWER_S * 1000:g} ms; worst {max(stopped):.0f}"
    )
    painted = (
        f"until the band is painted, median, of the window's thread; wall at worst {max(words):.0f}"
    )
    begun = "requests beyond the one that each account had on its way; should be none"
    return [
        below("freeze: last lane stopped", median(stopped), "ms", AIM_MS, how),
        below("freeze: the window answers", median(cpu), "ms CPU", SHOWN_MS, painted),
        plain("freeze: sent after the key", sum(late), "requests", begun),
    ]


def _once() -> tuple[float, float, float, int]:
    """Return milliseconds until the last lane stopped, until the band stood there, of its CPU, and late requests."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _Door) for _ in range(LANES)]
    for one in servers:
        threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
    _Door.asked.clear()
    try:
        with tempfile.TemporaryDirectory() as folder:
            vault = Vault(memory_only=True)
            vault.use_session_memory()
            services = open_services(
                Path(folder) / "w",
                {PLATFORM: lambda: cast("type[Connector]", _Sending)},
                vault=vault,
                clock=SystemClock(),
            )
            try:
                return _pressed(services, [one.server_address[1] for one in servers])
            finally:
                services.close()
    finally:
        for one in servers:
            one.shutdown()
            one.server_close()


def _pressed(services: Services, ports: list[int]) -> tuple[float, float, float, int]:
    queued = [_queue(services, f"a{n}", port) for n, port in enumerate(ports)]
    with shown(services) as window:
        band = FreezeBand(window, services)
        band.look()
        ended: list[float] = []

        def deliver(row: OutboxId) -> None:
            services.outbox.deliver(row)
            ended.append(time.perf_counter())

        for account_id, rows in queued:
            for row in rows:
                window.jobs.run(account_lane(account_id), partial(deliver, row), sends=True)
        while len(_Door.asked) < LANES * 2:
            _wait()
        began, used = time.perf_counter(), time.thread_time()
        window.act("freeze.now")  # what the key does
        pressed = time.perf_counter()
        window.repaint()
        answered, cpu = (time.perf_counter() - began) * 1000, (time.thread_time() - used) * 1000
        settle(window)
        stopped = (max(ended) - began) * 1000
        after = Counter(port for port, at in _Door.asked if at > pressed)
        late = sum(n - 1 for n in after.values())  # one of each account was on its way
        assert services.brake.holding()
    return stopped, answered, cpu, late


def _wait() -> None:
    """Let the lanes work for a moment; waiting for Qt's tests would hold them up."""
    loop = QEventLoop()
    QTimer.singleShot(2, loop.quit)
    loop.exec()


def _queue(services: Services, name: str, port: int) -> tuple[AccountId, list[OutboxId]]:
    """Let people write to an account of its own, and answer each."""
    account = Account(
        id=AccountId(name),
        platform=PLATFORM,
        look="mastodon",
        name=name,
        handle=f"@{name}",
        server=f"http://127.0.0.1:{port}",
        colour=0,
        capabilities=BenchConnector.manifest.capabilities,
    )
    now = services.clock.now()
    items = [
        Item(
            f"{name}/{n}",
            f"{n}",
            Kind.MENTION,
            Writer(f"w{n}", f"Writer {n}", f"@w{n}"),
            now,
            text=f"Question {n} ?",
        )
        for n in range(QUEUED)
    ]
    with services.workspace.write() as connection:
        accounts.add(connection, account, now)
        number = accounts.number(connection, account.id)
        raws = [
            Raw("status", one.native_id, repr(one).encode(), (Clean(one, "", one.text),))
            for one in items
        ]
        homes = intake.take(connection, number, PLATFORM, raws, now).conversations
    rows = []
    for n, home in enumerate(sorted(homes)):
        draft = services.drafts.begin(ConversationId(home))
        row, _ = services.outbox.queue(replace(draft, body=f"Answer {n}."), hold_s=0)
        rows.append(row.id)
    return account.id, rows
