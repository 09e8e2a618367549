"""Conversations: how their standing follows from their messages, and what people make of it."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.conversation import Status
from cmworkstation.store import (
    labels,
    snoozes,
)
from cmworkstation.store.labels import AMONG, among
from cmworkstation.store.slices import BATCH

TITLE = 80  # characters of the first message that stand for a missing title
# What our answer moves to those that wait for the person; and where a muted conversation stays.
ANSWERED = (Status.WAITING_US, Status.WAITING_COLLEAGUE, Status.ASIDE)
PUT_AWAY = (Status.WAITING_THEM, Status.SNOOZED, Status.DONE, Status.NO_ANSWER)
PRESSING = (  # of two that become one, the first of these holds
    *(Status.WAITING_US, Status.WAITING_COLLEAGUE, Status.WAITING_THEM, Status.SNOOZED),
    *(Status.DONE, Status.NO_ANSWER, Status.ASIDE, Status.TO_READ),
)


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
