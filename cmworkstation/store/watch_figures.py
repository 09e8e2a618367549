"""Numbers of what watches heard in a period, for the dashboard."""

import sqlite3

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.dashboard import Span


def watches(connection: sqlite3.Connection) -> bool:
    """Tell whether anything is watched, or ever was."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM watch_query) OR EXISTS (SELECT 1 FROM mention)"
    ).fetchone()
    return bool(row[0])


def by_query(connection: sqlite3.Connection, span: Span) -> dict[str, tuple[str, int]]:
    """Return query → its name, and how many mentions matched it in a period."""
    rows = connection.execute(
        "SELECT q.id, q.name, count(m.mention_id) FROM watch_query q LEFT JOIN mention_query m"
        " ON m.query_id = q.id AND m.at >= ? AND m.at < ? WHERE q.removed_at IS NULL GROUP BY q.id",
        (to_ms(span.since), to_ms(span.until)),
    )
    return {id_: (name, n) for id_, name, n in rows}


def by_source(connection: sqlite3.Connection, span: Span) -> dict[str, tuple[str, int]]:
    """Return source → its name, and how many mentions it brought in a period; removed ones where they brought some."""
    rows = connection.execute(
        "SELECT s.id, s.name, count(m.id), s.removed_at FROM watch_source s LEFT JOIN mention m"
        " ON m.source_id = s.id AND m.at >= ? AND m.at < ? GROUP BY s.id",
        (to_ms(span.since), to_ms(span.until)),
    )
    return {id_: (name, n) for id_, name, n, removed in rows if n or removed is None}


def by_stance(connection: sqlite3.Connection, span: Span) -> dict[tuple[str, str], int]:
    """Return (stance, who says so) → how many mentions of a period."""
    rows = connection.execute(
        "SELECT stance, stance_how, count(*) FROM mention WHERE at >= ? AND at < ? GROUP BY 1, 2",
        (to_ms(span.since), to_ms(span.until)),
    )
    return {(stance, how): n for stance, how, n in rows}


def of_stance(
    connection: sqlite3.Connection, span: Span, stance: str, how: str, limit: int
) -> tuple[str, ...]:
    """Return the mentions of a period that somebody gave a stance; with neither, those that nobody looked at."""
    wanted = "stance_how <> 'hand'" if not how else "stance = ? AND stance_how = ?"
    values = (stance, how) if how else ()
    rows = connection.execute(
        f"SELECT id FROM mention WHERE at >= ? AND at < ? AND {wanted} ORDER BY at DESC, id LIMIT ?",
        (to_ms(span.since), to_ms(span.until), *values, limit),
    )
    return tuple(row[0] for row in rows)
