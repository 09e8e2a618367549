"""Facts that a text stands on: put in by reference, and looked at again when they change or grow old."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cmworkstation.domain.charter.clauses import Fact
from cmworkstation.domain.charter.lexicon import WORD
from cmworkstation.domain.charter.words import primary

SOON = timedelta(days=30)
KEPT_SHARE = 0.5  # of a fact's words that must still stand in the text
LONG_WORD = 4


class FactState(StrEnum):
    """How a fact that was put in is doing."""

    GOOD = "good"
    SOON = "soon"  # expires within thirty days
    EXPIRED = "expired"
    CHANGED = "changed"  # the charter says something else by now
    GONE = "gone"  # the charter no longer has it


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact as it was when a text took it up: its words there, and the fingerprint of what it stated."""

    id: str
    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact that a text stands on, and what has become of it; `fact` is None where it is gone."""

    use: FactUse
    state: FactState
    fact: Fact | None


def fact_text(fact: Fact | None, language: str, on: date | None) -> tuple[str, str]:
    """Return a fact's statement, or "" and the reason why it may not be put in."""
    if fact is None:
        return "", "unknown"
    if is_expired(fact, on):
        return "", "expired"
    text = fact.statement.get(language) or fact.statement.get(primary(language)) or fact.value
    return text, "" if text else "no-language"


def is_expired(fact: Fact, on: date | None) -> bool:
    """Tell whether a fact is out of date on a day."""
    return on is not None and fact.expires_on is not None and fact.expires_on < on


def fact_state(fact: Fact, on: date) -> FactState:
    """Return how a fact is doing on a day."""
    if is_expired(fact, on):
        return FactState.EXPIRED
    soon = fact.expires_on is not None and fact.expires_on - on <= SOON
    return FactState.SOON if soon else FactState.GOOD


def fact_hash(fact: Fact) -> str:
    """Return the fingerprint of what a fact states; checking it anew changes nothing of it."""
    stated = json.dumps([fact.value, sorted(fact.statement.items())], ensure_ascii=False)
    return hashlib.sha256(stated.encode("utf-8", "surrogatepass")).hexdigest()


def standings(uses: Iterable[FactUse], facts: Iterable[Fact], on: date) -> tuple[Standing, ...]:
    """Return what has become of the facts that a text took up."""
    known = {fact.id: fact for fact in facts}
    return tuple(_standing(use, known.get(use.id), on) for use in uses)


def still_in(uses: Iterable[FactUse], text: str) -> tuple[FactUse, ...]:
    """Return the facts that a text still states: half of their long words are left."""
    said = {word.lower() for word in WORD.findall(text)}
    return tuple(use for use in uses if _share(use.text, said) >= KEPT_SHARE)


def joined(one: Sequence[FactUse], more: Iterable[FactUse]) -> tuple[FactUse, ...]:
    """Return both, each fact once; what was put in last counts."""
    return tuple({use.id: use for use in (*one, *more)}.values())


def write_uses(uses: Iterable[FactUse]) -> str:
    """Return the facts as they are stored."""
    rows = [{"id": use.id, "value": use.text, "hash": use.hash} for use in uses]
    return json.dumps(rows, ensure_ascii=False)


def read_uses(stored: str) -> tuple[FactUse, ...]:
    """Return the facts of a stored list."""
    return tuple(
        FactUse(str(row["id"]), str(row["value"]), str(row["hash"])) for row in json.loads(stored)
    )


def _standing(use: FactUse, fact: Fact | None, on: date) -> Standing:
    if fact is None:
        return Standing(use, FactState.GONE, None)
    state = fact_state(fact, on)
    changed = fact_hash(fact) != use.hash and state is not FactState.EXPIRED
    return Standing(use, FactState.CHANGED if changed else state, fact)


def _share(text: str, said: set[str]) -> float:
    words = WORD.findall(text.lower())
    words = [word for word in words if len(word) >= LONG_WORD] or words
    return sum(word in said for word in words) / len(words) if words else 0.0
