"""Whether two replies say the same: runs of four words, without greetings, thanks and signatures."""

import hashlib
import re

from cmworkstation.domain.charter.detect.reply_words import NO_ANSWER
from cmworkstation.domain.charter.lexicon import tokens_of
from cmworkstation.domain.charter.page import URL, sentences_of
from cmworkstation.domain.charter.text_view import folded, view_of

WORDS = 4
SKETCH = 16  # runs by which a like reply is found again: the smallest of their numbers
SIGNED = re.compile(r"\n\s*(?:—|–|--)[^\n]*(?:\n[^\n]*){0,2}\s*$")


def shingles(text: str) -> frozenset[int]:
    """Return the runs of words of a reply as numbers that fit a database column; a shorter text is one run."""
    words = _words(text)
    if not words:
        return frozenset()
    runs = range(max(1, len(words) - WORDS + 1))
    return frozenset(_number(" ".join(words[at : at + WORDS])) for at in runs)


def sketch(numbers: frozenset[int]) -> tuple[int, ...]:
    """Return the few numbers that stand for all: like texts share most of theirs."""
    return tuple(sorted(numbers)[:SKETCH])


def likeness(one: frozenset[int], two: frozenset[int]) -> float:
    """Return the share of runs that both have of those that either has, from 0 to 1."""
    return len(one & two) / len(one | two) if one and two else 0.0


def _words(text: str) -> list[str]:
    view = view_of(SIGNED.sub("", text))
    kept: list[str] = []
    for start, end in sentences_of(view.text):
        lower = view.lower[start:end]
        plain = folded(lower).strip(" .!…,;:\"'«»-–—")
        if not any(pattern.fullmatch(plain) for pattern in NO_ANSWER.values()):
            skip = [one.span() for one in URL.finditer(lower)]
            kept += tokens_of(folded(lower), skip).words
    return kept


def _number(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), signed=True)
