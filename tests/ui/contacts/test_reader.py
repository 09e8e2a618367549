"""Beside a reply: under which name its reader is answered, the first contact, asks, and the card of the contact."""

from typing import Any

from cmworkstation.domain.asking import How
from cmworkstation.ui.contacts.page import ContactsPage
from tests.ui.contacts.test_page import author
from tests.ui.inbox.conftest import Scene

ASKED = "Bonjour, pourriez-vous partager notre appel ? Merci de voter pour nous."


def compose(town: Scene, words: str, body: str) -> Any:
    hit = town.services.inbox.search(words)[0]
    town.window.go("inbox")
    town.page.open_conversation(hit.conversation_id, hit.message_id)
    town.settle()
    town.window.act("inbox.reply")
    town.settle()
    composer = town.page.composer
    assert composer is not None
    composer.editor.setPlainText(body)
    composer.look()
    town.settle()
    return composer


def test_the_composer_says_which_of_several_names_is_answered(town: Scene) -> None:
    composer = compose(town, "racks", "Hello")
    assert not composer.reader.isVisible()
    draft = composer.draft()
    who = town.services.inbox.message(draft.target_id).author_id
    made, _ = town.services.contacts.create(who)
    town.services.contacts.link(made, author(town, "Yuki"), "she says so")
    composer.look()
    town.settle()
    said = composer.reader.whom.text()
    assert said.startswith("This reaches @elise@social.example")
    assert "yuki.p" in said


def test_an_ask_is_offered_marked_and_stops_when_it_is_one_too_many(town: Scene) -> None:
    composer = compose(town, "racks", ASKED)
    assert composer.reader.box.isVisible()
    assert not composer.reader.box.isChecked()
    town.window.act("composer.ask")
    town.settle()
    draft = composer.draft()
    assert town.services.asks.look(draft).ask is not None
    assert composer.reader.box.isChecked()
    who = town.services.inbox.message(draft.target_id).author_id
    for _ in range(3):
        town.services.asks.note(who, "by telephone", How.DIALOGUE)
    composer.look()
    town.settle()
    assert "asked 3 times" in composer.reader.asked.text()
    assert any(one.startswith("ask-cap:") for one in town.services.composer.review(draft).reasons)
    town.window.act("composer.ask")
    town.settle()
    assert town.services.asks.look(draft).ask is None
    assert not composer.reader.asked.text()


def test_speaking_as_among_friends_to_a_stranger_is_noticed(town: Scene) -> None:
    composer = compose(town, "night bus", "Salut, tu peux repasser demain avec ton vélo ?")
    assert composer.reader.first.text() == "First contact: do not speak as among friends yet."


def test_where_the_charter_speaks_to_everybody_so_nothing_is_said(
    town: Scene, monkeypatch: Any
) -> None:
    monkeypatch.setattr(town.services.relations, "_informal", lambda _: frozenset({"fr"}))
    composer = compose(town, "night bus", "Salut, tu peux repasser demain avec ton vélo ?")
    assert composer.reader.first.text() == ""


def test_the_person_beside_a_conversation_leads_to_their_card(town: Scene) -> None:
    compose(town, "racks", "Hello")
    town.page.room.show_context(wanted=True)
    town.page.beside.show_person_of(town.page.thread_pane.current())
    town.settle()
    box = town.page.context.contact
    assert box.opener.text() == "Make a contact"
    assert "given 0 · asked 0" in box.said.text()
    box.opener.click()
    town.settle()
    assert town.window.current_key() == "contacts"
    page = town.window.page("contacts")
    assert isinstance(page, ContactsPage)
    assert page.card.seen is not None
