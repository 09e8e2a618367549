"""F5, F6: a day on which the disk fills up: the window says so, reads on, and resumes by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cmworkstation import i18n
from cmworkstation.app import build_window
from cmworkstation.domain.conversation import View
from cmworkstation.domain.reply import OutboxState
from cmworkstation.store.database import FILE
from cmworkstation.ui.leaving import LeavingBox
from cmworkstation.ui.live import LOOK_FOR_ROOM_S, Live
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.state_bands import StateBand
from tests.clocks import SetClock
from tests.faults import disks
from tests.pretend import START
from tests.services.conftest import World

pytestmark = pytest.mark.fault("F5", "F6")


class Desk:
    """A window at work, its disk, and the time that passes."""

    def __init__(self, folder: Path, qtbot: Any) -> None:
        self.clock = SetClock(START)
        self.world = World(folder, self.clock)
        self.account = self.world.add_account()
        for n in range(12):
            self.world.server.write(f"p{n}", f"Question {n} on opening hours", minutes=n)
        self.world.poll(self.account)
        self.services = self.world.services
        self.relieve: Callable[[], None] = lambda: None
        self.qtbot = qtbot
        self.window = build_window(self.services, Preferences(volatile=True), theme="light")
        self.window.show()
        self.live = Live(self.window, self.services, self.window.jobs)
        self.live.start()
        self.live._timer.stop()  # the test's own pulse instead
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=10_000)
            QApplication.processEvents()

    def pulse(self, seconds: float = 1.0) -> None:
        self.clock.advance(seconds)
        self.live._pulse()
        self.settle()

    def fill_disk(self, left: int = 0) -> None:
        log = (self.world.folder / f"{FILE}-wal").stat().st_size
        self.relieve = disks.limit_files(log + left)

    def bands(self) -> list[str]:
        found = self.window.findChildren(StateBand)
        return [one.accessibleName() for one in found if one.isVisible()]

    def compose(self, text: str) -> Any:
        self.window.act("inbox.reply")
        self.settle()
        composer: Any = self.window.page("inbox").composer  # type: ignore[union-attr]
        composer.editor.setPlainText(text)
        composer.save()
        return composer


@pytest.fixture
def desk(tmp_path: Path, qtbot: Any) -> Iterator[Desk]:
    made = Desk(tmp_path / "w", qtbot)
    yield made
    made.relieve()
    made.window.leave_anyway = True
    made.settle()
    made.window.close()
    QApplication.processEvents()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.services.close()
    i18n.use_language("en")


def test_the_disk_fills_and_there_is_room_again(desk: Desk) -> None:
    inbox: Any = desk.window.page("inbox")
    inbox.list.select_row(0)
    desk.settle()
    composer = desk.compose("Hello, from nine o’clock on.")
    assert composer._state.text() == "Saved"
    row, _ = desk.services.outbox.queue(
        desk.services.drafts.begin(composer.draft().conversation_id)
    )

    desk.fill_disk()
    for n in range(12, 60):
        desk.world.server.write(f"p{n}", f"Question {n} on opening hours", minutes=n)
    desk.pulse(100)  # the first that is refused; the next shows it, unless the first already did
    desk.pulse()
    assert desk.bands() == ["The disk is full. Nothing was lost."]
    assert desk.window._bars == [], "said once, above the pages"
    requests = desk.world.server.requests
    for _ in range(5):
        desk.pulse(4)
    assert desk.world.server.requests == requests == 0, "nothing leaves"
    assert desk.services.outbox.row(row.id).state in (OutboxState.HELD, OutboxState.QUEUED)

    assert len(desk.services.inbox.search("question")) == 12, "searching goes on"
    inbox.list.select_row(5)
    desk.settle()
    assert inbox.thread_pane.isVisible(), "reading goes on"
    composer = desk.compose("Hello again.")
    assert composer._state.text() == "Not saved yet"
    desk.window.set_language("fr")
    desk.settle()
    assert desk.bands() == ["Le disque est plein. Rien n’est perdu."]
    desk.window.set_language("en")
    desk.settle()
    inbox = desk.window.page("inbox")
    assert inbox.composer.editor.toPlainText() == "Hello again.", "kept in memory"

    desk.relieve()
    desk.pulse(LOOK_FOR_ROOM_S)
    desk.pulse()
    assert desk.bands() == []
    assert desk.services.drafts.unsaved() == ()
    for _ in range(4):
        desk.pulse(10)
    assert len(desk.services.inbox.ids(View(status=None))) == 60, "what came meanwhile is read"
    assert desk.services.outbox.row(row.id).state is OutboxState.SENT
    assert desk.world.server.requests == 1
    bodies = [draft.body for draft in desk.services.drafts.listed()]
    assert "Hello again." in bodies
    assert desk.services.workspace.problems() == []


def test_a_draft_that_was_left_while_the_disk_was_full_is_found_again_and_saved(desk: Desk) -> None:
    inbox: Any = desk.window.page("inbox")
    inbox.list.select_row(3)
    desk.settle()
    desk.fill_disk()
    composer = desk.compose("Not on the disk.")
    conversation = composer.draft().conversation_id
    composer.leave()
    assert [one.body for one in desk.services.drafts.unsaved()] == ["Not on the disk."]
    composer.open(conversation)
    assert composer.editor.toPlainText() == "Not on the disk."
    desk.relieve()
    composer.save()
    assert composer._state.text() == "Saved"
    assert desk.services.drafts.unsaved() == ()


def test_a_reply_that_leaves_the_composer_while_unsaved_comes_back_as_no_second_draft(
    desk: Desk,
) -> None:
    inbox: Any = desk.window.page("inbox")
    inbox.list.select_row(3)
    desk.settle()
    desk.fill_disk()
    composer = desk.compose("On its way.")
    assert desk.services.drafts.unsaved()
    desk.relieve()
    composer.send()
    desk.settle()
    assert desk.services.drafts.unsaved() == ()
    assert desk.services.drafts.listed() == ()
    assert [row.body for row in desk.services.outbox.rows()] == ["On its way."]


def test_the_window_does_not_close_over_a_text_that_the_disk_refused(desk: Desk) -> None:
    inbox: Any = desk.window.page("inbox")
    inbox.list.select_row(3)
    desk.settle()
    desk.fill_disk()
    desk.compose("Worth keeping.")
    desk.window.close()
    assert desk.window.isVisible()
    (box,) = desk.window.findChildren(LeavingBox)
    assert "not saved yet" in box.text()
    box.copy.click()
    assert desk.window.isVisible()
    assert QApplication.clipboard().text() == "Worth keeping."
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.window.close()
    (box,) = desk.window.findChildren(LeavingBox)
    box.stay.click()
    assert desk.window.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.window.close()
    (box,) = desk.window.findChildren(LeavingBox)
    box.without.click()
    assert not desk.window.isVisible()


def test_a_band_cannot_be_put_away(desk: Desk) -> None:
    desk.fill_disk()
    desk.world.server.write("p99", "One more")
    desk.pulse(100)
    desk.pulse()
    (band,) = desk.window.findChildren(StateBand)
    assert band.findChildren(QPushButton) == []
    said = [one.text() for one in band.findChildren(QLabel) if one.text() and one.isVisible()]
    assert said[0] == "The disk is full. Nothing was lost."
    assert said[1].startswith("The system lets nothing more be written")
    assert len(said) == 2


def test_a_step_that_was_not_kept_is_said_and_done_again_later(desk: Desk) -> None:
    inbox: Any = desk.window.page("inbox")
    inbox.list.select_row(0)
    desk.settle()
    desk.fill_disk()
    desk.world.server.write("p99", "One more")
    desk.pulse(100)
    desk.pulse()
    before = len(desk.services.inbox.ids(View()))
    desk.window.act("inbox.done")
    desk.settle()
    assert desk.window.status._said.text() == (
        "The disk is full: this step was not kept. Try it again."
    )
    assert len(desk.services.inbox.ids(View())) == before
    desk.relieve()
    desk.window.act("inbox.done")
    desk.settle()
    assert len(desk.services.inbox.ids(View())) == before - 1
