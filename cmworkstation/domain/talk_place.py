"""Where people talk about us: a place is a network, a site by its host, or a way of writing to us; and what we decided.

The ranking counts what was said lately and nothing else: who said it, and how many follow them, is no matter.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from cmworkstation.domain.values import dataclass

LONGEST_REASON = 500
FEWEST_TO_NOTICE = 3  # said there lately, before somebody should decide
# One place each, on however many servers they stand.
NETWORKS = frozenset(
    "mastodon bluesky x facebook instagram threads youtube linkedin reddit telegram matrix hackernews github"
    " google_business pixelfed peertube".split()
)
MAIL = frozenset({"mail", "email", "imap"})


class PlaceKind(StrEnum):
    """What a place is."""

    NETWORK = "network"
    SITE = "site"
    MAIL = "mail"
    OTHER = "other"


class Decision(StrEnum):
    """What we do about a place."""

    PRESENT = "present"  # we speak there
    LISTEN = "listen"  # we read, and speak elsewhere
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a place: what, why, by whom and when; `decision` None takes the one before back."""

    id: str
    place: str
    decision: Decision | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A place with what was said there: lately, in as long a time before, and of the lately said what is unanswered."""

    key: str
    kind: PlaceKind
    lately: int
    before: int
    asked: int = 0  # of `lately`: what waits for an answer or got one
    unanswered: int = 0
    last_at: datetime | None = None
    decided: Decided | None = None
    ours: bool = False  # an account of ours is there

    @property
    def trend(self) -> float | None:
        """Return by which share more or less is said than before, None where nothing was."""
        return (self.lately - self.before) / self.before if self.before else None

    @property
    def unanswered_share(self) -> float | None:
        """Return the share of unanswered, None where nobody asked anything."""
        return self.unanswered / self.asked if self.asked else None

    @property
    def is_undecided(self) -> bool:
        """Tell whether enough is said there for a decision that nobody took; where we are it is plain."""
        decided = self.decided is not None and self.decided.decision is not None
        return self.lately >= FEWEST_TO_NOTICE and not decided and not self.ours


def place_of(platform: str, address: str, server: str = "") -> str:
    """Return the place of something said: its network, else its host, else its platform."""
    if platform in NETWORKS or platform in MAIL:
        return "mail" if platform in MAIL else platform
    return host(address) or host(server) or platform or "?"


def kind_of(key: str) -> PlaceKind:
    """Return what a place is."""
    if key in NETWORKS:
        return PlaceKind.NETWORK
    if key == "mail":
        return PlaceKind.MAIL
    return PlaceKind.SITE if "." in key else PlaceKind.OTHER


def host(address: str) -> str:
    """Return the host of an address in lower case, without "www.", "" where it has none."""
    try:
        found = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return found.removeprefix("www.") if "." in found else ""


def ranked(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return places by what was said there lately, then before, then by name."""
    return tuple(sorted(places, key=lambda one: (-one.lately, -one.before, one.key)))
