"""What the inbox lists and counts, and what is shown of a person beside a conversation."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.conversation import Conversation, Counts, Order, Status, View
from cmworkstation.domain.ids import AccountId, AuthorId
from cmworkstation.domain.label import Label
from cmworkstation.domain.person import Person
from cmworkstation.domain.reply import OPEN_STATES, PERSON_STATES
from cmworkstation.domain.snooze import Snooze
from cmworkstation.store import (
    accounts,
    approval_marks,
    closing,
    labels,
    ledger,
    merged_lists,
    promises,
    snoozes,
)

SNIPPET = 280  # characters of the last message that a list row may show
# Those that wait for a colleague and are due some time: few.
ASKED = "conversation INDEXED BY conversation_asked WHERE status = 7 AND due_at IS NOT NULL"
COLUMNS = (
    "c.id, c.account_no, c.status, c.title, c.author_name, c.author_handle,"
    f" coalesce(substr(m.text, 1, {SNIPPET}), ''), c.last_at,"
    " c.waiting_since, c.due_at, c.unread, c.messages, c.private, c.held, c.attachments, c.category,"
    " coalesce(m.deleted_at, m.erased_at) IS NOT NULL, c.reason,"
    " c.warn_at, c.assignee, c.handed, c.muted, coalesce((SELECT p.name FROM profile p WHERE p.id = c.assignee), ''),"
    " c.courtesy, c.theirs_at, c.handed_by,"
    " coalesce((SELECT p.name FROM profile p WHERE p.id = c.handed_by), '')"
)
SOURCE = "conversation c LEFT JOIN message m ON m.id = c.last_id"  # what it says last stands there only once
_STATUSES = {one.value: one for one in Status}  # a look-up costs less than a call of the enum


def ids(
    connection: sqlite3.Connection, view: View, limit: int = -1, now: datetime | None = None
) -> "array[int]":
    """Return the ids of a view's conversations in its order; `limit` -1 means all.

    What closes first is told by `now`; without it nothing does.
    """
    if view.order is Order.CLOSING:
        newest = replace(view, order=Order.NEWEST)
        first = closing.of_view(connection, newest, now) if now else array("q")
        return closing.before(first, ids(connection, newest, limit), limit)
    if view.labels or view.assignee or view.statuses:
        return merged_lists.ids(connection, view, limit)
    if view.warned_by is not None and view.status is Status.WAITING_US:
        return _due_soon(connection, view, limit)
    if view.order is not Order.DUE:
        return _ids(connection, view, "", limit)
    found = _ids(
        connection, view, "due_at IS NOT NULL", limit
    )  # each half has its order in an index
    if view.warned_by is None and not 0 <= limit <= len(found):
        left = -1 if limit < 0 else limit - len(found)
        found.extend(_ids(connection, view, "due_at IS NULL", left))
    return found


def _due_soon(connection: sqlite3.Connection, view: View, limit: int) -> "array[int]":
    """Return what is due soon, the first due first: while a colleague is asked the clock goes on."""
    halves = []
    for status, index in (
        (Status.WAITING_US, "conversation_due"),
        (Status.WAITING_COLLEAGUE, "conversation_asked"),
    ):
        where, values = _where(connection, replace(view, status=status))
        halves.append(
            connection.execute(
                f"SELECT due_at, id FROM conversation INDEXED BY {index}"
                f" WHERE {where} AND due_at IS NOT NULL ORDER BY due_at LIMIT ?",
                (*values, limit),
            ).fetchall()
        )
    found = merge(*halves, key=itemgetter(0))
    return array("q", (one for _, one in islice(found, limit if limit >= 0 else None)))


def _ids(connection: sqlite3.Connection, view: View, half: str, limit: int) -> "array[int]":
    where, values = _where(connection, view)
    where = f"{where} AND {half}" if half else where
    if half == "due_at IS NOT NULL":
        order = "due_at"
    elif half:
        order = "last_at DESC"
    elif view.order is Order.LONGEST_WAIT and view.status is not Status.WAITING_US:
        order = "waiting_since IS NULL, waiting_since"
    elif view.order is Order.LONGEST_WAIT:
        order = "waiting_since"
    else:
        order = "last_at DESC"
    rows = connection.execute(
        f"SELECT id FROM conversation {_by(view, half)} WHERE {where} ORDER BY {order} LIMIT ?",
        (*values, limit),
    )
    return array("q", (row[0] for row in rows))


def count(connection: sqlite3.Connection, view: View) -> int:
    """Return how many conversations a view holds."""
    if view.labels or view.assignee or view.statuses:
        return len(merged_lists.ids(connection, view))
    where, values = _where(connection, view)
    found = connection.execute(
        f"SELECT count(*) FROM conversation {_by(view, '')} WHERE {where}", values
    )
    n = int(found.fetchone()[0])
    if view.warned_by is None or view.status is not Status.WAITING_US:
        return n
    where, values = _where(connection, replace(view, status=Status.WAITING_COLLEAGUE))
    asked = connection.execute(f"SELECT count(*) FROM {ASKED} AND {where}", values)
    return n + int(asked.fetchone()[0])


def _by(view: View, half: str) -> str:
    """Name the partial index that has a view's rows, where the planner would take a wider one and sort."""
    if view.status is Status.WAITING_US and half == "due_at IS NOT NULL":
        return "INDEXED BY conversation_due"
    if view.status is Status.WAITING_US and view.warned_by is not None:
        return "INDEXED BY conversation_warn"
    if view.status is None and view.unread_only:
        return "INDEXED BY conversation_unread"
    if (view.status, view.account_id, view.order) == (Status.WAITING_US, None, Order.LONGEST_WAIT):
        return "INDEXED BY conversation_waiting"
    return ""


