"""Files that a command writes or reads for a person, and long work that says how far it is."""

import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cmworkstation.domain.errors import BackupMissing
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.table import Format, Table
from cmworkstation.services.whole_file import whole_file
from cmworkstation.words import steps as step_words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

T = TypeVar("T")


def write_out(file: Path, content: str | bytes) -> None:
    """Write a file that a person asked for, whole, line ends as they are. Raises `BackupFailed`, `NoRoom`."""
    with whole_file(file) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)


def read_in(file: Path, most: int) -> str:
    """Read a text of at most so many bytes that a person named, with line ends of ours. Raises `BackupMissing`."""
    try:
        with file.open("rb") as opened:
            return opened.read(most).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupMissing(type(error).__name__) from None


def read_bytes(file: Path, most: int) -> bytes:
    """Read a file that a person named, one byte beyond `most` at the furthest. Raises `BackupMissing`."""
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise BackupMissing(type(error).__name__) from None


def walk(steps: Generator[Progress, None, T]) -> T:
    """Carry out long work to its end, and say on the error stream how far it is."""
    shown = ""
    live = sys.stderr.isatty()
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            if live and shown:
                sys.stderr.write("\n")
            result: T = end.value
            return result
        text = step_words.progress(step)
        if text == shown or (not live and step.total and step.done < step.total):
            continue
        shown = text
        sys.stderr.write(f"\r{text:<40}" if live else f"{text}\n")
        sys.stderr.flush()


def write_csv(services: "Services", file: Path, table: Table) -> None:
    """Write a table for other programs. Raises `BackupFailed`, `NoRoom`."""
    walk(services.tables.write(table, file, Format.CSV))
