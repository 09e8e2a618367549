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
- No connection is closed while another thread is at work with it: the module reaches for it again after each
  step, and where it is gone the process ends.
- Whatever finds no room on the disk ends as `StorageFull`, and with its whole transaction undone.
"""

import contextlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

from cmworkstation.domain.errors import (
    FolderTooDeep,
    FolderUnusable,
    NoRoom,
    NotAWorkspace,
    OpenedReadOnly,
    StorageFull,
    StoreDamaged,
    UserFixable,
    WorkspaceClosed,
    WorkspaceInUse,
    WorkspaceTooNew,
)
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.progress import Told
from cmworkstation.killpoint import reach
from cmworkstation.store import opening, room
from cmworkstation.store.corruption import detail, is_corruption
from cmworkstation.store.names import BACKUPS, LOCK, OPENED, ORDER
from cmworkstation.store.names import FILE as FILE  # noqa: PLC0414 - known from here to most
from cmworkstation.store.room import Room, is_no_room
from cmworkstation.store.version import APPLICATION_ID, SCHEMA

CLOSING_S = 2.0  # how long closing waits for what still reads or writes
AGAIN_S = (
    0.005  # how often readers are interrupted meanwhile: between two questions it does nothing
)
UPDATE_ROOM = 2  # an update takes so many times the size of the file: its copy, and its log
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
        told: Told | None = None,
    ) -> None:
        """Open, and create or migrate where needed; `file` names another one of the folder, to be read only.

        `told` hears how a migration goes; what it raises leaves the file as it was.

        Raises `FolderUnusable` when nothing can be written there, `OpenedReadOnly` when it holds a workspace all
        the same, `WorkspaceInUse` when another process writes to it, `WorkspaceTooNew` when a newer version made
        it, `NotAWorkspace` when the file is not ours, `StoreDamaged` when it is not what we wrote, and
        `StorageFull` when there is no room to open it. None of them touches the file.
        """
        self.folder = folder
        self.file = folder / file
        self.read_only = read_only
        self.why = why
        self.session = uuid7()
        self._local = threading.local()
        self._readers: list[_Reading] = []
        self._opening = threading.Lock()
        self._gate = _Gate()
        self.closed = False
        self.room = Room(folder)
        self._told = told
        self._way = ""  # the options under which the file is opened
        self._lock: IO[str] | None = None
        self.ended_badly = False  # the last session here had no time to close the file
        self.damage = ""  # what is wrong with the file; nothing is written from then on
        if opening.is_too_deep(self.file):
            raise FolderTooDeep(str(len(str(folder))))
        if not read_only:
            self._lock = self.room.in_need(self._claim)
        else:
            self._way = opening.way_to_read(self.file, copy=why is ReadOnlyReason.COPY)
        try:
            if not read_only and (folder / ORDER).exists():
                from cmworkstation.store import swap  # noqa: PLC0415 - after a restore only

                swap.finish(folder)
            if not read_only:
                (folder / OPENED).unlink(missing_ok=True)  # of a restore that ended without warning
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
                self.ended_badly = _left_open(self.folder / LOCK)
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
        """Return this thread's reading connection; it can change nothing. Raises `WorkspaceClosed`."""
        self._refuse_late()
        connection: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if connection is None:
            connection = self._connect(type("_ReadingHere", (_Reading,), {"workspace": self}))
            assert isinstance(connection, _Reading)
            connection.execute("PRAGMA query_only=ON")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            with self._opening:  # not while it is being closed
                self._refuse_late()
                self._local.reader = connection
                self._readers.append(connection)
        return connection

    def _refuse_late(self) -> None:
        if self.closed:
            raise WorkspaceClosed

    @contextlib.contextmanager
    def write(self, *, durable: bool = False, intake: bool = False) -> Iterator[sqlite3.Connection]:
        """Open a transaction and yield the writing connection; an exception undoes all of it.

        `durable` waits until the disk has it (for what a person made); `intake` lets a person's action pass
        first. A nested call joins the open transaction as a savepoint. Raises `StorageFull` and `WorkspaceClosed`.
        """
        if self.read_only:
            raise self.refusal()
        if self.damage:
            raise StoreDamaged(self.damage)
        try:
            with self._in_turn(durable=durable, intake=intake) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            if self.notice(error):
                raise StoreDamaged(self.damage) from error
            raise

    def scrub(self) -> None:
        """Let the log go in which pages stand as they were, as far as nobody reads from it at this moment."""
        with self._gate.hold(first=True):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def refusal(self) -> UserFixable:
        """Return why nothing is written to a workspace that was opened to be read only."""
        if self.why is ReadOnlyReason.IN_USE:
            return WorkspaceInUse("opened read-only")
        return OpenedReadOnly(self.why)

    @contextlib.contextmanager
    def _in_turn(self, *, durable: bool, intake: bool) -> Iterator[sqlite3.Connection]:
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
                # Where SQLite undid the whole transaction, the error is of the disk and not of what was written.
                if is_no_room(error) or (depth and not self._writer.in_transaction):
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

    def notice(self, error: BaseException) -> bool:
        """Tell whether an error means that the file is damaged; if so, nothing is written any more."""
        if not is_corruption(error):
            return False
        self.stop_writing(detail(error))
        return True

    def stop_writing(self, what: str) -> None:
        """Write nothing any more, so that damage cannot spread; `what` is a technical text."""
        self.damage = self.damage or what or "damaged"

    def problems(self) -> list[str]:
        """Check file, foreign keys and search index; return what is wrong, in SQLite's words."""
        connection = self.read()
        try:
            found = [
                row[0]
                for row in connection.execute("PRAGMA integrity_check").fetchall()
                if row[0] != "ok"
            ]
            found += [
                f"foreign key: {tuple(row)}"
                for row in connection.execute("PRAGMA foreign_key_check").fetchall()
            ]
            if not self.read_only:
                found += self._index_problems()
        except StoreDamaged as error:
            return [error.detail]
        return found

    def _index_problems(self) -> list[str]:
        from cmworkstation.store import words  # noqa: PLC0415 - seldom asked for

        try:
            with self.write() as writer:
                words.check(writer)
        except StoreDamaged as error:
            return [f"search index: {error.detail}"]
        return []

    def quick_problems(self) -> list[str]:
        """Look for damaged pages without comparing indexes; a second or two for a million messages."""
        try:
            found = self.read().execute("PRAGMA quick_check(20)").fetchall()
        except StoreDamaged as error:
            return [error.detail]
        return [row[0] for row in found if row[0] != "ok"]

    def sqlite_version(self) -> str:
        """Return the version of SQLite in use."""
        return sqlite3.sqlite_version

    def close(self) -> None:
        """Interrupt what reads, let what writes end, close all connections and free the lock.

        Who comes too late gets `WorkspaceClosed`. What does not end in time keeps its connection, and what writes
        the lock, too, until it ends or the process does.
        """
        with self._opening:
            if self.closed:
                return
            self.closed = True
        until = time.monotonic() + CLOSING_S
        self._end_reading(until)
        with self._gate.shut(until) as nobody_writes:
            if nobody_writes:
                self._end_writing()

    def _end_reading(self, until: float) -> None:
        own = getattr(self._local, "reader", None)
        left = self._readers
        while left:
            busy: list[_Reading] = []
            for reader in left:
                if reader.at_work and reader is not own:
                    reader.interrupt()
                    busy.append(reader)
                else:
                    reader.close()
            left = busy
            if left and time.monotonic() > until:
                return
            if left:
                time.sleep(AGAIN_S)

    def _end_writing(self) -> None:
        if not self.read_only and not self.damage:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("PRAGMA optimize")
        self._writer.close()
        if self._lock is not None and not self.damage:
            self._lock.truncate(0)  # the next session sees that this one ended in good order
        self._release()

    def _connect(self, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
        try:
            connection: sqlite3.Connection = sqlite3.connect(
                self.file.absolute().as_uri() + self._way,
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=10,
                cached_statements=256,
                factory=kind,
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
            self._look()
            raise StoreDamaged(str(error)) from error
        return connection

    def _look(self) -> None:
        """Say what the file is where SQLite only says that it is no database. Raises `NotAWorkspace`."""
        from cmworkstation.store import headers  # noqa: PLC0415 - where a start fails only

        if self.file.is_file():
            headers.look(self.file)

    def _prepare(self) -> None:
        version = self._known_version()
        if self.read_only:
            return
        self._writer.execute("PRAGMA journal_mode=WAL")
        # 16 MB: a long intake touches the same index pages again and again; fewer checkpoints write them once.
        self._writer.execute("PRAGMA wal_autocheckpoint=4000")
        self._writer.execute(
            "PRAGMA secure_delete=ON"
        )  # not every build does by itself what erasing needs
        if version == SCHEMA:
            return
        from cmworkstation.store import migrations  # noqa: PLC0415 - slow import, seldom needed

        if version:
            self._copy_before_update()
        try:
            migrations.apply(self._writer, self._told)
        except sqlite3.DatabaseError as error:
            if is_corruption(error):
                raise StoreDamaged(str(error)) from error
            raise

    def _known_version(self) -> int:
        """Return the schema of the file, 0 where it is still to be begun; refuse what this program cannot open."""
        try:
            version: int = self._writer.execute("PRAGMA user_version").fetchone()[0]
            application = self._writer.execute("PRAGMA application_id").fetchone()[0]
            tables = self._writer.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        except sqlite3.DatabaseError as error:
            if is_no_room(error):
                raise
            self._look()
            raise StoreDamaged(str(error)) from error
        if version > SCHEMA:
            raise WorkspaceTooNew(version, SCHEMA)
        if tables and application != APPLICATION_ID:
            raise NotAWorkspace("foreign", "the file belongs to another program")
        if self.read_only and not version:
            raise NotAWorkspace("empty", "a workspace that was never begun")
        return version

    def _copy_before_update(self) -> None:
        """Keep what the older version can still read. A file in which this finds damage is not updated."""
        from datetime import UTC, datetime  # noqa: PLC0415 - once per update

        from cmworkstation.domain.backup import Why  # noqa: PLC0415 - as above
        from cmworkstation.store import backup  # noqa: PLC0415 - as above

        target = self.folder / BACKUPS / f"before-schema-{SCHEMA}.db"
        now = datetime.now(UTC)
        try:
            self._look_for_room()
            for step in backup.copy(self.file, target, Why.BEFORE_UPDATE, now, whole=False):
                if self._told:
                    self._told(step)
        except NoRoom as error:  # then it is opened to be read, until there is room
            raise StorageFull(error.detail, wanted=max(0, error.needed - error.free)) from error

    def _look_for_room(self) -> None:
        """Refuse an update for which there is no room: the copy, and as much again for what is written anew.

        Raises `NoRoom`.
        """
        needed = UPDATE_ROOM * self.file.stat().st_size
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise NoRoom(needed, free)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


class _ReadingCursor(sqlite3.Cursor):
    """Tells the workspace when a row cannot be read, and its connection when nobody asks for rows any more."""

    connection: "_Reading"
    _over = False

    def execute(self, *given: Any) -> "_ReadingCursor":  # noqa: ANN401 - as sqlite3 has it
        try:
            return super().execute(*given)
        except sqlite3.DatabaseError as error:
            self._raise(error)

    def fetchone(self) -> Any:  # noqa: ANN401 - as above
        try:
            return super().fetchone()
        except sqlite3.DatabaseError as error:
            self._raise(error)

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except sqlite3.DatabaseError as error:
            self._raise(error)

    def _raise(self, error: sqlite3.DatabaseError) -> NoReturn:
        workspace = self.connection.workspace
        if workspace.closed:
            self._over = True  # where the error is kept, so is this cursor
            self.connection.at_work.pop()
            raise WorkspaceClosed from error
        if workspace.notice(error):
            raise StoreDamaged(detail(error)) from error
        raise error

    def __del__(self) -> None:
        """Nobody asks it for rows any more."""
        if not self._over:
            self.connection.at_work.pop()


class _Reading(sqlite3.Connection):
    """A reading connection. Rows taken one by one from a loop are not watched: that would cost each of them."""

    workspace: Workspace  # of a class of its own for each: it is asked from the first statement on

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as sqlite3 has them
        super().__init__(*given, **named)
        self.at_work: list[
            None
        ] = []  # as long as there are cursors; the ends of a list are safe among threads

    def execute(self, *given: Any) -> Any:  # noqa: ANN401 - as sqlite3 has it
        self.at_work.append(None)
        if (
            self.workspace.closed
        ):  # in this order: who closes it says so first, and then looks who is at work
            self.at_work.pop()
            raise WorkspaceClosed
        return self.cursor(_ReadingCursor).execute(*given)


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold the lock of a workspace without opening it. Raises `WorkspaceInUse` and `FolderUnusable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = _hold(folder / LOCK, uuid7())
    except OSError as error:
        raise FolderUnusable(type(error).__name__) from error
    try:
        yield
    finally:
        held.truncate(0)
        held.close()


def erase(folder: Path) -> None:
    """Delete a closed workspace, and nothing else that stands in its folder."""
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK, room.FILE):
        (folder / name).unlink(missing_ok=True)
    for pattern in ("before-schema-*", "workspace-*"):
        for copy in (folder / BACKUPS).glob(pattern):
            copy.unlink()


class _Gate:
    """Lets one thread write at a time, a person's action before intake, and the same thread again."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._owner: int | None = None
        self._depth = 0
        self._waiting_first = 0
        self._shut = False

    @contextlib.contextmanager
    def shut(self, until: float) -> Iterator[bool]:
        """Let nobody in any more; yield whether who was inside left it before `until`, of the monotonic clock."""
        with self._condition:
            self._shut = True
            me = threading.get_ident()
            yield self._condition.wait_for(
                lambda: self._owner in (None, me), max(0.0, until - time.monotonic())
            )

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
                if self._shut:
                    self._condition.notify_all()
                    raise WorkspaceClosed
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


def _left_open(path: Path) -> bool:
    """Tell whether the session before this one left its name in the lock: it had no time to close the file."""
    return path.exists() and path.stat().st_size > 0


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
    try:
        file.truncate(0)
        os.write(
            file.fileno(), f"{os.getpid()} {session}\n".encode()
        )  # and nothing left in a buffer
    except OSError:  # a full disk: whoever tries again must find the lock free
        file.close()
        raise
    return file
