"""Where each question and each end of a triage stands in its picture: rows and columns, no pixels.

A question's "yes" goes to its right, its "no" below; where there is little room, further questions of a "yes" go
below, too, a little to the right. A question that two branches lead to stands once, and the second branch names it.
"""

from dataclasses import dataclass
from typing import Literal

from cmworkstation.domain.charter.model import Charter, Step, by_id
from cmworkstation.domain.charter.triage import Branch, coverage

Kind = Literal["step", "category", "again", "loop", "lost"]
DEEPEST = 40  # columns; what nests deeper is named, not drawn


@dataclass(frozen=True, slots=True)
class Node:
    """One box. `parent` is the number of the question whose `branch` leads here, -1 for none."""

    kind: Kind
    id: str  # of the step or category
    row: int
    column: int
    parent: int = -1
    branch: Branch = "yes"
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """All boxes, parents before their children; what nothing leads to comes last."""

    nodes: tuple[Node, ...]
    rows: int

    def child(self, number: int, branch: Branch) -> int:
        """Return the number of the box that a branch leads to, -1 for none."""
        return next(
            (
                n
                for n, one in enumerate(self.nodes)
                if one.parent == number and one.branch == branch
            ),
            -1,
        )

    def of_step(self, step_id: str) -> int:
        """Return the number of a question's box, -1 where it has none."""
        return next(
            (n for n, one in enumerate(self.nodes) if one.kind == "step" and one.id == step_id), -1
        )


def shape_of(charter: Charter, *, narrow: bool = False) -> Shape:
    """Return the boxes of a charter's triage."""
    return _Drawing(charter, narrow=narrow).done()


class _Drawing:
    def __init__(self, charter: Charter, *, narrow: bool) -> None:
        self.charter = charter
        self.narrow = narrow
        self.steps = by_id(charter.triage.steps)
        self.categories = {one.id for one in charter.categories}
        self.nodes: list[Node] = []
        self.placed: set[str] = set()

    def done(self) -> Shape:
        row = self._tree(self.charter.triage.start, 0, reached=True)
        for name in self.steps:
            if name not in self.placed:
                row = self._tree(name, row, reached=False)
        for name in coverage(self.charter).unreached_categories:
            self.nodes.append(Node("category", name, row, 0, reached=False))
            row += 1
        return Shape(tuple(self.nodes), row)

    def _tree(self, root: str, row: int, *, reached: bool) -> int:
        """Place a question and all that follows; return the first free row below. No recursion: see `coverage`."""
        if root not in self.steps:
            return row
        todo: list[tuple[str, int, int, Branch, tuple[str, ...]]] = [(root, 0, -1, "yes", ())]
        while todo:
            goal, column, parent, branch, above = todo.pop()
            number, kind = len(self.nodes), self._kind(goal, above)
            if column >= DEEPEST and kind == "step":
                kind = "again"
            name = goal[1:] if kind == "category" else goal
            if self.narrow and kind == "step" and parent >= 0 and branch == "yes":
                row += 1
            self.nodes.append(Node(kind, name, row, column, parent, branch, reached))
            if kind != "step":
                row += 1
                continue
            self.placed.add(goal)
            step: Step = self.steps[goal]
            below = (*above, goal)
            # The right-hand side is drawn first and decides how far down the next question stands.
            todo.append((step.no, column, number, "no", below))
            todo.append((step.yes, column + 1, number, "yes", below))
        return row

    def _kind(self, goal: str, above: tuple[str, ...]) -> Kind:
        if goal in above:
            return "loop"
        if goal in self.steps:
            return "again" if goal in self.placed else "step"
        known = goal[:1] == "=" and goal[1:] in self.categories
        return "category" if known else "lost"
