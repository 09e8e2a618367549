"""Interests beside a person: noted in a small form, shown in the card, ended, and undone."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from cmworkstation.domain.interest import LIMIT_CENTS
from cmworkstation.ui.inbox.interests import InterestDialog, InterestsBox
from cmworkstation.ui.widgets.labels import PlainLabel
from tests.ui.inbox.conftest import Scene


def box_of(scene: Scene) -> InterestsBox:
    """Open the first conversation and return the lines about interests beside it."""
    scene.open(scene.authors()[0])
    scene.settle()
    box = scene.page.context.interests
    assert not box.isHidden()
    return box


def said(box: InterestsBox) -> str:
    """Return what the box says."""
    return "\n".join(label.text() for label in box.findChildren(PlainLabel) if not label.isHidden())


def press(box: QWidget, words: str) -> None:
    """Press the button whose words begin so."""
    buttons = [one for one in box.findChildren(QPushButton) if not one.isHidden()]
    next(one for one in buttons if one.text().startswith(words)).click()


def note(scene: Scene, box: InterestsBox, euros: float) -> None:
    """Note a gift in the form."""
    press(box, "Note an interest")
    dialog = scene.window.findChild(InterestDialog)
    assert dialog is not None
    dialog.words.setText("two tickets")
    dialog.value.setValue(euros)
    press(dialog, "Note it")
    scene.settle()
    scene.settle()


def test_a_gift_is_noted_shown_and_taken_back(a_scene: Callable[..., Scene]) -> None:
    scene = a_scene()
    box = box_of(scene)
    assert "tickets" not in said(box)
    note(scene, box, 45.5)
    assert "Gift · two tickets · €45.50" in said(box)
    scene.window._undo()
    scene.settle()
    scene.settle()
    assert "tickets" not in said(box)


def test_an_interest_is_ended_and_what_was_given_still_counts(
    a_scene: Callable[..., Scene],
) -> None:
    scene = a_scene()
    box = box_of(scene)
    note(scene, box, LIMIT_CENTS / 100 * 0.9)
    assert "written contract" in said(box)
    press(box, "End")
    scene.settle()
    scene.settle()
    assert "tickets" not in said(box)
    assert "€900" in said(box)
    scene.window._undo()
    scene.settle()
    scene.settle()
    assert "two tickets" in said(box)
