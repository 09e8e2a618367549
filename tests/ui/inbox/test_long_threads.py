"""Long threads: read in slices off the window's thread, shown when they are there, built where somebody looks."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.services.inbox import SLICE
from cmworkstation.store import messages
from cmworkstation.ui.inbox.long_threads import LONG
from cmworkstation.ui.inbox.timeline import IDLE_AT_MOST
from cmworkstation.ui.jobs import ACCOUNT, READ
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.inbox.conftest import Scene, ended

MANY = 2 * SLICE + 20
SMALL = LONG

pytestmark = pytest.mark.fault("F20")


@dataclass
class Reads:
    """How threads were read for the window: by which thread of the process, how many messages at a time."""

    threads: list[str] = field(default_factory=list)
    slices: list[int] = field(default_factory=list)


@dataclass
class Desk:
    scene: Scene
    account: Account
    long: ConversationId
    small: ConversationId
    reads: Reads

    @property
    def pane(self) -> Any:
        return self.scene.page.thread_pane

    def opened(self) -> int:
        return self.scene.page.opened_id()

    def composing(self) -> bool:
        composer = self.scene.page.composer
        return composer is not None and composer.isVisible()

    def words(self) -> str:
        return " ".join(one.text() for one in self.pane.findChildren(QLabel) if one.isVisible())

    def receive(self, *names: str) -> None:
        """Take answers to the first message of the long thread in, and tell the window."""
        items = [an_answer(name, "thing-0") for name in names]
        touched = receive(self.scene.services, self.account, items)
        self.scene.window.jobs.emit_changes(Changes(conversations=frozenset(touched)))

    def hold(self) -> Callable[[], None]:
        """Keep the reading lane busy; return how to let it go on."""
        go_on = threading.Event()
        self.scene.window.jobs.run(READ, lambda: go_on.wait(20))
        return go_on.set


def an_answer(name: str, to: str) -> Any:
    parent = a_message(to, "").remote_id
    return a_message(name, f"Answer {name}", hours_ago=1, parent_id=parent)


def a_thread(name: str, count: int) -> list[Any]:
    first = a_message(f"{name}-0", "The first", hours_ago=2)
    return [first, *(an_answer(f"{name}-{n}", f"{name}-0") for n in range(1, count))]


@pytest.fixture
def desk(tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    services = a_workstation(tmp_path / "w")
    account = add_account(services)
    (long,) = receive(services, account, a_thread("thing", MANY))
    (small,) = receive(services, account, a_thread("other", SMALL))
    receive(services, account, [a_message("newest", "The list opens with this one", 0)])
    reads = Reads()
    inner = messages.thread_in_slices

    def watched(*asked: Any) -> Any:
        steps = inner(*asked)
        by = threading.current_thread().name
        if by.startswith(ACCOUNT):  # the account looks whether there is more of it where it lives
            return (yield from steps)
        reads.threads.append(by)
        while True:
            try:
                read = next(steps)
            except StopIteration as end:
                return end.value
            reads.slices.append(read)
            yield read

    monkeypatch.setattr(messages, "thread_in_slices", watched)
    made = Scene(services, qtbot)
    reads.threads.clear()
    yield Desk(made, account, ConversationId(long), ConversationId(small), reads)
    ended(made)


def test_a_long_thread_is_read_in_slices_on_the_reading_lane(desk: Desk) -> None:
    desk.scene.page.open_conversation(desk.long)
    assert desk.opened() == 0
    assert f"It has {MANY:d} messages." in desk.words()
    desk.scene.settle()
    assert desk.opened() == desk.long
    assert desk.reads.slices == [SLICE, 2 * SLICE]
    (by,) = desk.reads.threads
    assert by.startswith(READ)
    assert len(desk.pane.thread_.entries) == MANY
    assert desk.pane.thread_ == desk.scene.services.inbox.thread(desk.long)


def test_a_thread_that_is_not_long_is_there_at_once(desk: Desk) -> None:
    desk.scene.page.open_conversation(desk.small)
    assert desk.opened() == desk.small
    assert desk.reads.threads == [threading.current_thread().name]
    assert desk.reads.slices == []


def test_a_long_thread_that_nobody_wants_any_more_is_not_shown(desk: Desk) -> None:
    go_on = desk.hold()
    desk.scene.page.open_conversation(desk.long)
    desk.scene.page.open_conversation(desk.small)
    go_on()
    desk.scene.settle()
    assert desk.opened() == desk.small
    assert desk.scene.page.long.wanted == 0


def test_what_was_asked_of_a_long_thread_happens_when_it_is_there(desk: Desk) -> None:
    target = MessageId(desk.scene.services.inbox.thread(desk.long).entries[700].message.id)
    go_on = desk.hold()
    desk.scene.window.activateWindow()
    desk.scene.page.open_conversation(desk.long, target)
    assert desk.scene.window.act("inbox.reply")
    assert not desk.composing()
    go_on()
    desk.scene.settle()
    assert desk.pane.line.current().id == target
    assert desk.composing()


def test_what_changes_while_a_long_thread_is_read_is_read_once_more(desk: Desk) -> None:
    go_on = desk.hold()
    desk.scene.page.open_conversation(desk.long)
    desk.receive("late-1")
    desk.receive("late-2")
    go_on()
    desk.scene.settle()
    assert len(desk.reads.threads) == 2
    assert len(desk.pane.thread_.entries) == MANY + 2


def test_an_arrival_in_a_long_thread_builds_its_own_card_and_leaves_the_others(desk: Desk) -> None:
    # Marking as read after a moment changes every message: on a slow machine it would fall into this.
    desk.scene.page.opening.read_pause.setInterval(600_000)
    desk.scene.page.open_conversation(desk.long)
    desk.scene.settle()
    line = desk.pane.line
    line.finish()
    assert 0 < len(line.cards()) < IDLE_AT_MOST + 30
    before, cards = desk.pane.thread_.entries, line.cards()
    at = line.verticalScrollBar().value()
    desk.receive("late")
    assert line.cards() == cards, "nothing before it was read"
    desk.scene.settle()
    entries = desk.pane.thread_.entries
    assert len(entries) == MANY + 1
    assert len({id(one) for one in entries} - {id(one) for one in before}) == 1
    assert set(cards) <= set(line.cards())
    assert line.verticalScrollBar().value() == at
    assert "1 new message below" in desk.words()
    assert len(desk.reads.threads) == 2
    assert all(by.startswith(READ) for by in desk.reads.threads)


def test_a_long_thread_that_is_gone_leaves_nothing_open(desk: Desk) -> None:
    go_on = desk.hold()
    desk.scene.page.open_conversation(desk.long)
    with desk.scene.services.workspace.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys=ON")
        connection.execute(
            "UPDATE message SET conversation_id=? WHERE conversation_id=?", (desk.small, desk.long)
        )
        connection.execute("DELETE FROM conversation WHERE id=?", (desk.long,))
    go_on()
    desk.scene.settle()
    assert desk.opened() == 0
    assert "No conversation open" in desk.words()


def test_the_focus_comes_to_a_long_thread_with_it(desk: Desk) -> None:
    desk.scene.window.activateWindow()
    desk.scene.page.open_conversation(desk.long)
    desk.scene.settle()
    assert QApplication.focusWidget() is desk.pane.line
