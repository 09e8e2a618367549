"""Adding to a statement that is out, in the window: by mouse, by keys and by the palette; kept, thrown away, back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cmworkstation.domain.statement_use import UseState
from cmworkstation.ui.crisis.addendum_dialog import AddendumDialog
from cmworkstation.ui.crisis.page import CrisisPage
from tests.services.test_addenda import CHANGED, TEXT, leaves
from tests.services.test_desk import TRIGGERS
from tests.ui.composer.conftest import CHARTER, a_shop
from tests.ui.crisis.test_desk import desk, opened, settle, storm
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]


@pytest.fixture
def scene(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + TRIGGERS)
    return a_scene(services)


def said(scene: Scene) -> CrisisPage:
    """Let a statement go out in a storm; return the desk with it."""
    services = scene.services
    storm(scene)
    where = [one.id for one in services.statements.places("shop")]
    words = {"next_update": "15:30"}
    left = services.statements.post("shop", "we-read-you", "en", words, where)
    for outbox_id in (*left.queued, *left.by_hand):
        leaves(services, outbox_id, "post-1")
    return desk(scene)


def write(dialog: AddendumDialog, scene: Scene) -> None:
    dialog.changed.setText(CHANGED)
    dialog.text.setPlainText(TEXT)
    dialog._pause.stop()
    dialog._ask_remarks()
    settle(scene)


def test_the_desk_shows_what_was_said_and_says_when_it_is_overtaken(scene: Scene) -> None:
    page = desk(scene)
    assert page.uttered.about.text() == "Nothing was said to everybody."
    page = said(scene)
    assert page.uttered.about.text() == "1 statement is out."
    assert "We have read you and write again here by 15:30." in page.uttered.list.item(0).text()
    use = scene.services.addenda.said()[0].use.id
    scene.services.addenda.keep(use, CHANGED, TEXT)
    page.shown()
    settle(scene)
    assert page.uttered.about.text() == "1 statement is out. It is overtaken."
    assert "Overtaken since today" in page.uttered.list.item(0).text()


def test_an_addendum_is_posted_by_the_mouse_and_stands_below_its_statement(scene: Scene) -> None:
    page = said(scene)
    page.buttons()["addendum"].click()
    dialog = opened(scene, AddendumDialog)
    assert "It stays as it was sent" in dialog.findChildren(type(dialog.lengths))[0].text()
    assert not dialog.post.isEnabled()
    assert dialog.trouble.text() == "Say what has changed."
    write(dialog, scene)
    assert dialog.trouble.text() == ""
    dialog.post.click()
    settle(scene)
    statement, added = scene.services.addenda.said()
    assert added.use.adds_to == statement.use.id
    assert added.use.state is UseState.OUT
    assert page.uttered.list.item(1).text().split("\n")[0].endswith("Addendum to “We read you”")


def test_with_the_keyboard_enter_on_a_statement_adds_to_it_and_escape_keeps_what_was_written(
    scene: Scene,
) -> None:
    page = said(scene)
    page.uttered.list.setFocus()
    QTest.keyClick(page.uttered.list, Qt.Key.Key_Return)
    dialog = opened(scene, AddendumDialog)
    assert dialog.focusWidget() is dialog.changed
    QTest.keyClicks(dialog.changed, CHANGED)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle(scene)
    kept = scene.services.addenda.said()[1].use
    assert (kept.state, kept.changed) == (UseState.WRITTEN, CHANGED)
    page.uttered.list.setCurrentRow(1)
    QTest.keyClick(page.uttered.list, Qt.Key.Key_Return)
    assert opened(scene, AddendumDialog).changed.text() == CHANGED


def test_closed_without_a_word_nothing_is_kept(scene: Scene) -> None:
    page = said(scene)
    page.buttons()["addendum"].click()
    opened(scene, AddendumDialog).reject()
    settle(scene)
    assert len(scene.services.addenda.said()) == 1


def test_from_the_palette_one_is_thrown_away_and_undo_brings_it_back(scene: Scene) -> None:
    page = said(scene)
    use = scene.services.addenda.said()[0].use.id
    scene.services.addenda.keep(use, CHANGED, TEXT)
    page.shown()
    settle(scene)
    assert not scene.window.act("desk.addendum_drop")
    page.uttered.list.setCurrentRow(1)
    assert scene.window.act("desk.addendum_drop")
    settle(scene)
    assert page.uttered.list.count() == 1
    assert scene.window.act("edit.undo") or scene.window.act("app.undo")
    settle(scene)
    assert page.uttered.list.count() == 2
    assert scene.window.act("desk.addendum")
    assert opened(scene, AddendumDialog).text.toPlainText() == TEXT


def test_what_the_charter_asks_a_reason_for_waits_for_one(scene: Scene) -> None:
    page = said(scene)
    page.buttons()["addendum"].click()
    dialog = opened(scene, AddendumDialog)
    write(dialog, scene)
    dialog.text.setPlainText("Addendum: open on Monday, guaranteed.")
    dialog._pause.stop()
    dialog._ask_remarks()
    settle(scene)
    assert "promises too much" in dialog.remarks.text()
    assert not dialog.post.isEnabled()
    dialog.reason.setCurrentIndex(dialog.reason.findData("quoted"))
    assert dialog.post.isEnabled()
    dialog.text.setPlainText("Addendum: it cures.")
    dialog._pause.stop()
    dialog._ask_remarks()
    settle(scene)
    assert dialog.trouble.text() == "The charter stops this text. Change it."


def test_the_conversation_of_a_statement_opens_from_the_desk(scene: Scene) -> None:
    page = said(scene)
    page.buttons()["said_open"].click()
    settle(scene)
    assert scene.window.current_key() == "inbox"
