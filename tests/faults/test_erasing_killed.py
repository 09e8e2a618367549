"""Killed in the middle of an erasure: nothing of it happened, or the next start ends it; no half of it is left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation.domain.message import Writer
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.faults.plugin import Ran
from tests.faults.world import KILLED
from tests.walking import walked

pytestmark = [pytest.mark.fault("F18"), pytest.mark.in_memory]
LIFE = """
import os, sys
from pathlib import Path
from cmworkstation import killpoint
from cmworkstation.domain.erasure import Way
from tests.builders_workspace import a_workstation
from tests.walking import walked

services = a_workstation(Path(sys.argv[1]))
(her,) = services.erasures.people("zarafa")
killpoint._target, killpoint._count = os.environ["LATER"], ""
killpoint._passages.clear()
walked(services.erasures.erase(her.id, Way.ERASE, "Personne 1"))
services.close()
"""
POINTS = ("erase.listed", "erase.done", "store.before-commit", "store.after-commit")
HER = Writer("https://far.test/@zarafa", "Zarafa Quenelle", "@zarafa@far.test")


def a_workspace(folder: Path) -> None:
    """Leave a workspace in which she wrote twice, and somebody else of her."""
    services = a_workstation(folder)
    account = add_account(services)
    other = Writer("https://far.test/@odile", "Odile Roux", "@odile@far.test")
    asked = [
        a_message("q1", "Ma girouette grince.", 1, writer=HER),
        a_message("q2", "Elle grince encore.", 2, writer=HER),
        a_message("q3", "Bonjour @zarafa@far.test !", 3, writer=other),
    ]
    receive(services, account, asked)
    services.close()


def life(folder: Path, point: str) -> int:
    """Erase her in a process of its own that is killed at a point; return how it ended."""
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


def said(services: Services) -> list[tuple[str, str]]:
    """Return who said what, the oldest first."""
    query = "SELECT author_name, text FROM message ORDER BY id"
    return services.workspace.read().execute(query).fetchall()


@pytest.mark.parametrize("point", POINTS)
def test_a_person_is_there_whole_or_gone_whole_and_the_next_start_ends_what_began(
    tmp_path: Path, point: str, ran: Ran
) -> None:
    folder = tmp_path / "w"
    a_workspace(folder)
    assert life(folder, point) == KILLED
    services = a_workstation(folder)
    names = {name for name, _ in said(services)}
    assert names in ({"Zarafa Quenelle", "Odile Roux"}, {"Personne 1", "Odile Roux"})
    walked(services.retention.daily(lambda n: f"Personne {n}"))
    assert sorted(said(services), reverse=True) == [
        ("Personne 1", ""),
        ("Personne 1", ""),
        ("Odile Roux", "Bonjour Personne 1 !"),
    ]
    assert services.workspace.problems() == []
    assert services.journal.verify().problems == ()
    services.close()
    ran(seed=point)
