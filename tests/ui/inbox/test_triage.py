"""Walking the triage beside a message, with the keys."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.ui.inbox.triage_pane import TriagePane
from cmworkstation.ui.widgets.bars import UndoBar
from cmworkstation.ui.widgets.labels import PlainLabel
from tests.builders_workspace import a_town
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def governed(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    """A town whose accounts are governed by the French starter."""
    services = a_town(tmp_path / "w")
    charter_id, _ = services.charters.add_starter("mediatheques-ormaie")
    for one in services.accounts.listed():
        services.charters.assign(one.id, charter_id)
    return a_scene(services)


def pane(scene: Scene) -> TriagePane:
    found = scene.page.context.triage.triager
    assert found is not None
    return found.pane


def said(scene: Scene) -> str:
    """Return all words that the triage shows."""
    labels = pane(scene).findChildren(PlainLabel)
    return "\n".join(one.text() for one in labels if one.isVisible())


def opened(scene: Scene) -> ConversationId:
    scene.page.open_first()
    scene.settle()
    scene.window.act("triage.walk")
    scene.settle()
    return ConversationId(scene.page.opened_id())


def focused(scene: Scene) -> QWidget:
    found = scene.window.focusWidget()
    assert found is not None
    return found


def press(scene: Scene, keys: str) -> None:
    for one in keys:
        QTest.keyClick(focused(scene), one)  # type: ignore[call-overload]
        scene.settle()


def category(scene: Scene, conversation: ConversationId) -> str:
    return scene.services.inbox.rows([conversation])[0].category


def test_the_question_stands_beside_the_message_and_y_and_n_answer_it(governed: Scene) -> None:
    conversation = opened(governed)
    assert pane(governed).has_focus()
    assert "Quelqu’un est-il en danger" in said(governed)
    press(governed, "n")
    assert "tombe-t-il sous le coup de la loi" in said(governed)
    assert "Injure, diffamation" in said(governed)
    press(governed, "o")  # oui
    assert category(governed, conversation) == "illicite"
    assert "Propos illicites sur notre page" in said(governed)
    assert governed.page.thread_pane.line.hasFocus()
    walk = governed.services.triage.walks(conversation)[0]
    assert [(one.step, one.yes) for one in walk.path] == [("danger", False), ("loi", True)]


def test_what_the_program_knows_it_answers_and_can_be_overruled(governed: Scene) -> None:
    conversation = opened(governed)
    press(governed, "nn")
    assert "Answered by the program: it stands on our account" in said(governed)
    assert "au titre de la presse" in said(governed)
    overrule = [one for one in pane(governed).findChildren(QPushButton) if one.text() == "Overrule"]
    assert len(overrule) == 1
    overrule[0].click()
    governed.settle()
    assert "This leads to: Ne nous est pas adressé" in said(governed)
    assert category(governed, conversation) == ""
    press(governed, "y")
    assert category(governed, conversation) == "rien"


def test_backspace_goes_back_and_asks_even_what_the_program_answered(governed: Scene) -> None:
    opened(governed)
    press(governed, "nn")
    QTest.keyClick(focused(governed), Qt.Key.Key_Backspace)
    governed.settle()
    assert "ou parle-t-elle de nous" in said(governed)
    assert "Answered by the program" not in said(governed)
    QTest.keyClick(focused(governed), Qt.Key.Key_Backspace)
    assert "sous le coup de la loi" in said(governed)
    governed.window.act("triage.restart")
    assert "Quelqu’un est-il en danger" in said(governed)


def test_a_category_is_chosen_by_hand_and_undone(governed: Scene, monkeypatch) -> None:
    monkeypatch.setattr(
        QMenu, "popup", lambda *_: None
    )  # the off-screen platform grabs no keyboard
    conversation = opened(governed)
    governed.window.act("triage.choose")
    menu = pane(governed).findChild(QMenu)
    assert menu is not None
    names = [one.text() for one in menu.actions()]
    assert "Mauvaise expérience: Put it right" in names
    menu.actions()[names.index("Mauvaise expérience: Put it right")].trigger()
    governed.settle()
    assert category(governed, conversation) == "plainte"
    assert "Chosen by hand" in said(governed)
    bar = governed.window.findChild(UndoBar)
    assert bar is not None
    bar.undone.emit()
    governed.settle()
    assert category(governed, conversation) == ""
    assert "Quelqu’un est-il en danger" in said(governed)


def test_triaged_again_the_former_way_stays_in_sight(governed: Scene) -> None:
    conversation = opened(governed)
    press(governed, "y")
    governed.window.act("triage.again")
    pane(governed).take_focus()
    press(governed, "ny")
    assert category(governed, conversation) == "illicite"
    assert "Propos illicites sur notre page" in said(governed)
    assert "Before: Danger, sécurité, données exposées." in said(governed)
    assert "Triaged today" in said(governed)


def test_letters_typed_into_an_answer_triage_nothing(governed: Scene) -> None:
    conversation = opened(governed)
    governed.window.act("inbox.reply")
    governed.settle()
    composer = governed.page.composer
    assert composer is not None
    governed.qtbot.keyClicks(composer.editor, "yes no")
    governed.settle()
    assert composer.editor.toPlainText().endswith("yes no")
    assert category(governed, conversation) == ""
    assert governed.services.triage.walks(conversation) == ()


def test_without_a_charter_it_says_so(town: Scene) -> None:
    opened(town)
    assert "No charter with a triage governs this account" in said(town)
    assert not town.window.can("triage.yes")
    assert not town.window.can("triage.choose")


def test_where_the_column_is_closed_the_command_opens_it(governed: Scene) -> None:
    governed.window.resize(420, 800)
    governed.settle()
    waiting = governed.services.inbox.ids(replace(View(), status=Status.WAITING_US))
    governed.page.open_conversation(waiting[0])
    governed.settle()
    assert not governed.page.context.isVisible()
    governed.window.act("triage.walk")
    governed.settle()
    assert pane(governed).isVisible()
    assert pane(governed).yes.hasFocus()
