"""Charters: every saved text is kept under its hash; a draft stands beside the version in use."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.store import accounts


@dataclass(frozen=True, slots=True)
class Kept:
    """One charter of the workspace: the text in use and a draft of the next one ("" when there is none)."""

    id: str
    hash: str
    source: str
    draft: str
    updated_at: datetime


def all_charters(connection: sqlite3.Connection) -> tuple[Kept, ...]:
    """Return the charters of the workspace."""
    rows = connection.execute(
        "SELECT c.id, c.hash, v.source, c.draft, c.updated_at FROM charter c"
        " JOIN charter_version v ON v.hash = c.hash ORDER BY c.id"
    )
    return tuple(Kept(row[0], row[1], row[2], row[3], from_ms(row[4])) for row in rows)


def save(
    connection: sqlite3.Connection,
    charter_id: str,
    digest: str,
    version: str,
    source: str,
    at: datetime,
) -> None:
    """Put a text in use; the former one stays under its hash."""
    connection.execute(
        "INSERT INTO charter_version(hash, charter_id, version, source, created_at) VALUES(?,?,?,?,?)"
        " ON CONFLICT DO NOTHING",
        (digest, charter_id, version, source, to_ms(at)),
    )
    connection.execute(
        "INSERT INTO charter(id, hash, draft, updated_at) VALUES(?,?,'',?)"
        " ON CONFLICT(id) DO UPDATE SET hash=excluded.hash, draft='', updated_at=excluded.updated_at",
        (charter_id, digest, to_ms(at)),
    )


def save_draft(connection: sqlite3.Connection, charter_id: str, draft: str, at: datetime) -> None:
    """Keep an unfinished text beside the one in use."""
    connection.execute(
        "UPDATE charter SET draft=?, updated_at=? WHERE id=?", (draft, to_ms(at), charter_id)
    )


def version_source(connection: sqlite3.Connection, digest: str) -> str:
    """Return the text of a version by its hash. Raises `KeyError`."""
    row = connection.execute(
        "SELECT source FROM charter_version WHERE hash=?", (digest,)
    ).fetchone()
    if row is None:
        raise KeyError(digest)
    return str(row[0])


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


def governing(connection: sqlite3.Connection, account_id: AccountId) -> str:
    """Return the hash of the charter that governs an account, "" where none does."""
    row = connection.execute(
        "SELECT c.hash FROM charter_account x JOIN charter c ON c.id = x.charter_id"
        " JOIN account a ON a.no = x.account_no WHERE a.id = ?",
        (account_id,),
    ).fetchone()
    return str(row[0]) if row else ""
