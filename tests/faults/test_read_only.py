"""F7: a workspace that cannot be written to is read, says so, and sends nothing."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from cmworkstation import app as program
from cmworkstation import cli, workspaces
from cmworkstation.app import build_window
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import FolderUnusable, OpenedReadOnly, WorkstationError
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.workstation import Services
from cmworkstation.store.database import FILE
from cmworkstation.ui.commands import COMMANDS
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.state_bands import StateBand
from tests.builders_workspace import a_town
from tests.faults import disks
from tests.faults.privileges import without_privileges

pytestmark = pytest.mark.fault("F7")
LOG = f"{FILE}-wal"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return the folder of a workspace that was closed in good order."""
    folder = tmp_path / "town"
    services = a_town(folder)
    services.drafts.save(_a_draft(services))
    services.close()
    assert not (folder / LOG).exists()
    return folder


@pytest.fixture
def crashed(town: Path, tmp_path: Path) -> Path:
    """Return a copy of a workspace of which a part stands in the log only."""
    folder = tmp_path / "crashed"
    services = workspaces.open_own(town)
    services.settings.put("signer", "Mairie")
    folder.mkdir()
    for name in (FILE, LOG):
        shutil.copy(town / name, folder / name)
    services.close()
    assert (folder / LOG).stat().st_size
    return folder


def _a_draft(services: Services) -> Any:
    from dataclasses import replace

    first = ConversationId(services.inbox.ids(View())[0])
    return replace(services.drafts.begin(first), body="Bonjour")


@pytest.fixture
def plain() -> Iterator[None]:
    with without_privileges():
        yield


def closed_to_all(folder: Path, *, files: bool = True) -> None:
    if files:
        for one in folder.iterdir():
            one.chmod(0o444)
    folder.chmod(0o555)


@pytest.fixture(autouse=True)
def _opened_again(tmp_path: Path) -> Iterator[None]:
    yield
    for folder, _, files in os.walk(tmp_path):
        Path(folder).chmod(0o755)
        for one in files:
            (Path(folder) / one).chmod(0o644)


def opened(place: Path) -> Services:
    """Open a workspace as both the window and the command line do."""
    try:
        return workspaces.open_own(place)
    except WorkstationError as error:
        why = workspaces.why_only_read(error)
        if why is None:
            raise
        return workspaces.open_own(place, read_only=True, why=why)


def reads_and_writes_nothing(services: Services, why: ReadOnlyReason) -> None:
    with closing(services):
        assert (services.read_only, services.why_read_only) == (True, why)
        ids = services.inbox.ids(View())
        assert len(ids) >= 4
        assert services.inbox.search("fair")
        assert services.inbox.thread(ConversationId(ids[0])).entries
        assert [draft.body for draft in services.drafts.listed()] == ["Bonjour"]
        with pytest.raises(OpenedReadOnly) as refused:
            services.drafts.save(_a_draft(services))
        assert refused.value.reason == why
        with pytest.raises(OpenedReadOnly):
            services.outbox.queue(_a_draft(services), hold_s=0)
        assert services.workspace.problems() == []


def test_a_folder_that_cannot_be_written_to(town: Path, plain: None) -> None:
    closed_to_all(town)
    before = sorted(one.name for one in town.iterdir())
    reads_and_writes_nothing(opened(town), ReadOnlyReason.FOLDER)
    assert sorted(one.name for one in town.iterdir()) == before


def test_a_folder_that_takes_no_new_files(town: Path, plain: None) -> None:
    closed_to_all(town, files=False)
    reads_and_writes_nothing(opened(town), ReadOnlyReason.FOLDER)


def test_a_file_that_cannot_be_written_to_in_a_folder_that_can(town: Path, plain: None) -> None:
    (town / FILE).chmod(0o444)
    reads_and_writes_nothing(opened(town), ReadOnlyReason.FOLDER)


def test_what_stands_in_a_log_is_read_too(crashed: Path, plain: None) -> None:
    closed_to_all(crashed)
    services = opened(crashed)
    assert services.settings.value("signer") == "Mairie", "it stands in the log only"
    reads_and_writes_nothing(services, ReadOnlyReason.FOLDER)


if disks.may_mount():

    @pytest.mark.parametrize("source", ["town", "crashed"])
    def test_a_medium_that_cannot_be_written_to(
        source: str, request: pytest.FixtureRequest
    ) -> None:
        folder: Path = request.getfixturevalue(source)
        with disks.small_disk(32 * 2**20) as disk:
            shutil.copytree(folder, disk / "w")
            disks.remount(disk, "ro")
            services = opened(disk / "w")
            assert services.settings.value("signer") == ("Mairie" if source == "crashed" else "")
            reads_and_writes_nothing(services, ReadOnlyReason.FOLDER)


