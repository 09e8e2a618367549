"""Freezes in the file, what was decided about each reply that one held back, and what inbox rules did not do."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.freeze import (
    Decision,
    Freeze,
    HeldRule,
    Scope,
    ScopeKind,
    Spot,
    Verdict,
)
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.slot import Slot
from cmworkstation.store import slots

# Nothing of these leaves without a decision after a freeze; for the other states a person decides anyway.
HELD_BACK = (
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.LATER,
    OutboxState.UNKNOWN,
    OutboxState.BY_HAND,
)
_STATES = ",".join(f"'{one}'" for one in HELD_BACK)
_FREEZE = "n, id, kind, scope_id, began_at, profile_id, reason, ended_at, ended_profile_id, mistake"
_VERDICT = "outbox_id, n, verdict, reason, decided_at, profile_id"


def begin(connection: sqlite3.Connection, new: Freeze) -> Freeze:
    """Let a freeze hold; return it with its number."""
    connection.execute(
        "INSERT INTO freeze(id, kind, scope_id, began_at, profile_id, reason) VALUES(?,?,?,?,?,?)",
        (new.id, new.scope.kind, new.scope.key, to_ms(new.since), new.by, new.reason),
    )
    return freeze(connection, new.id)


def is_known(connection: sqlite3.Connection, freeze_id: str) -> bool:
    """Tell whether a freeze is in the file, also one that is over."""
    found = connection.execute("SELECT 1 FROM freeze WHERE id=?", (freeze_id,)).fetchone()
    return found is not None


def freeze(connection: sqlite3.Connection, freeze_id: str) -> Freeze:
    """Return a freeze. Raises `KeyError`."""
    found = connection.execute(f"SELECT {_FREEZE} FROM freeze WHERE id=?", (freeze_id,)).fetchone()
    if found is None:
        raise KeyError(freeze_id)
    return _freeze(found)


def holding(connection: sqlite3.Connection) -> tuple[Freeze, ...]:
    """Return the freezes that hold, the oldest first."""
    rows = connection.execute(f"SELECT {_FREEZE} FROM freeze WHERE ended_at IS NULL ORDER BY n")
    return tuple(map(_freeze, rows.fetchall()))


def lately(connection: sqlite3.Connection, limit: int = 200) -> tuple[Freeze, ...]:
    """Return freezes, also those that are over, the newest first."""
    rows = connection.execute(f"SELECT {_FREEZE} FROM freeze ORDER BY n DESC LIMIT ?", (limit,))
    return tuple(map(_freeze, rows.fetchall()))


def newest(connection: sqlite3.Connection) -> int:
    """Return the number of the latest freeze, 0 where there never was one."""
    return int(connection.execute("SELECT coalesce(max(n), 0) FROM freeze").fetchone()[0])


def stands_still(
    connection: sqlite3.Connection, outbox_id: OutboxId, *, pressed: bool = False
) -> bool:
    """Tell whether nothing is to be done for a reply because everything is frozen; one look, for a full lane.

    `pressed`: everything is frozen already, and the row of that freeze is still to be written.
    """
    found = connection.execute(
        "SELECT 1 FROM outbox o WHERE o.id=?1 AND o.state IN ('held', 'queued', 'later') AND (?2 OR EXISTS"
        " (SELECT 1 FROM freeze f WHERE f.ended_at IS NULL AND f.kind='all')) AND NOT EXISTS"
        " (SELECT 1 FROM frozen_reply r WHERE r.outbox_id = o.id AND r.verdict='now')",
        (outbox_id, pressed),
    ).fetchone()
    return found is not None


def reason(connection: sqlite3.Connection, freeze_id: str, words: str) -> None:
    """Keep why it was frozen."""
    connection.execute("UPDATE freeze SET reason=? WHERE id=?", (words, freeze_id))


def end(
    connection: sqlite3.Connection, freeze_id: str, at: datetime, by: str, *, mistake: bool = False
) -> bool:
    """End a freeze; tell whether it still held."""
    return bool(
        connection.execute(
            "UPDATE freeze SET ended_at=?, ended_profile_id=?, mistake=? WHERE id=? AND ended_at IS NULL",
            (to_ms(at), by, mistake, freeze_id),
        ).rowcount
    )


# Where things would leave


def spot(connection: sqlite3.Connection, account_id: AccountId, conversation_id: int) -> Spot:
    """Return where something would leave."""
    names = connection.execute(
        "SELECT platform, look FROM account WHERE id=?", (account_id,)
    ).fetchone()
    return Spot(account_id, frozenset(names or ()), *_about(connection, conversation_id))


def _about(
    connection: sqlite3.Connection, conversation_id: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the labels and the topics of a conversation."""
    labels = connection.execute(
        "SELECT label_id FROM conversation_label WHERE conversation_id=?", (conversation_id,)
    )
    topics = connection.execute(
        "SELECT topic_id FROM topic_conversation WHERE conversation_id=? AND out=0",
        (conversation_id,),
    )
    return (
        frozenset(str(one[0]) for one in labels.fetchall()),
        frozenset(str(one[0]) for one in topics.fetchall()),
    )


