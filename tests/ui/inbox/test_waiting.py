"""Waiting for the person by hand: by key, and back by undo."""

from PySide6.QtCore import Qt

from cmworkstation.domain.conversation import Status, View
from tests.ui.inbox.conftest import Scene


def waiting(scene: Scene, status: Status = Status.WAITING_US) -> list[int]:
    return list(scene.services.inbox.ids(View(status=status)))


def test_a_key_lets_a_conversation_wait_for_the_person_and_undo_brings_it_back(town: Scene) -> None:
    before = waiting(town)
    town.page.list.table.setFocus()
    town.page.list.select_id(before[0])
    town.settle()
    assert town.window.can("inbox.wait")
    town.qtbot.keyClick(town.page.list.table, Qt.Key.Key_W)
    town.settle()
    assert waiting(town) == before[1:]
    assert before[0] in waiting(town, Status.WAITING_THEM)
    town.window.act("app.undo")
    town.settle()
    assert waiting(town) == before
