"""The frame of every form: Tab goes through the fields, then to the buttons; what is wrong is said, and where."""

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cmworkstation.ui.asking.form import DAY, MANY, Field, Form
from cmworkstation.ui.widgets.form_dialog import FormDialog

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    return made


def test_a_form_begins_in_its_first_field_and_comes_to_its_buttons_last(
    qtbot: QtBot, window: QWidget
) -> None:
    form = FormDialog(window, "A form", "Keep", (400, 300))
    rows = form.field_rows()
    fields = [QLineEdit() for _ in range(3)]
    for field in fields:
        rows.addRow("Name", field)
    form.show()
    qtbot.waitUntil(fields[0].hasFocus)
    walked = []
    for _ in range(5):
        walked.append(form.focusWidget())
        qtbot.keyClick(walked[-1], Qt.Key.Key_Tab)
    assert walked == [*fields, form.doer, form.closer]
    assert fields[0].hasFocus()


def test_a_form_says_what_is_wrong_and_goes_to_the_field(qtbot: QtBot, window: QWidget) -> None:
    heard: list[object] = []
    fields = [Field("why", "Why", kind=MANY), Field("due", "Until", "one day", DAY)]
    form = Form(window, "A form", fields, heard.append, button="Keep")
    form.open()
    due = form.fields["due"]
    assert isinstance(due, QLineEdit)
    assert due.text() == "one day"  # an odd old value is shown, not lost
    form.doer.click()
    assert form.trouble.text().startswith("This is no day.")
    qtbot.waitUntil(due.hasFocus)
    due.setText("31/1/2027")
    form.doer.click()
    assert heard == [{"why": "", "due": "2027-01-31"}]


def test_a_form_that_nobody_holds_stays(window: QWidget) -> None:
    Form(window, "A form", [Field("why", "Why", kind=MANY)], print, button="Keep").open()
    gc.collect()
    (form,) = window.findChildren(Form)
    assert form.isVisible()


def test_what_was_typed_is_left_by_esc_only_when_it_is_pressed_twice(
    qtbot: QtBot, window: QWidget
) -> None:
    form = Form(window, "A form", [Field("why", "Why", kind=MANY)], print, button="Keep")
    form.open()
    why = form.fields["why"]
    left: list[int] = []
    form.finished.connect(left.append)
    qtbot.keyClicks(why, "Because")
    qtbot.keyClick(why, Qt.Key.Key_Escape)
    assert not left
    assert form.trouble.text() == "What you typed is not saved. Press Esc again to leave it."
    qtbot.keyClicks(why, " of the rain")
    qtbot.keyClick(why, Qt.Key.Key_Escape)
    assert not left, "what was typed since is asked about as well"
    qtbot.keyClick(why, Qt.Key.Key_Escape)
    assert left == [0]


def test_a_form_in_which_nothing_was_typed_is_left_at_once(qtbot: QtBot, window: QWidget) -> None:
    form = Form(window, "A form", [Field("why", "Why", "An old reason")], print, button="Keep")
    form.open()
    left: list[int] = []
    form.finished.connect(left.append)
    qtbot.keyClick(form.fields["why"], Qt.Key.Key_Escape)
    assert left == [0]
