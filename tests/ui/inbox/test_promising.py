"""Promises by hand: noted beside a conversation, shown in the person's card, and seen to in the ledger."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.promise import PromiseState
from cmworkstation.ui.composer.popovers import WordsPopover
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
