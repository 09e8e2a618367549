"""Replies: drafts, and the outbox that carries each of them out exactly once."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId
from cmworkstation.domain.values import dataclass

if TYPE_CHECKING:
    from cmworkstation.domain.fact import FactUse
    from cmworkstation.domain.media import MediaFile
    from cmworkstation.domain.slot import Slot


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that is being written."""

    id: DraftId
    conversation_id: ConversationId
    account_id: AccountId
    target_id: MessageId
    body: str
    visibility: Visibility
    language: str = ""
    spoiler: str = ""
    answer_id: str = ""  # the approved answer it began from
    seen_head: str = ""  # the thread's fingerprint when writing began
    facts: "tuple[FactUse, ...]" = ()  # what it stands on
    name: str = ""  # what a person calls it, where a conversation has several
    slot: "Slot | None" = None  # when it is to leave, None for at once
    revision: int = 0
    updated_at: datetime | None = None
    media: "tuple[MediaFile, ...]" = ()


@dataclass(frozen=True, slots=True)
class DraftRevision:
    """An earlier state of a draft."""

    n: int
    at: datetime
    body: str


FIRST = OutboxId("")  # what the first part of a thread, and a reply in one piece, comes after


class OutboxState(StrEnum):
    """Where a reply stands. Nothing is `SENT` without the platform's id."""

    HELD = "held"  # undo is still possible; nothing has left
    QUEUED = "queued"
    SENDING = "sending"  # recorded before the first byte leaves
    SENT = "sent"
    REFUSED = "refused"  # the platform said no; nothing was published
    LATER = "later"  # nothing was published; the next try has a time
    UNKNOWN = "unknown"  # may have been published; we look before anything else
    ASK = "ask"  # no machine can know; a person decides
    MOVED = "moved"  # the thread moved on since the reply was written; a person decides
    MISSED = "missed"  # its planned time passed while nothing could leave; a person decides
    BY_HAND = "by-hand"  # a person posts it; the program never sends it
    DROPPED = "dropped"  # taken back by a person; the text is kept


OPEN_STATES = (
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.LATER,
    OutboxState.UNKNOWN,
)
PERSON_STATES = (
    OutboxState.REFUSED,
    OutboxState.ASK,
    OutboxState.MOVED,
    OutboxState.MISSED,
    OutboxState.BY_HAND,
)


class StepNote(StrEnum):
    """Why a reply took a step, where it was not an error."""

    UNDONE = "undone"
    TAKEN_BACK = "taken back to edit"
    DROPPED = "dropped by a person"
    WANTED = "by a person"
    NOT_THERE_PERSON = "a person: it is not there"
    FOUND_PERSON = "found by a person"
    MOVED = "the thread moved on"
    WINDOW = "the reply window closed"
    MISSED = "its planned time had passed"
    INTERRUPTED = "interrupted"
    FOUND = "found among our own posts"
    NOT_THERE_YET = "not there yet"
    SAME_KEY = "not there; sent again under the same key"
    THREE_LOOKS = "not there after three looks; sent again"
    CANNOT_TELL = "this platform cannot tell"
    RESTORED = "from a restored copy"
    APPROVAL_VOID = "not as it was approved"
    PART_MISSING = "the part before it is not in the thread"
    REFUSED_IN_DOUBT = "refused, but an earlier attempt may still arrive"
    TAKEN_BY_HAND = "a person posts it by hand"
    HANDED_OUT = "copied to be posted by hand"
    POSTED = "posted by hand"
    NOT_POSTED = "not posted by hand"
    NOT_AFTER_ALL = "said to be posted, and was not"
    THAWED = "kept after a freeze"
    EXERCISE = "an exercise: it left nowhere"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One reply on its way, with all that is needed to send it and to prove it."""

    id: OutboxId
    conversation_id: ConversationId
    account_id: AccountId
    target_id: MessageId
    body: str
    visibility: Visibility
    language: str
    spoiler: str
    once_key: str
    state: OutboxState
    seen_head: str
    attempts: int
    created_at: datetime
    hold_until: datetime | None
    not_before: datetime | None
    started_at: datetime | None
    sent_at: datetime | None
    remote_id: str
    url: str
    error: str  # class name of the last error, "" when there was none
    error_words: str  # the platform's own words, foreign text
    target_author: str = ""
    target_text: str = ""
    slot: "Slot | None" = None  # when it is planned to leave
    approval_id: str = ""  # the request by which it was approved, "" where nobody had to be asked
    media: "tuple[MediaFile, ...]" = ()
    after_id: OutboxId = FIRST  # the part before it, which must be sent first
    part: int = 0  # which part of a numbered thread, from 1; 0 for a reply in one piece
    parts: int = 0  # of how many
    whole: str = ""  # with the first part: the draft from which all were cut
    behind: bool = False  # the part before it is not sent: nothing is done for this one yet
    by_hand: bool = False  # a person posted it, and said so
    begins: bool = False  # a post of ours, which answers nobody


@dataclass(frozen=True, slots=True)
class OutboxStep:
    """One step in the life of an outbox row."""

    at: datetime
    state: OutboxState
    note: str  # a `StepNote`, the class name of an error, or ""
