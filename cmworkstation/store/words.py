"""The full-text index, written explicitly in the transaction that writes the message.

Triggers would cost a third of the intake's speed. The columns must be exactly what the view `message_words`
says of a row, or else the index cannot be taken back: these functions are the only place that builds them.
"""

import sqlite3


def body(title: str, spoiler: str, text: str) -> str:
    """Return the searchable words of a message."""
    return f"{title} {spoiler} {text}"


def who(name: str, handle: str) -> str:
    """Return the searchable words about its author, as they were called then."""
    return f"{name} {handle}"


def meta(account_no: int, author_id: int) -> str:
    """Return the tokens by which a search is narrowed to an account or an author."""
    return f"a{account_no} u{author_id}"


def forget(connection: sqlite3.Connection, message_id: int) -> None:
    """Take a message out of the index, before its row changes."""
    connection.execute(
        "INSERT INTO message_fts(message_fts, rowid, body, who, meta)"
        " SELECT 'delete', id, body, who, meta FROM message_words WHERE id=?",
        (message_id,),
    )


def remember(connection: sqlite3.Connection, message_id: int) -> None:
    """Put a message into the index, after its row changed."""
    connection.execute(
        "INSERT INTO message_fts(rowid, body, who, meta)"
        " SELECT id, body, who, meta FROM message_words WHERE id=?",
        (message_id,),
    )
