"""Cues while somebody writes: the same text again today, what others were invited to, whom we left in silence."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.contact import ContactId, Matter
from cmworkstation.domain.dialogue import About
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.invitation import To
from cmworkstation.domain.message import Writer
from cmworkstation.domain.operation import Kind, State
from cmworkstation.domain.relation import Begin
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.silences import Left
from cmworkstation.services.workstation import Services
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.clocks import SetClock

TEXT = "Hello, the pool opens on Monday at nine, and the showers are mended."


def writer(name: str) -> Writer:
    return Writer(f"https://social.example/@{name}", name.title(), f"@{name}@social.example")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w", clock)
    town = add_account(made)
    for n, name in enumerate(("ada", "bert", "cleo")):
        words = f"When does the pool open, {name} asks?"
        receive(made, town, [a_message(name, words, 3 - n, writer=writer(name))])
    yield made
    made.close()


def home(services: Services, name: str) -> ConversationId:
    return services.inbox.search(f"{name} asks")[0].conversation_id


def author(services: Services, name: str) -> AuthorId:
    return services.erasures.people(name.title())[0].id


def a_draft(services: Services, name: str, body: str = TEXT) -> Draft:
    return replace(services.drafts.begin(home(services, name)), body=body)


def test_the_same_text_is_counted_for_today_and_tomorrow_it_begins_anew(
    services: Services, clock: SetClock
) -> None:
    assert services.cues.look(a_draft(services, "cleo")).times == 1
    for name in ("ada", "bert"):
        services.outbox.queue(a_draft(services, name))
    assert services.cues.look(a_draft(services, "cleo")).times == 3
    assert services.cues.look(a_draft(services, "cleo", "Something else altogether.")).times == 1
    clock.advance(86_400)
    assert services.cues.look(a_draft(services, "cleo")).times == 1


def a_card(services: Services, name: str, topic: str) -> ContactId:
    card, _ = services.contacts.create(author(services, name))
    services.contacts.declare(card, topic, "her page")
    return card


def a_fair(services: Services) -> None:
    new = services.operations.new(kind=Kind.EVENT)
    starts = services.clock.now() + timedelta(days=10)
    services.operations.keep(
        replace(
            new,
            title="Swimming gala",
            state=State.AGREED,
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
        )
    )


def test_an_event_on_their_topic_is_told_and_nothing_to_whom_it_means_nothing(
    services: Services,
) -> None:
    a_fair(services)
    assert services.cues.look(a_draft(services, "ada")).invitation is None
    a_card(services, "ada", "swimming")
    found = services.cues.look(a_draft(services, "ada")).invitation
    assert found is not None
    assert (found.to, found.title, found.wished) == (To.EVENT, "Swimming gala", None)
    a_card(services, "bert", "bicycles")
    assert services.cues.look(a_draft(services, "bert")).invitation is None


def test_who_said_no_to_the_topic_or_to_everything_else_is_left_alone(services: Services) -> None:
    a_fair(services)
    card = a_card(services, "ada", "swimming")
    said, _ = services.contacts.consent(card, Matter.OTHERS, False, "by mail", "swimming")
    assert services.cues.look(a_draft(services, "ada")).invitation is None
    services.contacts.consent_off(said)
    assert services.cues.look(a_draft(services, "ada")).invitation is not None
    services.contacts.consent(card, Matter.OTHERS, False, "by mail")
    assert services.cues.look(a_draft(services, "ada")).invitation is None


def test_a_project_in_which_others_were_asked_to_take_part_is_told_and_not_to_those_in_it(
    services: Services,
) -> None:
    begin = Begin(topic="Swimming lessons", ask="Teach a group.")
    in_it = a_card(services, "bert", "swimming")
    relation, _ = services.relations.open(in_it, "Swimming for all", begin)
    a_card(services, "ada", "swimming")
    assert services.cues.look(a_draft(services, "ada")).invitation is None  # nobody was asked yet
    services.relations.asked(relation.id, author(services, "bert"))
    found = services.cues.look(a_draft(services, "ada")).invitation
    assert found is not None
    assert (found.to, found.title) == (To.PROJECT, "Swimming for all")
    assert services.cues.look(a_draft(services, "bert")).invitation is None
    services.relations.project_over("Swimming for all", NOW.date() - timedelta(days=1))
    assert services.cues.look(a_draft(services, "ada")).invitation is None


def test_an_open_question_is_told_once_it_was_put_somewhere_and_not_where_it_was_put(
    services: Services,
) -> None:
    a_card(services, "ada", "swimming")
    a_card(services, "bert", "swimming")
    made, _ = services.dialogues.make(
        About("What do you want of the swimming pool?", "It is renewed.", "Swimmers", "Be kind.")
    )
    place, _ = services.dialogue_places.add(
        made.id, account_id=services.accounts.listed()[0].id, conversation_id=home(services, "bert")
    )
    services.dialogues.approve(made.id)
    services.dialogues.open(made.id)
    assert services.cues.look(a_draft(services, "ada")).invitation is None
    with services.workspace.write() as connection:
        connection.execute("UPDATE dialogue_place SET asked_at=1 WHERE id=?", (place.id,))
    found = services.cues.look(a_draft(services, "ada")).invitation
    assert found is not None
    assert found.to is To.DIALOGUE
    assert services.cues.look(a_draft(services, "bert")).invitation is None


def test_a_batch_names_those_who_wrote_before_and_never_had_an_answer(services: Services) -> None:
    town = services.accounts.listed()[0]
    receive(
        services,
        town,
        [a_message("old", "Is anybody there?", 24 * 30, writer=writer("ada"))],
    )
    wanted = [home(services, name) for name in ("ada", "bert", "cleo")]
    batch, _ = services.batches.begin(wanted, "Hello {first_name}, on Monday.")
    found = services.silences.of_batch(batch)
    assert [(one.left, one.since) for one in found.values()] == [
        (Left.ANSWER, NOW - timedelta(days=30))
    ]
    (n,) = found
    assert batch.items[n].to == "Ada"
    batch, _ = services.batches.remove(batch.id, n)
    assert services.silences.of_batch(batch) == {}


def test_a_batch_names_those_without_the_news_that_are_owed(
    services: Services, clock: SetClock
) -> None:
    card = a_card(services, "bert", "swimming")
    relation, _ = services.relations.open(card, "Swimming for all", Begin(ask="Teach."))
    services.relations.asked(relation.id, author(services, "bert"))
    clock.advance(86_400 * 60)
    batch, _ = services.batches.begin([home(services, "bert"), home(services, "cleo")], "Hello.")
    (found,) = services.silences.of_batch(batch).values()
    assert (found.left, found.about) == (Left.NEWS, "Swimming for all")
