"""Small facts about the workspace: names with text values. Never a secret."""

import sqlite3


def value(connection: sqlite3.Connection, name: str, default: str = "") -> str:
    """Return a setting, `default` where it was never set."""
    row = connection.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()
    return str(row[0]) if row else default


def put(connection: sqlite3.Connection, name: str, new: str) -> None:
    """Set a setting."""
    connection.execute(
        "INSERT INTO setting(name, value) VALUES(?,?) ON CONFLICT DO UPDATE SET value=excluded.value",
        (name, new),
    )
