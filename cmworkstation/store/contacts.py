"""The tables of contacts: who is one person, by what evidence, what they declared, and which two were merged."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.contact import (
    FIELDS,
    Added,
    Consent,
    Contact,
    ContactId,
    How,
    Identity,
    Matter,
    Topic,
    together,
)
from cmworkstation.domain.ids import AuthorId, uuid7
from cmworkstation.domain.values import replace
from cmworkstation.store import asks, relations

COLUMNS = "id, name, language, region, note, profile_id, created_at"
OWNED = ("contact_topic", "contact_consent", "relation")  # tables whose rows belong to one contact
HOMES = {  # what can be added to a card, the table in which it stands, and what tells its rows apart
    "link": ("contact_author", "author_id"),
    "topic": ("contact_topic", "id"),
    "consent": ("contact_consent", "id"),
    "relation": ("relation", "id"),
}
ADDED = {
    "link": (
        "SELECT a.id, trim(a.name || ' ' || a.handle) FROM contact_author l JOIN author a ON a.id = l.author_id"
        " WHERE l.contact_id=? ORDER BY a.id"
    ),
    "topic": "SELECT id, words FROM contact_topic WHERE contact_id=? ORDER BY id",
    "consent": "SELECT id, trim(kind || ' ' || topic) FROM contact_consent WHERE contact_id=? ORDER BY id",
    "relation": "SELECT id, project FROM relation WHERE contact_id=? ORDER BY id",
}
# The network as people know it: what an account shows of itself where somebody wrote to it last.
NETWORK = (
    "coalesce((SELECT k.look FROM message n JOIN account k ON k.no = n.account_no WHERE n.author_id = a.id"
    " ORDER BY n.id DESC LIMIT 1), a.platform)"
)
DOWN = (
    "WITH RECURSIVE down(id) AS (SELECT ? UNION"
    " SELECT m.contact_id FROM contact_merge m JOIN down ON m.into_id = down.id)"
)
UP = (
    "WITH RECURSIVE up(id) AS (SELECT {start} UNION"
    " SELECT m.into_id FROM contact_merge m JOIN up ON m.contact_id = up.id)"
    " SELECT id FROM up WHERE id NOT IN (SELECT contact_id FROM contact_merge)"
)


def put(connection: sqlite3.Connection, one: Contact) -> None:
    """Keep a contact as it is now."""
    connection.execute(
        f"INSERT INTO contact({COLUMNS}) VALUES(?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
        " name=excluded.name, language=excluded.language, region=excluded.region, note=excluded.note",
        (
            *(one.id, one.name, one.language, one.region, one.note, one.by),
            to_ms(one.created_at) if one.created_at else 0,
        ),
    )


def remove(connection: sqlite3.Connection, contact_id: str) -> None:
    """Take a contact out that nothing refers to."""
    connection.execute("DELETE FROM contact WHERE id=?", (contact_id,))


def one(connection: sqlite3.Connection, contact_id: str) -> Contact:
    """Return a contact as it was noted, without what it was merged with. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM contact WHERE id=?", (contact_id,)).fetchone()
    if row is None:
        raise KeyError(contact_id)
    return _contact(row)


