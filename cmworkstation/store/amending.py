"""Known messages brought up to date; what they said before stays as a revision."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.message import Item
from cmworkstation.store import (
    courtesies,
    known_messages,
    paragraphs,
    words,
    writers,
)
from cmworkstation.store.known_messages import Known
from cmworkstation.store.received import Clean, Taken


def update(
    connection: sqlite3.Connection,
    old: Known,
    clean: Clean,
    raw_id: int,
    now: datetime,
    taken: Taken,
    history_before: datetime | None,
) -> int:
    """Bring a known message up to date; what it said before is kept as a revision. Return 1 when it changed."""
    item = clean.item
    context = int(item.context and old.context)
    history = int(is_history(item, history_before))
    attachments = known_messages.attachments_json(item)
    says_other, stands_other = (
        known_messages.says_other(old, clean),
        known_messages.stands_other(old, item),
    )
    if not says_other and not stands_other:
        if old.native_id != item.native_id:
            connection.execute(
                "UPDATE message SET native_id=? WHERE id=?", (item.native_id, old.id)
            )
        return 0
    if says_other:
        if not old.stands_in:
            keep_revision(connection, old.id, now)
        words.forget(connection, old.id)
        connection.execute(
            "UPDATE message SET said_digest=NULL WHERE id=? AND said_digest IS NOT NULL", (old.id,)
        )
    connection.execute(
        "UPDATE message SET native_id=?, title=?, spoiler=?, text=?, html=?, held=?, context=?, attachments=?,"
        " visibility=?, courtesy=iif(courtesy < 0, courtesy, ?),"
        " raw_id=coalesce(nullif(?, 0), raw_id), edited_at=coalesce(?, edited_at), deleted_at=?,"
        " unread = CASE WHEN context AND NOT ? THEN NOT (ours OR ?) ELSE unread END,"
        " history = CASE WHEN context AND NOT ? THEN ? ELSE history END WHERE id=?",
        (
            item.native_id,
            item.title,
            item.spoiler,
            clean.text,
            paragraphs.kept(clean.html, clean.text),
            item.held,
            context,
            attachments,
            item.visibility,
            0 if history else courtesies.judge(connection)(item, clean.text),
            raw_id,
            _edited_at(old, item, now) if says_other else None,
            (old.deleted_at or to_ms(now)) if item.deleted else None,
            *(context, history) * 2,
            old.id,
        ),
    )
    if says_other:
        words.remember(connection, old.id)
    if old.context and not (context or history or item.writer.is_us):  # now it is written to us
        taken.incoming.append(old.id)
    taken.conversations.add(old.conversation_id)
    return 1


def _edited_at(old: Known, item: Item, now: datetime) -> int | None:
    """Return when a message got the words that it has now; what only stood for it had none."""
    at = item.edited_at or (None if old.stands_in else now)
    return to_ms(at) if at else None


def is_another(connection: sqlite3.Connection, platform: str, old: Known, clean: Clean) -> bool:
    """Tell whether a server gave the id of a known message to another one: other words, at another time, by another.

    A site that is put back to an older state gives such ids a second time.
    """
    if old.text == clean.text or old.at == to_ms(clean.item.at):
        return False
    return (
        writers.numbers(connection, platform, [clean.item])[clean.item.writer.key] != old.author_id
    )


def make_another(
    connection: sqlite3.Connection,
    platform: str,
    old: Known,
    item: Item,
    history_before: datetime | None,
) -> None:
    """Give a message, whose words are up to date, the writer and the time of the one that has its id now.

    What was said before stands among its revisions; the title there names who said it.
    """
    history = is_history(item, history_before)
    connection.execute(
        "UPDATE revision SET title = (SELECT author_name FROM message WHERE id=message_id)"
        " || CASE title WHEN '' THEN '' ELSE ' · ' || title END"
        " WHERE message_id=? AND n=(SELECT revisions FROM message WHERE id=message_id)",
        (old.id,),
    )
    words.forget(connection, old.id)
    connection.execute(
        "UPDATE message SET author_id=?, author_name=?, author_handle=?, ours=?, at=?, unread=?, history=? WHERE id=?",
        (
            writers.numbers(connection, platform, [item])[item.writer.key],
            item.writer.name,
            item.writer.handle,
            int(item.writer.is_us),
            to_ms(item.at),
            int(not (history or item.writer.is_us or item.context)),
            int(history),
            old.id,
        ),
    )
    words.remember(connection, old.id)


def keep_revision(connection: sqlite3.Connection, message_id: int, now: datetime) -> None:
    """Keep what a message says now as its next revision."""
    connection.execute(
        "INSERT INTO revision(message_id, n, seen_at, title, text, html)"
        " SELECT id, revisions + 1, ?, title, text, html FROM message WHERE id=?",
        (to_ms(now), message_id),
    )
    connection.execute("UPDATE message SET revisions = revisions + 1 WHERE id=?", (message_id,))


def is_history(item: Item, before: datetime | None) -> bool:
    """Tell whether nobody waits for an answer to it any more."""
    return before is not None and item.at < before
