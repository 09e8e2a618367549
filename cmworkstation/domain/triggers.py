"""When a charter says that a crisis level is due: its conditions held against what is measured now.

A condition that is met proposes a level. Levels are declared by people alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from cmworkstation.domain.charter.clauses import Crisis
from cmworkstation.domain.charter.conditions import (
    Atom,
    BadCondition,
    Compare,
    Tree,
    decide,
    parse,
)
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.search import fold
from cmworkstation.domain.values import dataclass

FLOOR = 3  # messages an hour: below it nothing is unusual, and a word in as many messages is
WEEKS = 8  # of which the same hour of the same weekday says what is usual


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison: what is measured, against what. `value` or `limit` None: nobody knows it here."""

    field: str
    op: str
    value: object
    limit: object
    met: bool | None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A condition of a level, or the words that it watches for (`text` is "" then), and whether it is met."""

    level: str
    number: int
    text: str
    parts: tuple[Part, ...]
    met: bool | None


def usual(counts: Iterable[int]) -> float:
    """Return what is usual for an hour: the median of the same hour of the weeks before, `FLOOR` at least."""
    found = list(counts)
    return max(float(FLOOR), float(median(found)) if found else 0.0)


def triggers(
    charter: Charter, values: Mapping[str, object], found: Mapping[str, int]
) -> tuple[Trigger, ...]:
    """Return the triggers of a charter's levels, from low to high; `found` counts messages by folded word."""
    return tuple(
        one
        for crisis in sorted(charter.crises, key=lambda one: one.level)
        for one in (*_conditions(crisis, values), *_words(crisis, found))
    )


def watched_words(charter: Charter) -> tuple[str, ...]:
    """Return the words that any level watches for, folded, each once."""
    texts = (
        " ".join(fold(word))
        for one in charter.crises
        for words in one.trigger_terms.values()
        for word in words
    )
    return tuple(dict.fromkeys(filter(None, texts)))


def proposed(among: Sequence[Trigger], holding: int) -> Trigger | None:
    """Return the trigger that speaks for the highest level above the one that holds, None where none is met."""
    met = [one for one in among if one.met and one.number > holding]
    return max(met, key=lambda one: one.number, default=None)


def _conditions(crisis: Crisis, values: Mapping[str, object]) -> Iterator[Trigger]:
    for text in crisis.triggers:
        try:
            tree = parse(text)
        except BadCondition:  # no version in force has one
            continue
        parts = tuple(_parts(tree, values))
        yield Trigger(crisis.id, crisis.level, text, parts, decide(tree, values))


def _words(crisis: Crisis, found: Mapping[str, int]) -> Iterator[Trigger]:
    words = dict.fromkeys(word for words in crisis.trigger_terms.values() for word in words)
    parts = []
    for word in words:
        n = found.get(" ".join(fold(word)), 0)
        parts.append(Part(word, ">=", n, FLOOR, n >= FLOOR))
    if parts:
        met = any(one.met for one in parts)
        yield Trigger(crisis.id, crisis.level, "", tuple(parts), met)


def _parts(tree: Tree, values: Mapping[str, object]) -> Iterator[Part]:
    if isinstance(tree, Compare):
        right: object = " ".join(tree.among) if tree.op == "in" else _value(tree.right, values)
        left = _value(tree.left, values)
        yield Part(str(tree.left.value), tree.op, left, right, decide(tree, values))
        return
    for one in tree.parts:
        yield from _parts(one, values)


def _value(atom: Atom | None, values: Mapping[str, object]) -> object:
    if atom is None:
        return None
    value = values.get(str(atom.value)) if atom.is_field else atom.value
    if atom.times is None or value is None:
        return value
    other = _value(atom.times, values)
    both = isinstance(value, int | float) and isinstance(other, int | float)
    return value * other if both else None  # type: ignore[operator]
