"""What closes first: conversations whose platform's window for an answer is still open, before all others.

Where no window is known, or it has closed, a conversation stands in its place among the newest. What is read is bounded
by the windows: of the accounts that have any, only what waits and came within the hours of the longest one.
"""

import sqlite3
from array import array
from datetime import datetime, timedelta

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.reply_window import closing_rule
from cmworkstation.store import accounts, merged_lists

BATCH = 400  # parameters per statement


def first(
    connection: sqlite3.Connection, account_id: AccountId | None, now: datetime
) -> "array[int]":
    """Return what waits and may still be answered, the window that closes first in front."""
    found: list[tuple[int, int]] = []
    at = to_ms(now)
    for no, visibility, hours in _windows(connection, account_id):
        whole = int(timedelta(hours=hours).total_seconds() * 1000)
        found += (
            (min(theirs_at, at) + whole, id_)
            for id_, theirs_at in connection.execute(
                "SELECT id, theirs_at FROM conversation INDEXED BY conversation_account"
                f" WHERE account_no = ? AND status = {int(Status.WAITING_US)} AND last_at > ?"
                " AND theirs_at > ? AND private = ?",
                (no, at - whole, at - whole, visibility is Visibility.PRIVATE),
            )
        )
    return array("q", (id_ for _, id_ in sorted(found)))


def of_view(connection: sqlite3.Connection, view: View, now: datetime) -> "array[int]":
    """Return what stands before all others in a view."""
    if Status.WAITING_US not in merged_lists.standings(view):
        return array("q")
    return merged_lists.within(connection, view, first(connection, view.account_id, now))


def before(first_ones: "array[int]", newest: "array[int]", limit: int) -> "array[int]":
    """Return a list that begins with some, and goes on with the others; `limit` -1 means all."""
    found = dict.fromkeys(first_ones)
    found.update(dict.fromkeys(newest))
    whole = array("q", found)
    return whole if limit < 0 else whole[:limit]


def _windows(
    connection: sqlite3.Connection, account_id: AccountId | None
) -> list[tuple[int, Visibility, int]]:
    """Return (number of the account, visibility, hours) of each window that closes some time."""
    rows = connection.execute(
        "SELECT no, capabilities FROM account WHERE json_array_length(capabilities, '$.windows') > 0"
        " AND removed_at IS NULL AND ? IN ('', id)",
        (account_id or "",),
    ).fetchall()
    return [
        (int(no), visibility, rule.hours)
        for no, capabilities in rows
        for visibility in Visibility
        if (rule := closing_rule(accounts.capabilities_from_json(capabilities).windows, visibility))
    ]
