"""Saved views: named searches in the order of the side bar."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.saved_view import SavedView


def listed(connection: sqlite3.Connection) -> tuple[SavedView, ...]:
    """Return all views in their order."""
    rows = connection.execute(
        "SELECT id, name, query FROM saved_view ORDER BY position, created_at, id"
    )
    return tuple(SavedView(*row) for row in rows)


def add(connection: sqlite3.Connection, new: SavedView, profile_id: str, at: datetime) -> None:
    """Keep a view, below all others."""
    connection.execute(
        "INSERT INTO saved_view(id, name, query, position, profile_id, created_at)"
        " SELECT ?, ?, ?, coalesce(max(position) + 1, 0), ?, ? FROM saved_view",
        (new.id, new.name, new.query, profile_id, to_ms(at)),
    )


def change(connection: sqlite3.Connection, view: SavedView) -> None:
    """Give a view another name or query."""
    connection.execute(
        "UPDATE saved_view SET name=?, query=? WHERE id=?", (view.name, view.query, view.id)
    )


def remove(connection: sqlite3.Connection, view_id: str) -> None:
    """Forget a view."""
    connection.execute("DELETE FROM saved_view WHERE id=?", (view_id,))


def arrange(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Give the views this order."""
    connection.executemany(
        "UPDATE saved_view SET position=? WHERE id=?", [(n, id_) for n, id_ in enumerate(ids)]
    )
