"""Conversations: what the inbox lists, and how their standing follows from their messages."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from cmworkstation.store.labels import AMONG, among

SNIPPET = 280  # characters of the last message that a list row may show
TITLE = 80  # characters of the first message that stand for a missing title
Deadline = tuple[datetime, datetime]  # when due, and when to warn
# What our answer moves to those that wait for the person; and where a muted conversation stays.
ANSWERED = (Status.WAITING_US, Status.WAITING_COLLEAGUE, Status.ASIDE)
PUT_AWAY = (Status.WAITING_THEM, Status.SNOOZED, Status.DONE, Status.NO_ANSWER)
PRESSING = (  # of two that become one, the first of these holds
    *(Status.WAITING_US, Status.WAITING_COLLEAGUE, Status.WAITING_THEM, Status.SNOOZED),
    *(Status.DONE, Status.NO_ANSWER, Status.ASIDE, Status.TO_READ),
)
# Those that wait for a colleague and are due some time: few.
ASKED = "conversation INDEXED BY conversation_asked WHERE status = 7 AND due_at IS NOT NULL"
BATCH = 400  # parameters per statement, below SQLite's limit of 999

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


@dataclass(slots=True)
class _Standing:
    """What a conversation's messages add up to."""

    account_no: int = 0
    messages: int = 0
    unread: int = 0
    attachments: int = 0
    private: bool = False
    people: int = 0  # messages that somebody may wait for an answer to
    history: int = (
        0  # messages from before the account was added, fetched later: nobody waits any more
    )
    articles: int = 0
    first_id: int = 0
    last: tuple[int, int] = (0, 0)  # id and time of the newest message that is more than context
    newest: tuple[int, int] = (0, 0)  # the same of any message
    face_id: int = 0  # the newest message by somebody else: whose face the row shows
    newest_theirs: int = 0
    theirs_at: int | None = None  # when somebody else last wrote
    waiting_since: int | None = None
    thanks: list[int] = field(default_factory=list)  # courtesies by people who had said more before
    unread_thanks: set[int] = field(default_factory=set)

    def add(self, row: Sequence[Any]) -> None:
        """Count one message; messages come in ascending id."""
        (
            id_,
            _,
            at,
            ours,
            context,
            article,
            deleted,
            held,
            unread,
            private,
            attached,
            old,
            stall,
            courtesy,
        ) = row
        self.messages += 1
        self.unread += unread
        self.attachments += attached
        self.private = self.private or bool(private)
        self.articles += article and not old
        self.first_id = self.first_id or id_
        self.newest = (id_, at)
        if context:
            return
        self.last = (id_, at)
        if ours:
            self.history += bool(old and not deleted)
            if not deleted and not stall:
                self.waiting_since = None
            return
        self.face_id = id_
        self.theirs_at = at
        if old:
            self.history += not deleted and held not in ("spam", "trash")
            return
        if courtesy > 0 and self.people and not deleted:
            self.thanks.append(id_)
            if unread:
                self.unread_thanks.add(id_)
            return
        if not article and not deleted and held not in ("spam", "trash"):
            self.people += 1
            self.newest_theirs = id_
            if self.waiting_since is None:
                self.waiting_since = at

    @property
    def is_thanked(self) -> bool:
        """Tell whether the last word is a courtesy."""
        return bool(self.thanks) and self.thanks[-1] == self.last[0]

    def status(
        self,
        before: int,
        before_last_id: int,
        *,
        muted: bool = False,
        decided: bool = False,
        was_thanked: bool = False,
    ) -> int:
        """Return where the conversation stands now; a person's decision holds until somebody writes.

        One that is muted stays where it was put, whoever writes. Aside is a decision only where it has a reason
        (`decided`): else it stands there for want of messages to answer. A courtesy is not taken for writing; once
        it says more, it was.
        """
        if not self.people and self.history and not self.articles:
            return Status.DONE if before == Status.ASIDE else before
        if not self.people:
            return Status.TO_READ if self.articles else Status.ASIDE
        if self.waiting_since is None:
            return Status.WAITING_THEM if before in ANSWERED else before
        wrote = self.newest_theirs > before_last_id - was_thanked
        came = wrote and not (muted and before in PUT_AWAY)
        adrift = before == Status.ASIDE and not decided
        return Status.WAITING_US if came or adrift else before


