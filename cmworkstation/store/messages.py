"""Messages of a thread, their revisions, and whether a thread moved on."""

import json
import sqlite3
from collections.abc import Generator, Mapping
from typing import Any, Final

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId
from cmworkstation.domain.message import (
    NEW,
    Attachment,
    Held,
    Kind,
    Message,
    Revision,
    Thread,
    ThreadEntry,
)
from cmworkstation.domain.values import dataclass
from cmworkstation.store import accounts, raw_blocks
from cmworkstation.store.paragraphs import shown

NOTHING_KNOWN: Final[Mapping[MessageId, ThreadEntry]] = {}
COLUMNS = (
    "id, account_no, conversation_id, author_id, remote_id, native_id, parent_id, kind, author_name,"
    " author_handle, (SELECT url FROM author a WHERE a.id = author_id), ours, at, html, text, title, spoiler,"
    " language, url, visibility, edited_at, deleted_at, held, unread, context, revisions, attachments,"
    " erased_at"
)


def thread(connection: sqlite3.Connection, conversation_id: int) -> Thread:
    """Return a conversation with its messages as a tree drawn flat; a private one in the order of time.

    Raises `KeyError` when there is no such conversation.
    """
    steps = thread_in_slices(connection, conversation_id, -1)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            whole: Thread = end.value
            return whole


def thread_in_slices(
    connection: sqlite3.Connection,
    conversation_id: int,
    size: int,
    known: Mapping[MessageId, ThreadEntry] = NOTHING_KNOWN,
) -> Generator[int, None, Thread]:
    """Read a thread as `thread` does, at most `size` messages at a time, -1 for all; yield how many were read.

    Each slice sees what is there then: what comes meanwhile is told as any change is. What equals its `known`
    entry, by the message's id, is that very object: it is held once, and comparing it costs nothing.
    """
    head = connection.execute(
        "SELECT account_no, title, private FROM conversation WHERE id=?", (conversation_id,)
    ).fetchone()
    if head is None:
        raise KeyError(conversation_id)
    names = accounts.ids_by_number(connection)
    found: list[Message] = []
    count, further = size, ""
    while count == size:
        count, after = 0, (found[-1].id,) if found else ()
        for row in connection.execute(
            f"SELECT {COLUMNS} FROM message WHERE conversation_id=?{further} ORDER BY message.id LIMIT ?",
            (conversation_id, *after, size),
        ):
            new, old = _message(row, names), known.get(row[0])
            found.append(old.message if old is not None and old.message == new else new)
            count += 1
        if count == size:
            further = " AND message.id > ?"
            yield len(found)
    private = bool(head[2])
    entries = tuple(ThreadEntry(message, 0) for message in found) if private else _flatten(found)
    if known:
        olds = (known.get(one.message.id, one) for one in entries)
        entries = tuple(old if old == new else new for old, new in zip(olds, entries, strict=True))
    return Thread(ConversationId(conversation_id), names[head[0]], head[1], private, entries)


def account_of(connection: sqlite3.Connection, conversation_id: int) -> AccountId:
    """Return the account of a conversation. Raises `KeyError`."""
    row = connection.execute(
        "SELECT account_no FROM conversation WHERE id=?", (conversation_id,)
    ).fetchone()
    if row is None:
        raise KeyError(conversation_id)
    return accounts.ids_by_number(connection)[row[0]]


def newest_of_others(connection: sqlite3.Connection, conversation_id: int) -> Message | None:
    """Return the newest message of a conversation that somebody else wrote and that can be answered."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM message WHERE conversation_id=? AND NOT ours AND NOT context"
        " AND deleted_at IS NULL AND erased_at IS NULL AND held IN (?, ?) ORDER BY message.id DESC LIMIT 1",
        (conversation_id, Held.NO.value, Held.HOLD.value),
    ).fetchone()
    return _message(row, accounts.ids_by_number(connection)) if row else None


def unanswered(
    connection: sqlite3.Connection, conversation_id: int, limit: int
) -> tuple[Message, ...]:
    """Return what others wrote in a conversation since our last message, the newest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM message WHERE conversation_id=?1 AND NOT ours AND NOT context"
        " AND deleted_at IS NULL AND held IN (?2, ?3) AND message.id > coalesce((SELECT max(id) FROM message"
        " WHERE conversation_id=?1 AND ours AND NOT context), 0) ORDER BY message.id DESC LIMIT ?4",
        (conversation_id, Held.NO.value, Held.HOLD.value, limit),
    ).fetchall()
    names = accounts.ids_by_number(connection)
    return tuple(_message(row, names) for row in rows)


