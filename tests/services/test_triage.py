"""Walking messages through the triage of the charter that governs their account."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.walking import Walker
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Kind
from cmworkstation.services.triage import Triaging
from tests.builders_workspace import receive
from tests.services.conftest import World
from tests.store.builders import an_item


@dataclass(frozen=True, slots=True)
class Fixture:
    """An invented message, what a person answers to what is asked of them, and where it belongs."""

    text: str
    answers: str  # y and n, in the order of the questions that are left to the person
    leaf: str
    by_program: tuple[str, ...] = ()
    kind: Kind = Kind.MENTION


ADDRESSED = ("adresse",)
MESSAGES = (
    Fixture("Le rayonnage du fond penche, il va tomber sur quelqu’un", "y", "alerte"),
    Fixture("Voici mon numéro : 06 39 98 12 34, rappelez-moi", "", "alerte", ("danger",)),
    Fixture("Ce visiteur est un escroc, je vais lui casser la figure", "ny", "illicite"),
    Fixture(
        "Journaliste à La Gazette d’Ormaie, je prépare un sujet", "nny", "presse-elus", ADDRESSED
    ),
    Fixture(
        "Vous avez supprimé le prêt de jeux, c’est écrit partout",
        "nnny",
        "erreur-de-fait",
        ADDRESSED,
    ),
    Fixture("Une heure devant la porte fermée avec deux enfants", "nnnny", "plainte", ADDRESSED),
    Fixture("À quelle heure ouvrez-vous samedi ?", "nnnnn", "question", ("adresse", "demande")),
    Fixture("Un club de lecture le soir, ce serait bien", "nnnnnny", "idee", ADDRESSED),
    Fixture("Merci à toute l’équipe pour l’atelier", "nnnnnnny", "merci", ADDRESSED),
    Fixture(
        "Encore une belle invention de vos services",
        "nnnnnnnn",
        "coup-de-gueule",
        ("adresse", "repete"),
    ),
    Fixture("J’ai lu un bon roman hier soir", "nn", "rien", ADDRESSED, Kind.REPLY),
    Fixture(
        "Vous êtes ouverts le 15 août ?", "nnnnn", "question", ("adresse", "demande"), Kind.COMMENT
    ),
)


@pytest.fixture
def account(world: World) -> Account:
    return governed(world, "mediatheques-ormaie")


def governed(world: World, charter: str) -> Account:
    """Return an account that a shipped charter governs."""
    found = world.add_account()
    charter_id, _ = world.services.charters.add_starter(charter)
    world.services.charters.assign(found.id, charter_id)
    return found


def came(world: World, account: Account, text: str, **changes: object) -> ConversationId:
    """Let a message come in; return its conversation."""
    at = changes.pop("at", world.clock.now() - timedelta(hours=1))
    name = str(changes.pop("name", text))
    item = replace(an_item(name, text, 0, **changes), at=at)  # type: ignore[arg-type]
    return ConversationId(receive(world.services, account, [item])[0])


def begun(world: World, conversation_id: ConversationId) -> Triaging:
    found = world.services.triage.begin(conversation_id)
    assert found is not None
    return found


def walked(walker: Walker, answers: str) -> Walker:
    for one in answers:
        assert walker.now.step is not None
        walker = walker.answered(yes=one == "y")
    return walker


@pytest.mark.parametrize("message", MESSAGES, ids=[one.text[:24] for one in MESSAGES])
def test_twelve_messages_end_where_they_belong(
    world: World, account: Account, message: Fixture
) -> None:
    conversation = came(world, account, message.text, kind=message.kind)
    triaging = begun(world, conversation)
    walker = walked(triaging.walker, message.answers)
    assert walker.now.category == message.leaf
    by_program = tuple(one.step for one in walker.now.path if one.by_program)
    assert by_program == message.by_program
    world.services.triage.finish(triaging, walker)
    assert world.services.inbox.rows([conversation])[0].category == message.leaf


def test_the_end_sets_the_category_the_deadline_and_the_path(
    world: World, account: Account
) -> None:
    conversation = came(world, account, "Une heure devant la porte fermée", kind=Kind.MENTION)
    world.services.sync.refresh_due()
    before = world.services.inbox.rows([conversation])[0]
    triaging = begun(world, conversation)
    changes, undo = world.services.triage.finish(triaging, walked(triaging.walker, "nnnny"))
    assert changes.conversations == {conversation}
    after = world.services.inbox.rows([conversation])[0]
    assert after.category == "plainte"
    assert after.due_at != before.due_at
    assert after.warn_at is not None
    assert after.due_at is not None
    assert after.warn_at < after.due_at
    walk = world.services.triage.walks(conversation)[0]
    assert walk.category == "plainte"
    assert walk.charter_hash == triaging.charter_hash
    assert walk.message_id == triaging.message.id
    assert [(one.step, one.yes, one.by_program) for one in walk.path[:3]] == [
        ("danger", False, False),
        ("loi", False, False),
        ("adresse", True, True),
    ]
    assert walk.path[2].because == (("message.mentions_us", True),)
    assert walk.path[2].ask.startswith("La personne nous parle-t-elle")
    world.services.triage.undo(undo)
    again = world.services.inbox.rows([conversation])[0]
    assert (again.category, again.due_at) == ("", before.due_at)
    assert world.services.triage.walks(conversation) == ()
    kinds = [one.kind for one in world.services.journal.acts()]
    assert kinds[:2] == ["triage.undo", "triage.walk"]


def test_walking_again_keeps_the_former_walk(world: World, account: Account) -> None:
    conversation = came(world, account, "Merci !", kind=Kind.MENTION)
    triaging = begun(world, conversation)
    world.services.triage.finish(triaging, walked(triaging.walker, "nnnnnnny"))
    world.clock.advance(60)
    world.services.triage.finish(triaging, walked(triaging.walker, "ny"))
    found = world.services.triage.walks(conversation)
    assert [one.category for one in found] == ["illicite", "merci"]
    assert world.services.inbox.rows([conversation])[0].category == "illicite"


def test_a_category_is_chosen_by_hand(world: World, account: Account) -> None:
    conversation = came(world, account, "Merci !", kind=Kind.MENTION)
    triage = world.services.triage
    assert "idee" in [one.id for one in triage.categories(conversation)]
    triage.choose(conversation, "idee")
    walk = triage.walks(conversation)[0]
    assert (walk.category, walk.path) == ("idee", ())
    view = View(status=Status.WAITING_US, category="idee")
    assert list(world.services.inbox.ids(view)) == [conversation]
    assert list(world.services.inbox.ids(replace(view, category="merci"))) == []
    with pytest.raises(NotAllowed, match="triage-unknown-category"):
        triage.choose(conversation, "nowhere")


def test_a_walk_that_has_not_ended_is_not_kept(world: World, account: Account) -> None:
    conversation = came(world, account, "Merci !", kind=Kind.MENTION)
    triaging = begun(world, conversation)
    with pytest.raises(NotAllowed, match="triage-unfinished"):
        world.services.triage.finish(triaging, walked(triaging.walker, "n"))
    assert world.services.triage.walks(conversation) == ()


def test_the_third_hostile_message_in_a_week_is_counted_and_unknown_ones_are_not_guessed(
    world: World, account: Account
) -> None:
    triage = world.services.triage
    for n in range(2):
        old = came(world, account, f"Bravo les artistes {n}", kind=Kind.MENTION)
        triage.choose(old, "coup-de-gueule")
    third = came(world, account, "Encore une invention", kind=Kind.MENTION)
    walker = walked(begun(world, third).walker, "nnnnnnnn")
    assert walker.now.category == "provocation"
    assert walker.now.path[-1].because == (("author.hostile_7d", 3),)
    came(world, account, "Personne ne sait encore ce que c’est", kind=Kind.MENTION)
    walker = walked(begun(world, third).walker, "nnnnnnnn")
    assert walker.now.step is not None
    assert walker.now.step.id == "repete"


def test_without_a_charter_there_is_nothing_to_walk(world: World) -> None:
    lonely = world.add_account()
    conversation = came(world, lonely, "Bonjour", kind=Kind.MENTION)
    assert world.services.triage.begin(conversation) is None
    with pytest.raises(NotAllowed, match="no-charter"):
        world.services.triage.choose(conversation, "merci")


def test_back_overrule_and_restart(world: World, account: Account) -> None:
    start = begun(world, came(world, account, "Vous ouvrez quand ?", kind=Kind.MENTION)).walker
    end = walked(start, "nnnnn")
    assert end.now.category == "question"
    back = end.back()  # the program's own answer: now the person is asked
    assert back.now.step is not None
    assert back.now.step.id == "demande"
    assert back.answered(yes=False).now.step is not None
    assert back.back().now.step is not None
    overruled = end.overruled("demande")
    assert [one.yes for one in overruled.now.path if one.step == "demande"] == [False]
    assert overruled.now.path[-1].by_program is False
    assert end.overruled("adresse").now.category == "rien"
    assert end.back_to("danger").now.path == ()
    assert end.restarted().now == start.now
    assert end.back_to("nowhere") is end
    assert start.back() is start
    assert end.answered(yes=True) is end
