"""Names that a query may use: of accounts, labels, people and categories, as they are in this workspace."""

import sqlite3

from cmworkstation.domain.query import Field
from cmworkstation.domain.query.folding import fold
from cmworkstation.store.query_terms import quoted

MOST = 12
ASKED = {
    Field.ACCOUNT: "SELECT name FROM account WHERE removed_at IS NULL ORDER BY no",
    Field.PLATFORM: "SELECT DISTINCT look FROM account",
    Field.LABEL: "SELECT path FROM label ORDER BY folded",
    Field.ASSIGNEE: "SELECT name FROM profile WHERE ended_at IS NULL ORDER BY name",
    Field.CATEGORY: "SELECT DISTINCT category FROM conversation WHERE status = 0 AND category <> ''",
    Field.CLAUSE: "SELECT DISTINCT rule FROM rule_outcome ORDER BY rule",
}
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl", "ar")


def values(connection: sqlite3.Connection, field: Field, begun: str) -> tuple[str, ...]:
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
    elif field in ASKED:
        rows = connection.execute(ASKED[field])
    else:
        return ()
    wanted = fold(begun)
    names = (" ".join(row[0].replace('"', " ").split()) for row in rows)
    found = dict.fromkeys(one for one in names if field is Field.FROM or wanted in fold(one))
    return tuple(found)[:MOST]
