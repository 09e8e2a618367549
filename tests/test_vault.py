"""The vault against pretended keyrings: good ones, locked ones, and those that must not be trusted."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from cmworkstation import vault as vault_module
from cmworkstation.domain.errors import VaultLocked, VaultMissing, WorkstationError
from cmworkstation.vault import Vault, VaultStatus

ACCOUNT = "019ab3c0-0000-7000-8000-000000000001"
SERVICE = f"cmworkstation/mastodon/{ACCOUNT}"
CANARY = "canary-7f31b0"


class Backend(keyring.backend.KeyringBackend):
    """A keyring of a kind that is trusted, which remembers what was asked of it."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.calls.append("get")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls.append("set")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls.append("delete")
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)

    def names(self, service: str = SERVICE) -> set[str]:
        return {name for found, name in self.entries if found == service}


def use(backend: Backend, module: str = "keyring.backends.SecretService") -> Backend:
    """Make `backend` the system's keyring, as if its class came from `module`."""
    kind = type(backend)
    backend.__class__ = type(kind.__name__, (kind,), {"__module__": module, "priority": 5})
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
def backend() -> Backend:
    return use(Backend())


def kept(**secrets: str) -> dict[str, str]:
    return secrets or {"access_token": CANARY}


# ------------------------------------------------------------------------------------------------- ready


def test_secrets_come_back_in_another_run(backend: Backend) -> None:
    Vault().keep(ACCOUNT, "mastodon", kept(access_token="abc", client_secret="déjà 🐦", empty=""))
    assert Vault().secrets(ACCOUNT, "mastodon") == {
        "access_token": "abc",
        "client_secret": "déjà 🐦",
        "empty": "",
    }


def test_status_of_a_keyring_that_works(backend: Backend) -> None:
    assert Vault().status() == VaultStatus("ready", "SecretService")
    assert not backend.entries, "the probe is removed"


def test_an_account_without_secrets_has_none(backend: Backend) -> None:
    assert Vault().secrets(ACCOUNT, "mastodon") == {}


def test_user_names_hold_no_secret(backend: Backend) -> None:
    Vault().keep(ACCOUNT, "mastodon", kept())
    assert backend.names() == {"kinds", "access_token#0.0"}
    assert CANARY not in repr(sorted(backend.entries))
    assert CANARY not in backend.entries[SERVICE, "kinds"]


def test_secrets_are_read_once_per_run(backend: Backend) -> None:
    Vault().keep(ACCOUNT, "mastodon", kept())
    vault = Vault()
    vault.secrets(ACCOUNT, "mastodon")
    backend.calls.clear()
    assert vault.secrets(ACCOUNT, "mastodon") == kept()
    assert backend.calls == []


def test_what_was_handed_out_can_be_changed_without_harm(backend: Backend) -> None:
    vault = Vault()
    vault.keep(ACCOUNT, "mastodon", kept())
    vault.secrets(ACCOUNT, "mastodon").clear()
    assert vault.secrets(ACCOUNT, "mastodon") == kept()


def test_forgetting_leaves_nothing(backend: Backend) -> None:
    vault = Vault()
    vault.keep(ACCOUNT, "mastodon", kept(access_token="x" * 5000, other="y"))
    vault.forget(ACCOUNT, "mastodon")
    vault.forget(ACCOUNT, "mastodon")
    assert not backend.entries
    assert vault.secrets(ACCOUNT, "mastodon") == {}


def test_two_accounts_do_not_meet(backend: Backend) -> None:
    vault = Vault()
    vault.keep("one", "mastodon", kept(access_token="1"))
    vault.keep("two", "mastodon", kept(access_token="2"))
    vault.forget("one", "mastodon")
    assert Vault().secrets("two", "mastodon") == {"access_token": "2"}


# --------------------------------------------------------------------------------------- long and changed


