"""The page of the inbox rules, as a person uses it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.profile import Role
from cmworkstation.ui.inbox_rules.page import InboxRulesPage
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.inbox.conftest import Scene, ended

DONE = Action(ActionKind.DONE)


class Ruled(Scene):
    """The page of the inbox rules, and words for what is on it."""

    @property
    def rules(self) -> InboxRulesPage:
        page = self.window.page("inbox_rules")
        assert isinstance(page, InboxRulesPage)
        return page

    def rows(self) -> list[str]:
        rows = self.rules.list
        return [rows.item(n).text() for n in range(rows.count())]

    def press(self, words: str) -> None:
        found = [one for one in self.window.findChildren(QPushButton) if one.text() == words]
        next(one for one in found if one.isVisible() and one.isEnabled()).click()
        self.settle()

    def keep(self, name: str, query: str = "parcel", folder: str = "") -> InboxRule:
        kept, changes = self.services.inbox_rules.keep(InboxRule("", name, query, (DONE,), folder))
        self.window.jobs.emit_changes(changes)
        self.settle()
        return kept

    def standing(self) -> set[Status]:
        read = self.services.workspace.read()
        ids = [row[0] for row in read.execute("SELECT id FROM conversation")]
        return {one.status for one in self.services.inbox.rows(ids)}


@pytest.fixture
def scene(qtbot: Any, tmp_path: Path) -> Iterator[Ruled]:
    services = a_workstation(tmp_path / "w")
    account = add_account(services)
    items = [a_message(f"m{n}", f"Parcel {n}" if n < 3 else f"Word {n}", n + 1) for n in range(20)]
    receive(services, account, items)
    made = Ruled(services, qtbot)
    made.window.go("inbox_rules")
    made.settle()
    yield made
    ended(made)


def test_a_person_writes_a_rule_tries_it_does_it_and_takes_it_back(scene: Ruled) -> None:
    scene.press("New rule…")
    form = scene.rules.form
    assert form is not None
    form.name.setText("Parcels")
    form.conditions._rows[0].value.setEditText("parcel")
    form.does._rows[0].kind.setCurrentIndex(list(ActionKind).index(ActionKind.DONE))
    scene.qtbot.waitUntil(lambda: form.found.text() == "It finds 3 of the newest 20 messages.")
    scene.press("Keep this rule")
    assert scene.rows() == ["Parcels"]
    scene.press("Try it without changing anything")
    trial = scene.rules.detail.trial
    assert trial.said.text() == "It would find 3 messages in 3 conversations."
    assert [trial.list.item(n).text() for n in range(3)] == ["Parcel 0", "Parcel 1", "Parcel 2"]
    assert scene.standing() == {Status.WAITING_US}
    scene.press("Do it to what is here already…")
    question = scene.rules.question
    assert question is not None
    question.yes.click()
    scene.settle()
    assert scene.standing() == {Status.WAITING_US, Status.DONE}
    scene.window.act("app.undo")
    scene.settle()
    assert scene.standing() == {Status.WAITING_US}


def test_a_rule_that_finds_much_is_turned_on_only_after_a_question(scene: Ruled) -> None:
    scene.keep("Words", "word")
    scene.rules.list.setFocus()
    QTest.keyClick(scene.rules.list, Qt.Key.Key_Space)
    scene.settle()
    question = scene.rules.question
    assert question is not None
    assert question.text() == "It finds 17 of the newest 20 messages."
    question.no.click()
    assert not scene.services.inbox_rules.listed()[0].enabled
    scene.press("Turn on")
    scene.rules.question.yes.click()  # type: ignore[union-attr]
    scene.settle()
    assert scene.services.inbox_rules.listed()[0].enabled
    scene.press("Turn off")
    assert not scene.services.inbox_rules.listed()[0].enabled


def test_rules_are_put_in_order_by_keys_and_by_dragging(scene: Ruled) -> None:
    for name, folder in (("one", ""), ("two", ""), ("three", "Post")):
        scene.keep(name, folder=folder)
    scene.rules.choose(scene.services.inbox_rules.listed()[1].id)
    scene.window.act("inbox_rules.up")
    assert scene.rows() == ["two", "one", "Post", "three"]
    for _ in range(2):
        scene.window.act("inbox_rules.down")
    assert scene.rows() == ["one", "Post", "two", "three"]
    scene.window.act("inbox_rules.down")
    assert scene.rows() == ["one", "Post", "three", "two"]
    three = scene.services.inbox_rules.listed()[1]
    scene.rules.list.drop(three.id, 0)
    assert scene.rows() == ["three", "one", "Post", "two"]


def test_a_removed_rule_comes_back_where_it_stood(scene: Ruled) -> None:
    for name in ("one", "two", "three"):
        scene.keep(name)
    scene.rules.choose(scene.services.inbox_rules.listed()[1].id)
    scene.press("Remove")
    assert scene.rows() == ["one", "three"]
    scene.window.act("app.undo")
    assert scene.rows() == ["one", "two", "three"]


def test_conditions_are_shown_as_rows_or_as_a_search(scene: Ruled) -> None:
    scene.rules.write(InboxRule("", "x", "parcel or -from:nadia* or is:unread", (DONE,)))
    form = scene.rules.form
    assert form is not None
    rows = form.conditions
    assert [row.value.currentText() for row in rows._rows] == ["parcel", "nadia*", "unread"]
    rows.way.choose("typed")
    rows._turn("typed")
    assert rows.typed.text() == "parcel or -from:nadia or is:unread"
    rows.typed.setText("a (b or c)")
    rows._turn("rows")
    assert rows.query() == "a (b or c)", "it says more than rows can, and stays"


def test_files_carry_rules(scene: Ruled, tmp_path: Path) -> None:
    scene.keep("Parcels")
    scene.rules.export_to(str(tmp_path / "rules.toml"))
    scene.rules.import_from(str(tmp_path / "rules.toml"))
    scene.settle()
    assert scene.rows() == ["Parcels", "Parcels"]


def test_a_drafter_sees_the_rules_and_can_change_none(scene: Ruled) -> None:
    scene.keep("Parcels")
    services = scene.services
    services.profiles.add("Ines Carvalho", [Role.KEEPER])
    services.profiles.switch_to(services.profiles.add("Tom Abara", [Role.DRAFTER]).id)
    scene.rules.shown()
    buttons = scene.rules.detail._buttons
    assert scene.rows() == ["Parcels"]
    assert not any(button.isEnabled() for button in (*buttons.values(), scene.rules.adder))
    scene.press("Try it without changing anything")
    assert scene.rules.detail.trial.applier.isHidden()


def test_a_conversation_says_which_rule_sorted_it_and_one_effect_is_taken_back(
    scene: Ruled,
) -> None:
    rule = scene.keep("Parcels", "parcel")
    for _ in scene.services.inbox_rule_runs.apply(rule.id):
        pass
    effect = scene.services.inbox_rule_runs.of_rule(rule.id)[0]
    scene.window.go("inbox")
    scene.page.open_conversation(effect.conversation_id)
    scene.settle()
    why = scene.page.why
    assert why.button.text() == "Sorted by the rule “Parcels”"
    assert why.tip(effect.conversation_id).startswith("“Parcels” marked it as done")
    why.button.click()
    assert why.dialog is not None
    why.dialog.effects.undoer.click()
    scene.settle()
    why.dialog.accept()
    assert why.button.isHidden()
    assert scene.services.inbox.rows([effect.conversation_id])[0].status is Status.WAITING_US


def test_a_rule_is_made_from_a_message_and_from_a_search(scene: Ruled) -> None:
    scene.window.go("inbox")
    scene.page.open_conversation(scene.services.inbox.rows([1])[0].id)
    scene.settle()
    scene.window.act("inbox.rule_from_message")
    form = scene.rules.form
    assert form is not None
    assert form.conditions.query() == 'from:"@nadia@social.example" account:"Mairie"'
    form.reject()
    scene.window.go("inbox")
    scene.page.list.search.setText("parcel or word")
    scene.window.act("inbox.rule_from_search")
    made = scene.rules.form
    assert made is not None
    assert made.conditions.query() == "parcel or word"


def test_a_rule_files_under_a_topic_that_the_form_offers(scene: Ruled) -> None:
    topic, _ = scene.services.topics.make("Colis")
    scene.press("New rule…")
    form = scene.rules.form
    assert form is not None
    form.name.setText("Parcels")
    form.conditions._rows[0].value.setEditText("parcel")
    row = form.does._rows[0]
    row.kind.setCurrentIndex(list(ActionKind).index(ActionKind.TOPIC))
    assert [row.value.itemText(n) for n in range(row.value.count())] == ["Colis"]
    row.value.setEditText("colis")
    scene.press("Keep this rule")
    (kept,) = scene.services.inbox_rules.listed()
    assert kept.actions == (Action(ActionKind.TOPIC, topic.id),)
    scene.press("Try it without changing anything")
    assert scene.rules.detail.trial.changes.text() == "File under the topic Colis: 3"
    scene.press("Do it to what is here already…")
    assert scene.rules.question is not None
    scene.rules.question.yes.click()
    scene.settle()
    assert len(scene.services.topics.conversations(topic.id)) == 3
    scene.window.act("app.undo")
    scene.settle()
    assert scene.services.topics.conversations(topic.id) == ()
    scene.rules.write(kept)
    form = scene.rules.form
    assert form is not None
    assert form.does._rows[0].value.currentText() == "Colis"
