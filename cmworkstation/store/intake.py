"""Intake: from fetched items to conversations, in one transaction per page.

Every item is stored as received first; what cannot be understood is counted and kept in quarantine. An item
is an upsert on (account, permanent id): the same page replayed any number of times changes nothing. The
cursor is committed together with the items, so it is never ahead of the data.

What is fetched from before a moment that the caller names is history: read, waiting for nobody, but searchable.

Message ids are made from the message's time (`ms << 12 | n`), and places in the search index follow them (`places`):
it then returns the newest first without sorting. Within a page, rows are inserted in ascending id, which is three
times as fast for the index.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import TypeVar

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import FLAGGED, Held, Item
from cmworkstation.store import (
    audiences,
    conversations,
    courtesies,
    coverage,
    decisions,
    erased,
    erased_names,
    messages,
    paragraphs,
    places,
    raw_blocks,
    words,
)
from cmworkstation.store.places import SPREAD  # low bits: 4,096 messages may share a millisecond

FUTURE_MS = 3_600_000  # a message dated further ahead than an hour is filed under "in an hour"
NEVER_MS = 1 << 62
BATCH = 400  # parameters per statement, below SQLite's limit of 999


@dataclass(frozen=True, slots=True)
class Raw:
    """One item as received, and what the connector made of it: items, or the reason why not."""

    kind: str
    native_id: str
    payload: bytes
    items: tuple["Clean", ...] = ()
    problem: str = ""

    @property
    def digest(self) -> bytes:
        """What tells this item from all others of its account."""
        return blake2b(self.kind.encode() + b"\0" + self.payload, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Clean:
    """A parsed item whose HTML was cleaned and turned into plain text."""

    item: Item
    html: str
    text: str


@dataclass(slots=True)
class Taken:
    """What a page did to the workspace."""

    tally: Tally = field(default_factory=Tally)
    conversations: set[int] = field(default_factory=set)
    new_messages: int = 0  # history aside, and what nobody wants to hear of
    answers_by_others: int = 0
    incoming: list[int] = field(default_factory=list)  # what somebody else wrote to us just now
    stand_ins: int = 0  # new ones that only stand for a message which an archive names

    def __or__(self, other: "Taken") -> "Taken":
        """Join what two parts of a page did."""
        return Taken(
            self.tally + other.tally,
            self.conversations | other.conversations,
            self.new_messages + other.new_messages,
            self.answers_by_others + other.answers_by_others,
            self.incoming + other.incoming,
            self.stand_ins + other.stand_ins,
        )


T = TypeVar("T")


def known_digests(
    connection: sqlite3.Connection, account_no: int, wanted: Sequence[tuple[str, bytes]]
) -> dict[bytes, int]:
    """Return digest → row id of those raw items, by native id and digest, that are in the workspace already.

    Native ids grow with time on most platforms, so that a page's entries lie side by side in the index;
    digests alone would be spread over all of it.
    """
    found: dict[bytes, int] = {}
    for part in _parts(wanted):
        marks = ",".join("?" * len(part))
        found.update(
            connection.execute(
                f"SELECT digest, id FROM raw_item WHERE account_no=? AND native_id IN ({marks})"
                f" AND +digest IN ({marks})",  # the plus: one look per native id, not one per pair
                (account_no, *(name for name, _ in part), *(digest for _, digest in part)),
            )
        )
    return found


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
    raws = _without_erased(connection, account_no, platform, raws)
    if only_new:
        raws = _unknown(connection, account_no, raws)
    elif history_before is not None:
        raws = _news(connection, account_no, raws)
    stored = _to_understand(connection, account_no, _store_raws(connection, account_no, raws, now))
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


def _without_erased(
    connection: sqlite3.Connection, account_no: int, platform: str, raws: Sequence[Raw]
) -> Sequence[Raw]:
    """Leave out what was erased here: messages that lost their words, and what people wrote before they were erased.

    Where a name was taken out of a message and its platform says the same as then, it stays without that name.
    """
    items = [clean.item for raw in raws for clean in raw.items]
    emptied = erased.emptied(connection, account_no, [one.remote_id for one in items])
    until = erased.until(connection, platform, items)
    unnamed = erased.unnamed(connection, account_no, [one.remote_id for one in items])
    if unnamed:
        secret = erased.key(connection)
        raws = [_without_names(raw, unnamed, secret) for raw in raws]
    if until:
        again = {
            one.writer.key for one in items if to_ms(one.at) > until.get(one.writer.key, NEVER_MS)
        }
        erased_names.came_again(connection, platform, again)
    if (names := erased_names.names(connection)) is not None:
        raws = [_said_without(raw, names) for raw in raws]
    if not (emptied or until):
        return raws

    def stays(clean: Clean) -> bool:
        item = clean.item
        return item.remote_id not in emptied and to_ms(item.at) > until.get(item.writer.key, -1)

    left = [_with(raw, filter(stays, raw.items)) for raw in raws]
    return [new for raw, new in zip(raws, left, strict=True) if new.items or not raw.items]


def _without_names(raw: Raw, unnamed: Mapping[str, erased.Unnamed], secret: bytes) -> Raw:
    """Return an item with the words that messages of it have here; what it is as received would name people again."""

    def tidy(clean: Clean) -> Clean:
        item, here = clean.item, unnamed.get(clean.item.remote_id)
        if here is None or here.said != erased.said(secret, item.title, item.spoiler, clean.text):
            return clean
        spoiler = item.spoiler if item.spoiler.startswith(FLAGGED) else here.spoiler
        files = messages.attachments(here.attachments)
        same = replace(item, title=here.title, spoiler=spoiler, attachments=files)
        return Clean(same, paragraphs.shown(here.html, here.text), here.text)

    return _with(raw, map(tidy, raw.items))


def _said_without(raw: Raw, names: erased_names.Names) -> Raw:
    """Return an item that names nobody who was erased, whoever says it, and whenever."""

    def tidy(clean: Clean) -> Clean:
        item = clean.item
        text, title = names.change(clean.text), names.change(item.title)
        spoiler = names.change(item.spoiler)
        files = tuple(replace(one, alt=names.change(one.alt)) for one in item.attachments)
        told = names.change(clean.html) != clean.html  # an address behind a name
        same = replace(item, title=title, spoiler=spoiler, attachments=files)
        if text == clean.text and same == item and not told:
            return clean
        return Clean(same, paragraphs.of_text(text), text)

    left = _with(raw, map(tidy, raw.items))
    if left is raw:
        return raw
    # Beside others that stand alike it must stay one of its own.
    own = [one.item.remote_id for one in left.items]
    return replace(left, payload=left.payload + json.dumps(own).encode())


def _with(raw: Raw, left: Iterable[Clean]) -> Raw:
    """Return an item with other messages; of what was received then, no more is kept than how these stand."""
    items = tuple(left)
    if items == raw.items:
        return raw
    stands = [(one.item.held.value, one.item.visibility.value, one.item.deleted) for one in items]
    return replace(raw, payload=json.dumps(stands).encode(), items=items)


def _news(connection: sqlite3.Connection, account_no: int, raws: Sequence[Raw]) -> list[Raw]:
    """Return what says anything new; the rest would only be kept twice.

    Looking back meets mostly what is known, with other numbers of likes and answers around the same words.
    """
    names = {clean.item.remote_id for raw in raws for clean in raw.items}
    known = _known(connection, account_no, list(names))

    def is_news(clean: Clean) -> bool:
        old = known.get(clean.item.remote_id)
        if old is None or (clean.item.parent_id and not old.parent_id):
            return True
        return _says_other(old, clean) or _stands_other(old, clean.item)

    return [raw for raw in raws if not raw.items or any(map(is_news, raw.items))]


def _unknown(connection: sqlite3.Connection, account_no: int, raws: Sequence[Raw]) -> list[Raw]:
    """Return what holds messages that are not known, without those that are.

    What only stood for a message until now gives way to the message itself. What only would stand for one comes in
    with who names it, not beside what is here: perhaps it was erased.
    """
    names = {clean.item.remote_id for raw in raws for clean in raw.items}
    known = _known(connection, account_no, list(names))

    def is_missing(item: Item) -> bool:
        old = known.get(item.remote_id)
        return old is None or (old.stands_in and bool(item.native_id))

    kept = []
    for raw in raws:
        missing = tuple(clean for clean in raw.items if is_missing(clean.item))
        spoken = [clean for clean in raw.items if clean.item.native_id or not clean.item.context]
        if not raw.items or any(clean in missing for clean in spoken or missing):
            kept.append(raw if len(missing) == len(raw.items) else replace(raw, items=missing))
    return kept


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
    left = _without_erased(connection, account_no, platform, [raw])
    pairs = [(clean, raw_id) for one in left for clean in one.items]
    new, changed = _store_items(connection, account_no, platform, pairs, now, taken)
    connection.execute("UPDATE quarantine SET resolved_at=? WHERE raw_id=?", (to_ms(now), raw_id))
    taken.tally = Tally(1, new, changed, max(0, 1 - new - changed), 0)
    conversations.refresh(connection, taken.conversations)
    return taken


def _store_raws(
    connection: sqlite3.Connection, account_no: int, raws: Sequence[Raw], now: datetime
) -> list[tuple[Raw, int, bool]]:
    """Insert the raw items that are new; return each with its row id, and whether it was known."""
    digests = [raw.digest for raw in raws]
    names = [(raw.native_id, digest) for raw, digest in zip(raws, digests, strict=True)]
    known = known_digests(connection, account_no, names)
    next_id: int = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM raw_item").fetchone()[0]
    at = to_ms(now)
    new: list[tuple[int, Raw, bytes]] = []
    result: list[tuple[Raw, int, bool]] = []
    for raw, digest in zip(raws, digests, strict=True):
        if digest in known:
            result.append((raw, known[digest], True))
            continue
        known[digest] = next_id
        new.append((next_id, raw, digest))
        result.append((raw, next_id, False))
        next_id += 1
    if not new:
        return result
    lie = raw_blocks.keep(connection, [raw.payload for _, raw, _ in new])
    connection.executemany(
        "INSERT INTO raw_item(id, account_no, kind, native_id, received_at, digest, payload, block, begin, length)"
        " VALUES(?,?,?,?,?,?,x'',?,?,?)",
        [
            (id_, account_no, raw.kind, raw.native_id, at, digest, one.block, one.begin, one.length)
            for (id_, raw, digest), one in zip(new, lie, strict=True)
        ],
    )
    connection.executemany(
        "INSERT INTO quarantine(raw_id, account_no, at, reason) VALUES(?,?,?,?)",
        [(id_, account_no, at, raw.problem) for id_, raw, _ in new if raw.problem],
    )
    return result


def _to_understand(
    connection: sqlite3.Connection, account_no: int, stored: Sequence[tuple[Raw, int, bool]]
) -> list[tuple[Raw, int]]:
    """Leave out what was received before, unless a message says something else since then, or in this page.

    An edit that is taken back and a post that returns come as the very bytes of their first time. What could not
    be stored then waits in quarantine, and is not tried at every poll.
    """
    versions: dict[str, set[int]] = {}
    for raw, raw_id, _ in stored:
        for clean in raw.items:
            versions.setdefault(clean.item.remote_id, set()).add(raw_id)
    again = {clean.item.remote_id for raw, _, known in stored if known for clean in raw.items}
    stands: dict[str, tuple[int, bool]] = {}
    for part in _parts(sorted(again)):
        marks = ",".join("?" * len(part))
        for remote_id, raw_id, deleted in connection.execute(
            "SELECT remote_id, raw_id, deleted_at IS NOT NULL FROM message"
            f" WHERE account_no=? AND remote_id IN ({marks})",
            (account_no, *part),
        ):
            stands[remote_id] = raw_id, bool(deleted)
    return [
        (raw, raw_id)
        for raw, raw_id, known in stored
        if not known
        or any(
            stands.get(clean.item.remote_id, as_it_came) != as_it_came
            or len(versions[clean.item.remote_id]) > 1
            for clean in raw.items
            for as_it_came in [(raw_id, clean.item.deleted)]
        )
    ]


@dataclass(slots=True)
class _Known:
    """A message that is in the workspace already."""

    id: int
    conversation_id: int
    parent_id: str
    native_id: str
    title: str
    spoiler: str
    text: str
    html: str
    held: str
    deleted_at: int | None
    context: int
    attachments: str
    visibility: str
    at: int
    author_id: int

    @property
    def stands_in(self) -> bool:
        """Tell whether it only stands for a message that an archive names."""
        return bool(self.context) and not self.native_id


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
    known = _known(connection, account_no, list(latest))
    fresh = [pair for remote_id, pair in latest.items() if remote_id not in known]
    told = {remote_id: latest[remote_id][0].item.parent_id for remote_id in known}
    adopted = _adopt(connection, account_no, known, told, taken)
    changed = 0
    for remote_id, old in known.items():
        clean, raw_id = latest[remote_id]
        updated = _update(connection, old, clean, raw_id, now, taken, history_before)
        stood_in = old.stands_in and bool(clean.item.native_id)
        if updated and (stood_in or _is_another(connection, platform, old, clean)):
            _make_another(connection, platform, old, clean.item, history_before)
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
    known: dict[str, _Known],
    told: Mapping[str, str],
    taken: Taken,
) -> set[str]:
    """Give known messages the parent that is `told` only now (some lists leave it out); return whose it was.

    Such a message moves to its parent's conversation; where the parent is not known it waits for it as an orphan.
    """
    parents = {name: told[name] for name, old in known.items() if told[name] and not old.parent_id}
    for remote_id, parent_id in parents.items():
        old = known[remote_id]
        homes = _conversation_of(connection, account_no, {parent_id}).get(parent_id, set())
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


def _known(
    connection: sqlite3.Connection, account_no: int, remote_ids: Sequence[str]
) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for part in _parts(remote_ids):
        marks = ",".join("?" * len(part))
        for row in connection.execute(
            "SELECT remote_id, id, conversation_id, parent_id, native_id, title, spoiler, text, html, held, deleted_at,"
            " context, attachments, visibility, at, author_id FROM message"
            f" WHERE account_no=? AND remote_id IN ({marks})",
            (account_no, *part),
        ):
            found[row[0]] = _Known(*row[1:])
    return found


def _insert(
    connection: sqlite3.Connection,
    account_no: int,
    platform: str,
    fresh: list[tuple[Clean, int]],
    now: datetime,
    taken: Taken,
    history_before: datetime | None,
) -> None:
    authors = _authors(connection, platform, [clean.item for clean, _ in fresh])
    homes, orphans = _homes(connection, account_no, [clean.item for clean, _ in fresh], taken)
    fresh.sort(key=lambda pair: pair[0].item.at)
    rows: list[tuple[object, ...]] = []
    index: list[tuple[object, ...]] = []
    now_ms, judged = to_ms(now), courtesies.judge(connection)
    quiet = decisions.muted(connection, homes.values())
    times = [to_ms(clean.item.at) for clean, _ in fresh]
    ids = _free_ids(connection, [min(at, now_ms + FUTURE_MS) for at in times])
    stands = places.free(connection, ids)
    for message_id, place, at, (clean, raw_id) in zip(ids, stands, times, fresh, strict=True):
        item = clean.item
        author_id = authors[item.writer.key]
        history = _is_history(item, history_before)
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
                attachments_json(item),
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


def _update(
    connection: sqlite3.Connection,
    old: _Known,
    clean: Clean,
    raw_id: int,
    now: datetime,
    taken: Taken,
    history_before: datetime | None,
) -> int:
    """Bring a known message up to date; what it said before is kept as a revision. Return 1 when it changed."""
    item = clean.item
    context = int(item.context and old.context)
    history = int(_is_history(item, history_before))
    attachments = attachments_json(item)
    says_other, stands_other = _says_other(old, clean), _stands_other(old, item)
    if not says_other and not stands_other:
        if old.native_id != item.native_id:
            connection.execute(
                "UPDATE message SET native_id=? WHERE id=?", (item.native_id, old.id)
            )
        return 0
    if says_other:
        if not old.stands_in:
            keep_revision(connection, old.id, now)
        words.forget(connection, old.id)
        connection.execute(
            "UPDATE message SET said_digest=NULL WHERE id=? AND said_digest IS NOT NULL", (old.id,)
        )
    connection.execute(
        "UPDATE message SET native_id=?, title=?, spoiler=?, text=?, html=?, held=?, context=?, attachments=?,"
        " visibility=?, courtesy=iif(courtesy < 0, courtesy, ?),"
        " raw_id=coalesce(nullif(?, 0), raw_id), edited_at=coalesce(?, edited_at), deleted_at=?,"
        " unread = CASE WHEN context AND NOT ? THEN NOT (ours OR ?) ELSE unread END,"
        " history = CASE WHEN context AND NOT ? THEN ? ELSE history END WHERE id=?",
        (
            item.native_id,
            item.title,
            item.spoiler,
            clean.text,
            paragraphs.kept(clean.html, clean.text),
            item.held,
            context,
            attachments,
            item.visibility,
            0 if history else courtesies.judge(connection)(item, clean.text),
            raw_id,
            _edited_at(old, item, now) if says_other else None,
            (old.deleted_at or to_ms(now)) if item.deleted else None,
            *(context, history) * 2,
            old.id,
        ),
    )
    if says_other:
        words.remember(connection, old.id)
    if old.context and not (context or history or item.writer.is_us):  # now it is written to us
        taken.incoming.append(old.id)
    taken.conversations.add(old.conversation_id)
    return 1


def _edited_at(old: _Known, item: Item, now: datetime) -> int | None:
    """Return when a message got the words that it has now; what only stood for it had none."""
    at = item.edited_at or (None if old.stands_in else now)
    return to_ms(at) if at else None


def _is_another(connection: sqlite3.Connection, platform: str, old: _Known, clean: Clean) -> bool:
    """Tell whether a server gave the id of a known message to another one: other words, at another time, by another.

    A site that is put back to an older state gives such ids a second time.
    """
    if old.text == clean.text or old.at == to_ms(clean.item.at):
        return False
    return _authors(connection, platform, [clean.item])[clean.item.writer.key] != old.author_id


def _make_another(
    connection: sqlite3.Connection,
    platform: str,
    old: _Known,
    item: Item,
    history_before: datetime | None,
) -> None:
    """Give a message, whose words are up to date, the writer and the time of the one that has its id now.

    What was said before stands among its revisions; the title there names who said it.
    """
    history = _is_history(item, history_before)
    connection.execute(
        "UPDATE revision SET title = (SELECT author_name FROM message WHERE id=message_id)"
        " || CASE title WHEN '' THEN '' ELSE ' · ' || title END"
        " WHERE message_id=? AND n=(SELECT revisions FROM message WHERE id=message_id)",
        (old.id,),
    )
    words.forget(connection, old.id)
    connection.execute(
        "UPDATE message SET author_id=?, author_name=?, author_handle=?, ours=?, at=?, unread=?, history=? WHERE id=?",
        (
            _authors(connection, platform, [item])[item.writer.key],
            item.writer.name,
            item.writer.handle,
            int(item.writer.is_us),
            to_ms(item.at),
            int(not (history or item.writer.is_us or item.context)),
            int(history),
            old.id,
        ),
    )
    words.remember(connection, old.id)


def _says_other(old: _Known, clean: Clean) -> bool:
    item = clean.item
    return (old.title, _warning(old.spoiler), old.text) != (
        item.title,
        _warning(item.spoiler),
        clean.text,
    ) or paragraphs.shown(old.html, old.text) != clean.html


def _warning(spoiler: str) -> str:
    """Return what an author warns of; what readers flag a message as is no edit of it."""
    return "" if spoiler.startswith(FLAGGED) else spoiler


def _stands_other(old: _Known, item: Item) -> bool:
    context = int(item.context and old.context)
    return (old.held, old.context, old.attachments, old.visibility, old.spoiler) != (
        item.held,
        context,
        attachments_json(item),
        item.visibility,
        item.spoiler,
    ) or item.deleted != (old.deleted_at is not None)


def _is_history(item: Item, before: datetime | None) -> bool:
    return before is not None and item.at < before


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
            keep_revision(connection, row[0], now)
            connection.execute("UPDATE message SET deleted_at=? WHERE id=?", (to_ms(now), row[0]))
            taken.conversations.add(row[1])
            buried += 1
    return buried


def keep_revision(connection: sqlite3.Connection, message_id: int, now: datetime) -> None:
    """Keep what a message says now as its next revision."""
    connection.execute(
        "INSERT INTO revision(message_id, n, seen_at, title, text, html)"
        " SELECT id, revisions + 1, ?, title, text, html FROM message WHERE id=?",
        (to_ms(now), message_id),
    )
    connection.execute("UPDATE message SET revisions = revisions + 1 WHERE id=?", (message_id,))


def _authors(
    connection: sqlite3.Connection, platform: str, items: Sequence[Item]
) -> dict[str, int]:
    """Return writer key → author id; new writers are added, renamed ones brought up to date."""
    writers = {item.writer.key: item.writer for item in items}
    found: dict[str, int] = {}
    for part in _parts(list(writers)):
        marks = ",".join("?" * len(part))
        for author_id, key, name, handle in connection.execute(
            f"SELECT id, key, name, handle FROM author WHERE platform=? AND key IN ({marks})",
            (platform, *part),
        ):
            found[key] = author_id
            writer = writers[key]
            if (name, handle) != (writer.name, writer.handle):
                words.forget_author(connection, author_id)
                connection.execute(
                    "UPDATE author SET name=?, handle=? WHERE id=?",
                    (writer.name, writer.handle, author_id),
                )
                words.remember_author(connection, author_id)
    added = [(key, writer) for key, writer in writers.items() if key not in found]
    for key, writer in added:
        row = connection.execute(
            "INSERT INTO author(platform, key, name, handle, url, is_bot) VALUES(?,?,?,?,?,?)",
            (platform, key, writer.name, writer.handle, writer.url, int(writer.is_bot)),
        )
        found[key] = int(row.lastrowid or 0)
    words.remember_new_authors(
        connection, [(found[key], writer.name, writer.handle) for key, writer in added]
    )
    audiences.keep(
        connection,
        [(found[key], one.audience) for key, one in writers.items() if one.audience is not None],
    )
    return found


def _homes(
    connection: sqlite3.Connection, account_no: int, items: Sequence[Item], taken: Taken
) -> tuple[dict[str, int], set[str]]:
    """Return remote id → conversation for new items, and which items answer a message that is not known.

    A message belongs with the message it answers, with those that answer it, and with its thread's first
    message; whatever of these is known decides. Conversations that turn out to be one are joined.
    """
    links: dict[str, set[str]] = {}
    for item in items:
        near = {item.remote_id} | ({item.parent_id} if item.parent_id else set())
        links[item.remote_id] = near | ({item.thread_id} if item.thread_id else set())
    near = {name for names in links.values() for name in names} - links.keys()
    at_home = _conversation_of(connection, account_no, near)
    orphans = {
        item.remote_id
        for item in items
        if item.parent_id and item.parent_id not in at_home and item.parent_id not in links
    }
    for child_parent, conversation_id in _children(connection, account_no, list(links)):
        at_home.setdefault(child_parent, set()).add(conversation_id)
    groups = _connected(links)
    homes: dict[str, int] = {}
    joined: dict[int, int] = {}  # conversation → the one that it is part of since this page
    for group in groups:
        found = sorted({joined.get(home, home) for name in group for home in at_home.get(name, ())})
        if not found:
            added = connection.execute(
                "INSERT INTO conversation(account_no) VALUES(?)", (account_no,)
            )
            home = int(added.lastrowid or 0)
        else:
            home = found[0]
            for other in found[1:]:
                conversations.join(connection, other, home)
                taken.conversations.discard(other)
                joined = {one: home if into == other else into for one, into in joined.items()}
                joined[other] = home
        taken.conversations.add(home)
        for name in group:
            homes[name] = home
    return {name: joined.get(home, home) for name, home in homes.items()}, orphans


def _connected(links: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the groups of names that are linked with each other, directly or through others."""
    group_of: dict[str, set[str]] = {}
    for near in links.values():
        met = {id(group): group for name in near if (group := group_of.get(name)) is not None}
        joined = max(met.values(), key=len, default=set())
        for group in (near, *met.values()):  # the largest group takes the others in
            if group is not joined:
                joined |= group
                group_of.update(dict.fromkeys(group, joined))
    unique: dict[int, set[str]] = {id(group): group for group in group_of.values()}
    return list(unique.values())


