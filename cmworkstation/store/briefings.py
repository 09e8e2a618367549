"""Departments, what was chosen for them, and the briefings that they got."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from cmworkstation.domain.briefing import (
    Briefing,
    BriefingId,
    Department,
    DepartmentId,
    Part,
    Pick,
    PickId,
    Sketch,
)
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.drill import PLATFORM
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.renaming import Change
from cmworkstation.store.dashboard import HEARD, PART, ids_of

_DEPARTMENT = "id, name, address, query, watches, parts, every, folder, removed_at"
_BRIEFING = "id, department_id, department, since, until, made_at, blocks, profile_id, names"
_PICK = "id, department_id, at, message_id, mention_id, note, profile_id, briefing_id"


GONE = "…"  # stands where words were


class Said(NamedTuple):
    """What somebody wrote to us."""

    id: MessageId
    conversation_id: ConversationId
    author_id: int
    name: str
    handle: str
    platform: str
    at: int  # ms
    text: str


def departments(connection: sqlite3.Connection, *, removed: bool = False) -> tuple[Department, ...]:
    """Return the departments by name."""
    where = "1" if removed else "removed_at IS NULL"
    rows = connection.execute(
        f"SELECT {_DEPARTMENT} FROM department WHERE {where} ORDER BY name COLLATE NOCASE, id"
    )
    return tuple(_department(*row) for row in rows)


def department(connection: sqlite3.Connection, department_id: str) -> Department:
    """Return one. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {_DEPARTMENT} FROM department WHERE id=?", (department_id,)
    ).fetchone()
    if row is None:
        raise KeyError(department_id)
    return _department(*row)


def put_department(connection: sqlite3.Connection, one: Department, by: str, now: datetime) -> None:
    """Keep a department as it is."""
    values = (
        *(one.id, one.name, one.address, one.query, json.dumps(one.watches)),
        *(json.dumps([part.value for part in one.parts]), one.every.value, one.folder),
        *(to_ms(one.removed_at) if one.removed_at else None, by, to_ms(now)),
    )
    names = f"{_DEPARTMENT}, profile_id, changed_at"
    changed = [name for name in names.split(", ") if name != "id"]
    connection.execute(
        f"INSERT INTO department({names}) VALUES({','.join('?' * len(values))})"
        f" ON CONFLICT(id) DO UPDATE SET {', '.join(f'{name}=excluded.{name}' for name in changed)}",
        values,
    )


def sketch(connection: sqlite3.Connection, department_id: str, since: datetime) -> Sketch:
    """Return what was done to the briefing of a period so far."""
    row = connection.execute(
        "SELECT intro, taken_out, names FROM briefing_sketch WHERE department_id=? AND since=?",
        (department_id, to_ms(since)),
    ).fetchone()
    return Sketch(row[0], frozenset(json.loads(row[1])), row[2]) if row else Sketch()


def put_sketch(
    connection: sqlite3.Connection, department_id: str, since: datetime, one: Sketch
) -> None:
    """Keep it."""
    connection.execute(
        "INSERT INTO briefing_sketch(department_id, since, intro, taken_out, names) VALUES(?,?,?,?,?)"
        " ON CONFLICT DO UPDATE SET intro=excluded.intro, taken_out=excluded.taken_out, names=excluded.names",
        (department_id, to_ms(since), one.intro, json.dumps(sorted(one.out)), one.names),
    )


def drop_sketch(connection: sqlite3.Connection, department_id: str, since: datetime) -> None:
    """Forget it: the briefing went out."""
    connection.execute(
        "DELETE FROM briefing_sketch WHERE department_id=? AND since=?",
        (department_id, to_ms(since)),
    )


def add_pick(connection: sqlite3.Connection, one: Pick) -> None:
    """Keep what was chosen."""
    connection.execute(
        f"INSERT INTO briefing_pick({_PICK}) VALUES(?,?,?,?,?,?,?,?)",
        (
            *(one.id, one.department_id, to_ms(one.at), one.message_id, one.mention_id or None),
            *(one.note, one.by, one.briefing_id),
        ),
    )


