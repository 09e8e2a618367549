"""Replies to complaints, and whether they helped."""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.ids import OutboxId


def replied(
    connection: sqlite3.Connection,
    account_id: str,
    categories: Collection[str],
    since: datetime,
) -> Iterator[tuple[str, int, str, str, str, datetime, bool, str, bool]]:
    """Yield the last reply since a time in each conversation of some categories of an account.

    Reply, conversation, author, title, category, when it was sent, whether it was private, what was entered of it
    ("" for nothing), and whether the person wrote since. Whoever waits for us is in the inbox, and not here.
    """
    marks = ",".join("?" * len(categories))
    rows = connection.execute(
        "SELECT o.id, c.id, c.author_name, c.title, c.category, max(o.sent_at), o.visibility,"
        " coalesce((SELECT e.outcome FROM experience e WHERE e.outbox_id = o.id), ''), c.status,"
        " EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND NOT m.ours AND NOT m.context"
        " AND m.at > o.sent_at)"
        " FROM outbox o JOIN conversation c ON c.id = o.conversation_id JOIN account a ON a.no = o.account_no"
        f" WHERE o.state = 'sent' AND o.sent_at >= ? AND a.id = ? AND c.category IN ({marks})"
        " GROUP BY c.id ORDER BY 6",
        (to_ms(since), account_id, *categories),
    )
    for id_, home, author, title, category, at, visibility, outcome, status, wrote in rows:
        if status == Status.WAITING_US and wrote:
            continue
        private = visibility not in ("public", "unlisted", "followers")
        yield id_, home, author, title, category, from_ms(at), private, outcome, bool(wrote)


def put(
    connection: sqlite3.Connection,
    outbox_id: OutboxId,
    outcome: str,
    words: str,
    by: str,
    at: datetime,
) -> None:
    """Keep whether a reply helped."""
    connection.execute(
        "INSERT OR REPLACE INTO experience(outbox_id, outcome, words, profile_id, at) VALUES(?,?,?,?,?)",
        (outbox_id, outcome, words, by, to_ms(at)),
    )


def remove(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """Take back what was entered."""
    connection.execute("DELETE FROM experience WHERE outbox_id=?", (outbox_id,))


def outcomes(connection: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """Return outcome → how many were entered since."""
    return dict(
        connection.execute(
            "SELECT outcome, count(*) FROM experience WHERE at >= ? GROUP BY outcome",
            (to_ms(since),),
        )
    )
