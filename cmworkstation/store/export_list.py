"""The list of contents of an export: what it must say, and whether the files are those that it names."""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, Final

from cmworkstation.domain.errors import BackupDamaged, WorkspaceTooNew
from cmworkstation.domain.progress import Progress
from cmworkstation.store.export_box import Box, Out
from cmworkstation.store.version import SCHEMA

FORMAT: Final = "cmworkstation-export"
VERSION: Final = 2  # 1 had no files beside the tables: bytes stood among the rows
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
TABLE = re.compile(r"tables/([a-z][a-z0-9_]{0,60})\.jsonl")
FILE = re.compile(r"README\.txt|media/[0-9a-f]{64}\.[a-z0-9]{1,8}")
LONGEST_MANIFEST = 64 << 20
LONGEST_LINE = 64 << 20
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of an export, as the list of contents names it; `columns` and `rows` where it is a table."""

    path: str
    size: int  # bytes
    sha256: str
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A file that is not as it was written: "changed", "missing", "twice", or one "more" than the list names."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What an export says of itself. `digest` is the same for the same contents, wherever and however they lie."""

    schema: int
    listed: tuple[Listed, ...]
    digest: str

    @property
    def tables(self) -> tuple[Listed, ...]:
        """The tables, in the order in which they are to be read."""
        return tuple(one for one in self.listed if one.table)

    @property
    def rows(self) -> dict[str, int]:
        """Return the number of rows by table."""
        return {one.table: one.rows for one in self.tables}


class Writer:
    """Writes files of an export and notes what they are."""

    def __init__(self, out: Out) -> None:
        """Take what is written to."""
        self._out = out
        self._tables: list[dict[str, object]] = []
        self._files: list[dict[str, object]] = []

    def file(self, name: str, content: bytes, *, packed: bool = True) -> None:
        """Write a file."""
        with self._out.open(name, packed=packed) as file:
            file.write(content)
        self._files.append(
            {"path": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        )

    def table(
        self, name: str, columns: Sequence[str], parts: Iterator[tuple[int, bytes]]
    ) -> Generator[int, None, None]:
        """Write a table of parts, each with how many rows it holds; yield how many rows there are so far."""
        digest, rows, size = sha256(), 0, 0
        with self._out.open(f"tables/{name}.jsonl") as file:
            for n, part in parts:
                file.write(part)
                digest.update(part)
                rows, size = rows + n, size + len(part)
                yield rows
        self._tables.append(
            {
                "name": name,
                "columns": list(columns),
                "rows": rows,
                "bytes": size,
                "sha256": digest.hexdigest(),
            }
        )

    def end(self, schema: int) -> dict[str, int]:
        """Write the list of contents; return the number of rows by table."""
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "schema": schema,
            "tables": self._tables,
            "files": self._files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        with self._out.open(MANIFEST) as file:
            file.write(text.encode())
        return {str(one["name"]): int(str(one["rows"])) for one in self._tables}


def contents(box: Box) -> Contents:
    """Return what an export says of itself, after looking whether it may be so.

    Raises `BackupDamaged` where it is none of ours or not whole, and `WorkspaceTooNew`.
    """
    found = said(box)
    names = sorted(box.names())
    if names != sorted([MANIFEST, *(one.path for one in found.listed)]):
        raise BackupDamaged("other files than the list of contents says")
    return found


def said(box: Box) -> Contents:
    """Return what an export says of itself, whether or not the files are there. Raises as `contents`."""
    if box.names().count(MANIFEST) != 1:
        raise BackupDamaged("not an export of CM Workstation")
    if box.size(MANIFEST) > LONGEST_MANIFEST:
        raise BackupDamaged("the list of contents is too long")
    with box.open(MANIFEST) as file:
        text = file.read(LONGEST_MANIFEST + 1)
    try:
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise BackupDamaged("not an export of CM Workstation")
        version, schema = int(found["version"]), int(found["schema"])
        if version > VERSION:
            raise WorkspaceTooNew(version, VERSION)
        if schema > SCHEMA:
            raise WorkspaceTooNew(schema, SCHEMA)
        listed = tuple(_listed(found))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise BackupDamaged("the list of contents cannot be read") from error
    paths = [one.path for one in listed]
    fitting = all((TABLE if one.table else FILE).fullmatch(one.path) for one in listed)
    if version < 1 or schema < 1 or not any(one.table for one in listed):
        raise BackupDamaged("not an export of CM Workstation")
    if not fitting or len(paths) != len(set(paths)):
        raise BackupDamaged("other files than the list of contents says")
    return Contents(schema, listed, sha256(text).hexdigest())


def _listed(found: Mapping[str, Any]) -> Iterator[Listed]:
    for one in found["tables"]:
        yield Listed(
            f"tables/{one['name']}.jsonl",
            int(one["bytes"]),
            str(one["sha256"]),
            str(one["name"]),
            tuple(str(name) for name in one["columns"]),
            int(one["rows"]),
        )
    for one in found.get("files", ()):
        yield Listed(str(one["path"]), int(one["bytes"]), str(one["sha256"]))


def faults(box: Box, found: Contents) -> Generator[Progress, None, tuple[Wrong, ...]]:
    """Compare every file with the list of contents; return which are not as they were written."""
    there = box.names()
    known = {MANIFEST, *(one.path for one in found.listed)}
    wrong = [Wrong(name, "more") for name in sorted({*there} - known)]
    wrong += [Wrong(name, "twice") for name in sorted(known) if there.count(name) > 1]
    total = sum(one.size for one in found.listed) or 1
    done = 0
    for one in found.listed:
        yield Progress(done, total, "check")
        if one.path not in there:
            wrong.append(Wrong(one.path, "missing"))
            continue
        digest, size, rows, last = sha256(), 0, 0, b"\n"
        with box.open(one.path) as file:
            while size <= one.size and (part := file.read(CHUNK)):
                digest.update(part)
                size += len(part)
                rows, last = rows + part.count(b"\n"), part[-1:]
                yield Progress(min(done + size, total), total, "check")
        same = (size, digest.hexdigest()) == (one.size, one.sha256)
        if not same or (one.table and (rows, last) != (one.rows, b"\n")):
            wrong.append(Wrong(one.path, "changed"))
        done += one.size
    return tuple(wrong)


def lines(box: Box, one: Listed) -> Iterator[bytes]:
    """Yield the lines of a table; never more is unpacked than it says it is long. Raises `BackupDamaged`."""
    left = one.size
    file: IO[bytes]
    with box.open(one.path) as file:
        while line := file.readline(LONGEST_LINE):
            left -= len(line)
            if left < 0 or not line.endswith(b"\n"):
                raise BackupDamaged(f"{one.path}: a line without an end")
            yield line
