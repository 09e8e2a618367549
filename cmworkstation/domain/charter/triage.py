"""Walking the triage: from question to question to a category."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cmworkstation.domain.charter.conditions import BadCondition, evaluate, parse, unknown_fields
from cmworkstation.domain.charter.model import Charter, Step, Triage, by_id

DEPTH_MAX = 12


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a message has come: the answers given, the step that waits, or the category reached."""

    path: tuple[tuple[str, bool], ...] = ()
    step: Step | None = None
    category: str = ""


def walk(charter: Charter, answers: Mapping[str, bool]) -> Walk:
    """Follow the answers (step id → yes) from the start; stop at the first question without one."""
    steps = by_id(charter.triage.steps)
    path: list[tuple[str, bool]] = []
    here = charter.triage.start
    while here in steps and len(path) <= DEPTH_MAX:
        step = steps[here]
        if here not in answers:
            return Walk(tuple(path), step)
        path.append((here, answers[here]))
        here = step.yes if answers[here] else step.no
    return Walk(tuple(path), None, here[1:] if here.startswith("=") else "")


def next_step(charter: Charter, answers: Mapping[str, bool]) -> Step | None:
    """Return the question to ask now, None when the walk is over."""
    return walk(charter, answers).step


def suggestion(step: Step, context: Mapping[str, object]) -> bool | None:
    """Return what the step's own condition says, None where it has none or not all is known."""
    if not step.auto:
        return None
    try:
        tree = parse(step.auto)
    except BadCondition:
        return None
    if evaluate(tree, context):
        return True
    return None if unknown_fields(tree, context) else False


def ends(triage: Triage) -> Iterator[tuple[str, str, str]]:
    """Yield (step id, "yes" or "no", where it leads) for every branch."""
    for step in triage.steps:
        yield step.id, "yes", step.yes
        yield step.id, "no", step.no
