"""Batches in the workspace: what many people are answered, and what was displayed of it before it left."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.batch import Batch, BatchId, BatchItem, ItemState
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, DraftId, OutboxId

# The newest message of others in a conversation; their newest words are what waits for an answer.
THEIRS = (
    "(SELECT max(t.id) FROM message t WHERE t.conversation_id = c.id AND NOT t.ours AND NOT t.context"
    " AND t.deleted_at IS NULL)"
)


def waiting_texts(connection: sqlite3.Connection, limit: int) -> list[tuple[int, str]]:
    """Return (conversation, its newest words by somebody else) of those that wait for us, the latest first."""
    return [
        (id_, text)
        for id_, text in connection.execute(
            "SELECT c.id, m.title || ' ' || substr(m.text, 1, 4000) FROM (SELECT id FROM conversation"
            f" WHERE status = 0 ORDER BY last_at DESC LIMIT ?) c JOIN message m ON m.id = {THEIRS}",
            (limit,),
        )
    ]


def text_of(connection: sqlite3.Connection, conversation_id: int) -> str:
    """Return the newest words by somebody else in a conversation, "" for none."""
    row = connection.execute(
        f"SELECT m.title || ' ' || m.text FROM conversation c JOIN message m ON m.id = {THEIRS} WHERE c.id=?",
        (conversation_id,),
    ).fetchone()
    return str(row[0]) if row else ""


def add(connection: sqlite3.Connection, new: Batch, by: str) -> None:
    """Add a batch with its items."""
    connection.execute(
        "INSERT INTO batch(id, name, body, profile_id, created_at, personal) VALUES(?,?,?,?,?,?)",
        (new.id, "", new.body, by, to_ms(new.created_at), new.personal),
    )
    connection.executemany(
        "INSERT INTO batch_item(batch_id, n, conversation_id, draft_id) VALUES(?,?,?,?)",
        [(new.id, one.n, one.conversation_id, one.draft_id) for one in new.items],
    )


def open_ids(connection: sqlite3.Connection) -> tuple[BatchId, ...]:
    """Return the batches that are not over, the latest first."""
    rows = connection.execute(
        "SELECT id FROM batch WHERE closed_at IS NULL ORDER BY created_at DESC"
    )
    return tuple(BatchId(row[0]) for row in rows)


def batch(connection: sqlite3.Connection, batch_id: BatchId) -> Batch:
    """Return a batch as it stands: what left tells so itself, also where the program ended in between.

    Raises `KeyError`.
    """
    head = connection.execute(
        "SELECT body, created_at, personal FROM batch WHERE id=?", (batch_id,)
    ).fetchone()
    if head is None:
        raise KeyError(batch_id)
    rows = connection.execute(
        "SELECT i.n, i.conversation_id, i.draft_id, i.displayed, i.outbox_id, i.state, d.body,"
        " coalesce(m.author_name, c.author_name),"
        " coalesce(m.text, (SELECT l.text FROM message l WHERE l.id = c.last_id), ''),"
        " (SELECT o.id FROM outbox o WHERE o.conversation_id = i.conversation_id AND o.created_at >= ?"
        " AND o.state <> 'dropped' ORDER BY o.created_at DESC LIMIT 1)"
        " FROM batch_item i JOIN conversation c ON c.id = i.conversation_id"
        " LEFT JOIN draft d ON d.id = i.draft_id LEFT JOIN message m ON m.id = d.target_id"
        " WHERE i.batch_id=? ORDER BY i.n",
        (head[1], batch_id),
    )
    return Batch(batch_id, head[0], from_ms(head[1]), tuple(_item(*row) for row in rows), head[2])


def _item(
    n: int,
    conversation: int,
    draft: str,
    displayed: str,
    outbox: str,
    state: str,
    body: str | None,
    to: str,
    asks: str,
    left: str | None,
) -> BatchItem:
    now = ItemState(state)
    if now is ItemState.OPEN and body is None:  # its draft became a reply, or nothing
        now = ItemState.QUEUED if left else ItemState.GONE
    return BatchItem(
        n=n,
        conversation_id=ConversationId(conversation),
        draft_id=DraftId(draft),
        displayed=displayed,
        outbox_id=OutboxId(outbox or left or ""),
        state=now,
        body=body or "",
        to=to,
        asks=asks,
    )


def sent_with(connection: sqlite3.Connection, outbox_id: OutboxId) -> frozenset[int]:
    """Return the messages that are other answers of a reply's batch: whoever wrote it knew them."""
    rows = connection.execute(
        "SELECT m.id FROM batch_item i JOIN batch_item j ON j.batch_id = i.batch_id JOIN outbox o ON o.id = j.outbox_id"
        " JOIN message m ON m.account_no = o.account_no AND m.remote_id = o.remote_id"
        " WHERE i.outbox_id=? AND i.outbox_id <> '' AND o.remote_id <> ''",
        (outbox_id,),
    )
    return frozenset(row[0] for row in rows)


def set_body(connection: sqlite3.Connection, batch_id: BatchId, body: str) -> None:
    """Change the common text."""
    connection.execute("UPDATE batch SET body=? WHERE id=?", (body, batch_id))


def note_displayed(connection: sqlite3.Connection, batch_id: BatchId, n: int, seen: str) -> None:
    """Keep what a person saw."""
    connection.execute(
        "UPDATE batch_item SET displayed=? WHERE batch_id=? AND n=?", (seen, batch_id, n)
    )


def set_state(
    connection: sqlite3.Connection,
    batch_id: BatchId,
    n: int,
    state: ItemState,
    outbox_id: str = "",
    draft_id: str = "",
) -> None:
    """Keep where an item stands; `draft_id` names another draft from now on."""
    connection.execute(
        "UPDATE batch_item SET state=?, outbox_id=?, draft_id=coalesce(nullif(?, ''), draft_id)"
        " WHERE batch_id=? AND n=?",
        (state, outbox_id, draft_id, batch_id, n),
    )


def reopen(connection: sqlite3.Connection, batch_id: BatchId) -> None:
    """Take a batch up again."""
    connection.execute("UPDATE batch SET closed_at=NULL WHERE id=?", (batch_id,))


def close(connection: sqlite3.Connection, batch_ids: Sequence[BatchId], at: datetime) -> None:
    """Put batches aside."""
    connection.executemany(
        "UPDATE batch SET closed_at=? WHERE id=?", [(to_ms(at), one) for one in batch_ids]
    )
