"""Whom we answered, who wrote and was not answered, and what of it was hostile: read along the ids, which are times."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.voices import Unheard
from cmworkstation.store.dashboard import HEARD, ids_of
from cmworkstation.store.played import REAL

# Whoever wrote the message that ours answers; in a chat, where ours names none, whoever wrote last before it.
_TO = (
    "coalesce((SELECT p.id FROM message p WHERE p.account_no = m.account_no AND p.remote_id = m.parent_id"
    " AND m.parent_id <> ''),"
    " (SELECT x.id FROM message x WHERE x.conversation_id = m.conversation_id AND x.id < m.id AND x.ours = 0"
    " AND x.context = 0 ORDER BY x.id DESC LIMIT 1))"
)


class Reply(NamedTuple):
    """An answer of ours: to whom, in which conversation."""

    author_id: AuthorId
    conversation_id: ConversationId


class Came(NamedTuple):
    """Somebody's first message of a period in a conversation, and our first word after it (ids, None: none)."""

    author_id: AuthorId
    conversation_id: ConversationId
    id: int
    answered: int | None
    audience: int


class Text(NamedTuple):
    """A reply that went out from here: its words, the answer it began from, and how many words are its own."""

    conversation_id: ConversationId
    body: str
    answer_id: str
    own_words: int
    charter_hash: str


def replies(connection: sqlite3.Connection, span: Span) -> list[Reply]:
    """Return whom each message of ours answered in a period; one that goes on from another of ours is none."""
    low, high = ids_of(span)
    rows = connection.execute(
        "SELECT a.author_id, t.home FROM (SELECT m.conversation_id AS home,"
        f" {_TO} AS target FROM message m INDEXED BY message_ours WHERE m.ours = 1 AND m.context = 0"
        " AND m.id >= ? AND m.id < ?) t JOIN message a ON a.id = t.target WHERE a.ours = 0"
        " UNION ALL SELECT a.author_id, o.conversation_id FROM outbox o INDEXED BY outbox_sent"
        " JOIN message a ON a.id = o.target_id WHERE o.state = 'sent' AND o.sent_at >= ? AND o.sent_at < ?"
        " AND a.ours = 0 AND o.part <= 1 AND NOT EXISTS (SELECT 1 FROM message x"
        " WHERE x.account_no = o.account_no AND x.remote_id = o.remote_id)",
        (low, high, to_ms(span.since), to_ms(span.until)),
    )
    return [Reply(AuthorId(row[0]), ConversationId(row[1])) for row in rows]


def answered_before(
    connection: sqlite3.Connection, people: Collection[AuthorId], span: Span
) -> set[AuthorId]:
    """Return whom of these people we had an exchange with in a period: they wrote, and we did after them."""
    low, high = ids_of(span)
    rows = connection.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM message m INDEXED BY message_author"
        " WHERE m.author_id = j.value AND m.context = 0 AND m.id >= ? AND m.id < ? AND m.ours = 0"
        " AND EXISTS (SELECT 1 FROM message x INDEXED BY message_conversation"
        " WHERE x.conversation_id = m.conversation_id AND x.id > m.id AND x.id < ? AND x.ours = 1"
        " AND x.context = 0))",
        (json.dumps(sorted(people)), low, high, high),
    )
    return {AuthorId(row[0]) for row in rows}


def came(connection: sqlite3.Connection, span: Span) -> list[Came]:
    """Return who wrote in a period of whom it is known how many follow them, once for each conversation."""
    rows = connection.execute(
        "SELECT t.author_id, t.conversation_id, t.id, (SELECT x.id FROM message x"
        " WHERE x.conversation_id = t.conversation_id AND x.id > t.id AND x.ours = 1 AND x.context = 0"
        " AND x.stall = 0 ORDER BY x.id LIMIT 1), t.n FROM (SELECT m.author_id, conversation_id, min(m.id) AS id, a.n"
        f" FROM message m CROSS JOIN author_audience a ON a.author_id = m.author_id WHERE m.id >= ? AND m.id < ?"
        f" AND {HEARD} AND courtesy = 0 GROUP BY conversation_id, m.author_id) t",
        ids_of(span),
    )
    return [Came(AuthorId(row[0]), ConversationId(row[1]), *row[2:]) for row in rows]


def came_in_all(connection: sqlite3.Connection, span: Span) -> int:
    """Return how often people wrote in a period, once for each conversation."""
    row = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM message WHERE id >= ? AND id < ?"
        f" AND {HEARD} AND courtesy = 0 GROUP BY conversation_id, author_id)",
        ids_of(span),
    ).fetchone()
    return int(row[0])


