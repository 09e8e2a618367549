"""Labels: words that people put on conversations, one below another, each with a colour and a shape."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from cmworkstation.domain.folding import fold
from cmworkstation.domain.values import dataclass

SEPARATOR = "/"
LONGEST_NAME = 60  # characters of one part of a path
DEEPEST = 6  # parts of a path
COLOURS = 12  # as many as accounts have


class Shape(StrEnum):
    """What tells labels apart where colours do not."""

    DISC = "disc"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    STAR = "star"
    RING = "ring"
    CROSS = "cross"
    HEXAGON = "hexagon"


@dataclass(frozen=True, slots=True)
class Label:
    """One label; `path` names it below others: "Roads/Lighting"."""

    id: int
    path: str
    colour: int = 0
    shape: Shape = Shape.DISC

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition(SEPARATOR)[2]

    def __hash__(self) -> int:
        """Return what tells it from others: lists compare thousands of them."""
        return self.id

    @property
    def depth(self) -> int:
        """How many labels stand above it."""
        return self.path.count(SEPARATOR)


def clean_path(text: str) -> str:
    """Return a path with tidy parts, "" where nothing is left of it, or too many parts."""
    parts = [
        " ".join(_shown(part).split())[:LONGEST_NAME].strip() for part in text.split(SEPARATOR)
    ]
    kept = [part for part in parts if part]
    return SEPARATOR.join(kept) if len(kept) <= DEEPEST else ""


@lru_cache(1024)  # few, and compared with each other by every list and tree
def is_within(path: str, top: str) -> bool:
    """Tell whether a path is `top`, or below it."""
    there, above = fold(path), fold(top)
    return there == above or there.startswith(above + SEPARATOR)


def in_order(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Return labels as a tree is read: each above those below it."""
    return tuple(sorted(labels, key=lambda one: fold(one.path).split(SEPARATOR)))


def next_look(labels: Iterable[Label]) -> tuple[int, Shape]:
    """Return the colour and the shape that are used least, for a new label."""
    known = list(labels)
    shapes = list(Shape)
    colour = min(range(COLOURS), key=lambda n: sum(one.colour == n for one in known))
    shape = min(shapes, key=lambda s: (sum(one.shape is s for one in known), shapes.index(s)))
    return colour, shape


def _shown(text: str) -> str:
    """Leave out what is not seen: control letters, and letters that turn the direction of writing."""
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in text
        if unicodedata.category(c) != "Cf"
    )
