"""Charters: every saved text is kept under its hash; a draft stands beside the version in use."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.store import accounts

# Which version of `c` holds at a moment: a function of the clock alone, so that all machines switch alike.
IN_FORCE = (
    "SELECT f.hash FROM charter_version f WHERE f.charter_id = c.id AND f.status = 'approved'"
    " AND f.withdrawn_at IS NULL AND f.effective_from <= ? ORDER BY f.effective_from DESC, f.turn DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One charter: the text that was in force last, and a draft of the next one; "" for what there is not."""

    id: str
    hash: str
    source: str
    draft: str
    updated_at: datetime


def all_charters(connection: sqlite3.Connection, now: datetime) -> tuple[Kept, ...]:
    """Return the charters of which a version is or was in force, each with the one that holds at `now`."""
    rows = connection.execute(
        f"SELECT c.id, v.hash, v.source, coalesce(d.text, ''), coalesce(d.updated_at, c.updated_at) FROM charter c"
        f" JOIN charter_version v ON v.hash = coalesce(({IN_FORCE}), c.hash)"
        " LEFT JOIN charter_draft d ON d.charter_id = c.id ORDER BY c.id",
        (to_ms(now),),
    )
    return tuple(Kept(row[0], row[1], row[2], row[3], from_ms(row[4])) for row in rows)


def every_text(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the text of each kept version and each draft."""
    query = "SELECT source FROM charter_version UNION ALL SELECT text FROM charter_draft"
    return (str(row[0]) for row in connection.execute(query))


def version_source(connection: sqlite3.Connection, digest: str) -> str:
    """Return the text of a version by its hash. Raises `KeyError`."""
    row = connection.execute(
        "SELECT source FROM charter_version WHERE hash=?", (digest,)
    ).fetchone()
    if row is None:
        raise KeyError(digest)
    return str(row[0])


def frozen_holidays(connection: sqlite3.Connection, digest: str) -> dict[str, dict[str, list[str]]]:
    """Return the holidays that were resolved when a version was signed: region → year → days."""
    row = connection.execute(
        "SELECT holidays FROM charter_version WHERE hash=?", (digest,)
    ).fetchone()
    found: dict[str, dict[str, list[str]]] = json.loads(row[0]) if row else {}
    return found


def assign(connection: sqlite3.Connection, account_id: AccountId, charter_id: str) -> None:
    """Let a charter govern an account; "" lets none."""
    no = accounts.number(connection, account_id)
    connection.execute("DELETE FROM charter_account WHERE account_no=?", (no,))
    if charter_id:
        connection.execute(
            "INSERT INTO charter_account(account_no, charter_id) VALUES(?,?)", (no, charter_id)
        )


def assignments(connection: sqlite3.Connection) -> dict[AccountId, str]:
    """Return account id → id of the charter that governs it."""
    rows = connection.execute(
        "SELECT a.id, c.charter_id FROM charter_account c JOIN account a ON a.no=c.account_no"
    )
    return {AccountId(row[0]): row[1] for row in rows}


def governing(connection: sqlite3.Connection, account_id: AccountId, now: datetime) -> str:
    """Return the hash of the version that governs an account at `now`, "" where none does."""
    row = connection.execute(
        f"SELECT ({IN_FORCE}) FROM charter_account x JOIN charter c ON c.id = x.charter_id"
        " JOIN account a ON a.no = x.account_no WHERE a.id = ?",
        (to_ms(now), account_id),
    ).fetchone()
    return str(row[0] or "") if row else ""
