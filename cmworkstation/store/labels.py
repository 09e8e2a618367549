"""Labels, and which conversations carry them.

`conversation_label` copies the standing and the time of its conversation, so that an index gives a label's list in its
order. Whoever writes those of a conversation calls `follow`.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.folding import fold
from cmworkstation.domain.label import Label, Shape, in_order, is_within

Pair = tuple[int, int]  # conversation, label
_SHAPES = frozenset(shape.value for shape in Shape)
AMONG = "(SELECT value FROM json_each(?))"


def among(wanted: Iterable[int]) -> str:
    """Return ids as the one value that `AMONG` takes, however many they are."""
    return json.dumps([int(one) for one in wanted])


def all_labels(connection: sqlite3.Connection) -> tuple[Label, ...]:
    """Return all labels, each above those below it."""
    rows = connection.execute("SELECT id, path, colour, shape FROM label")
    return in_order(_label(row) for row in rows)


def label(connection: sqlite3.Connection, label_id: int) -> Label:
    """Return one label. Raises `KeyError`."""
    row = connection.execute(
        "SELECT id, path, colour, shape FROM label WHERE id=?", (label_id,)
    ).fetchone()
    if row is None:
        raise KeyError(label_id)
    return _label(row)


def by_path(connection: sqlite3.Connection, path: str) -> Label | None:
    """Return the label with a path, whatever its case and accents."""
    row = connection.execute(
        "SELECT id, path, colour, shape FROM label WHERE folded=?", (fold(path),)
    ).fetchone()
    return _label(row) if row else None


def within(connection: sqlite3.Connection, path: str) -> tuple[Label, ...]:
    """Return the label with a path and all below it."""
    return tuple(one for one in all_labels(connection) if is_within(one.path, path))


def add(
    connection: sqlite3.Connection, path: str, colour: int, shape: Shape, now: datetime
) -> Label:
    """Enter a label."""
    added = connection.execute(
        "INSERT INTO label(path, folded, colour, shape, created_at) VALUES(?,?,?,?,?)",
        (path, fold(path), colour, str(shape), to_ms(now)),
    )
    return Label(int(added.lastrowid or 0), path, colour, shape)


def change(connection: sqlite3.Connection, changed: Sequence[Label]) -> None:
    """Give labels other paths and looks; in whatever order, two of them may exchange their paths."""
    connection.executemany(
        "UPDATE label SET folded='/' || id WHERE id=?", [(one.id,) for one in changed]
    )
    connection.executemany(
        "UPDATE label SET path=?, folded=?, colour=?, shape=? WHERE id=?",
        [(one.path, fold(one.path), one.colour, str(one.shape), one.id) for one in changed],
    )


def remove(connection: sqlite3.Connection, gone: Iterable[int]) -> set[Pair]:
    """Remove labels, from their conversations too; return who carried them."""
    ids = among(gone)
    pairs = carrying(connection, gone)
    connection.execute(f"DELETE FROM conversation_label WHERE label_id IN {AMONG}", (ids,))
    connection.execute(f"DELETE FROM label WHERE id IN {AMONG}", (ids,))
    return pairs


def put_back(connection: sqlite3.Connection, known: Sequence[Label], now: datetime) -> None:
    """Bring labels to what they were, with their numbers; those that were removed are there again."""
    connection.executemany(
        "INSERT OR IGNORE INTO label(id, path, folded, created_at) VALUES(?,?,'/' || ?1,?)",
        [(one.id, one.path, to_ms(now)) for one in known],
    )
    change(connection, known)


def carrying(connection: sqlite3.Connection, wanted: Iterable[int]) -> set[Pair]:
    """Return which conversations carry some labels."""
    found: set[Pair] = set()
    for one in wanted:
        rows = connection.execute(
            "SELECT conversation_id, label_id FROM conversation_label WHERE label_id=?", (one,)
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def of_conversations(
    connection: sqlite3.Connection, wanted: Sequence[int]
) -> dict[int, tuple[Label, ...]]:
    """Return conversation → its labels, for those that carry any."""
    carried = connection.execute(
        "SELECT conversation_id, group_concat(label_id) FROM conversation_label"
        f" WHERE conversation_id IN {AMONG} GROUP BY conversation_id",
        (among(wanted),),
    ).fetchall()
    if not carried:
        return {}
    sets = {told: frozenset(map(int, told.split(","))) for told in {told for _, told in carried}}
    rows = connection.execute(
        f"SELECT id, path, colour, shape FROM label WHERE id IN {AMONG}",
        (among(frozenset[int]().union(*sets.values())),),
    )
    known = in_order(map(_label, rows))
    tuples = {told: tuple(one for one in known if one.id in ids) for told, ids in sets.items()}
    return {id_: tuples[told] for id_, told in carried}


def put_on(connection: sqlite3.Connection, wanted: Iterable[int], ids: Iterable[int]) -> None:
    """Put labels on conversations; what is on already, or is there no more, changes nothing."""
    conversations = among(wanted)
    connection.executemany(
        "INSERT OR IGNORE INTO conversation_label(conversation_id, label_id, status, last_at)"
        " SELECT c.id, l.id, c.status, c.last_at FROM label l JOIN conversation c"
        f" WHERE l.id=? AND c.id IN {AMONG}",
        [(one, conversations) for one in ids],
    )


def put_pairs(connection: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Put labels on conversations again, one by one."""
    connection.executemany(
        "INSERT OR IGNORE INTO conversation_label(conversation_id, label_id, status, last_at)"
        " SELECT c.id, l.id, c.status, c.last_at FROM conversation c, label l WHERE c.id=? AND l.id=?",
        list(pairs),
    )


