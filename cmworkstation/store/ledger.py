"""What every poll brought: cursors, counts, and the items that could not be understood."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import DayTotal, Quarantined, Reading, Tally
from cmworkstation.store import accounts, raw_blocks

WINDOW = (
    20_000  # lines of the ledger that are looked through at once; the wait between two is short
)
QUIET_WINDOWS = (
    2  # so many windows of older lines end the sum of days: a clock that jumped mixes a few
)
LONGEST_CURSOR = 1000  # characters of a cursor that a line keeps as it is
LATELY = 200  # lines of an account among which its last reading is looked for
ASIDE = "aside: "  # before the reason of an item that a person needs no more

_LINE = "id, account_no, stream, started_at, ended_at, polls, seen, new, changed, skipped, failed, announced, error"
_TROUBLE = "(error <> '' OR failed > 0 OR coalesce(announced, 0) > seen)"


def cursors(connection: sqlite3.Connection, account_no: int) -> dict[str, str]:
    """Return stream → cursor of an account."""
    return dict(
        connection.execute("SELECT stream, value FROM cursor WHERE account_no=?", (account_no,))
    )


def set_cursor(connection: sqlite3.Connection, account_no: int, stream: str, value: str) -> None:
    """Keep how far a stream was read. Belongs in the transaction that stores the items."""
    connection.execute(
        "INSERT INTO cursor(account_no, stream, value) VALUES(?,?,?)"
        " ON CONFLICT DO UPDATE SET value=excluded.value",
        (account_no, stream, value),
    )


def record(
    connection: sqlite3.Connection,
    account_no: int,
    stream: str,
    started_at: datetime,
    ended_at: datetime,
    tally: Tally,
    *,
    announced: int | None = None,
    before: str = "",
    after: str = "",
    error: str = "",
) -> None:
    """Write one line; polls that brought nothing, one after the other, share a line."""
    last = connection.execute(
        "SELECT id, seen, error FROM poll WHERE account_no=? AND stream=? ORDER BY id DESC LIMIT 1",
        (account_no, stream),
    ).fetchone()
    if last and not tally.seen and not announced and last[1] == 0 and last[2] == error:
        connection.execute(
            "UPDATE poll SET ended_at=?, polls=polls+1, cursor_after=? WHERE id=?",
            (to_ms(ended_at), _brief(after), last[0]),
        )
        return
    connection.execute(
        "INSERT INTO poll(account_no, stream, started_at, ended_at, seen, new, changed, skipped, failed,"
        " announced, cursor_before, cursor_after, error) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            account_no,
            stream,
            to_ms(started_at),
            to_ms(ended_at),
            tally.seen,
            tally.new,
            tally.changed,
            tally.skipped,
            tally.failed,
            announced,
            _brief(before),
            _brief(after),
            error,
        ),
    )


def _brief(cursor: str) -> str:
    """Return a cursor as the ledger keeps it: a long one is told from others, and not kept a thousand times."""
    if len(cursor) <= LONGEST_CURSOR:
        return cursor
    from hashlib import blake2b  # noqa: PLC0415 - slow to load, for long cursors only

    return f"{cursor[:100]}… {blake2b(cursor.encode(), digest_size=8).hexdigest()}"


def rows(
    connection: sqlite3.Connection,
    account_no: int | None = None,
    limit: int = 200,
    *,
    before: int | None = None,
) -> tuple[Reading, ...]:
    """Return lines of the ledger, of one account or of all, the newest first; those before line `before`."""
    of, wanted = _of(account_no, before)
    found = connection.execute(
        f"SELECT {_LINE} FROM poll WHERE {of} ORDER BY id DESC LIMIT ?", (*wanted, limit)
    )
    names = accounts.ids_by_number(connection)
    return tuple(_reading(row, names) for row in found)


def troubled(
    connection: sqlite3.Connection,
    account_no: int | None = None,
    limit: int = 200,
    *,
    before: int | None = None,
) -> Iterator[tuple[Reading, ...]]:
    """Yield the lines that tell of trouble, the newest first, in parts; an empty part says that work goes on.

    A ledger of years has few of them: it is looked through a window at a time, so that it can be stopped.
    """
    names = accounts.ids_by_number(connection)
    for top in _windows(connection, before):
        of, wanted = _of(account_no, top)
        found = connection.execute(
            f"SELECT {_LINE} FROM poll WHERE {of} AND id >= ? AND {_TROUBLE} ORDER BY id DESC LIMIT ?",
            (*wanted, top - WINDOW, limit),
        )
        part = tuple(_reading(row, names) for row in found)
        limit -= len(part)
        yield part
        if limit <= 0:
            return


def days(
    connection: sqlite3.Connection, since: datetime, account_no: int | None = None
) -> Iterator[tuple[DayTotal, ...]]:
    """Yield what each account brought on each day since then, in parts that are still to be added up.

    A run of polls that brought nothing counts for the day on which it ended.
    """
    names = accounts.ids_by_number(connection)
    quiet = 0
    for top in _windows(connection, None):
        of, wanted = _of(account_no, top)
        found = connection.execute(
            "SELECT date(ended_at / 1000, 'unixepoch', 'localtime') AS day, account_no, sum(polls), sum(seen),"
            " sum(new), sum(changed), sum(skipped), sum(failed), sum(CASE WHEN error <> '' THEN polls ELSE 0 END),"
            " sum(max(0, coalesce(announced, 0) - seen)) FROM poll"
            f" WHERE {of} AND id >= ? AND ended_at >= ? GROUP BY day, account_no",
            (*wanted, top - WINDOW, to_ms(since)),
        )
        part = tuple(
            DayTotal(
                date.fromisoformat(row[0]), names[row[1]], row[2], Tally(*row[3:8]), row[8], row[9]
            )
            for row in found
        )
        quiet = 0 if part else quiet + 1
        yield part
        if quiet == QUIET_WINDOWS:
            return


def last_success(connection: sqlite3.Connection) -> dict[int, datetime]:
    """Return account number → time of its last poll without an error; looking back is no poll."""
    found = connection.execute(
        "SELECT no, (SELECT ended_at FROM poll WHERE account_no = no AND error = '' AND stream <> 'history'"
        " ORDER BY id DESC LIMIT 1)"
        " FROM account"
    )
    return {number: from_ms(at) for number, at in found if at is not None}


def shortfalls(connection: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return account number → (announced, delivered) where a server last delivered less than it announced.

    Only the newest lines are looked at: this is asked after every poll, however long the ledger is.
    """
    found: dict[int, tuple[int, int]] = {}
    announcing = connection.execute(
        "SELECT no FROM account WHERE EXISTS (SELECT 1 FROM (SELECT announced FROM poll"
        " WHERE account_no = no AND stream <> 'history' ORDER BY id DESC LIMIT ?) WHERE announced)",
        (LATELY,),
    ).fetchall()  # found at once: of thousands of accounts, few are on servers that announce anything
    for (account_no,) in announcing:
        lines = connection.execute(
            "SELECT started_at, announced, seen FROM poll WHERE account_no=? AND stream <> 'history'"
            " ORDER BY id DESC LIMIT ?",
            (account_no, LATELY),
        ).fetchall()
        last = next((started for started, announced, _ in lines if announced), None)
        told = [line for line in lines if line[0] == last and line[1] is not None]
        announced, delivered = sum(line[1] for line in told), sum(line[2] for line in told)
        if announced > delivered:
            found[account_no] = (announced, delivered)
    return found


