"""Which fields of a charter name other objects of it, and giving an object another name everywhere."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cmworkstation.domain.charter.conditions import RULE_FIELDS
from cmworkstation.domain.charter.model import SECTIONS, Charter
from cmworkstation.domain.charter.patching import Change, SetField
from cmworkstation.domain.charter.shapes import shape_of

# (section, key) → the kinds of object it names; "calendar:" says that the name has that prefix.
REFERENCES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("charter", "owner"): ("speaker",),
    ("principle", "rules"): ("rule",),
    ("speaker", "deputy"): ("speaker",),
    ("category", "roles"): ("speaker",),
    ("category", "approval"): ("approval",),
    ("category", "answers"): ("answer",),
    ("triage", "start"): ("triage.step",),
    ("triage.step", "yes"): ("triage.step", "=category"),
    ("triage.step", "no"): ("triage.step", "=category"),
    ("target", "category"): ("category",),
    ("target", "clock"): ("calendar:calendar",),
    ("target", "escalate_to"): ("speaker",),
    ("approval", "by"): ("speaker",),
    ("approval", "if_late"): ("holding:statement", "statement"),
    ("rule", "categories"): ("category",),
    ("answer", "category"): ("category",),
    ("answer", "source"): ("fact:fact", "contact:contact", "answer:answer", "statement:statement"),
    ("answer", "approved_by"): ("speaker",),
    ("answer", "during"): ("crisis",),
    ("answer", "not_during"): ("crisis",),
    ("answer", "audiences"): ("audience",),
    ("moderation", "by"): ("speaker",),
    ("moderation", "appeal"): ("contact:contact", "contact"),
    ("crisis", "enter_by"): ("speaker",),
    ("crisis", "exit_by"): ("speaker",),
    ("crisis", "speakers"): ("speaker",),
    ("crisis", "approval"): ("speaker",),
    ("crisis", "targets"): ("category",),
    ("crisis", "clock"): ("calendar:calendar",),
    ("statement", "levels"): ("crisis",),
    ("statement", "approved_by"): ("speaker",),
    ("contact", "hours"): ("calendar:calendar",),
}
CONDITIONS = frozenset(
    {("approval", "when"), ("triage.step", "auto"), ("rule", "when"), ("crisis", "triggers")}
)
FACTS_IN = frozenset({("answer", "body"), ("statement", "body")})
NAME = re.compile(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*")


def objects(charter: Charter) -> Iterator[tuple[str, int, Any]]:
    """Yield every object with its section and number, the steps of the triage included."""
    for name, attribute, _, many in SECTIONS:
        value = getattr(charter, attribute)
        for index, one in enumerate(value if many else (value,)):
            yield name, index, one
    for index, step in enumerate(charter.triage.steps):
        yield "triage.step", index, step


def rename(charter: Charter, section: str, index: int, new: str) -> tuple[Change, ...]:
    """Return the changes that give an object another id, everything that names it included."""
    old = next(one.id for name, n, one in objects(charter) if (name, n) == (section, index))
    changes: list[Change] = [SetField(section, index, "id", new)]
    if not old:
        return tuple(changes)
    for name, number, one in objects(charter):
        for key, slot in shape_of(type(one)).items():
            value = getattr(one, slot.attribute)
            changed = _renamed((name, key), value, section, old, new)
            if changed != value:
                changes.append(SetField(name, number, key, changed))
    return tuple(changes)


def _renamed(place: tuple[str, str], value: Any, section: str, old: str, new: str) -> Any:  # noqa: ANN401
    if place in CONDITIONS:
        return _in_condition(value, old, new) if section == "category" else value
    if place in FACTS_IN:
        if section != "fact":
            return value
        return {lang: text.replace(f"{{fact:{old}}}", f"{{fact:{new}}}") for lang, text in value.items()}  # fmt: skip
    for kind in REFERENCES.get(place, ()):
        prefix = _prefix(kind)
        if kind.removeprefix(prefix) == section:
            value = _in_value(value, prefix + old, prefix + new)
    return value


def _prefix(kind: str) -> str:
    if kind.startswith("="):
        return "="
    before, colon, _ = kind.partition(":")
    return before + colon if colon else ""


def _in_value(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - a field's value
    if isinstance(value, str):
        return new if value == old else value
    if isinstance(value, tuple):
        return tuple(_in_value(one, old, new) for one in value)
    if isinstance(value, Mapping):
        return {new if key == old else key: one for key, one in value.items()}
    return value


def _in_condition(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - a text or several
    if isinstance(value, tuple):
        return tuple(_in_condition(one, old, new) for one in value)
    if old in RULE_FIELDS:
        return value
    return NAME.sub(lambda found: new if found[0] == old else found[0], value)
