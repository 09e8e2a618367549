"""The first pages of a database, which say where its tables begin: lent by another one where they are lost.

Databases of one schema that were made by the same steps have their tables at the same pages, and a copy by the
backup API has all pages where its source has them.
"""

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from cmworkstation.store.headers import MAGIC

PAGE_SIZE = 4096
FIRST_HEAD = 100
INTERIOR = 0x05
LEAF = 0x0D


def readable(path: Path, tables: Sequence[str]) -> bool:
    """Tell whether a database still knows where these tables begin."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            found = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    except sqlite3.Error:
        return False
    return found >= set(tables)


def lend(path: Path, donors: Sequence[Path], tables: Sequence[str]) -> bool:
    """Give the file the schema pages of the first donor that makes its tables known again; tell whether one did."""
    original = path.read_bytes()
    for donor in donors:
        given = donor.read_bytes()
        if not given.startswith(MAGIC):
            continue
        changed = bytearray(original)
        for page in _pages(given):
            start = (page - 1) * PAGE_SIZE
            changed[start : start + PAGE_SIZE] = given[start : start + PAGE_SIZE]
        changed[18:20] = b"\x02\x02" if path.with_name(path.name + "-wal").exists() else b"\x01\x01"
        changed[28:32] = (len(changed) // PAGE_SIZE).to_bytes(4, "big")
        changed[32:40] = bytes(8)  # no list of free pages: nothing is written to this file
        changed[92:96] = changed[24:28]
        path.write_bytes(changed)
        if readable(path, tables):
            return True
    path.write_bytes(original)
    return False


def _pages(donor: bytes) -> list[int]:
    """Return the pages of the donor's list of tables, the first page among them."""
    found, todo = [], [1]
    while todo:
        page = todo.pop()
        found.append(page)
        body = donor[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        head = FIRST_HEAD if page == 1 else 0
        if body[head] != INTERIOR:
            continue
        cells = int.from_bytes(body[head + 3 : head + 5], "big")
        todo.append(int.from_bytes(body[head + 8 : head + 12], "big"))
        for n in range(cells):
            at = int.from_bytes(body[head + 12 + 2 * n : head + 14 + 2 * n], "big")
            todo.append(int.from_bytes(body[at : at + 4], "big"))
    return found
