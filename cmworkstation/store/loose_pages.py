"""Rows of pages to which no way leads any more: where a page above them is lost, the leaves of a table are still there.

A leaf is known as one of a table by its rows: as many columns, of the right kinds, the numbered one left out as SQLite
leaves it out. Only tables whose rows cannot be mistaken for another's are read in this way.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

PAGE = 4096
LEAF = 0x0D
TABLES = ("message", "raw_item", "conversation", "author", "draft", "outbox")
MOST_LOCAL = PAGE - 35  # bytes of a row that may stand on its leaf
LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
LONGEST = 64 << 20  # bytes of a row: beyond that it is noise
FIRST_OF_BLOBS = 12
SIZES = {
    0: 0,
    1: 1,
    2: 2,
    3: 3,
    4: 4,
    5: 6,
    6: 8,
    7: 8,
    8: 0,
    9: 0,
}  # of a value, by its serial type
KINDS = {"INTEGER": (int,), "TEXT": (str,), "BLOB": (bytes,)}

Row = list[object]


class _Noise(Exception):
    """These bytes are no row."""


def rows(path: Path, connection: sqlite3.Connection, table: str) -> Iterator[tuple[list[str], Row]]:
    """Yield column names and values of each row on a leaf that looks like one of `table`.

    `connection` is to a whole database with the same tables.
    """
    shape = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
    with path.open("rb") as file:
        last = file.seek(0, 2) // PAGE
        for number in range(2, last + 1):
            file.seek((number - 1) * PAGE)
            body = file.read(PAGE)
            if body[0] != LEAF:
                continue
            try:
                found = [_fitted(row, key, shape) for key, row in _cells(file, body, last)]
            except (_Noise, IndexError, UnicodeDecodeError):
                continue
            yield from found


def _cells(file: BinaryIO, body: bytes, last: int) -> Iterator[tuple[int, Row]]:
    for n in range(int.from_bytes(body[3:5], "big")):
        at = int.from_bytes(body[8 + 2 * n : 10 + 2 * n], "big")
        size, at = _varint(body, at)
        key, at = _varint(body, at)
        yield key - (1 << 64 if key >> 63 else 0), _values(_payload(file, body, at, size, last))


def _payload(file: BinaryIO, body: bytes, at: int, size: int, last: int) -> bytes:
    if size > LONGEST:
        raise _Noise
    if size <= MOST_LOCAL:
        return body[at : at + size]
    local = LEAST_LOCAL + (size - LEAST_LOCAL) % (PAGE - 4)
    local = local if local <= MOST_LOCAL else LEAST_LOCAL
    found = bytearray(body[at : at + local])
    following = int.from_bytes(body[at + local : at + local + 4], "big")
    while len(found) < size:
        if not 1 < following <= last:
            raise _Noise
        file.seek((following - 1) * PAGE)
        more = file.read(PAGE)
        found += more[4 : 4 + size - len(found)]
        following = int.from_bytes(more[:4], "big")
    return bytes(found)


def _values(payload: bytes) -> Row:
    length, at = _varint(payload, 0)
    types = []
    while at < length:
        kind, at = _varint(payload, at)
        types.append(kind)
    values: Row = []
    for kind in types:
        if kind in (10, 11):
            raise _Noise
        size = SIZES[kind] if kind < FIRST_OF_BLOBS else (kind - FIRST_OF_BLOBS) // 2
        part = payload[at : at + size]
        if len(part) != size:
            raise _Noise
        at += size
        values.append(_value(kind, part))
    if at != len(payload):
        raise _Noise
    return values


def _value(kind: int, part: bytes) -> object:
    if kind >= FIRST_OF_BLOBS:
        return part.decode() if kind % 2 else part
    if kind == 0:
        return None
    if kind == 7:  # noqa: PLR2004 - a real number, which no table of ours has
        raise _Noise
    return int.from_bytes(part, "big", signed=True) if part else kind - 8


def _fitted(row: Row, key: int, shape: Sequence[tuple[object, ...]]) -> tuple[list[str], Row]:
    """Return a row with its names where it can be one of this table; columns added later may be missing."""
    missing = shape[len(row) :]
    if len(row) > len(shape) or any(one[3] and one[4] is None for one in missing):
        raise _Noise
    values: Row = []
    for value, (_, _, kind, needed, _, numbered) in zip(row, shape, strict=False):
        if numbered and kind == "INTEGER":
            if value is not None:
                raise _Noise
            values.append(key)
        elif value is None:
            if needed:
                raise _Noise
            values.append(None)
        elif isinstance(value, KINDS[str(kind)]):
            values.append(value)
        else:
            raise _Noise
    return [str(one[1]) for one in shape[: len(values)]], values


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(9):
        byte = body[at + n]
        if n == 8:  # noqa: PLR2004 - the ninth byte counts whole
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:  # noqa: PLR2004 - the last one has no mark
            return value, at + n + 1
    raise _Noise
