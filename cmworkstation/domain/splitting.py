"""A long text as a numbered thread: where it is cut, how its parts stand in a draft, and how each of them leaves.

In a draft the parts stand below one another with a line between them that holds nothing but scissors: a person sees
where the text is cut, moves a cut or takes one out, and edits every part in its place. Each part leaves with its
number behind it, "1/3", and the number is counted.

Cuts are made at the ends of sentences, else of clauses, else between words; never inside a sign that several code
points make up, a link, a mention, or a phrase that must stay whole.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MARK = "✂"
CUT = re.compile(r"^[ \t]*✂\ufe0f?[ \t]*$", re.MULTILINE)
MOST = 99  # parts
GAP = re.compile(r"[ \t\n]+")  # not the no-break spaces, which keep French signs with their words
SENTENCE = re.compile(r"(?:[.!?…]+|[\u202f\u00a0 ][!?]+)[»\"”’)\]\u00a0\u202f]*$")
CLAUSE = re.compile(r"[,;:–—]$")
SHORT = re.compile(
    r"(?:^|[\s(«\"’'])(?:\w{1,2}|Mme|Mlle|Mrs|etc|vol|fig|tél|env)\.$", re.IGNORECASE
)
CLOSING = re.compile(r"[?!;:»%€)\]]")  # what begins so belongs to the word before
OPENING = re.compile(r"[«(\[]$")
WHOLE = re.compile(
    r"https?://\S|^@[\w.-]+(?:@[\w.-]+)?$|\S@\S", re.IGNORECASE
)  # words that are never cut
LEAST = (
    3  # a part cut at the end of a sentence or clause holds at least the third of what would fit
)

Measure = Callable[[str], int]


class CannotSplit(ValueError):
    """Some word of the text that must stay whole is longer than a part, or there would be too many parts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text may be cut: before and after the gap, and how well."""

    end: int
    start: int
    rank: int  # 2 the end of a sentence, 1 of a clause, 0 between words


def split(text: str, limit: int, measure: Measure, keep: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the parts of a text, each no longer than `limit` with its number; `keep` are phrases that stay whole.

    Joined again their words are those of the text, in order. Raises `CannotSplit`.
    """
    for digits in ("9", "99"):
        number = f" {digits}/{digits}"
        parts = _greedy(text.strip(), lambda part: measure(part + number) <= limit, keep)  # noqa: B023
        if len(parts) <= int(digits):
            return tuple(parts)
    raise CannotSplit


def marked(parts: Sequence[str]) -> str:
    """Return parts as they stand in a draft."""
    return f"\n{MARK}\n".join(parts)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of a draft, () where it has no cut: it leaves as it is."""
    if MARK not in text:
        return ()
    found = tuple(part.strip() for part in CUT.split(text))
    kept = tuple(part for part in found if part)
    return kept if len(kept) > 1 else ()


def without_marks(text: str) -> str:
    """Return a draft as one text again."""
    return "\n\n".join(part.strip() for part in CUT.split(text)) if MARK in text else text


def unmarked(text: str) -> str:
    """Return a draft without its cuts, every other sign where it was: nobody has to like scissors."""
    return CUT.sub(lambda found: " " * len(found[0]), text) if MARK in text else text


def numbered(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts as they leave."""
    return tuple(f"{part} {n}/{len(parts)}" for n, part in enumerate(parts, 1))


def without_number(text: str, part: int, parts: int) -> str:
    """Return a part as it stood in the draft."""
    return text.removesuffix(f" {part}/{parts}")


def _greedy(text: str, fits: Callable[[str], bool], keep: Iterable[str]) -> list[str]:
    """Cut a text from its beginning, each part as long as it may be."""
    places, parts, start = _places(text, keep), [], 0
    while start < len(text):
        if fits(text[start:]):
            parts.append(text[start:])
            break
        if len(parts) >= MOST:
            raise CannotSplit
        first = bisect_right(places, start, key=lambda one: one.end)
        cut = _cut(text, start, places[first:], fits)
        if cut is None:
            end = _within(
                text, start, places[first].end if first < len(places) else len(text), fits
            )
            cut = Place(end, end, 0)
        parts.append(text[start : cut.end])
        start = cut.start
    return parts


def _cut(
    text: str, start: int, places: Sequence[Place], fits: Callable[[str], bool]
) -> Place | None:
    """Return the best place at which what goes before fits, None where not even the first word does."""
    low, high = 0, len(places)
    while low < high:  # the first place at which it does not fit any more
        middle = (low + high) // 2
        if fits(text[start : places[middle].end]):
            low = middle + 1
        else:
            high = middle
    if not low:
        return None
    room = places[low - 1].end - start
    for rank in (2, 1):
        for place in reversed(places[:low]):
            if (place.end - start) * LEAST < room:
                break
            if place.rank == rank:
                return place
    return places[low - 1]


def _within(text: str, start: int, end: int, fits: Callable[[str], bool]) -> int:
    """Return where to cut a word that is longer than a part, between two signs. Raises `CannotSplit`."""
    word = text[start:end]
    if WHOLE.search(word) or GAP.search(word):
        raise CannotSplit
    at = start
    for sign in _cluster().findall(word):
        if not fits(text[start : at + len(sign)]):
            break
        at += len(sign)
    if at == start:
        raise CannotSplit
    return at


def _places(text: str, keep: Iterable[str]) -> list[Place]:
    whole = [
        (found.start(), found.end())
        for phrase in keep
        if phrase
        for found in re.finditer(re.escape(phrase), text)
    ]
    places = []
    for gap in GAP.finditer(text):
        end, start = gap.span()
        inside = any(begins < start and end < ends for begins, ends in whole)
        if inside or OPENING.search(text[:end][-1:]) or CLOSING.match(text, start):
            continue
        places.append(Place(end, start, _rank(text, end, start, gap[0])))
    return places


def _rank(text: str, end: int, start: int, gap: str) -> int:
    before = text[max(0, end - 12) : end]
    if "\n" in gap:
        return 2
    if SENTENCE.search(before) and not SHORT.search(before) and not text[start].islower():
        return 2
    return int(bool(CLAUSE.search(before)))


@lru_cache(maxsize=1)
def _cluster() -> Any:  # noqa: ANN401 - a pattern of the library `regex`
    import regex  # noqa: PLC0415 - a slow import that only the cutting of a word needs

    return regex.compile(r"\X")
