"""What is too old goes as the rules say: nothing that is open or held, nothing twice, and shown before it happens."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.freeze import EVERYTHING, Scope, ScopeKind
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.retention import Due, Kept, before
from cmworkstation.services.retention import Cleared
from tests.services.conftest import World
from tests.services.test_erasures import files_with, home_of
from tests.walking import walked


def fill(world: World) -> None:
    """An old question that is done, an old one that waits, and a new one."""
    world.server.write("old", "Une girouette ?", by="zarafa", minutes=1)
    world.server.write("waits", "Et le banc ?", by="odile", minutes=2)
    account = world.add_account("mairie")
    world.clock.advance(3600)
    world.poll(account)
    world.services.inbox.set_status([home_of(world, "old")], Status.DONE)
    world.services.notes.write(home_of(world, "old"), "Voir la girouette.")
    world.clock.advance(days=400)
    world.server.write("new", "Bonjour", by="paul", minutes=400 * 24 * 60)
    world.poll(account)


def called(number: int) -> str:
    """Return what somebody is called instead."""
    return f"Personne {number}"


def due(world: World) -> Due:
    """Return what the only rule would do."""
    (found,) = world.services.retention.due()
    return found


def carry_out(world: World) -> Cleared:
    """Carry out all rules to the end."""
    return walked(world.services.retention.carry_out(called))


def texts(world: World) -> list[str]:
    """Return everything that was said, conversation by conversation."""
    return [
        entry.message.text
        for one in sorted(world.services.inbox.ids(View(status=None)))
        for entry in world.services.inbox.thread(ConversationId(one)).entries
    ]


def test_months_end_where_a_month_does() -> None:
    assert before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert before(datetime(2026, 1, 15, tzinfo=UTC), 24) == datetime(2024, 1, 15, tzinfo=UTC)


def test_what_is_done_and_too_old_loses_its_words_and_nothing_else_does(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=False)
    found = due(world)
    assert (found.count, found.held, found.open) == (1, 0, 1)
    carry_out(world)
    assert texts(world) == ["", "Et le banc ?", "Bonjour"]
    assert due(world).count == 0
    world.services.close()
    assert files_with(world.folder, "girouette") == []
    world.open()


def test_it_does_not_come_back_from_the_platform(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=False)
    carry_out(world)
    world.server.posts[0]["text"] = "Une autre girouette ?"
    world.services.sync.refresh_thread(home_of(world, "waits"))
    assert texts(world) == ["", "Et le banc ?", "Bonjour"]


def test_a_hold_keeps_it_until_it_ends(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=False)
    hold, _ = world.services.erasures.hold_conversation(home_of(world, "old"), "Recours en cours")
    assert (due(world).count, due(world).held) == (0, 1)
    carry_out(world)
    assert texts(world)[0] == "Une girouette ?"
    world.services.erasures.end_hold(hold.id)
    assert due(world).count == 1


def test_copies_as_received_go_without_the_words(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.COPIES, 12, enabled=False)
    assert due(world).count == 2
    carry_out(world)
    assert due(world).count == 0
    assert texts(world) == ["Une girouette ?", "Et le banc ?", "Bonjour"]
    assert world.services.workspace.problems() == []


def test_whoever_was_not_heard_of_becomes_nobody(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.CONTACTS, 12, enabled=False)
    assert due(world).count == 1  # the other one still waits for us
    carry_out(world)
    thread = world.services.inbox.thread(home_of(world, "waits"))
    assert thread.entries[0].message.author_name == "Odile"
    assert world.services.erasures.people("zarafa") == ()
    assert [one.name for one in world.services.erasures.listed()] == ["Personne 1"]


def test_an_accounts_own_rule_comes_before_that_of_all(world: World) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    world.services.retention.set(Kept.PUBLIC, 12, enabled=False)
    world.services.retention.set(Kept.PUBLIC, 24, account.id, enabled=False)
    assert [one.count for one in world.services.retention.due()] == [0, 0]


def test_only_what_a_person_switched_on_runs_by_itself_and_once_a_day(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=False)
    assert walked(world.services.retention.daily(called)).counts == {}
    world.services.retention.set(Kept.PUBLIC, 12, enabled=True)
    assert list(walked(world.services.retention.daily(called)).counts.values()) == [1]
    assert walked(world.services.retention.daily(called)).counts == {}


@pytest.mark.parametrize("scope", [EVERYTHING, Scope(ScopeKind.PLATFORM, "ailleurs")])
def test_while_anything_is_frozen_nothing_goes_by_itself_and_afterwards_it_does(
    world: World, scope: Scope
) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=True)
    frozen, _ = world.services.freezing.freeze(scope)
    assert walked(world.services.retention.daily(called)).counts == {}
    assert due(world).count == 1
    world.services.freezing.thaw(frozen.id)
    assert list(walked(world.services.retention.daily(called)).counts.values()) == [1]


def test_what_a_person_lets_go_goes_also_while_it_is_frozen(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=True)
    world.services.freezing.freeze()
    assert list(carry_out(world).counts.values()) == [1]


def test_a_freeze_in_the_middle_of_a_run_stops_it_and_the_rest_goes_afterwards(
    world: World,
) -> None:
    fill(world)
    world.services.retention.set(Kept.PUBLIC, 12, enabled=True)
    run = world.services.retention.daily(called)
    next(run)  # it counted what is too old, and is about to begin
    pressed = world.services.brake.press()
    assert walked(run).paused
    assert due(world).count == 1
    world.services.freezing.settle()
    world.services.freezing.thaw(pressed.id)
    assert list(walked(world.services.retention.daily(called)).counts.values()) == [1]


def test_a_rule_outside_its_bounds_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed, match="retention-months"):
        world.services.retention.set(Kept.PUBLIC, 0, enabled=True)


@pytest.mark.parametrize("kind", [Kept.PUBLIC, Kept.CONTACTS])
@pytest.mark.parametrize("kept_by", ["hold", "draft", "refused"])
def test_what_is_held_or_opened_while_a_rule_runs_is_not_taken(
    world: World, kind: Kept, kept_by: str
) -> None:
    fill(world)
    home = home_of(world, "old")
    world.services.retention.set(kind, 12, enabled=False)
    steps = world.services.retention.carry_out(called)
    assert next(steps).total == 1
    if kept_by == "hold":
        world.services.erasures.hold_conversation(home, "Recours en cours")
    else:
        draft = replace(world.services.drafts.begin(home), body="Bientôt.")
        world.services.drafts.save(draft)
        if kept_by == "refused":
            world.server.script.append("refused")
            sent, _ = world.services.outbox.queue(draft, hold_s=0)
            world.services.outbox.deliver(sent.id)
            world.services.inbox.set_status([home], Status.DONE)
    assert list(walked(steps).counts.values()) == [0]
    assert texts(world)[0] == "Une girouette ?"
    assert len(world.services.erasures.people("zarafa")) == 1


def test_a_hold_on_one_person_keeps_no_other_from_becoming_nobody(world: World) -> None:
    fill(world)
    world.services.retention.set(Kept.CONTACTS, 12, enabled=False)
    (paul,) = world.services.erasures.people("paul")
    world.services.erasures.hold_person(paul.id, "Recours en cours")
    assert (due(world).count, due(world).held) == (1, 0)


def test_who_is_heard_of_on_another_account_is_nobody_on_none(world: World) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    other = world.add_account("plage")
    world.services.retention.set(Kept.CONTACTS, 12, account.id, enabled=False)
    assert due(world).count == 1
    world.clock.advance(60)
    world.server.posts[:] = []
    world.server.write("again", "Re-bonjour", by="zarafa", minutes=400 * 24 * 60 + 2)
    world.poll(other)
    assert due(world).count == 0


def test_earlier_states_of_what_is_held_stay_as_they_were_received(world: World) -> None:
    fill(world)
    world.server.posts[0]["text"] = "Une vieille girouette ?"
    home = home_of(world, "old")
    world.services.sync.refresh_thread(home)
    world.clock.advance(days=400)
    world.services.retention.set(Kept.COPIES, 12, enabled=False)
    before = due(world).count
    world.services.erasures.hold_conversation(home, "Recours en cours")
    assert before - due(world).count == 2
