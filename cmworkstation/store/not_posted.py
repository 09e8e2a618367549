"""A reply that a person said they had posted, and had not: all that came of the word is taken back.

Whatever else is told of a sent reply (reply times, thanks that were owed, who was told in a dialogue, series, the
dossier) is read from its row, or from the message that it became; with these it is as it was.
"""

import sqlite3
from datetime import datetime

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.store import (
    accounts,
    by_hand,
    conversations,
    corrections,
    outbox,
    outcomes,
    promises,
    raw_blocks,
    words,
)


def standing(connection: sqlite3.Connection, row: OutboxRow) -> int | None:
    """Return what is known of a reply by hand (`by_hand.TOLD`, `SEEN`), None where it is not sent by hand."""
    found = connection.execute(
        "SELECT by_hand FROM outbox WHERE id=? AND state='sent' AND by_hand <> 0", (row.id,)
    ).fetchone()
    return found[0] if found else None


def goes_on(connection: sqlite3.Connection, row: OutboxRow) -> bool:
    """Tell whether a later part of the same reply was sent: it stands under this one."""
    return bool(
        connection.execute(
            "SELECT 1 FROM outbox WHERE after_id=? AND state='sent'", (row.id,)
        ).fetchone()
    )


def take_back(connection: sqlite3.Connection, row: OutboxRow, now: datetime) -> bool:
    """Take the word back: the message goes, and the reply is in the person's hands again.

    False: something was made of it since (an answer, a note, a promise that was kept), and nothing is changed.
    """
    connection.execute("SAVEPOINT not_posted")
    try:
        if not (promises.not_given(connection, row.id) and _take_out(connection, row)):
            connection.execute("ROLLBACK TO not_posted")
            return False
        outcomes.discount(connection, row.id)
        connection.execute("DELETE FROM reply_time WHERE outbox_id=?", (row.id,))
        outbox.not_sent(connection, row.id, now)
        _waits_again(connection, row)
    except sqlite3.IntegrityError:  # a draft, a note, a promise refers to it
        connection.execute("ROLLBACK TO not_posted")
        return False
    finally:
        connection.execute("RELEASE not_posted")
    return True


def _take_out(connection: sqlite3.Connection, row: OutboxRow) -> bool:
    """Take our message out of the thread; False where somebody's message stands under it, or it was edited."""
    number = accounts.number(connection, row.account_id)
    found = connection.execute(
        "SELECT o.remote_id, m.id, m.raw_id, m.revisions, m.conversation_id FROM outbox o"
        " JOIN message m ON m.account_no = o.account_no AND m.remote_id = o.remote_id WHERE o.id=?",
        (row.id,),
    ).fetchone()
    if found is None:
        return False
    name, message_id, raw_id, revisions, home = found
    if message_id == row.target_id or revisions or not name.startswith(by_hand.OURS):
        return False
    # The parts that are not posted yet answer again what the first one answers.
    connection.execute(
        "UPDATE outbox SET target_id=?, seen_head=? WHERE after_id=? AND state <> 'sent'",
        (row.target_id, row.seen_head, row.id),
    )
    if connection.execute(
        "SELECT 1 FROM message WHERE conversation_id=? AND account_no=? AND parent_id=?",
        (home, number, name),
    ).fetchone():
        return False
    connection.execute("DELETE FROM inbox_rule_effect WHERE message_id=?", (message_id,))
    corrections.forget(connection, message_id)
    words.forget(connection, message_id)
    connection.execute("DELETE FROM message WHERE id=?", (message_id,))
    if raw_id is not None:
        raw_blocks.drop_item(connection, raw_id)
    return True


def _waits_again(connection: sqlite3.Connection, row: OutboxRow) -> None:
    """Let the conversation show what is there; one that waited for the person only by this reply waits for us."""
    home = row.conversation_id
    (status,) = connection.execute("SELECT status FROM conversation WHERE id=?", (home,)).fetchone()
    conversations.refresh(connection, {home})
    if status != Status.WAITING_THEM:
        return  # a person decided otherwise since
    last = connection.execute(
        "SELECT ours FROM message WHERE conversation_id=? AND context=0 AND deleted_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        (home,),
    ).fetchone()
    if last is not None and not last[0]:
        conversations.set_status(connection, [home], Status.WAITING_US)
