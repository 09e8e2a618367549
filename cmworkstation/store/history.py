"""Gaps, and what platforms are to be asked for: intervals that were missed, and older messages.

A row of `gap` is written when an interval is over. How far it was asked for again stands in the row itself, and is
written in the transaction that stores the items, as the cursors of reading are.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.gap import Cause, Gap, GapState, How
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Tally
from cmworkstation.store.coverage import at_or_none

GAP = "id, since, until, cause, state, how, seen, missing, kept_from, trouble, closed_at"
UNSETTLED = "state IN ('open', 'filling')"  # as the partial index says it
# What waits today is read first: the first reading must not find it filed as history.
WANTED = "state = 'wanted' AND read_from IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Wish:
    """A stretch of time that the platform is being asked for: a gap (`gap_id`), or older messages (0)."""

    gap_id: int
    since: datetime | None
    until: datetime
    cursor: str


def open_gap(
    connection: sqlite3.Connection,
    account_no: int,
    since: datetime,
    until: datetime,
    cause: Cause,
    *,
    trouble: str = "",
    can_ask: bool,
) -> int:
    """Write down an interval that is over; what cannot be asked for again is closed by the cursor alone."""
    state, how = (GapState.OPEN, How.NONE) if can_ask else (GapState.FILLED, How.CURSOR)
    added = connection.execute(
        "INSERT INTO gap(account_no, since, until, cause, state, how, trouble, closed_at)"
        " VALUES(?,?,?,?,?,?,?,?)",
        (
            account_no,
            to_ms(since),
            to_ms(until),
            cause.value,
            state.value,
            how.value,
            trouble,
            None if can_ask else to_ms(until),
        ),
    )
    return int(added.lastrowid or 0)


def gaps(
    connection: sqlite3.Connection, account_no: int, account_id: AccountId, limit: int = -1
) -> tuple[Gap, ...]:
    """Return the gaps of an account, the latest first."""
    rows = connection.execute(
        f"SELECT {GAP} FROM gap WHERE account_no=? ORDER BY id DESC LIMIT ?", (account_no, limit)
    )
    return tuple(_gap(row, account_id) for row in rows)


def gap(connection: sqlite3.Connection, gap_id: int) -> tuple[int, Gap]:
    """Return the number of a gap's account, and the gap. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {GAP}, account_no, (SELECT id FROM account WHERE no = account_no) FROM gap WHERE id=?",
        (gap_id,),
    ).fetchone()
    if row is None:
        raise KeyError(gap_id)
    return row[-2], _gap(row[:-2], AccountId(row[-1]))


def unsettled_counts(connection: sqlite3.Connection) -> dict[int, int]:
    """Return account number → how many gaps are not filled yet."""
    return dict(
        connection.execute(f"SELECT account_no, count(*) FROM gap WHERE {UNSETTLED} GROUP BY 1")
    )


def close_gap(
    connection: sqlite3.Connection,
    gap_id: int,
    state: GapState,
    how: How,
    at: datetime,
    *,
    kept_from: datetime | None = None,
    trouble: str | None = None,
) -> None:
    """Write down how a gap ended; `trouble` None leaves the one that was its cause."""
    connection.execute(
        "UPDATE gap SET state=?, how=?, kept_from=?, trouble=coalesce(?, trouble), closed_at=?, cursor=''"
        " WHERE id=?",
        (
            state.value,
            how.value,
            to_ms(kept_from) if kept_from else None,
            trouble,
            to_ms(at),
            gap_id,
        ),
    )


# What is to be asked for


def wishes(connection: sqlite3.Connection) -> dict[int, Wish]:
    """Return account number → what it is to be asked for next: its latest gap first, older messages last."""
    found = {
        row[0]: Wish(0, at_or_none(row[1]), from_ms(row[2]), row[3])
        for row in connection.execute(
            f"SELECT account_no, since, until, cursor FROM coverage WHERE {WANTED}"
        )
    }
    found.update(
        (row[0], Wish(row[1], from_ms(row[2]), from_ms(row[3]), row[4]))
        for row in connection.execute(
            f"SELECT account_no, id, since, until, cursor FROM gap WHERE {UNSETTLED} ORDER BY account_no, id"
        )
    )
    return found


def wish(connection: sqlite3.Connection, account_no: int, gap_id: int) -> Wish | None:
    """Return one wish as it stands now, None when it is settled."""
    if gap_id:
        row = connection.execute(
            f"SELECT since, until, cursor FROM gap WHERE id=? AND {UNSETTLED}", (gap_id,)
        ).fetchone()
    else:
        row = connection.execute(
            f"SELECT since, until, cursor FROM coverage WHERE account_no=? AND {WANTED}",
            (account_no,),
        ).fetchone()
    return Wish(gap_id, at_or_none(row[0]), from_ms(row[1]), row[2]) if row else None


def advance(
    connection: sqlite3.Connection, account_no: int, asked: Wish, cursor: str, tally: Tally
) -> None:
    """Keep how far a wish was read. Belongs in the transaction that stores the items."""
    if asked.gap_id:
        connection.execute(
            "UPDATE gap SET state='filling', cursor=?, seen=seen+?, missing=missing+? WHERE id=?",
            (cursor, tally.seen, tally.new, asked.gap_id),
        )
    else:
        connection.execute(
            "UPDATE coverage SET cursor=?, seen=seen+?, new=new+?, trouble='' WHERE account_no=?",
            (cursor, tally.seen, tally.new, account_no),
        )


def note_trouble(
    connection: sqlite3.Connection, account_no: int, asked: Wish, trouble: str
) -> None:
    """Keep why asking for older messages has to wait; a gap keeps the trouble that was its cause."""
    if not asked.gap_id:
        connection.execute(
            "UPDATE coverage SET trouble=? WHERE account_no=?", (trouble, account_no)
        )


def _gap(row: tuple[object, ...], account_id: AccountId) -> Gap:
    id_, since, until, cause, state, how, seen, missing, kept, trouble, closed = row
    return Gap(
        id=int(str(id_)),
        account_id=account_id,
        since=from_ms(int(str(since))),
        until=from_ms(int(str(until))),
        cause=Cause(str(cause)),
        state=GapState(str(state)),
        how=How(str(how)),
        seen=int(str(seen)),
        missing=int(str(missing)),
        kept_from=at_or_none(kept),
        trouble=str(trouble),
        closed_at=at_or_none(closed),
    )
