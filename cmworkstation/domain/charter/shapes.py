"""Between TOML tables and the model's dataclasses, without losing anything.

A key that the model does not know, or whose value has another type than the model expects, is kept in
`extra` as it was; the checks turn it into a problem.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, TypeVar, get_type_hints

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.words import (
    Channels,
    Examples,
    Files,
    Lists,
    Names,
    PairLists,
    Pairs,
    Table,
    Words,
)

S = TypeVar("S", bound=Section)
INTERNAL = frozenset({"extra", "explicit"})


def build(cls: type[S], table: Mapping[str, Any], skip: frozenset[str] = frozenset()) -> S:
    """Make one object of `cls` from a parsed table; keys in `skip` are left to the caller."""
    shape = shape_of(cls)
    values: dict[str, Any] = {}
    extra: dict[str, object] = {}
    explicit: list[str] = []
    for key, raw in table.items():
        if key in skip:
            continue
        value = freeze(raw)
        known = shape.get(key)
        if known is None or not known.fits(value):
            extra[key] = value
            continue
        values[known.attribute] = value
        if value == known.default:
            explicit.append(key)
    return cls(extra=extra, explicit=tuple(explicit), **values)


def freeze(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    """Return the value with lists as tuples, at every depth."""
    if isinstance(value, list | tuple):
        return tuple(freeze(one) for one in value)
    if isinstance(value, Mapping):
        return {key: freeze(one) for key, one in value.items()}
    return value


class Slot:
    """One key of a section: its attribute, its default and the test its value must pass."""

    __slots__ = ("attribute", "default", "fits")

    def __init__(self, attribute: str, default: object, fits: Callable[[object], bool]) -> None:
        """Keep the three."""
        self.attribute = attribute
        self.default = default
        self.fits = fits


_shapes: dict[str, Mapping[str, Slot]] = {}


def shape_of(cls: type[Section]) -> Mapping[str, Slot]:
    """Return the keys of a section in model order."""
    if cls.__qualname__ not in _shapes:
        _shapes[cls.__qualname__] = _shape(cls)
    return _shapes[cls.__qualname__]


def _shape(cls: type[Section]) -> Mapping[str, Slot]:
    hints = get_type_hints(cls)
    shape: dict[str, Slot] = {}
    for one in fields(cls):
        fits = FITS.get(hints[one.name])
        if one.name in INTERNAL or fits is None:
            continue
        default = one.default
        if default is MISSING and one.default_factory is not MISSING:
            default = one.default_factory()
        shape[one.name.rstrip("_")] = Slot(one.name, default, fits)
    return shape


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_int(value) or (isinstance(value, float) and math.isfinite(value))


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_names(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def _is_pairs(value: object) -> bool:
    return isinstance(value, tuple) and all(_is_names(one) and len(one) == 2 for one in value)  # noqa: PLR2004


def _map_of(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, Mapping) and all(fits(one) for one in value.values())


def _is_str(value: object) -> bool:
    return isinstance(value, str)


_is_lists = _map_of(_is_names)
_is_words = _map_of(_is_str)
_is_file = _map_of(lambda value: _is_str(value) or _is_words(value))

FITS: Mapping[object, Callable[[object], bool]] = {
    str: _is_str,
    bool: lambda value: isinstance(value, bool),
    int: _is_int,
    float: _is_number,
    int | None: _is_int,
    float | None: _is_number,
    date | None: _is_date,
    Names: _is_names,
    tuple[date, ...]: lambda value: isinstance(value, tuple) and all(map(_is_date, value)),
    Pairs: _is_pairs,
    Words: _map_of(_is_str),
    Lists: _is_lists,
    PairLists: _map_of(_is_pairs),
    Channels: _map_of(_map_of(_is_str)),
    Examples: lambda value: _is_names(value) or _is_lists(value),
    Files: lambda value: isinstance(value, tuple) and all(map(_is_file, value)),
    Table: lambda value: isinstance(value, Mapping),
}
