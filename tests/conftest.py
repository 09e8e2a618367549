"""What holds for every test: no network, no keyring, no home of a person, one time zone, nothing left behind."""

import gc
import ipaddress
import os
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

# Before anything imports Qt or asks for the time zone.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(TZ="UTC", LANG="C.UTF-8", LC_ALL="C.UTF-8", PYTHONUTF8="1")
for _name in ("LANGUAGE", "DBUS_SESSION_BUS_ADDRESS", "CMW_KILL_AT", "CMW_KILL_LOG"):
    os.environ.pop(_name, None)
if hasattr(time, "tzset"):
    time.tzset()

import keyring  # noqa: E402 - the environment comes first
import keyring.backend  # noqa: E402
import keyring.errors  # noqa: E402
import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from cmworkstation import i18n  # noqa: E402
from cmworkstation.domain.progress import Told  # noqa: E402
from cmworkstation.store import migrations  # noqa: E402
from cmworkstation.ui.garbage import Collector  # noqa: E402
from tests.clocks import SetClock  # noqa: E402

# How long a machine takes beside other work says nothing about what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

NAMES_OF_NOBODY = (".test", ".example", ".invalid")
GRACE_FOR_THREADS_S = 2.0


@pytest.fixture
def clock() -> SetClock:
    """Return a clock that stands still until the test moves it."""
    return SetClock()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    i18n.use_language("en")
    yield
    i18n.use_language("en")  # what several tests share is made before the next one begins


@pytest.fixture(scope="session")
def _collector() -> Collector:
    return Collector()


@pytest.fixture(autouse=True)
def _garbage_is_collected_between_tests(_collector: Collector) -> Iterator[None]:
    """Let no thread of a test collect the widgets that an earlier test left in a cycle."""
    yield
    _collector.collect()


# ------------------------------------------------------------------------------------------------- network


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets reach this machine only; reserved names are unknown, as they are everywhere."""
    connect, connect_ex, getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded(real: Callable[..., object]) -> Callable[..., object]:
        def to_loopback_only(self: socket.socket, address: object) -> object:
            internet = self.family in (socket.AF_INET, socket.AF_INET6)
            if internet and isinstance(address, tuple) and not _is_local(str(address[0])):
                self.close()  # nobody will, on the way out of a failed test
                _refuse(str(address[0]))
            return real(self, address)

        return to_loopback_only

    def resolve(host: str | bytes | None, *args: object, **kwargs: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name.lower().rstrip(".").endswith(NAMES_OF_NOBODY):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not _is_address(name) and not _is_local(name):
            _refuse(name)
        return getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def _is_local(host: str) -> bool:
    bare = host.strip("[]").partition("%")[0].lower()
    try:  # an address of this machine in one of its disguises: 127.1, 0x7f000001, 2130706433
        if socket.inet_aton(bare)[:1] in (b"\x7f", b"\0"):
            return True
    except (OSError, UnicodeError):
        pass
    if bare in ("", "localhost") or bare.endswith(".localhost"):
        return True
    return _is_address(bare) and (ipaddress.ip_address(bare).is_loopback or bare == "0.0.0.0")


def _refuse(host: str) -> NoReturn:
    pytest.fail(f"A test reached for the network: {host!r}. Serve it on loopback instead.")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------------------------------------- workspaces


@pytest.fixture(autouse=True, scope="session")
def _new_workspaces_are_copies() -> Iterator[None]:
    """Make the tables of a new workspace once, by all steps as ever; each further new one is a copy of that file.

    Thousands of tests begin one; the steps take a tenth of a second each time.
    """
    real = migrations.apply
    first = sqlite3.connect(":memory:", check_same_thread=False)

    def apply(connection: sqlite3.Connection, told: Told | None = None) -> None:
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            real(connection, told)
            return
        if not first.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            real(first)
        first.backup(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "apply", apply)
        yield
    first.close()


# ------------------------------------------------------------------------------------- keyring and folders


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that forgets with the test; not one that the vault may trust by itself."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """Put a keyring in memory in place of the person's; return it."""
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    return memory


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


_count_of_homes = iter(range(sys.maxsize))


@pytest.fixture(autouse=True)
def home(_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty home folder of its own; return it."""
    folder = _homes / str(next(_count_of_homes))
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, str(folder / "config"))
    return folder


# ------------------------------------------------------------------------------------- nothing left behind


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window open or a thread running."""
    threads = set(threading.enumerate())
    windows = {_address(widget) for widget in _windows()}
    yield
    left = _threads_left(threads)
    open_windows = _windows_left(windows)
    if left or open_windows:
        pytest.fail(f"{request.node.name} left behind: {', '.join([*left, *open_windows])}")


def _threads_left(before: set[threading.Thread]) -> list[str]:
    deadline = time.monotonic() + GRACE_FOR_THREADS_S
    left = [thread for thread in threading.enumerate() if thread not in before]
    # A dummy stands for a thread of Qt's, which Python cannot wait for.
    left = [thread for thread in left if not isinstance(thread, threading._DummyThread)]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [f"thread {thread.name}" for thread in left if thread.is_alive()]


def _windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [
        widget
        for widget in widgets.QApplication.topLevelWidgets()
        if widget.parent() is None and type(widget).__name__ not in ("QTipLabel", "QDesktopWidget")
    ]


@pytest.fixture(autouse=True)
def _clipboard_emptied() -> Iterator[None]:
    """Empty the clipboard after the test.

    Off the screen Qt keeps it in a static of its own and frees it after the interpreter has ended: an object that
    Python made would then end the process with a fault.
    """
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        widgets.QApplication.clipboard().clear()


def _address(widget: Any) -> int:
    """Return where Qt keeps the widget: its Python shell may be another one tomorrow."""
    import shiboken6

    return int(shiboken6.getCppPointer(widget)[0])


def _windows_left(before: set[int]) -> list[str]:
    def new() -> list[Any]:
        return [widget for widget in _windows() if _address(widget) not in before]

    if not new():
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()  # what belonged to them, after them
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = []
    for widget in new():
        left.append(f"window {type(widget).__name__} {widget.windowTitle()!r}")
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return left
