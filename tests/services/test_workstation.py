"""The bundle of services: what a start needs is there at once, the rest when it is asked for."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault

HEAVY = (
    "cmworkstation.domain.charter",
    "cmworkstation.sdk.http",
    "cmworkstation.services.outbox",
    "keyring",
    "requests",
    "sqlite_utils",
)


def test_a_service_is_built_once_whichever_thread_asks(tmp_path) -> None:
    services = open_services(tmp_path / "w", {}, vault=Vault(memory_only=True))
    with ThreadPoolExecutor(8) as pool:
        built = list(pool.map(lambda _: services.charters, range(64)))
    assert all(one is built[0] for one in built)
    services.close()


def test_building_all_leaves_nothing_for_the_first_use(tmp_path) -> None:
    services = open_services(tmp_path / "w", {}, vault=Vault(memory_only=True))
    before = set(vars(services))
    services.build_all()
    built = set(vars(services)) - before
    services.close()
    annotated = {name for name, value in vars(Services).items() if hasattr(value, "__set_name__")}
    assert built == annotated
    assert {"composer", "outbox", "charters", "sync"} <= built


def test_opening_a_workspace_loads_neither_charters_nor_the_network(tmp_path) -> None:
    open_services(tmp_path / "w", {}, vault=Vault(memory_only=True)).close()
    script = (
        "import sys; from pathlib import Path; from cmworkstation import workspaces;"
        "workspaces.open_own(Path(sys.argv[1])).inbox.counts();"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "w")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
