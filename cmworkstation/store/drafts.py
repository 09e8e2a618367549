"""Drafts: every pause in typing is kept, and nothing of it is overwritten."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter.words import primary
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.fact import read_uses, write_uses
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId
from cmworkstation.domain.reply import Draft, DraftRevision
from cmworkstation.store import accounts, media, slots

COLUMNS = (
    "d.id, d.conversation_id, a.id, d.target_id, d.body, d.visibility, d.language, d.spoiler, d.answer_id,"
    " d.seen_head, d.revision, d.updated_at, d.facts, d.name,"
    " d.scheduled_at, d.zone, d.if_missed"
)
SOURCE = "draft d JOIN account a ON a.no = d.account_no"
KEPT_REVISIONS = 300


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple[Draft, ...]:
    """Return the drafts in a conversation, the latest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE d.conversation_id=? ORDER BY d.updated_at DESC",
        (conversation_id,),
    )
    return tuple(_draft(connection, row) for row in rows)


def all_drafts(connection: sqlite3.Connection) -> tuple[Draft, ...]:
    """Return all drafts, the latest first."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM {SOURCE} ORDER BY d.updated_at DESC")
    return tuple(_draft(connection, row) for row in rows)


def draft(connection: sqlite3.Connection, draft_id: DraftId) -> Draft:
    """Return one draft. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM {SOURCE} WHERE d.id=?", (draft_id,)).fetchone()
    if row is None:
        raise KeyError(draft_id)
    return _draft(connection, row)


def save(connection: sqlite3.Connection, changed: Draft, at: datetime, by: str = "") -> int:
    """Store a draft and, where its text changed, a revision of it; return the revision's number.

    `by` is the profile of whoever wrote it: the last one who changed a word of it.
    """
    before = connection.execute(
        "SELECT body, revision FROM draft WHERE id=?", (changed.id,)
    ).fetchone()
    revision = int(before[1]) if before else _last_revision(connection, changed.id)
    if before is None or before[0] != changed.body:
        revision += 1
        connection.execute(
            "INSERT INTO draft_revision(draft_id, n, at, body) VALUES(?,?,?,?)",
            (changed.id, revision, to_ms(at), changed.body),
        )
        connection.execute(
            "DELETE FROM draft_revision WHERE draft_id=? AND n <= ?",
            (changed.id, revision - KEPT_REVISIONS),
        )
    connection.execute(
        "INSERT INTO draft(id, conversation_id, account_no, target_id, body, visibility, language, spoiler,"
        " answer_id, seen_head, facts, name, scheduled_at, zone, if_missed, revision, updated_at, profile_id)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT(id) DO UPDATE SET conversation_id=excluded.conversation_id,"
        " account_no=excluded.account_no, target_id=excluded.target_id,"
        " profile_id=iif(body = excluded.body, profile_id, excluded.profile_id),"
        " body=excluded.body, visibility=excluded.visibility, language=excluded.language,"
        " spoiler=excluded.spoiler, answer_id=excluded.answer_id, seen_head=excluded.seen_head,"
        " facts=excluded.facts, name=excluded.name, scheduled_at=excluded.scheduled_at,"
        " zone=excluded.zone, if_missed=excluded.if_missed, revision=excluded.revision, updated_at=excluded.updated_at",
        (
            changed.id,
            changed.conversation_id,
            accounts.number(connection, changed.account_id),
            changed.target_id,
            changed.body,
            changed.visibility,
            changed.language,
            changed.spoiler,
            changed.answer_id,
            changed.seen_head,
            write_uses(changed.facts),
            changed.name,
            *slots.columns(changed.slot),
            revision,
            to_ms(at),
            by,
        ),
    )
    media.put_draft(connection, changed.id, changed.media)
    media.describe(connection, changed.media, at, primary(changed.language))
    return revision


def _last_revision(connection: sqlite3.Connection, draft_id: DraftId) -> int:
    """Return the number that a discarded draft had reached, 0 for a new one."""
    found = connection.execute("SELECT MAX(n) FROM draft_revision WHERE draft_id=?", (draft_id,))
    return int(found.fetchone()[0] or 0)


def discard(connection: sqlite3.Connection, draft_id: DraftId) -> None:
    """Take a draft off the table; its revisions stay."""
    connection.execute("DELETE FROM draft WHERE id=?", (draft_id,))
    media.put_draft(connection, draft_id, ())


def revisions(connection: sqlite3.Connection, draft_id: DraftId) -> tuple[DraftRevision, ...]:
    """Return the kept states of a draft, newest first."""
    rows = connection.execute(
        "SELECT n, at, body FROM draft_revision WHERE draft_id=? ORDER BY n DESC", (draft_id,)
    )
    return tuple(DraftRevision(row[0], from_ms(row[1]), row[2]) for row in rows)


def _draft(connection: sqlite3.Connection, row: tuple[object, ...]) -> Draft:
    return Draft(
        id=DraftId(str(row[0])),
        conversation_id=ConversationId(int(str(row[1]))),
        account_id=AccountId(str(row[2])),
        target_id=MessageId(int(str(row[3]))),
        body=str(row[4]),
        visibility=Visibility(str(row[5])),
        language=str(row[6]),
        spoiler=str(row[7]),
        answer_id=str(row[8]),
        seen_head=str(row[9]),
        revision=int(str(row[10])),
        updated_at=from_ms(int(str(row[11]))),
        facts=read_uses(str(row[12])),
        media=media.of_draft(connection, DraftId(str(row[0]))),
        name=str(row[13]),
        slot=slots.slot(*row[14:17]),
    )
