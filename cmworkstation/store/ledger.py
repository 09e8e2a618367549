"""What every poll brought: cursors, counts, and the items that could not be understood."""

import sqlite3
import zlib
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Tally:
    """How the items of one page ended."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    skipped: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Add two counts."""
        return Tally(
            self.seen + other.seen,
            self.new + other.new,
            self.changed + other.changed,
            self.skipped + other.skipped,
            self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True)
class PollRow:
    """One line of the ledger: a poll, or a run of polls that brought nothing."""

    stream: str
    started_at: datetime
    ended_at: datetime
    polls: int
    tally: Tally
    announced: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An item that could not be understood, with its bytes as received."""

    raw_id: int
    kind: str
    native_id: str
    at: datetime
    reason: str
    payload: bytes


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
            (to_ms(ended_at), after, last[0]),
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
            before,
            after,
            error,
        ),
    )


def rows(connection: sqlite3.Connection, account_no: int, limit: int = 200) -> tuple[PollRow, ...]:
    """Return the newest lines of an account's ledger."""
    found = connection.execute(
        "SELECT stream, started_at, ended_at, polls, seen, new, changed, skipped, failed, announced, error"
        " FROM poll WHERE account_no=? ORDER BY id DESC LIMIT ?",
        (account_no, limit),
    )
    return tuple(
        PollRow(row[0], from_ms(row[1]), from_ms(row[2]), row[3], Tally(*row[4:9]), row[9], row[10])
        for row in found
    )


def last_success(connection: sqlite3.Connection) -> dict[int, datetime]:
    """Return account number → time of its last poll without an error; looking back is no poll."""
    found = connection.execute(
        "SELECT no, (SELECT ended_at FROM poll WHERE account_no = no AND error = '' AND stream <> 'history'"
        " ORDER BY id DESC LIMIT 1)"
        " FROM account"
    )
    return {number: from_ms(at) for number, at in found if at is not None}


def shortfalls(connection: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return account number → (announced, delivered) where a server last delivered less than it announced."""
    found = connection.execute(
        "SELECT p.account_no, sum(p.announced), sum(p.seen) FROM poll p JOIN ("
        " SELECT account_no, max(started_at) AS started_at FROM poll WHERE announced > 0"
        "  AND stream <> 'history' GROUP BY 1) last"
        " USING (account_no, started_at) WHERE p.announced IS NOT NULL GROUP BY 1"
        " HAVING sum(p.announced) > sum(p.seen)"
    )
    return {row[0]: (row[1], row[2]) for row in found}


def quarantined(connection: sqlite3.Connection, account_no: int) -> tuple[Quarantined, ...]:
    """Return the items of an account that wait to be understood, newest first."""
    found = connection.execute(
        "SELECT r.id, r.kind, r.native_id, q.at, q.reason, r.payload, r.packed FROM quarantine q"
        " JOIN raw_item r ON r.id = q.raw_id WHERE q.account_no=? AND q.resolved_at IS NULL ORDER BY q.at DESC",
        (account_no,),
    )
    return tuple(
        Quarantined(row[0], row[1], row[2], from_ms(row[3]), row[4], unpack(row[5], packed=row[6]))
        for row in found
    )


def quarantine_counts(connection: sqlite3.Connection) -> dict[int, int]:
    """Return account number → how many items wait in quarantine."""
    return dict(
        connection.execute(
            "SELECT account_no, count(*) FROM quarantine WHERE resolved_at IS NULL GROUP BY account_no"
        )
    )


PACK_FROM = 400  # bytes; below this, packing saves nothing worth the time


def pack(payload: bytes) -> tuple[bytes, int]:
    """Return the payload as it is stored, and 1 when it was compressed."""
    if len(payload) < PACK_FROM:
        return payload, 0
    return zlib.compress(payload, 1), 1


def unpack(stored: bytes, *, packed: int) -> bytes:
    """Return the payload exactly as it was received."""
    return zlib.decompress(stored) if packed else stored
