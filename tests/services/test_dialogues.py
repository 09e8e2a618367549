"""Dialogues: three channels and forty answers in one table, a decision, and nobody left without an answer."""

from collections import Counter
from dataclasses import replace

import pytest

from cmworkstation.domain import asking
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import View
from cmworkstation.domain.dialogue import About, DialogueState, How, Place, PlaceState, Stance
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.workstation import Services
from cmworkstation.words.dialogue_dossier import dossier
from tests.pretend import START
from tests.services.conftest import World
from tests.services.test_restore import a_copy, restore
from tests.walking import walked

QUESTION = "Quels horaires d’ouverture le samedi vous conviendraient ?"
NAMES = (
    "Anouk Basile Clara Denis Elia Fanny Gaspard Hugo Ines Jules Karim Lise Maud Nour Odile".split()
)


def let_leave(world: World, draft) -> None:
    """Send a draft by the ordinary way, and read what came of it."""
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    world.services.outbox.deliver(row.id)
    world.clock.advance(60)
    for account in world.services.accounts.listed():
        world.poll(account)


def home_of(world: World, ends: str) -> ConversationId:
    for one in world.services.inbox.ids(View(status=None)):
        for entry in world.services.inbox.thread(ConversationId(one)).entries:
            if entry.message.remote_id.endswith(ends):
                return ConversationId(one)
    raise AssertionError(ends)


class Asked:
    """A dialogue that is open in three places: two threads of ours, and a box on the counter."""

    def __init__(self, world: World) -> None:
        self.world = world
        services: Services = world.services
        world.server.takes_posts = True
        for n, name in enumerate(("Zoe", "Yann")):
            world.server.write(f"t{n}", f"Pourquoi si peu d’horaires ? {n}", by=name, minutes=n)
        self.account: Account = world.add_account("mairie")
        world.poll(self.account)
        self.thread = home_of(world, "t0")
        made, _ = services.dialogues.make(About(QUESTION, "Les familles demandent le samedi."))
        self.id = made.id
        services.dialogue_places.add(made.id, account_id=self.account.id)  # a post of our own
        services.dialogue_places.add(made.id, conversation_id=self.thread)  # an answer in a thread
        services.dialogue_places.add(made.id, name="Urne à l’accueil")
        services.dialogues.approve(made.id)
        services.dialogues.open(made.id)
        for place in self.places()[:2]:
            draft, _ = services.dialogue_places.ask(place.id)
            let_leave(world, draft)
        services.dialogue_places.asked_by_hand(self.places()[2].id)

    def places(self) -> tuple[Place, ...]:
        return self.world.services.dialogues.places(self.id)

    def forty(self) -> None:
        """Forty answers: fifteen people below each question, of whom five in both; ten on paper."""
        world, services = self.world, self.world.services
        ours = [one["id"] for one in world.server.published]
        now = (world.clock.now() - START).total_seconds() / 60
        for n, name in enumerate(NAMES):
            world.server.write(f"a{n}", f"Le samedi matin {n}", ours[0], now + n, name)
        for n, name in enumerate([*NAMES[:5], *(f"{one}e" for one in NAMES[5:])]):
            world.server.write(f"b{n}", f"Plutôt dix heures {n}", ours[1], now + n, name)
        world.clock.advance(3600)
        world.poll(self.account)
        services.contributions.gather()
        for n in range(10):
            who = "" if n < 8 else f"Paul Grand {n}"
            services.contributions.enter(self.places()[2].id, f"Sur papier {n}", who)


@pytest.fixture
def asked(world: World) -> Asked:
    return Asked(world)


def test_an_idea_needs_a_reason_and_a_place_before_anybody_agrees_and_is_asked_only_then(
    world: World,
) -> None:
    dialogues = world.services.dialogues
    with pytest.raises(NotAllowed, match="dialogue-question"):
        dialogues.make(About(" ?"))
    made, _ = dialogues.make(About(QUESTION))
    with pytest.raises(NotAllowed, match="dialogue-why"):
        dialogues.approve(made.id)
    dialogues.change(made.id, About(QUESTION, "Les familles demandent le samedi."))
    with pytest.raises(NotAllowed, match="dialogue-nowhere"):
        dialogues.approve(made.id)
    place, _ = world.services.dialogue_places.add(made.id, name="Urne")
    with pytest.raises(NotAllowed, match="dialogue-not-open"):
        world.services.dialogue_places.asked_by_hand(place.id)
    dialogues.approve(made.id)
    dialogues.change(
        made.id, About("Et le dimanche ?", "Demandé.")
    )  # another question: to be agreed to anew
    assert dialogues.dialogue(made.id).state is DialogueState.IDEA
    _, undo = dialogues.approve(made.id)
    dialogues.take_back(undo)
    assert dialogues.dialogue(made.id).state is DialogueState.IDEA


