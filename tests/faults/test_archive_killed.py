"""F3: kill -9 while an archive is imported, at every step of it. It goes on where it was; nothing lost or doubled."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.services import archive_import
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault
from tests.archives import samples
from tests.faults.world import KILLED

pytestmark = [pytest.mark.fault("F3"), pytest.mark.in_memory]

MESSAGES = 2 * archive_import.PAGE + 50  # three pages
KILLS = (
    *("archive.before-page:1", "archive.page-taken:1", "archive.after-page:1"),
    *("archive.page-taken:1", "archive.after-page:1", "archive.page-taken:1"),
    *("archive.before-end:1", "archive.after-end:1"),
)
Ran = Callable[..., None]


def archive(folder: Path) -> Path:
    other = "https://autre.example/users/bob/statuses/900"
    posts = [samples.create(n, answers=other if n % 5 == 0 else None) for n in range(MESSAGES)]
    outbox = {"@context": "https://www.w3.org/ns/activitystreams", "orderedItems": posts}
    files = {
        "actor.json": samples.mastodon_files()["actor.json"],
        "outbox.json": json.dumps(outbox),
    }
    return samples.pack(folder / "archive.zip", files)


def run(path: Path, workspace: Path, kill_at: str = "") -> int:
    environment = {**os.environ, "CMW_KILL_AT": kill_at, "PYTHONWARNINGS": "ignore"}
    words = ["archive", str(path), "--take", "--workspace", str(workspace)]
    command = [sys.executable, "-m", "cmworkstation", *words]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    return done.returncode


def wrong(workspace: Path) -> list[str]:
    with closing(open_services(workspace, {}, vault=Vault(memory_only=True))) as services:
        connection = services.workspace.read()
        count = "SELECT count(*), count(DISTINCT remote_id) FROM message WHERE native_id <> ''"
        found = [f"I7 {row}" for row in connection.execute(count) if row != (MESSAGES, MESSAGES)]
        (done,) = services.archive_imports.listed()[-1:]
        found += [f"I8 {done}"] if done.state != "done" or done.tally.new != MESSAGES else []
        accounts = services.accounts.listed()
        found += [f"I9 {len(accounts)} accounts"] if len(accounts) != 1 else []
        return found + [str(one) for one in services.inbox.recount()]


def test_killed_at_each_step_an_import_goes_on_where_it_was(tmp_path: Path, ran: Ran) -> None:
    path, workspace = archive(tmp_path), tmp_path / "w"
    for kill_at in KILLS:
        assert run(path, workspace, kill_at) == KILLED, kill_at
    found = wrong(workspace)
    ran(seed="killed at each step")
    assert found == []
    assert run(path, workspace) == 0
    assert wrong(workspace) == [], "importing once more adds nothing"
