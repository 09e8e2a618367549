"""Intake: from fetched items to conversations, in one transaction per page.

Every item is stored as received first; what cannot be understood is counted and kept in quarantine. An item
is an upsert on (account, permanent id): the same page replayed any number of times changes nothing. The
cursor is committed together with the items, so it is never ahead of the data.

What is fetched from before a moment that the caller names is history: read, waiting for nobody, but searchable.

Message ids are made from the message's time (`ms << 12 | n`), and places in the search index follow them (`places`):
it then returns the newest first without sorting. Within a page, rows are inserted in ascending id, which is three
times as fast for the index.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import Held
from cmworkstation.store import (
    amending,
    conversations,
    courtesies,
    coverage,
    decisions,
    known_messages,
    message_ids,
    paragraphs,
    places,
    received,
    thread_homes,
    unerased,
    words,
    writers,
)
from cmworkstation.store.known_messages import Known
from cmworkstation.store.received import Clean, Raw, Taken

FUTURE_MS = 3_600_000  # a message dated further ahead than an hour is filed under "in an hour"


def take(
    connection: sqlite3.Connection,
    account_no: int,
    platform: str,
    raws: Sequence[Raw],
    now: datetime,
    gone: Iterable[str] = (),
    history_before: datetime | None = None,
    *,
    only_new: bool = False,
) -> Taken:
    """Store a page of raw items and what they mean. Call it inside a write transaction.

    New messages from before `history_before` are history: nobody waits for an answer to them any more. With
    `only_new`, what is known stays as it is: an archive may be older than what the platform said since.
    """
    taken, seen = Taken(), len(raws)
    raws = unerased.without_erased(connection, account_no, platform, raws)
    if only_new:
        raws = known_messages.missing(connection, account_no, raws)
    elif history_before is not None:
        raws = known_messages.news(connection, account_no, raws)
    stored = received.to_understand(
        connection, account_no, received.store(connection, account_no, raws, now)
    )
    failed = sum(1 for raw, _ in stored if raw.problem)
    skipped = seen - len(stored)
    idle = sum(1 for raw, _ in stored if not raw.problem and not raw.items)
    pairs = [(clean, raw_id) for raw, raw_id in stored for clean in raw.items]
    new, changed = _store_items(connection, account_no, platform, pairs, now, taken, history_before)
    changed += _bury(connection, account_no, gone, now, taken)
    same = max(0, len(pairs) - new - changed)
    taken.tally = Tally(seen, new, changed, skipped + idle + same, failed)
    conversations.refresh(connection, taken.conversations)
    return taken


def take_known(
    connection: sqlite3.Connection,
    account_no: int,
    platform: str,
    raw: Raw,
    raw_id: int,
    now: datetime,
) -> Taken:
    """Store what an item from quarantine means now that it can be understood, and let it out."""
    taken = Taken()
    left = unerased.without_erased(connection, account_no, platform, [raw])
    pairs = [(clean, raw_id) for one in left for clean in one.items]
    new, changed = _store_items(connection, account_no, platform, pairs, now, taken)
    connection.execute("UPDATE quarantine SET resolved_at=? WHERE raw_id=?", (to_ms(now), raw_id))
    taken.tally = Tally(1, new, changed, max(0, 1 - new - changed), 0)
    conversations.refresh(connection, taken.conversations)
    return taken


def _store_items(
    connection: sqlite3.Connection,
    account_no: int,
    platform: str,
    pairs: Sequence[tuple[Clean, int]],
    now: datetime,
    taken: Taken,
    history_before: datetime | None = None,
) -> tuple[int, int]:
    latest: dict[str, tuple[Clean, int]] = {}
    for clean, raw_id in pairs:  # the same message twice in a page: the later one counts
        earlier = latest.get(clean.item.remote_id)
        stands_in = clean.item.context and not clean.item.native_id
        if earlier and clean.item.context and (stands_in or not earlier[0].item.context):
            continue
        latest[clean.item.remote_id] = (clean, raw_id)
    if not latest:
        return 0, 0
    known = known_messages.find(connection, account_no, list(latest))
    fresh = [pair for remote_id, pair in latest.items() if remote_id not in known]
    told = {remote_id: latest[remote_id][0].item.parent_id for remote_id in known}
    adopted = _adopt(connection, account_no, known, told, taken)
    changed = 0
    for remote_id, old in known.items():
        clean, raw_id = latest[remote_id]
        updated = amending.update(connection, old, clean, raw_id, now, taken, history_before)
        stood_in = old.stands_in and bool(clean.item.native_id)
        if updated and (stood_in or amending.is_another(connection, platform, old, clean)):
            amending.make_another(connection, platform, old, clean.item, history_before)
        changed += updated or remote_id in adopted
    if fresh:
        _insert(connection, account_no, platform, fresh, now, taken, history_before)
    theirs = [
        item.at
        for clean, _ in latest.values()
        if not ((item := clean.item).context or item.writer.is_us)
    ]
    if theirs:
        coverage.note_oldest(connection, account_no, to_ms(min(theirs)))
    return len(fresh), changed


def _adopt(
    connection: sqlite3.Connection,
    account_no: int,
    known: dict[str, Known],
    told: Mapping[str, str],
    taken: Taken,
) -> set[str]:
    """Give known messages the parent that is `told` only now (some lists leave it out); return whose it was.

    Such a message moves to its parent's conversation; where the parent is not known it waits for it as an orphan.
    """
    parents = {name: told[name] for name, old in known.items() if told[name] and not old.parent_id}
    for remote_id, parent_id in parents.items():
        old = known[remote_id]
        homes = thread_homes.conversations_of(connection, account_no, {parent_id}).get(
            parent_id, set()
        )
        connection.execute(
            "UPDATE message SET parent_id=?, orphan=? WHERE id=?",
            (parent_id, int(not homes), old.id),
        )
        for home in homes - {old.conversation_id}:
            kept, other = sorted((home, old.conversation_id))
            conversations.join(connection, other, kept)
            taken.conversations.discard(other)
            for one in known.values():
                if one.conversation_id == other:
                    one.conversation_id = kept
        taken.conversations.add(old.conversation_id)
    return set(parents)


def _insert(
    connection: sqlite3.Connection,
    account_no: int,
    platform: str,
    fresh: list[tuple[Clean, int]],
    now: datetime,
    taken: Taken,
    history_before: datetime | None,
) -> None:
    authors = writers.numbers(connection, platform, [clean.item for clean, _ in fresh])
    homes, orphans = thread_homes.find(
        connection, account_no, [clean.item for clean, _ in fresh], taken
    )
    fresh.sort(key=lambda pair: pair[0].item.at)
    rows: list[tuple[object, ...]] = []
    index: list[tuple[object, ...]] = []
    now_ms, judged = to_ms(now), courtesies.judge(connection)
    quiet = decisions.muted(connection, homes.values())
    times = [to_ms(clean.item.at) for clean, _ in fresh]
    ids = message_ids.free(connection, [min(at, now_ms + FUTURE_MS) for at in times])
    stands = places.free(connection, ids)
    for message_id, place, at, (clean, raw_id) in zip(ids, stands, times, fresh, strict=True):
        item = clean.item
        author_id = authors[item.writer.key]
        history = amending.is_history(item, history_before)
        unread = not (
            history or item.writer.is_us or item.context or item.held in (Held.SPAM, Held.TRASH)
        )
        rows.append(
            (
                message_id,
                account_no,
                homes[item.remote_id],
                author_id,
                raw_id,
                item.remote_id,
                item.native_id,
                item.parent_id,
                int(item.remote_id in orphans),
                item.kind.value,  # an enum itself would take the driver a detour
                int(item.writer.is_us),
                int(item.context),
                int(unread),
                int(history),
                at,
                to_ms(item.edited_at) if item.edited_at else None,
                now_ms if item.deleted else None,
                item.held.value,
                item.visibility.value,
                item.language,
                item.writer.name,
                item.writer.handle,
                item.title,
                item.spoiler,
                clean.text,
                paragraphs.kept(clean.html, clean.text),
                item.url,
                known_messages.attachments_json(item),
                judged(item, clean.text) if not history else 0,
                place,
            )
        )
        index.append(
            (
                place,
                words.body(item.title, item.spoiler, clean.text),
                words.who(item.writer.name, item.writer.handle),
                words.meta(account_no),
            )
        )
        taken.conversations.add(homes[item.remote_id])
        taken.new_messages += not (history or homes[item.remote_id] in quiet)
        taken.stand_ins += item.context and not item.native_id
        taken.answers_by_others += not (item.writer.is_us or history)
        if not (item.writer.is_us or history or item.context):
            taken.incoming.append(message_id)
    connection.executemany(
        "INSERT INTO message(id, account_no, conversation_id, author_id, raw_id, remote_id, native_id,"
        " parent_id, orphan, kind, ours, context, unread, history, at, edited_at, deleted_at, held, visibility,"
        " language, author_name, author_handle, title, spoiler, text, html, url, attachments, courtesy, place)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    connection.executemany("INSERT INTO message_fts(rowid, body, who, meta) VALUES(?,?,?,?)", index)


def _bury(
    connection: sqlite3.Connection,
    account_no: int,
    gone: Iterable[str],
    now: datetime,
    taken: Taken,
) -> int:
    """Mark messages that the server deleted; their words stay readable as a revision."""
    buried = 0
    for remote_id in gone:
        row = connection.execute(
            "SELECT id, conversation_id FROM message WHERE account_no=? AND remote_id=? AND deleted_at IS NULL",
            (account_no, remote_id),
        ).fetchone()
        if row:
            amending.keep_revision(connection, row[0], now)
            connection.execute("UPDATE message SET deleted_at=? WHERE id=?", (to_ms(now), row[0]))
            taken.conversations.add(row[1])
            buried += 1
    return buried
