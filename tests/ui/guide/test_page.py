"""The page of the response guide: found, read, changed through its forms, and what it lacks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QToolButton

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.profile import Role
from cmworkstation.services.workstation import Services
from cmworkstation.ui.guide.answer_form import AnswerForm
from cmworkstation.ui.guide.counting import GuideCount
from cmworkstation.ui.guide.forms import ApproverForm, DayForm
from cmworkstation.ui.guide.page import GuidePage
from cmworkstation.ui.guide.translation_form import TranslationForm
from cmworkstation.ui.widgets.panes import CollapsiblePane
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.services.test_answers import FACT, HEAD
from tests.services.test_guide import GUIDE
from tests.ui.inbox.conftest import Scene, ended


class Guided(Scene):
    """The page of the guide, and words for what is on it."""

    @property
    def guide(self) -> GuidePage:
        page = self.window.page("guide")
        assert isinstance(page, GuidePage)
        return page

    def titles(self) -> list[str]:
        rows = self.guide.entries.list
        return [rows.item(n).text() for n in range(rows.count())]

    def read(self) -> str:
        """Return all words of the entry in front."""
        return "\n".join(one.text() for one in self.guide.entries.detail.findChildren(QLabel))

    def button(self, words: str) -> QPushButton:
        found = [one for one in self.guide.findChildren(QPushButton) if one.text() == words]
        return next(one for one in found if not one.isHidden())

    def choose(self, name: str) -> None:
        self.guide.show_entry("ville", "answer", name)

    def form(self, kind: type[QDialog]) -> Any:
        return next(one for one in self.window.findChildren(kind) if one.isVisible())

    def drafted(self, name: str) -> Answer:
        (row,) = self.services.charters.listed()
        return by_id(read_charter(row.draft).answers)[name]


def a_guide(folder: Path) -> Services:
    services = a_workstation(folder)
    account = add_account(services, "Mairie")
    charter_id, _ = services.charters.save(HEAD + FACT + GUIDE)
    services.charters.assign(account.id, charter_id)
    texts = ("Peut-on venir avec un chien au marché ?", "Un chien au marché, on peut venir ?")
    receive(
        services, account, [a_message(f"q{n}", text, language="fr") for n, text in enumerate(texts)]
    )
    return services


@pytest.fixture
def guided(qtbot: Any, tmp_path: Path) -> Iterator[Guided]:
    made = Guided(a_guide(tmp_path / "w"), qtbot)
    made.window.go("guide")
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.close()
    ended(made)


def test_the_page_lists_what_may_be_said_and_shows_it_with_its_languages(guided: Guided) -> None:
    assert guided.titles()[0] == "Heures d’ouverture"
    assert "Attente" in guided.titles()
    said = guided.read()
    assert "Nous ouvrons lundi à neuf heures." in said
    assert "Hello, we open on Monday" in said
    assert "behind the other text" in said
    assert "Not used yet" in said


def test_a_persons_words_with_slips_find_the_answer_and_stand_out(guided: Guided) -> None:
    guided.qtbot.keyClicks(guided.guide.search, "ouvertur heurs")
    guided.qtbot.waitUntil(lambda: guided.titles() == ["Heures d’ouverture"])
    row = guided.guide.entries.list.item(0)
    text, spans = row.text(), row.data(int(Qt.ItemDataRole.UserRole) + 2)
    assert [text[start:end] for start, end in spans] == ["Heures", "ouverture"]
    guided.guide.search.setText("xylophone")
    guided.qtbot.waitUntil(lambda: guided.titles() == [])
    guided.button("Show everything").click()
    assert len(guided.titles()) == 5


def test_earlier_versions_of_an_entry_are_shown_when_they_are_asked_for(guided: Guided) -> None:
    guided.services.charters.save((HEAD + FACT + GUIDE).replace("à neuf heures", "à dix heures"))
    guided.guide.shown()
    guided.choose("ouverture")
    assert "à neuf heures" not in guided.read()
    pane = guided.guide.entries.detail.findChild(CollapsiblePane)
    assert pane is not None
    pane.set_open(True)
    assert "à neuf heures" in guided.read()
    assert "Since version 1.0" in guided.read()


def test_folders_narrow_the_list(guided: Guided) -> None:
    folders = guided.guide.folder
    folders.setCurrentIndex(folders.findData("Pratique"))
    folders.activated.emit(folders.currentIndex())
    assert guided.titles() == ["Heures d’ouverture"]


def test_facts_and_what_is_due_have_their_parts(guided: Guided) -> None:
    assert guided.window.act("guide.facts")
    assert guided.titles() == ["Le réseau compte sept médiathèques."]
    assert "https://ormaie.example/reseau" in guided.read()
    assert guided.window.act("guide.due")
    assert guided.titles() == ["Où est l’ancienne salle ?", "Heures d’ouverture", "a-valider"]
    assert guided.guide.summary.text() == "3 entries need somebody"


def test_a_change_is_proposed_and_shown_beside_what_is_in_force(guided: Guided) -> None:
    guided.choose("ouverture")
    guided.button("Propose a change…").click()
    form = guided.form(AnswerForm)
    assert "Monday" in form.body.toPlainText()
    form.language.setCurrentIndex(form.language.findData("fr"))
    assert "lundi" in form.body.toPlainText()
    form.body.setPlainText("Nous ouvrons à {heure}.")
    form.doer.click()
    guided.settle()
    assert guided.drafted("ouverture").body["fr"] == "Nous ouvrons à {heure}."
    said = guided.read()
    assert "The draft of the charter holds a change of this entry." in said
    assert "Nous ouvrons à {heure}." in said
    assert "Nous ouvrons lundi" in said


def test_what_was_typed_on_the_charter_page_and_what_is_proposed_here_are_both_kept(
    guided: Guided,
) -> None:
    guided.window.go("charter")
    page: Any = guided.window.page("charter")
    guided.settle()
    page._editor.setPlainText(page._text().replace('title.fr = "La ville"', 'title.fr = "La cité"'))
    guided.window.go("guide")
    guided.settle()
    guided.qtbot.waitUntil(lambda: "La cité" in guided.services.charters.listed()[0].draft)
    guided.choose("a-valider")
    guided.button("Approve…").click()
    guided.form(ApproverForm).doer.click()
    guided.window.go("charter")
    guided.settle()
    (row,) = guided.services.charters.listed()
    assert "La cité" in row.draft
    assert guided.drafted("a-valider").approved_by == "com"
    assert page._text() == row.draft


def test_a_form_without_a_text_says_so_and_stays(guided: Guided) -> None:
    assert guided.window.act("guide.new")
    form = guided.form(AnswerForm)
    form.title.setText("Vélos")
    form.doer.click()
    assert form.isVisible()
    assert form.trouble.text() == "An answer needs a title and a text."
    form.body.setPlainText("Oui.")
    form.review_by.setText("when there is time")
    form.doer.click()
    assert form.trouble.text().startswith("This is no day.")
    form.review_by.setText("1/2/2027")
    form.doer.click()
    guided.settle()
    assert guided.drafted("velos").review_by == date(2027, 2, 1)
    assert "Vélos" in guided.titles()


def test_a_translation_is_written_beside_its_source(guided: Guided) -> None:
    guided.choose("ouverture")
    guided.button("Translate…").click()
    form = guided.form(TranslationForm)
    assert "Nous ouvrons lundi" in form.source.toPlainText()
    assert form.language.currentData() == "en"
    form.body.setPlainText("We open on Monday.")
    form.doer.click()
    guided.settle()
    assert guided.drafted("ouverture").body["en"] == "We open on Monday."


def test_reviewed_approved_and_retired_with_undo(guided: Guided) -> None:
    guided.choose("a-valider")
    guided.button("Approve…").click()
    guided.form(ApproverForm).doer.click()
    guided.settle()
    assert guided.drafted("a-valider").approved_by == "com"
    guided.choose("ancienne")
    guided.button("Still right…").click()
    guided.form(DayForm).doer.click()
    guided.settle()
    assert guided.drafted("ancienne").review_by == date(2027, 9, 3)
    guided.choose("ouverture")
    guided.button("Retire").click()
    assert guided.drafted("ouverture").retired_on == date(2026, 9, 3)
    assert guided.window.act("app.undo")
    guided.settle()
    assert guided.drafted("ouverture").retired_on is None


def test_questions_without_an_answer_open_their_conversations_and_begin_an_answer(
    guided: Guided,
) -> None:
    assert guided.window.act("guide.missing")
    guided.qtbot.waitUntil(lambda: guided.guide.missing.list.count() == 1)
    assert guided.guide.missing.said.text() == "1 question without an answer"
    assert "2 times" in guided.guide.missing.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    guided.button("Write an answer…").click()
    form = guided.form(AnswerForm)
    assert "chien au marché" in form.asks.toPlainText()
    form.reject()
    guided.button("Open the conversation").click()
    assert guided.window.current_key() == "inbox"


def test_an_entry_goes_into_the_reply_that_is_being_written(guided: Guided) -> None:
    guided.choose("ouverture")
    assert not guided.button("Put into the reply").isEnabled()
    guided.window.go("inbox")
    guided.open("Nadia")
    assert guided.window.act("inbox.reply")
    guided.settle()
    guided.window.go("guide")
    guided.choose("ouverture")
    guided.button("Put into the reply").click()
    composer = guided.page.composer
    assert composer is not None
    assert guided.window.current_key() == "inbox"
    assert composer.editor.toPlainText().startswith("Bonjour Nadia,\n\nNous ouvrons lundi")
    (chip,) = composer.facts.findChildren(QToolButton)
    assert "https://ormaie.example/reseau" in chip.accessibleName()


def test_whoever_keeps_no_charter_reads_and_changes_nothing(guided: Guided) -> None:
    people = guided.services.profiles
    people.add("Ines Carvalho", [Role.KEEPER])
    drafter = people.add("Tess Abara", [Role.DRAFTER])
    people.switch_to(drafter.id)
    guided.guide.shown()
    guided.choose("ouverture")
    assert not guided.button("Propose a change…").isEnabled()
    assert not guided.guide.adder.isEnabled()
    assert not guided.window.can("guide.retire")
    assert guided.services.guide.waiting() == 0


def test_without_a_charter_the_page_says_where_to_begin(qtbot: Any, tmp_path: Path) -> None:
    empty = Guided(a_workstation(tmp_path / "w"), qtbot)
    empty.window.go("guide")
    assert empty.guide.entries._nothing.accessibleName() == "Nothing was agreed yet"
    empty.button("Go to the charter").click()
    assert empty.window.current_key() == "charter"
    ended(empty)


def test_the_rail_counts_what_somebody_must_do(guided: Guided, qtbot: Any) -> None:
    told: list[int] = []
    count = GuideCount(guided.services, guided.window.jobs, lambda: told.append(1), guided.window)
    count.heard(Changes())
    guided.settle()
    assert (count.n, told) == (3, [1])
    count.heard(Changes(outbox=True))
    guided.settle()
    assert told == [1]
