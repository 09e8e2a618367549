"""F13: the clock jumps. Waits go by the monotonic clock, order by the platform's; nothing leaves early or in a burst.

`truth` is the time as the platform knows it. It passes together with our clock, which is set away from it by a jump.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cmworkstation.domain.account import Account, Idempotency
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.conversation import View
from cmworkstation.domain.gap import Cause
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.reply import OPEN_STATES, OutboxRow, OutboxState
from cmworkstation.sdk.connector import Content, Page, Sent, Target
from cmworkstation.sdk.http import Http
from cmworkstation.services.schedule import LONGEST_WAIT_S, Schedule
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector, _raw
from tests.services.conftest import World

pytestmark = pytest.mark.fault("F13")

HOLD_S = 120
Jump = Callable[[SetClock], None]


def by(**parts: float) -> Jump:
    """Set the clock forward, or back where the parts are negative."""
    return lambda clock: clock.set(clock.now() + timedelta(**parts))


def to_1970(clock: SetClock) -> None:
    clock.set(datetime(1970, 1, 1, 0, 2, tzinfo=UTC))


def to_zone(name: str) -> Jump:
    """Leave the clock alone and move the machine to another time zone, as a journey or the change to winter does."""

    def travel(_: SetClock) -> None:
        os.environ["TZ"] = name
        time.tzset()

    return travel


JUMPS = {
    "back 1 day": by(days=-1),
    "back 1 hour": by(hours=-1),
    "forward 1 hour": by(hours=1),
    "forward 5 years": by(days=5 * 365),
    "1970": to_1970,
    "winter time": to_zone("CET-1"),
    "another time zone": to_zone("NZST-12NZDT,M9.5.0,M4.1.0/3"),
}
every_jump = pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
wall_jumps = [name for name in JUMPS if name not in ("winter time", "another time zone")]
every_wall_jump = pytest.mark.parametrize(
    "jump", [JUMPS[name] for name in wall_jumps], ids=wall_jumps
)
STEP_S = 10


class Dated(PretendConnector):
    """Finds what was published at a time or later by the platform's own clock, as real platforms do."""

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        self.server.settle_late()
        for post in self.server.published:
            same = post["parent"] == target.remote_id and post["text"] == content.text
            if same and datetime.fromisoformat(post["at"]) >= since:
                return Sent(post["id"], post["id"], "", _raw(post))
        return None


@pytest.fixture
def at_home() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def truth(world: World, at_home: None) -> SetClock:
    """The platform's clock, which never jumps."""
    world.kind = Dated
    world.server.clock = SetClock(START)
    return world.server.clock


def pass_time(world: World, seconds: float) -> None:
    world.clock.advance(seconds)
    world.server.clock.advance(seconds)


def a_reply(world: World, n: int = 0, hold_s: float = 0) -> OutboxRow:
    found = sorted(world.services.inbox.ids(View(status=None)))[n]
    draft = world.services.drafts.begin(ConversationId(found))
    row, _ = world.services.outbox.queue(replace(draft, body=f"Oui, dès 9 h ({n})."), hold_s=hold_s)
    return row


def questions(world: World, n: int = 1) -> Account:
    for one in range(n):
        world.server.write(f"q{one}", f"Question {one} ?", minutes=-n + one)
    account = world.add_account("mairie")
    world.poll(account)
    return account


def due(world: World) -> list[str]:
    return [one for rows in world.services.outbox.due().values() for one in rows]


def pulse(world: World, seconds: float) -> None:
    """Do what the window does, for so many seconds of truth."""
    for _ in range(int(seconds / STEP_S)):
        for rows in world.services.outbox.due().values():
            for outbox_id in rows:
                world.services.outbox.deliver(outbox_id)
        pass_time(world, STEP_S)


# -------------------------------------------------------------------------------------------------- the schedule


