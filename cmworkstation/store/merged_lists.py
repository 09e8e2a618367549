"""Lists that gather several standings or labels: each comes out of an index in its order, and they are merged.

Nothing is sorted and nothing read beyond what is asked for, however many conversations carry a label.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from heapq import merge
from operator import itemgetter

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.store import accounts
from cmworkstation.store.labels import AMONG, among

BATCH = 400  # parameters per statement
IN_APPROVAL = "id IN (SELECT conversation_id FROM approval_request WHERE closed_at IS NULL AND state = 'open')"
SORTED = {
    Order.LONGEST_WAIT: "waiting_since IS NULL, waiting_since",
    Order.DUE: "due_at IS NULL, due_at, last_at DESC",
}


def ids(connection: sqlite3.Connection, view: View, limit: int = -1) -> "array[int]":
    """Return the ids of a view's conversations in its order; `limit` -1 means all."""
    if view.order is not Order.NEWEST:
        return _sorted(connection, view, limit)
    cursors = list(_cursors(connection, view))
    found: dict[int, None] = {}
    for _, one in merge(*cursors, key=itemgetter(0), reverse=True):
        if len(found) == limit:
            break
        found[one] = None
    for cursor in cursors:
        cursor.close()  # one that was not read to its end holds on to what it reads
    return array("q", found)


def within(connection: sqlite3.Connection, view: View, wanted: "array[int]") -> "array[int]":
    """Return those of some conversations that a view holds, as they come."""
    held: set[int] = set()
    for start in range(0, len(wanted), BATCH):
        terms, values = _terms(connection, view)
        part = wanted[start : start + BATCH]
        terms.append(f"c.id IN ({','.join('?' * len(part))})")
        where = " AND ".join(terms)
        rows = connection.execute(
            f"SELECT c.id FROM conversation c WHERE {where}", (*values, *part)
        )
        held.update(row[0] for row in rows)
    return array("q", (one for one in wanted if one in held))


def standings(view: View) -> tuple[Status, ...]:
    """Return where the conversations of a view may stand."""
    if view.statuses:
        return view.statuses
    if view.status is not None:
        return (view.status,)
    return tuple(one for one in Status if one is not Status.ASIDE)


def _cursors(connection: sqlite3.Connection, view: View) -> Iterator[sqlite3.Cursor]:
    more, values = _narrowed(connection, view)
    also = f" AND {more}" if more else ""
    for status in standings(view):
        at = f"status = {int(status)}{also} ORDER BY"
        if not view.labels:
            by = "assignee, " if view.assignee else ""
            index = "conversation_assignee" if view.assignee else "conversation_status"
            yield connection.execute(
                f"SELECT last_at, id FROM conversation c INDEXED BY {index} WHERE {at} {by}last_at DESC",
                values,
            )
        for label_id in view.labels:
            home = "JOIN conversation c ON c.id = l.conversation_id " if more else ""
            yield connection.execute(
                f"SELECT l.last_at, l.conversation_id FROM conversation_label l {home}"
                f"WHERE l.label_id = {int(label_id)} AND l.{at} l.last_at DESC",
                values,
            )


def _narrowed(connection: sqlite3.Connection, view: View) -> tuple[str, tuple[object, ...]]:
    terms: list[str] = []
    values: list[object] = []
    if view.account_id is not None:
        terms.append("c.account_no = ?")
        values.append(accounts.number(connection, view.account_id))
    if view.assignee is not None:
        terms.append("c.assignee = ?" + (" AND c.assignee <> ''" if view.assignee else ""))
        values.append(view.assignee)
    if view.category:
        terms.append("c.category = ?")
        values.append(view.category)
    for wanted, term in (
        (view.unread_only, "c.unread > 0"),
        (view.private_only, "c.private = 1"),
        (view.muted, "c.muted = 1"),
        (view.in_approval, f"c.{IN_APPROVAL}"),
    ):
        if wanted:
            terms.append(term)
    return " AND ".join(terms), tuple(values)


def _sorted(connection: sqlite3.Connection, view: View, limit: int) -> "array[int]":
    terms, values = _terms(connection, view)
    rows = connection.execute(
        f"SELECT c.id FROM conversation c WHERE {' AND '.join(terms)} ORDER BY {SORTED[view.order]} LIMIT ?",
        (*values, limit),
    )
    return array("q", (row[0] for row in rows))


def _terms(connection: sqlite3.Connection, view: View) -> tuple[list[str], tuple[object, ...]]:
    """Return what is true of the conversations of a view."""
    more, values = _narrowed(connection, view)
    terms = [f"c.status IN ({','.join(str(int(one)) for one in standings(view))})"]
    terms += [more] if more else []
    if view.labels:
        terms.append(
            f"c.id IN (SELECT conversation_id FROM conversation_label WHERE label_id IN {AMONG})"
        )
        values = (*values, among(view.labels))
    return terms, values
