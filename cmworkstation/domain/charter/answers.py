"""Approved answers: finding the one that fits what a person asks.

In quiet times every valid answer may be inserted. At a crisis level, an answer that names levels in
`during` is for those only, one that names the level in `not_during` rests, and where the level pauses
"answers" only those that name it in `during` remain.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.filling import body_in
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.search import Fields, Rank, fold, rank, telling

TITLE_WEIGHT, ASK_WEIGHT, ID_WEIGHT, LABEL_WEIGHT, BODY_WEIGHT = 1.0, 1.0, 0.9, 0.6, 0.45
SCORE_MIN = 0.22
SURE = 0.62  # below, the guide does not speak up by itself
SUGGESTED = 3
SENTENCE = re.compile(r"[^.!?\n]+[?]?")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer, how well it fits (0 to 1), and why it may not be inserted ("" when it may).

    Reasons: "retired", "expired", "not-yet", "not-approved", "no-language", "crisis". `matched` are the words of
    the answer, folded, for which it was found.
    """

    answer: Answer
    score: float
    reason: str = ""
    matched: tuple[str, ...] = ()

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
    scores = rank(entries_of(charter), query) if words else {}
    found: list[Suggestion] = []
    for place, answer in enumerate(charter.answers):
        score, matched = scores.get(place, (0.0, ()))
        if words and score < SCORE_MIN:
            continue
        score += 0.1 * (bool(category) and answer.category == category)
        reason = obstacle(charter, answer, language, on, crisis_level)
        found.append(Suggestion(answer, score, reason, matched))
    found.sort(key=lambda one: (bool(one.reason), -one.score))
    return tuple(found)


def suggest_answers(
    charter: Charter,
    message: str,
    language: str,
    on: date,
    crisis_level: str | None = None,
) -> tuple[Suggestion, ...]:
    """Return the few answers that surely fit a message, best first; none when in doubt.

    Each of its sentences is asked by itself, so that greetings and stories around a question do not hide it.
    """
    entries = entries_of(charter)
    best: dict[int, Rank] = {}
    for sentence in SENTENCE.findall(message[:2000]):
        for place, (score, matched) in rank(entries, sentence).items():
            enough = len(matched) > 1 or len(telling(sentence)) == 1
            if enough and score >= SURE and score > best.get(place, (0.0, ()))[0]:
                best[place] = (score, matched)
    ranked = sorted(best.items(), key=lambda one: -one[1][0])
    found = [
        Suggestion(charter.answers[place], score, "", matched)
        for place, (score, matched) in ranked
        if not obstacle(charter, charter.answers[place], language, on, crisis_level)
    ]
    return tuple(found[:SUGGESTED])


def obstacle(
    charter: Charter,
    answer: Answer,
    language: str,
    on: date,
    crisis_level: str | None = None,
) -> str:
    """Return why an answer may not be inserted, "" when it may."""
    if answer.retired_on and answer.retired_on <= on:
        return "retired"
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


def title_of(answer: Answer, language: str, default: str = "") -> str:
    """Return what to call an answer: its title, else its first sample question, else its name."""
    for words in (answer.title, {lang: asks[0] for lang, asks in answer.asks.items() if asks}):
        for wanted in (language, default, *words):
            if words.get(wanted):
                return words[wanted]
    return answer.id


def _rests(charter: Charter, answer: Answer, level: str) -> bool:
    if level in answer.not_during:
        return True
    if answer.during:
        return level not in answer.during
    crisis = by_id(charter.crises).get(level)
    return crisis is not None and "answers" in crisis.pauses


def entries_of(charter: Charter) -> tuple[Fields, ...]:
    """Return the texts by which a charter's answers are found, in their order."""
    labels = {one.id: tuple(one.label.values()) for one in charter.categories}
    return tuple(
        tuple(fields_of(answer, labels.get(answer.category, ()))) for answer in charter.answers
    )


def fields_of(answer: Answer, labels: Sequence[str]) -> Iterator[tuple[float, str]]:
    """Yield the texts of an answer, with what a word in each is worth; `labels` are those of its category."""
    yield ID_WEIGHT, answer.id
    yield from ((TITLE_WEIGHT, text) for text in answer.title.values())
    yield from ((ASK_WEIGHT, text) for texts in answer.asks.values() for text in texts)
    yield from ((LABEL_WEIGHT, text) for text in (*labels, answer.folder) if text)
    yield from ((BODY_WEIGHT, text) for text in answer.body.values())
