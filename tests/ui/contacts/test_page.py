"""The page of contacts: what a person does with it, from a name to a goodbye."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from cmworkstation.domain.asking import Cap
from cmworkstation.domain.contact import Matter
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.relation import Begin, Goodbye, Kind, Phase
from cmworkstation.domain.vcard import Entry, Profile, written
from cmworkstation.services.address_cards import Out
from cmworkstation.ui.composer.popovers import WordsPopover
from cmworkstation.ui.contacts.cards import SaveCardsForm, TakeCardsForm, look_at, write_cards
from cmworkstation.ui.contacts.editing import CapForm, CardForm, HappenedForm
from cmworkstation.ui.contacts.ending import EndForm
from cmworkstation.ui.contacts.linking import LinkForm, MergeForm, NewForm, SplitForm
from cmworkstation.ui.contacts.page import ContactsPage
from cmworkstation.ui.contacts.wishes import WishForm
from cmworkstation.ui.contacts.writing import BeginForm, WriteForm
from cmworkstation.ui.operations.form import OperationForm
from cmworkstation.ui.widgets.bars import UndoBar
from tests.ui.inbox.conftest import Scene

CLEAR = Begin(
    topic="He asked about bicycles.",
    ask="Test the new stands by Friday.",
    who="Ines, of the town hall",
    gets="His name on the sign.",
    decline="No answer is an answer.",
    invited="He offered his help.",
)


@pytest.fixture
def page(town: Scene) -> Iterator[ContactsPage]:
    town.window.go("contacts")
    town.settle()
    found = town.window.page("contacts")
    assert isinstance(found, ContactsPage)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


def author(scene: Scene, name: str) -> AuthorId:
    return scene.services.erasures.people(name)[0].id


def contact(scene: Scene, page: ContactsPage, name: str = "Omar") -> Any:
    """Make a contact, and show its card."""
    made, changes = scene.services.contacts.create(author(scene, name))
    scene.window.jobs.emit_changes(changes)
    page.show_card(made)
    scene.settle()
    return made


def dialog(scene: Scene, kind: type[Any]) -> Any:
    scene.settle()
    (found,) = (one for one in scene.window.findChildren(kind) if one.isVisible())
    return found


def titles(rows: Any) -> list[str]:
    return [rows.item(n).text() for n in range(rows.count())]


def undo(scene: Scene) -> None:
    scene.window.findChildren(UndoBar)[-1].undone.emit()
    scene.settle()


def test_anybody_who_wrote_becomes_a_contact(town: Scene, page: ContactsPage) -> None:
    assert not page.people.list.count()
    town.window.act("contacts.new")
    form = dialog(town, NewForm)
    form.search.setText("Omar")
    form.search.searched.emit("Omar")
    town.settle()
    form.doer.click()
    town.settle()
    assert page.part.key() == "card"
    assert page.card.name.text() == "Omar Haddad"
    assert page.card.ribbon.isVisibleTo(page.card)
    page.show_part("people")
    town.settle()
    assert titles(page.people.list) == ["Omar Haddad"]


def test_what_they_say_of_themselves_is_noted_with_where_they_said_it(
    town: Scene, page: ContactsPage
) -> None:
    made = contact(town, page)
    town.window.act("contacts.change")
    form = dialog(town, CardForm)
    form.region.setText("Ormaie")
    form.topics.setPlainText("bicycles\n\nmarket")
    form.matters[next(iter(form.matters))].setCurrentIndex(1)
    form.doer.click()
    assert form.isVisible(), "nobody agreed to anything without saying so somewhere"
    assert "where" in form.trouble.text()
    form.source.setText("his page, 3 May")
    form.doer.click()
    town.settle()
    card = town.services.contacts.card(made)
    assert (card.contact.region, [one.words for one in card.topics]) == (
        "Ormaie",
        ["bicycles", "market"],
    )
    assert "Ormaie" in page.card.facts.text()


def test_a_topic_that_was_taken_out_in_error_is_put_back_as_it_was_declared(
    town: Scene, page: ContactsPage
) -> None:
    made = contact(town, page)
    contacts = town.services.contacts
    contacts.declare(made, "bicycles", "her page, 3 May")
    town.window.jobs.emit_changes(contacts.declare(made, "market", "a letter")[1])
    town.settle()
    before = set(contacts.card(made).topics)
    town.window.act("contacts.change")
    form = dialog(town, CardForm)
    form.topics.setPlainText("market")
    form.doer.click()
    town.settle()
    assert [one.words for one in contacts.card(made).topics] == ["market"]
    undo(town)
    town.settle()
    assert set(contacts.card(made).topics) == before


def test_a_name_is_linked_with_evidence_and_taken_off_again(
    town: Scene, page: ContactsPage
) -> None:
    made = contact(town, page)
    town.window.act("contacts.link")
    form = dialog(town, LinkForm)
    form.search.setText("Yuki")
    form.search.searched.emit("Yuki")
    town.settle()
    form.doer.click()
    assert form.isVisible()
    assert "same person" in form.trouble.text()
    form.evidence.setText("he says so")
    form.doer.click()
    town.settle()
    assert len(town.services.contacts.card(made).identities) == 2
    page.card.names.setCurrentRow(1)
    town.window.act("contacts.unlink")
    town.settle()
    assert len(town.services.contacts.card(made).identities) == 1
    undo(town)
    assert len(town.services.contacts.card(made).identities) == 2


def test_two_contacts_are_shown_side_by_side_merged_and_taken_apart(
    town: Scene, page: ContactsPage
) -> None:
    first = contact(town, page, "Layla")
    contact(town, page, "Omar")
    town.window.act("contacts.merge")
    form = dialog(town, MergeForm)
    assert "Omar Haddad" in form.left.text()
    assert "ليلى" in form.right.text()
    form.evidence.setText("she says so")
    form.doer.click()
    town.settle()
    merged = town.services.contacts.card(first)
    assert len(merged.identities) == 2
    town.window.act("contacts.split")
    town.settle()
    assert len(town.services.contacts.card(first).identities) == 1
    undo(town)
    assert len(town.services.contacts.card(first).identities) == 2
    town.services.contacts.note(town.services.contacts.card(first).id, note="Calls on Mondays")
    town.window.act("contacts.split")
    split = dialog(town, SplitForm)
    split.doer.click()
    assert split.isVisible()
    next(iter(split.fields.values())).setCurrentIndex(2)
    split.doer.click()
    town.settle()
    assert town.services.contacts.card(first).contact.note == "Calls on Mondays"


def test_the_form_says_what_is_unclear_while_one_writes_and_asks_which_name(
    town: Scene, page: ContactsPage
) -> None:
    made = contact(town, page)
    town.services.contacts.link(made, author(town, "Yuki"), "he says so")
    page.card.look()
    town.settle()
    town.window.act("contacts.begin")
    form = dialog(town, BeginForm)
    assert len(titles(form.said)) == 6
    form.project.setText("Stands")
    for tick, field in form.ticks.items():
        field.setText(str(getattr(CLEAR, tick.value)))
    form.invited.setText(CLEAR.invited)
    assert titles(form.said) == ["Everything is clear."]
    form.post.setChecked(True)
    form.doer.click()
    form.post.setChecked(False)
    form.doer.click()
    assert form.isVisible(), "of two names one has to be chosen"
    assert "several" in form.trouble.text()
    form.which.setCurrentIndex(1)
    form.doer.click()
    town.settle()
    assert town.window.current_key() == "inbox"
    (row,) = town.services.relations.of_contact(made)
    (draft,) = town.services.drafts.listed()
    assert CLEAR.ask in draft.body
    assert town.services.inbox.message(draft.target_id).author_id == author(town, "Omar")
    assert town.services.asks.look(draft).ask is not None
    assert row.standing.phase is Phase.NONE


def relation(town: Scene, page: ContactsPage) -> Any:
    made = contact(town, page)
    one, _ = town.services.relations.open(made, "Stands", CLEAR)
    town.services.relations.asked(one.id, author(town, "Omar"))
    page.card.look()
    town.settle()
    return one.id


def test_what_happened_is_noted_and_thanks_are_offered_first(
    town: Scene, page: ContactsPage
) -> None:
    one = relation(town, page)
    town.window.act("contacts.happened")
    form = dialog(town, HappenedForm)
    form.words.setText("Three photographs")
    form.doer.click()
    town.settle()
    assert town.services.relations.row(one).standing.phase is Phase.ACTIVE
    assert "Thanks by" in page.card.relations.item(0).data(0x0100 + 3)[0]
    town.window.act("contacts.write")
    write = dialog(town, WriteForm)
    assert write.what.itemText(0) == "Thanks for: Three photographs"
    write.doer.click()
    town.settle()
    (draft,) = town.services.drafts.listed()
    assert "Three photographs" in draft.body


def test_what_we_owe_stands_in_one_list_that_leads_to_the_card(
    town: Scene, page: ContactsPage
) -> None:
    one = relation(town, page)
    town.services.relations.note(one, Kind.CONTRIBUTION, "Three photographs")
    page.show_part("owed")
    town.settle()
    assert titles(page.owed.list) == ["Omar Haddad · Stands"]
    town.window.act("contacts.open_owed")
    town.settle()
    assert page.part.key() == "card"


def test_a_relation_ends_only_when_each_part_is_done_or_left_out_for_a_reason(
    town: Scene, page: ContactsPage
) -> None:
    one = relation(town, page)
    town.window.act("contacts.end")
    form = dialog(town, EndForm)
    assert not form.doer.isEnabled()
    for n, _ in enumerate(Goodbye):
        form.list.setCurrentRow(n)
        if n:
            form.ticker.click()
        else:
            form.leaver.click()
            popover = town.window.findChildren(WordsPopover)[-1]
            popover.chosen.emit("They know already")
    assert form.doer.isEnabled()
    form.doer.click()
    town.settle()
    assert town.services.relations.row(one).standing.phase is Phase.ENDED
    town.window.act("contacts.reopen")
    town.settle()
    assert town.services.relations.row(one).standing.phase is Phase.INVITED


def test_how_often_people_may_be_asked_is_set_by_whoever_keeps_the_charters(
    town: Scene, page: ContactsPage
) -> None:
    page.show_part("owed")
    town.window.act("contacts.cap")
    form = dialog(town, CapForm)
    form.most.setText("none")
    form.doer.click()
    assert form.isVisible()
    form.most.setText("2")
    form.days.setText("30")
    form.doer.click()
    assert town.services.asks.cap() == Cap(2, 30)


def test_what_they_wish_to_hear_of_is_noted_per_topic_shown_and_taken_back(
    town: Scene, page: ContactsPage
) -> None:
    contact(town, page)
    assert "Not asked yet" in titles(page.card.wishes)[0]
    assert not town.window.can("contacts.wish_off")
    town.window.act("contacts.wish")
    form = dialog(town, WishForm)
    form.doer.click()
    assert form.trouble.isVisible()  # of which topic?
    form.topic.setEditText("Summer fair")
    form.said.setCurrentIndex(1)
    form.source.setText("on the telephone")
    form.doer.click()
    town.settle()
    assert titles(page.card.wishes) == ["Summer fair: no"]
    page.card.wishes.setCurrentRow(0)
    town.window.act("contacts.wish_off")
    town.settle()
    assert "Not asked yet" in titles(page.card.wishes)[0]
    undo(town)
    assert titles(page.card.wishes) == ["Summer fair: no"]


def test_the_card_shows_what_was_said_topic_by_topic_and_one_of_them_alone(
    town: Scene, page: ContactsPage
) -> None:
    made = contact(town, page)
    everything = page.card.line.count()
    assert titles(page.card.lanes) == ["Without a topic"]
    town.services.contacts.declare(made, "bicycles", "her page")
    page.card.look()
    town.settle()
    assert titles(page.card.lanes)[0] == "bicycles"
    page.card.lanes.setCurrentRow(0)
    town.window.act("contacts.topics")
    assert page.card.line_head.text() == "Time line: bicycles"
    assert 0 < page.card.line.count() <= everything
    town.window.act("contacts.topics")
    assert page.card.line_head.text() == "Time line"
    assert page.card.line.count() == everything


def test_cards_go_out_of_a_selection_and_say_who_stays_out(
    town: Scene, page: ContactsPage, tmp_path: Path
) -> None:
    omar = contact(town, page)
    town.services.contacts.consent(omar, Matter.KEEP, False, "by telephone")
    town.window.act("contacts.save_card")
    form = dialog(town, SaveCardsForm)
    assert form.said.text().startswith("0 cards go into the file. 1 person said no")
    assert not form.doer.isEnabled()
    form.reject()
    town.services.contacts.consent(omar, Matter.KEEP, True, "by letter")
    town.window.act("contacts.people")
    town.settle()
    page.people.list.selectAll()
    town.window.act("contacts.save_cards")
    form = dialog(town, SaveCardsForm)
    assert form.said.text() == "1 card goes into the file."
    assert form.out() == Out()
    write_cards(town.window, form.wanted, form.out(), str(tmp_path / "c.vcf"))
    town.settle()
    assert b"FN:Omar" in (tmp_path / "c.vcf").read_bytes()


def test_cards_that_come_in_are_shown_and_link_what_is_chosen_until_undo(
    town: Scene, page: ContactsPage, tmp_path: Path
) -> None:
    handles = ("@omar@social.example", "@elise@social.example")
    profiles = tuple(Profile("", "", one) for one in handles)
    cards = [Entry("Omar", "", profiles), Entry("Zoé", "", (Profile("", "", "@zoe@x.example"),))]
    file = tmp_path / "in.vcf"
    file.write_text(written(cards, town.services.clock.now(), "-//Other//EN"), "utf-8")
    look_at(town.window, file)
    form = dialog(town, TakeCardsForm)
    assert form.said.text() == "2 cards in the file. 1 has names to link."
    assert not form.doer.isEnabled()
    form.list.item(0).setSelected(True)
    form.doer.click()
    assert "how you know" in form.trouble.text()
    form.evidence.setText("his own card")
    form.doer.click()
    town.settle()
    (card,) = town.services.contacts.listed()
    assert len(card.identities) == len(handles)
    undo(town)
    assert town.services.contacts.listed() == ()


def test_a_topic_of_the_board_is_offered_and_stands_once_on_a_card(
    town: Scene, page: ContactsPage
) -> None:
    topic, _ = town.services.topics.make("Cycle paths")
    made = contact(town, page)
    town.window.act("contacts.change")
    form = dialog(town, CardForm)
    form.topics.setFocus()
    town.qtbot.keyClicks(form.topics, "PATHS")
    town.qtbot.waitUntil(form.offers.is_open)
    town.qtbot.keyClick(form.topics, Qt.Key.Key_Return)
    assert form.topics.toPlainText() == "Cycle paths"
    form.topics.appendPlainText("cycle PATHS")
    form.doer.click()
    town.settle()
    (declared,) = town.services.contacts.card(made).topics
    assert (declared.words, declared.topic_id) == ("Cycle paths", topic.id)


def test_an_operation_is_planned_for_chosen_people_and_the_card_leads_to_it(
    town: Scene, page: ContactsPage
) -> None:
    made = contact(town, page)
    relation, changes = town.services.relations.open(made, "Bicycles", CLEAR)
    town.window.jobs.emit_changes(changes)
    town.settle()
    assert not page.card.can("operation")
    town.window.go("operations")
    town.settle()
    assert town.window.act("operations.add")
    town.settle()
    (form,) = (one for one in town.window.findChildren(OperationForm) if one.isVisible())
    form.title.setText("Bicycle day")
    (item,) = (form.people.list.item(n) for n in range(form.people.list.count()))
    assert item.text().startswith("Omar Haddad · Bicycles · ")
    item.setCheckState(Qt.CheckState.Checked)
    assert form.people.about.text() == (
        "When it ends, 1 person is owed a goodbye, and nobody else."
    )
    form.doer.click()
    town.settle()
    (link,) = town.services.operations.listed()[-1].links
    assert link.target == relation.id
    town.window.go("contacts")
    page.show_card(made)
    town.settle()
    assert page.card.can("operation")
    assert town.window.act("contacts.operation")
    town.settle()
    (shown,) = (one for one in town.window.findChildren(OperationForm) if one.isVisible())
    assert shown.title.text() == "Bicycle day"
