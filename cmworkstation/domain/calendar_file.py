"""Dates as iCalendar (RFC 5545), which any calendar takes in.

Each date has an id that stays the same, and a number that grows with the time of the export: what is taken in again
renews what is there. What was in an earlier file and is over is cancelled in the next one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.content_lines import escaped, folded
from cmworkstation.domain.slot import zone_of
from cmworkstation.domain.values import dataclass

OURS: Final = "-//CM Workstation//"  # how the PRODID of each of our files begins
EVENT = re.compile(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", re.DOTALL)
UNSAFE = re.compile(r"[^A-Za-z0-9.@_-]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is due, or takes place: at a moment, or on a day."""

    uid: str
    at: datetime | date
    title: str
    more: str = ""
    kind: str = ""  # a word that calendars show as a category
    ends: datetime | date | None = (
        None  # of a day the one after the last; None: no time, or that day
    )
    zone: str = ""  # by whose clock it repeats, "" for the clock of whoever looks
    rule: str = ""  # a rule by which it repeats
    but: tuple[datetime | date, ...] = ()  # beginnings that the rule leaves out
    instead_of: datetime | date | None = (
        None  # the beginning of the series that it takes the place of
    )
    url: str = ""
    status: str = "CONFIRMED"  # or TENTATIVE, CANCELLED
    blocks: bool = False  # whoever looks is taken meanwhile

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it apart in a file."""
        if self.instead_of is None:
            return _uid(self.uid), ""
        return _uid(self.uid), _time("", self.instead_of, self.zone).rpartition(":")[2]


def written(
    entries: Sequence[Entry], now: datetime, name: str, before: str = "", zones: str = ""
) -> str:
    """Return a calendar; `before` is the one that this replaces, whose other dates are cancelled.

    `zones` are the parts that describe the zones by whose clocks something repeats.
    """
    stamp = _moment(now)
    number = int(now.timestamp()) // 60
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{OURS}Dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    lines += zones.splitlines()
    for one in entries:
        lines += _event(one, stamp, number)
    kept = {one.key for one in entries}
    for (uid, instead_of), properties in _events(before).items():
        if (uid, instead_of) not in kept:
            lines += _cancelled(uid, properties, stamp, number)
    return "".join(f"{folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _event(one: Entry, stamp: str, number: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(one.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{number}"
    zone = one.zone if one.rule or one.instead_of is not None else "UTC"
    yield _time("DTSTART", one.at, zone)
    if not isinstance(one.at, datetime):
        yield _time("DTEND", one.ends or one.at + timedelta(days=1), zone)
    elif one.ends is not None:
        yield _time("DTEND", one.ends, zone)
    if one.instead_of is not None:
        yield _time("RECURRENCE-ID", one.instead_of, zone)
    if one.rule:
        yield f"RRULE:{one.rule}"
        for at in one.but:
            yield _time("EXDATE", at, zone)
    yield f"SUMMARY:{escaped(foreign.line(one.title, 200))}"
    if one.more:
        yield f"DESCRIPTION:{escaped(foreign.block(one.more, 1000, 20))}"
    if one.kind:
        yield f"CATEGORIES:{escaped(one.kind)}"
    if one.url and one.url.isprintable() and " " not in one.url:
        yield f"URL:{one.url}"
    yield f"STATUS:{one.status}"
    yield f"TRANSP:{'OPAQUE' if one.blocks else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _cancelled(uid: str, properties: Mapping[str, str], stamp: str, number: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"SEQUENCE:{number}"
    for name, value in properties.items():
        if name.partition(";")[0] in (
            *("DTSTART", "DTEND", "RECURRENCE-ID", "SUMMARY", "CATEGORIES"),
        ):
            yield f"{name}:{value}"
    yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _events(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """Return the dates of a calendar of ours by their ids; whatever else it is has none."""
    if f"PRODID:{OURS}" not in text:
        return {}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for event in EVENT.findall(text.replace("\r\n ", "")):
        properties = dict(line.partition(":")[::2] for line in event.split("\r\n") if ":" in line)
        if properties.get("STATUS", "CANCELLED") != "CANCELLED" and (
            uid := properties.get("UID", "")
        ):
            instead_of = next(
                (v for k, v in properties.items() if k.startswith("RECURRENCE-ID")), ""
            )
            found[uid, instead_of] = properties
    return found


def _uid(text: str) -> str:
    return UNSAFE.sub("-", text)


def _time(name: str, at: datetime | date, zone: str) -> str:
    """Return a property with a day, a moment, or a time of the clock of a zone."""
    if not isinstance(at, datetime):
        return f"{name};VALUE=DATE:{at:%Y%m%d}"
    if zone == "UTC":
        return f"{name}:{_moment(at)}"
    local = at.astimezone(zone_of(zone))
    return f"{name}{f';TZID={zone}' if zone else ''}:{local:%Y%m%dT%H%M%S}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
