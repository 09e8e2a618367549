"""Emoji by their names, in French and in English, accent-blind and by the beginning of any word."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cmworkstation.domain.emoji_words import FRENCH
from cmworkstation.domain.folding import fold

PICTURES = (
    *((0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF)),
    *((0x2614, 0x2615), (0x26A1, 0x26A1), (0x26BD, 0x26BE), (0x2705, 0x2705), (0x2728, 0x2728)),
    *((0x274C, 0x274C), (0x2753, 0x2757), (0x2B50, 0x2B50)),
)
MODIFIERS = range(0x1F3FB, 0x1F400)  # tones of skin, that stand behind a sign and not alone


@dataclass(frozen=True, slots=True)
class Emoji:
    """A sign with its names; the French one is empty where we have none."""

    sign: str
    english: str
    french: str = ""
    words: frozenset[str] = frozenset()  # folded words by which it is found


def found(typed: str, most: int = 8) -> tuple[Emoji, ...]:
    """Return the emoji of which every typed word begins one: first those whose name begins so, then the common ones."""
    wanted = [part for part in fold(typed).replace("_", " ").replace("-", " ").split() if part]
    if not wanted:
        return ()
    fitting = [
        one
        for one in table()
        if all(any(word.startswith(part) for word in one.words) for part in wanted)
    ]
    begins = " ".join(wanted)
    fitting.sort(key=lambda one: not fold(one.french).startswith(begins))
    return tuple(fitting[:most])


@lru_cache(maxsize=1)
def table() -> tuple[Emoji, ...]:
    """Return all emoji that are offered, the common ones first."""
    common = tuple(_common())
    known = {one.sign.rstrip("\ufe0f") for one in common}
    rest = (one for one in _pictures() if one.sign not in known)
    return (*common, *rest)


def _common() -> Iterator[Emoji]:
    for line in FRENCH.strip().splitlines():
        sign, _, names = line.partition(" ")
        name, _, more = names.partition(",")
        english = _english(sign)
        yield Emoji(sign, english, name, _words(f"{name} {more} {english}"))


def _pictures() -> Iterator[Emoji]:
    for first, last in PICTURES:
        for point in range(first, last + 1):
            english = _english(chr(point))
            if english and point not in MODIFIERS and unicodedata.category(chr(point)) == "So":
                yield Emoji(chr(point), english, words=_words(english))


def _english(sign: str) -> str:
    """Return the name of a sign; of a flag, that it is one and whose."""
    letters = [ord(one) - 0x1F1E6 for one in sign]
    if letters and all(0 <= one < 26 for one in letters):  # noqa: PLR2004 - letters of the alphabet
        return "flag " + "".join(chr(ord("a") + one) for one in letters)
    return unicodedata.name(sign[0], "").lower().replace("-", " ")


def _words(names: str) -> frozenset[str]:
    plain = fold(names.replace("’", " ").replace("-", " ").replace("œ", "oe"))
    return frozenset(part for part in plain.split() if len(part) > 1)
