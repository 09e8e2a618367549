"""Relations and asks: who is answered under which name, what is owed and told once, how often somebody is asked."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from cmworkstation.domain.asking import Cap, How
from cmworkstation.domain.contact import ContactId, Matter, Side
from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.relation import Begin, Goodbye, Kind, Owed, Phase, RelationId
from cmworkstation.domain.reply import Draft, OutboxState
from cmworkstation.sdk.connector import Page, Target
from cmworkstation.words import relations as words
from tests.pretend import PretendConnector
from tests.services.conftest import World
from tests.walking import walked

CLEAR = Begin(
    topic="Elle tient un stand au marché.",
    ask="Relire notre page sur le marché de nuit d’ici vendredi.",
    who="Ines, de la mairie",
    gets="Son nom sur la page, si elle le veut.",
    decline="Ne pas répondre suffit.",
    invited="Elle nous a proposé son aide.",
)


@pytest.fixture
def town(world: World) -> World:
    """Return a workstation in which Nadia wrote under two names, and Omar under one."""
    for n, by in enumerate(("nadia", "nadia_photo", "omar") * 2):
        world.server.write(f"q{n}", f"Question {n} ?", by=by, minutes=n)
    account = world.add_account("mairie")
    world.clock.advance(3600)
    world.poll(account)
    return world


def author(world: World, name: str) -> AuthorId:
    """Return an author by their whole handle."""
    found = world.services.erasures.people(name)
    return next(one.id for one in found if one.handle == f"@{name}")


def nadia(world: World) -> ContactId:
    """Return the contact that is Nadia under both names."""
    one, _ = world.services.contacts.create(author(world, "nadia"))
    other, _ = world.services.contacts.create(author(world, "nadia_photo"))
    return world.services.contacts.merge(one, other, "she says so on both pages")[0]


def relation(world: World, project: str = "Marché de nuit", begin: Begin = CLEAR) -> RelationId:
    """Begin with Nadia about a project."""
    return world.services.relations.open(nadia(world), project, begin)[0].id


def send(world: World, draft: Draft) -> None:
    """Send a draft to the end."""
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.SENT


def phase(world: World, one: RelationId) -> Phase:
    """Return where a relation stands."""
    return world.services.relations.row(one).standing.phase


class NarrowConnector(PretendConnector):
    """A server that gives the thread that is asked for, and not everything."""

    def thread(self, target: Target) -> Page:
        page = super().thread(target)
        kept = tuple(one for one in page.items if one.native_id == target.native_id)
        return replace(page, items=kept)


def test_of_a_thousand_replies_to_a_merged_contact_none_goes_to_the_wrong_name(
    world: World,
) -> None:
    world.kind = NarrowConnector
    names = ("nadia", "nadia_photo")
    for n in range(100):
        world.server.write(f"q{n}", f"Question {n} ?", by=names[n % 2], minutes=n / 10)
    account = world.add_account("mairie")
    world.clock.advance(3600)
    world.poll(account)
    contact = nadia(world)
    assert len(world.services.contacts.card(contact).identities) == 2
    homes = [ConversationId(one) for one in world.services.inbox.ids(View(status=None))]
    asked = {home: world.services.inbox.newest_of_others(home) for home in homes}
    writers = {post["id"]: post["by"] for post in world.server.posts}
    chance = random.Random(7)
    wrong = []
    for n in range(1000):
        home = chance.choice(homes)
        question = asked[home]
        assert question is not None
        draft = world.services.drafts.begin(home, another=True)
        name = question.author_handle.lstrip("@")
        row, _ = world.services.outbox.queue(
            replace(draft, body=f"Réponse {n} pour {name}"), hold_s=0
        )
        target = world.services.inbox.message(row.target_id)
        if (target.author_id, row.conversation_id) != (question.author_id, home):
            wrong.append(row)
        if n % 10 == 0:  # all the way: what the platform got
            world.services.outbox.deliver(row.id)
    assert wrong == []
    assert len(world.server.published) == 100
    assert {post["text"].split()[-1] for post in world.server.published} == set(names)
    assert [
        post
        for post in world.server.published
        if writers[post["parent"]] != post["text"].split()[-1]
    ] == []


def test_a_relation_begins_when_its_ask_is_sent_under_the_chosen_name(town: World) -> None:
    one = relation(town)
    relations = town.services.relations
    assert phase(town, one) is Phase.NONE
    names = relations.identities(one)
    assert set(names) == {author(town, "nadia"), author(town, "nadia_photo")}
    draft, _ = relations.draft(one, author(town, "nadia_photo"), Kind.BEGUN, "Bonjour, …")
    assert phase(town, one) is Phase.NONE
    send(town, draft)
    assert phase(town, one) is Phase.INVITED
    (post,) = town.server.published
    assert post["parent"] in ("q1", "q4")
    (ask,) = town.services.asks.of_person(author(town, "nadia"))
    assert (ask.how, ask.is_sent, ask.words) == (How.FORM, True, CLEAR.ask)
    with pytest.raises(NotAllowed, match="relation-nowhere"):
        relations.draft(one, author(town, "omar"), Kind.NEWS, "Bonjour")


def test_an_ask_that_is_taken_back_did_not_happen(town: World) -> None:
    one = relation(town)
    draft, _ = town.services.relations.draft(one, author(town, "nadia"), Kind.BEGUN, "Bonjour, …")
    row, _ = town.services.outbox.queue(draft, hold_s=10)
    assert len(town.services.asks.of_person(author(town, "nadia"))) == 1
    again, _ = town.services.outbox.undo(row.id)
    assert town.services.asks.of_person(author(town, "nadia")) == ()
    assert town.services.asks.look(again).ask is not None
    send(town, again)
    assert phase(town, one) is Phase.INVITED


def test_an_unclear_form_is_warned_of_point_by_point(town: World) -> None:
    contact = nadia(town)
    relations = town.services.relations
    found = [(one.key, one.about) for one in relations.look_over(contact, Begin(ask="Relire"))]
    assert found == [
        *(("missing", name) for name in ("topic", "who", "gets", "decline")),
        ("uninvited", ""),
    ]
    assert relations.look_over(contact, CLEAR) == ()
    bought = replace(CLEAR, post_required=True)
    assert [one.key for one in relations.look_over(contact, bought)] == ["post"]
    with pytest.raises(NotAllowed, match="relation-post"):
        relations.open(contact, "Marché", bought)
    assert relations.open(contact, "Marché", replace(bought, paid=True))[0].begin.paid
    with pytest.raises(NotAllowed, match="relation-project"):
        relations.open(contact, " ", CLEAR)


def test_another_subject_a_refusal_and_too_many_asks_are_warned_of(town: World) -> None:
    contact = nadia(town)
    services = town.services
    services.contacts.declare(contact, "photographie", "son profil")
    services.contacts.consent(contact, Matter.NEXT, False, "au téléphone")
    services.relations.asked(
        services.relations.open(contact, "Marché", CLEAR)[0].id, author(town, "nadia")
    )
    other = replace(CLEAR, topic="Elle a deux enfants.", ask="Voter pour notre école.")
    found = {one.key: one.about for one in services.relations.look_over(contact, other)}
    assert found == {"topic": "photographie", "giving": "0 1", "said-no": ""}
    assert services.relations.given(services.contacts.authors(contact)).asked == 1


def test_whoever_was_left_without_news_is_not_asked_again_without_a_warning(town: World) -> None:
    contact = nadia(town)
    relations = town.services.relations
    one = relations.open(contact, "Marché de nuit", CLEAR)[0]
    relations.asked(one.id, author(town, "nadia"))
    town.clock.advance(60 * 86400)
    found = {one.key: one.about for one in relations.look_over(contact, CLEAR)}
    assert found["silence"] == "Marché de nuit"
    assert "news before you ask again" in words.warned("silence", found["silence"])


def test_the_fourth_ask_in_the_period_is_stopped_with_the_days_of_the_others(town: World) -> None:
    nadia(town)
    services = town.services
    services.asks.set_cap(Cap(3, 90))
    for n, name in enumerate(("nadia", "nadia_photo", "nadia")):
        home = home_of(town, name)
        draft = services.drafts.begin(home, another=True)
        draft, _ = services.drafts.save(replace(draft, body=f"Votre avis {n} ?"))
        services.asks.mark(draft)
        send(town, draft)
        town.clock.advance(86400)
    days = [one.at.date().isoformat() for one in services.asks.of_person(author(town, "nadia"))]
    assert len(days) == 3
    draft = services.drafts.begin(home_of(town, "nadia_photo"), another=True)
    draft, _ = services.drafts.save(replace(draft, body="Et encore un avis ?"))
    assert services.composer.review(draft).reasons == ()
    services.asks.mark(draft)
    reason = "ask-cap:" + " ".join(days)
    assert services.composer.review(draft).reasons == (reason,)
    with pytest.raises(NotAllowed, match=reason):
        services.outbox.queue(draft, hold_s=0)
    with pytest.raises(NotAllowed, match="ask-cap"):
        services.asks.note(author(town, "nadia"), "au téléphone", How.DIALOGUE)
    services.asks.unmark(draft.id)
    send(town, draft)
    town.clock.advance(90 * 86400)
    assert services.asks.look(draft).free_from is None


def home_of(world: World, name: str) -> ConversationId:
    """Return a conversation that somebody of this handle began."""
    return next(
        ConversationId(one)
        for one in world.services.inbox.ids(View(status=None))
        if world.services.inbox.thread(ConversationId(one)).entries[0].message.author_handle
        == f"@{name}"
    )


def test_what_is_owed_is_told_once(town: World) -> None:
    one = relation(town)
    relations = town.services.relations
    relations.asked(one, author(town, "nadia"))
    relations.note(one, Kind.ACCEPTED)
    relations.note(one, Kind.CONTRIBUTION, "Trois corrections")
    assert relations.news() == ()
    town.clock.advance(6 * 86400)
    (first,) = relations.news()
    assert (first[1].kind, first[1].words) == (Owed.THANKS, "Trois corrections")
    relations.told([first])
    assert relations.news() == ()
    assert [debt.kind for _, debt in relations.due()] == [Owed.THANKS]
    town.clock.advance(40 * 86400)
    (later,) = relations.news()
    assert later[1].kind is Owed.NEWS
    relations.told([later])
    relations.note(one, Kind.NEWS, "par téléphone")
    relations.note(one, Kind.THANKS)
    assert relations.due() == ()
    town.clock.advance(46 * 86400)
    assert [debt.kind for _, debt in relations.news()] == [Owed.NEWS]


def test_nobody_is_left_without_a_goodbye_when_a_project_closes(town: World) -> None:
    services, relations = town.services, town.services.relations
    one = relation(town, "Marché")
    relations.asked(one, author(town, "nadia"))
    omar, _ = services.contacts.create(author(town, "omar"))
    other, _ = relations.open(omar, "Marché", CLEAR)
    relations.asked(other.id, author(town, "omar"))
    assert {row.relation.id for row in relations.to_thank("Marché")} == {one, other.id}
    relations.project_over("Marché", town.clock.now().date())
    assert {debt.kind for _, debt in relations.due()} == {Owed.GOODBYE}
    with pytest.raises(NotAllowed, match="relation-open"):
        relations.close(one)
    for part in Goodbye:
        relations.done(one, part)
    with pytest.raises(NotAllowed, match="relation-left"):
        relations.close_project("Marché")
    with pytest.raises(NotAllowed, match="relation-why"):
        relations.leave_out(other.id, Goodbye.SAID, " ")
    for part in Goodbye:
        relations.leave_out(other.id, part, "ne répond plus")
    relations.close_project("Marché")
    assert {phase(town, who) for who in (one, other.id)} == {Phase.ENDED}
    assert relations.to_thank("Marché") == ()
    relations.reopen(one)
    assert phase(town, one) is Phase.INVITED


def test_a_relation_of_the_merged_card_goes_to_whom_a_split_says(town: World) -> None:
    contact = nadia(town)
    services = town.services
    one, _ = services.relations.open(contact, "Marché", CLEAR)
    (added,) = services.contacts.added(contact)
    assert (added.kind, added.words, added.may_be_both) == ("relation", "Marché", False)
    (first, second), _ = services.contacts.split(contact, {added.key: Side.SECOND})
    assert services.relations.of_contact(first) == ()
    assert [row.relation.id for row in services.relations.of_contact(second)] == [one.id]


def test_whoever_is_erased_leaves_no_relation_and_no_ask(town: World) -> None:
    one = relation(town)
    town.services.relations.asked(one, author(town, "nadia"))
    for name in ("nadia", "nadia_photo"):
        walked(town.services.erasures.erase(author(town, name), Way.ERASE, f"Person {name[-1]}"))
    read = town.services.workspace.read()
    for table in ("relation", "relation_event", "solicitation", "contact"):
        assert read.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
    town.clock.advance(int(timedelta(days=90).total_seconds()))
    assert town.services.relations.due() == ()


def test_what_a_charter_says_of_asks_news_and_thanks_comes_before_the_settings(
    town: World,
) -> None:
    services = town.services
    charter_id, _ = services.charters.add_starter("mediatheques-ormaie")
    account = services.accounts.listed()[0]
    services.charters.assign(account.id, charter_id)
    services.asks.set_cap(Cap(9, 9))
    limits = services.relations.limits()
    assert (limits.silence_days, limits.news_days, limits.thanks) == (21, 45, timedelta(days=5))
    assert (limits.asks_max, limits.asks_days) == (9, 9)
