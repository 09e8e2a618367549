"""Builders of fetched items, with defaults, for tests that feed the store."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmworkstation.domain.account import Account, Capabilities, Idempotency, Visibility
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.store import accounts, intake
from cmworkstation.store.database import Workspace
from cmworkstation.store.received import Clean, Raw, Taken

TABLES = "SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
NADIA = Writer("https://social.example/@nadia", "Nadia Perrault", "@nadia@social.example")
US = Writer("https://social.example/@mairie", "Mairie", "@mairie@social.example", is_us=True)


def an_account(name: str = "Mairie", **changes: object) -> Account:
    """Return an account that can reply publicly and privately."""
    account = Account(
        id=AccountId(f"account-{name}"),
        platform="demo",
        look="mastodon",
        name=name,
        handle="@mairie@social.example",
        server="https://social.example",
        colour=0,
        capabilities=Capabilities(
            visibilities=(Visibility.PUBLIC, Visibility.UNLISTED, Visibility.PRIVATE),
            idempotency=Idempotency.RECONCILE,
            own_list_complete=True,
        ),
    )
    return replace(account, **changes)  # type: ignore[arg-type]


def an_item(name: str = "1", text: str = "Bonjour", minutes: float = 0, **changes: object) -> Item:
    """Return a mention by Nadia, `minutes` after the start."""
    item = Item(
        remote_id=f"https://social.example/{name}",
        native_id=name,
        kind=Kind.MENTION,
        writer=NADIA,
        at=START + timedelta(minutes=minutes),
        text=text,
    )
    if "parent" in changes:
        changes["parent_id"] = f"https://social.example/{changes.pop('parent')}"
    return replace(item, **changes)  # type: ignore[arg-type]


def raw_of(*items: Item, problem: str = "", payload: bytes | None = None) -> Raw:
    """Return the raw item that these items came from."""
    text = payload if payload is not None else repr(items).encode()
    return Raw(
        "status",
        items[0].native_id if items else "",
        text,
        tuple(Clean(one, one.html, one.text) for one in items),
        problem,
    )


def a_workspace(folder: Path, *names: str) -> Workspace:
    """Return a workspace with accounts of these names."""
    workspace = Workspace(folder)
    with workspace.write() as connection:
        for name in names or ("Mairie",):
            accounts.add(connection, an_account(name), START)
    return workspace


def take(
    workspace: Workspace,
    *items: Item,
    account: int = 1,
    gone: tuple[str, ...] = (),
    minutes: float = 600,
) -> Taken:
    """Take a page of items into the workspace, each as a raw item of its own."""
    now = START + timedelta(minutes=minutes)
    with workspace.write(intake=True) as connection:
        return intake.take(connection, account, "demo", [raw_of(one) for one in items], now, gone)


def digests(path: Path) -> dict[str, str]:
    """Return a digest of every row of each table."""
    with closing(sqlite3.connect(path)) as connection:
        found = {}
        for (name,) in connection.execute(TABLES).fetchall():
            digest = hashlib.sha256()
            for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2'):
                digest.update(repr(row).encode())
            found[name] = digest.hexdigest()
    return found
