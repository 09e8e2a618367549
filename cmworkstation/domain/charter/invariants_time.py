"""Invariants of calendars, targets, the triage, crisis levels and contacts."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cmworkstation.domain.charter.holidays import is_known, regions_near
from cmworkstation.domain.charter.hours import DAYS, read_duration, read_intervals
from cmworkstation.domain.charter.inquiry import Inquiry
from cmworkstation.domain.charter.invariants_people import check_condition
from cmworkstation.domain.charter.model import Calendar, Target, by_id
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.triage import DEPTH_MAX, coverage

PAUSES = frozenset({"scheduled", "dialogue", "solicitations", "answers", "thanks"})
HIGHEST = 3
ROUND_THE_CLOCK = 7 * 10  # open hours a week from which a calendar is no office calendar


def check_time(ask: Inquiry) -> Iterator[Problem]:
    """Yield the problems of when things happen and which way messages go."""
    for index, calendar in enumerate(ask.charter.calendars):
        yield from _calendar(ask, index, calendar)
    yield from _targets(ask)
    yield from _triage(ask)
    yield from _crises(ask)
    for index, contact in enumerate(ask.charter.contacts):
        yield from clock(ask, "contact", index, "hours", contact.hours)


def _calendar(ask: Inquiry, index: int, calendar: Calendar) -> Iterator[Problem]:
    try:
        ZoneInfo(calendar.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ask.problem("calendar", index, "timezone", "bad-timezone", name=calendar.timezone)
    yield from ask.value("calendar", index, "week", calendar.week, DAYS)
    open_minutes = 0
    for key, lists in (("week", calendar.week), ("open", calendar.open)):
        for texts in lists.values():
            try:
                intervals = read_intervals(texts)
            except ValueError as error:
                yield ask.problem("calendar", index, key, "bad-hours", name=str(error))
            else:
                open_minutes += sum(end - start for start, end in intervals)
    if not open_minutes:
        yield ask.problem("calendar", index, "week", "never-open")
    if calendar.holidays and not is_known(calendar.holidays):
        allowed = ", ".join(regions_near(calendar.holidays))
        name = calendar.holidays
        yield ask.problem("calendar", index, "holidays", "bad-holidays", name=name, allowed=allowed)


def clock(ask: Inquiry, section: str, index: int, key: str, text: str) -> Iterator[Problem]:
    """Yield the problems of a clock: "wall" or "calendar:id"."""
    kind, _, name = text.partition(":")
    if kind == "calendar":
        yield from ask.unknown(section, index, key, [name], "calendar")
    elif text:
        yield from ask.value(section, index, key, [text], ["wall"])


def duration(ask: Inquiry, section: str, index: int, key: str, text: str) -> Iterator[Problem]:
    """Yield the problem of a text that is no duration."""
    if text:
        try:
            read_duration(text)
        except ValueError:
            yield ask.problem(section, index, key, "bad-duration", name=text)


def _targets(ask: Inquiry) -> Iterator[Problem]:
    if not any(one.category == "*" and not one.visibility for one in ask.charter.targets):
        yield ask.problem("target", None, "", "no-default-target")
    for index, one in enumerate(ask.charter.targets):
        if one.category != "*":
            yield from ask.unknown("target", index, "category", [one.category], "category")
        if not one.first_reply:
            yield ask.problem("target", index, "first_reply", "missing", name="first_reply")
        yield from duration(ask, "target", index, "first_reply", one.first_reply)
        yield from duration(ask, "target", index, "resolution", one.resolution)
        yield from clock(ask, "target", index, "clock", one.clock)
        yield from ask.unknown("target", index, "escalate_to", one.escalate_to, "speaker")
        sides = ["public", "private"]
        yield from ask.value("target", index, "visibility", filter(None, [one.visibility]), sides)
        if not 0 <= one.warn_at <= 1:
            yield ask.problem("target", index, "warn_at", "bad-share", name="warn_at")
        yield from _office_clock(ask, index, one)


def _office_clock(ask: Inquiry, index: int, target: Target) -> Iterator[Problem]:
    category = ask.named("category").get(target.category)
    calendar = ask.named("calendar").get(target.clock.partition(":")[2])
    if not category or not calendar or category.action not in {"moderate", "escalate"}:
        return
    try:
        intervals = [one for texts in calendar.week.values() for one in read_intervals(texts)]
    except ValueError:
        return
    if sum(end - start for start, end in intervals) < ROUND_THE_CLOCK * 60:
        yield ask.problem("target", index, "clock", "office-clock", "warning", name=category.id)


def _triage(ask: Inquiry) -> Iterator[Problem]:
    triage = ask.charter.triage
    steps = by_id(triage.steps)
    if not steps:
        return
    if triage.start not in steps:
        yield ask.problem("triage", 0, "start", "no-start")
        return
    places = {step.id: index for index, step in reversed(list(enumerate(triage.steps)))}
    covered = coverage(ask.charter)
    for before, name in covered.loops[:1]:
        yield ask.problem("triage.step", places[before], "", "triage-loop", name=name)
    if covered.depth > DEPTH_MAX:
        yield ask.problem("triage", 0, "start", "triage-deep", limit=str(DEPTH_MAX))
    for name in covered.unreached_steps:
        yield ask.problem("triage.step", places[name], "id", "unreachable", name=name)
    for index, step in enumerate(triage.steps):
        yield from check_condition(ask, "triage.step", index, "auto", step.auto)
    for name, branch in covered.lost:
        params = {"name": getattr(steps[name], branch) or branch, "kind": "triage.step"}
        index = places[name]
        yield ask.problem("triage.step", index, branch, "unknown-reference", "error", **params)
    unreached = frozenset(covered.unreached_categories)
    for index, category in enumerate(ask.charter.categories):
        if category.id in unreached:
            yield ask.problem("category", index, "id", "unreachable", "warning", name=category.id)


def _crises(ask: Inquiry) -> Iterator[Problem]:
    above = 0
    for index, one in enumerate(ask.charter.crises):
        if one.level <= above:
            level = str(one.level)
            yield ask.problem("crisis", index, "level", "levels-order", name=one.id, level=level)
        above = max(above, one.level)
        if one.level == HIGHEST and "scheduled" not in one.pauses:
            yield ask.problem("crisis", index, "pauses", "scheduled-runs-on")
        yield from ask.value("crisis", index, "pauses", one.pauses, PAUSES)
        for text in one.triggers:
            yield from check_condition(ask, "crisis", index, "triggers", text)
        for key, names in (
            ("enter_by", one.enter_by),
            ("exit_by", one.exit_by),
            ("speakers", one.speakers),
            ("approval", tuple(filter(None, [one.approval]))),
        ):
            yield from ask.unknown("crisis", index, key, names, "speaker")
        yield from clock(ask, "crisis", index, "clock", one.clock)
        yield from ask.unknown("crisis", index, "targets", one.targets, "category")
        for text in one.targets.values():
            yield from duration(ask, "crisis", index, "targets", text)
        for key in ("update_every", "exit_after", "debrief_within"):
            yield from duration(ask, "crisis", index, key, getattr(one, key))
    if ask.charter.crises and not ask.charter.contacts:
        yield ask.problem("crisis", None, "", "no-contact", "warning")
