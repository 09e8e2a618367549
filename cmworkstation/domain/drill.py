"""A drill: a crisis that is played with invented messages, during which nothing can leave.

What is invented belongs to an account of a platform of its own, which no connector serves, and says so in its words:
it cannot be mistaken for what people wrote, in any list, file or year.
"""

from datetime import datetime

from cmworkstation.domain.ids import AccountId, ConversationId, MessageId
from cmworkstation.domain.values import dataclass

PLATFORM = "exercise"
MARK = "EXERCISE"  # in both languages the same word


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill, and the account that holds what was invented for it."""

    id: str
    name: str
    account_id: AccountId
    began_at: datetime
    began_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Injected:
    """One invented message. `key` names the writer, so that one person may write twice; `under` is an earlier `id`."""

    id: str
    writer: str
    text: str
    key: str = ""
    under: str = ""
    language: str = ""


def marked(text: str) -> str:
    """Return words with the mark before them, once."""
    return text if text.startswith(f"[{MARK}]") else f"[{MARK}] {text}"


@dataclass(frozen=True, slots=True)
class Played:
    """What became of one invented message: when it came, and when the first reply after it was ready to leave."""

    conversation_id: ConversationId
    message_id: MessageId
    came_at: datetime
    text: str
    answered_at: datetime | None = None
    answer: str = ""
