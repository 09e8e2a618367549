"""Whether a workspace can be written to where it stands, and how to read one that cannot.

SQLite in WAL mode wants to write even when it only reads: an index of the log, beside the database. Where nothing
can be written, the file is read as it is, which is safe as long as nobody writes to it; and where a log was left
behind, the index is kept in memory instead, so that what stands in the log is read as well.
"""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

# SQLite holds a path in 512 bytes, with room for what it adds to the name; Windows in 260 characters.
LONGEST_PATH = 248 if os.name == "nt" else 504

USUAL = "?mode=ro"
AS_IT_IS = "?mode=ro&immutable=1"
INDEX_IN_MEMORY = "?mode=ro&vfs=unix-none"


def can_write(folder: Path, file: Path) -> bool:
    """Tell whether this process may write to a workspace file and to its folder."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK, effective_ids=effective) and (
        not os.access(file, os.F_OK, effective_ids=effective)
        or os.access(file, os.W_OK, effective_ids=effective)
    )


def is_too_deep(file: Path) -> bool:
    """Tell whether a path is longer than SQLite takes."""
    return len(os.fsencode(file.absolute())) > LONGEST_PATH


def is_there(file: Path) -> bool:
    """Tell whether there is a file that can be read; never raises."""
    return os.access(file, os.R_OK) and file.is_file()


def way_to_read(file: Path, *, copy: bool) -> str:
    """Return the options under which SQLite reads this file; `copy`: it is finished, and nobody writes to it."""
    for way in _ways(file, copy=copy):
        try:
            connection = sqlite3.connect(file.absolute().as_uri() + way, uri=True)
        except sqlite3.Error:
            continue
        try:
            settle(connection, way)
            connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error:
            continue
        else:
            return way
        finally:
            connection.close()
    return USUAL


def settle(connection: sqlite3.Connection, way: str) -> None:
    """Make a fresh connection keep to the way it was opened for."""
    if way == INDEX_IN_MEMORY:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # only then is the index kept in memory


def _ways(file: Path, *, copy: bool) -> Iterator[str]:
    log = file.with_name(f"{file.name}-wal")
    left_behind = log.exists() and log.stat().st_size > 0
    if copy and not left_behind:
        yield AS_IT_IS
    yield USUAL
    if left_behind and os.name == "posix":
        yield INDEX_IN_MEMORY
    if not left_behind:
        yield AS_IT_IS
