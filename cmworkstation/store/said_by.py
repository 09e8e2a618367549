"""What a draft says to a person that counts once it is sent: an ask, news, a goodbye, a correction, a statement.

Each call belongs in the transaction in which the draft takes its step.
"""

import sqlite3

TABLES = ("relation_event", "solicitation", "correction", "statement_post")


def go_along(connection: sqlite3.Connection, draft_id: str, outbox_id: str) -> None:
    """Tie what a draft says to the reply that it becomes."""
    for table in TABLES:
        connection.execute(
            f"UPDATE {table} SET outbox_id=? WHERE draft_id=? AND draft_id<>''",
            (outbox_id, draft_id),
        )


def come_back(connection: sqlite3.Connection, outbox_id: str, draft_id: str) -> None:
    """Give what a reply says to the draft that it became again."""
    for table in TABLES:
        connection.execute(
            f"UPDATE {table} SET outbox_id='', draft_id=? WHERE outbox_id=? AND outbox_id<>''",
            (draft_id, outbox_id),
        )
