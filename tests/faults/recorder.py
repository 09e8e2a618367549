"""Records what the program's SQLite asks of the disk, in this process: writes, cuts, syncs, deletions, in order.

It lays itself over the system's own VFS, the layer through which SQLite reaches files; nothing of the program or of
SQLite is replaced, every call goes on to where it went before. What stands in a file's `-shm` part lives in memory
only and is not recorded, as it does not outlive a power cut.

Between the calls stand marks: what a person made, as the program held it when it said that it is kept.
"""

import ctypes
import os
import pickle
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmworkstation.store.database import Workspace

OK = 0
JOURNALS = ("-wal", "-journal")  # with the first sync of such a file SQLite syncs its folder, too
PERSONS = {  # table → what of it a person made, or what the outbox must not forget
    "account": "id, handle",
    "draft": "id, body, revision",
    "draft_revision": "draft_id, n, body",
    "outbox": "id, body, once_key, state, attempts, looks, remote_id",
    "outbox_step": "outbox_id, n, state, note",
    "journal": "n, hash",
    "setting": "name, value",
    "charter_version": "hash, source",
}
Kept = dict[str, frozenset[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was asked of the disk, or a mark. `name` is the file's name without its folder."""

    kind: str  # open, write, truncate, sync, delete, mark
    name: str = ""
    at: int = 0  # where; the new size; for sync and delete: whether the folder is synced as well
    data: bytes = b""
    kept: Kept | None = None


def persons_rows(connection: sqlite3.Connection) -> Kept:
    """Return what a person made and what the outbox knows; nothing of a workspace that was never begun."""
    if not connection.execute("PRAGMA user_version").fetchone()[0]:
        return {}
    return {
        table: frozenset(connection.execute(f"SELECT {columns} FROM {table}"))
        for table, columns in PERSONS.items()
    }


def read(log: Path) -> list[Act]:
    """Return what was recorded."""
    with log.open("rb") as file:
        return list(_loaded(file))


def _loaded(file: Any) -> Iterator[Act]:
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return


class Recorder:
    """Appends to a log from `begin` until the process ends."""

    def __init__(self, log: Path) -> None:
        """Name the file; a second life of the client goes on in it."""
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._names: dict[int, str] = {}
        self._fresh: set[int] = set()  # journals that were not synced since they were opened
        self._held: list[object] = []  # what SQLite points to must not be collected
        self._methods: dict[int, _Methods] = {}

    def begin(self) -> None:
        """Record everything from here on, and mark each commit that the program calls durable."""
        sqlite = _sqlite()
        under = _Vfs.from_address(sqlite.sqlite3_vfs_find(None))
        over = _Vfs.from_buffer_copy(under)
        over.zName = b"recorded"
        over.xOpen = self._kept(_OPEN(self._opening(under)))
        over.xDelete = self._kept(_DELETE(self._deleting(under)))
        self._held += [under, over]
        if sqlite.sqlite3_vfs_register(ctypes.byref(over), 1) != OK:
            raise OSError("SQLite takes no VFS here")
        self._mark_durable_commits()

    def _note(self, act: Act) -> None:
        os.write(self._log, pickle.dumps(act))

    def _mark_durable_commits(self) -> None:
        write = Workspace.write
        note = self._note

        @contextmanager
        def marked(
            self: Workspace, *, durable: bool = False, intake: bool = False
        ) -> Iterator[sqlite3.Connection]:
            with write(self, durable=durable, intake=intake) as connection:
                nested = connection.total_changes, connection.in_transaction
                yield connection
            if durable and nested[1] and not connection.in_transaction:
                note(Act("mark", kept=persons_rows(self.read())))

        Workspace.write = marked  # type: ignore[method-assign]

    # What stands between SQLite and the system

    def _opening(self, under: "_Vfs") -> Callable[..., int]:
        really = _OPEN(under.xOpen)

        # The name stays the pointer that it is: SQLite keeps it, and reads what stands behind its end.
        def opened(_vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
            result = int(really(ctypes.addressof(under), name, file, flags, out))
            place = ctypes.c_void_p.from_address(file)
            if result == OK and name and place.value:
                self._names[file] = _last_part(name)
                place.value = ctypes.addressof(self._over(place.value))
                self._fresh.discard(file)
                if self._names[file].endswith(JOURNALS):
                    self._fresh.add(file)
                self._note(Act("open", self._names[file]))
            return result

        return opened

    def _deleting(self, under: "_Vfs") -> Callable[..., int]:
        really = _DELETE(under.xDelete)

        def deleted(_vfs: int, name: int, sync_folder: int) -> int:
            self._note(Act("delete", _last_part(name), at=sync_folder))
            return int(really(ctypes.addressof(under), name, sync_folder))

        return deleted

    def _over(self, address: int) -> "_Methods":
        """Return the methods of a file with ours in front of those that change it."""
        if address in self._methods:
            return self._methods[address]
        under = _Methods.from_address(address)
        over = _Methods.from_buffer_copy(under)
        write, truncate, sync = _WRITE(under.xWrite), _TRUNCATE(under.xTruncate), _SYNC(under.xSync)

        def on_write(file: int, data: int, length: int, at: int) -> int:
            self._note(Act("write", self._names[file], at, ctypes.string_at(data, length)))
            return int(write(file, data, length, at))

        def on_truncate(file: int, size: int) -> int:
            self._note(Act("truncate", self._names[file], size))
            return int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            result = int(sync(file, flags))
            first = file in self._fresh
            self._fresh.discard(file)
            # On the disk once the system said so.
            self._note(Act("sync", self._names[file], at=int(first)))
            return result

        over.xWrite = self._kept(_WRITE(on_write))
        over.xTruncate = self._kept(_TRUNCATE(on_truncate))
        over.xSync = self._kept(_SYNC(on_sync))
        self._methods[address] = over
        return over

    def _kept(self, function: Any) -> int | None:
        self._held.append(function)
        return ctypes.cast(function, ctypes.c_void_p).value


def _last_part(name: int) -> str:
    return Path(ctypes.string_at(name).decode()).name


def _sqlite() -> ctypes.CDLL:
    """Return the SQLite that Python uses, which is loaded already."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    found = re.search(r"/\S*libsqlite3\S*", maps)
    library = ctypes.CDLL(found.group() if found else None)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
    return library


_POINTER, _INT, _BIG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _BIG)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _BIG)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`, as sqlite3.h has it (version 3)."""

    _fields_ = (
        ("iVersion", _INT),
        ("szOsFile", _INT),
        ("mxPathname", _INT),
        ("pNext", _POINTER),
        ("zName", ctypes.c_char_p),
        ("pAppData", _POINTER),
        *(
            (name, _POINTER)
            for name in (
                "xOpen xDelete xAccess xFullPathname xDlOpen xDlError xDlSym xDlClose xRandomness xSleep"
                " xCurrentTime xGetLastError xCurrentTimeInt64 xSetSystemCall xGetSystemCall xNextSystemCall"
            ).split()
        ),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, as sqlite3.h has it (version 3)."""

    _fields_ = (
        ("iVersion", _INT),
        *(
            (name, _POINTER)
            for name in (
                "xClose xRead xWrite xTruncate xSync xFileSize xLock xUnlock xCheckReservedLock xFileControl"
                " xSectorSize xDeviceCharacteristics xShmMap xShmLock xShmBarrier xShmUnmap xFetch xUnfetch"
            ).split()
        ),
    )
