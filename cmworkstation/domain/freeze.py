"""The freeze: from a moment on nothing leaves and nothing acts by itself, everywhere or within a part of the work.

A freeze only ever grows by a press and only ends by a person's word. What it held back stays where it is, and leaves
when a person decided about it, each by itself.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.values import dataclass

if TYPE_CHECKING:
    from cmworkstation.domain.reply import OutboxRow

UNNUMBERED = 0  # of a freeze that is not in the file yet
MISTAKE = timedelta(seconds=60)  # so long a freeze may be taken back as if it had not been
HOLD_S = 10.0  # so long a decision can be taken back before a reply leaves
DROP_AFTER = timedelta(seconds=15)  # so long after the word what is dropped is dropped


class ScopeKind(StrEnum):
    """How wide a freeze reaches."""

    ALL = "all"
    PLATFORM = "platform"
    ACCOUNT = "account"
    LABEL = "label"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a freeze covers; `key` is a platform, the id of an account, of a label or of a topic."""

    kind: ScopeKind = ScopeKind.ALL
    key: str = ""


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something would leave or act: an account, and what its conversation is about."""

    account_id: AccountId
    platforms: frozenset[str]  # its connector, and the platform that it looks like
    labels: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Freeze:
    """One freeze. The reason may be given at any time, and is never asked for first."""

    id: str
    scope: Scope
    since: datetime
    by: str  # profile id, "" where nobody is entered
    n: int = UNNUMBERED  # the order in which freezes reached the file, which no clock changes
    reason: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    mistake: bool = False  # it was lifted as if it had not been

    def covers(self, spot: Spot) -> bool:
        """Tell whether something would leave or act within it."""
        key = self.scope.key
        match self.scope.kind:
            case ScopeKind.ALL:
                return True
            case ScopeKind.PLATFORM:
                return key in spot.platforms
            case ScopeKind.ACCOUNT:
                return key == spot.account_id
            case ScopeKind.LABEL:
                return key in spot.labels
            case ScopeKind.TOPIC:
                return key in spot.topics

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it may still be lifted as a mistake; a clock that went back says no."""
        return timedelta() <= now - self.since <= MISTAKE


class Decision(StrEnum):
    """What a person decided about one thing that was held back."""

    OPEN = ""
    KEEP = "keep"
    AMEND = "amend"
    DROP = "drop"
    NOW = "now"  # it leaves although the freeze goes on: a statement to the public


LEAVING = (Decision.KEEP, Decision.NOW)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one reply, and which freeze was the last one then."""

    outbox_id: OutboxId
    n: int
    decision: Decision = Decision.OPEN
    reason: str = ""
    at: datetime | None = None
    by: str = ""


class Stop(StrEnum):
    """Why something may not leave."""

    NOTHING = ""
    FROZEN = "frozen"
    UNDECIDED = "undecided"  # the freeze is over, and nobody decided about this
    EXERCISE = "exercise"


def stop_of(covering: tuple[Freeze, ...], verdict: Verdict | None) -> Stop:
    """Return why a reply may not leave under the freezes that cover it; a word of before a freeze is none."""
    decision = verdict.decision if verdict else Decision.OPEN
    if covering:
        known = all(one.n != UNNUMBERED for one in covering)
        newest = max(one.n for one in covering)
        let_out = verdict is not None and decision is Decision.NOW and verdict.n >= newest
        return Stop.NOTHING if known and let_out else Stop.FROZEN
    return Stop.NOTHING if verdict is None or decision in LEAVING else Stop.UNDECIDED


@dataclass(frozen=True, slots=True)
class HeldReply:
    """A reply that a freeze holds back, with what a person needs to decide."""

    row: "OutboxRow"
    verdict: Verdict
    frozen: bool  # a freeze still covers it
    time_passed: bool  # the time for which it was planned is over
    moved: bool  # others wrote in its thread since


@dataclass(frozen=True, slots=True)
class HeldRule:
    """What an inbox rule would have done to what came in while it stood still."""

    rule_id: str
    name: str  # "" where the rule is gone
    messages: int
    decision: Decision = Decision.OPEN


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held back."""

    replies: tuple[HeldReply, ...] = ()
    rules: tuple[HeldRule, ...] = ()

    @property
    def open(self) -> int:
        """How many decisions are wanted."""
        replies = sum(one.verdict.decision is Decision.OPEN for one in self.replies)
        return replies + sum(one.decision is Decision.OPEN for one in self.rules)


@dataclass(frozen=True, slots=True)
class Brakes:
    """How things stand: which freezes hold, how many things wait for a word, and which drill goes on."""

    freezes: tuple[Freeze, ...] = ()
    held: int = 0
    unwritten: bool = False  # a freeze holds in this process alone: it could not be written
    drill: str = ""
