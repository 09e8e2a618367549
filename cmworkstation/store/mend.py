"""After a salvage: rows that name others which are lost get somebody to name, and numbers are counted again."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cmworkstation.store import conversations, readable, tables

TEXT_LOST = ""  # a husk says nothing: the platform says it again
NOBODYS_HOME = (
    "DELETE FROM conversation WHERE id NOT IN (SELECT conversation_id FROM message UNION"
    " SELECT conversation_id FROM draft UNION SELECT conversation_id FROM outbox)"
)


def mend(new: sqlite3.Connection, damaged: Path, *, lost: bool) -> int:
    """Mend what a salvage left in `new`, within its transaction; return how many husks of messages it needed."""
    husks = 0
    if lost:
        husks = _husks_from_indexes(new, damaged)
    husks += _husks_of_answered(new)
    _parents(new)
    _orphans(new)
    if lost:
        _ask_again(new)
    conversations.refresh(new, [row[0] for row in new.execute("SELECT id FROM conversation")])
    return husks


def _husks_from_indexes(new: sqlite3.Connection, damaged: Path) -> int:
    """Put back the place of messages whose own page is lost, as far as the indexes know them."""
    known = {row[0] for row in new.execute("SELECT id FROM message")}
    with contextlib.closing(sqlite3.connect(damaged)) as old:
        names = {
            row[-1]: row[:2]
            for row in _of_index(old, "sqlite_autoindex_message_1")
            if row[-1] not in known
        }
        homes = {row[-1]: row[0] for row in _of_index(old, "message_conversation")}
        writers = {row[-1]: row[0] for row in _of_index(old, "message_author")}
    made = 0
    for id_, (account_no, remote_id) in names.items():
        if id_ in homes:
            made += _husk(new, id_, account_no, remote_id, homes[id_], writers.get(id_, 0))
    return made


def _of_index(old: sqlite3.Connection, index: str) -> Iterator[tuple[Any, ...]]:
    """Yield what an index alone knows of messages: its columns, which differ by schema, and the id last."""
    named = [row[2] for row in old.execute(f"PRAGMA index_info({index})")]
    columns = [*(name for name in named if name != "id"), "id"]
    query = f"SELECT {', '.join(columns)} FROM message INDEXED BY {index}"
    for rows in readable.by_key(old, query, columns, []):
        yield from rows


def _husks_of_answered(new: sqlite3.Connection) -> int:
    """Keep a place for whatever a draft or a reply answers."""
    missing = new.execute(
        "SELECT target_id, account_no, conversation_id FROM"
        " (SELECT target_id, account_no, conversation_id FROM draft UNION"
        "  SELECT target_id, account_no, conversation_id FROM outbox)"
        " WHERE target_id NOT IN (SELECT id FROM message)"
    ).fetchall()
    return sum(_husk(new, id_, no, f"lost:{id_}", home, 0) for id_, no, home in missing)


def _husk(
    new: sqlite3.Connection, id_: int, account_no: int, remote_id: str, home: int, author_id: int
) -> int:
    if not author_id:
        new.execute(
            "INSERT OR IGNORE INTO author(platform, key, name, handle) VALUES('lost', 'lost', '', '')"
        )
        author_id = new.execute("SELECT id FROM author WHERE platform='lost'").fetchone()[0]
    return new.execute(
        "INSERT OR IGNORE INTO message(id, account_no, conversation_id, author_id, remote_id, native_id, kind, at,"
        " visibility, author_name, author_handle, text)"
        " SELECT ?, ?, ?, ?, ?, '', 'mention', ?, 'private', coalesce(max(name), ''), coalesce(max(handle), ''), ?"
        " FROM author WHERE id = ?",
        (id_, account_no, home, author_id, remote_id, id_ >> 12, TEXT_LOST, author_id),
    ).rowcount


def _parents(new: sqlite3.Connection) -> None:
    """Put back accounts, conversations and authors that are named and lost."""
    for table in ("message", "draft", "outbox", "conversation", "raw_item"):
        new.execute(
            "INSERT OR IGNORE INTO account(no, id, platform, look, name, handle, server, state, created_at)"
            " SELECT DISTINCT account_no, 'lost-' || account_no, 'lost', 'lost', '?', '', '', 'dead', 0"
            f" FROM {table} WHERE account_no NOT IN (SELECT no FROM account)"
        )
    new.execute(
        "INSERT OR IGNORE INTO author(id, platform, key, name, handle)"
        " SELECT DISTINCT author_id, 'lost', 'lost:' || author_id, author_name, author_handle FROM message"
        " WHERE author_id NOT IN (SELECT id FROM author) GROUP BY author_id"
    )
    for table in ("message", "draft", "outbox"):
        new.execute(
            "INSERT OR IGNORE INTO conversation(id, account_no)"
            f" SELECT conversation_id, min(account_no) FROM {table}"
            " WHERE conversation_id NOT IN (SELECT id FROM conversation) GROUP BY 1"
        )


def _orphans(new: sqlite3.Connection) -> None:
    """Let go of rows that mean nothing without the one they belong to."""
    tables.drop_orphans(new, "raw_item")  # whose block is lost
    new.execute("UPDATE message SET raw_id = NULL WHERE raw_id NOT IN (SELECT id FROM raw_item)")
    for table in tables.kept(new):
        tables.drop_orphans(new, table)
    new.execute(NOBODYS_HOME)


def _ask_again(new: sqlite3.Connection) -> None:
    """Let items be understood again whose message is lost: one that is known is not looked at twice."""
    new.execute(
        "DELETE FROM raw_item WHERE id NOT IN (SELECT raw_id FROM quarantine)"
        " AND id NOT IN (SELECT raw_id FROM message WHERE raw_id IS NOT NULL)"
        " AND (account_no, native_id) NOT IN (SELECT account_no, native_id FROM message)"
    )
