"""The vault in a session with a real Secret Service."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.servers

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CANARY = "canary-5c90e2"

KEEP = f"""
from cmworkstation.vault import Vault
vault = Vault()
print(vault.status())
vault.keep("account-1", "mastodon", {{"access_token": "{CANARY}", "long": "é🦊" * 10_000, "empty": ""}})
"""
READ = f"""
from cmworkstation.vault import Vault
found = Vault().secrets("account-1", "mastodon")
print(sorted(found), found.get("access_token") == "{CANARY}", found.get("long") == "é🦊" * 10_000)
"""
CHANGE = """
from cmworkstation.vault import Vault
vault = Vault()
vault.keep("account-1", "mastodon", {"access_token": "new"})
print(Vault().secrets("account-1", "mastodon"))
vault.forget("account-1", "mastodon")
print(Vault().secrets("account-1", "mastodon"))
import secretstorage
bus = secretstorage.dbus_init()
print("left", len(list(secretstorage.get_default_collection(bus).get_all_items())))
bus.close()
"""
TRY = """
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.vault import Vault
vault = Vault()
for step in (vault.probe, lambda: vault.keep("a", "mastodon", {"t": "x"}), lambda: vault.secrets("b", "mastodon")):
    try:
        step()
        print("worked")
    except WorkstationError as error:
        print(type(error).__name__)
print(vault.status().kind)
"""

ENTER = """
from pathlib import Path
from cmworkstation.domain.profile import Role
from cmworkstation.services.workstation import open_services
services = open_services(Path({folder!r}), {{}})
person = services.profiles.add("Nadia Perrault", list(Role))
services.profiles.switch_to(person.id)
signature = services.profiles.sign(b"one")
print(services.profiles.verify(b"one", signature.fingerprint, signature.value).name)
services.close()
"""
SIGN = """
from pathlib import Path
from cmworkstation.domain.errors import BadSignature, WorkstationError
from cmworkstation.services.workstation import open_services
services = open_services(Path({folder!r}), {{}})
try:
    signature = services.profiles.sign(b"two")
    print(services.profiles.verify(b"two", signature.fingerprint, signature.value).name)
    services.profiles.verify(b"three", signature.fingerprint, signature.value)
except WorkstationError as error:
    print(type(error).__name__)
services.close()
"""


def told(done: "subprocess.CompletedProcess[str]") -> list[str]:
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_secrets_outlive_the_session_and_are_not_readable_on_disk(
    keyring_session: Run, tmp_path: Path
) -> None:
    assert told(keyring_session(KEEP, tmp_path)) == [
        "VaultStatus(kind='ready', backend_name='SecretService')"
    ]
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name == "login.keyring" for file in files)
    assert not any(CANARY.encode() in file.read_bytes() for file in files)
    assert told(keyring_session(READ, tmp_path)) == ["['access_token', 'empty', 'long'] True True"]
    assert told(keyring_session(CHANGE, tmp_path)) == ["{'access_token': 'new'}", "{}", "left 0"]


def test_a_locked_keyring_is_told_from_a_missing_one(keyring_session: Run, tmp_path: Path) -> None:
    told(keyring_session(KEEP, tmp_path))
    assert told(keyring_session(TRY, tmp_path, "locked")) == [*["VaultLocked"] * 3, "locked"]


def test_a_session_without_any_bus_has_no_keyring(keyring_session: Run, tmp_path: Path) -> None:
    assert told(keyring_session(TRY, tmp_path, "none")) == [*["VaultMissing"] * 3, "missing"]


def test_a_persons_key_stands_in_the_keyring_and_signs_in_the_next_session(
    keyring_session: Run, tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", str(tmp_path / "workspace")
    home.mkdir()
    assert told(keyring_session(ENTER.format(folder=folder), home)) == ["Nadia Perrault"]
    sign = SIGN.format(folder=folder)
    assert told(keyring_session(sign, home)) == ["Nadia Perrault", "BadSignature"]
    assert told(keyring_session(sign, home, "locked")) == ["VaultLocked"]