def test_the_question_leaves_once_in_each_place_by_the_ordinary_way(asked: Asked) -> None:
    assert [one["text"] for one in asked.world.server.published] == [QUESTION, QUESTION]
    assert [one.state for one in asked.places()] == [PlaceState.ASKED] * 3
    for place in asked.places():
        with pytest.raises(NotAllowed, match="dialogue-asked-there"):
            asked.world.services.dialogue_places.ask(place.id)
    with pytest.raises(NotAllowed, match="dialogue-asked"):
        asked.world.services.dialogues.remove(asked.id)


def test_a_question_put_to_a_person_counts_as_an_ask_of_them_and_waits_where_they_were_asked_enough(
    asked: Asked,
) -> None:
    services = asked.world.services
    (entry,) = [one for one in services.inbox.thread(asked.thread).entries if not one.message.ours][
        :1
    ]
    who = entry.message.author_id
    (ask,) = services.asks.of_person(who)
    assert (ask.how, ask.words, ask.is_sent) == (asking.How.DIALOGUE, QUESTION, True)
    services.asks.set_cap(asking.Cap(1, 90))
    second, _ = services.dialogues.make(About("Et le lundi ?", "Le marché change de jour."))
    services.dialogue_places.add(second.id, conversation_id=asked.thread)
    services.dialogues.approve(second.id)
    services.dialogues.open(second.id)
    (place,) = services.dialogues.places(second.id)
    draft, _ = services.dialogue_places.ask(place.id)
    with pytest.raises(NotAllowed, match="ask-cap"):
        services.outbox.queue(draft, hold_s=0)


def test_three_channels_and_forty_answers_are_one_table_that_says_where_each_came_from(
    asked: Asked,
) -> None:
    asked.forty()
    contributions = asked.world.services.contributions
    contributions.gather()  # again: nothing twice
    table = contributions.listed(asked.id)
    assert len(table) == 40
    first, second, box = asked.places()
    assert Counter((one.place_id, one.how) for one in table) == {
        (first.id, How.THREAD): 15,
        (second.id, How.THREAD): 15,
        (box.id, How.ENTERED): 10,
    }
    figures = contributions.figures(asked.id)
    assert (figures.contributions, figures.people) == (40, 35)  # five wrote in both places
    assert figures.places == {first.id: 15, second.id: 15, box.id: 10}


def test_whoever_speaks_for_and_against_is_one_mixed_voice(asked: Asked) -> None:
    asked.forty()
    contributions = asked.world.services.contributions
    theirs = [one.id for one in contributions.listed(asked.id) if one.who == "Anouk"]
    assert len(theirs) == 2
    contributions.mark(asked.id, theirs[:1], stance=Stance.FOR, theme="matin")
    _, undo = contributions.mark(asked.id, theirs[1:], stance=Stance.AGAINST, theme="matin")
    figures = contributions.figures(asked.id)
    assert figures.stances == {Stance.MIXED: 1, Stance.NONE: 34}
    assert figures.themes == {"matin": 1}
    contributions.take_back(undo)
    assert contributions.figures(asked.id).stances[Stance.FOR] == 1
    with pytest.raises(NotAllowed, match="dialogue-why-out"):
        contributions.mark(asked.id, theirs, left_out="-")
    contributions.mark(asked.id, theirs, left_out="Publicité sans rapport")
    figures = contributions.figures(asked.id)
    assert (figures.people, figures.left_out) == (34, 2)


