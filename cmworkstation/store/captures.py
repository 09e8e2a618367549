"""What people took in by hand: who, when, from what; and whether the same was taken in before."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cmworkstation.domain.capture import How, Provenance, Twin
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.store import conversations, corrections, media, raw_blocks, words

SHOWN = 280  # characters of a message that is named


def add(
    connection: sqlite3.Connection,
    one: Provenance,
    message_id: MessageId,
    *,
    address: str,
    digest: str,
    pictures: Iterable[str] = (),
) -> None:
    """Keep who captured a message; `address` is its folded permalink, `digest` that of its words and author."""
    connection.execute(
        "INSERT INTO capture(id, message_id, how, file, address, digest, profile_id, at) VALUES(?,?,?,?,?,?,?,?)",
        (one.id, message_id, one.how, one.file, address, digest, one.by, to_ms(one.at)),
    )
    connection.executemany(
        "INSERT INTO capture_media(capture_id, n, hash) VALUES(?,?,?)",
        [(one.id, n, hash_) for n, hash_ in enumerate(pictures)],
    )


def twins(connection: sqlite3.Connection, address: str, digest: str) -> tuple[Twin, ...]:
    """Return what was captured before under this address, or in these words by this author; newest first."""
    found = connection.execute(
        f"SELECT m.id, m.conversation_id, m.author_name, substr(m.text, 1, {SHOWN}), m.at, c.address = ?1"
        " FROM capture c JOIN message m ON m.id = c.message_id"
        " WHERE (c.address = ?1 AND ?1 <> '') OR c.digest = ?2 GROUP BY m.id ORDER BY m.id DESC LIMIT 20",
        (address, digest),
    )
    return tuple(
        Twin(
            MessageId(id_),
            ConversationId(home),
            author,
            text,
            from_ms(at),
            same_address=bool(address) and bool(same),
        )
        for id_, home, author, text, at, same in found
    )


def of_message(connection: sqlite3.Connection, message_id: MessageId) -> tuple[Provenance, ...]:
    """Return who captured a message, the latest time first; nothing for one that a connector brought."""
    found = connection.execute(
        "SELECT id, how, file, profile_id, at FROM capture WHERE message_id=? ORDER BY at DESC, id DESC",
        (message_id,),
    )
    return tuple(
        Provenance(id_, How(how), file, by, from_ms(at)) for id_, how, file, by, at in found
    )


def message_of(connection: sqlite3.Connection, capture_id: str) -> MessageId:
    """Return the message of a capture. Raises `KeyError`."""
    found = connection.execute(
        "SELECT message_id FROM capture WHERE id=?", (capture_id,)
    ).fetchone()
    if found is None:
        raise KeyError(capture_id)
    return MessageId(found[0])


def stands(connection: sqlite3.Connection, account_no: int, remote_id: str) -> MessageId | None:
    """Return the message of an account under a permanent name, None for none."""
    found = connection.execute(
        "SELECT id FROM message WHERE account_no=? AND remote_id=?", (account_no, remote_id)
    ).fetchone()
    return MessageId(found[0]) if found else None


def recent(
    connection: sqlite3.Connection, account_no: int, limit: int
) -> tuple[tuple[MessageId, ConversationId, str, str, datetime], ...]:
    """Return the newest messages of an account: id, conversation, author, first words, time."""
    found = connection.execute(
        f"SELECT id, conversation_id, author_name, substr(text, 1, {SHOWN}), at FROM message"
        " WHERE account_no=? AND deleted_at IS NULL ORDER BY id DESC LIMIT ?",
        (account_no, limit),
    )
    return tuple(
        (MessageId(id_), ConversationId(home), author, text, from_ms(at))
        for id_, home, author, text, at in found
    )


def forget(connection: sqlite3.Connection, capture_id: str) -> int | None:
    """Take a message out that was captured just now, with all that came of that by itself; return its conversation.

    None: something was made of it since (an answer, a note, an edit, another message), and nothing is changed.
    """
    message_id = message_of(connection, capture_id)
    home, raw_id, remote_id, account_no, revisions, author_id = connection.execute(
        "SELECT conversation_id, raw_id, remote_id, account_no, revisions, author_id FROM message WHERE id=?",
        (message_id,),
    ).fetchone()
    others = connection.execute(
        "SELECT count(*) FROM capture WHERE message_id=?", (message_id,)
    ).fetchone()[0]
    answered = connection.execute(
        "SELECT 1 FROM message WHERE conversation_id=? AND account_no=? AND parent_id=?",
        (home, account_no, remote_id),
    ).fetchone()
    if others > 1 or revisions or answered:
        return None
    last = not connection.execute(
        "SELECT 1 FROM message WHERE conversation_id=? AND id <> ?", (home, message_id)
    ).fetchone()
    pictures = connection.execute(
        "SELECT hash FROM capture_media WHERE capture_id=?", (capture_id,)
    ).fetchall()
    connection.execute("SAVEPOINT forgetting")
    try:
        connection.execute("DELETE FROM capture_media WHERE capture_id=?", (capture_id,))
        connection.execute("DELETE FROM capture WHERE id=?", (capture_id,))
        connection.execute("DELETE FROM inbox_rule_effect WHERE message_id=?", (message_id,))
        corrections.forget(connection, message_id)
        words.forget(connection, message_id)
        connection.execute("DELETE FROM message WHERE id=?", (message_id,))
        if raw_id is not None:
            raw_blocks.drop_item(connection, raw_id)
        _forget_author(connection, author_id)
        for (hash_,) in pictures:
            media.forget(connection, hash_)
        if last:
            conversations.remove(connection, home)
        else:
            conversations.refresh(connection, {home})
    except sqlite3.IntegrityError:  # a draft, a reply, a note, a promise refers to it
        connection.execute("ROLLBACK TO forgetting")
        return None
    finally:
        connection.execute("RELEASE forgetting")
    return int(home)


def _forget_author(connection: sqlite3.Connection, author_id: int) -> None:
    """Let go of whoever wrote nothing else and of whom nothing else is known."""
    known = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE author_id=?1"
        for table in (
            *("message", "interest", "legal_hold", "reachable"),
            *("topic_spared", "contribution", "dialogue_told"),
        )
    )
    if connection.execute(f"{known} LIMIT 1", (author_id,)).fetchone() is None:
        words.forget_author(connection, author_id)
        connection.execute("DELETE FROM author_audience WHERE author_id=?", (author_id,))
        connection.execute("DELETE FROM author WHERE id=?", (author_id,))
