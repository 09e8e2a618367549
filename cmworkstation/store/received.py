"""Items as platforms gave them: each is kept once, and what came before is known again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import Item
from cmworkstation.store import (
    raw_blocks,
)
from cmworkstation.store.slices import slices


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


def known_digests(
    connection: sqlite3.Connection, account_no: int, wanted: Sequence[tuple[str, bytes]]
) -> dict[bytes, int]:
    """Return digest → row id of those raw items, by native id and digest, that are in the workspace already.

    Native ids grow with time on most platforms, so that a page's entries lie side by side in the index;
    digests alone would be spread over all of it.
    """
    found: dict[bytes, int] = {}
    for part in slices(wanted):
        marks = ",".join("?" * len(part))
        found.update(
            connection.execute(
                f"SELECT digest, id FROM raw_item WHERE account_no=? AND native_id IN ({marks})"
                f" AND +digest IN ({marks})",  # the plus: one look per native id, not one per pair
                (account_no, *(name for name, _ in part), *(digest for _, digest in part)),
            )
        )
    return found


def store(
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


def to_understand(
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
    for part in slices(sorted(again)):
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
