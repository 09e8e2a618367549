"""Gaps: intervals in which an account was not read; and depth: how far back its messages were fetched.

What a cursor says is where reading goes on, so most gaps close by themselves. All the same the platform is asked
again for exactly the interval, where it can be, and what that brought is written beside the gap: nothing was
missing, so many were, or the platform keeps too little to tell.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.values import dataclass

SHORTEST = timedelta(minutes=15)  # a shorter silence is no gap
BEATS = 3  # nor is one of fewer missed readings than this


class Cause(StrEnum):
    """Why nothing was read."""

    CLOSED = "closed"  # the program was not running
    ASLEEP = "asleep"  # the machine slept, or its clock was set forward meanwhile
    CLOCK = "clock"  # the machine's clock was set back: nobody can tell how long nothing was read
    PAUSED = "paused"  # a person had paused the account
    OFFLINE = "offline"
    SIGNED_OUT = "signed-out"
    TROUBLE = "trouble"  # the platform failed; `Gap.trouble` says how
    WAITED = "waited"  # the program ran and left the platform's allowance to replies, or was busy


class GapState(StrEnum):
    """How far a gap is filled."""

    OPEN = "open"  # it goes on, or nobody asked yet
    FILLING = "filling"  # asked, and not everything came yet
    FILLED = "filled"
    UNFILLABLE = "unfillable"  # the platform no longer keeps all of it


class How(StrEnum):
    """What filled a gap."""

    NONE = ""
    CURSOR = "cursor"  # read on from where reading had stopped; the platform cannot be asked for an interval
    ASKED = "asked"  # read on, and asked again for exactly this interval


@dataclass(frozen=True, slots=True)
class Gap:
    """An interval without a successful reading of an account. `id` is 0 and `until` None while it goes on."""

    id: int
    account_id: AccountId
    since: datetime
    until: datetime | None
    cause: Cause
    state: GapState = GapState.OPEN
    how: How = How.NONE
    seen: int = 0  # items that the platform showed when it was asked again
    missing: int = 0  # those of them that were not here yet
    kept_from: datetime | None = None  # the platform keeps nothing older (only when unfillable)
    trouble: str = ""  # class name of the error that was the cause, or that asking ended in
    closed_at: datetime | None = None


class DepthState(StrEnum):
    """Where fetching older messages stands."""

    IDLE = "idle"  # nobody asked for any
    WANTED = "wanted"  # under way, page by page
    STOPPED = "stopped"  # a person stopped it; asking again goes on from there
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Depth:
    """How far back an account's messages reach here."""

    account_id: AccountId
    can_ask: bool  # the platform can be asked for older messages
    read_from: datetime | None = None  # read continuously since then, gaps aside
    oldest_at: datetime | None = None  # the oldest message by others that is stored, context aside
    complete_from: datetime | None = None  # everything from then on was asked for and came
    nothing_older: bool = (
        False  # the platform has nothing from before `complete_from`, or keeps nothing
    )
    state: DepthState = DepthState.IDLE
    since: datetime | None = (
        None  # how far back was asked for last; None: as far as the platform goes
    )
    asked_at: datetime | None = None
    seen: int = 0  # items that the last wish brought so far
    new: int = 0  # those of them that were not here yet
    trouble: str = ""  # class name of the error that it waits for to pass


@dataclass(frozen=True, slots=True)
class LastReading:
    """What was noted of an account's successful readings, by the wall clock of then."""

    read_at: datetime | None  # the last one
    highest_at: datetime | None = None  # the latest time of any
    first_at: datetime | None = None  # the first one: an earlier time is one of a wrong clock


def longest_silence(poll_s: float) -> timedelta:
    """Return how long an account that is read every `poll_s` seconds may be silent before it is a gap."""
    return max(SHORTEST, BEATS * timedelta(seconds=poll_s))


def silent_since(
    last: LastReading, now: datetime, running: timedelta | None = None
) -> datetime | None:
    """Return since when an account was not read, seen from `now`; None when it never was, or nobody can tell.

    `running` is the time on the monotonic clock since the last reading, None when that was before this start of
    the program. The wall clock may have been set meanwhile, by a second or by years; without `running`, one that
    was set back behind the last reading leaves nothing to reckon with. Where clocks disagree the earlier time
    counts: to ask for too much costs requests, to ask for too little loses messages.
    """
    at = last.read_at
    if at is not None and last.first_at is not None and at < last.first_at:
        at = last.highest_at
    since = at if at is not None and at <= now else None
    if running is None:
        return since
    return now - running if since is None else min(since, now - running)
