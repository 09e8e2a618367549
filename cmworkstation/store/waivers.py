"""The waivers of drafts and of the replies that they became."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import DraftId, OutboxId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.waiver import Need, Reason, Waiver, WaiverId, passage_from, stored

COLUMNS = (
    "id, draft_id, charter_hash, rule, severity, passage, reason, words, need, profile_id, at,"
    " second_id, second_at"
)


def add(connection: sqlite3.Connection, waiver: Waiver, outbox_id: str = "") -> None:
    """Keep a new waiver."""
    connection.execute(
        f"INSERT INTO waiver({COLUMNS}, outbox_id) VALUES({','.join('?' * 14)})",
        (
            waiver.id,
            waiver.draft_id,
            waiver.charter_hash,
            waiver.passage.rule,
            waiver.severity,
            stored(waiver.passage),
            waiver.reason.code,
            waiver.reason.words,
            waiver.need,
            waiver.by,
            to_ms(waiver.at),
            waiver.second,
            to_ms(waiver.second_at) if waiver.second_at else None,
            outbox_id,
        ),
    )


def keep(connection: sqlite3.Connection, waivers: Iterable[Waiver]) -> None:
    """Keep the waivers of a draft that are not kept yet."""
    for one in waivers:
        query = "SELECT 1 FROM waiver WHERE id=?"
        if connection.execute(query, (one.id,)).fetchone() is None:
            add(connection, one)


def waiver(connection: sqlite3.Connection, waiver_id: WaiverId) -> Waiver:
    """Return one waiver. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM waiver WHERE id=?", (waiver_id,)).fetchone()
    if row is None:
        raise KeyError(waiver_id)
    return _waiver(row)


def of_draft(connection: sqlite3.Connection, draft_id: DraftId) -> tuple[Waiver, ...]:
    """Return the waivers of a draft, oldest first."""
    query = f"SELECT {COLUMNS} FROM waiver WHERE draft_id=? AND outbox_id='' AND dropped_at IS NULL ORDER BY at"
    return tuple(_waiver(row) for row in connection.execute(query, (draft_id,)))


def of_reply(connection: sqlite3.Connection, outbox_id: OutboxId) -> tuple[Waiver, ...]:
    """Return the waivers with which a reply left, oldest first."""
    query = f"SELECT {COLUMNS} FROM waiver WHERE outbox_id=? AND dropped_at IS NULL ORDER BY at, id"
    return tuple(_waiver(row) for row in connection.execute(query, (outbox_id,)))


def confirm(
    connection: sqlite3.Connection, waiver_id: WaiverId, second: ProfileId, at: datetime | None
) -> None:
    """Keep who confirmed a waiver, and when; nobody, at no time, where it waits again."""
    connection.execute(
        "UPDATE waiver SET second_id=?, second_at=? WHERE id=?",
        (second, to_ms(at) if at else None, waiver_id),
    )


def drop(connection: sqlite3.Connection, waiver_id: WaiverId, at: datetime) -> None:
    """Let a waiver hold no more."""
    connection.execute(
        "UPDATE waiver SET dropped_at=? WHERE id=? AND dropped_at IS NULL", (to_ms(at), waiver_id)
    )


def go_along(
    connection: sqlite3.Connection,
    draft_id: DraftId,
    outbox_id: OutboxId,
    waivers: Iterable[Waiver],
    at: datetime,
) -> None:
    """Tie to a reply the waivers with which it leaves; what else the draft had holds no more."""
    for one in waivers:
        known = connection.execute(
            "UPDATE waiver SET outbox_id=? WHERE id=?", (outbox_id, one.id)
        ).rowcount
        if not known:
            add(connection, one, outbox_id)
    connection.execute(
        "UPDATE waiver SET dropped_at=? WHERE draft_id=? AND outbox_id='' AND dropped_at IS NULL",
        (to_ms(at), draft_id),
    )


def come_back(connection: sqlite3.Connection, outbox_id: OutboxId, draft_id: DraftId) -> None:
    """Give a reply's waivers to the draft that it became again."""
    connection.execute(
        "UPDATE waiver SET outbox_id='', draft_id=? WHERE outbox_id=?", (draft_id, outbox_id)
    )


def _waiver(row: tuple[object, ...]) -> Waiver:
    return Waiver(
        id=WaiverId(str(row[0])),
        draft_id=DraftId(str(row[1])),
        charter_hash=str(row[2]),
        passage=passage_from(str(row[3]), str(row[5])),
        severity=Severity(str(row[4])),
        reason=Reason(str(row[6]), str(row[7])),
        need=Need(str(row[8])),
        by=ProfileId(str(row[9])),
        at=from_ms(int(str(row[10]))),
        second=ProfileId(str(row[11])),
        second_at=from_ms(row[12]) if isinstance(row[12], int) else None,
    )
