"""Intake: new pages into a workspace that is full already, beside a bare `executemany` of the same rows."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import connector, workspace
from bench.corpus import START, STEP, Corpus
from bench.rows import Row, at_least, plain
from cmworkstation.domain.message import Item
from cmworkstation.store.database import Connection, Workspace

ROUNDS = 5
PAGES = 20  # in a round; a checkpoint of the log falls into each several times
AIM = 5_000
TABLES = (
    "raw_block",
    "raw_item",
    "author",
    "conversation",
    "message",
)  # each after those that it refers to

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Spent:
    """Messages and seconds of CPU of one round."""

    messages: int = 0
    full: float = 0.0
    bare: float = 0.0


def measure(folder: Path, size: int = workspace.SIZE, rounds: int = ROUNDS) -> list[Row]:
    """Measure on copies of the workspace in `folder`, page by page in turns; the first round warms up."""
    since = START + STEP * size
    corpus = Corpus(size=(rounds + 3) * PAGES * 100, seed=8, first=size, since=since)
    pages = ((no, items) for no, items in corpus.pages() if len(items) == 100)
    with workspace.copied(folder) as one, workspace.copied(folder) as other:
        spent = [_round(one, other, pages) for _ in range(rounds + 1)][1:]
    rate = median(one.messages / one.full for one in spent)
    bare = median(one.messages / one.bare for one in spent)
    ratio = median(one.full / one.bare for one in spent)
    built = json.loads((folder / "built.json").read_text(encoding="utf-8"))
    rounds_text = f"median of {rounds} rounds of {PAGES} pages of 100 on top of {size:,} messages"
    return [
        at_least(
            "intake, full path",
            rate,
            "messages/CPU s",
            AIM,
            f"{rounds_text}: raw copy, parse, clean, ledger, index, counters, deadlines;"
            f" filling the workspace made {built['messages'] / built['cpu_s']:,.0f}/s",
        ),
        plain(
            "intake, bare executemany",
            bare,
            "messages/CPU s",
            "the same new rows into the same tables and full-text index, a transaction a page",
        ),
        plain("intake, full path / bare", ratio, "ratio", "page by page in turns, two copies"),
    ]


def _round(one: Path, other: Path, pages: Iterator[tuple[int, list[Item]]]) -> Spent:
    """Take some pages into `one` through the full path, then their rows into `other`."""
    services = workspace.opened(one)
    bare = Workspace(other)
    reader = services.workspace.read()
    accounts = services.accounts.listed()
    found = services.platforms.connector(accounts[0])
    spent = Spent()
    for _, (account_no, items) in zip(range(PAGES), pages, strict=False):
        page, now, marks = connector.page_of(items), services.clock.now(), _marks(reader)
        begin = time.thread_time()
        services.sync.store_page(accounts[account_no - 1], found, page, now)
        spent.full += time.thread_time() - begin
        added = _added(reader, marks)
        begin = time.thread_time()
        _insert(bare, added)
        spent.bare += time.thread_time() - begin
        spent.messages += len(items)
    services.close()
    bare.close()
    return spent


def _marks(reader: Connection) -> dict[str, int]:
    """Return the highest id of each table that grows at its end."""
    return {
        table: reader.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        for table in TABLES
        if table != "message"
    }


def _added(reader: Connection, marks: dict[str, int]) -> Rows:
    """Return the rows that came since `marks`, those of messages and the index in ascending id."""
    found = {
        table: reader.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id", (mark,)).fetchall()
        for table, mark in marks.items()
    }
    # Messages are numbered by time, so the new ones are found through their accounts' newest raw copies.
    query = "FROM message WHERE +raw_id > ? ORDER BY id"
    found["message"] = reader.execute(f"SELECT * {query}", (marks["raw_item"],)).fetchall()
    found["message_fts"] = reader.execute(
        f"SELECT place, body, who, meta FROM message_words WHERE id IN (SELECT id {query}) ORDER BY id",
        (marks["raw_item"],),
    ).fetchall()
    return found


def _insert(bare: Workspace, added: Rows) -> None:
    with bare.write(intake=True) as connection:
        for table in TABLES:
            _many(connection, table, added[table])
        _many(connection, "message_fts(rowid, body, who, meta)", added["message_fts"])


def _many(connection: Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ",".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES({marks})", rows)