def _conversation_of(
    connection: sqlite3.Connection, account_no: int, remote_ids: set[str]
) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for part in _parts(list(remote_ids)):
        marks = ",".join("?" * len(part))
        for remote_id, home in connection.execute(
            f"SELECT remote_id, conversation_id FROM message WHERE account_no=? AND remote_id IN ({marks})",
            (account_no, *part),
        ):
            found.setdefault(remote_id, set()).add(home)
    return found


def _children(
    connection: sqlite3.Connection, account_no: int, remote_ids: Sequence[str]
) -> Iterable[tuple[str, int]]:
    """Yield (remote id, conversation) where somebody answered one of these before it was known.

    Only such messages, marked as orphans when they came, are in the index: an index of all parents would
    cost every page as many writes as its messages.
    """
    for part in _parts(remote_ids):
        marks = ",".join("?" * len(part))
        yield from connection.execute(
            "SELECT DISTINCT parent_id, conversation_id FROM message"
            f" WHERE orphan = 1 AND account_no=? AND parent_id IN ({marks})",
            (account_no, *part),
        )


def _free_ids(connection: sqlite3.Connection, times: Sequence[int]) -> list[int]:
    """Return a free id for each message, from times in ascending order (ms)."""
    bases = [max(0, ms) << SPREAD for ms in times]
    taken: set[int] = set()
    for part in _parts(bases):
        marks = ",".join("?" * len(part))
        taken.update(
            row[0]
            for row in connection.execute(f"SELECT id FROM message WHERE id IN ({marks})", part)
        )
    found: list[int] = []
    last = -1
    for base in bases:
        if last < base:
            last = _after_all(connection, base) if base in taken else base
        elif (last + 1) & ((1 << SPREAD) - 1):
            last += 1
        else:  # this millisecond is full
            last = _after_all(connection, last + 1)
        found.append(last)
    return found


def attachments_json(item: Item) -> str:
    """Return an item's attachments as JSON, "" when it has none."""
    if not item.attachments:
        return ""
    return json.dumps([asdict(attachment) for attachment in item.attachments], ensure_ascii=False)


def _parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _after_all(connection: sqlite3.Connection, base: int) -> int:
    """Return the first id after all of a millisecond, or of the next that is not full."""
    query = "SELECT max(id) FROM message WHERE id >= ? AND id < ?"
    while True:
        end = base + (1 << SPREAD)
        top = connection.execute(query, (base, end)).fetchone()[0]
        if top is None:
            return base
        if top + 1 < end:
            return int(top) + 1
        base = end
