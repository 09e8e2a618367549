"""How one text becomes another, word by word."""

import re
from dataclasses import dataclass
from typing import Literal

PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stayed, came or went."""

    how: Literal["same", "new", "gone"]
    text: str


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Return the stretches in reading order; those that stayed and went make `before`, stayed and new make `after`."""
    if before == after:
        return (Run("same", before),) if before else ()
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - no start needs it

    one, two = PIECE.findall(before), PIECE.findall(after)
    found: list[Run] = []
    gone = new = ""
    steps = Indel.opcodes(one, two)
    for n, step in enumerate(steps):
        left = "".join(one[step.src_start : step.src_end])
        right = "".join(two[step.dest_start : step.dest_end])
        between = (gone or new) and n + 1 < len(steps) and left.isspace()
        if (
            step.tag == "equal" and not between
        ):  # a space between two changed words is part of the change
            found += _change(gone, new)
            found.append(Run("same", left))
            gone = new = ""
        else:
            gone, new = gone + left, new + right
    return (*found, *_change(gone, new))


def _change(gone: str, new: str) -> list[Run]:
    return [run for run in (Run("gone", gone), Run("new", new)) if run.text]
