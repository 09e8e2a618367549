"""Which questions a reply answers: answered, open, or unsure where the words do not tell."""

import re
from collections.abc import Sequence
from enum import StrEnum

from cmworkstation.domain.charter.detect.questions import Question, QuestionKind
from cmworkstation.domain.charter.detect.reply_words import (
    ANSWERS,
    DEFERS,
    EMPTY_WORDS,
    NO_ANSWER,
)
from cmworkstation.domain.charter.page import URL, sentences_of
from cmworkstation.domain.charter.text_view import folded, view_of

STEM = 5  # letters by which two forms of a word count as the same
WORD = re.compile(r"[^\W_]{3,}")


class Answered(StrEnum):
    """What is known of a question and a reply."""

    ANSWERED = "answered"
    OPEN = "open"
    UNSURE = "unsure"


def answered(questions: Sequence[Question], reply: str, language: str) -> tuple[Answered, ...]:
    """Return for each question whether a reply in `language` answers it.

    "answered" wants a sentence with the kind of thing that was asked for, or with a yes or no; "open" wants that
    no sentence is left that could be the answer. Everything else is unsure, and so is every other language.
    """
    if language not in ANSWERS or not questions:
        return tuple(Answered.UNSURE for _ in questions)
    sentences = [one for one in _plain_sentences(reply) if not NO_ANSWER[language].fullmatch(one)]
    if not sentences:
        return tuple(Answered.OPEN for _ in questions)
    defers = any(DEFERS[language].search(one) for one in sentences) or bool(URL.search(reply))
    taken: dict[int, int] = {}
    for at in _by_certainty(questions):
        best = _best(questions[at], sentences, language, set(taken.values()))
        if best is not None:
            taken[at] = best
    left = [one for n, one in enumerate(sentences) if n not in taken.values()]
    return tuple(
        Answered.ANSWERED
        if at in taken
        else _missing(one, sentences, left, language, defers=defers)
        for at, one in enumerate(questions)
    )


def _plain_sentences(reply: str) -> list[str]:
    view = view_of(reply)
    found = [folded(view.lower[start:end]) for start, end in sentences_of(view.text)]
    return [text for one in found if (text := one.strip(" .!…,;:\"'«»-–—")) and WORD.search(text)]


def _by_certainty(questions: Sequence[Question]) -> list[int]:
    """Return the questions with those whose answers look like nothing else first."""
    order = list(QuestionKind)
    return sorted(range(len(questions)), key=lambda at: (order.index(questions[at].kind), at))


def _best(
    question: Question, sentences: Sequence[str], language: str, used: set[int]
) -> int | None:
    """Return the sentence that answers the question beyond doubt."""
    pattern = ANSWERS[language].get(question.kind)
    if pattern is None:
        return None
    stems = _stems(question.text, language)
    fits = [
        (len(stems & _stems(one, language)), at not in used, -at)
        for at, one in enumerate(sentences)
        if pattern.search(one)
    ]
    if not fits:
        return None
    shared, free, at = max(fits)
    return -at if shared or free else None


def _missing(
    question: Question,
    sentences: Sequence[str],
    left: Sequence[str],
    language: str,
    *,
    defers: bool,
) -> Answered:
    """Tell whether a question without a sure answer is open: nothing in the reply could be meant for it."""
    if defers:
        return Answered.UNSURE
    stems = _stems(question.text, language)
    if any(stems & _stems(one, language) for one in sentences):
        return Answered.UNSURE
    looks_alike = question.kind in {QuestionKind.WHEN, QuestionKind.HOW_MUCH, QuestionKind.WHY}
    return Answered.OPEN if looks_alike or not left else Answered.UNSURE


def _stems(text: str, language: str) -> set[str]:
    words = WORD.findall(folded(view_of(text).lower))
    return {one[:STEM] for one in words if one not in EMPTY_WORDS[language]}
