"""The table of asks: what of ours asked somebody for something."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.asking import Ask, How
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AuthorId

GONE = "('dropped', 'refused')"
SOURCE = (
    "SELECT s.id, s.author_id, coalesce(o.sent_at, s.at), s.how, s.words, s.relation_id, s.draft_id, s.outbox_id,"
    " s.draft_id = '' OR o.state = 'sent' FROM solicitation s LEFT JOIN outbox o ON o.id = s.outbox_id"
)


def add(connection: sqlite3.Connection, new: Ask, by: str) -> None:
    """Keep an ask."""
    connection.execute(
        "INSERT INTO solicitation(id, author_id, at, how, words, relation_id, profile_id, draft_id, outbox_id)"
        " VALUES(?,?,?,?,?,?,?,?,?)",
        (
            *(new.id, new.author_id, to_ms(new.at), new.how, new.words, new.relation_id, by),
            *(new.draft_id, new.outbox_id),
        ),
    )


def remove(connection: sqlite3.Connection, ask_id: str) -> None:
    """Take an ask out that was marked in error."""
    connection.execute("DELETE FROM solicitation WHERE id=?", (ask_id,))


def of_draft(connection: sqlite3.Connection, draft_id: str) -> Ask | None:
    """Return the ask that a draft is marked as, None where it is not."""
    row = connection.execute(
        SOURCE + " WHERE s.draft_id=? AND s.draft_id<>'' ORDER BY s.id LIMIT 1", (draft_id,)
    ).fetchone()
    return _ask(row) if row else None


def made(
    connection: sqlite3.Connection, authors: Sequence[int], since: datetime
) -> tuple[Ask, ...]:
    """Return the asks of a person since a moment that left or are about to, the earliest first; not those of drafts."""
    marks = ",".join("?" * len(authors))
    rows = connection.execute(
        f"{SOURCE} WHERE s.author_id IN ({marks})"
        f" AND (s.draft_id='' OR (s.outbox_id<>'' AND o.state NOT IN {GONE}))"
        " AND coalesce(o.sent_at, s.at) > ? ORDER BY 3, s.id",
        (*authors, to_ms(since)),
    )
    return tuple(map(_ask, rows))


def forget(connection: sqlite3.Connection, author_id: int) -> None:
    """Take out what somebody was asked for."""
    connection.execute("DELETE FROM solicitation WHERE author_id=?", (author_id,))


def _ask(row: tuple[object, ...]) -> Ask:
    return Ask(
        id=str(row[0]),
        author_id=AuthorId(int(str(row[1]))),
        at=from_ms(int(str(row[2]))),
        how=How(str(row[3])),
        words=str(row[4]),
        relation_id=str(row[5]),
        draft_id=str(row[6]),
        outbox_id=str(row[7]),
        is_sent=bool(row[8]),
    )
