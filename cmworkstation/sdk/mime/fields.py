"""The fields of a header: unfolded, decoded, and taken apart into people, ids and parameters."""

import binascii
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from cmworkstation.sdk import charsets

MOST_FIELDS = 1_000
LONGEST_FIELD = 16_384  # bytes that are looked at
MOST_IDS = 500
LONGEST_ID = 998
DATE_CAP = 100
NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
ID = re.compile(r"<([^<>]+)>")
PARAMETER = re.compile(
    r";\s*([\w!#$%&'*+.^`{|}~-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]*))", re.DOTALL
)
CONTINUED = re.compile(r"(.+?)\*(\d{1,3})(\*?)")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """The value of Content-Type or Content-Disposition."""

    value: str  # in lower case
    parameters: dict[str, str]


def fields(block: bytes) -> dict[str, list[bytes]]:
    """Return the fields of a header: name in lower case → values, unfolded, in their order."""
    found: dict[str, list[bytes]] = {}
    name = ""
    lines: list[bytes] = []
    count = 0
    for row in block.replace(b"\r\n", b"\n").split(b"\n"):
        if row[:1] in (b" ", b"\t") and name:
            lines.append(row)
            continue
        _keep(found, name, lines)
        match = NAME.match(row)
        name = match.group(1).decode("ascii").lower() if match else ""
        lines = [row[match.end() :]] if match else []
        count += 1
        if count > MOST_FIELDS:
            return found
    _keep(found, name, lines)
    return found


def _keep(found: dict[str, list[bytes]], name: str, lines: list[bytes]) -> None:
    if name:
        found.setdefault(name, []).append(b"".join(lines)[:LONGEST_FIELD].strip())


def first(found: dict[str, list[bytes]], name: str) -> str:
    """Return the first value of a field as it stands there, "" when there is none."""
    values = found.get(name)
    return charsets.text(values[0])[0] if values else ""


def words(value: str) -> str:
    """Return a value with its encoded words (RFC 2047) decoded, on one line."""
    return one_line(_decoded(value)) if "=?" in value else one_line(value)


def one_line(value: str) -> str:
    """Return a text without control characters and line breaks, in composed form."""
    return unicodedata.normalize("NFC", " ".join(CONTROL.sub(" ", value).split()))


def _decoded(value: str) -> str:
    """Decode encoded words; neighbours in one charset are joined as bytes, for a letter may be cut in two."""
    out: list[str] = []
    waiting = bytearray()
    charset = ""
    at = 0
    for match in WORD.finditer(value):
        between = value[at : match.start()]
        named = match.group(1).partition("*")[0].lower()
        if waiting and (named != charset or between.strip()):
            out.append(charsets.text(bytes(waiting), charset)[0])
            waiting.clear()
        if between.strip() or at == 0:
            out.append(between)
        waiting += _unpacked(match.group(2), match.group(3))
        charset = named
        at = match.end()
    if waiting:
        out.append(charsets.text(bytes(waiting), charset)[0])
    out.append(value[at:])
    return "".join(out)


def _unpacked(encoding: str, packed: str) -> bytes:
    data = packed.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return base64(data)


def base64(data: bytes) -> bytes:
    """Return what base64 holds, as far as it can be read."""
    data = data.rstrip(b"= \t\r\n")
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        sound = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        return binascii.a2b_base64(sound[: len(sound) - (len(sound) % 4 == 1)] + b"==")


def ids(value: str) -> tuple[str, ...]:
    """Return the message ids of a field, each with its angle brackets, in their order and once."""
    found = [match.group(1) for match in ID.finditer(value)]
    if not found:
        found = [one for one in value.split() if "@" in one]
    clean = ("".join(CONTROL.sub("", one).split())[:LONGEST_ID] for one in found)
    return tuple(dict.fromkeys(f"<{one}>" for one in clean if one))[:MOST_IDS]


def date(value: str) -> datetime | None:
    """Return the time of a Date field in UTC, None when it is none."""
    try:
        at = parsedate_to_datetime(value[:DATE_CAP])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def typed(value: str) -> Typed:
    """Return a value with its parameters, joined and decoded by RFC 2231 or as programs do it instead."""
    kind = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in PARAMETER.finditer(value):
        name = match.group(1).lower()
        quoted = match.group(2)
        found = (
            re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            if quoted is not None
            else match.group(3).strip()
        )
        continued = CONTINUED.fullmatch(name)
        if continued:
            numbered = pieces.setdefault(continued.group(1), {})
            numbered.setdefault(int(continued.group(2)), (bool(continued.group(3)), found))
        elif name.endswith("*"):
            pieces.setdefault(name[:-1], {}).setdefault(0, (True, found))
        else:
            plain.setdefault(name, found if name == "boundary" else words(found))
    plain.update({name: _joined(numbered) for name, numbered in pieces.items()})
    return Typed(kind, plain)


def _joined(pieces: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    data = bytearray()
    for at, number in enumerate(sorted(pieces)):
        encoded, value = pieces[number]
        if at == 0 and encoded and value.count("'") > 1:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return one_line(charsets.text(bytes(data), charset)[0])
