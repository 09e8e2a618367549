"""Where a problem stands among the objects of a charter, and the change that mends it where a machine can."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cmworkstation.domain.charter.layout import Layout
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.patching import AddObject, Change, RemoveObject, SetField
from cmworkstation.domain.charter.placing import CLASSES
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.reading import pack_hash
from cmworkstation.domain.charter.references import objects
from cmworkstation.domain.charter.shapes import shape_of

PATH = re.compile(r"(triage\.step|[^.\[]+)(?:\[(.*)\])?(?:\.(\w+))?", re.DOTALL)
CRITICISM = {
    "fr": "La critique, même vive, reste en ligne.",
    "en": "Criticism stays, even when it is sharp.",
}
PAID = {"fr": "Collaboration commerciale", "en": "Advertisement"}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a problem stands: `index` -1 is the section as a whole, `key` "" no field in particular."""

    section: str
    index: int
    key: str


@dataclass(frozen=True, slots=True)
class Mend:
    """Changes that mend a problem; `act` says which: "take-out", "add", "correct" or "allow"."""

    act: str
    changes: tuple[Change, ...]


def spot_of(problem: Problem, layout: Layout) -> Spot:
    """Return where a problem stands."""
    match = PATH.fullmatch(problem.path)
    section, name, key = match.groups() if match else ("", None, None)
    if section not in CLASSES:
        return Spot(section or "", -1, "")
    at = layout.at_line(problem.line)
    if at and at[0] == section and (name is not None or key):
        return Spot(section, at[1], key or "")
    if name is None:
        return Spot(section, 0 if key else -1, key or "")
    return Spot(section, int(name) - 1 if name.isdecimal() else 0, key or "")


def mend(problem: Problem, spot: Spot, charter: Charter, packs: Mapping[str, Pack]) -> Mend | None:
    """Return how a machine can mend a problem without guessing what people mean; None where it cannot."""
    make = MENDERS.get(problem.key)
    if make is None:
        return None
    one = next(
        (
            one
            for name, n, one in objects(charter)
            if (name, n) == (spot.section, max(0, spot.index))
        ),
        None,
    )
    return make(_Case(problem, spot, charter, one, packs))


@dataclass(frozen=True, slots=True)
class _Case:
    problem: Problem
    spot: Spot
    charter: Charter
    one: Any
    packs: Mapping[str, Pack]

    @property
    def name(self) -> str:
        return self.problem.params.get("name", "")

    def value(self) -> Any:  # noqa: ANN401 - a field's value
        slot = shape_of(type(self.one)).get(self.spot.key) if self.one is not None else None
        return getattr(self.one, slot.attribute) if slot else None

    def set(self, key: str, value: object) -> SetField:
        return SetField(self.spot.section, max(0, self.spot.index), key, value)


def _without_name(case: _Case) -> Mend | None:
    """Take a name that means nothing out of a field."""
    value, name = case.value(), case.name
    new: object = None
    if isinstance(value, tuple):
        new = tuple(
            one for one in value if not isinstance(one, str) or one.rpartition(":")[2] != name
        )
        new = new if new != value else None
        if new is None:
            return None
    elif isinstance(value, Mapping):
        if name not in value:
            return None
        new = {key: one for key, one in value.items() if key != name}
    elif not isinstance(value, str) or value.rpartition(":")[2].lstrip("=") != name:
        return None
    return Mend("take-out", (case.set(case.spot.key, new or None),))


def _without_key(case: _Case) -> Mend | None:
    if case.one is None or case.name not in case.one.extra:
        return None
    return Mend("take-out", (case.set(case.name, None),))


def _unused(case: _Case) -> Mend | None:
    new = tuple(one for one in case.one.variables if one.rstrip("?") != case.name)
    return Mend("take-out", (case.set("variables", new or None),))


def _undeclared(case: _Case) -> Mend | None:
    return Mend("add", (case.set("variables", (*case.one.variables, case.name)),))


def _language(case: _Case) -> Mend | None:
    header = case.charter.header
    if case.spot.key == "default_language" or not case.name:
        return None
    return Mend("add", (SetField("charter", 0, "languages", (*header.languages, case.name)),))


def _default_target(_case: _Case) -> Mend:
    table = {"category": "*", "first_reply": "2d", "clock": "wall"}
    return Mend("add", (AddObject("target", table),))


def _paid_label(case: _Case) -> Mend | None:
    words = PAID.get(case.name)
    if words is None:
        return None
    for index, one in enumerate(case.charter.disclosures):
        if "paid" in one.when:
            label = {**one.label, case.name: words}
            return Mend("add", (SetField("disclosure", index, "label", label),))
    table = {"id": "paid", "when": ("paid",), "label": {case.name: words}, "where": "start"}
    return Mend("add", (AddObject("disclosure", table),))


def _keep_ground(case: _Case) -> Mend:
    ground = {one: CRITICISM[one] for one in case.charter.header.languages if one in CRITICISM}
    table = {"id": "critique", "ground": ground or {"en": CRITICISM["en"]}, "action": "keep"}
    return Mend("add", (AddObject("moderation", table),))


def _scheduled(case: _Case) -> Mend:
    return Mend("add", (case.set("pauses", ("scheduled", *case.one.pauses)),))


def _pack_version(case: _Case) -> Mend:
    return Mend("correct", (case.set("version", case.problem.params["found"]),))


def _pack_hash(case: _Case) -> Mend | None:
    pack = case.packs.get(case.name)
    return Mend("correct", (case.set("sha256", pack_hash(pack)),)) if pack else None


def _without_object(case: _Case) -> Mend | None:
    if case.spot.index < 0:
        return None
    return Mend("take-out", (RemoveObject(case.spot.section, case.spot.index),))


def _start(case: _Case) -> Mend | None:
    steps = case.charter.triage.steps
    return Mend("correct", (SetField("triage", 0, "start", steps[0].id),)) if steps else None


def _no_value(case: _Case) -> Mend | None:
    """Take a value out that is none of the possible ones, where another may be missing."""
    if case.spot.key in ("kind", "action"):
        return None
    return _without_name(case)


def _dates(case: _Case) -> Mend | None:
    first, second = case.problem.params["first"], case.problem.params["second"]
    one, other = getattr(case.one, first), getattr(case.one, second)
    return Mend("correct", (case.set(first, other), case.set(second, one)))


MENDERS: Mapping[str, Callable[[_Case], Mend | None]] = {
    "unknown-reference": _without_name,
    "unknown-rule": _without_name,
    "unknown-value": _no_value,
    "unknown-key": _without_key,
    "unused": _unused,
    "undeclared": _undeclared,
    "unknown-language": _language,
    "no-default-target": _default_target,
    "label-missing": _paid_label,
    "no-keep-ground": _keep_ground,
    "scheduled-runs-on": _scheduled,
    "pack-version": _pack_version,
    "pack-hash": _pack_hash,
    "unknown-pack": _without_object,
    "unreachable": _without_object,
    "no-start": _start,
    "dates-order": _dates,
}
