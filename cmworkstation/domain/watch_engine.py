"""Carries out many saved queries at once over whatever comes in.

Each query is known by its anchor: keys of which a text that it matches must hold at least one, the rarest that there
are. A text is looked up by its keys, and only the queries that answer are asked in full. A query without an anchor
(it names a source and no word) is asked each time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from cmworkstation.domain.charter.detect.stop_words import STOP_WORDS
from cmworkstation.domain.folding import fold
from cmworkstation.domain.query import And, Field, Named, Node, Not, Or, Words
from cmworkstation.domain.query.terms import Near
from cmworkstation.domain.query.watching import language as language_named
from cmworkstation.domain.stems import LANGUAGES
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.watch_text import TOKEN, Place, WatchText, keys_of, normal

Test = Callable[[WatchText], bool]
Run = tuple[int, int]  # numbers of the first and the last word of what was found
_SMALL = frozenset(fold(word) for words in STOP_WORDS.values() for word in words)
KNOWN = 20_000  # terms whose words are remembered
_EVERYWHERE = 1e9  # what stands in every text, as far as anchors are concerned


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Keys, and beginnings of words, of which one must be there; `often` says how rarely that helps."""

    keys: frozenset[str]
    begins: frozenset[str]
    often: float


class WatchEngine:
    """A set of saved queries, ready to be asked."""

    def __init__(
        self, queries: Iterable[tuple[str, Node]], often: Mapping[str, int] | None = None
    ) -> None:
        """Take queries by id; `often` tells how many of the texts that came so far hold a key."""
        self._tests: list[tuple[str, Test]] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_begin: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for n, (id_, node) in enumerate(queries):
            self._tests.append((id_, test_of(node)))
            anchor = _anchor(node, often or {})
            if anchor is None:
                self._always.append(n)
                continue
            for key in anchor.keys:
                self._by_key[key].append(n)
            for begin in anchor.begins:
                self._by_begin[begin].append(n)
        self._lengths = sorted({len(one) for one in self._by_begin})

    def matching(self, text: WatchText) -> tuple[str, ...]:
        """Return the ids of the queries that a text matches, in the order in which they were given."""
        asked = set(self._always)
        for key in text.keys & self._by_key.keys():
            asked.update(self._by_key[key])
        for length in self._lengths:
            for begin in {word[:length] for word in text.folded} & self._by_begin.keys():
                asked.update(self._by_begin[begin])
        return tuple(self._tests[n][0] for n in sorted(asked) if self._tests[n][1](text))


def matches(node: Node, text: WatchText) -> bool:
    """Tell whether a text matches a query."""
    return test_of(node)(text)


def marks(node: Node, text: WatchText) -> tuple[Place, ...]:
    """Return where in `text.text` the words stand for which a text matches, in their order and apart."""
    found = sorted(
        (text.spans[first][0], text.spans[last][1]) for first, last in _shown(node, text)
    )
    merged: list[Place] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _shown(node: Node, text: WatchText) -> Iterator[Run]:
    if isinstance(node, Near):
        for left, right in _pairs(node, text):
            yield from (left, right)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _shown(part, text)
    elif isinstance(node, Words):
        yield from _runs(node, text)


def test_of(node: Node) -> Test:
    """Return the test that a query is."""
    if isinstance(node, Not):
        inner = test_of(node.part)
        return lambda text: not inner(text)
    if isinstance(node, Near):
        return lambda text: next(_pairs(node, text), None) is not None
    if isinstance(node, And | Or):
        tests = tuple(map(test_of, node.parts))
        if isinstance(node, And):
            return lambda text: all(test(text) for test in tests)
        return lambda text: any(test(text) for test in tests)
    if isinstance(node, Words):
        return _test_of_words(node)
    assert isinstance(node, Named)
    return _test_of_field(node)


def _test_of_words(node: Words) -> Test:
    wanted = _keys(node)
    if wanted is not None:
        return lambda text: not wanted.isdisjoint(text.keys)
    return lambda text: next(_runs(node, text), None) is not None


def _test_of_field(node: Named) -> Test:
    name = fold(node.name)
    if node.field is Field.LANG:
        code = language_named(node.name)
        return lambda text: text.language == code
    if node.field is Field.PLATFORM:
        return lambda text: text.platform.startswith(name)
    if node.field is Field.SOURCE:
        return lambda text: name in text.source
    return lambda text: name in text.author


