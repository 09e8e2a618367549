"""Values in slices that one statement takes."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

BATCH = 400  # parameters per statement, below SQLite's limit of 999

T = TypeVar("T")


def slices(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """Yield the values in their order, at most `BATCH` at a time."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
