"""What time alone brings about, over a workspace: what runs out, who waits for thanks, what is late."""

from dataclasses import replace
from datetime import date

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Role
from cmworkstation.services.upkeep import Reminded
from tests.services.conftest import World
from tests.services.test_outbox import deliver_due
from tests.services.test_times import OFFICE, ask, paris, reply, waiting

THANKS = """
[[category]]
id = "gift"
label.fr = "Cadeau"
action = "thank"

[relation]
end.thanks_within = "2d"

[[fact]]
id = "opening"
statement.fr = "Nous ouvrons à 9 h."
source = "le règlement"
checked_on = 2026-01-01
expires_on = 2026-12-10
"""
FRIDAY = paris(2026, 11, 20, 17, 0)


@pytest.fixture
def account(world: World) -> Account:
    made = world.add_account()
    world.services.charters.save(OFFICE + THANKS)
    world.services.charters.assign(made.id, "office")
    ask(world, made, "q1", FRIDAY)
    return made


def kinds(found: tuple[Reminded, ...]) -> list[str]:
    return [one.reminder.kind for one in found]


def test_a_contribution_is_told_of_until_somebody_answers(world: World, account: Account) -> None:
    (gift,) = waiting(world)
    world.services.triage.choose(ConversationId(gift), "gift")
    world.clock.set(paris(2026, 11, 24, 16, 59))  # a weekend is no open day
    assert "no-thanks" not in kinds(world.services.upkeep.look())
    world.clock.set(paris(2026, 11, 24, 17, 0))
    found = {one.reminder.kind: one for one in world.services.upkeep.look()}
    assert found["no-thanks"].reminder.subject == str(gift)
    assert found["no-thanks"].charter_id == "office"
    reply(world, paris(2026, 11, 24, 17, 5), "Merci, nous le dirons demain.")
    assert "no-thanks" not in kinds(world.services.upkeep.look())


def test_what_is_no_contribution_waits_for_no_thanks(world: World, account: Account) -> None:
    world.services.triage.choose(ConversationId(waiting(world)[0]), "urgent")
    world.clock.set(paris(2026, 12, 1, 12, 0))
    assert kinds(world.services.upkeep.look()) == ["past-target", "fact-soon"]


def test_a_draft_that_was_left_is_told_of_and_one_that_is_written_is_not(
    world: World, account: Account
) -> None:
    draft = world.services.drafts.begin(ConversationId(waiting(world)[0]))
    world.services.drafts.save(replace(draft, body="Bonjour,"))
    world.clock.set(paris(2026, 11, 20, 17, 30))
    assert "untouched" not in kinds(world.services.upkeep.look())
    world.services.triage.choose(ConversationId(waiting(world)[0]), "gift")
    world.clock.set(paris(2026, 11, 20, 19, 30))
    said = kinds(world.services.upkeep.look())
    assert set(said) & {"untouched", "past-warning"}
    assert len([one for one in said if not one.startswith("fact")]) == 1  # each once


def test_the_news_is_told_once_a_day_and_leaves_out_what_has_notices_of_its_own(
    world: World, account: Account
) -> None:
    world.clock.set(paris(2026, 11, 24, 12, 0))
    upkeep = world.services.upkeep
    assert kinds(upkeep.look()) == ["past-target", "fact-soon"]
    assert kinds(upkeep.news()) == ["fact-soon"]
    upkeep.told()
    assert upkeep.news() == ()
    world.restart()
    assert world.services.upkeep.news() == ()
    world.clock.advance(days=1)
    assert kinds(world.services.upkeep.news()) == ["fact-soon"]


def test_whoever_does_not_keep_the_charter_is_told_no_news(world: World, account: Account) -> None:
    profiles = world.services.profiles
    profiles.add("Keeper", {Role.KEEPER})
    profiles.switch_to(profiles.add("Reader", {Role.READER}).id)
    assert world.services.upkeep.news() == ()
    assert "fact-soon" in kinds(world.services.upkeep.look())


def test_a_promise_that_falls_due_is_part_of_a_whole_look_and_of_no_news(
    world: World, account: Account
) -> None:
    draft = world.services.drafts.begin(ConversationId(waiting(world)[0]))
    draft = replace(draft, body="Nous vous appelons lundi.")
    made = world.services.promises.begin(draft, "lundi", date(2026, 11, 23))
    world.services.outbox.queue(draft, hold_s=0)
    deliver_due(world)
    world.clock.set(paris(2026, 11, 24, 9, 0))
    found = world.services.upkeep.look()
    assert (found[0].reminder.kind, found[0].reminder.subject) == ("promise-late", made.id)
    assert kinds(world.services.upkeep.news()) == ["fact-soon"]
