"""What no import of ours can go below: the same rows into the same tables, indexes and search index, and nothing else.

Rows are read from an imported workspace and put into an empty one through `sqlite3` alone, with ready statements, in
transactions of as many messages as ours have.
"""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from cmworkstation.services.archive_import import PAGE

TABLES = (
    "author",
    "conversation",
    "raw_block",
    "raw_item",
    "message",
)  # in the order of who refers to whom


def empty_copy(workspace: Path, to: Path) -> None:
    """Copy a workspace in which nothing was imported yet."""
    with closing(sqlite3.connect(workspace)) as source, closing(sqlite3.connect(to)) as made:
        source.backup(made)


def spent(workspace: Path, empty: Path, count: int) -> float:
    """Return how many seconds of the processor it takes to write what an import wrote, `count` messages."""
    with closing(sqlite3.connect(workspace)) as full:
        there = [(name, *_all(full, f"SELECT * FROM {name} ORDER BY rowid")) for name in TABLES]
        columns = "rowid, body, who, meta"
        words = full.execute(
            "SELECT place, body, who, meta FROM message_words ORDER BY id"
        ).fetchall()
    there.append(("message_fts", columns.split(", "), words))
    best = float("inf")
    for again in range(2):
        copy = empty.with_suffix(f".{again}")
        shutil.copy(empty, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA cache_size=-65536")
            started = time.process_time()
            _write(connection, there, max(1, count // PAGE))
            best = min(best, time.process_time() - started)
    return best


def _write(
    connection: sqlite3.Connection,
    there: list[tuple[str, list[str], list[tuple[object, ...]]]],
    pages: int,
) -> None:
    for page in range(pages):
        connection.execute("BEGIN IMMEDIATE")
        for name, columns, rows in there:
            part = rows[len(rows) * page // pages : len(rows) * (page + 1) // pages]
            marks = ",".join("?" * len(columns))
            insert = f"INSERT OR IGNORE INTO {name}({','.join(columns)}) VALUES({marks})"
            connection.executemany(insert, part)
        connection.execute("COMMIT")


def _all(connection: sqlite3.Connection, query: str) -> tuple[list[str], list[tuple[object, ...]]]:
    found = connection.execute(query)
    return [one[0] for one in found.description], found.fetchall()
