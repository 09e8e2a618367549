"""Several drafts of one conversation: begun beside one another, switched between, named, and none is lost."""

import pytest
from PySide6.QtWidgets import QInputDialog

from cmworkstation.domain.account import Visibility
from cmworkstation.ui.inbox import phrases
from tests.ui.composer.conftest import Desk


def texts(writing: Desk) -> list[str]:
    pane = writing.pane
    draft = pane.draft()
    assert draft is not None
    return [
        one.body
        for one in sorted(
            writing.services.drafts.of_conversation(draft.conversation_id), key=lambda one: one.id
        )
    ]


@pytest.fixture
def writing(desk: Desk) -> Desk:
    desk.answer()
    return desk


def marks(writing: Desk) -> list[str]:
    row = writing.page.model.conversation(writing.page.model.row_of(writing.page.opened_id()))
    assert row is not None
    return [said for _, said, _ in phrases.states(row)]


def test_a_second_draft_begins_beside_the_first_and_both_are_kept(writing: Desk) -> None:
    pane = writing.pane
    pane.editor.setPlainText("We open at nine.")
    writing.window.act("composer.another")
    assert pane.editor.toPlainText() == ""
    pane.editor.setPlainText("We open at ten.")
    writing.window.act("composer.next_draft")
    assert pane.editor.toPlainText() == "We open at nine."
    assert pane.switcher.accessibleName() == "Draft 1 of 2: We open at nine."
    writing.window.act("composer.next_draft")
    assert pane.editor.toPlainText() == "We open at ten."
    assert texts(writing) == ["We open at nine.", "We open at ten."]


def test_beside_an_empty_draft_none_begins(writing: Desk) -> None:
    pane = writing.pane
    before = pane.draft()
    writing.window.act("composer.another")
    assert pane.draft() == before


def test_the_menu_names_every_draft_and_goes_there(writing: Desk) -> None:
    pane = writing.pane
    pane.editor.setPlainText("We open at nine.")
    pane.begin_another()
    pane.editor.setPlainText("We open at ten.")
    pane.save()
    pane.switcher.ask_name()
    (dialog,) = writing.window.findChildren(QInputDialog)
    dialog.setTextValue("the late one")
    dialog.accept()
    menu = pane.switcher.menu_of()
    said = [one.text() for one in menu.actions() if one.text()]
    assert said[0].startswith("1  We open at nine.")
    assert said[1].startswith("2  the late one")
    assert said[2:] == ["New draft beside this one", "Name this draft…"]
    menu.actions()[0].trigger()
    assert pane.editor.toPlainText() == "We open at nine."
    menu.close()
    writing.settle()
    assert "2 drafts" in marks(writing)


def test_each_draft_keeps_who_can_read_it(writing: Desk) -> None:
    pane = writing.pane
    pane.editor.setPlainText("In public")
    pane.begin_another()
    pane.editor.setPlainText("In private")
    pane.head.choose(Visibility.PRIVATE)
    pane.switch()
    assert pane.head.visibility_or(Visibility.PUBLIC) is not Visibility.PRIVATE
    pane.switch()
    assert pane.head.visibility_or(Visibility.PUBLIC) is Visibility.PRIVATE


def test_throwing_one_away_leaves_the_other_and_undo_brings_it_back(writing: Desk) -> None:
    pane = writing.pane
    pane.editor.setPlainText("We open at nine.")
    pane.begin_another()
    pane.editor.setPlainText("We open at ten.")
    pane.discard()
    writing.settle()
    assert len(writing.services.drafts.listed()) == 1
    writing.window.act("app.undo")
    writing.settle()
    assert pane.editor.toPlainText() == "We open at ten."
    assert texts(writing) == ["We open at nine.", "We open at ten."]
