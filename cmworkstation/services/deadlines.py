"""Until when conversations should be answered: worked out anew whenever something about them changed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.ids import AccountId
from cmworkstation.store import accounts, due_times
from cmworkstation.store.database import Connection
from cmworkstation.store.due_times import Deadline

Deadlines = Callable[
    [AccountId, Sequence[tuple[Visibility, datetime, str]]], Sequence[Deadline | None]
]


def set_due(
    connection: Connection, deadlines: Deadlines, account_id: AccountId, touched: Iterable[int]
) -> None:
    """Work out the deadlines of those conversations of an account, among `touched`, that wait for us."""
    names = accounts.ids_by_number(connection)
    waiting = [
        (id_, (Visibility.PRIVATE if private else Visibility.PUBLIC, since, category))
        for id_, number, private, since, category in due_times.waiting_without_due(
            connection, touched
        )
        if names[number] == account_id
    ]
    due = deadlines(account_id, [asked for _, asked in waiting])
    due_times.set_due(connection, [(id_, at) for (id_, _), at in zip(waiting, due, strict=True)])