def spot_of_reply(connection: sqlite3.Connection, outbox_id: OutboxId) -> Spot:
    """Return where a reply would leave."""
    account_id, conversation_id = connection.execute(
        "SELECT a.id, o.conversation_id FROM outbox o JOIN account a ON a.no = o.account_no WHERE o.id=?",
        (outbox_id,),
    ).fetchone()
    return spot(connection, AccountId(account_id), conversation_id)


def waiting(connection: sqlite3.Connection) -> tuple[OutboxId, ...]:
    """Return the replies that a freeze would hold back, oldest first."""
    rows = connection.execute(
        f"SELECT id FROM outbox WHERE state IN ({_STATES}) ORDER BY created_at, id"
    )
    return tuple(OutboxId(one[0]) for one in rows.fetchall())


# What was decided


def verdict(connection: sqlite3.Connection, outbox_id: OutboxId) -> Verdict | None:
    """Return what was decided about a reply, None where no freeze ever held it back."""
    found = connection.execute(
        f"SELECT {_VERDICT} FROM frozen_reply WHERE outbox_id=?", (outbox_id,)
    ).fetchone()
    return _verdict(found) if found else None


def verdicts(connection: sqlite3.Connection) -> dict[OutboxId, Verdict]:
    """Return what was decided, or is still to be, about each reply that has not left."""
    columns = ", ".join(f"f.{one}" for one in _VERDICT.split(", "))
    rows = connection.execute(
        f"SELECT {columns} FROM frozen_reply f JOIN outbox o ON o.id = f.outbox_id"
        f" WHERE o.state IN ({_STATES}) ORDER BY o.created_at, o.id"
    )
    return {one.outbox_id: one for one in map(_verdict, rows.fetchall())}


def undecided(connection: sqlite3.Connection) -> int:
    """Return how many decisions are wanted; the parts of a thread are one."""
    replies = connection.execute(
        "SELECT count(*) FROM frozen_reply f JOIN outbox o ON o.id = f.outbox_id WHERE f.verdict = ''"
        f" AND o.state IN ({_STATES}) AND NOT EXISTS (SELECT 1 FROM frozen_reply b JOIN outbox p ON p.id = b.outbox_id"
        f" WHERE b.outbox_id = o.after_id AND b.verdict = '' AND p.state IN ({_STATES}))"
    ).fetchone()[0]
    rules_ = connection.execute(
        "SELECT count(DISTINCT rule_id) FROM frozen_rule WHERE verdict = ''"
    ).fetchone()[0]
    return int(replies) + int(rules_)


def hold_back(connection: sqlite3.Connection, wanted: Iterable[OutboxId], n: int) -> None:
    """Let replies wait for a decision; a word that was given before freeze `n` counts no more.

    One that has waited since an earlier freeze stays that one's.
    """
    connection.executemany(
        "INSERT INTO frozen_reply(outbox_id, n) VALUES(?,?) ON CONFLICT(outbox_id) DO UPDATE SET"
        " n=excluded.n, verdict='', reason='', decided_at=NULL, profile_id='', kept=0"
        " WHERE frozen_reply.n < excluded.n AND frozen_reply.verdict <> ''",
        [(one, n) for one in wanted],
    )


def decide(connection: sqlite3.Connection, new: Verdict) -> None:
    """Keep what was decided about a reply."""
    connection.execute(
        "INSERT INTO frozen_reply(outbox_id, n, verdict, reason, decided_at, profile_id) VALUES(?,?,?,?,?,?)"
        " ON CONFLICT(outbox_id) DO UPDATE SET n=excluded.n, verdict=excluded.verdict, reason=excluded.reason,"
        " decided_at=excluded.decided_at, profile_id=excluded.profile_id",
        (
            new.outbox_id,
            new.n,
            new.decision,
            new.reason,
            to_ms(new.at) if new.at else None,
            new.by,
        ),
    )


def keep_plan(
    connection: sqlite3.Connection, outbox_id: OutboxId, until: datetime | None, slot: Slot | None
) -> None:
    """Keep until when a reply was held and its plan, for whoever takes a word back; a second word keeps the first."""
    connection.execute(
        "UPDATE frozen_reply SET kept=1, hold_until=?, scheduled_at=?, zone=?, if_missed=?"
        " WHERE outbox_id=? AND NOT kept",
        (to_ms(until) if until else None, *slots.columns(slot), outbox_id),
    )


