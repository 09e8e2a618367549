"""Where people write to us, who they are, and what exists on one platform only: read along two indexes.

The first query walks `message_inbound`, which holds neither texts nor times; ids of messages are times.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, MessageId
from cmworkstation.domain.message import NEW
from cmworkstation.domain.mirrors import Announcement

INBOUND = (
    "FROM message INDEXED BY message_inbound WHERE ours = 0 AND context = 0"
    " AND held <> 'spam' AND held <> 'trash'"
)


class Wrote(NamedTuple):
    """One person on one account of ours: how often they wrote, lately and ever, and their last message.

    A plain tuple, since there may be a hundred thousand of them.
    """

    number: int  # of the account
    author_id: AuthorId
    lately: int
    ever: int
    last_id: MessageId

    @property
    def last_at(self) -> datetime:
        """When they wrote last."""
        return from_ms(self.last_id >> 12)


def wrote(
    connection: sqlite3.Connection, lately: datetime, known: datetime, numbers: Iterable[int]
) -> list[Wrote]:
    """Return who wrote to which of these accounts since `known`, and how often since `lately`."""
    found: list[Wrote] = []
    for number in numbers:
        rows = connection.execute(
            f"SELECT account_no, author_id, sum(id >= ?), count(*), max(id) AS last {INBOUND}"
            " AND account_no = ? GROUP BY author_id HAVING last >= ?",
            (to_ms(lately) << 12, number, to_ms(known) << 12),
        )
        found.extend(map(Wrote._make, rows))
    return found


_LOOKS = "iif(a.look = '', a.platform, a.look)"


def lately(
    connection: sqlite3.Connection, since: datetime, numbers: Iterable[int]
) -> dict[str, int]:
    """Return platform → how many messages came to these accounts since then."""
    rows = connection.execute(
        f"SELECT {_LOOKS}, sum(w.n) FROM (SELECT account_no, count(*) AS n {INBOUND} AND id >= ? GROUP BY account_no) w"
        " JOIN account a ON a.no = w.account_no WHERE a.no IN (SELECT value FROM json_each(?)) GROUP BY 1",
        (to_ms(since) << 12, json.dumps(sorted(numbers))),
    )
    return dict(rows.fetchall())


def writers(
    connection: sqlite3.Connection, known: datetime, numbers: Iterable[int]
) -> dict[str, set[int]]:
    """Return platform → who wrote to any of these accounts since then.

    The people of an account come as one text: a hundred thousand rows would cost more than reading them.
    """
    found: dict[str, set[int]] = {}
    for number in sorted(numbers):
        row = connection.execute(
            f"SELECT (SELECT {_LOOKS} FROM account a WHERE a.no = ?1), (SELECT json_group_array(author_id) FROM"
            f" (SELECT author_id, max(id) AS last {INBOUND} AND account_no = ?1 GROUP BY author_id HAVING last >= ?2))",
            (number, to_ms(known) << 12),
        ).fetchone()
        found.setdefault(row[0], set()).update(json.loads(row[1]))
    return found


def named(connection: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    """Yield everybody as (person, name, handle)."""
    yield from connection.execute("SELECT id, name, handle FROM author")


def people(
    connection: sqlite3.Connection, author_ids: Sequence[int] | None = None
) -> dict[AuthorId, tuple[str, str]]:
    """Return person → (name, handle), all of them or these."""
    if author_ids is None:
        rows = connection.execute("SELECT id, name, handle FROM author")
        return {AuthorId(row[0]): (row[1], row[2]) for row in rows}
    found: dict[AuthorId, tuple[str, str]] = {}
    for at in range(0, len(author_ids), 500):
        part = author_ids[at : at + 500]
        marks = ",".join("?" * len(part))
        for row in connection.execute(
            f"SELECT id, name, handle FROM author WHERE id IN ({marks})", tuple(part)
        ):
            found[AuthorId(row[0])] = (row[1], row[2])
    return found


def announcements(
    connection: sqlite3.Connection,
    since: datetime,
    places: dict[int, tuple[AccountId, str]],
    limit: int,
) -> tuple[Announcement, ...]:
    """Return our own posts that answer nobody, the newest first; places are account and platform by number."""
    rows = connection.execute(
        "SELECT m.id, m.account_no, m.title, m.text, m.at, m.url, coalesce(r.place, '')"
        " FROM message m INDEXED BY message_announced LEFT JOIN mirror r ON r.message_id = m.id"
        " WHERE m.ours = 1 AND m.parent_id = '' AND m.visibility <> 'private'"
        " AND m.id >= ? AND m.deleted_at IS NULL AND m.kind IN ('post', 'article')"
        " AND substr(m.remote_id, 1, 4) <> ? ORDER BY m.id DESC LIMIT ?",
        (to_ms(since) << 12, NEW, limit),
    )
    found = []
    for id_, number, title, text, at, url, elsewhere in rows:
        if number in places:
            said = f"{title}\n{text}".strip()
            found.append(
                Announcement(MessageId(id_), *places[number], said, from_ms(at), url, elsewhere)
            )
    return tuple(found)


def unread_spans(connection: sqlite3.Connection) -> dict[int, tuple[int, float]]:
    """Return account number → gaps that nothing filled, and how many days they last in all."""
    rows = connection.execute(
        "SELECT account_no, count(*), sum(max(0, min(until, iif(state = 'unfillable', coalesce(kept_from, until),"
        " until)) - since)) FROM gap WHERE state <> 'filled' GROUP BY account_no"
    )
    return {row[0]: (row[1], row[2] / 86_400_000) for row in rows}


def attached(connection: sqlite3.Connection) -> dict[int, int]:
    """Return account number → messages with files, which stay on their servers."""
    rows = connection.execute(
        "SELECT account_no, count(*) FROM message INDEXED BY message_attached"
        " WHERE attachments <> '' GROUP BY account_no"
    )
    return dict(rows.fetchall())


def waiting(connection: sqlite3.Connection, number: int) -> tuple[ConversationId, ...]:
    """Return the conversations of an account that wait for us, the longest wait first."""
    rows = connection.execute(
        "SELECT id FROM conversation INDEXED BY conversation_account WHERE account_no=? AND status=?"
        " ORDER BY coalesce(waiting_since, last_at), id",
        (number, Status.WAITING_US),
    )
    return tuple(ConversationId(row[0]) for row in rows)


def threads(connection: sqlite3.Connection, number: int) -> int:
    """Return how many conversations an account has."""
    row = connection.execute(
        "SELECT coalesce(sum(total), 0) FROM tally WHERE account_no=?", (number,)
    ).fetchone()
    return int(row[0])


def conversations_of(
    connection: sqlite3.Connection, numbers: Sequence[int], since: datetime, limit: int
) -> tuple[ConversationId, ...]:
    """Return the conversations of accounts in which something was written since, the latest first."""
    marks = ",".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT id FROM conversation WHERE account_no IN ({marks}) AND last_at >= ?"
        " ORDER BY last_at DESC LIMIT ?",
        (*numbers, to_ms(since), limit),
    )
    return tuple(ConversationId(row[0]) for row in rows)


def newest_own_post(connection: sqlite3.Connection, number: int) -> MessageId | None:
    """Return our newest public post on an account, None where none is stored."""
    row = connection.execute(
        "SELECT id FROM message INDEXED BY message_announced WHERE ours = 1 AND parent_id = ''"
        " AND visibility <> 'private' AND account_no = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (number,),
    ).fetchone()
    return None if row is None else MessageId(row[0])
