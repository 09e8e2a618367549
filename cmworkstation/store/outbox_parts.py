"""Replies that leave as a numbered thread: each part is a row of the outbox, and answers the part before it.

Nothing is done for a part while the one before it is not sent: not sent itself, not looked for.
"""

import sqlite3

from cmworkstation.domain.ids import MessageId, OutboxId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.store import outbox

CHAIN = """
WITH RECURSIVE
  up(id, after_id) AS (
    SELECT id, after_id FROM outbox WHERE id=?
    UNION SELECT o.id, o.after_id FROM outbox o JOIN up ON o.id = up.after_id AND up.after_id <> ''),
  chain(id) AS (
    SELECT id FROM up WHERE after_id = ''
    UNION SELECT o.id FROM outbox o JOIN chain ON o.after_id = chain.id AND o.after_id <> '')
SELECT id FROM chain
"""


def chain(connection: sqlite3.Connection, row: OutboxRow) -> tuple[OutboxRow, ...]:
    """Return all parts of a reply in order; a reply in one piece is its only part."""
    if not row.parts:
        return (row,)
    ids = [OutboxId(one[0]) for one in connection.execute(CHAIN, (row.id,))]
    return tuple(sorted((outbox.row(connection, one) for one in ids), key=lambda one: one.part))


def rest(connection: sqlite3.Connection, row: OutboxRow) -> tuple[OutboxRow, ...]:
    """Return the parts of a reply that are not sent."""
    return tuple(one for one in chain(connection, row) if one.state is not OutboxState.SENT)


def follow(connection: sqlite3.Connection, row: OutboxRow) -> MessageId | None:
    """Let the part after a sent one answer the message that this one became; return it, None where it is not here.

    The part was written in one go with this one: what others say in between is no reason to stop it.
    """
    message = published(connection, row.id)
    if message is not None:
        connection.execute(
            "UPDATE outbox SET target_id=?, seen_head='' WHERE after_id=? AND state <> 'sent'",
            (message, row.id),
        )
    return message


def published(connection: sqlite3.Connection, outbox_id: str) -> MessageId | None:
    """Return the message that a sent reply became, by the platform's id or its address; None where it is not here."""
    found = connection.execute(
        "SELECT m.id FROM outbox o JOIN message m ON m.account_no = o.account_no AND m.ours"
        " AND m.remote_id = o.remote_id WHERE o.id=? AND o.remote_id <> ''"
        " UNION ALL SELECT m.id FROM outbox o JOIN message m ON m.conversation_id = o.conversation_id AND m.ours"
        " AND m.url = o.url WHERE o.id=? AND o.url <> '' LIMIT 1",
        (outbox_id, outbox_id),
    ).fetchone()
    return MessageId(found[0]) if found else None
