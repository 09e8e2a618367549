"""What people decided about conversations, many at once: kept as it was before, changed, and put back.

Every statement takes all conversations together: a thousand cost hardly more than one.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.values import dataclass
from cmworkstation.store import conversations, labels, snoozes
from cmworkstation.store.labels import AMONG, among

SNOOZE = (
    "conversation_id, kind, until_at, promise_id, status, reason, profile_id, began_at, woke_at"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What stood before an act."""

    status: Status
    reason: str = ""
    assignee: str = ""
    handed: str = ""
    handed_by: str = ""
    handed_at: int | None = None  # ms
    muted: bool = False
    labels: frozenset[int] = frozenset()
    snooze: tuple[Any, ...] = ()


def decided(connection: sqlite3.Connection, wanted: Iterable[int]) -> dict[int, Decided]:
    """Return what stands now, of those among `wanted` that there are."""
    ids = among(dict.fromkeys(wanted))
    carried: dict[int, set[int]] = defaultdict(set)
    for one, label_id in connection.execute(
        f"SELECT conversation_id, label_id FROM conversation_label WHERE conversation_id IN {AMONG}",
        (ids,),
    ):
        carried[one].add(label_id)
    slept = {
        row[0]: row
        for row in connection.execute(
            f"SELECT {SNOOZE} FROM snooze WHERE conversation_id IN {AMONG}", (ids,)
        )
    }
    return {
        row[0]: Decided(
            Status(row[1]),
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            bool(row[7]),
            frozenset(carried.get(row[0], ())),
            slept.get(row[0], ()),
        )
        for row in connection.execute(
            "SELECT id, status, reason, assignee, handed, handed_by, handed_at, muted FROM conversation"
            f" WHERE id IN {AMONG}",
            (ids,),
        )
    }


def put_back_status(connection: sqlite3.Connection, before: Mapping[int, Decided]) -> None:
    """Let conversations stand where they stood, and be out of the way as they were."""
    groups: dict[tuple[Status, str], list[int]] = defaultdict(list)
    for one, was in before.items():
        groups[was.status, was.reason].append(one)
    for (status, reason), ids in groups.items():
        conversations.set_status(connection, ids, status, reason)
    marks = ",".join("?" * len(SNOOZE.split(",")))
    connection.executemany(
        f"INSERT OR REPLACE INTO snooze({SNOOZE}) VALUES({marks})",
        [was.snooze for was in before.values() if was.snooze],
    )


def put_back_assignee(connection: sqlite3.Connection, before: Mapping[int, Decided]) -> None:
    """Give conversations to whom they were given."""
    connection.executemany(
        "UPDATE conversation SET assignee=?, handed=?, handed_by=?, handed_at=? WHERE id=?",
        [
            (was.assignee, was.handed, was.handed_by, was.handed_at, one)
            for one, was in before.items()
        ],
    )


def put_back_muted(connection: sqlite3.Connection, before: Mapping[int, Decided]) -> None:
    """Let conversations be muted or not, as they were."""
    connection.executemany(
        "UPDATE conversation SET muted=? WHERE id=?",
        [(was.muted, one) for one, was in before.items()],
    )


def put_back_labels(connection: sqlite3.Connection, before: Mapping[int, Decided]) -> None:
    """Let conversations carry the labels that they carried, as far as there are such still."""
    now = decided(connection, before)
    off = ((one, x) for one, was in now.items() for x in was.labels - before[one].labels)
    on = ((one, x) for one, was in before.items() for x in was.labels)
    labels.take_pairs(connection, list(off))
    labels.put_pairs(connection, list(on))


def assign(
    connection: sqlite3.Connection,
    wanted: Iterable[int],
    profile_id: str,
    handed: str = "",
    by: str = "",
    at_ms: int | None = None,
) -> None:
    """Give conversations to a person, "" to nobody: with which word, by whom ("" for whoever took it), and when."""
    connection.execute(
        f"UPDATE conversation SET assignee=?, handed=?, handed_by=?, handed_at=? WHERE id IN {AMONG}",
        (profile_id, handed, by, at_ms, among(wanted)),
    )


