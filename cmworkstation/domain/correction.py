"""Corrections: what we said and was wrong stays as it was, and a new reply that is linked to it says what holds.

One that was posted elsewhere, by hand or by another program, is linked to what it corrects by a person.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from cmworkstation.domain.ids import ConversationId, DraftId, MessageId
from cmworkstation.domain.values import dataclass

OPENS: Final = {
    "en": "Correction of our earlier message: ",
    "fr": "Rectificatif à notre message précédent\u00a0: ",
}
"""With what the text of a correction begins, by language; a person goes on from there."""


class Stage(StrEnum):
    """How far a correction has come."""

    WRITING = "writing"  # a draft
    UNDER_WAY = "under-way"  # in the outbox
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Correction:
    """One message of ours that was wrong, and what corrects it."""

    id: str
    wrong_id: MessageId
    wrong_at: datetime
    wrong_text: str
    stage: Stage
    draft_id: DraftId
    reply_id: MessageId | None  # the message that corrects, once it stands in the thread
    reply_at: datetime | None  # when it was sent
    reply_text: str  # of the draft, or as it was sent
    wrong_home: ConversationId
    reply_home: ConversationId  # where `reply_id` stands; the home of what was wrong while it stands nowhere
    address: str = ""  # where it stands, if it is no message that we know
    is_linked: bool = False  # by a person, who can take the link back


@dataclass(frozen=True, slots=True)
class Candidate:
    """A later message of ours that may correct one: `is_here` in the same conversation."""

    id: MessageId
    at: datetime
    text: str
    platform: str
    account: str
    is_here: bool


def opening(language: str) -> str:
    """Return with what a correction in a language begins; English where we have no words in it."""
    return OPENS.get(language[:2].casefold(), OPENS["en"])
