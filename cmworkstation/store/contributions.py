"""What people said to the questions of dialogues: gathered, marked by hand, and who must hear what became of it."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.dialogue import (
    Contribution,
    ContributionId,
    Contributor,
    DialogueId,
    How,
    Place,
    PlaceId,
    Stance,
)
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId, uuid7
from cmworkstation.domain.values import replace
from cmworkstation.store import contacts, erased
from cmworkstation.store.topics import THEIRS

IS_ERASED = f"(m.erased_at IS NOT NULL OR substr(a.key, 1, {len(erased.NEVER)}) = '{erased.NEVER}')"
ANSWERED = (  # our reply to words of theirs, or in a thread of their own, after the decision
    "SELECT max(r.at) FROM message r WHERE r.conversation_id = m.conversation_id AND r.ours AND NOT r.context"
    " AND r.deleted_at IS NULL AND r.at > ?2 AND (r.parent_id = m.remote_id OR NOT EXISTS"
    " (SELECT 1 FROM message o WHERE o.conversation_id = m.conversation_id AND NOT o.ours AND NOT o.context"
    " AND o.author_id <> m.author_id))"
)
REPLIES = "FROM outbox o WHERE o.conversation_id = m.conversation_id AND o.target_id = m.id"
SENT = f"SELECT max(o.sent_at) {REPLIES} AND o.state = 'sent' AND o.sent_at > ?2"
LEAVING = (
    f"SELECT 1 {REPLIES} AND o.created_at > ?2 AND o.state NOT IN ('sent', 'dropped', 'refused')"
)


def gather(
    connection: sqlite3.Connection, place: Place, until: datetime | None, now: datetime
) -> int:
    """Take in what people wrote in a place since they were asked, or all of a filed thread; return how many are new.

    What comes twice changes nothing. A thread that is the place of the question and was filed too counts once.
    """
    if place.conversation_id is None or (place.asked_at is None and not place.filed):
        return 0
    since = 0 if place.filed or place.asked_at is None else to_ms(place.asked_at)
    latest = to_ms(until) if until is not None and not place.filed else to_ms(now)
    plain = How.FILED if place.filed else How.THREAD
    rows = connection.execute(
        "SELECT m.id, m.author_id, m.at, EXISTS (SELECT 1 FROM capture c WHERE c.message_id = m.id)"
        " FROM message m JOIN author a ON a.id = m.author_id"
        f" WHERE m.conversation_id=? AND m.at > ? AND m.at <= ? AND {THEIRS}"
        " AND NOT EXISTS (SELECT 1 FROM contribution k WHERE k.message_id = m.id AND k.dialogue_id=?)"
        " ORDER BY m.id",
        (place.conversation_id, since, latest, place.dialogue_id),
    ).fetchall()
    connection.executemany(
        "INSERT OR IGNORE INTO contribution(id, dialogue_id, place_id, how, message_id, author_id, at, created_at)"
        " VALUES(?,?,?,?,?,?,?,?)",
        [
            (
                *(uuid7(), place.dialogue_id, place.id),
                (How.CAPTURED if captured else plain).value,
                *(message_id, author_id, at, to_ms(now)),
            )
            for message_id, author_id, at, captured in rows
        ],
    )
    return len(rows)


def add(connection: sqlite3.Connection, new: Contribution, by: str, now: datetime) -> None:
    """Add what was said elsewhere: on paper, by telephone, in a poll."""
    connection.execute(
        "INSERT INTO contribution(id, dialogue_id, place_id, how, who, words, votes, stance, theme, left_out, source,"
        " at, profile_id, created_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(new.id, new.dialogue_id, new.place_id, new.how.value, new.who, new.words, new.votes),
            *(new.stance.value, new.theme, new.left_out, new.source),
            *(to_ms(new.at), by, to_ms(now)),
        ),
    )


def remove(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Remove what was entered."""
    connection.executemany("DELETE FROM contribution WHERE id=?", [(one,) for one in ids])


def mark(connection: sqlite3.Connection, changed: Iterable[Contribution]) -> None:
    """Keep what people here say of contributions."""
    connection.executemany(
        "UPDATE contribution SET stance=?, theme=?, left_out=? WHERE id=?",
        [(one.stance.value, one.theme, one.left_out, one.id) for one in changed],
    )


