"""Topics: what people come back to in conversations on any network, and what became of it.

A topic is also the theme of an operation and of a relation: one row for all of them.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId
from cmworkstation.domain.saved_view import one_line
from cmworkstation.domain.values import dataclass

TopicId = NewType("TopicId", str)
LONGEST_TITLE = 120


class TopicState(StrEnum):
    """Where a topic stands, in the order of the board."""

    HEARD = "heard"
    STUDY = "study"  # somebody looks into it
    DECIDED = "decided"  # with a decision, and people who must be told
    TOLD = "told"  # everybody who wrote about it was told, or is spared with a reason


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `query` is the search whose conversations belong to it by themselves ("" for none)."""

    id: TopicId
    title: str
    opened_at: datetime
    about: str = ""
    state: TopicState = TopicState.HEARD
    query: str = ""
    owner: str = ""  # a profile's id
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""  # a profile's id
    closed_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def is_decided(self) -> bool:
        """Tell whether there is a decision that people are told."""
        return self.state in (TopicState.DECIDED, TopicState.TOLD)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who wrote about a topic, and whether they know what became of it."""

    author_id: AuthorId
    platform: str
    name: str
    handle: str
    conversation_id: ConversationId  # the thread in which they are told
    message_id: MessageId  # their latest words in it
    messages: int = 0
    told_at: datetime | None = None  # our answer after the decision, in a thread of theirs
    why_not: str = ""  # why they cannot or need not be told

    @property
    def is_open(self) -> bool:
        """Tell whether they must still be told."""
        return self.told_at is None and not self.why_not


def clean_title(text: str) -> str:
    """Return a title in one line; "" where nothing is left of it."""
    return one_line(text)[:LONGEST_TITLE].strip()


def named(topics: Iterable[Topic], title: str) -> Topic | None:
    """Return the topic of a title, whatever its case and accents."""
    wanted = fold(clean_title(title))
    return next((one for one in topics if fold(one.title) == wanted), None)
