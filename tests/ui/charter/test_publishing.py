"""Publishing in the window: the bar, the guided way, signing by several, versions and differences, visitors."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from cmworkstation.domain.charter.lifecycle import State
from cmworkstation.domain.profile import ALL_ROLES, Role
from cmworkstation.services.workstation import Services
from cmworkstation.ui.charter.page import CharterPage
from cmworkstation.ui.charter.public_dialog import PublicDialog
from cmworkstation.ui.charter.publish_dialog import PublishDialog
from cmworkstation.ui.charter.reason_dialog import ReasonDialog
from cmworkstation.ui.charter.versions_dialog import VersionsDialog
from tests.builders_workspace import NOW, a_workstation
from tests.pictures import drawn
from tests.services.test_answer_files import one as file_line
from tests.services.test_answer_files import with_answer
from tests.services.test_versions import NEXT, TEXT
from tests.ui.inbox.conftest import Scene, ended


class Press(Scene):
    """The window at the charter page, over a small charter."""

    def __init__(self, services: Services, qtbot: Any) -> None:
        super().__init__(services, qtbot)
        self.window.go("charter")
        self.settle()

    @property
    def charter(self) -> CharterPage:
        page = self.window.page("charter")
        assert isinstance(page, CharterPage)
        return page

    @property
    def bar(self) -> Any:
        return self.charter._publishing

    def write(self, text: str) -> None:
        self.charter._editor.setPlainText(text)
        self.qtbot.waitUntil(lambda: not self.charter._check_pause.isActive())
        self.settle()

    def shown(self, kind: type[QDialog]) -> Any:
        QApplication.processEvents()
        found = [one for one in self.window.findChildren(kind) if one.isVisible()]
        assert len(found) == 1
        return found[0]

    def publish(self) -> Any:
        self.bar.publish_button.click()
        self.settle()
        return self.shown(PublishDialog)

    def forward(self, dialog: Any, steps: int = 1) -> None:
        for _ in range(steps):
            assert dialog.next.isEnabled()
            dialog.next.click()
            self.settle()

    def state(self, number: str) -> State:
        return next(
            one.state
            for one in self.services.versions.listed("test")
            if one.version.number == number
        )


@pytest.fixture
def press(qtbot: Any, tmp_path: Path) -> Iterator[Press]:
    services = a_workstation(tmp_path / "w")
    services.charters.save(TEXT)
    made = Press(services, qtbot)
    yield made
    ended(made)


def test_the_bar_says_what_is_in_force_and_since_when(press):
    assert press.bar.state.text() == "In force: 1.0, since 3 Sep 2026"
    assert not press.bar.use_button.isEnabled()
    assert press.bar.use_button.isVisible()
    assert not press.bar.sign_button.isVisible()


def test_a_text_goes_through_all_steps_into_force(press):
    press.write(NEXT.replace('version = "1.1"', 'version = "1.0"'))
    dialog = press.publish()
    assert "Nothing keeps this text" in dialog.problems.sentence.text()
    press.forward(dialog)
    assert "jamais" in dialog.difference_view.toPlainText()
    assert "Rule “essai”, Words or phrases: changed" in dialog.difference_view.toPlainText()
    press.forward(dialog)
    assert "0 sent replies" in dialog.impact.sentence.text()
    press.forward(dialog)
    assert dialog.number.chosen()[0] == "2.0"
    assert "major" in dialog.number.why.text()
    press.forward(dialog)
    assert dialog.next.text() == "Put in force"
    press.forward(dialog)
    assert press.state("2.0") is State.IN_FORCE
    assert press.state("1.0") is State.SUPERSEDED
    assert press.bar.state.text() == "In force: 2.0, since 3 Sep 2026"
    assert 'version = "2.0"' in press.charter._editor.toPlainText()


def test_an_obstacle_stops_at_the_first_step_and_leads_to_its_place(press):
    press.write(TEXT.replace('bad = ["Jamais."]', 'bad = ["Souvent."]'))
    press.write(press.charter._editor.toPlainText())
    dialog = press.publish()
    assert not dialog.next.isEnabled()
    (line,) = [dialog.problems.list.item(n).text() for n in range(dialog.problems.list.count())]
    assert "should be found by the rule" in line
    dialog.problems.list.itemActivated.emit(dialog.problems.list.item(0))
    press.settle()
    cursor = press.charter._editor.textCursor()
    assert cursor.block().text().startswith("bad =")
    assert press.services.versions.in_review("test") is None


def test_a_later_day_is_scheduled_and_can_be_taken_back(press):
    press.write(NEXT)
    dialog = press.publish()
    press.forward(dialog, 3)
    day = NOW.date() + timedelta(days=9)
    dialog.number.starts.setText(day.isoformat())
    assert "by itself" in dialog.number.when.text()
    press.forward(dialog)
    assert dialog.next.text() == "Schedule"
    press.forward(dialog)
    assert press.state("2.0") is State.APPROVED
    assert "2.0 comes into force on 12 Sep 2026" in press.bar.state.text()
    press.bar.versions_button.click()
    press.settle()
    versions = press.shown(VersionsDialog)
    assert versions.withdraw.isEnabled()
    versions.withdraw.click()
    reason = press.shown(ReasonDialog)
    assert not reason.act.isEnabled()
    press.qtbot.keyClicks(reason.why, "Too early")
    reason.act.click()
    press.settle()
    assert press.state("2.0") is State.WITHDRAWN
    assert "Too early" in versions._why.text()
    versions.reject()
    assert press.bar.state.text() == "In force: 1.0, since 3 Sep 2026"
    assert 'version = "2.1"' in press.charter._editor.toPlainText(), "the text goes on as a draft"


def test_dates_in_the_wrong_order_and_no_number_cannot_go_on(press):
    press.write(NEXT)
    dialog = press.publish()
    press.forward(dialog, 3)
    dialog.number.number.setText("two")
    assert not dialog.next.isEnabled()
    dialog.number.number.setText("2.5")
    assert dialog.next.isEnabled()
    dialog.number.review.setText(dialog.number.starts.text())
    assert not dialog.next.isEnabled()
    assert "after the first day" in dialog.number.when.text()
    dialog.number.review.setText("soon")
    assert not dialog.next.isEnabled()
    assert dialog.number.when.text() == "Write the day as Thu 3 Sept 2026."


def test_leaving_the_dialog_changes_nothing(press):
    press.write(NEXT)
    dialog = press.publish()
    press.forward(dialog, 2)
    press.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    press.settle()
    assert [one.version.number for one in press.services.versions.listed("test")] == ["1.0"]
    assert press.charter._editor.toPlainText() == NEXT


def test_two_people_sign_what_a_third_wrote(press):
    people = press.services.profiles
    keeper = people.add("Tess Hollow", [Role.KEEPER])
    owner = people.add("Odile Ferrand", [Role.KEEPER, Role.APPROVER], [("test", "boss")])
    second = people.add("Karim Bel", [Role.APPROVER])
    press.charter._look()
    press.write(NEXT)
    assert not press.bar.use_button.isVisible()
    dialog = press.publish()
    press.forward(dialog, 4)
    assert dialog.next.text() == "Submit to review"
    press.forward(dialog)
    assert "2.0 is in review, 0 of 2 signatures" in press.bar.state.text()
    for who in (owner, second):
        people.switch_to(who.id)
        press.charter._look()
        assert press.bar.sign_button.isVisible()
        press.bar.sign_button.click()
        press.settle()
        reading = press.shown(PublishDialog)
        assert "jamais" in reading.difference_view.toPlainText()
        press.forward(reading, 2)
        reading.sign.words.setPlainText("Read.")
        press.forward(reading)
    assert press.state("2.0") is State.IN_FORCE
    row = press.services.versions.listed("test")[0]
    assert row.version.made_by == keeper.id
    assert [one.words for one in row.sign_offs] == ["Read.", "Read."]


def test_a_reviewer_sends_back_with_a_reason(press):
    people = press.services.profiles
    people.add("Odile Ferrand", [Role.KEEPER, Role.APPROVER], [("test", "boss")])
    people.add("Karim Bel", [Role.APPROVER])
    press.charter._look()
    press.write(NEXT)
    dialog = press.publish()
    press.forward(dialog, 4)
    dialog.sign.at_once.setChecked(False)
    press.forward(dialog)
    press.bar.sign_button.click()
    press.settle()
    reading = press.shown(PublishDialog)
    reading.send_back.click()
    reason = press.shown(ReasonDialog)
    press.qtbot.keyClicks(reason.why, "The hours are wrong")
    reason.act.click()
    press.settle()
    assert press.state("2.0") is State.DRAFT
    assert not press.bar.sign_button.isVisible()


def test_any_two_versions_are_compared_word_by_word(press):
    press.services.charters.save(NEXT)
    press.services.charters.save(NEXT.replace('"1.1"', '"1.2"').replace("Non.", "Chaque fois."))
    press.window.act("charter.versions")
    press.settle()
    dialog = press.shown(VersionsDialog)
    assert dialog.versions.count() == 3
    lines = [dialog.versions.item(n).text() for n in range(3)]
    assert all("you, alone here" in one for one in lines)
    oldest = dialog.old.count() - 1
    dialog.old.setCurrentIndex(oldest)
    dialog.new.setCurrentIndex(dialog.new.findData(dialog._rows[0].version.hash))
    text = dialog.view.toPlainText()
    assert "Heading, Version: changed" in text
    assert "1.0  →  1.2" in text
    assert "Jamais" in text
    assert "Chaque fois" in text
    dialog.old.setCurrentIndex(dialog.new.currentIndex())
    assert dialog.view.toPlainText() == "Nothing differs."


def test_an_old_text_becomes_a_draft_with_the_next_number(press):
    press.services.charters.save(NEXT)
    press.bar.versions()
    press.settle()
    dialog = press.shown(VersionsDialog)
    dialog.versions.setCurrentRow(1)
    dialog.take_up.click()
    press.settle()
    text = press.charter._editor.toPlainText()
    assert text == TEXT.replace('version = "1.0"', 'version = "1.2"')
    assert press.bar.use_button.isEnabled()


def test_the_version_of_a_past_reply_comes_to_the_front(press):
    digest = press.services.versions.listed("test")[0].version.hash
    press.services.charters.save(NEXT)
    press.window.act("charter.versions", digest)
    press.settle()
    dialog = press.shown(VersionsDialog)
    row = dialog._row()
    assert row is not None
    assert (row.version.number, row.state) == ("1.0", State.SUPERSEDED)


def test_a_signed_file_is_saved_and_a_changed_one_is_refused(press, tmp_path):
    people = press.services.profiles
    people.add("Odile Ferrand", [Role.KEEPER, Role.APPROVER], [("test", "boss")])
    text = NEXT.replace("need = 1", "need = 0")
    row, _ = press.services.versions.submit(text)
    press.services.versions.sign_off(row.version.hash)
    press.bar.versions()
    press.settle()
    dialog = press.shown(VersionsDialog)
    file = tmp_path / "v.json"
    dialog.save_to(row.version.hash, str(file))
    said = json.loads(file.read_text(encoding="utf-8"))
    said["source"] += "\n"
    file.write_text(json.dumps(said), encoding="utf-8")
    dialog.take_from(str(file))
    press.settle()
    assert "changed after it was written" in dialog._said.text()


def test_a_signed_version_is_saved_and_taken_in_with_the_files_of_its_answers(press, tmp_path):
    people = press.services.profiles
    people.add("Odile Ferrand", [*ALL_ROLES], [("test", "boss")])
    plan = press.services.media.add(drawn(), "plan.png")
    text = with_answer(file_line(plan.hash, "plan.png"), text=NEXT.replace("need = 1", "need = 0"))
    row, _ = press.services.versions.submit(text)
    press.services.versions.sign_off(row.version.hash)
    press.bar.versions()
    press.settle()
    dialog = press.shown(VersionsDialog)
    file = tmp_path / "v.cmwcharter"
    dialog.save_to(row.version.hash, str(file))
    press.settle()
    assert dialog._said.text() == "Saved."
    dialog.take_from(str(file))
    press.settle()
    assert "is here already" in dialog._said.text()
    with press.services.workspace.write() as connection:
        connection.execute("DELETE FROM media")
    dialog.take_from(str(file))
    press.settle()
    assert "was taken in" in dialog._said.text()
    assert press.services.media.data(plan.hash) == drawn()
    file.write_bytes(file.read_bytes()[:-30])
    dialog.take_from(str(file))
    press.settle()
    assert "not a whole one" in dialog._said.text()


def test_the_page_for_visitors_is_shown_and_saved(press, tmp_path):
    press.bar.public_button.click()
    dialog = press.shown(PublicDialog)
    assert [dialog.language.itemText(n) for n in range(2)] == ["Français", "English"]
    assert "Version 1.0" in dialog.preview.toPlainText()
    file = tmp_path / "page.html"
    dialog.save_to(str(file), "html")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    dialog.save_to(str(tmp_path / "no" / "page.md"), "md")
    assert "could not be written" in dialog._said.text()


def test_several_opened_files_stand_beside_the_charters(press, tmp_path):
    for name in ("a.toml", "b.toml"):
        file = tmp_path / name
        file.write_text(f"# {name}\nbroken = ", encoding="utf-8")
        press.charter._files.open(str(file))
        press.settle()
    choice = press.charter._bar.choice
    assert [choice.itemText(n) for n in range(choice.count())] == [
        "1.0",
        "a.toml, not in use",
        "b.toml, not in use",
    ]
    assert press.charter._editor.toPlainText().startswith("# b.toml")
    choice.setCurrentIndex(1)
    press.settle()
    assert press.charter._editor.toPlainText().startswith("# a.toml")
