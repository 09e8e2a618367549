"""Taking a person, or what was said, out of a workspace: out of rows, indexes, copies as received, and the journal.

Everything here belongs in one write transaction. What stays is a skeleton: that somebody wrote, and when; that we
answered, and under which charter. Figures and the journal's chain stand on that, and hold.
"""

import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.erasure import Erased, Way
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.renaming import Change, Renaming, within_json
from cmworkstation.store import (
    briefings,
    contacts,
    conversations,
    erased,
    erased_names,
    holds,
    paragraphs,
    raw_blocks,
    seen_only,
    words,
)
from cmworkstation.store import mentions as mentions_table

BATCH = 400
QUOTED = re.compile(r'"((?:[^"\\]|\\.)+)"')


@dataclass(frozen=True, slots=True)
class _Texts:
    """Where texts of people stand: a table, what tells its rows apart, and whose conversation they belong to."""

    table: str
    key: str
    columns: tuple[str, ...]
    home: str = "conversation_id"
    json: tuple[str, ...] = ()


_OF_DRAFT = "(SELECT d.conversation_id FROM draft d WHERE d.id = {0}.draft_id)"
_OF_REPLY = "(SELECT o.conversation_id FROM outbox o WHERE o.id = {0}.outbox_id)"
_OF_MESSAGE = "(SELECT m.conversation_id FROM message m WHERE m.id = {0}.message_id)"
_OF_NOTE = "(SELECT n.conversation_id FROM note n WHERE n.id = {0}.note_id)"
_OF_NEWS = "(SELECT m.conversation_id FROM message m JOIN news w ON w.message_id = m.id WHERE w.id = relay.news_id)"
_OF_REQUEST = "(SELECT r.conversation_id FROM approval_request r WHERE r.id = {0}.request_id)"
TEXTS = (
    _Texts("draft", "rowid", ("body", "spoiler", "name", "facts"), json=("facts",)),
    _Texts("draft_revision", "draft_id, n", ("body",), _OF_DRAFT.format("draft_revision")),
    _Texts(
        "outbox",
        "rowid",
        (
            *("body", "spoiler", "findings", "facts", "outcomes", "whole", "error_words"),
            *("place", "place_title"),
        ),
        json=("findings", "facts", "outcomes"),
    ),
    _Texts("note", "no", ("body",)),
    _Texts("note_revision", "note_id, n", ("body",), _OF_NOTE.format("note_revision")),
    _Texts("note_draft", "rowid", ("body",)),
    _Texts("annotation", "rowid", ("words",), _OF_MESSAGE.format("annotation")),
    _Texts("promise", "rowid", ("phrase", "words", "why", "kept_by")),
    _Texts("waiver", "rowid", ("passage", "words"), _OF_REPLY.format("waiver"), json=("passage",)),
    _Texts(
        "approval_request",
        "rowid",
        ("statement", "body", "findings", "why"),
        json=("findings",),
    ),
    _Texts(
        "approval_act",
        "request_id, n",
        ("body", "words", "bound", "variants"),
        _OF_REQUEST.format("approval_act"),
        json=("bound", "variants"),
    ),
    _Texts(
        "approval_look", "request_id, profile_id", ("body",), _OF_REQUEST.format("approval_look")
    ),
    _Texts("review_item", "sample_id, n", ("words",), _OF_REPLY.format("review_item")),
    _Texts("freeze", "n", ("reason",), "NULL"),
    _Texts("frozen_reply", "outbox_id", ("reason",), _OF_REPLY.format("frozen_reply")),
    _Texts("drill", "rowid", ("name",), "NULL"),
    _Texts("snooze", "conversation_id", ("reason",)),
    _Texts("batch", "rowid", ("name", "body"), "NULL"),
    _Texts("triage_walk", "rowid", ("path",), json=("path",)),
    _Texts("interest", "rowid", ("words",), "NULL"),
    _Texts("handle_check", "rowid", ("holder",), "NULL"),
    _Texts("contact", "rowid", ("name", "language", "region", "note"), "NULL"),
    _Texts("contact_author", "rowid", ("evidence",), "NULL"),
    _Texts("contact_merge", "rowid", ("evidence",), "NULL"),
    _Texts("contact_topic", "rowid", ("words", "source"), "NULL"),
    _Texts("contact_consent", "rowid", ("source", "topic"), "NULL"),
    _Texts(
        "relation",
        "rowid",
        ("project", "topic", "ask", "who", "gets", "decline", "invited"),
        "NULL",
    ),
    _Texts("relation_event", "rowid", ("words",), "NULL"),
    _Texts("project_end", "project", ("project",), "NULL"),
    _Texts("solicitation", "rowid", ("words",), "NULL"),
    _Texts("inbox_rule_effect", "rowid", ("value", "before")),
    _Texts(
        "presence",
        "rowid",
        (
            *("handle", "address", "purpose", "owner", "deputy", "recovery"),
            *("second_factor", "verification", "linked_from", "bio"),
        ),
        "NULL",
    ),
    _Texts("post_place", "account_no, name", ("title",), "NULL"),
    _Texts("statement_use", "rowid", ("title", "changed", "words"), "NULL"),
    _Texts("experience", "rowid", ("words",), _OF_REPLY.format("experience")),
    _Texts("dashboard_note", "rowid", ("words",), "NULL"),
    _Texts("crisis_episode", "rowid", ("query",), "NULL"),
    _Texts("roster", "rowid", ("name", "part", "phones", "hours", "note"), "NULL"),
    _Texts("debrief", "episode_id", ("answers",), "NULL", json=("answers",)),
    _Texts("debrief_action", "rowid", ("words", "owner", "why"), "NULL"),
    _Texts("alert", "rowid", ("terms", "place", "note"), "NULL"),
    _Texts("place_decision", "rowid", ("place", "why"), "NULL"),
    _Texts(
        "operation",
        "rowid",
        ("title", "message", "details", "audience", "owner", "why", "url", "source", "uid"),
        "NULL",
    ),
    _Texts("operation_revision", "operation_id, n", ("before",), "NULL", json=("before",)),
    _Texts("coherence_dismissal", "rowid", ("why",), "NULL"),
    _Texts("channel", "rowid", ("name",), "NULL"),
    _Texts("news", "rowid", ("title", "text", "url"), _OF_MESSAGE.format("news")),
    _Texts("relay", "news_id, channel", ("why", "url"), _OF_NEWS),
    _Texts("mirror", "message_id", ("place",), _OF_MESSAGE.format("mirror")),
    _Texts("media", "hash", ("name", "alt"), "NULL"),
    _Texts("media_alt", "hash, language", ("alt",), "NULL"),
    _Texts("draft_media", "draft_id, n", ("alt",), _OF_DRAFT.format("draft_media")),
    _Texts(
        "mention",
        "rowid",
        ("title", "text", "note", "address", "author_name", "author_handle"),
    ),
    _Texts("watch_source", "rowid", ("target", "cursor"), "NULL", json=("cursor",)),
    _Texts("outbox_media", "outbox_id, n", ("alt",), _OF_REPLY.format("outbox_media")),
    _Texts("topic", "rowid", ("title", "about", "query", "decision"), "NULL"),
    _Texts(
        "dialogue",
        "rowid",
        ("question", "why", "audience", "rules", "synthesis", "decision"),
        "NULL",
    ),
    _Texts("dialogue_place", "rowid", ("name", "words", "address")),
    _Texts(
        "contribution",
        "rowid",
        ("who", "words", "theme", "left_out", "source"),
        _OF_MESSAGE.format("contribution"),
    ),
    _Texts("dialogue_told", "dialogue_id, voice", ("words",), "NULL"),
    _Texts(
        "expert_request",
        "rowid",
        ("expert", "department", "address", "question", "quoted", "answer", "why"),
    ),
    _Texts("topic_spared", "topic_id, author_id", ("why",), "NULL"),
    _Texts("briefing", "rowid", ("blocks", "names"), "NULL", json=("blocks",)),
    _Texts("briefing_sketch", "department_id, since", ("intro", "names"), "NULL"),
    _Texts("briefing_pick", "rowid", ("note",), "NULL"),
)


