"""Notifications: off at first, a number and no words, and seldom. Preferences of the work itself."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import Changes
from cmworkstation.services.answers import SIGNER
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.page import Page, PageSpec
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.preferences_dialog import PreferencesDialog
from cmworkstation.ui.teller import PAUSE_S, WISHED, Teller
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


def test_preferences_of_the_work_are_kept(window: MainWindow, qtbot: Any) -> None:
    dialog = PreferencesDialog(window)
    dialog.signer.setText(" Lou Garnier ")
    dialog.hold.setCurrentIndex(dialog.hold.findData("30"))
    dialog.desktop.setChecked(True)
    dialog.accept()
    settings = window.services.settings  # type: ignore[attr-defined]
    assert settings.value(SIGNER) == "Lou Garnier"
    assert settings.hold_seconds() == 30
    assert window.preferences.flag(WISHED, default=False)
