"""Rows of `post_place`, and the place of each post: at the head of its thread until it leaves, then at its reply."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.account import Folder
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId, MessageId, OutboxId
from cmworkstation.domain.message import NEW
from cmworkstation.domain.post_place import Known
from cmworkstation.store import accounts


def keep(
    connection: sqlite3.Connection, account_id: AccountId, found: Sequence[Folder], at: datetime
) -> None:
    """Keep the places that a server listed, in its order, instead of those it listed before."""
    number = accounts.number(connection, account_id)
    connection.execute("DELETE FROM post_place WHERE account_no=?", (number,))
    connection.executemany(
        "INSERT OR IGNORE INTO post_place(account_no, name, title, role, n, seen_at) VALUES(?,?,?,?,?,?)",
        [
            (number, one.name, one.title, one.role, n, to_ms(at))
            for n, one in enumerate(found)
            if one.name
        ],
    )


def known(connection: sqlite3.Connection, account_id: AccountId) -> Known:
    """Return the places that the server of an account listed last."""
    rows = connection.execute(
        "SELECT name, title, role, seen_at FROM post_place WHERE account_no=? ORDER BY n, name",
        (accounts.number(connection, account_id),),
    ).fetchall()
    if not rows:
        return Known()
    return Known(tuple(Folder(*row[:3]) for row in rows), from_ms(rows[0][3]))


def choose(connection: sqlite3.Connection, message_id: MessageId, place: str) -> bool:
    """Let the post that begins a thread go there; False where it left already, or begins none."""
    done = connection.execute(
        "UPDATE message SET native_id=? WHERE id=? AND remote_id GLOB ?",
        (place, message_id, f"{NEW}*"),
    )
    return done.rowcount == 1


def stamp(connection: sqlite3.Connection, outbox_id: OutboxId, place: Folder) -> None:
    """Say of a reply in the outbox into which place it goes."""
    connection.execute(
        "UPDATE outbox SET place=?, place_title=? WHERE id=?", (place.name, place.title, outbox_id)
    )


def of_reply(connection: sqlite3.Connection, outbox_id: OutboxId) -> Folder | None:
    """Return the place into which a reply of ours goes, None where its platform has none."""
    row = connection.execute(
        "SELECT place, place_title FROM outbox WHERE id=? AND place <> ''", (outbox_id,)
    ).fetchone()
    return Folder(row[0], row[1] or row[0]) if row else None
