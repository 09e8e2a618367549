"""The triage: walking it from question to question to a category, changing it, and what its paths reach."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cmworkstation.domain.charter.conditions import (
    BadCondition,
    Compare,
    Tree,
    decide,
    fields_of,
    parse,
)
from cmworkstation.domain.charter.model import Charter, Step, Triage, by_id

DEPTH_MAX = 12
Branch = Literal["yes", "no"]
BRANCHES: tuple[Branch, Branch] = ("yes", "no")


# --- walking ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """One question that was answered, by a person or by the program; `because` are the facts it stood on."""

    step: str
    yes: bool
    by_program: bool = False
    because: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a message has come: the answers given, the step that waits, or the category reached.

    Without either the way ended at a step or a category that does not exist.
    """

    path: tuple[Answered, ...] = ()
    step: Step | None = None
    category: str = ""


def walk(
    charter: Charter,
    answers: Mapping[str, bool],
    context: Mapping[str, object] | None = None,
    ask: Collection[str] = (),
) -> Walk:
    """Follow the answers (step id → yes) from the start; stop at the first question without one.

    Where `context` is given, the program answers those that it can know by itself, but those in `ask`.
    """
    steps = by_id(charter.triage.steps)
    path: list[Answered] = []
    here = charter.triage.start
    while here in steps and len(path) <= DEPTH_MAX:
        step = steps[here]
        given = answers.get(here)
        known = suggestion(step, context) if context is not None and here not in ask else None
        if given is not None:
            path.append(Answered(here, given))
        elif known is not None and context is not None:
            path.append(Answered(here, known, by_program=True, because=reasons(step, context)))
        else:
            return Walk(tuple(path), step)
        here = step.yes if path[-1].yes else step.no
    return Walk(tuple(path), None, here[1:] if here.startswith("=") else "")


def next_step(charter: Charter, answers: Mapping[str, bool]) -> Step | None:
    """Return the question to ask now, None when the walk is over."""
    return walk(charter, answers).step


def suggestion(step: Step, context: Mapping[str, object]) -> bool | None:
    """Return what the step's own condition says, None where it has none or hangs on what is not known."""
    tree = _condition(step)
    return decide(tree, context) if tree is not None else None


