"""All terms of all rules in one dictionary, so that a draft is walked once however many terms there are.

A term is compared word by word: apostrophes, punctuation and line breaks inside a phrase do not matter,
`garanti*` stands for any ending, and a term that ends in `?` or `!` wants that mark behind it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cmworkstation.domain.charter.text_view import view_of

WORD = re.compile(r"[^\W_]+|[%€$£#]")
PATTERN_WORD = re.compile(r"[^\W_]+\*?|[%€$£#]")
Span = tuple[int, int]
Entry = tuple[tuple[tuple[str, bool], ...], str, int]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in lower case, with their places."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def tokens_of(lower: str, skip: Sequence[Span] = ()) -> Tokens:
    """Return the words of a text that is already in lower case, without those inside `skip`."""
    matches = list(WORD.finditer(lower))
    if skip:
        matches = _outside(matches, sorted(skip))
    words = [one[0] for one in matches]
    if "œ" in lower:
        words = [word.replace("œ", "oe") for word in words]
    return Tokens(
        tuple(words),
        tuple(one.start() for one in matches),
        tuple(one.end() for one in matches),
    )


def _outside(matches: list[re.Match[str]], spans: list[Span]) -> list[re.Match[str]]:
    """Return the matches that no span touches; both in their order, so that one walk is enough."""
    kept: list[re.Match[str]] = []
    at, reach = 0, 0
    for one in matches:
        while at < len(spans) and spans[at][0] < one.end():
            reach = max(reach, spans[at][1])
            at += 1
        if one.start() >= reach:
            kept.append(one)
    return kept


@dataclass(slots=True)
class Lexicon:
    """The dictionary. `slot` is a number that stands for one list of one rule."""

    slots: int = 0
    exact: dict[str, list[Entry]] = field(default_factory=dict)
    prefix: dict[str, list[Entry]] = field(default_factory=dict)
    prefix_lengths: tuple[int, ...] = ()

    def add(self, terms: Iterable[str]) -> int:
        """Take in a list of terms and return its slot."""
        slot = self.slots
        self.slots += 1
        for term in terms:
            self._add(term, slot)
        return slot

    def _add(self, term: str, slot: int) -> None:
        lower = view_of(term.strip()).lower.replace("œ", "oe")
        words = [(word.rstrip("*"), word.endswith("*")) for word in PATTERN_WORD.findall(lower)]
        if not words:
            return
        (first, open_end), rest = words[0], tuple(words[1:])
        tail = lower[-1] if lower[-1] in "?!" else ""
        table = self.prefix if open_end else self.exact
        table.setdefault(first, []).append((rest, tail, slot))
        if open_end and len(first) not in self.prefix_lengths:
            self.prefix_lengths = (*self.prefix_lengths, len(first))

    def hits(self, lower: str, tokens: Tokens) -> dict[int, list[Span]]:
        """Return the places of every slot's terms, in the order of the text."""
        found: dict[int, list[Span]] = {}
        exact, prefix, lengths = self.exact, self.prefix, self.prefix_lengths
        for at, word in enumerate(tokens.words):
            entries = exact.get(word)
            if entries:
                _match(entries, at, lower, tokens, found)
            for length in lengths:
                if len(word) >= length:
                    entries = prefix.get(word[:length])
                    if entries:
                        _match(entries, at, lower, tokens, found)
        return found


def _match(
    entries: list[Entry],
    at: int,
    lower: str,
    tokens: Tokens,
    found: dict[int, list[Span]],
) -> None:
    words = tokens.words
    for rest, tail, slot in entries:
        last = at + len(rest)
        if last >= len(words):
            continue
        if rest and not all(
            words[at + n].startswith(word) if open_end else words[at + n] == word
            for n, (word, open_end) in enumerate(rest, 1)
        ):
            continue
        end = tokens.ends[last]
        if tail:
            after = lower[end : end + 2].lstrip()
            if not after.startswith(tail):
                continue
            end = lower.index(tail, end) + 1
        found.setdefault(slot, []).append((tokens.starts[at], end))


def longest(spans: Iterable[Span], unless: Sequence[Span] = ()) -> list[Span]:
    """Return the spans that no longer one overlaps, nor one of `unless` that is at least as long."""
    found = sorted(set(spans))
    if not unless and all(one[1] <= two[0] for one, two in pairwise(found)):
        return found
    kept: list[Span] = []
    for start, end in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if any(start < b and a < end for a, b in kept):
            continue
        if any(start < b and a < end and b - a >= end - start for a, b in unless):
            continue
        kept.append((start, end))
    return sorted(kept)
