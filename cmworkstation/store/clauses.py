"""What of the charters was used in replies that were sent, read a slice at a time."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.ids import OutboxId

_QUERY = (
    "SELECT o.rowid, o.id, coalesce(v.charter_id, ''), o.sent_at, o.outcomes, o.findings, o.answer_id, o.facts,"
    " c.category, coalesce((SELECT r.policy FROM approval_request r WHERE r.id = o.approval_id), ''),"
    " (SELECT group_concat(w.rule, char(10)) FROM waiver w WHERE w.outbox_id = o.id AND w.outbox_id <> ''"
    " AND w.dropped_at IS NULL)"
    " FROM outbox o NOT INDEXED JOIN conversation c ON c.id = o.conversation_id"
    " LEFT JOIN charter_version v ON v.hash = o.charter_hash"
    " WHERE o.rowid > ? AND o.state = 'sent' ORDER BY o.rowid LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Use:
    """What one reply used of its charter."""

    place: int
    outbox_id: OutboxId
    charter_id: str
    at: datetime
    rules: frozenset[str]  # that spoke while it was written
    overridden: frozenset[str]
    answer: str
    facts: frozenset[str]
    category: str
    policy: str


def uses(connection: sqlite3.Connection, after: int, limit: int) -> tuple[Use, ...]:
    """Return the next replies that were sent from here, in the order in which they were written."""
    return tuple(_use(*row) for row in connection.execute(_QUERY, (after, limit)))


def _use(
    place: int,
    outbox_id: str,
    charter_id: str,
    sent_at: int,
    outcomes: str,
    findings: str,
    answer: str,
    facts: str,
    category: str,
    policy: str,
    waived: str | None,
) -> Use:
    overridden = frozenset((waived or "").split())
    spoke = {*json.loads(outcomes).get("rules", {}), *overridden}
    spoke |= {str(one["rule"]) for one in json.loads(findings) if one.get("rule")}
    known = (one["id"] if isinstance(one, dict) else str(one) for one in json.loads(facts))
    return Use(
        place,
        OutboxId(outbox_id),
        charter_id,
        from_ms(sent_at),
        frozenset(spoke),
        overridden,
        answer,
        frozenset(known),
        category,
        policy,
    )
