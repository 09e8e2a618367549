"""Replies that a person posted: told by the person first, and seen on their platform later, or never.

Told, our message stands in the thread under a name of ours. When its connector brings the very post, that message
takes the platform's own id, so that it is there once.
"""

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, MessageId, OutboxId
from cmworkstation.domain.message import Item
from cmworkstation.domain.permalink import folded
from cmworkstation.domain.reply import OutboxRow, StepNote
from cmworkstation.domain.values import dataclass
from cmworkstation.store import erased, outbox, paragraphs, words
from cmworkstation.store.places import SPREAD

OURS = "by-hand:"  # how a name begins that no platform gave
TOLD, SEEN = 1, 2
BEHIND = timedelta(seconds=120)  # by how much a platform's clock may be behind ours


@dataclass(frozen=True, slots=True)
class Told:
    """A reply that a person said was posted, and that was not seen on its platform yet."""

    outbox_id: OutboxId
    message_id: MessageId
    conversation_id: ConversationId
    parent_id: str
    digest: str
    address: str  # folded, "" where it has none
    since: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours that stands in the workspace already."""

    remote_id: str
    url: str
    text: str
    parent_id: str


def told(connection: sqlite3.Connection, account_no: int) -> tuple[Told, ...]:
    """Return what was posted by hand on an account and not seen there yet; nearly always nothing."""
    found = connection.execute(
        "SELECT o.id, m.id, m.conversation_id, m.parent_id, o.body_digest, o.url, o.created_at FROM outbox o"
        " JOIN message m ON m.account_no = o.account_no AND m.remote_id = o.remote_id"
        f" WHERE o.account_no=? AND o.by_hand={TOLD} ORDER BY o.sent_at",
        (account_no,),
    )
    return tuple(
        Told(
            OutboxId(id_),
            MessageId(message_id),
            ConversationId(home),
            parent,
            digest,
            folded(url),
            from_ms(created_at),
        )
        for id_, message_id, home, parent, digest, url, created_at in found
    )


def home(connection: sqlite3.Connection, account_no: int, remote_id: str) -> int | None:
    """Return the conversation of a message, None for one that is not here."""
    found = connection.execute(
        "SELECT conversation_id FROM message WHERE account_no=? AND remote_id=?",
        (account_no, remote_id),
    ).fetchone()
    return found[0] if found else None


def meets(
    connection: sqlite3.Connection, account_no: int, one: Told, item: Item, digest: str
) -> bool:
    """Tell whether a post of ours that came from the platform is what a person said was posted."""
    if item.at < one.since - BEHIND:
        return False
    if one.address and one.address == folded(item.url):
        return True
    if digest != one.digest:
        return False
    there = item.parent_id in ("", one.parent_id)
    there = there or one.parent_id.startswith(erased.NEVER)  # whom it answers was erased since
    return there or home(connection, account_no, item.parent_id) == one.conversation_id


def is_known(connection: sqlite3.Connection, account_no: int, remote_id: str) -> bool:
    """Tell whether a message of this id is here."""
    return home(connection, account_no, remote_id) is not None


def see(
    connection: sqlite3.Connection,
    one: Told,
    item: Item,
    shown: tuple[str, str] | None,
    now: datetime,
) -> None:
    """Let the message that a person told of be the one that came from the platform.

    `shown` is its text and markup as the platform shows them where it says the same: that is no edit. Else what was
    told stays readable as what it said before.
    """
    connection.execute(
        "UPDATE message SET remote_id=?, native_id=?, url=? WHERE id=?",
        (item.remote_id, item.native_id, item.url, one.message_id),
    )
    if shown is not None and not _without_names(connection, one, item, shown[0]):
        text, html = shown
        words.forget(connection, one.message_id)
        connection.execute(
            "UPDATE message SET title=?, spoiler=?, text=?, html=? WHERE id=?",
            (item.title, item.spoiler, text, paragraphs.kept(html, text), one.message_id),
        )
        words.remember(connection, one.message_id)
    connection.execute(
        f"UPDATE outbox SET remote_id=?, url=coalesce(nullif(?, ''), url), by_hand={SEEN} WHERE id=?",
        (item.remote_id, item.url, one.outbox_id),
    )
    outbox.note(connection, one.outbox_id, now, StepNote.FOUND)


def _without_names(connection: sqlite3.Connection, one: Told, item: Item, text: str) -> bool:
    """Tell whether a name was taken out of what was told: its platform, which says it with the name, is known by it."""
    said = erased.said(erased.key(connection), item.title, item.spoiler, text)
    return bool(
        connection.execute(
            "UPDATE message SET said_digest=? WHERE id=? AND said_digest IS NOT NULL",
            (said, one.message_id),
        ).rowcount
    )


def posts(
    connection: sqlite3.Connection, account_no: int, row: OutboxRow, since: datetime
) -> tuple[Post, ...]:
    """Return our own messages since a moment that no reply of the outbox became, newest first."""
    first = to_ms(since - BEHIND) << SPREAD
    found = connection.execute(
        "SELECT m.remote_id, m.url, m.text, m.parent_id FROM message m WHERE m.ours = 1 AND m.account_no=?1"
        " AND m.id >= ?2 AND m.deleted_at IS NULL AND (m.context = 0 OR m.conversation_id=?3) AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.account_no=?1 AND o.state='sent' AND o.remote_id = m.remote_id)"
        " ORDER BY m.id DESC LIMIT 200",
        (account_no, first, row.conversation_id),
    )
    return tuple(Post(*one) for one in found)


def mark(connection: sqlite3.Connection, outbox_ids: Collection[OutboxId], state: int) -> None:
    """Note of replies that a person posted them (`TOLD`), or that they were seen as well (`SEEN`)."""
    for outbox_id in outbox_ids:
        connection.execute("UPDATE outbox SET by_hand=? WHERE id=?", (state, outbox_id))
