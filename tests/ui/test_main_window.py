import pytest
from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDateEdit,
    QDoubleSpinBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from cmworkstation.domain.conversation import Changes, Counts, Status
from cmworkstation.domain.errors import NotSignedIn, Offline
from cmworkstation.ui import theme
from cmworkstation.ui.commands import COMMANDS
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.palette import Palette
from cmworkstation.ui.widgets.bars import NoticeBar, UndoBar


def bars(window):
    return [bar for _, bar in window._bars]


def focus(widget, qtbot):
    window = widget.window()
    window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is widget)


def test_a_page_is_built_at_the_first_visit(a_window):
    window = a_window()
    assert window.current_key() == "inbox"
    assert window.page("outbox") is None
    window.go("outbox")
    assert window.current_key() == "outbox"
    assert window.page("outbox") is not None
    window.go("nowhere")
    assert window.current_key() == "outbox"


def test_the_window_tells_once_that_it_is_on_the_screen(a_window, qtbot):
    window = a_window(shown=False)
    told = []
    window.first_painted.connect(lambda: told.append(window.isVisible()))
    window.show()
    qtbot.waitUntil(lambda: told == [True])
    window.repaint()
    QApplication.processEvents()
    assert told == [True]


def test_changes_reach_the_page_in_front_and_wait_for_the_others(a_window):
    window = a_window()
    window.go("outbox")
    window.apply_changes(Changes(outbox=True))
    window.apply_changes(Changes(drafts=True))
    inbox, outbox = window.page("inbox"), window.page("outbox")
    assert outbox.told == [Changes(outbox=True), Changes(drafts=True)]
    assert inbox.told == []
    window.go("inbox")
    assert inbox.told == [Changes(outbox=True, drafts=True)]


def test_a_command_finds_the_page_in_front(a_window):
    window = a_window()
    inbox = window.page("inbox")
    assert window.can("inbox.next")
    assert window.act("inbox.next")
    assert inbox.done == ["next"]
    window.go("outbox")
    assert not window.can("inbox.next")
    assert not window.act("inbox.next")
    assert "Not possible here" in window.status._said.text()


def test_a_command_may_bring_its_page_to_the_front(a_window):
    window = a_window()
    window.go("outbox")
    assert window.can("inbox.account_3")
    assert window.act("inbox.account_3")
    assert window.current_key() == "inbox"
    assert window.page("inbox").done == [3]


def test_keys_lead_to_commands(a_window, qtbot):
    window = a_window()
    page = window.page("inbox")
    focus(page.list, qtbot)
    QTest.keyClick(page.list, Qt.Key.Key_J)
    QTest.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Ampersand, Qt.KeyboardModifier.ControlModifier)
    assert page.done == ["next", "next", 2, 1]
    QTest.keyClick(page.list, Qt.Key.Key_G)
    QTest.keyClick(page.list, Qt.Key.Key_O)
    assert window.current_key() == "outbox"


def test_letters_stay_letters_while_writing_and_can_be_switched_off(a_window, qtbot):
    window = a_window()
    page = window.page("inbox")
    focus(page.field, qtbot)
    QTest.keyClick(page.field, Qt.Key.Key_J)
    assert (page.done, page.field.text()) == ([], "j")
    focus(page.list, qtbot)
    window.set_letters(on=False)
    QTest.keyClick(page.list, Qt.Key.Key_J)
    assert page.done == []
    QTest.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.done == ["next"]


def test_panes_are_walked_in_their_order(a_window, qtbot):
    window = a_window()
    page = window.page("inbox")
    focus(page.list, qtbot)
    window.act("app.next_pane")
    assert QApplication.focusWidget() is page.field
    window.act("app.next_pane")
    assert QApplication.focusWidget() is page.list
    window.act("app.previous_pane")
    assert QApplication.focusWidget() is page.field


def test_badges_count_what_waits_for_a_person(a_window):
    window = a_window()
    window.set_counts(Counts(by_status={Status.WAITING_US: 37}, needs_person=1))
    found = window._rail.findChildren(QToolButton)
    names = [button.accessibleName() for button in found if not button.isHidden()]
    assert names == ["Inbox, 37 need you", "Outbox, 1 needs you", "Accounts"]


def test_a_notice_is_merged_with_its_repeats_and_its_button_helps(a_window):
    window = a_window()
    for _ in range(3):
        window.notify(Notice("warn", "Trouble.", command="accounts.add", key="x"))
    (bar,) = bars(window)
    assert bar.accessibleName() == "Trouble. (3 ×)"
    window.failed(NotSignedIn())
    assert len(bars(window)) == 2
    for n in range(5):
        window.notify(Notice("info", f"Notice {n}."))
    assert len(bars(window)) == 7
    assert sum(bar.isVisible() for bar in bars(window)) == 2


def test_what_passes_by_itself_does_not_take_room(a_window):
    window = a_window()
    window.failed(Offline())
    assert bars(window) == []
    assert "No connection" in window.status._said.text()


def test_a_mistake_of_ours_offers_a_report(a_window, caplog):
    window = a_window()
    window.failed(KeyError("x"))
    assert len(bars(window)) == 1
    assert window.act("app.copy_report")
    assert "KeyError" in QApplication.clipboard().text()


def test_undo_takes_back_and_time_runs_out(a_window, qtbot):
    window = a_window()
    taken, over = [], []
    window.undo("Sent", 60, lambda: taken.append(1), lambda: over.append(1))
    assert isinstance(bars(window)[0], UndoBar)
    assert window.act("app.undo")
    assert (taken, over) == ([1], [])
    assert not window.can("app.undo")
    window.undo("Sent", 0.01, lambda: taken.append(2), lambda: over.append(2))
    qtbot.waitUntil(lambda: over == [2])
    assert taken == [1]
    assert bars(window) == []


