"""Restoring a copy: it is copied beside the present file, checked and migrated; what will change is compared.

Nothing here touches the present file. `swap` lets the result take its place.
"""

import contextlib
import sqlite3
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.errors import (
    BackupDamaged,
    NoRoom,
    StoreDamaged,
    WorkspaceTooNew,
)
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.store import backup, files, headers, migrations
from cmworkstation.store.names import FILE, READY
from cmworkstation.store.version import SCHEMA

LISTED = 50  # of each kind that is lost; the numbers are whole


@dataclass(frozen=True, slots=True)
class Words:
    """Something that a person wrote: where, what, when; `state` of a reply, "" of a draft."""

    who: str
    text: str
    at: datetime
    state: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the present file has and a copy has not. `readable` is false when the present file cannot be read."""

    readable: bool
    related: bool  # drafts and replies can be taken over
    messages: int = 0  # come again from the platforms
    drafts: tuple[Words, ...] = ()
    replies: tuple[Words, ...] = ()
    undecided: int = (
        0  # replies on their way in the copy: they are looked up before anything is sent
    )


def prepare(folder: Path, source: Path) -> Generator[Progress, None, Path]:
    """Make `READY` in `folder` from a copy; return its path.

    Raises `BackupDamaged`, `NotAWorkspace`, `WorkspaceTooNew` and `NoRoom`; the present file is not touched.
    """
    headers.look(source)
    wanted, free = backup.needs(source), backup.room(folder)
    if free < wanted:
        raise NoRoom(wanted, free)
    with contextlib.suppress(StoreDamaged):
        if not backup.sound(backup.described(source)):
            raise BackupDamaged("other bytes than were written")
    folder.mkdir(parents=True, exist_ok=True)
    partial, ready = folder / f"{READY}.part", folder / READY
    partial.unlink(missing_ok=True)
    ready.unlink(missing_ok=True)
    try:
        yield from _copied(source, partial)
        yield Progress(0, 0, "check")
        _bring_up(partial)
        files.place(partial, ready)
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            partial.with_name(partial.name + end).unlink(missing_ok=True)
    reach("restore.ready")
    return ready


def compare(folder: Path, source: Path) -> Difference:
    """Say what a restore of `source` would lose; read-only on both sides. Raises `BackupDamaged`."""
    with contextlib.closing(reading(source)) as connection:
        try:
            undecided = _one(
                connection,
                "SELECT count(*) FROM outbox WHERE state IN ('held', 'queued', 'later', 'sending')",
            )
        except sqlite3.DatabaseError as error:
            raise BackupDamaged(str(error)) from error
        try:
            present = (folder / FILE).absolute().as_uri() + "?mode=ro"
            connection.execute("ATTACH ? AS present", (present,))
            return _difference(connection, undecided)
        except sqlite3.DatabaseError:
            return Difference(readable=False, related=False, undecided=undecided)


def reading(path: Path) -> sqlite3.Connection:
    """Open a database for reading, also on a disk that is read-only."""
    for more in ("?mode=ro", "?immutable=1"):
        connection = sqlite3.connect(
            path.absolute().as_uri() + more,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:  # WAL mode on a disk that cannot hold its log
            connection.close()
            if more != "?mode=ro":
                raise BackupDamaged(str(error)) from error
        except sqlite3.DatabaseError as error:
            connection.close()
            raise BackupDamaged(str(error)) from error
        else:
            return connection
    raise AssertionError


def _copied(source: Path, partial: Path) -> Generator[Progress, None, None]:
    with contextlib.closing(reading(source)) as origin:
        yield from backup.pages(origin, partial)


def _bring_up(partial: Path) -> None:
    """Check a copy and bring its schema up to date."""
    connection = sqlite3.connect(partial.absolute().as_uri(), uri=True, isolation_level=None)
    with contextlib.closing(connection):
        wrong = backup.faults(connection)
        if wrong:
            raise BackupDamaged(wrong[0])
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise WorkspaceTooNew(version, SCHEMA)
        if version < SCHEMA:
            migrations.apply(connection)


def _difference(connection: sqlite3.Connection, undecided: int) -> Difference:
    from cmworkstation.store import carry  # noqa: PLC0415 - beside `swap` only

    messages = _one(
        connection,
        "SELECT count(*) FROM present.message WHERE id NOT IN (SELECT id FROM main.message)",
    )
    drafts = connection.execute(
        "SELECT m.author_name, d.body, d.updated_at, '' FROM present.draft d"
        " JOIN present.message m ON m.id = d.target_id"
        " WHERE NOT EXISTS (SELECT 1 FROM main.draft o WHERE o.id = d.id AND o.body = d.body) AND d.body <> ''"
        f" ORDER BY d.updated_at DESC LIMIT {LISTED}"
    )
    found = tuple(_words(row) for row in drafts)
    replies = connection.execute(
        "SELECT m.author_name, o.body, o.created_at, o.state FROM present.outbox o"
        " JOIN present.message m ON m.id = o.target_id WHERE o.id NOT IN (SELECT id FROM main.outbox)"
        f" ORDER BY o.created_at DESC LIMIT {LISTED}"
    )
    return Difference(
        readable=True,
        related=carry.descends(connection),
        messages=messages,
        drafts=found,
        replies=tuple(_words(row) for row in replies),
        undecided=undecided,
    )


def _words(row: tuple[str, str, int, str]) -> Words:
    return Words(row[0], row[1], from_ms(row[2]), row[3])


def _one(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