@dataclass(frozen=True, slots=True)
class Gone:
    """What an erasure took out, counted."""

    messages: int = 0
    renamed: int = 0  # texts in which they were named
    copies: int = 0  # items as they were received
    acts: int = 0  # payloads of the journal
    conversations: frozenset[int] = frozenset()


def messages_of(connection: sqlite3.Connection, author_id: int) -> list[int]:
    """Return the ids of everything that somebody wrote."""
    rows = connection.execute("SELECT id FROM message WHERE author_id=? ORDER BY id", (author_id,))
    return [row[0] for row in rows]


def homes_of(connection: sqlite3.Connection, author_id: int) -> frozenset[int]:
    """Return the conversations in which somebody wrote."""
    query = "SELECT DISTINCT conversation_id FROM message WHERE author_id=?"
    return frozenset(row[0] for row in connection.execute(query, (author_id,)))


def empty(
    connection: sqlite3.Connection, ids: Sequence[int], at: int, *, settled: bool = False
) -> None:
    """Take the words out of messages, with what they said before; their rows stay, without a copy as received.

    Those of a settled conversation become history, so that it stands where a person put it; others count as deleted.
    """
    for one in ids:
        words.forget(connection, one)
        connection.execute(
            "UPDATE message SET title='', spoiler='', text='', html='', attachments='', url='', unread=0,"
            " said_digest=NULL, revisions=0, deleted_at=iif(?3, deleted_at, coalesce(deleted_at, ?1)),"
            " history=max(history, ?3), erased_at=?1 WHERE id=?2",
            (at, one, settled),
        )
        words.remember(connection, one)
    for table in ("revision", "question_mark"):
        connection.executemany(f"DELETE FROM {table} WHERE message_id=?", [(one,) for one in ids])
    briefings.unquote(connection, ids)


