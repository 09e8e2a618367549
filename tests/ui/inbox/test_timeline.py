from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QPushButton

from cmworkstation import i18n
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.ui.inbox.entry import EntryText
from cmworkstation.ui.inbox.timeline import DAY, ENTRY, NEW
from tests.builders_workspace import (
    ELISE,
    NOW,
    OMAR,
    a_message,
    a_workstation,
    add_account,
    bury,
    receive,
)
from tests.clocks import SetClock


def test_a_public_thread_is_a_tree_that_stops_indenting(town):
    town.open("Omar")
    line = town.page.thread_pane.line
    lefts = [card.x() for card in line.cards()]
    depths = [card.entry.depth for card in line.cards()]
    assert depths == [0, 1, 2, 3, 4, 5, 6, 7, 1]
    assert lefts[0] < lefts[1] < lefts[2] < lefts[3] < lefts[4] == lefts[5] == lefts[6]


def test_days_and_the_unread_line_divide(town):
    town.open("Omar")
    kinds = [block.kind for block in town.page.thread_pane.line._blocks]
    assert kinds[:4] == [DAY, ENTRY, NEW, ENTRY]
    assert kinds.count(DAY) == 3
    assert kinds.count(NEW) == 1


def test_ours_stand_on_the_right_in_private(town):
    town.open("Nadia")
    theirs, ours, _ = town.page.thread_pane.line.cards()
    assert ours.x() > theirs.x()
    assert ours.geometry().right() > theirs.geometry().right()


def test_cards_do_not_overlap_and_show_all_their_words(town):
    town.open("Omar")
    cards = town.page.thread_pane.line.cards()
    for above, below in pairwise(cards):
        assert above.geometry().bottom() < below.y()
    for card in cards:
        for text in card.findChildren(EntryText):
            assert text.document().size().height() <= text.height()
            assert text.geometry().bottom() <= card.height()


def test_nothing_is_loaded_for_a_foreign_text(town):
    town.open("Omar")
    text = town.page.thread_pane.line.cards()[1].body
    assert text is not None
    kind = QTextDocument.ResourceType.ImageResource.value
    for address in ("file:///etc/hostname", "https://tracker.example/pixel.png"):
        found = text.loadResource(kind, QUrl(address))
        assert found.size().width() == 1


def test_markup_that_hides_its_words_is_shown_as_plain_text(town):
    town.open("<img")
    body = town.page.thread_pane.line.cards()[0].body
    assert body is not None
    assert "evil" in body.toPlainText()


def test_an_edited_message_shows_what_it_said_before_and_folds_again(town):
    town.open("Omar")
    line = town.page.thread_pane.line
    card = next(card for card in line.cards() if card.message.revisions)
    height = card.height()
    card.wanted.emit("before", card.message.id)
    shown = [text.toPlainText() for text in card.findChildren(EntryText)]
    assert "And is there room for bicycles?" in shown
    assert card.height() > height
    card.wanted.emit("before", card.message.id)
    assert card.height() == height


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_earlier_state_of_a_message_edited_twice_and_deleted_can_be_read(
    a_scene, tmp_path, language
):
    i18n.use_language(language)
    clock = SetClock(NOW)
    services = a_workstation(tmp_path / "w", clock)
    account = add_account(services, "Mairie")
    first = a_message("hall", "Is the hall free on Friday?", 5, title="The hall")
    for text, title in (
        (first.text, "The hall"),
        ("Is the hall free on Saturday?", "The hall"),
        ("Is the hall free on Sunday?", "The large hall"),
    ):
        receive(services, account, [replace(first, text=text, title=title)])
        clock.advance(hours=1)
    # A thread whose only message is gone stands aside; an answer keeps it in the list.
    receive(services, account, [a_message("too", "I ask the same.", 1, parent="hall", writer=OMAR)])
    bury(services, account, "https://social.example/hall")
    town = a_scene(services)
    town.open("Omar")
    card = next(card for card in town.page.thread_pane.line.cards() if card.message.deleted_at)
    (button,) = [one for one in card.findChildren(QPushButton) if one.isVisible()]
    assert button.accessibleName() == i18n.tr("See what this message said before")
    assert button.text() == {"en": "see what it said", "fr": "voir ce qu’il disait"}[language]
    button.click()
    shown = [text.toPlainText() for text in card.findChildren(EntryText)]
    assert shown == [f"Is the hall free on {day}?" for day in ("Friday", "Saturday", "Sunday")]
    said = [label.text() for label in card.findChildren(QLabel)]
    assert said.count("The hall") == 2
    assert said.count("The large hall") == 1
    until = {"en": "until", "fr": "jusqu’"}[language]
    assert sum(text.startswith(until) for text in said) == 3
    i18n.use_language("en")


