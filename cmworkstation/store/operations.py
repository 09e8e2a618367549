"""Tables of what is planned: operations with what they said before, channels without an account, dismissed findings."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.operation import Kind, Link, LinkKind, Operation, State
from cmworkstation.domain.values import dataclass, fields

COLUMNS = tuple(one.name for one in fields(Operation))
TIMES = frozenset(("starts_at", "ends_at", "created_at", "updated_at"))


@dataclass(frozen=True, slots=True)
class Revision:
    """What an operation was before somebody changed it."""

    n: int
    at: datetime
    act: str
    by: str
    before: Operation


def put(connection: sqlite3.Connection, one: Operation) -> None:
    """Keep an operation as it is now."""
    sets = ", ".join(f"{name}=excluded.{name}" for name in COLUMNS[1:])
    connection.execute(
        f"INSERT INTO operation({', '.join(COLUMNS)}) VALUES({','.join('?' * len(COLUMNS))})"
        f" ON CONFLICT(id) DO UPDATE SET {sets}",
        list(stored(one).values()),
    )


def remove(connection: sqlite3.Connection, operation_id: str) -> None:
    """Take an operation out, with what it said before."""
    connection.execute("DELETE FROM operation_revision WHERE operation_id=?", (operation_id,))
    connection.execute("DELETE FROM operation WHERE id=?", (operation_id,))


def listed(connection: sqlite3.Connection) -> tuple[Operation, ...]:
    """Return all operations in the order of their beginnings."""
    rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM operation ORDER BY starts_at, id")
    return tuple(_operation(row) for row in rows)


def one(connection: sqlite3.Connection, operation_id: str) -> Operation:
    """Return an operation. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {', '.join(COLUMNS)} FROM operation WHERE id=?", (operation_id,)
    ).fetchone()
    if row is None:
        raise KeyError(operation_id)
    return _operation(row)


def add_revision(
    connection: sqlite3.Connection, before: Operation, at: datetime, act: str, by: str
) -> None:
    """Keep what an operation was before an act."""
    connection.execute(
        "INSERT INTO operation_revision(operation_id, n, at, act, profile_id, before) SELECT ?1,"
        " coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5 FROM operation_revision WHERE operation_id=?1",
        (before.id, to_ms(at), act, by, json.dumps(stored(before), ensure_ascii=False)),
    )


def revisions(connection: sqlite3.Connection, operation_id: str) -> tuple[Revision, ...]:
    """Return what an operation was, the latest first."""
    rows = connection.execute(
        "SELECT n, at, act, profile_id, before FROM operation_revision WHERE operation_id=? ORDER BY n DESC",
        (operation_id,),
    )
    return tuple(
        Revision(row[0], from_ms(row[1]), row[2], row[3], _read(json.loads(row[4]))) for row in rows
    )


def channels(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the channels without an account: id → name."""
    return dict(connection.execute("SELECT id, name FROM channel ORDER BY name COLLATE NOCASE"))


def put_channel(connection: sqlite3.Connection, channel_id: str, name: str) -> None:
    """Keep a channel, new or under another name."""
    connection.execute(
        "INSERT INTO channel(id, name) VALUES(?,?) ON CONFLICT(id) DO UPDATE SET name=excluded.name",
        (channel_id, name),
    )


def remove_channel(connection: sqlite3.Connection, channel_id: str) -> None:
    """Take a channel out of the list; what was planned for it keeps its id."""
    connection.execute("DELETE FROM channel WHERE id=?", (channel_id,))


def dismissals(connection: sqlite3.Connection) -> dict[str, str]:
    """Return finding → why it was dismissed."""
    return dict(connection.execute("SELECT finding, why FROM coherence_dismissal"))


def dismiss(connection: sqlite3.Connection, finding: str, why: str, at: datetime, by: str) -> None:
    """Note why a finding is none; "" takes that back."""
    connection.execute("DELETE FROM coherence_dismissal WHERE finding=?", (finding,))
    if why:
        connection.execute(
            "INSERT INTO coherence_dismissal(finding, why, at, profile_id) VALUES(?,?,?,?)",
            (finding, why, to_ms(at), by),
        )


def stored(one: Operation) -> Mapping[str, str | int | None]:
    """Return an operation by columns, as it is stored."""
    return {name: _cell(name, getattr(one, name)) for name in COLUMNS}


def _cell(name: str, value: object) -> str | int | None:
    if isinstance(value, datetime):
        return to_ms(value)
    if name == "links":
        return json.dumps([[one.kind, one.target] for one in value])  # type: ignore[attr-defined]
    if name == "except_at":
        return json.dumps([to_ms(at) for at in value])  # type: ignore[attr-defined]
    if name == "channels":
        return json.dumps(list(value))  # type: ignore[call-overload]
    if isinstance(value, bool | int):
        return int(value)
    return None if value is None else str(value)


def _operation(row: tuple[object, ...]) -> Operation:
    return _read(dict(zip(COLUMNS, row, strict=True)))


def _read(values: dict[str, object]) -> Operation:
    for name in TIMES:
        values[name] = from_ms(int(str(values[name]))) if values[name] is not None else None
    values["kind"] = Kind(str(values["kind"]))
    values["state"] = State(str(values["state"]))
    values["all_day"], values["cancelled"] = bool(values["all_day"]), bool(values["cancelled"])
    values["channels"] = tuple(_list(values["channels"]))
    values["except_at"] = tuple(from_ms(at) for at in _list(values["except_at"]))
    links = _list(values["links"])
    values["links"] = tuple(Link(LinkKind(kind), str(target)) for kind, target in links)
    return Operation(**values)  # type: ignore[arg-type]


def _list(said: object) -> list[Any]:
    """Return a list as it is stored; most of them are empty."""
    found: list[Any] = [] if said == "[]" else json.loads(str(said))
    return found
