"""The inbox page in a real window over a temporary workspace."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cmworkstation.app import build_window
from cmworkstation.services.workstation import Services
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.preferences import Preferences
from tests.builders_workspace import a_town


class Scene:
    """A window with its inbox, and ways to wait for it."""

    def __init__(
        self, services: Services, qtbot: Any, width: int = 1280, theme: str = "light"
    ) -> None:
        self.services = services
        self.qtbot = qtbot
        self.window: MainWindow = build_window(
            services, Preferences(volatile=True), theme=theme, zoom=1.0
        )
        self.window.resize(width, 800)
        self.window.show()
        qtbot.waitUntil(lambda: self.window.jobs._held is None)  # it was painted, and has its keys
        self.settle()

    @property
    def page(self) -> InboxPage:
        page = self.window.page("inbox")
        assert isinstance(page, InboxPage)
        return page

    def settle(self) -> None:
        """Wait until all is built, no job is under way and nothing waits to be painted."""
        self.window._meanwhile.finish()
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=10_000)
        QApplication.processEvents()
        page = self.window.page("inbox")
        if isinstance(page, InboxPage):  # the thread follows the list once the list stands still
            self.qtbot.waitUntil(lambda: not page.opening.waits(), timeout=10_000)
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=10_000)
        QApplication.processEvents()

    def open(self, name: str) -> int:
        """Open the conversation whose author's name begins so; return its id."""
        model = self.page.model
        for row in range(model.rowCount()):
            found = model.conversation(row)
            if found is not None and found.author_name.startswith(name):
                self.page.list.select_row(row)
                self.settle()
                self.page.thread_pane.line.finish()
                return found.id
        raise LookupError(name)

    def authors(self) -> list[str]:
        """Return who stands in the list, from top to bottom."""
        model = self.page.model
        rows = [model.conversation(n) for n in range(model.rowCount())]
        return [row.author_name for row in rows if row is not None]


def ended(*scenes: Scene) -> None:
    """Close windows, then the workspaces: two windows may show one."""
    for scene in scenes:
        close_window(scene)
    for scene in scenes:
        scene.services.close()


def close_window(scene: Scene) -> None:
    if scene.window.page("inbox") is not None:
        scene.page.opening.read_pause.stop()
    scene.settle()
    # A key that closed the window that it was pressed in is never let go: the next test would hold Ctrl.
    QTest.keyRelease(scene.window, Qt.Key.Key_Control)
    scene.window.close()
    QApplication.processEvents()
    scene.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def a_scene(qtbot: Any, tmp_path: Path) -> Iterator[Callable[..., Scene]]:
    """Build scenes over a workspace, the town by default; they are closed at the end."""
    made: list[Scene] = []

    def build(services: Services | None = None, width: int = 1280) -> Scene:
        made.append(Scene(services or a_town(tmp_path / "w"), qtbot, width))
        return made[-1]

    yield build
    ended(*made)


@pytest.fixture
def town(a_scene: Callable[..., Scene]) -> Scene:
    return a_scene()
