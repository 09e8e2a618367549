"""Inviting from where we hear little: nobody who did not say so, nobody too often, places as people declared them."""

from datetime import timedelta

import pytest

from cmworkstation.domain.asking import How
from cmworkstation.domain.contact import ContactId, Matter
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.inviting import Group, Sort, groups
from tests.services.conftest import World

NAMES = ("nadia", "omar", "solveig", "yannick")


@pytest.fixture
def town(world: World) -> World:
    """Return a workstation to which four people wrote; each has a card, and two declared where they live."""
    for n, by in enumerate(NAMES):
        world.server.write(f"q{n}", f"Question {n} ?", by=by, minutes=n)
    account = world.add_account("mairie")
    world.clock.advance(3600)
    world.poll(account)
    for name in NAMES:
        card, _ = world.services.contacts.create(author(world, name))
        if name != "yannick":
            region = "Hameau du Bois" if name != "nadia" else "hameau  du bois"
            world.services.contacts.note(card, region=region)
    return world


def author(world: World, name: str) -> AuthorId:
    found = world.services.erasures.people(name)
    return next(one.id for one in found if one.handle == f"@{name}")


def card(world: World, name: str) -> ContactId:
    found = world.services.contacts.of_author(author(world, name))
    assert found is not None
    return found


def span(world: World) -> Span:
    now = world.clock.now()
    return Span(now - timedelta(days=30), now + timedelta(days=1))


def hamlet(world: World) -> Group:
    (found,) = (
        one for one in world.services.inviting.groups(span(world)) if one.sort is Sort.REGION
    )
    return found


def called(world: World, group: Group) -> list[str]:
    return [one.identities[0].handle for one in world.services.inviting.invitable(group).cards]


def test_only_who_said_that_they_may_be_asked_is_listed_and_only_while_that_holds(
    town: World,
) -> None:
    group = hamlet(town)
    assert (len(group.people), group.spoken) == (3, 0)
    found = town.services.inviting.invitable(group)
    assert (found.cards, found.agreed) == ((), 0)
    contacts = town.services.contacts
    contacts.consent(card(town, "nadia"), Matter.NEWS, True, "par message")
    contacts.consent(card(town, "yannick"), Matter.NEXT, True, "au marché")  # lives elsewhere
    said, _ = contacts.consent(card(town, "omar"), Matter.NEXT, True, "au téléphone")
    contacts.consent(card(town, "solveig"), Matter.NEXT, False, "au téléphone")
    assert called(town, group) == ["@omar"]
    contacts.consent_off(said)
    assert called(town, group) == []


def test_whoever_was_asked_as_often_as_one_may_is_counted_and_not_listed(town: World) -> None:
    contacts, asks = town.services.contacts, town.services.asks
    contacts.consent(card(town, "omar"), Matter.NEXT, True, "au téléphone")
    for _ in range(asks.cap().most):
        asks.note(author(town, "omar"), "Relire une page", How.DRAFT)
    found = town.services.inviting.invitable(hamlet(town))
    assert (found.cards, found.asked_enough, found.agreed) == ((), 1, 1)


def test_a_place_with_which_we_speak_as_much_as_with_others_is_no_place_to_invite_from(
    town: World,
) -> None:
    services = town.services
    wrote = {card(town, name): name for name in NAMES}
    found = services.inviting.groups(span(town))
    assert [(one.sort, one.spoken, len(one.people)) for one in found] == [
        (Sort.REGION, 0, 3),
        (Sort.PLATFORM, 0, 4),
    ]
    cards = services.contacts.listed()
    hamlet_people = {one.id for one in cards if wrote[one.id] != "yannick"}
    assert groups(cards, hamlet_people) == ()
    (few,) = groups(cards, {card(town, "yannick"), card(town, "omar")})
    assert (few.sort, few.spoken) == (Sort.REGION, 1)
    assert groups((), ()) == ()
