"""Dates as iCalendar (RFC 5545), which any calendar takes in.

Each date has an id that stays the same, and a number that grows with the time of the export: what is taken in again
renews what is there. What was in an earlier file and is over is cancelled in the next one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.values import dataclass

LINE: Final = 75  # bytes of a line, without its end
EVENT = re.compile(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", re.DOTALL)
UNSAFE = re.compile(r"[^A-Za-z0-9.@_-]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is due: at a moment, or on a day."""

    uid: str
    at: datetime | date
    title: str
    more: str = ""
    kind: str = ""  # a word that calendars show as a category


def written(entries: Sequence[Entry], now: datetime, name: str, before: str = "") -> str:
    """Return a calendar; `before` is the one that this replaces, whose other dates are cancelled."""
    stamp = _moment(now)
    number = int(now.timestamp()) // 60
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CM Workstation//Dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for one in entries:
        lines += _event(one, stamp, number)
    kept = {_uid(one.uid) for one in entries}
    for uid, properties in _events(before).items():
        if uid not in kept:
            lines += _cancelled(uid, properties, stamp, number)
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _event(one: Entry, stamp: str, number: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(one.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{number}"
    if isinstance(one.at, datetime):
        yield f"DTSTART:{_moment(one.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{one.at:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{one.at + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(foreign.line(one.title, 200))}"
    if one.more:
        yield f"DESCRIPTION:{_text(foreign.block(one.more, 1000, 20))}"
    if one.kind:
        yield f"CATEGORIES:{_text(one.kind)}"
    yield "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _cancelled(uid: str, properties: Mapping[str, str], stamp: str, number: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"SEQUENCE:{number}"
    for name, value in properties.items():
        if name.partition(";")[0] in ("DTSTART", "DTEND", "SUMMARY", "CATEGORIES"):
            yield f"{name}:{value}"
    yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _events(text: str) -> dict[str, dict[str, str]]:
    """Return the dates of a calendar of ours by their ids; whatever else it is has none."""
    if "PRODID:-//CM Workstation//" not in text:
        return {}
    found: dict[str, dict[str, str]] = {}
    for event in EVENT.findall(text.replace("\r\n ", "")):
        properties = dict(line.partition(":")[::2] for line in event.split("\r\n") if ":" in line)
        if properties.get("STATUS") == "CONFIRMED" and (uid := properties.get("UID", "")):
            found[uid] = properties
    return found


def _uid(text: str) -> str:
    return UNSAFE.sub("-", text)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """Return words as a value: what has a meaning there is escaped."""
    plain = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a sign."""
    parts, room, size = [""], LINE, 0
    for sign in line:
        weight = len(sign.encode("utf-8", "replace"))
        if size + weight > room:
            parts.append("")
            room, size = LINE - 1, 0  # the space before it counts
        parts[-1] += sign
        size += weight
    return "\r\n ".join(parts)
