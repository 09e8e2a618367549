"""Reads the words of a PDF again, as Qt writes it: pages of glyphs, and for each font which characters they are."""

import re
import zlib
from pathlib import Path

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
}  # one glyph for several letters
OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f\s]+)>|\((?:\\.|[^\\)])*\)|(ET)")
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def text_of(paper: Path) -> str:
    """Return the words of a PDF without any white space, in the order in which they were written."""
    objects = {int(n): body for n, body in OBJECT.findall(paper.read_bytes())}
    fonts: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for name, number in FONT.findall(body):
            fonts.setdefault(name, _characters(objects, objects[int(number)]))
    found: list[str] = []
    for body in objects.values():
        stream = _stream(body)
        if b" Tf" in stream:
            number = str(len(found) + 1)  # of the page, which stands below its words
            found.append("".join(_words(stream, fonts).split()).removesuffix(number))
    words = "".join(found)
    for drawn, meant in LIGATURES.items():
        words = words.replace(drawn, meant)
    return words


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    try:
        return zlib.decompress(found[1])
    except zlib.error:
        return found[1]


def _characters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    link = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if link is None:
        return {}
    text = _stream(objects[int(link[1])])
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, to in RANGE.findall(part):
            for n in range(int(first, 16), int(last, 16) + 1):
                found[n] = chr(int(to, 16) + n - int(first, 16))
        for first, _, several in re.findall(rb"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", part, re.DOTALL):
            for n, to in enumerate(re.findall(rb"<(\w+)>", several)):
                found[int(first, 16) + n] = _utf16(to)
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        found |= {int(glyph, 16): _utf16(to) for glyph, to in CHAR.findall(part)}
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _words(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    font: dict[int, str] = {}
    said: list[str] = []
    for name, glyphs, _ in SHOWN.findall(stream):
        if name:
            font = fonts.get(name, {})
        digits = b"".join(glyphs.split())
        said += [font.get(int(digits[n : n + 4], 16), "") for n in range(0, len(digits), 4)]
    return "".join(said)
