"""DAG-CBOR and CAR files: how repositories of the AT Protocol are kept.

Two small formats, of which reading alone is wanted, from files that nobody vouches for: a depth and sizes that end,
and no more memory than one block. (The libraries that read them bring compiled parts or the whole protocol.)
Sources: RFC 8949, the DAG-CBOR and CARv1 specifications of IPLD.
"""

import struct
from base64 import b32encode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

from cmworkstation.domain.errors import Unreadable

DEEPEST = 64
LARGEST_BLOCK = 4 << 20  # bytes; the protocol allows one
MOST_ENTRIES = 100_000  # of one list or map
LINK = 42  # the tag of a link to another block
INT, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG, SIMPLE = range(8)
SHA256 = b"\x12\x20"


class Link(str):
    """A link to a block, by its name as text."""

    __slots__ = ()


def blocks(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each block of a CAR file, "" for one whose content is not what it is named after.

    Raises `Unreadable` where the file ends within a block, or is none.
    """
    header = _portion(stream)
    if header is None or not isinstance(told := decoded(header), dict) or told.get("version") != 1:
        raise Unreadable("no CAR file")
    while (portion := _portion(stream)) is not None:
        name, content = _parted(portion)
        whole = sha256(content).digest() == name[-32:]
        yield (cid_text(name) if whole else ""), content


def decoded(data: bytes) -> Any:  # noqa: ANN401 - JSON, with bytes and links
    """Return the value of a block. Raises `Unreadable`."""
    try:
        value, end = _value(data, 0, 0)
    except (struct.error, UnicodeDecodeError, IndexError, RecursionError):
        raise Unreadable("a broken block") from None
    if end != len(data):
        raise Unreadable("a broken block")
    return value


def as_json(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a value as the protocol writes it in JSON: links and bytes as objects with a name of their own."""
    if isinstance(value, Link):
        return {"$link": str(value)}
    if isinstance(value, bytes):
        return {"$bytes": b64encode(value).decode()}
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value


def cid_text(name: bytes) -> str:
    """Return a block's name as people and addresses write it."""
    return "b" + b32encode(name).decode().lower().rstrip("=")


def _portion(stream: BinaryIO) -> bytes | None:
    """Return the next portion of a CAR file, None at its end."""
    length = shift = 0
    while True:
        byte = stream.read(1)
        if not byte:
            if shift:
                raise Unreadable("cut off")
            return None
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if not byte[0] & 0x80:
            break
        if shift > 35:  # noqa: PLR2004 - a length that no block has
            raise Unreadable("a broken block")
    if not 0 < length <= LARGEST_BLOCK:
        raise Unreadable("too large" if length else "a broken block")
    portion = stream.read(length)
    if len(portion) < length:
        raise Unreadable("cut off")
    return portion


def _parted(portion: bytes) -> tuple[bytes, bytes]:
    """Return the name of a block and its content: version, codec, kind and length of the digest, digest."""
    if portion[:1] == b"\x01" and portion[2:4] == SHA256 and len(portion) > 36:  # noqa: PLR2004
        return portion[:36], portion[36:]
    raise Unreadable("a broken block")


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise Unreadable("nested too deeply")
    kind, small = data[at] >> 5, data[at] & 31
    at += 1
    if kind == SIMPLE:
        return _simple(data, at, small)
    number, at = _number(data, at, small)
    if kind in (INT, NEGATIVE):
        return (number if kind == INT else -1 - number), at
    if kind in (BYTES, TEXT):
        part = data[at : at + number]
        if len(part) < number:
            raise Unreadable("a broken block")
        return (part if kind == BYTES else part.decode()), at + number
    return _together(data, at, depth + 1, kind, number)


def _together(data: bytes, at: int, depth: int, kind: int, number: int) -> tuple[Any, int]:
    """Return a list, a map or a link."""
    if kind == TAG:
        linked, at = _value(data, at, depth)
        if number != LINK or not isinstance(linked, bytes) or linked[:1] != b"\0":
            raise Unreadable("a broken block")
        return Link(cid_text(linked[1:])), at
    if number > MOST_ENTRIES:
        raise Unreadable("too many values")
    listed: list[Any] = []
    named: dict[str, Any] = {}
    for _ in range(number):
        one, at = _value(data, at, depth)
        if kind == LIST:
            listed.append(one)
        elif isinstance(one, str):
            named[one], at = _value(data, at, depth)
        else:
            raise Unreadable("a broken block")
    return (listed if kind == LIST else named), at


def _number(data: bytes, at: int, small: int) -> tuple[int, int]:
    if small < 24:  # noqa: PLR2004 - the specification's own numbers, here and below
        return small, at
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(small, 0)
    if not size or at + size > len(data):
        raise Unreadable("a broken block")
    return int.from_bytes(data[at : at + size], "big"), at + size


def _simple(data: bytes, at: int, small: int) -> tuple[Any, int]:
    if small == 27:  # noqa: PLR2004
        return struct.unpack_from(">d", data, at)[0], at + 8
    if small not in (20, 21, 22):
        raise Unreadable("a broken block")
    return {20: False, 21: True, 22: None}[small], at
