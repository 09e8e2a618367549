"""Answering many people with words of their own: a batch, its recipients, and what keeps one from leaving."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from cmworkstation.domain.ids import ConversationId, DraftId, OutboxId

BatchId = NewType("BatchId", str)
USUAL_CAP, HIGHEST_CAP = 20, 200  # people who are answered in one batch
BETWEEN = "---"  # a line of its own between wordings that take turns


class ItemState(StrEnum):
    """Where one answer of a batch stands."""

    OPEN = "open"
    QUEUED = "queued"  # in the outbox
    ASKED = "asked"  # waits for somebody's approval
    REMOVED = "removed"
    GONE = "gone"  # its draft was discarded elsewhere


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One person's answer."""

    n: int
    conversation_id: ConversationId
    draft_id: DraftId
    displayed: str  # digest of the text that a person saw last
    outbox_id: OutboxId
    state: ItemState
    body: str = ""
    to: str = ""  # the name of whoever is answered
    asks: str = ""  # what they wrote

    @property
    def seen(self) -> bool:
        """Tell whether the text as it stands was displayed."""
        return self.displayed == digest(self.body)


@dataclass(frozen=True, slots=True)
class Batch:
    """One text for several people, and what became of it for each."""

    id: BatchId
    body: str
    created_at: datetime
    items: tuple[BatchItem, ...] = ()
    personal: int = 0  # words of one's own that each answer needs beside the common text

    @property
    def open(self) -> tuple[BatchItem, ...]:
        """Return the answers that have not left."""
        return tuple(one for one in self.items if one.state is ItemState.OPEN)


def digest(body: str) -> str:
    """Return what tells one text from another, by every character."""
    return sha256(body.encode()).hexdigest()


def wordings(body: str) -> tuple[str, ...]:
    """Return the wordings of a batch's text: they stand between lines of dashes and take turns."""
    parts: list[list[str]] = [[]]
    for line in body.splitlines():
        if line.strip() == BETWEEN:
            parts.append([])
        else:
            parts[-1].append(line)
    found = tuple(text for part in parts if (text := "\n".join(part).strip()))
    return found or ("",)
