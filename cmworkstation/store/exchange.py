"""Everything of a workspace as JSON Lines in a ZIP, and back. `docs/export-format.md` describes the format.

An archive says nothing of when or where it was made: the same workspace gives the same bytes. What can be counted or
indexed again is not in it, nor what concerns one machine only. Secrets never are: the database holds none.
"""

import base64
import contextlib
import json
import re
import sqlite3
import zipfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from cmworkstation.domain.errors import (
    BackupDamaged,
    BackupFailed,
    BackupMissing,
    NoRoom,
    WorkspaceTooNew,
)
from cmworkstation.domain.progress import Progress
from cmworkstation.store import backup, conversations, files, migrations, tables, words
from cmworkstation.store.names import READY
from cmworkstation.store.version import SCHEMA

FORMAT, VERSION = "cmworkstation-export", 1
MANIFEST = "manifest.json"
NAME = re.compile(r"tables/([a-z][a-z0-9_]{0,60})\.jsonl")
LOCAL = ("swap_done", "rehearsal", "checked_at", "workspace_id")  # settings of one machine
STILL = (1980, 1, 1, 0, 0, 0)  # the time of every entry: the first that a ZIP can name
BATCH = 500
LONGEST_LINE = 64 << 20
LONGEST_MANIFEST = 1 << 20
FREE_OF_SUSPICION = 64 << 20  # below this an entry may be packed as tightly as it likes
TIGHTEST = 200  # unpacked bytes for one packed byte, above that


def export(source: Path, target: Path) -> Generator[Progress, None, dict[str, int]]:
    """Write everything that `source` holds to the archive `target`; return the number of rows by table.

    It is one moment of the workspace, whatever is written meanwhile. Raises `BackupFailed` and `NoRoom`.
    """
    partial = target.with_name(target.name + ".part")
    free, needed = backup.room(target.parent), source.stat().st_size
    if free < needed:
        raise NoRoom(needed, free)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            contextlib.closing(_reader(source)) as connection,
            zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            connection.execute("BEGIN")
            counted = yield from _write_all(connection, archive)
        files.place(partial, target)
    except OSError as error:
        raise BackupFailed(type(error).__name__) from error
    finally:
        partial.unlink(missing_ok=True)
    return counted


def contents(archive: Path) -> dict[str, int]:
    """Return how many rows of each table an archive says it holds. Raises as `take_in`, but looks at no row."""
    with _opened(archive) as opened:
        return {one["name"]: int(one["rows"]) for one in _manifest(opened)["tables"]}


def take_in(folder: Path, archive: Path) -> Generator[Progress, None, dict[str, int]]:
    """Make `READY` in `folder` of an archive; return the number of rows by table.

    Everything is checked before the first row is taken, and nothing remains of an archive that is refused. Raises
    `BackupDamaged`, `BackupMissing`, `WorkspaceTooNew` and `NoRoom`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{READY}.part"
    partial.unlink(missing_ok=True)
    (folder / READY).unlink(missing_ok=True)
    try:
        with _opened(archive) as opened:
            manifest = _manifest(opened)
            _fits(opened, folder)
            yield from _checked(opened, manifest)
            with contextlib.closing(_writer(partial)) as new:
                yield from _build(new, opened, manifest)
        files.place(partial, folder / READY)
    finally:
        for end in ("", "-journal"):
            partial.with_name(partial.name + end).unlink(missing_ok=True)
    return {one["name"]: int(one["rows"]) for one in manifest["tables"]}


# ------------------------------------------------------------------------------------- out


def _write_all(
    connection: sqlite3.Connection, archive: zipfile.ZipFile
) -> Generator[Progress, None, dict[str, int]]:
    listed = []
    names = tables.kept(connection)
    for done, table in enumerate(names):
        yield Progress(done, len(names), "write")
        columns = tables.columns(connection, table)
        digest, rows, size = sha256(), 0, 0
        with archive.open(_entry(f"tables/{table}.jsonl"), "w", force_zip64=True) as file:
            for row in connection.execute(_in_order(connection, table, columns)):
                line = _line(columns, row)
                file.write(line)
                digest.update(line)
                rows, size = rows + 1, size + len(line)
                if rows % (BATCH * 10) == 0:
                    yield Progress(done, len(names), "write")
        listed.append(
            {
                "name": table,
                "columns": columns,
                "rows": rows,
                "bytes": size,
                "sha256": digest.hexdigest(),
            }
        )
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    manifest = {"format": FORMAT, "version": VERSION, "schema": schema, "tables": listed}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    archive.writestr(_entry(MANIFEST), text)
    return {str(one["name"]): int(str(one["rows"])) for one in listed}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STILL)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _in_order(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> str:
    key = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    where = f" WHERE name NOT IN {LOCAL}" if table == "setting" else ""
    return f"SELECT {','.join(columns)} FROM {table}{where} ORDER BY {','.join(key) or 'rowid'}"


def _line(columns: Sequence[str], row: Sequence[object]) -> bytes:
    values = {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in zip(columns, row, strict=True)
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# ------------------------------------------------------------------------------------- in


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise BackupMissing(type(error).__name__) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise BackupDamaged(f"archive: {error}") from error
    except (OSError, RuntimeError) as error:  # not readable, or under a password
        raise BackupMissing(type(error).__name__) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise BackupDamaged(f"archive: {error}") from error
        raise


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return what an archive says of itself, after looking whether it may be so."""
    names = archive.namelist()
    if len(names) != len(set(names)) or MANIFEST not in names:
        raise BackupDamaged("not an export of CM Workstation")
    entry = archive.getinfo(MANIFEST)
    if entry.file_size > LONGEST_MANIFEST:
        raise BackupDamaged("the list of contents is too long")
    try:
        found = json.loads(archive.read(MANIFEST))
        schema, listed = int(found["schema"]), list(found["tables"])
        known = found["format"] == FORMAT and found["version"] == VERSION
        wanted = [MANIFEST, *(f"tables/{one['name']}.jsonl" for one in listed)]
        shapes = [(str(one["sha256"]), int(one["rows"]), list(one["columns"])) for one in listed]
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise BackupDamaged("the list of contents cannot be read") from error
    if not known or schema < 1 or not shapes:
        raise BackupDamaged("not an export of CM Workstation")
    if schema > SCHEMA:
        raise WorkspaceTooNew(schema, SCHEMA)
    if sorted(wanted) != sorted(names) or not all(NAME.fullmatch(one) for one in wanted[1:]):
        raise BackupDamaged("other files than the list of contents says")
    return dict(found)


