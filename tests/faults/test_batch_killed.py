"""Killed in the middle of a batch of answers: each is queued once or not at all, and the rest can still leave.

The batch is sent again after every end; whoever was answered is not answered twice, and nobody is forgotten.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation.domain.batch import ItemState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.message import Writer
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.faults.plugin import Ran
from tests.faults.world import KILLED

pytestmark = [pytest.mark.fault("F1"), pytest.mark.in_memory]
NAMES = ("Anouk", "Basile", "Clara")
BODY = "Bonjour {prenom}, oui, nous ouvrons à 9 h."
LIFE = """
import os, sys
from pathlib import Path
from cmworkstation import killpoint
from tests.builders_workspace import a_workstation

services = a_workstation(Path(sys.argv[1]))
(batch,) = services.batches.open()
point, _, n = os.environ["LATER"].partition(":")
killpoint._target, killpoint._count = point, n
killpoint._passages.clear()
services.batches.queue(batch.id, hold_s=0)
services.close()
"""
POINTS = ("store.before-commit", "store.after-commit")


def a_workspace(folder: Path) -> None:
    """Leave a batch in which every answer was seen."""
    services = a_workstation(folder)
    account = add_account(services)
    asked = [
        a_message(f"q{n}", f"Ouvrez-vous le lundi {n + 2} mai ?", n, writer=a_writer(name))
        for n, name in enumerate(NAMES)
    ]
    receive(services, account, asked)
    batch, _ = services.batches.begin(conversations(services), BODY)
    for one in batch.open:
        services.batches.displayed(batch.id, one.n, one.body)
    assert len({one.body for one in batch.open}) == len(NAMES)
    services.close()


def a_writer(name: str) -> Writer:
    return Writer(f"https://far.test/@{name}", f"{name} Roux", f"@{name}@far.test")


def conversations(services: Services) -> list[int]:
    return list(services.inbox.ids(View(status=None)))


def life(folder: Path, point: str) -> int:
    """Queue the batch in a process of its own that is killed at a point; return how it ended."""
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, str(folder)],
        env={**os.environ, "CMW_KILL_AT": "nowhere", "LATER": point, "PYTHONPATH": root},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in (0, KILLED), ended.stderr.decode()
    return ended.returncode


def answered(services: Services) -> dict[int, int]:
    """Return how many replies each conversation has in the outbox."""
    found = dict.fromkeys(conversations(services), 0)
    for row in services.outbox.rows():
        assert row.state is not OutboxState.DROPPED
        found[int(row.conversation_id)] += 1
    return found


@pytest.mark.parametrize("point", POINTS)
def test_each_answer_of_a_batch_is_queued_once_or_not_at_all_wherever_it_is_killed(
    tmp_path: Path, ran: Ran, point: str
) -> None:
    folder = tmp_path / "w"
    a_workspace(folder)
    ends = 0
    first = a_workstation(folder)
    (batch,) = first.batches.open()
    first.close()
    # At every passage once: an answer is two commits, the answer itself and the note in the batch.
    while life(folder, f"{point}:{1 + ends % 2}") == KILLED:
        ends += 1
        services = a_workstation(folder)
        found = answered(services)
        drafts = {int(one.conversation_id) for one in services.drafts.listed()}
        now = services.batches.batch(batch.id)
        whole = [found[one] + (one in drafts) for one in found]
        states = {int(one.conversation_id): one.state for one in now.items}
        assert whole == [1] * len(NAMES), "an answer is queued or still a draft"
        assert all((states[one] is ItemState.QUEUED) == bool(n) for one, n in found.items())
        assert services.journal.verify().problems == ()
        assert services.workspace.problems() == []
        services.close()
        ran(seed=f"{point}:{ends}")
        if not now.open:
            break
    assert ends >= len(NAMES) - 1
    services = a_workstation(folder)
    assert answered(services) == dict.fromkeys(conversations(services), 1)
    assert len({row.body for row in services.outbox.rows()}) == len(NAMES)
    assert services.drafts.listed() == ()
    services.close()
