"""Tables of presence: the register of names, looks at names, numbers of an audience, and places on the media map."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.handle_check import HandleCheck, Result
from cmworkstation.domain.media_map import Axes, Granularity, Modality, Time
from cmworkstation.domain.presence import Presence, Standing
from cmworkstation.domain.values import fields

COLUMNS = tuple(one.name for one in fields(Presence))
DAYS = frozenset(("renews_on", "made_on", "used_on", "rotated_on"))


def put(connection: sqlite3.Connection, one: Presence) -> None:
    """Keep a name as it is now."""
    sets = ", ".join(f"{name}=excluded.{name}" for name in COLUMNS[1:])
    connection.execute(
        f"INSERT INTO presence({', '.join(COLUMNS)}) VALUES({','.join('?' * len(COLUMNS))})"
        f" ON CONFLICT(id) DO UPDATE SET {sets}",
        [_stored(getattr(one, name)) for name in COLUMNS],
    )


def remove(connection: sqlite3.Connection, presence_id: str) -> None:
    """Take a name out."""
    connection.execute("DELETE FROM presence WHERE id=?", (presence_id,))


def listed(connection: sqlite3.Connection) -> tuple[Presence, ...]:
    """Return the register, in the order of platform and name."""
    rows = connection.execute(
        f"SELECT {', '.join(COLUMNS)} FROM presence ORDER BY platform, handle COLLATE NOCASE, id"
    )
    return tuple(_presence(row) for row in rows)


def one(connection: sqlite3.Connection, presence_id: str) -> Presence:
    """Return one name. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {', '.join(COLUMNS)} FROM presence WHERE id=?", (presence_id,)
    ).fetchone()
    if row is None:
        raise KeyError(presence_id)
    return _presence(row)


def last_used(connection: sqlite3.Connection) -> dict[str, int]:
    """Return account → the time in ms of the last post or answer of ours there, as far as it is stored."""
    numbers = connection.execute("SELECT no, id FROM account").fetchall()
    found: dict[str, int] = {}
    for number, account_id in numbers:
        sent = connection.execute(
            "SELECT max(sent_at) FROM outbox INDEXED BY outbox_sent WHERE state='sent' AND account_no=?",
            (number,),
        ).fetchone()[0]
        if sent is not None:
            found[account_id] = sent
    rows = connection.execute(
        "SELECT a.id, max(m.at) FROM (SELECT id FROM message INDEXED BY message_announced WHERE ours = 1"
        " AND parent_id = '' AND visibility <> 'private' ORDER BY id DESC LIMIT 5000) n"
        " JOIN message m ON m.id = n.id JOIN account a ON a.no = m.account_no GROUP BY a.id"
    )
    for account_id, at in rows:
        found[account_id] = max(at, found.get(account_id, 0))
    return found


def add_check(connection: sqlite3.Connection, check: HandleCheck) -> None:
    """Log a look at a name."""
    connection.execute(
        "INSERT OR REPLACE INTO handle_check(id, platform, handle, result, on_day, holder, profile_id)"
        " VALUES(?,?,?,?,?,?,?)",
        (
            check.id,
            check.platform,
            check.handle,
            check.result,
            check.on_day.isoformat(),
            check.holder,
            check.by,
        ),
    )


def remove_check(connection: sqlite3.Connection, check_id: str) -> None:
    """Take a look at a name back that was logged in error."""
    connection.execute("DELETE FROM handle_check WHERE id=?", (check_id,))


def checks(connection: sqlite3.Connection) -> tuple[HandleCheck, ...]:
    """Return all looks at names, the oldest first."""
    rows = connection.execute(
        "SELECT id, platform, handle, result, on_day, holder, profile_id FROM handle_check"
        " ORDER BY on_day, id"
    )
    return tuple(
        HandleCheck(row[0], row[1], row[2], Result(row[3]), date.fromisoformat(row[4]), *row[5:])
        for row in rows
    )


def put_audience(
    connection: sqlite3.Connection, account_id: str, on_day: date, n: int | None
) -> None:
    """Note how many people follow an account on a day; None takes that day's number out."""
    connection.execute(
        "DELETE FROM audience WHERE account_id=? AND on_day=?", (account_id, on_day.isoformat())
    )
    if n is not None:
        connection.execute(
            "INSERT INTO audience(account_id, on_day, n) VALUES(?,?,?)",
            (account_id, on_day.isoformat(), n),
        )


def audience(connection: sqlite3.Connection) -> dict[str, tuple[tuple[date, int], ...]]:
    """Return account → (day, number), the oldest first."""
    found: dict[str, list[tuple[date, int]]] = {}
    for account_id, day, n in connection.execute(
        "SELECT account_id, on_day, n FROM audience ORDER BY account_id, on_day"
    ):
        found.setdefault(account_id, []).append((date.fromisoformat(day), n))
    return {account_id: tuple(rows) for account_id, rows in found.items()}


def mark_reachable(
    connection: sqlite3.Connection, author_ids: Iterable[int], place: str, at: datetime
) -> None:
    """Note where people can be reached as well; "" takes the mark away."""
    for author_id in author_ids:
        connection.execute("DELETE FROM reachable WHERE author_id=?", (author_id,))
        if place:
            connection.execute(
                "INSERT INTO reachable(author_id, place, at) VALUES(?,?,?)",
                (author_id, place, to_ms(at)),
            )


def reachable(connection: sqlite3.Connection) -> dict[int, str]:
    """Return person → where they can be reached as well, as people noted it."""
    return dict(connection.execute("SELECT author_id, place FROM reachable"))


def mark_mirrored(
    connection: sqlite3.Connection, message_ids: Iterable[int], place: str, at: datetime
) -> None:
    """Note where posts of ours exist as well; "" takes the mark away."""
    for message_id in message_ids:
        connection.execute("DELETE FROM mirror WHERE message_id=?", (message_id,))
        if place:
            connection.execute(
                "INSERT INTO mirror(message_id, place, at) VALUES(?,?,?)",
                (message_id, place, to_ms(at)),
            )


def mirrors(connection: sqlite3.Connection) -> dict[int, str]:
    """Return post → where it exists as well, as people noted it."""
    return dict(connection.execute("SELECT message_id, place FROM mirror"))


def put_axes(connection: sqlite3.Connection, subject: str, axes: Axes | None) -> None:
    """Place something on the media map; None puts it back where its platform usually stands."""
    connection.execute("DELETE FROM media_axes WHERE subject=?", (subject,))
    if axes is not None:
        connection.execute(
            "INSERT INTO media_axes(subject, time, granularity, modality) VALUES(?,?,?,?)",
            (subject, axes.time, axes.granularity, axes.modality),
        )


def axes(connection: sqlite3.Connection) -> Mapping[str, Axes]:
    """Return what was placed on the media map by hand."""
    rows = connection.execute("SELECT subject, time, granularity, modality FROM media_axes")
    return {row[0]: Axes(Time(row[1]), Granularity(row[2]), Modality(row[3])) for row in rows}


def _stored(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _presence(row: tuple[object, ...]) -> Presence:
    values = dict(zip(COLUMNS, row, strict=True))
    for name in DAYS:
        values[name] = date.fromisoformat(str(values[name])) if values[name] else None
    values["status"] = Standing(str(values["status"]))
    values["in_keyring"] = bool(values["in_keyring"])
    return Presence(**values)  # type: ignore[arg-type]
