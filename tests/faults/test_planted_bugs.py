"""The tests prove nothing unless they notice a bug: each planted one turns the invariants red within 20 runs."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import invariants
from tests.faults.nursery import Nursery
from tests.faults.server import PAGE, Plan
from tests.faults.world import World

RUNS = 20

Found = Iterator[list[str]]


def test_nothing_planted_nothing_found(tmp_path: Path, nursery: Nursery, second_nursery: Nursery):
    """The same histories without a bug: what turns red below is the bug and not the history."""
    for histories in (killed_and_faulted, two_at_once, killed_while_reading):
        worlds = histories(tmp_path / histories.__name__, nursery, second_nursery, "")
        for _, found in zip(range(3), worlds, strict=False):
            assert found == []


@pytest.mark.parametrize("name", ["record-after-send", "5xx-as-refusal"])
def test_a_bug_of_sending_is_noticed(
    tmp_path: Path, nursery: Nursery, second_nursery: Nursery, name: str
):
    assert noticed_in(killed_and_faulted(tmp_path, nursery, second_nursery, name)) <= RUNS


def test_a_missing_claim_is_noticed(tmp_path: Path, nursery: Nursery, second_nursery: Nursery):
    assert noticed_in(two_at_once(tmp_path, nursery, second_nursery, "no-claim")) <= RUNS


def test_a_cursor_apart_is_noticed(tmp_path: Path, nursery: Nursery, second_nursery: Nursery):
    worlds = killed_while_reading(tmp_path, nursery, second_nursery, "cursor-apart")
    assert noticed_in(worlds) <= RUNS


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


def test_an_unknown_bug_cannot_be_planted(tmp_path: Path, nursery: Nursery):
    with World(tmp_path / "w", nursery, plant="no-such-bug") as world:
        assert world.live() == 1
