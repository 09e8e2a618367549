"""Whom to call in a crisis: in which order, at which numbers, who stands in, and who is on call now.

Hours are written as people write them, "mon-fri 08:00-18:00; sat 10:00-12:00" or "lun-ven 8h-18h"; without any,
somebody is on call at all times. They are those of the machine's own zone.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cmworkstation.domain.values import dataclass

DAYS: Final = {
    **dict(zip("mon tue wed thu fri sat sun".split(), range(7), strict=True)),
    **dict(zip("lun mar mer jeu ven sam dim".split(), range(7), strict=True)),
}
SPAN = re.compile(r"(\d{1,2})(?:[:hH](\d{2})?)?\s*[-–]\s*(\d{1,2})(?:[:hH](\d{2})?)?")
WEEK = range(7)
PASS_MIN = 10  # minutes after which an unanswered call passes to the next
LAST = 24 * 60

Hours = tuple[tuple[frozenset[int], int, int], ...]  # weekdays, first and last minute of the day


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster; `phones` one per line, `deputy_id` another person of it."""

    id: str
    name: str
    part: str = ""  # what they are here: "management", "press office"
    phones: str = ""
    deputy_id: str = ""
    hours: str = ""
    note: str = ""
    place: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the numbers in their order."""
        return tuple(filter(None, (line.strip() for line in self.phones.splitlines())))


@dataclass(frozen=True, slots=True)
class Call:
    """A call: `outcome` is "" while nobody knows, "reached", "not-reached", or "passed" when its time was over."""

    id: str
    person_id: str
    at: datetime
    pass_at: datetime
    outcome: str = ""
    settled_at: datetime | None = None
    episode_id: str = ""


def read_hours(text: str) -> Hours:
    """Return hours as they are counted. Raises `ValueError` for what is none."""
    found = []
    for piece in re.split(r"[;\n]+", text):
        if not (said := piece.strip().lower()):
            continue
        match = SPAN.search(said)
        if match is None:
            raise ValueError(piece)
        days = _days(said[: match.start()])
        begins = int(match[1]) * 60 + int(match[2] or 0)
        ends = int(match[3]) * 60 + int(match[4] or 0)
        if begins > LAST or ends > LAST or begins == ends or said[match.end() :].strip():
            raise ValueError(piece)
        found.append((days, begins, ends))
    return tuple(found)


def is_on_call(person: Person, local: datetime) -> bool:
    """Tell whether somebody is on call at a moment by the clock on the wall; a span may go over midnight."""
    try:
        hours = read_hours(person.hours)
    except ValueError:  # unclear: better to call once too often
        return True
    day, minute = local.weekday(), local.hour * 60 + local.minute
    for days, begins, ends in hours:
        if begins < ends and day in days and begins <= minute < ends:
            return True
        if begins > ends and (
            (day in days and minute >= begins) or ((day - 1) % 7 in days and minute < ends)
        ):
            return True
    return not hours


def ladder(people: Sequence[Person], local: datetime) -> tuple[Person, ...]:
    """Return in which order to call: who is on call now, each followed by who stands in for them, then the others."""
    known = {one.id: one for one in people}
    order: dict[str, Person] = {}
    for one in people:
        if is_on_call(one, local):
            order.setdefault(one.id, one)
            if one.deputy_id in known:
                order.setdefault(one.deputy_id, known[one.deputy_id])
    for one in people:
        order.setdefault(one.id, one)
    return tuple(order.values())


def to_call(people: Sequence[Person], calls: Sequence[Call], local: datetime) -> Person | None:
    """Return who is next: the first of the ladder who was not called since somebody was last reached."""
    tried: set[str] = set()
    for one in calls:  # oldest first
        tried = set() if one.outcome == "reached" else tried | {one.person_id}
    return next((one for one in ladder(people, local) if one.id not in tried), None)


def _days(said: str) -> frozenset[int]:
    days: set[int] = set()
    for word in re.split(r"[\s,]+", said.strip(" .,")):
        if not word:
            continue
        first, _, last = word.partition("-")
        begins, ends = DAYS.get(first[:3]), DAYS.get(last[:3]) if last else None
        if begins is None or (last and ends is None):
            raise ValueError(said)
        span = (ends - begins) % 7 if ends is not None else 0
        days |= {(begins + n) % 7 for n in range(span + 1)}
    return frozenset(days or WEEK)
