"""Pictures, read by their bytes: how large they are, and their copy without what they tell of maker, time and place.

Nothing is decoded here: a picture of any size costs one walk over its parts. What is kept is what is needed to show
it: pixels, colours, frames, and how it is to be turned. Everything else goes: Exif with the place, comments, XMP,
previews, and whatever was hung on behind the end.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cmworkstation.domain.errors import Unreadable

EXIF = b"Exif\x00\x00"
MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")  # within compressed data, what is none of it
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # frame headers of JPEG
EOI, SOS, APP0, APP1, APP2, APP14, COM = 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
PNG = b"\x89PNG\r\n\x1a\n"
PNG_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP".split()
)
WEBP_SHOWN = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
WEBP_EXIF, WEBP_XMP = 0x08, 0x04  # flags of VP8X
GIF_LOOPS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})
ORIENTATION, SHORT = 0x0112, 3
UPRIGHT, MOST_TURNS = 1, 8


class BrokenPicture(Unreadable):
    """A picture of ours that is cut, altered or none: it is refused at once, and never waits in quarantine."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its bytes tell of it. `turn` is Exif's orientation: 1 stands upright, 5 to 8 lie on their side."""

    type: str
    width: int
    height: int
    turn: int
    clean: bytes  # the same picture with nothing but itself


def kind_of(data: bytes) -> str:
    """Return the media type of a picture by how it begins, "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(PNG):
        return "image/png"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return ""


def read(data: bytes) -> Picture:
    """Read a picture to its end. Raises `Unreadable` where it is none, or is cut or broken."""
    readers = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/gif": _gif,
        "image/webp": _webp,
    }
    kind = kind_of(data)
    if kind not in readers:
        raise BrokenPicture("no picture")
    try:
        found = readers[kind](data)
    except (struct.error, IndexError) as error:
        raise BrokenPicture("a picture that ends too early") from error
    if found.width < 1 or found.height < 1:
        raise BrokenPicture("a picture without size")
    return replace(found, type=kind)


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height as the header tells them, also of a picture that is broken further on; 0 for none."""
    try:
        match kind_of(data):
            case "image/png":
                return _pair(">II", data, 16)
            case "image/gif":
                return _pair("<HH", data, 6)
            case "image/webp":
                return next((size for size in map(_webp_size, _riff(data)) if size), (0, 0))
            case "image/jpeg":
                for marker, start, _ in _segments(data):
                    if marker in SIZES:
                        height, width = _pair(">HH", data, start + 1)
                        return width, height
    except (struct.error, IndexError, Unreadable):
        pass
    return 0, 0


def _pair(form: str, data: bytes, at: int) -> tuple[int, int]:
    one, other = struct.unpack_from(form, data, at)
    return int(one), int(other)


# JPEG


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of what a segment holds; of compressed data it yields SOS with all that follows."""
    at = 2
    while at < len(data):
        found = MARKER.match(data, at)
        if found is None:
            raise BrokenPicture("no marker")
        marker, at = found[1][0], found.end()
        if marker == EOI:
            yield marker, at, at
            return
        if marker in STANDALONE:
            continue
        length = int(struct.unpack_from(">H", data, at)[0])
        end = at + length
        if length < 2 or end > len(data):  # noqa: PLR2004 - the length counts itself
            raise BrokenPicture("a segment that ends behind the file")
        if marker == SOS:
            further = MARKER.search(data, end)
            if further is None:
                raise BrokenPicture("no end of the picture")
            end = further.start()
        yield marker, at + 2, end
        at = end
    raise BrokenPicture("no end of the picture")


def _jpeg(data: bytes) -> Picture:
    width = height = 0
    turn = UPRIGHT
    head: list[bytes] = []
    rest: list[bytes] = []
    scans = 0
    for marker, start, end in _segments(data):
        body = data[start:end]
        if marker == EOI:
            break
        if marker == APP1 and body.startswith(EXIF):
            turn = _turn(body[len(EXIF) :])
        if marker in SIZES and not width:
            height, width = struct.unpack_from(">HH", body, 1)
        scans += marker == SOS
        kept = {APP0: body[:4] == b"JFIF", APP2: body[:11] == b"ICC_PROFILE", APP14: True}
        told = APP0 <= marker <= 0xEF or marker == COM  # noqa: PLR2004 - the last of sixteen
        if kept.get(marker, not told):
            part = data[start - 4 : end]
            (head if marker == APP0 else rest).append(part)
    if not scans:
        raise BrokenPicture("no pixels")
    turned = [] if turn == UPRIGHT else [_jpeg_part(APP1, EXIF + _turned(turn))]
    clean = b"".join((b"\xff\xd8", *head, *turned, *rest, b"\xff\xd9"))
    return Picture("", width, height, turn, clean)


def _jpeg_part(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


# Exif: of all that it tells, how the picture is to be turned


def _turn(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for n in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n)
            if tag == ORIENTATION and kind == SHORT:
                return value if UPRIGHT <= value <= MOST_TURNS else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def _turned(turn: int) -> bytes:
    """Return Exif that says how to turn the picture, and nothing else."""
    return b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, ORIENTATION, SHORT, 1, turn, 0, 0)


# PNG


def _png(data: bytes) -> Picture:
    at, turn, pixels = len(PNG), UPRIGHT, False
    parts = [PNG]
    width, height = _pair(">II", data, 16)
    while True:
        kind, end = _chunk(data, at)
        if len(parts) == 1 and kind != b"IHDR":
            raise BrokenPicture("no header")
        if kind == b"eXIf":
            turn = _turn(data[at + 8 : end - 4])
        elif kind in PNG_SHOWN:
            if kind == b"IDAT" and not pixels and turn != UPRIGHT:
                parts.append(_png_part(b"eXIf", _turned(turn)))
            pixels = pixels or kind == b"IDAT"
            parts.append(data[at:end])
        elif not kind[0] & 0x20:
            raise BrokenPicture("a part that nobody knows")
        at = end
        if kind == b"IEND":
            break
    if not pixels:
        raise BrokenPicture("no pixels")
    return Picture("", width, height, turn, b"".join(parts))


def _chunk(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the kind of a chunk and where it ends."""
    length, kind = struct.unpack_from(">I4s", data, at)
    end = at + 12 + int(length)
    if end > len(data):
        raise BrokenPicture("a chunk that ends behind the file")
    if struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(data[at + 4 : end - 4]):
        raise BrokenPicture("a chunk that was altered")
    return bytes(kind), end


