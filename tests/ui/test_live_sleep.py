"""F13: the machine sleeps, or somebody sets its clock, while the window is open."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from cmworkstation.app import build_window
from cmworkstation.domain.ids import AccountId
from cmworkstation.services.schedule import WAKE_WITHIN_S
from cmworkstation.ui.live import Live
from cmworkstation.ui.preferences import Preferences
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World

pytestmark = pytest.mark.fault("F13")
ACCOUNTS = 12


class Machine:
    """A window with accounts at their usual rhythm; counts who is read in each second."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, qtbot: Any) -> None:
        self.clock = SetClock(START)
        self.world = World(folder, self.clock)
        services = self.world.services
        for n in range(ACCOUNTS):
            self.world.add_account(f"a{n}")
        self.window = build_window(services, Preferences(volatile=True), theme="light")
        self.window.jobs.release()  # as once it was painted
        self.live = Live(self.window, services, self.window.jobs)
        self.read: list[tuple[float, AccountId]] = []
        patch.setattr(self.live, "_run", self._note)
        self.live.start()
        self.live._timer.stop()
        self.qtbot = qtbot
        self.pass_seconds(200)
        self.read.clear()

    def _note(self, account_id: AccountId, _: object) -> None:
        self.read.append((self.clock.monotonic(), account_id))
        self.world.services.schedule.succeeded(account_id)

    def pass_seconds(self, count: int) -> None:
        for _ in range(count):
            self.clock.advance(1)
            self.live._pulse()

    def all_soon_and_not_at_once(self) -> bool:
        self.pass_seconds(int(WAKE_WITHIN_S) + 2)
        by_second = Counter(at for at, _ in self.read)
        return {one for _, one in self.read} == set(self.world.services.schedule._rhythms) and max(
            by_second.values()
        ) <= ACCOUNTS // 2


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any, app: QApplication
) -> Iterator[Machine]:
    made = Machine(tmp_path / "w", monkeypatch, qtbot)
    yield made
    qtbot.waitUntil(lambda: not made.window.jobs.busy(), timeout=10_000)
    made.window.close()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.world.services.close()


def test_after_a_sleep_in_which_the_running_clock_stood_still(machine: Machine) -> None:
    machine.clock.set(machine.clock.now() + timedelta(hours=8))  # Linux and macOS
    assert machine.all_soon_and_not_at_once()


def test_after_a_sleep_in_which_both_clocks_ran_on(machine: Machine) -> None:
    machine.clock.advance(hours=8)  # Windows: everything is overdue at once
    assert machine.all_soon_and_not_at_once()


def test_after_the_clock_was_set_five_years_ahead(machine: Machine) -> None:
    machine.clock.set(machine.clock.now() + timedelta(days=5 * 365))
    assert machine.all_soon_and_not_at_once()


@pytest.mark.parametrize("to", [START - timedelta(days=1), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_clock_set_back_changes_no_rhythm(machine: Machine, to: datetime) -> None:
    machine.clock.set(to)
    machine.pass_seconds(100)
    counts = Counter(one for _, one in machine.read)
    assert len(counts) == ACCOUNTS
    assert max(counts.values()) <= 2, "every account has its minute, and no more"


def test_a_pause_that_a_server_asked_for_outlasts_a_sleep(machine: Machine) -> None:
    schedule = machine.world.services.schedule
    asked = next(iter(schedule._rhythms))
    schedule.failed(asked, 600)
    machine.clock.set(machine.clock.now() + timedelta(hours=8))
    machine.pass_seconds(60)
    assert asked not in {one for _, one in machine.read}
    machine.pass_seconds(600)
    assert asked in {one for _, one in machine.read}


def test_a_busy_second_is_no_sleep(machine: Machine) -> None:
    before = {
        one: rhythm.next_at for one, rhythm in machine.world.services.schedule._rhythms.items()
    }
    machine.clock.advance(20)
    machine.live._notice_sleep()
    after = {
        one: rhythm.next_at for one, rhythm in machine.world.services.schedule._rhythms.items()
    }
    assert before == after
