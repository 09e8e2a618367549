"""The full-text indexes: of messages, of people, of notes; written explicitly in the transaction that writes the row.

Triggers would cost a third of the intake's speed. The columns must be exactly what the view `message_words`
says of a row, or else the index cannot be taken back: these functions are the only place that builds them.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from cmworkstation.domain.progress import Progress
from cmworkstation.store import places

SLICE = 2_000  # messages put into the index between two looks at whoever waits
FIRST_LETTER, LETTERS = 0xE000, 6_400  # of the letters that Unicode leaves to everybody's own use
INDEXES = ("message_fts", "author_fts", "note_fts")


def body(title: str, spoiler: str, text: str) -> str:
    """Return the searchable words of a message."""
    return f"{title} {spoiler} {text}"


def who(name: str, handle: str) -> str:
    """Return the searchable words about its author, as they were called then."""
    return f"{name} {handle}"


def meta(account_no: int) -> str:
    """Return the token by which a search is narrowed to an account: one letter, of which no beginnings are kept."""
    return chr(FIRST_LETTER + account_no) if account_no < LETTERS else f"a{account_no}"


def forget(connection: sqlite3.Connection, message_id: int) -> None:
    """Take a message out of the index, before its row changes."""
    connection.execute(
        "INSERT INTO message_fts(message_fts, rowid, body, who, meta)"
        " SELECT 'delete', place, body, who, meta FROM message_words WHERE id=?",
        (message_id,),
    )


def remember(connection: sqlite3.Connection, message_id: int) -> None:
    """Put a message into the index, after its row changed."""
    connection.execute(
        "INSERT INTO message_fts(rowid, body, who, meta)"
        " SELECT place, body, who, meta FROM message_words WHERE id=?",
        (message_id,),
    )


def forget_author(connection: sqlite3.Connection, author_id: int) -> None:
    """Take a person out of the index, before the row changes."""
    connection.execute(
        "INSERT INTO author_fts(author_fts, rowid, name, handle) SELECT 'delete', id, name, handle"
        " FROM author WHERE id=?",
        (author_id,),
    )


def remember_author(connection: sqlite3.Connection, author_id: int) -> None:
    """Put a person into the index, after the row changed."""
    connection.execute(
        "INSERT INTO author_fts(rowid, name, handle) SELECT id, name, handle FROM author WHERE id=?",
        (author_id,),
    )


def forget_note(connection: sqlite3.Connection, no: int) -> None:
    """Take an internal note out of the index, before its row changes."""
    connection.execute(
        "INSERT INTO note_fts(note_fts, rowid, body) SELECT 'delete', no, body FROM note WHERE no=?",
        (no,),
    )


def remember_note(connection: sqlite3.Connection, no: int) -> None:
    """Put an internal note into the index, after its row changed."""
    connection.execute(
        "INSERT INTO note_fts(rowid, body) SELECT no, body FROM note WHERE no=?", (no,)
    )


def remember_new_authors(
    connection: sqlite3.Connection, added: Sequence[tuple[int, str, str]]
) -> None:
    """Put people into the index whose rows (id, name, handle) were just made, in ascending id."""
    connection.executemany("INSERT INTO author_fts(rowid, name, handle) VALUES(?,?,?)", added)


def fill(connection: sqlite3.Connection) -> Iterator[Progress]:
    """Give all messages their places, and put them into an empty index, a slice at a time."""
    total = connection.execute("SELECT count(*) FROM message").fetchone()[0]
    done, last, place = 0, -1, -1
    while done < total:
        yield Progress(done, total, "update")
        ids = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM message WHERE id > ? ORDER BY id LIMIT ?", (last, SLICE)
            )
        ]
        stands = places.after(ids, place)
        places.put(connection, ids, stands)
        places.note(connection, ids, stands)
        connection.execute(
            "INSERT INTO message_fts(rowid, body, who, meta) SELECT place, body, who, meta"
            " FROM message_words WHERE id > ? AND id <= ? ORDER BY id",
            (last, ids[-1]),
        )
        done, last, place = done + len(ids), ids[-1], stands[-1]


def rebuild(connection: sqlite3.Connection) -> None:
    """Make all indexes anew from their rows."""
    for index in INDEXES:
        connection.execute(f"INSERT INTO {index}({index}) VALUES('rebuild')")


def check(connection: sqlite3.Connection) -> None:
    """Compare the indexes with their rows. Raises `sqlite3.DatabaseError` where they differ."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    for index in INDEXES:
        if index in there:  # a copy may be older than an index
            connection.execute(f"INSERT INTO {index}({index}, rank) VALUES('integrity-check', 1)")
