"""What a check says about a draft, and what it needs to know to say it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import accumulate

from cmworkstation.domain.charter.surroundings import Surroundings
from cmworkstation.domain.charter.words import Words

Edit = tuple[int, int, str]
Place = tuple[str, int, int]  # rule, start and end


class Severity(StrEnum):
    """How much a finding weighs, from light to heavy."""

    CUE = "cue"  # free
    WARN = "warn"  # one click to send as is
    ERROR = "error"  # needs a reason
    STOP = "stop"  # needs a second person, or cannot be overridden at all

    @property
    def rank(self) -> int:
        """Return 0 for the lightest, 3 for the heaviest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class MeasuredLength:
    """A draft's length as its server counts it; `over` units too many, 0 when it fits."""

    measured: int
    limit: int | None = None
    over: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the place where a draft will go. Nothing here is looked up by the engine."""

    language: str = ""
    visibility: str = "public"
    platform: str = ""
    account: str = ""
    category: str = ""
    length: MeasuredLength | None = None
    interests: tuple[str, ...] = ()  # known interests towards this person: paid, gift, employee …
    undescribed: int = 0  # pictures that go along without words for those who cannot see them
    linked_facts: tuple[str, ...] = ()  # facts that the text stands on
    on: date | None = None  # today; None leaves dates unchecked
    values: Mapping[str, object] = field(default_factory=dict)  # further fields of conditions
    surroundings: Surroundings = field(default_factory=Surroundings)  # for the context ring alone


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: which rule, how heavy, where, why, and the way out.

    `start` and `end` count code points of the draft as typed. `message` and `why` hold texts by language,
    the charter's default language first. `fix` names the kind of way out; `edits` carries it out where a
    machine can, as (start, end, new text). `override`: "" (free), "reason", "second-person" or "none".
    """

    rule: str
    clause: Words
    severity: Severity
    start: int
    end: int
    match: str
    message: Words
    why: Words
    fix: str = ""
    edits: tuple[Edit, ...] = ()
    override: str = ""

    @property
    def place(self) -> "Place":
        """Return what tells this finding from the others of the same text."""
        return self.rule, self.start, self.end


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that keep a reply from being sent as it is: errors and stops."""
    return tuple(one for one in findings if one.severity in {Severity.ERROR, Severity.STOP})


def heaviest(findings: Iterable[Finding]) -> Severity | None:
    """Return the greatest severity, None without findings: the value of the field `lint.max`."""
    return max((one.severity for one in findings), key=lambda one: one.rank, default=None)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with a finding's edits carried out."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def to_utf16(text: str, offset: int) -> int:
    """Turn an offset in code points into one in UTF-16 units, as text widgets count."""
    return offset + sum(char > "\uffff" for char in text[:offset])


def utf16_offsets(text: str) -> Callable[[int], int]:
    """Return what turns many offsets of one text at once, as `to_utf16` turns one."""
    if not text or max(text) <= "\uffff":
        return lambda offset: offset
    starts = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]
    return starts.__getitem__


def from_utf16(text: str, offset: int) -> int:
    """Turn an offset in UTF-16 units into one in code points; half a pair counts as its start."""
    units = 0
    for at, char in enumerate(text):
        width = 2 if char > "\uffff" else 1
        if units + width > offset:
            return at
        units += width
    return len(text)