def drop_pick(connection: sqlite3.Connection, pick_id: str) -> None:
    """Take back what was chosen."""
    connection.execute("DELETE FROM briefing_pick WHERE id=?", (pick_id,))


def picks(connection: sqlite3.Connection, department_id: str) -> tuple[Pick, ...]:
    """Return what was chosen and went out in no briefing yet, in the order of choosing."""
    rows = connection.execute(
        f"SELECT {_PICK} FROM briefing_pick WHERE department_id=? AND briefing_id='' ORDER BY rowid",
        (department_id,),
    )
    return tuple(_pick(*row) for row in rows)


def add(connection: sqlite3.Connection, one: Briefing, picks: Iterable[PickId]) -> None:
    """Keep a briefing that goes out, whose words it quotes, and which of what was chosen is in it."""
    connection.execute(
        f"INSERT INTO briefing({_BRIEFING}) VALUES(?,?,?,?,?,?,?,?,?)",
        (
            *(one.id, one.department_id, one.department, to_ms(one.span.since)),
            *(to_ms(one.span.until), to_ms(one.made_at)),
            *(json.dumps(one.blocks, ensure_ascii=False), one.by, one.names),
        ),
    )
    connection.executemany(
        "UPDATE briefing_pick SET briefing_id=? WHERE id=?", [(one.id, pick) for pick in picks]
    )
    for n, key in one.quotes:
        kind, _, id_ = key.partition(":")
        message = int(id_) if kind in ("message", "ask") else None
        mention = id_ if kind == "mention" else None
        if message is not None or mention is not None:
            connection.execute(
                "INSERT INTO briefing_quote(briefing_id, block, message_id, mention_id) VALUES(?,?,?,?)",
                (one.id, n, message, mention),
            )


def unquote(
    connection: sqlite3.Connection, message_ids: Iterable[int], mention_ids: Iterable[str] = ()
) -> None:
    """Take words that are erased, or too old to be kept, out of the briefings that quoted them."""
    for briefing_id, taken in _quoting(connection, message_ids, mention_ids).items():
        _rewrite(connection, briefing_id, partial(_without, taken))
        connection.executemany(
            "DELETE FROM briefing_quote WHERE briefing_id=? AND block=?",
            [(briefing_id, block) for block in taken],
        )


def _without(taken: Collection[int], n: int, text: str) -> str:
    return GONE if n in taken else text


def rename(
    connection: sqlite3.Connection,
    message_ids: Iterable[int],
    mention_ids: Iterable[str],
    change: Change,
) -> None:
    """Take the name of whoever wrote these out of the briefings that quote them."""
    for briefing_id in _quoting(connection, message_ids, mention_ids):
        _rewrite(connection, briefing_id, lambda _, text: change(text))


def _quoting(
    connection: sqlite3.Connection, message_ids: Iterable[int], mention_ids: Iterable[str]
) -> dict[str, set[int]]:
    """Return briefing → which of its blocks quote these messages and mentions."""
    found: dict[str, set[int]] = defaultdict(set)
    for column, ids in (("message_id", message_ids), ("mention_id", mention_ids)):
        for one in ids:
            for briefing_id, block in connection.execute(
                f"SELECT briefing_id, block FROM briefing_quote WHERE {column}=?", (one,)
            ):
                found[briefing_id].add(block)
    return found


def _rewrite(
    connection: sqlite3.Connection, briefing_id: str, change: Callable[[int, str], str]
) -> None:
    row = connection.execute("SELECT blocks FROM briefing WHERE id=?", (briefing_id,)).fetchone()
    blocks = [[kind, change(n, text)] for n, (kind, text) in enumerate(json.loads(row[0]))]
    connection.execute(
        "UPDATE briefing SET blocks=? WHERE id=?",
        (json.dumps(blocks, ensure_ascii=False), briefing_id),
    )


