"""The triage as a tree: looked at, walked with the arrow keys, and changed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from cmworkstation.domain.charter import triage
from cmworkstation.domain.charter.model import Category, Charter, Step, Triage
from cmworkstation.ui.charter.tree import TriageTree
from cmworkstation.ui.charter.tree_shape import shape_of
from tests.domain.charter.builders import CHARTERS, shipped

SMALL = Charter(
    categories=(
        Category(id="one", label={"en": "First end"}, action="thank"),
        Category(id="two", label={"en": "Second end"}),
        Category(id="three", label={"en": "Third end"}),
    ),
    triage=Triage(
        start="a",
        steps=(
            Step(id="a", ask={"en": "Is it A?"}, auto="signal.question", yes="=one", no="b"),
            Step(id="b", ask={"en": "Is it B?"}, yes="=two", no="=one"),
        ),
    ),
)


class Told(TriageTree):
    """A tree that remembers what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Triage] = []
        self.edited.connect(self.told.append)


@pytest.fixture
def tree(qtbot):
    built = Told()
    qtbot.addWidget(built)
    built.resize(1100, 700)
    built.set_charter(SMALL)
    built.show()
    qtbot.wait(1)
    return built


def press(tree: TriageTree, *names: str) -> None:
    for one in names:
        QTest.keyClick(tree.canvas, getattr(Qt.Key, f"Key_{one}"))


def button(tree: TriageTree, said: str) -> QPushButton:
    return next(
        one for one in tree.form.findChildren(QPushButton) if one.isVisible() and one.text() == said
    )


def field(tree: TriageTree, name: str) -> QLineEdit:
    found = [one for one in tree.form.findChildren(QLineEdit) if one.isVisible()]
    return next(one for one in found if one.accessibleName() == name)


def goals(tree: TriageTree, name: str) -> QComboBox:
    found = [one for one in tree.form.findChildren(QComboBox) if one.isVisible()]
    return next(one for one in found if one.accessibleName() == name)


@pytest.mark.parametrize("name", CHARTERS)
@pytest.mark.parametrize("narrow", [True, False])
def test_every_question_and_end_of_a_shipped_charter_has_its_place(name: str, narrow: bool) -> None:
    charter = shipped(name)
    shape = shape_of(charter, narrow=narrow)
    steps = [one.id for one in shape.nodes if one.kind == "step"]
    assert sorted(steps) == sorted(one.id for one in charter.triage.steps)
    ends = {one.id for one in shape.nodes if one.kind == "category"}
    assert ends == {one.id for one in charter.categories}
    places = [
        (one.row, one.column) for one in shape.nodes if one.kind == "step" or one.branch == "no"
    ]
    assert len(places) == len(set(places))
    assert all(one.reached for one in shape.nodes)


@pytest.mark.parametrize("width", [420, 700, 1280])
@pytest.mark.parametrize("name", CHARTERS)
def test_the_picture_fits_into_its_place_and_no_two_boxes_overlap(qtbot, name, width) -> None:
    tree = TriageTree()
    qtbot.addWidget(tree)
    tree.resize(width, 800)
    tree.set_charter(shipped(name))
    tree.show()
    qtbot.wait(20)
    assert tree.canvas.width() <= tree._scroll.viewport().width()
    boxes = [tree.canvas.box(n) for n in range(len(tree._shape.nodes))]
    crossing = [
        (one, two) for n, one in enumerate(boxes) for two in boxes[n + 1 :] if one.intersects(two)
    ]
    assert crossing == []


def test_arrows_walk_along_the_branches_and_say_where_they_are(tree) -> None:
    assert tree.canvas.accessibleDescription().startswith("Is it A?. The program answers if")
    press(tree, "Right")
    assert tree.canvas.accessibleDescription() == "First end. Thank"
    assert tree.current_step() == ""
    press(tree, "Left", "Down")
    assert tree.current_step() == "b"
    press(tree, "Down", "Up")
    assert tree.current_step() == "b"
    press(tree, "Home")
    assert tree.current_step() == "a"
    press(tree, "End")
    assert tree.canvas.accessibleDescription() == "Third end. No way ends here"
    press(tree, "End", "Right", "Left", "Down")
    assert tree.canvas.current == len(tree._shape.nodes) - 1
    press(tree, "Home", "Return")
    assert field(tree, "Question").hasFocus()


def test_the_mouse_chooses_a_box(tree) -> None:
    middle = tree.canvas.box(tree._shape.of_step("b")).center()
    QTest.mouseClick(tree.canvas, Qt.MouseButton.LeftButton, pos=QPointF(middle).toPoint())
    assert tree.current_step() == "b"


