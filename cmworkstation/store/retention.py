"""Rules of how long something is kept, and what is older than that."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.reply import OPEN_STATES, PERSON_STATES
from cmworkstation.domain.retention import Kept, RetentionRule
from cmworkstation.store import accounts, erased
from cmworkstation.store.approvals import UNSETTLED
from cmworkstation.store.holds import HELD

_STATES = ",".join(f"'{one}'" for one in (*OPEN_STATES, *PERSON_STATES))
_STILL = ",".join(
    str(int(one)) for one in (Status.WAITING_US, Status.WAITING_COLLEAGUE, Status.SNOOZED)
)
_ASKED = ",".join(f"'{one}'" for one in UNSETTLED)
# What somebody still works on, owes or waits for is not old.
OPEN = (
    f"(c.status IN ({_STILL})"
    f" OR EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.state IN ({_STATES}))"
    " OR EXISTS (SELECT 1 FROM draft d WHERE d.conversation_id = c.id)"
    " OR EXISTS (SELECT 1 FROM promise p WHERE p.conversation_id = c.id AND p.closed_at IS NULL)"
    f" OR EXISTS (SELECT 1 FROM approval_request q WHERE q.conversation_id = c.id AND q.state IN ({_ASKED})))"
)
_HELD_MESSAGES = (
    "legal_hold h JOIN message m ON m.conversation_id = h.conversation_id OR m.conversation_id IN"
    " (SELECT x.conversation_id FROM message x WHERE x.author_id = h.author_id)"
)
HELD_COPIES = (  # those of earlier states among them
    f"SELECT m.raw_id FROM {_HELD_MESSAGES} WHERE h.ended_at IS NULL AND m.raw_id IS NOT NULL"
    f" UNION SELECT e.id FROM {_HELD_MESSAGES} JOIN raw_item e ON e.account_no = m.account_no"
    " AND e.native_id = m.native_id WHERE h.ended_at IS NULL AND m.native_id <> ''"
)
WORDS = "EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND m.erased_at IS NULL)"
NO_OWN_RULE = (  # an account's own rule of this kind comes before that of all
    "NOT EXISTS (SELECT 1 FROM retention_rule r WHERE r.kind = ? AND r.account_no = {0})"
)


def listed(connection: sqlite3.Connection) -> tuple[RetentionRule, ...]:
    """Return all rules: by kind, that of all accounts first."""
    names = accounts.ids_by_number(connection)
    rows = connection.execute(
        "SELECT id, kind, months, account_no, enabled, ran_at, done FROM retention_rule"
        " ORDER BY kind, account_no IS NOT NULL, account_no"
    )
    return tuple(
        RetentionRule(
            id=row[0],
            kind=Kept(row[1]),
            months=row[2],
            account_id=None if row[3] is None else names[row[3]],
            enabled=bool(row[4]),
            ran_at=None if row[5] is None else from_ms(row[5]),
            done=row[6],
        )
        for row in rows
    )


def put(connection: sqlite3.Connection, one: RetentionRule, by: str, now: datetime) -> None:
    """Store a rule; the one of the same kind and account is replaced."""
    no = None if one.account_id is None else accounts.number(connection, one.account_id)
    connection.execute(
        "DELETE FROM retention_rule WHERE kind=? AND account_no IS ?", (one.kind.value, no)
    )
    connection.execute(
        "INSERT INTO retention_rule(id, account_no, kind, months, enabled, profile_id, changed_at, ran_at, done)"
        " VALUES(?,?,?,?,?,?,?,?,?)",
        (
            one.id,
            no,
            one.kind.value,
            one.months,
            int(one.enabled),
            by,
            to_ms(now),
            to_ms(one.ran_at) if one.ran_at else None,
            one.done,
        ),
    )


def remove(connection: sqlite3.Connection, rule_id: str) -> bool:
    """Take a rule out; tell whether it was there."""
    found = connection.execute("DELETE FROM retention_rule WHERE id=?", (rule_id,))
    return bool(found.rowcount)


def note_run(connection: sqlite3.Connection, rule_id: str, now: datetime, done: int) -> None:
    """Write down that a rule was carried out, and how much went."""
    connection.execute(
        "UPDATE retention_rule SET ran_at=?, done=done+? WHERE id=?", (to_ms(now), done, rule_id)
    )


def conversations(
    connection: sqlite3.Connection,
    rule: RetentionRule,
    before: datetime,
    among: Sequence[int] | None = None,
) -> tuple[list[int], datetime | None, int, int]:
    """Return which conversations are too old, how old the oldest is, how many a hold keeps, and how many are open."""
    where, values = _of_account(connection, rule, "c.account_no", "c.id", among)
    private = int(rule.kind is Kept.PRIVATE)
    rows = connection.execute(
        f"SELECT c.id, c.last_at, {HELD}, {OPEN} FROM conversation c WHERE c.last_at < ? AND c.last_at > 0"
        f" AND c.private = ? AND {where} AND {WORDS} ORDER BY c.last_at",
        (to_ms(before), private, *values),
    ).fetchall()
    due = [row for row in rows if not (row[2] or row[3])]
    oldest = from_ms(due[0][1]) if due else None
    held = sum(bool(row[2]) for row in rows)
    return [row[0] for row in due], oldest, held, sum(bool(row[3]) and not row[2] for row in rows)


def copies(
    connection: sqlite3.Connection,
    rule: RetentionRule,
    before: datetime,
    among: Sequence[int] | None = None,
) -> tuple[list[int], datetime | None]:
    """Return which items as received are too old, and when the oldest came; those in quarantine stay."""
    where, values = _of_account(connection, rule, "r.account_no", "r.id", among)
    rows = connection.execute(
        f"SELECT r.id, r.received_at FROM raw_item r WHERE r.received_at < ? AND r.native_id <> '' AND {where}"
        " AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.raw_id = r.id AND q.resolved_at IS NULL)"
        f" AND r.id NOT IN ({HELD_COPIES}) ORDER BY r.received_at",
        (to_ms(before), *values),
    ).fetchall()
    return [row[0] for row in rows], from_ms(rows[0][1]) if rows else None


def contacts(
    connection: sqlite3.Connection,
    rule: RetentionRule,
    before: datetime,
    among: Sequence[int] | None = None,
) -> tuple[list[int], datetime | None, int]:
    """Return who was not heard of since, when the first of them last wrote, and how many a hold keeps."""
    where, values = _of_account(connection, rule, "w.account_no", "w.author_id", among)
    rows = connection.execute(  # heard of anywhere: they become nobody everywhere
        f"SELECT n.author_id, max(n.at), max({HELD}), max({OPEN})"
        " FROM message n JOIN conversation c ON c.id = n.conversation_id JOIN author a ON a.id = n.author_id"
        f" WHERE NOT n.ours AND a.key NOT LIKE '{erased.NEVER}%'"
        f" AND n.author_id IN (SELECT w.author_id FROM message w WHERE {where})"
        " GROUP BY n.author_id HAVING max(n.at) < ?",
        (*values, to_ms(before)),
    ).fetchall()
    due = sorted((row[1], row[0]) for row in rows if not (row[2] or row[3]))
    oldest = from_ms(due[0][0]) if due else None
    return [one for _, one in due], oldest, sum(bool(row[2]) for row in rows)


def _of_account(
    connection: sqlite3.Connection,
    rule: RetentionRule,
    column: str,
    key: str,
    among: Sequence[int] | None,
) -> tuple[str, tuple[object, ...]]:
    """Return a condition on the account that a rule is about, and on what is looked at where that is not all."""
    part, parts = "", tuple[object, ...]()
    if among is not None:
        part, parts = f" AND {key} IN (SELECT value FROM json_each(?))", (json.dumps(among),)
    if rule.account_id is not None:
        return f"{column} = ?{part}", (accounts.number(connection, rule.account_id), *parts)
    return NO_OWN_RULE.format(column) + part, (rule.kind.value, *parts)
