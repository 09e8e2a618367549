"""Waivers: a person's word that a passage of a draft may stand although the charter objects.

A waiver is tied to its rule and to the passage: the words that the rule points at, with two words on either side as
far as the sentence goes. So it survives whatever is written elsewhere, and holds no more once the passage changes.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.ids import DraftId
from cmworkstation.domain.profile import ProfileId

WaiverId = NewType("WaiverId", str)

OTHER = "other"
REASONS = ("quoted", "false-positive", "legal-wording", "person-asked", "already-known", OTHER)
SHORTEST_WORDS = 15  # characters that explain "other"
NO_ONE = ProfileId("")
BESIDE = 2  # words on either side, within the sentence, that belong to a passage
WORD = re.compile(r"\w+(?:['’\-]\w+)*")


class Need(StrEnum):
    """What lets a finding pass."""

    NOTHING = "nothing"  # a cue or a warning
    REASON = "reason"  # the author's own
    SECOND = "second"  # the author's reason, and a second person who may approve
    CHANGE = "change"  # nobody's word: the text changes, or the charter does


@dataclass(frozen=True, slots=True)
class Passage:
    """What a rule points at, and the words beside it."""

    rule: str
    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage may stand: a code of `REASONS`, and words, which "other" cannot do without."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver; `second` is who confirmed it, "" as long as nobody did."""

    id: WaiverId
    draft_id: DraftId
    charter_hash: str
    passage: Passage
    severity: Severity
    reason: Reason
    by: ProfileId
    at: datetime
    need: Need = Need.REASON
    second: ProfileId = NO_ONE
    second_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Tell whether it lets the passage stand, or waits for a second person."""
        return self.need is Need.REASON or self.second_at is not None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who agreed to a reply as it stands, and when: also the second person's word for what waits for one."""

    people: tuple[str, ...]
    at: datetime

    def second_of(self, waiver: Waiver) -> ProfileId | None:
        """Return who of them is a second person for a waiver, None where only its author is among them."""
        return next((ProfileId(one) for one in self.people if one not in ("", waiver.by)), None)


def need_of(finding: Finding) -> Need:
    """Return what lets a finding pass; a stop never passes by its author's word alone."""
    if finding.severity.rank < Severity.ERROR.rank:
        return Need.NOTHING
    if finding.override == "none":
        return Need.CHANGE
    if finding.severity is Severity.STOP or finding.override == "second-person":
        return Need.SECOND
    return Need.REASON


def passage_of(text: str, finding: Finding) -> Passage:
    """Return the passage that a finding points at. Spaces and signs between its words do not belong to it."""
    start, end = finding.start, finding.end
    around = [
        one
        for one in sentences_of(text)
        if (one[0] < end and start < one[1]) or (start == end and one[0] <= start <= one[1])
    ]
    first, last = (around[0][0], around[-1][1]) if around else (start, end)
    before = WORD.findall(_same(text[min(first, start) : start]))[-BESIDE:]
    after = WORD.findall(_same(text[end : max(last, end)]))[:BESIDE]
    match = _same(" ".join(text[finding.start : finding.end].split()))
    return Passage(finding.rule, " ".join(before), match, " ".join(after))


def stands_in(passage: Passage, text: str) -> bool:
    """Tell whether the words of a passage occur in a text."""
    return passage.match in _same(" ".join(text.split()))


def _same(text: str) -> str:
    """Return a text in the form in which equal letters are equal."""
    return unicodedata.normalize("NFC", text).replace("’", "'")


def stored(passage: Passage) -> str:
    """Return a passage as one text."""
    return json.dumps([passage.before, passage.match, passage.after], ensure_ascii=False)


def passage_from(rule: str, text: str) -> Passage:
    """Return the passage of a stored text."""
    return Passage(rule, *(str(one) for one in json.loads(text)))


def read_reason(text: str) -> Reason:
    """Read "quoted" or "other: in words", as a command line gives it."""
    code, _, words = text.partition(":")
    return Reason(code.strip(), words.strip())


def missing_in(reason: Reason) -> str:
    """Return what a reason lacks, as the reason of a `NotAllowed`; "" when it will do."""
    if reason.code not in REASONS:
        return "override-missing"
    if reason.code == OTHER and len(" ".join(reason.words.split())) < SHORTEST_WORDS:
        return "words-missing"
    return ""


def waivers_by_passage(waivers: Iterable[Waiver]) -> Mapping[Passage, Waiver]:
    """Return waivers under their passages; one that holds before one that waits, then the newest."""
    ordered = sorted(waivers, key=lambda one: (one.holds, one.at))
    return {one.passage: one for one in ordered}
