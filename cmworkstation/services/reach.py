"""Who can be reached where: by another account of ours, under the same name elsewhere, or as a person noted."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cmworkstation.domain.ids import AuthorId, MessageId
from cmworkstation.store.dependence import Wrote

SHORTEST_NAME = 3  # letters of a handle by which a person is known elsewhere
HAND, ACCOUNT, NAME = "hand", "account", "name"  # how we know
NOWHERE: tuple[tuple[str, ...], str] = ((), "")


@dataclass(frozen=True, slots=True)
class Known:
    """A person who writes to us on an account; `elsewhere` names where else we reach them, `why` how we know."""

    author_id: AuthorId
    platform: str
    messages: int
    last_id: MessageId
    last_at: datetime
    elsewhere: tuple[str, ...] = ()
    why: str = ""
    name: str = ""
    handle: str = ""


@dataclass(frozen=True)
class Reach:
    """Everybody who wrote to us within a year; made once, asked often."""

    wrote: Sequence[Wrote]
    platforms: Mapping[int, str]  # by the number of the account
    homes: Mapping[AuthorId, frozenset[str]]  # those who wrote on several platforms
    accounts: Mapping[
        AuthorId, int
    ]  # how many of our accounts they wrote to, where that is more than one
    alike: Mapping[
        AuthorId, frozenset[str]
    ]  # the platforms of their name and handle, where there are several
    by_hand: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        wrote: Sequence[Wrote],
        platforms: Mapping[int, str],
        named: Mapping[AuthorId, tuple[str, str]],
        by_hand: Mapping[int, str],
    ) -> "Reach":
        """Look who is known in several places."""
        first: dict[AuthorId, str] = {}
        several: dict[AuthorId, set[str]] = {}
        accounts: Counter[AuthorId] = Counter()
        by_name: dict[str, list[AuthorId]] = {}
        for one in wrote:
            platform, author = platforms[one.number], one.author_id
            accounts[author] += 1
            if author not in first:
                first[author] = platform
                if key := _who(*named.get(author, ("", ""))):
                    by_name.setdefault(key, []).append(author)
            elif first[author] != platform:
                several.setdefault(author, {first[author]}).add(platform)
        alike: dict[AuthorId, frozenset[str]] = {}
        for authors in by_name.values():
            if len(authors) > 1:
                where = frozenset().union(*(several.get(a, {first[a]}) for a in authors))
                if len(where) > 1:
                    alike.update(dict.fromkeys(authors, where))
        return cls(
            wrote,
            platforms,
            {author: frozenset(where) for author, where in several.items()},
            {author: n for author, n in accounts.items() if n > 1},
            alike,
            by_hand,
        )

    def elsewhere(self, author: AuthorId, platform: str) -> tuple[tuple[str, ...], str]:
        """Return where else than on a platform somebody is reached, and how we know."""
        if author in self.by_hand:
            return (self.by_hand[author],), HAND
        for known, why in ((self.homes, ACCOUNT), (self.alike, NAME)):
            others = known[author] - {platform} if author in known else frozenset()
            if others:
                return tuple(sorted(others)), why
        return NOWHERE

    def only_there(self) -> Counter[str]:
        """Return platform → how many people are reached only there."""
        found: dict[str, set[AuthorId]] = {}
        for one in self.wrote:
            found.setdefault(self.platforms[one.number], set()).add(one.author_id)
        return Counter(
            {
                platform: sum(self.elsewhere(author, platform) is NOWHERE for author in authors)
                for platform, authors in found.items()
            }
        )

    def only_on(self, platform: str) -> tuple[Known, ...]:
        """Return whom we reach only on a platform, each once, the latest first."""
        latest: dict[AuthorId, Wrote] = {}
        for one in self.wrote:
            if self.platforms[one.number] == platform and (
                one.author_id not in latest or latest[one.author_id].last_id < one.last_id
            ):
                latest[one.author_id] = one
        found = (self._known(one) for one in latest.values())
        return tuple(
            sorted((one for one in found if not one.elsewhere), key=lambda one: -one.last_id)
        )

    def on_account(self, number: int) -> tuple[Known, ...]:
        """Return who wrote to an account, the latest first; another account on the same platform would stay."""
        found = [self._known(one, closing=True) for one in self.wrote if one.number == number]
        return tuple(sorted(found, key=lambda one: -one.last_id))

    def _known(self, one: Wrote, *, closing: bool = False) -> Known:
        platform = self.platforms[one.number]
        elsewhere, why = self.elsewhere(one.author_id, platform)
        if closing and not elsewhere and one.author_id in self.accounts:
            elsewhere, why = (platform,), ACCOUNT
        return Known(one.author_id, platform, one.ever, one.last_id, one.last_at, elsewhere, why)


def only_there(
    writers: Mapping[str, set[int]],
    named: Iterable[tuple[int, str, str]],
    by_hand: Container[int],
) -> Counter[str]:
    """Return platform → how many people are reached only there: what `Reach.only_there` says, without the people.

    `writers` are those of each platform, `named` is who they are. People of one name and handle are one person, and
    known in several places as soon as any of them writes elsewhere.
    """
    bits: dict[int, int] = {}  # person → one bit for each platform that they wrote on
    for n, people in enumerate(writers.values()):
        several = people & bits.keys()
        more = {one: bits[one] | 1 << n for one in several}
        bits.update(dict.fromkeys(people, 1 << n))
        bits.update(more)
    anywhere: dict[str, int] = {}  # name and handle → the bits of whoever has them
    whose: list[str] = []
    counted: Counter[int] = Counter()
    for author_id, name, handle in named:
        if author_id in bits:
            key, bit = _who(name, handle), bits[author_id]
            if key:
                anywhere[key] = anywhere.get(key, 0) | bit
            if author_id in by_hand:
                continue
            if key:
                whose.append(key)
            else:
                counted[bit] += 1
    counted.update(map(anywhere.__getitem__, whose))
    return Counter({platform: counted[1 << n] for n, platform in enumerate(writers)})


def _who(name: str, handle: str) -> str:
    """Return by what the same person is known on two platforms: the same name with the same handle; "" for nothing.

    One text and no pair: a hundred thousand pairs keep the collector of garbage busy.
    """
    local = handle.strip().lstrip("@").partition("@")[0].partition(".")[0].casefold()
    folded = " ".join(name.casefold().split())
    return f"{folded}\0{local}" if len(local) >= SHORTEST_NAME and folded else ""
