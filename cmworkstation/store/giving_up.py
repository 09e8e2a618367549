"""Lets go of a look into the workspace that nobody waits for any more."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
BETWEEN = (
    20_000  # steps of the database between two questions whether to go on: about a millisecond
)


def until(
    connection: sqlite3.Connection, is_enough: Callable[[], bool], look: Callable[[], T]
) -> T | None:
    """Return what `look` finds over this connection; None where `is_enough` says so while it still looks."""
    connection.set_progress_handler(is_enough, BETWEEN)
    try:
        return look()
    except sqlite3.OperationalError:
        if not is_enough():
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