def drop_captures(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Take out what messages were captured from, and pictures of it that nothing else shows."""
    of = [(one,) for one in ids]
    connection.executemany(
        "UPDATE capture SET file='', address='', digest='' WHERE message_id=?", of
    )
    pictures = {
        row
        for one in of
        for row in connection.execute(
            "SELECT m.hash FROM capture_media m JOIN capture c ON c.id = m.capture_id WHERE c.message_id=?",
            one,
        ).fetchall()
    }
    connection.executemany(
        "DELETE FROM capture_media WHERE capture_id IN (SELECT id FROM capture WHERE message_id=?)",
        of,
    )
    for table in ("media_alt", "media"):
        connection.executemany(
            f"DELETE FROM {table} WHERE hash=?1 AND NOT EXISTS (SELECT 1 FROM draft_media WHERE hash=?1)"
            " AND NOT EXISTS (SELECT 1 FROM outbox_media WHERE hash=?1)"
            " AND NOT EXISTS (SELECT 1 FROM capture_media WHERE hash=?1)",
            pictures,
        )


def empty_conversation(connection: sqlite3.Connection, home: int, at: int) -> set[int]:
    """Take all words out of a conversation, ours and internal ones too; return its copies as received."""
    rows = connection.execute("SELECT id FROM message WHERE conversation_id=?", (home,)).fetchall()
    ids = [row[0] for row in rows]
    raws = raws_of(connection, ids)
    empty(connection, ids, at, settled=True)
    drop_captures(connection, ids)
    for texts in TEXTS:
        bare = [one for one in texts.columns if one not in texts.json]
        if texts.home == "NULL" or not bare:
            continue
        own = _Texts(texts.table, texts.key, tuple(bare), texts.home)
        for row in connection.execute(
            f"SELECT {texts.key} FROM {texts.table} WHERE {texts.home}=?", (home,)
        ).fetchall():
            put(connection, own, row, [""] * len(bare))
    connection.execute(
        'UPDATE waiver SET passage=\'["","",""]\' WHERE outbox_id IN'
        " (SELECT id FROM outbox WHERE conversation_id=?)",
        (home,),
    )
    connection.execute(
        "UPDATE outbox SET findings='[]' WHERE conversation_id=? AND findings <> '[]'", (home,)
    )
    conversations.refresh(connection, [home])
    return raws


def raws_of(connection: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """Return the copies as received of messages, those of earlier states among them."""
    found: set[int] = set()
    for one in ids:
        found.update(
            row[0]
            for row in connection.execute(
                "SELECT r.id FROM message m JOIN raw_item r ON r.account_no = m.account_no"
                " AND r.native_id = m.native_id WHERE m.id=?1 AND m.native_id <> ''"
                " UNION SELECT raw_id FROM message WHERE id=?1 AND raw_id IS NOT NULL",
                (one,),
            )
        )
    return found


def _raws_in(connection: sqlite3.Connection, homes: Iterable[int]) -> set[int]:
    ids = (
        row[0]
        for home in homes
        for row in connection.execute("SELECT id FROM message WHERE conversation_id=?", (home,))
    )
    return raws_of(connection, ids)


def newest_raw(connection: sqlite3.Connection) -> int:
    """Return the highest number of a copy as received."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM raw_item").fetchone()[0])


