"""What happens after sending is a choice: stay at the conversation, go to the next one that waits, or to the list."""

import pytest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.services.settings import AFTER_SENDING
from cmworkstation.ui.preferences_dialog import PreferencesDialog


def choose(scene, way):
    """Choose in Preferences, as a person does."""
    dialog = PreferencesDialog(scene.window)
    dialog.after.setCurrentIndex(dialog.after.findData(way))
    dialog.accept()
    scene.settle()
    assert scene.services.settings.value(AFTER_SENDING) == way


def waiting(scene):
    return list(scene.services.inbox.ids(View(status=Status.WAITING_US, order=Order.LONGEST_WAIT)))


def send(scene, text="At nine."):
    """Answer the conversation in front and send it."""
    scene.window.act("inbox.reply")
    scene.settle()
    scene.page.composer.editor.setPlainText(text)
    scene.page.composer.send()
    scene.settle()


def test_without_a_choice_one_stays(town):
    dialog = PreferencesDialog(town.window)
    assert dialog.after.currentData() == "stay"
    dialog.reject()


@pytest.mark.parametrize("way", ["stay", "next", "list"])
def test_after_sending_it_goes_where_the_person_wants(town, way):
    choose(town, way)
    town.window.activateWindow()
    town.page.list.select_row(0)
    town.settle()
    order = [town.page.model.conversation(n).id for n in range(town.page.model.rowCount())]
    first, second = order[:2]
    assert town.page.opened_id() == first
    send(town)
    expected = {"stay": first, "next": second, "list": first}[way]
    assert town.page.opened_id() == expected
    line, table = town.page.thread_pane.line, town.page.list.table
    focus = {"stay": line, "next": line, "list": table}[way]
    town.qtbot.waitUntil(lambda: QApplication.focusWidget() is focus)
    (row,) = town.services.outbox.rows()
    assert row.conversation_id == first


def test_several_in_a_row_are_answered_without_leaving_one_out(town):
    choose(town, "next")
    town.page.list.select_row(0)
    town.settle()
    order = [town.page.model.conversation(n).id for n in range(town.page.model.rowCount())]
    for number in range(3):
        assert town.page.opened_id() == order[number]
        send(town, f"Answer {number}.")
    assert {row.conversation_id for row in town.services.outbox.rows()} == set(order[:3])


def test_the_choice_is_shown_again_and_a_second_window_cannot_change_it(town):
    choose(town, "list")
    dialog = PreferencesDialog(town.window)
    assert dialog.after.currentData() == "list"
    town.window.read_only = True
    dialog.after.setCurrentIndex(0)
    dialog.accept()
    assert town.services.settings.value(AFTER_SENDING) == "list"
