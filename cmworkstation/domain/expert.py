"""Asking somebody in the house: a letter with a question, and what comes back of it.

What an expert writes is internal. It becomes a draft that a person reads, and never a reply by itself.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import NewType

from cmworkstation.domain.charter.rules.personal import EMAIL, NUMBERS
from cmworkstation.domain.ids import ConversationId, DraftId, MessageId
from cmworkstation.domain.values import dataclass

RequestId = NewType("RequestId", str)
MARK = "CMW-"  # begins the word by which an answer is recognised
LONGEST = 20_000  # characters of an answer
HIDDEN = "[…]"
_MARKED = re.compile(rf"\b{MARK}([0-9a-f]{{8}})\b", re.IGNORECASE)
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w/])@\w[\w.-]*(?:@[\w.-]*\w)?")
# The line that a program of mail sets above what it quotes.
_WROTE = re.compile(
    r"^(?:On|Le|Am|El)\b.{4,200}\b(?:wrote|a écrit|schrieb|escribió)\s*:\s*$", re.DOTALL
)
_FORWARDED = re.compile(
    r"^-{2,}\s*(?:Original Message|Message d.origine|Message original)\s*-{2,}$", re.IGNORECASE
)
CREDIT = {"fr": "Avec {who}.", "en": "With {who}."}


class RequestState(StrEnum):
    """Where a question to an expert stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person writes down to ask an expert; the rest is known of the thread."""

    expert: str
    question: str
    department: str = ""
    address: str = ""  # of mail
    due_at: datetime | None = None
    redacted: bool = True  # the expert reads what was written, not by whom


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an expert, about one message."""

    id: RequestId
    conversation_id: ConversationId
    message_id: MessageId
    asked: Asked
    created_at: datetime
    quoted: str = ""  # what the expert is shown of the message
    state: RequestState = RequestState.OPEN
    handed_at: datetime | None = None  # when the letter was last written, copied or opened as mail
    reminded_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    draft_id: DraftId = DraftId("")
    why: str = ""  # it was withdrawn
    by: str = ""  # a profile's id
    closed_at: datetime | None = None

    @property
    def mark(self) -> str:
        """Return the word by which the answer is recognised."""
        return MARK + self.id.replace("-", "")[-8:]

    @property
    def who(self) -> str:
        """Return the expert as a reply names them: "Karim, roads department"."""
        return ", ".join(one for one in (self.asked.expert, self.asked.department) if one)

    def is_late(self, now: datetime) -> bool:
        """Tell whether the answer should be there by now."""
        due = self.asked.due_at
        return self.state is RequestState.OPEN and due is not None and due < now


@dataclass(frozen=True, slots=True)
class Letter:
    """A question to an expert in words, as it leaves this program."""

    subject: str
    body: str
    address: str = ""


def mark_in(*texts: str) -> str:
    """Return the mark that stands in texts, "" for none: the first one."""
    for text in texts:
        if found := _MARKED.search(text):
            return MARK + found[1].lower()
    return ""


def redacted(text: str, without_names: Callable[[str], str]) -> str:
    """Return a text without names, addresses, links and numbers of persons."""
    found = _LINK.sub(HIDDEN, text)
    found = EMAIL.sub(HIDDEN, found)
    found = without_names(found)
    found = _HANDLE.sub(HIDDEN, found)
    for _, patterns, fits in NUMBERS:
        for pattern in patterns:
            found = pattern.sub(partial(_hidden, fits), found)
    return found


def _hidden(fits: Callable[[str], int], found: "re.Match[str]") -> str:
    """Return a match without what of it is a number of a person: words behind it stay."""
    taken = fits(found[0])
    return HIDDEN + found[0][taken:] if taken else found[0]


def answer_in(text: str) -> str:
    """Return what an expert wrote of a mail or a file: above the letter that they were sent, or else below it.

    What a program of mail quotes, and the signature below, is left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")[: 4 * LONGEST].split("\n")
    marks = [n for n, line in enumerate(lines) if mark_in(line)]
    above = _own(lines[: marks[0]] if marks else lines)
    return above or (_own(lines[marks[-1] + 1 :]) if marks else "")


def _own(lines: Sequence[str]) -> str:
    """Return the lines that somebody wrote themselves."""
    kept: list[str] = []
    for n, line in enumerate(lines):
        bare = line.strip()
        if bare == "--" or _FORWARDED.match(bare) or _WROTE.match(bare):
            break
        if _WROTE.match(" ".join(one.strip() for one in lines[n : n + 2])):  # on two lines
            break
        if not bare.startswith(">"):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()[:LONGEST]


def credited(answer: str, who: str, language: str) -> str:
    """Return an answer as a draft begins with it: with credit to whoever knew."""
    credit = CREDIT.get(language[:2], CREDIT["en"]).format(who=who)
    return f"{answer}\n\n{credit}"
