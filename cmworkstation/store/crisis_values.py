"""What is measured now for the triggers of crisis levels: how much came, what it is, who waits, what is silent.

Messages have ids made from their times, so that counting those of an hour reads that hour alone.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status

TIME_BITS = 12  # of a message's id are a number within its millisecond
THEIRS = "NOT m.ours AND NOT m.context AND m.kind <> 'article' AND m.deleted_at IS NULL"
PUBLISHED = ("feed", "page")  # kinds of sources in which the press is read


def numbers(connection: sqlite3.Connection, charter_id: str) -> tuple[int, ...]:
    """Return the numbers of the accounts that a charter governs."""
    rows = connection.execute(
        "SELECT account_no FROM charter_account WHERE charter_id=? ORDER BY 1", (charter_id,)
    )
    return tuple(row[0] for row in rows)


def came(
    connection: sqlite3.Connection, accounts: Sequence[int], since: datetime, until: datetime
) -> int:
    """Return how many messages of others came to some accounts between two moments."""
    query = f"SELECT count(*) FROM message m WHERE {_between(accounts)} AND {THEIRS}"
    return int(connection.execute(query, (*_ids(since, until), *accounts)).fetchone()[0])


def categories(
    connection: sqlite3.Connection, accounts: Sequence[int], since: datetime, until: datetime
) -> dict[str, int]:
    """Return category → how many messages of conversations that were given it came between two moments."""
    rows = connection.execute(
        "SELECT c.category, count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id"
        f" WHERE {_between(accounts)} AND {THEIRS} AND c.category <> '' GROUP BY 1",
        (*_ids(since, until), *accounts),
    )
    return dict(rows.fetchall())


def texts(
    connection: sqlite3.Connection,
    accounts: Sequence[int],
    since: datetime,
    until: datetime,
    most: int,
) -> Iterator[str]:
    """Yield what came between two moments, the latest first, `most` at most."""
    rows = connection.execute(
        f"SELECT m.title || ' ' || m.text FROM message m WHERE {_between(accounts)} AND {THEIRS}"
        " ORDER BY m.id DESC LIMIT ?",
        (*_ids(since, until), *accounts, most),
    )
    for (text,) in rows:
        yield text


def of_categories(
    connection: sqlite3.Connection,
    accounts: Sequence[int],
    categories: Sequence[str],
    since: datetime,
    until: datetime,
    most: int,
) -> list[tuple[int, str]]:
    """Return the newest message, as (id, text), of each conversation of some categories, the latest first."""
    rows = connection.execute(
        "SELECT max(m.id), m.title || ' ' || m.text FROM message m JOIN conversation c ON c.id = m.conversation_id"
        f" WHERE {_between(accounts)} AND {THEIRS} AND c.category IN ({_marks(categories)})"
        " GROUP BY m.conversation_id ORDER BY 1 DESC LIMIT ?",
        (*_ids(since, until), *accounts, *categories, most),
    )
    return [(row[0], row[1]) for row in rows]


def oldest_waiting(connection: sqlite3.Connection, accounts: Sequence[int]) -> datetime | None:
    """Return since when somebody has waited longest, None where nobody does."""
    row = connection.execute(
        f"SELECT min(waiting_since) FROM conversation WHERE status=? AND account_no IN ({_marks(accounts)})",
        (int(Status.WAITING_US), *accounts),
    ).fetchone()
    return from_ms(row[0]) if row and row[0] is not None else None


def failing(connection: sqlite3.Connection) -> int | None:
    """Return how many accounts and watched places cannot be read, None where there are none at all."""
    total, bad = connection.execute(
        "SELECT count(*), coalesce(sum(state IN ('dead', 'trouble')), 0) FROM account"
        " WHERE state NOT IN ('archive', 'paused') AND removed_at IS NULL"
    ).fetchone()
    more, worse = connection.execute(
        "SELECT count(*), coalesce(sum(state IN ('failing', 'gone', 'changed', 'flooding')), 0)"
        " FROM watch_source WHERE enabled AND removed_at IS NULL"
    ).fetchone()
    return int(bad) + int(worse) if total or more else None


def stories(
    connection: sqlite3.Connection, since: datetime, kinds: Collection[str] = ()
) -> int | None:
    """Return how many stories watches found since then, in sources of some kinds; None without any such source."""
    wanted = f" AND s.kind IN ({_marks(tuple(kinds))})" if kinds else ""
    any_ = connection.execute(
        f"SELECT 1 FROM watch_source s WHERE removed_at IS NULL{wanted} LIMIT 1", tuple(kinds)
    ).fetchone()
    if any_ is None:
        return None
    row = connection.execute(
        "SELECT count(DISTINCT m.story_id) FROM mention m JOIN watch_source s ON s.id = m.source_id"
        f" WHERE m.at >= ?{wanted}",
        (to_ms(since), *kinds),
    ).fetchone()
    return int(row[0])


def newest(connection: sqlite3.Connection) -> datetime | None:
    """Return the time that a server gave the newest message."""
    row = connection.execute("SELECT max(id) FROM message WHERE ours = 0").fetchone()
    return from_ms(row[0] >> TIME_BITS) if row and row[0] is not None else None


def _ids(since: datetime, until: datetime) -> tuple[int, int]:
    return to_ms(since) << TIME_BITS, to_ms(until) << TIME_BITS


def _between(accounts: Sequence[int]) -> str:
    return f"m.id >= ? AND m.id < ? AND m.account_no IN ({_marks(accounts)})"


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