def test_of_much_that_can_be_taken_back_the_newest_two_stand_below_the_page(a_window):
    window = a_window()
    taken = []
    made = [window.undo(f"Done {n}", 60, lambda n=n: taken.append(n)) for n in range(4)]
    assert [bar.isHidden() for bar in made] == [True, True, False, False]
    assert window.act("app.undo")
    assert taken == [3]
    assert [bar.isHidden() for bar in made[:3]] == [True, False, False]


def test_zoom_theme_and_language_build_the_pages_anew_and_lose_nothing(a_window):
    window = a_window()
    before = window.page("inbox")
    before.list.setCurrentRow(2)
    window.act("app.zoom_in")
    after = window.page("inbox")
    assert after is not before
    assert before.left == 1
    assert after.list.currentRow() == 2
    assert theme.current().px(100) > 100
    window.act("app.theme_dark")
    assert theme.current().dark
    window.act("app.zoom_reset")
    assert theme.current().px(100) == 100
    assert window.act("inbox.next")
    assert window.page("inbox").done == ["next"]
    assert window.preferences.theme() == "dark"


def test_the_window_opens_where_it_was_left(a_window):
    window = a_window()
    window.go("outbox")
    window.resize(700, 640)
    window.close()
    assert window._pages["outbox"].left == 1
    again = a_window()
    assert again.current_key() == "outbox"
    assert again.size() == window.size()


def test_a_narrow_window_keeps_icons_only(a_window):
    window = a_window()
    wide = window._rail.width()
    window.resize(420, 700)
    assert window._rail.width() < wide
    assert window.width() == 420


def test_a_read_only_workspace_says_so(a_window):
    window = a_window(read_only=True)
    words = [label.text() for label in window.findChildren(QWidget) if hasattr(label, "text")]
    assert any("Read only" in str(text() if callable(text) else text) for text in words)
    assert not window.can("app.refresh")


def test_every_command_is_an_action_and_every_control_has_a_name(a_window):
    window = a_window()
    window.notify(Notice("warn", "Trouble.", command="accounts.add"))
    window.undo("Sent", 60, lambda: None)
    assert set(window._actions) == {command.id for command in COMMANDS}
    nameless = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            told = QAccessible.queryAccessibleInterface(widget)
            if not told.text(QAccessible.Text.Name):
                nameless.append(widget)
    assert nameless == []


@pytest.mark.parametrize("command", ["app.cheat_sheet", "app.preferences", "app.about"])
def test_other_windows_open_and_close(a_window, command, qtbot):
    window = a_window()
    before = set(QApplication.topLevelWidgets())
    assert window.act(command)
    (opened,) = [
        one for one in QApplication.topLevelWidgets() if one not in before and one.isVisible()
    ]
    qtbot.addWidget(opened)
    QApplication.sendEvent(
        opened,
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    )
    opened.close()


def test_the_palette_opens_once_and_esc_gives_the_focus_back(a_window, qtbot):
    window = a_window()
    page = window.page("inbox")
    focus(page.list, qtbot)
    QTest.keyClick(page.list, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (palette,) = window.findChildren(Palette)
    assert palette.field.hasFocus()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.list
    assert not palette.isVisible()


def test_the_notice_bar_is_a_notice_bar(app, qtbot):
    pressed = []
    bar = NoticeBar("info", "Text", "Hint", "Press", lambda: pressed.append(1))
    qtbot.addWidget(bar)
    bar.resize(300, 100)
    bar.show()
    bar.findChildren(QPushButton)[0].click()
    assert pressed == [1]


def test_while_a_state_stands_above_all_pages_the_gravest_notice_stands_alone(a_window):
    window = a_window()
    window.resize(1280, 800)
    for kind, words in (("info", "First"), ("warn", "Second"), ("info", "Third")):
        window.notify(Notice(kind, words))
    bars = [bar for _, bar in window._bars]
    assert [bar.isVisible() for bar in bars] == [False, True, True]
    assert bars[2]._behind.text() == "1 more notice behind it"
    window.show_state("crisis", lambda: Notice("error", "Tension", "A rumour"))
    assert [bar.isVisible() for bar in bars] == [False, True, False]
    assert bars[1]._behind.text() == "2 more notices behind it"
    bars[1].dismissed.emit()
    assert [bar.isVisible() for bar in bars] == [False, False, True]
    window.show_state("crisis", None)
    assert [bar.isVisible() for bar in (bars[0], bars[2])] == [True, True]
    assert not bars[2]._behind.isVisible()


def test_many_small_notices_never_put_away_a_grave_one(a_window):
    window = a_window()
    window.resize(1280, 800)
    window.notify(Notice("error", "The disk is full"))
    for n in range(20):
        window.notify(Notice("info", f"Read {n}"))
    seen = [bar._text.text() for _, bar in window._bars if bar.isVisible()]
    assert seen == ["The disk is full", "Read 19"]


def test_fields_write_numbers_and_days_as_the_chosen_language_does(a_window):
    window = a_window()

    def written() -> tuple[str, str]:
        amount, day = QDoubleSpinBox(), QDateEdit(QDate(2026, 11, 5))
        amount.setValue(1.5)
        return amount.text(), day.text()

    assert written() == ("1.50", "05/11/2026")
    window.set_language("fr")
    assert written() == ("1,50", "05/11/2026")
    inside = QDoubleSpinBox(window)
    inside.setValue(2)
    assert inside.text() == "2,00"
    window.set_language("en")
    assert written() == ("1.50", "05/11/2026")
