"""The longest stall and the memory while very much of everything is on the screen.

A thread of 10,000 messages, a letter of 60,000 letters in one conversation with a reply being typed under it, and
5,000 accounts. `bench/hostile.py` has what is made to freeze; this is what honest people do to a window in years.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtTest import QTest

from bench.rows import Row, below
from bench.stall import Ticks, Watch
from bench.window import settle, shown
from cmworkstation.domain.account import Account, Capabilities, Idempotency, Visibility
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts, intake
from cmworkstation.store.received import Clean, Raw
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.vault import Vault

AIM_MS = 100.0
AIM_MB = 120.0
THREAD, LETTERS, ACCOUNTS, FEW = 10_000, 60_000, 5_000, 50
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
WORDS = "Une longue phrase, faite de beaucoup de petits mots de tous les jours. "
CAN = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    can_reply=True,
)


@contextmanager
def workstation() -> Iterator[Services]:
    """Give an empty workstation in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        with closing(open_services(Path(folder), {}, vault=vault)) as services:
            yield services


def add_accounts(services: Services, count: int) -> list[Account]:
    """Add so many accounts."""
    made = [
        Account(
            AccountId(f"account-{n}"),
            "demo",
            "mastodon",
            f"Service municipal {n}",
            f"@service{n}@a.example",
            "https://a.example",
            n % 12,
            capabilities=CAN,
        )
        for n in range(count)
    ]
    with services.workspace.write() as connection:
        for one in made:
            accounts.add(connection, one, NOW)
    return made


def receive(services: Services, account: Account, items: list[Item]) -> None:
    """Take items in, a hundred at a time."""
    for start in range(0, len(items), 100):
        raws = [
            Raw("status", item.native_id, item.native_id.encode(), (Clean(item, "", item.text),))
            for item in items[start : start + 100]
        ]
        with services.workspace.write(intake=True) as connection:
            number = accounts.number(connection, account.id)
            intake.take(connection, number, account.platform, raws, NOW + timedelta(days=30))


def an_item(name: str, text: str, minutes: float, parent: str = "") -> Item:
    """Return one message of a stranger."""
    return Item(
        remote_id=f"https://a.example/{name}",
        native_id=name,
        kind=Kind.MENTION,
        writer=Writer(
            f"https://a.example/@{name[:3]}", f"Person {name[:3]}", f"@{name[:3]}@a.example"
        ),
        at=NOW + timedelta(minutes=minutes),
        text=text,
        parent_id=f"https://a.example/{parent}" if parent else "",
    )


def long_thread(services: Services, size: int = THREAD) -> None:
    """Fill a workstation with one thread in which each answers one of the last few."""
    account = add_accounts(services, 1)[0]
    items = [
        an_item(f"t{n}", f"Réponse {n}. {WORDS}", n, f"t{max(0, n - 1 - n % 4)}" if n else "")
        for n in range(size)
    ]
    receive(services, account, items)


def long_letter(services: Services, size: int = LETTERS) -> None:
    """Fill a workstation with one letter of so many letters, in paragraphs."""
    account = add_accounts(services, 1)[0]
    text = "\n\n".join([WORDS * 8] * (size // len(WORDS * 8) + 1))[:size]
    receive(services, account, [an_item("letter", text, 0)])


def many_accounts(services: Services, size: int = ACCOUNTS) -> None:
    """Fill a workstation with accounts, one message each for the first hundred."""
    for n, account in enumerate(add_accounts(services, size)[:100]):
        receive(services, account, [an_item(f"a{n}", f"Question {n}. {WORDS}", n)])


def watched(services: Services, pages: tuple[str, ...]) -> Ticks:
    """Open the newest conversation, read to its end, answer it, visit pages; watch all of it."""
    with shown(services) as window:
        page = window.page("inbox")
        assert isinstance(page, InboxPage)
        ids = [ConversationId(one) for one in services.inbox.ids(View(status=None))]
        watch = Watch(time.thread_time)
        QTest.qWait(50)
        page.open_conversation(ids[0])
        settle(window)
        QTest.qWait(200)
        bar = page.thread_pane.line.verticalScrollBar()
        for step in range(5):
            bar.setValue(bar.minimum() + (bar.maximum() - bar.minimum()) * step // 4)
            QTest.qWait(50)
        window.act("inbox.reply")
        settle(window)
        if page.composer is not None:
            for length in range(0, len(WORDS), 10):
                page.composer.editor.setPlainText(WORDS[:length])
                QTest.qWait(20)
        for key in pages:
            window.go(key)
            settle(window)
            QTest.qWait(50)
        return watch.stop()


def peak_mb() -> float:
    """Return the most memory that was resident since `forget_peak`; Linux."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    return 0.0


def resident_mb() -> float:
    """Return the memory that is resident now; Linux."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def forget_peak() -> None:
    """Let the peak begin anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measure(
    thread: int = THREAD, letters: int = LETTERS, many: int = ACCOUNTS, few: int = FEW
) -> list[Row]:
    """Return the longest stall and the peak of memory for each case."""
    around = ("outbox", "accounts", "inbox")
    cases: dict[str, tuple[Callable[[Services], None], tuple[str, ...]]] = {
        f"thread of {thread:,}": (partial(long_thread, size=thread), around),
        f"letter of {letters:,}": (partial(long_letter, size=letters), around),
        f"{many:,} accounts": (partial(many_accounts, size=many), around),
        f"{few:,} accounts, each a card": (partial(many_accounts, size=few), around),
    }
    rows = []
    for name, (fill, pages) in cases.items():
        with workstation() as services:
            fill(services)
            before = resident_mb()
            forget_peak()
            ticks = watched(services, pages)
            more = peak_mb() - before
        how = (
            f"opened, scrolled, answered; visited: {', '.join(pages)};"
            f" the window's own CPU can explain {ticks.longest_own():.0f}"
        )
        rows.append(below(f"longest stall, {name}", ticks.longest(), "ms", AIM_MS, how))
        how = "above the process before its window"
        rows.append(below(f"peak memory, {name}", max(0.0, more), "MB", AIM_MB, how))
    return rows
