"""The page about dialogue: topics, questions to people, experts; and the key T on a conversation."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPlainTextEdit, QPushButton

from cmworkstation.domain.conversation import View
from cmworkstation.domain.dialogue import About, DialogueState, Stance
from cmworkstation.domain.expert import Asked, RequestState
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.topic import TopicState
from cmworkstation.ui.asking.expert_form import ExpertForm
from cmworkstation.ui.asking.form import Form
from cmworkstation.ui.batch.dialog import BatchDialog
from cmworkstation.ui.dialogue.page import DialoguePage
from cmworkstation.ui.widgets.bars import UndoBar
from cmworkstation.words import experts as wording
from tests.ui.inbox.conftest import Scene
from tests.ui.inbox.test_row_acts import press


@pytest.fixture
def page(town: Scene) -> Iterator[DialoguePage]:
    town.window.go("dialogue")
    town.settle()
    found = town.window.page("dialogue")
    assert isinstance(found, DialoguePage)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


def homes(scene: Scene) -> list[int]:
    return sorted(scene.services.inbox.ids(View(status=None)))


def undo(scene: Scene) -> None:
    scene.window.findChildren(UndoBar)[-1].undone.emit()
    scene.settle()


def form(scene: Scene, kind: type[Any] = Form) -> Any:
    scene.settle()
    (found,) = (one for one in scene.window.findChildren(kind) if one.isVisible())
    return found


def fill(form_: Form, **values: str) -> None:
    for name, text in values.items():
        field = form_.fields[name]
        if isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        elif isinstance(field, QComboBox):
            at = field.findData(text)
            field.setCurrentIndex(at) if at >= 0 else field.setEditText(text)
        elif isinstance(field, QLineEdit):
            field.setText(text)
    form_.doer.click()


def test_a_topic_is_opened_decided_and_told_back_on_the_board(
    town: Scene, page: DialoguePage
) -> None:
    topics = town.services.topics
    town.window.act("dialogue.new_topic")
    fill(form(town), title="Fête des voisins", about="Ce que les gens en disent")
    town.settle()
    (topic,) = topics.listed()
    assert page.topics.topic() == topic
    topics.file(topic.id, homes(town)[:1])
    page.topics.choose(topic.id)
    town.settle()
    people = page.topics.voices.count()
    assert people > 0
    town.window.act("dialogue.decide")
    fill(form(town), words="La rue sera fermée de 18 h à 23 h.")
    town.settle()
    assert topics.topic(topic.id).state is TopicState.DECIDED
    column = page.topics.board.columns[TopicState.DECIDED]
    assert column.count() == 1
    assert "must still be told" in column.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for _ in range(people):
        page.topics.voices.setCurrentRow(0)
        town.window.act("dialogue.spare_voice")
        fill(form(town), words="Told at the meeting")
        town.settle()
    assert topics.topic(topic.id).state is TopicState.TOLD


def test_a_topic_without_a_title_says_so_and_the_form_stays(
    town: Scene, page: DialoguePage
) -> None:
    town.window.act("dialogue.new_topic")
    asked = form(town)
    fill(asked, title="  ")
    assert asked.isVisible()
    assert "title" in asked.trouble.text()
    assert page.topics.topic() is None


def test_left_and_right_walk_between_the_columns_of_the_board(
    town: Scene, page: DialoguePage
) -> None:
    topics = town.services.topics
    heard, _ = topics.make("Marché")
    studied, _ = topics.make("Piscine")
    topics.move(studied.id, TopicState.STUDY)
    page.topics.choose(heard.id)
    town.settle()
    board = page.topics.board
    first, second = board.columns[TopicState.HEARD], board.columns[TopicState.STUDY]
    first.setFocus()
    town.qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert page.topics.topic() == topics.topic(studied.id)
    town.qtbot.keyClick(second, Qt.Key.Key_Left)
    assert page.topics.topic() == heard


def test_the_key_t_files_a_conversation_under_a_new_topic_and_undo_takes_it_out(
    town: Scene,
) -> None:
    town.page.list.select_row(0)
    town.settle()
    town.page.list.table.setFocus()
    press(town, Qt.Key.Key_T)
    chooser = town.page.filing.topics
    assert chooser.isVisible()
    town.qtbot.keyClicks(chooser.field, "Street fair")
    town.qtbot.keyClick(chooser.field, Qt.Key.Key_Return)
    town.settle()
    (topic,) = town.services.topics.listed()
    assert len(town.services.topics.conversations(topic.id)) == 1
    undo(town)
    assert town.services.topics.conversations(topic.id) == ()


def opened(scene: Scene) -> Any:
    """Return a dialogue that is open, with a thread filed and one entered on paper."""
    services = scene.services
    made, _ = services.dialogues.make(About("Quels horaires ?", "On nous le demande."))
    place, _ = services.dialogue_places.add(made.id, name="Accueil")
    services.dialogues.approve(made.id)
    services.dialogues.open(made.id)
    services.dialogue_places.asked_by_hand(place.id)
    services.dialogue_places.add(
        made.id, conversation_id=ConversationId(homes(scene)[0]), filed=True
    )
    services.contributions.enter(place.id, "Le samedi", "Zoe Martin")
    return made


def test_a_question_is_written_down_agreed_to_and_opened(town: Scene, page: DialoguePage) -> None:
    page.show_part("initiatives")
    town.window.act("dialogue.new")
    fill(form(town), question="Quels horaires ?", why="On nous le demande.", ends="2026-12-31")
    town.settle()
    (one,) = town.services.dialogues.listed()
    assert page.initiatives.dialogue() == one
    town.window.act("dialogue.add_place")
    fill(form(town), name="Accueil")
    town.settle()
    town.window.act("dialogue.approve")
    town.window.act("dialogue.open")
    town.settle()
    assert town.services.dialogues.dialogue(one.id).state is DialogueState.OPEN
    undo(town)
    assert town.services.dialogues.dialogue(one.id).state is DialogueState.APPROVED


def test_changing_the_words_of_a_question_leaves_the_hours_of_its_days_alone(
    town: Scene, page: DialoguePage
) -> None:
    page.show_part("initiatives")
    starts = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)
    ends = datetime(2026, 11, 20, 18, tzinfo=UTC)
    made, _ = town.services.dialogues.make(
        About("Quels horaires ?", starts_at=starts, ends_at=ends)
    )
    page.show_dialogue(made.id)
    town.settle()
    town.window.act("dialogue.edit")
    asked = form(town)
    asked.fields["ends"].setText("soon")
    fill(asked, question="Quels horaires au port ?")
    assert asked.isVisible()
    assert asked.trouble.text().startswith("This is no day.")
    fill(asked, ends="20/11/2026")
    town.settle()
    about = town.services.dialogues.dialogue(made.id).about
    assert (about.question, about.starts_at, about.ends_at) == (
        "Quels horaires au port ?",
        starts,
        ends,
    )
    town.window.act("dialogue.edit")
    fill(form(town), ends="")
    town.settle()
    assert town.services.dialogues.dialogue(made.id).about.ends_at is None


def test_each_figure_opens_its_rows_and_marks_change_it(town: Scene, page: DialoguePage) -> None:
    one = opened(town)
    page.show_dialogue(one.id)
    town.settle()
    page.initiatives.show_step("answers")
    answers = page.initiatives.answers
    whole = answers.list.count()
    answers.list.setCurrentRow(0)
    town.window.act("dialogue.mark_for")
    town.settle()
    lines = [line.split("\t")[0] for line in answers.figures.as_text().splitlines()]
    answers.figures.cellActivated.emit(lines.index("for") - 1, 0)  # below the heads
    shown = answers.ids()
    assert 0 < len(shown) < whole
    said = {each.id: each for each in town.services.contributions.listed(one.id)}
    assert said[shown[0]].stance is Stance.FOR
    town.window.act("dialogue.all_said")
    assert answers.list.count() == whole


def test_contributors_are_told_in_a_batch_and_the_rest_otherwise(
    town: Scene, page: DialoguePage
) -> None:
    one = opened(town)
    town.services.dialogues.close(one.id)
    page.show_dialogue(one.id)
    town.settle()
    page.initiatives.show_step("result")
    town.window.act("dialogue.decide_dialogue")
    fill(form(town), words="Dix heures le samedi.")
    town.settle()
    result = page.initiatives.result
    assert "Dix heures" in result.decision.text()
    town.window.act("dialogue.tell")
    batch = form(town, BatchDialog)
    assert "Dix heures" in batch.own.toPlainText()
    assert not batch.send.isEnabled()
    batch.close()
    result.people.selectAll()
    town.window.act("dialogue.told")
    fill(form(town), words="by letter")
    town.settle()
    town.window.act("dialogue.end")
    town.settle()
    assert town.services.dialogues.dialogue(one.id).state is DialogueState.ANSWERED


def test_a_synthesis_is_kept_as_it_is_typed(town: Scene, page: DialoguePage) -> None:
    one = opened(town)
    page.show_dialogue(one.id)
    town.settle()
    page.initiatives.show_step("result")
    page.initiatives.result.synthesis.setPlainText("On veut le samedi.")
    page.before_close()
    assert town.services.dialogues.dialogue(one.id).synthesis == "On veut le samedi."


def test_an_expert_is_asked_from_a_conversation_and_the_file_becomes_a_draft(
    town: Scene, page: DialoguePage, tmp_path: Path
) -> None:
    home = homes(town)[0]
    town.window.go("inbox")
    town.page.open_conversation(home)
    town.settle()
    town.window.act("filing.expert")
    asked = form(town, ExpertForm)
    fill(asked, expert="Karim", department="voirie", question="Quand ?", due="2026-12-31")
    town.settle()
    (one,) = town.services.experts.listed()
    assert page.experts.request() == one
    assert one.mark in page.experts.letter.text()
    file = tmp_path / "answer.txt"
    file.write_text(f"En mars.\n\n{wording.letter(one).body}", encoding="utf-8")
    page.experts.take_in_file(str(file))
    town.settle()
    assert town.services.experts.request(one.id).state is RequestState.ANSWERED
    (draft,) = town.services.drafts.of_conversation(one.conversation_id)
    assert draft.body == "En mars.\n\nWith Karim, voirie."
    assert town.services.outbox.rows() == ()


def test_the_column_beside_a_thread_says_what_is_open_with_which_expert(
    town: Scene,
) -> None:
    home = ConversationId(homes(town)[0])
    town.services.experts.ask(home, None, Asked("Karim", "Quand ?"), wording.person)
    topic, _ = town.services.topics.make("Voirie")
    town.services.topics.file(topic.id, [home])
    town.window.go("inbox")
    town.page.open_conversation(home)
    town.page.room.show_context(wanted=True)
    town.settle()
    said = [one.text() for one in town.page.context.filed.findChildren(QPushButton)]
    assert any("Karim" in one for one in said)
    assert any("Voirie" in one for one in said)


def test_a_poll_is_entered_with_its_source_and_its_figures_go_into_the_synthesis(
    town: Scene, page: DialoguePage
) -> None:
    dialogues = town.services.dialogues
    one, _ = dialogues.make(About("Quel jour pour le marché ?", "Il change de place."))
    place, _ = town.services.dialogue_places.add(one.id, name="Urne")
    dialogues.approve(one.id)
    dialogues.open(one.id)
    page.show_dialogue(one.id)
    town.settle()
    town.window.act("dialogue.answers")
    town.settle()
    town.window.act("dialogue.enter_poll")
    asked = form(town)
    fill(asked, place=place.id, votes="Samedi = 30\nDimanche = 10")
    assert "from where" in asked.trouble.text()
    fill(asked, source="L’urne du marché", day="2020-13-01")
    assert asked.trouble.text().startswith("This is no day.")
    fill(asked, day="2020-01-31")
    town.settle()
    answers = page.initiatives.answers
    cells = [answers.figures.item(0, n) for n in (0, 1)]
    assert [one.text() for one in cells if one] == [
        "votes: L’urne du marché: Samedi",
        "30 (75%)",
    ]
    assert "40 votes of polls" in answers.summary.text()
    assert "source: L’urne du marché" in answers.list.item(0).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    town.window.act("dialogue.result")
    town.settle()
    town.window.act("dialogue.put_figures")
    town.settle()
    synthesis = dialogues.dialogue(one.id).synthesis
    assert synthesis.startswith("40 votes of polls")
    assert "Samedi 30 (75%), Dimanche 10 (25%)" in synthesis
    undo(town)
    assert town.services.contributions.listed(one.id) == ()
