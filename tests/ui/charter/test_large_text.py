"""A text of two million characters is put in slice by slice: whole for whoever asks, and one to work with after."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.charter.placing import Splice
from cmworkstation.services.workstation import Services
from cmworkstation.ui.charter.source_editor import SLICE, SourceEditor
from tests.builders_workspace import a_workstation

LINE = 'note.fr = "une ligne comme une autre, avec un 😀"\n'
LARGE = "[charter]\n" + LINE * (400_000 // len(LINE)) + "# the end"


@pytest.fixture
def editor(app: QApplication, qtbot: Any) -> SourceEditor:
    made = SourceEditor()
    qtbot.addWidget(made)
    made.show()
    return made


def test_while_it_is_put_in_the_whole_text_is_what_is_said_and_nobody_types(
    editor: SourceEditor, qtbot: Any
) -> None:
    editor.setPlainText(LARGE)
    assert editor.is_filling
    assert editor.isReadOnly()
    assert editor.toPlainText() == LARGE
    editor.go_to(5_000)
    with qtbot.waitSignal(editor.filled, timeout=20_000):
        pass
    assert not editor.isReadOnly()
    assert editor.toPlainText() == LARGE
    assert editor.textCursor().blockNumber() == 4_999
    assert not editor.document().isUndoAvailable()


def test_a_change_waits_for_no_slice_and_is_one_step_of_undo(editor: SourceEditor) -> None:
    editor.setPlainText(LARGE)
    editor.change([Splice(0, 9, "[chartes]")])
    assert not editor.is_filling
    changed = editor.toPlainText()
    assert changed == "[chartes]" + LARGE[9:]
    assert editor.step(back=True) == 0
    assert editor.toPlainText() == LARGE


def test_another_text_takes_the_place_of_one_that_is_not_whole_yet(editor: SourceEditor) -> None:
    editor.setPlainText(LARGE)
    editor.setPlainText("[charter]\n")
    assert editor.toPlainText() == "[charter]\n"
    assert not editor.isReadOnly()
    assert len(LARGE) > 3 * SLICE


def test_what_may_only_be_read_stays_so(editor: SourceEditor) -> None:
    editor.setReadOnly(True)
    editor.setPlainText(LARGE)
    editor.finish()
    assert editor.isReadOnly()


@pytest.fixture
def services(tmp_path: Any):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


def test_an_opened_text_is_called_by_its_header_whatever_the_rest_is_like(
    services: Services,
) -> None:
    head = '[charter]\nid = "big"\nversion = "3.1"\ntitle.en = "A large one"\nlanguages = ["en"]\n'
    services.versions.open_text(f'format = "cmw-charter/1"\n\n{head}\n[[rule]]\nid = broken')
    services.versions.open_text("nothing = at all [", "notes.txt")
    told = {one.version: dict(one.title) for one in services.charters.opened()}
    assert told == {"": {"": "notes.txt"}, "3.1": {"en": "A large one"}}
