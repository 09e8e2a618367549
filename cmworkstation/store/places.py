"""The place of each message in the search index: a quarter of a second, taken by one message only.

The index keeps of each word the distance from one message that says it to the next: numbers as small as these make it
half as large as ids, which count milliseconds and more. Places follow the time of messages; where a place is taken, a
free one above it is given. How far above at most is kept, so that a span of time has bounds among the places.
"""

import json
import sqlite3
from collections.abc import Sequence

from cmworkstation.store import settings

SPREAD = 12  # low bits of a message id, below its milliseconds
PER_SECOND = 4
FARTHEST = "search_places_farthest"  # the setting
BATCH = 400  # parameters per statement
NEAR = 32  # places that are looked at together
INDEX = "CREATE UNIQUE INDEX message_place ON message(place) WHERE place IS NOT NULL"


def natural(message_id: int) -> int:
    """Return the place that a message's time names."""
    return (max(message_id, 0) >> SPREAD) * PER_SECOND // 1000


def below(connection: sqlite3.Connection, message_id: int) -> int:
    """Return a place below which all messages with a smaller id stand."""
    return natural(message_id - 1) + 1 + _farthest(connection)


def of(connection: sqlite3.Connection, message_id: int) -> int:
    """Return the place of a message, or below which it would stand."""
    row = connection.execute("SELECT place FROM message WHERE id=?", (message_id,)).fetchone()
    return int(row[0]) if row and row[0] is not None else below(connection, message_id)


def free(connection: sqlite3.Connection, message_ids: Sequence[int]) -> list[int]:
    """Return a free place for each of some new messages, which are given in ascending id."""
    wanted = [natural(one) for one in message_ids]
    taken: set[int] = set()
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        marks = ",".join("?" * len(part))
        taken.update(
            row[0]
            for row in connection.execute(
                f"SELECT place FROM message WHERE place IN ({marks})", part
            )
        )
    found: list[int] = []
    last = -1
    for place in wanted:
        free_there = place > last and place not in taken
        last = place if free_there else _free_from(connection, max(place, last + 1))
        found.append(last)
    note(connection, message_ids, found)
    return found


def note(connection: sqlite3.Connection, message_ids: Sequence[int], given: Sequence[int]) -> None:
    """Keep how far above its own place a message stands, where it is farther than any before."""
    far = max(
        (place - natural(id_) for id_, place in zip(message_ids, given, strict=True)), default=0
    )
    if far and far > _farthest(connection):
        settings.put(connection, FARTHEST, str(far))


def after(message_ids: Sequence[int], last: int) -> list[int]:
    """Return places for messages in ascending id where none above `last` is taken yet."""
    found = []
    for one in message_ids:
        last = max(natural(one), last + 1)
        found.append(last)
    return found


def give(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Give places to messages that have none, in ascending id."""
    put(connection, message_ids, free(connection, message_ids))


def put(connection: sqlite3.Connection, message_ids: Sequence[int], given: Sequence[int]) -> None:
    """Write places down, all in one statement."""
    connection.execute(
        "UPDATE message SET place = json_extract(one.value, '$[1]') FROM json_each(?) one"
        " WHERE message.id = json_extract(one.value, '$[0]')",
        (json.dumps(list(zip(message_ids, given, strict=True))),),
    )


def let_go(connection: sqlite3.Connection) -> None:
    """Let places be taken twice until `anew`, while rows come from several files."""
    connection.execute("DROP INDEX message_place")


def anew(connection: sqlite3.Connection) -> None:
    """Give all messages their places again."""
    ids = [row[0] for row in connection.execute("SELECT id FROM message ORDER BY id")]
    given = after(ids, -1)
    put(connection, ids, given)
    note(connection, ids, given)
    connection.execute(INDEX)


def _free_from(connection: sqlite3.Connection, place: int) -> int:
    """Return a free place from this one on: the next, or soon after many that are taken."""
    near = {
        row[0]
        for row in connection.execute(
            "SELECT place FROM message WHERE place BETWEEN ? AND ?", (place, place + NEAR - 1)
        )
    }
    for one in range(place, place + NEAR):
        if one not in near:
            return one
    # The last that is known to be taken, and how far to look ahead.
    step, taken = 1, place + NEAR - 1
    while _is_taken(connection, taken + step):
        taken, step = taken + step, 2 * step
    while step > 1:  # between a place that is taken and one that is free
        step //= 2
        if _is_taken(connection, taken + step):
            taken += step
    return taken + 1


def _is_taken(connection: sqlite3.Connection, place: int) -> bool:
    row = connection.execute("SELECT 1 FROM message WHERE place=?", (place,)).fetchone()
    return row is not None


def _farthest(connection: sqlite3.Connection) -> int:
    return int(settings.value(connection, FARTHEST) or 0)
