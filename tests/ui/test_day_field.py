"""The field for a day: typed, stepped, picked and cleared, in both languages; what is no day is not lost."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QMenu
from pytestqt.qtbot import QtBot

from cmworkstation import i18n
from cmworkstation.ui.widgets.day_field import DayField, day_text

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True),
]
TODAY = date(2026, 10, 7)
SHOWN = {"en": "Sun 31 Jan 2027", "fr": "dim. 31 janv. 2027"}


@pytest.fixture(params=("en", "fr"))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.use_language(request.param)
    yield request.param
    i18n.use_language("en")


def a_field(qtbot: QtBot, given: date | None = None, *, optional: bool = True) -> DayField:
    field = DayField("Until", given, today=TODAY, optional=optional)
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    return field


def calendar(field: DayField) -> QCalendarWidget:
    (menu,) = (one for one in field.findChildren(QMenu) if one.isVisible())
    (found,) = menu.findChildren(QCalendarWidget)
    return found


@pytest.mark.parametrize("typed", ["31/1/2027", "31.01.27", "2027-01-31", "31 janv 2027", "31 Jan"])
def test_a_day_that_is_typed_is_shown_as_the_reader_writes_it(
    qtbot: QtBot, language: str, typed: str
) -> None:
    field = a_field(qtbot)
    assert field.day() is None
    assert field.sound()
    qtbot.keyClicks(field, typed)
    assert field.day() == date(2027, 1, 31)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == SHOWN[language]
    assert field.day() == date(2027, 1, 31)


def test_a_day_is_picked_from_the_calendar_by_keyboard_or_mouse(
    qtbot: QtBot, language: str
) -> None:
    field = a_field(qtbot, date(2027, 1, 30))
    with qtbot.waitSignal(field.changed):
        qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        chooser = calendar(field)
        assert chooser.selectedDate() == QDate(2027, 1, 30)
        assert chooser.locale().name()[:2] == language
        chooser.activated.emit(QDate(2027, 1, 31))
    assert field.text() == SHOWN[language]
    field.button.click()
    calendar(field).clicked.emit(QDate(2026, 12, 24))
    assert field.day() == date(2026, 12, 24)


def test_the_arrows_go_by_days_and_the_page_keys_by_months(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day() == TODAY
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert field.day() == date(2026, 11, 6)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day() == TODAY


@pytest.mark.usefixtures("language")
def test_a_day_is_cleared_by_emptying_the_field_or_from_the_calendar(qtbot: QtBot) -> None:
    field = a_field(qtbot, date(2027, 1, 31))
    field.selectAll()
    with qtbot.waitSignal(field.changed):
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.day() is None
    assert field.sound()
    field.set_day(date(2027, 1, 31))
    menu = field.open_calendar()
    menu.actions()[-1].trigger()
    menu.close()
    assert field.text() == ""


def test_a_field_that_needs_a_day_says_so(qtbot: QtBot) -> None:
    field = a_field(qtbot, date(2027, 1, 31), optional=False)
    field.clear()
    assert not field.sound()
    assert field.complaint() == "Write the day as Wed 7 Oct 2026."
    menu = field.open_calendar()
    assert [one.text() for one in menu.actions()[1:]] == ["Today"]
    menu.close()


def test_what_is_no_day_stays_as_it_was_written(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    field.set_text("when the mayor is back")
    field.editingFinished.emit()
    assert field.text() == "when the mayor is back"
    assert not field.sound()
    assert field.day() is None
    assert "Wed 7 Oct 2026" in field.complaint()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1492, 10, 12), date(9999, 12, 31)])
@pytest.mark.usefixtures("language")
def test_an_old_or_far_day_comes_back_as_it_was(qtbot: QtBot, day: date) -> None:
    field = a_field(qtbot, day)
    field.editingFinished.emit()
    assert field.day() == day
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(field, key)
        assert field.day() is not None


def test_every_day_of_a_year_is_read_back_from_what_is_shown(qtbot: QtBot, language: str) -> None:
    del language
    field = a_field(qtbot)
    for n in range(366):
        day = date.fromordinal(date(2028, 1, 1).toordinal() + n)
        field.setText(day_text(day))
        assert field.day() == day


def test_the_field_has_a_name_and_says_how_it_is_used(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    assert field.accessibleName() == "Until"
    assert "Alt+Down" in field.accessibleDescription()
    assert "Until" in field.button.accessibleName()
    assert field.button.focusPolicy() is Qt.FocusPolicy.NoFocus
    QApplication.processEvents()
