"""ZIP files of any size, read entry by entry: nothing of one is held but the entry at hand, and nothing is believed.

The standard library keeps a record of half a kilobyte for each entry before the first is read, and unpacks whatever
it is given. Exports of platforms have a million entries, and somebody may have made one to fill a disk.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from cmworkstation.archives.parts import BadPart, Part, clean_name
from cmworkstation.domain.errors import ArchiveUnusable

END, END64, LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
ENTRY, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
END_SIZE, LOCATOR_SIZE, END64_SIZE, ENTRY_SIZE, LOCAL_SIZE = 22, 20, 56, 46, 30
LONGEST_COMMENT = 65_535
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
STORED, DEFLATED = 0, 8
ENCRYPTED = 0x1
PIECE = 65_536
FREE_OF_SUSPICION = 64 << 20  # below this an entry may be packed as tightly as it likes
TIGHTEST = 200  # unpacked bytes for one packed byte, above that


def entries(path: Path) -> Iterator[Part]:
    """Yield the entries of a ZIP in the order of its directory. Raises `ArchiveUnusable`, `OSError`."""
    with path.open("rb") as file:
        at, left, shift = _directory(file)
        file.seek(at)
        buffer, place = b"", 0
        while True:
            if len(buffer) - place < ENTRY_SIZE + 3 * FULL16 and left > 0:
                more = file.read(min(left, 16 * PIECE))
                if not more:
                    raise ArchiveUnusable("cut-off")
                left -= len(more)
                buffer, place = buffer[place:] + more, 0
            if buffer[place : place + 4] != ENTRY or len(buffer) - place < ENTRY_SIZE:
                return  # what follows the directory is a signature, or nothing
            part, length = _entry(path, buffer[place : place + ENTRY_SIZE + 3 * FULL16], shift)
            place += length
            if part is not None:
                yield part


def _directory(file: BinaryIO) -> tuple[int, int, int]:
    """Return where the directory begins, its size, and by how much all places are shifted."""
    whole = file.seek(0, 2)
    tail = min(whole, LONGEST_COMMENT + END_SIZE + LOCATOR_SIZE)
    file.seek(whole - tail)
    end = file.read(tail)
    found = end.rfind(END)
    if found < 0 or found + END_SIZE > len(end):
        raise ArchiveUnusable("cut-off")
    size, offset = struct.unpack_from("<II", end, found + 12)
    at = whole - tail + found
    locator = end[found - LOCATOR_SIZE : found] if found >= LOCATOR_SIZE else b""
    if locator[:4] == LOCATOR64:
        (place,) = struct.unpack_from("<Q", locator, 8)
        for start in (place, at - LOCATOR_SIZE - END64_SIZE):
            if not 0 <= start < whole:
                continue
            file.seek(start)
            record = file.read(END64_SIZE)
            if record[:4] == END64 and len(record) == END64_SIZE:
                size, offset = struct.unpack_from("<QQ", record, 40)
                at = start
                break
    shift = at - size - offset  # what stands before the ZIP in the same file
    if shift < 0 or size > whole:
        raise ArchiveUnusable("cut-off")
    return offset + shift, size, shift


def _entry(path: Path, buffer: bytes, shift: int) -> tuple[Part | None, int]:
    flags, method = struct.unpack_from("<HH", buffer, 8)
    crc, packed, size, names, extras, comment = struct.unpack_from("<IIIHHH", buffer, 16)
    (offset,) = struct.unpack_from("<I", buffer, 42)
    name = buffer[ENTRY_SIZE : ENTRY_SIZE + names]
    extra = buffer[ENTRY_SIZE + names : ENTRY_SIZE + names + extras]
    size, packed, offset = _wide(extra, size, packed, offset)
    length = ENTRY_SIZE + names + extras + comment
    if name.endswith(b"/"):
        return None, length  # a folder

    def opened() -> BinaryIO:
        if flags & ENCRYPTED:
            raise BadPart("encrypted")
        if method not in (STORED, DEFLATED):
            raise BadPart("unknown packing")
        if size > FREE_OF_SUSPICION and size > packed * TIGHTEST:
            raise BadPart("a bomb")
        file = path.open("rb")
        file.seek(offset + shift)
        head = file.read(LOCAL_SIZE)
        if head[:4] != LOCAL or len(head) < LOCAL_SIZE:
            file.close()
            raise BadPart("cut off")
        named, more = struct.unpack_from("<HH", head, 26)
        file.seek(named + more, 1)
        unpacking = _Unpacking(file, packed, size, crc, method)
        return cast("BinaryIO", BufferedReader(unpacking, PIECE))

    return Part(clean_name(_decoded(name)), size, opened), length


def _decoded(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp437")


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return the numbers of an entry, those that do not fit into 32 bits from its extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind != 1:
            continue
        numbers = iter(struct.unpack_from(f"<{len(field) // 8}Q", field))
        size = next(numbers, size) if size == FULL32 else size
        packed = next(numbers, packed) if packed == FULL32 else packed
        offset = next(numbers, offset) if offset == FULL32 else offset
    return size, packed, offset


class _Unpacking(RawIOBase):
    """The content of one entry."""

    def __init__(self, file: BinaryIO, packed: int, size: int, crc: int, method: int) -> None:
        """Begin where the file stands."""
        self._file, self._left = file, packed
        self._size, self._crc = size, crc
        self._inflate = zlib.decompressobj(-15) if method == DEFLATED else None
        self._sum, self._given, self._ready = 0, 0, memoryview(b"")
        self._over = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()

    def readinto(self, target: Any) -> int:  # noqa: ANN401 - a buffer of any kind
        """Give the next bytes. Raises `BadPart` when they are not what the directory announced."""
        while not self._ready and not self._over:
            self._ready = memoryview(self._more())
        given = self._ready[: len(target)]
        self._ready = self._ready[len(given) :]
        target[: len(given)] = given
        return len(given)

    def _more(self) -> bytes:
        packed = b""
        if self._inflate is None or not self._inflate.unconsumed_tail:
            packed = self._file.read(min(PIECE, self._left))
            if self._left and not packed:
                raise BadPart("cut off")
            self._left -= len(packed)
        piece = packed
        if self._inflate is not None:
            try:
                piece = self._inflate.decompress(self._inflate.unconsumed_tail + packed, 4 * PIECE)
            except zlib.error:
                raise BadPart("damaged") from None
        self._given += len(piece)
        self._sum = zlib.crc32(piece, self._sum)
        if self._given > self._size:
            raise BadPart("a bomb")  # more comes out than was announced
        ended = self._inflate.eof if self._inflate is not None else not self._left
        self._over = ended or not (packed or piece)
        if self._over and self._given < self._size:
            raise BadPart("cut off")
        if self._over and self._sum != self._crc:
            raise BadPart("damaged")
        return piece
