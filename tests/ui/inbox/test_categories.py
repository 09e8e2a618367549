"""Categories in the column of views: those that have somebody waiting, and a list of one of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.ui.inbox.view_keys import ACCOUNT, CATEGORY, OF_CATEGORIES, UNREAD
from tests.ui.inbox.conftest import Scene

COMPLAINT = "Mauvaise expérience"


def waiting(scene: Scene) -> list[int]:
    return list(scene.services.inbox.ids(View(status=Status.WAITING_US)))


def titles(scene: Scene) -> list[str]:
    return [one.title for one in scene.page.views.bar.lines.lines(OF_CATEGORIES)]


@pytest.fixture
def sorted_town(town: Scene) -> Scene:
    services = town.services
    assert titles(town) == []
    heading = town.page.views.bar.lines.heading(OF_CATEGORIES).index()
    assert town.page.views.bar.isIndexHidden(heading)
    services.charters.add_starter("mediatheques-ormaie")
    for one in services.accounts.listed():
        services.charters.assign(one.id, "mediatheques-ormaie")
    for conversation, category in zip(waiting(town), ("merci", "plainte", "merci"), strict=False):
        changes, _ = services.triage.choose(ConversationId(conversation), category)
        town.window.jobs.emit_changes(changes)
    town.page.standings.learn()
    town.settle()
    return town


def test_a_category_is_shown_while_somebody_waits_and_lists_them(sorted_town: Scene) -> None:
    town = sorted_town
    assert titles(town) == [COMPLAINT, "Remerciement, partage, coup de cœur"]
    assert town.window.act("inbox.category")
    bar = town.page.views.bar
    assert bar.hasFocus()
    assert town.page.model.rowCount() == 1
    town.qtbot.keyClick(bar, Qt.Key.Key_Down)
    town.qtbot.keyClick(bar, Qt.Key.Key_Return)
    town.settle()
    assert town.page.model.rowCount() == 2
    chosen = {bar.key_at(one) for one in bar.selectionModel().selectedIndexes()}
    assert chosen == {f"{CATEGORY}merci", ACCOUNT}
    for one in town.services.inbox.ids(View(category="merci")):
        changes, _ = town.services.inbox.set_status([one], Status.DONE)
        town.window.jobs.emit_changes(changes)
    town.settle()
    assert len(titles(town)) == 2  # the chosen one stays until another is chosen
    town.qtbot.keyClick(bar, Qt.Key.Key_Home)
    town.qtbot.keyClick(bar, Qt.Key.Key_Down)
    town.qtbot.keyClick(bar, Qt.Key.Key_Space)
    town.settle()
    assert titles(town) == [COMPLAINT]
    assert town.page.listing.view == UNREAD


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_without_room_for_the_column_categories_stand_in_its_menu(sorted_town: Scene) -> None:
    town = sorted_town
    town.window.resize(420, 700)
    town.settle()
    assert not town.page.views.isVisible()
    assert town.window.act("inbox.category")
    (menu,) = [one for one in town.page.findChildren(QMenu) if one.isVisible()]
    said = [act.text() for act in menu.actions()]
    assert f"{COMPLAINT}  1" in said
    next(act for act in menu.actions() if act.text() == f"{COMPLAINT}  1").trigger()
    menu.close()
    town.settle()
    assert town.page.model.rowCount() == 1
