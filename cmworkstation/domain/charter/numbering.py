"""Version numbers and dates: what the program proposes for the next version."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.difference import Change, Kind
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.patching import SetField, patch

NUMBER: Final = re.compile(r"(\d{1,6})\.(\d{1,6})")
MUST_BEHAVE_DIFFERENTLY: Final = frozenset(
    {"speaker", "approval", "target", "crisis", "moderation"}
)
ONLY_WORDS: Final = frozenset({"note", "message"})  # of a rule: nobody has to do anything else
HEAVY: Final = frozenset({"error", "stop"})
REVIEW_AFTER: Final = timedelta(days=182)
REVIEW_LONGEST: Final = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the next version could be called, from when it could hold, and when it should be looked at again."""

    number: str
    major: bool
    because: tuple[Change, ...]  # what makes it a major one
    effective_from: date
    review_by: date


def proposal(
    old: Charter | None, new: Charter, changes: Iterable[Change], today: date, used: Iterable[str]
) -> Proposal:
    """Return the next number, larger than all that were used, and dates that fit."""
    because = tuple(one for one in changes if is_major(one, old, new)) if old else ()
    given = new.header.effective_from
    starts = given if given and given > today else today
    reviewed = new.header.review_by
    if reviewed is None or reviewed <= starts:
        reviewed = starts + _interval(old or new)
    number = next_number([*used, *([old.header.version] if old else [])], major=bool(because))
    if old is None and NUMBER.fullmatch(new.header.version) and new.header.version not in set(used):
        number = new.header.version
    return Proposal(number, bool(because), because, starts, reviewed)


def next_number(used: Iterable[str], *, major: bool) -> str:
    """Return the number after the largest one; "1.0" where there is none."""
    numbers = [(int(one[1]), int(one[2])) for text in used if (one := NUMBER.fullmatch(text))]
    if not numbers:
        return "1.0"
    first, second = max(numbers)
    return f"{first + 1}.0" if major else f"{first}.{second + 1}"


def is_major(change: Change, old: Charter | None, new: Charter) -> bool:
    """Tell whether somebody must behave differently because of this change."""
    if change.field == "note":
        return False
    if change.section in MUST_BEHAVE_DIFFERENTLY:
        return True
    if change.section == "use":
        return change.field in {"severity", "off", "extend", ""}
    if change.section == "rule":
        return change.field not in ONLY_WORDS and _heavy(change, old, new)
    return (
        change.section == "claim"
        and change.kind is not Kind.MOVED
        and change.field in {"", "forbid", "severity"}
    )


def renumbered(
    source: str, number: str, effective_from: date | None, review_by: date | None
) -> str:
    """Return a charter's text with another number and other dates, and no other character changed."""
    wanted = {"version": number, "effective_from": effective_from, "review_by": review_by}
    changes = [SetField("charter", 0, key, value) for key, value in wanted.items() if value]
    return patch(source, changes).apply(source)


def beginning(day: date, charter: Charter) -> datetime:
    """Return the moment at which a day begins where the charter's first calendar is, else in UTC.

    It must not depend on the machine: all of them switch alike.
    """
    zone: ZoneInfo | None = None
    if charter.calendars:
        try:
            zone = ZoneInfo(charter.calendars[0].timezone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = None
    return datetime.combine(day, time(), zone or UTC).astimezone(UTC)


def _heavy(change: Change, old: Charter | None, new: Charter) -> bool:
    """Tell whether the rule stops a reply, before or after."""
    weights: Mapping[str, set[str]] = {change.name: set()}
    for charter in (old, new):
        for rule in charter.rules if charter else ():
            if rule.id == change.name.partition("#")[0]:
                weights[change.name].add(rule.severity)
    for one in (change.before, change.after):
        if isinstance(one, Rule):
            weights[change.name].add(one.severity)
    return bool(weights[change.name] & HEAVY)


def _interval(charter: Charter) -> timedelta:
    head = charter.header
    if head.effective_from is None or head.review_by is None:
        return REVIEW_AFTER
    return min(max(head.review_by - head.effective_from, REVIEW_AFTER / 2), REVIEW_LONGEST)
