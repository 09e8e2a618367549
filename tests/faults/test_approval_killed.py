"""Killed at every step of an approval: the reply waits for approval or is in the outbox, never both, never neither."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation.domain.approval import State
from cmworkstation.domain.conversation import View
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import OutboxState
from tests.clocks import SetClock
from tests.faults.world import KILLED
from tests.pretend import START, PretendServer
from tests.services.approving import TEXT, Town
from tests.services.conftest import World

pytestmark = [pytest.mark.fault("F1"), pytest.mark.in_memory]
ASKED = ("approval.asked",)
APPROVED = ("approval.queued", "approval.recorded", "approval.committed")
VOIDED = ("approval.voided",)
LIFE = """
import sys
from pathlib import Path
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.approving import Town
from tests.services.conftest import World

world = World(Path(sys.argv[1]), SetClock(START))
account = world.add_account()
world.server.write("q1", "La piscine est-elle ouverte ?")
world.poll(account)
town = Town(world.services, account)
case = town.ask()
town.judge(town.nadia, case)
world.server.write("q2", "Alors ?", parent="q1")
world.poll(account)
town.deliver()
"""


def killed_at(folder: Path, point: str) -> None:
    environment = {
        **os.environ,
        "CMW_KILL_AT": point,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, str(folder)],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == KILLED, ended.stderr.decode()


@pytest.mark.parametrize("point", [*ASKED, *APPROVED, *VOIDED])
def test_killed_at_a_step_the_reply_is_neither_lost_nor_queued_twice(
    tmp_path: Path, point: str
) -> None:
    killed_at(tmp_path / "w", point)
    world = World(tmp_path / "w", SetClock(START))
    services = world.services
    rows, cases, drafts = (
        services.outbox.rows(),
        services.approvals.unsettled(),
        services.drafts.listed(),
    )
    done = point in (APPROVED[-1], *VOIDED)  # after its commit; the voiding itself was undone
    assert [row.state for row in rows] == ([OutboxState.HELD] if done else [])
    assert [one.body for one in drafts] == ([] if done else [TEXT])
    states = [one.request.state for one in cases]
    assert states == ([] if point in ASKED else [State.APPROVED if done else State.OPEN])
    assert services.workspace.problems() == []
    assert services.journal.verify().problems == ()
    carried_on(world)
    services.close()


def carried_on(world: World) -> None:
    """The people go on where they were; what leaves in the end leaves once, and approved."""
    services = world.services
    town = Town.__new__(Town)
    town.services, (town.account,) = services, services.accounts.listed()
    people = {one.name.split()[0]: one for one in services.profiles.listed()}
    town.author, town.nadia = people["Anton"], people["Nadia"]
    keeper = next(one for one in people.values() if Role.KEEPER in one.roles)
    town.act_as(keeper)
    services.profiles.replace_key(town.nadia.id, "The keyring forgot it.")
    server: PretendServer = world.server
    for name in ("q1", "q2"):
        server.write(name, "La piscine est-elle ouverte ?", parent="" if name == "q1" else "q1")
    for _ in range(3):
        world.poll(town.account)
        town.deliver()
    known = services.approvals.unsettled()
    case = known[0] if known else town.ask()
    if case.request.state is State.OPEN:
        services.approvals.look_again()
        town.judge(town.nadia, case)
    for _ in range(3):
        town.deliver()
    assert [one["text"] for one in server.published] == [TEXT]
    assert services.approvals.case(case.id).request.state is State.SENT
    assert len(services.inbox.ids(View(status=None))) == 1
