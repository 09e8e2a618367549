"""What was agreed after a crisis stands on the calendar and is counted beside what we promised, until it is done."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.dashboard import Tile
from cmworkstation.services.plan import Beside
from cmworkstation.services.workstation import Services
from cmworkstation.words import dashboard, planning
from tests.builders_workspace import NOW, a_workstation, add_account
from tests.clocks import SetClock
from tests.services.test_crises import WHY
from tests.services.test_desk import TRIGGERS
from tests.ui.composer.conftest import CHARTER
from tests.walking import walked

DUE = NOW.date() + timedelta(days=3)


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w", SetClock(NOW))
    charter, _ = made.charters.save(CHARTER + TRIGGERS)
    made.charters.assign(add_account(made).id, charter)
    made.crises.declare("shop", "storm", WHY)
    made.crises.declare("shop", "", "The bridge is open again")
    made.debriefs.agree(made.desk.episodes()[0].id, "Print the call list", "Ada", DUE)
    yield made
    made.close()


def shown(services: Services, day: date = DUE) -> list[str]:
    plan = services.plans.look(day, day)
    return [planning.label(one) for one in plan.items if one.beside is Beside.AGREED]


def promised(services: Services):
    span = services.dashboard.span(30)
    return walked(services.dashboard.read(Tile.PROMISES, span))


def test_it_stands_on_the_calendar_on_its_day_until_it_is_done(services: Services) -> None:
    assert shown(services) == ["agreed after a crisis: Print the call list"]
    (item,) = services.plans.look(DUE, DUE).items
    assert (item.account, item.can_move) == ("Ada", False)
    (action,) = services.debriefs.owed()
    services.debriefs.done(action.id)
    assert shown(services) == []


def test_it_is_counted_beside_what_we_promised_open_and_late(services: Services) -> None:
    seen = promised(services)
    lines = {one.key: one.values[0] for one in seen.lines}
    assert lines["agreed"] == 1
    assert "agreed-late" not in lines
    assert dashboard.card(seen).sentence.endswith("1 thing agreed after a crisis is open")
    clock = services.clock
    assert isinstance(clock, SetClock)
    clock.advance(days=10)
    late = {one.key: one.values[0] for one in promised(services).lines}
    assert late["agreed-late"] == 1
    assert "agreed" not in late
    (action,) = services.debriefs.owed()
    services.debriefs.done(action.id)
    assert not {"agreed", "agreed-late"} & {one.key for one in promised(services).lines}
