"""Interests between us and a person: what was given, paid or shared, and what it adds up to in a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cmworkstation.domain.ids import AuthorId

KINDS = ("gift", "paid", "partnership", "employee", "relative")  # the charter's words for labels
LIMIT_CENTS = (
    100_000  # 1,000 €: from here on a written contract is due, per person and calendar year
)
WARN_SHARE = 0.8
CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest, from a day until it is ended. `value_cents` is None where it has no price."""

    id: str
    author_id: AuthorId
    kind: str
    words: str
    value_cents: int | None
    currency: str
    on_day: date
    by: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class YearSum:
    """What a person was given in one calendar year, in the currency of the limit."""

    year: int
    cents: int

    @property
    def is_near(self) -> bool:
        """Tell whether four fifths of the limit are reached."""
        return self.cents >= WARN_SHARE * LIMIT_CENTS

    @property
    def is_over(self) -> bool:
        """Tell whether a written contract is due."""
        return self.cents >= LIMIT_CENTS


def year_sum(interests: Iterable[Interest], year: int) -> YearSum:
    """Return the sum of a year; what was ended since was given all the same."""
    given = [
        one.value_cents
        for one in interests
        if one.value_cents and one.currency == CURRENCY and one.on_day.year == year
    ]
    return YearSum(year, sum(given))


def current(interests: Iterable[Interest], on: date) -> tuple[Interest, ...]:
    """Return the interests that a reply must name: begun, and not ended."""
    return tuple(one for one in interests if one.ended_at is None and one.on_day <= on)
