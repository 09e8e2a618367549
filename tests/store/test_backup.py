"""A copy of the workspace: one moment, checked, with a note, or nothing at all."""

import hashlib
import json
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from cmworkstation.domain.backup import Backup, Why
from cmworkstation.domain.errors import BackupFailed, NoRoom, StoreDamaged
from cmworkstation.store import backup
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.version import SCHEMA
from tests.store.builders import START, a_workspace, an_item, digests, take
from tests.store.test_old_files import unpacked
from tests.walking import walked


@pytest.fixture
def workspace(tmp_path: Path):
    made = a_workspace(tmp_path / "w")
    take(made, *(an_item(str(n), f"Bonjour numéro {n}", n) for n in range(200)))
    yield made
    made.close()


def made_of(source: Workspace, target: Path, **more: object) -> Backup:
    return walked(backup.copy(source.file, target, Why.ASKED, START, **more))  # type: ignore[arg-type]


def test_a_copy_holds_the_same_rows_and_says_so(workspace: Workspace, tmp_path: Path):
    target = tmp_path / "out" / "copy.db"
    made = made_of(workspace, target, workspace="w1")
    assert (made.count("message"), made.schema, made.workspace) == (200, SCHEMA, "w1")
    assert digests(target) == digests(workspace.file)
    note = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    assert note["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert note["rows"]["message"] == 200
    assert backup.listed(target.parent) == (made,)
    assert backup.sound(made)
    with closing(sqlite3.connect(target)) as connection:  # can be read where nothing can be written
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_copy_of_a_busy_workspace_is_one_moment(workspace: Workspace, tmp_path: Path):
    stop = threading.Event()

    def go_on_reading() -> None:
        n = 1000
        while not stop.is_set():
            take(workspace, an_item(str(n), f"Encore {n}", n))
            n += 1

    reader = threading.Thread(target=go_on_reading)
    reader.start()
    try:
        copies = [made_of(workspace, tmp_path / f"{n}.db") for n in range(5)]
    finally:
        stop.set()
        reader.join()
    for one in copies:
        with closing(sqlite3.connect(one.path)) as copy:
            assert backup.faults(copy) == []
            assert backup.counts(copy) == dict(one.rows)
            n = copy.execute("SELECT count(*) FROM message").fetchone()[0]
            raws = copy.execute("SELECT count(*) FROM raw_item").fetchone()[0]
            assert n == raws  # a page of intake is in it whole or not at all
    assert len({one.count("message") for one in copies}) > 1  # it was busy indeed


def test_closing_the_work_leaves_nothing(workspace: Workspace, tmp_path: Path):
    out = tmp_path / "out"
    steps = backup.copy(workspace.file, out / "copy.db", Why.DAILY, START)
    next(steps)
    steps.close()
    assert list(out.iterdir()) == []


def test_a_damaged_workspace_gives_no_copy(workspace: Workspace, tmp_path: Path):
    workspace.close()
    with closing(sqlite3.connect(workspace.file)) as connection:
        connection.execute(
            "UPDATE message SET text='Something else' WHERE id=(SELECT min(id) FROM message)"
        )
        connection.commit()  # the search index knows other words
    out = tmp_path / "out"
    with pytest.raises(StoreDamaged):
        made_of(workspace, out / "copy.db")
    assert list(out.iterdir()) == []


def test_too_little_room_is_said_before_anything_is_written(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
    with pytest.raises(NoRoom) as refused:
        made_of(workspace, tmp_path / "out" / "copy.db")
    assert refused.value.needed > refused.value.free == 5
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(workspace: Workspace, tmp_path: Path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(BackupFailed):
        made_of(workspace, tmp_path / "out" / "copy.db")


def test_partial_files_and_strangers_are_no_copies(workspace: Workspace, tmp_path: Path):
    (tmp_path / "a.db").write_bytes(b"half a")
    (tmp_path / "b.db.part").write_bytes(workspace.file.read_bytes())
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    assert backup.listed(tmp_path) == ()


def test_a_copy_that_was_changed_later_is_noticed(workspace: Workspace, tmp_path: Path):
    made = made_of(workspace, tmp_path / "copy.db")
    body = bytearray(made.path.read_bytes())
    body[-100] ^= 1
    made.path.write_bytes(body)
    assert not backup.sound(made)


def test_a_copy_whose_note_is_lost_is_listed_as_unchecked(workspace: Workspace, tmp_path: Path):
    made_of(workspace, tmp_path / "copy.db")
    (tmp_path / "copy.json").write_text("{half", encoding="utf-8")
    (one,) = backup.listed(tmp_path)
    assert (one.checked, one.why, one.schema) == (False, Why.UNKNOWN, SCHEMA)


def test_an_update_keeps_a_copy_of_what_was(tmp_path: Path):
    folder = unpacked(tmp_path / "old", 1)
    before = digests(folder / FILE)
    Workspace(folder).close()
    (kept,) = backup.listed(folder / "backups")
    assert (kept.schema, kept.why, kept.count("message")) == (1, Why.BEFORE_UPDATE, 13)
    assert digests(kept.path) == before
    assert digests(folder / FILE) != before


def test_rotation_keeps_seven_days_and_four_weeks():
    from cmworkstation.domain.backup import surplus

    copies = [
        Backup(
            Path(f"{n}-{hour}.db"),
            START - timedelta(days=n, hours=hour),
            1,
            Why.DAILY,
            workspace="w",
        )
        for n in range(60)
        for hour in (0, 3)
    ]
    others = [
        Backup(Path("asked.db"), START - timedelta(days=300), 1, Why.ASKED, workspace="w"),
        Backup(Path("other.db"), START - timedelta(days=300), 1, Why.DAILY, workspace="x"),
    ]
    gone = surplus([*copies, *others], "w")
    kept = [one for one in [*copies, *others] if one not in gone]
    assert kept[-2:] == others
    days = [round((START - one.made_at).total_seconds() / 86400) for one in kept[:-2]]
    assert days[:7] == list(range(7))
    assert len(days) <= 7 + 4
    assert days[-1] >= 15  # the oldest is of the fourth week


def test_a_disk_that_takes_no_more_is_no_damage(workspace: Workspace, tmp_path: Path):
    """The limit of the system is reached in the middle of the copy; the workspace goes on."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(NoRoom):
            made_of(workspace, tmp_path / "out" / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "out").iterdir()) == []
    assert workspace.damage == ""
    assert made_of(workspace, tmp_path / "out" / "copy.db").checked
