"""A backup is restored in which replies wait that were sent since: each is on the server exactly once."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.backup import Why
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import backup, carry
from cmworkstation.store.database import FILE
from tests.faults.nursery import Nursery
from tests.faults.world import KILLED, World

pytestmark = pytest.mark.fault("F1", "F18")
KINDS = ("key", "natural", "plain")
REPLIES = 6


def states(world: World) -> list[str]:
    with closing(sqlite3.connect(world.workspace / FILE)) as connection:
        return [
            row[0] for row in connection.execute("SELECT state FROM outbox ORDER BY created_at")
        ]


def copy_of(world: World, target: Path) -> Path:
    for _ in backup.copy(world.workspace / FILE, target, Why.ASKED, world.clock.now()):
        pass
    return target


def restore(world: World, copy: Path) -> None:
    """Restore as after a lost disk: nothing of the present file can be taken over."""
    for end in ("", "-wal", "-shm"):
        (world.workspace / (FILE + end)).unlink(missing_ok=True)
    rescue = Rescue(world.workspace)
    for _ in rescue.restore(rescue.described(copy), world.clock.now(), keep=True):
        pass
    with rescue.claimed():
        rescue.finish()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sent_before", [1, 3, REPLIES])
def test_what_was_sent_since_is_found_and_what_was_not_is_sent(
    tmp_path: Path, nursery: Nursery, ran: Callable[..., None], kind: str, sent_before: int
):
    with World(tmp_path / "w", nursery, kind=kind, replies=REPLIES) as world:
        assert world.live(kill_at="outbox.claimed") == KILLED  # all are queued, one is being sent
        copy = copy_of(world, tmp_path / "copy.db")
        assert set(states(world)) <= {"held", "queued", "sending"}
        world.live(kill_at=f"outbox.answered:{sent_before}")  # so many left after the backup
        restore(world, copy)
        assert set(states(world)) == {"unknown"}
        world.settle()
        found = world.violations()
        ran(count=world.count)
        assert found == []


def test_without_the_doubt_the_restored_outbox_would_be_wrong(
    tmp_path: Path, nursery: Nursery, monkeypatch: pytest.MonkeyPatch
):
    """The bug that this guards against, planted."""
    monkeypatch.setattr(carry, "doubt", lambda *_: 0)
    with World(tmp_path / "w", nursery, kind="plain", replies=REPLIES) as world:
        assert world.live(kill_at="outbox.claimed:2") == KILLED
        copy = copy_of(world, tmp_path / "copy.db")
        world.settle()
        restore(world, copy)
        world.settle()
        # The look at the thread before sending is a second net: it stops them, and asks a person for nothing.
        assert {one.partition(":")[0] for one in world.violations()} == {"I5 published but moved"}
