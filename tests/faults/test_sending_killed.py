"""F1, F2, F11: kill -9 while replies are sent. Each arrives exactly once, and the workspace knows it.

`FAULT_SEEDS=17,18` runs the random worlds of these seeds only.
"""

import random
from pathlib import Path

import pytest

from tests.faults import counts, seeds
from tests.faults.nursery import Nursery
from tests.faults.plugin import Ran
from tests.faults.server import OWN_IDS, Plan
from tests.faults.world import FIRST_START_POINTS, KILLED, READING_POINTS, World, passages

pytestmark = pytest.mark.in_memory
KINDS = ("key", "natural", "plain")
PASSES = 200  # more than any client passes at one place

# Every place between a queued reply and a sent one; a test below says when one is missing here.
SENDING_POINTS = (
    "http.after-send",
    "http.before-send",
    "outbox.answered",
    "outbox.claimed",
    "outbox.looked",
    "outbox.recorded",
    "outbox.sent-noted",
    "outbox.thread-read",
    "store.after-commit",
    "store.before-commit",
)

QUEUEING_POINTS = ("outbox.with-companions",)  # killed there by test_promise_killed

# The first reply is published and its answer lost; the second is published long after the client gave up; all
# is well with the third.
IN_DOUBT = Plan(seed=1, script={"p0": ("close-stored",), "p1": ("late-close",), "p2": ()}, lag_s=20)
PLANS = {"calm": Plan(), "in doubt": IN_DOUBT}

REPLIES = 12
KILLS = 12  # at most, in a world
LONGEST_LIFE_S = 0.06  # a client needs half of that to start and to read; many die before they send


@pytest.mark.fault("F1")
def test_no_place_is_left_out(tmp_path: Path, nursery: Nursery):
    with World(tmp_path / "w", nursery, replies=3, plan=IN_DOUBT) as world:
        world.live(kill_log=str(tmp_path / "log"))
        assert world.violations() == []
    found = {one.partition(":")[0] for one in passages(tmp_path / "log")}
    assert found == {*SENDING_POINTS, *QUEUEING_POINTS, *READING_POINTS, *FIRST_START_POINTS}


@pytest.mark.fault("F1")
@pytest.mark.parametrize("point", SENDING_POINTS)
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("kind", ["key", "plain", "chosen"])
def test_killed_at_every_passage(
    tmp_path: Path, nursery: Nursery, ran: Ran, kind: str, plan: str, point: str
):
    for n in range(1, PASSES):
        with World(
            tmp_path / str(n),
            nursery,
            kind=kind,
            replies=len(PLANS[plan].script) or 2,
            plan=PLANS[plan],
        ) as world:
            status = world.live(kill_at=f"{point}:{n}")
            if status == 0:
                # Where all is well nobody has to look for a reply.
                assert n > 1 or (plan, point) == ("calm", "outbox.looked")
                return
            assert status == KILLED, world.told()
            world.settle()
            found = world.violations()
            ran(seed=f"{point}:{n}", count=world.count)
            assert found == [], f"killed at {point}:{n}"
    raise AssertionError("no end of passages")


@pytest.mark.fault("F1", "F11")
@pytest.mark.parametrize("first", ["outbox.claimed", "http.before-send", "http.after-send"])
@pytest.mark.parametrize("second", ["http.after-send", "outbox.looked", "outbox.claimed"])
def test_killed_again_while_it_recovers(
    tmp_path: Path, nursery: Nursery, ran: Ran, first: str, second: str
):
    for n in range(1, 6):
        with World(tmp_path / str(n), nursery, replies=3, plan=IN_DOUBT) as world:
            world.live(kill_at=f"{first}:{n}")
            world.live(kill_at=f"{second}:{n}")
            world.settle()
            found = world.violations()
            ran(seed=f"{first}:{n} {second}:{n}", count=world.count)
            assert found == [], f"killed at {first}:{n}, then at {second}:{n}"


@pytest.mark.fault("F11")
@pytest.mark.parametrize("kind", [*KINDS, "chosen"])
def test_a_late_reply_after_a_long_history_of_doubt(
    tmp_path: Path, nursery: Nursery, ran: Ran, kind: str
):
    """A new attempt is held by the server when the client dies: the looks of the old attempt count no more."""
    plan = Plan(seed=3, script={"p0": ("reset-before", "late-silence")})
    with World(tmp_path / "w", nursery, kind=kind, replies=1, plan=plan) as world:
        log = tmp_path / "log"
        with World(tmp_path / "rehearsal", nursery, kind=kind, replies=1, plan=plan) as rehearsal:
            rehearsal.live(kill_log=str(log))
        sends = [one for one in passages(log) if one.startswith(("http.before", "outbox.claimed"))]
        # The request after the second claim is the second attempt; the client dies while it waits.
        second = sends[sends.index("outbox.claimed:2") + 1]
        before = int(second.partition(":")[2])
        assert world.live(kill_at=f"http.before-send:{before}") == KILLED
        world.server.publish_late({"parent": "p0", "text": _body(0), "key": _key(world)})
        world.settle()
        found = world.violations()
        ran(count=world.count)
    assert found == []


@pytest.mark.fault("F11")
@pytest.mark.parametrize("seed", range(8))
def test_a_late_reply_after_a_refusal(tmp_path: Path, nursery: Nursery, ran: Ran, seed: int):
    """The server says no to the second attempt while it still holds the first one."""
    plan = Plan(seed=seed, script={"p0": ("late-silence", "422", "422", "422")})
    with World(tmp_path / "w", nursery, kind="key", replies=1, plan=plan) as world:
        world.settle()
        found = world.violations()
        ran(seed=seed, count=world.count)
    assert found == [], f"seed {seed}"


@pytest.mark.fault("F2", "F9", "F11")
@pytest.mark.parametrize("seed", seeds.of("F2", counts.now().sending_worlds))
def test_killed_at_random_with_a_faulting_server(
    tmp_path: Path, nursery: Nursery, ran: Ran, seed: int
):
    killed_at_random(tmp_path, nursery, ran, KINDS[seed % len(KINDS)], seed)


@pytest.mark.fault("F2", "F9", "F11")
@pytest.mark.parametrize("seed", range(counts.now().sending_worlds // 2))
def test_killed_at_random_where_the_client_names_what_it_sends(
    tmp_path: Path, nursery: Nursery, ran: Ran, seed: int
):
    killed_at_random(tmp_path, nursery, ran, OWN_IDS[seed % len(OWN_IDS)], seed)


def killed_at_random(folder: Path, nursery: Nursery, ran: Ran, kind: str, seed: int) -> None:
    drawn = random.Random(seed)
    plan = Plan(seed=seed, rate=0.3, lag_s=drawn.choice((0, 10, 40)))
    with World(folder / "w", nursery, kind=kind, replies=REPLIES, plan=plan) as world:
        world.kill_at_random(drawn, kills=KILLS, longest_s=LONGEST_LIFE_S)
        found = world.violations()
        ran(seed=seed, count=world.count)
    assert found == [], f"FAULT_SEEDS={seed}"


def _body(n: int) -> str:
    from tests.faults.driver import body

    return body(n)


def _key(world: World) -> str:
    from contextlib import closing

    from cmworkstation.store.database import Workspace

    with closing(Workspace(world.workspace, read_only=True)) as workspace:
        return str(workspace.read().execute("SELECT once_key FROM outbox").fetchone()[0])
