"""The workspace: one folder, one SQLite file, one writing connection.

Rules, with their reasons:

- One process per workspace, held by a lock on a file beside the database: two senders would be two replies.
- One writing connection, which alone checkpoints (SQLite before 3.51.3 can damage a WAL when two connections
  write or checkpoint at once); every other connection is `query_only`.
- `write()` is the only place that opens a transaction, always `BEGIN IMMEDIATE`: a deferred one that reads
  before it writes fails at once with "database is locked", whatever the time-out.
- What a person made (drafts, outbox steps, journal) is committed with `synchronous=FULL` and survives a power
  cut; what can be fetched again is committed with NORMAL.
- A person's action goes before intake when both want to write.
- Whatever finds no room on the disk ends as `StorageFull`, and with its whole transaction undone.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cmworkstation.domain.errors import (
    FolderTooDeep,
    FolderUnusable,
    OpenedReadOnly,
    StoreDamaged,
    WorkspaceInUse,
    WorkspaceTooNew,
)
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.ids import uuid7
from cmworkstation.killpoint import reach
from cmworkstation.store import opening, room
from cmworkstation.store.room import Room, is_no_room
from cmworkstation.store.version import APPLICATION_ID, SCHEMA

FILE = "workspace.db"
LOCK = "workspace.lock"
BACKUPS = "backups"
Connection = sqlite3.Connection  # the only name of it that other rooms use


class Workspace:
    """An open workspace folder."""

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool = False,
        why: ReadOnlyReason = ReadOnlyReason.IN_USE,
        file: str = FILE,
    ) -> None:
        """Open, and create or migrate where needed; `file` names another one of the folder, to be read only.

        Raises `FolderUnusable` when nothing can be written there, `OpenedReadOnly` when it holds a workspace all
        the same, `WorkspaceInUse` when another process writes to it, `WorkspaceTooNew` when a newer version made
        it, `StoreDamaged` when the file is not ours, `StorageFull` when there is no room to open it.
        """
        self.folder = folder
        self.file = folder / file
        self.read_only = read_only
        self.why = why
        self.session = uuid7()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._gate = _Gate()
        self._closed = False
        self.room = Room(folder)
        self._way = ""  # the options under which the file is opened
        self._lock: IO[str] | None = None
        if opening.is_too_deep(self.file):
            raise FolderTooDeep(str(len(str(folder))))
        if not read_only:
            self._lock = self.room.in_need(self._claim)
        else:
            self._way = opening.way_to_read(self.file, copy=why is ReadOnlyReason.COPY)
        try:
            self._writer = self._connect()
            try:
                self.room.in_need(self._prepare)
            except BaseException:
                self._writer.close()
                raise
        except BaseException:
            self._release()
            raise

    def _claim(self) -> IO[str]:
        """Take hold of the folder. Raises `FolderUnusable`, `OpenedReadOnly` and `WorkspaceInUse`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if opening.can_write(self.folder, self.file):
                return _hold(self.folder / LOCK, self.session)
        except OSError as error:
            if room.is_no_room(error):
                raise
            problem = type(error).__name__
        else:
            problem = "not writable"
        if opening.is_there(self.file):
            raise OpenedReadOnly(ReadOnlyReason.FOLDER)
        raise FolderUnusable(problem)

    def read(self) -> sqlite3.Connection:
        """Return this thread's reading connection; it can change nothing."""
        connection: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if connection is None:
            connection = self._connect()
            connection.execute("PRAGMA query_only=ON")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            self._local.reader = connection
            self._readers.append(connection)
        return connection

    @contextlib.contextmanager
    def write(self, *, durable: bool = False, intake: bool = False) -> Iterator[sqlite3.Connection]:
        """Open a transaction and yield the writing connection; an exception undoes all of it.

        `durable` waits until the disk has it (for what a person made); `intake` lets a person's action pass
        first. A nested call joins the open transaction as a savepoint. Raises `StorageFull`.
        """
        if self.read_only:
            if self.why is ReadOnlyReason.IN_USE:
                raise WorkspaceInUse("opened read-only")
            raise OpenedReadOnly(self.why)
        with self._gate.hold(first=not intake) as depth:
            try:
                if depth:
                    with _savepoint(self._writer, depth):
                        yield self._writer
                else:
                    self.room.before(intake=intake)
                    with _transaction(self._writer, durable=durable):
                        yield self._writer
            except sqlite3.Error as error:
                if is_no_room(error):
                    raise self.room.ran_out(error) from error
                raise

    def find_room(self) -> bool:
        """After the disk was full: try to write again, and tell whether work can go on."""
        return self.room.look_again(self._write_nothing)

    def _write_nothing(self) -> None:
        with self.write(durable=True) as connection:
            connection.execute(
                f"PRAGMA user_version={SCHEMA}"
            )  # a page of the file, written as it was

    def backup(self, target: Path) -> None:
        """Copy the whole database to `target` with SQLite's backup API, safely while it is in use."""
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".part")
        partial.unlink(missing_ok=True)
        copy = sqlite3.connect(partial)
        try:
            self.read().backup(copy)
        finally:
            copy.close()
        partial.replace(target)

    def problems(self) -> list[str]:
        """Check file, foreign keys and search index; return what is wrong, in SQLite's words."""
        connection = self.read()
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"foreign key: {tuple(row)}" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        if not self.read_only:
            with self.write() as writer:
                try:
                    writer.execute(
                        "INSERT INTO message_fts(message_fts, rank) VALUES('integrity-check', 1)"
                    )
                except sqlite3.DatabaseError as error:
                    found.append(f"search index: {error}")
        return found

    def close(self) -> None:
        """Close all connections and free the lock."""
        if self._closed:
            return
        self._closed = True
        for reader in self._readers:
            with contextlib.suppress(sqlite3.Error):
                reader.close()
        if not self.read_only:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("PRAGMA optimize")
        self._writer.close()
        self._release()

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.file.absolute().as_uri() + self._way,
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=10,
                cached_statements=256,
            )
        except sqlite3.Error as error:  # read-only, and there is nothing to read
            raise StoreDamaged(str(error)) from error
        try:
            opening.settle(connection, self._way)
            for pragma in (
                "foreign_keys=ON",
                "recursive_triggers=ON",
                "cache_size=-8000",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")
            if self.read_only:
                connection.execute("PRAGMA query_only=ON")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise StoreDamaged(str(error)) from error
        return connection

    def _prepare(self) -> None:
        try:
            version = self._writer.execute("PRAGMA user_version").fetchone()[0]
            application = self._writer.execute("PRAGMA application_id").fetchone()[0]
            tables = self._writer.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        except sqlite3.DatabaseError as error:
            if is_no_room(error):
                raise
            raise StoreDamaged(str(error)) from error
        if version > SCHEMA:
            raise WorkspaceTooNew(version, SCHEMA)
        if tables and application != APPLICATION_ID:
            raise StoreDamaged("the file belongs to another program")
        if self.read_only:
            if not version:
                raise StoreDamaged("a workspace that was never begun")
            return
        self._writer.execute("PRAGMA journal_mode=WAL")
        # 16 MB: a long intake touches the same index pages again and again; fewer checkpoints write them once.
        self._writer.execute("PRAGMA wal_autocheckpoint=4000")
        if version == SCHEMA:
            return
        from cmworkstation.store import migrations  # noqa: PLC0415 - slow import, seldom needed

        if version:
            self.backup(self.folder / BACKUPS / f"before-schema-{SCHEMA}.db")
        migrations.apply(self._writer)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def erase(folder: Path) -> None:
    """Delete a closed workspace, and nothing else that stands in its folder."""
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK, room.FILE):
        (folder / name).unlink(missing_ok=True)
    for copy in (folder / BACKUPS).glob("before-schema-*.db"):
        copy.unlink()


