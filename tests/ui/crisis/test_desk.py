"""The crisis desk in the window: a statement out in three actions, calls, the log, paper, and the debrief."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from cmworkstation.domain.reply import OutboxState
from cmworkstation.ui.crisis.debrief_dialog import DebriefDialog
from cmworkstation.ui.crisis.desk_watch import DeskWatch
from cmworkstation.ui.crisis.forms import NoteForm
from cmworkstation.ui.crisis.page import CrisisPage
from cmworkstation.ui.crisis.paper import PaperDialog, write
from cmworkstation.ui.crisis.roster_form import RosterForm
from cmworkstation.ui.crisis.statement_dialog import StatementDialog
from cmworkstation.words import debriefs
from cmworkstation.words import desk as words
from tests.builders_workspace import a_workstation
from tests.clocks import SetClock
from tests.paper import text_of
from tests.services.test_crises import WHY
from tests.services.test_desk import TRIGGERS
from tests.ui.composer.conftest import CHARTER, a_shop
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]
PHONES = ("+33 1 99 00 12 01", "+33 6 99 00 12 02")


@pytest.fixture
def scene(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + TRIGGERS)
    return a_scene(services)


def settle(scene: Scene) -> None:
    for _ in range(3):
        scene.settle()


def desk(scene: Scene) -> CrisisPage:
    scene.window.go("crisis")
    settle(scene)
    page = scene.window.page("crisis")
    assert isinstance(page, CrisisPage)
    return page


def opened(scene: Scene, kind: type[QDialog]):
    settle(scene)
    (dialog,) = (one for one in scene.window.findChildren(kind) if one.isVisible())
    return dialog


def storm(scene: Scene) -> None:
    scene.services.crises.declare("shop", "storm", WHY)


def test_calm_says_so_and_since_when(scene: Scene) -> None:
    page = desk(scene)
    assert page.state.text() == "No crisis. There never was one here."
    assert not page.buttons()["statement"].isEnabled() or page.statements.list.count() == 1
    storm(scene)
    scene.services.crises.declare("shop", "", "The bridge is open again")
    page = desk(scene)
    assert page.state.text().startswith("No crisis. Level 0 since today")


def test_the_first_statement_is_out_in_three_actions(scene: Scene) -> None:
    storm(scene)
    page = desk(scene)
    actions = 0
    page.buttons()["statement"].click()
    actions += 1
    dialog = opened(scene, StatementDialog)
    assert dialog.fields["next_update"].text()
    dialog.fields["next_update"].setText("15:30")
    actions += 1
    dialog.post.click()
    actions += 1
    settle(scene)
    assert actions <= 3
    (row,) = scene.services.outbox.rows()
    assert row.body == "We have read you and write again here by 15:30."
    assert row.state in (OutboxState.HELD, OutboxState.BY_HAND)
    assert page.shown_now is not None
    assert page.shown_now.episode is not None
    assert page.shown_now.episode.update_at is not None
    assert page.update_line.text().startswith("Next word to the public today")


def test_nothing_is_posted_while_a_blank_is_empty_or_no_account_is_chosen(scene: Scene) -> None:
    storm(scene)
    page = desk(scene)
    page.buttons()["statement"].click()
    dialog = opened(scene, StatementDialog)
    dialog.fields["next_update"].clear()
    assert not dialog.post.isEnabled()
    assert dialog.trouble.text() == "Still empty: Next update."
    dialog.fields["next_update"].setText("15:30")
    assert dialog.post.isEnabled()
    for tick in dialog.where.ticks.values():
        tick.setChecked(False)
    assert dialog.trouble.text() == "Choose at least one account."


def test_a_decision_is_written_into_the_log(scene: Scene) -> None:
    storm(scene)
    page = desk(scene)
    assert scene.window.act("desk.note")
    form = opened(scene, NoteForm)
    assert not form.keep.isEnabled()
    form.words.setPlainText("We close until noon")
    form.keep.click()
    settle(scene)
    assert "Decision: We close until noon" in page.log.list.item(0).text()


def test_whoever_is_called_and_not_reached_is_followed_by_the_next(scene: Scene) -> None:
    people(scene)
    storm(scene)
    page = desk(scene)
    page.buttons()["call"].click()
    settle(scene)
    assert page.buttons()["reached"].isEnabled()
    page.buttons()["missed"].click()
    settle(scene)
    assert "Call next: Bo" in page.calls.about.text()
    page.buttons()["call"].click()
    settle(scene)
    watch = DeskWatch(scene.window, scene.services, scene.window.jobs)
    clock = scene.services.clock
    assert isinstance(clock, SetClock)
    clock.advance(minutes=11)
    watch.look()
    settle(scene)
    bars = [bar._text.text() for _, bar in scene.window._bars]
    assert "No word from Bo. Everybody on the roster was called." in bars


def people(scene: Scene) -> None:
    roster = scene.services.roster
    for name, number in zip(("Ada", "Bo"), PHONES, strict=True):
        roster.keep(replace(roster.new(), name=name, phones=number))


def test_somebody_is_put_on_the_roster_and_taken_off_and_back(scene: Scene) -> None:
    page = desk(scene)
    page.buttons()["person_add"].click()
    form = opened(scene, RosterForm)
    form.doer.click()
    assert form.trouble.text() == "Say who it is."
    form.name.setText("Ada")
    form.phones.setPlainText("\n".join(PHONES))
    form.doer.click()
    settle(scene)
    assert PHONES[1] in page.calls.list.item(0).text()
    page.buttons()["person_remove"].click()
    settle(scene)
    assert page.calls.list.count() == 0
    assert scene.window.act("edit.undo") or scene.window.act("app.undo")
    settle(scene)
    assert page.calls.list.count() == 1


def test_the_call_list_on_paper_holds_every_number(scene: Scene, tmp_path: Path) -> None:
    people(scene)
    page = desk(scene)
    page.buttons()["print_roster"].click()
    dialog = opened(scene, PaperDialog)
    dialog.write(tmp_path / "list.pdf")
    settle(scene)
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    on_paper = text_of(tmp_path / "list.pdf")
    for words_ in ("Call list", "1. Ada", "2. Bo", *PHONES):
        assert "".join(words_.split()) in on_paper
    roster = scene.services.roster
    found = list(words.call_list(roster.people(), roster.on_call(), scene.services.clock.now()))
    write(tmp_path / "list.html", found)
    printed = (tmp_path / "list.html").read_text(encoding="utf-8")
    shown = " ".join(text for _, text in dialog._found)
    for number in PHONES:
        assert number in printed
        assert number in shown


def test_the_debrief_keeps_answers_and_what_was_agreed(scene: Scene, tmp_path: Path) -> None:
    storm(scene)
    scene.services.crises.declare("shop", "", "The bridge is open again")
    page = desk(scene)
    page.buttons()["debrief"].click()
    dialog = opened(scene, DebriefDialog)
    dialog.answers["keep"].setPlainText("The roster")
    dialog.words.setText("Print the roster")
    dialog.owner.setText("Ada")
    dialog.keep.click()
    settle(scene)
    page.buttons()["debrief"].click()
    dialog = opened(scene, DebriefDialog)
    assert dialog.answers["keep"].toPlainText() == "The roster"
    dialog.words.setText("Print the roster")
    dialog.owner.setText("Ada")
    dialog.agree.click()
    settle(scene)
    assert [one.words for one in scene.services.debriefs.owed()] == ["Print the roster"]
    assert "Print the roster: Ada" in page.past.list.item(1).text()
    write(tmp_path / "r.md", [("title", "Report")])
    assert debriefs.as_markdown([("title", "Report")]) == (tmp_path / "r.md").read_text()


def test_a_drill_says_exercise_and_ends_with_a_report(scene: Scene) -> None:
    page = desk(scene)
    scene.services.exercises.begin("shop")
    page = desk(scene)
    assert page.exercise.isVisible()
    assert page.exercise.text().startswith("EXERCISE, for ")
    assert page.head_buttons["drill"].text() == "End the drill"
    page.head_buttons["drill"].click()
    settle(scene)
    assert not page.exercise.isVisible()
    assert page.past.list.item(0).text().startswith("Drill · ")


def test_where_no_charter_knows_levels_the_button_leads_to_the_charters(
    a_scene: Callable[..., Scene], tmp_path: Path
) -> None:
    scene = a_scene(a_workstation(tmp_path / "empty"))
    page = desk(scene)
    assert page.state.text() == "No charter in force knows crisis levels."
    assert "ready-made" in page.why.text()
    assert page.level.text() == "Go to the charter"
    page.level.click()
    assert scene.window.current_key() == "charter"
