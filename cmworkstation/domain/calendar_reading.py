"""Reading calendar files (RFC 5545) that others made, without believing them.

A file is cut into its events by hand, and each of them is parsed alone: what is wrong with one costs that one only, and
nothing is read without end. Whatever could not be read is told of, never left out in silence.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from cmworkstation.domain import foreign
from cmworkstation.domain.calendar_file import OURS
from cmworkstation.domain.operation import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_LINE,
    LONGEST_TEXT,
    at_local,
)
from cmworkstation.domain.recurrence import checked
from cmworkstation.domain.slot import resolve
from cmworkstation.domain.values import dataclass, replace

if TYPE_CHECKING:
    from icalendar import Event

LARGEST: Final = 16 << 20  # bytes of a file
MOST_EVENTS: Final = 5000
MOST_LINES: Final = 2000  # of one event
LONGEST_VALUE: Final = (
    20_000  # characters of one line once it is put together; a longer one is left out
)
MOST_FAULTS: Final = 500
MOST_EXCEPTIONS: Final = 1000
MOST_PARTS: Final = 50  # within one another: nobody means more
LONGEST_STAY: Final = timedelta(days=366)
_ENDS = re.compile(r"\r\n|\n|\r")
_ZONE = re.compile(r"[\w+-]+(?:/[\w+-]+){0,2}")


class Why(StrEnum):
    """Why something of a file could not be read."""

    NOT_A_CALENDAR = "not-a-calendar"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"  # events; the rest is left out
    TOO_LONG = "too-long"  # an event with too many lines
    NO_START = "no-start"
    UNREADABLE = "unreadable"
    OUT_OF_TIME = "out-of-time"  # a year that no plan is for
    RULE = "rule"  # it repeats in a way that is not kept: it is taken once
    EXTRA_DATES = "extra-dates"  # single dates beside the rule are left out
    ZONE = "zone"  # its time zone is unknown: taken as the zone of this machine
    NOT_CLOSED = "not-closed"  # the file ends within an event


SERIOUS: Final = frozenset(Why) - {Why.RULE, Why.EXTRA_DATES, Why.ZONE}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that could not be read: at which line, of which event, and why."""

    why: Why
    line: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One event of a file."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str = ""
    all_day: bool = False
    recurrence: str = ""
    except_at: tuple[datetime, ...] = ()
    recurrence_id: str = ""
    replaces_at: datetime | None = None  # the beginning that it takes the place of
    sequence: int = 0
    details: str = ""
    place: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False

    @property
    def digest(self) -> str:
        """Return what changes when the file says something else; a new number alone is no change."""
        said = repr(replace(self, sequence=0))
        return sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a file holds: its events, each once, and what could not be read."""

    events: tuple[Read, ...] = ()
    faults: tuple[Fault, ...] = ()
    twice: int = 0  # events that came more than once; the latest of each was taken
    is_ours: bool = False  # this program wrote it


def read(data: bytes) -> Calendar:
    """Return the events of a file. Never raises for what it holds."""
    if len(data) > LARGEST:
        return Calendar(faults=(Fault(Why.TOO_LARGE),))
    lines = _unfolded(data.decode("utf-8-sig", "replace").replace("\x00", ""))
    if not lines or lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
        return Calendar(faults=(Fault(Why.NOT_A_CALENDAR, 1),))
    cut = _Cutter()
    for number, line in lines:
        if not cut.take(number, line):
            break
    cut.end()
    faults, twice = cut.faults, 0
    events: dict[tuple[str, str], Read] = {}
    for number, block in cut.blocks:
        made = _event(block, number, cut.zone, faults)
        if made is None:
            continue
        made = replace(made, cancelled=made.cancelled or cut.cancels)
        key = (made.uid, made.recurrence_id)
        before = events.get(key)
        twice += before is not None
        if before is None or made.sequence >= before.sequence:
            events[key] = made
    return Calendar(tuple(events.values()), tuple(faults[:MOST_FAULTS]), twice, cut.is_ours)


def _unfolded(text: str) -> list[tuple[int, str]]:
    """Return the lines of a file, put together where they were folded, with the number of each first part."""
    found: list[tuple[int, list[str]]] = []
    for number, line in enumerate(_ENDS.split(text), start=1):
        if line[:1] in (" ", "\t") and found:
            found[-1][1].append(line[1:])
        elif line:
            found.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in found]


class _Cutter:
    """Cuts a file into its events; other parts are passed over, alarms and files within an event among them."""

    def __init__(self) -> None:
        self.blocks: list[tuple[int, list[str]]] = []
        self.faults: list[Fault] = []
        self.zone = ""  # the usual one, as the calendar says
        self.cancels = False  # the file takes back what it names
        self.is_ours = False
        self._open: list[str] = []  # names of the parts that are open
        self._block: list[str] = []
        self._begin = 0  # the line at which an event begins, 0 outside of one

    def take(self, number: int, line: str) -> bool:
        """Take the next line; tell whether more is wanted."""
        name, _, value = line.partition(":")
        name, value = name.strip().upper(), value.strip()
        if name == "BEGIN":
            return self._opens(number, value.upper())
        if name == "END":
            self._closes(value.upper())
        elif self._begin and self._open[-1:] == ["VEVENT"]:
            if len(line) <= LONGEST_VALUE and len(self._block) <= MOST_LINES:
                self._block.append(line)
        elif self._open == ["VCALENDAR"]:
            self._says(name, value)
        return True

    def _says(self, name: str, value: str) -> None:
        """Take what the calendar says of itself."""
        if name == "X-WR-TIMEZONE":
            self.zone = _known(value) or ""
        elif name == "METHOD":
            self.cancels = value.upper() == "CANCEL"
        elif name == "PRODID":
            self.is_ours = value.startswith(OURS)

    def end(self) -> None:
        """Take note that the file is at its end."""
        if self._begin:
            self.faults.append(Fault(Why.NOT_CLOSED, self._begin, _summary(self._block)))

    def _opens(self, number: int, part: str) -> bool:
        if len(self._open) == MOST_PARTS:
            self.faults.append(Fault(Why.UNREADABLE, number))
            self._begin = 0
            return False
        self._open.append(part)
        if part == "VEVENT" and not self._begin:
            if len(self.blocks) == MOST_EVENTS:
                self.faults.append(Fault(Why.TOO_MANY, number))
                return False
            self._begin, self._block = number, []
        return True

    def _closes(self, part: str) -> None:
        while self._open and self._open.pop() != part:
            pass
        if part != "VEVENT" or not self._begin:
            return
        if len(self._block) > MOST_LINES:
            self.faults.append(Fault(Why.TOO_LONG, self._begin, _summary(self._block)))
        else:
            self.blocks.append((self._begin, self._block))
        self._begin = 0


def _event(block: list[str], line: int, usual: str, faults: list[Fault]) -> Read | None:
    from icalendar import Event  # noqa: PLC0415 - for whoever reads a calendar only

    title = _summary(block)
    try:
        parsed = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *block, "END:VEVENT", "")))
        if isinstance(parsed, Event):
            return _read(parsed, title, line, usual, faults)
        faults.append(Fault(Why.UNREADABLE, line, title))
    except _Unfit as unfit:
        faults.append(Fault(unfit.why, line, title))
    except Exception:  # noqa: BLE001 - whatever a library says about what strangers wrote: it is told of
        faults.append(Fault(Why.UNREADABLE, line, title))
    return None


class _Unfit(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def _read(event: "Event", title: str, line: int, usual: str, faults: list[Fault]) -> Read:
    begins = _one(event, "DTSTART")
    if begins is None:
        raise _Unfit(Why.NO_START)
    first = begins.dt
    all_day = isinstance(first, date) and not isinstance(first, datetime)
    zone, known = _zone_of(begins, usual)
    if not known:
        faults.append(Fault(Why.ZONE, line, title))
    starts_at = _moment(first, zone)
    ends_at = _end(event, starts_at, zone, all_day=all_day)
    rule = _rule(event, title, line, faults)
    if "RDATE" in event:
        faults.append(Fault(Why.EXTRA_DATES, line, title))
    replaces = _one(event, "RECURRENCE-ID")
    replaces_at = _moment(replaces.dt, _zone_of(replaces, zone)[0] or zone) if replaces else None
    uid = str(event.get("UID", "")).strip()[:300]
    if not uid:  # one that stays the same from file to file
        uid = f"no-uid-{sha256(f'{starts_at}{title}'.encode()).hexdigest()[:24]}"
    return Read(
        uid,
        title,
        starts_at,
        ends_at,
        zone,
        all_day,
        "" if replaces_at is not None else rule,
        _exceptions(event, zone),
        f"{replaces_at:%Y%m%dT%H%M%SZ}" if replaces_at is not None else "",
        replaces_at,
        _number(event),
        _text(event, "DESCRIPTION"),
        _line(str(event.get("LOCATION", "")), LONGEST_LINE),
        _address(str(event.get("URL", ""))),
        _categories(event),
        str(event.get("STATUS", "")).strip().upper() == "CANCELLED",
    )


def _one(event: "Event", name: str) -> Any:  # noqa: ANN401 - a value of the library
    value = event.get(name)
    return value[0] if isinstance(value, list) else value


def _zone_of(value: Any, usual: str) -> tuple[str, bool]:  # noqa: ANN401 - a value of the library
    """Return the zone of a time, "" for this machine's, and whether it is known."""
    at = value.dt
    if not isinstance(at, datetime):
        return usual, True
    said = str(value.params.get("TZID", "")).strip()
    if said:
        known = _known(said)
        return (known or usual), known is not None
    if at.tzinfo is not None:
        return "UTC", True
    return usual, True


