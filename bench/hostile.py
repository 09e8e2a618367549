"""The longest stall of the window while a hostile message is opened: markup and words made to freeze a text widget.

Each message goes the way of every other: cleaned at intake, listed, opened, painted. A timer of 5 ms notes how
late its ticks are (`bench/stall.py`); the CPU that this program used meanwhile bounds what it can have caused.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtTest import QTest

from bench.rows import Row, below
from bench.stall import Watch
from bench.window import settle, shown
from cmworkstation.domain.account import Account, Capabilities, Idempotency
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.vault import Vault

AIM_MS = 100.0
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def posts() -> dict[str, dict[str, str]]:
    """Return hostile messages by their names: the fields in which they carry what freezes."""
    words = "Ein langer Satz mit vielen kurzen Worten darin. "
    return {
        "30 nested tables": {"html": "<table><tr><td>" * 30 + "x"},
        "5,000 nested lists": {"html": "<ul><li>" * 5_000 + "x"},
        "40,000 cells": {"html": "<table><tr>" + "<td>x</td>" * 40_000 + "</tr></table>"},
        "a word of 1,000,000 letters": {"html": f"<p>{'w' * 1_000_000}</p>"},
        "100,000 combining marks": {"html": f"<p>{'e' + chr(0x301) * 100_000}</p>"},
        "5,000 nested directions": {"html": f"<p>{chr(0x202B) * 5_000}x{chr(0x2067) * 5_000}</p>"},
        "20,000 parts of emoji": {"html": f"<p>{'👩' + (chr(0x200D) + '👧') * 20_000}</p>"},
        "20,000 lines": {"html": "<br>x" * 20_000},
        "60,000 letters": {"html": f"<p>{words * 1_250}</p>"},
        "markup that just fits": {
            "html": '<p>a <b>b</b> <a href="https://a.example/">c</a></p>' * 1_150
        },
        "title, warning, name and link": {
            "html": f'<p><a href="https://a.example/{"p" * 50_000}">x</a></p>' * 20,
            "title": "T" * 200_000,
            "spoiler": "\n" * 50_000 + "s" * 200_000,
            "name": "N" * 200_000,
        },
    }


@dataclass
class Reader:
    """Understands the raw items of this measurement."""

    items: dict[str, Item]

    def parse(self, raw: RawItem) -> tuple[Item, ...]:
        """Return the item of a number."""
        return (self.items[raw.native_id],)


def filled(folder: Path) -> tuple[Services, list[str]]:
    """Return a workspace with one conversation for each post, the newest last, and their names."""
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(folder, {}, vault=vault)
    can = Capabilities(visibilities=(), idempotency=Idempotency.NONE, own_list_complete=True)
    account = Account(
        AccountId("hostile"), "demo", "mastodon", "Ours", "@us@a.example", "https://a.example", 0, capabilities=can
    )  # fmt: skip
    with services.workspace.write() as connection:
        accounts.add(connection, account, NOW)
    items = {str(n): an_item(n, fields) for n, fields in enumerate(posts().values(), start=1)}
    page = Page("s", tuple(RawItem("status", n, n.encode()) for n in items), "")
    services.sync.store_page(account, Reader(items), page, NOW)  # type: ignore[arg-type]
    return services, list(posts())


def an_item(n: int, fields: dict[str, str]) -> Item:
    """Return one message of a stranger."""
    return Item(
        remote_id=f"https://a.example/{n}",
        native_id=str(n),
        kind=Kind.MENTION,
        writer=Writer(
            f"https://a.example/@{n}", fields.get("name", f"Person {n}"), f"@p{n}@a.example"
        ),
        at=NOW + timedelta(minutes=n),
        html=fields["html"],
        title=fields.get("title", ""),
        spoiler=fields.get("spoiler", ""),
    )


def stalls(services: Services, names: list[str]) -> Iterator[tuple[str, float, float]]:
    """Open each message in the window; yield its name, the longest stall, and how much of it was ours, in ms."""
    with shown(services) as window:
        page = window.page("inbox")
        assert isinstance(page, InboxPage)
        ids = sorted(services.inbox.ids(View(status=None)))
        for name, id_ in zip(names, ids, strict=True):
            watch = Watch()
            QTest.qWait(50)
            page.open_conversation(ConversationId(id_))
            settle(window)
            QTest.qWait(150)
            ticks = watch.stop()
            yield name, ticks.longest(), ticks.longest_own()


def measure() -> list[Row]:
    """Return the longest stall over all hostile messages."""
    with tempfile.TemporaryDirectory() as folder:
        services, names = filled(Path(folder))
        with closing(services):
            found = list(stalls(services, names))
    worst = max(found, key=lambda one: one[1])
    how = (
        f"{worst[0]}, the worst of {len(found)} hostile messages opened in the window;"
        f" this program's CPU can explain {worst[2]:.0f}; the others: "
        + ", ".join(f"{name} {ms:.0f}" for name, ms, _ in found if name != worst[0])
    )
    own = max(found, key=lambda one: one[2])
    other = f"{own[0]}: what of its stall this program's CPU can explain; the rest is the machine's"
    return [
        below("longest stall, hostile message", worst[1], "ms", AIM_MS, how),
        below("the same, of our own making", own[2], "ms", AIM_MS, other),
    ]
