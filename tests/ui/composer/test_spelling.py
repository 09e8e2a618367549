"""Spelling while writing: wrong words are marked, put right from a menu, and accepted into the dictionary."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCharFormat

DASHED = QTextCharFormat.UnderlineStyle.DashUnderline


def write(desk, text):
    """Write a reply and let the words be looked over."""
    desk.answer()
    desk.pane.editor.setPlainText(text)
    desk.pane.look()
    desk.pane.spelling.look()
    desk.settle()


def marked(desk):
    """Return the words with dashes below them."""
    selections = desk.pane.editor.extraSelections()
    return [
        one.cursor.selectedText() for one in selections if one.format.underlineStyle() == DASHED
    ]


def menu(desk, word):
    """Return the menu of a word, and what it offers."""
    found = desk.pane.spelling.menu_for(desk.text().index(word) + 1)
    return found, {one.text(): one for one in found.actions() if one.text()}


def test_wrong_words_are_marked_below_what_the_charter_marks(desk):
    write(desk, "😀 You can utilise the adress on the packet tomorow, @nadia #ouroatz.")
    assert marked(desk) == ["adress", "tomorow"]
    assert len(desk.pane.editor.extraSelections()) > 2


def test_a_word_is_put_right_from_the_menu_as_one_step_of_undo(desk):
    write(desk, "The adress is on the packet.")
    found, offered = menu(desk, "adress")
    offered["address"].trigger()
    found.deleteLater()
    assert desk.text() == "The address is on the packet."
    assert marked(desk) == []
    desk.pane.editor.undo()
    assert desk.text() == "The adress is on the packet."


def test_a_word_is_added_to_the_dictionary_and_the_addition_taken_back(desk):
    write(desk, "We love the zorblies from the mill.")
    assert marked(desk) == ["zorblies"]
    found, offered = menu(desk, "zorblies")
    offered["Add “zorblies” to the dictionary"].trigger()
    found.deleteLater()
    desk.settle()
    desk.pane.spelling.look()
    assert marked(desk) == []
    desk.window._undo()
    desk.settle()
    desk.pane.spelling.look()
    assert marked(desk) == ["zorblies"]


def test_a_right_word_keeps_the_usual_menu(desk):
    write(desk, "The packet is here.")
    assert not desk.pane.spelling.menu_at(6, QPoint(0, 0))
