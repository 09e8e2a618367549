"""The rail of pages in a window that is lower than all of them together."""

from tests.ui.inbox.conftest import Scene


def test_the_page_in_front_is_seen_whole_from_the_start_and_wherever_one_goes(town: Scene) -> None:
    rail = town.window._rail
    bar = rail.verticalScrollBar()
    assert bar.maximum() > 0, "there are more pages than the window has room for"
    assert bar.value() == 0
    town.window.go("accounts")
    town.settle()
    assert bar.value() > bar.maximum() // 2
    town.window.go("inbox")
    town.settle()
    assert bar.value() == 0