def message(connection: sqlite3.Connection, message_id: int) -> Message:
    """Return one message. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM message WHERE id=?", (message_id,)).fetchone()
    if row is None:
        raise KeyError(message_id)
    return _message(row, accounts.ids_by_number(connection))


def received(connection: sqlite3.Connection, message_id: int) -> tuple[str, str, bytes] | None:
    """Return kind, native id and payload of what a message was made of, None where that was not kept."""
    row = connection.execute(
        f"SELECT r.kind, r.native_id, {raw_blocks.KEPT} FROM message m CROSS JOIN {raw_blocks.SOURCE}"
        " WHERE m.id=? AND r.id = m.raw_id",
        (message_id,),
    ).fetchone()
    return (row[0], row[1], raw_blocks.payload(*row[2:])) if row else None


def answers_us(connection: sqlite3.Connection, asked: Message) -> bool:
    """Tell whether a message answers one of ours."""
    row = connection.execute(
        "SELECT ours FROM message WHERE account_no=(SELECT no FROM account WHERE id=?) AND remote_id=?",
        (asked.account_id, asked.parent_id),
    ).fetchone()
    return bool(row and row[0])


def revisions(connection: sqlite3.Connection, message_id: int) -> tuple[Revision, ...]:
    """Return what a message said before, oldest first."""
    return tuple(
        Revision(row[0], from_ms(row[1]), row[3], shown(row[4], row[3]), row[2])
        for row in connection.execute(
            "SELECT n, seen_at, title, text, html FROM revision WHERE message_id=? ORDER BY n",
            (message_id,),
        )
    )


def living_remote_ids(connection: sqlite3.Connection, conversation_id: int) -> set[str]:
    """Return the permanent ids of a conversation's messages that are not known as deleted."""
    return {
        row[0]
        for row in connection.execute(
            "SELECT remote_id FROM message WHERE conversation_id=? AND deleted_at IS NULL",
            (conversation_id,),
        )
    }


@dataclass(frozen=True, slots=True)
class Moved:
    """How a thread moved on since a reply to it was begun."""

    answers: tuple[MessageId, ...] = ()
    edited: bool = False
    deleted: bool = False

    def __bool__(self) -> bool:
        """Tell whether it moved on at all."""
        return bool(self.answers) or self.edited or self.deleted


def head(connection: sqlite3.Connection, target_id: int) -> str:
    """Return what is known around a message now, as a text to compare with later.

    It holds the newest message of the thread, the state of the message itself, and the direct answers to it.
    Ancestors that are fetched later do not count: they tell nothing about whether somebody answered.
    """
    conversation_id, remote_id, account_no, edits, deleted = connection.execute(
        "SELECT conversation_id, remote_id, account_no, revisions, deleted_at IS NOT NULL FROM message WHERE id=?",
        (target_id,),
    ).fetchone()
    newest = connection.execute(
        "SELECT max(id) FROM message WHERE conversation_id=? AND NOT context", (conversation_id,)
    ).fetchone()[0]
    answers = _answers(connection, conversation_id, account_no, remote_id)
    return json.dumps(
        {"newest": newest or 0, "edits": edits, "deleted": deleted, "answers": answers}
    )


