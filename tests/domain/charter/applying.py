"""The other way round: from one charter and its differences to the other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.difference import NOTHING, STEPS, Change, Kind, names_of
from cmworkstation.domain.charter.model import SECTIONS, Charter
from cmworkstation.domain.charter.shapes import shape_of

S = TypeVar("S", bound=Section)


def applied(charter: Charter, changes: Iterable[Change]) -> Charter:
    """Return the charter with the changes made to it; order is kept where it does not matter."""
    by_section: dict[str, list[Change]] = {}
    for one in changes:
        by_section.setdefault(one.section, []).append(one)
    values: dict[str, Any] = {}
    for name, attribute, _, many in SECTIONS:
        value = getattr(charter, attribute)
        if many:
            values[attribute] = _changed_list(name, value, by_section.get(name, []))
            continue
        value = _changed(value, by_section.get(name, []))
        if name == "triage":
            value = replace(
                value, steps=_changed_list(STEPS, value.steps, by_section.get(STEPS, []))
            )
        values[attribute] = value
    extra = _changed_map(charter.extra, by_section.get("", []), part=False)
    return replace(charter, extra=extra, **values)


def _changed_list(
    section: str, objects: tuple[Section, ...], changes: list[Change]
) -> tuple[Section, ...]:
    have = dict(zip(names_of(section, objects), objects, strict=True))
    fields: dict[str, list[Change]] = {}
    fixed: dict[int, str] = {}  # place → name
    for one in changes:
        if one.field:
            fields.setdefault(one.name, []).append(one)
        elif one.kind is Kind.REMOVED:
            del have[one.name]
        else:
            fixed[one.place] = one.name
            if one.kind is Kind.ADDED:
                have[one.name] = one.after
    taken = set(fixed.values())
    rest = iter([name for name in have if name not in taken])
    order = [fixed[n] if n in fixed else next(rest) for n in range(len(have))]
    return tuple(_changed(have[name], fields.get(name, [])) for name in order)


def _changed(section: S, changes: list[Change]) -> S:
    shape = shape_of(type(section))
    values: dict[str, Any] = {}
    unknown = []
    for one in changes:
        slot = shape.get(one.field)
        if slot is None or (one.field in section.extra) or _is_odd(one, slot.fits):
            unknown.append(one)
        elif one.part or isinstance(slot.default, Mapping):
            now = values.get(slot.attribute, getattr(section, slot.attribute))
            values[slot.attribute] = _changed_map(now, [one], part=True)
        else:
            values[slot.attribute] = one.after
    if unknown:
        values["extra"] = _changed_map(section.extra, unknown, part=False)
    return replace(section, **values) if values else section


def _is_odd(change: Change, fits: Any) -> bool:
    """Tell whether a value stands among what the model does not know, because it is of another type."""
    if change.part:
        return False
    return change.after is not NOTHING and not fits(change.after)


def _changed_map(
    table: Mapping[str, object], changes: Iterable[Change], *, part: bool
) -> dict[str, object]:
    made = dict(table)
    for one in changes:
        key = one.part if part else one.field
        if one.after is NOTHING:
            made.pop(key, None)
        else:
            made[key] = one.after
    return made
