"""How a list of ids becomes another one with few steps, so that a view keeps its selection and its scroll.

Pure functions: they may run on a worker lane. Both lists hold every id once.
"""

from array import array
from collections.abc import Collection
from typing import TypeAlias

from cmworkstation.domain.values import dataclass

Ids: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps from one list to another: remove these spans (last first), then insert these (first first).

    `removals` are (first row, count) in the old list in falling order; `insertions` are (row, ids) in the
    order in which they are made. `usable` is False when the lists differ so much that starting again is cheaper.
    """

    removals: tuple[tuple[int, int], ...]
    insertions: tuple[tuple[int, Ids], ...]
    usable: bool = True

    @property
    def steps(self) -> int:
        """How many steps this takes."""
        return len(self.removals) + len(self.insertions)


MANY = 40  # beyond so many steps a view is quicker when it starts again: each moves all its rows


@dataclass(frozen=True, slots=True)
class Course:
    """How a shown list becomes `whole`: by `plan` it becomes `shown`; `newcomers` wait where somebody reads below."""

    old: Ids
    whole: Ids
    shown: Ids
    newcomers: Ids
    plan: Plan
    below: bool


def course(old: Ids, new: Ids, touched: Collection[int] = (), *, below: bool = False) -> Course:
    """Return how `old` becomes `new`; `below`: somebody reads further down, whom newcomers must not disturb."""
    shown, newcomers = new, array("q")
    if below:
        known = set(old)
        newcomers = array("q", (id_ for id_ in new if id_ not in known))
        if newcomers:
            shown = array("q", (id_ for id_ in new if id_ in known))
    return Course(old, new, shown, newcomers, plan(old, shown, touched), below)


def plan(old: Ids, new: Ids, touched: Collection[int] = ()) -> Plan:
    """Return the steps from `old` to `new`; ids in `touched` may have moved, the others keep their order."""
    start = _common_start(old, new)
    end = _common_end(old, new, start)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    staying = _staying(before, after, set(touched))
    if staying is None:
        return Plan((), (), usable=False)
    removals = _spans(before, staying, start)
    insertions = tuple(
        (row, after[row - start : row - start + count])
        for row, count in reversed(_spans(after, staying, start))
    )
    result = Plan(removals, insertions)
    return result if result.steps <= MANY else Plan((), (), usable=False)


def _staying(before: Ids, after: Ids, touched: set[int]) -> set[int] | None:
    """Return the ids that keep their place among each other, None when the order differs elsewhere too."""
    both = set(before) & set(after)
    here = [id_ for id_ in before if id_ in both]
    there = [id_ for id_ in after if id_ in both]
    if here == there:
        return both
    both -= touched
    if [id_ for id_ in here if id_ in both] == [id_ for id_ in there if id_ in both]:
        return both
    return None


def _spans(ids: Ids, staying: set[int], offset: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of ids that do not stay as (row, count), the last first."""
    found: list[tuple[int, int]] = []
    row = 0
    while row < len(ids):
        if ids[row] in staying:
            row += 1
            continue
        first = row
        while row < len(ids) and ids[row] not in staying:
            row += 1
        found.append((first + offset, row - first))
    return tuple(reversed(found))


def _common_start(old: Ids, new: Ids) -> int:
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(old: Ids, new: Ids, start: int) -> int:
    low, high = 0, min(len(old), len(new)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
