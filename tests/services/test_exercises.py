"""Exercises: thirty invented messages by the clock, nothing leaves, and the report says what became of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import i18n
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Role
from cmworkstation.services.exercises import read_script
from cmworkstation.words import debriefs as report
from cmworkstation.words import desk as words
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.services.test_desk import TRIGGERS
from tests.ui.composer.conftest import CHARTER

GOLDEN = Path(__file__).with_name("drill_report.md")


@pytest.fixture
def played(world: World) -> World:
    """A world whose account is governed by a charter with crisis levels."""
    world.server.takes_posts = True
    account = world.add_account("mairie")
    charter, _ = world.services.charters.save(CHARTER + TRIGGERS)
    world.services.charters.assign(account.id, charter)
    return world


def deliver(world: World) -> None:
    """Do whatever is due."""
    for ids in world.services.outbox.due().values():
        for outbox_id in ids:
            world.services.outbox.deliver(outbox_id)


def play(world: World) -> None:
    """Thirty messages come; a level, a statement, and an answer to every third of them; then it is over."""
    services = world.services
    services.exercises.begin("shop")
    clock, n = world.clock, 0
    for minute in range(26):
        services.exercises.carry_on()
        if minute == 4:
            services.crises.declare("shop", "storm", "The water smells, and everybody asks")
            where = [one.id for one in services.statements.places("shop")]
            done = services.statements.post(
                "shop",
                "we-read-you",
                "en",
                {"next_update": "10:00"},
                where,
                START + timedelta(hours=1),
            )
            assert len(done.queued) == 1
        if minute == 6:
            services.crises.declare("shop", "watch", "The laboratory found nothing")
        if minute >= 6:
            episode = services.desk.current()
            assert episode is not None
            settled = services.exercises.settled(episode)
            for one in services.desk.questions(episode):
                n += 1
                if n % 3 == 0 and one.id not in settled:
                    draft = replace(services.drafts.begin(one.id), body=f"We are looking. {n}")
                    row, _ = services.outbox.queue(draft, hold_s=0)
                    services.outbox.deliver(row.id)
        deliver(world)
        clock.advance(60)
    services.exercises.end()


def test_a_drill_of_thirty_messages_makes_no_call_and_its_report_is_the_golden_one(
    played: World,
) -> None:
    services = played.services
    before = played.server.requests
    play(played)
    assert played.server.requests == before
    assert played.server.published == []
    (episode,) = services.desk.episodes()
    found = services.exercises.played(episode)
    assert len(found) == 30
    assert services.crises.declared() == ()
    i18n.use_language("en")
    blocks = report.blocks(
        services.debriefs.of(episode.id),
        played.clock.now(),
        str,
        services.profiles.name,
        services.roster.name,
        found,
    )
    assert report.as_markdown(blocks) == GOLDEN.read_text(encoding="utf-8")


def test_nothing_of_a_drill_leaves_once_it_is_over(played: World) -> None:
    play(played)
    played.clock.advance(3600)
    deliver(played)
    assert played.server.published == []


def test_messages_come_by_the_clock_once_and_the_stop_watch_runs(
    played: World, clock: SetClock
) -> None:
    exercises = played.services.exercises
    exercises.begin("shop")
    assert exercises.carry_on().new_messages == 1
    assert exercises.carry_on().new_messages == 0
    clock.advance(minutes=2)
    exercises.carry_on()
    going_on = exercises.round()
    assert going_on is not None
    assert going_on.came == 5
    i18n.use_language("en")
    assert words.round_(going_on, clock.now()) == ("EXERCISE, for 2 min. 5 of 30 messages came in.")
    played.restart()
    assert played.services.exercises.carry_on().new_messages == 0
    clock.advance(minutes=30)
    played.services.exercises.carry_on()
    going_on = played.services.exercises.round()
    assert going_on is not None
    assert (going_on.came, going_on.next_at) == (30, None)
    played.services.exercises.end()


def test_nobody_plays_while_a_level_holds(played: World) -> None:
    played.services.crises.declare("shop", "storm", "The bridge is closed since noon")
    with pytest.raises(NotAllowed) as refused:
        played.services.exercises.begin("shop")
    assert refused.value.reason == "drill-in-crisis"


def test_a_script_is_read_or_refused(played: World) -> None:
    shipped = played.services.exercises.script()
    assert len(shipped.lines) == 30
    assert {one.message.language for one in shipped.lines} == {"fr", "en"}
    for text in ("", "title = 1", '[[message]]\nafter = "soon"\nwriter = "a"\ntext = "b"', "\x00"):
        with pytest.raises(NotAllowed):
            read_script(text)


def test_while_all_is_frozen_a_statement_waits_and_leaves_by_the_mandate_alone(
    played: World,
) -> None:
    services = played.services
    services.crises.declare("shop", "storm", "The bridge is closed since noon")
    services.freezing.freeze()
    where = [one.id for one in services.statements.places("shop")]
    wanted = ("shop", "we-read-you", "en", {"next_update": "10:00"}, where)
    (waits,) = services.statements.post(*wanted).queued
    played.clock.advance(60)
    deliver(played)
    assert played.server.published == []
    assert services.outbox.row(waits).sent_at is None
    wanted = ("shop", "we-read-you", "en", {"next_update": "10:15"}, where)
    (leaves,) = services.statements.post(*wanted, although_frozen=True).queued
    played.clock.advance(60)
    deliver(played)
    services.outbox.deliver(leaves)
    assert [one["text"] for one in played.server.published] == [
        "We have read you and write again here by 10:15."
    ]
    services.profiles.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    with pytest.raises(NotAllowed) as refused:
        services.statements.post(*wanted, although_frozen=True)
    assert refused.value.reason == "statement-mandate"
