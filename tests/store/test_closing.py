"""A workspace that is closed while other threads still read and write there."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cmworkstation.domain.errors import WorkspaceClosed, WorkspaceInUse
from cmworkstation.store import database
from cmworkstation.store.database import Workspace

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE {}"
# In a process of its own: where a connection is closed under its reader, the process ends without a word.
QUIT = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from cmworkstation.store.database import Workspace

QUESTION = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT max(i) FROM n"

def read(workspace, begun):
    try:
        while True:
            workspace.read().execute(QUESTION).fetchall()
            begun.set()
    except Exception as error:
        return type(error).__name__

with ThreadPoolExecutor(3) as lanes:
    for n in range(10):
        workspace = Workspace(Path(sys.argv[1], str(n)))
        begun = threading.Event()
        ends = [lanes.submit(read, workspace, begun) for _ in range(3)]
        begun.wait()
        workspace.close()
        print(*{one.result() for one in ends})
"""


@pytest.fixture
def lane():
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_closing_while_lanes_read_ends_them_with_a_clear_error_and_not_the_process(tmp_path):
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", QUIT, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["WorkspaceClosed"] * 10


@pytest.mark.parametrize("row_by_row", [False, True])
def test_a_question_without_end_is_interrupted(tmp_path, lane, row_by_row):
    workspace = Workspace(tmp_path)
    begun = threading.Event()

    def read() -> str:
        try:
            if row_by_row:
                for _ in workspace.read().execute(ENDLESS.format("true")):
                    begun.set()
            else:
                connection = workspace.read()
                begun.set()
                connection.execute(ENDLESS.format("i < 0")).fetchone()
        except Exception as error:  # noqa: BLE001 - what a lane would carry to the window
            return f"{type(error).__name__} {error}".strip()
        return "it ended by itself"

    end = lane.submit(read)
    assert begun.wait(10)
    workspace.close()
    assert end.result(10) == ("OperationalError interrupted" if row_by_row else "WorkspaceClosed")
    assert not list(
        tmp_path.glob("*-wal")
    )  # each connection is closed: the last one put everything in its place


def test_who_comes_after_the_closing_hears_that_it_is_closed(tmp_path, lane):
    workspace = Workspace(tmp_path)
    own, other = workspace.read(), lane.submit(workspace.read).result()
    workspace.close()
    for late in (
        workspace.read,
        lambda: own.execute("SELECT 1"),
        lambda: other.execute("SELECT 1"),
        workspace.write().__enter__,
    ):
        with pytest.raises(WorkspaceClosed):
            lane.submit(late).result()
    workspace.close()  # a second time is none too many


def test_what_is_being_written_is_written_to_its_end_and_what_waits_is_refused(tmp_path, lane):
    workspace = Workspace(tmp_path)
    writing, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with workspace.write() as writer:
            writing.set()
            go_on.wait(10)
            writer.execute("PRAGMA user_version = 77")

    first = lane.submit(write)
    assert writing.wait(10)
    with ThreadPoolExecutor(1) as another:
        late = another.submit(lambda: workspace.write().__enter__())
        closing = threading.Thread(target=workspace.close)
        closing.start()
        while not workspace.closed:
            closing.join(0.01)
        go_on.set()
        closing.join(10)
        first.result(10)
        assert isinstance(late.exception(10), WorkspaceClosed)
    version = (tmp_path / database.FILE).read_bytes()[60:64]
    assert int.from_bytes(version) == 77


def test_what_does_not_end_in_time_keeps_the_lock_until_it_does(tmp_path, lane, monkeypatch):
    monkeypatch.setattr(database, "CLOSING_S", 0.05)
    workspace = Workspace(tmp_path)
    writing, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with workspace.write():
            writing.set()
            go_on.wait(10)

    first = lane.submit(write)
    assert writing.wait(10)
    workspace.close()
    with pytest.raises(WorkspaceInUse):
        Workspace(tmp_path)
    go_on.set()
    first.result(10)
    workspace._writer.close()
    workspace._release()
    Workspace(tmp_path).close()
