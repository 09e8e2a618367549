"""The tables of relations: with whom about what, what happened, and what was told already."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId
from cmworkstation.domain.relation import Begin, Event, Kind, Relation, RelationId, Talk

COLUMNS = (
    "id, contact_id, project, topic_id, topic, ask, who, gets, decline, invited, post_required, paid, owner,"
    " opened_at, ended_at"
)

WROTE = "SELECT max(at) FROM message WHERE author_id=? AND NOT context"
ANSWERED = (  # by whichever program
    "SELECT max(o.at) FROM message o WHERE o.ours AND o.parent_id <> '' AND o.conversation_id IN"
    " (SELECT conversation_id FROM message WHERE author_id=?1)"
    " AND o.parent_id IN (SELECT remote_id FROM message WHERE author_id=?1)"
)
SENT = (
    "SELECT max(o.sent_at) FROM outbox o JOIN message t ON t.id = o.target_id"
    " WHERE o.state='sent' AND t.author_id=?1 AND o.conversation_id IN"
    " (SELECT conversation_id FROM message WHERE author_id=?1)"
)


def put(connection: sqlite3.Connection, one: Relation) -> None:
    """Keep a relation as it is now."""
    begin = one.begin
    names = COLUMNS.split(", ")
    sets = ", ".join(f"{name}=excluded.{name}" for name in names[1:])
    connection.execute(
        f"INSERT INTO relation({COLUMNS}) VALUES({','.join('?' * len(names))})"
        f" ON CONFLICT(id) DO UPDATE SET {sets}",
        (
            *(one.id, one.contact_id, one.project, one.topic_id),
            *(begin.topic, begin.ask, begin.who, begin.gets, begin.decline, begin.invited),
            *(int(begin.post_required), int(begin.paid), one.owner, to_ms(one.opened_at)),
            to_ms(one.ended_at) if one.ended_at else None,
        ),
    )


def one(connection: sqlite3.Connection, relation_id: str) -> Relation:
    """Return a relation. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM relation WHERE id=?", (relation_id,)
    ).fetchone()
    if row is None:
        raise KeyError(relation_id)
    return _relation(row)


