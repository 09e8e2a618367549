"""The daily news for whoever keeps the charters: one bar, once a day, and nobody else's."""

import pytest

from cmworkstation import resources
from cmworkstation.domain.profile import Role
from cmworkstation.ui.upkeep_notice import KEY, UpkeepNotice
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, a_scene, town

__all__ = ["a_scene", "town"]


@pytest.fixture
def notice(town: Scene) -> UpkeepNotice:
    text = resources.text("charters", "mediatheques-ormaie.charter.toml")
    town.services.charters.save(text)
    return UpkeepNotice(town.window, town.services, town.window.jobs)


def pass_time(scene: Scene, notice: UpkeepNotice, **parts: float) -> None:
    clock = scene.services.clock
    assert isinstance(clock, SetClock)
    clock.advance(**parts)
    notice.pulse()
    scene.settle()


def bars(scene: Scene) -> list[str]:
    return [bar.accessibleName() for key, bar in scene.window._bars if key == KEY]


def test_the_news_is_one_bar_a_day(town: Scene, notice: UpkeepNotice) -> None:
    pass_time(town, notice, minutes=1)
    (said,) = bars(town)
    assert "are out of date" in said
    assert "out soon." in said
    next(bar for key, bar in town.window._bars if key == KEY).dismissed.emit()
    pass_time(town, notice, hours=1)
    assert bars(town) == []
    pass_time(town, notice, days=1)
    assert len(bars(town)) == 1
    pass_time(town, notice, days=1)
    assert len(bars(town)) == 1


def test_whoever_keeps_no_charter_is_left_in_peace(town: Scene, notice: UpkeepNotice) -> None:
    profiles = town.services.profiles
    profiles.add("Keeper", {Role.KEEPER})
    profiles.switch_to(profiles.add("Spokesperson", {Role.SPOKESPERSON}).id)
    pass_time(town, notice, minutes=1)
    assert bars(town) == []
