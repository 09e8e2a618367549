"""A workspace with one account on the pretend platform."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, Idempotency
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector, PretendServer


class World:
    """One workstation, one account, one pretend server."""

    def __init__(
        self, folder: Path, clock: SetClock, idempotency: Idempotency = Idempotency.RECONCILE
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.server = PretendServer(clock, idempotency)
        PretendConnector.server = self.server
        self.kind: type[PretendConnector] = (
            PretendConnector  # a test may put a worse one in its place
        )
        self.vault = Vault(memory_only=True)
        self.vault.use_session_memory()
        self.services: Services = self.open()

    def open(self) -> Services:
        self.services = open_services(
            self.folder, {"pretend": lambda: self.kind}, vault=self.vault, clock=self.clock
        )
        return self.services

    def add_account(self, name: str = "") -> Account:
        found = self.services.signin.find("pretend", "pretend.example")
        signed = self.services.signin.finish("pretend", found, None, {})
        if name:
            signed = replace(signed, identity=replace(signed.identity, handle=f"@{name}"))
        return self.services.signin.add(signed, name=name)[0]

    def poll(self, account: Account) -> None:
        for _ in self.services.sync.poll(account.id):
            pass

    def restart(self) -> Services:
        """End without a word, as a crash would, and start again."""
        self.services.workspace.close()
        return self.open()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def world(tmp_path: Path, clock: SetClock):
    made = World(tmp_path / "w", clock)
    yield made
    assert made.services.inbox.recount() == []
    assert made.services.journal.verify().problems == ()
    made.services.close()
