"""Texts of charters that are being written: one for each charter, and one for each opened file that is none yet."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms

FILE = "file:"  # begins the id of an opened text that cannot become a version yet


@dataclass(frozen=True, slots=True)
class CharterDraft:
    """One text: `base` is the version it began from, `name` the file it came from ("" for none)."""

    id: str
    text: str
    base: str
    name: str
    edited_by: str
    updated_at: datetime


def draft(connection: sqlite3.Connection, draft_id: str) -> CharterDraft | None:
    """Return a draft, None where there is none."""
    row = connection.execute(
        "SELECT charter_id, text, base, name, edited_by, updated_at FROM charter_draft WHERE charter_id=?",
        (draft_id,),
    ).fetchone()
    return _draft(row) if row else None


def alone(connection: sqlite3.Connection) -> tuple[CharterDraft, ...]:
    """Return the drafts that belong to no charter of which a version was ever approved."""
    rows = connection.execute(
        "SELECT charter_id, text, base, name, edited_by, updated_at FROM charter_draft"
        " WHERE charter_id NOT IN (SELECT id FROM charter) ORDER BY updated_at, charter_id"
    )
    return tuple(_draft(row) for row in rows)


def keep(
    connection: sqlite3.Connection,
    draft_id: str,
    text: str,
    at: datetime,
    *,
    edited_by: str = "",
    name: str = "",
) -> None:
    """Keep an unfinished text."""
    connection.execute(
        "INSERT INTO charter_draft(charter_id, text, base, name, edited_by, updated_at)"
        " VALUES(?1, ?2, coalesce((SELECT hash FROM charter WHERE id=?1), ''), ?5, ?4, ?3)"
        " ON CONFLICT(charter_id) DO UPDATE SET text=excluded.text, revision=revision + 1,"
        " edited_by=excluded.edited_by, updated_at=excluded.updated_at,"
        " name=CASE excluded.name WHEN '' THEN name ELSE excluded.name END",
        (draft_id, text, to_ms(at), edited_by, name),
    )


def drop(connection: sqlite3.Connection, draft_id: str) -> None:
    """Keep this text no longer."""
    connection.execute("DELETE FROM charter_draft WHERE charter_id=?", (draft_id,))


def _draft(row: tuple[str, str, str, str, str, int]) -> CharterDraft:
    return CharterDraft(row[0], row[1], row[2], row[3], row[4], from_ms(row[5]))
