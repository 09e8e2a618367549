"""Searching texts by a person's words.

Words are compared without case and accents, by their beginning, and with a slip of the hand or two. A word
that few entries have counts more than one that many have, and one that stands in a sample question more than
one in a long text.
"""

import math
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cmworkstation.domain.charter.lexicon import WORD

Fields = tuple[tuple[float, str], ...]  # the texts of an entry, each with its weight (0 to 1)
Rank = tuple[float, tuple[str, ...]]  # score (0 to 1) and the words that led to it, folded

WHOLE = 1.0  # a text of this weight is compared as a whole as well
EXACT, PREFIX, NEAR, STEM = 1.0, 0.85, 0.8, 0.65
NEAR_RATIO = 76  # of a hundred: one slip in a word of four letters, two in a long one
SHORT = 4  # shorter words are compared letter by letter
STEM_LENGTH = 5
BEGINNING = 2  # letters of a word that is still being typed
SMALL = 0.12  # what a word counts that only holds a sentence together
PHRASE_SHARE = 0.3  # of the score: how much the whole question is alike
SMALL_WORDS = frozenset(
    """a ai au aux avec avez bonjour bonsoir c ce cela ces cet cette comment d dans de des du elle en est et etes etre
    eu faire fait faut il ils j je l la le les leur lui m ma mais me merci mes moi mon n ne nos notre nous on ou par
    pas peut peux plus pour pourquoi pouvez qu quand que quel quelle quelles quels qui s sa salut sans se ses si
    son sont sur svp t ta te tes toi ton tu un une va vais vers voir vos votre vous y cest jai quoi bien
    about am an and any are as at be been but by can could day did do does dear for from get got had has have hello
    hey hi how i if in is it its just me my no not of or our please s so some t thank thanks that the their them
    there they this to up us was we what when where which who why will with would you your""".split(),
)


@lru_cache(4096)
def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(WORD.findall(plain))


def spans_of(text: str, matched: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where the words for which an answer was found stand in a text, as code points."""
    wanted = set(matched)
    return tuple(
        match.span() for match in WORD.finditer(text) if wanted.intersection(fold(match[0]))
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """The words of all entries: each with the entries that have it, and the weight of its best place there."""

    words: tuple[str, ...]  # sorted
    places: Mapping[str, Mapping[int, float]]
    phrases: tuple[tuple[int, str], ...]  # (entry, its question without the small words)
    size: int
    rarest: float = field(default=1.0)

    def rarity(self, word: str) -> float:
        return math.log(1 + self.size / len(self.places[word]))


def rank(entries: tuple[Fields, ...], query: str) -> dict[int, Rank]:
    """Return place → score and matched words, for all entries that have anything of a query."""
    index = _index(entries)
    total = 0.0
    gained: dict[int, float] = {}
    matched: dict[int, dict[str, None]] = {}
    for word in dict.fromkeys(fold(query)):
        like = _alike(index, word)
        nearest = max(like, key=lambda one: like[one], default="")
        rarity = index.rarity(nearest) if nearest else index.rarest
        importance = min(len(word), 8) * rarity * (SMALL if word in SMALL_WORDS else 1.0)
        total += importance
        best: dict[int, tuple[float, str]] = {}
        for known, likeness in like.items():
            for place, weight in index.places[known].items():
                if likeness * weight > best.get(place, (0.0, ""))[0]:
                    best[place] = (likeness * weight, known)
        for place, (gain, known) in best.items():
            gained[place] = gained.get(place, 0.0) + importance * gain
            if known not in SMALL_WORDS:
                matched.setdefault(place, {})[known] = None
    phrases = _phrase_likeness(index, query)
    return {
        place: (
            (1 - PHRASE_SHARE) * gain / total + PHRASE_SHARE * phrases.get(place, 0.0),
            tuple(matched.get(place, ())),
        )
        for place, gain in gained.items()
    }


@lru_cache(8)
def _index(entries: tuple[Fields, ...]) -> _Index:
    places: dict[str, dict[int, float]] = {}
    phrases: list[tuple[int, str]] = []
    for place, fields in enumerate(entries):
        for weight, text in fields:
            for word in fold(text):
                known = places.setdefault(word, {})
                known[place] = max(weight, known.get(place, 0.0))
            if weight >= WHOLE:
                phrases.append((place, " ".join(telling(text))))
    rarest = math.log(1 + len(entries))
    return _Index(tuple(sorted(places)), places, tuple(phrases), len(entries), rarest)


def _alike(index: _Index, word: str) -> dict[str, float]:
    """Return the words of the guide that a word of the query can stand for, with their likeness."""
    found = {word: EXACT} if word in index.places else {}
    if len(word) >= BEGINNING and word not in SMALL_WORDS:
        found |= dict.fromkeys(_beginning_with(index, word), PREFIX) | found
    if len(word) < SHORT:
        return found
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - not before somebody searches

    for one in _beginning_with(index, word[: max(STEM_LENGTH, len(word) - SHORT)]):
        found.setdefault(one, STEM)
    for near, _, _ in process.extract(
        word, index.words, scorer=fuzz.ratio, score_cutoff=NEAR_RATIO, limit=12
    ):
        if len(near) >= SHORT:
            found[near] = max(NEAR, found.get(near, 0.0))
    return found


def _beginning_with(index: _Index, letters: str) -> Iterator[str]:
    at = bisect_left(index.words, letters)
    while at < len(index.words) and index.words[at].startswith(letters):
        yield index.words[at]
        at += 1


def _phrase_likeness(index: _Index, query: str) -> dict[int, float]:
    """Return entry → how much one of its questions is like the whole query, 0 to 1."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

    asked = " ".join(telling(query))
    if not asked:
        return {}
    texts = [text for _, text in index.phrases]
    found: dict[int, float] = {}
    for _, ratio, at in process.extract(
        asked, texts, scorer=fuzz.token_set_ratio, score_cutoff=50, limit=20
    ):
        place = index.phrases[at][0]
        found[place] = max(found.get(place, 0.0), ratio / 100)
    return found


def telling(text: str) -> list[str]:
    """Return the words of a text that say what it is about."""
    return [word for word in fold(text) if word not in SMALL_WORDS]
