"""Topics: conversations of any network under one title, a decision, and nobody who wrote is forgotten."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.topic import TopicState
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.services.conftest import World
from tests.services.test_restore import a_copy, restore
from tests.walking import walked


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.inbox.recount() == []
    assert made.workspace.problems() == []
    assert made.journal.verify().problems == ()
    made.close()


def asked(world: World) -> list[ConversationId]:
    """Three people ask about the crossing in three threads; return these, the earliest first."""
    for n, name in enumerate(("Anouk", "Basile", "Clara")):
        world.server.write(f"a{n}", f"Quand un passage piéton rue {n} ?", by=name, minutes=n)
    account = world.add_account("mairie")
    world.poll(account)
    ids = sorted(world.services.inbox.ids(View(status=None)))
    return [ConversationId(one) for one in ids]


def answer(world: World, home: ConversationId, text: str) -> None:
    """Answer the newest message of a thread, and read the platform again."""
    services = world.services
    row, _ = services.outbox.queue(replace(services.drafts.begin(home), body=text), hold_s=0)
    services.outbox.deliver(row.id)


def test_a_topic_is_known_by_its_title_whatever_its_case_and_accents(services: Services) -> None:
    made, changes = services.topics.make("  Passage  piéton ", "rue des Lilas")
    assert changes.topics
    assert (made.title, made.about, made.state) == (
        "Passage piéton",
        "rue des Lilas",
        TopicState.HEARD,
    )
    assert services.topics.make("PASSAGE PIETON")[0] == made
    other, _ = services.topics.make("Marché")
    with pytest.raises(NotAllowed, match="topic-taken"):
        services.topics.change(other.id, title="passage pieton")
    with pytest.raises(NotAllowed, match="topic-title"):
        services.topics.make(" \n")


def test_filing_taking_out_renaming_and_removing_are_taken_back(services: Services) -> None:
    ids = receive(services, add_account(services), [a_message("a", "Un"), a_message("b", "Deux")])
    topic, _ = services.topics.make("Marché")
    changes, filed = services.topics.file(topic.id, ids)
    assert changes.conversations == set(ids)
    assert set(services.topics.conversations(topic.id)) == set(ids)
    assert services.topics.of_conversation(ConversationId(ids[0])) == (topic,)
    _, out = services.topics.take_out(topic.id, ids[:1])
    assert services.topics.conversations(topic.id) == (ids[1],)
    services.topics.take_back(out)
    assert set(services.topics.conversations(topic.id)) == set(ids)
    _, renamed = services.topics.change(topic.id, title="Marché du samedi")
    _, removed = services.topics.remove(topic.id)
    assert services.topics.listed() == ()
    assert services.topics.of_conversation(ConversationId(ids[0])) == ()
    services.topics.take_back(removed)
    services.topics.take_back(renamed)
    services.topics.take_back(filed)
    assert services.topics.listed() == (topic,)
    assert services.topics.conversations(topic.id) == ()


def test_a_search_takes_in_what_it_finds_but_not_what_was_taken_out_by_hand(
    services: Services,
) -> None:
    account = add_account(services)
    first, other = receive(
        services, account, [a_message("a", "Le marché ferme"), a_message("b", "La piscine")]
    )
    topic, _ = services.topics.make("Marché")
    with pytest.raises(QueryError):
        services.topics.change(topic.id, query="label:")
    services.topics.change(topic.id, query="marche")
    assert services.topics.conversations(topic.id) == (first,)
    services.topics.take_out(topic.id, [first])
    (later,) = receive(services, account, [a_message("c", "Où est le marché ?")])
    services.topics.gather()
    assert services.topics.conversations(topic.id) == (later,)
    services.topics.file(topic.id, [first, other])
    assert set(services.topics.conversations(topic.id)) == {first, other, later}


def test_a_decided_topic_lists_who_must_still_be_told_and_zero_left_closes_it(
    world: World,
) -> None:
    first, second, third = asked(world)
    topics = world.services.topics
    topic, _ = topics.make("Passage piéton")
    topics.file(topic.id, [first, second, third])
    answer(world, third, "Nous regardons cela.")  # before the decision: not told
    world.clock.advance(3600)
    with pytest.raises(NotAllowed, match="topic-decision"):
        topics.move(topic.id, TopicState.DECIDED)
    topics.move(topic.id, TopicState.DECIDED, "Un passage sera peint en mai.")
    assert [one.name for one in topics.voices(topic.id) if one.is_open] == [
        "Anouk",
        "Basile",
        "Clara",
    ]
    with pytest.raises(NotAllowed, match="topic-untold"):
        topics.move(topic.id, TopicState.TOLD)
    world.clock.advance(60)
    answer(world, first, "Bonjour Anouk, un passage sera peint en mai.")
    answer(world, second, "Bonjour Basile, ce sera fait en mai.")
    assert not topics.settle()
    assert [one.name for one in topics.voices(topic.id) if one.is_open] == ["Clara"]
    assert topics.board()[0].to_tell == 1
    clara = next(one for one in topics.voices(topic.id) if one.is_open)
    with pytest.raises(NotAllowed, match="topic-why"):
        topics.spare(topic.id, clara.author_id, "-")
    topics.spare(topic.id, clara.author_id, "Son compte est fermé.")
    assert topics.settle().topics
    assert topics.topic(topic.id).state is TopicState.TOLD
    assert topics.topic(topic.id).closed_at == world.clock.now()


def test_whoever_is_erased_is_no_longer_to_be_told_and_what_is_filed_stays(world: World) -> None:
    first, second, third = asked(world)
    topics = world.services.topics
    (clara,) = world.services.erasures.people("clara")
    topic, _ = topics.make("Passage piéton", f"demandé par {clara.handle}")
    topics.file(topic.id, [first, second, third])
    topics.move(topic.id, TopicState.DECIDED, f"Ce sera fait, {clara.handle}.")
    topics.spare(topic.id, clara.id, "Clara l’a su au téléphone.")
    walked(world.services.erasures.erase(clara.id, Way.ERASE, "Personne 1"))
    assert [one.name for one in topics.voices(topic.id)] == ["Anouk", "Basile"]
    assert topics.board()[0].conversations == 3
    kept = topics.topic(topic.id)
    assert clara.handle not in kept.about + kept.decision
    left = "\n".join(world.services.workspace.read().iterdump())
    assert "su au téléphone" not in left


def test_topics_survive_an_older_copy_that_takes_the_place_of_the_workspace(world: World) -> None:
    ids = asked(world)
    copy = a_copy(world)
    world.clock.advance(60)
    topic, _ = world.services.topics.make("Passage piéton")
    world.services.topics.file(topic.id, ids)
    restore(world, copy, keep=True)
    assert set(world.services.topics.conversations(topic.id)) == set(ids)
