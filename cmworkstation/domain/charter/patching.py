"""Changing one thing in a charter's text, and no other character of it.

A change becomes splices of the text. A key that is there has its value replaced in place; a new one goes where
the canonical order says. What cannot be changed in place, since it was written by hand in an unusual way, is
rewritten: its object, or, last, the whole file. `Patch.lost` names the comments that would go with it, so
that a person can be told before.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from cmworkstation.domain.charter import placing
from cmworkstation.domain.charter.layout import Block, Layout, Pair, Path, value_of
from cmworkstation.domain.charter.placing import CLASSES, Splice
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.shapes import freeze, shape_of
from cmworkstation.domain.charter.writing import write_charter, write_value


class Reach(IntEnum):
    """How much of a text a change writes anew."""

    FIELD = 0
    OBJECT = 1
    FILE = 2


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field another value; None takes it out. A section with one object has index 0."""

    section: str
    index: int
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class AddObject:
    """Put a new object behind the one at `after`; None means the last."""

    section: str
    table: Mapping[str, object]
    after: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveObject:
    """Take an object out, with the comments in it and right above it."""

    section: str
    index: int


@dataclass(frozen=True, slots=True)
class MoveObject:
    """Let an object change places with the one before (-1) or behind it (1)."""

    section: str
    index: int
    step: int


Change = SetField | AddObject | RemoveObject | MoveObject


@dataclass(frozen=True, slots=True)
class Patch:
    """Splices, each of the text that the ones before it left; how far they reach; comments that they drop."""

    splices: tuple[Splice, ...] = ()
    reach: Reach = Reach.FIELD
    lost: tuple[str, ...] = ()

    def apply(self, text: str) -> str:
        """Return the changed text."""
        for one in self.splices:
            text = text[: one.start] + one.new + text[one.end :]
        return text


def patch(source: str, changes: Iterable[Change], known: Layout | None = None) -> Patch:
    """Return the patch that makes all changes, one after the other, of a text that `read_charter` reads.

    `known` is the layout of the text, where somebody has it already. Raises `IndexError` where there is no such
    object.
    """
    whole = Patch()
    for change in changes:
        layout = known if known is not None and known.text == source else Layout(source)
        one = _patch(layout, change)
        source = one.apply(source)
        whole = Patch(
            whole.splices + one.splices, max(whole.reach, one.reach), whole.lost + one.lost
        )
    return whole


def _patch(layout: Layout, change: Change) -> Patch:
    made: Patch | None
    match change:
        case SetField():
            change = replace(change, value=None) if change.value == {} else change
            made = _set(layout, change)
        case AddObject():
            made = _add(layout, change)
        case RemoveObject():
            made = _remove(layout, change)
        case MoveObject():
            made = _move(layout, change)
    return made if made is not None else _whole_file(layout, change)


def _whole_file(layout: Layout, change: Change) -> Patch:
    """Write the file canonically, in which every change can be made in place."""
    canonical = write_charter(read_charter(layout.text))
    made = _patch(Layout(canonical), change) if canonical != layout.text else Patch()
    text = made.apply(canonical).replace("\n", layout.newline)
    lost = tuple(words for _, words in layout.comments)
    return Patch((Splice(0, len(layout.text), text),), Reach.FILE, lost)


def _from_below(splices: Iterable[Splice]) -> tuple[Splice, ...]:
    """Order splices of one text so that each leaves the places of those after it as they are."""
    found: list[Splice] = []
    for one in sorted(splices, key=lambda one: (-one.start, -one.end)):
        found.append(replace(one, end=min(one.end, found[-1].start)) if found else one)
    return tuple(found)


# Setting a field


def _set(layout: Layout, change: SetField) -> Patch | None:
    block = layout.block(change.section, change.index)
    if block is None:
        if layout.count(change.section) or change.section not in placing.SINGLE:
            _must_be_inside(layout, change.section)
            return None
        if change.value is None:
            return Patch()
        lines = placing.lines({change.key: change.value})
        return Patch((placing.section(layout, change.section, f"[{change.section}]", lines),))
    if pair := block.inline():
        return _inline(layout, pair, change)
    splices, lost = _field(layout, block, change.key, change.value, CLASSES[change.section])
    made = Patch(_from_below(splices), Reach.FIELD, tuple(lost))
    return made if _holds(layout, block, change, made) else None


def _must_be_inside(layout: Layout, section: str) -> None:
    """Raise `IndexError` unless the objects are written within another value, which the whole file resolves."""
    if section != "triage.step" or not _steps_inside(layout):
        raise IndexError(section)


def _field(
    layout: Layout, block: Block, key: str, value: object, cls: type
) -> tuple[list[Splice], list[str]]:
    wanted = placing.leaves(key, value) if value is not None else {}
    splices: list[Splice] = []
    lost: list[str] = []
    covered: set[Path] = set()
    kept: list[Pair] = []
    for pair in block.field(key):
        path = pair.path[block.at :]
        below = [one for one in wanted if one[: len(path)] == path]
        if not below:
            splices.append(placing.without_line(layout, pair.start, pair.end))
            lost += layout.comments_in(pair.start, pair.end)
            continue
        covered.update(below)
        kept.append(pair)
        new = write_value(placing.inside(value, path[1:]))
        if new != write_value(freeze(value_of(layout, pair))):
            splices.append(Splice(*pair.value, new.replace("\n", layout.newline)))
            lost += pair.inside
    missing = {path: one for path, one in wanted.items() if path not in covered}
    if missing:
        splices.append(placing.new_keys(layout, block, kept, missing, tuple(shape_of(cls))))
    if not wanted:
        for head in placing.empty_heads(block, key):
            splices.append(placing.without_line(layout, head.start, head.end))
            lost += layout.comments_in(head.start, head.end)
    return splices, lost


