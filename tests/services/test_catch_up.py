"""Catching up: three days away, every number exact; and the moment at which the program was last open."""

from dataclasses import replace
from datetime import timedelta

from cmworkstation.domain.account import TokenState
from cmworkstation.domain.ids import ConversationId
from cmworkstation.store import accounts as account_table
from cmworkstation.store import due_times, intake
from cmworkstation.store.received import Raw
from tests.services.conftest import World


def away_for_three_days(world: World) -> None:
    """Close on the evening of the first day with one question answered, and come back on the fourth."""
    first, second = world.add_account("mairie"), world.add_account("piscine")
    world.server.write("old", "Le marché a-t-il lieu samedi ?", minutes=0)
    world.poll(first)
    world.poll(second)
    world.clock.advance(minutes=30)
    world.services.catch_up.note_open()
    world.restart()
    for n, hours in enumerate((2, 20, 30, 50)):
        world.server.write(f"new{n}", f"Question {n} ?", minutes=60 * hours)
    world.clock.advance(days=3)
    world.poll(first)
    world.poll(second)


def test_what_came_is_counted_by_account_and_what_was_there_is_not(world: World) -> None:
    away_for_three_days(world)
    found = world.services.catch_up.summary()
    listed = {one.name: one.id for one in world.services.accounts.listed()}
    assert dict(found.came) == {listed["mairie"]: 4, listed["piscine"]: 4}
    assert found.messages == 8
    assert found.waiting == 8


def test_what_became_late_meanwhile_is_told_apart_from_what_was_late_before(world: World) -> None:
    away_for_three_days(world)
    now = world.clock.now()
    ids = [row[0] for row in world.services.workspace.read().execute("SELECT id FROM conversation")]
    with world.services.workspace.write() as connection:
        for conversation, due in zip(
            ids,
            (now - timedelta(days=9), now - timedelta(hours=5), now + timedelta(hours=1)),
            strict=False,
        ):
            due_times.set_due(connection, [(conversation, (due, due))])
    found = world.services.catch_up.summary()
    assert (found.late, found.late_since) == (2, 1)


def test_what_broke_is_named(world: World) -> None:
    away_for_three_days(world)
    account = world.services.accounts.listed()[0]
    with world.services.workspace.write() as connection:
        account_table.update(connection, replace(account, state=TokenState.DEAD))
        broken = Raw("status", "9", b"{", problem="not JSON")
        intake.take(connection, 1, "pretend", [broken], world.clock.now())
    found = world.services.catch_up.summary()
    assert found.troubled == (account.id,)
    assert found.unread == 1


def test_a_reply_that_left_since_is_counted(world: World) -> None:
    away_for_three_days(world)
    waiting = world.services.workspace.read().execute("SELECT min(id) FROM conversation").fetchone()
    draft = world.services.drafts.begin(ConversationId(waiting[0]))
    row, _ = world.services.outbox.queue(replace(draft, body="Oui, dès 9 h."), hold_s=0)
    world.services.outbox.deliver(row.id)
    world.clock.advance(1)
    assert world.services.catch_up.summary().sent == 1


def test_the_first_start_has_nothing_to_catch_up_with(world: World) -> None:
    assert world.services.catch_up.since is None
    assert world.services.catch_up.summary().is_quiet


def test_this_run_does_not_move_the_moment_that_it_began_from(world: World) -> None:
    away_for_three_days(world)
    before = world.services.catch_up.since
    world.services.catch_up.note_open()
    assert world.services.catch_up.since == before
    assert world.services.catch_up.summary().messages == 8
    world.restart()
    assert world.services.catch_up.since == world.clock.now()
    assert world.services.catch_up.summary().messages == 0


def test_a_clock_that_was_set_back_gives_no_time_before_itself(world: World) -> None:
    away_for_three_days(world)
    world.clock.advance(days=-30)
    found = world.services.catch_up.summary()
    assert found.since == found.until
    assert found.messages == 0