def raws_naming_after(connection: sqlite3.Connection, renaming: Renaming, newest: int) -> list[int]:
    """Return the copies as received, above a number, that name somebody."""
    found = connection.execute(
        "SELECT r.id, r.payload, r.packed, b.data, r.begin, r.length FROM raw_item r"
        " LEFT JOIN raw_block b ON b.id = r.block WHERE r.id > ?",
        (newest,),
    )
    return [one for one, *lies in found if renaming.found_in(raw_blocks.payload(*lies))]


def raws_naming(connection: sqlite3.Connection, renaming: Renaming) -> Iterator[int | None]:
    """Yield the copies as received that name somebody; None between blocks, so that whoever waits is told.

    Those outside blocks come first: upkeep moves copies into blocks.
    """
    for one, payload, packed in connection.execute(
        "SELECT id, payload, packed FROM raw_item WHERE block IS NULL"
    ):
        if renaming.found_in(raw_blocks.payload(payload, packed, None, 0, 0)):
            yield one
    blocks = connection.execute("SELECT id, data FROM raw_block ORDER BY id")
    for number, (block, data) in enumerate(blocks):
        if number % 100 == 0:
            yield None
        whole = zlib.decompress(data)
        if renaming.found_in(whole):
            for one, begin, length in connection.execute(
                "SELECT id, begin, length FROM raw_item WHERE block=?", (block,)
            ):
                if renaming.found_in(whole[begin : begin + length]):
                    yield one


def drop_raws(connection: sqlite3.Connection, ids: Iterable[int]) -> int:
    """Take items as they were received out, with their bytes of the block that they share; return how many.

    A row without anything in it stays of each: messages refer to it, and to look who does would be to read them all.
    """
    lie: dict[int, list[tuple[int, int]]] = defaultdict(list)
    wanted = sorted(set(ids))
    for one in wanted:
        row = connection.execute(
            "SELECT block, begin, length FROM raw_item WHERE id=?", (one,)
        ).fetchone()
        if row and row[0] is not None:
            lie[row[0]].append((row[1], row[2]))
    connection.executemany(
        "UPDATE raw_item SET native_id='', digest=randomblob(16), payload=x'', packed=0, block=NULL, begin=0,"
        " length=0 WHERE id=?",
        [(one,) for one in wanted],
    )
    connection.executemany("DELETE FROM quarantine WHERE raw_id=?", [(one,) for one in wanted])
    for block, places in lie.items():
        raw_blocks.blank(connection, block, places)
    return len(wanted)


def rename(connection: sqlite3.Connection, author_id: int, instead: str) -> None:
    """Give somebody another name, and what they wrote ids that lead nowhere."""
    words.forget_author(connection, author_id)
    connection.execute(
        "UPDATE author SET key=?, name=?, handle='', url='' WHERE id=?",
        (erased.NEVER + uuid7(), instead, author_id),
    )
    words.remember_author(connection, author_id)
    contacts.forget(connection, author_id)
    for table in ("reachable", "topic_spared", "dialogue_told", "author_audience"):
        connection.execute(f"DELETE FROM {table} WHERE author_id=?", (author_id,))
    drop_captures(connection, messages_of(connection, author_id))
    for one, remote_id, home in connection.execute(
        "SELECT id, remote_id, conversation_id FROM message WHERE author_id=?", (author_id,)
    ).fetchall():
        words.forget(connection, one)
        new = erased.NEVER + uuid7()
        connection.execute(
            "UPDATE message SET author_name=?, author_handle='', url='', remote_id=?, native_id=? WHERE id=?",
            (instead, new, new, one),
        )
        words.remember(connection, one)
        connection.execute(
            "UPDATE message SET parent_id=? WHERE conversation_id=? AND parent_id=?",
            (new, home, remote_id),
        )