def take_off(connection: sqlite3.Connection, wanted: Iterable[int], ids: Iterable[int]) -> None:
    """Take labels off conversations."""
    connection.execute(
        f"DELETE FROM conversation_label WHERE conversation_id IN {AMONG} AND label_id IN {AMONG}",
        (among(wanted), among(ids)),
    )


def take_pairs(connection: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Take labels off conversations, one by one."""
    connection.executemany(
        "DELETE FROM conversation_label WHERE conversation_id=? AND label_id=?", list(pairs)
    )


def follow(connection: sqlite3.Connection, wanted: Iterable[int]) -> None:
    """Copy the standing and the time of conversations to where their labels are kept."""
    # In this order, whatever is known of how many rows there are: few of those that change carry a label.
    astray = connection.execute(
        "SELECT c.status, c.last_at, l.conversation_id, l.label_id FROM json_each(?) j"
        " CROSS JOIN conversation_label l ON l.conversation_id = j.value"
        " CROSS JOIN conversation c ON c.id = l.conversation_id"
        " WHERE l.status <> c.status OR l.last_at <> c.last_at",
        (among(wanted),),
    ).fetchall()
    connection.executemany(
        "UPDATE conversation_label SET status=?, last_at=? WHERE conversation_id=? AND label_id=?",
        astray,
    )


def join(connection: sqlite3.Connection, old: int, home: int) -> None:
    """Let one conversation carry the labels of another that becomes part of it."""
    connection.execute(
        "UPDATE OR IGNORE conversation_label SET conversation_id=? WHERE conversation_id=?",
        (home, old),
    )
    connection.execute("DELETE FROM conversation_label WHERE conversation_id=?", (old,))
    follow(connection, [home])


def waiting(connection: sqlite3.Connection) -> dict[int, int]:
    """Return label → how many conversations that carry it wait for us."""
    rows = connection.execute(
        "SELECT id, (SELECT count(*) FROM conversation_label c WHERE c.label_id = label.id AND c.status = 0)"
        " FROM label"
    )
    return {row[0]: row[1] for row in rows if row[1]}


def astray(connection: sqlite3.Connection) -> list[int]:
    """Return the conversations whose copied standing or time is not what it should be (aim: none)."""
    rows = connection.execute(
        "SELECT DISTINCT l.conversation_id FROM conversation_label l JOIN conversation c"
        " ON c.id = l.conversation_id WHERE l.status <> c.status OR l.last_at <> c.last_at"
    )
    return [row[0] for row in rows]


def moved(known: Iterable[Label], old: str, new: str) -> list[Label]:
    """Return the labels at or below one path as they are called below another."""
    depth = len(old.split("/"))
    return [
        replace(one, path="/".join([new, *one.path.split("/")[depth:]]))
        for one in known
        if is_within(one.path, old)
    ]


@lru_cache(maxsize=1024)  # frozen, few, and asked for with every page of a list
def _label(row: tuple[int, str, int, str]) -> Label:
    id_, path, colour, shape = row
    return Label(id_, path, colour, Shape(shape) if shape in _SHAPES else Shape.DISC)
