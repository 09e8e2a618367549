"""Everything of a workspace as JSON Lines with its media beside, and back: see docs/export-format.md.

What can be counted or indexed again is not in an export, nor what concerns one machine only. Secrets never are: the
database holds none. `export_box` is the ZIP or the folder, `export_list` its list of contents.
"""

import base64
import contextlib
import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from cmworkstation import resources
from cmworkstation.domain.errors import BackupDamaged, BackupFailed, NoRoom, StoreDamaged
from cmworkstation.domain.media import end_of
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.store import (
    backup,
    conversations,
    export_box,
    export_list,
    files,
    migrations,
    tables,
    words,
)
from cmworkstation.store.corruption import detail, is_corruption
from cmworkstation.store.export_box import Box
from cmworkstation.store.export_list import README, Contents, Listed, Writer, Wrong
from cmworkstation.store.names import READY
from cmworkstation.store.room import is_no_room
from cmworkstation.store.version import SCHEMA

LOCAL = (  # settings of one machine
    *("swap_done", "rehearsal", "checked_at", "workspace_id"),
    *("backup_plan", "backup_lock", "dashboard_plan"),
)
AS_FILES: Final = {"media": ("data", "type")}  # table → its column of bytes, and that of their type
BATCH = 500


def export(
    source: Path, target: Path, *, folder: bool = False
) -> Generator[Progress, None, dict[str, int]]:
    """Write everything that `source` holds to a ZIP file, or to a folder; return the number of rows by table.

    It is one moment of the workspace, whatever is written meanwhile. Closing the generator leaves nothing. Raises
    `BackupFailed`, `NoRoom`, and `StoreDamaged` where the source cannot be read.
    """
    free, needed = backup.room(target.parent), source.stat().st_size
    if free < needed:
        raise NoRoom(needed, free)
    with (
        export_box.written(target, folder=folder) as out,
        contextlib.closing(_reader(source)) as connection,
    ):
        connection.execute("BEGIN")
        try:
            return (yield from _write_all(connection, Writer(out)))
        except sqlite3.DatabaseError as error:
            if is_corruption(error):
                raise StoreDamaged(detail(error)) from error
            raise BackupFailed(str(error)) from error


def contents(archive: Path) -> Contents:
    """Return what an export says it holds. Raises as `take_in`, but looks at no row."""
    with export_box.opened(archive) as box:
        return export_list.contents(box)


def verify(archive: Path) -> Generator[Progress, None, tuple[Contents, tuple[Wrong, ...]]]:
    """Compare every file of an export with its list of contents; return that and what is wrong.

    Raises `BackupMissing`, `WorkspaceTooNew`, and `BackupDamaged` where not even the list can be read.
    """
    with export_box.opened(archive) as box:
        found = export_list.said(box)
        return found, (yield from export_list.faults(box, found))


def take_in(folder: Path, archive: Path) -> Generator[Progress, None, dict[str, int]]:
    """Make `READY` in `folder` of an export; return the number of rows by table.

    Everything is checked before the first row is taken, and nothing remains of an export that is refused. Raises
    `BackupDamaged`, `BackupMissing`, `WorkspaceTooNew`, `BackupFailed` and `NoRoom`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f"{READY}.part"
        partial.unlink(missing_ok=True)
        (folder / READY).unlink(missing_ok=True)
    except OSError as error:
        raise BackupFailed(type(error).__name__) from error
    try:
        with export_box.opened(archive) as box:
            found = export_list.contents(box)
            _fits(found, folder)
            wrong = yield from export_list.faults(box, found)
            if wrong:
                raise BackupDamaged(f"{wrong[0].path}: {wrong[0].why}")
            reach("import.checked")
            with contextlib.closing(_writer(partial)) as new:
                yield from _build(new, box, found)
        reach("import.built")
        try:
            files.place(partial, folder / READY)
        except OSError as error:
            raise BackupFailed(type(error).__name__) from error
        reach("import.ready")
    finally:
        for end in ("", "-journal"):
            with contextlib.suppress(OSError):
                partial.with_name(partial.name + end).unlink(missing_ok=True)
    return found.rows


# ------------------------------------------------------------------------------------- out


def _write_all(
    connection: sqlite3.Connection, writer: Writer
) -> Generator[Progress, None, dict[str, int]]:
    names = tables.kept(connection)
    writer.file(README, resources.text("export", README).encode())
    for done, table in enumerate(names):
        step = Progress(done, len(names), "write")
        yield step
        columns = tables.columns(connection, table)
        named: list[str | None] = []
        if table in AS_FILES:
            for name in _write_files(connection, table, writer):
                named.append(name)
                yield step
        parts = _parts(connection, table, columns, named)
        with contextlib.closing(writer.table(table, columns, parts)) as written:
            for _ in written:
                reach("export.rows")
                yield step
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    return writer.end(schema)


def _write_files(
    connection: sqlite3.Connection, table: str, writer: Writer
) -> Iterator[str | None]:
    """Write the bytes of a table as files; yield the name of each in the order of the rows."""
    column, type_ = AS_FILES[table]
    known: set[str] = set()
    rows = connection.execute(f"SELECT {column}, {type_} FROM {table} {_order(connection, table)}")
    for content, said in rows:
        if content is None:
            yield None
            continue
        end = end_of(str(said))
        name = f"media/{sha256(content).hexdigest()}.{end}"
        if name not in known:
            writer.file(name, content, packed=end in ("bin", "bmp"))
            known.add(name)
            reach("export.file")
        yield name


def _parts(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], named: Sequence[str | None]
) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of a table in the order of its key, some at a time, each with how many they are."""
    where = f"WHERE name NOT IN {LOCAL}" if table == "setting" else ""
    as_file = AS_FILES[table][0] if table in AS_FILES else ""
    wanted = ["NULL" if one == as_file else one for one in columns]
    order = _order(connection, table)
    rows = connection.execute(f"SELECT {','.join(wanted)} FROM {table} {where} {order}")
    said = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_said).encode
    names = iter(named)
    while part := rows.fetchmany(BATCH):
        lines = []
        for row in part:
            values: dict[str, Any] = dict(zip(columns, row, strict=True))
            if as_file and (name := next(names)) is not None:
                values[as_file] = {"file": name}
            lines.append(said(values))
        lines.append("")
        yield len(part), "\n".join(lines).encode()


