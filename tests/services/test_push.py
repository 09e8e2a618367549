"""Listeners: an account is read when its server calls, and nothing stays behind."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Account
from cmworkstation.services import push
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.connectors.fake_mail import PASSWORD, US, FakeMail, serving

WITHIN_S = 20.0


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let listeners notice at once that they are no longer wanted, and begin again without a long wait."""
    monkeypatch.setattr("cmworkstation.sdk.imap_line.PULSE_S", 0.02)
    monkeypatch.setattr(push, "FIRST_WAIT_S", 0.02)


@pytest.fixture
def server() -> Iterator[FakeMail]:
    with serving(FakeMail()) as fake:
        yield fake


@pytest.fixture
def services(tmp_path: Path, server: FakeMail) -> Iterator[Services]:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    made = open_services(tmp_path / "w", connectors.loaders(), vault=vault)
    yield made
    made.close()


@pytest.fixture
def account(services: Services, server: FakeMail) -> Account:
    typed = f"{US} localhost:{server.imap_port} localhost:{server.smtp_port}"
    found = services.signin.find("mail", typed)
    signed = services.signin.finish("mail", found, None, {"user": US, "password": PASSWORD})
    return services.signin.add(signed)[0]


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + WITHIN_S
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def listeners() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("push:")]


def read(services: Services, account: Account) -> None:
    services.schedule.due()
    for _ in services.sync.poll(account.id):
        pass


def test_a_call_has_the_account_read_at_once(
    services: Services, account: Account, server: FakeMail
):
    read(services, account)
    services.push.keep_up()
    assert until(lambda: "IDLE" in server.said)
    read(services, account)  # what came before anybody listened
    assert services.schedule.due() == []
    server.receive("Bonjour")
    assert until(lambda: services.schedule.due() == [account.id])


def test_one_listener_is_enough(services: Services, account: Account, server: FakeMail):
    services.push.keep_up()
    services.push.keep_up()
    assert until(lambda: "IDLE" in server.said)
    assert listeners() == [f"push:{account.id}"]


def test_nobody_listens_for_an_account_that_is_paused_or_removed(
    services: Services, account: Account, server: FakeMail
):
    services.push.keep_up()
    assert until(lambda: "IDLE" in server.said)
    services.accounts.pause(account.id, paused=True)
    services.push.keep_up()
    assert until(lambda: listeners() == [])


def test_a_server_that_cannot_call_is_left_to_its_rhythm(
    services: Services, account: Account, server: FakeMail
):
    server.can = ""
    services.push.keep_up()
    assert until(lambda: listeners() == [])
    asked = len(server.said)
    services.push.keep_up()
    assert until(lambda: listeners() == [])
    assert len(server.said) == asked


def test_a_listener_whose_line_broke_begins_again(
    services: Services, account: Account, server: FakeMail
):
    services.push.keep_up()
    assert until(lambda: server.said.count("IDLE") == 1)
    services.platforms.forget(account.id)
    assert until(lambda: server.said.count("IDLE") > 1)


def test_closing_ends_every_listener(services: Services, account: Account, server: FakeMail):
    services.push.keep_up()
    assert until(lambda: "IDLE" in server.said)
    services.push.close()
    assert until(lambda: listeners() == [])
    services.push.keep_up()
    assert listeners() == []


def test_another_choice_of_folders_is_listened_to(
    services: Services, account: Account, server: FakeMail
):
    services.push.keep_up()
    assert until(lambda: "IDLE" in server.said)
    server.said.clear()
    services.accounts.choose_folders(account.id, ["Projets & co"])
    assert until(lambda: "IDLE" in server.said)
    assert 'EXAMINE "Projets &- co"' in server.said
