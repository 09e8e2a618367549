"""Pictures of the demonstration: small landscapes, drawn from their address, since nothing is fetched."""

import colorsys
import struct
import zlib
from hashlib import blake2b
from math import sin

WIDTH, HEIGHT = 320, 200  # px


def draw(url: str) -> bytes:
    """Return a PNG of a sun over two rows of hills; the same address gives the same picture."""
    drawn = blake2b(url.encode(), digest_size=8).digest()
    hue = drawn[0] / 255
    sky, glow = _colour(hue, 0.25, 0.95), _colour(hue + 0.5, 0.35, 1.0)
    far, near = _colour(hue + 0.35, 0.35, 0.6), _colour(hue + 0.4, 0.5, 0.4)
    ridges = [
        (
            HEIGHT * 0.55 + 18 * sin(x / (22 + drawn[1] % 20) + drawn[2]),
            HEIGHT * 0.75 + 14 * sin(x / (35 + drawn[3] % 20) + drawn[4]),
        )
        for x in range(WIDTH)
    ]
    sun_x, sun_y, radius = 60 + drawn[5] % 200, 40 + drawn[6] % 30, 22
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # no filter
        above = _mixed(sky, glow, y / HEIGHT)
        for x, (ridge, foot) in enumerate(ridges):
            if y > foot:
                rows += near
            elif y > ridge:
                rows += far
            elif (x - sun_x) ** 2 + (y - sun_y) ** 2 < radius**2:
                rows += b"\xff\xf6\xd8"
            else:
                rows += above
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _colour(hue: float, saturation: float, value: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))


def _mixed(one: bytes, other: bytes, share: float) -> bytes:
    return bytes(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
