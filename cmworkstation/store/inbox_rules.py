"""The inbox rules of a workspace, with what they were before; a rule that was removed is kept for its effects."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.inbox_rule import InboxRule, actions_of, actions_text
from cmworkstation.domain.profile import ProfileId

COLUMNS = (
    "id, name, query, actions, folder, position, enabled, last, revision, why_off, profile_id, changed_at,"
    " removed_at IS NOT NULL"
)


def rules(connection: sqlite3.Connection, *, enabled: bool = False) -> tuple[InboxRule, ...]:
    """Return the rules, or those that are on, in the order in which they apply."""
    only = " AND enabled" if enabled else ""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM inbox_rule WHERE removed_at IS NULL{only} ORDER BY position, id"
    )
    return tuple(_rule(row) for row in found)


def rule(connection: sqlite3.Connection, rule_id: str) -> InboxRule:
    """Return a rule, also one that was removed. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM inbox_rule WHERE id=?", (rule_id,)).fetchone()
    if row is None:
        raise KeyError(rule_id)
    return _rule(row)


def put(connection: sqlite3.Connection, one: InboxRule, now: datetime) -> None:
    """Keep a rule as it is now, and this revision of it."""
    values = (
        *(one.name, one.query, actions_text(one.actions), one.folder, one.position),
        *(int(one.enabled), int(one.last), one.revision, one.why_off, one.by, to_ms(now)),
    )
    connection.execute(
        "INSERT INTO inbox_rule(name, query, actions, folder, position, enabled, last, revision, why_off,"
        " profile_id, changed_at, created_at, id) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT(id) DO UPDATE SET name=excluded.name, query=excluded.query, actions=excluded.actions,"
        " folder=excluded.folder, position=excluded.position, enabled=excluded.enabled, last=excluded.last,"
        " revision=excluded.revision, why_off=excluded.why_off, profile_id=excluded.profile_id,"
        " changed_at=excluded.changed_at",
        (*values, to_ms(now), one.id),
    )
    connection.execute(
        "INSERT OR IGNORE INTO inbox_rule_revision(rule_id, n, at, name, query, actions, last, profile_id)"
        " VALUES(?,?,?,?,?,?,?,?)",
        (
            *(one.id, one.revision, to_ms(now), one.name, one.query),
            *(actions_text(one.actions), int(one.last), one.by),
        ),
    )


def switch(connection: sqlite3.Connection, rule_id: str, *, on: bool, why_off: str = "") -> None:
    """Turn a rule on or off, with the reason where the program does it."""
    connection.execute(
        "UPDATE inbox_rule SET enabled=?, why_off=? WHERE id=?", (int(on), why_off, rule_id)
    )


def place(connection: sqlite3.Connection, ordered: Iterable[InboxRule]) -> None:
    """Keep in which folder and at which place rules stand."""
    connection.executemany(
        "UPDATE inbox_rule SET folder=?, position=? WHERE id=?",
        [(one.folder, one.position, one.id) for one in ordered],
    )


def remove(connection: sqlite3.Connection, rule_id: str, now: datetime | None) -> None:
    """Take a rule out of the list, or put it back (None)."""
    connection.execute(
        "UPDATE inbox_rule SET removed_at=? WHERE id=?", (to_ms(now) if now else None, rule_id)
    )


def revision(connection: sqlite3.Connection, rule_id: str, n: int) -> InboxRule:
    """Return what a rule was in one of its revisions. Raises `KeyError`."""
    row = connection.execute(
        "SELECT name, query, actions, last, profile_id, at FROM inbox_rule_revision WHERE rule_id=? AND n=?",
        (rule_id, n),
    ).fetchone()
    if row is None:
        raise KeyError(rule_id)
    name, query, actions, last, by, at = row
    return InboxRule(
        *(rule_id, name, query, actions_of(actions)),
        last=bool(last),
        revision=n,
        by=ProfileId(by),
        changed_at=from_ms(at),
    )


def _rule(row: tuple[str, ...]) -> InboxRule:
    id_, name, query, actions, folder, position, enabled, last, n, why, by, at, removed = row
    return InboxRule(
        *(id_, name, query, actions_of(actions), folder, int(position), bool(enabled), bool(last)),
        revision=int(n),
        why_off=why,
        by=ProfileId(by),
        changed_at=from_ms(int(at)),
        removed=bool(removed),
    )
