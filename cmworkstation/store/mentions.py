"""Mentions: what saved queries found, folded into stories, counted by hour, and what people made of it."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, MessageId, uuid7
from cmworkstation.domain.mention import (
    Hour,
    Loudest,
    Mention,
    MentionState,
    ReachClass,
    ReachHow,
    Sighting,
    Stance,
    StanceHow,
    is_alike,
)
from cmworkstation.domain.watch import SourceKind, SourceState
from cmworkstation.store import erased

HOUR_MS = 3_600_000
MOST_ALIKE = 40  # texts that one is compared with
# The words of what came into our own inbox stand in the message, and vanish with it.
COLUMNS = (
    "m.id, m.source_id, m.remote_id, m.story_id, m.at, m.seen_at, m.platform, coalesce(i.url, m.address),"
    " m.author_key, coalesce(i.author_name, m.author_name), coalesce(i.author_handle, m.author_handle),"
    " coalesce(i.title, m.title), coalesce(i.text, m.text), m.language, m.stance, m.stance_how, m.state, m.note,"
    " m.message_id, m.conversation_id, m.capture_id,"
    " (SELECT group_concat(q.query_id) FROM mention_query q WHERE q.mention_id = m.id),"
    " (SELECT group_concat(t.tag, char(10)) FROM mention_tag t WHERE t.mention_id = m.id),"
    " (SELECT count(*) FROM mention s WHERE s.story_id = m.story_id), m.category, m.category_how, m.reach, w.reach,"
    " m.reach_place"
)
FROM = (
    "mention m LEFT JOIN message i ON i.id = m.message_id AND m.capture_id = ''"
    " LEFT JOIN watch_source w ON w.id = m.source_id"
)
REACH = "coalesce(nullif(m.reach, ''), nullif(w.reach, ''), m.reach_place)"  # as `_mention` does


def add(connection: sqlite3.Connection, one: Mention, digest: str, sketch: Sequence[int]) -> bool:
    """Keep a mention with the queries that matched; return whether it was not known.

    One that is known takes the queries that are new to it, and nothing else: what people made of it stays.
    """
    known = connection.execute(
        "SELECT id, at FROM mention WHERE source_id=? AND remote_id=?",
        (one.source_id, one.remote_id),
    ).fetchone()
    id_, at = known or (one.id, to_ms(one.at))
    if not known:
        connection.execute(
            "INSERT INTO mention(id, source_id, remote_id, story_id, at, seen_at, platform, address, author_key,"
            " author_name, author_handle, title, text, language, address_digest, stance, stance_how, state,"
            " message_id, conversation_id, changed_at, category, category_how, reach_place)"
            " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(one.id, one.source_id, one.remote_id, one.story_id, at, to_ms(one.seen_at)),
                *(one.platform, one.address, one.author_key, one.author_name, one.author_handle),
                *(one.title, one.text, one.language, digest, one.stance, one.stance_how),
                *(one.state, one.message_id, one.conversation_id, to_ms(one.seen_at)),
                *(one.category, one.category_how, one.reach),
            ),
        )
        connection.executemany(
            "INSERT INTO mention_sketch(hash, mention_id) VALUES(?,?)",
            [(number, one.id) for number in sketch],
        )
    connection.executemany(
        "INSERT OR IGNORE INTO mention_query(query_id, at, mention_id) VALUES(?,?,?)",
        [(query_id, at, id_) for query_id in one.queries],
    )
    return known is None


def story_of(
    connection: sqlite3.Connection,
    digest: str,
    sketch: Sequence[int],
    text: str,
    since: datetime,
) -> str:
    """Return the story that something belongs to, by its address or by its text; "" for a new one."""
    if digest:
        row = connection.execute(
            "SELECT story_id FROM mention WHERE address_digest=? ORDER BY at LIMIT 1", (digest,)
        ).fetchone()
        if row:
            return str(row[0])
    marks = ",".join("?" * len(sketch))
    found = connection.execute(
        f"SELECT m.story_id, coalesce(i.text, m.text) FROM {FROM} WHERE m.id IN"
        f" (SELECT mention_id FROM mention_sketch WHERE hash IN ({marks})) AND m.seen_at >= ?"
        f" ORDER BY m.at LIMIT {MOST_ALIKE}",
        (*sketch, to_ms(since)),
    ).fetchall()
    return next((str(story) for story, other in found if is_alike(text, other)), "")


def mention(connection: sqlite3.Connection, mention_id: str) -> Mention:
    """Return one mention. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM {FROM} WHERE m.id=?", (mention_id,)).fetchone()
    if row is None:
        raise KeyError(mention_id)
    return _mention(row)