def test_votes_of_a_poll_are_numbers_and_not_people(asked: Asked) -> None:
    contributions, place = asked.world.services.contributions, asked.places()[0]
    contributions.enter_poll(place.id, [("Matin", 30), ("Soir", 12)], "Le panneau")
    contributions.enter_poll(
        place.id, [("Matin", 34), ("Soir", 12)], "LE PANNEAU"
    )  # the final result
    figures = contributions.figures(asked.id)
    assert figures.votes == {(place.id, "Matin"): 34, (place.id, "Soir"): 12}
    assert (figures.people, contributions.contributors(asked.id)) == (0, ())


def test_it_cannot_end_without_a_decision_and_without_everybody_told_or_not_with_a_reason(
    asked: Asked,
) -> None:
    asked.forty()
    services, world = asked.world.services, asked.world
    dialogues, contributions = services.dialogues, services.contributions
    with pytest.raises(NotAllowed, match="dialogue-state"):
        dialogues.end(asked.id)
    dialogues.close(asked.id)
    with pytest.raises(NotAllowed, match="dialogue-decision"):
        dialogues.end(asked.id)
    with pytest.raises(NotAllowed, match="dialogue-decision"):
        dialogues.decide(asked.id, "  ")
    world.clock.advance(60)
    dialogues.decide(asked.id, "Le samedi dès dix heures, à partir de mars.")
    people = contributions.contributors(asked.id)
    assert len(people) == 27  # of thirty-five, eight did not say who they are
    with pytest.raises(NotAllowed, match="dialogue-untold"):
        dialogues.end(asked.id)
    for one in people[:-1]:
        contributions.told(asked.id, one.voice, "par courrier")
    with pytest.raises(NotAllowed, match="dialogue-untold"):
        dialogues.end(asked.id)
    with pytest.raises(NotAllowed, match="topic-why"):
        contributions.spare(asked.id, people[-1].voice, "-")
    contributions.spare(asked.id, people[-1].voice, "Ne souhaite pas de réponse.")
    dialogues.end(asked.id)
    assert dialogues.dialogue(asked.id).state is DialogueState.ANSWERED


def test_contributors_are_told_one_by_one_in_their_own_thread_with_words_of_their_own(
    asked: Asked,
) -> None:
    asked.forty()
    services, world = asked.world.services, asked.world
    services.dialogues.close(asked.id)
    world.clock.advance(60)
    voices = [
        one.voice
        for one in services.contributions.contributors(asked.id)
        if one.name in ("Karim", "Lise")
    ]
    with pytest.raises(NotAllowed, match="dialogue-decision"):
        services.contributions.tell(asked.id, voices, "Bonjour")
    services.dialogues.decide(asked.id, "Le samedi dès dix heures.")
    world.clock.advance(1)
    common = "Bonjour {first_name}, ce sera le samedi dès dix heures."
    batch, _ = services.contributions.tell(asked.id, voices, common)
    assert [one.to for one in batch.items] == ["Karim", "Lise"]
    assert len({one.conversation_id for one in batch.items}) == 1  # they wrote in the same thread
    for one in batch.open:
        services.batches.displayed(batch.id, one.n, one.body)
    with pytest.raises(NotAllowed, match="batch-personal"):
        services.batches.queue(batch.id)
    for one in batch.open:
        text = f"{one.body} Votre idée numéro {one.n} a compté."
        services.batches.write(batch.id, one.n, text)
        services.batches.displayed(batch.id, one.n, text)
    left = services.batches.queue(batch.id, hold_s=0)
    on_its_way = {
        one.name for one in services.contributions.contributors(asked.id) if one.on_its_way
    }
    assert on_its_way == {"Karim", "Lise"}
    with pytest.raises(NotAllowed, match="batch-nobody"):  # nobody is told twice
        services.contributions.tell(asked.id, voices, common)
    for row in left.queued:
        services.outbox.deliver(row)
    told = {one.name for one in services.contributions.contributors(asked.id) if one.told_at}
    assert told == {"Karim", "Lise"}


