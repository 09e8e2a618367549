"""Ways to begin a charter, the test bench, and who may change what."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat

from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.profile import Role
from cmworkstation.services.starters import starters
from cmworkstation.ui.charter.beginning import ChooseExample, NewCharter, first_text
from cmworkstation.ui.charter.draft_keeper import DraftKeeper
from tests.domain.charter.builders import shipped_packs
from tests.ui.charter.conftest import FENNICK


def test_every_charter_that_ships_is_offered_in_the_language_of_the_window_first(desk):
    names = {
        path.name
        for path in (Path(__file__).parents[3] / "cmworkstation/resources/charters").glob("*.toml")
    }
    assert {f"{one.name}.charter.toml" for one in starters()} == names
    desk.charter._files.ask_for_example()
    (dialog,) = desk.charter.findChildren(ChooseExample)
    rows = [dialog.rows.item(n).text() for n in range(dialog.rows.count())]
    assert len(rows) == len(names)
    assert rows[0].endswith("English")
    dialog.reject()


@pytest.mark.parametrize("languages", [("en",), ("fr",), ("fr", "en")])
def test_a_new_charter_is_whole_and_can_be_used_at_once(languages):
    text = first_text("Our charter", "Mill & Sons", languages)
    charter = read_charter(text)
    assert charter.header.id == "mill-sons"
    assert charter.header.languages == languages
    assert [
        one.key for one in find_problems(charter, shipped_packs()) if one.severity == "error"
    ] == []


def test_a_new_charter_is_made_from_three_answers(desk):
    desk.charter._files.ask_for_new()
    (dialog,) = desk.charter.findChildren(NewCharter)
    assert not dialog.begin.isEnabled()
    dialog.name.setText("How we answer")
    dialog.organisation.setText("The Mill")
    assert dialog.begin.isEnabled()
    dialog.languages["fr"].setChecked(True)
    dialog.begin.click()
    desk.checked()
    (row,) = desk.services.charters.listed()
    assert row.id == "the-mill"
    assert read_charter(desk.text()).header.languages == ("en", "fr")
    assert desk.charter._detail.form is not None


def test_the_bench_underlines_by_weight_and_says_clause_reason_and_way_out(forms):
    trial = forms.charter._trial
    trial.text.setPlainText("😀 Our oats lowers cholesterol. It is guaranteed!")
    trial._try()
    marks = trial.text.extraSelections()
    styles = {one.format.underlineStyle() for one in marks}
    assert QTextCharFormat.UnderlineStyle.SingleUnderline in styles
    assert "lowers cholesterol" in {one.cursor.selectedText() for one in marks}
    said = [trial.verdict.item(n).text() for n in range(trial.verdict.count())]
    (claim,) = [one for one in said if one.startswith("Stops the reply")]
    assert claim.endswith("\nIn the file: health-claim")
    assert "Clause" not in claim, "the name of a rule is no clause"
    assert any("\nClause: " in one for one in said)
    assert any("\nWay out: Turn into a dated promise" in one for one in said)
    item = trial.verdict.item(said.index(claim))
    trial.verdict.itemActivated.emit(item)
    assert trial.text.textCursor().selectedText() == "lowers cholesterol"


QUIET = """\
[[rule]]
id = "quiet"
kind = "terms"
terms = ["quiet"]
visibility = "private"
message.en = "Hush"

"""


def test_the_bench_tries_a_text_where_it_would_stand(forms):
    forms.write(FENNICK.replace("[[fact]]", QUIET + "[[fact]]", 1))
    trial = forms.charter._trial
    trial.text.setPlainText("All is quiet here today.")
    trial._try()
    assert not any(one.rule == "quiet" for one in trial.findings())
    trial.side.setCurrentIndex(trial.side.findData("private"))
    assert any(one.rule == "quiet" for one in trial.findings())
    assert trial.category.itemText(0) == "Any category"
    assert trial.category.count() == 11


def test_whoever_does_not_keep_the_charter_reads_it(desk):
    desk.begin()
    profiles = desk.services.profiles
    keeper = profiles.add("Keeper", frozenset(Role))
    profiles.switch_to(keeper.id)
    reader = profiles.add("Reader", frozenset({Role.READER}))
    profiles.switch_to(reader.id)
    desk.window.set_language("fr")  # builds the page anew
    desk.settle()
    page = desk.charter
    form = page._detail.form
    assert form is not None
    assert not form.widget().isEnabled()
    assert page._editor.isReadOnly()
    assert not page._detail.add_button.isVisible()
    page._editor.setPlainText("x")
    page.before_close()
    assert {one.draft for one in desk.services.charters.listed()} == {""}


def test_a_draft_that_waits_on_the_lane_never_undoes_a_later_one():
    class Lane:
        def __init__(self):
            self.waiting = []

        def run(self, _lane, work):
            self.waiting.append(work)

    class Kept:
        def __init__(self):
            self.texts = []

        def save_draft(self, charter_id, text):
            self.texts.append((charter_id, text))

    lane: Any = Lane()
    kept: Any = Kept()
    keeper = DraftKeeper(kept, lane)
    keeper.later("a", "first")
    keeper.later("b", "other")
    keeper.now("a", "second")
    for work in lane.waiting:
        work()
    assert kept.texts == [("a", "second"), ("b", "other")]


def test_the_tree_of_the_triage_changes_the_text(forms):
    page = forms.charter
    page._go("triage", 0)
    detail = page._detail
    tree = detail._tree
    assert tree is not None
    assert tree.isVisible()
    before = read_charter(FENNICK).triage
    second = before.steps[1].id
    tree.choose_step(second)
    tree._make_first(second)
    forms.checked()
    assert read_charter(forms.text()).triage.start == second
    page._editing.undo(back=True)
    forms.checked()
    assert forms.text() == FENNICK
    assert page.first_focus() is page._navigator.tree
    assert page._navigator.tree.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_large_file_is_looked_at_off_the_window_and_kept_as_text(desk, tmp_path):
    facts = "".join(f'\n[[fact]]\nid = "f{n}"\nsource = "{"x" * 400}"\n' for n in range(1000))
    file = tmp_path / "large.toml"
    file.write_text(FENNICK + facts)
    desk.charter._files.open(str(file))
    assert "it is being looked at" in desk.window.status._said.text()
    desk.checked()
    assert desk.text() == FENNICK + facts
    assert desk.charter._detail.form is None
    assert desk.charter._detail._empty.accessibleName() == "This text is too large for forms"
