"""Corrections: what we said and was wrong stays as it was, and a new reply that is linked to it says what holds."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from cmworkstation.domain.ids import DraftId, MessageId
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


def opening(language: str) -> str:
    """Return with what a correction in a language begins; English where we have no words in it."""
    return OPENS.get(language[:2].casefold(), OPENS["en"])
