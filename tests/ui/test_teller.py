"""Notifications: off at first, a number and no words, and seldom. Preferences of the work itself."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.notification import PAUSE_S, Content, Digest, Kind, Quiet, Wishes
from cmworkstation.services.answers import SIGNER
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.page import Page, PageSpec
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.preferences_dialog import PreferencesDialog
from cmworkstation.ui.teller import WISHED, Teller, keep, wishes
from cmworkstation.words import notifications as words
from tests.clocks import SetClock
from tests.services.conftest import World


class Empty(Page):
    """A page with nothing on it."""


@pytest.fixture
def window(qtbot: Any, tmp_path: Path, clock: SetClock):
    world = World(tmp_path / "w", clock)
    made = MainWindow(
        world.services,
        (PageSpec("inbox", "Inbox", "inbox", Empty),),
        JobRunner(),
        Preferences(volatile=True),
    )
    qtbot.addWidget(made)
    yield made
    made.close()
    world.services.close()
    QApplication.processEvents()


@pytest.fixture
def told(window: MainWindow, clock: SetClock, monkeypatch: pytest.MonkeyPatch):
    teller = Teller(window, clock)
    said: list[str] = []
    monkeypatch.setattr(teller, "say", said.append)
    return teller, said


def test_nothing_is_told_unless_wished(told) -> None:
    teller, said = told
    teller.heard(Changes(new_messages=3))
    assert said == []


def test_a_number_and_no_words_and_not_again_for_five_minutes(
    told, window: MainWindow, clock: SetClock
) -> None:
    teller, said = told
    window.preferences.set_flag(WISHED, value=True)
    teller.heard(Changes(new_messages=1))
    teller.heard(Changes(new_messages=2))
    teller.heard(Changes(new_messages=4))
    assert said == ["1 new message"]
    clock.advance(PAUSE_S)
    teller.heard(Changes(new_messages=1))
    assert said[1:] == ["7 new messages"]


def test_nothing_is_told_while_the_person_looks(
    told, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller, said = told
    window.preferences.set_flag(WISHED, value=True)
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    teller.heard(Changes(new_messages=3))
    assert said == []


def test_what_comes_in_quiet_hours_is_told_once_after_them(
    told, window: MainWindow, clock: SetClock
) -> None:
    teller, said = told
    now = clock.now().astimezone()
    ends = (now + timedelta(hours=2)).time().replace(second=0, microsecond=0)
    keep(window.preferences, Wishes(on=True, quiet=Quiet(now.time().replace(second=0), ends)))
    for _ in range(100):
        teller.heard(Changes(new_messages=1))
        clock.advance(60)
    assert said == []
    for _ in range(60):
        teller.pulse()
        clock.advance(60)
    assert said == ["100 new messages"]


def test_what_a_rule_asks_for_is_told_as_its_own(told, window: MainWindow) -> None:
    teller, said = told
    keep(window.preferences, Wishes(on=True))
    teller.heard(Changes(frozenset({1, 2}), new_messages=3, alerts=frozenset({2})))
    assert said == ["2 new messages · 1 message by your rules"]


def test_a_hand_over_is_told_with_its_word_where_that_is_wished_for(
    told, window: MainWindow
) -> None:
    assert words.digest(Digest(((Kind.HANDED, 2),))) == "2 hand-overs to you"
    assert words.digest(Digest(((Kind.HANDED, 1),), "Ada")) == "Ada handed you something"
    alone = Digest(((Kind.HANDED, 1),), "Ada", "you know <b>the</b> fair")
    assert words.digest(alone) == "Ada: “you know ‹b›the‹/b› fair”"


def test_of_what_needs_somebody_only_more_than_before_is_told(told, window: MainWindow) -> None:
    teller, said = told
    keep(window.preferences, Wishes(on=True))
    for n in (3, 3, 2, 4):
        teller.counted(Kind.FAILED, n)
    assert said == ["2 replies need somebody"]


def test_whoever_shares_a_screen_hides_what_notifications_say(window: MainWindow) -> None:
    keep(window.preferences, Wishes(on=True, content=Content.WORDS))
    window.act("app.share_screen")
    assert wishes(window.preferences).shown is Content.NUMBER
    window.act("app.share_screen")
    assert wishes(window.preferences).shown is Content.WORDS


def test_preferences_of_the_work_are_kept(window: MainWindow, qtbot: Any) -> None:
    dialog = PreferencesDialog(window)
    dialog.signer.setText(" Lou Garnier ")
    dialog.hold.setCurrentIndex(dialog.hold.findData("30"))
    dialog.told.on.setChecked(True)
    dialog.told.kinds[Kind.DUE].setChecked(False)
    dialog.told.quiet.setChecked(True)
    dialog.told.days[6].setChecked(True)
    dialog.accept()
    settings = window.services.settings  # type: ignore[attr-defined]
    assert settings.value(SIGNER) == "Lou Garnier"
    assert settings.hold_seconds() == 30
    kept = wishes(window.preferences)
    assert kept.on
    assert kept.kinds == set(Kind) - {Kind.DUE}
    assert kept.quiet == Quiet(time(19), time(8), frozenset({6}))
