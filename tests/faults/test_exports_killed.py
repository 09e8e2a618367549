"""Killed, or out of room, while a case file or a table is written: the old file stays, or the new one is whole."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.case_file import Wanted
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import BackupFailed, NoRoom
from cmworkstation.domain.table import Format
from cmworkstation.services import table_export
from cmworkstation.services.workstation import Services
from cmworkstation.ui.review.printing import Paper, write_pdf
from cmworkstation.words.case_file import HtmlCase
from tests.builders_workspace import a_town
from tests.faults import disks
from tests.faults.plugin import Ran
from tests.faults.world import KILLED, passages
from tests.walking import walked

pytestmark = pytest.mark.in_memory
OLD = b"an older file of this name"
# Only what differs between two runs of the same: the time at which a case file was made.
LIFE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from cmworkstation import workspaces
from tests.faults import test_exports_killed as exports

application = QGuiApplication([])
services = workspaces.open_own(Path(sys.argv[1]))
exports.write(services, Path(sys.argv[2]))
services.close()
"""


def write(services: Services, target: Path) -> int:
    """Write what the name of the file says: conversations as a table, or as a case file."""
    homes = list(services.inbox.ids(View(status=None)))
    files, wanted = services.case_files, Wanted()
    if target.suffix == ".csv":
        table_export.SLICE = 2  # type: ignore[misc]
        return walked(services.tables.write(services.tables.conversations(), target, Format.CSV))
    if target.suffix == ".pdf":
        paper = Paper(HtmlCase(), files.head(homes, wanted))
        return walked(write_pdf(target, paper, files.cases(homes, wanted, HtmlCase())))
    return walked(files.write(target, homes, wanted, HtmlCase()))


def whole(target: Path) -> bool:
    """Tell whether a file is what it should be from its beginning to its end."""
    content = target.read_bytes()
    begin, end = {
        ".csv": (b"\xef\xbb\xbfconversation,", b"\n"),
        ".pdf": (b"%PDF-", b"%%EOF"),
        ".html": (b"<!DOCTYPE html>", b"</html>"),
        ".jsonl": (b'{"kind": "conversation"', b"}"),
    }[target.suffix]
    return content.startswith(begin) and content.rstrip().endswith(end.strip())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town") / "w"
    a_town(folder).close()
    return folder


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with closing(a_town(tmp_path / "w")) as made:
        yield made


def live(town: Path, target: Path, **asked: str) -> int:
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, str(town), str(target)],
        env={
            **os.environ,
            **asked,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in (0, KILLED), ended.stderr.decode()
    return ended.returncode


@pytest.mark.fault("F4")
@pytest.mark.parametrize("name", ["case.html", "case.jsonl", "case.pdf", "table.csv"])
def test_killed_anywhere_the_old_file_stays_or_the_new_one_is_whole(
    town: Path, tmp_path: Path, ran: Ran, name: str
) -> None:
    log, folder = tmp_path / "log", tmp_path / "out"
    folder.mkdir()
    target = folder / name
    assert live(town, target, CMW_KILL_LOG=str(log)) == 0
    assert whole(target)
    points = [one for one in passages(log) if one.startswith("file.")]
    assert points[-2:] == ["file.written:1", "file.placed:1"]
    chosen = dict.fromkeys((points[len(points) // 2], *points[-2:]))
    for point in chosen:
        target.write_bytes(OLD)
        assert live(town, target, CMW_KILL_AT=point) == KILLED
        ran(seed=f"{name} {point}")
        if point.startswith("file.placed"):
            assert whole(target)
        else:
            assert target.read_bytes() == OLD
        assert {one.name for one in folder.iterdir()} <= {name, f"{name}.part"}
    assert live(town, target) == 0
    assert whole(target)
    assert [one.name for one in folder.iterdir()] == [name], "what was left over is gone"


@pytest.mark.fault("F6")
@pytest.mark.parametrize("name", ["case.html", "case.jsonl", "case.pdf", "table.csv"])
def test_a_limit_in_the_middle_is_told_and_the_old_file_stays(
    services: Services, tmp_path: Path, qapp: Any, name: str
) -> None:
    _out_of_room(services, tmp_path / "out", name, lambda _: disks.limit_files(600))


if disks.may_mount():

    @pytest.mark.fault("F5")
    @pytest.mark.parametrize("name", ["case.html", "case.jsonl", "case.pdf", "table.csv"])
    def test_a_full_disk_in_the_middle_is_told_and_the_old_file_stays(
        services: Services, qapp: Any, name: str
    ) -> None:
        with disks.small_disk(2**20) as folder:
            _out_of_room(services, folder / "out", name, lambda at: disks.fill(at, 0))


def _out_of_room(
    services: Services, folder: Path, name: str, end: Callable[[Path], Callable[[], None]]
) -> None:
    folder.mkdir()
    target = folder / name
    target.write_bytes(OLD)
    services.case_files  # noqa: B018 - what is built when it is asked for is built while there is room
    relieve = end(folder)
    try:
        with pytest.raises((NoRoom, BackupFailed)):
            write(services, target)
    finally:
        relieve()
    assert target.read_bytes() == OLD
    assert [one.name for one in folder.iterdir() if one.name != disks.FILLER] == [name]
    write(services, target)
    assert whole(target)
