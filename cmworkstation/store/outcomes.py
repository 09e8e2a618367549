"""How often each rule of a charter was heeded, and how often it was not."""

import json
import sqlite3

from cmworkstation.domain.ids import OutboxId


def count(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """Count what became of the rules that spoke while this reply was written; once, when it is sent."""
    row = connection.execute("SELECT outcomes FROM outbox WHERE id=?", (outbox_id,)).fetchone()
    told = json.loads(row[0]) if row else {}
    connection.executemany(
        "INSERT INTO rule_outcome(charter_id, rule, outcome, n) VALUES(?,?,?,1)"
        " ON CONFLICT(charter_id, rule, outcome) DO UPDATE SET n = n + 1",
        [(told["charter"], rule, outcome) for rule, outcome in told.get("rules", {}).items()],
    )


def discount(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """Take back what `count` counted of a reply that was not sent after all."""
    row = connection.execute("SELECT outcomes FROM outbox WHERE id=?", (outbox_id,)).fetchone()
    told = json.loads(row[0]) if row else {}
    which = [(told["charter"], rule, outcome) for rule, outcome in told.get("rules", {}).items()]
    where = "WHERE charter_id=? AND rule=? AND outcome=?"
    connection.executemany(f"UPDATE rule_outcome SET n = n - 1 {where}", which)
    connection.executemany(f"DELETE FROM rule_outcome {where} AND n <= 0", which)


def counted(connection: sqlite3.Connection) -> dict[tuple[str, str], dict[str, int]]:
    """Return (charter, rule) → outcome → how many replies."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for charter_id, rule, outcome, n in connection.execute(
        "SELECT charter_id, rule, outcome, n FROM rule_outcome ORDER BY charter_id, rule"
    ):
        found.setdefault((charter_id, rule), {})[outcome] = n
    return found


def passages(
    connection: sqlite3.Connection, charter_id: str, rule: str, most: int
) -> tuple[str, ...]:
    """Return the newest passages that were sent although the rule spoke, as `waiver.stored` made them."""
    rows = connection.execute(
        "SELECT DISTINCT w.passage FROM waiver w JOIN charter_version v ON v.hash = w.charter_hash"
        " WHERE v.charter_id=? AND w.rule=? AND w.outbox_id <> '' ORDER BY w.at DESC LIMIT ?",
        (charter_id, rule, most),
    )
    return tuple(row[0] for row in rows)
