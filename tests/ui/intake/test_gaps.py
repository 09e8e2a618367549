"""The gaps of all accounts on the intake page: listed in words, filled on demand, stopped, and how far back it goes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from cmworkstation.domain.account import Account, Idempotency
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.gap import GapState
from cmworkstation.ui.accounts.history import HistoryDialog
from cmworkstation.ui.intake.gaps_pane import GapsPane
from cmworkstation.ui.intake.lines import LINE
from cmworkstation.ui.intake.phrases import Line
from tests.clocks import SetClock
from tests.services.archive import START, ArchiveConnector, archived, minutes, read
from tests.services.conftest import World
from tests.ui.inbox.conftest import Scene, ended


class Gaps(Scene):
    """The window at the gaps, over a platform that can be asked for an interval."""

    def __init__(self, folder: Path, qtbot: Any) -> None:
        ArchiveConnector.reset()
        self.world = World(folder, SetClock(START), Idempotency.RECONCILE)
        self.world.kind = ArchiveConnector
        self.world.server.write("q0", "Ouvert lundi ?")
        self.account: Account = self.world.add_account("mairie")
        read(self.world, self.account)
        super().__init__(self.world.services, qtbot)

    def three_days_away(self) -> None:
        """Nothing is read for three days, in which somebody wrote."""
        self.world.clock.set(START + timedelta(days=3))
        archived(self.world, name="lost", text="Et le dimanche ?", minutes=minutes(days=1))
        read(self.world, self.account)

    @property
    def pane(self) -> GapsPane:
        page = self.window.page("intake")
        assert page is not None
        return page.gaps  # type: ignore[attr-defined, no-any-return]

    def go(self) -> None:
        self.window.act("intake.gaps")
        self.window.apply_changes(Changes(readings=True))
        self.settle()

    def lines(self) -> list[Line]:
        view = self.pane.list
        return [view.lines.index(n).data(LINE) for n in range(view.lines.rowCount())]

    def words(self) -> str:
        return "\n".join(one.text() for one in self.pane.findChildren(QLabel) if one.isVisible())

    def buttons(self) -> dict[str, bool]:
        found = self.pane.findChildren(QPushButton)
        return {one.text(): one.isEnabled() for one in found if one.isVisible()}


@pytest.fixture
def scene(qtbot: Any, tmp_path: Path) -> Iterator[Gaps]:
    made = Gaps(tmp_path / "w", qtbot)
    yield made
    ended(made)


def test_without_a_gap_it_says_how_far_back_each_account_reaches(scene: Gaps) -> None:
    scene.go()
    (line,) = scene.lines()
    assert line.title == "mairie"
    assert line.counted.startswith("Read since today 09:00")
    assert scene.buttons() == {"Fill now": False, "Fetch older messages…": True}


def test_a_gap_says_from_when_to_when_why_and_whether_it_is_filled(scene: Gaps) -> None:
    scene.three_days_away()
    scene.go()
    gap, _ = scene.lines()
    assert gap.title == "Tue 1 Sep, 09:00 to today 09:00"
    assert gap.when == "mairie"
    assert gap.trouble.startswith("Not filled yet")
    assert gap.tone == "warn"
    assert gap.counted in scene.words(), "the chosen line is said below the list"


def test_a_gap_is_filled_when_a_person_wants_it(scene: Gaps) -> None:
    scene.three_days_away()
    scene.go()
    assert scene.buttons()["Fill now"]
    assert scene.window.act("intake.fill")
    scene.settle()
    gap, _ = scene.lines()
    assert gap.trouble.startswith("Filled")
    assert gap.tone == "soft"
    assert "Filled" in scene.words()
    assert not scene.buttons()["Fill now"]
    (known,) = scene.services.history.gaps(scene.account.id)
    assert (known.state, known.missing) == (GapState.FILLED, 1)
    scene.window.go("inbox")
    scene.settle()
    assert len(scene.authors()) == 2


def test_only_trouble_leaves_out_what_is_filled(scene: Gaps) -> None:
    scene.three_days_away()
    scene.go()
    scene.window.act("intake.fill")
    scene.settle()
    page = scene.window.page("intake")
    page.trouble.setChecked(True)  # type: ignore[union-attr]
    scene.settle()
    (line,) = scene.lines()
    assert line.title == "mairie", "how far back it goes stays"


def test_filling_can_be_stopped(scene: Gaps, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.three_days_away()
    scene.go()
    scene.pane.fill()
    assert set(scene.buttons()) == {"Stop", "Fetch older messages…"}
    scene.pane.stop()
    assert "Stopped; what came stays." in scene.words()
    scene.settle()
    assert "Fill now" in scene.buttons()


def test_older_messages_are_fetched_from_here(scene: Gaps) -> None:
    scene.go()
    assert scene.window.act("intake.older")
    (dialog,) = scene.window.findChildren(HistoryDialog)
    assert dialog.isVisible()
    dialog.close()