def _fits(archive: zipfile.ZipFile, folder: Path) -> None:
    entries = archive.infolist()
    for entry in entries:
        if entry.file_size > max(FREE_OF_SUSPICION, TIGHTEST * entry.compress_size):
            raise BackupDamaged("packed more tightly than any text")
    needed, free = 2 * sum(entry.file_size for entry in entries), backup.room(folder)
    if needed > free:
        raise NoRoom(needed, free)


def _lines(archive: zipfile.ZipFile, table: str) -> Iterator[bytes]:
    """Yield the lines of a table; never more of an entry is unpacked than it says it is long."""
    entry = archive.getinfo(f"tables/{table}.jsonl")
    left = entry.file_size
    with archive.open(entry) as file:
        while line := file.readline(LONGEST_LINE):
            left -= len(line)
            if left < 0 or not line.endswith(b"\n"):
                raise BackupDamaged(f"{table}: a line without an end")
            yield line


def _checked(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any]
) -> Generator[Progress, None, None]:
    for done, one in enumerate(manifest["tables"]):
        yield Progress(done, len(manifest["tables"]), "check")
        digest, rows = sha256(), 0
        for line in _lines(archive, one["name"]):
            digest.update(line)
            rows += 1
            if rows % (BATCH * 10) == 0:
                yield Progress(done, len(manifest["tables"]), "check")
        if (digest.hexdigest(), rows) != (one["sha256"], one["rows"]):
            raise BackupDamaged(f"{one['name']}: other rows than were written")


def _build(
    new: sqlite3.Connection, archive: zipfile.ZipFile, manifest: Mapping[str, Any]
) -> Generator[Progress, None, None]:
    new.execute("PRAGMA synchronous=OFF")  # nothing is promised before it is whole and flushed
    _migrate_to(new, manifest["schema"])
    new.execute("PRAGMA foreign_keys=OFF")
    new.execute("BEGIN")
    try:
        for done, one in enumerate(manifest["tables"]):
            yield Progress(done, len(manifest["tables"]), "read")
            yield from _fill(new, archive, one, Progress(done, len(manifest["tables"]), "read"))
    except (
        sqlite3.Error,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise BackupDamaged(f"a row that does not fit: {type(error).__name__}") from error
    new.execute("COMMIT")
    if manifest["schema"] < SCHEMA:
        migrations.apply(new)
    yield Progress(0, 0, "check")
    new.execute("BEGIN")
    conversations.retally(new)
    words.rebuild(new)
    new.execute("COMMIT")
    wrong = [*backup.faults(new), *conversations.recount(new)]
    if wrong:
        raise BackupDamaged(wrong[0])


def _migrate_to(new: sqlite3.Connection, schema: int) -> None:
    """Give an empty database the tables of a schema."""
    names = [step.name for step in migrations.steps.pending(Database(new))]
    before = names[schema] if schema < len(names) else None
    migrations.steps.apply(Database(new), stop_before=before)


def _fill(
    new: sqlite3.Connection, archive: zipfile.ZipFile, one: Mapping[str, Any], step: Progress
) -> Generator[Progress, None, None]:
    table, columns = str(one["name"]), [str(name) for name in one["columns"]]
    if table not in tables.kept(new) or set(columns) - set(tables.columns(new, table)):
        raise BackupDamaged(f"{table}: no such table here")
    marks = ",".join("?" * len(columns))
    insert = f"INSERT INTO {table}({','.join(columns)}) VALUES({marks})"
    rows: list[list[object]] = []
    for line in _lines(archive, table):
        values = json.loads(line)
        rows.append([_value(values[name]) for name in columns])
        if len(rows) >= BATCH:
            new.executemany(insert, rows)
            rows = []
            yield step
    new.executemany(insert, rows)


def _value(read: object) -> object:
    if isinstance(read, dict):
        return base64.b64decode(read["base64"], validate=True)
    return read


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
