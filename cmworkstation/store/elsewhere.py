"""What a query finds beside messages: internal notes, remarks, people, and what was written here and has not left."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence

from cmworkstation.domain.folding import fold
from cmworkstation.domain.found import Found, Place
from cmworkstation.domain.query import And, Field, Named, Node, Not, Or, Query, Told, Words
from cmworkstation.store.query_terms import quoted

WORDS_SHOWN = 160
BEFORE_FIND = 40  # characters that a snippet shows before what was found
NAMED = {"notes": "note", "remarks": "remark"}  # what `in:` and `is:` call the same
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


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


def remarks(connection: sqlite3.Connection, query: Query, limit: int) -> tuple[Found, ...]:
    """Return remarks of reviewers, the newest first; there are few, so all are looked through."""
    found: list[Found] = []
    for home, message_id, words, at in _remarked(connection, query):
        if len(found) == limit:
            break
        found.append(Found(Place.REMARK, str(home), _snippet(words, at), message_id))
    return tuple(found)


def remarked(connection: sqlite3.Connection, query: Query) -> frozenset[int]:
    """Return the messages about which a remark says what a query asks for."""
    return frozenset(row[1] for row in _remarked(connection, query))


def _remarked(
    connection: sqlite3.Connection, query: Query
) -> Iterator[tuple[int, int, str, tuple[int, int]]]:
    """Yield a remark's conversation, its message, its words, and where in these the first find stands."""
    finds = _reader(query.node, "remarks")
    if finds is None:
        return
    rows = connection.execute(
        "SELECT m.conversation_id, n.message_id, n.words FROM annotation n JOIN message m ON m.id = n.message_id"
        " WHERE n.ended_at IS NULL ORDER BY n.at DESC, n.id DESC"
    )
    for home, message_id, words in rows:
        at = finds(_Folded(words))
        if at is not None:
            yield home, message_id, words, at


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
    finds = _reader(query.node, "replies")
    if finds is None:
        return ()
    rows = connection.execute(
        "SELECT conversation_id, body FROM draft WHERE body <> ''"
        " UNION ALL SELECT conversation_id, body FROM outbox WHERE state NOT IN ('sent', 'dropped')"
    )
    found = []
    for home, text in rows:
        at = finds(_Folded(text))
        if at is not None:
            found.append(Found(Place.UNSENT, str(home), _snippet(text, at)))
    return tuple(found[:limit])


def words_of(query: Query, place: str) -> tuple[Words, ...]:
    """Return the words of a query that asks for nothing else, or for this place by name; else none."""
    return tuple(_plain(query.node, place))


def _plain(node: Node | None, place: str) -> Sequence[Words]:
    parts = node.parts if isinstance(node, And) else (node,)
    found = [part for part in parts if isinstance(part, Words)]
    others = [part for part in parts if not isinstance(part, Words)]
    return found if all(_names(part, place) for part in others) else ()


def _names(node: Node | None, place: str) -> bool:
    """Tell whether a term only says where to look."""
    return node in (Told(Field.IN, place), Told(Field.IS, NAMED.get(place, "")))


class _Folded:
    """A text to be read without accents and capitals; it is cut into words where it may hold what is sought."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = text.lower() if text.isascii() else fold(text)
        self._words: list[tuple[str, int, int]] = []

    def find(self, wanted: Words) -> tuple[int, int] | None:
        """Return where words stand one after the other, the last of them perhaps unfinished."""
        sought = [fold(found[0]) for found in WORD.finditer(wanted.text)]
        if not sought or not all(one in self._plain for one in sought):
            return None
        if not self._words:
            self._words = [(fold(one[0]), *one.span()) for one in WORD.finditer(self._text)]
        *before, last = sought
        for n in range(len(self._words) - len(before)):
            some = self._words[n : n + len(sought)]
            ends = some[-1][0]
            if [one[0] for one in some[:-1]] == before and (
                ends.startswith(last) if wanted.prefix else ends == last
            ):
                return some[0][1], some[-1][2]
        return None


_Reader = Callable[[_Folded], tuple[int, int] | None]


def _reader(node: Node | None, place: str) -> _Reader | None:
    """Return what tells where a text says what is asked; None where a query asks for what is no word.

    Where only the place is asked for, every text says it, at its beginning.
    """
    if isinstance(node, Words):
        return lambda text: text.find(node)
    if isinstance(node, And | Or):
        wanted = [_reader(one, place) for one in node.parts if not isinstance(one, Not)]
        unwanted = [_reader(one.part, place) for one in node.parts if isinstance(one, Not)]
        some, none = [one for one in wanted if one], [one for one in unwanted if one]
        if not some or len(some) + len(none) < len(node.parts):
            return None
        if isinstance(node, Or):
            return None if none else lambda text: _first(some, text)
        return lambda text: None if _first(none, text) else _last_of_all(some, text)
    return (lambda _: (0, 0)) if _names(node, place) else None


def _first(parts: Sequence[_Reader], text: _Folded) -> tuple[int, int] | None:
    return next((at for part in parts if (at := part(text)) is not None), None)


def _last_of_all(parts: Sequence[_Reader], text: _Folded) -> tuple[int, int] | None:
    """Return where the last of the parts stands, None where one is missing."""
    places = [part(text) for part in parts]
    return None if None in places else max(one for one in places if one is not None)


def _snippet(text: str, at: tuple[int, int]) -> str:
    """Return the words around a find, marked as the index marks them."""
    start, end = at
    begin = 0 if start <= BEFORE_FIND else start - BEFORE_FIND
    shown = text[begin : begin + WORDS_SHOWN]
    if end > start:
        a, b = start - begin, min(end - begin, len(shown))
        shown = f"{shown[:a]}\x02{shown[a:b]}\x03{shown[b:]}"
    return f"{'…' if begin else ''}{shown}{'…' if begin + WORDS_SHOWN < len(text) else ''}"


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
    parts = [part for part in node.parts if not _names(part, place)]
    wanted = [_match(part, place) for part in parts if not isinstance(part, Not)]
    unwanted = [_match(part.part, place) for part in parts if isinstance(part, Not)]
    if not wanted or not all((*wanted, *unwanted)):
        return ""
    said = f"({' AND '.join(wanted)})"
    return f"({said} NOT ({' OR '.join(unwanted)}))" if unwanted else said
