"""A finished walk through the triage, as it is kept with its conversation."""

from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.ids import ConversationId, MessageId


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer on the way, in the words of that time: the question may have changed since."""

    step: str
    ask: str
    yes: bool
    by_program: bool = False
    because: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptWalk:
    """Who walked a message to which category, when, and by which way; an empty path was a jump by hand."""

    id: str
    conversation_id: ConversationId
    message_id: MessageId
    charter_hash: str
    path: tuple[KeptAnswer, ...]
    category: str
    profile_id: str
    at: datetime
