"""Snoozing: a conversation is out of the way until a moment, a message, a promise or the end of a crisis."""

from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.values import dataclass

MORNING = 9  # o'clock
LATER = timedelta(hours=3)
EVENING = 18  # o'clock: from then on "later today" is not offered


class Until(StrEnum):
    """What wakes a conversation. A new message by somebody else wakes it in any case."""

    DATE = "date"
    REPLY = "reply"
    PROMISE = "promise"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Snooze:
    """Until when a conversation is out of the way; `woke_at` once it is back."""

    kind: Until
    until_at: datetime | None = None
    promise_id: str = ""
    woke_at: datetime | None = None


def presets(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return what is offered at a local time: ("later", "tomorrow", "monday", "week") with their moments."""
    found = []
    later = (now + LATER).replace(minute=0, second=0, microsecond=0)
    if now.hour < EVENING and later.date() == now.date():
        found.append(("later", later))
    found.append(("tomorrow", _morning(now, 1)))
    to_monday = 7 - now.weekday()
    if to_monday > 1:
        found.append(("monday", _morning(now, to_monday)))
    found.append(("week", _morning(now, 7)))
    return tuple(found)


def _morning(now: datetime, days: int) -> datetime:
    """Return the morning of a day, in the zone of that day: a night may have another length."""
    there = now.replace(tzinfo=None, hour=MORNING, minute=0, second=0, microsecond=0)
    return local(there + timedelta(days=days), now)


def local(naive: datetime, like: datetime) -> datetime:
    """Return a time of the clock on the wall as a moment, in the zone of `like`."""
    from datetime import timezone  # noqa: PLC0415 - fixed offsets are what `astimezone()` gives

    if isinstance(like.tzinfo, timezone):
        return naive.astimezone()
    return naive.replace(tzinfo=like.tzinfo)
