"""One thing that was said, wherever: a message to us, or a mention elsewhere."""

from datetime import datetime

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.values import dataclass

MESSAGE, MENTION = "message:", "mention:"


@dataclass(frozen=True, slots=True)
class Said:
    """When (in ms), by whom (a key that tells accounts apart, and the name), where, in which words.

    `key` opens it: "message:" or "mention:" and its id.
    """

    at: int
    author: str
    author_name: str
    platform: str
    address: str
    title: str
    text: str
    key: str
    account_id: str = ""
    server: str = ""

    @property
    def said_at(self) -> datetime:
        """When it was said, or came where that cannot be true."""
        return from_ms(self.at)

    @property
    def message_id(self) -> MessageId | None:
        """Return which message it is, None for a mention."""
        id_ = self.key.removeprefix(MESSAGE)
        return MessageId(int(id_)) if id_ != self.key else None

    @property
    def mention_id(self) -> str:
        """Return which mention it is, "" for a message."""
        id_ = self.key.removeprefix(MENTION)
        return id_ if id_ != self.key else ""
