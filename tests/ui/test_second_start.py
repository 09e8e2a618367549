"""F14: a second start brings the first window to the front, or opens read-only where that window does not answer."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from cmworkstation import app as program
from cmworkstation import workspaces
from cmworkstation.domain.errors import WorkspaceInUse
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.services.workstation import Services
from cmworkstation.ui import single
from cmworkstation.ui.single import FirstWindow

pytestmark = pytest.mark.fault("F14")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Services]:
    """Give a workspace that a first instance has open."""
    services = workspaces.open_own(tmp_path / "w")
    yield services
    services.close()


def test_the_first_window_comes_to_the_front_and_the_second_start_ends(
    app: QApplication, first: Services, qtbot: Any
) -> None:
    raised: list[int] = []
    holder = QObject()
    window = FirstWindow(first.folder, lambda: raised.append(1), holder)
    second = subprocess.Popen(
        [sys.executable, "-m", "cmworkstation", "--workspace", str(first.folder)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    try:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
        assert (second.returncode, raised) == (0, [1])
    finally:
        second.kill()
        _, said = second.communicate()
        window.stop()
    assert b"Traceback" not in said


def test_a_first_window_that_does_not_answer_leaves_the_second_to_read(
    app: QApplication, first: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "ANSWER_MS", 50)
    assert not single.raise_first(first.folder)
    options = program._options(["--workspace", str(first.folder)])
    refused = program._open(options)
    assert isinstance(refused, WorkspaceInUse)
    services = program._open_to_read(options, refused)
    assert isinstance(services, Services)
    assert services.why_read_only is ReadOnlyReason.IN_USE
    with pytest.raises(WorkspaceInUse):
        services.settings.put("signer", "Mairie")
    services.close()


def test_what_a_crash_left_behind_does_not_keep_the_next_window_from_listening(
    app: QApplication, tmp_path: Path, qtbot: Any
) -> None:
    holder = QObject()
    left = FirstWindow(tmp_path, lambda: None, holder)  # never stopped, as after a crash
    raised: list[int] = []
    again = FirstWindow(tmp_path, lambda: raised.append(1), holder)
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(single._name(tmp_path))
    qtbot.waitUntil(lambda: raised == [1], timeout=10_000)
    socket.abort()
    again.stop()
    left.stop()
