"""A reply as a numbered thread: part after part, each answering the one before, in order, never twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cmworkstation.domain.account import Account, Idempotency, LengthRule
from cmworkstation.domain.approval import State
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed, TooLong
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, StepNote
from cmworkstation.domain.splitting import marked
from cmworkstation.sdk.connector import Identity
from tests.pretend import PretendConnector
from tests.services.approving import ONE, Town
from tests.services.conftest import World

LIMIT = 60
BODIES = ("We open at nine on Monday.", "On Tuesday at ten.", "And on Sunday never.")
STATES = (OutboxState.SENT, OutboxState.SENT, OutboxState.SENT)
THREAD = marked(BODIES)
NUMBERED = [f"{one} {n}/3" for n, one in enumerate(BODIES, 1)]


class Threading(PretendConnector):
    """A server with a limit, on which a long text may leave as a thread."""

    def check(self) -> Identity:
        found = super().check()
        rules = replace(found.capabilities, threads=True, length=LengthRule(limit=LIMIT))
        return replace(found, capabilities=rules)


@pytest.fixture(params=[Idempotency.RECONCILE, Idempotency.KEY], ids=["look", "key"])
def account(world: World, request: pytest.FixtureRequest) -> Account:
    world.server.idempotency = request.param
    world.kind = Threading
    made = world.add_account("mairie")
    world.server.write("m1", "When do you open?")
    world.poll(made)
    return made


def a_draft(world: World, body: str = THREAD) -> Draft:
    (home,) = world.services.inbox.ids(View(status=None))
    return world.services.drafts.save(
        replace(world.services.drafts.begin(ConversationId(home)), body=body)
    )[0]


def queue(world: World, *, hold_s: float = 0) -> list[OutboxRow]:
    world.services.outbox.queue(a_draft(world), hold_s=hold_s)
    return rows(world)


def rows(world: World) -> list[OutboxRow]:
    return sorted(world.services.outbox.rows(), key=lambda one: (one.created_at, one.part))


def states(world: World) -> tuple[str, ...]:
    return tuple(one.state for one in rows(world))


def carry_out(world: World, turns: int = 40, seconds: float = 30) -> None:
    for _ in range(turns):
        for due in world.services.outbox.due().values():
            for outbox_id in due:
                world.services.outbox.deliver(outbox_id)
        world.clock.advance(seconds)


def published(world: World) -> list[tuple[str, str]]:
    return [(one["parent"], one["text"]) for one in world.server.published]


def test_each_part_answers_the_one_before_and_carries_its_number(
    world: World, account: Account
) -> None:
    queued = queue(world)
    assert [(one.part, one.parts, one.after_id) for one in queued] == [
        (1, 3, ""),
        (2, 3, queued[0].id),
        (3, 3, queued[1].id),
    ]
    carry_out(world)
    ids = [one["id"] for one in world.server.published]
    assert published(world) == list(zip(["m1", *ids[:2]], NUMBERED, strict=True))
    assert states(world) == STATES
    (home,) = world.services.inbox.ids(View(status=None))
    thread = world.services.inbox.thread(ConversationId(home))
    assert [(one.depth, one.message.text) for one in thread.entries][1:] == list(
        enumerate(NUMBERED, 1)
    )


def test_a_part_is_not_due_and_not_taken_before_the_one_before_is_sent(
    world: World, account: Account
) -> None:
    first, second, third = queue(world)
    outbox = world.services.outbox
    assert outbox.due() == {account.id: [first.id]}
    assert not outbox.deliver(second.id)
    assert not outbox.claim(third)
    outbox.deliver(first.id)
    assert outbox.due() == {account.id: [second.id]}
    assert len(world.server.published) == 1


def test_undo_during_the_hold_gives_all_of_it_back_byte_for_byte(
    world: World, account: Account
) -> None:
    loose = "We open at nine.\n\n  ✂ \nOn Tuesday at ten. "
    draft = a_draft(world, loose)
    row, _ = world.services.outbox.queue(draft, hold_s=10)
    assert world.services.drafts.listed() == ()
    back, _ = world.services.outbox.undo(row.id)
    assert back.body == loose
    assert states(world) == (OutboxState.DROPPED,) * 2
    carry_out(world)
    assert world.server.requests == 0


@pytest.mark.parametrize("fate", ["refused", "gone", "lost", "stored", "late", "no-id", "bug"])
@pytest.mark.parametrize("broken", [0, 1, 2])
def test_when_a_part_fails_the_rest_waits_and_going_on_keeps_the_order_and_doubles_nothing(
    world: World, account: Account, broken: int, fate: str
) -> None:
    queued = queue(world)
    world.server.script.extend(["ok"] * broken + [fate])
    carry_out(world, turns=broken + 1, seconds=1)
    stopped = rows(world)[broken]
    assert stopped.state in (OutboxState.REFUSED, OutboxState.UNKNOWN)
    assert [one.state for one in rows(world)[broken + 1 :]] == [OutboxState.HELD] * (2 - broken)
    assert len(world.server.published) <= broken + 1
    carry_out(world)
    for _ in range(3):
        row = world.services.outbox.row(queued[broken].id)
        if row.state is OutboxState.REFUSED:
            world.services.outbox.send_now(row.id)
        elif row.state is OutboxState.ASK:
            there = any(text == row.body for _, text in published(world))
            if there:
                world.services.outbox.confirm_sent(row.id, world.server.published[-1]["id"])
            else:
                world.services.outbox.send_again(row.id)
        carry_out(world)
    assert states(world) == STATES
    assert [text for _, text in published(world)] == NUMBERED
    ids = [one["id"] for one in world.server.published]
    assert [parent for parent, _ in published(world)] == ["m1", *ids[:2]]


def test_somebody_who_answers_in_between_does_not_stop_half_a_thread(
    world: World, account: Account
) -> None:
    first, second, _ = queue(world)
    world.services.outbox.deliver(first.id)
    world.server.write("m2", "Thank you!", parent=world.server.published[0]["id"], minutes=1)
    world.poll(account)
    carry_out(world)
    assert states(world) == STATES
    assert world.services.outbox.steps(second.id)[-1].state is OutboxState.SENT


def test_a_thread_that_moved_on_before_it_began_stops_as_a_whole(
    world: World, account: Account
) -> None:
    queued = queue(world, hold_s=5)
    world.server.write("m2", "Never mind!", parent="m1", minutes=1)
    carry_out(world, turns=4)
    assert states(world) == (OutboxState.MOVED, OutboxState.HELD, OutboxState.HELD)
    assert world.server.requests == 0
    world.services.outbox.send_now(queued[0].id)
    carry_out(world)
    assert states(world) == STATES


def test_giving_up_a_part_gives_up_what_comes_after_it(world: World, account: Account) -> None:
    _, second, _ = queue(world)
    world.server.script.extend(["ok", "refused"])
    carry_out(world, turns=3, seconds=1)
    world.services.outbox.drop(second.id)
    assert states(world) == (OutboxState.SENT, OutboxState.DROPPED, OutboxState.DROPPED)
    carry_out(world)
    assert len(world.server.published) == 1


def test_the_rest_of_a_thread_is_edited_and_goes_on_where_it_stopped(
    world: World, account: Account
) -> None:
    _, second, _ = queue(world)
    world.server.script.extend(["ok", "refused"])
    carry_out(world, turns=3, seconds=1)
    draft, _ = world.services.outbox.edit(second.id)
    assert draft.body == marked(BODIES[1:])
    target = world.services.inbox.message(draft.target_id)
    assert (target.ours, target.text) == (True, NUMBERED[0])
    with pytest.raises(NotAllowed):
        world.services.outbox.edit(rows(world)[0].id)


def test_a_part_in_doubt_keeps_the_others_from_being_edited_away(
    world: World, account: Account
) -> None:
    first, second, _ = queue(world)
    world.server.script.extend(["ok", "lost"])
    carry_out(world, turns=2, seconds=1)
    for act in (world.services.outbox.edit, world.services.outbox.undo):
        with pytest.raises(NotAllowed):
            act(second.id)
    assert [one.state for one in rows(world)] == [
        OutboxState.SENT,
        OutboxState.UNKNOWN,
        OutboxState.HELD,
    ]
    assert first.id != second.id


def test_the_same_thread_does_not_go_twice(world: World, account: Account) -> None:
    queue(world, hold_s=30)
    with pytest.raises(NotAllowed) as refused:
        queue(world)
    assert refused.value.reason == "already-on-its-way"
    assert len(rows(world)) == 3


def test_one_part_that_is_too_long_stops_all_of_it(world: World, account: Account) -> None:
    draft = a_draft(world, marked(("Short.", "x" * (LIMIT - 3))))
    review = world.services.composer.review(draft)
    assert "too-long" in review.reasons
    assert [one.length.over for one in review.parts] == [0, 1]
    with pytest.raises(TooLong):
        world.services.outbox.queue(draft)
    assert rows(world) == []


def test_a_long_text_is_offered_in_parts_that_all_fit(world: World, account: Account) -> None:
    text = "We open at nine on Monday. On Tuesday we open at ten. And on Sunday we do not open."
    draft = a_draft(world, text)
    parts = world.services.composer.split(draft)
    assert len(parts) == 2
    review = world.services.composer.review(replace(draft, body=marked(parts)))
    assert "too-long" not in review.reasons
    assert [one.text[-4:] for one in review.parts] == [" 1/2", " 2/2"]
    assert world.services.composer.split(replace(draft, body="It fits.")) == ()


def test_without_threads_on_the_platform_nothing_is_cut(world: World) -> None:
    world.add_account("mairie")
    world.server.write("m1")
    world.poll(world.services.accounts.listed()[0])
    draft = a_draft(world)
    assert world.services.composer.split(draft) == ()
    assert world.services.composer.review(draft).parts == ()
    row, _ = world.services.outbox.queue(draft)
    assert (row.body, row.parts) == (THREAD, 0)


def test_a_promise_is_given_with_the_part_that_says_it(world: World, account: Account) -> None:
    draft = a_draft(world)
    day = world.clock.now().date() + timedelta(days=2)
    made = world.services.promises.begin(draft, "On Tuesday", day)
    world.services.outbox.queue(draft, hold_s=0)
    first, second, _ = rows(world)
    assert world.services.promises.promise(made.id).outbox_id == second.id
    world.services.outbox.deliver(first.id)
    assert world.services.promises.promise(made.id).state is PromiseState.DRAFT
    carry_out(world)
    assert world.services.promises.promise(made.id).state is PromiseState.OPEN


def test_an_approval_binds_all_parts_and_ends_with_the_last(world: World, account: Account) -> None:
    town = Town(world.services, account, ONE)
    body = marked(("Bonjour, la piscine ouvre jeudi.", "Venez nombreux. La mairie."))
    case = town.ask(body)
    assert case.request.bound.text == body
    row = town.judge(town.nadia, case)
    assert row is not None
    assert [one.body for one in rows(world)] == [
        "Bonjour, la piscine ouvre jeudi. 1/2",
        "Venez nombreux. La mairie. 2/2",
    ]
    assert {one.approval_id for one in rows(world)} == {case.id}
    world.services.outbox.deliver(row.id)
    assert world.services.approvals.case(case.id).request.state is State.APPROVED
    carry_out(world)
    assert [text for _, text in published(world)] == [one.body for one in rows(world)]
    assert world.services.approvals.case(case.id).request.state is State.SENT


def test_a_part_that_is_not_as_it_was_approved_does_not_leave(
    world: World, account: Account
) -> None:
    town = Town(world.services, account, ONE)
    case = town.ask(marked(("Bonjour, la piscine ouvre jeudi.", "Venez nombreux. La mairie.")))
    row = town.judge(town.nadia, case)
    assert row is not None
    world.services.outbox.deliver(row.id)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE outbox SET body='Venez demain. 2/2' WHERE part=2")
    carry_out(world)
    assert states(world) == (OutboxState.SENT, OutboxState.DROPPED)
    assert len(world.server.published) == 1


def test_taking_an_approval_back_takes_all_parts_back(world: World, account: Account) -> None:
    town = Town(world.services, account, ONE)
    case = town.ask(marked(("Bonjour, la piscine ouvre jeudi.", "Venez nombreux. La mairie.")))
    row = town.judge(town.nadia, case, hold_s=30)
    assert row is not None
    world.services.approvals.take_back(case.id)
    assert set(states(world)) == {OutboxState.DROPPED}
    carry_out(world)
    assert world.server.requests == 0


def test_a_part_whose_forerunner_cannot_be_found_waits_for_a_person(
    world: World, account: Account
) -> None:
    first, second, _ = queue(world)
    world.server.script.append("lost")
    carry_out(world, turns=2, seconds=1)
    world.services.outbox.confirm_sent(first.id, "https://pretend.example/somewhere")
    carry_out(world, turns=3)
    row = world.services.outbox.row(second.id)
    assert row.state is OutboxState.MOVED
    assert world.services.outbox.steps(second.id)[-1].note == StepNote.PART_MISSING
    world.services.outbox.send_now(second.id)
    carry_out(world)
    assert [text for _, text in published(world)] == NUMBERED[1:]
