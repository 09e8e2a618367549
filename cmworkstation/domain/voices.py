"""Whether we speak with more than the usual few, and how people are treated: shares and counts, and no order of people.

For shares q of the replies that each person had, 1/Σq² says with how many voices we speak in effect: ten people who had
one reply each are ten, one who had ninety of a hundred is little more than one. How many follow somebody is asked here
only, to see whether the small are answered as the large are, and never to sort anything.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import ceil
from typing import Final, TypeVar

from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.reply_time import median
from cmworkstation.domain.values import dataclass

FEW: Final = 10  # people who make the usual few
FEWEST: Final = 3  # people in a third: of fewer nothing is said
FAIR: Final = (0.9, 1.1)  # between which the rates of the two thirds are alike
MANY: Final = 10  # hostile messages in one day for one person of ours, before relief is proposed
OWN_WORDS: Final = 5  # in a reply that began from an answer which asks for no number of its own

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    n: int
    of: int

    @property
    def share(self) -> float | None:
        """Return it from 0 to 1, None of nothing."""
        return self.n / self.of if self.of else None


def new_voices(answered: Collection[P], earlier: Collection[P]) -> Share:
    """Return how many of the people who were answered had no answer in the time before."""
    people = set(answered)
    return Share(len(people.difference(earlier)), len(people))


def effective(replies: Mapping[P, int]) -> float | None:
    """Return with how many voices we speak in effect; None where we answered nobody."""
    total = sum(replies.values())
    return 1 / sum((n / total) ** 2 for n in replies.values()) if total else None


def usual_few(replies: Mapping[P, int], most: int = FEW) -> Share:
    """Return how many replies went to the people who had most of them."""
    counts = sorted(replies.values(), reverse=True)
    return Share(sum(counts[:most]), sum(counts))


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody wrote in a conversation: how many follow them, and after how long we answered."""

    audience: int
    waited_s: float | None  # None: not answered


@dataclass(frozen=True, slots=True)
class Third:
    """Those with the smallest or the largest audience: how often they were answered, and after how long."""

    answered: Share
    median_s: float | None

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> "Third":
        """Count."""
        waits = sorted(one.waited_s for one in turns if one.waited_s is not None)
        return cls(Share(len(waits), len(turns)), median(waits) if waits else None)


@dataclass(frozen=True, slots=True)
class Parity:
    """Whether the small are answered as the large are; None for both where too few are known."""

    small: Third | None
    large: Third | None
    unknown: int  # turns of people of whom nobody knows how many follow them

    @property
    def ratio(self) -> float | None:
        """Return the rate of the small over that of the large: 1 where both are answered alike."""
        if self.small is None or self.large is None or not self.large.answered.n:
            return None
        return (self.small.answered.share or 0.0) / (self.large.answered.share or 1.0)

    @property
    def is_fair(self) -> bool | None:
        """Tell whether both are answered alike, None where nobody can tell."""
        return None if self.ratio is None else FAIR[0] <= round(self.ratio, 9) <= FAIR[1]


def parity(turns: Iterable[Turn], unknown: int = 0) -> Parity:
    """Compare the third with the smallest audience with the third with the largest; between equals nothing is cut.

    Whoever has as many followers as the last of a third belongs to it, unless both thirds would meet: then there is
    nothing to compare.
    """
    every = tuple(turns)
    known = sorted((one.audience, n) for n, one in enumerate(every))
    third = len(known) // 3
    if third < FEWEST:
        return Parity(None, None, unknown)
    low, high = known[third - 1][0], known[-third][0]
    if low >= high:
        return Parity(None, None, unknown)
    small = [every[n] for audience, n in known if audience <= low]
    large = [every[n] for audience, n in known if audience >= high]
    return Parity(Third.of(small), Third.of(large), unknown)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text that went out often."""

    text: str
    n: int
    conversations: tuple[ConversationId, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What was hostile among what one of us had in hand: in all, on the worst day, and what of it still waits."""

    who: ProfileId
    messages: int
    worst: int
    worst_on: date | None
    waiting: tuple[ConversationId, ...]


@dataclass(frozen=True, slots=True)
class Relief:
    """A proposal: hand so many conversations to somebody else. `to` is None where whoever looks may not know whom."""

    of: ProfileId
    to: ProfileId | None
    theirs: int | None  # hostile messages that they had, where that may be told
    conversations: tuple[ConversationId, ...]


def relief(loads: Sequence[Load], many: int = MANY) -> tuple[Relief, ...]:
    """Propose to hand half of what waits from each who had too much in a day to whoever had least, by turns."""
    had = {one.who: one.messages for one in loads}
    made = []
    for one in loads:
        rested = sorted((n, who) for who, n in had.items() if who != one.who and n < one.messages)
        half = one.waiting[: ceil(len(one.waiting) / 2)]
        if one.worst < many or not half or not rested:
            continue
        n, to = rested[0]
        made.append(Relief(one.who, to, n, half))
        had[to] += len(half)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Spread:
    """Where people say that they live: place → people, and how many say nothing."""

    places: Mapping[str, int]
    silent: int

    @property
    def declared(self) -> Share:
        """Return how many told."""
        told = sum(self.places.values())
        return Share(told, told + self.silent)


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody who wrote to us and was never answered."""

    author_id: AuthorId
    conversation_id: ConversationId
    since_id: int  # their first message of the time that is looked at
    name: str
    handle: str
    platform: str
