"""Assigning, labelling, snoozing and muting by keys, with several at once and one undo."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.conversation import Conversation, Status, View
from cmworkstation.domain.label import Shape
from cmworkstation.domain.profile import ALL_ROLES
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.labels_dialog import LabelsDialog
from cmworkstation.ui.inbox.view_keys import LABEL, MINE
from cmworkstation.ui.widgets.bars import UndoBar
from tests.builders_workspace import NOW
from tests.ui.inbox.conftest import Scene

ENTER = Qt.Key.Key_Return


@pytest.fixture
def first(town: Scene) -> int:
    table = town.page.list.table
    town.page.list.select_row(0)
    town.settle()
    table.setFocus()
    found = town.page.model.id_at(0)
    assert found is not None
    return found


def press(town: Scene, key: Any, *more: Any) -> None:
    town.qtbot.keyClick(town.page.list.table, key, *more)
    town.settle()


def answer(town: Scene, typed: str, key: Any = ENTER, *more: Any) -> None:
    field = town.page.row_acts.chooser.field
    assert field.isVisible()
    town.qtbot.keyClicks(field, typed)
    town.qtbot.keyClick(field, key, *more)
    town.settle()


def row(town: Scene, one: int) -> Conversation:
    return town.services.inbox.rows([one])[0]


def said(town: Scene, one: int) -> str:
    model = town.page.model
    index = model.index(model.row_of(one), 0)
    return str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))


def undo(town: Scene) -> None:
    press(town, Qt.Key.Key_Z)


def test_l_makes_a_label_in_place_and_z_takes_it_off(town: Scene, first: int) -> None:
    press(town, Qt.Key.Key_L)
    answer(town, "Roads/Lighting")
    (label,) = row(town, first).labels
    assert label.path == "Roads/Lighting"
    assert "Lighting" in said(town, first)
    assert [one.title for one in town.page.views.label_entries()] == ["Roads", "Lighting"]
    undo(town)
    assert row(town, first).labels == ()


def test_several_labels_are_ticked_with_shift_and_put_on_together(town: Scene, first: int) -> None:
    for path in ("Fair", "Library", "Roads"):
        town.services.labels.make(path)
    press(town, Qt.Key.Key_L)
    answer(town, "fai", ENTER, Qt.KeyboardModifier.ShiftModifier)
    answer(town, "roa")
    assert [one.path for one in row(town, first).labels] == ["Fair", "Roads"]
    press(town, Qt.Key.Key_L)
    answer(town, "fair")
    assert [one.path for one in row(town, first).labels] == ["Roads"]


def test_a_gives_it_to_a_colleague_with_a_word(town: Scene, first: int) -> None:
    me, nadia = (town.services.profiles.add(name, ALL_ROLES) for name in ("Ada", "Nadia"))
    press(town, Qt.Key.Key_A)
    chooser = town.page.row_acts.chooser
    town.qtbot.keyClicks(chooser.word, "you know the fair")
    answer(town, "nad")
    assert row(town, first).assignee == nadia.id
    assert row(town, first).handed == "you know the fair"
    assert "→ Nadia" in said(town, first)
    assert "You handed it to Nadia: you know the fair" in said(town, first)
    town.page.opening.open(first)
    town.settle()
    header = town.page.thread_pane.header
    assert header.handed.isVisible()
    assert header.handed.text() == "You handed it to Nadia: you know the fair"
    press(town, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    answer(town, "nadia")
    assert row(town, first).status is Status.WAITING_COLLEAGUE
    town.page.listing.pick_view("WAITING_COLLEAGUE")
    assert "waiting for Nadia" in said(town, first)
    town.page.listing.pick_view("WAITING_US")
    press(town, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    town.page.listing.pick_view(MINE)
    assert [row(town, one).assignee for one in town.page.model.ids()] == [me.id]


def test_h_puts_it_away_until_a_moment_that_is_typed(town: Scene, first: int) -> None:
    press(town, Qt.Key.Key_H)
    answer(town, "in 3 days")
    found = row(town, first)
    assert found.status is Status.SNOOZED
    assert found.snooze is not None
    assert found.snooze.until_at == NOW + timedelta(days=3)
    assert first not in town.page.model.ids()
    undo(town)
    assert row(town, first).status is Status.WAITING_US


def test_escape_leaves_a_card_and_nothing_happened(town: Scene, first: int) -> None:
    before = row(town, first)
    press(town, Qt.Key.Key_H)
    answer(town, "tomorrow", Qt.Key.Key_Escape)
    assert not town.page.row_acts.chooser.isVisible()
    assert row(town, first) == before


def test_a_press_elsewhere_leaves_a_card_and_a_press_in_it_does_not(
    town: Scene, first: int
) -> None:
    before = row(town, first)
    press(town, Qt.Key.Key_L)
    card = town.page.row_acts.chooser
    town.qtbot.mouseClick(card.field, Qt.MouseButton.LeftButton)
    assert card.isVisible()
    town.qtbot.mouseClick(town.page.thread_pane.header, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    assert row(town, first) == before


def test_a_range_is_selected_by_keys_and_acted_on_with_one_undo(town: Scene, first: int) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    press(town, Qt.Key.Key_J, shift)
    press(town, Qt.Key.Key_J, shift)
    press(town, Qt.Key.Key_K, shift)
    chosen = town.page.list.selected_ids()
    assert len(chosen) == 2
    assert town.page.list.bar.isVisible()
    assert town.page.list.bar.words.text() == "2 selected:"
    press(town, Qt.Key.Key_M, shift)
    assert all(one.muted for one in town.services.inbox.rows(chosen))
    press(town, Qt.Key.Key_E)
    assert {one.status for one in town.services.inbox.rows(chosen)} == {Status.DONE}
    assert len(town.window.findChildren(UndoBar)) == 2
    undo(town)
    rows = town.services.inbox.rows(chosen)
    assert {one.status for one in rows} == {Status.WAITING_US}
    assert all(one.muted for one in rows)


def test_a_label_in_the_side_bar_lists_what_carries_it_and_folds(town: Scene, first: int) -> None:
    label = town.services.labels.make("Roads/Lighting")[0]
    changes, _ = town.services.labels.put_on([first], [label.id])
    town.window.jobs.emit_changes(changes)
    town.settle()
    top, below = town.page.views.label_entries()
    assert (top.count, below.count) == (0, 1)
    town.page.listing.pick_view(top.key)
    assert list(town.page.model.ids()) == [first]
    bar = town.page.views.bar
    bar.go_to(top.key)
    town.qtbot.keyClick(bar, Qt.Key.Key_Left)
    (folded,) = town.page.views.label_entries()
    assert (folded.folds, folded.count) == (True, 1)


def test_what_is_dropped_on_a_label_carries_it(town: Scene, first: int) -> None:
    label = town.services.labels.make("Fair")[0]
    town.page.views.dropped.emit(f"{LABEL}{label.id}", [first])
    town.settle()
    assert row(town, first).labels == (label,)


def test_marks_of_a_row_say_everything_in_words(town: Scene, first: int) -> None:
    services = town.services
    label = services.labels.make("Fair", 3, Shape.STAR)[0]
    services.labels.put_on([first], [label.id])
    services.inbox.mute([first])
    services.snoozes.snooze([first], Snooze(Until.DATE, NOW + timedelta(days=1)))
    marks = phrases.states(row(town, first), now=NOW)
    words = [words for _, words, _ in marks]
    assert any(one.startswith("snoozed until tomorrow") for one in words)
    assert "muted" in words
    assert ("shape:star", "Fair", "hue:3") in marks


def test_labels_are_managed_in_a_dialog_with_undo(town: Scene, first: int) -> None:
    services = town.services
    old, home = services.labels.make("Roads")[0], services.labels.make("Streets")[0]
    services.labels.put_on([first], [old.id])
    town.window.act("inbox.labels")
    (dialog,) = town.window.findChildren(LabelsDialog)
    top = dialog.tree.topLevelItem(0)
    assert top is not None
    dialog.tree.setCurrentItem(top)

    def click(button: QPushButton) -> None:
        assert button.isEnabled()
        button.click()
        town.settle()

    dialog.name.setText("Town/Roads")
    click(dialog.keep)
    assert [one.path for one in services.labels.listed()] == ["Streets", "Town", "Town/Roads"]
    click(dialog.back)
    assert [one.path for one in services.labels.listed()] == ["Roads", "Streets"]
    dialog.shape.setCurrentIndex(dialog.shape.findData(Shape.RING))
    dialog.shape.activated.emit(0)
    town.settle()
    assert services.labels.listed()[0].shape is Shape.RING
    dialog.into.setCurrentIndex(dialog.into.findData(home.id))
    click(dialog.join)
    assert [one.path for one in row(town, first).labels] == ["Streets"]
    dialog.name.setText("Streets")
    click(dialog.remove)
    assert services.labels.listed() == ()
    click(dialog.back)
    assert [one.path for one in row(town, first).labels] == ["Streets"]
    dialog.name.setText(" / ")
    assert not dialog.new.isEnabled()
    dialog.accept()


def test_what_was_out_of_the_way_is_back_at_the_next_start(
    a_scene: Any, town: Scene, first: int
) -> None:
    services = town.services
    services.snoozes.snooze([first], Snooze(Until.DATE, NOW + timedelta(hours=1)))
    with services.workspace.write() as connection:
        connection.execute("UPDATE snooze SET until_at = 1")
    changes = services.snoozes.wake()
    town.window.jobs.emit_changes(changes)
    town.settle()
    assert list(services.inbox.ids(View())) == list(town.page.model.ids())
    assert "back since" in said(town, first)
