"""The table of interests between us and the people who write to us."""

import sqlite3
from datetime import date, datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.interest import Interest

COLUMNS = "id, author_id, kind, words, value_cents, currency, on_day, profile_id, ended_at"


def add(connection: sqlite3.Connection, new: Interest) -> None:
    """Keep an interest."""
    connection.execute(
        f"INSERT INTO interest({COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?)",
        (
            new.id,
            new.author_id,
            new.kind,
            new.words,
            new.value_cents,
            new.currency,
            new.on_day.isoformat(),
            new.by,
            to_ms(new.ended_at) if new.ended_at else None,
        ),
    )


def remove(connection: sqlite3.Connection, interest_id: str) -> None:
    """Take an interest out that was entered by mistake."""
    connection.execute("DELETE FROM interest WHERE id=?", (interest_id,))


def end(connection: sqlite3.Connection, interest_id: str, at: datetime | None) -> None:
    """Say until when an interest held; None lets it hold again."""
    connection.execute(
        "UPDATE interest SET ended_at=? WHERE id=?", (to_ms(at) if at else None, interest_id)
    )


def one(connection: sqlite3.Connection, interest_id: str) -> Interest:
    """Return an interest. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM interest WHERE id=?", (interest_id,)
    ).fetchone()
    if row is None:
        raise KeyError(interest_id)
    return _interest(row)


def of_author(connection: sqlite3.Connection, author_id: AuthorId) -> tuple[Interest, ...]:
    """Return the interests with a person, ended ones included, the latest first."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM interest WHERE author_id=? ORDER BY on_day DESC, id DESC",
        (author_id,),
    )
    return tuple(_interest(row) for row in found)


def _interest(row: tuple[object, ...]) -> Interest:
    ended = row[8]
    return Interest(
        id=str(row[0]),
        author_id=AuthorId(int(str(row[1]))),
        kind=str(row[2]),
        words=str(row[3]),
        value_cents=None if row[4] is None else int(str(row[4])),
        currency=str(row[5]),
        on_day=date.fromisoformat(str(row[6])),
        by=str(row[7]),
        ended_at=None if ended is None else from_ms(int(str(ended))),
    )
