"""A morning in the inbox: walking, reading, settling, undoing, searching, by keyboard and by mouse."""

from PySide6.QtCore import QPoint, Qt

from cmworkstation.domain.conversation import Status, View
from tests.builders_workspace import a_town
from tests.ui.inbox.conftest import Scene, a_scene, town  # noqa: F401 - fixtures

WAITING = View(status=Status.WAITING_US)


def press(scene: Scene, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    scene.qtbot.keyClick(scene.window.focusWidget(), key, modifier)
    scene.settle()


def at_the_list(scene: Scene) -> None:
    scene.window.activateWindow()
    scene.page.list.table.setFocus()
    scene.qtbot.waitUntil(scene.page.list.table.hasFocus)


def test_six_messages_by_keyboard(town):  # noqa: F811
    at_the_list(town)
    press(town, Qt.Key.Key_J)
    first = town.page.opened_id()
    assert town.page.list.selected_ids() == [first]
    press(town, Qt.Key.Key_J)
    second = town.page.opened_id()
    assert second != first
    press(town, Qt.Key.Key_K)
    assert town.page.opened_id() == first
    press(town, Qt.Key.Key_Return)
    assert town.page.thread_pane.line.hasFocus()
    press(town, Qt.Key.Key_E)
    assert first not in town.services.inbox.ids(WAITING)
    assert first not in town.page.model.ids()
    assert town.page.opened_id() == first
    press(town, Qt.Key.Key_J)
    assert town.page.opened_id() == second


def test_done_can_be_taken_back(town):  # noqa: F811
    at_the_list(town)
    before = list(town.page.model.ids())
    press(town, Qt.Key.Key_J)
    press(town, Qt.Key.Key_E)
    assert len(town.page.model.ids()) == len(before) - 1
    assert town.window.act("app.undo")
    town.settle()
    assert list(town.page.model.ids()) == before


def test_done_and_the_next_one_opens(town):  # noqa: F811
    at_the_list(town)
    press(town, Qt.Key.Key_J)
    second = town.page.model.id_at(1)
    press(town, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert town.page.opened_id() == second
    assert town.page.list.selected_ids() == [second]


def test_no_answer_needed_asks_for_a_reason(town):  # noqa: F811
    at_the_list(town)
    press(town, Qt.Key.Key_J)
    conversation = town.page.opened_id()
    press(town, Qt.Key.Key_Q)
    assert town.page.popover.isVisible()
    press(town, Qt.Key.Key_2)
    assert not town.page.popover.isVisible()
    row = town.services.inbox.rows([conversation])[0]
    assert row.status is Status.NO_ANSWER
    assert row.reason == "Already answered elsewhere"


def test_no_answer_needed_can_be_left_with_esc(town):  # noqa: F811
    at_the_list(town)
    press(town, Qt.Key.Key_J)
    conversation = town.page.opened_id()
    press(town, Qt.Key.Key_Q)
    press(town, Qt.Key.Key_Escape)
    assert not town.page.popover.isVisible()
    assert town.services.inbox.rows([conversation])[0].status is Status.WAITING_US


def test_several_are_settled_at_once_and_taken_back_at_once(town):  # noqa: F811
    at_the_list(town)
    before = list(town.page.model.ids())
    town.page.list.table.selectAll()
    press(town, Qt.Key.Key_E)
    assert town.page.model.rowCount() == 0
    assert town.page.list.empty.accessibleName() == "Nobody is waiting"
    assert town.window.act("app.undo")
    town.settle()
    assert list(town.page.model.ids()) == before


def test_x_adds_to_the_selection(town):  # noqa: F811
    at_the_list(town)
    press(town, Qt.Key.Key_J)
    press(town, Qt.Key.Key_X)
    assert town.page.list.selected_ids() == []
    press(town, Qt.Key.Key_X)
    assert len(town.page.list.selected_ids()) == 1


def test_account_filters_by_number(town):  # noqa: F811
    at_the_list(town)
    everybody = town.page.model.rowCount()
    town.window.act("inbox.account", 3)
    town.settle()
    assert town.authors() == ["Paul Tessier"]
    town.window.act("inbox.account", 0)
    town.settle()
    assert town.page.model.rowCount() == everybody


def test_views_by_mouse(town):  # noqa: F811
    bar = town.page.views.bar
    place = bar.visualRect(bar.lines.find("DONE").index()).center()
    town.qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    town.settle()
    assert town.page.model.rowCount() == 0
    assert town.page.list.empty.accessibleName() == "Nothing here"


def test_a_row_opens_by_mouse(town):  # noqa: F811
    table = town.page.list.table
    at = QPoint(100, table.rowViewportPosition(2) + 20)
    town.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    town.settle()
    assert town.page.opened_id() == town.page.model.id_at(2)


def test_search_opens_the_message_and_esc_leads_back(town):  # noqa: F811
    at_the_list(town)
    press(town, Qt.Key.Key_S)
    field = town.page.list.search
    assert field.hasFocus()
    town.qtbot.keyClicks(field, "b")
    field.searched.emit("b")
    assert town.page.results.empty.accessibleName() == "Go on typing"
    field.clear()
    town.qtbot.keyClicks(field, "cobbl")
    field.searched.emit("cobbl")
    town.settle()
    assert town.page.results.count.text() == "1 message found"
    press(town, Qt.Key.Key_Down)
    press(town, Qt.Key.Key_Return)
    current = town.page.thread_pane.line.current()
    assert current is not None
    assert "cobbles" in current.text
    assert town.page.thread_pane.line._in_sight(town.page.thread_pane.line._current)
    town.page.results.view.setFocus()
    press(town, Qt.Key.Key_Escape)
    assert town.page.list.stack.currentWidget() is town.page.list.table
    assert field.text() == ""


def test_search_without_a_find_says_so(town):  # noqa: F811
    town.page.list.search.setText("zebra")
    town.page.list.search.searched.emit("zebra")
    town.settle()
    assert town.page.results.empty.accessibleName() == "Nothing found"


def test_answering_opens_the_composer_under_the_thread(town):  # noqa: F811
    at_the_list(town)
    before = town.page.composer
    assert before is None
    town.open("Nadia")
    press(town, Qt.Key.Key_R)
    composer = town.page.composer
    assert composer is not None
    assert composer.isVisible()
    assert town.page.thread_pane.line.isVisible()
    assert composer.height() <= town.page.upright.height() * 0.6
    composer.editor.setPlainText("Bonjour Nadia")
    conversation = town.page.opened_id()
    town.open("Omar")
    assert not composer.isVisible()
    assert town.services.inbox.rows([conversation])[0].has_draft
    town.open("Nadia")
    town.qtbot.waitUntil(composer.isVisible)
    assert composer.editor.toPlainText() == "Bonjour Nadia"


def test_one_column_at_a_time_and_back(a_scene, tmp_path):  # noqa: F811
    scene = a_scene(a_town(tmp_path / "narrow"), width=420)
    at_the_list(scene)
    press(scene, Qt.Key.Key_J)
    assert scene.page.list.isVisible()
    press(scene, Qt.Key.Key_Return)
    assert not scene.page.list.isVisible()
    assert scene.page.thread_pane.isVisible()
    press(scene, Qt.Key.Key_U)
    assert scene.page.list.isVisible()
    assert not scene.page.thread_pane.isVisible()
