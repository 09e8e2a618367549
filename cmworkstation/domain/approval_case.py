"""A request for approval with what the workspace knows around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.approval import Act, Request
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId


@dataclass(frozen=True, slots=True)
class Case:
    """One request: where it belongs, what stands there now, and all that was done with it."""

    request: Request
    acts: tuple[Act, ...]  # the first one is the question itself
    conversation_id: ConversationId
    account_id: AccountId
    target_id: MessageId
    draft_id: DraftId
    charter_id: str
    policy: str
    created_at: datetime
    statement: str = ""  # of the charter, that may be said while the approval is late
    answer_id: str = ""
    findings: str = "[]"
    outbox_id: OutboxId | None = None
    closed_at: datetime | None = None

    @property
    def id(self) -> str:
        """The request's id."""
        return self.request.id

    @property
    def first_text(self) -> str:
        """What its author asked for at first."""
        first = self.acts[0].bound
        return first.text if first else ""


def texts(acts: Sequence[Act]) -> tuple[tuple[Act, str], ...]:
    """Return each act that put another text there, with that text, oldest first."""
    found: list[tuple[Act, str]] = []
    for act in acts:
        text = act.bound.text if act.bound else act.text
        if text and (not found or found[-1][1] != text):
            found.append((act, text))
    return tuple(found)