def _where(connection: sqlite3.Connection, view: View) -> tuple[str, tuple[object, ...]]:
    terms: list[str] = []
    values: list[object] = []
    if view.account_id is not None:
        terms.append("account_no = ?")
        values.append(accounts.number(connection, view.account_id))
    if view.status is not None:
        # The number stands in the text, where a partial index can be matched against it.
        terms.append(f"status = {int(view.status)}")
        if view.status is Status.WAITING_US and view.order is Order.LONGEST_WAIT:
            terms.append("waiting_since IS NOT NULL")
    else:
        terms.append("status <> 5")
    if view.unread_only:
        terms.append("unread > 0")
    if view.private_only:
        terms.append("private = 1")
    if view.category:
        terms.append("category = ?")
        values.append(view.category)
    if view.assignee is not None:
        terms.append("assignee = ?")
        values.append(view.assignee)
    terms += ["muted = 1"] * view.muted + [merged_lists.IN_APPROVAL] * view.in_approval
    if view.warned_by is not None:
        terms.append("warn_at IS NOT NULL AND warn_at <= ?")
        values.append(to_ms(view.warned_by))
    return " AND ".join(terms), tuple(values)


def rows(connection: sqlite3.Connection, wanted: Sequence[int]) -> tuple[Conversation, ...]:
    """Return the rows of these conversations, in the same order; unknown ids are left out."""
    if not wanted:
        return ()
    names = accounts.ids_by_number(connection)
    marks = ",".join("?" * len(wanted))
    drafts = Counter(
        row[0]
        for row in connection.execute(
            f"SELECT conversation_id FROM draft WHERE conversation_id IN ({marks})", tuple(wanted)
        )
    )
    states = ",".join(f"'{state}'" for state in (*OPEN_STATES, *PERSON_STATES))
    under_way = dict(
        connection.execute(
            f"SELECT conversation_id, state FROM outbox WHERE state IN ({states})"
            f" AND conversation_id IN ({marks}) ORDER BY created_at",
            tuple(wanted),
        )
    )
    promised = promises.next_due(connection, wanted)
    asked = approval_marks.asked_in(connection, wanted)
    carried = labels.of_conversations(connection, wanted)
    slept = snoozes.of_conversations(connection, wanted)
    found = {
        row[0]: _conversation(
            row,
            names[row[1]],
            drafts[row[0]],
            under_way.get(row[0], ""),
            promised.get(row[0]),
            asked.get(row[0], ""),
            carried.get(row[0], ()),
            slept.get(row[0]),
        )
        for row in connection.execute(
            f"SELECT {COLUMNS} FROM {SOURCE} WHERE c.id IN ({marks})", tuple(wanted)
        )
    }
    return tuple(found[id_] for id_ in wanted if id_ in found)


# Frozen, and built anew it costs more than reading it; with every change a list asks for the rows that it shows.
@lru_cache(maxsize=1024)
def _conversation(
    row: tuple[Any, ...],
    account_id: AccountId,
    drafts: int,
    outbox: str,
    promised: datetime | None,
    approval: str,
    labels: tuple[Label, ...],
    snooze: Snooze | None,
) -> Conversation:
    waiting, due, warn, theirs = row[8], row[9], row[18], row[24]
    last_at = from_ms(row[7])
    return Conversation(
        id=row[0],
        account_id=account_id,
        status=_STATUSES[row[2]],
        title=row[3],
        author_name=row[4],
        author_handle=row[5],
        snippet=row[6],
        last_at=last_at,
        waiting_since=_at(waiting, row[7], last_at),
        due_at=None if due is None else from_ms(due),
        unread=row[10],
        messages=row[11],
        private=bool(row[12]),
        held=row[13],
        drafts=drafts,
        outbox=outbox,
        has_attachment=bool(row[14]),
        category=row[15],
        deleted=bool(row[16]),
        reason=row[17],
        promise_due_at=promised,
        approval=approval,
        warn_at=None if warn is None else from_ms(warn),
        thanked=bool(row[23]),
        theirs_at=_at(theirs, row[7], last_at),
        labels=labels,
        assignee=row[19],
        handed=row[20],
        muted=bool(row[21]),
        assignee_name=row[22],
        handed_by=row[25],
        handed_by_name=row[26],
        snooze=snooze,
    )


