"""How often the rules of the charters spoke lately, and who answered with whose help."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms


def spoken(
    connection: sqlite3.Connection, since: datetime
) -> Iterator[tuple[int, datetime, dict[str, str]]]:
    """Yield conversation, moment and rule → outcome of each reply sent since in which a rule spoke, newest first."""
    rows = connection.execute(
        "SELECT conversation_id, sent_at, outcomes FROM outbox"
        " WHERE state = 'sent' AND sent_at >= ? AND outcomes <> '{}' ORDER BY sent_at DESC, rowid DESC",
        (to_ms(since),),
    )
    for conversation_id, sent_at, outcomes in rows:
        rules = json.loads(outcomes).get("rules", {})
        if rules:
            yield conversation_id, from_ms(sent_at), rules


def answered(connection: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """Return profile → how many of their replies were sent since."""
    return dict(
        connection.execute(
            "SELECT profile_id, count(*) FROM outbox"
            " WHERE state = 'sent' AND sent_at >= ? AND profile_id <> '' GROUP BY profile_id",
            (to_ms(since),),
        )
    )


def experts(connection: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """Return profile → with how many experts, whose answers came since."""
    return dict(
        connection.execute(
            "SELECT profile_id, count(DISTINCT expert) FROM expert_request"
            " WHERE answered_at >= ? AND expert <> '' AND profile_id <> '' GROUP BY profile_id",
            (to_ms(since),),
        )
    )
