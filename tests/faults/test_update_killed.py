"""Killed at every statement of an update, a workspace of each released schema is exactly old or exactly new."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from cmworkstation.domain.errors import NoRoom, OpenedReadOnly, StorageFull
from cmworkstation.store import migrations, words
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.version import SCHEMA
from tests.faults import disks
from tests.store.builders import a_workspace, an_item, digests, take

pytestmark = [pytest.mark.fault("F15"), pytest.mark.in_memory]
MESSAGES = 2_000
NAMES = [step.name for step in migrations.steps.pending(Database(memory=True))]


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of today with 2,000 messages."""
    folder = tmp_path_factory.mktemp("today") / "w"
    with closing(a_workspace(folder)) as workspace:
        for first in range(0, MESSAGES, 500):
            take(
                workspace, *(an_item(str(n), f"Bonjour {n}", n) for n in range(first, first + 500))
            )
    return folder


def of_schema(number: int, current: Path, folder: Path) -> Path:
    """Return a workspace as the version with schema `number` would have left it, with the same rows."""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        before = NAMES[number] if number < len(NAMES) else None
        migrations.steps.apply(Database(old), stop_before=before)
        assert old.execute("PRAGMA user_version").fetchone() == (number,)
        old.execute("ATTACH ? AS today", (str(current / FILE),))
        tables = old.execute(
            "SELECT name FROM main.sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE '%!_fts%' ESCAPE '!' AND name NOT LIKE '%migrations' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        old.execute("BEGIN")
        for (table,) in tables:
            there = {row[1] for row in old.execute(f"PRAGMA today.table_info({table})")}
            columns = ", ".join(
                row[1] for row in old.execute(f"PRAGMA main.table_info({table})") if row[1] in there
            )
            old.execute(f"INSERT INTO main.{table}({columns}) SELECT {columns} FROM today.{table}")
        there = {row[0] for row in old.execute("SELECT name FROM main.sqlite_schema")}
        for index in there & set(words.INDEXES):
            old.execute(f"INSERT INTO {index}({index}) VALUES('rebuild')")
        old.execute("COMMIT")
    return folder


def shape(file: Path) -> tuple[int, list[tuple[str, ...]]]:
    """Return the schema number and every statement of the schema; not what was counted for the planner."""
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
        )
        return connection.execute("PRAGMA user_version").fetchone()[0], found.fetchall()


def test_every_released_schema_is_known():
    assert len(NAMES) == SCHEMA


@pytest.mark.timeout(400)  # some eighty kills, and as many updates by the next start
@pytest.mark.parametrize("number", range(1, SCHEMA))
def test_killed_at_every_statement_it_is_old_or_new(
    current: Path, tmp_path: Path, number: int, ran: Callable[..., None]
):
    old = of_schema(number, current, tmp_path / "old")
    before, rows = shape(old / FILE), digests(old / FILE)
    copies = tmp_path / "copies"
    step = (
        1 if number == SCHEMA - 1 else 9
    )  # the statements of older steps were killed in their time
    made = subprocess.run(
        [sys.executable, "-m", "tests.faults.migrating", str(old), str(copies), str(step)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    through = int(made.stdout)
    assert through > 5 * step
    after = shape(copies / str(through) / FILE)
    assert after[0] == SCHEMA
    for n in range(1, through + 1, step):
        ran(seed=f"schema {number}, statement {n}")
        file = copies / str(n) / FILE
        found = shape(file)
        assert found in (before, after)
        thorough = n % 8 == 0 or n == through  # every byte of so many rows takes its time
        if found == before and thorough:
            assert digests(file) == rows
        (copy,) = (copies / str(n) / "backups").glob("before-schema-*.db")
        assert shape(copy) == before
        assert not thorough or digests(copy) == rows
        if step == 1 and n % 2 and not thorough:  # a next start is a whole update
            continue
        with closing(Workspace(copies / str(n))) as workspace:  # the next start
            assert not thorough or workspace.problems() == []
            count = workspace.read().execute("SELECT count(*) FROM message").fetchone()
            assert count == (MESSAGES,)
        assert shape(file) == after


@pytest.mark.fault("F5", "F6")
def test_out_of_room_at_any_size_it_is_old_and_the_next_start_updates_it(
    current: Path, tmp_path: Path, ran: Callable[..., None]
):
    old = of_schema(SCHEMA - 1, current, tmp_path / "old")
    before = shape(old / FILE)
    size = (old / FILE).stat().st_size
    told = 0
    for step in range(6):  # from no room for the copy before to almost enough for everything
        limit = size // 2 + step * size // 3
        folder = tmp_path / str(step)
        shutil.copytree(old, folder)
        relieve = disks.limit_files(limit)
        try:
            Workspace(folder).close()
        except (StorageFull, NoRoom, OpenedReadOnly) as error:
            told += 1
            assert shape(folder / FILE) == before
            ran(seed=f"{limit} bytes: {type(error).__name__}")
        finally:
            relieve()
        with closing(Workspace(folder)) as workspace:
            assert workspace.problems() == []
            count = workspace.read().execute("SELECT count(*) FROM message").fetchone()
            assert count == (MESSAGES,)
        assert shape(folder / FILE)[0] == SCHEMA
    assert told >= 2
