"""Five ways in which a file of a database is spoilt, and what stood on a page before."""

import random
from collections.abc import Callable
from pathlib import Path

PAGE = 4096
LEAF, INTERIOR = 0x0D, 0x05


def zeroed(body: bytearray, page: int, drawn: random.Random) -> None:
    """A page was never written."""
    body[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)


def noise(body: bytearray, page: int, drawn: random.Random) -> None:
    """A page holds something else altogether."""
    body[(page - 1) * PAGE : page * PAGE] = drawn.randbytes(PAGE)


def swapped(body: bytearray, page: int, drawn: random.Random) -> None:
    """Two pages were written to each other's place."""
    other = drawn.randrange(2, len(body) // PAGE + 1)
    while other == page:
        other = drawn.randrange(2, len(body) // PAGE + 1)
    first, second = (slice((one - 1) * PAGE, one * PAGE) for one in (page, other))
    body[first], body[second] = body[second], body[first]


def truncated(body: bytearray, page: int, drawn: random.Random) -> None:
    """The end of the file is missing."""
    del body[max(PAGE, len(body) - drawn.randint(1, 4) * PAGE) :]


def flipped(body: bytearray, page: int, drawn: random.Random) -> None:
    """One bit is another."""
    body[(page - 1) * PAGE + drawn.randrange(PAGE)] ^= 1 << drawn.randrange(8)


KINDS: dict[str, Callable[[bytearray, int, random.Random], None]] = {
    "zeroed": zeroed,
    "noise": noise,
    "swapped": swapped,
    "truncated": truncated,
    "flipped": flipped,
}


def spoil(file: Path, kind: str, seed: int) -> set[int]:
    """Spoil a closed database; return the numbers of the pages that are not what they were."""
    drawn = random.Random(seed)
    before = file.read_bytes()
    body = bytearray(before)
    KINDS[kind](body, drawn.randint(1, len(body) // PAGE), drawn)
    file.write_bytes(body)
    pages = range(1, len(before) // PAGE + 1)
    return {
        n for n in pages if body[(n - 1) * PAGE : n * PAGE] != before[(n - 1) * PAGE : n * PAGE]
    }
