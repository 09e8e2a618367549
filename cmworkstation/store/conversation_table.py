"""Rows for tables of other programs."""

import sqlite3
from array import array
from collections.abc import Sequence

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.table import Cell

# What stands in a row of the table of conversations; docs/table-export.md describes each.
CONVERSATION = tuple(
    "conversation account platform status reason title person handle private category assignee muted labels messages"
    " from_them from_us unread first_at last_at waiting_since due_at first_reply_open_s first_reply_wall_s"
    " resolution_open_s resolution_wall_s late sent_from_here overrides promises_open notes".split()
)
_TIME = ("first_at", "last_at", "waiting_since", "due_at")
_YES = ("private", "muted")
_QUERY = (
    "SELECT c.id, a.name, a.look, c.status, c.reason, c.title, c.author_name, c.author_handle, c.private, c.category,"
    " coalesce((SELECT p.name FROM profile p WHERE p.id = c.assignee), c.assignee), c.muted,"
    " (SELECT group_concat(path, ', ') FROM (SELECT l.path FROM conversation_label x JOIN label l ON l.id = x.label_id"
    " WHERE x.conversation_id = c.id ORDER BY l.path)),"
    " c.messages, (SELECT count(*) FROM message m WHERE m.conversation_id = c.id AND NOT m.ours),"
    " (SELECT count(*) FROM message m WHERE m.conversation_id = c.id AND m.ours), c.unread,"
    " (SELECT m.at FROM message m WHERE m.conversation_id = c.id ORDER BY m.id LIMIT 1), c.last_at,"
    " c.waiting_since, c.due_at, t.first_open, t.first_wall, t.resolution_open, t.resolution_wall, t.late,"
    " (SELECT count(*) FROM outbox o WHERE o.conversation_id = c.id AND o.state = 'sent'),"
    " (SELECT count(*) FROM waiver w JOIN outbox o ON o.id = w.outbox_id"
    " WHERE o.conversation_id = c.id AND o.state = 'sent' AND w.dropped_at IS NULL),"
    " (SELECT count(*) FROM promise p WHERE p.conversation_id = c.id AND p.state = 'open'),"
    " (SELECT count(*) FROM note n WHERE n.conversation_id = c.id AND n.deleted_at IS NULL)"
    " FROM conversation c JOIN account a ON a.no = c.account_no LEFT JOIN ("
    "SELECT o.conversation_id AS home, min(CASE r.kind WHEN 'first' THEN r.open_s END) AS first_open,"
    " min(CASE r.kind WHEN 'first' THEN r.wall_s END) AS first_wall,"
    " max(CASE r.kind WHEN 'resolution' THEN r.open_s END) AS resolution_open,"
    " max(CASE r.kind WHEN 'resolution' THEN r.wall_s END) AS resolution_wall,"
    " sum(r.kind IN ('first', 'next', 'resolution') AND coalesce(r.answered_at > r.due_at, 0)) AS late"
    " FROM outbox o JOIN reply_time r ON r.outbox_id = o.id WHERE o.conversation_id IN ({marks}) GROUP BY 1"
    ") t ON t.home = c.id WHERE c.id IN ({marks})"
)


def all_conversations(connection: sqlite3.Connection) -> "array[int]":
    """Return the ids of all conversations, the oldest first."""
    return array(
        "q", (row[0] for row in connection.execute("SELECT id FROM conversation ORDER BY id"))
    )


def conversations(connection: sqlite3.Connection, wanted: Sequence[int]) -> list[tuple[Cell, ...]]:
    """Return the rows of at most 500 conversations, in the order in which they are asked for."""
    marks = ",".join(map(str, map(int, wanted)))
    found: dict[int, tuple[Cell, ...]] = {}
    for row in connection.execute(_QUERY.format(marks=marks)):
        cells = dict(zip(CONVERSATION, row, strict=True))
        for name in _TIME:
            cells[name] = from_ms(cells[name]) if cells[name] else None
        for name in _YES:
            cells[name] = bool(cells[name])
        cells["status"] = Status(cells["status"]).name.lower()
        cells["labels"] = cells["labels"] or ""
        cells["late"] = cells["late"] or 0
        found[row[0]] = tuple(cells.values())
    return [found[one] for one in wanted if one in found]
