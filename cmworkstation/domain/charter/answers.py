"""Approved answers: finding the one that fits what a person asks.

In quiet times every valid answer may be inserted. At a crisis level, an answer that names levels in
`during` is for those only, one that names the level in `not_during` rests, and where the level pauses
"answers" only those that name it in `during` remain.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.filling import body_in
from cmworkstation.domain.charter.lexicon import WORD
from cmworkstation.domain.charter.model import Charter, by_id

ID_WEIGHT, ASK_WEIGHT, LABEL_WEIGHT, BODY_WEIGHT = 1.0, 1.0, 0.6, 0.4
PREFIX, NEAR = 0.8, 0.6
NEAR_RATIO = 0.8
SHORT = 4  # shorter words are not compared by likeness
SCORE_MIN = 0.2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer, how well it fits (0 to 1), and why it may not be inserted ("" when it may).

    Reasons: "expired", "not-yet", "not-approved", "no-language", "crisis".
    """

    answer: Answer
    score: float
    reason: str = ""

    @property
    def insertable(self) -> bool:
        """Tell whether the answer may be put into a reply now."""
        return not self.reason


def find_answers(
    charter: Charter,
    query: str,
    language: str,
    on: date,
    crisis_level: str | None = None,
    category: str = "",
) -> tuple[Suggestion, ...]:
    """Return the answers that fit a query, best first; those that may not be inserted come last.

    An empty query gives all of them, those of `category` first.
    """
    words = fold(query)
    labels = {one.id: tuple(one.label.values()) for one in charter.categories}
    found: list[Suggestion] = []
    for answer in charter.answers:
        score = _score(answer, words, labels.get(answer.category, ())) if words else 0.0
        if words and score < SCORE_MIN:
            continue
        score += 0.1 * (bool(category) and answer.category == category)
        found.append(
            Suggestion(answer, score, obstacle(charter, answer, language, on, crisis_level))
        )
    found.sort(key=lambda one: (bool(one.reason), -one.score))
    return tuple(found)


def obstacle(
    charter: Charter,
    answer: Answer,
    language: str,
    on: date,
    crisis_level: str | None = None,
) -> str:
    """Return why an answer may not be inserted, "" when it may."""
    if answer.valid_until and answer.valid_until < on:
        return "expired"
    if answer.valid_from and answer.valid_from > on:
        return "not-yet"
    if not answer.approved_by:
        return "not-approved"
    if not body_in(answer, language, charter.header.default_language):
        return "no-language"
    return "crisis" if crisis_level and _rests(charter, answer, crisis_level) else ""


def variants(answer: Answer) -> tuple[str, ...]:
    """Return the languages in which an answer has a text."""
    return tuple(language for language, text in answer.body.items() if text)


@lru_cache(512)
def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(WORD.findall(plain))


def _rests(charter: Charter, answer: Answer, level: str) -> bool:
    if level in answer.not_during:
        return True
    if answer.during:
        return level not in answer.during
    crisis = by_id(charter.crises).get(level)
    return crisis is not None and "answers" in crisis.pauses


def _score(answer: Answer, words: Sequence[str], labels: Iterable[str]) -> float:
    asks = [one for texts in answer.asks.values() for one in texts]
    fields = (
        (ID_WEIGHT, fold(answer.id)),
        (ASK_WEIGHT, fold(" ".join(asks))),
        (LABEL_WEIGHT, fold(" ".join(labels))),
        (BODY_WEIGHT, fold(" ".join(answer.body.values()))),
    )
    total = weight = 0.0
    for word in words:
        importance = min(len(word), 8)  # small words say little
        total += importance * max(rank * _likeness(word, among) for rank, among in fields)
        weight += importance
    return total / weight


def _likeness(word: str, among: Sequence[str]) -> float:
    if word in among:
        return 1.0
    if any(one.startswith(word) for one in among):
        return PREFIX
    if len(word) < SHORT:
        return 0.0
    matcher = SequenceMatcher(b=word)
    for one in among:
        if abs(len(one) - len(word)) > 2:  # noqa: PLR2004 - two letters more or less are still a slip
            continue
        matcher.set_seq1(one)
        if matcher.quick_ratio() >= NEAR_RATIO and matcher.ratio() >= NEAR_RATIO:
            return NEAR
    return 0.0
