"""Reply-time promises: when a message is due, and when to warn, on the wall clock or on opening hours.

Durations: minutes and hours are open minutes and hours on a calendar. A day ("2d") is an open day of the
calendar: the same local time that many open days later, moved into the opening hours of that day. On the
wall clock a day is 24 hours.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmworkstation.domain.charter.holidays import Frozen, holidays
from cmworkstation.domain.charter.hours import NONE_FROZEN, OpenHours, moment, read_duration
from cmworkstation.domain.charter.model import Calendar, Charter, Target, by_id

SECONDS = {"min": 60, "h": 3600, "d": 86400}
PUBLIC = frozenset({"public", "unlisted", "followers"})


@dataclass(frozen=True, slots=True)
class Due:
    """When a reply is promised, when to warn, and by which target; all in UTC."""

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


@dataclass(frozen=True, slots=True)
class _Plan:
    """A target, read: so many days or seconds, on a calendar or (None) on the wall clock."""

    target: Target
    calendar: Calendar | None
    days: int
    seconds: int


class Clock:
    """Deadlines of one charter; keeps the opening hours that it worked out. Not for use across threads."""

    def __init__(self, charter: Charter, frozen: Frozen = NONE_FROZEN) -> None:
        """Take the charter, and the holidays that its signed version froze; nothing is worked out yet."""
        self.charter = charter
        self.frozen = frozen
        self.calendars = by_id(charter.calendars)
        self.hours: dict[str, OpenHours] = {}
        self.plans: dict[tuple[str, str, bool], _Plan | None] = {}
        self.lengths: dict[tuple[str, str, str], _Plan | None] = {}

    def deadline(
        self, category: str, visibility: str, started_at: datetime, *, resolution: bool = False
    ) -> Due | None:
        """Return the deadline of a first reply, or of the resolution.

        None where no target fits or it cannot be counted.
        """
        plan = self._plan(category, visibility, resolution)
        if plan is None:
            return None
        try:
            return self._due(plan, started_at.timestamp())
        except (ValueError, OverflowError):
            return None

    def due_at(self, category: str, visibility: str, started_at: datetime) -> datetime | None:
        """Return when a first reply is due, without the work of when to warn; None as with `deadline`."""
        plan = self._plan(category, visibility, False)
        if plan is None:
            return None
        try:
            return moment(self._due_at(plan, started_at.timestamp()))
        except (ValueError, OverflowError):
            return None

    def after(
        self, length: str, category: str, visibility: str, started_at: datetime
    ) -> datetime | None:
        """Return the moment a length ("5d") after another, on the clock of the target that fits; else the wall clock.

        None where it cannot be counted.
        """
        key = length, category, visibility
        try:
            plan = self.lengths[key]
        except KeyError:
            target = target_for(self.charter, category or "*", visibility)
            plan = self.lengths[key] = self._plan_of(target or Target(), length)
        try:
            return moment(self._due_at(plan, started_at.timestamp())) if plan else None
        except (ValueError, OverflowError):
            return None

    def elapsed(
        self, category: str, visibility: str, start: datetime, end: datetime
    ) -> tuple[str, float]:
        """Return the clock of the target that fits, and the seconds that passed on it between two moments.

        The clock is "wall" where no target fits or the hours cannot be counted.
        """
        target = target_for(self.charter, category or "*", visibility)
        if target is not None:
            calendar = self._calendar(target)
            try:
                if calendar is not None:
                    hours = self._hours(calendar, start.timestamp())
                    return target.clock, hours.between(start, end)
            except (ValueError, OverflowError):
                pass
        return "wall", max(0.0, (end - start).total_seconds())

    def _plan(self, category: str, visibility: str, resolution: bool, /) -> _Plan | None:
        key = category, visibility, resolution
        try:
            return self.plans[key]
        except KeyError:
            plan = self.plans[key] = self._read(target_for(self.charter, *key[:2]), resolution)
            return plan

    def _read(self, target: Target | None, resolution: bool, /) -> _Plan | None:
        text = (target.resolution if resolution else target.first_reply) if target else ""
        return self._plan_of(target, text) if target is not None and text else None

    def _plan_of(self, target: Target, text: str) -> _Plan | None:
        try:
            amount, unit = read_duration(text)
        except ValueError:
            return None
        calendar = self._calendar(target)
        if calendar is not None and unit == "d":
            return _Plan(target, calendar, amount, 0)
        return _Plan(target, calendar, 0, amount * SECONDS[unit])

    def _calendar(self, target: Target) -> Calendar | None:
        kind, _, name = target.clock.partition(":")
        return self.calendars.get(name) if kind == "calendar" else None

    def _due_at(self, plan: _Plan, start: float) -> float:
        if plan.calendar is None:
            return start + plan.seconds
        hours = self._hours(plan.calendar, start)
        if plan.days:
            return hours.same_time_after(start, plan.days)
        return hours.seconds_after(start, plan.seconds)

    def _due(self, plan: _Plan, start: float) -> Due:
        due, target = self._due_at(plan, start), plan.target
        if plan.calendar is None:
            return Due(moment(due), moment(start + (due - start) * target.warn_at), target)
        hours = self._hours(plan.calendar, start)
        open_for = hours.elapsed_at(due) - hours.elapsed_at(start)
        warn = hours.seconds_after(start, open_for * target.warn_at)
        return Due(moment(due), moment(min(warn, due)), target)

    def _hours(self, calendar: Calendar, start: float) -> OpenHours:
        known = self.hours.get(calendar.id)
        if known is None or start < known.since:
            first = moment(start).date() - timedelta(1)  # whatever day it is at the place
            known = self.hours[calendar.id] = OpenHours(calendar, first, self.frozen)
        return known


def resolved_holidays(charter: Charter, first: date, last: date) -> dict[str, dict[str, list[str]]]:
    """Return the holidays of the charter's calendars for the years of a period, to be frozen with a version.

    `Clock` takes them from there on instead of asking what is known then.
    """
    regions = sorted({one.holidays for one in charter.calendars if one.holidays})
    years = range(first.year, last.year + 1)
    return {
        region: {
            str(year): sorted(day.isoformat() for day in holidays(region, year)) for year in years
        }
        for region in regions
    }


def deadline(
    charter: Charter,
    category: str,
    visibility: str,
    started_at: datetime,
) -> tuple[datetime, datetime] | None:
    """Return (due_at, warn_at) in UTC for one message, None where nothing is promised."""
    due = Clock(charter).deadline(category, visibility, started_at)
    return (due.due_at, due.warn_at) if due else None
