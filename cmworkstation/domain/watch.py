"""What is watched: saved queries, and the sources that they are asked of."""

from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.mention import ReachClass
from cmworkstation.domain.values import dataclass

LONGEST_NAME = 80
LONGEST_TARGET = 2_000
SOONEST = timedelta(minutes=5)  # between two reads of one source
LONGEST_PAUSE = timedelta(days=1)
MOST_AT_ONCE = 500  # new things of one read that are looked at; the rest is told as a number


class SourceKind(StrEnum):
    """What a source is."""

    FEED = "feed"
    PAGE = "page"
    TAG = "tag"  # a hashtag, on the platform of one of our accounts
    ACCOUNT = "account"  # what somebody posts there
    SEARCH = "search"  # what that platform's own search finds
    MAIL = "mail"  # messages of one of our mailboxes: alerts that others send
    INBOX = "inbox"  # whatever comes into our inbox


# These are read from what is here already; the network is asked for the others.
WITHIN = frozenset({SourceKind.MAIL, SourceKind.INBOX})
ON_PLATFORM = frozenset({SourceKind.TAG, SourceKind.ACCOUNT, SourceKind.SEARCH})


class SourceState(StrEnum):
    """How a source is."""

    NEW = "new"  # never read yet
    WELL = "well"
    FAILING = "failing"  # did not answer; asked again by itself
    GONE = "gone"  # the server says that it is not there
    CHANGED = "changed"  # answers, but with something else than before
    FLOODING = "flooding"  # brought more at once than is taken in
    OFF = "off"  # a person switched it off


@dataclass(frozen=True, slots=True)
class WatchQuery:
    """A saved query, in the language of `domain/query/watching`."""

    id: str
    name: str
    query: str
    position: int = 0
    enabled: bool = True
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchSource:
    """One place that is read again and again.

    `target` is an address, a hashtag, an account's name or search words, by kind; `why` the class of the last error;
    `left_out` how many things of the last read were not taken in because there were too many.
    """

    id: str
    kind: SourceKind
    name: str
    target: str = ""
    account_id: str = ""
    every: timedelta = timedelta(minutes=30)
    enabled: bool = True
    state: SourceState = SourceState.NEW
    why: str = ""
    fails: int = 0
    left_out: int = 0
    next_at: datetime | None = None
    tried_at: datetime | None = None
    fetched_at: datetime | None = None  # when it last answered well
    new_at: datetime | None = None  # when it last brought something that was not known
    cursor: str = ""
    created_at: datetime | None = None
    reach: ReachClass = ReachClass.NONE  # how far it reaches, where a person said so


class Unseen(StrEnum):
    """Why something is not observed."""

    OWN_ONLY = "own-only"  # the platform shows only what reaches our own account
    NO_ACCOUNT = "no-account"
    NO_SOURCE = "no-source"
    CLOSED = "closed"  # behind a sign-in, for everybody


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A place that the watch does not see. `look` names the platform, "" all of them."""

    look: str
    why: Unseen
    read_at: datetime | None = None  # when our own account there was last read