def listed(connection: sqlite3.Connection) -> tuple[Relation, ...]:
    """Return all relations, the earliest first."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM relation ORDER BY opened_at, id")
    return tuple(map(_relation, rows))


def of_contacts(connection: sqlite3.Connection, wanted: Iterable[str]) -> tuple[Relation, ...]:
    """Return the relations of contacts, the earliest first."""
    ids = tuple(wanted)
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM relation WHERE contact_id IN ({marks}) ORDER BY opened_at, id", ids
    )
    return tuple(map(_relation, rows))


def remove(connection: sqlite3.Connection, relation_id: str) -> None:
    """Take a relation out with all that happened in it."""
    for table in ("relation_event", "relation_told"):
        connection.execute(f"DELETE FROM {table} WHERE relation_id=?", (relation_id,))
    connection.execute("DELETE FROM relation WHERE id=?", (relation_id,))


def add_event(connection: sqlite3.Connection, new: Event) -> None:
    """Keep what happened."""
    connection.execute(
        "INSERT INTO relation_event(id, relation_id, kind, at, words, way, done, profile_id, draft_id, outbox_id)"
        " VALUES(?,?,?,?,?,?,?,?,?,?)",
        (
            *(new.id, new.relation_id, new.kind, to_ms(new.at), new.words, new.name, int(new.done)),
            *(new.by, new.draft_id, new.outbox_id),
        ),
    )


def remove_event(connection: sqlite3.Connection, event_id: str) -> None:
    """Take out what was noted in error."""
    connection.execute("DELETE FROM relation_event WHERE id=?", (event_id,))


def events(connection: sqlite3.Connection, relation_id: str) -> tuple[Event, ...]:
    """Return what happened, the earliest first; what a message says happened when that was sent.

    What a draft was to say that is gone did not happen.
    """
    rows = connection.execute(
        "SELECT e.id, e.relation_id, e.kind, coalesce(o.sent_at, e.at), e.words, e.way, e.done, e.profile_id,"
        " e.draft_id, e.outbox_id, o.state FROM relation_event e LEFT JOIN outbox o ON o.id = e.outbox_id"
        " WHERE e.relation_id=? AND (e.draft_id='' OR e.outbox_id<>''"
        " OR EXISTS (SELECT 1 FROM draft d WHERE d.id = e.draft_id)) ORDER BY 4, e.id",
        (relation_id,),
    )
    return tuple(_event(row) for row in rows)


def talk(connection: sqlite3.Connection, authors: Sequence[int]) -> Talk:
    """Return when we last answered a person, and when they last wrote, over all their names."""
    ours: list[int] = []
    theirs: list[int] = []
    for author in authors:
        for into, query in ((theirs, WROTE), (ours, ANSWERED), (ours, SENT)):
            at = connection.execute(query, (author,)).fetchone()[0]
            if at is not None:
                into.append(at)
    return Talk(
        from_ms(max(ours)) if ours else None,
        from_ms(max(theirs)) if theirs else None,
    )


def answers(connection: sqlite3.Connection, authors: Sequence[int], since: datetime) -> int:
    """Return how many of our sent answers to a person ask for nothing."""
    found = 0
    for author in authors:
        row = connection.execute(
            "SELECT count(*) FROM outbox o JOIN message t ON t.id = o.target_id WHERE o.state='sent'"
            " AND t.author_id=?1 AND o.sent_at>=?2 AND o.part=0 AND o.conversation_id IN"
            " (SELECT conversation_id FROM message WHERE author_id=?1)"
            " AND NOT EXISTS (SELECT 1 FROM solicitation s WHERE s.outbox_id = o.id)",
            (author, to_ms(since)),
        ).fetchone()
        found += row[0]
    return found


def conversations(
    connection: sqlite3.Connection, authors: Sequence[int]
) -> dict[AuthorId, ConversationId]:
    """Return author → the conversation in which they wrote last, for those who wrote."""
    found: dict[AuthorId, ConversationId] = {}
    for author in authors:
        row = connection.execute(
            "SELECT conversation_id FROM message WHERE author_id=? AND NOT ours AND deleted_at IS NULL"
            " ORDER BY id DESC LIMIT 1",
            (author,),
        ).fetchone()
        if row is not None:
            found[AuthorId(author)] = ConversationId(row[0])
    return found


def newest_of(connection: sqlite3.Connection, conversation_id: int, author_id: int) -> MessageId:
    """Return the newest message of an author in a conversation in which they wrote."""
    row = connection.execute(
        "SELECT max(id) FROM message WHERE conversation_id=? AND author_id=? AND deleted_at IS NULL",
        (conversation_id, author_id),
    ).fetchone()
    return MessageId(row[0])


def ends(connection: sqlite3.Connection) -> dict[str, date]:
    """Return project → the day on which it ended."""
    rows = connection.execute("SELECT project, on_day FROM project_end")
    return {row[0]: date.fromisoformat(row[1]) for row in rows}


def end_project(
    connection: sqlite3.Connection, project: str, on: date | None, by: str, at: datetime
) -> None:
    """Say since when a project is over; None lets it go on."""
    connection.execute("DELETE FROM project_end WHERE project=?", (project,))
    if on is not None:
        connection.execute(
            "INSERT INTO project_end(project, on_day, profile_id, at) VALUES(?,?,?,?)",
            (project, on.isoformat(), by, to_ms(at)),
        )


def told(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return what was told already, as (relation, kind, fact)."""
    rows = connection.execute("SELECT relation_id, kind, mark FROM relation_told")
    return frozenset((str(row[0]), str(row[1]), str(row[2])) for row in rows)


def note_told(
    connection: sqlite3.Connection, wanted: Iterable[tuple[str, str, str]], at: datetime
) -> None:
    """Remember what was told."""
    connection.executemany(
        "INSERT OR IGNORE INTO relation_told(relation_id, kind, mark, at) VALUES(?,?,?,?)",
        [(*one, to_ms(at)) for one in wanted],
    )


def _relation(row: Sequence[Any]) -> Relation:
    return Relation(
        id=RelationId(row[0]),
        contact_id=ContactId(row[1]),
        project=row[2],
        topic_id=row[3],
        begin=Begin(
            topic=row[4],
            ask=row[5],
            who=row[6],
            gets=row[7],
            decline=row[8],
            invited=row[9],
            post_required=bool(row[10]),
            paid=bool(row[11]),
        ),
        owner=row[12],
        opened_at=from_ms(row[13]),
        ended_at=None if row[14] is None else from_ms(row[14]),
    )


def _event(row: Sequence[Any]) -> Event:
    return Event(
        id=row[0],
        relation_id=row[1],
        kind=Kind(row[2]),
        at=from_ms(row[3]),
        words=row[4],
        name=row[5],
        done=bool(row[6]),
        by=row[7],
        draft_id=row[8],
        outbox_id=row[9],
        is_sent=not row[8] or row[10] == "sent",
    )
