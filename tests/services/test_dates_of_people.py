"""Dates that concern people as a calendar: answers of experts, questions that open and close, what relations owe."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from cmworkstation.domain.dialogue import About
from cmworkstation.domain.expert import Asked
from cmworkstation.domain.operation import Kind as Planned
from cmworkstation.domain.relation import Kind, Owed
from cmworkstation.services.dates import DateKind
from cmworkstation.words.leaving import entries
from tests.services.conftest import World
from tests.services.test_relations import author, relation, town

__all__ = ["town"]
PEOPLE = frozenset((DateKind.EXPERT, DateKind.DIALOGUE, DateKind.RELATION))


@pytest.fixture
def due(town: World) -> World:
    """Return a town in which an expert, a question and a relation have dates."""
    services, now = town.services, town.clock.now()
    home = next(iter(services.relations.identities(relation(town, "Marché")).values()))
    in_a_week = now + timedelta(days=7)
    asked = Asked("Brigitte", "Depuis quand ?", "voirie", due_at=in_a_week)
    services.experts.ask(home, None, asked, "Personne {}".format)
    about = About("Quel jour pour le marché ?", "Il change de place.", ends_at=in_a_week)
    one, _ = services.dialogues.make(about)
    services.dialogue_places.add(one.id, name="Urne")
    services.dialogues.approve(one.id)
    services.dialogues.open(one.id)
    (row,) = services.relations.rows()
    services.relations.asked(row.relation.id, author(town, "nadia"))
    services.relations.note(row.relation.id, Kind.CONTRIBUTION, "une affiche")
    return town


def test_the_file_has_what_experts_questions_and_relations_are_due(
    due: World, tmp_path: Path
) -> None:
    found = due.services.dates.listed(PEOPLE)
    assert [(one.kind, one.what) for one in found] == [
        (DateKind.RELATION, Owed.THANKS.value),
        (DateKind.DIALOGUE, "closes"),
        (DateKind.EXPERT, ""),
    ]
    target = tmp_path / "d.ics"
    due.services.dates.write(target, entries(found, names=True), "Mairie")
    read = Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    said = {str(one["SUMMARY"]): one.decoded("DTSTART") for one in read}
    in_a_week = (due.clock.now() + timedelta(days=7)).replace(microsecond=0)
    assert said["Last day for answers: Quel jour pour le marché ?"] == in_a_week
    assert said["Brigitte answers as an expert"] == in_a_week
    thanks = next(at for title, at in said.items() if title.startswith("Thanks to "))
    assert type(thanks) is date


def test_without_names_nobody_is_named_and_our_own_question_is(due: World) -> None:
    found = entries(due.services.dates.listed(PEOPLE), names=False)
    text = "\n".join(one.title + one.more for one in found).casefold()
    assert "quel jour pour le marché" in text
    assert not [name for name in ("brigitte", "nadia", "affiche") if name in text]


def test_what_is_answered_closed_or_thanked_for_is_a_date_no_more(due: World) -> None:
    services = due.services
    (request,), (one,) = services.experts.listed(), services.dialogues.listed()
    services.experts.withdraw(request.id, "Plus nécessaire")
    services.dialogues.close(one.id)
    (row,) = services.relations.rows()
    services.relations.note(row.relation.id, Kind.THANKS)
    assert services.dates.listed(PEOPLE) == ()


def test_the_end_of_an_operation_is_a_goodbye_owed_to_whoever_took_part(due: World) -> None:
    from tests.services.test_projects_over import planned

    planned(due, "MARCHE", -1, Planned.EVENT)
    found = {one.what for one in due.services.dates.listed({DateKind.RELATION})}
    assert found == {Owed.THANKS.value, Owed.GOODBYE.value}
