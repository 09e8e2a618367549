"""How the reading of accounts and of watched sources goes: the last success, and what was tried in vain since."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.alert import Series, SeriesKind
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.silence import Source
from cmworkstation.domain.watch import WITHIN, SourceState

LATELY = 200  # lines of the ledger of an account that are looked at
NOT_SIGNED_IN = "NotSignedIn"


def accounts(
    connection: sqlite3.Connection,
    listed: tuple[Account, ...],
    period_s: Callable[[Account], float],
) -> Iterator[Source]:
    """Yield how the accounts are read that should be."""
    numbers = dict(connection.execute("SELECT id, no FROM account"))
    for one in listed:
        if one.state in (TokenState.PAUSED, TokenState.ARCHIVE):
            continue
        lines = connection.execute(
            "SELECT ended_at, polls, new + changed, failed, error FROM poll WHERE account_no=?"
            " AND stream <> 'history' ORDER BY id DESC LIMIT ?",
            (numbers[one.id], LATELY),
        ).fetchall()
        tries, trouble, unreadable = 0, "", 0
        for _, polls, _, _, error in lines:
            if not error:
                break
            tries, trouble = tries + polls, trouble or error
        for _, _, understood, failed, error in lines:
            if error or understood:
                break
            unreadable += failed > 0
        dead = one.state is TokenState.DEAD
        yield Source(
            Series(SeriesKind.ACCOUNT, one.id),
            one.name,
            period_s(one),
            next((from_ms(line[0]) for line in lines if not line[4]), None),
            tries,
            trouble or (NOT_SIGNED_IN if dead else ""),
            unreadable,
            dead,
            one.created_at,
        )


def sources(connection: sqlite3.Connection) -> Iterator[Source]:
    """Yield how the watched sources are read that the network is asked for."""
    for id_, kind, name, every_s, state, why, fails, fetched_at, created_at in connection.execute(
        "SELECT id, kind, name, every_s, state, why, fails, fetched_at, created_at FROM watch_source"
        " WHERE enabled AND removed_at IS NULL ORDER BY id"
    ):
        if kind in WITHIN or state == SourceState.OFF:
            continue
        changed = state == SourceState.CHANGED
        yield Source(
            Series(SeriesKind.SOURCE, id_),
            name,
            float(every_s),
            _at(fetched_at),
            0 if changed else fails,
            why,
            fails if changed else 0,
            began_at=_at(created_at),
        )


def highest_at(connection: sqlite3.Connection) -> datetime | None:
    """Return the latest time at which anything was ever read."""
    row = connection.execute(
        "SELECT max((SELECT max(highest_at) FROM coverage), (SELECT max(fetched_at) FROM watch_source))"
    ).fetchone()
    if row[0] is None:
        row = connection.execute(
            "SELECT coalesce((SELECT max(highest_at) FROM coverage), (SELECT max(fetched_at) FROM watch_source))"
        ).fetchone()
    return _at(row[0])


def _at(ms: int | None) -> datetime | None:
    return from_ms(ms) if ms is not None else None
