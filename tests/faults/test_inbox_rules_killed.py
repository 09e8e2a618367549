"""Killed within a page that rules sort, and within a rule's application to what is here: both stay whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation.domain.errors import StorageFull
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from tests.clocks import SetClock
from tests.faults import disks
from tests.faults.world import KILLED
from tests.pretend import START
from tests.services.conftest import World
from tests.walking import walked

pytestmark = [pytest.mark.fault("F3"), pytest.mark.in_memory]
READING = """
import sys
from pathlib import Path
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World

world = World(Path(sys.argv[1]), SetClock(START))
account = world.services.accounts.listed()[0]
for n in range(6):
    world.server.write(f"q{n}", f"Parcel {n}", minutes=n)
world.poll(account)
"""
APPLYING = """
import sys
from pathlib import Path
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World

world = World(Path(sys.argv[1]), SetClock(START))
runs = world.services.inbox_rule_runs
for _ in runs.apply(world.services.inbox_rules.listed()[0].id):
    pass
"""


def killed(life: str, folder: Path, point: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", life, str(folder)],
        env={**os.environ, "CMW_KILL_AT": point, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == KILLED, ended.stderr.decode()


def a_world(folder: Path, *, on: bool) -> World:
    world = World(folder, SetClock(START))
    actions = (Action(ActionKind.DONE), Action(ActionKind.CATEGORY, "orders"))
    for name in ("One", "Two"):
        rule, _ = world.services.inbox_rules.keep(InboxRule("", name, "parcel", actions))
        if on:
            world.services.inbox_rules.switch(rule.id, on=True, anyway=True)
    return world


def counted(world: World) -> tuple[int, int, int]:
    """Return how many messages there are, how many conversations are done, and how many effects."""
    read = world.services.workspace.read()
    messages, done, effects = read.execute(
        "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM conversation WHERE status=3),"
        " (SELECT count(*) FROM inbox_rule_effect)"
    ).fetchone()
    return messages, done, effects


@pytest.mark.parametrize("point", ["rules.before-rule:2", "rules.after-all", "sync.after-page"])
def test_a_page_and_what_the_rules_did_to_it_are_there_together_and_once(
    tmp_path: Path, point: str
) -> None:
    world = a_world(tmp_path / "w", on=True)
    account = world.add_account()
    world.services.close()
    killed(READING, tmp_path / "w", point)
    again = World(tmp_path / "w", SetClock(START))
    assert counted(again) == ((6, 6, 12) if point == "sync.after-page" else (0, 0, 0))
    for n in range(6):
        again.server.write(f"q{n}", f"Parcel {n}", minutes=n)
    again.poll(account)
    assert counted(again) == (6, 6, 12)
    assert again.services.inbox.recount() == []
    again.services.close()


@pytest.mark.parametrize("passage", [1, 3])
def test_what_is_done_to_everything_ends_with_a_whole_slice_and_can_be_taken_back(
    tmp_path: Path, passage: int
) -> None:
    world = a_world(tmp_path / "w", on=False)
    account = world.add_account()
    for n in range(6):
        world.server.write(f"q{n}", f"Parcel {n}", minutes=n)
    world.poll(account)
    rule = world.services.inbox_rules.listed()[0]
    world.services.close()
    killed(APPLYING, tmp_path / "w", f"rules.slice-applied:{passage}")
    again = World(tmp_path / "w", SetClock(START))
    _, done, effects = counted(again)
    assert effects == 2 * done
    assert done < 6
    for _ in again.services.inbox_rule_runs.apply(rule.id):
        pass
    assert counted(again) == (6, 6, 12)
    runs = {one.run for one in again.services.inbox_rule_runs.of_rule(rule.id)}
    for run in runs:
        for _ in again.services.inbox_rule_runs.undo_run(run):
            pass
    assert counted(again) == (6, 0, 12)
    again.services.close()


@pytest.mark.fault("F6")
def test_out_of_room_in_the_middle_whole_slices_stay_and_the_rest_follows(tmp_path: Path) -> None:
    world = a_world(tmp_path / "w", on=False)
    account = world.add_account()
    for n in range(6):
        world.server.write(f"q{n}", f"Parcel {n}", minutes=n)
    world.poll(account)
    services = world.services
    services.storage.prepare()
    rule = services.inbox_rules.listed()[0]
    steps = services.inbox_rule_runs.apply(rule.id)
    while not counted(world)[1]:
        next(steps)
    _, done, effects = counted(world)
    assert 0 < done < 6
    relieve = disks.limit_files(1)
    try:
        with pytest.raises(StorageFull):
            walked(steps)
    finally:
        relieve()
    assert counted(world) == (6, done, effects)
    assert effects == 2 * done
    assert services.inbox.recount() == []
    walked(services.inbox_rule_runs.apply(rule.id))
    assert counted(world) == (6, 6, 12)
    services.close()
