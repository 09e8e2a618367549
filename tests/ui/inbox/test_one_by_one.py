"""One message at a time: fifty conversations by keys only, Esc leaves, and nothing is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import Changes, Status, View
from cmworkstation.domain.profile import ALL_ROLES
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
    town.page.listing.list_anew()
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


def test_snooze_label_and_assign_work_by_their_keys_and_the_keys_go_on_after_them(queue):
    me = queue.services.profiles.add("Ada", ALL_ROLES)
    card, chooser = queue.page.one_by_one, queue.page.row_acts.chooser
    first, second = card._ids[:2]
    rows = lambda: {one.id: one for one in queue.services.inbox.rows([first, second])}  # noqa: E731
    press(queue, Qt.Key.Key_L)
    queue.qtbot.keyClicks(chooser.field, "Voirie")
    press(queue, Qt.Key.Key_Return)
    assert [one.path for one in rows()[first].labels] == ["Voirie"]
    assert card.hasFocus()
    assert card.current_id() == first
    press(queue, Qt.Key.Key_A)
    assert chooser.isVisible()
    press(queue, Qt.Key.Key_Return)
    assert rows()[first].assignee == me.id
    press(queue, Qt.Key.Key_H)
    press(queue, Qt.Key.Key_Return)
    assert rows()[first].status is Status.SNOOZED
    assert card.current_id() == second
    press(queue, Qt.Key.Key_L, Qt.Key.Key_Escape, Qt.Key.Key_E)
    assert rows()[second].status is Status.DONE


def test_undoing_a_label_stays_with_the_conversation_that_carried_it(queue):
    card = queue.page.one_by_one
    press(queue, Qt.Key.Key_E, Qt.Key.Key_L)
    second = card.current_id()
    queue.qtbot.keyClicks(queue.page.row_acts.chooser.field, "Parc")
    press(queue, Qt.Key.Key_Return, Qt.Key.Key_Z)
    assert card.current_id() == second
    assert queue.services.inbox.rows([second])[0].labels == ()
    press(queue, Qt.Key.Key_Z)
    assert card.place.text() == "1 of 50"


@pytest.mark.parametrize("after", ["next", "list"])
def test_what_comes_after_sending_elsewhere_does_not_move_the_queue(queue, after):
    queue.services.settings.put("after_sending", after)
    card = queue.page.one_by_one
    second = card._ids[1]
    press(queue, Qt.Key.Key_R)
    queue.page.composer.editor.setPlainText("Oui, dès lundi.")
    queue.page.composer.send()
    queue.settle()
    assert card.current_id() == second
    assert queue.page.deciding.targets() == [second]
    assert card.isVisible()
    assert card.hasFocus()


def test_leaving_an_answer_or_the_triage_comes_back_to_the_same_conversation(queue):
    card = queue.page.one_by_one
    first = card.current_id()
    for key in (Qt.Key.Key_R, Qt.Key.Key_T):
        press(queue, key)
        assert not card.isVisible()
        press(queue, Qt.Key.Key_Escape)
        assert card.isVisible()
        assert card.current_id() == first


def test_the_triage_walk_of_the_charter_is_gone_through_from_the_queue(queue):
    charter_id, _ = queue.services.charters.add_starter("mediatheques-ormaie")
    for one in queue.services.accounts.listed():
        queue.services.charters.assign(one.id, charter_id)
    queue.window.jobs.emit_changes(Changes(accounts=True, charter=True))
    queue.settle()
    card = queue.page.one_by_one
    first = card.current_id()
    queue.window.jobs.emit_changes(Changes(conversations=frozenset({first})))
    press(queue, Qt.Key.Key_T, Qt.Key.Key_N, Qt.Key.Key_Y)
    assert queue.services.inbox.rows([first])[0].category == "illicite"
    assert card.isVisible()
    assert card.hasFocus()
