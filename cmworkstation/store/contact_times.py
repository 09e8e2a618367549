"""What happened with a person, over all their names: what they wrote, what we answered, what was given and promised."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.contact import ContactId, Moment
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AuthorId
from cmworkstation.store import contacts

FIRST = 160  # letters of a message
QUERIES = {
    "wrote": (
        "SELECT m.at, m.conversation_id, a.platform, coalesce(nullif(m.title, ''), substr(m.text, 1, {first}))"
        " FROM message m JOIN author a ON a.id = m.author_id WHERE m.author_id=?1 AND NOT m.context"
        " AND m.deleted_at IS NULL ORDER BY m.id DESC LIMIT ?2"
    ),
    "answered": (
        "SELECT o.sent_at, o.conversation_id, a.platform, substr(o.body, 1, {first}) FROM outbox o"
        " JOIN message t ON t.id = o.target_id JOIN author a ON a.id = t.author_id WHERE o.state='sent'"
        " AND t.author_id=?1 AND o.conversation_id IN (SELECT conversation_id FROM message WHERE author_id=?1)"
        " ORDER BY o.sent_at DESC LIMIT ?2"
    ),
    "gift": (
        "SELECT CAST(strftime('%s', on_day) AS INTEGER) * 1000, 0, a.platform, i.kind || ' ' || i.words"
        " FROM interest i JOIN author a ON a.id = i.author_id WHERE i.author_id=?1 ORDER BY on_day DESC LIMIT ?2"
    ),
    "promise": (
        "SELECT p.created_at, p.conversation_id, a.platform, p.words FROM promise p"
        " JOIN message t ON t.id = p.message_id JOIN author a ON a.id = t.author_id"
        " WHERE t.author_id=?1 AND p.state NOT IN ('draft', 'gone') ORDER BY p.created_at DESC LIMIT ?2"
    ),
    "topic": (
        "SELECT max(m.at), m.conversation_id, a.platform, t.title FROM topic_conversation c"
        " JOIN topic t ON t.id = c.topic_id JOIN message m ON m.conversation_id = c.conversation_id"
        " JOIN author a ON a.id = m.author_id WHERE m.author_id=?1 AND c.out=0 AND t.removed_at IS NULL"
        " GROUP BY t.id, m.conversation_id ORDER BY 1 DESC LIMIT ?2"
    ),
}


def of(connection: sqlite3.Connection, authors: Sequence[int], limit: int) -> tuple[Moment, ...]:
    """Return the latest moments with a person, the newest first."""
    found = [
        Moment(from_ms(row[0]), kind, str(row[3]), row[1], str(row[2]))
        for author in authors
        for kind, query in QUERIES.items()
        for row in connection.execute(
            query.replace("{first}", str(FIRST)).replace("a.platform", contacts.NETWORK),
            (author, limit),
        )
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:limit])


def called(connection: sqlite3.Connection, typed: str) -> tuple[ContactId, ...]:
    """Return the contacts in whose noted name, or in one of whose names elsewhere, all these words stand."""
    words = fold(typed).split()
    found: dict[ContactId, str] = {}
    for contact_id, name in connection.execute(
        "SELECT id, name || ' ' || region FROM contact UNION ALL"
        " SELECT l.contact_id, a.name || ' ' || a.handle FROM contact_author l JOIN author a ON a.id = l.author_id"
        " UNION ALL SELECT contact_id, words FROM contact_topic"
    ):
        found[contact_id] = f"{found.get(contact_id, '')} {fold(name)}"
    chosen = (one for one, text in found.items() if all(word in text for word in words))
    return tuple(dict.fromkeys(contacts.root(connection, one) for one in chosen))


def alike(connection: sqlite3.Connection, author_id: int, limit: int) -> list[int]:
    """Return other authors who may be the same: the same address, or words of the name or handle in common."""
    name, handle, url = connection.execute(
        "SELECT name, handle, url FROM author WHERE id=?", (author_id,)
    ).fetchone()
    local = handle.lstrip("@").partition("@")[0].partition(".")[0]
    words = "".join(c if c.isalnum() else " " for c in f"{name} {local}").split()
    found: dict[int, None] = {}
    if words:
        wanted = " OR ".join(f'"{one}"' for one in dict.fromkeys(words))
        rows = connection.execute(
            "SELECT rowid FROM author_fts WHERE author_fts MATCH ? ORDER BY rank LIMIT ?",
            (wanted, limit),
        )
        found.update(dict.fromkeys(row[0] for row in rows))
    if url:
        rows = connection.execute("SELECT id FROM author WHERE url=? LIMIT ?", (url, limit))
        found.update(dict.fromkeys(row[0] for row in rows))
    found.pop(author_id, None)
    return list(found)


def names(
    connection: sqlite3.Connection, authors: Sequence[int]
) -> dict[AuthorId, tuple[str, str]]:
    """Return author → platform and handle, or name where there is no handle."""
    marks = ",".join("?" * len(authors))
    rows = connection.execute(
        f"SELECT a.id, {contacts.NETWORK}, coalesce(nullif(a.handle, ''), a.name) FROM author a"
        f" WHERE a.id IN ({marks}) ORDER BY a.id",
        tuple(authors),
    )
    return {AuthorId(row[0]): (str(row[1]), str(row[2])) for row in rows}


def profile(
    connection: sqlite3.Connection, author_id: int
) -> tuple[str, str, str, str, str, int | None]:
    """Return platform, name, handle, address and key of an author, and their newest message, None without one."""
    row = connection.execute(
        f"SELECT {contacts.NETWORK}, a.name, a.handle, a.url, a.key,"
        " (SELECT max(id) FROM message m WHERE m.author_id = a.id AND m.raw_id IS NOT NULL)"
        " FROM author a WHERE a.id=?",
        (author_id,),
    ).fetchone()
    return str(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4]), row[5]


def filed(
    connection: sqlite3.Connection, conversations: Iterable[int]
) -> dict[int, tuple[str, ...]]:
    """Return conversation → the titles of the topics of the board under which it is filed; only those that are."""
    rows = connection.execute(
        "SELECT c.conversation_id, t.title FROM json_each(?) j"
        " JOIN topic_conversation c ON c.conversation_id = j.value AND c.out = 0"
        " JOIN topic t ON t.id = c.topic_id WHERE t.removed_at IS NULL ORDER BY t.title, t.id",
        (json.dumps(sorted(set(conversations))),),
    )
    found: dict[int, tuple[str, ...]] = {}
    for conversation_id, title in rows:
        found[conversation_id] = (*found.get(conversation_id, ()), str(title))
    return found
