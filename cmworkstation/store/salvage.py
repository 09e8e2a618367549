"""Reading what can still be read of a damaged database, and building a whole one of it.

The damaged file is copied first and never written to. Tables are read forward until a page stops it, then backward
to the same gap, and gaps are probed; a row that does not fit its table is left. What is missing then comes from the
newest copy. The search index is built anew, numbers are counted again, and a message of which only the indexes still
know stays as a husk, so that what answers it keeps its place and the platform can fill it again.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.errors import NoRoom, StoreDamaged
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.store import (
    backup,
    carry,
    conversations,
    files,
    journal,
    loose_pages,
    mend,
    migrations,
    places,
    readable,
    schema_pages,
    tables,
    words,
)
from cmworkstation.store.names import FILE, READY


@dataclass(slots=True)
class Salvaged:
    """What came out of a damaged file."""

    saved: dict[str, int] = field(default_factory=dict)  # table → rows read from the damaged file
    filled: dict[str, int] = field(default_factory=dict)  # table → rows that came from the copy
    unreadable: list[str] = field(
        default_factory=list
    )  # tables in which something could not be read
    husks: int = 0  # messages of which only their place is known
    backup: str = ""  # name of the copy that helped
    journal: tuple[str, ...] = ()  # where the chain of acts is broken


def salvage(
    folder: Path, now: datetime, copies: Sequence[Path] = ()
) -> Generator[Progress, None, Salvaged]:
    """Build `READY` from the damaged file of `folder` and the first of `copies` (newest first) that can be read.

    Raises `NoRoom`, and `StoreDamaged` when nothing at all could be read of either.
    """
    source = folder / FILE
    wanted, free = 3 * backup.needs(source), backup.room(folder)
    if free < wanted:
        raise NoRoom(wanted, free)
    work, partial = folder / "salvage.work", folder / f"{READY}.part"
    result = Salvaged()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield Progress(0, 0, "copy")
        damaged = _working_copy(source, work)
        partial.unlink(missing_ok=True)
        with contextlib.closing(_connect(partial)) as new:
            new.execute(
                "PRAGMA synchronous=OFF"
            )  # nothing is promised before it is whole and flushed
            migrations.apply(new)
            new.execute("PRAGMA foreign_keys=OFF")
            places.let_go(new)
            yield from _read_all(damaged, [*copies, *_fresh(work)], new, result)
            waiting = _waiting(new)
            yield Progress(0, 0, "merge")
            _fill(new, copies, result)
            _doubt_the_old(new, waiting, now)
            yield Progress(0, 0, "mend")
            new.execute("BEGIN")
            result.husks = mend.mend(new, damaged, lost=bool(result.unreadable))
            conversations.retally(new)
            places.anew(new)
            words.rebuild(new)
            new.execute("COMMIT")
            yield Progress(0, 0, "check")
            wrong = backup.faults(new)
            if wrong or (not any(result.saved.values()) and not any(result.filled.values())):
                raise StoreDamaged(wrong[0] if wrong else "nothing could be read")
            result.journal = journal.verify(new).problems
        files.place(partial, folder / READY)
        reach("salvage.ready")
    finally:
        shutil.rmtree(work, ignore_errors=True)
        for end in ("", "-journal"):
            partial.with_name(partial.name + end).unlink(missing_ok=True)
    return result


def _working_copy(source: Path, work: Path) -> Path:
    for end in ("", "-wal"):
        if source.with_name(source.name + end).exists():
            shutil.copyfile(source.with_name(source.name + end), work / (FILE + end))
    return work / FILE


def _fresh(work: Path) -> list[Path]:
    """Return an empty database whose tables begin at the same pages as those of every other of this schema."""
    path = work / "fresh.db"
    with contextlib.closing(_connect(path)) as made:
        migrations.apply(made)
    return [path]


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path.absolute().as_uri(), uri=True, isolation_level=None, check_same_thread=False
    )


def _read_all(
    damaged: Path, donors: Sequence[Path], new: sqlite3.Connection, result: Salvaged
) -> Generator[Progress, None, None]:
    wanted = tables.kept(new)
    if not schema_pages.readable(damaged, wanted):
        schema_pages.lend(damaged, donors, wanted)
    try:
        old = _connect(damaged)
    except sqlite3.DatabaseError:
        result.unreadable += wanted
        return
    with contextlib.closing(old):
        for done, table in enumerate(wanted):
            yield Progress(done, len(wanted), "read")
            new.execute("BEGIN")
            saved, whole = _read_table(old, new, table)
            new.execute("COMMIT")
            result.saved[table] = saved
            if not whole:
                result.unreadable.append(table)
    _read_loose(damaged, new, result)


def _read_loose(damaged: Path, new: sqlite3.Connection, result: Salvaged) -> None:
    """Take what stands on pages to which no way leads any more."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(_connect(damaged)) as old:
        old.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # pages are read past SQLite: the log must be empty
    for table in loose_pages.TABLES:
        if table not in result.unreadable:
            continue
        new.execute("BEGIN")
        before = new.total_changes
        for names, values in loose_pages.rows(damaged, new, table):
            marks = ",".join("?" * len(names))
            with contextlib.suppress(sqlite3.Error):
                new.execute(
                    f"INSERT OR IGNORE INTO {table}({','.join(names)}) VALUES({marks})", values
                )
        new.execute("COMMIT")
        result.saved[table] = result.saved.get(table, 0) + new.total_changes - before


