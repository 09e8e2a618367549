"""Walks through the triage: each stays, the newest one says where its conversation belongs."""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.triage_walk import KeptAnswer, KeptWalk


def keep(connection: sqlite3.Connection, walk: KeptWalk) -> None:
    """Add a walk."""
    path = [
        {
            "step": one.step,
            "ask": one.ask,
            "yes": one.yes,
            "by": "program" if one.by_program else "person",
            **({"because": dict(one.because)} if one.because else {}),
        }
        for one in walk.path
    ]
    connection.execute(
        "INSERT INTO triage_walk(id, conversation_id, message_id, charter_hash, path, category, profile_id, at)"
        " VALUES(?,?,?,?,?,?,?,?)",
        (
            walk.id,
            walk.conversation_id,
            walk.message_id,
            walk.charter_hash,
            json.dumps(path, ensure_ascii=False),
            walk.category,
            walk.profile_id,
            to_ms(walk.at),
        ),
    )


def walks(connection: sqlite3.Connection, conversation_id: int) -> tuple[KeptWalk, ...]:
    """Return the walks of a conversation, the newest first."""
    rows = connection.execute(
        "SELECT id, conversation_id, message_id, charter_hash, path, category, profile_id, at FROM triage_walk"
        " WHERE conversation_id=? ORDER BY at DESC, id DESC",
        (conversation_id,),
    )
    return tuple(
        KeptWalk(
            id_,
            ConversationId(home),
            MessageId(message),
            digest,
            _path(path),
            category,
            by,
            from_ms(at),
        )
        for id_, home, message, digest, path, category, by, at in rows
    )


def drop(connection: sqlite3.Connection, walk_id: str) -> None:
    """Take back a walk that was made a moment ago; the journal keeps both acts."""
    connection.execute("DELETE FROM triage_walk WHERE id=?", (walk_id,))


def set_category(connection: sqlite3.Connection, conversation_id: int, category: str) -> None:
    """Say to which category a conversation belongs, "" for none."""
    connection.execute("UPDATE conversation SET category=? WHERE id=?", (category, conversation_id))


def hostile_since(
    connection: sqlite3.Connection,
    author_id: int,
    but: int,
    since: datetime,
    hostile: Collection[str],
) -> int | None:
    """Return how many messages a person wrote since then in other conversations of these categories.

    `but` is the conversation that is looked at. None while another one of that time has no category yet: then
    nobody can know.
    """
    rows = connection.execute(
        "SELECT c.category, count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id"
        " WHERE m.author_id=? AND m.at >= ? AND NOT m.context AND c.id <> ? GROUP BY c.id",
        (author_id, to_ms(since), but),
    ).fetchall()
    if not all(category for category, _ in rows):
        return None
    return sum(int(n) for category, n in rows if category in hostile)


def _path(text: str) -> tuple[KeptAnswer, ...]:
    return tuple(
        KeptAnswer(
            one["step"],
            one.get("ask", ""),
            bool(one["yes"]),
            one.get("by") == "program",
            tuple(one.get("because", {}).items()),
        )
        for one in json.loads(text)
    )
