"""Experience first: a complaint is over when the reply helped, and the program asks some open days later."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId
from cmworkstation.domain.values import dataclass

AFTER: Final = "5d"  # open days on the calendar of the charter
COMPLAINT: Final = "restore"  # the action of the categories that are asked after
LOOK_BACK_DAYS: Final = 120  # replies before that are not asked after
SHORTEST_WHY: Final = 3  # characters

ASKED: Final = {
    "en": (
        "Hello, we answered you about this some days ago. Did it help? If it did not, tell us here and we take it"
        " up again."
    ),
    "fr": (
        "Bonjour, nous vous avons répondu à ce sujet il y a quelques jours. Est-ce que cela a aidé\u202f? Sinon,"
        " dites-le-nous ici et nous reprenons."
    ),
}


class Helped(StrEnum):
    """What a person entered."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # left without an answer, for a reason


@dataclass(frozen=True, slots=True)
class Experience:
    """The last reply to a complaint, of which nobody entered yet whether it helped."""

    outbox_id: OutboxId
    conversation_id: ConversationId
    account_id: AccountId
    who: str
    title: str
    replied_at: datetime
    due_at: datetime  # when to ask
    wrote_since: bool  # the person wrote after the reply

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time to ask."""
        return self.wrote_since or now >= self.due_at
