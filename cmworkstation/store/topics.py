"""Topics, which conversations are filed under them, and who wrote in these."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId
from cmworkstation.domain.topic import Topic, TopicId, TopicState, Voice
from cmworkstation.store import erased
from cmworkstation.store.labels import AMONG, among

COLUMNS = "id, title, opened_at, about, state, query, owner, decision, decided_at, decided_by, closed_at, removed_at"
_STATES = frozenset(one.value for one in TopicState)
# Words by people who may wait to be told: no articles of feeds, nothing withdrawn, nobody who was erased.
THEIRS = (
    "NOT m.ours AND NOT m.context AND m.kind <> 'article' AND m.deleted_at IS NULL AND m.erased_at IS NULL"
    f" AND m.held NOT IN ('spam', 'trash') AND substr(a.key, 1, {len(erased.NEVER)}) <> '{erased.NEVER}'"
)


def listed(connection: sqlite3.Connection, *, removed: bool = False) -> tuple[Topic, ...]:
    """Return all topics by their titles; those that were removed too where that is wanted."""
    where = "" if removed else " WHERE removed_at IS NULL"
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM topic{where} ORDER BY title COLLATE NOCASE, id"
    )
    return tuple(_topic(*row) for row in rows)


def topic(connection: sqlite3.Connection, topic_id: str) -> Topic:
    """Return one topic, also one that was removed. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM topic WHERE id=?", (topic_id,)).fetchone()
    if row is None:
        raise KeyError(topic_id)
    return _topic(*row)


def save(connection: sqlite3.Connection, new: Topic) -> None:
    """Keep a topic as it is."""
    connection.execute(
        f"INSERT INTO topic({COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
        " title=excluded.title, about=excluded.about, state=excluded.state, query=excluded.query,"
        " owner=excluded.owner, decision=excluded.decision, decided_at=excluded.decided_at,"
        " decided_by=excluded.decided_by, closed_at=excluded.closed_at, removed_at=excluded.removed_at",
        (
            *(new.id, new.title, to_ms(new.opened_at), new.about, new.state.value, new.query),
            *(new.owner, new.decision, _ms(new.decided_at), new.decided_by),
            *(_ms(new.closed_at), _ms(new.removed_at)),
        ),
    )


def file(
    connection: sqlite3.Connection,
    topic_id: str,
    wanted: Iterable[int],
    *,
    how: str,
    by: str,
    at: datetime,
) -> tuple[int, ...]:
    """File conversations under a topic; return those that were not there. A rule leaves what was taken out by hand."""
    known = states(connection, topic_id)
    new = [
        row[0]
        for row in connection.execute(
            f"SELECT id FROM conversation WHERE id IN {AMONG} ORDER BY id", (among(wanted),)
        )
        if row[0] not in known or (known[row[0]] and how == "hand")
    ]
    connection.executemany(
        "INSERT INTO topic_conversation(topic_id, conversation_id, how, profile_id, at) VALUES(?,?,?,?,?)"
        " ON CONFLICT DO UPDATE SET how=excluded.how, out=0, profile_id=excluded.profile_id, at=excluded.at",
        [(topic_id, one, how, by, to_ms(at)) for one in new],
    )
    return tuple(new)


def take_out(
    connection: sqlite3.Connection, topic_id: str, wanted: Iterable[int]
) -> tuple[int, ...]:
    """Take conversations out of a topic; return those that were there."""
    known = states(connection, topic_id)
    gone = sorted(one for one in set(wanted) if known.get(one) is False)
    connection.executemany(
        "UPDATE topic_conversation SET out=1 WHERE topic_id=? AND conversation_id=?",
        [(topic_id, one) for one in gone],
    )
    return tuple(gone)


def unfile(connection: sqlite3.Connection, topic_id: str, wanted: Iterable[int]) -> None:
    """Forget that conversations were filed under a topic."""
    connection.executemany(
        "DELETE FROM topic_conversation WHERE topic_id=? AND conversation_id=?",
        [(topic_id, one) for one in wanted],
    )


def put_back(connection: sqlite3.Connection, topic_id: str, wanted: Iterable[int]) -> None:
    """Let conversations that were taken out stand there again."""
    connection.executemany(
        "UPDATE topic_conversation SET out=0 WHERE topic_id=? AND conversation_id=?",
        [(topic_id, one) for one in wanted],
    )


def states(connection: sqlite3.Connection, topic_id: str) -> dict[int, bool]:
    """Return conversation → whether it was taken out, of all that ever were filed under a topic."""
    rows = connection.execute(
        "SELECT conversation_id, out FROM topic_conversation WHERE topic_id=?", (topic_id,)
    )
    return {id_: bool(out) for id_, out in rows}


def is_filed(connection: sqlite3.Connection, topic_id: str, conversation_id: int) -> bool:
    """Tell whether a conversation stands under a topic now."""
    row = connection.execute(
        "SELECT 1 FROM topic_conversation WHERE topic_id=? AND conversation_id=? AND out=0",
        (topic_id, conversation_id),
    ).fetchone()
    return row is not None


