"""The demonstration shows every end that an answer can come to, and each screen says which it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cmworkstation import connectors
from cmworkstation.connectors.demo import DemoConnector
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes, Order, Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.services.workstation import open_services
from cmworkstation.ui.outbox.page import OutboxPage
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, ended

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KEY = "ormaie-mastodon"


class Demonstration(Scene):
    """One account of the demonstration and the window over it."""

    def __init__(self, folder: Path, clock: SetClock, qtbot: Any) -> None:
        self.clock = clock
        vault = Vault(memory_only=True)
        services = open_services(folder, connectors.loaders(), vault=vault, clock=clock)
        found = services.signin.find("demo", KEY)
        found = replace(found, settings={**found.settings, "account": KEY, "now": NOW.isoformat()})
        self.account: Account = services.signin.add(
            services.signin.finish("demo", found, None, {}), name="Ormaie"
        )[0]
        for _ in services.sync.poll(self.account.id):
            pass
        super().__init__(services, qtbot)

    def answer(self, text: str = "Bonjour, oui, bien sûr.") -> OutboxRow:
        """Answer whoever wrote last, through the composer."""
        view = View(status=Status.WAITING_US, order=Order.NEWEST)
        self.page.open_conversation(ConversationId(self.services.inbox.ids(view)[0]))
        self.settle()
        assert self.window.act("inbox.reply")
        composer = self.page.composer
        assert composer is not None
        composer.editor.setPlainText(text)
        composer.send()
        self.settle()
        (row,) = self.services.outbox.rows()
        return row

    def deliver(self, seconds: float = 20) -> None:
        """Let time pass and do what is due."""
        self.clock.advance(seconds)
        for rows in self.services.outbox.due().values():
            for outbox_id in rows:
                self.services.outbox.deliver(outbox_id)

    def outbox_words(self) -> str:
        """Return what the outbox page says of the reply."""
        self.window.go("outbox")
        self.window.apply_changes(Changes(outbox=True))
        QApplication.processEvents()
        page = self.window.page("outbox")
        assert isinstance(page, OutboxPage)
        return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())

    def press(self, words: str) -> None:
        page = self.window.page("outbox")
        assert page is not None
        buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
        next(one for one in buttons if one.text().strip() == words).click()
        self.settle()


@pytest.fixture
def demo(
    tmp_path: Path, clock: SetClock, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Demonstration]:
    clock.set(NOW)
    monkeypatch.setattr(DemoConnector, "clock", clock)
    SERVER.reset()
    made = Demonstration(tmp_path / "w", clock, qtbot)
    yield made
    ended(made)
    SERVER.reset()


def fault(name: str) -> None:
    SERVER.faults[KEY] = name


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        ("", OutboxState.SENT, "The platform confirmed it today"),
        ("refuse", OutboxState.REFUSED, "The platform said no. Nothing was published"),
        ("offline", OutboxState.LATER, "No connection to the server. Nothing was lost."),
        ("rate-limited", OutboxState.LATER, "The server asks for a pause. Nothing was lost."),
        ("revoked", OutboxState.LATER, "no longer accepts this account’s access"),
        ("ambiguous-stored", OutboxState.UNKNOWN, "We look whether it arrived at"),
        ("moves-on", OutboxState.MOVED, "1 new message in the thread:"),
        ("edited", OutboxState.MOVED, "The message you answer was edited."),
        ("deleted", OutboxState.MOVED, "The message you answer was deleted by its author."),
    ],
    ids=lambda value: (value or "all well") if isinstance(value, str) and " " not in value else "",
)
def test_the_outbox_says_what_became_of_the_answer(
    demo: Demonstration, name: str, state: OutboxState, said: str
) -> None:
    row = demo.answer()
    fault(name)
    demo.deliver()
    assert demo.services.outbox.row(row.id).state is state
    assert said in demo.outbox_words()


@pytest.mark.parametrize("name", ["offline", "rate-limited", "busy", "ambiguous-lost"])
def test_what_passes_by_itself_ends_well_without_a_person(demo: Demonstration, name: str) -> None:
    row = demo.answer()
    fault(name)
    demo.deliver()
    assert demo.services.outbox.row(row.id).state in (OutboxState.LATER, OutboxState.UNKNOWN)
    fault("")
    for _ in range(10):
        demo.deliver(300)
    assert demo.services.outbox.row(row.id).state is OutboxState.SENT
    assert "Sent" in demo.outbox_words()


@pytest.mark.parametrize(
    ("button", "state"),
    [("Send anyway", OutboxState.SENT), ("Give up", OutboxState.DROPPED)],
    ids=("anyway", "given up"),
)
def test_when_the_thread_moved_on_the_person_decides(
    demo: Demonstration, button: str, state: OutboxState
) -> None:
    row = demo.answer()
    fault("moves-on")
    demo.deliver()
    assert "Stopped: the thread moved on" in demo.outbox_words()
    demo.press(button)
    fault("")
    demo.deliver()
    assert demo.services.outbox.row(row.id).state is state


def test_after_a_revoked_access_the_accounts_page_and_the_status_say_so(
    demo: Demonstration,
) -> None:
    fault("revoked")
    job: Callable[[], object] = lambda: demo.services.sync.poll(demo.account.id)  # noqa: E731
    demo.window.jobs.run("account:test", job, failed=lambda _: None)
    demo.settle()
    demo.window.go("accounts")
    demo.settle()
    page = demo.window.page("accounts")
    assert page is not None
    words = "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
    assert "The server no longer accepts this account’s access." in words
    demo.window.status.show_health(demo.services.accounts.health(), demo.clock.now())
    assert demo.window.status.accounts.text() == "Ormaie: sign in again"
