"""Leaving in the window: what is chosen, what is written, and how it is said."""

import mailbox
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.taking_out import Share
from cmworkstation.services.dates import DateKind
from cmworkstation.ui.taking_out.calendar_dialog import CalendarDialog
from cmworkstation.ui.taking_out.selection_dialog import SelectionDialog
from tests.builders_workspace import a_town
from tests.ui.inbox.conftest import Scene, ended


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(a_town(tmp_path / "w"), qtbot)
    yield scene
    ended(scene)


def words_of(items: Any) -> list[str]:
    return [items.item(n).text() for n in range(items.count())]


def selection(town: Scene, command: str) -> SelectionDialog:
    town.window.act(command)
    dialog: SelectionDialog = town.window.findChildren(SelectionDialog)[-1]
    return dialog


def test_pages_of_a_search_are_written_into_a_new_folder(town: Scene, tmp_path: Path):
    dialog = selection(town, "workspace.site")
    assert dialog.as_pages.isChecked()
    town.qtbot.keyClicks(dialog.query, "wheelchair")
    assert dialog.search.isChecked()
    out = tmp_path / "out"
    out.mkdir()
    for _ in range(2):
        dialog.write_into(str(out))
        town.settle()
    first, second = sorted(out.iterdir())
    assert second.name == f"{first.name}-2"
    assert len(list((first / "conversations").iterdir())) == 1
    assert words_of(dialog.said)[0] == f"1 conversation in {second.name}"
    dialog.close()


def test_a_search_that_cannot_be_understood_is_said(town: Scene, tmp_path: Path):
    dialog = selection(town, "workspace.site")
    town.qtbot.keyClicks(dialog.query, "from:")
    dialog.write_into(str(tmp_path))
    town.settle()
    assert "search cannot be understood" in words_of(dialog.said)[0]
    dialog.close()


def test_what_is_selected_in_the_inbox_is_offered_first(town: Scene, tmp_path: Path):
    homes = town.services.inbox.ids(View())[:2]
    dialog = SelectionDialog(town.window, tuple(homes), as_mail=True)
    assert dialog.of_inbox.isChecked()
    assert "The 2 conversations" in dialog.of_inbox.accessibleName()
    target = tmp_path / "two.mbox"
    dialog.write_to(str(target))
    town.settle()
    box = mailbox.mbox(target)
    n = len(box)
    box.close()
    assert words_of(dialog.said) == [f"{n} messages in two.mbox"]
    dialog.close()


def test_a_saved_view_fills_the_search(town: Scene):
    town.services.views.add("Bicycles", "bicycles")
    dialog = selection(town, "workspace.mailbox")
    assert dialog.as_mail.isChecked()
    dialog.views.setCurrentIndex(1)
    dialog.views.activated.emit(1)
    assert dialog.query.text() == "bicycles"
    assert dialog.search.isChecked()
    dialog.close()


def test_notes_and_drafts_go_along_with_pages_only_and_when_ticked(town: Scene):
    dialog = selection(town, "workspace.site")
    assert dialog.share() == Share()
    for box in (dialog.notes, dialog.drafts, dialog.unnamed):
        box.setChecked(True)
    assert dialog.share() == Share(notes=True, drafts=True, names=False)
    dialog.as_mail.setChecked(True)
    assert not dialog.notes.isEnabled()
    assert dialog.share() == Share(names=False)
    dialog.close()


def test_dates_of_the_ticked_kinds_are_written(town: Scene, tmp_path: Path):
    town.window.act("workspace.calendar")
    (dialog,) = town.window.findChildren(CalendarDialog)
    dialog.write_to(str(tmp_path / "dates.ics"))
    town.settle()
    assert words_of(dialog.said) == ["3 dates in dates.ics"]
    assert (tmp_path / "dates.ics").read_bytes().count(b"BEGIN:VEVENT") == 3
    for box in dialog.kinds.values():
        box.setChecked(False)
    assert not dialog.begin.isEnabled()
    dialog.kinds[DateKind.PROMISE].setChecked(True)
    assert dialog.begin.isEnabled()
    assert dialog.chosen() == {DateKind.PROMISE}
    dialog.close()


def test_a_place_where_nothing_can_be_written_is_said(town: Scene, tmp_path: Path):
    town.window.act("workspace.calendar")
    (dialog,) = town.window.findChildren(CalendarDialog)
    dialog.write_to(str(tmp_path / "nowhere" / "dates.ics"))
    town.settle()
    assert "could not be written there" in words_of(dialog.said)[0]
    dialog.close()
