"""How far each account was read, and how far back it reaches: one row per account.

The row is made when something is first noted of an account. The wish for older messages stands in it with its
cursor, which is written in the transaction that stores the items.
"""

import sqlite3
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.gap import Depth, DepthState, LastReading
from cmworkstation.domain.ids import AccountId


def last_reading(connection: sqlite3.Connection, account_no: int) -> LastReading:
    """Return when an account was read, as far as it was noted."""
    row = _coverage(connection, account_no, "read_at, highest_at, read_from")
    return LastReading(*map(at_or_none, row))


def note_read(connection: sqlite3.Connection, account_no: int, at: datetime) -> None:
    """Note that an account was read to its end."""
    _begin(connection, account_no)
    ms = to_ms(at)
    connection.execute(
        "UPDATE coverage SET read_at=?, read_from=coalesce(read_from, ?), paused_at=NULL,"
        " highest_at=max(coalesce(highest_at, ?), ?) WHERE account_no=?",
        (ms, ms, ms, ms, account_no),
    )


def note_paused(connection: sqlite3.Connection, account_no: int, at: datetime) -> None:
    """Note that a person paused an account: the reason of the gap that follows."""
    _begin(connection, account_no)
    connection.execute(
        "UPDATE coverage SET paused_at=? WHERE account_no=?", (to_ms(at), account_no)
    )


def paused_at(connection: sqlite3.Connection, account_no: int) -> datetime | None:
    """Return when an account was paused after its last reading, None when it was not."""
    return at_or_none(_coverage(connection, account_no, "paused_at")[0])


def note_oldest(connection: sqlite3.Connection, account_no: int, oldest_ms: int) -> None:
    """Note the time of the oldest message of a page, where it is older than all others."""
    connection.execute(
        "INSERT INTO coverage(account_no, oldest_at) VALUES(?,?) ON CONFLICT DO UPDATE"
        " SET oldest_at=excluded.oldest_at WHERE coalesce(oldest_at > excluded.oldest_at, 1)",
        (account_no, oldest_ms),
    )


def newest_written(
    connection: sqlite3.Connection, account_no: int, until: datetime
) -> datetime | None:
    """Return the platform's time of the newest message by others up to `until`."""
    row = connection.execute(
        "SELECT at FROM message WHERE account_no=? AND at <= ? AND NOT ours AND NOT context"
        " ORDER BY id DESC LIMIT 1",
        (account_no, to_ms(until)),
    ).fetchone()
    return at_or_none(row[0]) if row else None


def first_trouble_since(
    connection: sqlite3.Connection, account_no: int
) -> tuple[str, datetime] | None:
    """Return the first error after the last successful reading, and when it began."""
    row = connection.execute(
        "SELECT error, started_at FROM poll WHERE account_no=? AND stream='' AND error <> ''"
        " AND id > coalesce((SELECT id FROM poll WHERE account_no=? AND stream='' AND error=''"
        "  ORDER BY id DESC LIMIT 1), 0) ORDER BY id LIMIT 1",
        (account_no, account_no),
    ).fetchone()
    return (row[0], from_ms(row[1])) if row else None


def is_older_than(connection: sqlite3.Connection, account_no: int, at: datetime) -> bool:
    """Tell whether a message by others from before `at` is here that was not deleted where it came from."""
    row = connection.execute(
        "SELECT 1 FROM message WHERE account_no=? AND at < ? AND NOT ours AND NOT context"
        " AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (account_no, to_ms(at)),
    ).fetchone()
    return row is not None


# Depth


def depth(
    connection: sqlite3.Connection, account_no: int, account_id: AccountId, *, can_ask: bool
) -> Depth:
    """Return how far back an account reaches."""
    row = _coverage(
        connection,
        account_no,
        "read_from, oldest_at, complete_from, nothing_older, state, since, asked_at, seen, new, trouble",
    )
    return Depth(
        account_id=account_id,
        can_ask=can_ask,
        read_from=at_or_none(row[0]),
        oldest_at=at_or_none(row[1]),
        complete_from=at_or_none(row[2]),
        nothing_older=bool(row[3]),
        state=DepthState(row[4] or "idle"),
        since=at_or_none(row[5]),
        asked_at=at_or_none(row[6]),
        seen=row[7] or 0,
        new=row[8] or 0,
        trouble=row[9] or "",
    )


def want(
    connection: sqlite3.Connection,
    account_no: int,
    since: datetime | None,
    until: datetime,
    at: datetime,
) -> None:
    """Note that a person wants older messages; the same wish, under way or stopped, goes on where it is."""
    _begin(connection, account_no)
    row = _coverage(connection, account_no, "state, since, until")
    wanted = (to_ms(since) if since else None, to_ms(until))
    if row[0] in (DepthState.WANTED, DepthState.STOPPED) and row[1:] == wanted:
        connection.execute(
            "UPDATE coverage SET state='wanted', trouble='', asked_at=? WHERE account_no=?",
            (to_ms(at), account_no),
        )
        return
    connection.execute(
        "UPDATE coverage SET state='wanted', since=?, until=?, cursor='', seen=0, new=0, trouble='',"
        " asked_at=? WHERE account_no=?",
        (*wanted, to_ms(at), account_no),
    )


def stop(connection: sqlite3.Connection, account_no: int) -> None:
    """Stop fetching older messages; what came stays, and the place where it stopped."""
    connection.execute(
        "UPDATE coverage SET state='stopped' WHERE account_no=? AND state='wanted'", (account_no,)
    )


def finish_depth(connection: sqlite3.Connection, account_no: int, floor: datetime | None) -> None:
    """Write down that a wish came to its end: at `since`, or at the platform's own oldest entry."""
    connection.execute(
        "UPDATE coverage SET state='done', cursor='', trouble='', nothing_older=?,"
        " complete_from=min(coalesce(?, since, until), until, coalesce(complete_from, until)) WHERE account_no=?",
        (int(floor is not None), to_ms(floor) if floor else None, account_no),
    )


def _begin(connection: sqlite3.Connection, account_no: int) -> None:
    connection.execute(
        "INSERT INTO coverage(account_no) VALUES(?) ON CONFLICT DO NOTHING", (account_no,)
    )


def _coverage(connection: sqlite3.Connection, account_no: int, columns: str) -> tuple[Any, ...]:
    row = connection.execute(
        f"SELECT {columns} FROM coverage WHERE account_no=?", (account_no,)
    ).fetchone()
    return row if row is not None else (None,) * len(columns.split(","))


def at_or_none(ms: object) -> datetime | None:
    """Return a stored time, None where there is none."""
    return from_ms(ms) if isinstance(ms, int) else None
