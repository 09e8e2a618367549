"""Promises by hand: noted beside a conversation, shown in the person's card, and seen to in the ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.promise import PromiseState
from cmworkstation.store import outbox
from cmworkstation.ui.composer.popovers import DatePopover, WordsPopover
from cmworkstation.ui.promises.noting import PromiseDialog
from cmworkstation.ui.promises.page import PromisesPage
from cmworkstation.ui.widgets.labels import PlainLabel
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def scene(a_scene: Callable[..., Scene]) -> Scene:
    made = a_scene()
    made.open(made.authors()[0])
    made.settle()
    return made


def dialog_of(scene: Scene) -> PromiseDialog:
    """Ask for a promise as the menu does, and return the form."""
    assert scene.window.act("inbox.promise")
    scene.settle()
    dialog = scene.window.findChild(PromiseDialog)
    assert dialog is not None
    return dialog


def said(scene: Scene) -> str:
    """Return what the card of the person says about promises."""
    box = scene.page.context.promises
    return "\n".join(one.text() for one in box.findChildren(PlainLabel) if not one.isHidden())


def note(scene: Scene, words: str, place: int = 0) -> None:
    dialog = dialog_of(scene)
    assert not dialog.note.isEnabled()
    dialog.words.setText(words)
    dialog.day.setCurrentIndex(place)
    dialog.note.click()
    for _ in range(3):
        scene.settle()


def test_a_promise_is_noted_by_hand_stands_in_card_list_and_ledger_and_is_taken_back(
    scene: Scene,
) -> None:
    note(scene, "the new timetable", 2)
    (made,) = scene.services.promises.listed()
    assert (made.words, made.state) == ("the new timetable", PromiseState.OPEN)
    assert made.who == scene.authors()[0]
    assert "the new timetable" in said(scene)
    (row,) = scene.services.inbox.rows([made.conversation_id])
    assert row.promise_due_at == made.due_at
    scene.window.go("promises")
    page = scene.window.page("promises")
    assert isinstance(page, PromisesPage)
    assert page.row() == made
    scene.window.go("inbox")
    assert scene.window.act("app.undo")
    for _ in range(3):
        scene.settle()
    assert scene.services.promises.listed() == ()
    assert "timetable" not in said(scene)


def test_the_form_offers_open_days_the_people_of_the_thread_and_our_replies(scene: Scene) -> None:
    dialog = dialog_of(scene)
    days = [dialog.day.itemData(n) for n in range(dialog.day.count())]
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    heard = [dialog.to.itemText(n) for n in range(dialog.to.count())]
    assert heard[0].startswith(scene.authors()[0])
    assert dialog.reply.currentData() is None
    dialog.reject()


def test_the_card_offers_the_form_and_says_what_is_late(scene: Scene) -> None:
    note(scene, "the new timetable")
    scene.services.clock.advance(days=9)  # type: ignore[attr-defined]
    (made,) = scene.services.promises.listed()
    scene.page.promising.show_person(scene.services.inbox.message(made.message_id).author_id)
    scene.settle()
    assert said(scene).endswith("the new timetable (late)")
    box = scene.page.context.promises
    (link,) = [one for one in box.findChildren(QPushButton) if one.text() == "Note a promise…"]
    link.click()
    scene.settle()
    dialog = scene.window.findChild(PromiseDialog)
    assert dialog is not None
    dialog.reject()


def test_a_late_promise_is_broken_with_its_reason_and_undo_opens_it_again(scene: Scene) -> None:
    note(scene, "the new timetable")
    scene.window.go("promises")
    page = scene.window.page("promises")
    assert isinstance(page, PromisesPage)
    assert not page._can("broken")
    scene.services.clock.advance(days=9)  # type: ignore[attr-defined]
    page.shown()
    for name, state in (
        ("broken", PromiseState.BROKEN),
        ("release", PromiseState.WITHDRAWN),
    ):
        assert scene.window.act(f"promises.{name}")
        popover = page.popover
        assert isinstance(popover, WordsPopover)
        popover.words.setText("Nobody looked after it")
        popover.use.click()
        (closed,) = scene.services.promises.listed()
        assert (closed.state, closed.why) == (state, "Nobody looked after it")
        assert scene.window.act("app.undo")
    (again,) = scene.services.promises.listed()
    assert again.state is PromiseState.OPEN
    assert again.due_at < scene.services.clock.now() - timedelta(days=1)


# ------------------------------------------------------------------------- recognised by themselves

BODY = "Thank you. We will call you back tomorrow. I will pass it on and get back to you."


def send(scene: Scene, body: str) -> None:
    """Let a reply arrive that nobody noted a promise of."""
    services = scene.services
    (home, *_) = services.inbox.ids(View(status=Status.WAITING_US))
    row, _ = services.outbox.queue(replace(services.drafts.begin(ConversationId(home)), body=body))
    with services.workspace.write() as connection:
        outbox.settle_sent(connection, row.id, "https://s.test/1", "", services.clock.now())


def ledger(scene: Scene) -> PromisesPage:
    scene.window.go("promises")
    for _ in range(3):
        scene.settle()
    page = scene.window.page("promises")
    assert isinstance(page, PromisesPage)
    return page


def test_what_was_sent_and_sounds_like_a_promise_is_noted_by_one_key_moved_or_refused(
    scene: Scene, qtbot
) -> None:
    send(scene, BODY)
    page = ledger(scene)
    assert page.found.list.count() == 2
    assert page.found.list.item(0).text().startswith("“We will call you back tomorrow.”, to ")
    assert "by “We will call”, “tomorrow”: " in page.found.list.item(0).text()
    assert "no day was said" in page.found.list.item(1).text()
    assert scene.services.promises.listed() == ()
    qtbot.keyClick(page.found.list, Qt.Key.Key_Return)
    for _ in range(3):
        scene.settle()
    (made,) = scene.services.promises.listed()
    assert made.words == "We will call you back tomorrow."
    assert page.found.list.count() == 1
    assert scene.window.act("promises.move")
    assert isinstance(page.popover, DatePopover)
    page.popover.buttons[-1].click()
    for _ in range(3):
        scene.settle()
    assert len(scene.services.promises.listed()) == 2
    assert not page.found.isVisible()
    assert scene.window.act("app.undo")
    for _ in range(3):
        scene.settle()
    assert page.found.isVisible()
    assert scene.window.act("promises.refuse")
    for _ in range(3):
        scene.settle()
    assert not page.found.isVisible()
    assert len(scene.services.promises.listed()) == 1
