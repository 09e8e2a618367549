"""Batches: messages alike are found, and each person gets words of their own that were seen before they left."""

from dataclasses import replace

import pytest

from cmworkstation.domain.batch import ItemState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.reply import OutboxState
from cmworkstation.store import conversations

NAMES = "Anouk Basile Clara Denis Elia Fanny Gaspard Hugo Ines Jules Karim Lise Maud".split()
ASKS = "Bonjour, la médiathèque sera-t-elle ouverte le lundi {n} mai ? Merci @mairie"
BODY = "Bonjour {prenom}, oui, nous ouvrons à 9 h."


def steps(work):
    """Walk through the steps of work; return its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture
def twelve(world):
    """Twelve people ask the same, and three something else; return the conversations of the twelve."""
    account = world.add_account()
    for n, name in enumerate(NAMES[:12]):
        world.server.write(f"a{n}", ASKS.format(n=n), minutes=n, by=name)
    world.server.write("b1", "Où déposer les encombrants cette semaine ?", by="Zoe", minutes=20)
    world.server.write("b2", "Votre dernier concert était magnifique", by="Yann", minutes=21)
    world.server.write("b3", "Le robinet du parc fuit depuis hier", by="Xena", minutes=22)
    world.poll(account)
    (found,) = steps(world.services.batches.groups())
    assert len(found) == 12
    return found


def show(world, batch):
    for one in batch.open:
        world.services.batches.displayed(batch.id, one.n, one.body)


def test_twelve_alike_get_twelve_distinct_texts_and_none_leaves_before_it_was_displayed(
    world, twelve
) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve, BODY)
    assert len({one.body for one in batch.open}) == 12
    for one in batch.open:
        with pytest.raises(NotAllowed, match="batch-unseen"):
            batches.queue(batch.id)
        assert world.services.outbox.rows() == ()
        batches.displayed(batch.id, one.n, one.body)
    left = batches.queue(batch.id, hold_s=0)
    assert (len(left.queued), left.failed) == (12, ())
    for row in left.queued:
        world.services.outbox.deliver(row)
        world.services.outbox.deliver(row)
    sent = [one["text"] for one in world.server.published]
    assert len(sent) == len(set(sent)) == 12
    assert len({one["parent"] for one in world.server.published}) == 12


def test_a_text_that_changed_is_to_be_seen_again(world, twelve) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve, BODY)
    show(world, batch)
    assert batches.why_not(batch.id) == ""
    batches.write(batch.id, 3, "Bonjour, oui, dès 9 h.")
    assert batches.why_not(batch.id) == "batch-unseen"
    with pytest.raises(NotAllowed, match="batch-unseen"):
        batches.queue(batch.id)
    assert world.services.outbox.rows() == ()


def test_the_same_words_for_two_people_are_refused_and_wordings_that_take_turns_are_not_enough(
    world, twelve
) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve[:3], "Oui, à 9 h.\n---\nOui, dès 9 h.")
    show(world, batch)
    assert batches.why_not(batch.id) == "batch-identical"
    with pytest.raises(NotAllowed, match="batch-identical"):
        batches.queue(batch.id)
    batch, _ = batches.write(batch.id, 2, "Oui, nous ouvrons à neuf heures.")
    show(world, batch)
    assert len(batches.queue(batch.id).queued) == 3


def test_the_cap_is_respected_by_the_service(world, twelve) -> None:
    batches = world.services.batches
    batches.set_cap(5)
    with pytest.raises(NotAllowed, match="batch-too-many"):
        batches.begin(twelve, BODY)
    batches.set_cap(12)
    batch, _ = batches.begin(twelve, BODY)
    show(world, batch)
    batches.set_cap(5)
    with pytest.raises(NotAllowed, match="batch-too-many"):
        batches.queue(batch.id)


def test_the_common_text_reaches_all_but_those_with_words_of_their_own(world, twelve) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve[:3], BODY)
    batches.write(batch.id, 1, "Exprès pour vous.")
    batch, _ = batches.set_body(batch.id, "Cher {prenom}, oui.")
    assert [one.body.startswith("Cher ") for one in batch.items] == [True, False, True]


def test_what_nobody_knows_stays_blank_and_keeps_that_one_answer_while_the_others_leave(
    world, twelve
) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve[:3], BODY)
    batch, _ = batches.write(batch.id, 1, "Bonjour {prenom_inconnu}, oui.")
    show(world, batch)
    left = batches.queue(batch.id)
    assert len(left.queued) == 2
    assert [(item.n, type(error).__name__) for item, error in left.failed] == [
        (1, "IncompleteAnswer")
    ]
    states = [one.state for one in batches.batch(batch.id).items]
    assert states == [ItemState.QUEUED, ItemState.OPEN, ItemState.QUEUED]
    assert [one.id for one in batches.open()] == [batch.id]


def test_ending_in_the_middle_keeps_the_batch_and_sends_nothing_twice(world, twelve) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve[:4], BODY)
    show(world, batch)
    first = batches.batch(batch.id).items[0]
    drafts = {one.id: one for one in world.services.drafts.listed()}
    world.services.outbox.queue(drafts[first.draft_id], hold_s=0)  # killed before it is noted
    services = world.restart()
    found = services.batches.batch(batch.id)
    assert [one.state for one in found.items] == [ItemState.QUEUED, *[ItemState.OPEN] * 3]
    assert [one.id for one in services.batches.open()] == [batch.id]
    assert len(services.batches.queue(batch.id).queued) == 3
    assert len(services.outbox.rows()) == 4


def test_undo_gives_every_draft_back(world, twelve) -> None:
    batches = world.services.batches
    batch, _ = batches.begin(twelve[:4], BODY)
    show(world, batch)
    before = [one.body for one in batches.batch(batch.id).open]
    batches.queue(batch.id, hold_s=60)
    batches.undo(batch.id)
    found = batches.batch(batch.id)
    assert [one.body for one in found.open] == before
    assert all(row.state is OutboxState.DROPPED for row in world.services.outbox.rows())
    assert batches.why_not(batch.id) == ""


def test_somebody_who_is_being_written_to_and_those_left_out_stay_out(world, twelve) -> None:
    services = world.services
    draft = services.drafts.begin(twelve[0])
    services.drafts.save(replace(draft, body="Je vous réponds."))
    batch, _ = services.batches.begin(twelve[:3], BODY)
    assert len(batch.items) == 2
    batch, _ = services.batches.remove(batch.id, 0)
    assert [one.state for one in batch.items] == [ItemState.REMOVED, ItemState.OPEN]
    assert {one.body for one in services.drafts.listed()} == {
        "Je vous réponds.",
        batch.open[0].body,
    }


def test_those_like_one_are_found_and_the_others_are_not(world, twelve) -> None:
    batches = world.services.batches
    assert set(steps(batches.like(twelve[0]))) == set(twelve)
    others = set(world.services.inbox.ids(View())) - set(twelve)
    assert len(others) == 3
    assert not set(steps(batches.like(twelve[0]))) & others


def test_a_batch_moves_with_a_conversation_that_becomes_part_of_another(world, twelve) -> None:
    batch, _ = world.services.batches.begin(twelve[:2], BODY)
    old, home = int(twelve[1]), int(twelve[2])
    with world.services.workspace.write() as connection:
        conversations.join(connection, old, home)
        conversations.refresh(connection, [home])
    assert world.services.batches.batch(batch.id).items[1].conversation_id == home