def roots(connection: sqlite3.Connection) -> tuple[Contact, ...]:
    """Return all contacts that are not part of a merged one, in the order in which they were made."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM contact WHERE id NOT IN (SELECT contact_id FROM contact_merge) ORDER BY id"
    )
    return tuple(map(_contact, found))


def root(connection: sqlite3.Connection, contact_id: str) -> ContactId:
    """Return the contact that stands for one now: the merged one, where it was merged."""
    row = connection.execute(UP.format(start="?"), (contact_id,)).fetchone()
    return ContactId(row[0])


def of_author(connection: sqlite3.Connection, author_id: int) -> ContactId | None:
    """Return who an author is, None where nobody made a contact of them."""
    row = connection.execute(
        UP.format(start="contact_id FROM contact_author WHERE author_id=?"), (author_id,)
    ).fetchone()
    return ContactId(row[0]) if row else None


def of_authors(
    connection: sqlite3.Connection, author_ids: Iterable[int]
) -> Mapping[AuthorId, ContactId]:
    """Return author → contact for those who have one."""
    found = ((AuthorId(one), of_author(connection, one)) for one in author_ids)
    return {author: contact for author, contact in found if contact}


def members(connection: sqlite3.Connection, contact_id: str) -> tuple[ContactId, ...]:
    """Return a contact with all that were merged into it, itself first."""
    rows = connection.execute(DOWN + " SELECT id FROM down", (contact_id,))
    return tuple(ContactId(row[0]) for row in rows)


def authors(connection: sqlite3.Connection, contact_id: str) -> tuple[AuthorId, ...]:
    """Return all authors that are a person, over all that was merged."""
    rows = connection.execute(
        DOWN
        + " SELECT l.author_id FROM contact_author l JOIN down ON l.contact_id = down.id ORDER BY l.at, 1",
        (contact_id,),
    )
    return tuple(AuthorId(row[0]) for row in rows)


def identities(connection: sqlite3.Connection, contact_id: str) -> tuple[Identity, ...]:
    """Return the names of a person on all platforms, with how often and when we last heard from each."""
    rows = connection.execute(
        DOWN
        + f" SELECT l.author_id, l.contact_id, {NETWORK}, a.name, a.handle, a.url, l.how, l.evidence,"
        " l.profile_id, l.at, (SELECT count(*) FROM message m WHERE m.author_id = a.id),"
        " (SELECT max(m.id) >> 12 FROM message m WHERE m.author_id = a.id)"
        " FROM contact_author l JOIN down ON l.contact_id = down.id JOIN author a ON a.id = l.author_id"
        " ORDER BY l.at, l.author_id",
        (contact_id,),
    )
    return tuple(
        Identity(
            author_id=AuthorId(row[0]),
            contact_id=ContactId(row[1]),
            platform=str(row[2]),
            name=str(row[3]),
            handle=str(row[4]),
            url=str(row[5]),
            how=How(row[6]),
            evidence=str(row[7]),
            by=str(row[8]),
            at=from_ms(row[9]),
            messages=row[10],
            last_at=None if row[11] is None else from_ms(row[11]),
        )
        for row in rows
    )


def link(
    connection: sqlite3.Connection,
    contact_id: str,
    author_id: int,
    how: How,
    evidence: str,
    by: str,
    at: datetime,
) -> None:
    """Say that an author is a person."""
    connection.execute(
        "INSERT INTO contact_author(author_id, contact_id, how, evidence, profile_id, at) VALUES(?,?,?,?,?,?)",
        (author_id, contact_id, how, evidence, by, to_ms(at)),
    )


def unlink(connection: sqlite3.Connection, author_id: int) -> None:
    """Say that an author is nobody's any more."""
    connection.execute("DELETE FROM contact_author WHERE author_id=?", (author_id,))


# What they declared


def add_topic(connection: sqlite3.Connection, new: Topic) -> None:
    """Keep a topic that somebody declared."""
    connection.execute(
        "INSERT INTO contact_topic(id, contact_id, words, topic_id, source, profile_id, at) VALUES(?,?,?,?,?,?,?)",
        (
            *(new.id, new.contact_id, new.words, new.topic_id, new.source, new.by),
            to_ms(new.at) if new.at else 0,
        ),
    )


def remove_topic(connection: sqlite3.Connection, topic_id: str) -> None:
    """Take a declared topic out."""
    connection.execute("DELETE FROM contact_topic WHERE id=?", (topic_id,))


def topics(connection: sqlite3.Connection, contact_id: str) -> tuple[Topic, ...]:
    """Return what somebody declared to care about, over all that was merged, the earliest first."""
    rows = connection.execute(
        DOWN + " SELECT t.id, t.contact_id, t.words, t.topic_id, t.source, t.profile_id, t.at"
        " FROM contact_topic t JOIN down ON t.contact_id = down.id ORDER BY t.at, t.id",
        (contact_id,),
    )
    return tuple(
        Topic(row[0], ContactId(row[1]), row[2], row[3], row[4], row[5], from_ms(row[6]))
        for row in rows
    )


def add_consent(connection: sqlite3.Connection, new: Consent) -> None:
    """Keep what somebody agreed to, or not."""
    connection.execute(
        "INSERT INTO contact_consent(id, contact_id, kind, granted, source, profile_id, at, ended_at, topic)"
        " VALUES(?,?,?,?,?,?,?,?,?)",
        (
            *(new.id, new.contact_id, new.matter, int(new.granted), new.source, new.by),
            to_ms(new.at),
            to_ms(new.ended_at) if new.ended_at else None,
            new.topic,
        ),
    )


def end_consent(connection: sqlite3.Connection, consent_id: str, at: datetime | None) -> None:
    """Say until when a consent held; None lets it hold again."""
    connection.execute(
        "UPDATE contact_consent SET ended_at=? WHERE id=?", (to_ms(at) if at else None, consent_id)
    )


def consents(connection: sqlite3.Connection, contact_id: str) -> tuple[Consent, ...]:
    """Return what somebody agreed to, over all that was merged, the earliest first; ended ones too."""
    rows = connection.execute(
        DOWN
        + " SELECT c.id, c.contact_id, c.kind, c.granted, c.source, c.profile_id, c.at, c.ended_at, c.topic"
        " FROM contact_consent c JOIN down ON c.contact_id = down.id ORDER BY c.at, c.id",
        (contact_id,),
    )
    return tuple(
        Consent(
            row[0],
            ContactId(row[1]),
            Matter(row[2]),
            bool(row[3]),
            row[4],
            row[5],
            from_ms(row[6]),
            None if row[7] is None else from_ms(row[7]),
            row[8],
        )
        for row in rows
    )


