"""What is said, counted by quarters of an hour, and the rows behind a count: messages to us, and mentions elsewhere.

An id of a message is its time, so that a stretch of time is a stretch of ids. What claims to be from a time that cannot
be true (before 2000, or later than it came) counts from when it came; such rows stand at the ends of the ids.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from cmworkstation.domain.alert import INBOX, Series, SeriesKind
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.said import MENTION, MESSAGE, Said
from cmworkstation.domain.spikes import AHEAD_MS, NEVER_BEFORE, QUARTER_MS, believed
from cmworkstation.store.played import REAL_MESSAGE

Tally = dict[Series, dict[int, int]]
INBOUND = (
    f"m.ours = 0 AND m.context = 0 AND m.held <> 'spam' AND m.held <> 'trash' AND {REAL_MESSAGE}"
)
BATCH = 400
# When a mention was made: as its source tells, or when it came.
SAID = f"iif(m.at BETWEEN {NEVER_BEFORE} AND m.seen_at + {AHEAD_MS}, m.at, m.seen_at)"


def tally(connection: sqlite3.Connection, since: datetime, now: datetime) -> Tally:
    """Return how much was said of each series in each quarter since then."""
    found: Tally = {}
    begin = to_ms(since)

    def count(series: Series, ms: int, n: int = 1) -> None:
        quarters = found.setdefault(series, {})
        quarters[ms // QUARTER_MS] = quarters.get(ms // QUARTER_MS, 0) + n

    names: dict[int, str] = dict(connection.execute("SELECT no, id FROM account"))
    labels: dict[int, list[int]] = {}
    for home, label_id in connection.execute(
        "SELECT conversation_id, label_id FROM conversation_label"
    ):
        labels.setdefault(home, []).append(label_id)
    for ms, number, home in _messages(connection, begin, to_ms(now)):
        count(INBOX, ms)
        count(Series(SeriesKind.ACCOUNT, names[number]), ms)
        for label_id in labels.get(home, ()):
            count(Series(SeriesKind.LABEL, str(label_id)), ms)
    for ms, source_id in connection.execute(
        f"SELECT {SAID}, m.source_id FROM mention m WHERE {_span('m.at')}", _ends(begin, now)
    ):
        if ms >= begin:
            count(Series(SeriesKind.SOURCE, source_id), ms)
    for ms, query_id in connection.execute(
        f"SELECT {SAID}, q.query_id FROM mention m JOIN mention_query q ON q.mention_id = m.id"
        f" WHERE {_span('m.at')}",
        _ends(begin, now),
    ):
        if ms >= begin:
            count(Series(SeriesKind.QUERY, query_id), ms)
    return found


def _ends(begin: int, now: datetime) -> tuple[int, int, int]:
    return begin, NEVER_BEFORE, to_ms(now)


def _span(column: str) -> str:
    """Return what finds a stretch of time, and whatever lies about its time."""
    return f"({column} >= ?1 OR {column} < ?2 OR {column} > ?3)"


def _messages(
    connection: sqlite3.Connection, begin: int, now: int
) -> Iterator[tuple[int, int, int]]:
    """Yield when a message to us was written, the number of its account, its conversation."""
    yield from connection.execute(
        f"SELECT m.id >> 12, m.account_no, m.conversation_id FROM message m"
        f" WHERE m.id BETWEEN ? AND ? AND {INBOUND}",
        (begin << 12, now + AHEAD_MS << 12),
    )
    for low, high in ((-(1 << 62), NEVER_BEFORE << 12), (now + AHEAD_MS << 12, 1 << 62)):
        for at, came, number, home in connection.execute(
            "SELECT m.at, r.received_at, m.account_no, m.conversation_id FROM message m"
            f" JOIN raw_item r ON r.id = m.raw_id WHERE m.id > ? AND m.id < ? AND {INBOUND}",
            (low, high),
        ):
            ms = believed(at, came)
            if begin <= ms <= now:
                yield ms, number, home


def first_at(connection: sqlite3.Connection, series: Series) -> datetime | None:
    """Return since when a series is known: since the first message of an account, since a query was written."""
    if series.kind is SeriesKind.QUERY:
        row = connection.execute("SELECT created_at FROM watch_query WHERE id=?", (series.id,))
    elif series.kind is SeriesKind.SOURCE:
        row = connection.execute("SELECT created_at FROM watch_source WHERE id=?", (series.id,))
    elif series.kind is SeriesKind.ACCOUNT:
        row = connection.execute(
            "SELECT min(m.id) >> 12 FROM message m INDEXED BY message_inbound WHERE m.account_no ="
            f" (SELECT no FROM account WHERE id=?) AND {INBOUND} AND m.id >= ?",
            (series.id, NEVER_BEFORE << 12),
        )
    else:
        row = connection.execute(
            "SELECT min(m.id) >> 12 FROM (SELECT id FROM message WHERE id >= ? ORDER BY id LIMIT 1) m",
            (NEVER_BEFORE << 12,),
        )
    found = row.fetchone()
    return from_ms(found[0]) if found and found[0] is not None else None


def rows(
    connection: sqlite3.Connection, series: Series, since: datetime, until: datetime, limit: int
) -> tuple[Said, ...]:
    """Return what was said of a series within a stretch of time, the first of it first."""
    if series.kind in (SeriesKind.QUERY, SeriesKind.SOURCE):
        return _mentions(connection, series, since, until, limit)
    return _inbox(connection, series, since, until, limit)


_WHAT = (
    "m.author_id, m.author_name, a.look, m.url, m.title, m.text, m.id, a.id, a.server FROM message m"
    " JOIN account a ON a.no = m.account_no"
)


def _inbox(
    connection: sqlite3.Connection, series: Series, since: datetime, until: datetime, limit: int
) -> tuple[Said, ...]:
    begin, end = to_ms(since), to_ms(until)
    of = {
        SeriesKind.ACCOUNT: "a.id = ?",
        SeriesKind.LABEL: "m.conversation_id IN (SELECT conversation_id FROM conversation_label WHERE label_id = ?)",
    }.get(series.kind, "? = ''")
    said = connection.execute(
        f"SELECT m.id >> 12, {_WHAT} WHERE m.id >= ? AND m.id < ? AND {of} AND {INBOUND} ORDER BY m.id LIMIT ?",
        (begin << 12, end << 12, series.id, limit),
    ).fetchall()
    lying = connection.execute(
        f"SELECT r.received_at, {_WHAT} JOIN raw_item r ON r.id = m.raw_id WHERE (m.id < ? OR m.id > ?)"
        f" AND r.received_at >= ? AND r.received_at < ? AND {of} AND {INBOUND} ORDER BY m.id LIMIT ?",
        (NEVER_BEFORE << 12, end + AHEAD_MS << 12, begin, end, series.id, limit),
    ).fetchall()
    found = map(_message, (*said, *lying))
    return tuple(sorted(found, key=lambda one: (one.at, one.key))[:limit])


def _message(row: tuple[Any, ...]) -> Said:
    at, who, name, look, url, title, text, id_, account_id, server = row
    key = f"{MESSAGE}{id_}"
    return Said(at, f"author:{who}", name, look, url, title, text, key, account_id, server)


_MENTION = (
    f"SELECT {SAID} AS said, iif(m.author_key = '', '', m.platform || ' ' || m.author_key),"
    " coalesce(i.author_name, m.author_name), m.platform, coalesce(i.url, m.address),"
    f" coalesce(i.title, m.title), coalesce(i.text, m.text), '{MENTION}' || m.id, s.account_id"
    " FROM mention m JOIN watch_source s ON s.id = m.source_id"
    " LEFT JOIN message i ON i.id = m.message_id AND m.capture_id = ''"
)


def _mentions(
    connection: sqlite3.Connection, series: Series, since: datetime, until: datetime, limit: int
) -> tuple[Said, ...]:
    of = (
        "m.source_id = ?"
        if series.kind is SeriesKind.SOURCE
        else "m.id IN (SELECT mention_id FROM mention_query WHERE query_id = ?)"
    )
    found = connection.execute(
        f"{_MENTION} WHERE {of} AND said >= ? AND said < ? ORDER BY said, m.id LIMIT ?",
        (series.id, to_ms(since), to_ms(until), limit),
    )
    return tuple(Said(*row) for row in found)


def these(connection: sqlite3.Connection, keys: Iterable[str]) -> tuple[Said, ...]:
    """Return what these keys name, in no order; what is gone is left out."""
    found: list[Said] = []
    listed = list(keys)
    for at in range(0, len(listed), BATCH):
        part = listed[at : at + BATCH]
        ids = [int(one.removeprefix(MESSAGE)) for one in part if one.startswith(MESSAGE)]
        texts = [one.removeprefix(MENTION) for one in part if one.startswith(MENTION)]
        found += map(
            _message,
            connection.execute(f"SELECT m.id >> 12, {_WHAT} WHERE m.id IN ({_marks(ids)})", ids),
        )
        rows = connection.execute(f"{_MENTION} WHERE m.id IN ({_marks(texts)})", texts)
        found += [Said(*row) for row in rows]
    return tuple(found)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
