"""Which questions a message asks, and of what kind; French and English, other languages by their marks alone.

A sentence asks when it ends in "?" or begins as only questions do. Its kind comes from the word that asks; a word
that can also join two clauses ("quand", "where") counts where it asks beyond doubt, and leaves `OPEN` otherwise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cmworkstation.domain.charter.detect.question_words import (
    ASIDE,
    ASKS_WITHOUT_MARK,
    COURTESY,
    CUES,
    JOINS,
    KNOW,
    NEWS,
    SPLIT,
    YES_NO,
    Cue,
)
from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.charter.text_view import folded, view_of

QUESTIONS_MAX = 20
TEXT_MAX = 20_000  # characters that are looked at
MARK_TAIL = 12  # the mark may have emoji or quotation marks behind it
TAIL_WORDS = 3  # a word that asks may have so many behind it and still stand at the end


class QuestionKind(StrEnum):
    """What sort of answer a question wants."""

    WHEN = "when"
    WHERE = "where"
    HOW_MUCH = "how-much"
    WHO = "who"
    HOW = "how"
    WHY = "why"
    YES_NO = "yes-no"
    OPEN = "open"  # what, which, or not known


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its place in the message as written, in code points, its kind and its text."""

    start: int
    end: int
    kind: QuestionKind
    text: str


def questions(text: str, language: str) -> tuple[Question, ...]:
    """Return the questions of a message in the order of its text."""
    view = view_of(text[:TEXT_MAX])
    found: list[Question] = []
    for start, end in _sentences(view.text):
        marked = "?" in view.text[max(start, end - MARK_TAIL) : end]
        for one, two in _parts(folded(view.lower), start, end, language):
            kind = _kind(view.lower[one:two], language, marked=marked)
            if kind is not None:
                place = view.span(one, two)
                found.append(Question(*place, kind, text[place[0] : place[1]]))
    return tuple(found[:QUESTIONS_MAX])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences; a mark without a space behind it ends one too, but not in an address."""
    for start, end in sentences_of(text):
        begin = start
        for mark in re.finditer(r"\?(?=[^\W\d_])", text[start:end]):
            word = text[start:end][: mark.start()].split()[-1:] or [""]
            if "/" not in word[0]:
                yield begin, start + mark.end()
                begin = start + mark.end()
        yield begin, end


def _parts(plain: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield a sentence, or its parts where "and" joins two questions of their own."""
    splits = SPLIT.get(language)
    begin = start
    if splits and "?" in plain[start:end]:
        for match in splits.finditer(plain, start, end):
            head = plain[begin : match.start()]
            if match.start() > begin and _cue(head, language) is not None:
                yield begin, match.start()
                begin = match.end()
    yield begin, end


def _kind(lower: str, language: str, *, marked: bool) -> QuestionKind | None:
    """Return the kind of question that a sentence is, None where it is none."""
    plain = folded(lower).strip(" \"'«»“”()-–—*_>")
    if not any(char.isalpha() for char in plain):
        return None
    if language not in CUES:
        return QuestionKind.OPEN if marked else None
    if COURTESY[language].fullmatch(re.sub(r"[^\w' -]+", " ", plain).strip()):
        return None
    aside = ASIDE[language].match(plain)
    bare = plain[aside.end() :] if aside else plain
    if not marked and not ASKS_WITHOUT_MARK[language].search(bare):
        return None
    cue = _cue(bare, language, accented=lower)
    if cue is not None:
        return QuestionKind(cue.kind) if cue.kind else QuestionKind.OPEN
    return QuestionKind.YES_NO if YES_NO[language].search(bare) or marked else QuestionKind.OPEN


def _cue(plain: str, language: str, accented: str = "") -> Cue | None:
    """Return the word that asks: the first that asks beyond doubt; "" as its kind where it may only join."""
    doubtful = False
    body = plain.rstrip(" ?!.…")
    for cue, match in _matches(plain, language):
        if not cue.joins:
            return cue
        before, after = plain[: match.start()].strip(" ,:;-"), body[match.end() :].split()
        if not before or KNOW[language].search(before):
            return cue
        if NEWS[language].search(before):
            continue
        if cue.kind == "where" and "où" in accented and match[0].startswith("ou"):
            doubtful = True
        if len(after) <= TAIL_WORDS and not (after and JOINS[language].match(after[0])):
            return cue
        doubtful = doubtful or cue.kind != "where" or "où" in accented
    return Cue("", re.compile(""), joins=True) if doubtful else None


def _matches(plain: str, language: str) -> list[tuple[Cue, re.Match[str]]]:
    found = [(cue, match) for cue in CUES[language] for match in cue.pattern.finditer(plain)]
    kept: list[tuple[Cue, re.Match[str]]] = []
    for cue, match in found:  # the cues stand in order of preference where two overlap
        if not any(match.start() < b.end() and b.start() < match.end() for _, b in kept):
            kept.append((cue, match))
    return sorted(kept, key=lambda one: one[1].start())
