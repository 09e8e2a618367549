"""Searches by keyboard: what is offered while typing, what is unclear, and views in the side bar."""

from pathlib import Path

from PySide6.QtCore import Qt

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.ids import ConversationId
from cmworkstation.ui.inbox.side_rows import Entry
from cmworkstation.ui.inbox.view_dialog import ViewDialog
from cmworkstation.ui.inbox.view_keys import OF_SAVED
from tests.ui.inbox.conftest import Scene, a_scene, town  # noqa: F401 - fixtures


def begin(scene: Scene) -> None:
    scene.window.activateWindow()
    scene.page.list.table.setFocus()
    scene.qtbot.waitUntil(scene.page.list.table.hasFocus)
    scene.qtbot.keyClicks(scene.page.list.table, "/")
    assert scene.page.list.search.hasFocus()


def type_in(scene: Scene, text: str) -> None:
    field = scene.page.list.search
    scene.qtbot.keyClicks(field, text)
    field.searched.emit(field.text().strip())
    scene.settle()


def test_fields_and_values_are_offered_and_a_find_opens(town):  # noqa: F811
    begin(town)
    completion = town.page.searching.completion
    type_in(town, "fr")
    assert completion.texts() == ("from:",)
    popup = town.page.list.search
    town.qtbot.keyClick(popup, Qt.Key.Key_Down)
    town.qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert town.page.list.search.text() == "from:"
    type_in(town, "oma")
    assert completion.texts() == ('from:"Omar Haddad"',)
    town.qtbot.keyClick(popup, Qt.Key.Key_Down)
    town.qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert town.page.list.search.text() == 'from:"Omar Haddad" '
    type_in(town, "is:to-an")
    assert completion.texts() == ("is:to-answer",)
    completion.list.hide()
    type_in(town, "swer")
    results = town.page.results
    assert results.model.rowCount()
    assert {results.model.hit(n).author_name for n in range(results.model.rowCount())} == {
        "Omar Haddad"
    }
    town.qtbot.keyClick(town.page.list.search, Qt.Key.Key_Down)
    town.qtbot.keyClick(results.view, Qt.Key.Key_Return)
    town.settle()
    assert town.page.thread_pane.thread_ is not None


def test_what_is_unclear_is_said_and_what_was_found_stays(town):  # noqa: F811
    begin(town)
    type_in(town, "fair")
    results = town.page.results
    found = results.model.rowCount()
    assert found
    assert not results.unclear.isVisible()
    type_in(town, " befor:2026")
    assert results.unclear.isVisible()
    assert "befor:" in results.unclear.said.text()
    assert results.unclear.place.accessibleName() == "befor:"
    assert results.model.rowCount() == found
    town.page.list.search.setText("fair")
    type_in(town, "")
    assert not results.unclear.isVisible()


def saved(scene: Scene) -> list[Entry]:
    return scene.page.views.bar.lines.lines(OF_SAVED)


def keep(scene: Scene, query: str, name: str) -> None:
    scene.page.list.search.setText(query)
    assert scene.window.act("views.save")
    dialog = scene.window.findChild(ViewDialog)
    assert dialog is not None
    assert dialog.query.text() == query
    dialog.name.setText(name)
    dialog.keeper.click()
    scene.settle()


def test_a_search_becomes_a_view_that_counts_and_can_be_taken_back(town, tmp_path: Path):  # noqa: F811
    page = town.page
    keep(town, 'from:"Omar Haddad" is:to-answer', "Omar waits")
    assert page.saved.current().name == "Omar waits"
    assert set(town.authors()) == {"Omar Haddad"}
    before = page.model.rowCount()
    town.qtbot.waitUntil(lambda: saved(town)[0].count == before, timeout=5_000)
    one = page.model.id_at(0)
    changes, _ = town.services.inbox.set_status([one], Status.DONE)
    town.window.jobs.emit_changes(changes)
    town.qtbot.waitUntil(lambda: saved(town)[0].count == before - 1, timeout=5_000)
    keep(town, "fair", "Fair")
    assert town.window.act("views.up")
    assert [line.title for line in saved(town)] == ["Fair", "Omar waits"]
    page.saved.write(str(tmp_path / "views.txt"))
    assert town.window.act("views.remove")
    assert [line.title for line in saved(town)] == ["Omar waits"]
    assert page.listing.view == "WAITING_US"
    assert town.window.act("app.undo")
    assert [line.title for line in saved(town)] == ["Fair", "Omar waits"]
    page.saved.read(str(tmp_path / "views.txt"))
    assert len(saved(town)) == 2, "what is there already is not kept twice"


def test_notes_people_and_drafts_are_found_above_the_messages(town):  # noqa: F811
    home = town.open("Omar")
    town.services.notes.write(ConversationId(home), "The zanzibar supplier knows")
    begin(town)
    type_in(town, "zanzib")
    elsewhere = town.page.results.elsewhere
    assert [elsewhere.item(n).text() for n in range(elsewhere.count())] == [
        "Internal note · The zanzibar supplier knows"
    ]
    town.qtbot.keyClick(town.page.list.search, Qt.Key.Key_Down)
    assert elsewhere.hasFocus()
    elsewhere.setCurrentRow(0)
    town.qtbot.keyClick(elsewhere, Qt.Key.Key_Return)
    town.settle()
    assert town.page.opened_id() == home
    begin(town)
    town.page.list.search.clear()
    type_in(town, "in:people omar")
    assert elsewhere.count() == 1
    elsewhere.itemActivated.emit(elsewhere.item(0))
    assert town.page.list.search.text() == 'from:"Omar Haddad" '


def test_a_label_that_does_not_exist_is_said_and_the_near_one_is_a_button(town):  # noqa: F811
    town.services.labels.make("Boutique/Retours")
    begin(town)
    type_in(town, "label:boutiqe ")
    missing = town.page.results.missing
    assert missing.isVisible()
    assert missing.said.text() == "There is no label “boutiqe”."
    assert [button.text() for button in missing.buttons] == ["Boutique", "Boutique/Retours"]
    missing.buttons[1].click()
    assert town.page.list.search.text() == 'label:"Boutique/Retours"'
    town.page.list.search.searched.emit(town.page.list.search.text().strip())
    town.settle()
    assert not missing.isVisible()