def listed(
    connection: sqlite3.Connection,
    *,
    query_id: str = "",
    source_id: str = "",
    states: Sequence[MentionState] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    folded: bool = False,
    limit: int = 200,
    after: tuple[datetime, str] | None = None,
    stance: Stance | None = None,
    category: str | None = None,
    reach: ReachClass | None = None,
) -> tuple[Mention, ...]:
    """Return mentions, the newest first; `folded` gives one of each story, `after` goes on behind a mention.

    Of a stance, a category or a reach None means all of them, "" those of which nobody says it.
    """
    terms, values = _terms(query_id, source_id, since, until)
    if states:
        terms.append(f"m.state IN ({','.join('?' * len(states))})")
        values += states
    for column, wanted in (("m.stance", stance), ("m.category", category), (REACH, reach)):
        if wanted is not None:
            terms.append(f"{column}=?")
            values.append(str(wanted))
    if folded:
        # Within a query the first that it found of a story stands for it: its head may have matched another one.
        mine = " AND s.id IN (SELECT mention_id FROM mention_query WHERE query_id=?)"
        terms.append(
            "NOT EXISTS (SELECT 1 FROM mention s WHERE s.story_id = m.story_id AND s.id <> m.id"
            f" AND (s.at, s.id) < (m.at, m.id){mine if query_id else ''})"
        )
        values += [query_id] if query_id else []
    if after:
        terms.append("(m.at, m.id) < (?, ?)")
        values += [to_ms(after[0]), after[1]]
    found = connection.execute(
        f"SELECT {COLUMNS} FROM {FROM} WHERE {' AND '.join(terms) or '1'}"
        " ORDER BY m.at DESC, m.id DESC LIMIT ?",
        (*values, limit),
    )
    return tuple(_mention(row) for row in found)


def of_story(connection: sqlite3.Connection, story_id: str) -> tuple[Mention, ...]:
    """Return all mentions of a story, the first of them first."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM {FROM} WHERE m.story_id=? ORDER BY m.at, m.id", (story_id,)
    )
    return tuple(_mention(row) for row in found)


def hours(
    connection: sqlite3.Connection,
    since: datetime,
    until: datetime,
    *,
    query_id: str = "",
    source_id: str = "",
) -> tuple[Hour, ...]:
    """Return how much was said hour by hour, of a query, a source, both or all; silent hours are left out."""
    terms, values = _terms(query_id, source_id, since, until)
    found = connection.execute(
        f"SELECT m.at / {HOUR_MS} AS h, count(*), count(DISTINCT m.story_id),"
        " count(DISTINCT iif(m.author_key = '', m.id, m.platform || char(10) || m.author_key))"
        f" FROM mention m WHERE {' AND '.join(terms)} GROUP BY h ORDER BY h",
        values,
    )
    return tuple(Hour(from_ms(hour * HOUR_MS), *counts) for hour, *counts in found)


def loudest(
    connection: sqlite3.Connection,
    since: datetime,
    until: datetime,
    *,
    query_id: str = "",
    source_id: str = "",
    limit: int = 5,
) -> tuple[Loudest, ...]:
    """Return who said the most within a stretch of time, the loudest first; nobody of whom no name is known."""
    terms, values = _terms(query_id, source_id, since, until)
    found = connection.execute(
        "SELECT m.platform, m.author_key, max(m.author_name), count(*) AS n FROM mention m"
        f" WHERE {' AND '.join(terms)} AND m.author_key <> ''"
        " GROUP BY m.platform, m.author_key ORDER BY n DESC, m.author_key LIMIT ?",
        (*values, limit),
    )
    return tuple(Loudest(*row) for row in found)


def counts(connection: sqlite3.Connection, states: Sequence[MentionState]) -> dict[str, int]:
    """Return how many mentions each query has in these states."""
    marks = ",".join("?" * len(states))
    found = connection.execute(
        "SELECT q.query_id, count(*) FROM mention m JOIN mention_query q ON q.mention_id = m.id"
        f" WHERE m.state IN ({marks}) GROUP BY q.query_id",
        tuple(states),
    )
    return dict(found.fetchall())


def is_known(connection: sqlite3.Connection, message_id: int, source_id: str) -> bool:
    """Tell whether a message of the inbox is a mention already that another source brought."""
    row = connection.execute(
        "SELECT 1 FROM mention WHERE message_id=? AND source_id <> ?", (message_id, source_id)
    ).fetchone()
    return row is not None


def newest_received(connection: sqlite3.Connection) -> int:
    """Return the number of what was received last of all."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM raw_item").fetchone()[0])