def quarantined(
    connection: sqlite3.Connection,
    account_no: int | None = None,
    limit: int = -1,
    *,
    aside: bool = False,
    payloads: bool = True,
) -> tuple[Quarantined, ...]:
    """Return the items that wait to be understood, of one account or of all, newest first.

    `aside` adds those that a person set aside; without `payloads` what was received is left out.
    """
    kept = raw_blocks.KEPT if payloads else "x'', 0, NULL, 0, 0"
    of, wanted = ("q.account_no=?", (account_no,)) if account_no else ("1", ())
    also = f" OR q.reason LIKE '{ASIDE}%'" if aside else ""
    found = connection.execute(
        f"SELECT r.id, q.account_no, r.kind, r.native_id, q.at, q.reason, {kept} FROM quarantine q"
        f" CROSS JOIN {raw_blocks.SOURCE} WHERE r.id = q.raw_id AND {of} AND (q.resolved_at IS NULL{also})"
        " ORDER BY q.at DESC, q.raw_id DESC LIMIT ?",
        (*wanted, limit),
    )
    names = accounts.ids_by_number(connection)
    return tuple(_quarantined(row, names) for row in found)


def quarantined_item(connection: sqlite3.Connection, raw_id: int) -> Quarantined:
    """Return one item with what was received. Raises `KeyError` when it is not in quarantine."""
    found = connection.execute(
        f"SELECT r.id, q.account_no, r.kind, r.native_id, q.at, q.reason, {raw_blocks.KEPT} FROM quarantine q"
        f" CROSS JOIN {raw_blocks.SOURCE} WHERE q.raw_id=? AND r.id = q.raw_id",
        (raw_id,),
    ).fetchone()
    if found is None:
        raise KeyError(raw_id)
    return _quarantined(found, accounts.ids_by_number(connection))


