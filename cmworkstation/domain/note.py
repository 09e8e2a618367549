"""Internal notes: what colleagues tell one another beside a conversation. Nothing that sends may import this module.

A note never becomes part of a reply: it has a type, a table, a service and an editor of its own, and the contract
"notes" of pyproject.toml keeps everything that sends, quotes or drafts from reaching any of them.
"""

from datetime import datetime
from typing import NewType

from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.values import dataclass

NoteId = NewType("NoteId", str)

LONGEST = 20_000  # characters; what is longer belongs into a file


@dataclass(frozen=True, slots=True)
class Note:
    """A note about a conversation, or about one message of it."""

    id: NoteId
    conversation_id: ConversationId
    message_id: MessageId | None  # None: about the conversation as a whole
    body: str
    by: ProfileId  # "" where nobody was entered
    created_at: datetime
    edited_at: datetime | None = None
    revisions: int = 0  # how many earlier wordings can be read


@dataclass(frozen=True, slots=True)
class NoteRevision:
    """What a note said before it was edited."""

    n: int
    at: datetime  # when it was written so
    body: str


@dataclass(frozen=True, slots=True)
class UnfinishedNote:
    """What was typed into the editor of notes and not kept yet; `note_id` "" for a new one."""

    conversation_id: ConversationId
    body: str
    message_id: MessageId | None = None
    note_id: NoteId = NoteId("")
