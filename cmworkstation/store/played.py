"""What was invented for a drill counts in no figure, neither while the drill goes on nor afterwards.

It belongs to accounts of its own. Every query that counts what others said to us asks for `REAL`; the few accounts are
looked up once for a statement.
"""

import sqlite3

from cmworkstation.domain.drill import PLATFORM

ACCOUNTS = f"SELECT no FROM account WHERE platform = '{PLATFORM}'"
REAL = f"account_no NOT IN ({ACCOUNTS})"
REAL_MESSAGE = f"m.{REAL}"


def goes_on(connection: sqlite3.Connection) -> bool:
    """Tell whether a drill goes on: afterwards nobody waits for what was invented, and counting need not ask."""
    return connection.execute("SELECT 1 FROM drill WHERE ended_at IS NULL").fetchone() is not None


def waiting(connection: sqlite3.Connection, column: str = "account_no") -> str:
    """Return what leaves the conversations of a drill that goes on out of those that wait; "" where none does."""
    return f" AND {column} NOT IN ({ACCOUNTS})" if goes_on(connection) else ""