# Merges


def merge(
    connection: sqlite3.Connection,
    parts: Iterable[str],
    into_id: str,
    evidence: str,
    by: str,
    at: datetime,
) -> None:
    """Let contacts stand together from now on; nothing of them is touched."""
    connection.executemany(
        "INSERT INTO contact_merge(contact_id, into_id, place, evidence, profile_id, at) VALUES(?,?,?,?,?,?)",
        [(one_id, into_id, n, evidence, by, to_ms(at)) for n, one_id in enumerate(parts)],
    )


def merged(connection: sqlite3.Connection, contact_id: str) -> tuple[tuple[ContactId, ...], str]:
    """Return the two of which a contact was merged, with the evidence; none where it was not."""
    rows = connection.execute(
        "SELECT contact_id, evidence FROM contact_merge WHERE into_id=? ORDER BY place",
        (contact_id,),
    ).fetchall()
    return tuple(ContactId(row[0]) for row in rows), rows[0][1] if rows else ""


def part(connection: sqlite3.Connection, contact_id: str) -> None:
    """Let the two of a merge stand alone again."""
    connection.execute("DELETE FROM contact_merge WHERE into_id=?", (contact_id,))


def added(connection: sqlite3.Connection, contact_id: str) -> Iterator[Added]:
    """Yield what stands at a merged contact itself, and at none of the two beneath."""
    own = one(connection, contact_id)
    for name in FIELDS:
        if getattr(own, name):
            yield Added("field", name, getattr(own, name))
    for kind, query in ADDED.items():
        for row in connection.execute(query, (contact_id,)):
            yield Added(kind, str(row[0]), str(row[1]))


def hand(
    connection: sqlite3.Connection, contact_id: str, what: Added, to: Sequence[ContactId]
) -> None:
    """Give something of a merged card to one of the two beneath, or to both."""
    if what.kind == "field":
        said = getattr(one(connection, contact_id), what.id)
        for each in to:
            there = one(connection, each)
            both = "\n\n".join(part for part in (there.note, said) if part)
            put(connection, there.saying(**{what.id: both if what.id == "note" else said}))
        return
    table, key = HOMES[what.kind]
    connection.execute(f"UPDATE {table} SET contact_id=? WHERE {key}=?", (to[0], what.id))
    for each in to[1:]:  # a copy under an id of its own
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = [{"id": "?1", "contact_id": "?2"}.get(name, name) for name in names]
        connection.execute(
            f"INSERT INTO {table}({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE id=?3",
            (uuid7(), each, what.id),
        )


# Erasing


def forget(connection: sqlite3.Connection, author_id: int) -> None:
    """Take an author out of their contact; one that is nobody any more goes with all that was noted of it.

    What was added to a merged card of which one person is left belongs to that person.
    """
    row = connection.execute(
        "SELECT contact_id FROM contact_author WHERE author_id=?", (author_id,)
    ).fetchone()
    asks.forget(connection, author_id)
    if row is not None:
        unlink(connection, author_id)
        _drop_empty(connection, row[0])


def _drop_empty(connection: sqlite3.Connection, contact_id: str) -> None:
    if authors(connection, contact_id):
        return
    above = connection.execute(
        "SELECT into_id FROM contact_merge WHERE contact_id=?", (contact_id,)
    ).fetchone()
    for one_id in members(connection, contact_id):
        connection.execute("DELETE FROM contact_merge WHERE contact_id=?1 OR into_id=?1", (one_id,))
        for table in OWNED:
            if table == "relation":
                for row in relations.of_contacts(connection, [one_id]):
                    relations.remove(connection, row.id)
            connection.execute(f"DELETE FROM {table} WHERE contact_id=?", (one_id,))
        remove(connection, one_id)
    if above is not None:
        _dissolve(connection, above[0])


def _dissolve(connection: sqlite3.Connection, merged_id: str) -> None:
    """Let a merge of which one part is gone be that one part."""
    left, _ = merged(connection, merged_id)
    if len(left) != 1:
        return
    (only,) = left
    for table in ("contact_author", *OWNED):
        connection.execute(f"UPDATE {table} SET contact_id=? WHERE contact_id=?", (only, merged_id))
    put(
        connection, replace(together(one(connection, only), (one(connection, merged_id),)), id=only)
    )
    part(connection, merged_id)
    connection.execute(
        "UPDATE contact_merge SET contact_id=? WHERE contact_id=?", (only, merged_id)
    )
    remove(connection, merged_id)


def _contact(row: Sequence[Any]) -> Contact:
    return Contact(
        ContactId(row[0]),
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        from_ms(row[6]) if row[6] else None,
    )
