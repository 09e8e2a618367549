"""Planned replies: never before their time, never silent when it passed, and undone like any other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.crowding import Clash
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, StepNote
from cmworkstation.domain.slot import IfMissed, Slot
from tests.services.conftest import World
from tests.services.test_outbox import account, deliver_due, first_conversation, state

__all__ = ["account"]

IN_TWO_HOURS = timedelta(hours=2)


def a_draft(world: World, body: str = "Dès 9 h, samedi comme dimanche.") -> Draft:
    return replace(world.services.drafts.begin(first_conversation(world)), body=body)


def plan(
    world: World, after: timedelta = IN_TWO_HOURS, if_missed: IfMissed = IfMissed.ASK
) -> OutboxRow:
    slot = Slot(world.clock.now() + after, "Europe/Paris", if_missed)
    return world.services.outbox.queue(replace(a_draft(world), slot=slot), hold_s=10)[0]


def test_it_leaves_at_its_time_and_not_before(world: World, account: Account) -> None:
    row = plan(world)
    world.clock.advance(hours=1, minutes=59)
    deliver_due(world)
    assert state(world, row) is OutboxState.HELD
    assert world.server.published == []
    world.clock.advance(minutes=1)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT
    assert len(world.server.published) == 1


def test_a_restart_does_not_shorten_the_wait(world: World, account: Account) -> None:
    row = plan(world, timedelta(days=3))
    for _ in range(4):
        world.clock.advance(hours=16)
        world.restart()
        deliver_due(world)
        assert state(world, row) is OutboxState.HELD
    world.clock.advance(hours=8)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT


@pytest.mark.parametrize(
    ("policy", "becomes", "published"),
    [
        (IfMissed.ASK, OutboxState.MISSED, 0),
        (IfMissed.SEND, OutboxState.SENT, 1),
        (IfMissed.DROP, OutboxState.DROPPED, 0),
    ],
)
def test_closed_over_its_time_the_policy_is_carried_out_at_the_start_and_written_down(
    world: World, account: Account, policy: IfMissed, becomes: OutboxState, published: int
) -> None:
    row = plan(world, if_missed=policy)
    world.clock.advance(hours=5)
    world.restart()
    deliver_due(world)
    assert state(world, row) is becomes
    assert len(world.server.published) == published
    assert StepNote.MISSED in [step.note for step in world.services.outbox.steps(row.id)]
    (told,) = [act for act in world.services.journal.acts() if act.kind == "reply.missed"]
    assert told.payload is not None
    assert told.payload["then"] == policy.value
    deliver_due(world)
    assert len(world.server.published) == published


def test_a_draft_again_is_whole_and_has_no_time_any_more(world: World, account: Account) -> None:
    row = plan(world, if_missed=IfMissed.DROP)
    world.clock.advance(hours=5)
    deliver_due(world)
    (draft,) = world.services.drafts.listed()
    assert (draft.body, draft.slot) == (row.body, None)


def test_whoever_is_asked_may_send_it_now_or_edit_it(world: World, account: Account) -> None:
    row = plan(world)
    world.clock.advance(hours=5)
    deliver_due(world)
    assert world.services.inbox.counts().needs_person == 1
    world.services.outbox.send_now(row.id)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT


def test_some_minutes_late_it_leaves_without_a_question(world: World, account: Account) -> None:
    row = plan(world)
    world.clock.advance(hours=2, minutes=9)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT


def test_undo_gives_the_draft_back_with_its_plan(world: World, account: Account) -> None:
    row = plan(world)
    draft, _ = world.services.outbox.undo(row.id)
    assert draft.slot == row.slot
    assert draft.body == row.body


def test_a_plan_in_a_draft_outlives_the_program(world: World, account: Account) -> None:
    slot = Slot(world.clock.now() + IN_TWO_HOURS, "Pacific/Noumea", IfMissed.DROP)
    saved, _ = world.services.drafts.save(replace(a_draft(world), slot=slot))
    world.restart()
    assert world.services.drafts.listed()[0].slot == saved.slot
    assert saved.slot is not None
    assert abs(saved.slot.at - slot.at) < timedelta(milliseconds=1)


def test_the_same_words_or_the_same_hour_are_told_before(world: World, account: Account) -> None:
    row = plan(world)
    again = a_draft(world)
    at = world.clock.now() + timedelta(days=1)
    (alike,) = world.services.outbox.crowding(again, at)
    assert (alike.why, alike.other.id) == (Clash.ALIKE, row.id)
    other = replace(again, body="Le pont reste fermé jusqu’en mars, par sécurité.")
    (near,) = world.services.outbox.crowding(other, world.clock.now() + timedelta(hours=1.5))
    assert near.why is Clash.CROWDED
    assert world.services.outbox.crowding(other, at) == ()


def test_a_thread_that_moved_on_stops_a_planned_reply_too(world: World, account: Account) -> None:
    row = plan(world)
    world.clock.advance(hours=2)
    world.server.write("q1b", "Et le dimanche ?", "q1", minutes=119)
    world.poll(account)
    deliver_due(world)
    assert state(world, row) is OutboxState.MOVED
