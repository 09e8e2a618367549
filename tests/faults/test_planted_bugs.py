"""The tests prove nothing unless they notice a bug: each planted one turns the invariants red within 20 runs."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import invariants, plants
from tests.faults.nursery import Nursery
from tests.faults.server import PAGE, Plan
from tests.faults.world import World

pytestmark = pytest.mark.in_memory
RUNS = 20

Found = Iterator[list[str]]


def noticed_in(worlds: Found) -> int:
    """Return the number of the first run that violates an invariant; more than `RUNS` when none does."""
    for run, found in enumerate(worlds, 1):
        if found:
            print(f"run {run}: {found}")
            return run
    return RUNS + 1


def killed_and_faulted(folder: Path, nursery: Nursery, _second: Nursery, plant: str) -> Found:
    """The histories of F2: random kills, and a server that faults."""
    for seed in range(RUNS):
        plan = Plan(seed=seed, rate=0.3)
        with World(folder / str(seed), nursery, replies=6, plan=plan, plant=plant) as world:
            world.kill_at_random(random.Random(seed), kills=6, longest_s=0.2)
            yield world.violations()


def two_at_once(folder: Path, nursery: Nursery, second: Nursery, plant: str) -> Found:
    """The histories of F14: two clients started together, on an outbox that is full already."""
    plan = Plan(slow_s=0.01)
    for run in range(RUNS):
        with World(folder / str(run), nursery, replies=6, plan=plan, plant=plant) as world:
            world.live(more=["--until=0"])
            world.begin()
            world.begin(second)
            world.end()
            world.end(second)
            world.settle()
            yield world.violations()


def killed_while_reading(folder: Path, nursery: Nursery, _second: Nursery, plant: str) -> Found:
    """The histories of F3: kills at one passage after the other."""
    for n in range(1, RUNS + 1):
        with World(folder / str(n), nursery, replies=0, posts=4 * PAGE, plant=plant) as world:
            world.live(kill_at=f"store.after-commit:{n}")
            found = invariants.cursor_is_behind_the_data(world.workspace, world.server)
            world.settle()
            yield found + world.violations_of_reading()


def killed_while_looking_back(
    folder: Path, nursery: Nursery, _second: Nursery, plant: str
) -> Found:
    """The histories of F3 again: kills at one passage after the other while older messages are fetched."""
    for n in range(1, RUNS + 1):
        world = World(folder / str(n), nursery, replies=0, posts=4 * PAGE, plant=plant, older=True)
        with world:
            world.live(kill_at=f"store.after-commit:{n}")
            found = invariants.place_is_behind_the_data(world.workspace, world.server)
            world.settle()
            yield found + world.violations_of_reading()


def killed_with_keys(folder: Path, nursery: Nursery, _second: Nursery, plant: str) -> Found:
    """The histories of F2 on a platform that honours keys, where only answers are lost."""
    for seed in range(RUNS):
        plan = Plan(seed=seed, script={"p0": ("late-close",), "p1": ("close-stored",)}, lag_s=90)
        with World(
            folder / str(seed), nursery, kind="key", replies=3, plan=plan, plant=plant
        ) as world:
            world.kill_at_random(random.Random(seed), kills=2, longest_s=0.05)
            yield world.violations()


def killed_while_made(folder: Path, nursery: Nursery, _second: Nursery, plant: str) -> Found:
    """The histories of F15: kills while the schema is made."""
    for n in range(1, RUNS + 1):
        with World(folder / str(n), nursery, replies=1, plant=plant) as world:
            world.live(kill_at=f"store.migrated:{n}")
            if world.live() != 0:
                yield [f"I1 the next start fails: {world.told()}"]
            else:
                yield world.violations()


NOTICED_BY: dict[str, Callable[[Path, Nursery, Nursery, str], Found]] = {
    "record-after-send": killed_and_faulted,
    "5xx-as-refusal": killed_and_faulted,
    "no-claim": two_at_once,
    "cursor-apart": killed_while_reading,
    "place-apart": killed_while_looking_back,
    "counters-apart": killed_while_reading,
    "version-first": killed_while_made,
    "new-key": killed_with_keys,
}
NOTICED_WITHOUT_POWER = ("sync-off", "normal-for-outbox")  # see test_power_cut.py


def test_nothing_planted_nothing_found(tmp_path: Path, nursery: Nursery, second_nursery: Nursery):
    """The same histories without a bug: what turns red below is the bug and not the history."""
    for history in set(NOTICED_BY.values()):
        worlds = history(tmp_path / history.__name__, nursery, second_nursery, "")
        for _, found in zip(range(3), worlds, strict=False):
            assert found == []


def test_every_planted_bug_has_its_history():
    assert {*NOTICED_BY, *NOTICED_WITHOUT_POWER} == {*plants.PLANTS} - {"checkpoints-often"}


@pytest.mark.planted
@pytest.mark.parametrize("name", NOTICED_BY)
def test_a_planted_bug_is_noticed(
    tmp_path: Path, nursery: Nursery, second_nursery: Nursery, name: str
):
    worlds = NOTICED_BY[name](tmp_path, nursery, second_nursery, name)
    assert noticed_in(worlds) <= RUNS


def test_an_unknown_bug_cannot_be_planted(tmp_path: Path, nursery: Nursery):
    with World(tmp_path / "w", nursery, plant="no-such-bug") as world:
        assert world.live() == 1
