"""How much of what was said lately speaks against us, and how much of it the press said."""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from cmworkstation.domain.alert import Series, SeriesKind
from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.mention import Stance
from cmworkstation.domain.watch import SourceKind
from cmworkstation.store.talk import INBOUND

PRESS = (SourceKind.FEED, SourceKind.PAGE)


class Against(NamedTuple):
    """Of how many things said, how many were judged by somebody, and how many of these are against us."""

    against: int
    judged: int
    of: int


def against(
    connection: sqlite3.Connection, series: Series, since: datetime, hostile: Collection[str]
) -> Against:
    """Return how many messages stand in hostile categories, or how many mentions are against us."""
    begin = to_ms(since)
    if series.kind in (SeriesKind.QUERY, SeriesKind.SOURCE):
        of = (
            "m.source_id=?2"
            if series.kind is SeriesKind.SOURCE
            else "m.id IN (SELECT mention_id FROM mention_query WHERE query_id=?2 AND at >= ?1)"
        )
        row = connection.execute(
            f"SELECT sum(m.stance=?3), sum(m.stance <> ''), count(*) FROM mention m WHERE m.at >= ?1 AND {of}",
            (begin, series.id, Stance.AGAINST),
        ).fetchone()
        return Against(row[0] or 0, row[1] or 0, row[2])
    marks = ",".join("?" * len(hostile))
    of = {
        SeriesKind.ACCOUNT: "m.account_no = (SELECT no FROM account WHERE id = ?)",
        SeriesKind.LABEL: "m.conversation_id IN (SELECT conversation_id FROM conversation_label WHERE label_id = ?)",
    }.get(series.kind, "? = ''")
    row = connection.execute(
        f"SELECT sum(c.category IN ({marks})), sum(c.category <> ''), count(*) FROM message m"
        f" JOIN conversation c ON c.id = m.conversation_id WHERE m.id >= ? AND {of} AND {INBOUND}",
        (*hostile, begin << 12, series.id),
    ).fetchone()
    return Against(row[0] or 0, row[1] or 0, row[2])


def press(connection: sqlite3.Connection, since: datetime) -> int | None:
    """Return how many stories feeds and pages told; None where none of them is watched."""
    marks = ",".join("?" * len(PRESS))
    of = f"SELECT id FROM watch_source WHERE kind IN ({marks}) AND enabled AND removed_at IS NULL"
    if connection.execute(of + " LIMIT 1", PRESS).fetchone() is None:
        return None
    row = connection.execute(
        f"SELECT count(DISTINCT story_id) FROM mention WHERE at >= ? AND source_id IN ({of})",
        (to_ms(since), *PRESS),
    ).fetchone()
    return int(row[0])
