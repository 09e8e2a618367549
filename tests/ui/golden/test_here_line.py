"""Above the text: why we are here, what was last said with this person, and an interest that has to be named."""

from tests.ui.contacts.test_page import author
from tests.ui.contacts.test_reader import compose
from tests.ui.inbox.conftest import Scene


def test_above_the_text_stands_why_we_are_here_and_that_it_is_the_first_contact(
    town: Scene,
) -> None:
    composer = compose(town, "night bus", "Hello")
    said = composer.here.why.text()
    assert said.startswith("First contact. You are here because")
    assert composer.here.isVisible()
    assert composer.here.bound.isHidden()


def test_an_interest_stands_above_the_text_from_when_it_is_noted(town: Scene) -> None:
    composer = compose(town, "racks", "Hello")
    who = town.services.inbox.message(composer.draft().target_id).author_id
    town.services.interests.add(who, "gift", "a ticket")
    composer.look()
    town.settle()
    assert composer.here.bound.text().startswith("Interest: Gift · a ticket")
    assert composer.here.bound.isVisible()


def test_the_last_exchange_elsewhere_and_the_subjects_stand_there_in_a_line(town: Scene) -> None:
    composer = compose(town, "racks", "Hello")
    services = town.services
    who = services.inbox.message(composer.draft().target_id).author_id
    contact, _ = services.contacts.create(who)
    services.contacts.link(contact, author(town, "Yuki"), "she says so")
    composer.look()
    town.settle()
    assert "they: “" in composer.here.why.text()
