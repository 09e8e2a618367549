"""What else belongs to a conversation of a case file."""

import json
import sqlite3
from collections.abc import Sequence

from cmworkstation.domain.case_file import Contents

Row = tuple[int, str, str]  # when, by whom, words


def contents(connection: sqlite3.Connection, conversations: Sequence[int]) -> Contents:
    """Return how much some conversations hold."""
    rows = connection.execute(
        "SELECT count(*), coalesce(sum(length(m.text) + length(m.title)), 0), (SELECT count(*) FROM json_each(:homes) h"
        " CROSS JOIN outbox o ON o.conversation_id = h.value WHERE o.state = 'sent'),"
        " (SELECT count(*) FROM json_each(:homes) h CROSS JOIN note n ON n.conversation_id = h.value"
        " WHERE n.deleted_at IS NULL), (SELECT count(*) FROM annotation n JOIN message x ON x.id = n.message_id"
        " WHERE n.ended_at IS NULL AND x.conversation_id IN (SELECT value FROM json_each(:homes)))"
        " FROM json_each(:homes) j CROSS JOIN message m ON m.conversation_id = j.value",
        {"homes": json.dumps(list(conversations))},
    ).fetchone()
    messages, letters, dossiers, notes, remarks = map(int, rows)
    return Contents(len(conversations), messages, letters, dossiers, notes + remarks)


def head(connection: sqlite3.Connection, conversation_id: int) -> tuple[str, str, str]:
    """Return account, title and author of a conversation. Raises `KeyError`."""
    row = connection.execute(
        "SELECT a.name, c.title, c.author_name FROM conversation c JOIN account a ON a.no = c.account_no WHERE c.id=?",
        (conversation_id,),
    ).fetchone()
    if row is None:
        raise KeyError(conversation_id)
    return str(row[0]), str(row[1]), str(row[2])


def people(connection: sqlite3.Connection, conversation_id: int) -> list[tuple[int, str, str]]:
    """Return who else wrote in a conversation, under every name they had: (author, name, handle)."""
    rows = connection.execute(
        "SELECT author_id, author_name, author_handle FROM message WHERE conversation_id=? AND NOT ours"
        " GROUP BY author_id, author_name, author_handle ORDER BY min(id)",
        (conversation_id,),
    )
    return [(int(id_), str(name), str(handle)) for id_, name, handle in rows]


def annotations(connection: sqlite3.Connection, conversation_id: int) -> list[Row]:
    """Return what was noted in a review about messages of a conversation, the oldest first."""
    rows = connection.execute(
        "SELECT n.at, n.profile_id, n.words FROM message m JOIN annotation n ON n.message_id = m.id"
        " WHERE m.conversation_id=? AND n.ended_at IS NULL ORDER BY n.at, n.id",
        (conversation_id,),
    )
    return [(int(at), str(by), str(words)) for at, by, words in rows]
