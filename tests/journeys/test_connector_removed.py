"""A connector that is no longer installed takes nothing away: its history is read, its queue waits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from cmworkstation import connectors
from cmworkstation.domain.conversation import Changes, Order, Status, View
from cmworkstation.domain.errors import PlatformMissing
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services import exchange
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, ended
from tests.walking import walked

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KEY = "ormaie-mastodon"


class Machine:
    """A computer whose connectors come and go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock(NOW)
        self.vault = Vault(memory_only=True)

    def start(self, loaders: Mapping[str, Callable[[], Any]]) -> Services:
        return open_services(self.folder, loaders, vault=self.vault, clock=self.clock)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A workspace with the messages of one account and a reply in its queue."""
    made = Machine(tmp_path / "w")
    services = made.start(connectors.loaders())
    found = services.signin.find("demo", KEY)
    found = replace(found, settings={**found.settings, "account": KEY, "now": NOW.isoformat()})
    account, _ = services.signin.add(services.signin.finish("demo", found, None, {}), name="Ormaie")
    for _ in services.sync.poll(account.id):
        pass
    waiting = services.inbox.ids(View(status=Status.WAITING_US, order=Order.NEWEST))
    draft = services.drafts.begin(ConversationId(waiting[0]))
    services.outbox.queue(replace(draft, body="Bonjour, oui, bien sûr."), hold_s=0)
    services.close()
    return made


def test_search_finds_what_it_brought_and_its_threads_are_read(machine: Machine) -> None:
    services = machine.start({})
    everything = services.inbox.ids(View())
    assert everything
    for id_ in everything:
        thread = services.inbox.thread(ConversationId(id_))
        word = max(thread.entries[0].message.text.split(), key=len)
        assert services.inbox.search(f'"{word}"')
    services.close()


def test_its_account_says_so_and_the_queue_waits_until_it_is_back(machine: Machine) -> None:
    services = machine.start({})
    (account,) = services.accounts.listed()
    with pytest.raises(PlatformMissing):
        list(services.sync.poll(account.id))
    (row,) = services.outbox.rows()
    services.outbox.deliver(row.id)
    assert services.outbox.row(row.id).state in (OutboxState.QUEUED, OutboxState.LATER)
    services.close()

    machine.clock.advance(3600)
    services = machine.start(connectors.loaders())
    services.outbox.deliver(row.id)
    assert services.outbox.row(row.id).state is OutboxState.SENT
    services.close()


def test_the_window_tells_what_is_missing_and_what_is_safe(machine: Machine, qtbot: Any) -> None:
    services = machine.start({})
    (account,) = services.accounts.listed()
    with pytest.raises(PlatformMissing):
        list(services.sync.poll(account.id))
    scene = Scene(services, qtbot)
    scene.window.go("accounts")
    scene.window.apply_changes(Changes(accounts=True))
    scene.settle()
    page = scene.window.page("accounts")
    assert page is not None
    said = " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
    assert "connector of this platform is not installed here" in said
    assert scene.authors()
    QApplication.processEvents()
    ended(scene)


def test_what_waits_is_posted_by_hand_and_what_is_there_is_exported(
    machine: Machine, tmp_path: Path
) -> None:
    services = machine.start({})
    (row,) = services.outbox.rows()
    (account,) = services.accounts.listed()
    assert services.by_hand.offered(account)
    services.outbox.deliver(row.id)
    assert services.outbox.row(row.id).state is OutboxState.LATER
    services.by_hand.take(row.id)
    assert services.by_hand.hand_out(row.id).row.body == "Bonjour, oui, bien sûr."
    services.by_hand.posted(row.id, "https://social.example/@ormaie/77")
    assert services.outbox.row(row.id).state is OutboxState.SENT
    thread = services.inbox.thread(row.conversation_id)
    assert thread.entries[-1].message.text == "Bonjour, oui, bien sûr."
    other = services.inbox.ids(View(status=Status.WAITING_US, order=Order.NEWEST))[0]
    begun, _ = services.by_hand.begin(
        replace(services.drafts.begin(ConversationId(other)), body="Oui, à demain.")
    )
    assert services.proof.dossier(begun.id).state == "by-hand"
    counted = walked(exchange.export(services.workspace, tmp_path / "all.zip"))
    assert counted["message"] == len(list(_messages(services)))
    services.close()

    machine.clock.advance(3600)
    services = machine.start(connectors.loaders())
    for due in services.outbox.due().values():
        assert begun.id not in due
        assert row.id not in due
    services.close()


def _messages(services: Services) -> Iterator[str]:
    for id_ in services.inbox.ids(View(status=None)):
        for entry in services.inbox.thread(ConversationId(id_)).entries:
            yield entry.message.remote_id
