"""The bar at the start and the sheet behind it."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.catch_up import CatchUp
from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.catch_up import OPEN_UNTIL, CatchingUp
from cmworkstation.ui.catch_up import KEY, CatchUpDialog, CatchUpNotice
from cmworkstation.words import catch_up as said
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, a_scene, town

__all__ = ["a_scene", "town"]


def was_open(scene: Scene, ago: timedelta) -> None:
    services = scene.services
    services.settings.put(OPEN_UNTIL, str(to_ms(services.clock.now() - ago)))
    services.__dict__["catch_up"] = CatchingUp(
        services.workspace, services.accounts, services.assigning, lambda: 0, services.clock
    )


def bars(scene: Scene) -> list[str]:
    return [bar.accessibleName() for key, bar in scene.window._bars if key == KEY]


def pulse(scene: Scene, notice: CatchUpNotice, seconds: float = 11) -> None:
    clock = scene.services.clock
    assert isinstance(clock, SetClock)
    clock.advance(seconds)
    notice.pulse()
    scene.settle()


def test_after_a_weekend_one_bar_says_what_came(town: Scene) -> None:
    was_open(town, timedelta(days=400))
    notice = CatchUpNotice(town.window, town.services, town.window.jobs)
    pulse(town, notice)
    (bar,) = bars(town)
    assert "messages came" in bar
    pulse(town, notice)
    assert len(bars(town)) == 1


def test_whoever_put_it_away_is_not_told_again(town: Scene) -> None:
    was_open(town, timedelta(days=400))
    notice = CatchUpNotice(town.window, town.services, town.window.jobs)
    pulse(town, notice)
    next(bar for key, bar in town.window._bars if key == KEY).dismissed.emit()
    pulse(town, notice)
    assert bars(town) == []


def test_after_a_coffee_nobody_has_to_catch_up(town: Scene) -> None:
    was_open(town, timedelta(minutes=20))
    notice = CatchUpNotice(town.window, town.services, town.window.jobs)
    pulse(town, notice)
    assert bars(town) == []


def test_it_remembers_that_the_program_is_open(town: Scene) -> None:
    notice = CatchUpNotice(town.window, town.services, town.window.jobs)
    pulse(town, notice, 299)
    assert town.services.settings.value(OPEN_UNTIL) == ""
    pulse(town, notice, 2)
    kept = town.services.settings.value(OPEN_UNTIL)
    assert kept == str(to_ms(town.services.clock.now()))


def test_each_line_of_the_sheet_leads_to_what_it_tells_of(town: Scene) -> None:
    was_open(town, timedelta(days=400))
    town.window.act("app.catch_up")
    town.settle()
    (dialog,) = town.window.findChildren(CatchUpDialog)
    assert dialog.lines[0].command == "go.inbox"
    town.window.go("outbox")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Show").click()
    assert town.window.current_key() == "inbox"


@pytest.mark.parametrize("quiet", [True, False])
def test_lines_say_what_there_is_and_nothing_else(town: Scene, quiet: bool) -> None:
    now = town.services.clock.now()
    names = {AccountId("a"): "Mairie", AccountId("b"): "Piscine"}
    came = () if quiet else ((AccountId("a"), 3), (AccountId("b"), 1))
    found = CatchUp(now, now, came, late=0 if quiet else 2, late_since=0 if quiet else 1)
    texts = [line.text for line in said.lines(found, names)]
    assert texts == (
        []
        if quiet
        else [
            "4 messages came: 3 on Mairie, 1 on Piscine.",
            "2 answers are late. 1 of them since then.",
        ]
    )
    assert found.is_quiet is quiet
