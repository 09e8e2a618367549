"""When a planned reply leaves: a moment as people say it, in a time zone, and what if it passes."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.values import dataclass

GRACE = timedelta(minutes=10)  # so late it still counts as its time


class IfMissed(StrEnum):
    """What becomes of a reply whose time passed while nothing could leave."""

    ASK = "ask"
    SEND = "send"
    DROP = "drop"  # it becomes a draft again


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned moment. `zone` is the one in which a person named it: it is shown and planned again in that."""

    at: datetime  # UTC
    zone: str = ""  # IANA, "" for the system's
    if_missed: IfMissed = IfMissed.ASK

    def is_missed(self, now: datetime) -> bool:
        """Tell whether its time is over, with some grace."""
        return now > self.at + GRACE

    def local(self) -> datetime:
        """Return the moment in its own zone."""
        return self.at.astimezone(zone_of(self.zone))


class Named(StrEnum):
    """What is odd about a local time."""

    FINE = "fine"
    SKIPPED = "skipped"  # the clock jumps over it in spring
    TWICE = "twice"  # the clock passes it twice in autumn


def resolve(local: datetime, zone: str) -> tuple[datetime, Named]:
    """Return the moment in UTC that a naive local time means, and what is odd about it.

    A time that the clock jumps over becomes as much later; one that comes twice means the first.
    """
    place = zone_of(zone)
    first = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first == second:
        return first, Named.FINE
    if first.astimezone(place).replace(tzinfo=None) != local:
        return first, Named.SKIPPED
    return first, Named.TWICE


def zone_of(name: str) -> ZoneInfo | None:
    """Return a time zone by its name, None for the system's own, also where nobody knows the name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of this name."""
    return zone_of(name) is not None


@dataclass(frozen=True, slots=True)
class Other:
    """Another reply of the same account, planned or sent: when, and what it says."""

    id: OutboxId
    at: datetime
    body: str
