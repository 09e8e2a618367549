"""Reply-time promises: when a message is due, and when to warn, on the wall clock or on opening hours.

Durations: minutes and hours are open minutes and hours on a calendar. A day ("2d") is an open day of the
calendar: the same local time that many open days later, moved into the opening hours of that day. On the
wall clock a day is 24 hours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cmworkstation.domain.charter.hours import OpenHours, read_duration
from cmworkstation.domain.charter.model import Charter, Target, by_id

SECONDS = {"min": 60, "h": 3600, "d": 86400}
PUBLIC = frozenset({"public", "unlisted", "followers"})


@dataclass(frozen=True, slots=True)
class Due:
    """When a first reply is promised, when to warn, and by which target; all in UTC."""

    due_at: datetime
    warn_at: datetime
    target: Target


def target_for(charter: Charter, category: str, visibility: str) -> Target | None:
    """Return the first target that fits a category ("" for not yet known) and a visibility."""
    side = "public" if visibility in PUBLIC else "private"
    for one in charter.targets:
        if one.category in {category, "*"} and one.visibility in {"", side}:
            return one
    return None


class Clock:
    """Deadlines of one charter; keeps the opening hours that it worked out. Not for use across threads."""

    def __init__(self, charter: Charter) -> None:
        """Take the charter; nothing is worked out yet."""
        self.charter = charter
        self.calendars = by_id(charter.calendars)
        self.hours: dict[str, OpenHours] = {}

    def deadline(self, category: str, visibility: str, started_at: datetime) -> Due | None:
        """Return the deadline of a first reply; None where no target fits or it cannot be counted."""
        target = self._target(category, visibility)
        if target is None:
            return None
        try:
            return self._due(target, started_at.astimezone(UTC))
        except ValueError:
            return None

    def due_at(self, category: str, visibility: str, started_at: datetime) -> datetime | None:
        """Return when a first reply is due, without the work of when to warn; None as with `deadline`."""
        target = self._target(category, visibility)
        if target is None:
            return None
        try:
            return self._due_at(target, started_at.astimezone(UTC))
        except ValueError:
            return None

    def _target(self, category: str, visibility: str) -> Target | None:
        target = target_for(self.charter, category, visibility)
        return target if target is not None and target.first_reply else None

    def _due_at(self, target: Target, start: datetime) -> datetime:
        amount, unit = read_duration(target.first_reply)
        hours = self._hours(target.clock, start)
        if hours is None:
            return start + timedelta(seconds=amount * SECONDS[unit])
        if unit == "d":
            return hours.days_after(start, amount)
        return hours.after(start, amount * SECONDS[unit])

    def _due(self, target: Target, start: datetime) -> Due:
        due = self._due_at(target, start)
        hours = self._hours(target.clock, start)
        if hours is None:
            return Due(due, start + (due - start) * target.warn_at, target)
        warn = hours.after(start, hours.between(start, due) * target.warn_at)
        return Due(due, min(warn, due), target)

    def _hours(self, clock: str, start: datetime) -> OpenHours | None:
        kind, _, name = clock.partition(":")
        calendar = self.calendars.get(name) if kind == "calendar" else None
        if calendar is None:
            return None
        known = self.hours.get(name)
        if known is None or start.date() <= known.first:
            known = self.hours[name] = OpenHours(calendar, start.date())
        return known


def deadline(
    charter: Charter,
    category: str,
    visibility: str,
    started_at: datetime,
) -> tuple[datetime, datetime] | None:
    """Return (due_at, warn_at) in UTC for one message, None where nothing is promised."""
    due = Clock(charter).deadline(category, visibility, started_at)
    return (due.due_at, due.warn_at) if due else None
