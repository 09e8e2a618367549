"""What is taken out of the workspace: conversations as they are read, without their workings."""

import json
import sqlite3
from collections.abc import Sequence

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.taking_out import Line, Piece, Row, Whole
from cmworkstation.store import messages

BATCH = 500
ASIDE = 5  # Status.ASIDE: spam, and what is nothing but context


def all_conversations(connection: sqlite3.Connection) -> list[int]:
    """Return all conversations but those that stand aside, the newest first."""
    rows = connection.execute(
        "SELECT id FROM conversation WHERE status <> ? ORDER BY last_at DESC, id DESC", (ASIDE,)
    )
    return [row[0] for row in rows]


def rows(connection: sqlite3.Connection, wanted: Sequence[int]) -> list[Row]:
    """Return what lists tell of conversations, in their order; who is not there any more is left out."""
    found: dict[int, Row] = {}
    for at in range(0, len(wanted), BATCH):
        part = wanted[at : at + BATCH]
        for row in connection.execute(
            "SELECT c.id, c.last_at, c.title, c.author_name, a.name, c.messages, c.private"
            " FROM conversation c JOIN account a ON a.no = c.account_no"
            " WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(part)),),
        ):
            id_, last_at, title, author, account, n, private = row
            found[id_] = Row(
                id_, from_ms(last_at), title or author, account, (author,), n, bool(private)
            )
    return [found[one] for one in wanted if one in found]


def whole(connection: sqlite3.Connection, conversation_id: int) -> Whole:
    """Return a conversation with its messages in reading order. Raises `KeyError`."""
    thread = messages.thread(connection, conversation_id)
    account_id, account, handle, platform = connection.execute(
        "SELECT id, name, handle, platform FROM account WHERE id=?", (thread.account_id,)
    ).fetchone()
    pieces = _pieces(connection, conversation_id)
    lines = []
    for entry in thread.entries:
        one = entry.message
        gone = one.deleted_at is not None
        lines.append(
            Line(
                one.id,
                one.remote_id,
                one.parent_id,
                one.at,
                one.author_name,
                one.author_handle,
                one.author_id,
                one.ours,
                thread.private or one.visibility is Visibility.PRIVATE,
                "" if gone else one.title,
                "" if gone else one.text,
                "" if gone else one.spoiler,
                one.language,
                "" if gone else one.url,
                one.deleted_at,
                pieces.get(one.remote_id, ()) if one.ours and not gone else (),
                tuple(file.title or file.alt or file.kind for file in one.attachments)
                if one.remote_id not in pieces and not gone
                else (),
            )
        )
    title = thread.title or next((line.who for line in lines), "")
    return Whole(
        conversation_id,
        account_id,
        account,
        handle,
        platform,
        title,
        thread.private,
        tuple(lines),
    )


def _pieces(connection: sqlite3.Connection, conversation_id: int) -> dict[str, tuple[Piece, ...]]:
    """Return the files of our replies in a conversation, by the id that the platform gave the reply."""
    found: dict[str, list[Piece]] = {}
    for remote_id, *piece in connection.execute(
        "SELECT o.remote_id, x.hash, m.name, m.type, x.alt FROM outbox o"
        " JOIN outbox_media x ON x.outbox_id = o.id JOIN media m ON m.hash = x.hash"
        " WHERE o.conversation_id=? AND o.state = 'sent' AND o.remote_id <> '' ORDER BY o.id, x.n",
        (conversation_id,),
    ):
        found.setdefault(remote_id, []).append(Piece(*piece))
    return {key: tuple(some) for key, some in found.items()}
