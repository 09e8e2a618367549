"""What inbox rules did: one row for each thing that a rule changed. Rows are added and marked, never rewritten."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.inbox_rule import Action, ActionKind, Effect, Fired, InboxRule

BATCH = 400  # parameters per statement, below SQLite's limit of 999
COLUMNS = (
    "e.id, e.rule_id, coalesce(v.name, r.name, ''), e.revision, e.conversation_id, e.message_id, e.action, e.value,"
    " e.at, e.before, e.run, e.undone_at"
)
SOURCE = (
    "inbox_rule_effect e LEFT JOIN inbox_rule_revision v ON v.rule_id = e.rule_id AND v.n = e.revision"
    " LEFT JOIN inbox_rule r ON r.id = e.rule_id"
)


def add(
    connection: sqlite3.Connection,
    rule: InboxRule,
    home: tuple[int, int],
    done: tuple[Action, str],
    at: datetime,
    run: str = "",
) -> None:
    """Keep that a rule changed something: `home` is conversation and message, `done` the action and what was there."""
    (conversation_id, message_id), (action, before) = home, done
    connection.execute(
        "INSERT INTO inbox_rule_effect(rule_id, revision, conversation_id, message_id, action, value, before, run, at)"
        " VALUES(?,?,?,?,?,?,?,?,?)",
        (
            *(rule.id, rule.revision, conversation_id, message_id),
            *(action.kind.value, action.value, before, run, to_ms(at)),
        ),
    )


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple[Effect, ...]:
    """Return what rules did to a conversation, the latest first."""
    return _effects(
        connection, "e.conversation_id=? ORDER BY e.id DESC LIMIT 200", (conversation_id,)
    )


def of_rule(connection: sqlite3.Connection, rule_id: str, limit: int) -> tuple[Effect, ...]:
    """Return the latest effects of a rule, the latest first."""
    return _effects(
        connection, "e.rule_id=? ORDER BY e.at DESC, e.id DESC LIMIT ?", (rule_id, limit)
    )


def effect(connection: sqlite3.Connection, effect_id: int) -> Effect:
    """Return one effect. Raises `KeyError`."""
    found = _effects(connection, "e.id=?", (effect_id,))
    if not found:
        raise KeyError(effect_id)
    return found[0]


def of_run(connection: sqlite3.Connection, run: str, below: int, limit: int) -> tuple[Effect, ...]:
    """Return those effects of a run that were not taken back, the latest first, below an id."""
    wanted = "e.run=? AND e.id < ? AND e.undone_at IS NULL ORDER BY e.id DESC LIMIT ?"
    return _effects(connection, wanted, (run, below, limit))


def count_of_run(connection: sqlite3.Connection, run: str) -> int:
    """Return how many effects of a run were not taken back."""
    query = "SELECT count(*) FROM inbox_rule_effect WHERE run=? AND undone_at IS NULL"
    return int(connection.execute(query, (run,)).fetchone()[0])


def mark_undone(connection: sqlite3.Connection, ids: Iterable[int], at: datetime) -> None:
    """Keep that effects were taken back."""
    connection.executemany(
        "UPDATE inbox_rule_effect SET undone_at=? WHERE id=?", [(to_ms(at), one) for one in ids]
    )


def fired(connection: sqlite3.Connection, since: datetime) -> dict[str, Fired]:
    """Return how often each rule did something since then; those that did nothing are left out."""
    rows = connection.execute(
        "SELECT e.rule_id, count(*), count(DISTINCT e.message_id), max(e.at) FROM inbox_rule r"
        " JOIN inbox_rule_effect e ON e.rule_id = r.id AND e.at >= ? WHERE r.removed_at IS NULL GROUP BY 1",
        (to_ms(since),),
    )
    return {rule_id: Fired(n, messages, from_ms(at)) for rule_id, n, messages, at in rows}


def incoming(connection: sqlite3.Connection, message_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return (message, conversation) of those among some messages that somebody else wrote to us, the oldest first."""
    found: list[tuple[int, int]] = []
    for part in _parts(message_ids):
        marks = ",".join("?" * len(part))
        found.extend(
            connection.execute(
                f"SELECT id, conversation_id FROM message WHERE id IN ({marks}) AND NOT ours AND NOT context",
                tuple(part),
            )
        )
    return sorted(found)


def newest(connection: sqlite3.Connection, limit: int) -> list[int]:
    """Return the newest messages that somebody else wrote to us."""
    rows = connection.execute(
        "SELECT id FROM message WHERE NOT ours AND NOT context ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _effects(
    connection: sqlite3.Connection, wanted: str, values: tuple[object, ...]
) -> tuple[Effect, ...]:
    known = {one.value for one in ActionKind}
    return tuple(
        Effect(
            *(id_, rule_id, name, revision, ConversationId(home)),
            message_id=None if message is None else MessageId(message),
            action=Action(ActionKind(kind), value),
            at=from_ms(at),
            before=before,
            run=run,
            undone_at=from_ms(undone) if undone is not None else None,
        )
        for id_, rule_id, name, revision, home, message, kind, value, at, before, run, undone in connection.execute(
            f"SELECT {COLUMNS} FROM {SOURCE} WHERE {wanted}", values
        )
        if kind in known
    )
