"""Where a name was looked up, by hand, and what was found: free, ours, somebody else's, or unclear."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from cmworkstation.domain.presence import DOMAIN, Presence
from cmworkstation.domain.values import dataclass

AGAIN_AFTER = timedelta(days=90)
UNCLEAR_AGAIN_AFTER = timedelta(days=14)
BLUESKY = ".bsky.social"  # the end of a name there that has no name of the web of its own
ENDINGS = frozenset(
    "fr com org net eu info co io be ch de es it lu nl pt uk ca us social app dev site online shop bzh paris"
    " alsace corsica coop asso club tv me".split()
)


class Result(StrEnum):
    """What was found."""

    FREE = "free"
    OURS = "ours"
    TAKEN = "taken"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class HandleCheck:
    """One look at one name on one platform, on a day."""

    id: str
    platform: str
    handle: str
    result: Result
    on_day: date
    holder: str = ""  # by whom it is taken
    by: str = ""  # the person who looked

    @property
    def again_on(self) -> date:
        """Return the day on which it should be looked up again."""
        wait = UNCLEAR_AGAIN_AFTER if self.result is Result.UNCLEAR else AGAIN_AFTER
        return self.on_day + wait


@dataclass(frozen=True, slots=True)
class Place:
    """A platform on which names are looked up; `address` has {handle} in it."""

    platform: str
    address: str

    def of(self, handle: str) -> str:
        """Return where a browser finds a name."""
        return self.address.replace("{handle}", handle)


@dataclass(frozen=True, slots=True)
class Line:
    """One name on one platform: where to look, the last look, and whether the register has it."""

    platform: str
    handle: str
    address: str
    last: HandleCheck | None = None
    registered: bool = False

    def is_due(self, today: date) -> bool:
        """Tell whether somebody should look: never done, or long ago."""
        if self.registered:
            return False
        return self.last is None or self.last.again_on <= today


def local(handle: str) -> str:
    """Return a name without @ and server: "@lamaison@social.example" gives "lamaison"."""
    return handle.strip().lstrip("@").partition("@")[0].removesuffix(BLUESKY)


def is_of_the_web(name: str) -> bool:
    """Tell whether a name is one of the web, as lamaison.fr; la.maison is none."""
    return name.casefold().rpartition(".")[2] in ENDINGS and "." in name


def lines(
    handles: Sequence[str],
    places: Sequence[Place],
    checks: Iterable[HandleCheck],
    register: Iterable[Presence],
) -> tuple[Line, ...]:
    """Return every name on every platform, with the last look at each."""
    last: dict[tuple[str, str], HandleCheck] = {}
    for check in sorted(checks, key=lambda one: (one.on_day, one.id)):
        last[check.platform, check.handle.casefold()] = check
    ours = {(one.platform, local(one.handle).casefold()) for one in register if one.is_held}
    found = []
    for handle in handles:
        for place in places:
            if (place.platform == DOMAIN) != is_of_the_web(handle):
                continue  # names of the web are looked up as such, and nowhere else
            key = (place.platform, handle.casefold())
            found.append(Line(place.platform, handle, place.of(handle), last.get(key), key in ours))
    return tuple(found)
