"""Killed at every step of a restore, the workspace is the old one or the restored one, and no file is lost;
what is restored is what was copied, also of a workspace that was being written to."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.backup import Why
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import backup
from cmworkstation.store.database import FILE, Workspace
from tests.faults import counts
from tests.faults.world import KILLED
from tests.store.builders import START, a_workspace, an_item, digests, take

pytestmark = pytest.mark.fault("F18")
POINTS = ("restore.ready", "swap.begun", "swap.adapted", "swap.aside", "swap.placed")


def texts(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM message ORDER BY id")]


def run(folder: Path, *words: str, **environment: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "cmworkstation", *words, "--workspace", str(folder)],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace with a message that its copy has, and one that it has not."""
    workspace = a_workspace(tmp_path / "w")
    take(workspace, an_item("a", "Avant"))
    for _ in backup.copy(workspace.file, tmp_path / "copy.db", Why.ASKED, START):
        pass
    take(workspace, an_item("b", "Après", 1))
    workspace.close()
    return tmp_path / "w"


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_step_of_a_restore(folder: Path, tmp_path: Path, point: str):
    status = run(folder, "restore", str(tmp_path / "copy.db"), CMW_KILL_AT=point)
    assert status == KILLED
    Workspace(folder).close()  # the next start
    asides = list(folder.glob("workspace-before-restore-*.db"))
    if point == "restore.ready":  # before anything was ordered
        assert texts(folder / FILE) == ["Avant", "Après"]
        assert asides == []
    else:
        assert texts(folder / FILE) == ["Avant"]
        assert [texts(one) for one in asides] == [["Avant", "Après"]]
    assert not list(folder.glob("*.order.json"))
    assert run(folder, "verify") == 0
    assert run(folder, "restore", str(tmp_path / "copy.db")) == 0
    assert texts(folder / FILE) == ["Avant"]


# Written by the restore itself: what was on its way is in doubt, the journal says so, the counters are counted anew.
BY_THE_RESTORE = {"setting", "journal", "journal_payload", "sqlite_sequence", "tally"}


@pytest.mark.parametrize("seed", range(counts.now().restores))
def test_what_is_restored_equals_its_source(tmp_path: Path, seed: int):
    source = a_workspace(tmp_path / "w")
    take(source, *(an_item(str(n), f"Bonjour {n}", n) for n in range(300)))
    stop = threading.Event()

    def go_on_reading() -> None:
        n = 1000 * (seed + 1)
        while not stop.is_set():
            take(source, an_item(str(n), f"Encore {n}", n))
            n += 1

    reader = threading.Thread(target=go_on_reading)
    reader.start()
    try:
        for _ in backup.copy(source.file, tmp_path / "copy.db", Why.ASKED, START):
            pass
    finally:
        stop.set()
        reader.join()
    source.close()
    copied = digests(tmp_path / "copy.db")
    rescue = Rescue(tmp_path / "other")
    for _ in rescue.restore(rescue.described(tmp_path / "copy.db"), START, keep=False):
        pass
    with rescue.claimed():
        rescue.finish()
    restored = digests(tmp_path / "other" / FILE)
    differ = {table for table in copied if copied[table] != restored[table]}
    assert differ <= BY_THE_RESTORE
    with closing(Workspace(tmp_path / "other")) as workspace:
        assert workspace.problems() == []


def test_no_step_is_left_out(folder: Path, tmp_path: Path):
    log = tmp_path / "log"
    assert run(folder, "restore", str(tmp_path / "copy.db"), CMW_KILL_LOG=str(log)) == 0
    passed = [line.partition(":")[0] for line in log.read_text(encoding="utf-8").split()]
    assert tuple(one for one in passed if one.startswith(("restore.", "swap."))) == POINTS
