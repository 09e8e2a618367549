"""A big message without its files: read part by part, and put together again with the files left empty.

What comes out is a message like any other, with the same numbers of its parts, so that a file can be fetched by its
number when a person asks for it. How large the files are stands beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cmworkstation.domain.errors import Gone
from cmworkstation.sdk import mime
from cmworkstation.sdk.imap import Mailbox

HEAD_CAP = 262_144
PART_HEAD_CAP = 16_384
TEXT_CAP = 524_288
MOST_TEXTS = 8
PIECE = 393_216  # bytes of a file that are asked for at a time
MOST_FETCHED = 256 * 2**20
MOST_PARTS = 200
DEEPEST = 10
TEXT = ("plain", "html")


@dataclass(frozen=True, slots=True)
class Light:
    """A message without its files, and the bytes of each of them by the number of its part."""

    message: bytes
    sizes: dict[str, int]


def read(box: Mailbox, uid: int) -> Light | None:
    """Return a message of the open folder without its files; None when it is gone. Raises `Temporary`."""
    structure = box.structure(uid)
    if structure is None:
        return None
    reader = _Reader(box, uid)
    head = box.section(uid, "HEADER", HEAD_CAP)
    if not head:
        return None
    body = b"".join(reader.body(structure, "", 0))
    return Light(head.rstrip(b"\r\n") + b"\r\n\r\n" + body, reader.sizes)


def file(box: Mailbox, uid: int, section: str) -> Iterator[bytes]:
    """Yield one part of a message of the open folder, decoded, in pieces. Raises `Gone` when there is none."""
    head = box.section(uid, f"{section}.MIME", PART_HEAD_CAP) if section != "1" else b""
    head = head if head.strip() else box.section(uid, "HEADER", HEAD_CAP)
    packed = b"base64" in _encoding(head)
    left, start, rest = MOST_FETCHED, 0, bytearray()
    while left > 0 and (piece := box.section(uid, section, PIECE, start)):
        start += len(piece)
        left -= len(piece)
        rest += piece.translate(None, b" \t\r\n") if packed else piece
        if packed:  # four signs are three bytes: what is whole can go
            whole = len(rest) - len(rest) % 4
            yield mime.decoded(head, bytes(rest[:whole]))
            del rest[:whole]
        if len(piece) < PIECE:
            break
    if not start:
        raise Gone("the file is not there", code="file-gone")
    if rest:
        yield mime.decoded(head, bytes(rest))


def _encoding(head: bytes) -> bytes:
    match = re.search(rb"(?im)^content-transfer-encoding:\s*([\w-]+)", head)
    return match[1].lower() if match else b""


class _Reader:
    def __init__(self, box: Mailbox, uid: int) -> None:
        self._box = box
        self._uid = uid
        self._texts = MOST_TEXTS
        self._parts = MOST_PARTS
        self.sizes: dict[str, int] = {}

    def body(self, part: Any, section: str, depth: int) -> Iterator[bytes]:  # noqa: ANN401 - nested tuples
        """Yield what stands below the head of a part."""
        if not part.is_multipart:
            yield from self._single(part, section or "1")
            return
        boundary = _parameter(part[2] if len(part) > 2 else None, b"boundary")  # noqa: PLR2004
        if not boundary or depth >= DEEPEST:
            return
        for number, inner in enumerate(part[0], 1):
            self._parts -= 1
            if self._parts < 0:
                break
            name = f"{section}.{number}" if section else str(number)
            head = self._box.section(self._uid, f"{name}.MIME", PART_HEAD_CAP)
            yield b"--" + boundary + b"\r\n" + head.strip(b"\r\n") + b"\r\n\r\n"
            yield from self.body(inner, name, depth + 1)
            yield b"\r\n"
        yield b"--" + boundary + b"--\r\n"

    def _single(self, part: Any, section: str) -> Iterator[bytes]:  # noqa: ANN401
        kind, inner = _lower(part[0]), _lower(part[1])
        size = part[6] if len(part) > 6 and isinstance(part[6], int) else 0  # noqa: PLR2004
        shown = kind == "text" and inner in TEXT and "attachment" not in _disposition(part)
        if shown and self._texts > 0:
            self._texts -= 1
            yield self._box.section(self._uid, section, TEXT_CAP)
            return
        packed = _lower(part[5]) == "base64" if len(part) > 5 else False  # noqa: PLR2004
        self.sizes[section] = size * 3 // 4 if packed else size


def _parameter(pairs: Any, name: bytes) -> bytes:  # noqa: ANN401
    if not isinstance(pairs, tuple):
        return b""
    for key, value in zip(pairs[::2], pairs[1::2], strict=False):
        if isinstance(key, bytes) and key.lower() == name:
            return value if isinstance(value, bytes) else str(value).encode()
    return b""


def _disposition(part: Any) -> str:  # noqa: ANN401
    """Return "attachment", "inline" or "", wherever the server puts it: texts have one field more."""
    for field in part[8:10]:
        if isinstance(field, tuple) and field and isinstance(field[0], bytes):
            return _lower(field[0])
    return ""


def _lower(value: object) -> str:
    return value.decode("ascii", "replace").lower() if isinstance(value, bytes) else ""
