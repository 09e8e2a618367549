"""Identifiers. Our own rows carry UUIDv7 text, made here, so that they sort by time and can travel."""

import os
import time
from typing import NewType

AccountId = NewType("AccountId", str)
DraftId = NewType("DraftId", str)
OutboxId = NewType("OutboxId", str)
ConversationId = NewType("ConversationId", int)
MessageId = NewType("MessageId", int)
AuthorId = NewType("AuthorId", int)


def uuid7() -> str:
    """Return a new UUID version 7 (RFC 9562) as text: 48 bits of milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