def received(
    connection: sqlite3.Connection,
    after: int,
    since: datetime,
    *,
    account_id: str = "",
    sender: str = "",
    limit: int = 500,
) -> tuple[tuple[int, Sighting], ...]:
    """Return messages of others that came in after a number of `newest_received`, each with its own.

    Only of one account where one is named, and of senders whose address or name holds `sender`.
    """
    terms = "m.raw_id > ? AND m.id >= ? AND m.ours=0 AND m.context=0 AND m.history=0 AND m.deleted_at IS NULL"
    values: list[Any] = [after, to_ms(since) << 12]
    if account_id:
        terms += " AND a.id=?"
        values.append(account_id)
    if sender:
        terms += " AND (instr(lower(m.author_handle), ?) OR instr(lower(m.author_name), ?))"
        values += [sender.lower()] * 2
    found = connection.execute(
        "SELECT m.raw_id, m.id, m.conversation_id, m.remote_id, m.text, m.at, m.title, m.url, a.platform, w.key,"
        " m.author_name, m.author_handle, m.language, m.visibility FROM message m JOIN account a ON a.no = m.account_no"
        f" JOIN author w ON w.id = m.author_id WHERE {terms} ORDER BY m.raw_id LIMIT ?",
        (*values, limit),
    )
    return tuple(
        (
            raw_id,
            Sighting(
                *(remote_id, text, from_ms(at), title, url, platform, key, name, handle, language),
                message_id=MessageId(id_),
                conversation_id=ConversationId(home),
                private=seen_by == Visibility.PRIVATE,
            ),
        )
        for raw_id, id_, home, remote_id, text, at, title, url, platform, key, name, handle, language, seen_by in found
    )


def newest(connection: sqlite3.Connection, limit: int) -> tuple[Mention, ...]:
    """Return the newest of what is here: mentions, and messages of others in our inbox; the newest first.

    What stands for a message, and the message, is one.
    """
    found = list(listed(connection, limit=limit))
    known = {one.message_id for one in found}
    rows = connection.execute(
        "SELECT m.id, m.conversation_id, m.remote_id, m.text, m.at, m.title, m.url, a.platform, m.author_name,"
        " m.author_handle, m.language FROM message m JOIN account a ON a.no = m.account_no"
        " WHERE m.ours=0 AND m.context=0 AND m.deleted_at IS NULL ORDER BY m.id DESC LIMIT ?",
        (limit,),
    )
    for id_, home, remote_id, text, at, title, url, platform, name, handle, language in rows:
        if id_ not in known:
            when = from_ms(at)
            found.append(
                Mention(
                    *("", "", remote_id, "", when, when, platform, url, "", name, handle),
                    *(title, text, language),
                    message_id=MessageId(id_),
                    conversation_id=ConversationId(home),
                )
            )
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:limit])


def promote(
    connection: sqlite3.Connection,
    mention_id: str,
    capture_id: str,
    message_id: MessageId,
    home: ConversationId,
    profile_id: str,
    now: datetime,
) -> None:
    """Note that a thread of the inbox stands for a mention."""
    connection.execute(
        "UPDATE mention SET state=?, capture_id=?, message_id=?, conversation_id=?, profile_id=?, changed_at=?"
        " WHERE id=?",
        (MentionState.PROMOTED, capture_id, message_id, home, profile_id, to_ms(now), mention_id),
    )


def demote(connection: sqlite3.Connection, mention_id: str, now: datetime) -> None:
    """Take that back."""
    connection.execute(
        "UPDATE mention SET state=?, capture_id='', message_id=NULL, conversation_id=NULL, changed_at=? WHERE id=?",
        (MentionState.READ, to_ms(now), mention_id),
    )


def of_conversation(
    connection: sqlite3.Connection, conversation_id: ConversationId
) -> tuple[Mention, ...]:
    """Return the mentions that a conversation stands for, or that its messages are."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM {FROM} WHERE m.conversation_id=? ORDER BY m.at, m.id",
        (conversation_id,),
    )
    return tuple(_mention(row) for row in found)


def set_state(
    connection: sqlite3.Connection, ids: Iterable[str], state: MentionState, now: datetime
) -> None:
    """Say what became of mentions."""
    connection.executemany(
        "UPDATE mention SET state=?, changed_at=? WHERE id=?",
        [(state, to_ms(now), one) for one in ids],
    )


def set_stance(
    connection: sqlite3.Connection, mention_id: str, stance: Stance, how: StanceHow, now: datetime
) -> None:
    """Say how a mention speaks of its subject, and who says so."""
    connection.execute(
        "UPDATE mention SET stance=?, stance_how=?, changed_at=? WHERE id=?",
        (stance, how, to_ms(now), mention_id),
    )


def set_category(
    connection: sqlite3.Connection, mention_id: str, category: str, how: StanceHow, now: datetime
) -> None:
    """Say of which category of the charter a mention is, and who says so."""
    connection.execute(
        "UPDATE mention SET category=?, category_how=?, changed_at=? WHERE id=?",
        (category, how, to_ms(now), mention_id),
    )


def set_reach(
    connection: sqlite3.Connection, mention_id: str, reach: ReachClass, now: datetime
) -> None:
    """Say by hand how far the place of a mention reaches; `NONE` lets its source and its kind say it again."""
    connection.execute(
        "UPDATE mention SET reach=?, changed_at=? WHERE id=?", (reach, to_ms(now), mention_id)
    )


def set_note(
    connection: sqlite3.Connection, mention_id: str, note: str, profile_id: str, now: datetime
) -> None:
    """Keep what a person noted about a mention."""
    connection.execute(
        "UPDATE mention SET note=?, profile_id=?, changed_at=? WHERE id=?",
        (note, profile_id, to_ms(now), mention_id),
    )


def set_tags(
    connection: sqlite3.Connection, mention_id: str, tags: Iterable[str], now: datetime
) -> None:
    """Give a mention these tags and no others."""
    connection.execute("DELETE FROM mention_tag WHERE mention_id=?", (mention_id,))
    connection.executemany(
        "INSERT OR IGNORE INTO mention_tag(mention_id, tag) VALUES(?,?)",
        [(mention_id, one) for one in tags],
    )
    connection.execute("UPDATE mention SET changed_at=? WHERE id=?", (to_ms(now), mention_id))


def all_tags(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the tags that mentions carry."""
    found = connection.execute("SELECT DISTINCT tag FROM mention_tag ORDER BY tag COLLATE NOCASE")
    return tuple(row[0] for row in found)


