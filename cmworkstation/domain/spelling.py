"""Spelling: a word list in one piece of memory, what in a text is no word, and what may have been meant.

Silent when unsure: a capital within a sentence is taken for a name, and links, handles, hashtags and code are left out.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

Span = tuple[int, int]
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ\-‑][^\W\d_]+)*")
SKIPPED = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]*@[\w.@+-]+|#\w+|`[^`\n]*`|\{[^}\n]*\}|\w*\d\w*|"
    r"\b[\w-]+\.(?:com|org|net|fr|eu|uk|example|test|html?|pdf|php)\b\S*"
)
ELIDED = {
    "fr": re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'", re.IGNORECASE),
    "en": re.compile(r"(?!)"),
}
POSSESSIVE = re.compile(r"'s?$")
ACRONYM = 5  # capitals
LONGEST = 40
LETTERS = {"fr": "abcdefghijklmnopqrstuvwxyzàâçèéêëîïôùûœ'-", "en": "abcdefghijklmnopqrstuvwxyz'-"}
SUGGESTED = 6
SENTENCE = re.compile(r"(?:^|[.!?…:\n»\"“(]|[-–—•]\s)\s*$")


class Words:
    """The words of one language: sorted lines in one block of bytes, looked up by halving."""

    __slots__ = ("_block",)

    def __init__(self, block: bytes) -> None:
        """Take lines, each between two line breaks, sorted by their bytes."""
        self._block = block

    def __contains__(self, word: str) -> bool:
        """Tell whether the word is listed, as it is written."""
        wanted = word.encode("utf-8", "surrogatepass")
        block, low, high = self._block, 0, len(self._block)
        while low < high:
            middle = (low + high) // 2
            start = block.rfind(b"\n", 0, middle + 1) + 1
            end = block.find(b"\n", start)
            if end < 0:
                high = middle
                continue
            line = block[start:end]
            if line == wanted:
                return bool(wanted)
            if line < wanted:
                low = end + 1
            else:
                high = start - 1
        return False


def misspelt(
    text: str, language: str, words: Words, accepted: Collection[str] = ()
) -> tuple[Span, ...]:
    """Return where words stand that are none, in code points; `accepted` are further words in lower case."""
    skipped = [one.span() for one in SKIPPED.finditer(text)]
    found: list[Span] = []
    at = 0
    for one in WORD.finditer(text):
        while at < len(skipped) and skipped[at][1] <= one.start():
            at += 1
        if at < len(skipped) and skipped[at][0] < one.end():
            continue
        name = one[0][0].isupper() and not SENTENCE.search(
            text[max(0, one.start() - 8) : one.start()]
        )
        if not name and not is_word(one[0], language, words, accepted):
            found.append(one.span())
    return tuple(found)


def is_word(token: str, language: str, words: Words, accepted: Collection[str] = ()) -> bool:
    """Tell whether a token is a word, elided or joined ones included."""
    plain = (
        unicodedata.normalize("NFC", token).replace("’", "'").replace("ʼ", "'").replace("‑", "-")
    )
    if len(plain) == 1 or len(plain) > LONGEST or (plain.isupper() and len(plain) <= ACRONYM):
        return True
    if _known(plain, words, accepted):
        return True
    elided = ELIDED[language].match(plain)
    if elided:
        rest = plain[elided.end() :]
        return len(rest) < 2 or is_word(rest, language, words, accepted)  # noqa: PLR2004 - "l'a"
    bare = POSSESSIVE.sub("", plain)
    if bare != plain:
        return is_word(bare, language, words, accepted)
    parts = plain.split("-")
    return len(parts) > 1 and all(
        len(part) < 2 or is_word(part, language, words, accepted)  # noqa: PLR2004 - "-t-il"
        for part in parts
    )


def _known(word: str, words: Words, accepted: Collection[str]) -> bool:
    lower = word.lower()
    if lower in accepted or word in words or lower in words:
        return True
    if lower.capitalize() in words and word[0].isupper():
        return True
    return "oe" in lower and lower.replace("oe", "œ") in words


def suggest(
    word: str, language: str, words: Words, accepted: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return what may have been meant: other accents first, then one slip of the hand, the first letter kept."""
    lower = unicodedata.normalize("NFC", word).replace("’", "'").lower()
    head = ""
    elided = ELIDED[language].match(lower)
    if elided:
        head, lower = lower[: elided.end()], lower[elided.end() :]
    if not 2 <= len(lower) <= LONGEST:  # noqa: PLR2004 - nothing is near a single letter
        return ()
    own = set(accepted)
    known = [one for one in dict.fromkeys(_near(lower, language)) if one in words or one in own]
    known.sort(key=lambda one: (_bare(one) != _bare(lower), one[:1] != lower[:1], _far(one, lower)))
    shown = [head + one for one in known[:SUGGESTED]]
    if word[:1].isupper():
        shown = [one[:1].upper() + one[1:] for one in shown]
    return tuple(shown)


def _near(word: str, language: str) -> Iterator[str]:
    letters = LETTERS[language]
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if tail:
            yield head + tail[1:]
        for letter in letters:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail
    yield from _accented(word, language)


def _accented(word: str, language: str) -> Iterator[str]:
    """Yield the word with two accents other than written: "reserve" for "réservé"."""
    if language != "fr":
        return
    choices = {
        "e": "éèê",
        "a": "àâ",
        "u": "ùû",
        "i": "îï",
        "o": "ô",
        "c": "ç",
        "é": "eè",
        "è": "eé",
        "ê": "eéè",
    }
    places = [at for at, letter in enumerate(word) if letter in choices]
    for one in places:
        for two in places:
            if one < two:
                for first in choices[word[one]]:
                    for second in choices[word[two]]:
                        yield word[:one] + first + word[one + 1 : two] + second + word[two + 1 :]


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(char for char in apart if not unicodedata.combining(char))


def _far(one: str, two: str) -> int:
    """Return how unlike two near words are: letters at their place that differ, and the length."""
    return sum(a != b for a, b in zip(one, two, strict=False)) + 2 * abs(len(one) - len(two))
