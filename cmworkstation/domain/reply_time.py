"""How long people waited for us: which of our replies ended a wait, and the figures over many.

A wait begins with the platform's time of the first message that nobody answered. What we say afterwards is one of

    answer     ends the wait; nothing is owed any more
    question   ends the wait; from here on we wait for the person, and the time until they write does not count
    dated      says when we will answer: ends the first wait, and the time until the answer goes on counting
    stall      says that we will answer, and not when: ends nothing

Somebody here may also say, without a message, that we wait for the person (a pause): the time of the resolution
stands still until they write or that word is taken back; the time of a first answer goes on.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil, log

from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId

Span = tuple[datetime, datetime]
# Where waits are put together to see how they are spread: seconds, each about the double of the one before.
EDGES = (900, 1800, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800)


class Said(StrEnum):
    """What a message of a thread is to the clock."""

    THEIRS = "theirs"
    ANSWER = "answer"
    QUESTION = "question"
    DATED = "dated"
    STALL = "stall"


class Kind(StrEnum):
    """What was measured at a reply."""

    FIRST = "first"  # our first word to them in this conversation
    NEXT = "next"  # a later reply to somebody who waited again
    RESOLUTION = "resolution"  # the reply after which nothing was owed
    STALL = "stall"  # ended nothing; kept, so that it is not looked at again
    UNASKED = "unasked"  # nobody waited


@dataclass(frozen=True, slots=True)
class Measured:
    """What one reply ended: since when somebody had waited, and the spans in which it was our turn."""

    kind: Kind
    asked_at: datetime
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """One measured reply, as it is kept."""

    outbox_id: OutboxId
    kind: Kind
    conversation_id: ConversationId
    account_id: AccountId
    category: str
    visibility: str
    clock: str  # "wall" or "calendar:id"
    asked_at: datetime
    answered_at: datetime
    due_at: datetime | None
    wall_s: int
    open_s: int

    @property
    def late(self) -> bool:
        """Tell whether it came after it was due."""
        return self.due_at is not None and self.answered_at > self.due_at


def measure(
    thread: Iterable[tuple[Said, datetime]], pauses: Sequence[Span] = ()
) -> tuple[Measured, ...]:
    """Return what the last message of a thread, a reply of ours, ended. Messages stand in the order of time."""
    found: tuple[Measured, ...] = ()
    waiting: datetime | None = None  # since when they have waited for any word
    owed: datetime | None = None  # since when it has been our turn
    asked: datetime | None = None  # when what is still owed was asked
    spans: tuple[Span, ...] = ()
    replied = False
    for said, at in thread:
        found = ()
        if said is Said.THEIRS:
            waiting, owed, asked = waiting or at, owed or at, asked or at
            continue
        if owed is None or asked is None:
            found = (Measured(Kind.UNASKED, at, ()),)
            continue
        if said is Said.STALL:
            found = (Measured(Kind.STALL, waiting or owed, ()),)
            continue
        if waiting is not None:
            kind = Kind.NEXT if replied else Kind.FIRST
            found = (Measured(kind, waiting, ((waiting, at),)),)
            waiting, replied = None, True
        spans = (*spans, (owed, at))
        owed = at if said is Said.DATED else None
        if said is Said.ANSWER:
            found = (*found, Measured(Kind.RESOLUTION, asked, without(spans, pauses)))
            asked, spans = None, ()
    return found


def without(spans: Sequence[Span], pauses: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans without what of them falls into pauses."""
    left = tuple(spans)
    for begun, ended in pauses:
        left = tuple(
            (first, last)
            for start, end in left
            for first, last in ((start, min(end, begun)), (max(start, ended), end))
            if first < last
        )
    return left


@dataclass(frozen=True, slots=True)
class Figure:
    """Median and 90th percentile of some replies, in open time and in the person's time; lengths in seconds."""

    n: int
    late: int
    open_median: float
    open_p90: float
    wall_median: float
    wall_p90: float
    conversations: tuple[ConversationId, ...]


def figure(times: Sequence[ReplyTime]) -> Figure | None:
    """Return the figure of some replies; None for none."""
    if not times:
        return None
    opens, walls = sorted(one.open_s for one in times), sorted(one.wall_s for one in times)
    return Figure(
        len(times),
        sum(one.late for one in times),
        median(opens),
        percentile(opens, 90),
        median(walls),
        percentile(walls, 90),
        tuple(dict.fromkeys(one.conversation_id for one in times)),
    )


def median(lengths: Sequence[float]) -> float:
    """Return the middle of sorted lengths, the mean of the two middle ones where their number is even."""
    half = len(lengths) // 2
    return float(lengths[half]) if len(lengths) % 2 else (lengths[half - 1] + lengths[half]) / 2


def percentile(lengths: Sequence[float], share: int) -> float:
    """Return the length that so many percent of sorted lengths do not exceed: one that was measured."""
    return float(lengths[ceil(len(lengths) * share / 100) - 1])


@dataclass(frozen=True, slots=True)
class Bucket:
    """Waits of about the same length, up to so many seconds (None: longer than all): where they were."""

    upto: int | None
    in_time: tuple[ConversationId, ...]  # or with no time set
    late: tuple[ConversationId, ...]


def spread(times: Iterable[ReplyTime], *, opening: bool) -> tuple[Bucket, ...]:
    """Return how waits are spread, in opening time or on the clock; every bucket, the shortest waits first."""
    found: list[tuple[list[ConversationId], list[ConversationId]]] = [
        ([], []) for _ in range(len(EDGES) + 1)
    ]
    for one in times:
        at = bisect_left(EDGES, one.open_s if opening else one.wall_s)
        found[at][one.late].append(one.conversation_id)
    return tuple(
        Bucket(upto, tuple(in_time), tuple(late))
        for upto, (in_time, late) in zip((*EDGES, None), found, strict=True)
    )


def place_among(seconds: float) -> float:
    """Return where a length stands among the buckets: 3.0 where the third ends, 3.5 in the middle of the fourth."""
    at = bisect_left(EDGES, seconds)
    if at == len(EDGES):
        return float(at) + 0.5
    low = EDGES[at - 1] if at else EDGES[0] / 2
    return at + max(0.0, log(seconds / low) / log(EDGES[at] / low))
