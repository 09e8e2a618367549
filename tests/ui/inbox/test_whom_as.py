"""Whom an answer speaks as is readable in full, however long the handle and however narrow the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.inbox.conftest import Scene, a_scene  # noqa: F401 - a fixture

LONG = "association-des-habitants-du-quartier@mastodon.saint-barthelemy-le-vieux.example"


@pytest.mark.parametrize(
    ("width", "zoom"), [(420, 2.0), (420, 1.0), (1000, 2.0), (1280, 1.0)], ids=str
)
def test_the_account_that_will_send_is_never_cut(
    a_scene: Callable[..., Scene],  # noqa: F811
    tmp_path: Path,
    width: int,
    zoom: float,
) -> None:
    services = a_workstation(tmp_path / "w")
    account = add_account(services, handle=LONG)
    receive(services, account, [a_message("one", "May we bring our own chairs?")])
    scene = a_scene(services, width)
    if zoom != 1.0:
        scene.window.set_look(zoom=zoom)
        scene.window.resize(width, 800)
        scene.settle()
    scene.page.list.select_row(0)
    assert scene.window.act("inbox.reply")
    scene.settle()
    composer = scene.page.composer
    assert composer is not None
    label = composer.foot.as_
    assert LONG in label.text()
    scene.qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    box = _on_screen(label)
    assert label.visibleRegion().boundingRect() == label.rect()
    for button in (composer.foot.send, composer.foot.plan.button):
        assert button.visibleRegion().boundingRect() == button.rect()
        assert not _on_screen(button).intersects(box)


def _on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