def _order(connection: sqlite3.Connection, table: str) -> str:
    key = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    return f"ORDER BY {','.join(key) or 'rowid'}"


def _said(value: object) -> dict[str, str]:
    """Return how bytes stand among the rows."""
    assert isinstance(value, bytes)
    return {"base64": base64.b64encode(value).decode()}


# ------------------------------------------------------------------------------------- in


def _fits(found: Contents, folder: Path) -> None:
    needed, free = 2 * sum(one.size for one in found.listed), backup.room(folder)
    if needed > free:
        raise NoRoom(needed, free)


def _build(new: sqlite3.Connection, box: Box, found: Contents) -> Generator[Progress, None, None]:
    new.execute("PRAGMA synchronous=OFF")  # nothing is promised before it is whole and flushed
    _migrate_to(new, found.schema)
    new.execute("PRAGMA foreign_keys=OFF")
    new.execute("BEGIN")
    paths = frozenset(one.path for one in found.listed)
    try:
        for done, one in enumerate(found.tables):
            step = Progress(done, len(found.tables), "read")
            yield step
            for _ in _fill(new, box, one, paths):
                reach("import.rows")
                yield step
        new.execute("COMMIT")
    except (
        sqlite3.Error,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise _in_words(error) from error
    if found.schema < SCHEMA:
        migrations.apply(new)
    yield Progress(0, 0, "check")
    try:
        new.execute("BEGIN")
        conversations.retally(new)
        words.rebuild(new)
        new.execute("COMMIT")
    except sqlite3.Error as error:
        raise _in_words(error) from error
    wrong = [*backup.faults(new), *conversations.recount(new)]
    if wrong:
        raise BackupDamaged(wrong[0])


def _in_words(error: Exception) -> Exception:
    if isinstance(error, sqlite3.Error) and is_no_room(error):
        return NoRoom(0, 0)
    return BackupDamaged(f"a row that does not fit: {type(error).__name__}")


def _migrate_to(new: sqlite3.Connection, schema: int) -> None:
    """Give an empty database the tables of a schema."""
    names = [step.name for step in migrations.steps.pending(Database(new))]
    before = names[schema] if schema < len(names) else None
    migrations.steps.apply(Database(new), stop_before=before)


def _fill(new: sqlite3.Connection, box: Box, one: Listed, paths: frozenset[str]) -> Iterator[None]:
    if one.table not in tables.kept(new) or set(one.columns) - set(tables.columns(new, one.table)):
        raise BackupDamaged(f"{one.table}: no such table here")
    marks = ",".join("?" * len(one.columns))
    insert = f"INSERT INTO {one.table}({','.join(one.columns)}) VALUES({marks})"
    rows: list[list[object]] = []
    for line in export_list.lines(box, one):
        values = json.loads(line)
        rows.append([_value(values[name], box, paths) for name in one.columns])
        if len(rows) >= BATCH:
            new.executemany(insert, rows)
            rows = []
            yield
    new.executemany(insert, rows)


def _value(read: object, box: Box, paths: frozenset[str]) -> object:
    if not isinstance(read, dict):
        return read
    if "file" not in read:
        return base64.b64decode(read["base64"], validate=True)
    if read["file"] not in paths or not str(read["file"]).startswith("media/"):
        raise BackupDamaged("a file that the list of contents does not name")
    with box.open(read["file"]) as file:
        return file.read()


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path.absolute().as_uri() + "?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )


def _writer(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path.absolute().as_uri(), uri=True, isolation_level=None, check_same_thread=False
    )
