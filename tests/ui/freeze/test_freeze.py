"""The freeze in the window: one key, a band above every page, and a decision about each thing that was held back."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from cmworkstation.domain.freeze import Decision
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.domain.slot import Slot
from cmworkstation.ui import theme
from cmworkstation.ui.freeze.band import EXERCISE, FROZEN, FreezeBand
from cmworkstation.ui.freeze.dialog import ReasonDialog, ScopeDialog
from cmworkstation.ui.freeze.page import LOW, ThawPage
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.live import Live
from cmworkstation.ui.state_bands import StateBand
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]


@pytest.fixture
def town(a_scene: Callable[..., Scene]) -> Scene:
    made = a_scene()
    FreezeBand(made.window, made.services).look()
    return made


def queued(scene: Scene, body: str = "From nine on.", slot: Slot | None = None) -> OutboxRow:
    home = ConversationId(scene.open("Omar"))
    draft = replace(scene.services.drafts.begin(home), body=body, slot=slot)
    return scene.services.outbox.queue(draft, hold_s=0)[0]


def band(scene: Scene, key: str = FROZEN) -> str:
    scene.window.look_frozen()
    scene.settle()
    found = scene.window._bands._bands.get(key)
    return f"{found[0].text}\n{found[0].hint}" if found else ""


def reason(scene: Scene) -> ReasonDialog:
    scene.qtbot.waitUntil(lambda: scene.window.findChild(ReasonDialog) is not None)
    dialog = scene.window.findChild(ReasonDialog)
    assert dialog is not None
    return dialog


def frozen(scene: Scene) -> None:
    assert scene.window.act("freeze.now")
    reason(scene).reject()
    scene.settle()


def thaw(scene: Scene) -> ThawPage:
    scene.window.act("go.thaw")
    scene.settle()
    page = scene.window.page("thaw")
    assert isinstance(page, ThawPage)
    scene.window.activateWindow()
    page.list.setFocus()
    scene.qtbot.waitUntil(page.list.hasFocus)
    return page


def decision(scene: Scene, row: OutboxRow) -> Decision:
    found = {one.row.id: one.verdict.decision for one in scene.services.thawing.held().replies}
    return found[row.id]


def test_one_key_freezes_before_anything_is_asked_and_the_reason_comes_after(town: Scene) -> None:
    queued(town)
    town.qtbot.keyClick(
        town.window,
        Qt.Key.Key_Pause,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    )
    assert town.services.brake.holding()
    dialog = reason(town)
    assert not dialog.keep.isEnabled()
    dialog.why.setText("A rumour about the bridge")
    dialog.keep.click()
    town.settle()
    said = band(town)
    assert said.startswith("Everything is frozen since ")
    assert "What is held back: 1" in said
    assert "Why: A rumour about the bridge" in said
    assert town.services.outbox.due() == {}


def test_the_red_button_freezes_and_then_leads_to_the_thaw(town: Scene) -> None:
    button = town.window.status.freeze
    assert (button.isVisible(), button.text()) == (True, "Freeze")
    button.click()
    reason(town).reject()
    town.settle()
    assert (button.text(), bool(town.services.brake.holding())) == ("Frozen", True)
    button.click()
    assert town.window.current_key() == "thaw"


def test_the_band_stands_above_every_page_and_leads_on(town: Scene) -> None:
    frozen(town)
    bands = [one for one in town.window.findChildren(StateBand) if one.isVisible()]
    (found,) = [one for one in bands if one.property("kind") == FROZEN]
    buttons = [one.text() for one in found.findChildren(QPushButton)]
    assert buttons == ["Frozen by mistake: go on as before", "Thaw"]
    town.window.go("promises")
    town.settle()
    assert found.isVisible()


def test_frozen_by_mistake_goes_on_as_before(town: Scene) -> None:
    row = queued(town)
    assert town.window.act("freeze.now")
    dialog = reason(town)
    assert dialog.mistake.isVisible()
    dialog.mistake.click()
    town.settle()
    assert band(town) == ""
    assert town.services.outbox.row(row.id).state is OutboxState.HELD
    assert row.account_id in town.services.outbox.due()


def test_a_part_is_frozen_and_the_rest_goes_on(town: Scene) -> None:
    assert town.window.act("freeze.part")
    dialog = town.window.findChild(ScopeDialog)
    assert dialog is not None
    said = [dialog.what.itemText(n) for n in range(dialog.what.count())]
    assert "The account Mairie" in said
    dialog.what.setCurrentIndex(said.index("The account Mairie"))
    dialog.freeze.click()
    reason(town).reject()
    town.settle()
    assert band(town).startswith("The account Mairie is frozen since ")


def test_keys_keep_change_drop_and_take_back(town: Scene) -> None:
    first, second = queued(town, "One."), queued(town, "Two.")
    frozen(town)
    page = thaw(town)
    town.qtbot.keyClick(page.list, Qt.Key.Key_Y)
    assert decision(town, first) is Decision.KEEP
    row = page.row()
    assert row is not None
    town.qtbot.keyClick(page.list, Qt.Key.Key_D)
    assert page.popover is not None
    page.popover.words.setText("It is wrong")  # type: ignore[attr-defined]
    page.popover.use.click()  # type: ignore[attr-defined]
    assert decision(town, second) is Decision.DROP
    page.list.setCurrentIndex(page._model.index(page._model.place_of(first.id)))
    town.qtbot.keyClick(page.list, Qt.Key.Key_U)
    assert decision(town, first) is Decision.OPEN


def test_changing_it_opens_the_composer_with_its_words(town: Scene) -> None:
    row = queued(town, "To be changed.")
    frozen(town)
    page = thaw(town)
    town.qtbot.keyClick(page.list, Qt.Key.Key_M)
    town.settle()
    assert town.window.current_key() == "inbox"
    assert town.page.composer is not None
    draft = town.page.composer.draft()
    assert draft is not None
    assert draft.body == row.body
    assert town.services.outbox.row(row.id).state is OutboxState.DROPPED


def test_one_whose_time_has_passed_asks_when(town: Scene) -> None:
    now = town.services.clock.now()
    row = queued(town, slot=Slot(now + timedelta(hours=1)))
    frozen(town)
    town.services.clock.advance(hours=2)  # type: ignore[attr-defined]
    page = thaw(town)
    page._press("keep")
    assert page.popover is not None
    page.popover.chosen.emit(0)  # type: ignore[attr-defined]
    assert decision(town, row) is Decision.KEEP


def test_lifting_leaves_a_band_until_everything_is_decided(town: Scene) -> None:
    queued(town)
    frozen(town)
    page = thaw(town)
    page._press("lift")
    town.settle()
    said = band(town)
    assert said.startswith("The freeze is lifted.")
    assert town.window.status.freeze.text() == "Thaw"
    page._press("keep")
    assert band(town) == ""


def test_the_composer_says_that_it_is_queued_and_not_sent(town: Scene) -> None:
    town.open("Omar")
    town.window.act("inbox.reply")
    town.settle()
    composer = town.page.composer
    assert composer is not None
    composer.editor.setPlainText("From nine on, also on Sundays.")
    composer.look()
    before = composer.foot.send.text()
    frozen(town)
    assert before != composer.foot.send.text() == "Queue, do not send"
    assert "Frozen: it is kept in the outbox" in composer.foot.note.text()


def test_a_drill_stands_hatched_above_every_page(town: Scene) -> None:
    town.services.drills.begin("Bridge")
    assert band(town, EXERCISE).startswith("EXERCISE: nothing leaves this machine.")
    town.services.drills.end()
    assert band(town, EXERCISE) == ""


@pytest.mark.parametrize("command", ["freeze.reason", "freeze.go_on"])
def test_what_makes_no_sense_is_not_offered(town: Scene, command: str) -> None:
    assert not town.window.act(command)
    frozen(town)
    assert town.window.act(command)


def test_under_bands_the_title_and_the_list_of_the_thaw_keep_their_room(town: Scene) -> None:
    queued(town)
    frozen(town)
    page = thaw(town)
    assert page.summary.isVisible()
    town.window.setMinimumHeight(0)
    page.setFixedHeight(theme.current().px(LOW) - 1)
    town.settle()
    assert not page.summary.isVisible()
    title = next(one for one in page.findChildren(QLabel) if one.text() == "Thaw")
    assert title.height() >= title.sizeHint().height()
    assert page.list.height() >= theme.current().px(theme.LIST_ROW)


def test_what_the_freeze_took_from_a_full_lane_is_tried_once_it_goes_on(town: Scene) -> None:
    live = Live(town.window, town.services, town.window.jobs)
    live.start()
    live._timer.stop()
    row = queued(town)
    busy, go_on = threading.Event(), threading.Event()

    def work() -> None:
        busy.set()
        go_on.wait(5)

    town.window.jobs.run(account_lane(row.account_id), work)
    assert busy.wait(5)
    live._pulse()  # its delivery waits behind that work
    frozen_now = live._sending[row.id]
    assert town.window.act("freeze.now")
    assert (frozen_now.begun, frozen_now.cancelled) == (False, True)
    go_on.set()
    reason(town).reject()
    town.settle()
    assert town.services.outbox.row(row.id).state is OutboxState.HELD
    assert town.window.act("freeze.go_on")
    town.settle()
    live._pulse()
    town.settle()
    after = town.services.outbox.row(row.id)  # nobody answers at that address: it was tried
    assert after.state is OutboxState.LATER
