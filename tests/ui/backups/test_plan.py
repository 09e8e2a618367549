"""The plan of the backups in the window, and an encrypted backup that is tried and restored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from PySide6.QtCore import Qt

from cmworkstation.domain.backup import Every, Keep
from cmworkstation.domain.conversation import View
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import sealed
from cmworkstation.ui.backups.dialog import BackupsDialog
from cmworkstation.ui.backups.keeper import FIRST_S, LOOK_S, Keeper
from cmworkstation.ui.backups.plan_dialog import PlanDialog
from cmworkstation.ui.backups.restore_wizard import CHANGES, READY, SECRET, RestoreWizard
from tests.builders_workspace import a_town
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, ended


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(a_town(tmp_path / "w"), qtbot)
    scene.services.settings.put("device", "this one")
    yield scene
    ended(scene)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let any passphrase lock with this key: what makes a passphrase slow is tested elsewhere."""
    own = pyrage.x25519.Identity.generate()
    lock = sealed.Lock((str(own.to_public()),))
    monkeypatch.setattr(sealed, "lock", lambda words, others=(): lock)
    return str(own)


def the_plan(town: Scene) -> PlanDialog:
    town.window.act("workspace.plan")
    dialog: PlanDialog = town.window.findChildren(PlanDialog)[-1]
    return dialog


def test_the_plan_is_changed_and_said(town: Scene, tmp_path: Path):
    dialog = the_plan(town)
    dialog.every.setCurrentIndex(list(Every).index(Every.WEEK))
    dialog.keep.setCurrentIndex(list(Keep).index(Keep.MANY))
    dialog.use_second(str(tmp_path / "usb"))
    dialog.save.click()
    town.settle()
    plan = town.services.backups.plan()
    assert (plan.every, plan.keep, plan.second) == (Every.WEEK, Keep.MANY, tmp_path / "usb")
    town.window.act("workspace.backups")
    (copies,) = town.window.findChildren(BackupsDialog)
    assert "every week" in copies._planned.text()
    assert "30 days" in copies._planned.text()
    assert "no backup there yet" in copies._second.text()
    copies.now.click()
    town.settle()
    assert "last backup there today" in copies._second.text()
    (tmp_path / "usb").rename(tmp_path / "away")
    copies._look()
    assert "is not there" in copies._second.text()
    copies.close()


def test_a_disk_that_is_back_is_caught_up_by_itself(town: Scene, tmp_path: Path):
    services, clock = town.services, town.services.clock
    assert isinstance(clock, SetClock)
    services.backups.change(Every.DAY, Keep.USUAL, tmp_path / "usb")
    (tmp_path / "usb").rename(tmp_path / "away")
    keeper = Keeper(town.window, services, town.window.jobs)
    clock.advance(FIRST_S)
    keeper.pulse()
    town.settle()
    assert len(services.backups.listed()) == 1
    assert town.window._bars == [], "nobody is bothered about a disk that may be away"
    (tmp_path / "away").rename(tmp_path / "usb")
    clock.advance(LOOK_S)
    keeper.pulse()
    town.settle()
    assert len(list((tmp_path / "usb").glob("*.db"))) == 1


def test_a_passphrase_is_typed_twice_and_forgotten_by_the_window(town: Scene, key: str):
    dialog = the_plan(town)
    assert not dialog.passphrase.isEnabled()
    dialog.sealed.setChecked(True)
    town.qtbot.keyClicks(dialog.passphrase, "four horses")
    dialog.save.click()
    assert "differ" in dialog._trouble.text()
    town.qtbot.keyClicks(dialog.again, "four horses")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.save.click()
    town.settle()
    assert town.services.backups.plan().sealed
    assert [field.text() for field in (dialog.passphrase, dialog.again)] == ["", ""]


def test_no_passphrase_and_no_key_encrypts_nothing(town: Scene):
    dialog = the_plan(town)
    dialog.sealed.setChecked(True)
    dialog.save.click()
    town.settle()
    assert "Type a passphrase twice" in dialog._trouble.text()
    dialog.keys.setPlainText("age1nothing")
    dialog.save.click()
    town.settle()
    assert "no public key" in dialog._trouble.text()
    assert not town.services.backups.plan().sealed
    dialog.reject()


def test_an_encrypted_copy_is_tried_with_what_opens_it(town: Scene, key: str):
    town.services.backups.encrypt("x")
    town.window.act("workspace.backups")
    (dialog,) = town.window.findChildren(BackupsDialog)
    dialog.now.click()
    town.settle()
    assert "encrypted" in dialog.copies.item(0).text()
    dialog.trial.click()
    assert not dialog.secret.isHidden()
    town.qtbot.keyClicks(dialog.secret.field, "wrong")
    dialog.trial.click()
    town.settle()
    assert "does not open the backup" in dialog._said.text()
    dialog.secret.field.setText(key)
    dialog.trial.click()
    town.settle()
    assert "16 messages in 6 conversations, all found" in dialog._trial.text()
    assert dialog.secret.text() == ""
    dialog.close()


def test_the_restore_asks_what_opens_an_encrypted_copy(town: Scene, key: str):
    town.services.backups.encrypt("x")
    for _ in town.services.backups.make():
        pass
    services = town.services
    wizard = RestoreWizard(
        Rescue(services.folder), town.window.jobs, services.clock.now, town.window
    )
    wizard.open()
    wizard.forward()
    assert wizard._steps.currentIndex() == SECRET
    wizard.forward()
    town.settle()
    assert "does not open the backup" in wizard._trouble.text()
    wizard.secret.field.setText(key)
    wizard.forward()
    town.settle()
    assert wizard._steps.currentIndex() == CHANGES
    wizard.forward()
    town.settle()
    assert wizard._steps.currentIndex() == READY
    assert wizard.secret.text() == ""
    before = list(services.inbox.ids(View(status=None)))
    with town.qtbot.waitSignal(town.window.reopen_wanted, timeout=5000):
        wizard.ready.connect(town.window.reopen_wanted)
        wizard.forward()
    assert before
    assert not list(services.folder.glob("workspace.opened*"))


def test_whoever_turns_back_leaves_nothing_that_was_opened(town: Scene, key: str):
    town.services.backups.encrypt("x")
    for _ in town.services.backups.make():
        pass
    services = town.services
    wizard = RestoreWizard(
        Rescue(services.folder), town.window.jobs, services.clock.now, town.window
    )
    wizard.open()
    wizard.forward()
    wizard.secret.field.setText(key)
    wizard.forward()
    town.settle()
    assert list(services.folder.glob("workspace.opened.db"))
    wizard.reject()
    town.settle()
    assert not list(services.folder.glob("workspace.opened.db"))


def test_a_restore_is_tried_by_itself_once_a_month(town: Scene):
    services, clock = town.services, town.services.clock
    assert isinstance(clock, SetClock)
    keeper = Keeper(town.window, services, town.window.jobs)
    for _ in range(2):  # a copy, then the trial
        clock.advance(FIRST_S + LOOK_S)
        keeper.pulse()
        town.settle()
    first = services.backups.rehearsal()
    assert first is not None
    assert (first.well, first.messages) == (True, 16)
    assert not services.backups.trial_is_due()
    clock.advance(days=31)
    assert services.backups.trial_is_due()
