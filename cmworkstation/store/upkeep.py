"""What the state ring looks at: conversations past their time to warn, drafts that were left, contributions."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.charter.state import Waiting
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.store import accounts, approval_marks
from cmworkstation.store.conversation_list import ASKED


@dataclass(frozen=True, slots=True)
class Given:
    """A conversation of a category that waits for us."""

    id: int
    category: str
    private: bool
    since: datetime


def warned(connection: sqlite3.Connection, now: datetime) -> dict[AccountId, list[Waiting]]:
    """Return, by account, those whose time to warn has come."""
    found: dict[int, list[Waiting]] = {}
    for id_, number, since, warn, due in connection.execute(
        "SELECT id, account_no, coalesce(waiting_since, last_at), warn_at, due_at FROM conversation"
        " INDEXED BY conversation_warn WHERE status = 0 AND warn_at IS NOT NULL AND warn_at <= :now"
        " UNION ALL SELECT id, account_no, coalesce(waiting_since, last_at), warn_at, due_at"
        f" FROM {ASKED} AND warn_at <= :now",
        {"now": to_ms(now)},
    ):
        due_at = None if due is None else from_ms(due)
        found.setdefault(number, []).append(
            Waiting(str(id_), from_ms(since), from_ms(warn), due_at)
        )
    return _by_account(connection, found)


def left(
    connection: sqlite3.Connection, before: datetime, now: datetime
) -> dict[AccountId, list[Waiting]]:
    """Return, by account, those in time whose draft nobody wrote on since `before`, and that nobody must approve."""
    rows = connection.execute(
        "SELECT c.id, c.account_no, coalesce(c.waiting_since, c.last_at), max(d.updated_at) FROM draft d"
        " JOIN conversation c ON c.id = d.conversation_id WHERE c.status = 0 AND d.body <> ''"
        " AND (c.warn_at IS NULL OR c.warn_at > ?) GROUP BY c.id HAVING max(d.updated_at) <= ?",
        (to_ms(now), to_ms(before)),
    ).fetchall()
    asked = approval_marks.asked_in(connection, [row[0] for row in rows])
    found: dict[int, list[Waiting]] = {}
    for id_, number, since, written in rows:
        if id_ not in asked:
            at = from_ms(written)
            one = Waiting(str(id_), from_ms(since), taken_at=at, touched_at=at)
            found.setdefault(number, []).append(one)
    return _by_account(connection, found)


def given(
    connection: sqlite3.Connection, account_id: AccountId, categories: Iterable[str]
) -> tuple[Given, ...]:
    """Return what waits for us in an account, of these categories."""
    wanted = tuple(sorted(categories))
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        "SELECT id, category, private, waiting_since FROM conversation WHERE account_no = ?"
        f" AND status = 0 AND waiting_since IS NOT NULL AND category IN ({marks})",
        (accounts.number(connection, account_id), *wanted),
    )
    return tuple(Given(row[0], row[1], bool(row[2]), from_ms(row[3])) for row in rows)


def _by_account(
    connection: sqlite3.Connection, found: dict[int, list[Waiting]]
) -> dict[AccountId, list[Waiting]]:
    names = accounts.ids_by_number(connection)
    return {names[number]: rows for number, rows in found.items()}