class Narrow(Backend):
    """Holds no more per entry than Windows does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password.encode("utf-16-le")) > 2560:
            raise OSError(1783, "The stub received bad data")
        super().set_password(service, username, password)


@pytest.mark.fault("F16")
@pytest.mark.parametrize("length", [0, 1, 599, 600, 601, 1000, 1281, 50_000])
@pytest.mark.parametrize("letter", ["a", "é", "🦊"])
def test_long_secrets_fit_where_entries_are_small(length: int, letter: str) -> None:
    use(Narrow(), "keyring.backends.Windows")
    Vault().keep(ACCOUNT, "mastodon", kept(access_token=letter * length))
    assert Vault().secrets(ACCOUNT, "mastodon") == {"access_token": letter * length}


def test_a_shorter_secret_leaves_no_part_of_the_longer_one(backend: Backend) -> None:
    vault = Vault()
    vault.keep(ACCOUNT, "mastodon", kept(access_token="x" * 5000, refresh_token="r"))
    vault.keep(ACCOUNT, "mastodon", kept(access_token="short"))
    assert backend.names() == {"kinds", "access_token#1.0"}
    assert Vault().secrets(ACCOUNT, "mastodon") == {"access_token": "short"}


class Breaking(Backend):
    """Fails at the n-th change, as a session that ends does."""

    left = 10**6

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError("the session ended")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        super().delete_password(service, username)


@pytest.mark.fault("F16")
@pytest.mark.parametrize("changes", range(12))
def test_an_interrupted_change_leaves_the_old_secrets_or_the_new(changes: int) -> None:
    backend = Breaking()
    use(backend)
    old, new = (
        kept(access="o" * 1500, refresh="old"),
        kept(access="n" * 700, refresh="new", more="m"),
    )
    vault = Vault()
    vault.keep(ACCOUNT, "mastodon", old)
    backend.left = changes
    try:
        vault.keep(ACCOUNT, "mastodon", new)
    except VaultMissing:
        pass
    else:
        assert changes >= 9
    backend.left = 10**6
    after = Vault().secrets(ACCOUNT, "mastodon")
    assert after in (old, new)
    Vault().keep(ACCOUNT, "mastodon", old)
    assert Vault().secrets(ACCOUNT, "mastodon") == old


def test_after_an_interrupted_change_nothing_of_the_longer_try_is_left() -> None:
    backend = Breaking()
    use(backend)
    vault = Vault()
    vault.keep(ACCOUNT, "mastodon", kept(access="old"))
    backend.left = 3
    with pytest.raises(VaultMissing):
        vault.keep(ACCOUNT, "mastodon", kept(access="n" * 5000))
    assert len(backend.names()) == 5
    backend.left = 10**6
    vault.forget(ACCOUNT, "mastodon")
    assert not backend.entries


def test_a_part_that_somebody_removed_counts_as_signed_out(backend: Backend) -> None:
    Vault().keep(ACCOUNT, "mastodon", kept(access_token="x" * 2000))
    del backend.entries[SERVICE, "access_token#0.1"]
    assert Vault().secrets(ACCOUNT, "mastodon") == {}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"turn": 1}', '{"turn": "x", "parts": {}}', "null"]
)
def test_a_spoilt_list_counts_as_signed_out(backend: Backend, text: str) -> None:
    backend.entries[SERVICE, "kinds"] = text
    vault = Vault()
    assert vault.secrets(ACCOUNT, "mastodon") == {}
    vault.keep(ACCOUNT, "mastodon", kept())
    assert json.loads(backend.entries[SERVICE, "kinds"])["parts"] == {"access_token": 1}


# ----------------------------------------------------------------------------------- missing and mistrusted


class Chainer(Backend):
    backends: tuple[Backend, ...] = ()


@pytest.mark.fault("F16")
@pytest.mark.parametrize(
    "module",
    [
        "keyring.backends.fail",
        "keyring.backends.null",
        "keyrings.alt.file",
        "keyrings.cryptfile.cryptfile",
        "keyring.backends.chainer",
        "keyring.backends",
        "keyring.backends.SecretServiceX",
        "keyring.backends.Windows.evil",
        "builtins",
    ],
)
def test_only_keyrings_of_the_system_are_trusted(module: str) -> None:
    backend = use(Chainer(), module)
    vault = Vault()
    with pytest.raises(VaultMissing):
        vault.keep(ACCOUNT, "mastodon", kept())
    assert vault.status() == VaultStatus("missing", module.removeprefix("keyring.backends."))
    assert backend.calls == []


@pytest.mark.parametrize("name", ["SecretService", "libsecret", "kwallet", "macOS", "Windows"])
def test_keyrings_of_the_system_are_trusted(name: str) -> None:
    backend = use(Backend(), f"keyring.backends.{name}")
    Vault().keep(ACCOUNT, "mastodon", kept())
    assert backend.names()
    assert Vault().status() == VaultStatus("ready", name)


@pytest.mark.fault("F16")
def test_of_a_chain_only_the_trusted_link_is_used() -> None:
    plain, good = use(Backend(), "keyrings.alt.file"), use(Backend(), "keyring.backends.kwallet")
    chain = Chainer()
    chain.backends = (plain, good)
    use(chain, "keyring.backends.chainer")
    Vault().keep(ACCOUNT, "mastodon", kept())
    assert good.names()
    assert plain.calls == []


class Forgetful(Backend):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls.append("set")


@pytest.mark.fault("F16")
def test_a_keyring_that_drops_what_it_is_given_is_missing() -> None:
    use(Forgetful())
    with pytest.raises(VaultMissing):
        Vault().keep(ACCOUNT, "mastodon", kept())


@pytest.mark.fault("F16")
def test_a_keyring_that_breaks_is_missing() -> None:
    backend = Breaking()
    backend.left = 0
    use(backend)
    assert Vault().status() == VaultStatus("missing", "SecretService OSError")


def run_fresh(code: str, home: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
        }
        | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


ASK = "from cmworkstation.vault import Vault; s = Vault().status(); print(s.kind, s.backend_name)"


@pytest.mark.fault("F16")
@pytest.mark.parametrize(
    "named", ["keyring.backends.null.Keyring", "no.such.Thing", "keyring.backends.fail.Keyring"]
)
def test_the_environment_cannot_name_another_keyring(named: str, home: Path) -> None:
    done = run_fresh(ASK, home, PYTHON_KEYRING_BACKEND=named)
    assert done.stdout.startswith("missing "), done.stderr


@pytest.mark.fault("F16")
def test_a_configuration_file_can_neither_name_a_keyring_nor_open_a_door(home: Path) -> None:
    folder = home / "python_keyring"
    folder.mkdir()
    (folder / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={home}\n"
    )
    (home / "evil.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keyring(KeyringBackend):\n    priority = 9\n"
        "    def get_password(self, s, u): return None\n"
        "    def set_password(self, s, u, p): print('taken')\n"
    )
    done = run_fresh(f"{ASK}; import sys; print({str(home)!r} in sys.path)", home)
    # On Linux and without a session the file is read from XDG_CONFIG_HOME or ~/.config or ~/.local/share.
    assert done.stdout.startswith("missing "), done.stderr
    assert "taken" not in done.stdout
    assert done.stdout.strip().endswith("False")


def test_importing_the_vault_does_not_import_keyring(home: Path) -> None:
    done = run_fresh("import cmworkstation.vault, sys; print('keyring' in sys.modules)", home)
    assert done.stdout == "False\n", done.stderr


# ------------------------------------------------------------------------------------------------ locked


class Locked(Backend):
    """Waits for a password that nobody types."""

    error: Callable[[str], Exception] = keyring.errors.KeyringLocked
    locked = True

    def _ask(self) -> None:
        self.calls.append("ask")
        if self.locked:
            raise type(self).error("Failed to unlock the collection!")

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        super().set_password(service, username, password)


class LockedException(Exception):
    """As the Secret Service library calls it."""


@pytest.mark.fault("F16")
@pytest.mark.parametrize(
    "error",
    [
        keyring.errors.KeyringLocked,
        keyring.errors.InitError,
        keyring.errors.PasswordSetError,
        LockedException,
    ],
)
def test_a_locked_keyring_says_so(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Locked, "error", error)
    use(Locked())
    vault = Vault()
    assert vault.status() == VaultStatus("locked", "SecretService")
    with pytest.raises(VaultLocked):
        vault.keep(ACCOUNT, "mastodon", kept())
    with pytest.raises(VaultLocked):
        vault.secrets(ACCOUNT, "mastodon")


@pytest.mark.fault("F16")
def test_a_refused_question_is_not_asked_again_by_reading() -> None:
    backend = use(Locked())
    vault = Vault()
    for _ in range(3):
        with pytest.raises(VaultLocked):
            vault.secrets(ACCOUNT, "mastodon")
    assert backend.calls.count("ask") == 1


@pytest.mark.fault("F16")
def test_a_refused_question_comes_back_later_and_at_once_when_a_person_acts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = Locked()
    use(backend)
    vault = Vault()
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with pytest.raises(VaultLocked):
        vault.secrets(ACCOUNT, "mastodon")
    now += vault_module.ASK_AGAIN_AFTER_S
    with pytest.raises(VaultLocked):
        vault.secrets(ACCOUNT, "mastodon")
    assert backend.calls.count("ask") == 2
    backend.locked = False
    assert vault.status().kind == "ready"
    assert vault.secrets(ACCOUNT, "mastodon") == {}


# ----------------------------------------------------------------------------------------------- session


@pytest.mark.fault("F16")
def test_for_this_run_only_is_a_choice_and_never_silent() -> None:
    plain = use(Chainer(), "keyrings.alt.file")
    vault = Vault()
    with pytest.raises(VaultMissing):
        vault.keep(ACCOUNT, "mastodon", kept())
    with pytest.raises(VaultMissing):
        vault.secrets(ACCOUNT, "mastodon")
    vault.use_session_memory()
    vault.keep(ACCOUNT, "mastodon", kept())
    assert vault.secrets(ACCOUNT, "mastodon") == kept()
    assert vault.status() == VaultStatus("session")
    with pytest.raises(VaultMissing):
        Vault().secrets(ACCOUNT, "mastodon")
    vault.forget(ACCOUNT, "mastodon")
    assert plain.calls == []


def test_secrets_kept_before_the_choice_stay_readable(backend: Backend) -> None:
    Vault().keep(ACCOUNT, "mastodon", kept())
    vault = Vault()
    vault.use_session_memory()
    assert vault.secrets(ACCOUNT, "mastodon") == kept()
    vault.forget(ACCOUNT, "mastodon")
    assert not backend.entries


def test_a_vault_in_memory_never_looks_for_a_keyring(backend: Backend) -> None:
    vault = Vault(memory_only=True)
    vault.keep(ACCOUNT, "mastodon", kept())
    vault.probe()
    assert vault.secrets(ACCOUNT, "mastodon") == kept()
    vault.forget(ACCOUNT, "mastodon")
    assert vault.secrets(ACCOUNT, "mastodon") == {}
    assert vault.status() == VaultStatus("session")
    assert backend.calls == []


def test_forgetting_where_there_is_no_keyring_is_quiet() -> None:
    use(Chainer(), "keyring.backends.fail")
    Vault().forget(ACCOUNT, "feed")


# ------------------------------------------------------------------------------------ threads and leaks


class Slow(Backend):
    """Keeps each caller waiting; notices two at once."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = threading.Semaphore(1)
        self.overlaps = 0
        self.wait = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        if not self.inside.acquire(blocking=False):
            self.overlaps += 1
            return None
        self.wait.wait(0.02)
        self.inside.release()
        return super().get_password(service, username)


def test_one_question_at_a_time() -> None:
    backend = Slow()
    use(backend)
    Vault().keep(ACCOUNT, "mastodon", kept())
    vault = Vault()
    found: list[dict[str, str]] = []
    threads = [
        threading.Thread(target=lambda: found.append(vault.secrets(ACCOUNT, "mastodon")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [kept()] * 4
    assert backend.overlaps == 0


class Talkative(Backend):
    """Puts what it was given into its errors."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if "probe" in service:
            super().set_password(service, username, password)
        else:
            raise OSError(f"could not write {password}")


def test_no_secret_in_reprs_and_errors(caplog: pytest.LogCaptureFixture) -> None:
    use(Talkative())
    vault = Vault()
    with pytest.raises(WorkstationError) as caught:
        vault.keep(ACCOUNT, "mastodon", kept())
    assert CANARY not in f"{caught.value!r} {caught.value.detail} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__
    vault.use_session_memory()
    vault.keep(ACCOUNT, "mastodon", kept())
    assert CANARY not in f"{vault!r} {vault} {vault.status()!r} {caplog.text}"
