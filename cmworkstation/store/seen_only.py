"""People of whom only the watch knows: they wrote elsewhere, never to us. They get a row as whoever wrote to us has."""

import sqlite3
from collections.abc import Callable

from cmworkstation.store import words

NOWHERE_ELSE = (  # whoever has no key of their platform cannot be recognised, and is left out
    "m.author_key <> '' AND m.message_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM author a WHERE a.platform = m.platform AND a.key = m.author_key)"
)
OF = (  # the mentions of an author, as far as they are known by it
    "mention m JOIN author a ON a.id = ? WHERE m.platform = a.platform"
    " AND ((m.author_key <> '' AND m.author_key = a.key) OR (a.handle <> '' AND m.author_handle = a.handle))"
)


def take_up(connection: sqlite3.Connection, typed: str, limit: int) -> int:
    """Give those a row whose name, handle or address is called so, in the open transaction; return how many."""
    wanted = typed.strip()
    if not wanted:
        return 0
    like = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = connection.execute(
        "SELECT m.platform, m.author_key, max(m.author_name), max(m.author_handle) FROM mention m"
        f" WHERE {NOWHERE_ELSE} AND (m.author_name LIKE ?1 ESCAPE '\\' OR m.author_handle LIKE ?1 ESCAPE '\\'"
        " OR m.author_key LIKE ?1 ESCAPE '\\') GROUP BY m.platform, m.author_key LIMIT ?2",
        (like, limit),
    ).fetchall()
    return _add(connection, rows)


def take_up_those(connection: sqlite3.Connection, is_wanted: Callable[[str, str], bool]) -> int:
    """Give a row to those whose platform and key are wanted, in the open transaction; return how many."""
    rows = connection.execute(
        "SELECT m.platform, m.author_key, max(m.author_name), max(m.author_handle) FROM mention m"
        f" WHERE {NOWHERE_ELSE} GROUP BY m.platform, m.author_key"
    ).fetchall()
    return _add(connection, [row for row in rows if is_wanted(row[0], row[1])])


def _add(connection: sqlite3.Connection, rows: list[tuple[str, str, str, str]]) -> int:
    for platform, key, name, handle in rows:
        url = key if key.startswith(("https://", "http://")) else ""
        made = connection.execute(
            "INSERT INTO author(platform, key, name, handle, url) VALUES(?,?,?,?,?)",
            (platform, key, name, handle, url),
        )
        words.remember_new_authors(connection, [(int(made.lastrowid or 0), name, handle)])
    return len(rows)


def count(connection: sqlite3.Connection, author_id: int) -> int:
    """Return how many mentions of the watch somebody wrote."""
    return int(connection.execute(f"SELECT count(*) FROM {OF}", (author_id,)).fetchone()[0])
