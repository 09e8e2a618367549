"""What a query finds beside messages: internal notes, people, and what was written here and has not left."""

import sqlite3
from collections.abc import Sequence

from cmworkstation.domain.found import Found, Place
from cmworkstation.domain.query import And, Field, Named, Node, Not, Or, Query, Told, Words
from cmworkstation.domain.query.folding import fold
from cmworkstation.store.query_terms import quoted

WORDS_SHOWN = 160


def notes(connection: sqlite3.Connection, query: Query, limit: int) -> tuple[Found, ...]:
    """Return notes with these words, the newest first."""
    match = _match(query.node, "notes")
    if not match:
        return ()
    rows = connection.execute(
        "SELECT n.conversation_id, snippet(note_fts, 0, char(2), char(3), '…', 16) FROM note_fts"
        " JOIN note n ON n.no = note_fts.rowid WHERE note_fts MATCH ? AND n.deleted_at IS NULL"
        " ORDER BY n.no DESC LIMIT ?",
        (match, limit),
    )
    return tuple(Found(Place.NOTE, str(row[0]), row[1]) for row in rows)


def people(connection: sqlite3.Connection, query: Query, limit: int) -> tuple[Found, ...]:
    """Return people who are called so."""
    match = _match(query.node, "people")
    if not match:
        return ()
    rows = connection.execute(
        "SELECT a.name, a.name || ' ' || a.handle FROM"
        " (SELECT rowid FROM author_fts WHERE author_fts MATCH ? LIMIT ?) f JOIN author a ON a.id = f.rowid",
        (match, limit),
    )
    return tuple(Found(Place.PERSON, row[0], row[1]) for row in rows)


def unsent(connection: sqlite3.Connection, query: Query, limit: int) -> tuple[Found, ...]:
    """Return drafts, and replies that have not left, with these words; there are few, so all are looked through."""
    wanted = _plain(query.node, "replies")
    if not wanted:
        return ()
    rows = connection.execute(
        "SELECT conversation_id, body FROM draft WHERE body <> ''"
        " UNION ALL SELECT conversation_id, body FROM outbox WHERE state NOT IN ('sent', 'dropped')"
    )
    found = [
        Found(Place.UNSENT, str(row[0]), row[1][:WORDS_SHOWN])
        for row in rows
        if _holds(row[1], wanted)
    ]
    return tuple(found[:limit])


def words_of(query: Query, place: str) -> tuple[Words, ...]:
    """Return the words of a query that asks for nothing else, or for this place by name; else none."""
    return tuple(_plain(query.node, place))


def _plain(node: Node | None, place: str) -> Sequence[Words]:
    parts = node.parts if isinstance(node, And) else (node,)
    found = [part for part in parts if isinstance(part, Words)]
    others = [part for part in parts if not isinstance(part, Words)]
    return found if all(part == Told(Field.IN, place) for part in others) else ()


def _holds(text: str, wanted: Sequence[Words]) -> bool:
    plain = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in fold(text)).split())} "
    return all(
        f" {' '.join(''.join(c if c.isalnum() else ' ' for c in fold(one.text)).split())}"
        f"{'' if one.prefix else ' '}" in plain
        for one in wanted
    )


def _match(node: Node | None, place: str) -> str:
    """Return what an index of words is asked, "" where the query asks for what is no word."""
    if isinstance(node, Words):
        return f"({quoted(node.text)}{'*' if node.prefix else ''})"
    if isinstance(node, Named) and node.field is Field.FROM and place == "people":
        return f"({quoted(node.name)}{'*' if node.open_end else ''})"
    if isinstance(node, Or):
        some = [_match(part, place) for part in node.parts]
        return f"({' OR '.join(some)})" if all(some) else ""
    if not isinstance(node, And):
        return ""
    parts = [part for part in node.parts if part != Told(Field.IN, place)]
    wanted = [_match(part, place) for part in parts if not isinstance(part, Not)]
    unwanted = [_match(part.part, place) for part in parts if isinstance(part, Not)]
    if not wanted or not all((*wanted, *unwanted)):
        return ""
    said = f"({' AND '.join(wanted)})"
    return f"({said} NOT ({' OR '.join(unwanted)}))" if unwanted else said
