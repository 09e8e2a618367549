"""One message at a time: fifty conversations by keys only, Esc leaves, and nothing is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import Changes, Status, View
from tests.store.builders import an_item, take


def press(scene, *keys):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or scene.window, key)
        scene.settle()


@pytest.fixture
def queue(town):
    """A list of fifty who wait, shown one at a time."""
    have = len(town.services.inbox.ids(View()))
    items = [
        an_item(f"one-{n}", f"Question {chr(97 + n % 26)} sur le parc ?", n)
        for n in range(50 - have)
    ]
    for one in items:
        take(town.services.workspace, one)
    town.window.jobs.emit_changes(
        Changes(accounts=True, conversations=frozenset({1}), new_messages=1)
    )
    town.settle()
    town.page._list_anew()
    town.settle()
    assert town.page.model.rowCount() == 50
    town.window.activateWindow()
    town.window.act("batch.one_by_one")
    town.settle()
    return town


def test_fifty_conversations_are_gone_through_by_keys_only(queue):
    card = queue.page.one_by_one
    assert card.isVisible()
    assert card.place.text() == "1 of 50"
    wanted = list(card._ids)
    for n in range(50):
        assert card.current_id() == wanted[n]
        if n % 5 == 4:
            press(queue, Qt.Key.Key_J)
        elif n % 5 == 3:
            press(queue, Qt.Key.Key_Q, Qt.Key.Key_Space)
        else:
            press(queue, Qt.Key.Key_E)
    assert card.empty.isVisible()
    stands = {one.id: one.status for one in queue.services.inbox.rows(wanted)}
    for n, one in enumerate(wanted):
        expected = {3: Status.NO_ANSWER, 4: Status.WAITING_US}.get(n % 5, Status.DONE)
        assert stands[one] is expected, n
    press(queue, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert QApplication.focusWidget() is queue.page.list.table


def test_undo_brings_the_last_one_back_into_sight(queue):
    card = queue.page.one_by_one
    first = card.current_id()
    press(queue, Qt.Key.Key_E)
    assert card.current_id() != first
    press(queue, Qt.Key.Key_Z)
    assert card.current_id() == first
    assert queue.services.inbox.rows([first])[0].status is Status.WAITING_US


def test_an_answer_comes_back_to_the_next_one(queue):
    card = queue.page.one_by_one
    first, second = card._ids[:2]
    press(queue, Qt.Key.Key_R)
    assert not card.isVisible()
    composer = queue.page.composer
    assert composer.draft().conversation_id == first
    composer.editor.setPlainText("Oui, dès lundi.")
    composer.send()
    queue.settle()
    assert card.isVisible()
    assert card.current_id() == second


def test_escape_loses_nothing_and_it_begins_again_where_the_list_stands(queue):
    card = queue.page.one_by_one
    press(queue, Qt.Key.Key_E, Qt.Key.Key_J)
    third = card.current_id()
    press(queue, Qt.Key.Key_Escape)
    queue.window.act("batch.one_by_one")
    queue.settle()
    assert card.current_id() == third
    assert card.place.text() == "2 of 49"


def test_letters_that_are_switched_off_do_nothing_and_buttons_do(queue):
    card = queue.page.one_by_one
    first = card.current_id()
    queue.window.set_letters(on=False)
    press(queue, Qt.Key.Key_E)
    assert card.current_id() == first
    card.acts["E"].click()
    queue.settle()
    assert card.current_id() != first
    queue.window.set_letters(on=True)