def listed(connection: sqlite3.Connection, dialogue_id: str) -> tuple[Contribution, ...]:
    """Return everything that was said, the earliest first, with where it came from."""
    rows = connection.execute(
        "SELECT k.id, k.dialogue_id, k.place_id, k.how, k.at, k.message_id, k.author_id, m.conversation_id,"
        " coalesce((SELECT look FROM account WHERE no = m.account_no), a.platform, ''),"
        " iif(k.message_id IS NULL, k.who, m.author_name), coalesce(m.author_handle, ''),"
        " iif(k.message_id IS NULL, k.words, trim(m.title || ' ' || m.text)), coalesce(m.url, ''), k.votes, k.stance,"
        f" k.theme, k.left_out, k.message_id IS NOT NULL AND {IS_ERASED}, k.source, k.profile_id"
        " FROM contribution k LEFT JOIN message m ON m.id = k.message_id LEFT JOIN author a ON a.id = k.author_id"
        " WHERE k.dialogue_id=? ORDER BY k.at, k.id",
        (dialogue_id,),
    )
    found = [_contribution(*row) for row in rows]
    linked = contacts.of_authors(connection, {one.author_id for one in found if one.author_id})
    return tuple(
        replace(one, contact=linked.get(one.author_id, "")) if one.author_id else one
        for one in found
    )


def contributors(
    connection: sqlite3.Connection, dialogue_id: str, decided_at: datetime | None
) -> tuple[Contributor, ...]:
    """Return who contributed by name, whoever must still be told first. Whoever was erased is not among them."""
    told = {
        voice: (how, words, from_ms(at))
        for voice, how, words, at in connection.execute(
            "SELECT voice, how, words, at FROM dialogue_told WHERE dialogue_id=?", (dialogue_id,)
        )
    }
    answered = _answered(connection, dialogue_id, decided_at) if decided_at else {}
    by_voice: dict[str, list[Contribution]] = defaultdict(list)
    for one in listed(connection, dialogue_id):
        if one.counts and not one.erased and (one.author_id is not None or one.who):
            by_voice[one.voice].append(one)
    found = []
    for voice, theirs in by_voice.items():
        last = theirs[-1]
        how, said, at = told.get(voice, ("", "", None))
        sent, leaving = answered.get(voice, (None, False))
        found.append(
            Contributor(
                voice,
                last.who,
                last.author_id,
                last.platform,
                last.handle,
                last.conversation_id,
                last.message_id,
                contributions=len(theirs),
                told_at=sent or (at if how == "told" else None),
                told_how=said if how == "told" else "",
                on_its_way=leaving,
                why_not=said if how == "spared" else "",
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.name.casefold(), one.voice)))


def _answered(
    connection: sqlite3.Connection, dialogue_id: str, decided_at: datetime
) -> Mapping[str, tuple[datetime | None, bool]]:
    """Return voice → when we answered them after the decision, and whether an answer is on its way."""
    found: dict[str, tuple[datetime | None, bool]] = {}
    for author, seen, sent, leaving in connection.execute(
        f"SELECT k.author_id, ({ANSWERED}), ({SENT}), EXISTS ({LEAVING})"
        " FROM contribution k JOIN message m ON m.id = k.message_id WHERE k.dialogue_id=?1",
        (dialogue_id, to_ms(decided_at)),
    ):
        before, was_leaving = found.get(f"a{author}", (None, False))
        moments = [one for one in (seen, sent) if one is not None]
        at = before or (from_ms(min(moments)) if moments else None)
        found[f"a{author}"] = (at, bool(leaving) or was_leaving)
    return found


def tell(
    connection: sqlite3.Connection,
    dialogue_id: str,
    person: Contributor,
    how: str,
    words: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep that somebody was told otherwise ("told"), or is not ("spared"), with words; "" takes it back."""
    connection.execute(
        "DELETE FROM dialogue_told WHERE dialogue_id=? AND voice=?", (dialogue_id, person.voice)
    )
    if how:
        connection.execute(
            "INSERT INTO dialogue_told(dialogue_id, voice, author_id, how, words, profile_id, at)"
            " VALUES(?,?,?,?,?,?,?)",
            (dialogue_id, person.voice, person.author_id, how, words, by, to_ms(at)),
        )


def _contribution(*row: Any) -> Contribution:  # noqa: ANN401 - a row of the table
    (id_, dialogue_id, place, how, at, message, author, home, platform, who, handle, *rest) = row
    words, url, votes, stance, theme, left_out, is_erased, source, by = rest
    return Contribution(
        id=ContributionId(id_),
        dialogue_id=DialogueId(dialogue_id),
        place_id=PlaceId(place),
        how=How(how),
        at=from_ms(at),
        message_id=None if message is None else MessageId(message),
        author_id=None if author is None else AuthorId(author),
        conversation_id=None if home is None else ConversationId(home),
        platform=platform,
        who=who,
        handle=handle,
        words=words,
        url=url,
        votes=votes,
        source=source,
        by=by,
        stance=Stance(stance),
        theme=theme,
        left_out=left_out,
        erased=bool(is_erased),
    )
