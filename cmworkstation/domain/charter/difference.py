"""What differs between two charters: by object and field, never by line.

Objects are known by their ids; those without one by what they are about (a target's category and side, a pack's
name). A text in several languages differs by language. That an object stands elsewhere is said only where the order
decides something: in the triage, and among targets and approval policies, of which the first that fits holds.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.model import SECTIONS, Charter, Target, Use
from cmworkstation.domain.charter.shapes import shape_of

STEPS: Final = "triage.step"
ORDER_MATTERS: Final = frozenset({STEPS, "target", "approval"})
NOTHING: Final = None  # stands on the side where a field or an object is not


class Kind(StrEnum):
    """What happened to an object or a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `field` is "" for an object as a whole, `part` a language or another key within the field.

    `before` and `after` hold the values, None where there is none. `was` and `place` count from 0 where an object of
    a list came, went or moved.
    """

    kind: Kind
    section: str
    name: str = ""
    field: str = ""
    part: str = ""
    before: Any = None
    after: Any = None
    was: int = -1
    place: int = -1

    @property
    def path(self) -> str:
        """Return where this is, as problems name places: "rule[gratuite].message.fr"."""
        name = f"[{self.name}]" if self.name else ""
        return ".".join(filter(None, (f"{self.section}{name}", self.field, self.part)))


def difference(old: Charter, new: Charter) -> tuple[Change, ...]:
    """Return what changed from one charter to another, in the order of the file; nothing for equal ones."""
    found: list[Change] = []
    for name, attribute, _, many in SECTIONS:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if many:
            found += _lists(name, before, after)
            continue
        found += _fields(name, "", before, after)
        if name == "triage":
            found += _lists(STEPS, before.steps, after.steps)
    found += _extras("", "", old.extra, new.extra)
    return tuple(found)


def names_of(section: str, objects: Sequence[Section]) -> list[str]:
    """Return a name for each object of a list, each once: its id, or what it is about."""
    names: list[str] = []
    for one in objects:
        base = _name(section, one)
        name, n = base, 2
        while name in names:
            name, n = f"{base}#{n}", n + 1
        names.append(name)
    return names


def _name(section: str, one: Section) -> str:
    if isinstance(one, Target):
        return f"{one.category} {one.visibility}".strip() or "?"
    if isinstance(one, Use):
        return one.pack or "?"
    return str(getattr(one, "id", "")) or f"{section}?"


def _lists(section: str, before: Sequence[Section], after: Sequence[Section]) -> Iterator[Change]:
    old = dict(zip(names_of(section, before), before, strict=True))
    new = dict(zip(names_of(section, after), after, strict=True))
    was, place = ({name: n for n, name in enumerate(names)} for names in (old, new))
    moved = _moved(list(old), list(new)) if section in ORDER_MATTERS else frozenset()
    for name, one in old.items():
        if name not in new:
            yield Change(Kind.REMOVED, section, name, before=one, was=was[name])
    for name, one in new.items():
        if name not in old:
            yield Change(Kind.ADDED, section, name, after=one, place=place[name])
            continue
        if name in moved:
            yield Change(Kind.MOVED, section, name, was=was[name], place=place[name])
        yield from _fields(section, name, old[name], one)


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Return the fewest names that have to move for the others to keep their order (longest rising run)."""
    place = {name: n for n, name in enumerate(new)}
    both = [name for name in old if name in place]
    ends: list[int] = []  # the smallest last place of a rising run, by its length
    chain: list[tuple[str, str]] = []
    last: list[str] = []
    for name in both:
        at = bisect_left(ends, place[name])
        chain.append((name, last[at - 1] if at else ""))
        ends[at : at + 1], last[at : at + 1] = [place[name]], [name]
    before = dict(chain)
    staying, name = set(), last[-1] if last else ""
    while name:
        staying.add(name)
        name = before[name]
    return frozenset(both) - staying


def _fields(section: str, name: str, before: Section, after: Section) -> Iterator[Change]:
    for key, slot in shape_of(type(before)).items():
        one, two = getattr(before, slot.attribute), getattr(after, slot.attribute)
        if isinstance(slot.default, Mapping):
            yield from _parts(section, name, key, one, two)
        elif one != two:
            yield Change(
                _kind(one == slot.default, two == slot.default), section, name, key, "", one, two
            )
    yield from _extras(section, name, before.extra, after.extra)


def _parts(
    section: str,
    name: str,
    key: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> Iterator[Change]:
    for part in (*before, *(one for one in after if one not in before)):
        one, two = before.get(part, NOTHING), after.get(part, NOTHING)
        if one != two:
            kind = _kind(part not in before, part not in after)
            yield Change(kind, section, name, key, part, one, two)


def _extras(
    section: str, name: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Change]:
    for key in (*before, *(one for one in after if one not in before)):
        one, two = before.get(key, NOTHING), after.get(key, NOTHING)
        if one != two:
            yield Change(
                _kind(key not in before, key not in after), section, name, key, "", one, two
            )


def _kind(nothing_before: bool, nothing_after: bool) -> Kind:
    if nothing_before:
        return Kind.ADDED
    return Kind.REMOVED if nothing_after else Kind.CHANGED
