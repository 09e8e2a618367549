"""Bugs to plant: mistakes that the invariants must notice, or the tests prove nothing."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlite_utils import Database

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Refused
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.killpoint import reach
from cmworkstation.sdk.answer import Answer
from cmworkstation.sdk.connector import Connector, Page
from cmworkstation.sdk.http import Http
from cmworkstation.services.outbox.sending import Sending
from cmworkstation.services.sync import Sync
from cmworkstation.store import accounts, conversations, database, intake, ledger, migrations
from cmworkstation.store import outbox as outbox_table
from cmworkstation.store.version import APPLICATION_ID, SCHEMA


def plant(name: str) -> None:
    """Put a bug into this process; "" plants nothing. Raises `KeyError`."""
    if name:
        PLANTS[name]()


def _record_after_send() -> None:
    """Nothing on the disk says "sending" while the request is under way."""

    def claim(self: Sending, row: OutboxRow) -> bool:
        return True

    Sending.claim = claim  # type: ignore[method-assign]


def _no_claim() -> None:
    """Whoever finds a reply due sends it, and nobody keeps a second instance out."""

    def claim(connection: Any, outbox_id: str, session: str, now: datetime) -> bool:
        connection.execute(
            "UPDATE outbox SET state='sending', session=?, attempts=attempts+1 WHERE id=?",
            (session, outbox_id),
        )
        return True

    def hold(path: Path, session: str) -> IO[str]:
        return path.open("a+")

    outbox_table.claim = claim
    database._hold = hold


def _refusal_of_5xx() -> None:
    """Trouble on the server's side passes for a plain no."""
    judge = Http._judge

    def judge_wrongly(self: Http, answer: Answer, accept: Any, *, safe: bool) -> Answer:
        if answer.status >= 500 and not safe:
            raise Refused(str(answer.status))
        return judge(self, answer, accept, safe=safe)

    Http._judge = judge_wrongly  # type: ignore[method-assign]


def _cursor_apart() -> None:
    """The cursor is committed before the items that it stands for."""

    def store_page(
        self: Sync,
        account: Account,
        connector: Connector,
        page: Page,
        started: datetime,
        before: str = "",
    ) -> Changes:
        raws = [self.understand(connector, raw) for raw in page.items]
        reach("sync.before-page")
        with self._workspace.write(intake=True) as connection:
            number = accounts.number(connection, account.id)
            ledger.set_cursor(connection, number, page.stream, page.cursor)
        with self._workspace.write(intake=True) as connection:
            taken = intake.take(connection, number, account.platform, raws, self._clock.now())
        reach("sync.after-page")
        return Changes(conversations=frozenset(taken.conversations))

    Sync.store_page = store_page  # type: ignore[method-assign]


def _place_apart() -> None:
    """How far older messages were fetched is committed before they are."""

    def store_older(
        self: Sync, account: Account, connector: Connector, page: Page, before: str, keep: Any
    ) -> Changes:
        del before
        raws = [self.understand(connector, raw) for raw in page.items]
        with self._workspace.write(intake=True) as connection:
            number = accounts.number(connection, account.id)
            keep(connection, number, Tally())
        with self._workspace.write(intake=True) as connection:
            now = self._clock.now()
            taken = intake.take(
                connection, number, account.platform, raws, now, (), account.created_at
            )
        return Changes(conversations=frozenset(taken.conversations))

    Sync.store_older = store_older  # type: ignore[method-assign]


def _version_first() -> None:
    """A new workspace says that it is of this version before it is."""

    def apply(connection: sqlite3.Connection, told: object = None) -> None:
        del told
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={SCHEMA}")
        reach("store.migrated")
        migrations.steps.apply(Database(connection, execute_plugins=False))
        reach("store.migrated")

    migrations.apply = apply


def _new_key() -> None:
    """Each attempt is made under a key of its own."""
    send = Sending._send

    def send_as_if_new(
        self: Sending, row: OutboxRow, account: Account, connector: Connector
    ) -> Changes:
        return send(self, replace(row, once_key=uuid7()), account, connector)

    Sending._send = send_as_if_new  # type: ignore[method-assign]


def _counters_apart() -> None:
    """The numbers of conversations are brought up to date when the page is committed already."""
    store_page, refresh = Sync.store_page, conversations.refresh

    def store_page_first(self: Sync, *page: Any, **more: Any) -> Changes:
        touched: set[int] = set()

        def remember(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
            touched.update(ids)

        conversations.refresh = remember
        try:
            changes = store_page(self, *page, **more)
        finally:
            conversations.refresh = refresh
        with self._workspace.write(intake=True) as connection:
            conversations.refresh(connection, touched)
        return changes

    Sync.store_page = store_page_first  # type: ignore[method-assign]


def _retold(beginning: str, instead: str) -> None:
    """Let every connection hear another statement than the one that begins so."""

    connect = sqlite3.connect

    def connect_deaf(
        *where: Any, factory: type[sqlite3.Connection] = sqlite3.Connection, **how: Any
    ) -> sqlite3.Connection:
        class Deaf(factory):  # type: ignore[valid-type, misc]
            def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
                meant = statement.startswith(beginning)
                found: sqlite3.Cursor = super().execute(instead if meant else statement, *values)
                return found

        return connect(*where, factory=Deaf, **how)

    sqlite3.connect = connect_deaf  # type: ignore[assignment]


def _sync_off() -> None:
    """SQLite never waits for the disk."""
    _retold("PRAGMA synchronous=", "PRAGMA synchronous=OFF")


def _checkpoints_often() -> None:
    """No bug: SQLite brings its journal home every few pages, where the program lets it wait for hours."""
    _retold("PRAGMA wal_autocheckpoint=4000", "PRAGMA wal_autocheckpoint=12")


def _normal_for_outbox() -> None:
    """A commit of what a person made waits for the disk no more than one of what can be fetched again."""
    write = database.Workspace.write

    def write_in_a_hurry(
        self: database.Workspace, *, durable: bool = False, intake: bool = False
    ) -> AbstractContextManager[sqlite3.Connection]:
        return write(self, durable=False, intake=intake)

    database.Workspace.write = write_in_a_hurry  # type: ignore[assignment,method-assign]


PLANTS: dict[str, Callable[[], None]] = {
    "record-after-send": _record_after_send,
    "no-claim": _no_claim,
    "5xx-as-refusal": _refusal_of_5xx,
    "cursor-apart": _cursor_apart,
    "place-apart": _place_apart,
    "version-first": _version_first,
    "new-key": _new_key,
    "counters-apart": _counters_apart,
    "sync-off": _sync_off,
    "checkpoints-often": _checkpoints_often,
    "normal-for-outbox": _normal_for_outbox,
}
