"""The table of alarms."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmworkstation.domain.alert import (
    SPIKES,
    Alert,
    AlertKind,
    AlertState,
    Cause,
    Series,
    series_of,
)
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.spikes import Last

COLUMNS = (
    "id, kind, series, since, at, value, usual, alarm, basis, peak, terms, place, first_at, first, authors, share,"
    " trouble, state, note, ended_at, reminded_at, profile_id"
)
_SPIKES = ",".join(f"'{one}'" for one in sorted(SPIKES))


@dataclass(frozen=True, slots=True)
class Open:
    """An alarm that goes on."""

    id: str
    kind: AlertKind
    series: Series
    peak: int


def add(connection: sqlite3.Connection, new: Alert) -> None:
    """Keep an alarm."""
    cause = new.cause
    connection.execute(
        f"INSERT INTO alert({COLUMNS}) VALUES({','.join('?' * 22)})",
        (
            *(new.id, new.kind, new.series.key, to_ms(new.since), to_ms(new.at), new.value),
            *(new.usual, new.alarm, new.basis, new.peak, "\n".join(cause.terms), cause.place),
            *(_ms(cause.first_at), cause.first, cause.authors, cause.share, new.trouble),
            *(new.state, new.note, _ms(new.ended_at), _ms(new.reminded_at), new.by),
        ),
    )


def one(connection: sqlite3.Connection, alert_id: str) -> Alert:
    """Return an alarm. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM alert WHERE id=?", (alert_id,)).fetchone()
    if row is None:
        raise KeyError(alert_id)
    return _alert(row)


def listed(
    connection: sqlite3.Connection, *, closed: bool = False, limit: int = 500
) -> tuple[Alert, ...]:
    """Return alarms, the newest first; those that were closed only where asked for."""
    where = "1" if closed else "state <> 'closed'"
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM alert WHERE {where} ORDER BY at DESC, id DESC LIMIT ?", (limit,)
    )
    return tuple(map(_alert, rows))


def going_on(connection: sqlite3.Connection) -> tuple[Open, ...]:
    """Return the alarms that are not over."""
    rows = connection.execute("SELECT id, kind, series, peak FROM alert WHERE ended_at IS NULL")
    return tuple(Open(row[0], AlertKind(row[1]), series_of(row[2]), row[3]) for row in rows)


def last_spikes(connection: sqlite3.Connection) -> dict[Series, Last]:
    """Return series → its last spike."""
    rows = connection.execute(
        f"SELECT series, max(at), ended_at FROM alert WHERE kind IN ({_SPIKES}) GROUP BY series"
    )
    return {series_of(row[0]): Last(from_ms(row[1]), _at(row[2])) for row in rows}


def count_new(connection: sqlite3.Connection) -> int:
    """Return how many alarms nobody has seen."""
    found = connection.execute("SELECT count(*) FROM alert WHERE state='new'").fetchone()
    return int(found[0])


def end(connection: sqlite3.Connection, ids: Iterable[str], at: datetime) -> None:
    """Say that alarms are over."""
    connection.executemany(
        "UPDATE alert SET ended_at=? WHERE id=?", [(to_ms(at), one) for one in ids]
    )


def raise_peak(connection: sqlite3.Connection, alert_id: str, peak: int) -> None:
    """Keep the highest value of a spike."""
    connection.execute("UPDATE alert SET peak=max(peak, ?) WHERE id=?", (peak, alert_id))


def to_remind(connection: sqlite3.Connection, before: datetime, now: datetime) -> dict[str, bool]:
    """Return the silences that go on and were last told of before `before`, the first of them first.

    Those that were told of after `now`, by a clock that was wrong, are False: that is to be put right and not told.
    """
    rows = connection.execute(
        f"SELECT id, reminded_at <= ? FROM alert WHERE ended_at IS NULL AND state <> 'closed'"
        f" AND kind NOT IN ({_SPIKES}) AND (reminded_at <= ? OR reminded_at > ?) ORDER BY at",
        (to_ms(before), to_ms(before), to_ms(now)),
    )
    return {row[0]: bool(row[1]) for row in rows}


def reminded(connection: sqlite3.Connection, ids: Iterable[str], at: datetime) -> None:
    """Note that silences were told of."""
    connection.executemany(
        "UPDATE alert SET reminded_at=? WHERE id=?", [(to_ms(at), one) for one in ids]
    )


def set_state(
    connection: sqlite3.Connection, ids: Iterable[str], state: AlertState, by: str
) -> None:
    """Say what a person made of alarms."""
    connection.executemany(
        "UPDATE alert SET state=?, profile_id=? WHERE id=?", [(state, by, one) for one in ids]
    )


def set_note(connection: sqlite3.Connection, alert_id: str, note: str) -> None:
    """Keep what a person noted about an alarm."""
    connection.execute("UPDATE alert SET note=? WHERE id=?", (note, alert_id))


def _ms(at: datetime | None) -> int | None:
    return to_ms(at) if at is not None else None


def _at(ms: Any) -> datetime | None:  # noqa: ANN401 - a column
    return from_ms(ms) if ms is not None else None


def _alert(row: tuple[Any, ...]) -> Alert:
    id_, kind, series, since, at, value, usual, alarm, basis, peak, *rest = row
    terms, place, first_at, first, authors, share, trouble, state, note, *rest = rest
    ended_at, reminded_at, by = rest
    return Alert(
        *(id_, AlertKind(kind), series_of(series), from_ms(since), from_ms(at), value),
        *(usual, alarm, basis, peak),
        cause=Cause(tuple(terms.splitlines()), place, _at(first_at), first, authors, share),
        trouble=trouble,
        state=AlertState(state),
        note=note,
        ended_at=_at(ended_at),
        reminded_at=_at(reminded_at),
        by=by,
    )
