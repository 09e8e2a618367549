"""Secrets: kept in the system's keyring, or in memory for one run. Never in a file.

The only module that imports `keyring`, and only when it is needed: the import and the search for a back-end
take a fifth of a second, and the first call may wait for a person to type a password. **Call nothing here on
the window's thread**; worker lanes do.

What stands in the keyring, for one account, under the service `cmworkstation/<platform>/<account id>`:

    user name "kinds"            {"turn": 4, "parts": {"access_token": 2, "refresh_token": 1}}
    user name "access_token#4.0" the first part of that secret
    user name "access_token#4.1" the second
    user name "refresh_token#4.0"

User names are readable by other programs of the session, so they name the kind of secret and nothing else.
Long values are split because Windows holds 1,280 UTF-16 units per entry. Changed secrets are written under
the next turn, then "kinds" is replaced in one step, then the old parts are dropped: whatever interrupts this,
either the old secrets or the new ones are complete.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from cmworkstation.domain.errors import VaultLocked, VaultMissing, WorkstationError
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.values import dataclass

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# Everything else is refused: some back-ends write plain text to a file, some drop what they are given, and
# an environment variable or a configuration file can name any class at all.
TRUSTED: Final = frozenset(
    f"keyring.backends.{name}"
    for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)
LOCKED: Final = frozenset(
    # By name: the classes belong to libraries that exist on some systems only.
    {
        "KeyringLocked",
        "InitError",
        "PasswordSetError",
        "LockedException",
        "PromptDismissedException",
    }
)
PART: Final = 600  # characters; at most 1,200 UTF-16 units
KINDS: Final = "kinds"
ASK_AGAIN_AFTER_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """How the vault stands: `kind` is ready, locked, missing or session."""

    kind: str
    backend_name: str = ""


class Vault:
    """Keeps the secrets of accounts. Thread-safe; slow; may ask the person through the system."""

    def __init__(self, *, memory_only: bool = False) -> None:
        """Use the system's keyring, or with `memory_only` nothing but this object."""
        self._memory_only = memory_only
        self._session = memory_only
        self._known: dict[str, dict[str, str]] = {}
        self._only_here: set[str] = set()  # kept for this run, and in no keyring
        self._backend: KeyringBackend | None = None
        self._proven = False
        self._refused_at: float | None = None
        self._one_question_at_a_time = threading.RLock()

    def __repr__(self) -> str:
        """Name the kind of vault and no secret."""
        return f"Vault({'session' if self._session else 'system'})"

    def status(self) -> VaultStatus:
        """Say how the vault stands, by trying it; never raises."""
        if self._session:
            return VaultStatus("session")
        try:
            self.probe()
        except VaultLocked:
            return VaultStatus("locked", _short_name(self._backend))
        except VaultMissing as missing:
            return VaultStatus("missing", missing.detail)
        return VaultStatus("ready", _short_name(self._backend))

    def probe(self) -> None:
        """Prove that the keyring works: write, read and delete an entry. Raises `VaultLocked`, `VaultMissing`."""
        if self._session or self._proven:
            return
        service, value = f"cmworkstation/probe/{uuid7()}", uuid7()
        self._refused_at = None
        with self._keyring() as backend:
            backend.set_password(service, "probe", value)
            found = backend.get_password(service, "probe")
            _drop(backend, service, "probe")
            if found != value:
                raise VaultMissing(f"{_short_name(backend)} forgets what it is given")
            self._proven = True

    def use_session_memory(self) -> None:
        """Keep new secrets for this run only: the person's own choice, never a silent fallback."""
        self._session = True

    def keep(self, account_id: str, platform: str, secrets: Mapping[str, str]) -> None:
        """Store an account's secrets in place of earlier ones. Raises `VaultLocked`, `VaultMissing`."""
        if not self._session:
            self.probe()
            self._refused_at = None
            with self._keyring() as backend:
                _write(backend, _service(account_id, platform), secrets)
            self._only_here.discard(_service(account_id, platform))
        else:
            self._only_here.add(_service(account_id, platform))
        self._known[_service(account_id, platform)] = dict(secrets)

    def secrets(self, account_id: str, platform: str) -> dict[str, str]:
        """Return an account's secrets by kind; empty when none are kept. Raises `VaultLocked`, `VaultMissing`."""
        service = _service(account_id, platform)
        with self._one_question_at_a_time:
            if service not in self._known:
                if self._memory_only:
                    return {}
                with self._keyring() as backend:
                    self._known[service] = _read(backend, service)
            return dict(self._known[service])

    def ask_again(self) -> None:
        """Let the next reading ask the person anew: they said that they want it."""
        self._refused_at = None

    def read_again(self, account_id: str, platform: str) -> None:
        """Read an account's secrets anew when they are next wanted: another program may have changed them."""
        service = _service(account_id, platform)
        if service not in self._only_here:
            self._known.pop(service, None)

    def forget(self, account_id: str, platform: str) -> None:
        """Delete an account's secrets; quiet when there are none or no keyring. Raises `VaultLocked`."""
        service = _service(account_id, platform)
        self._known.pop(service, None)
        self._only_here.discard(service)
        if self._memory_only:
            return
        self._refused_at = None
        with suppress(VaultMissing), self._keyring() as backend:
            _erase(backend, service)

    @contextmanager
    def _keyring(self) -> Iterator["KeyringBackend"]:
        """Lend the back-end to one thread at a time and turn its errors into ours."""
        with self._one_question_at_a_time:
            # Without this, each poll of each account would open the system's question anew.
            if (
                self._refused_at is not None
                and time.monotonic() - self._refused_at < ASK_AGAIN_AFTER_S
            ):
                raise VaultLocked("refused a moment ago")
            self._refused_at = None
            try:
                if self._backend is None:
                    self._backend = trusted_backend()
                yield self._backend
            except WorkstationError:
                raise
            except Exception as error:  # noqa: BLE001 - each back-end has errors of its own
                name = type(error).__name__
                if name in LOCKED:
                    self._refused_at = time.monotonic()
                    self._proven = False
                    raise VaultLocked(name) from None
                # Without `from`: the message of a foreign error might hold what was written.
                raise VaultMissing(f"{_short_name(self._backend)} {name}".strip()) from None


