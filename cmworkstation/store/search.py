"""Full-text search over all messages, newest first, accent-blind, with prefix and phrase.

A person's query is parsed here and every word is quoted: no character of it is ever FTS5 syntax.

    opening hours        both words
    "late parcel"        these words in this order
    biblio*              any ending
    -spam                without this word
    from:nadia           written by somebody called so
    account:facebook     on the account of this name
"""

import re
import sqlite3
from collections.abc import Collection

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.conversation import Hit
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.store import accounts

LONGEST = 2_000  # characters of a query that are looked at
MOST_TERMS = 50  # each costs a look into the index
MARK_START, MARK_END = "\x02", "\x03"
TERM = re.compile(r'(-?)(?:(from|account|de|compte):)?(?:"([^"]*)("?)|(\S+))', re.IGNORECASE)
WORD = re.compile(r"[^\W_]|[\U0001F000-\U0001FAFF\u2190-\u2BFF]", re.UNICODE)


def find(
    connection: sqlite3.Connection, query: str, limit: int = 50, before_id: int | None = None
) -> tuple[Hit, ...]:
    """Return the newest messages that match; `before_id` continues below an earlier page."""
    match = expression(connection, query)
    if match is None:
        return ()
    names = accounts.ids_by_number(connection)
    rows = connection.execute(
        "SELECT m.id, m.conversation_id, m.account_no, m.author_name, m.at, f.words, m.ours FROM ("
        " SELECT rowid AS id, snippet(message_fts, 0, char(2), char(3), '…', 16) AS words FROM message_fts"
        " WHERE message_fts MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) f"
        " JOIN message m ON m.id = f.id ORDER BY m.id DESC",
        (match, before_id if before_id is not None else (1 << 63) - 1, limit),
    )
    return tuple(
        Hit(
            message_id=row[0],
            conversation_id=ConversationId(row[1]),
            account_id=names[row[2]],
            author_name=row[3],
            at=from_ms(row[4]),
            snippet=row[5],
            ours=bool(row[6]),
        )
        for row in rows
    )


def matching(
    connection: sqlite3.Connection, query: str, message_ids: Collection[int]
) -> frozenset[int]:
    """Return which of some messages match; all of them where there is nothing to look for."""
    match = expression(connection, query)
    if match is None or not message_ids:
        return frozenset(message_ids)
    marks = ",".join(map(str, map(int, message_ids)))
    rows = connection.execute(
        f"SELECT rowid FROM message_fts WHERE message_fts MATCH ? AND rowid IN ({marks})", (match,)
    )
    return frozenset(row[0] for row in rows)


def count(connection: sqlite3.Connection, query: str, cap: int = 1000) -> int:
    """Return how many messages match, counting no further than `cap`."""
    match = expression(connection, query)
    if match is None:
        return 0
    found = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM message_fts WHERE message_fts MATCH ? LIMIT ?)",
        (match, cap),
    ).fetchone()
    return int(found[0])


def expression(connection: sqlite3.Connection, query: str) -> str | None:
    """Return the FTS5 expression for a person's query; None when there is nothing to look for."""
    wanted: list[str] = []
    unwanted: list[str] = []
    query = (
        query[:LONGEST].encode("utf-8", "ignore").decode()
    )  # half a pair of surrogates is no letter
    for minus, field, phrase, closed, word in TERM.findall(query)[:MOST_TERMS]:
        term = _term(connection, field.lower(), phrase, word, whole=bool(closed))
        if term:
            (unwanted if minus else wanted).append(term)
    if not wanted:
        return None
    positive = " AND ".join(f"({term})" for term in wanted)
    return f"({positive}) NOT ({' OR '.join(unwanted)})" if unwanted else positive


def _term(
    connection: sqlite3.Connection, field: str, phrase: str, word: str, *, whole: bool
) -> str | None:
    text, prefix = (phrase, "") if phrase else (word.rstrip("*"), "*" if word.endswith("*") else "")
    if not WORD.search(text):
        return None
    quoted = '"' + text.replace('"', '""').replace("\0", "") + '"'
    if field in ("account", "compte"):
        return _account_term(connection, text)
    if field in ("from", "de"):
        return f"who : {quoted}{'' if whole else '*'}"
    return f"{{body who}} : {quoted}{prefix}"


def _account_term(connection: sqlite3.Connection, name: str) -> str:
    folded = name.casefold()
    numbers: dict[AccountId, int] = {
        id_: no for no, id_ in accounts.ids_by_number(connection).items()
    }
    tokens = [
        f'"a{numbers[one.id]}"'
        for one in accounts.all_accounts(connection)
        if folded in f"{one.name} {one.handle} {one.platform} {one.look}".casefold()
        or folded == one.id
    ]
    return f"meta : ({' OR '.join(tokens)})" if tokens else 'meta : "a0"'
