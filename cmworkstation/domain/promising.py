"""Promises recognised by themselves: which sentences of a reply promise something, by which words, until which day.

Plain rules in French and English, so that a person can be shown why. What is denied, asked, quoted, conditional, only
hoped, told of others or the habit of a house is no promise. Nothing is noted by this: it is proposed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.promising_days import Said, days_in
from cmworkstation.domain.promising_words import BLOCKS, ENGLISH, FRENCH, INVITES, WHETHER, Rule

QUOTED = re.compile(r"«[^»]{0,600}»|“[^”]{0,600}”|„[^“”]{0,600}[“”]|\"[^\"]{0,600}\"|(?m:^\s*>.*$)")
ANSWERED = re.compile(r"[?？]\W*$")
RULES = {"fr": FRENCH, "en": ENGLISH}
LONGEST = 20_000  # characters of a reply that are looked at
LONGEST_SENTENCE = 600  # a longer one is no sentence that a person wrote


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sentence that promises something.

    `start` and `end` are its place in the text; `because` are the words that make it a promise, as they stand there;
    `when` are the words of its day, "" and no `day` where it names none.
    """

    start: int
    end: int
    sentence: str
    because: str
    when: str
    day: date | None
    language: str


def recognise(text: str, today: date) -> tuple[Recognised, ...]:
    """Return what a text promises, one for each sentence that does, seen from the day on which it is said."""
    looked_at = text[:LONGEST]
    plain = fold(QUOTED.sub(lambda match: " " * len(match[0]), looked_at))
    found = []
    for start, end in sentences_of(looked_at):
        if end - start <= LONGEST_SENTENCE:
            one = _sentence(looked_at, plain, start, end, today)
            if one is not None:
                found.append(one)
    return tuple(found)


def fold(text: str) -> str:
    """Return a text in lower case, without accents, with straight apostrophes and plain spaces, of the same length."""
    return "".join(_folded(char) for char in text)


def _folded(char: str) -> str:
    if char.isascii():
        return char.lower() if not char.isspace() or char == "\n" else " "
    if char in "’‘ʼ":
        return "'"
    if char in "‐‑":
        return "-"
    if char.isspace():
        return " "
    low = unicodedata.normalize("NFD", char.lower())[:1]
    return low or char


def _sentence(text: str, plain: str, start: int, end: int, today: date) -> Recognised | None:
    said = plain[start:end]
    if ANSWERED.search(text[start:end]):
        return None
    said = INVITES.sub(lambda match: " " * len(match[0]), said)
    doubtful = WHETHER.sub(lambda match: " " * len(match[0]), said)
    if any(block.search(doubtful) for block in BLOCKS):
        return None
    days = days_in(said, today)
    for language, rules in RULES.items():
        match = _match(said, rules, days)
        if match is not None:
            begin, stop = match
            day = _day_of(said, begin, stop, days)
            return Recognised(
                start=start,
                end=end,
                sentence=" ".join(text[start:end].split()),
                because=text[start + begin : start + stop].strip(" ,;:."),
                when=text[start + day.start : start + day.end] if day else "",
                day=day.day if day else None,
                language=language,
            )
    return None


def _match(said: str, rules: tuple[Rule, ...], days: tuple[Said, ...]) -> tuple[int, int] | None:
    """Return where the words stand that promise: of several, those nearest before a day."""
    found = [
        match.span()
        for rule in rules
        for match in rule.pattern.finditer(said)
        if not rule.dated or _day_of(said, *match.span(), days) is not None
    ]
    if not found:
        return None
    found.sort()
    dated = [one for one in found if any(day.start >= one[0] for day in days)]
    return dated[-1] if dated else found[0]


def _day_of(said: str, begin: int, stop: int, days: tuple[Said, ...]) -> Said | None:
    """Return the day that goes with words: the first one after them, else the last one before in the same clause."""
    after = next((one for one in days if one.start >= begin), None)
    if after is not None:
        return after
    before = [one for one in days if one.end <= begin]
    if before and (LEADS.fullmatch(said[: before[-1].start]) or "," not in said[before[-1].end : begin]):
        return before[-1]
    return None


LEADS = re.compile(r"(?:\W|bonjour|hello|hi|dear|oui|yes)*")
