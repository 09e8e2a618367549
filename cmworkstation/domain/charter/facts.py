"""Facts that a text stands on: put in by reference, and looked at again when they change or grow old."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cmworkstation.domain.charter.clauses import Fact
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.charter.lexicon import WORD
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.search import WHOLE, fold, rank
from cmworkstation.domain.charter.words import Words, primary
from cmworkstation.domain.fact import FactUse

SOON = timedelta(days=30)
KEPT_SHARE = 0.5  # of a fact's words that must still stand in the text
LONG_WORD = 4
SCORE_MIN = 0.4


class FactState(StrEnum):
    """How a fact that was put in is doing."""

    GOOD = "good"
    SOON = "soon"  # expires within thirty days
    EXPIRED = "expired"
    CHANGED = "changed"  # the charter says something else by now
    GONE = "gone"  # the charter no longer has it


MESSAGES: Mapping[FactState, Words] = {
    FactState.EXPIRED: {
        "en": "This fact is out of date. Check it before you say it.",
        "fr": "Ce fait n’est plus à jour. Vérifiez-le avant de l’affirmer.",
    },
    FactState.CHANGED: {
        "en": "The charter states this fact in other words by now.",
        "fr": "La charte énonce désormais ce fait autrement.",
    },
    FactState.GONE: {
        "en": "The charter no longer knows this fact.",
        "fr": "La charte ne connaît plus ce fait.",
    },
}


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


def find_facts(
    charter: Charter, query: str, language: str, on: date
) -> tuple[tuple[Fact, tuple[str, ...], str], ...]:
    """Return the facts that fit a query, best first, with the words that led to each and why it may not be put in.

    An empty query gives all of them.
    """
    entries = tuple(
        (
            (1.0, fact.id),
            *((WHOLE, text) for text in (*fact.statement.values(), fact.value) if text),
        )
        for fact in charter.facts
    )
    ranks = rank(entries, query) if fold(query) else dict.fromkeys(range(len(entries)), (1.0, ()))
    found = [
        (-score, charter.facts[place], matched)
        for place, (score, matched) in ranks.items()
        if score >= SCORE_MIN
    ]
    found.sort(key=lambda one: one[0])
    return tuple(
        (fact, matched, fact_text(fact, language, on)[1].replace("no-language", ""))
        for _, fact, matched in found
    )


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


def standings(
    uses: Iterable[FactUse], facts: Iterable[Fact], on: date, text: str = ""
) -> tuple[Standing, ...]:
    """Return what has become of the facts that `text` took up.

    A fact that changed is in order again once the text states it as it is now.
    """
    known = {fact.id: fact for fact in facts}
    return tuple(_standing(use, known.get(use.id), on, text) for use in uses)


def fact_findings(found: Iterable[Standing], text: str, language: str) -> tuple[Finding, ...]:
    """Return what is to be said of the facts that a text stands on; the new words are the way out."""
    return tuple(
        _finding(one, text, language)
        for one in found
        if one.state in {FactState.EXPIRED, FactState.CHANGED, FactState.GONE}
    )


def still_in(uses: Iterable[FactUse], text: str) -> tuple[FactUse, ...]:
    """Return the facts that a text still states: half of their long words are left."""
    said = {word.lower() for word in WORD.findall(text)}
    return tuple(use for use in uses if _share(use.text, said) >= KEPT_SHARE)


def joined(one: Sequence[FactUse], more: Iterable[FactUse]) -> tuple[FactUse, ...]:
    """Return both, each fact once; what was put in last counts."""
    return tuple({use.id: use for use in (*one, *more)}.values())


def _standing(use: FactUse, fact: Fact | None, on: date, text: str) -> Standing:
    if fact is None:
        return Standing(use, FactState.GONE, None)
    state = fact_state(fact, on)
    said_anew = any(one and one in text for one in fact.statement.values())
    changed = fact_hash(fact) != use.hash and not said_anew and state is not FactState.EXPIRED
    return Standing(use, FactState.CHANGED if changed else state, fact)


def _finding(one: Standing, text: str, language: str) -> Finding:
    start = max(0, text.find(one.use.text))
    end = start + len(one.use.text) if one.use.text in text else start
    now, _ = fact_text(one.fact, language, None)
    mends = one.state is FactState.CHANGED and end > start and bool(now)
    return Finding(
        rule=f"fact/{one.use.id}",
        clause={},
        severity=Severity.WARN,
        start=start,
        end=end,
        match=text[start:end],
        message=MESSAGES[one.state],
        why={language: one.fact.source} if one.fact else {},
        fix="replace" if mends else "",
        edits=((start, end, now),) if mends else (),
    )


def _share(text: str, said: set[str]) -> float:
    words = WORD.findall(text.lower())
    words = [word for word in words if len(word) >= LONG_WORD] or words
    return sum(word in said for word in words) / len(words) if words else 0.0
