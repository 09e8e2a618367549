"""Rows of `statement_use` and `statement_post`: statements that went out, and what was added to them."""

import sqlite3
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import (
    AccountId,
    ConversationId,
    DraftId,
    MessageId,
    OutboxId,
    uuid7,
)
from cmworkstation.domain.statement_use import Post, Use, UseState, stage_of
from cmworkstation.domain.values import replace
from cmworkstation.store import accounts

_USE = (
    "SELECT id, charter_id, statement_id, title, language, adds_to, changed, words, state, profile_id, at"
    " FROM statement_use"
)
_POST = (
    "SELECT p.use_id, a.id, o.state, d.id IS NOT NULL,"
    " coalesce(iif(o.whole <> '', o.whole, o.body), d.body, ''), o.sent_at, coalesce(o.url, ''),"
    " p.draft_id, p.outbox_id, coalesce(m.conversation_id, o.conversation_id, d.conversation_id), m.id"
    " FROM statement_post p JOIN account a ON a.no = p.account_no"
    " LEFT JOIN outbox o ON o.id = p.outbox_id AND p.outbox_id <> ''"
    " LEFT JOIN draft d ON d.id = p.draft_id AND p.outbox_id = ''"
    " LEFT JOIN message m ON m.account_no = o.account_no AND m.remote_id = o.remote_id AND o.remote_id <> ''"
    " WHERE p.use_id IN ({marks}) ORDER BY p.rowid"
)


def add(connection: sqlite3.Connection, one: Use) -> None:
    """Keep a use."""
    connection.execute(
        "INSERT INTO statement_use(id, charter_id, statement_id, title, language, adds_to, changed, words, state,"
        " profile_id, at) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(one.id, one.charter_id, one.statement_id, one.title, one.language, one.adds_to),
            *(one.changed, one.words, one.state, one.by, to_ms(one.at)),
        ),
    )


def change(connection: sqlite3.Connection, one: Use) -> None:
    """Keep what an addendum says now, and how far it is."""
    connection.execute(
        "UPDATE statement_use SET changed=?, words=?, language=?, state=?, at=? WHERE id=?",
        (one.changed, one.words, one.language, one.state, to_ms(one.at), one.id),
    )


def forget(connection: sqlite3.Connection, use_id: str) -> None:
    """Take away a use that came to no post."""
    connection.execute(
        "DELETE FROM statement_use WHERE id=?1"
        " AND NOT EXISTS (SELECT 1 FROM statement_post WHERE use_id=?1)",
        (use_id,),
    )


def tie(
    connection: sqlite3.Connection, use_id: str, account_id: AccountId, draft_id: DraftId
) -> str:
    """Say that a draft is a post of a use; it stays tied to the reply that it becomes. Return the id of the tie."""
    new = uuid7()
    connection.execute(
        "INSERT INTO statement_post(id, use_id, account_no, draft_id) VALUES(?,?,?,?)",
        (new, use_id, accounts.number(connection, account_id), draft_id),
    )
    return new


def untie(connection: sqlite3.Connection, tie_id: str) -> None:
    """Take that back."""
    connection.execute("DELETE FROM statement_post WHERE id=?", (tie_id,))


def use(connection: sqlite3.Connection, use_id: str) -> Use:
    """Return one with its posts. Raises `KeyError`."""
    found = _found(connection, "id=?", use_id)
    if not found:
        raise KeyError(use_id)
    return found[0]


def added(connection: sqlite3.Connection, use_id: str) -> tuple[Use, ...]:
    """Return what was added to a use, the earliest first."""
    return _found(connection, "adds_to=?", use_id)


def since(connection: sqlite3.Connection, at: datetime) -> tuple[Use, ...]:
    """Return the uses since a moment with all that was added to them, the earliest first."""
    return _found(
        connection,
        "at >= ?1 OR adds_to IN (SELECT id FROM statement_use WHERE at >= ?1)",
        to_ms(at),
    )


def latest(connection: sqlite3.Connection) -> datetime | None:
    """Return when a statement was used last."""
    row = connection.execute("SELECT max(at) FROM statement_use WHERE adds_to=''").fetchone()
    return from_ms(row[0]) if row[0] is not None else None


def of_reply(connection: sqlite3.Connection, outbox_id: str) -> Use | None:
    """Return the use that a reply of the outbox is a post of."""
    row = connection.execute(
        "SELECT use_id FROM statement_post WHERE outbox_id=? AND outbox_id <> ''", (outbox_id,)
    ).fetchone()
    return use(connection, row[0]) if row else None


def adds(connection: sqlite3.Connection, draft_id: str) -> bool:
    """Tell whether a draft is an addendum to a statement."""
    row = connection.execute(
        "SELECT 1 FROM statement_post p JOIN statement_use u ON u.id = p.use_id"
        " WHERE p.draft_id=? AND p.draft_id <> '' AND u.adds_to <> ''",
        (draft_id,),
    ).fetchone()
    return row is not None


def _found(connection: sqlite3.Connection, where: str, value: str | int) -> tuple[Use, ...]:
    rows = connection.execute(f"{_USE} WHERE {where} ORDER BY at, rowid", (value,)).fetchall()
    found = {row[0]: _use(row) for row in rows}
    posts: dict[str, list[Post]] = {}
    marks = ",".join("?" * len(found))
    for row in connection.execute(_POST.format(marks=marks), tuple(found)):
        posts.setdefault(row[0], []).append(
            Post(
                AccountId(row[1]),
                stage_of(row[2], drafted=bool(row[3])),
                row[4],
                from_ms(row[5]) if row[5] is not None else None,
                row[6],
                DraftId(row[7]) if row[7] else None,
                OutboxId(row[8]) if row[8] else None,
                ConversationId(row[9]) if row[9] is not None else None,
                MessageId(row[10]) if row[10] is not None else None,
            )
        )
    return tuple(replace(one, posts=tuple(posts.get(one.id, ()))) for one in found.values())


def _use(row: tuple[Any, ...]) -> Use:
    id_, charter_id, statement_id, title, language, adds_to, changed, words, state, by, at = row
    return Use(
        id=id_,
        charter_id=charter_id,
        statement_id=statement_id,
        title=title,
        language=language,
        adds_to=adds_to,
        changed=changed,
        words=words,
        state=UseState(state),
        by=by,
        at=from_ms(at),
    )
