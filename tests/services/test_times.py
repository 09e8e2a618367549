"""Replies are measured when they were sent, in open time and in the person's time."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply_time import Kind, ReplyTime
from cmworkstation.services.table_export import as_text
from cmworkstation.store import times as table
from tests.services.conftest import World
from tests.services.test_outbox import deliver_due

PARIS = ZoneInfo("Europe/Paris")
OFFICE = """\
format = "cmw-charter/1"

[charter]
id = "office"
version = "1.0"
languages = ["fr"]
default_language = "fr"
effective_from = 2026-01-01
review_by = 2030-01-01

[[calendar]]
id = "week"
timezone = "Europe/Paris"
week.mon = ["09:00-18:00"]
week.tue = ["09:00-18:00"]
week.wed = ["09:00-18:00"]
week.thu = ["09:00-18:00"]
week.fri = ["09:00-18:00"]
holidays = "FR"

[[category]]
id = "urgent"
label.fr = "Urgent"
action = "reply"

[[target]]
category = "urgent"
first_reply = "1h"
clock = "wall"

[[target]]
category = "*"
first_reply = "2h"
resolution = "2d"
clock = "calendar:week"

[[rule]]
id = "flou"
kind = "swap"
lang = "fr"
severity = "warn"
swaps = [["sous peu", "avant {date}"]]
message.fr = "Pas de date"
bad = ["On vous répond sous peu."]
good = ["Demain."]
"""


@pytest.fixture
def account(world: World) -> Account:
    made = world.add_account()
    world.services.charters.save(OFFICE)
    world.services.charters.assign(made.id, "office")
    return made


def paris(*when: int) -> datetime:
    return datetime(*when, tzinfo=PARIS)  # type: ignore[arg-type,misc]


def ask(world: World, account: Account, name: str, when: datetime, by: str = "nadia") -> None:
    """Let somebody write at a moment, and read it a minute later."""
    world.server.posts.append(
        {"id": name, "text": "Bonjour", "parent": "", "at": when.isoformat(), "by": by}
    )
    world.clock.set(when + timedelta(minutes=1))
    world.poll(account)


def waiting(world: World) -> list[int]:
    return list(world.services.inbox.ids(View(status=Status.WAITING_US)))


def reply(world: World, when: datetime, body: str = "Oui, venez demain.") -> ConversationId:
    """Answer whoever waits longest, at a moment."""
    world.clock.set(when)
    view = View(status=Status.WAITING_US, order=Order.LONGEST_WAIT)
    conversation = ConversationId(world.services.inbox.ids(view)[0])
    draft = world.services.drafts.begin(conversation)
    world.services.outbox.queue(replace(draft, body=body), hold_s=0)
    deliver_due(world)
    world.services.times.keep_up()
    return conversation


def rows(world: World) -> list[ReplyTime]:
    return list(world.services.times.measured(days=3650))


def test_friday_evening_to_monday_morning_is_an_hour_of_open_time(
    world: World, account: Account
) -> None:
    ask(world, account, "q1", paris(2026, 11, 20, 17, 50))
    conversation = ConversationId(waiting(world)[0])
    due = world.services.inbox.rows([conversation])[0]
    assert due.due_at == paris(2026, 11, 23, 10, 50)
    assert due.warn_at == paris(2026, 11, 23, 9, 50)
    reply(world, paris(2026, 11, 23, 9, 50))
    first, resolution = rows(world)
    assert (first.kind, resolution.kind) == (Kind.FIRST, Kind.RESOLUTION)
    assert first.open_s == 3600
    assert first.wall_s == 64 * 3600
    assert first.clock == "calendar:week"
    assert first.asked_at == paris(2026, 11, 20, 17, 50)
    assert first.due_at == paris(2026, 11, 23, 10, 50)
    assert not first.late
    assert resolution.due_at == paris(2026, 11, 24, 17, 50)


def test_the_table_shows_what_was_worked_out_by_hand(world: World, account: Account) -> None:
    # Tuesday, 10:00: answered after 5, 10, 12, 20, 30, 45, 60, 90, 120 and 240 open minutes.
    minutes = (30, 5, 240, 20, 12, 60, 10, 120, 45, 90)
    for n, one in enumerate(minutes):
        start = paris(2026, 11, 24, 10, 0) + timedelta(days=7 * n)
        ask(world, account, f"q{n}", start, by=f"person{n}")
        reply(world, start + timedelta(minutes=one))
    found = {(one.kind, one.by): one.figure for one in world.services.times.lines(days=3650)}
    for by in ("all", "account", "category"):
        figure = found[Kind.FIRST, by]
        assert figure.n == 10
        assert figure.open_median == 37.5 * 60  # between 30 and 45
        assert figure.open_p90 == 120 * 60
        assert figure.late == 1  # due after two open hours
    assert found[Kind.RESOLUTION, "all"].open_median == 37.5 * 60
    assert len(found[Kind.FIRST, "all"].conversations) == 10
    table_ = list(csv.DictReader(io.StringIO(as_text(world.services.times.table(days=3650)))))
    assert sorted(int(one["open_s"]) // 60 for one in table_ if one["kind"] == "first") == sorted(
        minutes
    )


def test_a_category_chosen_meanwhile_is_the_one_that_counts(world: World, account: Account) -> None:
    ask(world, account, "q1", paris(2026, 11, 21, 10, 0))  # a Saturday
    conversation = ConversationId(waiting(world)[0])
    world.services.triage.choose(conversation, "urgent")
    assert world.services.inbox.rows([conversation])[0].due_at == paris(2026, 11, 21, 11, 0)
    reply(world, paris(2026, 11, 21, 12, 0))
    first = rows(world)[0]
    assert (first.category, first.clock) == ("urgent", "wall")
    assert first.open_s == first.wall_s == 2 * 3600
    assert first.late


def test_a_stall_leaves_the_conversation_waiting_and_a_dated_word_does_not(
    world: World, account: Account
) -> None:
    ask(world, account, "q1", paris(2026, 11, 24, 10, 0))
    before = world.services.inbox.rows(waiting(world))[0]
    reply(world, paris(2026, 11, 24, 10, 30), "Bonjour, nous vous répondons sous peu.")
    row = world.services.inbox.rows([before.id])[0]
    assert row.status is Status.WAITING_US
    assert row.waiting_since == before.waiting_since
    assert (row.due_at, row.warn_at) == (before.due_at, before.warn_at)
    assert rows(world) == []
    world.services.times.keep_up()
    world.poll(account)
    assert world.services.inbox.rows([before.id])[0].status is Status.WAITING_US
    reply(world, paris(2026, 11, 24, 11, 0))
    assert [(one.kind, one.open_s) for one in rows(world)] == [
        (Kind.FIRST, 3600),
        (Kind.RESOLUTION, 3600),
    ]
    assert world.services.inbox.rows([before.id])[0].status is Status.WAITING_THEM


def test_a_question_of_ours_stops_the_clock_until_they_write(
    world: World, account: Account
) -> None:
    ask(world, account, "q1", paris(2026, 11, 24, 10, 0))
    conversation = reply(world, paris(2026, 11, 24, 10, 30), "Bonjour, à quelle date ?")
    assert [(one.kind, one.open_s) for one in rows(world)] == [(Kind.FIRST, 1800)]
    parent = world.services.inbox.thread(conversation).entries[-1].message.remote_id
    when = paris(2026, 11, 26, 15, 0)
    world.server.posts.append(
        {"id": "q2", "text": "Mardi", "parent": parent, "at": when.isoformat(), "by": "nadia"}
    )
    world.clock.set(when + timedelta(minutes=1))
    world.poll(account)
    reply(world, paris(2026, 11, 26, 15, 10), "C’est noté.")
    assert [(one.kind, one.open_s) for one in rows(world)][1:] == [
        (Kind.NEXT, 600),
        (Kind.RESOLUTION, 1800 + 600),
    ]


def test_measuring_twice_and_after_a_crash_changes_nothing(world: World, account: Account) -> None:
    ask(world, account, "q1", paris(2026, 11, 24, 10, 0))
    reply(world, paris(2026, 11, 24, 10, 30))
    before = rows(world)
    assert world.services.times.keep_up().conversations == frozenset()
    world.restart()
    world.services.times.keep_up()
    assert rows(world) == before
    with world.services.workspace.write() as connection:
        connection.execute("DELETE FROM reply_time")  # as in a copy of before they were measured
    world.services.times.keep_up()
    assert rows(world) == before
    assert table.unmeasured(world.services.workspace.read()) == ()


def test_without_a_charter_both_times_are_those_of_the_wall(world: World) -> None:
    lonely = world.add_account()
    ask(world, lonely, "q1", paris(2026, 11, 21, 10, 0))
    reply(world, paris(2026, 11, 21, 12, 0))
    first = rows(world)[0]
    assert (first.clock, first.open_s, first.wall_s, first.due_at) == ("wall", 7200, 7200, None)
    assert {one.by for one in world.services.times.lines(days=3650)} == {
        "all",
        "account",
        "category",
    }


def test_waiting_for_the_person_by_hand_stops_the_clock_of_the_resolution(
    world: World, account: Account
) -> None:
    ask(world, account, "q1", paris(2026, 11, 23, 9, 0))
    (one,) = waiting(world)
    world.clock.set(paris(2026, 11, 23, 10, 0))
    world.services.inbox.set_status([one], Status.WAITING_THEM)
    assert waiting(world) == []
    world.clock.set(paris(2026, 11, 23, 14, 0))
    world.services.inbox.set_status([one], Status.WAITING_US)
    reply(world, paris(2026, 11, 23, 15, 0))
    spent = {row.kind: row.open_s // 3600 for row in rows(world)}
    assert spent == {Kind.FIRST: 6, Kind.RESOLUTION: 2}


def test_what_they_write_ends_a_pause_and_undo_takes_one_back(
    world: World, account: Account
) -> None:
    ask(world, account, "q1", paris(2026, 11, 23, 9, 0))
    (one,) = waiting(world)
    world.clock.set(paris(2026, 11, 23, 10, 0))
    _, undo = world.services.inbox.set_status([one], Status.WAITING_THEM)
    world.clock.set(paris(2026, 11, 23, 11, 0))
    world.services.inbox.undo_status(undo)
    assert waiting(world) == [one]
    world.services.inbox.set_status([one], Status.WAITING_THEM)
    parent = world.services.inbox.thread(ConversationId(one)).entries[-1].message.remote_id
    when = paris(2026, 11, 23, 13, 0)
    world.server.posts.append(
        {"id": "q2", "text": "Alors ?", "parent": parent, "at": when.isoformat(), "by": "nadia"}
    )
    world.clock.set(when + timedelta(minutes=1))
    world.poll(account)
    assert waiting(world) == [one]
    reply(world, paris(2026, 11, 23, 14, 0))
    spent = {row.kind: row.open_s // 3600 for row in rows(world)}
    assert spent == {Kind.FIRST: 5, Kind.RESOLUTION: 3}