def refresh(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Work out again what conversations show, from their messages.

    A new message by somebody else moves a conversation back to those that wait for us; one by us moves it to
    those that wait for the person. What a person decided (done, snoozed, no answer) stays until then.
    """
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        _refresh(connection, wanted[start : start + BATCH])


def _refresh(connection: sqlite3.Connection, wanted: Sequence[int]) -> None:
    marks = ",".join("?" * len(wanted))
    standings = {id_: _Standing() for id_ in wanted}
    for row in connection.execute(
        "SELECT id, conversation_id, at, ours, context, kind = 'article', deleted_at IS NOT NULL, held, unread,"
        " visibility = 'private', attachments <> '', history, stall, courtesy FROM message"
        f" WHERE conversation_id IN ({marks}) ORDER BY conversation_id, id",
        wanted,
    ):
        standings[row[1]].add(row)
    faces = _faces(connection, standings.values())
    before = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT id, status, last_id, account_no, unread > 0, messages, muted, reason <> '', courtesy"
            " FROM conversation"
            f" WHERE id IN ({marks})",
            wanted,
        )
    }
    updates = []
    quiet: list[tuple[int]] = []
    moved: list[tuple[int, int, int]] = []  # id, where it stood, when somebody last wrote
    shifts: Counter[tuple[int, int, bool]] = Counter()
    for id_, standing in standings.items():
        if id_ not in before:
            continue
        old_status, old_last_id, account_no, was_unread, was_counted, *rest = before[id_]
        muted, decided, was_thanked = map(bool, rest)
        status = int(
            standing.status(
                old_status, old_last_id, muted=muted, decided=decided, was_thanked=was_thanked
            )
        )
        if was_counted and status != old_status:
            moved.append((id_, old_status, standing.theirs_at or standing.newest[1]))
        thanked = standing.is_thanked and status != Status.WAITING_US
        if thanked:  # what came just now and waits for nobody counts as read
            fresh = [(one,) for one in standing.thanks if one > old_last_id]
            quiet += fresh
            standing.unread -= sum(one in standing.unread_thanks for (one,) in fresh)
        if was_counted:
            shifts[account_no, old_status, bool(was_unread)] -= 1
        shifts[account_no, status, standing.unread > 0] += 1
        last_id, last_at = standing.last if standing.last[0] else standing.newest
        first, last = faces.get(standing.first_id), faces.get(last_id)
        face = faces.get(standing.face_id) or last
        title = (first[3] or first[4]) if first else ""
        updates.append(
            (
                standing.messages,
                standing.unread,
                standing.attachments,
                int(standing.private),
                standing.waiting_since,
                standing.theirs_at,
                status,
                last_id,
                last_at,
                title,
                face[1] if face else "",
                face[2] if face else "",
                face[5] if face else "",
                int(thanked),
                id_,
            )
        )
    connection.executemany(
        "UPDATE conversation SET messages=?, unread=?, attachments=?, private=?, waiting_since=?, theirs_at=?,"
        " status=?, last_id=?, last_at=?, title=?, author_name=?, author_handle=?, held=?, courtesy=?"
        " WHERE id=?",
        updates,
    )
    connection.executemany("UPDATE message SET unread=0 WHERE id=? AND unread=1", quiet)
    _shift(connection, shifts)
    labels.follow(connection, wanted)
    if moved:
        snoozes.woke(connection, [(one, at) for one, was, at in moved if was == Status.SNOOZED])
        snoozes.forget(connection, [one for one, was, _ in moved if was != Status.SNOOZED])


def _shift(connection: sqlite3.Connection, shifts: Mapping[tuple[int, int, bool], int]) -> None:
    """Move numbers of the tally: (account number, status, unread) → how many more or fewer."""
    connection.executemany(
        "INSERT INTO tally(account_no, status, total, unread) VALUES(?,?,?,?)"
        " ON CONFLICT DO UPDATE SET total=total+excluded.total, unread=unread+excluded.unread",
        [
            (account_no, status, by, by if unread else 0)
            for (account_no, status, unread), by in shifts.items()
            if by
        ],
    )


def shift_unread(connection: sqlite3.Connection, shifts: Mapping[tuple[int, int], int]) -> None:
    """Move the unread ones of the tally: (account number, status) → how many more or fewer."""
    connection.executemany(
        "UPDATE tally SET unread = unread + ? WHERE account_no=? AND status=?",
        [(by, account_no, status) for (account_no, status), by in shifts.items() if by],
    )


def retally(connection: sqlite3.Connection) -> None:
    """Count the whole tally anew, after a change of many conversations at once."""
    connection.execute("DELETE FROM tally")
    connection.execute(
        "INSERT INTO tally(account_no, status, total, unread)"
        " SELECT account_no, status, count(*), sum(unread > 0) FROM conversation GROUP BY 1, 2"
    )


OF_A_CONVERSATION = (
    *("message", "draft", "outbox", "triage_walk", "reply_time", "promise", "approval_request"),
    *("pause", "note", "note_draft", "inbox_rule_effect", "batch_item"),
    *("dialogue_place", "expert_request"),
)


def join(connection: sqlite3.Connection, old: int, home: int) -> None:
    """Move everything of conversation `old` to `home`; refresh `home` afterwards."""
    from cmworkstation.store import topics  # noqa: PLC0415 - a start joins nothing

    account_no, status, unread, counted = connection.execute(
        "SELECT account_no, status, unread > 0, messages FROM conversation WHERE id=?", (old,)
    ).fetchone()
    if counted:
        _shift(connection, {(account_no, status, bool(unread)): -1})
    for table in OF_A_CONVERSATION:
        connection.execute(
            f"UPDATE {table} SET conversation_id=? WHERE conversation_id=?", (home, old)
        )
    for key, columns in (
        ("category", "category"),
        ("assignee", "assignee, handed, handed_by, handed_at"),
    ):
        connection.execute(
            f"UPDATE conversation SET ({columns})=(SELECT {columns} FROM conversation WHERE id=?)"
            f" WHERE id=? AND {key}=''",
            (old, home),
        )
    connection.execute(
        "UPDATE conversation SET muted=(SELECT min(muted) FROM conversation WHERE id IN (?1, ?2))"
        " WHERE id=?2",
        (old, home),
    )
    kept = connection.execute("SELECT status FROM conversation WHERE id=?", (home,)).fetchone()[0]
    if PRESSING.index(Status(status)) < PRESSING.index(Status(kept)):
        set_status(connection, [home], Status(status))
    labels.join(connection, old, home)
    topics.join(connection, old, home)
    snoozes.join(connection, old, home)
    connection.execute("DELETE FROM conversation WHERE id=?", (old,))


def remove(connection: sqlite3.Connection, id_: int) -> None:
    """Let go of a conversation without messages. Raises `sqlite3.IntegrityError` where anything refers to it."""
    account_no, status, unread, counted = connection.execute(
        "SELECT account_no, status, unread > 0, messages FROM conversation WHERE id=?", (id_,)
    ).fetchone()
    for table in ("conversation_label", "snooze", "topic_conversation"):
        connection.execute(f"DELETE FROM {table} WHERE conversation_id=?", (id_,))
    connection.execute("DELETE FROM conversation WHERE id=?", (id_,))
    if counted:
        _shift(connection, {(account_no, status, bool(unread)): -1})


def _faces(
    connection: sqlite3.Connection, standings: Iterable[_Standing]
) -> dict[int, tuple[Any, ...]]:
    """Return what rows show of messages, by message id: (id, name, handle, title, first words, held)."""
    wanted = list(
        {
            id_
            for one in standings
            for id_ in (one.first_id, one.face_id, one.last[0] or one.newest[0])
            if id_
        }
    )
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        marks = ",".join("?" * len(part))
        for row in connection.execute(
            f"SELECT id, author_name, author_handle, title, substr(text, 1, {TITLE}), held FROM message"
            f" WHERE id IN ({marks})",
            part,
        ):
            found[row[0]] = row
    return found


def waiting_without_due(
    connection: sqlite3.Connection, ids: Iterable[int]
) -> list[tuple[int, int, bool, datetime, str]]:
    """Return (id, account number, private, waiting since, category) of those that wait for us among `ids`."""
    wanted = list(ids)
    found: list[tuple[int, int, bool, datetime, str]] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        marks = ",".join("?" * len(part))
        found.extend(
            (id_, number, bool(private), from_ms(since), category)
            for id_, number, private, since, category in connection.execute(
                "SELECT id, account_no, private, waiting_since, category FROM conversation"
                f" WHERE waiting_since IS NOT NULL AND id IN ({marks})",
                part,
            )
        )
    return found


def all_waiting(connection: sqlite3.Connection) -> list[int]:
    """Return the ids of all conversations in which somebody waits for us."""
    rows = connection.execute("SELECT id FROM conversation WHERE waiting_since IS NOT NULL")
    return [row[0] for row in rows]


def set_due(connection: sqlite3.Connection, due: Sequence[tuple[int, Deadline | None]]) -> None:
    """Store until when each conversation should be answered, and from when on to warn."""
    connection.executemany(
        "UPDATE conversation SET due_at=?, warn_at=? WHERE id=?",
        [(*((to_ms(at[0]), to_ms(at[1])) if at else (None, None)), id_) for id_, at in due],
    )


def come_due(connection: sqlite3.Connection, after: datetime, until: datetime) -> tuple[int, ...]:
    """Return those whose time to warn came after one moment and until another, and that a colleague may have."""
    waiting = "conversation INDEXED BY conversation_warn WHERE status = 0"
    rows = [
        row
        for home in (waiting, ASKED)
        for row in connection.execute(
            f"SELECT warn_at, id FROM {home} AND warn_at > ? AND warn_at <= ?",
            (to_ms(after), to_ms(until)),
        )
    ]
    return tuple(one for _, one in sorted(rows))


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


def recount(connection: sqlite3.Connection) -> list[str]:
    """Count everything again from the messages; return where the kept numbers differ (aim: nowhere)."""
    wrong = [
        f"tally of account {row[0]}, status {row[1]}"
        for row in connection.execute(
            "SELECT account_no, status, sum(total), sum(unread) FROM ("
            " SELECT account_no, status, total, unread FROM tally UNION ALL"
            " SELECT account_no, status, -count(*), -sum(unread > 0) FROM conversation GROUP BY 1, 2)"
            " GROUP BY 1, 2 HAVING sum(total) <> 0 OR sum(unread) <> 0"
        )
    ]
    wrong += [
        f"numbers of conversation {row[0]}"
        for row in connection.execute(
            "SELECT c.id FROM conversation c JOIN (SELECT conversation_id AS id, count(*) AS n,"
            " sum(unread) AS u FROM message GROUP BY 1) m USING (id) WHERE c.messages <> m.n OR c.unread <> m.u"
        )
    ]
    wrong += [f"labels of conversation {one}" for one in labels.astray(connection)]
    return wrong


def set_status(
    connection: sqlite3.Connection, wanted: Sequence[int], status: Status, reason: str = ""
) -> dict[int, tuple[Status, str]]:
    """Give conversations a new standing; return what they had before, for undo."""
    before = change_status(connection, wanted, status, reason)
    snoozes.forget(connection, before)
    return before


def change_status(
    connection: sqlite3.Connection, wanted: Sequence[int], status: Status, reason: str = ""
) -> dict[int, tuple[Status, str]]:
    """Do the same, and leave alone until when they are out of the way."""
    ids = among(dict.fromkeys(wanted))
    before: dict[int, tuple[Status, str]] = {}
    shifts: Counter[tuple[int, int, bool]] = Counter()
    for id_, was, why, account_no, unread, counted in connection.execute(
        "SELECT id, status, reason, account_no, unread > 0, messages FROM conversation"
        f" WHERE id IN {AMONG}",
        (ids,),
    ):
        before[id_] = (Status(was), why)
        if counted and was != status:
            shifts[account_no, was, bool(unread)] -= 1
            shifts[account_no, int(status), bool(unread)] += 1
    _shift(connection, shifts)
    connection.execute(
        f"UPDATE conversation SET status=?, reason=? WHERE id IN {AMONG}"
        " AND (status <> ?1 OR reason <> ?2)",
        (int(status), reason, ids),
    )
    labels.follow(connection, before)
    return before


def mark_read(connection: sqlite3.Connection, conversation_id: int, *, read: bool = True) -> bool:
    """Mark a conversation's messages read, or its newest one unread; tell whether anything changed."""
    if read:
        changed = connection.execute(
            "UPDATE message SET unread=0 WHERE conversation_id=? AND unread=1", (conversation_id,)
        ).rowcount
    else:
        changed = connection.execute(
            "UPDATE message SET unread=1 WHERE unread=0 AND id=(SELECT max(id) FROM message"
            " WHERE conversation_id=? AND NOT ours AND NOT context)",
            (conversation_id,),
        ).rowcount
    if changed:
        refresh(connection, [conversation_id])
    return bool(changed)


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


def mark_old_read(connection: sqlite3.Connection, before: datetime) -> None:
    """Mark everything read that is older than `before` or waits for nobody: how a mailbox looks after months."""
    connection.execute("UPDATE message SET unread=0 WHERE unread=1 AND at < ?", (to_ms(before),))
    connection.execute(
        "UPDATE message SET unread=0 WHERE unread=1 AND conversation_id IN"
        " (SELECT id FROM conversation WHERE status NOT IN (0, 6))"
    )
    connection.execute(
        "UPDATE conversation SET unread=(SELECT coalesce(sum(m.unread), 0) FROM message m"
        " WHERE m.conversation_id = conversation.id) WHERE unread > 0"
    )
    retally(connection)
