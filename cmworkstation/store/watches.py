"""Saved queries and the sources that they are asked of."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.mention import ReachClass
from cmworkstation.domain.watch import SourceKind, SourceState, WatchQuery, WatchSource

QUERY = "id, name, query, position, enabled, changed_at"
SOURCE = (
    "id, kind, name, target, account_id, every_s, enabled, state, why, fails, left_out, next_at, tried_at,"
    " fetched_at, new_at, cursor, created_at, reach"
)


def queries(
    connection: sqlite3.Connection, *, enabled: bool = False, removed: bool = False
) -> tuple[WatchQuery, ...]:
    """Return the queries in their order, those that are on, or with those that were removed."""
    kept = "" if removed else " AND removed_at IS NULL"
    only = " AND enabled" if enabled else ""
    found = connection.execute(
        f"SELECT {QUERY} FROM watch_query WHERE 1{kept}{only} ORDER BY position, created_at, id"
    )
    return tuple(_query(row) for row in found)


def query(connection: sqlite3.Connection, query_id: str) -> WatchQuery:
    """Return a query, also one that was removed. Raises `KeyError`."""
    row = connection.execute(f"SELECT {QUERY} FROM watch_query WHERE id=?", (query_id,)).fetchone()
    if row is None:
        raise KeyError(query_id)
    return _query(row)


def put_query(
    connection: sqlite3.Connection, one: WatchQuery, profile_id: str, now: datetime
) -> None:
    """Keep a query; a new one stands below all others."""
    at = to_ms(now)
    connection.execute(
        "INSERT INTO watch_query(id, name, query, position, enabled, profile_id, created_at, changed_at)"
        " SELECT ?1, ?2, ?3, coalesce(max(position) + 1, 0), ?4, ?5, ?6, ?6 FROM watch_query WHERE true"
        " ON CONFLICT(id) DO UPDATE SET name=excluded.name, query=excluded.query, enabled=excluded.enabled,"
        " changed_at=excluded.changed_at",
        (one.id, one.name, one.query, int(one.enabled), profile_id, at),
    )


def remove_query(connection: sqlite3.Connection, query_id: str, now: datetime | None) -> None:
    """Take a query out of the list, or put it back (None); what it found stays."""
    connection.execute(
        "UPDATE watch_query SET removed_at=? WHERE id=?", (to_ms(now) if now else None, query_id)
    )


def arrange(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Give the queries this order."""
    connection.executemany(
        "UPDATE watch_query SET position=? WHERE id=?", [(n, one) for n, one in enumerate(ids)]
    )


def sources(connection: sqlite3.Connection) -> tuple[WatchSource, ...]:
    """Return the sources by name, with how each is and when it was last read."""
    found = connection.execute(
        f"SELECT {SOURCE} FROM watch_source WHERE removed_at IS NULL ORDER BY name COLLATE NOCASE, id"
    )
    return tuple(_source(row) for row in found)


def source(connection: sqlite3.Connection, source_id: str) -> WatchSource:
    """Return a source, also one that was removed. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {SOURCE} FROM watch_source WHERE id=?", (source_id,)
    ).fetchone()
    if row is None:
        raise KeyError(source_id)
    return _source(row)


def put_source(
    connection: sqlite3.Connection, one: WatchSource, profile_id: str, now: datetime
) -> None:
    """Keep what a person says of a source; how it is doing is left alone where it is known."""
    at = to_ms(now)
    connection.execute(
        "INSERT INTO watch_source(id, kind, name, target, account_id, every_s, enabled, state, next_at, profile_id,"
        " created_at, reach) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?9,?11)"
        " ON CONFLICT(id) DO UPDATE SET name=excluded.name, target=excluded.target,"
        " account_id=excluded.account_id, every_s=excluded.every_s, enabled=excluded.enabled,"
        " state=excluded.state, next_at=excluded.next_at, reach=excluded.reach",
        (
            *(one.id, one.kind, one.name, one.target, one.account_id),
            *(int(one.every.total_seconds()), int(one.enabled), one.state, at, profile_id),
            one.reach,
        ),
    )


def note_read(connection: sqlite3.Connection, one: WatchSource) -> None:
    """Keep how a source did when it was read: state, cursor and times."""
    connection.execute(
        "UPDATE watch_source SET state=?, why=?, fails=?, left_out=?, next_at=?, tried_at=?, fetched_at=?, new_at=?,"
        " cursor=? WHERE id=?",
        (
            *(one.state, one.why, one.fails, one.left_out),
            *(_ms(one.next_at) or 0, _ms(one.tried_at), _ms(one.fetched_at), _ms(one.new_at)),
            *(one.cursor, one.id),
        ),
    )


def remove_source(connection: sqlite3.Connection, source_id: str, now: datetime | None) -> None:
    """Take a source out of the list, or put it back (None); what it brought stays."""
    connection.execute(
        "UPDATE watch_source SET removed_at=? WHERE id=?", (to_ms(now) if now else None, source_id)
    )


def due(connection: sqlite3.Connection, now: datetime) -> tuple[WatchSource, ...]:
    """Return the sources that are to be read now, the longest due first."""
    found = connection.execute(
        f"SELECT {SOURCE} FROM watch_source WHERE removed_at IS NULL AND enabled AND next_at <= ?"
        " ORDER BY next_at, id",
        (to_ms(now),),
    )
    return tuple(_source(row) for row in found)


def _ms(at: datetime | None) -> int | None:
    return to_ms(at) if at else None


def _at(ms: int | None) -> datetime | None:
    return from_ms(ms) if ms is not None else None


def _query(row: tuple[str, str, str, int, int, int]) -> WatchQuery:
    id_, name, text, position, enabled, changed_at = row
    return WatchQuery(id_, name, text, position, bool(enabled), from_ms(changed_at))


def _source(row: tuple[Any, ...]) -> WatchSource:
    id_, kind, name, target, account_id, every_s, enabled, state, why, fails, left_out, *rest = row
    next_at, tried_at, fetched_at, new_at, cursor, created_at, reach = rest
    return WatchSource(
        *(id_, SourceKind(kind), name, target, account_id, timedelta(seconds=every_s)),
        *(bool(enabled), SourceState(state), why, fails, left_out),
        *(_at(next_at), _at(tried_at), _at(fetched_at), _at(new_at)),
        *(cursor, _at(created_at), ReachClass(reach)),
    )