@every_jump
def test_accounts_are_read_in_their_rhythm_whatever_the_clock_says(
    clock: SetClock, at_home: None, jump: Jump
) -> None:
    schedule, account_id = Schedule(clock, jitter=0), AccountId("a")
    schedule.follow(account_id, 60)
    assert schedule.due() == [account_id]
    schedule.succeeded(account_id)
    clock.advance(30)
    jump(clock)
    assert schedule.due() == []
    told = schedule.next_at(account_id)
    assert told is not None
    assert told - clock.now() == timedelta(seconds=30)
    clock.advance(29)
    assert schedule.due() == []
    clock.advance(2)
    assert schedule.due() == [account_id]


@every_jump
def test_trouble_is_tried_again_after_its_wait_and_no_later(
    clock: SetClock, at_home: None, jump: Jump
) -> None:
    schedule, account_id = Schedule(clock, jitter=0), AccountId("a")
    schedule.follow(account_id, 60)
    schedule.due()
    schedule.failed(account_id, 300)
    jump(clock)
    clock.advance(299)
    assert schedule.due() == []
    clock.advance(LONGEST_WAIT_S)
    assert schedule.due() == [account_id]


@every_jump
def test_a_budget_that_begins_anew_at_a_date_never_keeps_an_account_waiting_for_long(
    world: World, truth: SetClock, jump: Jump
) -> None:
    class Limited(Dated):
        def __init__(
            self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http
        ) -> None:
            super().__init__(settings, secret, http)
            self._http = http

        def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
            self._http._budgets[0] = Budget(300, 3, truth.now() + timedelta(minutes=5))
            yield from super().fetch(cursors)

    world.kind = Limited
    jump(world.clock)
    account = questions(world)
    pass_time(world, LONGEST_WAIT_S + 1)
    assert world.services.schedule.due() == [account.id]


# ------------------------------------------------------------------------------------------------------------ gaps


@every_jump
def test_a_jump_and_back_leaves_at_most_the_gap_that_the_clock_claims(
    world: World, truth: SetClock, jump: Jump
) -> None:
    account = questions(world)
    for _ in range(5):
        pass_time(world, 60)
        world.poll(account)
    jump(world.clock)
    for _ in range(5):
        pass_time(world, 60)
        world.poll(account)
    world.clock.set(truth.now())
    for _ in range(5):
        pass_time(world, 60)
        world.poll(account)
    gaps = world.services.history.gaps(account.id)
    assert len(gaps) <= 1
    for gap in gaps:
        assert gap.cause is Cause.ASLEEP
        assert gap.until is not None
        assert gap.since <= gap.until


@pytest.mark.parametrize("name", wall_jumps)
def test_three_days_closed_are_a_gap_though_the_clock_was_wrong_before(
    world: World, truth: SetClock, name: str
) -> None:
    account = questions(world)
    pass_time(world, 60)
    world.poll(account)
    JUMPS[name](world.clock)
    pass_time(world, 60)
    world.poll(account)
    world.clock.set(truth.now())
    pass_time(world, 60)
    world.poll(account)
    last_right = truth.now()
    pass_time(world, 3 * 86_400)
    world.restart()
    world.poll(account)
    gap = world.services.history.gaps(account.id)[0]
    assert gap.until == truth.now()
    assert gap.since <= last_right
    assert gap.since >= last_right - timedelta(days=2)


# --------------------------------------------------------------------------------------------------------- reading


@every_jump
def test_messages_stand_in_the_order_of_the_platforms_clock(
    world: World, truth: SetClock, jump: Jump
) -> None:
    account = questions(world, 3)
    jump(world.clock)
    for n in range(3, 6):
        world.server.write(f"q{n}", f"Question {n} ?", minutes=n)
        pass_time(world, 60)
        world.poll(account)
    rows = world.services.inbox.rows(world.services.inbox.ids(View(status=None)))
    assert [row.snippet for row in rows] == [f"Question {n} ?" for n in reversed(range(6))]
    assert [row.last_at for row in rows] == sorted((row.last_at for row in rows), reverse=True)


