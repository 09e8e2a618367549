"""The people who wrote, as the store knows them."""

import sqlite3


def newest(connection: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """Return (id, name, handle) of the newest people beyond an id, in the order in which they came."""
    found = connection.execute(
        "SELECT id, name, handle FROM author WHERE id > ? ORDER BY id DESC LIMIT ?", (after, limit)
    ).fetchall()
    return [(int(id_), str(name), str(handle)) for id_, name, handle in reversed(found)]
