"""What the invariants share: the charter, its packs, its names, and the making of problems with places."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cmworkstation.domain.charter.model import SECTIONS, Charter, Pack, by_id
from cmworkstation.domain.charter.places import Places, places_of
from cmworkstation.domain.charter.problems import Problem, Weight

ATTRIBUTES = {name: attribute for name, attribute, *_ in SECTIONS}


@dataclass(slots=True)
class Inquiry:
    """One examination of a charter; `on` is the day against which dates are held."""

    charter: Charter
    packs: Mapping[str, Pack]
    on: date | None
    places: Places = field(init=False)
    _named: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out where things stand."""
        self.places = places_of(self.charter.source)

    def problem(
        self,
        section: str,
        index: int | None,
        key: str,
        problem: str,
        weight: Weight = "error",
        **params: str,
    ) -> Problem:
        """Return a problem at a key of an object; `index` None means the section as a whole."""
        line = self.places.line(section, index or 0, key)
        if section not in self.places.blocks:
            line = self.places.line("", 0, section)
        path = section
        if index is not None:
            name = self._name(section, index)
            path += (f"[{name}]" if name else "") + (f".{key}" if key else "")
        return Problem(line, 1, path, weight, problem, params)

    def out_of_order(self, section: str, index: int, first: str, second: str) -> Problem:
        """Return the problem of two dates that stand the wrong way round."""
        return self.problem(section, index, first, "dates-order", first=first, second=second)

    def unknown(
        self,
        section: str,
        index: int,
        key: str,
        names: Iterable[str],
        kind: str,
    ) -> Iterator[Problem]:
        """Yield a problem for each name that is no id of `kind`."""
        known = self.ids(kind)
        for name in names:
            if name not in known:
                yield self.problem(section, index, key, "unknown-reference", name=name, kind=kind)

    def ids(self, kind: str) -> Collection[str]:
        """Return the ids of a kind of object, by its name in the file."""
        return self.named(kind).keys()

    def named(self, kind: str) -> Mapping[str, Any]:
        """Return the objects of a kind by their ids; worked out once, since a charter may have thousands."""
        if kind not in self._named:
            self._named[kind] = by_id(self.charter_objects(kind))
        return self._named[kind]

    def charter_objects(self, kind: str) -> tuple[Any, ...]:
        """Return the objects of a kind, by its name in the file; what there is one of, as the only one."""
        found = getattr(self.charter, ATTRIBUTES[kind])
        return found if isinstance(found, tuple) else (found,)

    def value(
        self,
        section: str,
        index: int,
        key: str,
        names: Iterable[str],
        allowed: Iterable[str],
    ) -> Iterator[Problem]:
        """Yield a problem for each name that is not among the allowed ones."""
        known = sorted(allowed)
        for name in names:
            if name not in known:
                text = ", ".join(known)
                yield self.problem(section, index, key, "unknown-value", name=name, allowed=text)

    def _name(self, section: str, index: int) -> str:
        if section == "triage.step":
            return self.charter.triage.steps[index].id
        found = getattr(self.charter, ATTRIBUTES.get(section, "extra"))
        if not isinstance(found, tuple) or index >= len(found):
            return ""
        one = found[index]
        return str(getattr(one, "id", "") or index + 1)