# ------------------------------------------------------------------------------------------------------ the outbox


@every_jump
def test_a_reply_can_be_undone_for_as_long_as_was_promised_and_leaves_then(
    world: World, truth: SetClock, jump: Jump
) -> None:
    questions(world)
    row = a_reply(world, hold_s=10)
    jump(world.clock)
    assert due(world) == []
    pass_time(world, 9)
    assert due(world) == []
    pass_time(world, 2)
    assert due(world) == [row.id]
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.SENT


@every_jump
def test_a_pause_that_the_server_asked_for_is_kept_and_ends(
    world: World, truth: SetClock, jump: Jump
) -> None:
    questions(world, 5)
    rows = [a_reply(world, n) for n in range(5)]
    for row in rows:
        world.server.script.append("rate-limited")
        world.services.outbox.deliver(row.id)
    assert {world.services.outbox.row(row.id).state for row in rows} == {OutboxState.LATER}
    jump(world.clock)
    assert due(world) == [], "no burst"
    pass_time(world, 89)
    assert due(world) == []
    pass_time(world, 2)
    assert len(due(world)) == 5
    pulse(world, 60)
    assert len(world.server.published) == 5


@every_wall_jump
@pytest.mark.parametrize("idempotency", [one for one in Idempotency if one is not Idempotency.NONE])
@pytest.mark.parametrize("fate", ["late", "stored", "lost"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_doubt_is_settled_as_if_the_clock_had_not_jumped(
    world: World, truth: SetClock, jump: Jump, idempotency: Idempotency, fate: str, when: str
) -> None:
    world.server.idempotency = idempotency
    world.server.hold_s = HOLD_S
    questions(world)
    row = a_reply(world)
    if when == "before":
        jump(world.clock)
    world.server.script.append(fate)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.UNKNOWN
    if when == "after":
        jump(world.clock)
    pulse(world, 1200)
    assert len(world.server.published) == 1
    assert world.services.outbox.row(row.id).state is OutboxState.SENT


@every_wall_jump
@pytest.mark.parametrize("fate", ["", "rate-limited", "late", "stored", "lost"])
def test_after_a_jump_and_a_restart_every_reply_leaves_once_and_none_is_stuck(
    world: World, truth: SetClock, jump: Jump, fate: str
) -> None:
    questions(world)
    row = a_reply(world, hold_s=10)
    if fate:
        pass_time(world, 11)
        world.server.script.append(fate)
        world.services.outbox.deliver(row.id)
    jump(world.clock)
    world.restart()
    pulse(world, 2400)
    assert len(world.server.published) == 1
    assert world.services.outbox.row(row.id).state is OutboxState.SENT


@pytest.mark.parametrize("name", wall_jumps)
def test_a_clock_that_was_wrong_while_sending_and_is_set_right_doubles_nothing(
    world: World, truth: SetClock, name: str
) -> None:
    JUMPS[name](world.clock)
    questions(world, 4)
    for n, fate in enumerate(("late", "stored", "lost", "rate-limited")):
        row = a_reply(world, n)
        world.server.script.append(fate)
        world.services.outbox.deliver(row.id)
    world.clock.set(truth.now())
    pulse(world, 1200)
    assert len(world.server.published) == 4
    assert not [row for row in world.services.outbox.rows() if row.state in OPEN_STATES]


def test_an_earlier_answer_with_the_same_words_is_not_taken_for_the_one_in_doubt(
    world: World, truth: SetClock
) -> None:
    questions(world)
    first = a_reply(world)
    world.services.outbox.deliver(first.id)
    assert world.services.outbox.row(first.id).state is OutboxState.SENT
    pass_time(world, 30)
    second = a_reply(world)
    world.services.outbox.send_now(second.id)
    world.server.script.append("lost")
    world.services.outbox.deliver(second.id)
    pulse(world, 1200)
    assert world.services.outbox.row(second.id).state is OutboxState.SENT
    assert len(world.server.published) == 2
