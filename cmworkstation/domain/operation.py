"""What is planned to be said or done: newsletters, posts, events, coupons, dialogues and relations, by theme.

A theme is a topic of the topic board, by its id. A channel is an account, or a place that has none, such as a paper
bulletin; both are known by their ids. Times are UTC; an operation that lasts all day begins at midnight of its zone and
ends at the midnight after its last day.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from cmworkstation.domain.slot import resolve, zone_of
from cmworkstation.domain.values import dataclass, replace

LONGEST_LINE = 200  # characters of a title, an audience, an owner
LONGEST_TEXT = 4000  # of a key message and of what else is said
SHORTEST_WHY = 3
FIRST_YEAR, LAST_YEAR = 1970, 2200  # years between which something can be planned
MOST_CHANNELS = 50


class Kind(StrEnum):
    """What an operation is."""

    NEWSLETTER = "newsletter"
    POST = "post"
    EVENT = "event"
    COUPON = "coupon"
    DIALOGUE = "dialogue"
    RELATION = "relation"


class State(StrEnum):
    """How far an operation is."""

    IDEA = "idea"
    AGREED = "agreed"
    READY = "ready"
    DONE = "done"
    DROPPED = "dropped"  # for a reason


OPEN = frozenset((State.IDEA, State.AGREED, State.READY))


class LinkKind(StrEnum):
    """What an operation may be tied to."""

    DRAFT = "draft"
    OUTBOX = "outbox"
    MESSAGE = "message"
    DIALOGUE = "dialogue"
    RELATION = "relation"
    ANSWER = "answer"  # an approved answer, as "charter/name"


@dataclass(frozen=True, slots=True)
class Link:
    """Something that belongs to an operation, by its id."""

    kind: LinkKind
    target: str


@dataclass(frozen=True, slots=True)
class Channel:
    """Where something is said: an account, or a place that has none."""

    id: str
    name: str
    platform: str = ""  # "" where it has no account

    @property
    def is_account(self) -> bool:
        """Tell whether it is an account of this workspace."""
        return bool(self.platform)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `except_at` are beginnings that its repetition leaves out."""

    id: str
    kind: Kind
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str = ""  # IANA, "" for the system's
    all_day: bool = False
    topic_id: str = ""  # its theme, "" for none
    message: str = ""  # what it says, in one sentence
    details: str = ""
    audience: str = ""
    channels: tuple[str, ...] = ()
    recurrence: str = ""  # a rule of RFC 5545, "" for once
    except_at: tuple[datetime, ...] = ()
    owner: str = ""
    state: State = State.IDEA
    why: str = ""  # it was dropped
    url: str = ""
    links: tuple[Link, ...] = ()
    # Of what came from a calendar file
    uid: str = ""
    recurrence_id: str = ""  # the beginning that this one takes the place of, as the file says it
    sequence: int = 0
    source: str = ""  # the name of the file
    digest: str = ""  # of what the file said
    cancelled: bool = False  # there
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to come."""
        return self.state in OPEN and not self.cancelled

    @property
    def counts(self) -> bool:
        """Tell whether it is said at all: what was dropped or cancelled is not."""
        return self.state is not State.DROPPED and not self.cancelled

    @property
    def lasts(self) -> timedelta:
        """Return how long it lasts by the clock on the wall."""
        place = zone_of(self.zone)
        begins = self.starts_at.astimezone(place).replace(tzinfo=None)
        return self.ends_at.astimezone(place).replace(tzinfo=None) - begins

    def words(self) -> str:
        """Return everything that it says."""
        return "\n".join(filter(None, (self.title, self.message, self.details)))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an operation takes place; `starts_at` is as its rule says it."""

    operation: Operation
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """Return what tells it apart."""
        if not self.operation.recurrence:
            return self.operation.id
        return f"{self.operation.id}@{self.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @property
    def day(self) -> date:
        """Return the day on which it begins, in its own zone."""
        return self.starts_at.astimezone(zone_of(self.operation.zone)).date()

    @property
    def last_day(self) -> date:
        """Return the day on which it ends, in its own zone; what ends at midnight ends the day before."""
        ends = self.ends_at.astimezone(zone_of(self.operation.zone))
        if ends.time() == time(0) and self.ends_at > self.starts_at:
            ends -= timedelta(microseconds=1)
        return max(self.day, ends.date())

    def days(self) -> tuple[date, ...]:
        """Return the days on which it takes place."""
        n = (self.last_day - self.day).days
        return tuple(self.day + timedelta(one) for one in range(min(n, 400) + 1))


def at_local(day: date, clock: time, zone: str) -> datetime:
    """Return the moment at which the clock of a zone shows a time on a day."""
    return resolve(datetime.combine(day, clock), zone)[0]


def whole_days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the moments between which whole days lie."""
    return at_local(first, time(0), zone), at_local(last + timedelta(1), time(0), zone)


def shifted(at: datetime, days: int, zone: str) -> datetime:
    """Return a moment so many days later at the same time of the clock on the wall, also when that is put forward."""
    local = at.astimezone(zone_of(zone)).replace(tzinfo=None)
    return resolve(local + timedelta(days=days), zone)[0]


def moved(one: Operation, days: int) -> Operation:
    """Return an operation with all its repetitions so many days later."""
    return replace(
        one,
        starts_at=shifted(one.starts_at, days, one.zone),
        ends_at=shifted(one.ends_at, days, one.zone),
        except_at=tuple(shifted(at, days, one.zone) for at in one.except_at),
    )


def between(found: Iterable[Occurrence], first: date, last: date) -> tuple[Occurrence, ...]:
    """Return what takes place between two days, these among them, in the order of time."""
    inside = (one for one in found if one.last_day >= first and one.day <= last)
    return tuple(sorted(inside, key=lambda one: (one.day, one.starts_at, one.operation.title)))
