"""Did it help? Five open days after the answer to a complaint it is asked, and what is entered is kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import resources
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.experience import Helped
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.values import replace
from cmworkstation.services.workstation import Services
from cmworkstation.store.conversations import set_status
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.clocks import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> Iterator[Services]:
    services = a_workstation(tmp_path / "w", clock)
    town = add_account(services)
    charter, _ = services.charters.save(resources.text("charters", "starter-town.charter.toml"))
    services.charters.assign(town.id, charter)
    receive(
        services, town, [a_message("q", "Le vélo est encore tombé en panne !", 3, language="fr")]
    )
    yield services
    services.close()


def home(services: Services) -> ConversationId:
    return services.inbox.search("panne")[0].conversation_id


def answer(services: Services, category: str = "plainte", status: Status = Status.DONE) -> str:
    """File the message under a category, and let a reply have left just now; return its id."""
    where = home(services)
    draft = services.drafts.begin(where)
    services.outbox.queue(replace(draft, body="Nous sommes désolés, il est réparé."))
    with services.workspace.write() as connection:
        connection.execute("UPDATE conversation SET category=? WHERE id=?", (category, where))
        connection.execute(
            "UPDATE outbox SET state='sent', remote_id='r', sent_at=?",
            (round(services.clock.now().timestamp() * 1000),),
        )
        set_status(connection, [where], status)
        return str(connection.execute("SELECT id FROM outbox").fetchone()[0])


def test_the_answer_to_a_complaint_is_asked_after_five_open_days(
    house: Services, clock: SetClock
) -> None:
    assert house.experiences.open() == ()
    answer(house)
    (one,) = house.experiences.open()
    assert one.conversation_id == home(house)
    assert timedelta(days=5) <= one.due_at - clock.now() <= timedelta(days=12)
    assert not one.is_due(clock.now())
    assert house.experiences.due() == 0
    clock.set(one.due_at + timedelta(minutes=1))
    assert house.experiences.due() == 1


def test_another_kind_of_message_is_not_asked_after(house: Services) -> None:
    answer(house, category="question")
    assert house.experiences.open() == ()


def test_what_is_entered_closes_it_and_can_be_taken_back(house: Services) -> None:
    reply = answer(house)
    (one,) = house.experiences.open()
    assert one.outbox_id == reply
    house.experiences.settle(one.outbox_id, Helped.YES)
    assert house.experiences.open() == ()
    assert house.experiences.counts() == {Helped.YES: 1}
    house.experiences.take_back(one.outbox_id)
    assert len(house.experiences.open()) == 1


def test_that_nobody_will_know_wants_a_reason(house: Services) -> None:
    answer(house)
    (one,) = house.experiences.open()
    with pytest.raises(NotAllowed):
        house.experiences.settle(one.outbox_id, Helped.UNKNOWN, " ")
    house.experiences.settle(one.outbox_id, Helped.UNKNOWN, "The person moved away.")
    assert house.experiences.counts() == {Helped.UNKNOWN: 1}


def test_whoever_wrote_since_is_asked_about_at_once_unless_they_wait_for_us(
    house: Services, clock: SetClock
) -> None:
    answer(house)
    account = house.accounts.listed()[0]
    clock.advance(hours=2)
    receive(house, account, [a_message("r", "Merci, c’est réglé.", -1, parent="q", language="fr")])
    assert house.experiences.open() == (), "they wait for us: the inbox says so"
    with house.workspace.write() as connection:
        set_status(connection, [home(house)], Status.DONE)
    (one,) = house.experiences.open()
    assert one.wrote_since
    assert house.experiences.due() == 1


def test_the_question_is_a_draft_in_the_language_of_the_thread_and_leaves_words_alone(
    house: Services,
) -> None:
    answer(house)
    draft, _ = house.experiences.ask(home(house))
    assert draft.body.startswith("Bonjour, nous vous avons répondu")
    house.drafts.save(replace(draft, body="Mes mots."))
    assert house.experiences.ask(home(house))[0].body == "Mes mots."
