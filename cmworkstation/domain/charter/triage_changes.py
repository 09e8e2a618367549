"""What separates two states of a triage, as changes of a charter's text: nothing else in it is touched."""

from collections.abc import Iterator

from cmworkstation.domain.charter.model import Step, Triage
from cmworkstation.domain.charter.patching import (
    AddObject,
    Change,
    MoveObject,
    RemoveObject,
    SetField,
)
from cmworkstation.domain.charter.shapes import shape_of

STEP = "triage.step"


def changes_between(before: Triage, after: Triage) -> tuple[Change, ...]:
    """Return what to do with the text of `before`, in this order, to make it that of `after`.

    Steps are told apart by their ids; those that stay keep their order.
    """
    return tuple(_changes(before, after))


def _changes(before: Triage, after: Triage) -> Iterator[Change]:
    if before.start != after.start:
        yield SetField("triage", 0, "start", after.start or None)
    wanted = {one.id for one in after.steps}
    left: list[Step] = list(before.steps)
    for index in range(len(left) - 1, -1, -1):
        if left[index].id not in wanted:
            yield RemoveObject(STEP, index)
            del left[index]
    known = {one.id: one for one in left}
    for index, step in enumerate(after.steps):
        old = known.get(step.id)
        if old is None:
            there = index or bool(left)
            yield AddObject(STEP, _table(step), max(index - 1, 0) if there else None)
            if (
                not index and left
            ):  # nothing goes before the first one but by changing places with it
                yield MoveObject(STEP, 1, -1)
            left.append(step)
        else:
            yield from _fields(old, step, index)


def _fields(before: Step, after: Step, index: int) -> Iterator[Change]:
    for key, slot in shape_of(Step).items():
        old, new = getattr(before, slot.attribute), getattr(after, slot.attribute)
        if old != new:
            yield SetField(STEP, index, key, None if new == slot.default else new)


def _table(step: Step) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, slot in shape_of(Step).items():
        value = getattr(step, slot.attribute)
        if value != slot.default:
            found[key] = value
    return found