def test_the_outline_holds_the_same_and_follows(tree) -> None:
    assert tree.outline.lines() == [
        "Is it A? (The program answers if: signal.question)",
        "Yes: First end (Thank)",
        "No: Is it B?",
        "Yes: Second end",
        "No: First end (Thank)",
        "Third end (No way ends here)",
    ]
    tree._as_outline.click()
    assert tree.outline.isVisible()
    assert not tree.canvas.isVisible()
    tree.outline.choose(2)
    assert tree.current_step() == "b"
    tree.choose_step("a")
    assert tree.outline.currentIndex().data().startswith("Is it A?")


def test_words_and_conditions_are_changed(tree) -> None:
    ask = field(tree, "Question")
    ask.setText("Is it really A?")
    ask.editingFinished.emit()
    assert tree.told[-1].steps[0].ask == {"en": "Is it really A?"}
    auto = field(tree, "The program answers yes if")
    auto.setText("no such field")
    assert (
        "cannot be read" in tree.form._warning.text()
        or "not a known field" in tree.form._warning.text()
    )
    auto.setText("visibility == public")
    assert tree.form._warning.text() == ""
    auto.editingFinished.emit()
    assert tree.told[-1].steps[0].auto == "visibility == public"
    assert len(tree.told) == 2
    auto = field(tree, "The program answers yes if")
    auto.editingFinished.emit()
    assert len(tree.told) == 2  # nothing changed


def test_a_branch_is_led_elsewhere_and_what_is_wrong_is_said(tree) -> None:
    assert tree._faults.text() == "No way ends at: Third end"
    choice = goals(tree, "Yes leads to")
    assert choice.currentText() == "End: First end"
    choice.activated.emit(choice.findData("=three"))
    assert tree.told[-1] == triage.led_to(SMALL.triage, "a", "yes", "=three")
    assert tree._faults.isHidden()
    tree.choose_step("b")
    choice = goals(tree, "No leads to")
    choice.activated.emit(choice.findData("a"))
    assert "A circle: “Is it B?” leads back to “Is it A?”." in tree._faults.text()
    assert "No way ends at: First end" in tree._faults.text()


def test_when_much_is_wrong_the_first_things_are_said_and_the_rest_is_counted(tree) -> None:
    tree.set_charter(replace(SMALL, triage=replace(SMALL.triage, start="nowhere")))
    said = tree._faults.text().splitlines()
    assert said[0] == "No question is the first one."
    assert said[-1] == "and 3 things more"
    assert len(said) == 4
    assert sum(not one.reached for one in tree._shape.nodes if one.parent < 0) == 4


def test_questions_are_added_removed_and_made_the_first(tree) -> None:
    button(tree, "Add a question on yes").click()
    assert tree.current_step() == "new-question"
    assert field(tree, "Question").hasFocus()
    assert tree.told[-1].steps[0].yes == "new-question"
    assert tree.told[-1].steps[1].yes == "=one"
    button(tree, "Ask this first").click()
    assert tree.told[-1].start == "new-question"
    assert "Nothing leads to: Is it A?" in tree._faults.text()
    button(tree, "Remove this question").click()
    assert [one.id for one in tree.told[-1].steps] == ["a", "b"]
    tree.choose_step("a")
    button(tree, "Remove this question").click()
    tree.choose_step("b")
    button(tree, "Remove this question").click()
    assert tree.told[-1] == Triage()
    button(tree, "Add the first question").click()
    assert tree.told[-1].start == "new-question"
    assert (tree.told[-1].steps[0].yes, tree.told[-1].steps[0].no) == ("=one", "=one")


def test_a_box_that_names_another_leads_there(tree) -> None:
    shared = replace(SMALL.triage.steps[1], yes="c", no="c")
    step = Step(id="c", ask={"en": "Is it C?"}, yes="=two", no="=three")
    tree.set_charter(
        replace(SMALL, triage=Triage(start="a", steps=(SMALL.triage.steps[0], shared, step)))
    )
    again = next(n for n, one in enumerate(tree._shape.nodes) if one.kind == "again")
    tree.choose(again)
    assert tree.canvas.accessibleDescription() == "Goes on at: Is it C?"
    press(tree, "Return")
    assert tree.current_step() == "c"


def test_it_is_shown_larger_and_smaller_and_fitted_again(tree) -> None:
    before = tree.canvas.scale
    tree._zooms[1].click()
    assert tree.canvas.scale > before
    tree._zooms[0].click()
    tree._zooms[0].click()
    assert tree.canvas.scale < before
    tree._zooms[2].click()
    assert tree.canvas.scale == pytest.approx(before)


def test_nothing_is_offered_where_it_only_reads(tree) -> None:
    tree.set_charter(SMALL, can_edit=False)
    assert not [one for one in tree.form.findChildren(QPushButton) if one.isVisible()]
    assert not field(tree, "Question").isEnabled()
