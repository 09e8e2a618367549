"""What belongs to an operation: drafts, what leaves at a time and approved answers, and what became of them."""

from dataclasses import replace
from datetime import timedelta

from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.operation import LinkKind
from cmworkstation.domain.reply import Draft, OutboxState
from cmworkstation.domain.slot import IfMissed, Slot
from cmworkstation.services.plan import MOST_ALIKE, Beside
from tests.services.conftest import World


def a_draft(world: World, text: str = "The bridge opens on Monday.") -> Draft:
    account = world.add_account("mairie")
    world.server.write("q", "When does it open?")
    world.poll(account)
    (home,) = world.services.inbox.ids(View()).tolist()
    draft = world.services.drafts.begin(ConversationId(home))
    kept, _ = world.services.drafts.save(replace(draft, body=text))
    return kept


def test_a_draft_that_is_tied_is_followed_to_what_it_becomes(world: World) -> None:
    draft = a_draft(world)
    operations, plans = world.services.operations, world.services.plans
    one = replace(operations.new(operations.today()), title="Bridge")
    (part,) = (each for each in plans.offered(one) if each.link.kind is LinkKind.DRAFT)
    assert (part.title, part.tied) == (draft.body, False)
    one = replace(one, links=(part.link,))
    operations.keep(one)
    (tied,) = plans.parts(operations.one(one.id))
    assert (tied.title, tied.state, tied.tied) == (draft.body, None, True)
    assert tied.conversation_id == draft.conversation_id
    slot = Slot(world.services.clock.now() + timedelta(days=1), "Europe/Paris", IfMissed.ASK)
    world.services.outbox.queue(replace(draft, slot=slot))
    (became,) = plans.parts(operations.one(one.id))
    assert (became.title, became.at) == (draft.body, slot.at)
    assert became.state is OutboxState.HELD


def test_what_leaves_at_a_time_stands_in_the_lane_of_its_operation(world: World) -> None:
    draft = a_draft(world)
    operations, plans = world.services.operations, world.services.plans
    topic, _ = world.services.topics.make("Roads")
    slot = Slot(world.services.clock.now() + timedelta(days=1), "Europe/Paris", IfMissed.ASK)
    row, _ = world.services.outbox.queue(replace(draft, slot=slot))
    one = replace(operations.new(operations.today(), topic_id=str(topic.id)), title="Bridge")
    (part,) = (each for each in plans.offered(one) if each.link.kind is LinkKind.OUTBOX)
    assert part.link.target == row.id
    operations.keep(replace(one, links=(part.link,)))
    today = operations.today()
    shown = plans.look(today, today + timedelta(days=3))
    (home,) = (each for each in shown.items if each.occurrence)
    (planned,) = (each for each in shown.items if each.beside is Beside.PLANNED)
    assert (home.tied, home.title) == (1, "Bridge")
    assert (planned.belongs, planned.topic_id) == ("Bridge", str(topic.id))
    assert planned.conversation_id == draft.conversation_id


def test_what_is_gone_says_so_and_stays_tied_until_a_person_unties_it(world: World) -> None:
    draft = a_draft(world)
    operations, plans = world.services.operations, world.services.plans
    one = replace(operations.new(operations.today()), title="Bridge")
    (part,) = (each for each in plans.offered(one) if each.link.kind is LinkKind.DRAFT)
    operations.keep(replace(one, links=(part.link,)))
    world.services.drafts.discard(draft.id)
    (gone,) = plans.parts(operations.one(one.id))
    assert (gone.title, gone.tied, gone.conversation_id) == ("", True, None)
    assert plans.offered(operations.one(one.id))[0] == gone


def test_tying_is_taken_back_as_every_change_of_an_operation(world: World) -> None:
    a_draft(world)
    operations, plans = world.services.operations, world.services.plans
    one = replace(operations.new(operations.today()), title="Bridge")
    operations.keep(one)
    part = plans.offered(one)[0]
    _, undo = operations.keep(replace(one, links=(part.link,)))
    assert operations.one(one.id).links == (part.link,)
    operations.take_back(undo)
    assert operations.one(one.id).links == ()


def test_very_much_on_one_day_stands_there_as_one_and_leads_to_the_outbox(world: World) -> None:
    account = world.add_account("mairie")
    at = world.services.clock.now() + timedelta(days=1)
    for n in range(MOST_ALIKE + 2):
        world.server.write(f"q{n}", f"Question {n}?")
        world.poll(account)
    homes = world.services.inbox.ids(View()).tolist()
    for n, home in enumerate(homes):
        draft = world.services.drafts.begin(ConversationId(home))
        slot = Slot(at, "Europe/Paris", IfMissed.ASK)
        world.services.outbox.queue(replace(draft, body=f"Answer {n}.", slot=slot))
    today = world.services.operations.today()
    (item,) = world.services.plans.look(today, today + timedelta(days=3)).items
    assert (item.several, item.conversation_id) == (MOST_ALIKE + 2, None)
