from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cmworkstation.ui import keymap
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.keymap import Keymap
from cmworkstation.ui.keys_dialog import KeysDialog

DONE = BY_ID["inbox.done"]


@pytest.fixture
def dialog(a_window: Any) -> KeysDialog:
    window = a_window()
    window.act("app.keys")
    found: KeysDialog
    (found,) = window.findChildren(KeysDialog)
    return found


def choose(dialog: KeysDialog, command: str) -> None:
    item = next(item for item, row in dialog._rows if row.id == command)
    dialog.tree.setCurrentItem(item)


def press(dialog: KeysDialog, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    QTest.keyClick(dialog.pressed, key, modifiers)


def test_another_key_leads_to_a_command_at_once(dialog):
    window = dialog._window
    choose(dialog, "inbox.done")
    press(dialog, Qt.Key.Key_F12)
    assert dialog.pressed.text() == "F12"
    dialog.add.click()
    assert "F12" in dialog.tree.currentItem().text(1)
    dialog.accept()
    assert "F12" in [key.toString() for key in window._actions["inbox.done"].shortcuts()]
    assert keymap.read(window.preferences).of(DONE) == (*DONE.keys, "F12")


def test_nothing_changes_when_it_is_put_away(dialog):
    choose(dialog, "inbox.done")
    press(dialog, Qt.Key.Key_F12)
    dialog.add.click()
    dialog.reject()
    assert keymap.current() == Keymap()


def test_a_taken_key_is_named_and_may_be_taken_from_there(dialog):
    choose(dialog, "inbox.done")
    press(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert "“Answer”" in dialog._said.text()
    dialog.add.click()
    assert "Ctrl+R" in dialog._map.of(DONE)
    assert "Ctrl+R" not in dialog._map.of(BY_ID["inbox.reply"])
    assert keymap.doubles(dialog._map) == {}


def test_a_key_can_be_taken_away_and_the_set_comes_back(dialog):
    choose(dialog, "inbox.done")
    cap = next(b for b in dialog.findChildren(QPushButton) if b.accessibleName() == "Take away E")
    cap.click()
    assert dialog._map.of(DONE) == ("Ctrl+E",)
    dialog.reset.click()
    assert dialog._map == Keymap()


def test_what_comes_back_takes_its_key_from_whoever_has_it(dialog):
    choose(dialog, "inbox.done")
    press(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    dialog.add.click()
    choose(dialog, "inbox.reply")
    dialog.reset.click()
    assert keymap.doubles(dialog._map) == {}
    assert dialog._map.of(BY_ID["inbox.reply"]) == BY_ID["inbox.reply"].keys


def test_two_letters_make_a_sequence(dialog):
    choose(dialog, "inbox.done")
    press(dialog, Qt.Key.Key_X)
    press(dialog, Qt.Key.Key_Y)
    assert dialog.pressed.key == "X, Y"
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.pressed.key == ""
    assert dialog.isVisible()


def test_tab_is_no_key_to_give_and_leaves_the_field(dialog, qtbot):
    choose(dialog, "inbox.done")
    dialog.activateWindow()
    dialog.pressed.setFocus()
    qtbot.waitUntil(dialog.pressed.hasFocus)
    press(dialog, Qt.Key.Key_Tab)
    assert dialog.pressed.key == ""
    assert not dialog.pressed.hasFocus()


def test_a_key_that_types_is_refused_in_words(dialog):
    choose(dialog, "app.quit")
    press(dialog, Qt.Key.Key_Q)
    assert "also while you write" in dialog._said.text()
    assert not dialog.add.isEnabled()


def test_another_set_shows_its_keys_and_keeps_what_was_changed(dialog):
    choose(dialog, "inbox.open")
    press(dialog, Qt.Key.Key_F12)
    dialog.add.click()
    dialog._choose_set("classic")
    assert "F12" in dialog._map.of(BY_ID["inbox.open"])
    assert dialog._map.of(DONE) == ("Ctrl+E", "Delete")
    dialog.reset_all.click()
    assert dialog._map == Keymap("classic")


def test_letters_of_another_set_act_in_the_list(a_window, qtbot):
    window = a_window()
    window.set_keys(Keymap("classic"))
    letters = [key for one in window._dispatch._letters for key in [one.key().toString()]]
    assert letters == []
    window.set_keys(Keymap())
    assert window._actions["inbox.done"].shortcuts()[0].toString() == "Ctrl+E"
