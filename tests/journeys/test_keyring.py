"""F16: a day on which the keyring is locked, missing, refused, untrusted, narrow, slow, or changed under us."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from cmworkstation import i18n
from cmworkstation.app import build_window
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.connector import SignIn
from cmworkstation.services.schedule import WAKE_WITHIN_S
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.ui.live import Live
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.state_bands import StateBand
from cmworkstation.vault import PART, Vault
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector, PretendServer

pytestmark = pytest.mark.fault("F16")
TOKEN = "canary-55ab01-" + "x" * 3 * PART  # longer than an entry may be on some systems
LOCKED = "Your system’s keyring is locked"
MISSING = "The keyring with your accounts’ access is not there"


class Keyring(keyring.backend.KeyringBackend):
    """The person's keyring, in whatever state the day has it."""

    priority = 5
    entries: dict[tuple[str, str], str]
    trouble: Callable[[], None]

    def __init__(self, entries: dict[tuple[str, str], str] | None = None) -> None:
        super().__init__()
        self.entries = {} if entries is None else entries
        self.trouble = lambda: None
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.trouble()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.trouble()
        if len(password.encode("utf-16-le")) > 2560:
            raise OSError(1783, "The stub received bad data")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.trouble()
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


def installed(backend: Keyring, module: str = "keyring.backends.SecretService") -> Keyring:
    """Make it the system's keyring, as if it came from `module`."""
    backend.__class__ = type("Keyring", (Keyring,), {"__module__": module, "priority": 5})
    keyring.set_keyring(backend)
    return backend


def raising(error: Exception) -> Callable[[], None]:
    def trouble() -> None:
        raise error

    return trouble


class Guarded(PretendConnector):
    """Lets in whoever knows the password of the day."""

    manifest = replace(PretendConnector.manifest, sign_in=SignIn.PASSWORD)
    password = TOKEN

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Any) -> None:
        super().__init__(settings, {}, http)
        self._signed_in = secret.get("token") == type(self).password

    def fetch(self, cursors: Mapping[str, str]) -> Any:
        if not self._signed_in:
            raise NotSignedIn
        return super().fetch(cursors)

    def thread(self, target: Any) -> Any:
        if not self._signed_in:
            raise NotSignedIn
        return super().thread(target)


class Desk:
    """A window that is opened in the morning; what was signed in yesterday stands in the keyring."""

    def __init__(self, folder: Path, qtbot: Any) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.clock = SetClock(START)
        self.server = PretendServer(self.clock)
        Guarded.server, Guarded.password = self.server, TOKEN
        self.keyring = installed(Keyring())
        for n in range(6):
            self.server.write(f"p{n}", f"Question {n} on opening hours", minutes=n)
        services = self._open()
        found = services.signin.find("pretend", "pretend.example")
        signed = services.signin.finish("pretend", found, None, {"password": TOKEN})
        self.account: Account = services.signin.add(signed)[0]
        for _ in services.sync.poll(self.account.id):
            pass
        first = services.inbox.ids(View())[0]
        draft = replace(services.drafts.begin(first), body="Dès 9 h.")  # type: ignore[arg-type]
        self.row = services.outbox.queue(draft, hold_s=0)[0]
        services.close()
        self.server.write("new", "One more question", minutes=9)

    def _open(self) -> Services:
        loaders = {"pretend": lambda: Guarded}
        return open_services(self.folder, loaders, vault=Vault(), clock=self.clock)

    def morning(self) -> None:
        self.services = self._open()
        self.window = build_window(self.services, Preferences(volatile=True), theme="light")
        self.window.show()
        self.live = Live(self.window, self.services, self.window.jobs)
        self.live.start()
        self.live._timer.stop()

    def settle(self) -> None:
        for _ in range(2):
            self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=10_000)
            QApplication.processEvents()

    def pulse(self, seconds: float = 1000.0) -> None:
        for passed in (
            seconds,
            WAKE_WITHIN_S,
        ):  # so long a gap counts as a sleep, after which all is read soon
            self.clock.advance(passed)
            self.live._pulse()
            self.settle()

    def bands(self) -> list[str]:
        found = self.window.findChildren(StateBand)
        return [one.accessibleName() for one in found if one.isVisible()]

    def works_offline(self) -> None:
        """Read, search and write, whatever the keyring does."""
        assert len(self.services.inbox.search("question")) >= 6
        inbox: Any = self.window.page("inbox")
        inbox.list.select_row(1)
        QApplication.processEvents()
        self.window.act("inbox.reply")
        QApplication.processEvents()
        inbox.composer.editor.setPlainText("Written meanwhile")
        inbox.composer.save()
        assert "Written meanwhile" in [one.body for one in self.services.drafts.listed()]

    def is_well(self) -> None:
        """Everything came, and the reply left once."""
        assert self.bands() == []
        assert len(self.services.inbox.ids(View(status=None))) == 7
        assert self.services.outbox.row(self.row.id).state is OutboxState.SENT
        assert len(self.server.published) == 1

    def no_secret_in_any_file(self) -> None:
        canary = TOKEN[:13].encode()
        for file in self.folder.rglob("*"):
            assert not file.is_file() or canary not in file.read_bytes(), file