def set_aside(connection: sqlite3.Connection, raw_ids: Sequence[int], now: datetime) -> int:
    """Keep that a person needs these items no more; return how many of them were still waiting."""
    return sum(
        connection.execute(
            "UPDATE quarantine SET resolved_at=?, reason=? || reason WHERE raw_id=? AND resolved_at IS NULL",
            (to_ms(now), ASIDE, raw_id),
        ).rowcount
        for raw_id in raw_ids
    )


def put_back(connection: sqlite3.Connection, raw_ids: Sequence[int]) -> int:
    """Let items that were set aside wait again; return how many they were."""
    return sum(
        connection.execute(
            "UPDATE quarantine SET resolved_at=NULL, reason=substr(reason, ?) WHERE raw_id=? AND reason LIKE ?",
            (len(ASIDE) + 1, raw_id, f"{ASIDE}%"),
        ).rowcount
        for raw_id in raw_ids
    )


def quarantine_counts(connection: sqlite3.Connection) -> dict[int, int]:
    """Return account number → how many items wait in quarantine."""
    return dict(
        connection.execute(
            "SELECT account_no, count(*) FROM quarantine WHERE resolved_at IS NULL GROUP BY account_no"
        )
    )


def _of(account_no: int | None, before: int | None) -> tuple[str, tuple[int, ...]]:
    """Return the condition for lines of an account before a line, and its parameters."""
    of = [] if account_no is None else [("account_no=?", account_no)]
    of += [] if before is None else [("id < ?", before)]
    return " AND ".join(text for text, _ in of) or "1", tuple(value for _, value in of)


def _windows(connection: sqlite3.Connection, before: int | None) -> Iterator[int]:
    """Yield the upper ends of the windows in which the ledger is looked through, from the newest line down."""
    lowest, highest = connection.execute(
        "SELECT (SELECT min(id) FROM poll), (SELECT max(id) FROM poll)"
    ).fetchone()
    top = before if before is not None else (highest or 0) + 1
    while lowest is not None and top > lowest:
        yield top
        top -= WINDOW


def _reading(row: Sequence[object], names: dict[int, AccountId]) -> Reading:
    number, account_no, stream, started, ended, polls, *counts, announced, error = row
    return Reading(
        id=_whole(number),
        account_id=names[_whole(account_no)],
        stream=str(stream),
        started_at=from_ms(_whole(started)),
        ended_at=from_ms(_whole(ended)),
        polls=_whole(polls),
        tally=Tally(*map(_whole, counts)),
        announced=None if announced is None else _whole(announced),
        error=str(error),
    )


def _quarantined(row: Sequence[object], names: dict[int, AccountId]) -> Quarantined:
    raw_id, account_no, kind, native_id, at, reason, kept, packed, data, begin, length = row
    assert isinstance(kept, bytes)
    assert data is None or isinstance(data, bytes)
    said = str(reason)
    return Quarantined(
        raw_id=_whole(raw_id),
        account_id=names[_whole(account_no)],
        kind=str(kind),
        native_id=str(native_id),
        at=from_ms(_whole(at)),
        reason=said.removeprefix(ASIDE),
        aside=said.startswith(ASIDE),
        payload=raw_blocks.payload(kept, _whole(packed), data, _whole(begin), _whole(length)),
    )


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
