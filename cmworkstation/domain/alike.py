"""Names that look like each other, whatever letters they are written with (Unicode Technical Standard 39)."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from cmworkstation.domain import foreign
from cmworkstation.domain.folding import fold
from cmworkstation.domain.values import dataclass

SHORTEST = 3  # letters; shorter names are alike by chance
LONGEST = 120  # letters that are looked at; more of a name is not shown either


@dataclass(frozen=True, slots=True)
class Alike:
    """Whom a name is mistaken for: one of our accounts, or somebody who wrote before."""

    name: str
    handle: str
    ours: bool


class Names:
    """The names that are known here, by what they look like."""

    def __init__(self) -> None:
        """Know nobody."""
        self._ours: dict[str, Alike] = {}
        self._people: dict[str, Alike] = {}
        self._handles: set[str] = set()

    def add_ours(self, name: str, handle: str) -> None:
        """Know one of our accounts."""
        self._handles.add(handle.casefold())
        for one in (name, _local(handle)):
            self._add(self._ours, one, Alike(name, handle, ours=True))

    def add_people(self, people: Iterable[tuple[str, str]]) -> None:
        """Know people by (name, handle), whoever came first before the others."""
        for name, handle in people:
            self._add(self._people, name, Alike(name, handle, ours=False))

    @staticmethod
    def _add(known: dict[str, Alike], name: str, who: Alike) -> None:
        if len(name.strip()) >= SHORTEST:
            for looks in skeletons(name[:LONGEST]):
                known.setdefault(looks, who)

    def mistaken_for(self, name: str, handle: str) -> Alike | None:
        """Return whom somebody with this name and handle could be mistaken for, None for nobody.

        A name of ours belongs to nobody else, however it is written. Two people may share a name; it is a
        disguise where it is written with other letters than the one that was here first.
        """
        if handle and handle.casefold() in self._handles:
            return None
        name, handle = name[:LONGEST], handle[:LONGEST]
        for one in (name, _local(handle)):
            if len(one.strip()) < SHORTEST:
                continue
            found = next(
                (self._ours[looks] for looks in skeletons(one) if looks in self._ours), None
            )
            if found:
                return found
        if len(name.strip()) < SHORTEST:
            return None
        letters = _letters(name)
        known = (self._people.get(looks) for looks in sorted(skeletons(name)))
        return next((one for one in known if one and _letters(one.name) != letters), None)


def skeleton(name: str) -> str:
    """Return what a name looks like, whatever its capitals: UTS 39's skeleton without accents."""
    latin = "".join(map(_latin, unicodedata.normalize("NFD", foreign.cleaned(name))))
    return _looks(fold(unicodedata.normalize("NFKD", latin))).casefold()


def skeletons(name: str) -> frozenset[str]:
    """Return what a name looks like as it is written, and whatever its capitals; alike names share one of them.

    A capital I is taken for an l, but a small i is not: so "PayPaI" and "PAYPAL" both look like "PayPal".
    """
    plain = foreign.cleaned(name)
    return frozenset((skeleton(name), _looks(plain), _looks(plain.upper())))


@cache
def _latin(letter: str) -> str:
    """Return a letter of another script as the Latin one that it is taken for: "I" for "І", not "l" as in the table."""
    if letter.isascii():
        return letter
    small = letter.casefold()
    like = _alike().get(ord(small), "") if len(small) == 1 and small != letter else ""
    return like.upper() if len(like) == 1 and like.isascii() else _alike().get(ord(letter), letter)


@cache
def _alike() -> dict[int, str]:
    from cmworkstation.domain import confusables  # noqa: PLC0415 - a start needs none of it

    return confusables.table()


def _looks(name: str) -> str:
    table = _alike()
    first = unicodedata.normalize("NFD", name).translate(
        table
    )  # before compatibility forms take letters away
    parts = unicodedata.normalize("NFKD", first)
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(plain.translate(table).replace("vv", "w").split())


def _local(handle: str) -> str:
    """Return a handle without its server: "@mairie@social.example" gives "mairie"."""
    return handle.lstrip("@").partition("@")[0]


def _letters(name: str) -> str:
    parts = unicodedata.normalize("NFD", foreign.cleaned(name).casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