def _known(said: str) -> str | None:
    """Return a zone of the time zone database by its name, or by the name Windows has for it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 - as above

    bare = said.strip('"').strip()
    bare = WINDOWS_TO_OLSON.get(bare, bare)
    for one in (bare, "/".join(bare.strip("/").split("/")[-2:])):
        if _ZONE.fullmatch(one):
            try:
                ZoneInfo(one)
            except (ValueError, OSError, KeyError):
                continue
            return one
    return None


def _moment(value: date | datetime, zone: str) -> datetime:
    if not isinstance(value, datetime):
        _in_time(value)
        return at_local(value, time(0), zone)
    _in_time(value.date())
    if value.tzinfo is None or zone not in ("", "UTC"):
        return resolve(value.replace(tzinfo=None), zone)[0]
    return value.astimezone(UTC)


def _in_time(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Unfit(Why.OUT_OF_TIME)


def _end(event: "Event", starts_at: datetime, zone: str, *, all_day: bool) -> datetime:
    """Return when it ends; what says nothing lasts a day or no time, and what ends too early or late is cut."""
    ends = starts_at + (timedelta(days=1) if all_day else timedelta())
    until, lasts = _one(event, "DTEND"), _one(event, "DURATION")
    if until is not None:
        ends = _moment(until.dt, _zone_of(until, zone)[0] or zone)
    elif lasts is not None and isinstance(lasts.dt, timedelta):
        ends = starts_at + min(max(lasts.dt, timedelta()), LONGEST_STAY)
    least = timedelta(hours=1) if all_day else timedelta()
    if ends < starts_at + least:
        ends = starts_at + (timedelta(days=1) if all_day else timedelta())
    return min(ends, starts_at + LONGEST_STAY)


def _rule(event: "Event", title: str, line: int, faults: list[Fault]) -> str:
    said = event.get("RRULE")
    if said is None:
        return ""
    if not isinstance(said, list):  # several rules are not kept
        try:
            return checked(said.to_ical().decode())
        except ValueError:
            pass
    faults.append(Fault(Why.RULE, line, title))
    return ""


def _exceptions(event: "Event", zone: str) -> tuple[datetime, ...]:
    said = event.get("EXDATE")
    lists = said if isinstance(said, list) else [said] if said is not None else []
    found = [_moment(one.dt, _zone_of(one, zone)[0] or zone) for some in lists for one in some.dts]
    return tuple(sorted(set(found)))[:MOST_EXCEPTIONS]


def _number(event: "Event") -> int:
    try:
        return min(max(int(event.get("SEQUENCE", 0)), 0), 1 << 40)
    except (TypeError, ValueError):
        return 0


def _categories(event: "Event") -> tuple[str, ...]:
    said = event.get("CATEGORIES")
    lists = said if isinstance(said, list) else [said] if said is not None else []
    return tuple(_line(str(one), 60) for some in lists for one in some.cats)[:20]


def _address(said: str) -> str:
    said = said.strip()
    return said[:500] if said.startswith(("https://", "http://")) else ""


def _line(said: str, most: int) -> str:
    return " ".join(foreign.cleaned(said[: most * 8]).split())[:most]


def _text(event: "Event", name: str) -> str:
    said = str(event.get(name, ""))[: LONGEST_TEXT * 2].replace("\r\n", "\n")
    return foreign.cleaned(said, keep="\n\t")[:LONGEST_TEXT].strip()


def _summary(block: Sequence[str]) -> str:
    for line in block:
        name, colon, value = line.partition(":")
        if colon and name.partition(";")[0].upper() == "SUMMARY":
            plain = value.replace("\\n", " ").replace("\\N", " ")
            plain = re.sub(r"\\([\\;,])", r"\1", plain)
            return _line(plain, LONGEST_LINE)
    return ""


def described(zones: Sequence[str], first: date, last: date) -> str:
    """Return the parts of a calendar that describe time zones, for readers that know none by name."""
    from icalendar import Timezone  # noqa: PLC0415 - for what repeats only

    found = []
    for zone in sorted(set(zones)):
        made = Timezone.from_tzid(zone, first_date=first, last_date=last)
        found.append(made.to_ical().decode().replace("\r\n ", ""))
    return "".join(found)
