"""F4: the power goes. What a person made is there when it comes back, and the store is whole.

A client works against a server with its writes recorded; then the power is cut at many places of the recording, and
each time the real program opens what a disk may have left.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.store.database import FILE, Workspace
from tests.faults import counts, invariants, recorder
from tests.faults.nursery import Nursery
from tests.faults.plugin import Ran
from tests.faults.powercut import Disk, cut_points, lay
from tests.faults.recorder import Act, Kept
from tests.faults.server import PAGE, FaultServer, Plan
from tests.faults.world import World

pytestmark = pytest.mark.in_memory
# Recordings, each with its own faults of the server and moments of the cuts.
DAYS = max(2, counts.now().cuts // 500)
LIVES = 3  # of the client in a recording; it reads something new in each
RUNS = 20  # within which a planted bug must be noticed


@pytest.mark.fault("F4")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("day", range(DAYS))
def test_what_a_person_made_outlives_a_power_cut(
    tmp_path: Path, nursery: Nursery, ran: Ran, day: int
):
    plant = "checkpoints-often" if day % 2 else ""
    with recorded(tmp_path, nursery, day, plant) as world:
        assert world.violations() == []
        acts = recorder.read(tmp_path / "log")
        brought_home = sum(act.kind == "sync" and act.name == FILE for act in acts)
        assert brought_home > (10 if plant else 0)
        for seed, found in cut(acts, tmp_path, world.server, counts.now().cuts // DAYS, day):
            ran(seed=f"day {day} cut {seed}", drawn=True)
            assert found == [], f"day {day}, cut {seed}"


@pytest.mark.parametrize("plant", ["sync-off", "normal-for-outbox"])
@pytest.mark.planted
def test_a_store_that_does_not_wait_for_the_disk_is_noticed(
    tmp_path: Path, nursery: Nursery, plant: str
):
    with recorded(tmp_path, nursery, 0, plant) as world:
        acts = recorder.read(tmp_path / "log")
        found = [some for _, some in cut(acts, tmp_path, world.server, RUNS, 0) if some]
    print(f"{plant}: noticed in {len(found)} of {RUNS} cuts: {found}")
    assert found


def recorded(folder: Path, nursery: Nursery, day: int, plant: str = "") -> World:
    """Let a client work and record it; the day decides how the server behaves."""
    plan = Plan(
        seed=day, rate=0.2, lag_s=20, script={"p0": ("close-stored",), "p1": ("late-close",)}
    )
    world = World(folder / "w", nursery, replies=5, posts=3 * PAGE, plan=plan, plant=plant)
    later = world.server.posts[PAGE:]
    for life in range(LIVES):
        world.server.posts[PAGE:] = later[: life * PAGE]
        until = "0" if life == 0 else "settled"
        status = world.live(more=[f"--record={folder / 'log'}", f"--until={until}"])
        assert status == 0, world.told()
    return world


def cut(
    acts: list[Act], folder: Path, server: FaultServer, count: int, seed: int
) -> Iterator[tuple[int, list[str]]]:
    """Cut the power `count` times; yield the number of acts before the cut and what is wrong after it."""
    drawn = random.Random(seed)
    disk, done = Disk(), 0
    promised: list[Kept] = [{}]
    known = [act.kept for act in acts if act.kept is not None]
    for n, place in enumerate(cut_points(acts, count, drawn)):
        for act in acts[done:place]:
            if act.kept is not None:
                promised.append(act.kept)
            else:
                disk.take(act)
        done = place
        left = folder / f"cut-{n}"
        lay(disk.after_a_cut(random.Random(f"{seed}/{n}")), left)
        found = after_a_cut(left, server, promised[-1], known[len(promised) - 1 :])
        yield place, found
        if not found:
            shutil.rmtree(left)


def after_a_cut(folder: Path, server: FaultServer, promised: Kept, later: list[Kept]) -> list[str]:
    """Open what the disk left; what was promised is there, or what came after it."""
    try:
        workspace = Workspace(folder)
        kept = recorder.persons_rows(workspace.read())
        workspace.close()
    except WorkstationError as error:
        return [f"I1 the store does not open: {error!r}"]
    found = invariants.whole(folder)
    if promised:
        found += invariants.cursor_is_behind_the_data(folder, server)
    if not promised and not any(kept.values()):
        return found
    if kept != promised and kept not in later:
        lost = {table: len(rows - kept.get(table, frozenset())) for table, rows in promised.items()}
        found.append(f"I4 lost rows that a person made: {lost}")
    return found
