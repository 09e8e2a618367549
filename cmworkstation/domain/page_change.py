"""What changed on a page that is read again and again: paragraphs that came and stayed, and those that went.

A paragraph counts once it stood there twice in a row, and as gone once it was missing twice in a row. What stood there
before and comes back is no news: a banner that takes turns with another is told of at most once. Where only numbers
change each time, it is a counter or a clock, and is left alone after a few changes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from cmworkstation.domain.folding import fold
from cmworkstation.domain.values import dataclass

TWICE = 2  # reads in a row that make something certain
RESTLESS = 3  # changes of numbers alone after which they are left alone
MOST = 400  # paragraphs of a page that are looked at
MOST_LEFT = 400  # paragraphs that went, and are known when they come back
LONGEST = 2_000  # characters of a paragraph
NUMBER = re.compile(r"\d+")
Read = tuple[str, str, str]  # digest, shape, text
Counted = tuple[str, str, str, int]  # … and reads in a row that say otherwise, or that say so
ADDED, REMOVED = "+ ", "− "


@dataclass(frozen=True, slots=True)
class PageChange:
    """What came and what went since the page was last told of."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.added or self.removed)

    @property
    def text(self) -> str:
        """The change as lines: what went, then what came."""
        return "\n".join(
            [*(REMOVED + one for one in self.removed), *(ADDED + one for one in self.added)]
        )


def parted(text: str) -> tuple[str, str]:
    """Return what stood there and what stands there now, of a change as `PageChange.text` tells it."""
    lines = text.split("\n")
    return (
        "\n".join(one.removeprefix(REMOVED) for one in lines if one.startswith(REMOVED)),
        "\n".join(one.removeprefix(ADDED) for one in lines if one.startswith(ADDED)),
    )


@dataclass(frozen=True, slots=True)
class PageMemory:
    """What is known of a page: paragraphs as [digest, shape, text, reads in a row that say otherwise].

    `waiting` are those that were seen once; `left` digests of what stood there before; `restless` shapes (a paragraph
    without its numbers) with how often they changed.
    """

    there: tuple[Counted, ...] = ()
    waiting: tuple[Counted, ...] = ()
    left: tuple[str, ...] = ()
    restless: Mapping[str, int] | None = None

    @property
    def is_sure(self) -> bool:
        """Tell whether nothing waits to be seen once more."""
        return not self.waiting and not any(missing for *_, missing in self.there)


def look(memory: PageMemory | None, paragraphs: Sequence[str]) -> tuple[PageMemory, PageChange]:
    """Return what is known after a read, and what is told now; the first read of all tells nothing."""
    seen = _read(paragraphs)
    if memory is None:
        return PageMemory(tuple((*one, 0) for one in seen.values())), PageChange()
    looking = _Look(memory, seen)
    looking.at_what_came()
    looking.at_what_went()
    return looking.memory(), PageChange(tuple(looking.added), tuple(looking.removed))


class _Look:
    """One read of a page that is known."""

    def __init__(self, memory: PageMemory, seen: Mapping[str, Read]) -> None:
        self._before = memory
        self._seen = seen
        self._left = dict.fromkeys(memory.left)
        self._restless = dict(memory.restless or {})
        self._there: list[Counted] = []
        self._waiting: list[Counted] = []
        self.added: list[str] = []
        self.removed: list[str] = []

    def memory(self) -> PageMemory:
        """Return what is known from now on."""
        left = tuple(self._left)[-MOST_LEFT:]
        return PageMemory(tuple(self._there), tuple(self._waiting), left, self._restless)

    def at_what_came(self) -> None:
        """Look at paragraphs that did not stand there."""
        known = {digest for digest, *_ in self._before.there}
        waited = {digest: times for digest, _, _, times in self._before.waiting}
        for one in self._seen.values():
            digest, shape, text = one
            times = waited.pop(digest, 0) + 1
            if digest in known:
                continue
            if digest not in self._left and times < TWICE:
                self._waiting.append((*one, times))
                continue
            self._there.append((*one, 0))
            if digest not in self._left and not self._is_restless(shape):
                self.added.append(text)
        for digest, shape, _, _ in self._before.waiting:
            if digest in waited:  # seen once, and not again
                self._left[digest] = None
                self._stir(shape)

    def at_what_went(self) -> None:
        """Look at paragraphs that stood there."""
        certain = {shape for _, shape, _, _ in self._there}
        uncertain = {shape for _, shape, _, _ in self._waiting}
        kept: list[Counted] = []
        for digest, shape, text, missing in self._before.there:
            if digest in self._seen:
                kept.append((digest, shape, text, 0))
            elif shape in certain:  # the same words stand there with another number
                self._left[digest] = None
                if not self._is_restless(shape):
                    self.removed.append(text)
                self._stir(shape)
            elif missing + 1 < TWICE or shape in uncertain:
                kept.append((digest, shape, text, missing + 1))
            else:
                self._left[digest] = None
                if not self._is_restless(shape):
                    self.removed.append(text)
        self._there = kept + self._there

    def _is_restless(self, shape: str) -> bool:
        return self._restless.get(shape, 0) >= RESTLESS

    def _stir(self, shape: str) -> None:
        self._restless[shape] = self._restless.get(shape, 0) + 1


def _read(paragraphs: Sequence[str]) -> dict[str, Read]:
    found: dict[str, Read] = {}
    for one in paragraphs[:MOST]:
        text = " ".join(one.split())[:LONGEST]
        plain = fold(text)
        if plain:
            digest = _digest(plain)
            found.setdefault(digest, (digest, _digest(NUMBER.sub("0", plain)), text))
    return found


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def kept(memory: PageMemory) -> Mapping[str, Any]:
    """Return what is known as values of JSON."""
    return {
        "there": memory.there,
        "waiting": memory.waiting,
        "left": memory.left,
        "restless": dict(memory.restless or {}),
    }


def remembered(value: object) -> PageMemory | None:
    """Return what `kept` wrote; None where it is broken, so that the page is read as if for the first time."""
    try:
        told = json.loads(json.dumps(value))
        return PageMemory(
            tuple((str(a), str(b), str(c), int(d)) for a, b, c, d in told["there"]),
            tuple((str(a), str(b), str(c), int(d)) for a, b, c, d in told["waiting"]),
            tuple(map(str, told["left"])),
            {str(key): int(n) for key, n in told["restless"].items()},
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