def _at(ms: int | None, last_ms: int, last_at: datetime) -> datetime | None:
    """Return a moment; most are those of the last message."""
    if ms is None:
        return None
    return last_at if ms == last_ms else from_ms(ms)


def counts(connection: sqlite3.Connection) -> Counts:
    """Return how many conversations stand where, from the tally that every write keeps right."""
    names = accounts.ids_by_number(connection)
    by_status: dict[Status, int] = {}
    by_account: dict[AccountId, int] = {}
    unread_by_account: dict[AccountId, int] = {}
    unread = new = 0
    for account_no, status, total, unread_here in connection.execute(
        "SELECT account_no, status, total, unread FROM tally"
    ):
        by_status[Status(status)] = by_status.get(Status(status), 0) + total
        if status in (Status.WAITING_US, Status.TO_READ):
            unread += unread_here
            name = names[account_no]
            unread_by_account[name] = unread_by_account.get(name, 0) + unread_here
            if status == Status.WAITING_US:
                by_account[name] = total
                new += unread_here
    outbox = dict(
        connection.execute(
            "SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state"
        )
    )
    return Counts(
        by_status=by_status,
        by_category=dict(
            connection.execute(
                "SELECT category, count(*) FROM conversation INDEXED BY conversation_category"
                " WHERE status = 0 AND category > '' GROUP BY category"
            )
        ),
        unread=unread,
        by_account=by_account,
        unread_by_account=unread_by_account,
        drafts=connection.execute("SELECT count(*) FROM draft").fetchone()[0],
        outbox=sum(outbox.get(state, 0) for state in OPEN_STATES),
        needs_person=sum(outbox.get(state, 0) for state in PERSON_STATES),
        quarantined=sum(ledger.quarantine_counts(connection).values()),
        in_approval=approval_marks.count_open(connection),
        new=new,
        by_label=labels.waiting(connection),
        by_assignee=_in_hand(connection, by_status.get(Status.WAITING_US, 0)),
    )


def _in_hand(connection: sqlite3.Connection, waiting: int) -> dict[str, int]:
    """Return person → how many of those that wait for us they have in hand; "" for nobody."""
    found = dict(
        connection.execute(
            "SELECT id, (SELECT count(*) FROM conversation c INDEXED BY conversation_assignee"
            " WHERE c.assignee = profile.id AND c.assignee <> '' AND c.status = 0) FROM profile"
        )
    )
    return {**found, "": waiting - sum(found.values())}


def of_author(
    connection: sqlite3.Connection, author_id: int, limit: int = 20
) -> tuple[Conversation, ...]:
    """Return the conversations in which a person wrote, the latest first."""
    wanted: dict[int, None] = {}  # in their order; who wrote very much is not read to the end
    newest = connection.execute(
        "SELECT conversation_id FROM message WHERE author_id=? AND context=0 ORDER BY id DESC",
        (author_id,),
    )
    for (conversation_id,) in newest:
        wanted[conversation_id] = None
        if len(wanted) == limit:
            break
    return rows(connection, list(wanted))


def person(connection: sqlite3.Connection, author_id: int) -> Person:
    """Return what is known of whoever wrote messages. Raises `KeyError`."""
    row = connection.execute(
        "SELECT platform, name, handle, url, is_bot FROM author WHERE id=?", (author_id,)
    ).fetchone()
    if row is None:
        raise KeyError(author_id)
    # From the index alone: ids are in the order of time, and `context` stands beside the author.
    messages, *ends = connection.execute(
        "SELECT count(*), min(id), max(id) FROM message WHERE author_id=? AND context=0",
        (author_id,),
    ).fetchone()
    times = dict(connection.execute("SELECT id, at FROM message WHERE id IN (?,?)", ends))
    first, last = (times.get(one) for one in ends)
    return Person(
        id=AuthorId(author_id),
        platform=row[0],
        name=row[1],
        handle=row[2],
        url=row[3],
        is_bot=bool(row[4]),
        messages=messages,
        first_at=from_ms(first) if first is not None else None,
        last_at=from_ms(last) if last is not None else None,
    )


def theirs_at(connection: sqlite3.Connection, conversation_id: int) -> datetime | None:
    """Return when somebody else last wrote in a conversation."""
    row = connection.execute(
        "SELECT theirs_at FROM conversation WHERE id=?", (conversation_id,)
    ).fetchone()
    return from_ms(row[0]) if row and row[0] is not None else None


def category(connection: sqlite3.Connection, conversation_id: int) -> str:
    """Return the category that a conversation was given, "" for none."""
    row = connection.execute(
        "SELECT category FROM conversation WHERE id=?", (conversation_id,)
    ).fetchone()
    return str(row[0]) if row else ""


def conversation_of(connection: sqlite3.Connection, remote_id: str) -> int | None:
    """Return the conversation that holds the message with this permanent id, on whatever account."""
    row = connection.execute(
        "SELECT conversation_id FROM message WHERE remote_id=?", (remote_id,)
    ).fetchone()
    return int(row[0]) if row else None
