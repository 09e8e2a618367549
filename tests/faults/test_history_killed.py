"""F3: kill -9 while older messages are fetched. None lost or doubled, the place never ahead, reading undisturbed."""

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.gap import DepthState
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault
from tests.faults import counts, invariants, seeds
from tests.faults.archive import ArchiveConnector
from tests.faults.nursery import Nursery
from tests.faults.server import PAGE, Plan
from tests.faults.world import KILLED, World, passages

pytestmark = [pytest.mark.fault("F3"), pytest.mark.in_memory]

OWN_POINTS = (
    "history.before-page",
    "history.page-taken",
    "history.after-page",
    "history.before-end",
    "history.after-end",
)
POINTS = (*OWN_POINTS, "store.before-commit", "store.after-commit", "http.after-send")
PAGES = 3
POSTS = PAGES * PAGE
PASSES = 60

Ran = Callable[..., None]


def world_of(folder: Path, nursery: Nursery, plan: Plan | None = None, plant: str = "") -> World:
    return World(folder, nursery, replies=0, posts=POSTS, plan=plan, plant=plant, older=True)


def ended(world: World) -> list[str]:
    """Return what is wrong in the end: every message once, the older ones filed as history, the wish fulfilled."""
    found = world.violations_of_reading()
    loaders = {"fault": lambda: ArchiveConnector}
    with closing(
        open_services(world.workspace, loaders, vault=Vault(memory_only=True))
    ) as services:
        (account,) = services.accounts.listed()
        depth = services.history.depth(account.id)
        connection = services.workspace.read()
        old, unread = connection.execute(
            "SELECT sum(history), sum(unread AND history) FROM message"
        ).fetchone()
        found += [] if depth.state is DepthState.DONE else [f"I8 the wish is {depth.state}"]
        found += (
            [] if old == depth.new == POSTS - PAGE else [f"I7 {old} old ones, {depth.new} counted"]
        )
        found += [f"I4 {unread} old ones are unread"] if unread else []
    return found


def test_no_place_is_left_out(tmp_path: Path, nursery: Nursery) -> None:
    with world_of(tmp_path / "w", nursery) as world:
        world.live(kill_log=str(tmp_path / "log"))
        assert ended(world) == []
    reached = {one.partition(":")[0] for one in passages(tmp_path / "log")}
    assert {one for one in reached if one.startswith("history.")} == set(OWN_POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_every_passage(tmp_path: Path, nursery: Nursery, ran: Ran, point: str) -> None:
    for n in range(1, PASSES):
        with world_of(tmp_path / str(n), nursery) as world:
            status = world.live(kill_at=f"{point}:{n}")
            if status == 0:
                assert n > (1 if "end" in point else PAGES)
                return
            assert status == KILLED, world.told()
            found = invariants.place_is_behind_the_data(world.workspace, world.server)
            world.settle()
            found += ended(world)
            ran(seed=f"{point}:{n}", count=world.count)
            assert found == [], f"killed at {point}:{n}"
    raise AssertionError("no end of passages")


@pytest.mark.parametrize("seed", seeds.of("F3", counts.now().reading_worlds))
def test_killed_at_random_with_a_faulting_server(
    tmp_path: Path, nursery: Nursery, ran: Ran, seed: int
) -> None:
    drawn = random.Random(seed)
    with world_of(tmp_path / "w", nursery, Plan(seed=seed, rate=0.6)) as world:
        world.kill_at_random(drawn, kills=6, longest_s=0.1)
        found = ended(world)
        ran(seed=seed, count=world.count)
    assert found == [], f"seed {seed}"
