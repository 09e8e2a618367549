"""What the list says of deadlines and categories."""

from dataclasses import replace
from datetime import timedelta

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ALL_ROLES
from cmworkstation.services.standing import Left
from cmworkstation.store import catch_up, upkeep
from tests.services.conftest import World
from tests.services.test_times import OFFICE, ask, paris, waiting


def governed(world: World) -> None:
    account = world.add_account()
    world.services.charters.save(OFFICE)
    world.services.charters.assign(account.id, "office")
    ask(world, account, "q1", paris(2026, 11, 20, 17, 0))


def test_open_time_is_counted_down_on_opening_hours(world: World) -> None:
    governed(world)
    standing, row = world.services.standing, world.services.inbox.rows(waiting(world))[0]
    assert standing.left(row, paris(2026, 11, 20, 17, 30)) is None  # nothing is known yet
    assert standing.learn()
    assert standing.left(row, paris(2026, 11, 20, 17, 30)) == Left(90 * 60, opening=True)
    assert standing.left(row, paris(2026, 11, 21, 12, 0)) == Left(60 * 60, opening=True)
    assert standing.left(row, paris(2026, 11, 23, 11, 0)) is None  # late
    assert not standing.learn()


def test_a_category_brings_its_own_clock_and_its_name(world: World) -> None:
    governed(world)
    conversation = ConversationId(waiting(world)[0])
    world.services.triage.choose(conversation, "urgent")
    world.services.standing.learn()
    row = world.services.inbox.rows([conversation])[0]
    left = world.services.standing.left(row, paris(2026, 11, 20, 17, 45))
    assert left == Left(15 * 60, opening=False)
    assert world.services.standing.category(row) == {"fr": "Urgent"}


def test_what_comes_due_is_told_once_and_what_is_due_soon_is_a_view(world: World) -> None:
    governed(world)
    warn = paris(2026, 11, 20, 18, 0)
    row = world.services.inbox.rows(waiting(world))[0]
    assert (row.warn_at, row.due_at) == (warn, paris(2026, 11, 23, 10, 0))
    standing = world.services.standing
    before, after = warn - timedelta(minutes=1), warn + timedelta(minutes=1)
    assert standing.come_due(before - timedelta(minutes=1), before) == ()
    assert [one.id for one in standing.come_due(before, after)] == [row.id]
    assert standing.come_due(after, after + timedelta(days=1)) == ()
    assert world.services.inbox.counts().due_soon == 0
    world.clock.set(after)
    assert world.services.inbox.counts().due_soon == 1
    soon = View(order=Order.DUE, warned_by=world.clock.now())
    assert list(world.services.inbox.ids(soon)) == [row.id]
    world.services.inbox.set_status([row.id], Status.DONE)
    assert world.services.inbox.counts().due_soon == 0
    assert standing.come_due(before, after) == ()


def test_while_a_colleague_is_asked_the_clock_goes_on_everywhere(world: World) -> None:
    governed(world)
    nadia = world.services.profiles.add("Nadia", ALL_ROLES)
    warn = paris(2026, 11, 20, 18, 0)
    one = waiting(world)[0]
    world.services.assigning.ask_colleague([one], nadia.id)
    before, after = warn - timedelta(minutes=1), warn + timedelta(minutes=1)
    assert [row.id for row in world.services.standing.come_due(before, after)] == [one]
    world.clock.set(after)
    assert world.services.inbox.counts().due_soon == 1
    assert world.services.standing.due_soon() == 1
    soon = View(order=Order.DUE, warned_by=after)
    assert list(world.services.inbox.ids(soon)) == [one]
    assert list(world.services.inbox.ids(replace(soon, category="urgent"), 5)) == []
    read = world.services.workspace.read()
    assert [[w.id for w in found] for found in upkeep.warned(read, after).values()] == [[str(one)]]
    late = catch_up.count(read, warn, warn + timedelta(days=7))
    assert (late.late, late.late_since) == (1, 1)


def test_what_is_due_first_stands_first_and_what_is_never_due_last(world: World) -> None:
    governed(world)
    lonely = world.add_account("other")
    world.clock.set(paris(2026, 11, 20, 10, 0))
    account = world.services.accounts.listed()[0]
    ask(world, account, "q2", paris(2026, 11, 20, 16, 0), by="joris")
    view = View(order=Order.DUE)
    found = world.services.inbox.rows(world.services.inbox.ids(view))
    due = [one.due_at for one in found if one.due_at is not None]
    assert len(due) == len(found) == 2
    assert due == sorted(due)
    assert lonely.id != account.id
    assert list(world.services.inbox.ids(view, 1)) == [found[0].id]
