"""A plan of thousands of operations above a hundred thousand posts that wait for their time: read, and painted."""

import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import cast

from bench.connector import PLATFORM, BenchConnector
from bench.rows import Row, below, plain
from bench.window import settle, shown
from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import SystemClock
from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId, uuid7
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.domain.operation import Kind as Sort
from cmworkstation.domain.operation import Link, LinkKind
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.slot import IfMissed, Slot
from cmworkstation.sdk.connector import Connector
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts, intake, outbox
from cmworkstation.store.received import Clean, Raw
from cmworkstation.ui.operations.page import OperationsPage
from cmworkstation.vault import Vault

OPERATIONS, PLANNED, THEMES = 2_000, 100_000, 12
DAYS = 730  # over which both are spread
WEEKS = 6
TURNS = 5
READ_MS, PAINT_MS = 300.0, 500.0


def measure(planned: int = PLANNED) -> list[Row]:
    """Read six weeks of such a plan, and open its page."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        services = open_services(
            Path(folder) / "w",
            {PLATFORM: lambda: cast("type[Connector]", BenchConnector)},
            vault=vault,
            clock=SystemClock(),
        )
        try:
            _fill(services, planned)
            return [*_read(services, planned), *_painted(services)]
        finally:
            services.close()


def _read(services: Services, planned: int) -> list[Row]:
    today = services.operations.today()
    first = today - timedelta(today.weekday() + 7)
    spent, items = [], 0
    for _ in range(TURNS):
        used = time.thread_time()
        plan = services.plans.look(first, first + timedelta(weeks=WEEKS, days=-1))
        spent.append((time.thread_time() - used) * 1000)
        items = len(plan.items)
    how = f"median of {TURNS}; {OPERATIONS:,} operations, {planned:,} planned posts, {items} in {WEEKS} weeks"
    return [below("plan: six weeks read", median(spent), "ms CPU", READ_MS, how)]


def _painted(services: Services) -> list[Row]:
    with shown(services) as window:
        began, used = time.perf_counter(), time.thread_time()
        window.go("operations")
        window.repaint()
        first = (time.perf_counter() - began) * 1000
        settle(window)
        window.repaint()
        whole, cpu = (time.perf_counter() - began) * 1000, (time.thread_time() - used) * 1000
        page = window.page("operations")
        assert isinstance(page, OperationsPage)
        assert page.pane.plan is not None
        shown_ = len(page.pane.plan.items)
    return [
        below(
            "plan: page painted", first, "ms wall", PAINT_MS, "its first paint, before it has read"
        ),
        plain(
            "plan: page whole",
            whole,
            "ms wall",
            f"with {shown_} items; {cpu:.0f} ms CPU of the window",
        ),
    ]


def _fill(services: Services, planned: int) -> None:
    now = services.clock.now()
    account = Account(
        id=AccountId("bench"),
        platform=PLATFORM,
        look="mastodon",
        name="Town",
        handle="@town",
        server="http://127.0.0.1:1",
        colour=0,
        capabilities=BenchConnector.manifest.capabilities,
    )
    writer = Writer("w", "Writer", "@w")
    item = Item("q", "q", Kind.MENTION, writer, now, text="When?")
    with services.workspace.write() as connection:
        accounts.add(connection, account, now)
        number = accounts.number(connection, account.id)
        raw = Raw("status", "q", b"q", (Clean(item, "", "When?"),))
        (home,) = intake.take(connection, number, PLATFORM, [raw], now).conversations
    draft = services.drafts.begin(ConversationId(home))
    row, _ = services.outbox.queue(replace(draft, body="First."), hold_s=0)
    ids = []
    with services.workspace.write() as connection:
        for n in range(planned):
            at = now + timedelta(minutes=n * DAYS * 1440 // planned)
            made = replace(
                row,
                id=OutboxId(uuid7()),
                body=f"Post {n} about what happens in town this week.",
                once_key=f"key-{n}",
                state=OutboxState.HELD,
                slot=Slot(at, "Europe/Paris", IfMissed.ASK),
            )
            outbox.add(connection, made, body_digest=f"digest-{n}")
            ids.append(made.id)
    themes = [str(services.topics.make(f"Theme {n}")[0].id) for n in range(THEMES)]
    today = services.operations.today()
    made_ = []
    for n in range(OPERATIONS):
        day = today + timedelta(n * DAYS // OPERATIONS - 30)
        one = services.operations.new(day, list(Sort)[n % len(Sort)], themes[n % THEMES])
        tied = (Link(LinkKind.OUTBOX, ids[n * len(ids) // OPERATIONS]),) if n % 4 == 0 else ()
        made_.append(replace(one, title=f"Operation {n}", links=tied))
    services.operations.keep_many(made_, "change")