def test_a_deleted_message_leaves_a_stone_with_its_time(town):
    town.open("Omar")
    card = next(card for card in town.page.thread_pane.line.cards() if card.message.deleted_at)
    assert card.body is None
    said = [label.text() for label in card.findChildren(type(town.page.thread_pane.said))]
    assert "Deleted by its author, noticed today 14:05." in said


def test_new_messages_do_not_move_what_somebody_reads(town):
    conversation = town.open("Omar")
    line = town.page.thread_pane.line
    line.verticalScrollBar().setValue(150)
    anchor = line._anchor()
    assert anchor is not None
    before = anchor.block.top - line.verticalScrollBar().value()
    mairie = town.services.accounts.by_name("Mairie")
    receive(
        town.services,
        mairie,
        [
            a_message("fair-7", "Early reply", 48.5, writer=OMAR, parent="fair"),
            a_message("fair-8", "Late reply", 0.1, writer=ELISE, parent="fair-6"),
        ],
    )
    old = {card.message.id: card for card in line.cards()}
    town.page.refresh(Changes(conversations=frozenset({conversation})))
    town.settle()
    line.finish()
    assert len(line.cards()) == len(old) + 2
    assert all(old.get(card.message.id, card) is card for card in line.cards())
    block = next(block for block in line._blocks if block.key == anchor.block.key)
    assert block.top - line.verticalScrollBar().value() == before
    assert "2 new messages" in town.page.thread_pane.said.text()


def test_keys_walk_from_message_to_message(town):
    town.open("Omar")
    line = town.page.thread_pane.line
    line.go_to(line.cards()[0].message.id)
    town.window.act("inbox.next_message")
    assert line.current() == line.cards()[1].message
    town.window.act("inbox.previous_message")
    assert line.current() == line.cards()[0].message
    assert line.cards()[0].is_current
    assert not line.cards()[1].is_current


def test_an_answer_is_meant_for_the_newest_message_by_somebody_else(town):
    town.open("Nadia")
    current = town.page.thread_pane.line.current()
    assert current is not None
    assert current.text.startswith("Celle du centre")


def test_every_card_speaks(town):
    town.open("Omar")
    said = [card.accessibleName() for card in town.page.thread_pane.line.cards()]
    assert said[2].startswith("our answer, Mairie, ") or said[2].startswith("our answer, ")
    assert any(", edited, " in one for one in said)
    assert any(one.endswith("deleted") for one in said)


def test_three_hundred_messages_are_built_where_one_looks_first(a_scene, tmp_path):
    from tests.builders_workspace import a_workstation, add_account

    services = a_workstation(tmp_path / "long")
    account = add_account(services)
    items = [a_message("l0", "Root", 400)]
    items += [a_message(f"l{n}", f"Reply {n}", 300 - n / 10, parent="l0") for n in range(1, 300)]
    (conversation,) = receive(services, account, items)
    scene = a_scene(services)
    line = scene.page.thread_pane.line
    scene.page.opening.open(conversation)
    assert 0 < len(line.cards()) < 40
    line.finish()
    assert len(line.cards()) == 300
    assert scene.services.inbox.thread(ConversationId(conversation)).entries[
        0
    ].message.id == MessageId(line.cards()[0].message.id)
