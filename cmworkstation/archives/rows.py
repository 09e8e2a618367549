"""Rows of CSV files, one at a time, whatever program wrote them: its encoding and its separator are found out."""

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from typing import BinaryIO
from zoneinfo import ZoneInfo

from cmworkstation.archives.parts import BadPart
from cmworkstation.sdk.shapes import moment

HEAD = 262_144  # bytes by which encoding and separator are found
LONGEST_FIELD = 4 << 20
LONGEST_LINE = 16 << 20  # characters
MOST_COLUMNS = 500
SEPARATORS = ",;\t|"
SECONDS, MILLIS = 11, 13  # digits of a time that is a number
FORMATS = (  # tried in this order on what stands in a column
    *("", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S %Z"),
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"),
    *("%m/%d/%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d %b %Y %H:%M", "%b %d, %Y, %I:%M:%S %p"),
)


def opened(stream: BinaryIO) -> tuple[TextIOWrapper, str]:
    """Return a stream of bytes as text from its first letter on, and what parts its columns."""
    peek = getattr(stream, "peek", None)
    head = peek(HEAD)[:HEAD] if peek else b""
    encoding = encoding_of(head)
    text = TextIOWrapper(stream, encoding, errors="replace", newline="")
    first = head.decode(encoding, "replace").lstrip("\ufeff").split("\n", 1)[0]
    bare = re.sub(r'"[^"]*"', "", first)
    return text, max(SEPARATORS, key=bare.count)


def encoding_of(head: bytes) -> str:
    """Return in which encoding a text is that begins so."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not merely cut within a letter
            return "cp1252"
    return "utf-8-sig"


def rows(stream: BinaryIO) -> Iterator[dict[str, str]]:
    """Yield the rows of a file with a line of names, each as name → text. Raises `BadPart`."""
    csv.field_size_limit(LONGEST_FIELD)
    text, separator = opened(stream)
    found = csv.reader(_lines(text), delimiter=separator)
    try:
        names = [one.strip() for one in next(found, [])][:MOST_COLUMNS]
        for row in found:
            if row:
                yield {name: cell.replace("\0", "") for name, cell in zip(names, row, strict=False)}
    except csv.Error as error:
        raise BadPart("too large" if "limit" in str(error) else "damaged") from None
    finally:
        with suppress(ValueError):
            text.detach()  # the stream belongs to whoever opened it


def _lines(text: TextIOWrapper) -> Iterator[str]:
    """Yield lines; one without an end is not read into memory to find it. Raises `BadPart`."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadPart("too large")
        yield line


def time_of(text: str, format_: str, zone: str) -> datetime | None:
    """Return when something was written, in UTC; None where it is not written so."""
    text = text.strip()
    if not format_:
        if text.isdecimal() and len(text) in (10, SECONDS, MILLIS):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == MILLIS else 1), UTC)
        at = moment(text)
        if at is None or has_zone(text):
            return at
        return at.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    try:
        told = datetime.strptime(text, format_)  # noqa: DTZ007 - its zone is given beside it
        told = told if told.tzinfo else told.replace(tzinfo=zone_of(zone))
        return told.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def has_zone(text: str) -> bool:
    """Tell whether an ISO time names its zone."""
    return bool(re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", text))


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name, UTC for one that nobody knows."""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")
