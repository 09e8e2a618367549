"""Numbers for the tiles of the dashboard. Ids of messages are times: a period is a range of them."""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.dashboard import DashboardNoteId, Remark, Span, Tile
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.store import played
from cmworkstation.store.played import REAL

_HEARD = "ours = 0 AND context = 0 AND held <> 'spam' AND held <> 'trash'"
HEARD = f"{_HEARD} AND {REAL}"
MARKED = "courtesy = 0 AND deleted_at IS NULL AND instr(text, '?') > 0"
ASKED = 600  # characters of a message in which a question is looked for
PART = 500  # ids in one query


class Asked(NamedTuple):
    """A message that may ask something."""

    id: int
    conversation_id: ConversationId
    author_id: int
    name: str
    handle: str
    language: str
    text: str


def ids_of(span: Span) -> tuple[int, int]:
    """Return the first id of a period, and the first one after it."""
    return to_ms(span.since) << 12, to_ms(span.until) << 12


def heard(connection: sqlite3.Connection, span: Span) -> dict[int, int]:
    """Return account number → how many messages of others came in a period."""
    return _by_account(connection, span, "message_heard", _HEARD)


def _by_account(
    connection: sqlite3.Connection, span: Span, index: str, condition: str
) -> dict[int, int]:
    """Return account number → how many messages of a period an index has, accounts without any left out."""
    rows = connection.execute(
        f"SELECT no, (SELECT count(*) FROM message INDEXED BY {index}"
        f" WHERE account_no = a.no AND id >= ? AND id < ? AND {condition}) FROM account a"
        f" WHERE no NOT IN ({played.ACCOUNTS})",
        ids_of(span),
    )
    return {number: n for number, n in rows if n}


def heard_on(
    connection: sqlite3.Connection, span: Span, numbers: Collection[int], limit: int
) -> tuple[ConversationId, ...]:
    """Return the conversations of accounts in which others wrote in a period, the latest first."""
    marks = ",".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT conversation_id, max(id) FROM message WHERE id >= ? AND id < ? AND {HEARD}"
        f" AND account_no IN ({marks}) GROUP BY conversation_id ORDER BY 2 DESC LIMIT ?",
        (*ids_of(span), *sorted(numbers), limit),
    )
    return tuple(ConversationId(row[0]) for row in rows)


def with_a_mark(connection: sqlite3.Connection, span: Span, limit: int) -> list[Asked]:
    """Return messages of others with a question mark in them, the newest first."""
    rows = connection.execute(
        "SELECT id, conversation_id, author_id, author_name, author_handle, language,"
        f" substr(text, 1, {ASKED}) FROM message WHERE id >= ? AND id < ? AND {HEARD} AND {MARKED}"
        " ORDER BY id DESC LIMIT ?",
        (*ids_of(span), limit),
    )
    return list(map(Asked._make, rows))


def marked(connection: sqlite3.Connection, span: Span) -> int:
    """Return how many messages of others have a question mark in them."""
    return sum(_by_account(connection, span, "message_asking", f"{_HEARD} AND {MARKED}").values())


def unanswered(connection: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    """Return which of these messages nothing of ours came after; a reply that only puts off is none."""
    found: set[int] = set()
    for at in range(0, len(ids), PART):
        part = ids[at : at + PART]
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            f"SELECT m.id FROM message m WHERE m.id IN ({marks}) AND NOT EXISTS (SELECT 1 FROM message x"
            " WHERE x.conversation_id = m.conversation_id AND x.id > m.id AND x.ours = 1 AND x.context = 0"
            " AND x.stall = 0) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = m.conversation_id"
            " AND o.state = 'sent' AND o.sent_at >= m.at AND NOT EXISTS (SELECT 1 FROM message x"
            " WHERE x.account_no = o.account_no AND x.remote_id = o.remote_id))",
            part,
        )
        found.update(row[0] for row in rows)
    return found