def rename_in_messages(
    connection: sqlite3.Connection,
    renaming: Renaming,
    author_id: int,
    homes: AbstractSet[int],
    kept: AbstractSet[int],
) -> list[int]:
    """Replace somebody's name in messages and what they said before; return whose words changed.

    `kept` are conversations that a legal hold keeps as they are. Call it before `rename`: it looks at who answered
    whom.
    """
    changed = _rename_at_home(connection, renaming, author_id, homes)
    changed += [
        one
        for one, home in _named_elsewhere(connection, renaming, homes)
        if home not in kept and _change_message(connection, one, renaming.far)
    ]
    return changed


def _rename_at_home(
    connection: sqlite3.Connection, renaming: Renaming, author_id: int, homes: Iterable[int]
) -> list[int]:
    changed: list[int] = []
    for home in homes:
        private = connection.execute(
            "SELECT private FROM conversation WHERE id=?", (home,)
        ).fetchone()[0]
        rows = connection.execute(
            "SELECT m.id, m.ours OR m.author_id = ?1 OR EXISTS (SELECT 1 FROM message p"
            " WHERE p.account_no = m.account_no AND p.remote_id = m.parent_id AND p.author_id = ?1)"
            " FROM message m WHERE m.conversation_id=?2",
            (author_id, home),
        ).fetchall()
        for one, near in rows:
            change = renaming.near if near or private else renaming.far
            if _change_message(connection, one, change):
                changed.append(one)
    return changed


def mentions(connection: sqlite3.Connection, renaming: Renaming, author_id: int) -> tuple[int, int]:
    """Return how many messages of others elsewhere name somebody, and how many of these a legal hold keeps."""
    kept = holds.homes(connection)
    named = [
        home in kept
        for one, home in _named_elsewhere(connection, renaming, homes_of(connection, author_id))
        for (text,) in connection.execute("SELECT text FROM message WHERE id=?", (one,))
        if renaming.far(text) != text
    ]
    return len(named), sum(named)


def _named_elsewhere(
    connection: sqlite3.Connection, renaming: Renaming, homes: AbstractSet[int]
) -> list[tuple[int, int]]:
    """Return messages, with their conversations, that may name somebody outside these conversations."""
    found: set[tuple[int, int]] = set()
    for form in renaming.distinct:
        tokens = "".join(c if c.isalnum() else " " for c in form).split()
        if tokens:
            phrase = " ".join(tokens)
            found.update(
                connection.execute(
                    "SELECT m.id, m.conversation_id FROM message_fts f JOIN message m ON m.place = f.rowid"
                    " WHERE message_fts MATCH ?",
                    (f'body:"{phrase}"',),
                )
            )
    return sorted(one for one in found if one[1] not in homes)


def _change_message(connection: sqlite3.Connection, message_id: int, change: Change) -> bool:
    title, spoiler, text, html, files = connection.execute(
        "SELECT title, spoiler, text, html, attachments FROM message WHERE id=?", (message_id,)
    ).fetchone()
    new = tuple(map(change, (title, spoiler, text)))
    new_files = within_json(files, change)
    told = change(html) != html  # an address behind a name, in words that do not tell it
    revised = _change_revisions(connection, message_id, change)
    if new == (title, spoiler, text) and new_files == files and not told:
        return revised
    said = erased.said(erased.key(connection), title, spoiler, text)
    words.forget(connection, message_id)
    connection.execute(
        "UPDATE message SET title=?, spoiler=?, text=?, html=?, attachments=?,"
        " said_digest=coalesce(said_digest, ?) WHERE id=?",
        (
            *new,
            paragraphs.of_text(new[2]) if told or new[2] != text else html,
            new_files,
            said,
            message_id,
        ),
    )
    words.remember(connection, message_id)
    return True


def _change_revisions(connection: sqlite3.Connection, message_id: int, change: Change) -> bool:
    changed = False
    for n, title, text, html in connection.execute(
        "SELECT n, title, text, html FROM revision WHERE message_id=?", (message_id,)
    ).fetchall():
        new = change(title), change(text)
        if new != (title, text) or change(html) != html:
            changed = True
            connection.execute(
                "UPDATE revision SET title=?, text=?, html=? WHERE message_id=? AND n=?",
                (*new, paragraphs.of_text(new[1]), message_id, n),
            )
    return changed


