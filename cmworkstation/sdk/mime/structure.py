"""The boxes within boxes of a message, found by one walk along its delimiter lines; nothing is copied.

The numbers are IMAP's. A message within a message is a file and is not opened.
"""

import re
from dataclasses import dataclass, field

from cmworkstation.sdk.mime.fields import Typed, fields, first, typed

MOST_PARTS = 100
DEEPEST = 20
HEADER_CAP = 256 * 1024  # bytes of one part's header
MOST_LINES = 200_000  # that begin like a delimiter
LONGEST_BOUNDARY = 200
BLANK = re.compile(rb"\n\r?\n")


@dataclass(slots=True)
class Box:
    """One part: its header, and where its content stands in the message."""

    section: str
    head: dict[str, list[bytes]]
    kind: Typed
    begin: int
    end: int
    boxes: list["Box"] = field(default_factory=list)


def boxes(raw: bytes, defects: list[str]) -> Box:
    """Return the outermost part with all that are in it; what is wrong is added to `defects`."""
    return _Walk(raw, defects).walk()


def header_of(raw: bytes, start: int = 0) -> tuple[bytes, int]:
    """Return the header that begins at `start`, and where what follows it begins."""
    if raw.startswith((b"\n", b"\r\n"), start):
        return b"", raw.index(b"\n", start) + 1
    # That of the whole message is looked for to its end, those of a hundred parts only so far.
    match = BLANK.search(raw, start, start + HEADER_CAP if start else len(raw))
    if match:
        return raw[start : min(match.start() + 1, start + HEADER_CAP)], match.end()
    end = min(len(raw), start + HEADER_CAP)
    return raw[start:end], end


class _Walk:
    def __init__(self, raw: bytes, defects: list[str]) -> None:
        self._raw = raw
        self._defects = defects
        self._open: list[tuple[bytes, Box]] = []  # boundary and part, outermost first
        self._leaf: Box | None = None  # a part whose end is not known yet
        self._count = 0

    def walk(self) -> Box:
        root = self._begin("", 0)
        at, lines = root.begin, 0
        while self._open and (at := self._delimiter(at)) >= 0:
            at = self._read_line(at)
            lines += 1
            if lines > MOST_LINES:
                self._note("too many lines that look like a delimiter")
                break
        if self._open:
            self._note("a part without an end")
        return root

    def _delimiter(self, at: int) -> int:
        """Return where the next line that begins like a delimiter stands, -1 when there is none."""
        if self._raw.startswith(b"--", at) and (at == 0 or self._raw[at - 1 : at] == b"\n"):
            return at
        return self._raw.find(b"\n--", at) + 1 or -1

    def _read_line(self, at: int) -> int:
        """Act on a line that begins like a delimiter; return where to go on."""
        end = self._raw.find(b"\n", at)
        end = len(self._raw) if end < 0 else end
        place, closing = self._place(self._raw[at:end])
        if place < 0:
            return end
        self._end_inner(place, at)
        box = self._open[place][1]
        if closing:
            box.end = at
            del self._open[place]
            return end
        if self._count >= MOST_PARTS:
            self._note(f"more than {MOST_PARTS} parts")
            self._open.clear()
            return end
        number = f"{box.section}.{len(box.boxes) + 1}".lstrip(".")
        inner = self._begin(number, min(end + 1, len(self._raw)))
        box.boxes.append(inner)
        return inner.begin

    def _place(self, row: bytes) -> tuple[int, bool]:
        """Return which open part a line belongs to (-1: none), and whether it closes it; innermost first."""
        said = row[2 : LONGEST_BOUNDARY + 4].rstrip()
        for place in range(len(self._open) - 1, -1, -1):
            boundary = self._open[place][0]
            if said == boundary:
                return place, False
            if said == boundary + b"--":
                return place, True
        return -1, False

    def _end_inner(self, place: int, at: int) -> None:
        """End what is open within the part at `place`; the line break before a delimiter belongs to it."""
        if self._leaf is not None:
            end = at - 1 if self._raw[at - 1 : at] == b"\n" else at
            end = end - 1 if self._raw[end - 1 : end] == b"\r" else end
            self._leaf.end = max(self._leaf.begin, end)
            self._leaf = None
        if len(self._open) > place + 1:
            self._note("a part without an end")
            for _, box in self._open[place + 1 :]:
                box.end = at
            del self._open[place + 1 :]

    def _begin(self, section: str, start: int) -> Box:
        block, begin = header_of(self._raw, start)
        cut = self._cut(block)
        if cut >= 0:  # no blank line before the next delimiter
            block, begin = block[:cut], start + cut
        head = fields(block)
        if not head and block:
            begin = start  # no header, but words
        kind = typed(first(head, "content-type"))
        box = Box(section, head, kind, begin, len(self._raw))
        self._count += 1
        self._leaf = box
        if kind.value.startswith("multipart/"):
            self._enter(box)
        return box

    def _enter(self, box: Box) -> None:
        boundary = box.kind.parameters.get("boundary", "").encode("utf-8", "replace")
        boundary = boundary[:LONGEST_BOUNDARY].rstrip()
        if not boundary:
            self._note("a multipart without a boundary")
        elif len(self._open) >= DEEPEST:
            self._note("nested too deeply")
        else:
            self._open.append((boundary, box))
            self._leaf = None

    def _cut(self, block: bytes) -> int:
        if not self._open or b"--" not in block:
            return -1
        at = 0
        for row in block.split(b"\n"):
            if row.startswith(b"--") and self._place(row)[0] >= 0:
                return at
            at += len(row) + 1
        return -1

    def _note(self, defect: str) -> None:
        if defect not in self._defects:
            self._defects.append(defect)