def _holds(layout: Layout, block: Block, change: SetField, made: Patch) -> bool:
    """Tell whether the object, read again, is what it was but for the one field."""
    if block.whole and block.main():
        start, end = block.start, block.end
        shifted = tuple(
            replace(one, start=one.start - start, end=one.end - start) for one in made.splices
        )
        before = layout.text[start:end] + "\n"
        after, index = Patch(shifted).apply(before), 0
    else:
        before, after, index = layout.text, made.apply(layout.text), change.index
    try:
        old, new = (_table(text, change.section, index) for text in (before, after))
    except (tomllib.TOMLDecodeError, LookupError, TypeError):
        return False
    wanted = {**old, change.key: change.value}
    if change.value is None:
        wanted.pop(change.key)
        if new.get(change.key) == {}:
            del new[change.key]
    return write_value(_sorted(new)) == write_value(_sorted(wanted))


def _sorted(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value


def _table(text: str, section: str, index: int) -> dict[str, Any]:
    found: Any = tomllib.loads(text.removeprefix("\ufeff"))
    for name in section.split("."):
        found = found.get(name, {}) if isinstance(found, dict) else {}
    if isinstance(found, list):
        found = found[index]
    return dict(freeze(found))


def _inline(layout: Layout, pair: Pair, change: Change) -> Patch | None:
    """Change an object, or a list of objects, that is written as one value."""
    value = freeze(value_of(layout, pair))
    if isinstance(value, Mapping) and isinstance(change, SetField):
        new: object = _with(value, change)
    elif isinstance(value, tuple) and (value or not isinstance(change, AddObject)):
        new = _in_list(value, change)
    else:
        return None
    written = write_value(new).replace("\n", layout.newline)
    return Patch((Splice(*pair.value, written),), Reach.OBJECT, pair.inside)


def _with(table: Mapping[str, object], change: SetField) -> Mapping[str, object]:
    if change.value is None:
        return {key: one for key, one in table.items() if key != change.key}
    return {**table, change.key: change.value}


def _in_list(objects: Sequence[Any], change: Change) -> tuple[Any, ...]:
    found = list(objects)
    match change:
        case SetField():
            found[change.index] = _with(found[change.index], change)
        case AddObject():
            found.insert(len(found) if change.after is None else change.after + 1, change.table)
        case RemoveObject():
            del found[change.index]
        case MoveObject():
            one, other = change.index, change.index + change.step
            if not 0 <= other < len(found):
                raise IndexError(other)
            found[one], found[other] = found[other], found[one]
    return tuple(found)


# Objects


def _add(layout: Layout, change: AddObject) -> Patch | None:
    head, lines = f"[[{change.section}]]", placing.lines(change.table)
    first = layout.block(change.section, 0)
    splices: list[Splice] = []
    if first and (pair := first.inline()):
        if made := _inline(layout, pair, change):
            return made
        splices.append(placing.without_line(layout, pair.start, pair.end))
    elif change.section == "triage.step" and _steps_inside(layout):
        return None
    count = layout.count(change.section)
    if first and not count and not first.inline():
        raise IndexError(change.section)  # something else stands under that name
    if count:
        behind = layout.block(change.section, count - 1 if change.after is None else change.after)
        if behind is None:
            raise IndexError(change.after)
        if not behind.whole:
            return None
        text = placing.joined(layout, ["", "", head, *lines])
        splices.append(Splice(behind.end, behind.end, text))
    else:
        splices.append(placing.section(layout, change.section, head, lines))
    return Patch(_from_below(splices))


def _steps_inside(layout: Layout) -> bool:
    triage = layout.block("triage", 0)
    return triage is not None and bool(triage.inline() or triage.field("step"))


def _remove(layout: Layout, change: RemoveObject) -> Patch | None:
    block = layout.block(change.section, change.index)
    if block is None:
        _must_be_inside(layout, change.section)
        return None
    if pair := block.inline():
        return _inline(layout, pair, change)
    if not block.whole:
        return None
    return Patch((placing.without_block(layout, block.start, block.end),))


def _move(layout: Layout, change: MoveObject) -> Patch | None:
    block = layout.block(change.section, change.index)
    if block is None:
        _must_be_inside(layout, change.section)
        return None
    if pair := block.inline():
        return _inline(layout, pair, change)
    other = layout.blocks.get((change.section, change.index + change.step))
    if other is None:
        raise IndexError(change.index + change.step)
    if not (block.whole and other.whole):
        return None
    first, second = sorted((block, other), key=lambda one: one.start)
    text = layout.text
    return Patch(
        (
            Splice(second.start, second.end, text[first.start : first.end]),
            Splice(first.start, first.end, text[second.start : second.end]),
        )
    )
