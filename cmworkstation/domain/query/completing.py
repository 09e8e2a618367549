"""What may follow while a query is typed: names of fields, then values of the field."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cmworkstation.domain.folding import fold
from cmworkstation.domain.query import names
from cmworkstation.domain.query.moments import Moment, told
from cmworkstation.domain.query.printing import named
from cmworkstation.domain.query.terms import AFTER, BEFORE, ON, Field

SHORT = 2  # letters of a word below which no field is offered
MOST = 12
BEGUN = re.compile(
    r'(?:^|(?<=[\s(]))-?(?P<name>[^\W\d_]+)(?P<colon>:(?P<value>"[^"]*|[^\s()"]*))?$'
)
DAYS = (
    Moment(name="today"),
    Moment(name="yesterday"),
    Moment(ago=7, unit="d"),
    Moment(name="week"),
    Moment(name="month"),
    Moment(name="year"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Texts of which one may stand from `start` to where one types."""

    start: int
    texts: tuple[str, ...]


def offered(
    text: str, caret: int, values: Callable[[Field, str], Iterable[str]], *, french: bool
) -> Offer:
    """Return what may be meant at the caret; `values` gives those of a field that begin so or hold it."""
    found = BEGUN.search(text[:caret])
    if found is None:
        return Offer(caret, ())
    start, begun = found.start("name"), fold(found["name"])
    if found["colon"] is None:
        if len(begun) < SHORT:
            return Offer(caret, ())
        fields = [
            field
            for field, both in names.FIELDS.items()
            if any(fold(name).startswith(begun) for name in (*both[0], *both[1]))
        ]
        return Offer(start, tuple(f"{names.shown_field(one, french=french)}:" for one in fields))
    field = names.field_of(found["name"])
    if field is None:
        return Offer(caret, ())
    wanted = fold(found["value"].strip('"'))
    prefix = f"{found['name']}:"
    return Offer(
        start, tuple(f"{prefix}{one}" for one in _values(field, wanted, values, french=french))
    )


def _values(
    field: Field, wanted: str, values: Callable[[Field, str], Iterable[str]], *, french: bool
) -> list[str]:
    if field in names.VALUES:
        own = (names.shown_value(field, one, french=french) for one in names.VALUES[field])
        return [one for one in own if fold(one).startswith(wanted) and fold(one) != wanted]
    if field in (BEFORE, AFTER, ON):
        days = (told(one, french=french) for one in DAYS)
        return [one for one in days if fold(one).startswith(wanted) and fold(one) != wanted]
    found = [one for one in values(field, wanted) if fold(one) != wanted]
    return [named(one, open_end=" " not in one) for one in found][:MOST]
