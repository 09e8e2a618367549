"""A raw item made readable: laid out where it is JSON, as text where it is text, as bytes where it is neither."""

import json
from dataclasses import dataclass

READABLE, RECEIVED, BYTES = "readable", "received", "bytes"
BYTES_SHOWN = 4096
ROW = 16
WRONG_AT_MOST = 20  # one byte in so many may be no UTF-8 in what is shown as text


@dataclass(frozen=True, slots=True)
class RawViews:
    """The ways in which an item can be shown; "" where it cannot be shown so."""

    readable: str  # JSON laid out with a line per value
    received: str  # the very text; bytes that are none stand as "\\xff"
    bytes: str  # numbers and letters, the beginning of it
    extension: str  # what a file with it should be called: "json", "txt" or "bin"

    @property
    def best(self) -> str:
        """Which of them to show first."""
        return READABLE if self.readable else RECEIVED if self.received else BYTES


def views(payload: bytes) -> RawViews:
    """Return what can be shown of an item. Never raises, whatever the bytes are."""
    received = _text(payload)
    readable = _laid_out(received)
    extension = "json" if readable else "txt" if received else "bin"
    return RawViews(readable, received, dump(payload), extension)


def dump(payload: bytes) -> str:
    """Return the first bytes as numbers, with the letters that they stand for beside them."""
    rows = []
    for start in range(0, min(len(payload), BYTES_SHOWN), ROW):
        part = payload[start : start + ROW]
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)  # noqa: PLR2004 - ASCII
        rows.append(f"{start:06x}  {part.hex(' '):<{3 * ROW - 1}}  {letters}")
    if len(payload) > BYTES_SHOWN:
        rows.append("…")
    return "\n".join(rows)


def _text(payload: bytes) -> str:
    wrong = payload.decode("utf-8", "replace").count("\ufffd")
    if not payload or b"\0" in payload or wrong * WRONG_AT_MOST > len(payload):
        return ""
    return payload.decode(
        "utf-8", "backslashreplace"
    )  # a letter in an old charset is text all the same


def _laid_out(text: str) -> str:
    if text[:1].strip() not in ("{", "["):
        return ""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return ""
