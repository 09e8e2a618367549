"""What a calendar shows of the outbox and of drafts: little of each, and only of the days that are shown."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.slot import IfMissed, Slot
from cmworkstation.domain.values import dataclass

ON_THEIR_WAY = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.LATER, OutboxState.MISSED)
LIST = ",".join(f"'{one}'" for one in ON_THEIR_WAY)
COLUMNS = (
    "o.id, substr(o.body, 1, 300), o.scheduled_at, o.zone, o.conversation_id, a.name, o.state, o.sent_at"
    " FROM outbox o JOIN account a ON a.no = o.account_no"
)
DRAFTS = (
    "d.id, substr(d.body, 1, 300), d.scheduled_at, d.zone, d.conversation_id, a.name, a.id, d.target_id"
    " FROM draft d JOIN account a ON a.no = d.account_no"
)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A reply or a post that is on its way, or that left."""

    id: str
    text: str  # how it begins
    slot: Slot | None
    conversation_id: ConversationId
    account: str  # its name
    state: OutboxState
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A draft; `home` tells what it answers, so that what it becomes is found."""

    id: str
    text: str
    slot: Slot | None
    conversation_id: ConversationId
    account: str
    home: str


def planned(
    connection: sqlite3.Connection, since: datetime, until: datetime
) -> tuple[Leaving, ...]:
    """Return what leaves between two moments, in the order of time."""
    rows = connection.execute(
        f"SELECT {COLUMNS} WHERE o.scheduled_at >= ? AND o.scheduled_at < ? AND o.state IN ({LIST})"
        " ORDER BY o.scheduled_at, o.id",
        (to_ms(since), to_ms(until)),
    )
    return tuple(map(_leaving, rows))


def coming(connection: sqlite3.Connection, since: datetime, most: int) -> tuple[Leaving, ...]:
    """Return what leaves next, from a moment on."""
    rows = connection.execute(
        f"SELECT {COLUMNS} WHERE o.scheduled_at >= ? AND o.state IN ({LIST})"
        " ORDER BY o.scheduled_at, o.id LIMIT ?",
        (to_ms(since), most),
    )
    return tuple(map(_leaving, rows))


def leaving(connection: sqlite3.Connection, ids: Sequence[str]) -> tuple[Leaving, ...]:
    """Return replies and posts by their ids; those that are gone are missing."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(f"SELECT {COLUMNS} WHERE o.id IN ({marks})", tuple(ids))
    return tuple(map(_leaving, rows))


def became(connection: sqlite3.Connection, home: str) -> Leaving | None:
    """Return what was last queued at the place of a draft, None for nothing."""
    account, _, target = home.partition(":")
    if not target.isdecimal():
        return None
    row = connection.execute(
        f"SELECT {COLUMNS} WHERE a.id=? AND o.target_id=? AND o.part <= 1"
        " ORDER BY o.created_at DESC, o.id DESC LIMIT 1",
        (account, int(target)),
    ).fetchone()
    return _leaving(row) if row else None


def drafts(connection: sqlite3.Connection, most: int) -> tuple[Written, ...]:
    """Return the latest drafts that say something."""
    rows = connection.execute(
        f"SELECT {DRAFTS} WHERE trim(d.body) <> '' ORDER BY d.updated_at DESC, d.id LIMIT ?",
        (most,),
    )
    return tuple(map(_written, rows))


def draft(connection: sqlite3.Connection, draft_id: str) -> Written | None:
    """Return a draft, None where it is gone."""
    row = connection.execute(f"SELECT {DRAFTS} WHERE d.id=?", (draft_id,)).fetchone()
    return _written(row) if row else None


def _leaving(row: Sequence[object]) -> Leaving:
    return Leaving(
        str(row[0]),
        str(row[1]),
        _slot(row[2], row[3]),
        ConversationId(int(str(row[4]))),
        str(row[5]),
        OutboxState(str(row[6])),
        from_ms(row[7]) if isinstance(row[7], int) else None,
    )


def _written(row: Sequence[object]) -> Written:
    return Written(
        str(row[0]),
        str(row[1]),
        _slot(row[2], row[3]),
        ConversationId(int(str(row[4]))),
        str(row[5]),
        f"{row[6]}:{row[7]}",
    )


def _slot(at: object, zone: object) -> Slot | None:
    return Slot(from_ms(at), str(zone), IfMissed.ASK) if isinstance(at, int) else None
