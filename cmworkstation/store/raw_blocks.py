"""How items are kept as they were received: several of a page in one block, packed together.

Items of a page resemble each other, so that a block takes a third of the time and of the room of items packed one by
one. An item names its block, where in it it begins, and how long it is; what was kept before there were blocks has
its bytes in its own row.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST = 16  # items of a block: as many are unpacked to read one of them
LARGEST = 64 * 1024  # bytes of a block, unless its first item alone is larger
LEVEL = 1
KEPT = "r.payload, r.packed, b.data, r.begin, r.length"  # what `payload` takes
SOURCE = "raw_item r LEFT JOIN raw_block b ON b.id = r.block"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies."""

    block: int
    begin: int
    length: int


def keep(connection: sqlite3.Connection, payloads: Sequence[bytes]) -> list[Place]:
    """Store payloads in blocks; return where each lies."""
    found: list[Place] = []
    rows: list[tuple[int, bytes]] = []
    last = connection.execute("SELECT coalesce(max(id), 0) FROM raw_block").fetchone()[0]
    for number, part in enumerate(_parts(payloads), last + 1):
        begin = 0
        for payload in part:
            found.append(Place(number, begin, len(payload)))
            begin += len(payload)
        rows.append((number, zlib.compress(b"".join(part), LEVEL)))
    connection.executemany("INSERT INTO raw_block(id, data) VALUES(?,?)", rows)
    return found


def blank(connection: sqlite3.Connection, block: int, lie: Iterable[tuple[int, int]]) -> None:
    """Overwrite items (begin, length) of a block, which goes when none is left; the others stay where they are."""
    if (
        connection.execute("SELECT 1 FROM raw_item WHERE block=? LIMIT 1", (block,)).fetchone()
        is None
    ):
        connection.execute("DELETE FROM raw_block WHERE id=?", (block,))
        return
    row = connection.execute("SELECT data FROM raw_block WHERE id=?", (block,)).fetchone()
    whole = bytearray(zlib.decompress(row[0]))
    for begin, length in lie:
        whole[begin : begin + length] = bytes(length)
    connection.execute(
        "UPDATE raw_block SET data=? WHERE id=?", (zlib.compress(bytes(whole), LEVEL), block)
    )


def drop_item(connection: sqlite3.Connection, raw_id: int) -> None:
    """Let go of an item as it was received, and of its block where nothing else lies in it."""
    block = connection.execute("SELECT block FROM raw_item WHERE id=?", (raw_id,)).fetchone()[0]
    connection.execute("DELETE FROM raw_item WHERE id=?", (raw_id,))
    connection.execute(
        "DELETE FROM raw_block WHERE id=?1 AND NOT EXISTS (SELECT 1 FROM raw_item WHERE block=?1)",
        (block,),
    )


def payload(kept: bytes, packed: int, data: bytes | None, begin: int, length: int) -> bytes:
    """Return an item exactly as it was received, from the columns `KEPT` of `SOURCE`."""
    if data is not None:
        return zlib.decompress(data)[begin : begin + length]
    return zlib.decompress(kept) if packed else kept


def _parts(payloads: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    part: list[bytes] = []
    size = 0
    for one in payloads:
        if part and (len(part) == MOST or size + len(one) > LARGEST):
            yield part
            part, size = [], 0
        part.append(one)
        size += len(one)
    if part:
        yield part
