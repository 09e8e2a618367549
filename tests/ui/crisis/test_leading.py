"""From the calendar and from the dashboard to what was agreed after a crisis."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.dashboard import Line
from cmworkstation.domain.debrief import Action
from cmworkstation.services.plan import Beside
from cmworkstation.ui.crisis.page import CrisisPage
from cmworkstation.ui.operations.acts import Acts
from tests.services.test_crises import WHY
from tests.services.test_desk import TRIGGERS
from tests.ui.composer.conftest import CHARTER, a_shop
from tests.ui.crisis.test_desk import settle
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]


@pytest.fixture
def scene(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + TRIGGERS)
    services.crises.declare("shop", "storm", WHY)
    services.crises.declare("shop", "", "The bridge is open again")
    episode = services.desk.episodes()[0].id
    today = services.clock.now().date()
    services.debriefs.agree(episode, "Print the call list", "Ada", today + timedelta(days=1))
    services.debriefs.agree(episode, "Add a deputy", "Bo", today + timedelta(days=2))
    return a_scene(services)


def chosen(scene: Scene) -> str:
    settle(scene)
    page = scene.window.page("crisis")
    assert isinstance(page, CrisisPage)
    found = page.past.chosen()
    assert isinstance(found, Action)
    return found.words


def test_an_item_of_the_calendar_opens_its_row_of_the_crisis_desk(scene: Scene) -> None:
    day = scene.services.clock.now().date() + timedelta(days=2)
    plan = scene.services.plans.look(day, day)
    (item,) = (one for one in plan.items if one.beside is Beside.AGREED)
    Acts(scene.window).open(item)
    assert scene.window.current_key() == "crisis"
    assert chosen(scene) == "Add a deputy"


def test_a_line_of_the_dashboard_opens_what_is_due_first(scene: Scene) -> None:
    from cmworkstation.ui.dashboard.board import leads

    assert leads(scene.window, Line("agreed", (2.0,)))
    assert chosen(scene) == "Print the call list"
    assert not leads(scene.window, Line("open", (2.0,)))