def reasons(step: Step, context: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """Return the facts, as field and value, on which the answer of a step's own condition stands."""
    tree = _condition(step)
    if tree is None:
        return ()
    names = _settling(tree, context)
    return tuple((name, context[name]) for name in names if context.get(name) is not None)


def _condition(step: Step) -> Tree | None:
    if not step.auto:
        return None
    try:
        return parse(step.auto)
    except BadCondition:
        return None


def _settling(tree: Tree, context: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields that settle a condition: of an "or" that holds, those of the part that holds."""
    if isinstance(tree, Compare):
        return fields_of(tree)
    result = decide(tree, context)
    if tree.op != "not" and result is (tree.op == "or"):
        settling = next(part for part in tree.parts if decide(part, context) is result)
        return _settling(settling, context)
    return tuple(dict.fromkeys(name for part in tree.parts for name in _settling(part, context)))


# --- changing ---------------------------------------------------------------------------------------


def with_start(triage: Triage, step_id: str) -> Triage:
    """Return the triage with another first question."""
    return replace(triage, start=step_id)


def with_step(triage: Triage, changed: Step) -> Triage:
    """Return the triage with a step in the place of the one that has the same id."""
    steps = tuple(changed if one.id == changed.id else one for one in triage.steps)
    return replace(triage, steps=steps)


def led_to(triage: Triage, step_id: str, branch: Branch, goal: str) -> Triage:
    """Return the triage with a branch that leads elsewhere: to a step, or to "=category"."""
    step = by_id(triage.steps)[step_id]
    return with_step(triage, replace(step, yes=goal) if branch == "yes" else replace(step, no=goal))


def with_new_step(triage: Triage, after: str, branch: Branch, new: Step) -> Triage:
    """Return the triage with a step put in on a branch; where it has no ends yet, both lead to what was there.

    `after` "" puts it before the first question.
    """
    steps = by_id(triage.steps)
    goal = triage.start if after not in steps else getattr(steps[after], branch)
    new = replace(new, yes=new.yes or goal, no=new.no or goal)
    if after not in steps:
        return replace(triage, start=new.id, steps=(new, *triage.steps))
    at = next(n for n, one in enumerate(triage.steps) if one.id == after) + 1
    grown = replace(triage, steps=(*triage.steps[:at], new, *triage.steps[at:]))
    return led_to(grown, after, branch, new.id)


def without_step(triage: Triage, step_id: str) -> Triage:
    """Return the triage without a step; what led there leads to where its "no" led.

    What only its "yes" reached stays, and is reported as unreachable.
    """
    gone = by_id(triage.steps)[step_id]
    goal = gone.no if gone.no != step_id else ""
    left = tuple(
        replace(
            one,
            yes=goal if one.yes == step_id else one.yes,
            no=goal if one.no == step_id else one.no,
        )
        for one in triage.steps
        if one.id != step_id
    )
    start = triage.start
    if start == step_id:
        start = goal if any(one.id == goal for one in left) else left[0].id if left else ""
    return replace(triage, start=start, steps=left)


def free_id(triage: Triage, words: str) -> str:
    """Return an id that no step has yet, made of a question's first words."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain)[:3]) or "step"
    taken = {one.id for one in triage.steps}
    return next(name for name in _numbered(stem) if name not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    n = 2
    while True:
        yield f"{stem}-{n}"
        n += 1


# --- what its paths reach ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the paths of a triage reach, and what they do not."""

    unreached_steps: tuple[str, ...] = ()
    unreached_categories: tuple[str, ...] = ()
    loops: tuple[tuple[str, str], ...] = ()  # (step, step before that it leads back to)
    lost: tuple[tuple[str, Branch], ...] = ()  # branches that lead to nothing that exists
    depth: int = 0  # questions on the longest path

    @property
    def whole(self) -> bool:
        """Tell whether nothing is wrong with it."""
        faults = self.unreached_steps, self.unreached_categories, self.loops, self.lost
        return not any(faults) and self.depth <= DEPTH_MAX


def coverage(charter: Charter) -> Coverage:
    """Go down all paths from the start; a category counts as reached only where a path ends there."""
    steps = by_id(charter.triage.steps)
    categories = {one.id for one in charter.categories}
    depths, loops = _depths(steps, charter.triage.start)
    ways = tuple(ends(charter.triage))
    reached = {goal[1:] for name, _, goal in ways if name in depths and goal[:1] == "="}
    return Coverage(
        tuple(name for name in steps if name not in depths),
        tuple(one.id for one in charter.categories if one.id not in reached),
        loops,
        tuple(
            (name, branch)
            for name, branch, goal in ways
            if goal not in steps and not (goal[:1] == "=" and goal[1:] in categories)
        ),
        depths.get(charter.triage.start, 0),
    )


def _depths(
    steps: Mapping[str, Step], start: str
) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """Return how many questions may follow from each step that is reached, itself counted, and the loops.

    Without recursion: a charter of a stranger may be a chain of thousands.
    """
    depths: dict[str, int] = {}
    loops: list[tuple[str, str]] = []
    way: list[str] = []  # from the start to here
    todo = [(start, False)] if start in steps else []
    while todo:
        name, left = todo.pop()
        goals = steps[name].yes, steps[name].no
        if left:
            way.pop()
            depths[name] = 1 + max(depths.get(goal, 0) for goal in goals)
            continue
        if name in depths:
            continue
        depths[name] = 0
        way.append(name)
        todo.append((name, True))
        for goal in reversed(goals):
            if goal in way:
                loops.append((name, goal))
            elif goal in steps and goal not in depths:
                todo.append((goal, False))
    return depths, tuple(loops)


def ends(triage: Triage) -> Iterator[tuple[str, Branch, str]]:
    """Yield (step id, "yes" or "no", where it leads) for every branch."""
    for step in triage.steps:
        yield step.id, "yes", step.yes
        yield step.id, "no", step.no