def briefing(connection: sqlite3.Connection, briefing_id: str) -> Briefing:
    """Return one that went out. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {_BRIEFING} FROM briefing WHERE id=?", (briefing_id,)
    ).fetchone()
    if row is None:
        raise KeyError(briefing_id)
    return _briefing(*row)


def listed(
    connection: sqlite3.Connection, department_id: str, limit: int = 100
) -> tuple[Briefing, ...]:
    """Return the briefings of a department, the latest first."""
    rows = connection.execute(
        f"SELECT {_BRIEFING} FROM briefing WHERE department_id=? ORDER BY made_at DESC, rowid DESC LIMIT ?",
        (department_id, limit),
    )
    return tuple(_briefing(*row) for row in rows)


def has(connection: sqlite3.Connection, department_id: str, span: Span) -> bool:
    """Tell whether a department got the briefing of a period."""
    row = connection.execute(
        "SELECT 1 FROM briefing WHERE department_id=? AND since=? AND until=?",
        (department_id, to_ms(span.since), to_ms(span.until)),
    ).fetchone()
    return row is not None


# What they are made of

_SAID = (
    "m.id, m.conversation_id, m.author_id, m.author_name, m.author_handle, a.platform, m.at, m.text"
)


def thanks(connection: sqlite3.Connection, span: Span, limit: int) -> tuple[Said, ...]:
    """Return closing thanks of others in a period, the newest first."""
    rows = connection.execute(
        f"SELECT {_SAID} FROM message m JOIN account a ON a.no = m.account_no WHERE m.id >= ? AND m.id < ?"
        f" AND {HEARD} AND m.courtesy = 1 AND m.deleted_at IS NULL ORDER BY m.id DESC LIMIT ?",
        (*ids_of(span), limit),
    )
    return tuple(map(Said._make, rows))


def said(connection: sqlite3.Connection, message_id: int) -> Said | None:
    """Return a message, None where it was deleted."""
    row = connection.execute(
        f"SELECT {_SAID} FROM message m JOIN account a ON a.no = m.account_no"
        " WHERE m.id = ? AND m.deleted_at IS NULL",
        (message_id,),
    ).fetchone()
    return Said._make(row) if row else None


def newest_messages(
    connection: sqlite3.Connection, conversation_ids: Sequence[int]
) -> dict[int, int]:
    """Return conversation → the newest message of others in it."""
    found: dict[int, int] = {}
    for one in conversation_ids:
        row = connection.execute(
            "SELECT max(id) FROM message WHERE conversation_id=? AND ours=0 AND context=0", (one,)
        ).fetchone()
        if row[0] is not None:
            found[one] = row[0]
    return found


def of_no_drill(connection: sqlite3.Connection, message_ids: Sequence[int]) -> list[int]:
    """Return those of some messages that no drill invented."""
    found: list[int] = []
    for at in range(0, len(message_ids), PART):
        part = message_ids[at : at + PART]
        rows = connection.execute(
            "SELECT m.id FROM message m JOIN account a ON a.no = m.account_no"
            f" WHERE m.id IN ({','.join('?' * len(part))}) AND a.platform <> ?",
            (*part, PLATFORM),
        )
        found += (row[0] for row in rows)
    return found


def _department(*row: Any) -> Department:  # noqa: ANN401 - a row of the table
    id_, name, address, query, watches, parts, every, folder, removed = row
    return Department(
        DepartmentId(id_),
        name,
        address,
        query,
        tuple(json.loads(watches)),
        tuple(part for part in Part if part.value in json.loads(parts)),
        Every(every),
        folder,
        from_ms(removed) if removed is not None else None,
    )


def _pick(*row: Any) -> Pick:  # noqa: ANN401 - a row of the table
    id_, department_id, at, message, mention, note, by, briefing_id = row
    return Pick(
        PickId(id_),
        DepartmentId(department_id),
        from_ms(at),
        None if message is None else MessageId(message),
        mention or "",
        note,
        by,
        BriefingId(briefing_id),
    )


def _briefing(*row: Any) -> Briefing:  # noqa: ANN401 - a row of the table
    id_, department_id, name, since, until, made, blocks, by, names = row
    return Briefing(
        BriefingId(id_),
        DepartmentId(department_id),
        name,
        Span(from_ms(since), from_ms(until)),
        from_ms(made),
        tuple((kind, text) for kind, text in json.loads(blocks)),
        by,
        names,
    )
