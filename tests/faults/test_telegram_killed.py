"""Killed while a bot's updates are read: what is confirmed is deleted on the server, so it must be here by then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Account
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.connectors.fake_telegram import TOKEN, FakeTelegram
from tests.connectors.misbehaving import serving
from tests.faults.world import KILLED

pytestmark = [pytest.mark.fault("F3"), pytest.mark.in_memory]
MESSAGES = 250
READING = """
import sys
from pathlib import Path
from tests.faults.test_telegram_killed import opened, read

services = opened(Path(sys.argv[1]))
read(services, services.accounts.listed()[0])
"""


def opened(folder: Path) -> Services:
    """Open a workspace whose accounts have the bot's token."""
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(folder, connectors.loaders(), vault=vault)
    for account in services.accounts.listed():
        vault.keep(account.id, "telegram", {"token": TOKEN})
    return services


def read(services: Services, account: Account) -> None:
    for _ in services.sync.poll(account.id):
        pass


def stored(services: Services) -> list[str]:
    found = services.workspace.read().execute("SELECT remote_id FROM message ORDER BY remote_id")
    return [row[0] for row in found]


@pytest.mark.parametrize(
    "point",
    [
        "http.before-send:1",
        "http.after-send:1",
        "sync.before-page:1",
        "sync.page-taken:2",
        "store.before-commit:2",
        "sync.after-page:1",
        "http.before-send:2",
        "http.after-send:2",
        "sync.before-page:3",
        "sync.after-page:3",
    ],
)
def test_no_message_is_confirmed_that_is_not_here(tmp_path: Path, point: str) -> None:
    with serving(FakeTelegram()) as server:
        folder = tmp_path / "w"
        services = opened(folder)
        found = services.signin.find("telegram", server.origin)
        signed = services.signin.finish("telegram", found, None, {"token": TOKEN})
        account, _ = services.signin.add(signed)
        services.close()
        written = {f"telegram:{one['chat']['id']}/{one['message_id']}" for one in _write(server)}
        ended = subprocess.run(
            [sys.executable, "-c", READING, str(folder)],
            env={**os.environ, "CMW_KILL_AT": point, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == KILLED, ended.stderr.decode()
        services = opened(folder)
        here = set(stored(services))
        waiting = {_name(one["message"]) for one in server.updates}
        assert here | waiting == written
        for _ in range(2):
            read(services, account)
        names = stored(services)
        assert (set(names), len(names)) == (written, MESSAGES)
        assert server.updates == []
        services.close()


def _write(server: FakeTelegram) -> list[dict]:  # type: ignore[type-arg]
    return [server.write(f"number {number}") for number in range(MESSAGES)]


def _name(message: dict) -> str:  # type: ignore[type-arg]
    return f"telegram:{message['chat']['id']}/{message['message_id']}"
