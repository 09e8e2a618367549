"""The order of the list: chosen by menu, key or palette, remembered for each view."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.account import After, Capabilities, Visibility, WindowRule
from cmworkstation.domain.conversation import Changes, Order, View
from cmworkstation.store import accounts
from cmworkstation.ui.inbox.view_keys import DUE
from tests.ui.inbox.conftest import Scene, a_scene, town  # noqa: F401 - fixtures


def with_windows(scene: Scene) -> None:
    """Let answers of the account whose conversation is the last of the list close some time."""
    last = scene.page.model.conversation(scene.page.model.rowCount() - 1)
    assert last is not None
    account = scene.services.accounts.one(last.account_id)
    windows = tuple(WindowRule(one, 999, After.NOTHING) for one in Visibility)
    rules = replace(account, capabilities=Capabilities(windows=windows))
    with scene.services.workspace.write() as connection:
        accounts.update(connection, rules)
    scene.window.jobs.emit_changes(Changes(accounts=True))
    scene.settle()


def offered(scene: Scene) -> list[str]:
    """Return the orders that the menu offers, and put it away."""
    menu = next(one for one in scene.page.list.findChildren(QMenu) if one.isVisible())
    found = [action.text() for action in menu.actions()]
    menu.close()
    return found


def shown(scene: Scene) -> list[int]:
    return list(scene.page.model.ids())


@pytest.mark.qt_log_ignore("grabbing the keyboard", "support raise", extend=True)
def test_the_menu_offers_every_order_and_what_closes_first_where_a_platform_has_windows(town):  # noqa: F811
    QTest.mouseClick(town.page.list.order, Qt.MouseButton.LeftButton)
    assert "Whose reply window closes first" not in offered(town)
    with_windows(town)
    town.window.activateWindow()
    town.page.list.table.setFocus()
    town.qtbot.waitUntil(town.page.list.table.hasFocus)
    QTest.keyClick(
        town.page.list.table,
        Qt.Key.Key_I,
        Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert offered(town)[-1] == "Whose reply window closes first"


def test_what_closes_first_comes_to_the_top_by_the_palettes_command(town):  # noqa: F811
    with_windows(town)
    newest = shown(town)
    assert town.window.act("inbox.order_closing")
    town.settle()
    assert shown(town) == list(town.services.inbox.ids(View(order=Order.CLOSING)))
    assert shown(town) != newest
    assert sorted(shown(town)) == sorted(newest)
    top = town.page.model.conversation(0)
    assert top is not None
    assert town.services.accounts.one(top.account_id).capabilities.windows
    assert "first" in town.page.list.order.text()


def test_each_view_remembers_its_order(town):  # noqa: F811
    town.window.act("inbox.order_longest-wait")
    town.settle()
    waiting = shown(town)
    town.page.listing.pick_view("DONE")
    town.settle()
    assert str(town.page.listing.order) == "newest"
    town.page.listing.pick_view("WAITING_US")
    town.settle()
    assert str(town.page.listing.order) == "longest-wait"
    assert shown(town) == waiting


def test_what_is_due_soon_has_one_order_and_says_so(town):  # noqa: F811
    town.page.listing.go_to(DUE)
    town.settle()
    before = shown(town)
    assert not town.page.list.order.isEnabled()
    assert not town.window.act("inbox.order_newest")
    assert shown(town) == before
    town.page.listing.pick_view("WAITING_US")
    assert town.page.list.order.isEnabled()