def conversations(connection: sqlite3.Connection, topic_id: str) -> tuple[int, ...]:
    """Return the conversations filed under a topic, the latest first."""
    rows = connection.execute(
        "SELECT t.conversation_id FROM topic_conversation t JOIN conversation c ON c.id = t.conversation_id"
        " WHERE t.topic_id=? AND t.out=0 ORDER BY c.last_at DESC, c.id DESC",
        (topic_id,),
    )
    return tuple(row[0] for row in rows)


def of_conversations(
    connection: sqlite3.Connection, wanted: Sequence[int]
) -> dict[int, tuple[TopicId, ...]]:
    """Return conversation → the topics that it is filed under, for those that are."""
    found: dict[int, list[TopicId]] = defaultdict(list)
    for home, topic_id in connection.execute(
        "SELECT k.conversation_id, k.topic_id FROM topic_conversation k JOIN topic t ON t.id = k.topic_id"
        f" WHERE k.out=0 AND t.removed_at IS NULL AND k.conversation_id IN {AMONG} ORDER BY t.title",
        (among(wanted),),
    ):
        found[home].append(TopicId(topic_id))
    return {home: tuple(ids) for home, ids in found.items()}


def counts(connection: sqlite3.Connection) -> Mapping[TopicId, tuple[int, datetime]]:
    """Return topic → how many conversations are filed under it, and when somebody last wrote in one."""
    rows = connection.execute(
        "SELECT t.topic_id, count(*), max(c.last_at) FROM topic_conversation t"
        " JOIN conversation c ON c.id = t.conversation_id WHERE t.out=0 GROUP BY 1"
    )
    return {TopicId(id_): (n, from_ms(at)) for id_, n, at in rows}


def voices(
    connection: sqlite3.Connection, topic_id: str, decided_at: datetime | None
) -> tuple[Voice, ...]:
    """Return everybody who wrote about a topic, who must be told first, with what they were told since a moment."""
    spared = dict(
        connection.execute("SELECT author_id, why FROM topic_spared WHERE topic_id=?", (topic_id,))
    )
    answered = _answered(connection, topic_id, decided_at)
    people: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(
        "SELECT m.author_id, coalesce((SELECT look FROM account WHERE no = m.account_no), a.platform),"
        " a.name, a.handle, m.conversation_id, max(m.id), count(*), min(m.at)"
        " FROM topic_conversation t JOIN message m ON m.conversation_id = t.conversation_id"
        f" JOIN author a ON a.id = m.author_id WHERE t.topic_id=? AND t.out=0 AND {THEIRS}"
        " GROUP BY m.author_id, m.conversation_id",
        (topic_id,),
    ):
        people[row[0]].append(row)
    found = []
    for author_id, rows in people.items():
        told = [
            answered[row[4]] for row in rows if row[4] in answered and answered[row[4]] > row[7]
        ]
        latest = max(rows, key=lambda row: int(row[5]))
        found.append(
            Voice(
                AuthorId(author_id),
                str(latest[1]),
                str(latest[2]),
                str(latest[3]),
                ConversationId(latest[4]),
                MessageId(latest[5]),
                messages=sum(row[6] for row in rows),
                told_at=from_ms(min(told)) if told else None,
                why_not=spared.get(author_id, ""),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.name.casefold())))


def _answered(
    connection: sqlite3.Connection, topic_id: str, decided_at: datetime | None
) -> dict[int, int]:
    """Return conversation → when we last wrote in it, if that was after the decision (ms)."""
    if decided_at is None:
        return {}
    ours = (
        "SELECT m.conversation_id, max(m.at) FROM topic_conversation t JOIN message m"
        " ON m.conversation_id = t.conversation_id WHERE t.topic_id=?1 AND t.out=0 AND m.ours AND NOT m.context"
        " AND m.deleted_at IS NULL AND m.at > ?2 GROUP BY 1"
    )
    return dict(connection.execute(ours, (topic_id, to_ms(decided_at))))


def spare(
    connection: sqlite3.Connection,
    topic_id: str,
    author_id: int,
    why: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep why somebody cannot or need not be told; "" means that they must be."""
    connection.execute(
        "DELETE FROM topic_spared WHERE topic_id=? AND author_id=?", (topic_id, author_id)
    )
    if why:
        connection.execute(
            "INSERT INTO topic_spared(topic_id, author_id, why, profile_id, at) VALUES(?,?,?,?,?)",
            (topic_id, author_id, why, by, to_ms(at)),
        )


def join(connection: sqlite3.Connection, old: int, home: int) -> None:
    """Let one conversation be filed where another was that becomes part of it."""
    connection.execute(
        "UPDATE OR IGNORE topic_conversation SET conversation_id=? WHERE conversation_id=?",
        (home, old),
    )
    connection.execute("DELETE FROM topic_conversation WHERE conversation_id=?", (old,))


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)


def _at(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)


def _topic(*row: Any) -> Topic:  # noqa: ANN401 - a row of the table
    id_, title, opened, about, state, query, owner, decision, decided, by, closed, removed = row
    return Topic(
        TopicId(id_),
        title,
        from_ms(opened),
        about,
        TopicState(state) if state in _STATES else TopicState.HEARD,
        query,
        owner,
        decision,
        _at(decided),
        by,
        _at(closed),
        _at(removed),
    )