def _read_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> tuple[int, bool]:
    """Copy the readable rows of a table; return how many, and whether all of it could be read."""
    columns = _shared(old, new, table)
    if not columns:
        return 0, False
    marks = ",".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table}({','.join(columns)}) VALUES({marks})"
    before = new.total_changes
    gaps: list[str] = []
    for rows in _rows(old, table, columns, gaps):
        try:
            new.executemany(insert, rows)
        except sqlite3.Error:
            for row in rows:
                try:
                    new.execute(insert, row)
                except sqlite3.Error as error:  # it does not fit: it was no row of this table
                    gaps.append(str(error))
    return new.total_changes - before, not gaps


def _shared(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> list[str]:
    known = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    try:
        there = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    except sqlite3.DatabaseError:
        return []
    return [name for name in known if name in there]


def _rows(
    old: sqlite3.Connection, table: str, columns: Sequence[str], gaps: list[str]
) -> Iterator[readable.Rows]:
    """Yield the rows of a table in batches; what stopped the reading is added to `gaps`."""
    names = ",".join(columns)
    try:
        numbered = bool(
            old.execute(
                "SELECT 1 FROM pragma_table_list WHERE name=? AND NOT wr", (table,)
            ).fetchone()
        )
    except sqlite3.DatabaseError:
        numbered = True
    if numbered:
        yield from readable.by_rowid(old, table, names, gaps)
    else:
        key = [row[1] for row in old.execute(f"PRAGMA table_info({table})") if row[5]]
        yield from readable.by_key(old, f"SELECT {names} FROM {table}", key, gaps)


def _fill(new: sqlite3.Connection, copies: Sequence[Path], result: Salvaged) -> None:
    """Take what is missing from the newest copy that can be read."""
    for copy in copies:
        try:
            new.execute("ATTACH ? AS copy", (copy.absolute().as_uri() + "?mode=ro",))
        except sqlite3.Error:
            continue
        try:
            new.execute("BEGIN")
            filled = _fill_from_copy(new, lost=bool(result.unreadable))
            new.execute("COMMIT")
        except sqlite3.Error:
            new.execute("ROLLBACK")
        else:
            result.filled, result.backup = filled, copy.name
            return
        finally:
            new.execute("DETACH copy")


def _fill_from_copy(new: sqlite3.Connection, *, lost: bool) -> dict[str, int]:
    filled = {}
    if lost:  # what came since the copy is asked for again; what is there already changes nothing
        new.execute("DELETE FROM cursor")
    for table in tables.kept(new):
        there = {row[1] for row in new.execute(f"PRAGMA copy.table_info({table})")}
        columns = ",".join(
            row[1] for row in new.execute(f"PRAGMA main.table_info({table})") if row[1] in there
        )
        if not columns:
            continue
        before = new.total_changes
        new.execute(
            f"INSERT OR IGNORE INTO main.{table}({columns}) SELECT {columns} FROM copy.{table}"
        )
        filled[table] = new.total_changes - before
    new.execute(  # a draft of the copy that has become a reply since
        "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.target_id = draft.target_id"
        " AND o.account_no = draft.account_no AND o.created_at >= draft.updated_at)"
    )
    return filled


def _waiting(new: sqlite3.Connection) -> set[str]:
    return {row[0] for row in new.execute("SELECT id FROM outbox")}


def _doubt_the_old(new: sqlite3.Connection, known: set[str], now: datetime) -> None:
    """Replies that only the copy knows may have been sent since."""
    new.execute("BEGIN")
    carry.doubt(new, now, but=known)
    new.execute("COMMIT")
