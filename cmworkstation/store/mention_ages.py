"""Mentions that are too old: what others said elsewhere, without what became a thread and what a legal hold keeps."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.retention import Kept
from cmworkstation.domain.retention import before as moment_before
from cmworkstation.store import briefings

# What stands in the inbox goes with its conversation, by the rule of that; what was put into a briefing stays.
ELSEWHERE = (
    "m.message_id IS NULL AND m.conversation_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM briefing_pick p WHERE p.mention_id = m.id)"
)
HELD = (
    "EXISTS (SELECT 1 FROM author a JOIN legal_hold h ON h.author_id = a.id AND h.ended_at IS NULL"
    " WHERE a.platform = m.platform AND m.author_key <> '' AND a.key = m.author_key)"
)
BESIDE = ("mention_query", "mention_sketch", "mention_tag")


def due(
    connection: sqlite3.Connection, before: datetime, among: Sequence[int] | None = None
) -> tuple[list[int], datetime | None, int]:
    """Return the row numbers of mentions that are too old, how old the oldest is, and how many a hold keeps."""
    part = "" if among is None else " AND m.rowid IN (SELECT value FROM json_each(?2))"
    values = (to_ms(before),) if among is None else (to_ms(before), json.dumps(among))
    rows = connection.execute(
        f"SELECT m.rowid, m.at, {HELD} FROM mention m WHERE m.at < ?1 AND {ELSEWHERE}{part} ORDER BY m.at",
        values,
    ).fetchall()
    found = [row for row in rows if not row[2]]
    return (
        [row[0] for row in found],
        from_ms(found[0][1]) if found else None,
        len(rows) - len(found),
    )


def drop(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take mentions out, with all that hangs on them."""
    wanted = "SELECT id FROM mention WHERE rowid IN (SELECT value FROM json_each(?))"
    given = (json.dumps(numbers),)
    briefings.unquote(connection, (), [row[0] for row in connection.execute(wanted, given)])
    for one in BESIDE:
        connection.execute(f"DELETE FROM {one} WHERE mention_id IN ({wanted})", given)
    connection.execute("DELETE FROM mention WHERE rowid IN (SELECT value FROM json_each(?))", given)


def oldest_kept(connection: sqlite3.Connection, now: datetime) -> datetime | None:
    """Return before when nothing is taken in any more, since a rule would let go of it; None without such a rule."""
    row = connection.execute(
        "SELECT min(months) FROM retention_rule WHERE kind=? AND (enabled OR ran_at IS NOT NULL)",
        (Kept.MENTIONS.value,),
    ).fetchone()
    return moment_before(now, row[0]) if row[0] else None
