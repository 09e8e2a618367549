"""What the desktop is told of, and when: kinds, how much is said, quiet hours, one digest instead of floods."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

PAUSE_S = 300.0  # between two notifications


class Kind(StrEnum):
    """What there is to tell."""

    NEW = "new"  # somebody wrote
    RULE = "rule"  # an inbox rule says that it is to be told
    DUE = "due"  # an answer comes due
    FAILED = "failed"  # a reply needs a person
    HANDED = "handed"  # a colleague handed something over
    APPROVAL = "approval"  # somebody asks for one's word
    ALARM = "alarm"  # more is said than usual, or a source fell silent


class Content(StrEnum):
    """How much of it is said."""

    NUMBER = "number"
    AUTHOR = "author"
    WORDS = "words"


WITH_WORDS = (
    Kind.NEW,
    Kind.RULE,
    Kind.HANDED,
)  # somebody's words, where a person wants to see them


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nothing is told: between two times of every day, across midnight where the first is later; and whole days.

    Where both times are the same there are no quiet hours. Days are counted from Monday, 0.
    """

    begins: time = time(19, 0)
    ends: time = time(8, 0)
    days: frozenset[int] = frozenset()

    def covers(self, local: datetime) -> bool:
        """Tell whether a moment, by the clock on the wall, is quiet."""
        if local.weekday() in self.days:
            return True
        now = local.time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants to be told; nothing at first."""

    on: bool = False
    kinds: frozenset[Kind] = frozenset(Kind)
    content: Content = Content.NUMBER
    hidden: bool = False  # a screen is shared: a number only, whatever `content` says
    quiet: Quiet | None = None

    @property
    def shown(self) -> Content:
        """How much is said now."""
        return Content.NUMBER if self.hidden else self.content

    def is_quiet(self, local: datetime) -> bool:
        """Tell whether nothing may be told at a moment, by the clock on the wall."""
        return self.quiet is not None and self.quiet.covers(local)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told at once: how many of each kind, and who wrote what where it is one message alone."""

    counts: tuple[tuple[Kind, int], ...]
    who: str = ""
    words: str = ""


@dataclass(slots=True)
class Gathering:
    """What was not told yet. It says when it is time to, and gives all of it at once."""

    counts: Counter[Kind] = field(default_factory=Counter)
    who: str = ""
    words: str = ""
    last: float = -PAUSE_S  # by the monotonic clock

    def add(self, kind: Kind, n: int = 1, who: str = "", words: str = "") -> None:
        """Remember something; who wrote what counts as long as it is the only message."""
        if n > 0:
            self.counts[kind] += n
            self.who, self.words = who, words

    def forget(self) -> None:
        """Forget all of it: the person looks."""
        self.counts.clear()

    def take(self, wishes: Wishes, local: datetime, running: float) -> Digest | None:
        """Return what is to be told now, and forget it; None where nothing is, or not now."""
        if not wishes.on:
            self.forget()
            return None
        for kind in set(self.counts) - wishes.kinds:
            del self.counts[kind]
        if not self.counts or wishes.is_quiet(local) or running - self.last < PAUSE_S:
            return None
        told = tuple((kind, self.counts[kind]) for kind in Kind if self.counts[kind])
        alone = sum(self.counts.values()) == 1 and told[0][0] in WITH_WORDS
        self.last = running
        self.forget()
        shown = wishes.shown
        return Digest(
            told,
            self.who if alone and shown is not Content.NUMBER else "",
            self.words if alone and shown is Content.WORDS else "",
        )


def quiet_text(quiet: Quiet | None) -> str:
    """Return quiet hours as they are kept: "19:00 08:00 56"."""
    if quiet is None:
        return ""
    days = "".join(str(day) for day in sorted(quiet.days))
    return f"{quiet.begins:%H:%M} {quiet.ends:%H:%M} {days}".strip()


def quiet_of(text: str) -> Quiet | None:
    """Return quiet hours from a kept text, None where it says nothing that can be read."""
    parts = text.split()
    try:
        begins, ends = (time.fromisoformat(part) for part in parts[:2])
    except ValueError:
        return None
    days = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 - the days are optional
    return Quiet(begins, ends, frozenset(int(day) for day in days if day in "0123456"))
