"""F19: closed, ended by a signal or with the session while it sends: as safe as a kill, and the last words are kept."""

from pathlib import Path

import pytest

from tests.faults.nursery import Nursery
from tests.faults.plugin import Ran
from tests.faults.server import Plan
from tests.faults.test_sending_killed import IN_DOUBT, SENDING_POINTS
from tests.faults.windowed import ENDED, states, typed
from tests.faults.world import World

pytestmark = [pytest.mark.fault("F19"), pytest.mark.in_memory]
TEXT = "Bonjour, une phrase que rien n’a encore enregist"


@pytest.mark.parametrize("point", SENDING_POINTS)
def test_ended_at_every_step(tmp_path: Path, nursery: Nursery, ran: Ran, point: str) -> None:
    for n, by in ((1, "SIGTERM"), (2, "SIGHUP")):
        with World(tmp_path / str(n), nursery, replies=3, plan=IN_DOUBT) as world:
            status = world.live(windowed={"then": ""}, kill_at=f"{point}:{n}", kill_by=by)
            assert status == 0, world.told()
            assert n > 1 or ENDED in world.told()  # not every place is passed twice
            world.settle()
            found = world.violations()
            ran(seed=f"{by} at {point}:{n}", count=world.count)
            assert found == []


def test_the_window_by_itself_sends_all_and_ends(
    tmp_path: Path, nursery: Nursery, ran: Ran
) -> None:
    with World(tmp_path / "w", nursery, replies=3, plan=IN_DOUBT) as world:
        assert world.live(windowed={"then": ""}) == 0, world.told()
        found = world.violations()
        ran(count=world.count)
    assert found == []


def test_ended_while_a_server_says_nothing_it_does_not_wait_for_it(
    tmp_path: Path, nursery: Nursery, ran: Ran
) -> None:
    plan = Plan(seed=1, script={"p0": ("late-silence",)}, lag_s=20)
    with World(tmp_path / "w", nursery, replies=1, plan=plan) as world:
        world.server.silence_s = 15.0
        patient = {"then": "", "patience_s": 15.0}
        status = world.live(windowed=patient, kill_at="outbox.claimed", kill_by="SIGTERM")
        assert (status, states(world.workspace)) == (0, ["sending"]), world.told()
        world.settle()
        found = world.violations()
        ran(count=world.count)
    assert found == []


@pytest.mark.parametrize("then", ["SIGTERM", "SIGHUP", "SIGINT", "close", "session"])
def test_the_last_keystrokes_are_kept(
    tmp_path: Path, nursery: Nursery, ran: Ran, then: str
) -> None:
    with World(tmp_path / "w", nursery, replies=0, posts=2) as world:
        status = world.live(windowed={"type": TEXT, "then": then})
        assert status == 0, world.told()
        found = typed(world.workspace)
        ran(seed=then)
        assert found == [TEXT]
