"""Killed at every step of a freeze and of what is decided after it: what was stopped leaves by a word alone."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Idempotency
from cmworkstation.domain.conversation import View
from cmworkstation.domain.freeze import Decision, Scope, ScopeKind
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import freeze_orders
from tests.clocks import SetClock
from tests.faults.plugin import Ran
from tests.faults.world import KILLED
from tests.pretend import START
from tests.services.conftest import World
from tests.services.test_freezing import queue_in, rounds

pytestmark = [pytest.mark.fault("F23"), pytest.mark.in_memory]
REPLIES = 3
LIFE = """
import sys
from pathlib import Path
from cmworkstation import killpoint
from cmworkstation.domain.ids import OutboxId
from tests.clocks import SetClock
from tests.faults.test_freeze_killed import LATER
from tests.services.conftest import World

world = World(Path(sys.argv[1]), SetClock(LATER))
services = world.services
freezing, thawing, drills = services.freezing, services.thawing, services.drills
held = [one.row.id for one in thawing.held().replies]
frozen = [one.id for one in services.brake.holding()]
killpoint._target, _, killpoint._count = sys.argv[2].partition(":")
"""
ACTS = {
    "freeze": "freezing.freeze()",
    "thaw": "freezing.thaw(frozen[0])",
    "mistake": "freezing.go_on(frozen[0])",
    "keep": "thawing.keep(held[0])",
    "amend": "thawing.amend(held[0])",
    "drop": "thawing.drop(held[0], 'Wrong.')",
    "back": "thawing.take_back(held[0])",
    "carry": "thawing.carry_out()",
    "drill": "drills.begin('Bridge')",
    "end": "drills.end()",
}
LATER = START + timedelta(seconds=40)


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    world = World(folder, SetClock(LATER))
    try:
        yield world
        assert world.services.journal.verify().problems == ()
        assert world.services.workspace.problems() == []
    finally:
        world.services.close()


def begun(folder: Path) -> None:
    """Leave replies that are due, to people of their own."""
    with a_world(folder) as world:
        account = world.add_account()
        for n in range(REPLIES):
            world.server.write(f"q{n}", f"Question {n} ?", minutes=n)
        world.poll(account)
        for n, home in enumerate(world.services.inbox.ids(View(status=None))):
            queue_in(world, home, f"Réponse {n}.")


def life(folder: Path, act: str, point: str) -> None:
    """Do something in a process of its own that is killed at a point."""
    ended = subprocess.run(
        [sys.executable, "-c", LIFE + ACTS[act], str(folder), point],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == KILLED, ended.stderr.decode()


def left(world: World) -> list[str]:
    """Let everything that may leave do so; return what did."""
    rounds(world, 4)
    return [one["text"] for one in world.server.published]


def decisions(world: World) -> list[Decision]:
    return [one.verdict.decision for one in world.services.thawing.held().replies]


@pytest.mark.parametrize(
    ("point", "holds"),
    [
        ("freeze.before-file", False),
        ("freeze.file-there", True),
        ("freeze.pressed", True),
        ("freeze.before-commit", True),
        ("store.before-commit", True),
        ("freeze.committed", True),
        ("freeze.file-gone", True),
    ],
)
def test_killed_while_freezing_it_holds_from_the_first_mark_on_the_disk(
    tmp_path: Path, ran: Ran, point: str, *, holds: bool
) -> None:
    begun(tmp_path / "w")
    life(tmp_path / "w", "freeze", point)
    with a_world(tmp_path / "w") as world:
        standing = world.services.freezing.standing()
        assert (len(standing.freezes), standing.held) == ((1, REPLIES) if holds else (0, 0))
        assert freeze_orders.pending(world.folder) == ()
        assert len(left(world)) == (0 if holds else REPLIES)
        begun_ = [one for one in world.services.journal.acts() if one.kind == "freeze.begin"]
        assert len(begun_) == holds
    ran(seed=point)


@pytest.mark.parametrize(
    ("act", "point", "lifted"),
    [
        ("thaw", "thaw.held", False),
        ("thaw", "thaw.before-commit", False),
        ("thaw", "thaw.committed", True),
        ("mistake", "thaw.mistake", False),
    ],
)
def test_killed_while_lifting_it_holds_or_everything_waits_for_a_word(
    tmp_path: Path, ran: Ran, act: str, point: str, *, lifted: bool
) -> None:
    begun(tmp_path / "w")
    with a_world(tmp_path / "w") as world:
        world.services.freezing.freeze()
    life(tmp_path / "w", act, point)
    with a_world(tmp_path / "w") as world:
        assert (not world.services.brake.holding()) == lifted
        assert left(world) == []
        assert decisions(world) == [Decision.OPEN] * REPLIES
    ran(seed=point)


@pytest.mark.parametrize(
    ("act", "point", "after"),
    [
        ("keep", "thaw.decided", Decision.OPEN),
        ("keep", "thaw.decision-committed", Decision.KEEP),
        ("amend", "thaw.decided", Decision.OPEN),
        ("amend", "thaw.decision-committed", Decision.AMEND),
        ("drop", "thaw.decided", Decision.OPEN),
        ("drop", "thaw.decision-committed", Decision.DROP),
    ],
)
def test_killed_while_deciding_the_word_counts_whole_or_not_at_all(
    tmp_path: Path, ran: Ran, act: str, point: str, after: Decision
) -> None:
    begun(tmp_path / "w")
    with a_world(tmp_path / "w") as world:
        world.services.freezing.freeze()
        first = world.services.thawing.held().replies[0].row
        world.services.freezing.thaw(world.services.brake.holding()[0].id)
    life(tmp_path / "w", act, point)
    with a_world(tmp_path / "w") as world:
        assert left(world) == ([first.body] if after is Decision.KEEP else [])
        gone = after is not Decision.OPEN
        assert len(decisions(world)) == REPLIES - gone
        drafts = [one.body for one in world.services.drafts.listed()]
        assert drafts == ([first.body] if after is Decision.AMEND else [])
    ran(seed=f"{act} {point}")


def test_killed_while_dropping_or_taking_back_nothing_leaves(tmp_path: Path, ran: Ran) -> None:
    begun(tmp_path / "w")
    with a_world(tmp_path / "w") as world:
        world.services.freezing.freeze()
        held = [one.row.id for one in world.services.thawing.held().replies]
        world.services.thawing.drop(held[0], "Wrong.")
    life(tmp_path / "w", "back", "thaw.taken-back")
    with a_world(tmp_path / "w") as world:
        assert decisions(world)[0] is Decision.DROP
        world.services.freezing.thaw(world.services.brake.holding()[0].id)
        world.clock.advance(30)
        with world.services.workspace.write(durable=True) as connection:
            connection.execute("UPDATE frozen_reply SET decided_at = decided_at - 60000")
    life(tmp_path / "w", "carry", "thaw.dropped")
    with a_world(tmp_path / "w") as world:
        assert left(world) == []
        assert world.services.outbox.row(held[0]).state is OutboxState.DROPPED
        assert len(decisions(world)) == REPLIES - 1
    ran(seed="drop")


@pytest.mark.parametrize(
    ("act", "point", "goes_on"),
    [
        ("drill", "drill.before-begin", False),
        ("drill", "drill.begun", True),
        ("end", "drill.before-end", True),
        ("end", "drill.ended", False),
    ],
)
def test_killed_at_the_edges_of_a_drill_it_goes_on_or_it_does_not(
    tmp_path: Path, ran: Ran, act: str, point: str, *, goes_on: bool
) -> None:
    begun(tmp_path / "w")
    if act == "end":
        with a_world(tmp_path / "w") as world:
            world.services.drills.begin("Bridge")
    life(tmp_path / "w", act, point)
    with a_world(tmp_path / "w") as world:
        assert (world.services.drills.current() is not None) == goes_on
        assert len(left(world)) == (0 if goes_on else REPLIES)
    ran(seed=point)


# A freeze while a request is on its way

FATES = {
    "": OutboxState.SENT,
    "lost": OutboxState.UNKNOWN,
    "stored": OutboxState.UNKNOWN,
    "late": OutboxState.UNKNOWN,
    "rate-limited": OutboxState.LATER,
    "refused": OutboxState.REFUSED,
}


@pytest.mark.parametrize("idempotency", [Idempotency.KEY, Idempotency.RECONCILE])
@pytest.mark.parametrize("fate", FATES)
def test_what_is_on_its_way_is_settled_once_and_nothing_else_leaves(
    tmp_path: Path, ran: Ran, fate: str, idempotency: Idempotency
) -> None:
    begun(tmp_path / "w")
    with a_world(tmp_path / "w") as world:
        world.server.idempotency = idempotency
        (account,) = world.services.accounts.listed()
        world.server.script.extend([fate] if fate else [])
        _press_while_sending(world)
        world.services.platforms.forget(account.id)
        first = next(iter(world.services.outbox.due().values()))[0]
        world.services.outbox.deliver(first)
        assert world.services.brake.holding()
        assert world.services.outbox.row(first).state is FATES[fate]
        before = len(world.server.published)
        rounds(world, 40)
        world.server.settle_late()
        there = fate in ("", "stored", "late")
        assert [one["text"] for one in world.server.published].count(
            world.services.outbox.row(first).body
        ) == there
        assert len(world.server.published) == max(before, there)
        if there:
            assert world.services.outbox.row(first).state is OutboxState.SENT
    ran(seed=f"{fate or 'answered'} {idempotency}")


def _press_while_sending(world: World) -> None:
    kind = world.kind

    class Pressed(kind):  # type: ignore[valid-type, misc]
        def reply(self, *given: object, **named: object) -> object:
            if not world.services.brake.holding():
                world.services.freezing.freeze()
            return super().reply(*given, **named)

    world.kind = Pressed


# Two processes


def beside(world: World) -> Services:
    return open_services(world.folder, {}, vault=world.vault, clock=world.clock, read_only=True)


@pytest.mark.parametrize("first", ["claims", "freezes"])
def test_no_reply_is_claimed_after_another_process_froze(
    tmp_path: Path, ran: Ran, first: str
) -> None:
    """One process claims as fast as it can while another one freezes; the order of both is told afterwards."""
    begun(tmp_path / "w")
    with a_world(tmp_path / "w") as world:
        second = beside(world)
        claimed, frozen = _claim_and_freeze(world, second, first)
        second.close()
        assert frozen
        assert not any(claimed)
        for one in _waiting(world):
            assert not world.services.outbox.claim(world.services.outbox.row(one))
    ran(seed=first)


def _claim_and_freeze(world: World, second: Services, first: str) -> tuple[list[bool], bool]:
    """Return for each claim whether it won after the freeze had returned, and whether that did."""
    rows = [world.services.outbox.row(one) for one in _waiting(world)]
    claimed: list[bool] = []
    frozen = threading.Event()

    def claim() -> None:
        for row in rows:
            after = frozen.is_set()
            claimed.append(world.services.outbox.claim(row) and after)

    def press() -> None:
        second.freezing.freeze(Scope(ScopeKind.PLATFORM, "pretend"))
        frozen.set()

    both = [threading.Thread(target=one) for one in (claim, press)]
    for one in both if first == "claims" else reversed(both):
        one.start()
    for one in both:
        one.join()
    return claimed, frozen.is_set()


def _waiting(world: World) -> list[OutboxId]:
    query = "SELECT id FROM outbox ORDER BY created_at"
    return [OutboxId(one[0]) for one in world.services.workspace.read().execute(query)]


@pytest.mark.parametrize("jump", [timedelta(hours=-30), timedelta(days=400)])
def test_a_clock_that_is_wrong_changes_nothing_about_what_is_frozen(
    tmp_path: Path, ran: Ran, jump: timedelta
) -> None:
    begun(tmp_path / "w")
    with a_world(tmp_path / "w") as world:
        world.services.freezing.freeze()
        kept = world.services.thawing.held().replies[0].row
        world.services.thawing.keep(kept.id)
        world.clock.set(world.clock.now() + jump)
        world.services.freezing.freeze()  # by its order, not by its time, the later one
        for one in world.services.brake.holding():
            world.services.freezing.thaw(one.id)
        world.clock.set(world.clock.now() - 2 * jump)
        assert left(world) == []
        assert decisions(world) == [Decision.OPEN] * REPLIES
        world.services.thawing.keep(kept.id)
        assert left(world) == [kept.body]
    ran(seed=str(jump))