def rename_in_texts(
    connection: sqlite3.Connection, near: Mapping[int, Change], far: Change | None = None
) -> int:
    """Change what people here wrote, by conversation, and elsewhere by `far`; return how many rows changed.

    A signature under words that were changed cannot fit them any more: such acts are marked.
    """
    changed = 0
    for texts in TEXTS:
        columns = ", ".join(texts.columns)
        rows = connection.execute(
            f"SELECT {texts.home}, {texts.key}, {columns} FROM {texts.table}"
        ).fetchall()
        for home, *rest in rows:
            change = near.get(home, far)
            if change is None:
                continue
            keys, values = rest[: -len(texts.columns)], rest[-len(texts.columns) :]
            new = [
                within_json(value, change) if name in texts.json else change(value)
                for name, value in zip(texts.columns, values, strict=True)
            ]
            if new != values:
                changed += 1
                put(connection, texts, keys, new)
    return changed


def drop_left_drafts(
    connection: sqlite3.Connection, near: Change | None = None, before: int | None = None
) -> None:
    """Delete what drafts said that were sent or discarded: what names somebody, or is from before a moment (ms).

    Nothing tells any more in which conversation it was written.
    """
    left = "NOT EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_revision.draft_id)"
    named = [
        (draft_id, n)
        for draft_id, n, body in connection.execute(
            f"SELECT draft_id, n, body FROM draft_revision WHERE {left}"
        ).fetchall()
        if near is not None and near(body) != body
    ]
    connection.executemany("DELETE FROM draft_revision WHERE draft_id=? AND n=?", named)
    if before is not None:
        connection.execute(f"DELETE FROM draft_revision WHERE at < ? AND {left}", (before,))


def put(
    connection: sqlite3.Connection, texts: _Texts, keys: Sequence[object], new: Sequence[str]
) -> None:
    """Write texts back, and into the index of notes."""
    where = " AND ".join(f"{one}=?" for one in texts.key.split(", "))
    sets = ", ".join(f"{one}=?" for one in texts.columns)
    if texts.table == "note":
        words.forget_note(connection, int(str(keys[0])))
    if texts.table == "approval_act":
        sets += ", erased=1"
    connection.execute(f"UPDATE {texts.table} SET {sets} WHERE {where}", (*new, *keys))
    if texts.table == "note":
        words.remember_note(connection, int(str(keys[0])))


def drop_acts(
    connection: sqlite3.Connection, remote_ids: AbstractSet[str], far: Change | None = None
) -> int:
    """Erase the payloads of the journal that name somebody or what they wrote; the chain goes on without them."""
    named = [
        (n,)
        for n, payload in connection.execute("SELECT n, payload FROM journal_payload").fetchall()
        if (far is not None and far(payload) != payload)
        or not remote_ids.isdisjoint(QUOTED.findall(payload))
    ]
    connection.executemany("DELETE FROM journal_payload WHERE n=?", named)
    return len(named)


def scrub(connection: sqlite3.Connection) -> None:
    """Take what was deleted out of the older parts of the indexes too."""
    for index in words.INDEXES:
        connection.execute(f"INSERT INTO {index}({index}) VALUES('optimize')")


def erase(
    connection: sqlite3.Connection,
    author_id: int,
    instead: str,
    way: Way,
    at: datetime,
    copies: Iterable[int],
) -> Gone:
    """Erase or anonymise a person; `copies` are the items as received that name them (`raws_naming`)."""
    renaming = renaming_of(connection, author_id, instead)
    homes, theirs = homes_of(connection, author_id), messages_of(connection, author_id)
    named = {row[0] for row in _rows(connection, "remote_id", theirs)}
    kept = holds.homes(connection)
    raws = set(copies) - _raws_in(connection, kept) | raws_of(connection, theirs)
    renamed = rename_in_messages(connection, renaming, author_id, homes, kept)
    drop_left_drafts(connection, renaming.near)
    raws |= raws_of(connection, renamed)
    homes |= {row[0] for row in _rows(connection, "conversation_id", renamed)}
    near = {**dict.fromkeys(kept, _as_it_is), **dict.fromkeys(homes, renaming.near)}
    texts = rename_in_texts(connection, near, renaming.far)
    briefings.rename(connection, theirs, (), renaming.near)
    if way is Way.ERASE:
        empty(connection, theirs, to_ms(at))
        connection.execute("DELETE FROM interest WHERE author_id=?", (author_id,))
    said = mentions_table.forget_author(connection, author_id, instead, words=way is Way.ERASE)
    briefings.rename(connection, (), said, renaming.near)
    if way is Way.ERASE:
        briefings.unquote(connection, (), said)
    erased_names.add(connection, erased.mark_of(connection, author_id), renaming.distinct, instead)
    rename(connection, author_id, instead)
    gone = Gone(
        messages=len(theirs),
        renamed=texts + len(set(renamed) - set(theirs)),
        copies=drop_raws(connection, raws),
        acts=drop_acts(connection, frozenset(named), renaming.far),
        conversations=homes,
    )
    conversations.refresh(connection, homes)
    scrub(connection)
    return gone


