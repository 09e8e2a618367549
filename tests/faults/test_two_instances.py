"""F14: two clients on one workspace. One of them works, the other one never sends."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.errors import WorkspaceInUse
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import open_services
from cmworkstation.store.database import Workspace
from cmworkstation.vault import Vault
from tests.faults import counts
from tests.faults.driver import IN_USE, LOADERS, SETTLED
from tests.faults.nursery import ROOT, Nursery
from tests.faults.plugin import Ran
from tests.faults.world import KILLED, World

pytestmark = [pytest.mark.fault("F14"), pytest.mark.in_memory]


@pytest.mark.parametrize("kind", ["key", "plain"])
@pytest.mark.parametrize("round_", range(counts.now().pairs // 2))
def test_of_two_started_together_one_sends(
    tmp_path: Path,
    nursery: Nursery,
    second_nursery: Nursery,
    ran: Ran,
    kind: str,
    round_: int,
):
    with World(tmp_path / "w", nursery, kind=kind, replies=6) as world:
        world.begin()
        world.begin(second_nursery)
        statuses = {world.end(), world.end(second_nursery)}
        # The second may also come when the first is done already.
        assert statuses in ({SETTLED, IN_USE}, {SETTLED}), world.told()
        found = world.violations()
        ran(count=world.count, drawn=True)
    assert found == []


def test_who_comes_second_is_told_and_sends_nothing(tmp_path: Path, nursery: Nursery, ran: Ran):
    with World(tmp_path / "w", nursery, replies=3) as world:
        with closing(_holder(world)) as holder:
            requests = dict(world.server.requests)
            assert world.live() == IN_USE
            with pytest.raises(WorkspaceInUse):
                Workspace(world.workspace)
            _reads_and_cannot_send(world)
            assert world.server.requests == requests
            assert holder.alive
        world.settle()
        found = world.violations()
        ran(count=world.count)
    assert found == []


def test_the_workspace_is_free_at_once_after_a_kill(tmp_path: Path, nursery: Nursery, ran: Ran):
    with World(tmp_path / "w", nursery, replies=3) as world:
        for _ in range(3):
            holder = _holder(world)
            with pytest.raises(WorkspaceInUse):
                Workspace(world.workspace)
            assert holder.kill() == KILLED
            world.count.kills += 1
            Workspace(world.workspace).close()
        world.settle()
        found = world.violations()
        ran(count=world.count)
    assert found == []


class _Holder:
    """A client in a process of its own, started as a person would, which holds the workspace."""

    def __init__(self, words: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.driver", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "holding\n"

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> int:
        os.kill(self._process.pid, signal.SIGKILL)
        return self._end()

    def close(self) -> None:
        if self.alive:
            self.kill()

    def _end(self) -> int:
        assert self._process.stdout is not None
        status = self._process.wait()
        self._process.stdout.close()
        return status


def _holder(world: World) -> _Holder:
    return _Holder([*world.words, "--until=60"])


def _reads_and_cannot_send(world: World) -> None:
    """A second instance that opens read-only sees the queue and leaves it alone."""
    vault = Vault(memory_only=True)
    services = open_services(
        world.workspace, LOADERS, vault=vault, clock=world.clock, read_only=True
    )
    with closing(services):
        rows = services.outbox.rows()
        assert {row.state for row in rows} == {OutboxState.HELD}
        with pytest.raises(WorkspaceInUse):
            services.outbox.claim(rows[0])
        with pytest.raises(WorkspaceInUse):
            services.outbox.recover()
