"""Promises recognised by themselves: which sentences of a reply promise something, by which words, until which day.

Plain rules in French and English, so that a person can be shown why. What is denied, asked, quoted, conditional, only
hoped, told of others or the habit of a house is no promise. Nothing is noted by this: it is proposed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId
from cmworkstation.domain.promise import IsOpen, Promise, PromiseState, open_days
from cmworkstation.domain.promising_days import Said, days_in
from cmworkstation.domain.promising_words import BLOCKS, ENGLISH, FRENCH, INVITES, WHETHER, Rule

QUOTED = re.compile(r"«[^»]{0,600}»|“[^”]{0,600}”|„[^“”]{0,600}[“”]|\"[^\"]{0,600}\"|(?m:^\s*>.*$)")
LINKS = re.compile(r"^[\s,;:.]*(?:et|puis|and|but)\s+", re.IGNORECASE)
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
            day = _day_of(said, begin, days)
            return Recognised(
                start=start,
                end=end,
                sentence=" ".join(text[start:end].split()),
                because=LINKS.sub("", text[start + begin : start + stop]).strip(" ,;:."),
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
        if not rule.dated or _day_of(said, match.start(), days) is not None
    ]
    if not found:
        return None
    found.sort()
    dated = [one for one in found if any(day.start >= one[0] for day in days)]
    return dated[-1] if dated else found[0]


def _day_of(said: str, begin: int, days: tuple[Said, ...]) -> Said | None:
    """Return the day that goes with words: the first one after them, else the last one before in the same clause."""
    after = next((one for one in days if one.start >= begin), None)
    if after is not None:
        return after
    before = [one for one in days if one.end <= begin]
    if before and (
        LEADS.fullmatch(said[: before[-1].start]) or "," not in said[before[-1].end : begin]
    ):
        return before[-1]
    return None


LEADS = re.compile(r"(?:\W|bonjour|hello|hi|dear|oui|yes)*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence of a draft or of a reply that arrived, proposed for the ledger; a person says whether it is one.

    `day` is the day that is proposed: the one that was said, the last open one before it where that day is closed,
    or one in a week where none was said. `outbox_id` is "" while it is written, `draft_id` once it is sent.
    """

    conversation_id: ConversationId
    account_id: AccountId
    message_id: MessageId
    draft_id: DraftId
    outbox_id: OutboxId
    who: str
    said_at: datetime
    found: Recognised
    day: date


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that arrived, as far as it is looked through for promises."""

    outbox_id: OutboxId
    conversation_id: ConversationId
    account_id: AccountId
    message_id: MessageId
    who: str
    body: str
    sent_at: datetime


def known(found: Recognised, day: date, outbox_id: OutboxId, promises: Iterable[Promise]) -> bool:
    """Tell whether a sentence stands in the ledger already, or was refused; `promises` are of its conversation."""
    for one in promises:
        same = one.words == found.sentence or (one.phrase and one.phrase in found.sentence)
        if one.state is PromiseState.REFUSED:
            if one.words == found.sentence:
                return True
        elif one.outbox_id == outbox_id and (same or (outbox_id and one.due_at.date() == day)):
            return True
    return False


def open_day(found: Recognised, today: date, is_open: IsOpen) -> date:
    """Return the day to propose: said, moved to the last open one before it, or in a week where none was said."""
    if found.day is None:
        return next(iter(open_days(today + timedelta(7), is_open, 1)), today + timedelta(7))
    earlier = (found.day - timedelta(n) for n in range((found.day - today).days + 1))
    return next((day for day in earlier if is_open(day)), found.day)
