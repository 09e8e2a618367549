"""Killed in the middle of an act on five hundred conversations, or of joining labels: all of it is there or none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import Status, View
from tests.builders_workspace import a_workstation, add_account, many
from tests.faults.world import KILLED

pytestmark = [pytest.mark.fault("F3"), pytest.mark.in_memory]
MANY = 500
LIFE = """
import sys
from pathlib import Path
from cmworkstation.domain.conversation import Status, View
from tests.builders_workspace import a_workstation

services = a_workstation(Path(sys.argv[1]))
ids = list(services.inbox.ids(View()))
labels = services.labels
"""
DONE = LIFE + "services.inbox.set_status(ids, Status.DONE, read=True)"
PUT = LIFE + "labels.put_on(ids, [labels.find('Other').id])"
ROUND = (
    LIFE
    + """
from cmworkstation.services.rounds import Round
act = lambda part: services.inbox.set_status(part, Status.DONE, read=True)
for step in Round().steps(ids, act, 200):
    pass
"""
)
JOIN = LIFE + "labels.join(labels.find('Roads').id, labels.find('Streets').id)"


def killed(life: str, folder: Path, point: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", life, str(folder)],
        env={**os.environ, "CMW_KILL_AT": point, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == KILLED, ended.stderr.decode()


def a_workspace(folder: Path) -> None:
    services = a_workstation(folder)
    many(services, add_account(services), MANY)
    ids = list(services.inbox.ids(View()))
    assert len(ids) == MANY
    made = {path: services.labels.make(path)[0].id for path in ("Roads", "Streets", "Other")}
    services.labels.put_on(ids[:400], [made["Roads"]])
    services.labels.put_on(ids[300:], [made["Streets"]])
    services.close()


@pytest.mark.parametrize(
    ("life", "point", "happened"),
    [
        (DONE, "deciding.changed", False),
        (DONE, "deciding.noted", False),
        (DONE, "deciding.kept", True),
        (PUT, "deciding.changed", False),
        (PUT, "deciding.kept", True),
        (JOIN, "labels.taken-off", False),
        (JOIN, "labels.joined", False),
        (JOIN, "labels.kept", True),
    ],
    ids=lambda one: one.rpartition("\n")[2][:24] if isinstance(one, str) else str(one),
)
def test_all_of_an_act_on_many_is_there_or_nothing_of_it(
    tmp_path: Path, life: str, point: str, *, happened: bool
) -> None:
    folder = tmp_path / "w"
    a_workspace(folder)
    killed(life, folder, point)
    again = a_workstation(folder)
    carried = {one.path: n for one in again.labels.listed() if (n := again.labels.used()[one.id])}
    done = len(again.inbox.ids(View(status=Status.DONE)))
    before = (0, {"Roads": 400, "Streets": 200})
    after = {
        DONE: (MANY, before[1]),
        PUT: (0, {**before[1], "Other": MANY}),
        JOIN: (0, {"Streets": MANY}),
    }
    assert (done, carried) == (after[life] if happened else before)
    assert again.inbox.recount() == []
    assert again.workspace.problems() == []
    assert again.journal.verify().problems == ()
    again.close()


@pytest.mark.parametrize(
    ("point", "done"),
    [
        ("deciding.changed:2", 200),
        ("deciding.noted:2", 200),
        ("deciding.kept:2", 400),
        ("deciding.noted:3", 400),
        ("deciding.kept:3", MANY),
    ],
)
def test_a_round_over_many_ends_between_two_slices_and_can_go_on(
    tmp_path: Path, point: str, done: int
) -> None:
    folder = tmp_path / "w"
    a_workspace(folder)
    killed(ROUND, folder, point)
    again = a_workstation(folder)
    assert len(again.inbox.ids(View(status=Status.DONE))) == done
    assert again.inbox.recount() == []
    assert again.workspace.problems() == []
    assert again.journal.verify().problems == ()
    rest = list(again.inbox.ids(View()))
    assert len(rest) == MANY - done
    again.inbox.set_status(rest, Status.DONE, read=True)
    assert len(again.inbox.ids(View(status=Status.DONE))) == MANY
    again.close()
