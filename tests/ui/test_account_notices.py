"""What is said of accounts that cannot be read: which account it is, once per cause, and no longer than it lasts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation import i18n
from cmworkstation.domain.account import Account, Idempotency, TokenState
from cmworkstation.domain.errors import (
    NotSignedIn,
    Offline,
    RateLimited,
    ServerTrouble,
    Untrusted,
    WorkstationError,
)
from cmworkstation.store.accounts import set_state
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.live import Live
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.ui.inbox.conftest import Scene, ended


class Two(Scene):
    """The window over two accounts on one server."""

    def __init__(self, folder: Path, qtbot: Any) -> None:
        self.world = World(folder, SetClock(START), Idempotency.RECONCILE)
        self.first: Account = self.world.add_account("Mairie")
        self.second: Account = self.world.add_account("Piscine")
        for one in (self.first, self.second):
            self.world.poll(one)
        super().__init__(self.world.services, qtbot)
        self.live = Live(self.window, self.services, self.window.jobs)

    def fails(self, account: Account, error: WorkstationError) -> None:
        """Read an account as the pulse does, with this end."""
        state = TokenState.DEAD if isinstance(error, NotSignedIn) else TokenState.TROUBLE
        with self.services.workspace.write() as connection:
            set_state(connection, account.id, state, type(error).__name__)
        self.live._read(account.id, error)
        self.settle()

    def works(self, account: Account) -> None:
        self.world.poll(account)
        self.live._read(account.id, None)
        self.settle()

    def bars(self) -> list[str]:
        return [bar.accessibleName() for _, bar in self.window._bars]


@pytest.fixture
def two(qtbot: Any, tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path / "w", qtbot)
    yield made
    ended(made)


def test_access_that_ended_names_the_account_and_its_button_signs_in_there(two: Two) -> None:
    two.fails(two.second, NotSignedIn())
    (said,) = two.bars()
    assert said.startswith("The server no longer accepts the access of “Piscine”.")
    two.window.go("accounts")
    asked: list[object] = []
    two.window.register("accounts", {"sign_in": asked.append})
    two.window.go("inbox")
    (_, bar) = two.window._bars[0]
    (button,) = [
        one for one in bar.findChildren(QPushButton) if one.text().startswith("Sign in again")
    ]
    button.click()
    assert asked == [two.second.id]
    assert two.window.current_key() == "accounts"


def test_it_is_said_once_and_goes_when_the_account_is_read_again(two: Two) -> None:
    for _ in range(3):
        two.fails(two.second, NotSignedIn())
    assert len(two.bars()) == 1
    assert "×" not in two.bars()[0]
    two.fails(two.first, NotSignedIn())
    assert len(two.bars()) == 2, "each access is a cause of its own"
    two.works(two.second)
    (left,) = two.bars()
    assert "“Mairie”" in left


def test_a_server_that_is_silent_for_an_hour_is_one_cause_for_all_its_accounts(two: Two) -> None:
    two.fails(two.first, ServerTrouble())
    assert two.bars() == []
    two.world.clock.advance(hours=1, minutes=1)
    two.fails(two.first, ServerTrouble())
    (said,) = two.bars()
    assert said.startswith("“Mairie” cannot be read since today 09:00")
    two.fails(two.second, ServerTrouble())
    (said,) = two.bars()
    assert said.startswith("“Mairie”, “Piscine” cannot be read since today 09:00")
    two.works(two.first)
    (said,) = two.bars()
    assert said.startswith("“Piscine” cannot be read")
    two.works(two.second)
    assert two.bars() == []


def test_a_certificate_that_is_not_trusted_is_said_at_once(two: Two) -> None:
    two.fails(two.second, Untrusted("expired", host="pretend.example"))
    (said,) = two.bars()
    assert said.startswith("Piscine: The server’s certificate is not trusted.")
    two.works(two.second)
    assert two.bars() == []


@pytest.mark.parametrize("error", [Offline(), RateLimited()], ids=lambda one: type(one).__name__)
def test_no_network_and_a_pause_are_no_notice(two: Two, error: WorkstationError) -> None:
    two.world.clock.advance(hours=5)
    two.fails(two.first, error)
    assert two.bars() == []


def test_whatever_fails_on_an_accounts_lane_names_it(two: Two) -> None:
    def look() -> None:
        raise NotSignedIn

    def busy() -> None:
        raise ServerTrouble

    two.window.jobs.run(account_lane(two.second.id), look)
    two.settle()
    assert "“Piscine”" in two.bars()[0]
    two.window.jobs.run(account_lane(two.first.id), busy)
    two.settle()
    assert two.window.status._said.text().startswith("Mairie: The server answers")


def test_the_account_is_named_in_french_too(two: Two) -> None:
    i18n.use_language("fr")
    try:
        two.fails(two.second, NotSignedIn())
        (said,) = two.bars()
        assert "« Piscine »" in said.replace("\u00a0", " ")
    finally:
        i18n.use_language("en")
