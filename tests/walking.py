"""Walking a piece of long work to its end, as a lane does."""

from collections.abc import Generator
from typing import Any, TypeVar

T = TypeVar("T")


def walked(steps: Generator[Any, None, T]) -> T:
    """Take every step; return what the work came to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
