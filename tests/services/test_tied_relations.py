"""An operation is for the people who are chosen in it: they, and nobody else, are owed a goodbye when it ends."""

from datetime import timedelta

from cmworkstation.domain.operation import Kind, LinkKind
from cmworkstation.domain.relation import Kind as Happened
from cmworkstation.domain.relation import Owed, RelationId
from cmworkstation.domain.values import replace
from cmworkstation.services.workstation import Services
from tests.services.conftest import World
from tests.services.test_relations import CLEAR, author, nadia, town

__all__ = ["town"]


def two(world: World) -> tuple[RelationId, RelationId]:
    """Begin with Nadia and with Omar about the same project, and let both say yes."""
    relations = world.services.relations
    one = relations.open(nadia(world), "Marché de nuit", CLEAR)[0].id
    omar, _ = world.services.contacts.create(author(world, "omar"))
    other = relations.open(omar, "Marché de nuit", CLEAR)[0].id
    relations.asked(one, author(world, "nadia"))
    relations.asked(other, author(world, "omar"))
    for each in (one, other):
        relations.note(each, Happened.ACCEPTED, "Oui")
    return one, other


def operation(services: Services, title: str, *tied: RelationId) -> str:
    """Plan one of two hours, for the relations that are ticked."""
    one = services.operations.new(services.operations.today(), Kind.EVENT)
    wanted = {str(each) for each in tied}
    links = tuple(
        each.link for each in services.tied_relations.offered(one) if each.link.target in wanted
    )
    now = services.clock.now()
    made = replace(
        one,
        title=title,
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        all_day=False,
        links=links,
    )
    services.operations.keep(made)
    return made.id


def goodbyes(services: Services) -> set[str]:
    rows = services.relations.rows()
    return {row.relation.id for row in rows if any(debt.kind is Owed.GOODBYE for debt in row.debts)}


def test_its_end_owes_a_goodbye_to_whom_it_was_for_and_to_nobody_else(town: World) -> None:
    one, other = two(town)
    operation(town.services, "Marché de nuit", one)
    assert goodbyes(town.services) == set()
    town.clock.advance(days=2)
    assert goodbyes(town.services) == {one}
    assert other not in goodbyes(town.services)


def test_without_chosen_people_the_title_decides_as_before(town: World) -> None:
    both = two(town)
    operation(town.services, "Marché de nuit")
    town.clock.advance(days=2)
    assert goodbyes(town.services) == set(both)


def test_another_title_does_not_matter_where_people_are_chosen(town: World) -> None:
    _, other = two(town)
    operation(town.services, "Fête de fin d’été", other)
    town.clock.advance(days=2)
    assert goodbyes(town.services) == {other}


def test_the_form_offers_whom_it_is_for_first_and_the_card_names_its_operations(
    town: World,
) -> None:
    one, other = two(town)
    services = town.services
    id_ = operation(services, "Fête", other)
    kept = services.operations.one(id_)
    assert [link.kind for link in kept.links] == [LinkKind.RELATION]
    first, second = services.tied_relations.offered(kept)
    assert (first.row.relation.id, first.tied) == (other, True)
    assert (second.row.relation.id, second.tied) == (one, False)
    found = services.tied_relations.operations(one, other)
    assert {key: [each.title for each in some] for key, some in found.items()} == {other: ["Fête"]}


def test_a_relation_that_was_removed_is_offered_no_more(town: World) -> None:
    one, _ = two(town)
    services = town.services
    id_ = operation(services, "Fête", one)
    services.relations.remove(one)
    kept = services.operations.one(id_)
    assert all(each.row.relation.id != one for each in services.tied_relations.offered(kept))
