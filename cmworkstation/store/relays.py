"""Tables of news and how it was relayed, and what became of the replies that relay it."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.relay import Mark, News, NewsKind, Sent, Told
from cmworkstation.domain.reply import OutboxState

NEWS = "id, kind, title, text, at, url, message_id, operation_id, closed"
MARK = "news_id, channel, told, why, url, draft_id, message_id"
# Replies that will not leave any more.
GIVEN_UP = (OutboxState.DROPPED, OutboxState.REFUSED)


def put_news(connection: sqlite3.Connection, one: News) -> None:
    """Keep news as it is now."""
    connection.execute(
        f"INSERT INTO news({NEWS}) VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET title=excluded.title,"
        " text=excluded.text, url=excluded.url, at=excluded.at, closed=excluded.closed",
        (
            *(one.id, one.kind, one.title, one.text, to_ms(one.at), one.url),
            *(one.message_id, one.operation_id, int(one.closed)),
        ),
    )


def remove_news(connection: sqlite3.Connection, news_id: str) -> None:
    """Take news out, with what was said of it."""
    connection.execute("DELETE FROM relay WHERE news_id=?", (news_id,))
    connection.execute("DELETE FROM news WHERE id=?", (news_id,))


def news(connection: sqlite3.Connection) -> tuple[News, ...]:
    """Return all news, the latest first."""
    rows = connection.execute(f"SELECT {NEWS} FROM news ORDER BY at DESC, id")
    return tuple(
        News(
            *(row[0], NewsKind(row[1]), row[2], row[3], from_ms(row[4]), row[5]),
            MessageId(row[6]) if row[6] is not None else None,
            *(row[7], bool(row[8])),
        )
        for row in rows
    )


def mark(connection: sqlite3.Connection, one: Mark, at: datetime, by: str) -> None:
    """Note how news stands on a channel; a gap takes the note away."""
    connection.execute(
        "DELETE FROM relay WHERE news_id=? AND channel=?", (one.news_id, one.channel)
    )
    if one.told is not Told.GAP:
        connection.execute(
            f"INSERT INTO relay({MARK}, at, profile_id) VALUES(?,?,?,?,?,?,?,?,?)",
            (
                *(one.news_id, one.channel, one.told, one.why, one.url, one.draft_id),
                *(one.message_id, to_ms(at), by),
            ),
        )


def marks(connection: sqlite3.Connection) -> tuple[Mark, ...]:
    """Return everything that was noted."""
    rows = connection.execute(f"SELECT {MARK} FROM relay ORDER BY news_id, channel")
    return tuple(
        Mark(
            *(row[0], row[1], Told(row[2]), row[3], row[4], row[5]),
            MessageId(row[6]) if row[6] is not None else None,
        )
        for row in rows
    )


def sent(connection: sqlite3.Connection, begun: Iterable[Mark]) -> dict[str, Sent]:
    """Return draft → what became of it, for those that were not discarded.

    A reply does not know its draft: it is the first one to the same message since the draft was begun.
    """
    found = {}
    for one in begun:
        row = connection.execute(
            "SELECT o.state, o.url FROM outbox o WHERE o.target_id=? AND o.created_at >="
            " (SELECT r.at FROM relay r WHERE r.news_id=? AND r.channel=?)"
            f" AND o.state NOT IN ({','.join('?' * len(GIVEN_UP))}) ORDER BY o.created_at LIMIT 1",
            (one.message_id, one.news_id, one.channel, *GIVEN_UP),
        ).fetchone()
        if row is not None:
            found[one.draft_id] = Sent(row[1], row[0] == OutboxState.SENT)
        elif connection.execute("SELECT 1 FROM draft WHERE id=?", (one.draft_id,)).fetchone():
            found[one.draft_id] = Sent("", arrived=False)
    return found


def relayed(connection: sqlite3.Connection) -> list[tuple[MessageId, str, str]]:
    """Return posts of which a reply begun in the matrix was sent: the post, its account, and that of the reply."""
    rows = connection.execute(
        "SELECT n.message_id, a.id, r.channel FROM relay r JOIN news n ON n.id = r.news_id"
        " JOIN message m ON m.id = n.message_id JOIN account a ON a.no = m.account_no"
        " WHERE r.told = ? AND EXISTS (SELECT 1 FROM outbox o WHERE o.target_id = r.message_id"
        " AND o.created_at >= r.at AND o.state = ?)",
        (Told.BEGUN, OutboxState.SENT),
    )
    return [(MessageId(row[0]), row[1], row[2]) for row in rows]
