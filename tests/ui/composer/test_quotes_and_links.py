"""Quoting what is selected, pasting from the web, and links that track nobody."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor

from cmworkstation.domain.ids import ConversationId
from tests.ui.composer.conftest import Desk


@pytest.fixture
def writing(desk: Desk) -> Desk:
    desk.answer()
    return desk


def select(desk: Desk, words: str) -> None:
    (card,) = desk.page.thread_pane.line.cards()
    assert card.body is not None
    cursor = card.body.document().find(words)
    assert not cursor.isNull()
    card.body.setTextCursor(cursor)


def paste(desk: Desk, text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    desk.pane.editor.insertFromMimeData(data)
    desk.pane.look()


def test_selected_words_stand_quoted_in_the_reply(writing: Desk) -> None:
    select(writing, "send something back")
    writing.window.act("inbox.quote")
    assert writing.text() == "“send something back” "


def test_quoting_opens_the_reply_to_that_message(desk: Desk) -> None:
    conversation = desk.open("Nadia")
    select(desk, "How do I")
    desk.window.act("inbox.quote")
    desk.settle()
    assert desk.text() == "“How do I” "
    draft = desk.pane.draft()
    assert draft is not None
    assert draft.conversation_id == conversation


def test_nothing_selected_quotes_nothing_and_a_note_is_never_quoted(writing: Desk) -> None:
    home = ConversationId(writing.page.opened_id())
    _, changes = writing.services.notes.write(home, "Zorblax has the key")
    writing.window.jobs.emit_changes(changes)
    writing.settle()
    line = writing.page.thread_pane.line
    line.finish()
    note = line.note_card(writing.services.notes.of_conversation(home)[0].id)
    assert note is not None
    note.body.selectAll()
    assert note.body.textCursor().hasSelection()
    writing.window.act("inbox.quote")
    assert writing.text() == ""


def test_text_from_the_web_comes_in_plain_with_its_links(writing: Desk) -> None:
    paste(writing, "See here", '<p><b>See</b> <a href="https://shop.example/back">here</a></p>')
    assert writing.text() == "See here (https://shop.example/back)"
    cursor = writing.pane.editor.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    assert cursor.charFormat().fontWeight() <= 400


def test_tracking_is_offered_to_be_taken_out_and_undo_brings_it_back(writing: Desk) -> None:
    link = "https://shop.example/back?utm_source=mail&id=4&fbclid=x"
    paste(writing, f"See {link}")
    assert writing.pane.links.button.text() == "Untrack 1 link"
    writing.window.act("composer.untrack")
    assert writing.text() == "See https://shop.example/back?id=4"
    assert writing.pane.links.button.isHidden()
    writing.pane.editor.undo()
    assert writing.text() == f"See {link}"


def test_the_counter_says_what_a_link_weighs(writing: Desk) -> None:
    draft = writing.pane.draft()
    assert draft is not None
    review = writing.services.composer.review(draft)
    heavy = replace(review, rule=replace(review.rule, url_cost=23))
    text = "https://a.example/x and https://b.example/y"
    assert writing.pane.links.weight(heavy, text).startswith("2 links, each of which counts 23")
    assert writing.pane.links.weight(review, text) == ""
