"""Room on the disk under a workspace, and a reserve of it: the ballast.

A full disk also refuses what would make room: even deleting needs some of it. So a file of a few MiB lies beside the
database, and it is deleted when the disk is full: what a person makes then still finds room, while reading accounts
and sending wait. Once there is room again the ballast is laid down anew and work goes on.
"""

import contextlib
import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cmworkstation.domain.errors import StorageFull

T = TypeVar("T")

FILE = "workspace.ballast"
RESERVE = 4 * 2**20
# What must be free to go on: the write-ahead log grows to 16 MiB before it is put into the database, and the
# reserve wants its place too.
WANTED = 32 * 2**20
SCARCE = 2**20  # below this the reserve is let go before a person's writing fails
LEAST_FOR_INTAKE = 4 * 2**20

# Quotas and limits of the system come back as an error of writing, not as "full".
_NO_ROOM = frozenset(
    {
        "SQLITE_FULL",
        "SQLITE_IOERR_WRITE",
        "SQLITE_IOERR_FSYNC",
        "SQLITE_IOERR_DIR_FSYNC",
        "SQLITE_IOERR_TRUNCATE",
        "SQLITE_IOERR_SHMSIZE",
        "SQLITE_IOERR_SHMMAP",
    }
)


class Room:
    """Watches the room under a folder. Thread-safe, and cheap to ask."""

    def __init__(self, folder: Path) -> None:
        """Begin without a reserve, unless an earlier session left one."""
        self._ballast = folder / FILE
        self._folder = folder
        self._lock = threading.Lock()
        self._why = ""  # why nothing more is taken in; "" while there is room

    @property
    def full(self) -> bool:
        """Tell whether the disk took no more, and nobody found room since."""
        return bool(self._why)

    def trouble(self) -> StorageFull | None:
        """Return what is wrong, with how much to free; None while there is room."""
        return self._error() if self._why else None

    def free(self) -> int | None:
        """Return the bytes that may still be written, None where the system does not say."""
        try:
            usage = shutil.disk_usage(self._folder)
        except OSError:
            return None
        return usage.free if usage.total else None

    def lay_down(self) -> bool:
        """Make the reserve where there is plenty of room; tell whether it lies there."""
        with self._lock:
            if self._lies():
                return True
            free = self.free()
            if free is not None and free < WANTED:
                return False
            try:
                with self._ballast.open("wb") as file:
                    _allocate(file.fileno(), RESERVE)
            except OSError:
                self._ballast.unlink(missing_ok=True)
                return False
            return True

    def before(self, *, intake: bool) -> None:
        """Look ahead of a transaction: intake stops in time, a person's writing gets the reserve.

        Raises `StorageFull` for intake.
        """
        free = self.free()
        if intake and (self._why or (free is not None and free < LEAST_FOR_INTAKE)):
            self._why = self._why or "little room"
            raise self._error()
        if free is not None and free < SCARCE and self._let_go():
            self._why = self._why or "little room"

    def ran_out(self, error: sqlite3.Error) -> StorageFull:
        """Note that a transaction found no room, let go of the reserve, and return what to raise."""
        self._why = _name(error)
        self._let_go()
        return self._error()

    def look_again(self, write: Callable[[], object]) -> bool:
        """Find out whether there is room again: enough is free, the reserve fits, and `write` succeeds."""
        if not self._why:
            return True
        if not self.lay_down():
            return False
        before, self._why = self._why, ""
        try:
            write()
        except (StorageFull, sqlite3.Error):
            self._let_go()
            self._why = self._why or before
        return not self._why

    def in_need(self, work: Callable[[], T]) -> T:
        """Do what a start cannot do without; where there is no room, once more without the reserve.

        Raises `StorageFull`.
        """
        try:
            return work()
        except (OSError, sqlite3.Error) as error:
            if not is_no_room(error):
                raise
            self._why = _name(error)
            self._let_go()
        try:
            return work()
        except (OSError, sqlite3.Error) as error:
            if is_no_room(error):
                raise self._error() from error
            raise

    def _error(self) -> StorageFull:
        free = self.free()
        return StorageFull(self._why, wanted=0 if free is None else max(0, WANTED - free))

    def _lies(self) -> bool:
        with contextlib.suppress(OSError):
            return self._ballast.stat().st_size >= RESERVE
        return False

    def _let_go(self) -> bool:
        with self._lock:
            try:
                self._ballast.unlink()
            except OSError:
                return False
            return True


def is_no_room(error: BaseException) -> bool:
    """Tell whether SQLite or the system says that the disk takes no more."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(error, sqlite3.Error) and _name(error) in _NO_ROOM


def _name(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", "") or type(error).__name__


def _allocate(descriptor: int, size: int) -> None:
    """Take room for real: a file with a hole in it would reserve nothing."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    noise = os.urandom(2**20)  # zeros take no room where the file system compresses
    for _ in range(size // len(noise)):
        os.write(descriptor, noise)
    os.fsync(descriptor)
