"""What was invented for a drill counts in no figure: all are the same before it, while it goes on and afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.alert import INBOX
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.dashboard import REACH
from cmworkstation.services.workstation import Services
from cmworkstation.store import figures
from tests.services.conftest import World
from tests.services.test_drills import in_drill
from tests.services.test_outbox import account
from tests.walking import walked

__all__ = ["account"]


def tiles(services: Services) -> object:
    """Every tile of the dashboard and of reach, with whatever stands behind its lines."""
    span = services.dashboard.span(7)
    seen = walked(services.dashboard.read_all(span, (*services.dashboard.tiles(), *REACH)))
    return [(one, [services.dashboard.behind(one, line) for line in one.lines]) for one in seen]


def catching_up(services: Services) -> object:
    return services.catch_up.summary(services.clock.now() - timedelta(days=2))


def dependence(services: Services) -> object:
    return walked(services.dependence.look()).figures


def charts(services: Services) -> object:
    return walked(services.figures.volumes(4)), services.figures.experience()


def behind_charts(services: Services) -> object:
    now = services.clock.now()
    begin, end = now - timedelta(days=7), now + timedelta(days=1)
    return figures.conversations_between(services.workspace.read(), begin, end, 99)


def alarms(services: Services) -> object:
    services.alerts.book.keep_up()
    return services.alerts.book.counts(INBOX), services.alerts.live_values()


def places(services: Services) -> object:
    return services.talk_places.look()


FIGURES = (tiles, catching_up, dependence, charts, behind_charts, alarms, places)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.__name__)
def test_a_drill_changes_no_figure(
    world: World, account: Account, figure: Callable[[Services], object]
) -> None:
    before = figure(world.services)
    homes = in_drill(world, account, 20)
    assert len(homes) == 20
    assert figure(world.services) == before
    world.services.drills.end()
    assert figure(world.services) == before


def test_a_hundred_messages_of_a_drill_ring_no_alarm(world: World, account: Account) -> None:
    for hour in range(24 * 60):
        world.server.write(f"usual{hour}", "Bonjour", minutes=60 * hour + 30)
    world.clock.advance(days=60)
    world.poll(account)
    world.services.alerts.look()
    in_drill(world, account, 100)
    world.clock.advance(minutes=15)
    assert world.services.alerts.look().rang == ()


def test_what_is_played_is_seen_in_the_inbox_all_the_same(world: World, account: Account) -> None:
    waiting = world.services.inbox.counts().by_status[Status.WAITING_US]
    in_drill(world, account, 3)
    assert world.services.inbox.counts().by_status[Status.WAITING_US] == waiting + 3
