"""Warnings before an answer is late: once, together, and not at the start."""

from datetime import timedelta

import pytest

from cmworkstation.domain.conversation import Status, View
from cmworkstation.ui.due_watch import KEY, DueWatch
from cmworkstation.ui.teller import Teller
from cmworkstation.ui.widgets.bars import NoticeBar
from tests.builders_workspace import NOW, set_due
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, a_scene, town

__all__ = ["a_scene", "town"]


@pytest.fixture
def watch(town: Scene) -> DueWatch:
    teller = Teller(town.window, town.services.clock)
    return DueWatch(town.window, town.services, town.window.jobs, teller)


def waiting(scene: Scene) -> list[int]:
    return list(scene.services.inbox.ids(View(status=Status.WAITING_US)))


def words(scene: Scene) -> list[str]:
    return [bar.accessibleName() for key, bar in scene.window._bars if key == KEY]


def pass_time(scene: Scene, watch: DueWatch, **parts: float) -> None:
    clock = scene.services.clock
    assert isinstance(clock, SetClock)
    clock.advance(**parts)
    watch.pulse()
    scene.settle()


def test_a_start_warns_of_nothing_and_later_each_is_told_once(town: Scene, watch: DueWatch) -> None:
    old, new = waiting(town)[:2]
    set_due(town.services, old, NOW + timedelta(hours=1), NOW - timedelta(minutes=5))
    set_due(town.services, new, NOW + timedelta(hours=2), NOW + timedelta(minutes=10))
    pass_time(town, watch, minutes=1)
    assert words(town) == []
    pass_time(town, watch, minutes=10)
    assert len(words(town)) == 1
    assert words(town)[0].endswith("waits for an answer, due 16:05.")
    bar = next(bar for key, bar in town.window._bars if key == KEY)
    bar.dismissed.emit()
    pass_time(town, watch, minutes=10)
    assert words(town) == []


def test_several_are_told_together_in_one_bar(town: Scene, watch: DueWatch) -> None:
    for n, one in enumerate(waiting(town)[:3]):
        set_due(town.services, one, NOW + timedelta(hours=3 - n), NOW + timedelta(minutes=n + 1))
    pass_time(town, watch, minutes=2)
    pass_time(town, watch, minutes=2)
    assert len(words(town)) == 1
    assert words(town)[0].startswith("3 people wait for an answer; the first, ")
    assert words(town)[0].endswith("due 15:05.")


def test_its_button_shows_what_is_due_soon(town: Scene, watch: DueWatch) -> None:
    wanted = waiting(town)[1]
    for one in waiting(town):
        set_due(town.services, one, None)
    set_due(town.services, wanted, NOW + timedelta(hours=1), NOW + timedelta(minutes=1))
    pass_time(town, watch, minutes=2)
    town.window.act("inbox.due_soon")
    town.settle()
    assert list(town.page.model.ids()) == [wanted]
    assert town.page.list.title.text().strip().startswith("Due soon")
    assert town.window.findChildren(NoticeBar)


def test_what_the_person_looks_at_is_not_told(town: Scene, watch: DueWatch, monkeypatch) -> None:
    monkeypatch.setattr(town.window, "isActiveWindow", lambda: True)
    town.page.open_first()
    town.settle()
    seen = town.page.opened_id()
    set_due(town.services, seen, NOW + timedelta(hours=1), NOW + timedelta(minutes=1))
    pass_time(town, watch, minutes=2)
    assert words(town) == []


def test_between_two_looks_nothing_is_read(town: Scene, watch: DueWatch) -> None:
    one = waiting(town)[0]
    set_due(town.services, one, NOW + timedelta(hours=1), NOW + timedelta(seconds=5))
    pass_time(town, watch, seconds=10)
    assert words(town) == []
    pass_time(town, watch, seconds=25)
    assert len(words(town)) == 1
