"""How many people follow somebody, as their platform said last."""

import sqlite3
from collections.abc import Sequence


def keep(connection: sqlite3.Connection, found: Sequence[tuple[int, int]]) -> None:
    """Remember how many follow people, given as (author, number)."""
    connection.executemany(
        "INSERT INTO author_audience(author_id, n) VALUES(?,?)"
        " ON CONFLICT(author_id) DO UPDATE SET n = excluded.n WHERE n <> excluded.n",
        found,
    )