def test_a_copy_in_a_single_file_is_read_where_it_lies(town: Path, tmp_path: Path) -> None:
    copy = tmp_path / "share" / "workspace-2026-09-03.db"
    copy.parent.mkdir()
    shutil.copy(town / FILE, copy)
    before = copy.read_bytes()
    reads_and_writes_nothing(opened(copy), ReadOnlyReason.COPY)
    assert copy.read_bytes() == before
    assert [one.name for one in copy.parent.iterdir()] == [copy.name], "nothing is left beside it"


def test_a_copy_on_a_medium_that_cannot_be_written_to(
    town: Path, tmp_path: Path, plain: None
) -> None:
    copy = tmp_path / "share" / "workspace-2026-09-03.db"
    copy.parent.mkdir()
    shutil.copy(town / FILE, copy)
    closed_to_all(copy.parent)
    reads_and_writes_nothing(opened(copy), ReadOnlyReason.COPY)


def test_the_file_of_a_workspace_means_the_workspace(town: Path) -> None:
    with closing(opened(town / FILE)) as services:
        assert not services.read_only
        assert services.folder == town


def test_no_workspace_is_made_where_nothing_can_be_written(tmp_path: Path, plain: None) -> None:
    place = tmp_path / "closed"
    place.mkdir()
    place.chmod(0o555)
    with pytest.raises(FolderUnusable):
        workspaces.open_own(place / "w")
    with pytest.raises(FolderUnusable):
        workspaces.open_own(place)


def test_a_foreign_file_is_no_copy_of_a_workspace(tmp_path: Path) -> None:
    file = tmp_path / "recipes.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipe(name)")
    before = file.read_bytes()
    with pytest.raises(WorkstationError) as refused:
        workspaces.open_own(file)
    assert workspaces.why_only_read(refused.value) is None
    assert file.read_bytes() == before


def test_the_command_line_reads_it_and_does_not_send(
    town: Path, plain: None, capsys: pytest.CaptureFixture[str]
) -> None:
    closed_to_all(town)
    assert cli.main(["search", "--workspace", str(town), "fair"]) == 0
    assert "fair" in capsys.readouterr().out
    assert cli.main(["sync", "--workspace", str(town)]) == 1
    assert "open for reading only" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------- the window


@pytest.mark.timeout(300)  # it runs every command of the program
def test_the_window_says_why_and_every_command_leaves_the_file_as_it_is(
    qapp: QApplication, town: Path, tmp_path: Path, qtbot: Any
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(town / FILE, copy)
    before = copy.read_bytes()
    services = opened(copy)
    window = build_window(services, Preferences(volatile=True), theme="light")
    qtbot.addWidget(window)
    window.show()

    def settle() -> None:
        qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=10_000)
        QApplication.processEvents()

    settle()
    (band,) = window.findChildren(StateBand)
    assert band.accessibleName().startswith("Read only: this is a copy in a single file.")
    inbox: Any = window.page("inbox")
    for page in ("inbox", "outbox", "accounts", "charter"):
        for command in COMMANDS:
            area = command.id.partition(".")[0]
            if area == "app" or (page not in ("inbox", area)):  # the window alone; each once
                continue
            window.go(page)
            if page == "inbox":
                inbox = window.page("inbox")
                inbox.list.select_row(0)
                settle()
            window.run(command)
            settle()
            for top in QApplication.topLevelWidgets():
                if top is not window and top.isVisible():
                    top.close()
    window.go("inbox")
    window.act("inbox.reply")
    assert "This window only reads." in window.status._said.text()
    window.close()
    services.close()
    assert copy.read_bytes() == before


def test_the_program_opens_a_closed_folder_to_be_read(
    qapp: QApplication, town: Path, plain: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed_to_all(town)
    picture = tmp_path / "shot.png"
    assert program.main(["--workspace", str(town), "--shot", str(picture), "--lang", "en"]) == 0
    assert picture.stat().st_size
    for top in QApplication.topLevelWidgets():
        top.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not (town / LOG).exists()


def test_somebody_may_ask_to_only_read(qapp: QApplication, town: Path, tmp_path: Path) -> None:
    options = program._options(["--workspace", str(town), "--read-only"])
    services = program._open(options)
    assert isinstance(services, Services)
    reads_and_writes_nothing(services, ReadOnlyReason.WANTED)