def _png_part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# GIF


def _gif(data: bytes) -> Picture:
    width, height = _pair("<HH", data, 6)
    at = 13 + _colours(data[10])
    parts = [data[:at]]
    frames = 0
    while data[at] != 0x3B:  # noqa: PLR2004 - the trailer
        start = at
        if data[at] == 0x2C:  # noqa: PLR2004 - a frame
            at = _gif_blocks(data, at + 11 + _colours(data[at + 9]))
            frames += 1
        elif data[at] == 0x21:  # noqa: PLR2004 - an extension
            at = _gif_blocks(data, at + 2)
            kind, name = data[start + 1], data[start + 3 : start + 14]
            if kind not in (0xF9, 0xFF) or (kind == 0xFF and name not in GIF_LOOPS):  # noqa: PLR2004
                continue
        else:
            raise BrokenPicture("a part that nobody knows")
        parts.append(data[start:at])
    if not frames:
        raise BrokenPicture("no pixels")
    return Picture("", width, height, UPRIGHT, b"".join((*parts, b"\x3b")))


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


# WebP


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = 8 + int(struct.unpack_from("<I", data, 4)[0])
    if end > len(data):
        raise BrokenPicture("a picture that ends too early")
    at = 12
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise BrokenPicture("a chunk that ends behind the file")
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp(data: bytes) -> Picture:
    size, turn, pixels = (0, 0), UPRIGHT, False
    parts: list[tuple[bytes, bytes]] = []
    for kind, body in _riff(data):
        size = size if any(size) else (_webp_size((kind, body)) or size)
        pixels = pixels or kind in (b"VP8 ", b"VP8L", b"ANMF")
        if kind == b"EXIF":
            turn = _turn(body.removeprefix(EXIF))
        elif kind in WEBP_SHOWN:
            parts.append((kind, body))
    if not pixels:
        raise BrokenPicture("no pixels")
    if turn != UPRIGHT:
        parts.append((b"EXIF", _turned(turn)))
    flags = WEBP_EXIF if turn != UPRIGHT else 0
    joined = b"".join(_webp_part(kind, _flagged(kind, body, flags)) for kind, body in parts)
    clean = b"RIFF" + struct.pack("<I", len(joined) + 4) + b"WEBP" + joined
    return Picture("", *size, turn, clean)


def _flagged(kind: bytes, body: bytes, flags: int) -> bytes:
    if kind != b"VP8X":
        return body
    return bytes([body[0] & ~(WEBP_EXIF | WEBP_XMP) | flags]) + body[1:]


def _webp_part(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def _webp_size(chunk: tuple[bytes, bytes]) -> tuple[int, int] | None:
    kind, body = chunk
    if kind == b"VP8X":
        wide, high = (int.from_bytes(body[at : at + 3], "little") for at in (4, 7))
        return wide + 1, high + 1
    if kind == b"VP8L":
        bits = int(struct.unpack_from("<I", body, 1)[0])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        wide, high = _pair("<HH", body, 6)
        return wide & 0x3FFF, high & 0x3FFF
    return None
