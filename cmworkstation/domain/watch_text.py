"""A text as saved queries see it: its words with their places, and by which keys each of them is found.

A key is a word as it is written, without accents and capitals ("=piscine"), or one of its stems in a language
("fr:piscin"). A hashtag and a name that is called are also known with their sign ("=#piscine"). Of a text in another
language, or in none that is sure, stems of both languages count.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property, lru_cache

from cmworkstation.domain.folding import fold
from cmworkstation.domain.stems import LANGUAGES, stems

LONGEST = 20_000  # characters that are looked at
TOKEN = re.compile(r"[#@]?[^\W_]+|[\U0001F000-\U0001FAFF\u2190-\u2BFF]")
KNOWN = 200_000  # words whose keys are remembered
Place = tuple[int, int]


def normal(text: str) -> str:
    """Return a text with each letter and its accents as one character, so that places in it mean the same to all."""
    return unicodedata.normalize("NFC", text[:LONGEST])


@lru_cache(KNOWN)
def keys_of(token: str, language: str) -> tuple[str, ...]:
    """Return the keys of one word of a text in a language, "" where that is not sure."""
    signed = token[0] in "#@"
    word = (token[1:] if signed else token).lower()
    plain = fold(word)
    own = [f"={plain}", f"={token[0]}{plain}"] if signed else [f"={plain}"]
    spoken = (language,) if language in LANGUAGES else LANGUAGES
    return (*own, *(f"{one}:{stem}" for one in spoken for stem in stems(word, one)))


class WatchText:
    """A text with what is known about it; nothing is worked out before it is asked for."""

    def __init__(
        self,
        text: str,
        *,
        language: str = "",
        author: str = "",
        platform: str = "",
        source: str = "",
    ) -> None:
        """Take the words, the code of their language, who wrote them (name and handle), and where they were found."""
        self.text = normal(text)
        self.language = language
        self.author = fold(author)
        self.platform = fold(platform)
        self.source = fold(source)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words in their order."""
        return tuple(TOKEN.findall(self.text))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without signs, accents and capitals."""
        return tuple(keys_of(token, self.language)[0][1:] for token in self.tokens)

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys of all words."""
        found: set[str] = set()
        for token in set(self.tokens):
            found.update(keys_of(token, self.language))
        return frozenset(found)

    @cached_property
    def at(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the words that a key stands for."""
        found: dict[str, list[int]] = {}
        for n, token in enumerate(self.tokens):
            for key in dict.fromkeys(keys_of(token, self.language)):
                found.setdefault(key, []).append(n)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def spans(self) -> tuple[Place, ...]:
        """Where each word stands in `text`."""
        return tuple(one.span() for one in TOKEN.finditer(self.text))