def moved(connection: sqlite3.Connection, target_id: int, seen: str) -> Moved:
    """Compare what stands around a message now with what a person saw (`head` of that time)."""
    if not seen:
        return Moved()
    before = json.loads(seen)
    now = json.loads(head(connection, target_id))
    later = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM message WHERE conversation_id=(SELECT conversation_id FROM message WHERE id=?)"
            " AND id > ? AND NOT context AND deleted_at IS NULL AND held NOT IN ('spam', 'trash')",
            (target_id, before["newest"]),
        )
    ]
    answers = sorted({*later, *(set(now["answers"]) - set(before["answers"]))})
    return Moved(
        answers=tuple(MessageId(id_) for id_ in answers),
        edited=now["edits"] > before["edits"] and not now["deleted"],
        deleted=bool(now["deleted"]) and not before["deleted"],
    )


def arrived(connection: sqlite3.Connection, message_id: int, remote_id: str, url: str) -> None:
    """Name what stands at the head of a thread that a post of ours began as that post, which takes its place.

    Nothing happens to any other message, nor where that post was brought here before.
    """
    connection.execute(
        "UPDATE OR IGNORE message SET remote_id=?, url=?, native_id='' WHERE id=? AND remote_id GLOB ?",
        (remote_id, url, message_id, f"{NEW}*"),
    )


def _answers(
    connection: sqlite3.Connection, conversation_id: int, account_no: int, remote_id: str
) -> list[int]:
    """Return the answers to a message; they are in its conversation, which holds few messages."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT id FROM message WHERE conversation_id=? AND account_no=? AND parent_id=?"
            " AND parent_id <> '' ORDER BY id",
            (conversation_id, account_no, remote_id),
        )
    ]


def _flatten(found: list[Message]) -> tuple[ThreadEntry, ...]:
    """Return the messages in reading order, each with its depth; an unknown parent makes a root."""
    by_remote = {message.remote_id: message for message in found}
    children: dict[str, list[Message]] = {}
    roots: list[Message] = []
    for message in found:
        if message.parent_id in by_remote and message.parent_id != message.remote_id:
            children.setdefault(message.parent_id, []).append(message)
        else:
            roots.append(message)
    entries: list[ThreadEntry] = []
    waiting = [(root, 0) for root in reversed(roots)]
    placed: set[str] = set()
    while waiting:
        message, depth = waiting.pop()
        if message.remote_id in placed:
            continue
        placed.add(message.remote_id)
        parent = by_remote.get(message.parent_id)
        entries.append(ThreadEntry(message, depth, parent.author_name if parent else ""))
        waiting.extend(
            (child, depth + 1) for child in reversed(children.get(message.remote_id, []))
        )
    # Messages that answer each other in a ring have no root; they are shown rather than lost.
    entries.extend(ThreadEntry(message, 0) for message in found if message.remote_id not in placed)
    return tuple(entries)


# Asked for by the value, which is much faster than making an enum of it: a thread may hold ten thousand messages.
_KINDS = {one.value: one for one in Kind}
_HELD = {one.value: one for one in Held}
_VISIBILITIES = {one.value: one for one in Visibility}


def _message(row: tuple[Any, ...], names: dict[int, AccountId]) -> Message:
    return Message(
        id=row[0],
        account_id=names[row[1]],
        conversation_id=row[2],
        author_id=row[3],
        remote_id=row[4],
        native_id=row[5],
        parent_id=row[6],
        kind=_KINDS[row[7]],
        author_name=row[8],
        author_handle=row[9],
        author_url=row[10],
        ours=bool(row[11]),
        at=from_ms(row[12]),
        html=shown(row[13], row[14]),
        text=row[14],
        title=row[15],
        spoiler=row[16],
        language=row[17],
        url=row[18],
        visibility=_VISIBILITIES[row[19]],
        edited_at=None if row[20] is None else from_ms(row[20]),
        deleted_at=None if (gone := row[21] or row[27]) is None else from_ms(gone),
        held=_HELD[row[22]],
        unread=bool(row[23]),
        context=bool(row[24]),
        revisions=row[25],
        attachments=attachments(row[26]),
        erased_at=None if row[27] is None else from_ms(row[27]),
    )


def attachments(text: str) -> tuple[Attachment, ...]:
    """Return attachments as they are stored."""
    return tuple(Attachment(**one) for one in json.loads(text)) if text else ()
