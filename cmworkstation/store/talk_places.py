"""Where something was said, row by row, and what was decided about places."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.mention import MentionState, Stance
from cmworkstation.domain.talk_place import Decided, Decision
from cmworkstation.store.talk import INBOUND, SAID

UNANSWERED = (Status.WAITING_US, Status.SNOOZED, Status.WAITING_COLLEAGUE)
ASKED = (*UNANSWERED, Status.WAITING_THEM, Status.DONE)
NOTHING = ""  # of `decision`: the one before was taken back


class Spot(NamedTuple):
    """One thing that was said: when, where, which conversation or mention asks, and whether it has no answer."""

    at: int
    platform: str
    address: str
    server: str
    asks: str
    unanswered: bool
    key: str


def spots(connection: sqlite3.Connection, since: datetime) -> Iterator[Spot]:
    """Yield what was said since then, to us and elsewhere; what a query found in our own inbox counts once."""
    begin = to_ms(since)
    for at, look, url, server, home, status, id_ in connection.execute(
        "SELECT m.id >> 12, a.look, m.url, a.server, m.conversation_id, c.status, m.id"
        " FROM message m JOIN account a ON a.no = m.account_no JOIN conversation c ON c.id = m.conversation_id"
        f" WHERE m.id >= ? AND {INBOUND}",
        (begin << 12,),
    ):
        asks = f"c{home}" if status in ASKED else ""
        yield Spot(at, look, url, server, asks, status in UNANSWERED, f"message:{id_}")
    for at, platform, address, stance, state, id_ in connection.execute(
        f"SELECT {SAID} AS said, m.platform, m.address, m.stance, m.state, m.id FROM mention m"
        " WHERE m.at >= ? AND m.message_id IS NULL",
        (begin,),
    ):
        asks = f"m{id_}" if stance == Stance.ASKS else ""
        open_ = bool(asks) and state in (MentionState.NEW, MentionState.READ)
        yield Spot(at, platform, address, "", asks, open_, f"mention:{id_}")


def decide(connection: sqlite3.Connection, new: Decided) -> None:
    """Add a decision."""
    connection.execute(
        "INSERT INTO place_decision(id, place, decision, why, profile_id, at) VALUES(?,?,?,?,?,?)",
        (new.id, new.place, new.decision or NOTHING, new.reason, new.by, to_ms(new.at)),
    )


def decisions(connection: sqlite3.Connection, place: str = "") -> tuple[Decided, ...]:
    """Return the decisions about a place, or about all, the newest first."""
    rows = connection.execute(
        "SELECT id, place, decision, why, profile_id, at FROM place_decision WHERE ? IN ('', place)"
        " ORDER BY at DESC, id DESC",
        (place,),
    )
    return tuple(
        Decided(
            row[0], row[1], Decision(row[2]) if row[2] else None, row[3], row[4], from_ms(row[5])
        )
        for row in rows
    )
