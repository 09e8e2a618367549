"""The page of briefings: a department is entered, its briefing gathered, changed, finished and taken out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QDialog, QPlainTextEdit

from cmworkstation.domain.briefing import Department, DepartmentId, Part
from cmworkstation.domain.conversation import View
from cmworkstation.ui.asking.form import Form
from cmworkstation.ui.briefing.out_dialog import OutDialog
from cmworkstation.ui.briefing.page import BriefingPage
from cmworkstation.ui.dialogue.pane import ID
from cmworkstation.ui.widgets.bars import UndoBar
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def page(town: Scene) -> Iterator[BriefingPage]:
    town.window.go("briefing")
    town.settle()
    found = town.window.page("briefing")
    assert isinstance(found, BriefingPage)
    found.pane.period.setCurrentIndex(2)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


def form(scene: Scene, kind: type[Any] = Form) -> Any:
    scene.settle()
    return next(one for one in scene.window.findChildren(kind) if one.isVisible())


def enter(town: Scene, name: str = "Voirie") -> None:
    town.services.briefings.keep_department(Department(DepartmentId(""), name))


def shown(page: BriefingPage) -> list[str]:
    rows = page.pane.items
    return [rows.item(n).data(ID) for n in range(rows.count()) if rows.item(n).data(ID)]


def look(town: Scene, page: BriefingPage) -> None:
    page.shown()
    town.settle()
    town.settle()


def test_nobody_is_briefed_until_a_department_is_entered(town: Scene, page: BriefingPage) -> None:
    town.window.act("briefing.new")
    asked = form(town)
    asked.fields["name"].setText("Voirie")
    asked.fields["address"].setText("wrong")
    asked.use()
    assert "address" in asked.trouble.text()
    asked.fields["address"].setText("voirie@mairie.example")
    asked.fields[f"part:{Part.RISKS}"].setChecked(False)
    asked.use()
    town.settle()
    (one,) = town.services.briefings.departments()
    assert one.address == "voirie@mairie.example"
    assert Part.RISKS not in one.parts
    assert page.pane.title.text() == "Voirie"


def test_it_is_gathered_taken_out_of_put_back_and_introduced(
    town: Scene, page: BriefingPage
) -> None:
    enter(town)
    look(town, page)
    keys = shown(page)
    assert any(key.startswith("ask:") for key in keys)
    pane = page.pane
    pane.items.setCurrentRow(
        next(n for n in range(pane.items.count()) if pane.items.item(n).data(ID))
    )
    town.window.act("briefing.toggle")
    sketch = town.services.briefings.sketch(pane.department().id, pane._found.span)  # type: ignore[union-attr]
    assert len(sketch.out) == 1
    town.window.act("briefing.toggle")
    pane.intro.setPlainText("Bonjour à tous.")
    pane.keep()
    sketch = town.services.briefings.sketch(pane.department().id, pane._found.span)  # type: ignore[union-attr]
    assert (sketch.intro, sketch.out) == ("Bonjour à tous.", frozenset())


def test_it_is_finished_kept_and_leaves_as_a_mail_and_as_files(
    town: Scene, page: BriefingPage, tmp_path: Path
) -> None:
    enter(town)
    look(town, page)
    town.window.act("briefing.finish")
    out = form(town, OutDialog)
    out.write_mail(tmp_path / "point.eml")
    assert b"X-Unsent: 1" in (tmp_path / "point.eml").read_bytes()
    out.write_files(tmp_path)
    made = sorted(one.suffix for one in tmp_path.iterdir() if one.is_file())
    assert made == [".eml", ".html", ".md", ".xml"]
    out.write(tmp_path / "point.pdf")
    town.settle()
    assert (tmp_path / "point.pdf").read_bytes().startswith(b"%PDF")
    out.close()
    town.settle()
    assert page.pane.sent.count() == 1
    town.window.act("briefing.sent")
    assert form(town, OutDialog).windowTitle().startswith("Briefing for Voirie")


def test_private_persons_are_named_for_a_reason_and_then_no_more(
    town: Scene, page: BriefingPage
) -> None:
    enter(town)
    look(town, page)
    town.window.act("briefing.names")
    asked = form(town)
    asked.fields["words"].setText("ok")
    asked.use()
    assert asked.trouble.text()
    asked.fields["words"].setText("Elle demande à être rappelée.")
    asked.use()
    assert "rappelée" in page.pane.hint.text()
    town.window.act("briefing.names")
    assert "rappelée" not in page.pane.hint.text()


def test_a_message_is_put_in_from_the_inbox_and_taken_back(town: Scene, page: BriefingPage) -> None:
    enter(town)
    home = min(town.services.inbox.ids(View(status=None)))
    town.window.go("inbox")
    town.page.open_conversation(home)
    town.settle()
    town.window.act("filing.briefing")
    asked = form(town)
    assert isinstance(asked.fields["department"], QComboBox)
    assert isinstance(asked.fields["note"], QPlainTextEdit)
    asked.fields["note"].setPlainText("Pour lundi.")
    asked.use()
    (one,) = town.services.briefings.departments()
    (pick,) = town.services.briefings.picks(one.id)
    assert pick.note == "Pour lundi."
    town.window.findChildren(UndoBar)[-1].undone.emit()
    town.settle()
    assert town.services.briefings.picks(one.id) == ()


def test_a_department_is_removed_and_brought_back(town: Scene, page: BriefingPage) -> None:
    enter(town)
    look(town, page)
    town.window.act("briefing.remove")
    town.settle()
    assert town.services.briefings.departments() == ()
    town.window.findChildren(UndoBar)[-1].undone.emit()
    town.settle()
    assert [one.name for one in town.services.briefings.departments()] == ["Voirie"]
