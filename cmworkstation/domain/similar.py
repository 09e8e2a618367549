"""Which messages ask much the same: by the words that carry meaning, whoever is addressed and whatever the numbers.

Mentions, links, numbers and small words count for nothing; of a word its beginning counts, so that "horaire" and
"horaires" are one. Each message joins the first group whose beginning it is like: no chain of small steps ties
what is unlike.
"""

import re
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from cmworkstation.domain.charter.detect.stop_words import STOP_WORDS
from cmworkstation.domain.charter.text_view import folded
from cmworkstation.domain.progress import Progress

LIKE = 0.5  # the share of words that two messages have in common of those that either has
FEWEST = 3  # messages that make a group
FEWEST_WORDS = 2  # that carry meaning: "bonjour" and "help" are like nothing
MOST_WORDS = 60  # that are looked at: what a message asks stands near its beginning
STEM = 6  # letters by which words are told apart
STEP = 200  # messages between two steps of progress

_ASIDE = re.compile(r"https?://\S+|www\.\S+|(?<!\w)[@#]\w[\w.-]*(?:@[\w.:-]*\w)?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_GREETINGS = frozenset(
    "hello hi hey hiya cheers thanks thank please coucou merci bonjour bonsoir salut cordialement svp".split()
)
_SMALL = _GREETINGS.union(*STOP_WORDS.values())
Words = frozenset[str]


def words_of(text: str) -> Words:
    """Return the words of a message that carry meaning."""
    found: list[str] = []
    for match in _WORD.finditer(folded(_ASIDE.sub(" ", text[:4000]).lower())):
        if match[0] not in _SMALL:
            found.append(match[0][:STEM])
            if len(found) == MOST_WORDS:
                break
    return frozenset(found)


def likeness(one: Words, two: Words) -> float:
    """Return how much two messages have in common, from 0 to 1."""
    common = len(one & two)
    least = min(len(one), len(two))
    return common / (len(one) + len(two) - common) if least >= FEWEST_WORDS else 0.0


@dataclass(slots=True)
class _Group:
    words: Words
    ids: list[int] = field(default_factory=list)


def groups(
    texts: Sequence[tuple[int, str]], fewest: int = FEWEST
) -> Generator[Progress, None, tuple[tuple[int, ...], ...]]:
    """Group messages, given as (id, text), that ask much the same; the largest group first."""
    spoken: list[tuple[int, Words]] = []
    often: Counter[str] = Counter()
    for n, (id_, text) in enumerate(texts):
        if n % STEP == 0:
            yield Progress(n, 2 * len(texts), "similar")
        words = words_of(text)
        if len(words) >= FEWEST_WORDS:
            spoken.append((id_, words))
            often.update(words)
    made: list[_Group] = []
    having: dict[str, list[int]] = {}  # telling word → groups that begin with a message that has it
    for n, (id_, words) in enumerate(spoken):
        if n % STEP == 0:
            yield Progress(len(texts) + n, 2 * len(texts), "similar")
        telling = _telling(words, often)
        best, most = -1, 0.0
        for at in sorted({at for word in telling for at in having.get(word, ())}):
            share = likeness(words, made[at].words)
            if share > most:
                best, most = at, share
        if most >= LIKE:
            made[best].ids.append(id_)
            continue
        for word in telling:
            having.setdefault(word, []).append(len(made))
        made.append(_Group(words, [id_]))
    found = (tuple(one.ids) for one in made if len(one.ids) >= fewest)
    return tuple(sorted(found, key=len, reverse=True))


def _telling(words: Words, often: Mapping[str, int]) -> list[str]:
    """Return the seldom words of a message of which any message that is like it must have one.

    Who shares `LIKE` of the words shares at least that part of ours; leaving out one word fewer than that part,
    the most frequent ones, leaves one that is shared.
    """
    most_seldom = sorted(words, key=lambda word: (often[word], word))
    return most_seldom[: len(words) - ceil(LIKE * len(words)) + 1]


def like(text: str, texts: Sequence[tuple[int, str]]) -> Generator[Progress, None, tuple[int, ...]]:
    """Return which messages ask much the same as one, the most alike first."""
    mine = words_of(text)
    found: list[tuple[float, int]] = []
    for n, (id_, other) in enumerate(texts):
        if n % STEP == 0:
            yield Progress(n, len(texts), "similar")
        share = likeness(mine, words_of(other))
        if share >= LIKE:
            found.append((-share, id_))
    return tuple(id_ for _, id_ in sorted(found))
