"""F3: kill -9 while an account is read. No message lost or doubled, the cursor never ahead of the data."""

import random
from pathlib import Path

import pytest

from tests.faults import counts, invariants, seeds
from tests.faults.nursery import Nursery
from tests.faults.plugin import Ran
from tests.faults.server import PAGE, Plan
from tests.faults.world import FIRST_START_POINTS, KILLED, READING_POINTS, World, passages

pytestmark = pytest.mark.in_memory
POINTS = (
    *READING_POINTS,
    "http.after-send",
    "http.before-send",
    "store.after-commit",
    "store.before-commit",
)
POSTS = 10 * PAGE
PASSES = 60


@pytest.mark.fault("F3")
def test_no_place_is_left_out(tmp_path: Path, nursery: Nursery):
    with World(tmp_path / "w", nursery, replies=0, posts=POSTS) as world:
        world.live(kill_log=str(tmp_path / "log"))
        assert world.violations_of_reading() == []
    assert {one.partition(":")[0] for one in passages(tmp_path / "log")} == {
        *POINTS,
        *FIRST_START_POINTS,
    }


@pytest.mark.fault("F3")
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_every_passage(tmp_path: Path, nursery: Nursery, ran: Ran, point: str):
    for n in range(1, PASSES):
        with World(tmp_path / str(n), nursery, replies=0, posts=POSTS) as world:
            status = world.live(kill_at=f"{point}:{n}")
            if status == 0:
                assert n > POSTS // PAGE
                return
            assert status == KILLED, world.told()
            found = invariants.cursor_is_behind_the_data(world.workspace, world.server)
            world.settle()
            found += world.violations_of_reading()
            ran(seed=f"{point}:{n}", count=world.count)
            assert found == [], f"killed at {point}:{n}"
    raise AssertionError("no end of passages")


@pytest.mark.fault("F3", "F9")
@pytest.mark.parametrize("seed", seeds.of("F3", counts.now().reading_worlds))
def test_killed_at_random_with_a_faulting_server(
    tmp_path: Path, nursery: Nursery, ran: Ran, seed: int
):
    drawn = random.Random(seed)
    plan = Plan(seed=seed, rate=0.6)
    with World(tmp_path / "w", nursery, replies=0, posts=POSTS, plan=plan) as world:
        world.kill_at_random(drawn, kills=8, longest_s=0.06)
        found = world.violations_of_reading()
        ran(seed=seed, count=world.count)
    assert found == [], f"seed {seed}"