def trusted_backend() -> "KeyringBackend":
    """Return the system's keyring. Raises `VaultMissing`, naming what was found instead."""
    # keyringrc.cfg may put a folder before all others in sys.path: that must not outlive this call.
    path = list(sys.path)
    try:
        import keyring  # noqa: PLC0415 - see the head of this module

        found = keyring.get_keyring()
    except Exception as error:  # noqa: BLE001 - whatever a configured class raises, it is not our keyring
        raise VaultMissing(type(error).__name__) from None
    finally:
        sys.path[:] = path
    inside = (
        getattr(found, "backends", ()) if _module(found) == "keyring.backends.chainer" else (found,)
    )
    for backend in inside:
        if _module(backend) in TRUSTED:
            return backend
    raise VaultMissing(_short_name(found))


@dataclass(frozen=True, slots=True)
class _Index:
    """What is kept for one account: the turn of writing and the number of parts of each kind."""

    turn: int
    parts: Mapping[str, int]


def _write(backend: "KeyringBackend", service: str, secrets: Mapping[str, str]) -> None:
    old = _index(backend, service)
    turn = old.turn + 1 if old else 0
    parts = {}
    for kind, value in secrets.items():
        pieces = [value[at : at + PART] for at in range(0, len(value), PART)] or [""]
        for n, piece in enumerate(pieces):
            backend.set_password(service, f"{kind}#{turn}.{n}", piece)
        parts[kind] = len(pieces)
        _drop_from(
            backend, service, kind, turn, len(pieces)
        )  # an interrupted earlier try may have left more
    backend.set_password(service, KINDS, json.dumps({"turn": turn, "parts": parts}))
    for kind, count in old.parts.items() if old else ():
        _drop_parts(backend, service, kind, turn - 1, count)


def _read(backend: "KeyringBackend", service: str) -> dict[str, str]:
    index = _index(backend, service)
    found = {}
    for kind, count in index.parts.items() if index else ():
        pieces = (
            [backend.get_password(service, f"{kind}#{index.turn}.{n}") for n in range(count)]
            if index
            else []
        )
        if None in pieces:
            return {}  # somebody removed a part: as good as signed out
        found[kind] = "".join(piece or "" for piece in pieces)
    return found


def _erase(backend: "KeyringBackend", service: str) -> None:
    index = _index(backend, service)
    if index is None:
        return
    for kind, count in index.parts.items():
        _drop_parts(backend, service, kind, index.turn, count)
        _drop_from(backend, service, kind, index.turn + 1, 0)  # a change that was interrupted
    _drop(backend, service, KINDS)


def _index(backend: "KeyringBackend", service: str) -> _Index | None:
    text = backend.get_password(service, KINDS)
    try:
        found = json.loads(text or "")
        return _Index(
            int(found["turn"]), {str(kind): int(count) for kind, count in found["parts"].items()}
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _drop_parts(backend: "KeyringBackend", service: str, kind: str, turn: int, count: int) -> None:
    for n in range(count):
        _drop(backend, service, f"{kind}#{turn}.{n}")


def _drop_from(backend: "KeyringBackend", service: str, kind: str, turn: int, n: int) -> None:
    while backend.get_password(service, name := f"{kind}#{turn}.{n}") is not None:
        _drop(backend, service, name)
        n += 1


def _drop(backend: "KeyringBackend", service: str, name: str) -> None:
    """Delete an entry that may not be there."""
    try:
        backend.delete_password(service, name)
    except Exception as error:
        if type(error).__name__ != "PasswordDeleteError":
            raise


def _service(account_id: str, platform: str) -> str:
    return f"cmworkstation/{platform}/{account_id}"


def _module(backend: object) -> str:
    return type(backend).__module__


def _short_name(backend: Any) -> str:  # noqa: ANN401 - a back-end or None
    """Return the name that a report may show: "SecretService", "keyrings.alt.file"."""
    return "" if backend is None else _module(backend).removeprefix("keyring.backends.")
