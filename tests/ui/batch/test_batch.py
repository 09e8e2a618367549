"""Answering several people at once, as a person does it: by keys, each text seen, each of its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import Changes, View
from cmworkstation.domain.message import Writer
from cmworkstation.ui.batch.dialog import BatchDialog
from cmworkstation.ui.inbox.together import GroupsDialog
from tests.store.builders import an_item, take

NAMES = "Anouk Basile Clara Denis Elia Fanny Gaspard Hugo Ines Jules Karim Lise".split()


@pytest.fixture
def twelve(town):
    """Twelve people asked the same."""
    for n, name in enumerate(NAMES):
        writer = Writer(
            f"https://social.example/@{name}", f"{name} Petit", f"@{name}@social.example"
        )
        text = f"Bonjour, la patinoire ouvrira-t-elle le {n} novembre ?"
        take(town.services.workspace, an_item(f"t{n}", text, n, writer=writer))
    town.window.jobs.emit_changes(Changes(conversations=frozenset({1}), new_messages=12))
    town.settle()
    return town


def opened(scene, kind):
    scene.settle()
    (dialog,) = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    ]
    return dialog


def a_batch(scene):
    scene.window.act("batch.groups")
    groups = opened(scene, GroupsDialog)
    assert groups.list.count() >= 1
    QTest.keyClick(groups.list, Qt.Key.Key_Return)
    return opened(scene, BatchDialog)


def test_twelve_people_get_twelve_texts_once_each_was_seen(twelve):
    dialog = a_batch(twelve)
    assert dialog.list.count() == 12
    dialog.common.setPlainText("Bonjour {first_name}, oui, dès 9 h.")
    dialog._keep_common()
    assert not dialog.send.isEnabled()
    assert "shown" in dialog.why.text()
    dialog.list.setFocus()
    for _ in range(11):
        assert not dialog.send.isEnabled()
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        twelve.settle()
    assert dialog.send.isEnabled()
    dialog.send.click()
    twelve.settle()
    rows = twelve.services.outbox.rows()
    assert len(rows) == 12
    assert len({row.body for row in rows}) == 12
    twelve.window.act("app.undo")
    twelve.settle()
    assert len(twelve.services.drafts.listed()) == 12


def test_the_same_words_are_refused_until_one_is_varied_by_hand(twelve):
    twelve.services.batches.set_cap(2)
    dialog = a_batch(twelve)
    dialog.common.setPlainText("Oui, dès 9 h.")
    dialog._keep_common()
    dialog._step(1)
    twelve.settle()
    assert "very same words" in dialog.why.text()
    dialog.own.setPlainText("Oui, nous ouvrons à neuf heures.")
    dialog._keep_own()
    assert dialog.send.isEnabled()
    dialog.reject()


def test_somebody_is_left_out_and_what_is_closed_can_be_gone_on_with(twelve):
    dialog = a_batch(twelve)
    dialog.out.click()
    twelve.settle()
    assert dialog.list.count() == 11
    dialog.later.click()
    twelve.settle()
    assert len(twelve.services.drafts.listed()) == 11
    twelve.window.act("batch.resume")
    again = opened(twelve, BatchDialog)
    assert again.list.count() == 11
    again.aside.click()
    twelve.settle()
    assert twelve.services.drafts.listed() == ()


def test_the_offer_above_the_list_says_how_many_ask_the_same(twelve):
    twelve.page.together.look()
    twelve.settle()
    assert "12 messages ask much the same" in twelve.page.together.offer.text()
    assert twelve.page.together.offer.isVisible()


def test_those_like_the_one_in_front_are_found(twelve):
    twelve.page.listing.list_anew()
    twelve.open("Clara")
    twelve.window.act("batch.like")
    dialog = opened(twelve, GroupsDialog)
    assert dialog.list.count() == 1
    assert "12" in dialog.list.item(0).text()
    dialog.reject()


def test_a_batch_begins_with_the_people_selected_in_the_list(twelve):
    wanted = list(twelve.services.inbox.ids(View()))[:3]
    dialog = twelve.page.together.begin(wanted)
    assert dialog is not None
    assert dialog.list.count() == 3
    dialog.aside.click()


def test_what_was_given_up_comes_back_by_undo(twelve):
    dialog = a_batch(twelve)
    before = {one.body for one in twelve.services.drafts.listed()}
    dialog.aside.click()
    twelve.settle()
    assert twelve.services.drafts.listed() == ()
    twelve.window.act("app.undo")
    twelve.settle()
    assert {one.body for one in twelve.services.drafts.listed()} == before


def test_before_it_goes_it_says_who_was_left_in_silence_and_leads_there(twelve):
    writer = Writer("https://social.example/@Clara", "Clara Petit", "@Clara@social.example")
    take(
        twelve.services.workspace,
        an_item("long-ago", "Il y a quelqu’un ?", -60 * 72, writer=writer),
    )
    dialog = a_batch(twelve)
    twelve.settle()
    assert dialog.left_silent.isVisible()
    assert "never had an answer" in dialog.left_silent.text()
    dialog.first_silent.click()
    assert dialog.current().to == "Clara Petit"
    assert "never answered" in dialog.list.currentItem().text()
    dialog._leave_out()
    assert not dialog.left_silent.isVisible()
    dialog.close()
