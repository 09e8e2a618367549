"""F1, F11: kill -9 while a reply leaves in parts. Each part arrives once, below the one before it."""

from pathlib import Path

import pytest

from tests.faults.nursery import Nursery
from tests.faults.plugin import Ran
from tests.faults.server import Plan
from tests.faults.test_sending_killed import PASSES, SENDING_POINTS
from tests.faults.world import KILLED, World

pytestmark = [pytest.mark.in_memory, pytest.mark.fault("F1", "F11")]
PARTS = 3
# The second part is published and its answer lost; the third is published long after the client gave up.
IN_DOUBT = Plan(seed=1, script={"ours-0": ("close-stored",), "ours-1": ("late-close",)}, lag_s=20)
PLANS = {"calm": Plan(), "in doubt": IN_DOUBT}
OF_SENDING = [one for one in SENDING_POINTS if not one.startswith(("store.", "http.before"))]


def in_order(world: World) -> list[str]:
    """Return what is wrong with the order of the parts on the server."""
    there = world.server.published
    parents = ["p0", *(one["id"] for one in there)]
    return [
        f"out of order: {one['text']}"
        for n, (one, parent) in enumerate(zip(there, parents, strict=False), 1)
        if one["parent"] != parent or not one["text"].endswith(f"Suite {n - 1}. {n}/{PARTS}")
    ]


@pytest.mark.parametrize("point", OF_SENDING)
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("kind", ["key", "plain"])
def test_killed_at_every_passage_the_parts_arrive_once_and_in_order(
    tmp_path: Path, nursery: Nursery, ran: Ran, kind: str, plan: str, point: str
):
    for n in range(1, PASSES):
        with World(
            tmp_path / str(n), nursery, kind=kind, replies=1, parts=PARTS, plan=PLANS[plan]
        ) as world:
            status = world.live(kill_at=f"{point}:{n}")
            if status == 0:
                assert n > 1 or (plan, point) == ("calm", "outbox.looked")
                return
            assert status == KILLED, world.told()
            world.settle()
            found = [*world.violations(), *in_order(world)]
            ran(seed=f"{point}:{n}", count=world.count)
            assert found == [], f"killed at {point}:{n}"
            assert len(world.server.published) == PARTS
    raise AssertionError("no end of passages")
