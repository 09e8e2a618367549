"""When an operation has ended, whoever took part in it is owed a goodbye, with news and thanks, and is told once."""

from datetime import timedelta
from typing import Any

from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.operation import Kind, Link, LinkKind, Operation, State
from cmworkstation.domain.relation import Owed, RelationId
from cmworkstation.services.workstation import Services
from tests.services.conftest import World
from tests.services.test_relations import author, relation, town

__all__ = ["town"]


def planned(
    town: World, title: str, ended_days_ago: int, kind: Kind = Kind.EVENT, **changes: Any
) -> Operation:
    """Plan an operation of two hours that ends so many days from now (less than none: ago)."""
    ends = town.clock.now() + timedelta(days=ended_days_ago)
    one = Operation(
        uuid7(), kind, title, ends - timedelta(hours=2), ends, "Europe/Paris", **changes
    )
    town.services.operations.keep(one)
    return one


def asked(town: World, project: str = "Marché de nuit") -> RelationId:
    one = relation(town, project)
    town.services.relations.asked(one, author(town, "nadia"))
    return one


def goodbyes(services: Services) -> list[str]:
    return [
        f"{debt.due_at:%Y-%m-%d}"
        for _, debt in services.relations.due()
        if debt.kind is Owed.GOODBYE
    ]


def test_an_operation_that_ended_owes_goodbyes_to_the_relations_that_carry_its_title(
    town: World,
) -> None:
    asked(town)
    planned(town, "Braderie", -1)
    assert goodbyes(town.services) == []
    planned(town, "MARCHE DE NUIT", -2)
    day = (town.clock.now() - timedelta(days=2)).date().isoformat()
    assert goodbyes(town.services) == [day]
    relations = town.services.relations
    assert relations.projects()["Marché de nuit"] is not None
    told = relations.news()
    relations.told(told)
    assert relations.news() == (), "it is told once"


def test_nothing_is_owed_while_an_operation_of_that_title_is_still_to_come_or_was_dropped(
    town: World,
) -> None:
    asked(town)
    planned(town, "Marché de nuit", -2, state=State.DROPPED, why="Il pleut")
    assert goodbyes(town.services) == []
    planned(town, "Marché de nuit", -2)
    later = planned(town, "Marché de nuit", 5)
    assert goodbyes(town.services) == []
    town.services.operations.set_state(later.id, State.DONE)
    assert goodbyes(town.services) == [town.clock.now().date().isoformat()]


def test_a_series_is_over_only_when_a_person_says_so(town: World) -> None:
    asked(town)
    one = planned(town, "Marché de nuit", -20, recurrence="FREQ=WEEKLY")
    assert goodbyes(town.services) == []
    town.services.operations.set_state(one.id, State.DONE)
    assert len(goodbyes(town.services)) == 1


def test_an_operation_tied_to_a_relation_counts_whatever_its_title_and_a_persons_word_comes_first(
    town: World,
) -> None:
    one = asked(town)
    planned(town, "Fête d’automne", -3, links=(Link(LinkKind.RELATION, one),))
    day = (town.clock.now() - timedelta(days=3)).date().isoformat()
    assert goodbyes(town.services) == [day]
    yesterday = (town.clock.now() - timedelta(days=1)).date()
    town.services.relations.project_over("Marché de nuit", yesterday)
    assert goodbyes(town.services) == [yesterday.isoformat()]