@lru_cache(KNOWN)
def _words(node: Words) -> tuple[str, ...]:
    """Return the words of a term, with their signs, in lower case."""
    return tuple(one.lower() for one in TOKEN.findall(normal(node.text)))


@lru_cache(KNOWN)
def _keys(node: Words) -> frozenset[str] | None:
    """Return the keys of which one stands for a single word; None for several, and for one that goes on."""
    words = _words(node)
    if len(words) != 1 or node.prefix:
        return None
    return _own(words[0]) if node.exact or words[0][0] in "#@" else frozenset(keys_of(words[0], ""))


def _own(word: str) -> frozenset[str]:
    """Return the key of a word as it is written."""
    signed = word[0] in "#@"
    return frozenset((keys_of(word, LANGUAGES[0])[1 if signed else 0],))


def _runs(node: Words, text: WatchText) -> Iterator[Run]:
    """Yield where a term stands in a text."""
    single = _keys(node)
    if single is not None:
        for n in sorted({n for key in single for n in text.at.get(key, ())}):
            yield n, n
        return
    words = _words(node)
    last = len(words) - 1
    plain = [keys_of(word, LANGUAGES[0])[0][1:] for word in words]
    if last == 0:
        starts: Iterable[int] = range(len(text.folded))
    else:
        (first,) = _own(words[0])
        starts = text.at.get(first, ())
    for start in starts:
        end = start + last
        if end >= len(text.folded):
            return
        between = all(text.folded[start + n] == plain[n] for n in range(last))
        there = text.folded[end]
        if between and (there.startswith(plain[-1]) if node.prefix else there == plain[-1]):
            yield start, end


def _pairs(node: Near, text: WatchText) -> Iterator[tuple[Run, Run]]:
    """Yield what stands near each other; a word is not near itself."""
    left, right = (sorted(set(_all_runs(part, text))) for part in node.parts)
    for one in left:
        for other in right:
            between = max(one[0], other[0]) - min(one[1], other[1]) - 1
            if 0 <= between <= node.most:
                yield one, other


def _all_runs(node: Node, text: WatchText) -> Iterator[Run]:
    parts: Sequence[Node] = node.parts if isinstance(node, Or) else (node,)
    for part in parts:
        assert isinstance(part, Words)
        yield from _runs(part, text)


def _anchor(node: Node, often: Mapping[str, int]) -> _Anchor | None:
    """Return what a text must hold to match, the rarest; None where any text may."""
    if isinstance(node, And):
        found = [one for part in node.parts if (one := _anchor(part, often)) is not None]
        return min(found, key=lambda one: one.often, default=None)
    if isinstance(node, Or):
        every = [_anchor(part, often) for part in node.parts]
        known = [one for one in every if one is not None]
        if len(known) < len(every):
            return None
        return _Anchor(
            frozenset().union(*(one.keys for one in known)),
            frozenset().union(*(one.begins for one in known)),
            sum(one.often for one in known),
        )
    return _anchor_of_words(node, often) if isinstance(node, Words) else None


def _anchor_of_words(node: Words, often: Mapping[str, int]) -> _Anchor | None:
    words = _words(node)
    if not words:
        return None
    single = _keys(node)
    choices = (
        [] if single is None else [_Anchor(single, frozenset(), _rate(words[0], single, often))]
    )
    if single is None:
        whole = words[:-1] if node.prefix else words
        for word in whole:
            own = _own(word)
            choices.append(_Anchor(own, frozenset(), _rate(word, own, often)))
        if not choices:
            begin = keys_of(words[0], LANGUAGES[0])[0][1:]
            choices.append(_Anchor(frozenset(), frozenset((begin,)), _EVERYWHERE / len(begin)))
    return min(choices, key=lambda one: one.often)


def _rate(word: str, keys: Iterable[str], often: Mapping[str, int]) -> float:
    """Return how often a word is to be expected: as it was, else by its length and what kind of word it is."""
    plain = fold(word.lstrip("#@"))
    guess = 1_000.0 if plain in _SMALL else 100.0 / max(1, len(plain))
    return sum(often.get(key, 0) for key in keys) + guess