def wrote(connection: sqlite3.Connection, since_id: int, numbers: Iterable[int]) -> dict[int, int]:
    """Return author → their first message since an id, on any of these accounts."""
    found: dict[int, int] = {}
    for number in numbers:
        rows = connection.execute(
            "SELECT author_id, min(id) FROM message INDEXED BY message_inbound WHERE ours = 0 AND context = 0"
            " AND held <> 'spam' AND held <> 'trash' AND account_no = ? AND id >= ? GROUP BY author_id",
            (number, since_id),
        )
        for author_id, first in rows:
            found[author_id] = min(first, found.get(author_id, first))
    return found


def unheard(
    connection: sqlite3.Connection, firsts: Mapping[AuthorId, int], limit: int
) -> tuple[Unheard, ...]:
    """Return people by their first message, whoever wrote first before the others; programs are left out."""
    found = []
    for author_id, first in sorted(firsts.items(), key=lambda one: one[1]):
        row = connection.execute(
            "SELECT m.conversation_id, a.name, a.handle, a.platform FROM message m JOIN author a"
            " ON a.id = m.author_id WHERE m.id = ? AND a.is_bot = 0 AND m.erased_at IS NULL",
            (first,),
        ).fetchone()
        if row is not None:
            home = ConversationId(row[0])
            found.append(Unheard(AuthorId(author_id), home, first, row[1], row[2], row[3]))
        if len(found) == limit:
            break
    return tuple(found)


def texts(connection: sqlite3.Connection, span: Span) -> list[Text]:
    """Return the replies that went out from here in a period, the oldest first; of a long one its first part."""
    rows = connection.execute(
        "SELECT conversation_id, body, answer_id, edited_words, charter_hash FROM outbox INDEXED BY outbox_sent"
        " WHERE state = 'sent' AND sent_at >= ? AND sent_at < ? AND part <= 1 ORDER BY sent_at, id",
        (to_ms(span.since), to_ms(span.until)),
    )
    return [Text(ConversationId(row[0]), *row[1:]) for row in rows]


def hostile(
    connection: sqlite3.Connection, span: Span, categories: Collection[str]
) -> list[tuple[ConversationId, str, int, int]]:
    """Return (conversation, who has it in hand, waits, message id) of what was hostile in a period, the oldest first.

    Who has it in hand is its assignee, else whoever answered there last, else whoever sorted it.
    """
    if not categories:
        return []
    marks = ",".join("?" * len(categories))
    rows = connection.execute(
        "SELECT c.id, coalesce(nullif(c.assignee, ''), (SELECT o.profile_id FROM outbox o"
        " WHERE o.conversation_id = c.id AND o.state = 'sent' AND o.profile_id <> '' ORDER BY o.sent_at DESC LIMIT 1),"
        " (SELECT w.profile_id FROM triage_walk w WHERE w.conversation_id = c.id ORDER BY w.at DESC LIMIT 1), ''),"
        " c.status = 0, m.id FROM conversation c JOIN message m ON m.conversation_id = c.id"
        f" WHERE m.{REAL} AND c.category IN ({marks}) AND c.last_at >= ? AND m.id >= ? AND m.id < ? AND m.ours = 0"
        " AND m.context = 0 ORDER BY m.id",
        (*sorted(categories), to_ms(span.since), *ids_of(span)),
    )
    return [(ConversationId(row[0]), row[1], row[2], row[3]) for row in rows]


def goals(connection: sqlite3.Connection) -> dict[str, int]:
    """Return topic → the percentage of new voices that is hoped for there."""
    return dict(connection.execute("SELECT topic_id, percent FROM voice_goal"))


def put_goal(
    connection: sqlite3.Connection, topic_id: str, percent: int, by: str, at_ms: int
) -> None:
    """Set a goal; 0 takes it away."""
    connection.execute("DELETE FROM voice_goal WHERE topic_id=?", (topic_id,))
    if percent:
        connection.execute(
            "INSERT INTO voice_goal(topic_id, percent, profile_id, at) VALUES(?,?,?,?)",
            (topic_id, percent, by, at_ms),
        )


class Persons(NamedTuple):
    """Who of the authors is which contact, and where contacts say that they live."""

    of: Mapping[int, str]  # author → contact, a merged one where it was merged
    regions: Mapping[int, str]  # author → place, as the person declared it

    def person(self, author_id: AuthorId) -> AuthorId | str:
        """Return what tells a person from all others: their contact, where they have one."""
        return self.of.get(author_id, author_id)


def persons(connection: sqlite3.Connection) -> Persons:
    """Return who is known over several networks; of a merged card its own place counts before those beneath it."""
    into = dict(connection.execute("SELECT contact_id, into_id FROM contact_merge"))
    places = dict(connection.execute("SELECT id, region FROM contact WHERE region <> ''"))
    of: dict[int, str] = {}
    regions: dict[int, str] = {}
    for author_id, contact_id in connection.execute(
        "SELECT author_id, contact_id FROM contact_author"
    ):
        at, place = contact_id, places.get(contact_id, "")
        while at in into:
            at = into[at]
            place = places.get(at, place)
        of[author_id] = at
        if place:
            regions[author_id] = place
    return Persons(of, regions)
