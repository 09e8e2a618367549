"""The first pages of a database, which say where its tables begin: lent by another one where they are lost.

Databases of one schema that were made by the same steps have their tables at the same pages, and a copy by the
backup API has all pages where its source has them.
"""

import contextlib
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from cmworkstation.store.headers import MAGIC

PAGE_SIZE = 4096
FIRST_HEAD = 100
INTERIOR = 0x05


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
    for donor in donors:
        with donor.open("rb") as given, path.open("r+b") as file:
            if given.read(len(MAGIC)) != MAGIC:
                continue
            pages = {page: _page(given, page) for page in _listed(given)}
            before = {page: _page(file, page) for page in pages}
            size = file.seek(0, os.SEEK_END) // PAGE_SIZE
            pages[1] = _head(pages[1], size, logged=path.with_name(path.name + "-wal").exists())
            _put(file, pages)
        if readable(path, tables):
            return True
        with path.open("r+b") as file:
            _put(file, before)
    return False


def _head(first: bytes, size: int, *, logged: bool) -> bytes:
    """Return a first page that fits a file of `size` pages."""
    changed = bytearray(first)
    changed[18:20] = b"\x02\x02" if logged else b"\x01\x01"
    changed[28:32] = size.to_bytes(4, "big")
    changed[32:40] = bytes(8)  # no list of free pages: nothing is written to this file
    changed[92:96] = changed[24:28]
    return bytes(changed)


def _page(file: BinaryIO, page: int) -> bytes:
    file.seek((page - 1) * PAGE_SIZE)
    return file.read(PAGE_SIZE)


def _put(file: BinaryIO, pages: Mapping[int, bytes]) -> None:
    for page, body in pages.items():
        file.seek((page - 1) * PAGE_SIZE)
        file.write(body)


def _listed(donor: BinaryIO) -> list[int]:
    """Return the pages of the donor's list of tables, the first page among them."""
    found, todo = [], [1]
    while todo:
        page = todo.pop()
        found.append(page)
        body = _page(donor, page)
        head = FIRST_HEAD if page == 1 else 0
        if body[head] != INTERIOR:
            continue
        cells = int.from_bytes(body[head + 3 : head + 5], "big")
        todo.append(int.from_bytes(body[head + 8 : head + 12], "big"))
        for n in range(cells):
            at = int.from_bytes(body[head + 12 + 2 * n : head + 14 + 2 * n], "big")
            todo.append(int.from_bytes(body[at : at + 4], "big"))
    return found
