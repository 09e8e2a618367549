"""Names that a query may use: of accounts, labels, people and categories, as they are in this workspace."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from cmworkstation.domain.folding import fold
from cmworkstation.domain.found import Unknown
from cmworkstation.domain.query import Field, Named, Query, here, leaves
from cmworkstation.domain.query.names import person_of
from cmworkstation.domain.query.viewpoint import CategoryLabels
from cmworkstation.store.query_terms import Terms, quoted
from cmworkstation.store.query_terms import categories as named_categories

MOST = 12
NEAREST = 3
ALIKE = 0.5  # of 1, from which on a name comes near another
SAME = 2  # letters that people's names have in common when one may be meant for the other
ASKED = {
    Field.ACCOUNT: "SELECT name FROM account WHERE removed_at IS NULL ORDER BY no",
    Field.PLATFORM: "SELECT DISTINCT look FROM account",
    Field.LABEL: "SELECT path FROM label ORDER BY folded",
    Field.ASSIGNEE: "SELECT name FROM profile WHERE ended_at IS NULL ORDER BY name",
    Field.CATEGORY: "SELECT DISTINCT category FROM conversation WHERE status = 0 AND category <> ''",
    Field.CLAUSE: "SELECT DISTINCT rule FROM rule_outcome ORDER BY rule",
}
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl", "ar")


def values(
    connection: sqlite3.Connection,
    field: Field,
    begun: str,
    categories: Callable[[], CategoryLabels] = dict,
) -> tuple[str, ...]:
    """Return names that hold what was begun."""
    if field is Field.LANG:
        return tuple(one for one in LANGUAGES if one.startswith(begun))
    if field is Field.FROM:
        if not any(char.isalnum() for char in begun):
            return ()
        rows = connection.execute(
            "SELECT a.name FROM (SELECT rowid FROM author_fts WHERE author_fts MATCH ? LIMIT ?) f"
            " JOIN author a ON a.id = f.rowid",
            (f"{quoted(begun)}*", MOST),
        )
        return tuple(dict.fromkeys(_plain(row[0]) for row in rows))[:MOST]
    wanted = fold(begun)
    every = known(connection, field, categories)
    return tuple(one for one in every if wanted in fold(one))[:MOST]


def known(
    connection: sqlite3.Connection, field: Field, categories: Callable[[], CategoryLabels] = dict
) -> tuple[str, ...]:
    """Return all names that a field may ask for, as a person reads them; of authors none, they are too many."""
    if field not in ASKED:
        return ()
    found = [_plain(row[0]) for row in connection.execute(ASKED[field])]
    if field is Field.CATEGORY:
        labels = categories()
        told = [_plain(one) for both in labels.values() for one in both.values()]
        found = [*told, *(one for one in found if one not in labels)]
    return tuple(dict.fromkeys(one for one in found if one))


def unknown(
    connection: sqlite3.Connection, query: Query, categories: Callable[[], CategoryLabels] = dict
) -> tuple[Unknown, ...]:
    """Return the names in a query that nothing is called, each with those that come near."""
    terms = Terms(connection, here())
    found = []
    for leaf in leaves(query.node):
        if isinstance(leaf, Named) and not _is_known(connection, terms, leaf, categories):
            near = _near(leaf.name, _around(connection, leaf, categories))
            found.append(Unknown(leaf.field, leaf.name, near))
    return tuple(dict.fromkeys(found))


def _near(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that hold a name, then those that are spelled much like it, as a whole or in a part."""
    parts = {
        part: one
        for one in reversed(names)
        for part in (*re.split(r"[\s/]+", fold(one)), fold(one))
        if part
    }
    wanted = fold(name)
    close = get_close_matches(wanted, parts, NEAREST, ALIKE)
    found = [one for one in names if wanted in fold(one)] + [parts[part] for part in close]
    return tuple(dict.fromkeys(found))[:NEAREST]


def _is_known(
    connection: sqlite3.Connection,
    terms: Terms,
    leaf: Named,
    categories: Callable[[], CategoryLabels],
) -> bool:
    if leaf.field in (Field.ACCOUNT, Field.PLATFORM):
        return bool(terms.accounts(leaf))
    if leaf.field is Field.LABEL:
        return bool(terms.labels(leaf))
    if leaf.field is Field.ASSIGNEE:
        return bool(person_of(leaf.name) or terms.people(leaf))
    if leaf.field is Field.CATEGORY:
        wanted = named_categories(leaf, categories())
        asked = "SELECT 1 FROM conversation WHERE category = ? COLLATE NOCASE LIMIT 1"
        return (
            len(wanted) > 1
            or any(fold(leaf.name) == fold(one) for one in categories())
            or bool(connection.execute(asked, (leaf.name,)).fetchone())
        )
    if leaf.field is Field.FROM:
        asked = "SELECT 1 FROM message_fts WHERE message_fts MATCH ? LIMIT 1"
        return bool(connection.execute(asked, (terms.match(leaf),)).fetchone())
    return True


def _around(
    connection: sqlite3.Connection, leaf: Named, categories: Callable[[], CategoryLabels]
) -> tuple[str, ...]:
    if leaf.field is not Field.FROM:
        return known(connection, leaf.field, categories)
    return values(connection, Field.FROM, leaf.name[:SAME])


def _plain(name: str) -> str:
    return " ".join(name.replace('"', " ").split())
