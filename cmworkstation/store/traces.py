"""What a workspace knows of one person."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from cmworkstation.domain.erasure import Traces
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.reply import OPEN_STATES, PERSON_STATES
from cmworkstation.store import contacts, erasing, holds, seen_only

ON_ITS_WAY = "state IN ({})".format(",".join(f"'{one}'" for one in (*OPEN_STATES, *PERSON_STATES)))
THEIRS = "SELECT id FROM message WHERE author_id=?"
HOMES = "SELECT DISTINCT conversation_id FROM message WHERE author_id=?"


def people(
    connection: sqlite3.Connection, typed: str, limit: int
) -> list[tuple[int, str, str, str, int]]:
    """Return (id, platform, name, handle, messages) of people in whose name or handle words begin so."""
    found = [one for one in "".join(c if c.isalnum() else " " for c in typed).split() if one]
    if not found:
        return []
    wanted = " ".join(f'"{one}"*' for one in found)
    rows = connection.execute(
        "SELECT a.id, a.platform, a.name, a.handle, (SELECT count(*) FROM message m WHERE m.author_id = a.id)"
        " FROM author_fts f JOIN author a ON a.id = f.rowid WHERE author_fts MATCH ?"
        " ORDER BY f.rowid DESC LIMIT ?",
        (wanted, limit),
    )
    return [(row[0], str(row[1]), str(row[2]), str(row[3]), row[4]) for row in rows]


def of(connection: sqlite3.Connection, author_id: int) -> Traces:
    """Return what is known of a person, counted. Raises `KeyError`."""
    row = connection.execute(
        "SELECT platform, name, handle FROM author WHERE id=?", (author_id,)
    ).fetchone()
    if row is None:
        raise KeyError(author_id)
    renaming = erasing.renaming_of(connection, author_id, "")
    mentions, kept = erasing.mentions(connection, renaming, author_id)

    def count(query: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {query}", (author_id,)).fetchone()[0])

    return Traces(
        author_id=AuthorId(author_id),
        platform=row[0],
        name=row[1],
        handle=row[2],
        messages=count("message WHERE author_id=?"),
        conversations=count(f"({HOMES})"),
        answers=count(f"outbox WHERE state='sent' AND target_id IN ({THEIRS})"),
        mentions=mentions,
        watched=seen_only.count(connection, author_id),
        kept=kept,
        drafts=count(f"draft WHERE conversation_id IN ({HOMES})"),
        notes=count(f"note WHERE deleted_at IS NULL AND conversation_id IN ({HOMES})"),
        promises=count(f"promise WHERE message_id IN ({THEIRS})"),
        interests=count("interest WHERE author_id=? AND ended_at IS NULL"),
        on_their_way=count(f"outbox WHERE {ON_ITS_WAY} AND target_id IN ({THEIRS})"),
        held=tuple(one.reason for one in holds.on_person(connection, author_id)),
        other_names=tuple(_other_names(connection, author_id)),
        by_hand=tuple(_naming(connection, renaming.distinct)),
    )


def why_not(connection: sqlite3.Connection, author_id: int) -> str:
    """Return why a person may not be erased now, "" where they may: the reason of a `NotAllowed`."""
    ours = connection.execute(
        "SELECT 1 FROM message WHERE author_id=? AND ours LIMIT 1", (author_id,)
    ).fetchone()
    if ours:
        return "erase-us"
    if holds.on_person(connection, author_id):
        return "erase-held"
    waiting = connection.execute(
        f"SELECT 1 FROM outbox WHERE {ON_ITS_WAY} AND target_id IN ({THEIRS}) LIMIT 1", (author_id,)
    ).fetchone()
    return "erase-on-its-way" if waiting else ""


def _other_names(connection: sqlite3.Connection, author_id: int) -> Iterator[str]:
    """Yield the other names of the same contact, with their platforms."""
    contact_id = contacts.of_author(connection, author_id)
    for one in contacts.identities(connection, contact_id) if contact_id else ():
        if one.author_id != author_id:
            yield f"{one.handle or one.name} ({one.platform})"


def _naming(connection: sqlite3.Connection, forms: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of rules and views whose conditions name somebody: only a person can say what becomes of them."""
    for query in (
        "SELECT name, query FROM inbox_rule WHERE removed_at IS NULL",
        "SELECT name, query FROM saved_view",
    ):
        for name, condition in connection.execute(query):
            if any(fold(one) in fold(condition) for one in forms):
                yield name


TOLD = {
    "person": "SELECT platform, name, handle, url, is_bot FROM author WHERE id=?",
    "message": (
        "SELECT m.at, m.title, m.text, m.url, m.visibility, m.attachments, m.deleted_at, a.name AS account"
        " FROM message m JOIN account a ON a.no = m.account_no WHERE m.author_id=? ORDER BY m.id"
    ),
    "earlier": (
        "SELECT r.seen_at, r.title, r.text FROM revision r JOIN message m ON m.id = r.message_id"
        " WHERE m.author_id=? ORDER BY m.id, r.n"
    ),
    "answer": (
        f"SELECT sent_at, body, url, state FROM outbox WHERE target_id IN ({THEIRS}) ORDER BY created_at"
    ),
    "note": (
        f"SELECT created_at, body FROM note WHERE deleted_at IS NULL AND conversation_id IN ({HOMES})"
        " ORDER BY created_at"
    ),
    "promise": f"SELECT words, due_at, state FROM promise WHERE message_id IN ({THEIRS}) ORDER BY created_at",
    "contact": (
        "SELECT name, language, region, note FROM contact WHERE id IN"
        " (SELECT contact_id FROM contact_author WHERE author_id=?)"
    ),
    "link": "SELECT how, evidence, at FROM contact_author WHERE author_id=?",
    "declared": (
        "SELECT words, source, at FROM contact_topic WHERE contact_id IN"
        " (SELECT contact_id FROM contact_author WHERE author_id=?) ORDER BY at"
    ),
    "consent": (
        "SELECT kind, topic, granted, source, at, ended_at FROM contact_consent WHERE contact_id IN"
        " (SELECT contact_id FROM contact_author WHERE author_id=?) ORDER BY at"
    ),
    "relation": (
        "SELECT project, topic, ask, who, gets, decline, invited, opened_at, ended_at FROM relation"
        " WHERE contact_id IN (SELECT contact_id FROM contact_author WHERE author_id=?) ORDER BY opened_at"
    ),
    "happened": (
        "SELECT e.kind, e.way, e.words, e.at FROM relation_event e JOIN relation r ON r.id = e.relation_id"
        " WHERE r.contact_id IN (SELECT contact_id FROM contact_author WHERE author_id=?) ORDER BY e.at"
    ),
    "ask": "SELECT words, how, at FROM solicitation WHERE author_id=? ORDER BY at",
    "mention": f"SELECT m.at, m.title, m.text, m.address FROM {seen_only.OF} ORDER BY m.at",
    "interest": "SELECT kind, words, value_cents, currency, on_day FROM interest WHERE author_id=?",
}


def told(connection: sqlite3.Connection, author_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield everything that is known of a person, as (kind, facts): for themselves, who may ask for it."""
    for kind, query in TOLD.items():
        cursor = connection.execute(query, (author_id,))
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield kind, dict(zip(names, row, strict=True))
