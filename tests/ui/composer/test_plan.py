"""Planning a reply in the composer."""

from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.slot import IfMissed
from cmworkstation.ui.composer.plan_dialog import PlanDialog


def the_dialog(scene: Any) -> PlanDialog:
    scene.window.act("composer.plan")
    scene.settle()
    found: PlanDialog
    (found,) = scene.window.findChildren(PlanDialog)
    return found


def press(dialog: PlanDialog, words: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text() == words).click()


def test_a_reply_is_planned_for_tomorrow_and_leaves_by_the_ordinary_button(desk):
    desk.answer()
    desk.type("Thank you, we will look.")
    dialog = the_dialog(desk)
    press(dialog, "Tomorrow morning")
    assert "It leaves tomorrow 09:00" in dialog.said.text()
    dialog.policy.setCurrentIndex(dialog.policy.findData("drop"))
    dialog.accept()
    desk.settle()
    assert "It leaves tomorrow 09:00" in desk.why()
    desk.send_button().click()
    desk.settle()
    (row,) = desk.services.outbox.rows()
    assert row.state is OutboxState.HELD
    assert row.slot is not None
    assert row.slot.if_missed is IfMissed.DROP
    assert row.hold_until == row.slot.at
    assert any(
        "Planned: it leaves tomorrow" in bar.accessibleName() for _, bar in desk.window._bars
    )


def test_one_press_lets_it_leave_at_once_again(desk):
    desk.answer()
    desk.type("Thank you, we will look.")
    the_dialog(desk).accept()
    desk.settle()
    assert desk.pane.draft().slot is not None
    desk.pane.foot.plan.drop.click()
    assert desk.pane.draft().slot is None
    assert "leaves" not in desk.why()


def test_a_time_that_has_passed_cannot_be_chosen(desk):
    desk.answer()
    desk.type("Thank you.")
    dialog = the_dialog(desk)
    dialog._show(dialog._here() - timedelta(hours=1))
    assert not dialog.plan.isEnabled()
    assert "has passed" in dialog.said.text()


def test_another_zone_says_both_times(desk):
    desk.answer()
    desk.type("Thank you.")
    dialog = the_dialog(desk)
    dialog.zone.setCurrentIndex(dialog.zone.findData("Pacific/Noumea"))
    press(dialog, "Tomorrow morning")
    assert "09:00 in Noumea (Pacific)" in dialog.said.text()


def test_the_same_words_at_another_time_are_told(desk):
    desk.answer()
    desk.type("We open at ten o clock on every day of the week but Monday.")
    the_dialog(desk).accept()
    desk.settle()
    desk.send_button().click()
    desk.settle()
    desk.answer("Paul")
    desk.type("We open at ten o clock on every day of the week but Monday.")
    dialog = the_dialog(desk)
    desk.settle()
    assert "Says much the same" in dialog.crowd.text()