def handed_to(connection: sqlite3.Connection, profile_id: str, since_ms: int) -> tuple[int, ...]:
    """Return what others handed to a person since a moment and is not settled yet, the latest first."""
    rows = connection.execute(
        "SELECT id FROM conversation WHERE assignee=?1 AND assignee <> '' AND status IN (0, 1, 6, 7)"
        " AND handed_at > ?2 AND handed_by NOT IN ('', ?1) ORDER BY handed_at DESC, id DESC",
        (profile_id, since_ms),
    )
    return tuple(row[0] for row in rows)


def mute(connection: sqlite3.Connection, wanted: Iterable[int], *, muted: bool) -> None:
    """Let new messages not bring conversations back, or let them again."""
    connection.execute(
        f"UPDATE conversation SET muted=? WHERE id IN {AMONG}", (muted, among(wanted))
    )


def wake(connection: sqlite3.Connection, wanted: Sequence[int], at_ms: int) -> dict[int, Status]:
    """Let conversations return to where they stood; return those that did, with where they stand now."""
    states = snoozes.states(connection, wanted)
    connection.executemany(
        "UPDATE snooze SET woke_at=? WHERE conversation_id=? AND woke_at IS NULL",
        [(at_ms, one) for one in wanted],
    )
    return_to(connection, states)
    return {one: status for one, (status, _) in states.items()}


def return_to(connection: sqlite3.Connection, states: Mapping[int, tuple[Status, str]]) -> None:
    """Let conversations stand again as they did before they were out of the way, each with its reason."""
    groups: dict[tuple[Status, str], list[int]] = defaultdict(list)
    for one, before in states.items():
        groups[before].append(one)
    for (status, reason), ids in groups.items():
        conversations.change_status(connection, ids, status, reason)


def mark_read(connection: sqlite3.Connection, wanted: Iterable[int]) -> tuple[int, ...]:
    """Mark everything in conversations as read; return the messages that were not."""
    ids = among(wanted)
    found = connection.execute(
        f"SELECT m.id FROM conversation c JOIN message m ON m.conversation_id = c.id"
        f" WHERE c.id IN {AMONG} AND c.unread > 0 AND m.unread = 1",
        (ids,),
    )
    unread = tuple(row[0] for row in found)
    if not unread:
        return ()
    shifts: Counter[tuple[int, int]] = Counter()
    for account_no, status, n in connection.execute(
        f"SELECT account_no, status, count(*) FROM conversation WHERE id IN {AMONG} AND unread > 0 GROUP BY 1, 2",
        (ids,),
    ):
        shifts[account_no, status] -= n
    connection.execute(f"UPDATE message SET unread=0 WHERE id IN {AMONG}", (among(unread),))
    connection.execute(
        f"UPDATE conversation SET unread=0 WHERE id IN {AMONG} AND unread > 0", (ids,)
    )
    conversations.shift_unread(connection, shifts)
    return unread


def mark_unread(connection: sqlite3.Connection, unread: Sequence[int]) -> None:
    """Mark messages as unread again, as `mark_read` gave them."""
    if not unread:
        return
    connection.execute(f"UPDATE message SET unread=1 WHERE id IN {AMONG}", (among(unread),))
    homes = connection.execute(
        f"SELECT conversation_id, count(*) FROM message WHERE id IN {AMONG} GROUP BY 1",
        (among(unread),),
    ).fetchall()
    shifts: Counter[tuple[int, int]] = Counter()
    for account_no, status, n in connection.execute(
        f"SELECT account_no, status, count(*) FROM conversation WHERE id IN {AMONG} AND unread = 0 GROUP BY 1, 2",
        (among(one for one, _ in homes),),
    ):
        shifts[account_no, status] += n
    connection.executemany(
        "UPDATE conversation SET unread = unread + ? WHERE id=?", [(n, one) for one, n in homes]
    )
    conversations.shift_unread(connection, shifts)


def standing(connection: sqlite3.Connection, wanted: Iterable[int]) -> dict[int, Status]:
    """Return where conversations stand now."""
    rows = connection.execute(
        f"SELECT id, status FROM conversation WHERE id IN {AMONG}", (among(wanted),)
    )
    return {row[0]: Status(row[1]) for row in rows}


def muted(connection: sqlite3.Connection, wanted: Iterable[int]) -> frozenset[int]:
    """Return those that are muted among `wanted`."""
    rows = connection.execute(
        f"SELECT id FROM conversation WHERE id IN {AMONG} AND muted", (among(set(wanted)),)
    )
    return frozenset(row[0] for row in rows)
