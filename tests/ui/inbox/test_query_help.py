"""The help of the search: by key, by mouse, by palette; in the search and where a view is kept."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cmworkstation.domain.query import parse
from cmworkstation.ui.inbox.query_help import QueryHelp
from cmworkstation.ui.inbox.view_dialog import ViewDialog
from tests.ui.inbox.conftest import Scene, a_scene, town  # noqa: F401 - fixtures


def shown(scene: Scene) -> QueryHelp:
    card = scene.page.searching.help
    assert card is not None
    assert card.isVisible()
    return card


def row_of(card: QueryHelp, text: str) -> int:
    return next(n for n in range(card.list.count()) if card.list.item(n).text() == text)


def test_a_key_shows_the_help_and_enter_puts_an_example_into_the_search(town):  # noqa: F811
    town.window.activateWindow()
    field = town.page.list.search
    field.setText("parcel")
    QTest.keyClick(town.window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    card = shown(town)
    town.qtbot.waitUntil(card.list.hasFocus)
    card.list.setCurrentRow(row_of(card, "is:unread"))
    QTest.keyClick(card.list, Qt.Key.Key_Return)
    town.settle()
    assert not card.isVisible()
    assert field.hasFocus()
    assert field.text() == "parcel is:unread "
    assert parse(field.text())


def test_the_button_in_the_field_shows_it_a_click_takes_and_esc_leaves_all_as_it_was(town):  # noqa: F811
    field = town.page.list.search
    assert field.helper is not None
    field.helper.click()
    card = shown(town)
    QTest.keyClick(card.list, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert field.text() == ""
    field.helper.click()
    place = card.list.visualItemRect(card.list.item(2)).center()
    wanted = card.list.item(2).text()
    QTest.mouseClick(card.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.text() == f"{wanted} "
    town.settle()


def test_it_begins_at_the_field_that_is_being_typed_and_each_line_speaks(town):  # noqa: F811
    field = town.page.list.search
    field.setText("fair before:")
    town.window.act("inbox.search_help")
    card = shown(town)
    assert card.list.currentItem().text().startswith("before:")
    for n in range(card.list.count()):
        spoken = card.list.item(n).data(Qt.ItemDataRole.AccessibleTextRole)
        text = card.list.item(n).text()
        assert spoken.startswith(text)
        assert len(spoken) > len(text) + 10


def test_the_help_goes_away_when_something_else_is_pressed(town):  # noqa: F811
    town.window.act("inbox.search_help")
    card = shown(town)
    QTest.mouseClick(town.page.list.head, Qt.MouseButton.LeftButton)
    assert not card.isVisible()


def test_whoever_keeps_a_view_can_change_its_search_with_the_same_help(town):  # noqa: F811
    town.page.list.search.setText("fair")
    town.window.act("views.save")
    dialog = town.window.findChild(ViewDialog)
    assert dialog is not None
    dialog.name.setText("Fair")
    dialog.query.setText("fair befor:2026")
    assert dialog.unclear.isVisibleTo(dialog)
    assert not dialog.keeper.isEnabled()
    dialog.query.setText("fair")
    dialog.activateWindow()
    dialog.show_help()
    town.qtbot.waitUntil(dialog.help.list.hasFocus)
    dialog.help.list.setCurrentRow(row_of(dialog.help, "is:unread"))
    QTest.keyClick(dialog.help.list, Qt.Key.Key_Return)
    assert dialog.query.text() == "fair is:unread "
    dialog.keeper.click()
    town.settle()
    kept = town.page.saved.current()
    assert (kept.name, kept.query) == ("Fair", "fair is:unread")
    town.window.act("views.rename")
    again = next(one for one in town.window.findChildren(ViewDialog) if one.isVisible())
    assert (again.name.text(), again.query.text()) == ("Fair", "fair is:unread")
    again.query.setText("fair")
    again.keeper.click()
    town.settle()
    assert town.page.saved.current().query == "fair"
