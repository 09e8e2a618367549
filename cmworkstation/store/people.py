"""The people who wrote, as the store knows them."""

import sqlite3


def newest(connection: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """Return (id, name, handle) of the newest people beyond an id, in the order in which they came."""
    found = connection.execute(
        "SELECT id, name, handle FROM author WHERE id > ? ORDER BY id DESC LIMIT ?", (after, limit)
    ).fetchall()
    return [(int(id_), str(name), str(handle)) for id_, name, handle in reversed(found)]


def in_thread(connection: sqlite3.Connection, conversation_id: int) -> list[tuple[str, str]]:
    """Return (name, handle) of the other people of a conversation, whoever wrote last first."""
    found = connection.execute(
        "SELECT author_name, author_handle FROM message WHERE conversation_id=? AND NOT ours"
        " GROUP BY author_handle ORDER BY max(id) DESC",
        (conversation_id,),
    )
    return [(str(name), str(handle)) for name, handle in found]


def beginning(
    connection: sqlite3.Connection, platform: str, typed: str, limit: int
) -> list[tuple[str, str]]:
    """Return (name, handle) of people of a platform in whose name or handle words begin so, the newest first."""
    words = [one for one in "".join(c if c.isalnum() else " " for c in typed).split() if one]
    if not words:
        return []
    wanted = " ".join(f'"{one}"*' for one in words)
    found = connection.execute(
        "SELECT a.name, a.handle FROM author_fts f JOIN author a ON a.id = f.rowid"
        " WHERE author_fts MATCH ? AND a.platform=? ORDER BY f.rowid DESC LIMIT ?",
        (wanted, platform, limit),
    )
    return [(str(name), str(handle)) for name, handle in found]


def is_ours(connection: sqlite3.Connection, author_id: int) -> bool:
    """Tell whether an author is an account of ours. Raises `KeyError` where there is no such author."""
    if connection.execute("SELECT 1 FROM author WHERE id=?", (author_id,)).fetchone() is None:
        raise KeyError(author_id)
    return bool(
        connection.execute(
            "SELECT 1 FROM message WHERE author_id=? AND ours LIMIT 1", (author_id,)
        ).fetchone()
    )
