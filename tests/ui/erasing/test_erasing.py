"""What is known of a person, erasing, and how long things are kept, as somebody at the window does it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.retention import Kept
from cmworkstation.services.workstation import Services
from cmworkstation.ui.erasing.copies_dialog import CopiesDialog
from cmworkstation.ui.erasing.hold_dialog import HoldDialog
from cmworkstation.ui.erasing.person_dialog import PersonDialog
from cmworkstation.ui.erasing.retention_dialog import RetentionDialog
from tests.clocks import SetClock
from tests.ui.composer.conftest import Desk, a_desk
from tests.ui.composer.test_media import a_place
from tests.walking import walked

__all__ = ["a_desk"]


@pytest.fixture
def desk(a_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    return a_desk(a_place(tmp_path / "w", ""))


def person(desk: Desk) -> PersonDialog:
    """Open what is known of whoever wrote the message that the inbox stands at."""
    desk.open("Nadia")
    desk.window.act("erasing.person")
    desk.settle()
    desk.qtbot.waitUntil(lambda: not opened(desk).search._pause.isActive())
    desk.settle()
    return opened(desk)


def opened(desk: Desk) -> PersonDialog:
    return next(one for one in desk.window.findChildren(PersonDialog) if one.isVisible())


def lines(dialog: PersonDialog) -> list[str]:
    return [dialog.facts.item(row).text() for row in range(dialog.facts.count())]


def type_handle(desk: Desk, dialog: PersonDialog) -> None:
    known = dialog._known
    assert known is not None
    desk.qtbot.keyClicks(dialog.handle, known.handle or known.name)


def test_nothing_goes_before_the_box_is_ticked_and_the_handle_typed(desk: Desk) -> None:
    dialog = person(desk)
    assert "message" in lines(dialog)[0]
    assert not dialog.doer.isEnabled()
    dialog.sure.setChecked(True)
    assert not dialog.doer.isEnabled()
    type_handle(desk, dialog)
    assert dialog.doer.isEnabled()
    desk.qtbot.keyClick(dialog.handle, Qt.Key.Key_Backspace)
    assert not dialog.doer.isEnabled()


def test_a_person_is_erased_and_the_inbox_shows_it(desk: Desk) -> None:
    dialog = person(desk)
    dialog.sure.setChecked(True)
    type_handle(desk, dialog)
    known = dialog._known
    assert known is not None
    desk.qtbot.mouseClick(dialog.doer, Qt.MouseButton.LeftButton)
    desk.settle()
    assert any("Erased person 1" in one for one in lines(dialog))
    assert [one.name for one in desk.services.erasures.listed()] == ["Erased person 1"]
    assert desk.services.erasures.people(known.name) == ()


def test_an_open_draft_is_put_away_and_does_not_bring_the_name_back(desk: Desk) -> None:
    desk.answer("Nadia")
    desk.type("Dear Nadia, ")
    dialog = person(desk)
    dialog.sure.setChecked(True)
    type_handle(desk, dialog)
    desk.qtbot.keyClicks(desk.pane.editor, "we")  # typed and not saved yet
    desk.qtbot.mouseClick(dialog.doer, Qt.MouseButton.LeftButton)
    desk.settle()
    desk.page.before_close()
    assert [one.body for one in desk.services.drafts.listed()] == ["Dear Erased person 1, we"]


def test_a_hold_is_given_a_reason_and_then_nothing_can_be_erased(desk: Desk) -> None:
    dialog = person(desk)
    desk.qtbot.mouseClick(dialog.keeper, Qt.MouseButton.LeftButton)
    (hold,) = dialog.findChildren(HoldDialog)
    assert not hold.doer.isEnabled()
    desk.qtbot.keyClicks(hold.why, "Complaint of 3 May")
    desk.qtbot.mouseClick(hold.doer, Qt.MouseButton.LeftButton)
    desk.settle()
    assert any("Complaint of 3 May" in one for one in lines(dialog))
    assert not dialog.handle.isEnabled()


def retention(desk: Desk) -> RetentionDialog:
    desk.window.act("erasing.retention")
    desk.settle()
    return next(one for one in desk.window.findChildren(RetentionDialog) if one.isVisible())


def test_a_tick_makes_a_rule_that_counts_and_another_takes_it_out(desk: Desk) -> None:
    dialog = retention(desk)
    row = dialog.rows[Kept.PUBLIC]
    row.limited.click()
    desk.settle()
    (rule,) = desk.services.retention.rules()
    assert (rule.kind, rule.months, rule.enabled) == (Kept.PUBLIC, 24, False)
    assert row.due.text().startswith("Would go now: 0 conversations")
    row.limited.click()
    desk.settle()
    assert desk.services.retention.rules() == ()


def test_what_a_rule_counted_goes_once_a_person_is_sure_and_a_hold_can_be_ended(desk: Desk) -> None:
    services = desk.services
    home = min(services.inbox.ids(View(status=None)))
    services.erasures.hold_conversation(home, "Complaint of 3 May")  # type: ignore[arg-type]
    dialog = retention(desk)
    desk.qtbot.mouseClick(dialog.ender, Qt.MouseButton.LeftButton)
    desk.settle()
    assert services.erasures.holds()[0].ended_at is not None
    dialog.rows[Kept.COPIES].limited.click()
    dialog.rows[Kept.COPIES].months.setValue(1)
    dialog.rows[Kept.COPIES].months.editingFinished.emit()
    desk.settle()
    assert not dialog.doer.isEnabled()
    dialog.sure.setChecked(True)
    assert dialog.doer.isEnabled() == bool(sum(one.count for one in services.retention.due()))


def advance(services: Services) -> None:
    assert isinstance(services.clock, SetClock)
    services.clock.advance(3600)


def test_backups_from_before_are_kept_until_some_are_chosen_and_the_box_is_ticked(
    desk: Desk,
) -> None:
    services = desk.services
    for _ in range(2):
        advance(services)
        walked(services.backups.make())
    advance(services)
    (one, *_) = services.erasures.people("nadia")
    walked(services.erasures.erase(one.id, Way.ERASE, "Erased person 1"))
    desk.window.act("erasing.copies")
    desk.settle()
    dialog = next(one for one in desk.window.findChildren(CopiesDialog) if one.isVisible())
    assert [box.isChecked() for box in dialog.boxes.values()] == [False, False]
    assert all("1 person erased since" in box.accessibleName() for box in dialog.boxes.values())
    assert not dialog.doer.isEnabled()
    newest, oldest = dialog.boxes
    dialog.boxes[oldest].setChecked(True)
    assert not dialog.doer.isEnabled()
    dialog.sure.setChecked(True)
    desk.qtbot.mouseClick(dialog.doer, Qt.MouseButton.LeftButton)
    desk.settle()
    assert list(dialog.boxes) == [newest]
    assert "1 backup deleted" in dialog.said.text()
    assert "A new one was made first." in dialog.said.text()
    assert not oldest.exists()
    assert not dialog.sure.isChecked()
    dialog.reject()
    assert newest.exists()