def forget(connection: sqlite3.Connection, people: Mapping[int, str]) -> frozenset[int]:
    """Let many people become nobody (id → what they are called instead) in their conversations; return these.

    What others wrote of them elsewhere stays: who wants that too is erased one by one.
    """
    near: dict[int, Change] = {}
    raws: set[int] = set()
    named: set[str] = set()
    for author_id, instead in people.items():
        renaming = renaming_of(connection, author_id, instead)
        theirs, homes = messages_of(connection, author_id), homes_of(connection, author_id)
        named |= {row[0] for row in _rows(connection, "remote_id", theirs)}
        raws |= raws_of(connection, theirs)
        raws |= raws_of(connection, _rename_at_home(connection, renaming, author_id, homes))
        for home in homes:
            near[home] = _both(near.get(home), renaming.near)
        drop_left_drafts(connection, renaming.near)
        said = mentions_table.forget_author(connection, author_id, instead, words=False)
        briefings.rename(connection, theirs, said, renaming.near)
        rename(connection, author_id, instead)
    rename_in_texts(connection, near)
    drop_raws(connection, raws)
    drop_acts(connection, named)
    conversations.refresh(connection, near)
    return frozenset(near)


def _as_it_is(text: str) -> str:
    return text


def _both(one: Change | None, other: Change) -> Change:
    return other if one is None else lambda text: other(one(text))


def renaming_of(connection: sqlite3.Connection, author_id: int, instead: str) -> Renaming:
    """Return what finds somebody in texts. Raises `KeyError`."""
    row = connection.execute(
        "SELECT name, handle, key, url FROM author WHERE id=?", (author_id,)
    ).fetchone()
    if row is None:
        raise KeyError(author_id)
    return Renaming(row[0], row[1], instead, row[2:])


def reapply(
    connection: sqlite3.Connection, known: Sequence[bytes], people: Sequence[Erased]
) -> int:
    """Erase again whom an older copy brought back; return how many. What is known here as erased stays as it is.

    From now on they are recognised here, whatever the key of their marks.
    """
    if not people:
        return 0
    erased.adopt(connection, known)
    own = erased.key(connection)
    here = {one.mark for one in erased.listed(connection)}
    wanted = {one.mark: one for one in people}
    found = 0
    every = erased.keys(connection)
    seen_only.take_up_those(
        connection,
        lambda platform, key: any(erased.mark(one, platform, key) in wanted for one in every),
    )
    for author_id, platform, name in connection.execute(
        "SELECT id, platform, key FROM author"
    ).fetchall():
        marks = [erased.mark(one, platform, name) for one in erased.keys(connection)]
        one = next((wanted[mark] for mark in marks if mark in wanted), None)
        if one is None or not here.isdisjoint(marks):
            continue
        renaming = renaming_of(connection, author_id, one.name)
        copies = [raw for raw in raws_naming(connection, renaming) if raw is not None]
        erase(connection, author_id, one.name, one.way, one.at, copies)
        erased.add(connection, replace(one, mark=erased.mark(own, platform, name)))
        found += 1
    for one in people:
        erased.add(connection, one)
    return found


def _rows(
    connection: sqlite3.Connection, column: str, ids: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        marks = ",".join("?" * len(part))
        yield from connection.execute(f"SELECT {column} FROM message WHERE id IN ({marks})", part)
