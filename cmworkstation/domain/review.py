"""Looking back: what we said, what people noted about it, and a sample that is gone through once a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, OutboxId
from cmworkstation.domain.profile import ProfileId

AnnotationId = NewType("AnnotationId", str)
SampleId = NewType("SampleId", str)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which replies are wanted: every condition narrows it."""

    query: str = ""  # in the language of the search field; of the reply, or of what it answers
    since: datetime | None = None
    until: datetime | None = None
    account_id: AccountId | None = None
    profile_id: ProfileId | None = None
    category: str | None = None
    overridden: bool = False  # sent although the charter objected
    approved: bool = False
    late: bool = False
    annotated: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One reply of ours in the list. `key` orders the list; texts and names are foreign."""

    key: int
    message_id: MessageId | None  # None while the platform has not shown it again
    outbox_id: OutboxId | None  # None for what was not sent from here
    conversation_id: ConversationId
    account_id: AccountId
    at: datetime
    words: str
    to: str
    target_id: MessageId | None
    by: ProfileId
    category: str
    charter_hash: str
    overridden: bool
    approved: bool
    late: bool
    deleted: bool
    annotations: int


@dataclass(frozen=True, slots=True)
class SentPage:
    """Some replies, the newest first; `before` asks for the next page, None after the last."""

    rows: tuple[Sent, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody noted about a message."""

    id: AnnotationId
    message_id: MessageId
    words: str
    by: ProfileId
    at: datetime


class Verdict(StrEnum):
    """What was thought of a reply of the sample. None of them is about a person."""

    OPEN = ""
    GOOD = "good"
    BETTER = "better"  # could be better
    NOT_SENT = "not-sent"  # should not have been sent


@dataclass(frozen=True, slots=True)
class Stratum:
    """The group for which a reply of the sample stands."""

    profile_id: ProfileId
    category: str
    overridden: bool


@dataclass(frozen=True, slots=True)
class SampleItem:
    """One reply of a sample."""

    n: int
    outbox_id: OutboxId
    stratum: Stratum
    verdict: Verdict
    words: str
    by: ProfileId
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of a month ("2026-11")."""

    id: SampleId
    month: str
    seed: int
    by: ProfileId
    made_at: datetime
    closed_at: datetime | None
    items: tuple[SampleItem, ...] = ()

    @property
    def judged(self) -> int:
        """Return how many of its replies were looked at."""
        return sum(one.verdict is not Verdict.OPEN for one in self.items)

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """Return how many replies have which verdict. There is no count by person, and there shall be none."""
        return {verdict: sum(one.verdict is verdict for one in self.items) for verdict in Verdict}
