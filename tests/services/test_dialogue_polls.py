"""Polls that were held elsewhere: numbers with a source, a day and who noted them, told apart from what people said."""

from datetime import timedelta

import pytest

from cmworkstation.domain.dialogue import polls
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.services.table_export import as_text
from cmworkstation.words import dialogues as words
from cmworkstation.words.dialogue_dossier import dossier
from tests.services.test_dialogues import Asked, asked

__all__ = ["asked"]
URN, HANDS = "Urne du marché", "Mains levées à la réunion"


def entered(asked: Asked):
    services, place = asked.world.services, asked.places()[2]
    services.contributions.enter(place.id, "Le matin, pour les enfants", "Paul Grand")
    at = services.clock.now() - timedelta(days=2)
    votes = [("Soir", 12), ("Matin", 36)]
    _, undo = services.contributions.enter_poll(place.id, votes, URN, at)
    services.contributions.enter_poll(place.id, [("Matin", 5), ("Soir", 7)], HANDS)
    return undo


def test_two_polls_of_one_place_stand_side_by_side_with_source_day_and_who_noted_them(
    asked: Asked,
) -> None:
    entered(asked)
    services = asked.world.services
    urn, hands = polls(services.contributions.listed(asked.id))
    assert (urn.source, urn.total, urn.choices) == (URN, 48, (("Matin", 36), ("Soir", 12)))
    assert urn.at.date() == (services.clock.now() - timedelta(days=2)).date()
    assert (hands.source, hands.total) == (HANDS, 12)
    assert urn.by == hands.by == services.acting.id
    figures = services.contributions.figures(asked.id)
    assert (figures.people, figures.contributions, sum(figures.votes.values())) == (1, 1, 60)
    assert [one.name for one in services.contributions.contributors(asked.id)] == ["Paul Grand"]


def test_a_result_that_is_corrected_replaces_its_own_source_alone_and_comes_back_by_undo(
    asked: Asked,
) -> None:
    entered(asked)
    contributions, place = asked.world.services.contributions, asked.places()[2]
    before = polls(contributions.listed(asked.id))
    _, undo = contributions.enter_poll(place.id, [("Matin", 40)], URN.upper())
    now = {one.source: one.total for one in polls(contributions.listed(asked.id))}
    assert now == {HANDS: 12, URN.upper(): 40}
    contributions.take_back(undo)
    assert polls(contributions.listed(asked.id)) == before


def test_a_result_without_a_source_or_of_a_day_to_come_is_refused(asked: Asked) -> None:
    services, place = asked.world.services, asked.places()[2]
    enter = services.contributions.enter_poll
    with pytest.raises(NotAllowed, match="dialogue-poll-source"):
        enter(place.id, [("Matin", 1)], " - ")
    with pytest.raises(NotAllowed, match="dialogue-poll-day"):
        enter(place.id, [("Matin", 1)], URN, services.clock.now() + timedelta(days=1))
    with pytest.raises(NotAllowed, match="dialogue-poll"):
        enter(place.id, words.votes_in(["Matin = many"]), URN)


def test_the_dossier_and_the_table_tell_votes_apart_from_people(asked: Asked) -> None:
    entered(asked)
    services = asked.world.services
    one, said = services.dialogues.dialogue(asked.id), services.contributions.listed(asked.id)
    names = {services.acting.id: "Ines Carvalho"}
    text = dossier(one, asked.places(), said, (), services.clock.now(), names)
    people, _, votes = text.partition("## Polls")
    assert "1 person in 1 contribution · beside them 60 votes of polls" in people
    assert URN not in people
    assert f"source: {URN} · noted by Ines Carvalho" in votes
    assert "| Matin | 36 (75%) |" in votes
    assert "Paul Grand" not in votes
    places = {each.id: each for each in asked.places()}
    lines = as_text(words.table(said, places, names)).splitlines()
    assert lines[0].endswith("source,noted by")
    assert sum(URN in line and "Ines Carvalho" in line for line in lines) == 2
