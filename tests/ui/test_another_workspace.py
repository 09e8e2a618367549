"""Another workspace takes the place of the open one, and nothing of the open one is lost by it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from cmworkstation import app as program
from cmworkstation import workspaces
from cmworkstation.domain.errors import NetworkFolder, StorageFull
from cmworkstation.services import ground
from cmworkstation.store.database import FILE
from cmworkstation.ui.leaving import LeavingBox
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.state_bands import StateBand
from tests.builders_workspace import a_town


class Office:
    """The program with a town open, and a second workspace beside it."""

    def __init__(self, tmp_path: Path, qtbot: Any, patch: pytest.MonkeyPatch) -> None:
        a_town(tmp_path / "town").close()
        self.town, self.second = tmp_path / "town", tmp_path / "second"
        patch.setattr(program, "after_first_paint", lambda window, services: None)
        self.desk = program.Desk(program._options(["--lang", "en"]), Preferences(volatile=True))
        self.desk.show(workspaces.open_own(self.town))
        self.qtbot = qtbot
        self.settle()

    def settle(self) -> None:
        window = self.desk.window
        self.qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=10_000)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def change(self, place: Path) -> None:
        self.desk.window.another_wanted.emit(place)
        self.settle()

    def said(self) -> str:
        return self.desk.window.status._said.text()

    def compose(self, text: str) -> Any:
        inbox: Any = self.desk.window.page("inbox")
        inbox.list.select_row(0)
        self.settle()
        self.desk.window.act("inbox.reply")
        self.settle()
        inbox.composer.editor.setPlainText(text)
        return inbox.composer


@pytest.fixture
def office(
    app: QApplication, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    made = Office(tmp_path, qtbot, monkeypatch)
    yield made
    made.settle()
    made.desk._close_book()
    made.desk.window.leave_anyway = True
    made.desk.window.close()
    made.desk.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.desk.services.close()


def test_another_folder_becomes_the_workspace(office: Office) -> None:
    before = office.desk.window
    office.compose("Said before leaving")
    office.change(office.second)
    assert office.desk.window is not before
    assert office.desk.services.folder == office.second
    assert office.desk.window.isVisible()
    with pytest.raises(RuntimeError):  # it is gone
        before.isVisible()
    office.change(office.town)
    assert [one.body for one in office.desk.services.drafts.listed()] == ["Said before leaving"]


def test_a_copy_is_opened_to_be_read(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    workspaces.open_own(office.second).close()
    shutil.copy(office.second / FILE, copy)
    office.change(copy)
    assert office.desk.services.read_only
    (band,) = office.desk.window.findChildren(StateBand)
    assert "copy in a single file" in band.accessibleName()


def test_the_open_workspace_itself_stays_open(office: Office) -> None:
    before = office.desk.window
    for place in (office.town, office.town / FILE, office.town / ".." / "town"):
        office.change(place)
        assert office.said() == "This workspace is open already."
    assert office.desk.window is before


def test_one_that_cannot_be_opened_is_told_and_the_open_one_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.desk.window
    monkeypatch.setattr(ground, "file_system", lambda _: "nfs4")
    office.change(office.second)
    assert office.desk.window is before
    ((_, bar),) = before._bars
    assert "network drive" in bar.accessibleName()
    assert before._last_error is not None
    assert isinstance(before._last_error, NetworkFolder)
    assert not office.second.exists()


def test_one_that_another_window_has_is_brought_to_the_front_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = workspaces.open_own(office.second)
    monkeypatch.setattr(program, "_raise_first", lambda folder: folder == office.second)
    office.change(office.second)
    assert office.said() == "Its own window was brought to the front."
    assert office.desk.services.folder == office.town
    monkeypatch.setattr(program, "_raise_first", lambda folder: False)
    office.change(office.second)
    assert office.desk.services.read_only, "a window that does not answer leaves it to be read"
    other.close()


def test_what_is_not_saved_keeps_the_window(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: bool) -> None:
        raise StorageFull

    composer = office.compose("Not on the disk")
    with monkeypatch.context() as patch:
        patch.setattr(office.desk.services.workspace.room, "before", full)
        before = office.desk.window
        office.change(office.second)
        assert office.desk.window is before
        assert before.findChildren(LeavingBox)
        assert composer.editor.toPlainText() == "Not on the disk"
    workspaces.open_own(office.second).close()  # it was let go


@pytest.mark.parametrize("command", ["app.open_workspace", "app.open_copy"])
def test_the_menu_asks_which(office: Office, command: str, tmp_path: Path) -> None:
    office.desk.window.act(command)
    (dialog,) = office.desk.window.findChildren(QFileDialog)
    assert dialog.isVisible()
    wanted: list[Path] = []
    office.desk.window.another_wanted.disconnect(office.desk.change)
    office.desk.window.another_wanted.connect(wanted.append)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert wanted == [tmp_path]
