"""From which regions, languages and platforms we speak with fewer people than elsewhere: and nobody’s rank."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from cmworkstation.domain.contact import Card, ContactId
from cmworkstation.domain.folding import fold
from cmworkstation.domain.values import dataclass

LESS = 0.9  # of the share everywhere: the same border at which answers count as unlike


class Sort(StrEnum):
    """By what people are told apart: what they declared themselves, or where they write."""

    REGION = "region"
    LANGUAGE = "language"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Group:
    """People of one region, language or platform: all whom we know there, and with how many of them we spoke."""

    sort: Sort
    value: str
    people: tuple[ContactId, ...]
    spoken: int

    @property
    def share(self) -> float:
        """Return with what share of them we spoke."""
        return self.spoken / len(self.people)


def groups(cards: Collection[Card], spoken: Collection[str]) -> tuple[Group, ...]:
    """Return the groups with whom we speak less than with everybody whom we know, the least first.

    `spoken` are the contacts with whom we spoke. Whoever declared nothing is in no group of what is declared.
    """
    found: dict[tuple[Sort, str], dict[ContactId, None]] = {}
    called: dict[tuple[Sort, str], str] = {}
    for card in cards:
        for sort, value in _values(card):
            key = (sort, fold(value))
            called.setdefault(key, value)
            found.setdefault(key, {})[card.id] = None
    if not cards:
        return ()
    usual = sum(card.id in spoken for card in cards) / len(cards)
    made = (
        Group(key[0], called[key], tuple(people), sum(one in spoken for one in people))
        for key, people in found.items()
    )
    fewer = (one for one in made if one.share < LESS * usual or not one.spoken)
    order = list(Sort)
    return tuple(sorted(fewer, key=lambda one: (one.share, order.index(one.sort), fold(one.value))))


def _values(card: Card) -> set[tuple[Sort, str]]:
    said: Mapping[Sort, set[str]] = {
        Sort.REGION: {" ".join(card.contact.region.split())},
        Sort.LANGUAGE: {card.contact.language.strip().lower()},
        Sort.PLATFORM: {one.platform for one in card.identities},
    }
    return {(sort, value) for sort, values in said.items() for value in values if value}