@pytest.fixture
def desk(tmp_path: Path, qtbot: Any) -> Iterator[Desk]:
    made = Desk(tmp_path / "w", qtbot)
    yield made
    made.settle()
    made.no_secret_in_any_file()
    made.window.close()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.services.close()
    i18n.use_language("en")


@pytest.mark.parametrize(
    "error",
    [
        keyring.errors.KeyringLocked("Failed to unlock the collection!"),
        keyring.errors.InitError("Failed to unlock the collection!"),
        type("PromptDismissedException", (Exception,), {})("Prompt dismissed."),
    ],
    ids=["locked", "locked at the start", "refused"],
)
def test_locked_or_refused(desk: Desk, error: Exception) -> None:
    desk.keyring.trouble = raising(error)
    desk.morning()
    desk.pulse()
    (said,) = desk.bands()
    assert said.startswith(LOCKED)
    assert desk.services.accounts.one(desk.account.id).state is TokenState.TROUBLE, "no sign-out"
    desk.works_offline()
    before = desk.keyring.asked
    desk.pulse(100)
    desk.pulse(100)
    assert desk.keyring.asked == before, "a person who said no is not asked every minute"

    desk.keyring.trouble = lambda: None
    (band,) = [one for one in desk.window.findChildren(StateBand) if one.isVisible()]
    (button,) = band.findChildren(QPushButton)
    assert button.text() == "Read all accounts now"
    button.click()  # and now they want it
    desk.settle()
    desk.pulse()
    desk.is_well()


@pytest.mark.parametrize(
    "module", ["keyring.backends.fail", "keyrings.alt.file", "keyring.backends.null"]
)
def test_missing_or_one_that_writes_plain_text(desk: Desk, module: str) -> None:
    entries = desk.keyring.entries
    other = installed(Keyring(), module)
    desk.morning()
    desk.pulse()
    (said,) = desk.bands()
    assert said.startswith(MISSING)
    assert other.entries == {}
    assert other.asked == 0, "not even asked"
    desk.works_offline()
    installed(Keyring(entries))
    desk.window.act("app.refresh")
    desk.settle()
    desk.pulse()
    desk.is_well()


def test_a_secret_longer_than_an_entry_is_split(desk: Desk) -> None:
    assert max(len(one) for one in desk.keyring.entries.values()) <= PART
    desk.morning()
    desk.pulse()
    desk.is_well()


def test_slow_for_as_long_as_you_like(desk: Desk) -> None:
    answered = threading.Event()

    def slow() -> None:
        answered.wait(60)

    desk.keyring.trouble = slow
    desk.morning()
    try:
        desk.clock.advance(1000)
        desk.live._pulse()
        desk.qtbot.waitUntil(lambda: desk.keyring.asked > 0, timeout=10_000)
        ticks: list[int] = []
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append(1))
        timer.start(5)
        desk.works_offline()
        desk.qtbot.waitUntil(lambda: len(ticks) > 20, timeout=10_000)
        timer.stop()
        assert desk.window.jobs.busy(), "the keyring has not answered yet"
        assert desk.bands() == []
    finally:
        answered.set()
    desk.settle()
    desk.pulse()
    desk.is_well()


def test_changed_under_us_by_another_program(desk: Desk) -> None:
    desk.morning()
    desk.pulse()
    Guarded.password = "of the afternoon"
    other = Vault()
    other.keep(desk.account.id, "pretend", {"token": "of the afternoon"})
    desk.services.platforms.forget(desk.account.id)
    desk.server.write("later", "A later question", minutes=20)
    desk.pulse()
    assert desk.services.accounts.one(desk.account.id).state is not TokenState.DEAD
    desk.pulse()
    assert len(desk.services.inbox.ids(View(status=None))) == 8
    assert desk.services.accounts.one(desk.account.id).state is TokenState.VALID


def test_deleted_under_us_is_one_question_to_sign_in_again(desk: Desk) -> None:
    desk.keyring.entries.clear()
    desk.morning()
    desk.pulse()
    assert desk.services.accounts.one(desk.account.id).state is TokenState.DEAD
    desk.works_offline()
    asked = desk.keyring.asked
    desk.pulse()
    desk.pulse()
    assert desk.keyring.asked == asked
    assert desk.services.outbox.row(desk.row.id).state in (OutboxState.LATER, OutboxState.HELD)


def test_the_band_speaks_french_too(desk: Desk) -> None:
    desk.keyring.trouble = raising(keyring.errors.KeyringLocked("locked"))
    desk.morning()
    desk.pulse()
    desk.window.set_language("fr")
    desk.settle()
    (said,) = desk.bands()
    assert said.startswith("Le trousseau de votre système est verrouillé")
