"""Record keys of the AT Protocol (TID): microseconds and chance, as thirteen signs that sort by time."""

import re
from hashlib import sha256
from uuid import UUID

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
SIGNS = 13
TIME_BITS, CLOCK_BITS = 53, 10
FORM = re.compile(r"[2-7a-j][2-7a-z]{12}")
VERSION_7 = 7


def encoded(microseconds: int, clock: int) -> str:
    """Return the key of a moment since 1970; `clock` parts those of the same microsecond."""
    number = (microseconds % 2**TIME_BITS) << CLOCK_BITS | clock % 2**CLOCK_BITS
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SIGNS)))


def from_key(key: str) -> str:
    """Return the record key that belongs to a key of ours: always the same one, and of its time where it tells one."""
    chance = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    below, clock = chance % 1000, chance >> 32
    try:
        made = UUID(key)
        milliseconds = made.int >> 80 if made.version == VERSION_7 else 0
    except ValueError:
        milliseconds = 0
    return encoded((milliseconds or chance % 10**12) * 1000 + below, clock)