def waiting_between(
    connection: sqlite3.Connection, edges: Sequence[datetime]
) -> tuple[tuple[int, ...], int]:
    """Return how many conversations wait, due before each edge in turn and after the last; and without a date."""
    real = played.waiting(connection)
    after = ", ".join("coalesce(sum(due_at >= ?), 0)" for _ in edges)
    counted, *later = connection.execute(
        f"SELECT count(*), {after} FROM conversation INDEXED BY conversation_due"
        f" WHERE status = 0 AND due_at IS NOT NULL{real}",
        [to_ms(one) for one in edges],
    ).fetchone()
    total = connection.execute(
        f"SELECT count(*) FROM conversation INDEXED BY conversation_waiting WHERE status = 0{real}"
    ).fetchone()[0]
    buckets = tuple(one - next_ for one, next_ in pairwise((counted, *later, 0)))
    return buckets, total - counted


def waiting_due(
    connection: sqlite3.Connection, since: datetime | None, until: datetime | None, limit: int
) -> tuple[ConversationId, ...]:
    """Return the conversations that wait and are due in a time, the most urgent first."""
    rows = connection.execute(
        "SELECT id FROM conversation INDEXED BY conversation_due WHERE status = 0 AND due_at IS NOT NULL"
        f" AND due_at >= ? AND due_at < ?{played.waiting(connection)} ORDER BY due_at LIMIT ?",
        (to_ms(since) if since else -(1 << 62), to_ms(until) if until else 1 << 62, limit),
    )
    return tuple(ConversationId(row[0]) for row in rows)


def waiting_undated(connection: sqlite3.Connection, limit: int) -> tuple[ConversationId, ...]:
    """Return the conversations that wait without a date, the longest wait first."""
    rows = connection.execute(
        "SELECT id FROM conversation INDEXED BY conversation_waiting WHERE status = 0 AND due_at IS NULL"
        f"{played.waiting(connection)} ORDER BY waiting_since LIMIT ?",
        (limit,),
    )
    return tuple(ConversationId(row[0]) for row in rows)


def overridden(
    connection: sqlite3.Connection, span: Span
) -> dict[tuple[str, str], tuple[ConversationId, ...]]:
    """Return (charter, rule) → the conversations of the replies that went out in spite of it, one each time."""
    rows = connection.execute(
        "SELECT v.charter_id, w.rule, o.conversation_id FROM waiver w"
        " JOIN charter_version v ON v.hash = w.charter_hash JOIN outbox o ON o.id = w.outbox_id"
        " WHERE w.outbox_id <> '' AND w.dropped_at IS NULL AND w.at >= ? AND w.at < ?"
        " GROUP BY v.charter_id, w.rule, w.outbox_id ORDER BY max(w.at) DESC",
        (to_ms(span.since), to_ms(span.until)),
    )
    found: dict[tuple[str, str], list[ConversationId]] = {}
    for charter_id, rule, home in rows:
        found.setdefault((charter_id, rule), []).append(ConversationId(home))
    return {key: tuple(homes) for key, homes in found.items()}


# --- remarks beside the tiles ---------------------------------------------------------------------

_REMARK = "id, tile, words, profile_id, at"


def add(connection: sqlite3.Connection, remark: Remark) -> None:
    """Keep a remark."""
    connection.execute(
        f"INSERT INTO dashboard_note({_REMARK}) VALUES(?,?,?,?,?)",
        (remark.id, remark.tile, remark.words, remark.by, to_ms(remark.at)),
    )


def end(connection: sqlite3.Connection, id_: DashboardNoteId, at: datetime | None) -> None:
    """Take a remark away, or with None let it stand again."""
    connection.execute(
        "UPDATE dashboard_note SET ended_at=? WHERE id=?", (to_ms(at) if at else None, id_)
    )


def remark(connection: sqlite3.Connection, id_: DashboardNoteId) -> Remark:
    """Return a remark. Raises `KeyError`."""
    row = connection.execute(f"SELECT {_REMARK} FROM dashboard_note WHERE id=?", (id_,)).fetchone()
    if row is None:
        raise KeyError(id_)
    return _remark(row)


def remarks(connection: sqlite3.Connection, span: Span) -> tuple[Remark, ...]:
    """Return what was noted in a period, the oldest first."""
    rows = connection.execute(
        f"SELECT {_REMARK} FROM dashboard_note WHERE ended_at IS NULL AND at >= ? AND at <= ? ORDER BY at, id",
        (to_ms(span.since), to_ms(span.until)),
    )
    return tuple(map(_remark, rows))


def _remark(row: tuple[str, str, str, str, int]) -> Remark:
    return Remark(DashboardNoteId(row[0]), Tile(row[1]), row[2], ProfileId(row[3]), from_ms(row[4]))