def take_plan(
    connection: sqlite3.Connection, outbox_id: OutboxId
) -> tuple[datetime | None, Slot | None] | None:
    """Return what `keep_plan` kept, once; None where nothing was."""
    found = connection.execute(
        "SELECT hold_until, scheduled_at, zone, if_missed FROM frozen_reply WHERE outbox_id=? AND kept",
        (outbox_id,),
    ).fetchone()
    if found is None:
        return None
    connection.execute("UPDATE frozen_reply SET kept=0 WHERE outbox_id=?", (outbox_id,))
    return (None if found[0] is None else from_ms(found[0])), slots.slot(*found[1:])


def let_go(connection: sqlite3.Connection, n: int) -> None:
    """Forget what freeze `n` held back: it was a mistake, and everything goes on as before."""
    connection.execute("DELETE FROM frozen_reply WHERE n=? AND verdict=''", (n,))
    connection.execute("DELETE FROM frozen_rule WHERE n=? AND verdict=''", (n,))


def decided_since(connection: sqlite3.Connection, n: int) -> bool:
    """Tell whether anything was decided since freeze `n` began."""
    query = "SELECT 1 FROM {} WHERE n >= ? AND verdict <> '' LIMIT 1"
    return any(
        connection.execute(query.format(table), (n,)).fetchone()
        for table in ("frozen_reply", "frozen_rule")
    )


# Inbox rules


def keep_from_rule(
    connection: sqlite3.Connection, rule_id: str, found: Sequence[tuple[int, int]], n: int
) -> None:
    """Keep which messages a rule would have acted on."""
    connection.executemany(
        "INSERT OR IGNORE INTO frozen_rule(rule_id, message_id, conversation_id, n) VALUES(?,?,?,?)",
        [(rule_id, *one, n) for one in found],
    )


def rules(connection: sqlite3.Connection) -> tuple[HeldRule, ...]:
    """Return the rules that did not act, with how many messages each, in the order of the rules."""
    rows = connection.execute(
        "SELECT f.rule_id, coalesce(r.name, ''), count(*) FROM frozen_rule f"
        " LEFT JOIN inbox_rule r ON r.id = f.rule_id WHERE f.verdict = '' GROUP BY f.rule_id"
        " ORDER BY min(r.position), f.rule_id"
    )
    return tuple(HeldRule(*one) for one in rows.fetchall())


def messages_of_rule(connection: sqlite3.Connection, rule_id: str) -> tuple[tuple[int, int], ...]:
    """Return the messages on which a rule did not act, each with its conversation as it is now."""
    rows = connection.execute(
        "SELECT f.message_id, m.conversation_id FROM frozen_rule f JOIN message m ON m.id = f.message_id"
        " WHERE f.rule_id=? AND f.verdict='' ORDER BY f.message_id",
        (rule_id,),
    )
    return tuple((int(one[0]), int(one[1])) for one in rows.fetchall())


def not_done(connection: sqlite3.Connection, n: int) -> tuple[tuple[str, int, int], ...]:
    """Return rule, message and conversation of what rules did not do since freeze `n`, in the order of coming in."""
    rows = connection.execute(
        "SELECT f.rule_id, f.message_id, m.conversation_id FROM frozen_rule f JOIN message m ON m.id = f.message_id"
        " JOIN inbox_rule r ON r.id = f.rule_id WHERE f.n=? AND f.verdict=''"
        " ORDER BY f.message_id, r.position",
        (n,),
    )
    return tuple((str(one[0]), int(one[1]), int(one[2])) for one in rows.fetchall())


def decide_rule(
    connection: sqlite3.Connection, rule_id: str, decision: Decision, run: str = ""
) -> None:
    """Keep what was decided about what a rule did not do; `run` is what it did then."""
    connection.execute(
        "UPDATE frozen_rule SET verdict=?, run=? WHERE rule_id=? AND verdict=''",
        (decision, run, rule_id),
    )


def _freeze(row: Sequence[object]) -> Freeze:
    n, id_, kind, key, began_at, began_by, why, ended_at, ended_by, mistake = row
    return Freeze(
        id=str(id_),
        scope=Scope(ScopeKind(str(kind)), str(key)),
        since=from_ms(int(str(began_at))),
        by=str(began_by),
        n=int(str(n)),
        reason=str(why),
        ended_at=None if ended_at is None else from_ms(int(str(ended_at))),
        ended_by=str(ended_by),
        mistake=bool(mistake),
    )


def _verdict(row: Sequence[object]) -> Verdict:
    outbox_id, n, decision, why, at, by = row
    return Verdict(
        OutboxId(str(outbox_id)),
        int(str(n)),
        Decision(str(decision)),
        str(why),
        None if at is None else from_ms(int(str(at))),
        str(by),
    )
