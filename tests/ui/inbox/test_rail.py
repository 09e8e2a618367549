"""The rail of pages in a window that is lower than all of them together."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QWidgetAction

from cmworkstation.ui.rail import Rail
from tests.ui.inbox.conftest import Scene


def _shown(rail: Rail) -> list[str]:
    return [key for key, button in rail._buttons.items() if not button.isHidden()]


def _choices(menu: QMenu) -> list[QAction]:
    return [one for one in menu.actions() if not isinstance(one, QWidgetAction)]


def test_every_page_stands_on_the_rail_or_behind_its_more_button(town: Scene) -> None:
    rail = town.window._rail
    for height in (2000, 800, 500, 400):
        town.window.resize(1280, height)
        town.settle()
        shown, behind = _shown(rail), [spec.key for spec in rail.folded()]
        assert sorted(shown + behind) == sorted(town.window._specs)
        assert not rail.more.isHidden()
        assert rail.more.geometry().bottom() <= rail.height()
        assert shown[0] == "inbox"
    town.window.resize(1280, 800)
    town.settle()
    assert {"outbox", "approvals", "guide", "crisis", "accounts"} <= set(_shown(rail))


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_what_has_no_room_is_chosen_behind_more_under_the_name_of_its_group(town: Scene) -> None:
    rail = town.window._rail
    town.window.resize(1280, 600)
    town.settle()
    behind = rail.folded()
    assert "intake" in [spec.key for spec in behind]
    menu = rail.show_more()
    labels = [one.defaultWidget() for one in menu.actions() if isinstance(one, QWidgetAction)]
    heads = [one.text() for one in labels if isinstance(one, QLabel)]
    assert heads == list(dict.fromkeys(spec.group for spec in behind))
    choices = _choices(menu)
    assert len(choices) == len(behind)
    next(one for one in choices if one.text().startswith("Intake")).trigger()
    menu.close()
    assert town.window.current_key() == "intake"
    assert rail.more.isChecked()
    town.window.go("inbox")
    assert not rail.more.isChecked()


def test_what_waits_behind_more_is_counted_on_it(town: Scene) -> None:
    rail = town.window._rail
    town.window.resize(1280, 600)
    town.settle()
    hidden = sum(
        spec.badge(town.window._counts) for spec in rail.folded() if spec.badge is not None
    )
    assert rail.more._count == hidden
