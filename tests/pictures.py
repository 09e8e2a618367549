"""Pictures made by the tests: whole ones, ones that tell of a place, and ones that are not what they seem."""

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

PLACE = b"GPS 48.8584N 2.2945E"


def drawn(kind: str = "png", width: int = 40, height: int = 20, colour: int = 0xFF3366AA) -> bytes:
    """Return a picture of one colour with another one in its left upper quarter, as Qt writes it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    for x in range(width // 2):
        for y in range(height // 2):
            image.setPixel(x, y, 0xFFFFCC00)
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, kind.encode()).write(image)
    return bytes(bytes_.data())


def exif(turn: int = 1) -> bytes:
    """Return Exif with an orientation and a place."""
    head = b"MM\x00*" + struct.pack(">IH", 8, 2)
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0) + struct.pack(
        ">HHII", 0x010E, 2, len(PLACE), 38
    )
    return head + entries + struct.pack(">I", 0) + PLACE


def with_exif(jpeg: bytes, turn: int = 1) -> bytes:
    """Return a JPEG that tells where it was taken, has a comment, and something hung on behind its end."""
    body = b"Exif\x00\x00" + exif(turn)
    told = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    comment = b"\xff\xfe" + struct.pack(">H", len(PLACE) + 2) + PLACE
    return jpeg[:2] + told + comment + jpeg[2:] + PLACE


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def told_png(png: bytes) -> bytes:
    """Return a PNG that tells where it was taken, in words and in Exif."""
    more = chunk(b"tEXt", b"Comment\x00" + PLACE) + chunk(b"eXIf", exif())
    return png[:33] + more + png[33:] + PLACE


def told_webp(webp: bytes) -> bytes:
    """Return a WebP of the extended kind that tells where it was taken."""
    image = QImage.fromData(webp)
    size = (image.width() - 1).to_bytes(3, "little") + (image.height() - 1).to_bytes(3, "little")
    parts = [(b"VP8X", bytes([0x0C, 0, 0, 0]) + size)]
    body = webp[12:]
    parts_bytes = b"".join(k + struct.pack("<I", len(d)) + d for k, d in parts) + body
    for kind in (b"EXIF", b"XMP "):
        data = exif() if kind == b"EXIF" else PLACE
        parts_bytes += kind + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(parts_bytes) + 4) + b"WEBP" + parts_bytes


def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """Return a PNG of a hundred megapixels in a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
