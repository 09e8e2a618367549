"""The demonstration on a Tuesday, in a real window whose clock the story moves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QTimer

from cmworkstation import workspaces
from cmworkstation.connectors.demo import DemoConnector
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.ui.live import Live
from tests.clocks import SetClock
from tests.ui.conftest import app
from tests.ui.inbox.conftest import Scene, ended
from tools.story import Story

__all__ = ["app"]
A_TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
Told = TypeVar("Told", bound=Story)


@pytest.fixture
def play(
    app: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[type[Told]], Told]]:
    """Return what begins a story of some kind."""
    clock = SetClock(A_TUESDAY)
    monkeypatch.setattr(DemoConnector, "clock", clock)
    services = workspaces.open_demo(None, clock=clock)
    scene = Scene(services, qtbot)
    live = Live(scene.window, services, scene.window.jobs)
    live.start()
    for timer in live.findChildren(QTimer):
        timer.stop()  # time passes when the story says so
    scene.settle()

    def begin(kind: type[Told]) -> Told:
        return kind(scene.window, services, live, scene.settle, clock.advance)

    yield begin
    ended(scene)
    SERVER.reset()
