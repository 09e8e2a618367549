import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from cmworkstation.domain.folding import fold
from cmworkstation.ui.commands import COMMANDS
from cmworkstation.ui.palette import Palette, rank, score


def press(widget, key, text=""):
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def palette(app, qtbot, a_window):
    window = a_window()
    palette = Palette(window)
    palette.open_over()
    return palette, window


def test_accents_and_capitals_do_not_matter():
    assert fold("Répondre À") == "repondre a"
    assert score("rep", fold("Répondre")) > score("pond", fold("Répondre")) > 0
    assert score("nxc", "next conversation") > 0
    assert score("zzz", "next conversation") == 0


def test_everything_is_reachable():
    assert {row.id for row in rank("")} == {row.id for row in COMMANDS if row.palette}


def test_a_few_letters_find_the_command():
    assert rank("larger")[0].id == "app.zoom_in"
    assert rank("dark")[0].id == "app.theme_dark"
    assert rank("add acc")[0].id == "accounts.add"
    assert rank("qqqq") == []


def test_keys_alone_choose_and_carry_out(palette):
    shown, window = palette
    ran = []
    window.register("inbox", {"done": lambda: ran.append("done")})
    shown.field.insert("done")
    shown._fill("done")
    assert shown.list.currentItem().text() == "Done"
    press(shown.field, Qt.Key.Key_Down)
    press(shown.field, Qt.Key.Key_Up)
    press(shown.field, Qt.Key.Key_Return)
    assert ran == ["done"]


def test_what_is_not_possible_comes_last_and_says_so(palette):
    shown, _ = palette
    shown._fill("")
    spoken = [
        shown.list.item(n).data(Qt.ItemDataRole.AccessibleTextRole)
        for n in range(shown.list.count())
    ]
    possible = [not words.endswith("not possible here") for words in spoken]
    assert possible == sorted(possible, reverse=True)
    assert not all(possible)


def test_the_palette_is_left_though_what_had_the_keyboard_is_gone(app, qtbot, a_window):
    window = a_window()
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    palette = Palette(window)
    palette.open_over()
    shiboken6.delete(field)
    press(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
