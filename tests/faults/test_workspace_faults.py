"""Files that are not what they should be: a clear error, nothing touched, nothing lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.errors import StoreDamaged, WorkspaceInUse, WorkspaceTooNew
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.version import SCHEMA
from tests.faults.nursery import Nursery
from tests.faults.world import KILLED, World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace folder that was closed in good order."""
    Workspace(tmp_path / "w").close()
    return tmp_path / "w"


def foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipe(name TEXT)")
        connection.execute("INSERT INTO recipe VALUES('soupe')")
        connection.commit()


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)


@pytest.mark.fault("F8", "F15")
@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_workspace_is_refused_and_left_untouched(folder: Path, read_only: bool):
    change(folder / FILE, f"PRAGMA user_version={SCHEMA + 1}")
    before = (folder / FILE).read_bytes()
    with pytest.raises(WorkspaceTooNew) as refused:
        Workspace(folder, read_only=read_only)
    assert (refused.value.found, refused.value.known) == (SCHEMA + 1, SCHEMA)
    assert (folder / FILE).read_bytes() == before
    assert not list(folder.glob("backups/*"))


@pytest.mark.fault("F8")
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_another_program_is_refused_and_left_untouched(tmp_path: Path, read_only: bool):
    foreign(tmp_path / FILE)
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        Workspace(tmp_path, read_only=read_only)
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.fault("F8")
@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("content", [b"Bonjour\n" * 600, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_file_of_garbage_is_refused_and_left_untouched(
    tmp_path: Path, content: bytes, read_only: bool
):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreDamaged):
        Workspace(tmp_path, read_only=read_only)
    assert (tmp_path / FILE).read_bytes() == content


@pytest.mark.fault("F8")
def test_an_empty_file_is_a_workspace_that_was_never_begun(tmp_path: Path):
    (tmp_path / FILE).write_bytes(b"")
    with pytest.raises(StoreDamaged, match="never begun"):
        Workspace(tmp_path, read_only=True)
    with closing(Workspace(tmp_path)) as workspace:
        assert workspace.problems() == []


@pytest.mark.fault("F8")
def test_a_file_cut_in_half_is_noticed(folder: Path):
    whole = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(whole[: len(whole) // 2])
    try:
        workspace = Workspace(folder)
    except StoreDamaged:
        return
    with closing(workspace):
        assert workspace.problems() != []


def test_the_lock_is_free_after_a_refusal(folder: Path):
    change(folder / FILE, "PRAGMA user_version=99")
    for _ in range(3):
        with pytest.raises(WorkspaceTooNew):
            Workspace(folder)
    change(folder / FILE, f"PRAGMA user_version={SCHEMA}")
    Workspace(folder).close()


@pytest.mark.fault("F7", "F14")
def test_read_only_reads_beside_a_writer_and_writes_nothing(folder: Path):
    with closing(Workspace(folder)) as writer, closing(Workspace(folder, read_only=True)) as reader:
        with writer.write() as connection:
            connection.execute("INSERT INTO setting VALUES('signer', 'Mairie')")
        assert reader.read().execute("SELECT value FROM setting").fetchone() == ("Mairie",)
        with pytest.raises(WorkspaceInUse), reader.write():
            pass
        with pytest.raises(sqlite3.OperationalError):
            reader.read().execute("DELETE FROM setting")


@pytest.mark.fault("F7")
@pytest.mark.parametrize("there", [True, False])
def test_read_only_of_nothing_is_refused(tmp_path: Path, there: bool):
    if there:
        (tmp_path / "w").mkdir()
    with pytest.raises(StoreDamaged):
        Workspace(tmp_path / "w", read_only=True)
    assert not (tmp_path / "w" / FILE).exists()


@pytest.mark.fault("F15")
def test_killed_while_it_is_made_it_is_made_at_the_next_start(tmp_path: Path, nursery: Nursery):
    with World(tmp_path / "w", nursery, replies=1) as world:
        assert world.live(kill_at="store.migrated") == KILLED
        with closing(sqlite3.connect(world.workspace / FILE)) as connection:
            assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
        world.settle()
        assert world.violations() == []