def test_an_erasure_in_the_middle_keeps_the_counts_and_neither_words_nor_name(
    asked: Asked,
) -> None:
    asked.forty()
    services, world = asked.world.services, asked.world
    mine = [one for one in services.contributions.listed(asked.id) if one.who == "Anouk"]
    services.contributions.mark(asked.id, [one.id for one in mine], stance=Stance.FOR)
    services.dialogues.sum_up(asked.id, f"{mine[0].handle} veut le matin.")
    services.dialogues.close(asked.id)
    world.clock.advance(60)
    services.dialogues.decide(asked.id, "Le samedi dès dix heures.")
    anouk = next(
        one for one in services.contributions.contributors(asked.id) if one.name == "Anouk"
    )
    services.contributions.spare(asked.id, anouk.voice, "Anouk l’a dit au téléphone.")
    before = services.contributions.figures(asked.id)
    assert anouk.author_id is not None
    walked(services.erasures.erase(anouk.author_id, Way.ERASE, "Personne 1"))
    after = services.contributions.figures(asked.id)
    assert after == replace(before, erased=1)
    assert after.stances[Stance.FOR] == 1
    table = services.contributions.listed(asked.id)
    assert [one.words for one in table if one.erased] == ["", ""]
    assert {one.who for one in table if one.erased} == {"Personne 1"}
    assert anouk.voice not in {one.voice for one in services.contributions.contributors(asked.id)}
    assert mine[0].handle not in services.dialogues.dialogue(asked.id).synthesis
    left = "\n".join(services.workspace.read().iterdump())
    assert "au téléphone" not in left


def test_what_people_said_survives_an_older_copy_that_takes_the_place_of_the_workspace(
    asked: Asked,
) -> None:
    copy = a_copy(asked.world)
    asked.world.clock.advance(60)
    asked.forty()
    asked.world.services.dialogues.close(asked.id)
    before = asked.world.services.contributions.listed(asked.id)
    restore(asked.world, copy, keep=True)
    after = asked.world.services.contributions.listed(asked.id)
    assert [(one.who, one.words) for one in after] == [(one.who, one.words) for one in before]
    assert asked.world.services.dialogues.dialogue(asked.id).state is DialogueState.CLOSED


def test_one_person_of_two_networks_is_one_voice_and_is_told_where_they_wrote(
    asked: Asked,
) -> None:
    asked.forty()
    services = asked.world.services
    people = {
        one.name: one
        for one in services.contributions.contributors(asked.id)
        if one.author_id is not None
    }
    before = services.contributions.figures(asked.id).people
    first, second = people["Karim"].author_id, people["Lise"].author_id
    assert first is not None
    assert second is not None
    contact, _ = services.contacts.create(first, "Karim Lise")
    services.contacts.link(contact, second, "Elle l’a écrit elle-même")
    assert services.contributions.figures(asked.id).people == before - 1
    names = {one.name for one in services.contributions.contributors(asked.id)}
    assert {"Karim", "Lise"} <= names


def test_after_an_erasure_while_people_answer_it_is_still_carried_to_its_end_and_names_nobody(
    asked: Asked,
) -> None:
    asked.forty()
    services, world = asked.world.services, asked.world
    (first, *_) = asked.places()
    mine = [one for one in services.contributions.listed(asked.id) if one.who == "Anouk"]
    words = {one.words for one in mine}
    assert mine[0].author_id is not None
    people = services.contributions.figures(asked.id).people
    walked(services.erasures.erase(mine[0].author_id, Way.ERASE, "Personne 1"))
    late = (world.clock.now() - START).total_seconds() / 60
    world.server.write("late", "Et le dimanche ?", world.server.published[0]["id"], late, "Zita")
    world.clock.advance(3600)
    world.poll(asked.account)
    services.contributions.gather()
    assert services.contributions.figures(asked.id).people == people + 1, "others go on"
    services.dialogues.close(asked.id)
    services.dialogues.decide(asked.id, "Le samedi dès dix heures.")
    for one in services.contributions.contributors(asked.id):
        assert one.name not in ("Anouk", "Personne 1")
        services.contributions.told(asked.id, one.voice, "Par affiche")
    services.dialogues.end(asked.id)
    dialogue = services.dialogues.dialogue(asked.id)
    assert dialogue.state is DialogueState.ANSWERED
    said = services.contributions.listed(asked.id)
    told = services.contributions.contributors(asked.id)
    text = dossier(dialogue, asked.places(), said, told, world.clock.now())
    assert "Anouk" not in text
    assert not [one for one in words if one in text]
    assert first.name in text
