"""Importing archives, against reading the same file with the standard library alone, and writing the rows alone.

The library's part is what anybody would do at least: a letter with its words and headers as text, a post as its JSON.
Ours cleans, joins, indexes and stores in transactions as well. How much of that no program can save is measured too:
the same rows through `sqlite3` alone, into the same tables and indexes.

    python -m bench.archive [FORMAT …]
"""

import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from bench import archive_files, archive_floor, archive_library
from bench.rows import Row, as_table, at_least, plain
from cmworkstation import archives
from cmworkstation.archives import items
from cmworkstation.domain.progress import Progress
from cmworkstation.services.workstation import open_services
from cmworkstation.store.names import FILE
from cmworkstation.vault import Vault

T = TypeVar("T")
COUNT = 10_000
FEWER = {"mbox": 2_000}  # the library takes milliseconds for each letter
AIM = 0.5  # of the speed of the standard library


def measure(formats: Sequence[str] = tuple(archive_files.MADE)) -> list[Row]:
    """Return how fast archives are imported, and how fast they are read without storing."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as made:
        for one in formats:
            name, make = archive_files.MADE[one]
            count = FEWER.get(one, COUNT)
            rows += _rows(one, make(Path(made) / name, count), count)
    return rows


def _rows(format_: str, path: Path, count: int) -> list[Row]:
    options = archive_files.TABLE if format_ == "table" else {}
    alone = _cpu(lambda: archive_library.READ[format_](path), count)
    read = _cpu(lambda: _read(path, format_, options), count)
    taken, bare = _imported(path, format_, options, count)
    how = f"{count:,} messages, {path.stat().st_size / 1e6:.0f} MB"
    beside = f"{how}; the library alone reads {count / alone:,.0f}"
    least = f"{alone / (alone + bare):.2f} with the library's reading and these rows written and nothing else"
    each = f"of which {bare / count * 1e6:.0f} for the rows alone, {read / count * 1e6:.0f} to read and understand"
    return [
        plain(f"archive: {format_} imported", count / taken, "messages/CPU s", beside),
        plain(f"archive: {format_}, each", taken / count * 1e6, "µs CPU", each),
        at_least(f"archive: {format_}, share", alone / taken, "of the library", AIM, least),
    ]


def _cpu(work: Callable[[], int], count: int) -> float:
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        seen = work()
        best = min(best, time.process_time() - started)
        assert seen == count, seen
    return best


def _read(path: Path, format_: str, options: dict[str, str]) -> int:
    reader = archives.reader(path, format_, options)
    return sum(
        any(not one.context or one.native_id for one in items(reader, entry))
        for entry in reader.entries()
    )


def _imported(path: Path, format_: str, options: dict[str, str], count: int) -> tuple[float, float]:
    """Return the seconds of an import, and those of writing its rows alone."""
    best = float("inf")
    for again in range(2):
        with tempfile.TemporaryDirectory() as folder:
            place, empty = Path(folder) / "w", Path(folder) / "empty"
            services = open_services(place, {}, vault=Vault(memory_only=True))
            imports = services.archive_imports
            found = _walked(imports.count(path, format_, options))
            archive_floor.empty_copy(place / FILE, empty)
            started = time.process_time()
            done = _walked(imports.run(path, found, options))
            best = min(best, time.process_time() - started)
            assert done.done.tally.new == count, done.done.tally
            services.close()
            if again:
                return best, archive_floor.spent(place / FILE, empty, count)
    raise AssertionError


def _walked(steps: Generator[Progress, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


if __name__ == "__main__":
    print(as_table(measure(sys.argv[1:] or tuple(archive_files.MADE))))
