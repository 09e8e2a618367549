"""A workspace of the schema before this one, at scale, and how long it takes to bring it up to date."""

import resource
import sqlite3
import sys
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from sqlite_utils import Database

from bench import workspace
from bench.grades import Grade
from cmworkstation.domain.progress import Progress
from cmworkstation.store import migrations, tables
from cmworkstation.store.database import FILE, Workspace

BEFORE = 4  # the schema that people have


def migrated(folder: Path) -> list[Grade]:
    """Bring a workspace with these messages from the schema before up to date; it must be able to stop all the time."""
    old = folder.with_name("before")
    workspace.say(f"  making a workspace of schema {BEFORE} …")
    put_back(folder / FILE, old)
    heard: list[float] = []

    def told(_: Progress) -> None:
        heard.append(time.perf_counter())

    held = _held()
    size = (old / FILE).stat().st_size
    begin, at = time.process_time(), time.perf_counter()
    with closing(Workspace(old, told=told)) as opened:
        spent, took = time.process_time() - begin, time.perf_counter() - at
        messages = opened.read().execute("SELECT count(*) FROM message").fetchone()[0]
    longest = max(later - earlier for earlier, later in pairwise(heard))
    how = (
        f"{messages:,} messages, {size / 2**20:,.0f} MiB without raw copies; {took:.0f} s of the clock with the copy"
        " before it;"
        f" at most {longest:.1f} s between two moments at which it can be stopped; {_held() - held:.0f} MB more memory"
    )
    return [Grade("update of an old workspace", spent, "s CPU", 120, 60, how)]


def put_back(current: Path, folder: Path) -> None:
    """Make a workspace of the schema before with the rows of this one, as far as it had their tables."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        pending = [step.name for step in migrations.steps.pending(Database(old))]
        migrations.steps.apply(Database(old), stop_before=pending[BEFORE])
        old.execute("PRAGMA synchronous=OFF")
        old.execute("ATTACH ? AS today", (str(current),))
        old.execute("BEGIN")
        for table in tables.kept(old):
            there = set(tables.columns(old, table, "today"))
            columns = ", ".join(one for one in tables.columns(old, table) if one in there)
            old.execute(f"INSERT INTO main.{table}({columns}) SELECT {columns} FROM today.{table}")
        old.execute("INSERT INTO message_fts(message_fts) VALUES('rebuild')")
        old.execute("COMMIT")


def _held() -> float:
    """Return the megabytes that this process held at most."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
