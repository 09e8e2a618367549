"""What was last said between us and a person, outside the conversation at hand."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.ids import AuthorId, ConversationId

LONGEST = 200  # characters that are enough for a line


@dataclass(frozen=True, slots=True)
class LastWord:
    """The latest message of one side."""

    at: datetime
    ours: bool
    text: str


def last_word(
    connection: sqlite3.Connection, authors: Iterable[AuthorId], but: ConversationId
) -> LastWord | None:
    """Return what was said last with a person under all their names in another conversation than `but`."""
    found: list[tuple[int, bool, str]] = []
    for author in authors:
        found += [
            (at, False, text)
            for at, text in connection.execute(
                "SELECT at, substr(text, 1, ?) FROM message WHERE author_id=? AND conversation_id<>?"
                " AND NOT context AND deleted_at IS NULL ORDER BY at DESC LIMIT 1",
                (LONGEST, author, but),
            )
        ]
        found += [
            (at, True, text)
            for at, text in connection.execute(
                "SELECT o.sent_at, substr(o.body, 1, ?) FROM outbox o JOIN message t ON t.id = o.target_id"
                " WHERE o.state='sent' AND t.author_id=? AND o.conversation_id<>? AND o.sent_at IS NOT NULL"
                " AND o.conversation_id IN (SELECT conversation_id FROM message WHERE author_id=?)"
                " ORDER BY o.sent_at DESC LIMIT 1",
                (LONGEST, author, but, author),
            )
        ]
    if not found:
        return None
    at, ours, text = max(found)
    return LastWord(from_ms(at), ours, text)
