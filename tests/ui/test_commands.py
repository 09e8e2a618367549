import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPlainTextEdit, QTextBrowser

from cmworkstation import i18n
from cmworkstation.ui import icons, keymap, keys
from cmworkstation.ui.commands import BY_ID, COMMANDS, is_bare, is_letter
from cmworkstation.ui.commands.row import MENUS


def test_ids_are_unique_and_belong_to_an_area():
    assert len(BY_ID) == len(COMMANDS)
    assert {command.id.partition(".")[0] for command in COMMANDS} == set(keys.AREAS)


def test_no_key_means_two_things_in_one_place():
    taken: dict[tuple[str, str], set[str]] = {}
    for command in COMMANDS:
        for key in keys.everywhere(command):
            taken.setdefault(("window", key), set()).add(command.id)
        for key in keys.bare(command):
            for context in command.context.split():
                taken.setdefault((context, key), set()).add(command.id)
    assert {place: ids for place, ids in taken.items() if len(ids) > 1} == {}


def test_no_bare_key_is_the_beginning_of_a_sequence():
    firsts = {key.split(", ")[0] for c in COMMANDS for key in c.keys if ", " in key}
    assert firsts.isdisjoint(key for c in COMMANDS for key in c.keys if ", " not in key)


def test_every_command_with_a_bare_key_has_another_one():
    lonely = [c.id for c in COMMANDS if c.keys and all(is_bare(key) for key in c.keys)]
    assert lonely == []


def test_bare_keys_have_a_place_where_they_act():
    assert [c.id for c in COMMANDS if keys.bare(c) and c.context == "global"] == []


def test_no_key_types_a_character_on_a_french_keyboard():
    altgr = [
        key
        for c in COMMANDS
        for key in c.keys
        if "Ctrl+Alt+" in key and len(key.rpartition("+")[2]) == 1
    ]
    assert altgr == []


def test_every_key_is_one_that_qt_knows():
    for command in COMMANDS:
        for key in command.keys:
            for form in keymap.forms(key):
                assert QKeySequence(form).toString() not in {"", None}, form
            assert "Unknown" not in QKeySequence(form).toString()


def test_digits_answer_on_a_french_keyboard():
    assert keymap.forms("Ctrl+1") == ("Ctrl+1", "Ctrl+&")
    assert keymap.forms("Alt+2") == ("Alt+2", "Alt+É")
    assert keymap.forms("Ctrl+6") == ("Ctrl+6",)  # "Ctrl+-" stays with zooming out
    assert keymap.forms("Ctrl+R") == ("Ctrl+R",)


def test_menus_icons_and_words_exist():
    for command in COMMANDS:
        assert command.menu in {"", *MENUS}
        assert not command.icon or command.icon in icons.NAMES, command.id
        assert keys.title(command).strip()


@pytest.mark.parametrize("code", i18n.LANGUAGES)
def test_the_key_table_is_written_in_each_language(code):
    try:
        i18n.use_language(code)
    except FileNotFoundError:
        pytest.skip("no catalogue yet")
    try:
        table = keys.table()
        assert all(keys.title(command) in table for command in COMMANDS)
    finally:
        i18n.use_language("en")


def test_keys_in_words():
    i18n.use_language("en")
    assert keys.say("G, I") == "G then I"
    assert keys.say("Ctrl++") == "Ctrl++"
    assert keys.say("Alt+Down") == "Alt+↓"
    assert keys.say("Ctrl+Return") == "Ctrl+Enter"
    assert keys.say_all(BY_ID["composer.send"]) == "Ctrl+Enter"


def test_which_keys_type_characters():
    assert is_letter("J")
    assert is_letter("Shift+R")
    assert is_letter("G, I")
    assert is_letter("/")
    assert not is_letter("Esc")
    assert not is_bare("F6")
    assert not is_bare("Shift+F6")
    assert not is_bare("Ctrl+K")


FIELDS_OWN = {"Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+E"}


@pytest.mark.parametrize(
    "field", [QPlainTextEdit, QLineEdit, QTextBrowser], ids=("text", "line", "reading")
)
def test_keys_of_the_window_act_while_a_field_has_the_focus(app, qtbot, field):
    window = QMainWindow()
    qtbot.addWidget(window)
    place = field()
    window.setCentralWidget(place)
    ran: list[str] = []
    for command in COMMANDS:
        action = QAction(command.id, window)
        action.setShortcuts([QKeySequence(key) for key in keys.everywhere(command)])
        action.triggered.connect(lambda _=False, row=command: ran.append(row.id))
        window.addAction(action)
    window.show()
    window.activateWindow()
    place.setFocus()
    qtbot.waitUntil(place.hasFocus)
    for command in COMMANDS:
        for key in keys.everywhere(command):
            QTest.keySequence(place, QKeySequence(key))
            # A text takes back its own last words first; X11 gives Ctrl+E to the end of a line.
            if key in FIELDS_OWN and field is not QTextBrowser:
                assert ran in ([], [command.id]), key
            else:
                assert ran == [command.id], key
            ran.clear()