class _Gate:
    """Lets one thread write at a time, a person's action before intake, and the same thread again."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._owner: int | None = None
        self._depth = 0
        self._waiting_first = 0

    @contextlib.contextmanager
    def hold(self, *, first: bool) -> Iterator[int]:
        """Yield how many transactions of this thread are open already."""
        me = threading.get_ident()
        with self._condition:
            if self._owner == me:
                self._depth += 1
            else:
                self._waiting_first += first
                while self._owner is not None or (not first and self._waiting_first):
                    self._condition.wait()
                self._waiting_first -= first
                self._owner, self._depth = me, 0
            depth = self._depth
        try:
            yield depth
        finally:
            with self._condition:
                if self._depth:
                    self._depth -= 1
                else:
                    self._owner = None
                    self._condition.notify_all()


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, *, durable: bool) -> Iterator[None]:
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        reach("store.before-commit")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # what went wrong first is what counts
            if connection.in_transaction:  # a full disk may have undone it already
                connection.execute("ROLLBACK")
        raise
    reach("store.after-commit")


@contextlib.contextmanager
def _savepoint(connection: sqlite3.Connection, depth: int) -> Iterator[None]:
    connection.execute(f"SAVEPOINT s{depth}")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk may have undone all of it already
            connection.execute(f"ROLLBACK TO s{depth}")
            connection.execute(f"RELEASE s{depth}")
        raise
    connection.execute(f"RELEASE s{depth}")


def _hold(path: Path, session: str) -> IO[str]:
    """Take the workspace's lock for as long as the returned file stays open; the system frees it on a crash."""
    file = path.open("a+", encoding="utf-8")
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - exists on Unix only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise WorkspaceInUse(str(path)) from error
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()} {session}\n")
    file.flush()
    return file
