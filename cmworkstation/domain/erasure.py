"""Erasing people: what is known of somebody, and what is left when it was erased.

Law: GDPR, articles 15 (access), 17 (erasure) and 18 (what must be kept for a claim). A digest of a name is no
anonymity; what is kept of somebody erased is a keyed mark by which they are recognised when an old copy comes back.
"""

from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.values import dataclass


class Way(StrEnum):
    """How far an erasure goes."""

    ERASE = "erase"  # their words go, and who they were
    ANONYMISE = "anonymise"  # their words stay, under another name


@dataclass(frozen=True, slots=True)
class Traces:
    """What a workspace knows of one person, counted; and what has to be looked at by hand."""

    author_id: AuthorId
    platform: str
    name: str
    handle: str
    messages: int = 0
    conversations: int = 0
    answers: int = 0  # ours to them
    mentions: int = 0  # in words of others, as far as they are called by handle or by whole name
    watched: int = 0  # what they wrote elsewhere and the watch found
    kept: int = 0  # of these, in conversations that a legal hold keeps as they are
    drafts: int = 0
    notes: int = 0
    promises: int = 0
    interests: int = 0
    on_their_way: int = 0  # replies to them that have not left yet
    held: tuple[str, ...] = ()  # reasons why a legal hold forbids it
    other_names: tuple[str, ...] = ()  # of the same contact: each is erased by itself
    by_hand: tuple[str, ...] = ()  # rules and views whose conditions name them


@dataclass(frozen=True, slots=True)
class Erased:
    """One person who was erased; nothing here tells who it was without their platform's id."""

    mark: str
    way: Way
    name: str  # what they are called instead
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that must not be erased, whatever a rule or a person says, until somebody ends it."""

    id: str
    reason: str
    since: datetime
    by: str = ""  # a profile's id
    author_id: AuthorId | None = None
    conversation_id: ConversationId | None = None
    about: str = ""  # a name or a title, to show
    ended_at: datetime | None = None
