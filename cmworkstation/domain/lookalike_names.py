"""Names that somebody could take for one of ours: what a swindler would register, and what we may want to hold.

Letters doubled, left out, swapped, or replaced by what looks like them (Unicode's confusables); separators; words
that sound official; other ends of an address on the web.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache

from cmworkstation.domain.values import dataclass

SHORTEST = 3
LONGEST = 30  # letters; longer names are no handles
WORDS = ("officiel", "official", "off", "fr", "en", "support", "info", "aide", "help", "real")
TLDS = ("fr", "com", "org", "net", "eu", "info", "co", "io")
SEPARATORS = ("_", "-", ".")
SCRIPTS = ("CYRILLIC SMALL", "GREEK SMALL")  # whose letters people mix in, seen most often
PAIRS = (("m", "rn"), ("rn", "m"), ("w", "vv"), ("vv", "w"), ("d", "cl"), ("cl", "d"))
BY_EYE = {"l": "1i", "i": "1l", "o": "0", "e": "3", "a": "4", "s": "5", "1": "l", "0": "o"}


class Trick(StrEnum):
    """How a name is made that looks like another."""

    DOUBLED = "doubled"
    OMITTED = "omitted"
    SWAPPED = "swapped"
    CONFUSED = "confused"  # by a letter or figure of the usual keyboard
    SCRIPT = "script"  # by a letter of another script
    SEPARATED = "separated"
    WORD = "word"
    ENDING = "ending"  # of an address on the web


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A name, and how it was made."""

    name: str
    trick: Trick


def lookalikes(name: str, tlds: Sequence[str] = TLDS) -> tuple[Lookalike, ...]:
    """Return what looks like a name, each once; none for a name that is too short to be told apart."""
    plain = unicodedata.normalize("NFC", name.strip().lstrip("@").partition("@")[0]).casefold()
    if not SHORTEST <= len(plain) <= LONGEST:
        return ()
    found: dict[str, Lookalike] = {}
    for trick, other in _made(plain, tlds):
        if other != plain:
            found.setdefault(other, Lookalike(other, trick))
    return tuple(found.values())


def _made(name: str, tlds: Sequence[str]) -> Iterator[tuple[Trick, str]]:
    places = range(len(name))
    for n in places:
        yield Trick.DOUBLED, name[: n + 1] + name[n:]
    for n in places:
        yield Trick.OMITTED, name[:n] + name[n + 1 :]
    for n in places[:-1]:
        yield Trick.SWAPPED, name[:n] + name[n + 1] + name[n] + name[n + 2 :]
    yield from ((Trick.CONFUSED, one) for one in _confused(name))
    for n in places:
        for other in _by_letter().get(name[n], ()):
            yield Trick.SCRIPT, name[:n] + other + name[n + 1 :]
    yield from ((Trick.SEPARATED, one) for one in _separated(name))
    for word in WORDS:
        for made in (f"{name}_{word}", f"{name}{word}", f"{name}-{word}", f"{word}_{name}"):
            yield Trick.WORD, made
    yield Trick.WORD, f"the{name}"
    stem = "".join(one for one in name if one.isalnum() or one == "-").strip("-")
    yield from ((Trick.ENDING, f"{stem}.{tld}") for tld in tlds)


def _confused(name: str) -> Iterator[str]:
    for one, other in PAIRS:
        at = name.find(one)
        while at >= 0:
            yield name[:at] + other + name[at + len(one) :]
            at = name.find(one, at + 1)
    for n, letter in enumerate(name):
        for other in BY_EYE.get(letter, ""):
            yield name[:n] + other + name[n + 1 :]


def _separated(name: str) -> Iterator[str]:
    for n in range(1, len(name)):
        if name[n - 1].isalnum() and name[n].isalnum():
            yield from (name[:n] + between + name[n:] for between in SEPARATORS)
    yield from (name.replace(one, "") for one in SEPARATORS if one in name)
    yield from (f"_{name}", f"{name}_")


@cache
def _by_letter() -> dict[str, tuple[str, ...]]:
    """Return letter → the small letters of other scripts that look like it, one of each script."""
    from cmworkstation.domain import confusables  # noqa: PLC0415 - large, and seldom needed

    found: dict[str, dict[str, str]] = {}
    for code, looks in confusables.table().items():
        name = unicodedata.name(chr(code), "")
        script = next((one for one in SCRIPTS if name.startswith(one)), "")
        if script and len(looks) == 1 and looks.isascii() and looks.islower():
            found.setdefault(looks, {}).setdefault(script, chr(code))
    return {letter: tuple(by.values()) for letter, by in found.items()}
