"""Very many conversations at once, in the window: all of a view, asked about, on the way, stopped, taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from cmworkstation.domain.conversation import Status, View
from tests.builders_workspace import a_workstation, add_account, many
from tests.ui.inbox.conftest import Scene, a_scene  # noqa: F401 - a fixture

MANY = 2300  # three slices


@pytest.fixture
def full(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:  # noqa: F811
    services = a_workstation(tmp_path / "w")
    many(services, add_account(services), MANY)
    return a_scene(services)


def standing(scene: Scene, status: Status) -> int:
    return len(scene.services.inbox.ids(View(status=status)))


def asked(scene: Scene) -> QMessageBox:
    (question,) = (one for one in scene.window.findChildren(QMessageBox) if one.isVisible())
    return question


def answer(question: QMessageBox, role: QMessageBox.ButtonRole) -> None:
    next(one for one in question.buttons() if question.buttonRole(one) is role).click()


def test_all_of_a_view_is_selected_and_done_after_a_question_and_one_undo_brings_it_back(full):
    full.window.act("inbox.select_all")
    full.settle()
    assert len(full.page.deciding.targets()) == MANY
    assert "2,300" in full.page.list.bar.words.text()
    QTest.keyClick(full.page.list.table, Qt.Key.Key_E)
    assert standing(full, Status.DONE) == 0
    question = asked(full)
    assert "2,300" in question.text()
    answer(question, QMessageBox.ButtonRole.AcceptRole)
    assert full.page.rounds.bar.isVisible()
    full.settle()
    assert standing(full, Status.DONE) == MANY
    assert not full.page.rounds.bar.isVisible()
    assert full.page.model.rowCount() == 0
    full.window.act("app.undo")
    full.settle()
    assert standing(full, Status.WAITING_US) == MANY
    assert full.page.model.rowCount() == MANY
    assert full.services.inbox.recount() == []


def test_whoever_says_no_to_the_question_changes_nothing(full):
    full.window.act("inbox.select_all")
    full.settle()
    full.window.act("inbox.mute")
    answer(asked(full), QMessageBox.ButtonRole.RejectRole)
    full.settle()
    assert full.services.inbox.ids(View(status=None, muted=True)) == full.services.inbox.ids(
        View(status=None, muted=True), 0
    )


def test_it_stops_after_the_slice_under_way_and_what_was_done_is_taken_back(full, monkeypatch):
    real = full.services.inbox.set_status

    def act(*args: Any, **how: Any) -> object:
        full.page.rounds.stop()  # as by the button, while the first slice is carried out
        return real(*args, **how)

    monkeypatch.setattr(full.services.inbox, "set_status", act)
    full.window.act("inbox.select_all")
    full.settle()
    full.window.act("inbox.done")
    answer(asked(full), QMessageBox.ButtonRole.AcceptRole)
    full.settle()
    assert standing(full, Status.DONE) == 1000
    assert full.page.model.rowCount() == MANY - 1000
    full.window.act("app.undo")
    full.settle()
    assert standing(full, Status.WAITING_US) == MANY


def test_up_to_a_thousand_nobody_is_asked(full):
    ids = list(full.page.model.ids())[:1000]
    full.page.settling.settle(ids, Status.DONE, then_next=False)
    full.settle()
    assert standing(full, Status.DONE) == 1000