def forget_author(
    connection: sqlite3.Connection, author_id: int, instead: str, *, words: bool
) -> list[str]:
    """Take a person out of what they wrote elsewhere, with all their words where asked; sources of theirs end.

    Return the ids of what they wrote. Call it before the author gets another name.
    """
    platform, key, handle = connection.execute(
        "SELECT platform, key, handle FROM author WHERE id=?", (author_id,)
    ).fetchone()
    theirs = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM mention WHERE platform=?1 AND author_key <> '' AND author_key=?2"
            " UNION SELECT id FROM mention WHERE platform=?1 AND ?3 <> '' AND author_handle=?3"
            " UNION SELECT n.id FROM mention n JOIN message m ON m.id = n.message_id WHERE m.author_id=?4",
            (platform, key, handle, author_id),
        )
    ]
    sets = "author_key='', author_name=?1, author_handle='', address='', address_digest='', remote_id=?2"
    if words:
        sets += ", title='', text='', note=''"
    for one in theirs:
        connection.execute(
            f"UPDATE mention SET {sets} WHERE id=?3", (instead, erased.NEVER + uuid7(), one)
        )
        connection.execute("DELETE FROM mention_sketch WHERE mention_id=?", (one,))
    if handle:
        connection.execute(
            "UPDATE watch_source SET enabled=0, state=?, target='', name=?, cursor='' WHERE kind=?"
            " AND ltrim(target, '@')=ltrim(?, '@')",
            (SourceState.OFF, instead, SourceKind.ACCOUNT, handle),
        )
    return theirs


def _terms(
    query_id: str, source_id: str, since: datetime | None, until: datetime | None
) -> tuple[list[str], list[Any]]:
    terms: list[str] = []
    values: list[Any] = []
    if query_id:
        spans = ["query_id=?"]
        values.append(query_id)
        for sign, at in ((">=", since), ("<", until)):
            if at is not None:
                spans.append(f"at {sign} ?")
                values.append(to_ms(at))
        terms.append(f"m.id IN (SELECT mention_id FROM mention_query WHERE {' AND '.join(spans)})")
    if source_id:
        terms.append("m.source_id=?")
        values.append(source_id)
    for sign, at in ((">=", since), ("<", until)):
        if at is not None:
            terms.append(f"m.at {sign} ?")
            values.append(to_ms(at))
    return terms, values


def _mention(row: tuple[Any, ...]) -> Mention:
    id_, source_id, remote_id, story_id, at, seen_at, *rest = row
    platform, address, key, name, handle, title, text, language, stance, how, state, *rest = rest
    note, message_id, conversation_id, capture_id, queries, tags, copies, *rest = rest
    category, category_how, *reaches = rest
    hows = (ReachHow.HAND, ReachHow.SOURCE, ReachHow.PLACE)
    said = zip(reaches, hows, strict=True)
    reach, reach_how = next((one for one in said if one[0]), ("", ReachHow.NONE))
    return Mention(
        *(id_, source_id, remote_id, story_id, from_ms(at), from_ms(seen_at)),
        *(platform, address, key, name, handle, title, text, language),
        *(Stance(stance), StanceHow(how), MentionState(state), note),
        MessageId(message_id) if message_id is not None else None,
        ConversationId(conversation_id) if conversation_id is not None else None,
        capture_id,
        tuple(queries.split(",")) if queries else (),
        tuple(sorted(tags.split("\n"))) if tags else (),
        copies,
        *(category, StanceHow(category_how), ReachClass(reach), reach_how),
    )
