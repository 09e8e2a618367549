"""The freeze: from the press on nothing leaves and nothing acts by itself, and afterwards nothing without a word."""

import socket
from collections import deque
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, Idempotency
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed, StorageFull
from cmworkstation.domain.freeze import EVERYTHING, Decision, Scope, ScopeKind
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.domain.slot import Slot
from cmworkstation.services.outbox.sending import Sending
from cmworkstation.services.workstation import Services
from cmworkstation.store import freeze_orders
from tests.services.conftest import World
from tests.services.test_outbox import account, deliver_due, first_conversation, queue, state

__all__ = ["account"]


def freeze(world: World, scope: Scope = EVERYTHING) -> str:
    return world.services.freezing.freeze(scope)[0].id


def thaw(world: World) -> None:
    for one in world.services.freezing.standing().freezes:
        world.services.freezing.thaw(one.id)


def rounds(world: World, count: int = 20) -> None:
    """Let time pass, and the outbox do whatever it finds to do."""
    for _ in range(count):
        deliver_due(world)
        world.services.thawing.carry_out()
        world.clock.advance(30)


def queue_in(world: World, home: int, body: str) -> OutboxRow:
    draft = world.services.drafts.begin(ConversationId(home))
    return world.services.outbox.queue(replace(draft, body=body), hold_s=0)[0]


def held(world: World) -> list[OutboxRow]:
    return [one.row for one in world.services.thawing.held().replies]


def test_two_hundred_replies_that_are_due_stay_and_none_leaves_after_the_thaw_without_a_word(
    world: World, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(200):
        world.server.write(f"x{n}", f"Question {n} ?", minutes=n)
    world.poll(account)
    homes = world.services.inbox.ids(View(status=None))[:200]
    rows = [queue_in(world, home, f"Réponse {n}.") for n, home in enumerate(homes)]
    freeze(world)
    before = world.server.requests

    def blocked(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", blocked)
    rounds(world, 3)
    assert world.server.requests == before
    assert world.services.outbox.due() == {}
    thaw(world)
    rounds(world, 3)
    assert (world.server.requests, world.server.published) == (before, [])
    assert len(held(world)) == world.services.freezing.standing().held == len(rows)
    for row in rows[:3]:
        world.services.thawing.keep(row.id)
    world.clock.advance(11)
    deliver_due(world)
    assert [one["text"] for one in world.server.published] == [one.body for one in rows[:3]]
    rounds(world, 3)
    assert len(world.server.published) == 3


def test_we_go_on_reading(world: World, account: Account) -> None:
    freeze(world)
    world.server.write("q2", "Et dimanche ?")
    world.poll(account)
    assert len(world.services.inbox.ids(View(status=None))) == 2


def test_what_is_written_during_a_freeze_waits_for_a_word_too(
    world: World, account: Account
) -> None:
    freeze(world)
    row = queue(world)
    rounds(world)
    thaw(world)
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])
    new = queue(world, "Écrit après le gel.")
    deliver_due(world)
    assert (state(world, new), len(world.server.published)) == (OutboxState.SENT, 1)
    assert [one.id for one in held(world)] == [row.id]


def test_a_reply_that_is_on_its_way_is_settled_and_nothing_more_begins(
    world: World, account: Account
) -> None:
    first, second = queue(world), queue(world, "Et aussi le dimanche.")
    kind = world.kind

    class Pressed(kind):  # type: ignore[valid-type, misc]
        def reply(self, *given: object, **named: object) -> object:
            freeze(world)  # pressed while the request is on its way
            return super().reply(*given, **named)

    world.kind = Pressed
    world.services.platforms.forget(account.id)
    rounds(world)
    assert state(world, first) is OutboxState.SENT
    assert state(world, second) is not OutboxState.SENT
    assert [one["text"] for one in world.server.published] == [first.body]
    assert [one.id for one in held(world)] == [second.id]


def test_an_answer_that_got_lost_is_looked_for_and_never_sent_again_without_a_word(
    tmp_path: Path, clock: object
) -> None:
    world = World(tmp_path / "lost", clock, Idempotency.KEY)  # type: ignore[arg-type]
    made = world.add_account()
    world.server.write("q1", "À quelle heure ouvrez-vous ?")
    world.poll(made)
    row = queue(world)
    world.server.script.append("lost")
    deliver_due(world)
    assert state(world, row) is OutboxState.UNKNOWN
    freeze(world)
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.QUEUED, [])
    thaw(world)
    rounds(world)
    assert world.server.published == []
    world.services.thawing.keep(row.id)
    rounds(world)
    assert (state(world, row), len(world.server.published)) == (OutboxState.SENT, 1)
    world.services.close()


def test_a_freeze_outlives_the_program(world: World, account: Account) -> None:
    row = queue(world)
    pressed = freeze(world)
    world.restart()
    rounds(world)
    assert [one.id for one in world.services.freezing.standing().freezes] == [pressed]
    assert state(world, row) is OutboxState.HELD
    assert world.server.published == []


def test_a_press_holds_at_once_and_is_in_the_workspace_at_the_next_start(
    world: World, account: Account
) -> None:
    row = queue(world)
    pressed = world.services.brake.press()
    rounds(world)
    assert state(world, row) is OutboxState.HELD
    world.restart()
    assert [one.n for one in world.services.freezing.standing().freezes] == [1]
    assert freeze_orders.pending(world.folder) == ()
    assert world.services.freezing.history()[0].id == pressed.id
    rounds(world)
    assert world.server.published == []


def test_another_process_freezes_by_a_file_and_this_one_writes_it_down(
    world: World, account: Account
) -> None:
    row = queue(world)
    beside = another(world)
    pressed, _ = beside.freezing.freeze()
    rounds(world)
    assert world.server.published == []
    world.services.freezing.settle()
    assert world.services.freezing.standing().freezes[0].id == pressed.id
    beside.freezing.thaw(pressed.id)
    world.services.freezing.settle()
    assert world.services.freezing.standing().freezes == ()
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])
    beside.close()


def another(world: World) -> Services:
    """Open what a second process sees beside the first."""
    from cmworkstation.services.workstation import open_services

    return open_services(world.folder, {}, vault=world.vault, clock=world.clock, read_only=True)


def test_what_cannot_be_read_of_a_freeze_freezes_everything(world: World, account: Account) -> None:
    row = queue(world)
    (world.folder / "freeze-x.json").write_text("{", encoding="utf-8")
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])
    world.services.freezing.settle()
    assert world.services.freezing.standing().freezes[0].scope == EVERYTHING


def test_where_nothing_can_be_written_it_holds_here_and_says_so(
    world: World, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queue(world)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def no_room(*_: object, **__: object) -> None:
        raise StorageFull("full")

    with monkeypatch.context() as disk:
        disk.setattr(freeze_orders, "write", full)
        disk.setattr(world.services.workspace, "write", no_room)
        world.services.freezing.freeze()
        assert world.services.freezing.standing().unwritten
        assert world.services.outbox.due() == {}
    rounds(world, 3)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])
    world.services.freezing.settle()
    assert not world.services.freezing.standing().unwritten
    assert len(world.services.freezing.standing().freezes) == 1


SCOPES = [
    (lambda one: Scope(ScopeKind.PLATFORM, "pretend"), True),
    (lambda one: Scope(ScopeKind.PLATFORM, "mastodon"), False),
    (lambda one: Scope(ScopeKind.ACCOUNT, one.id), True),
    (lambda one: Scope(ScopeKind.ACCOUNT, "another"), False),
]


@pytest.mark.parametrize(
    ("scope", "covered"), SCOPES, ids=["its platform", "another", "its account", "another’s"]
)
def test_a_freeze_reaches_as_far_as_it_was_meant_to(
    world: World, account: Account, scope: object, covered: bool
) -> None:
    row = queue(world)
    freeze(world, scope(account))  # type: ignore[operator]
    deliver_due(world)
    assert (state(world, row) is OutboxState.HELD) is covered


def test_what_was_frozen_under_a_label_stays_so_when_the_label_is_taken_off(
    world: World, account: Account
) -> None:
    row = queue(world)
    home = first_conversation(world)
    label, _ = world.services.labels.make("Rumeur")
    world.services.labels.put_on([home], [label.id])
    freeze(world, Scope(ScopeKind.LABEL, str(label.id)))
    world.services.labels.take_off([home], [label.id])
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])


def test_the_reason_is_given_afterwards_and_changed_at_will(world: World, account: Account) -> None:
    pressed = freeze(world)
    assert world.services.freezing.standing().freezes[0].reason == ""
    world.services.freezing.give_reason(pressed, " La rumeur\ncourt. ")
    world.services.freezing.give_reason(pressed, "Le pont est fermé.")
    assert world.services.freezing.standing().freezes[0].reason == "Le pont est fermé."
    kinds = [act.kind for act in world.services.journal.acts()][:3]
    assert kinds == ["freeze.reason", "freeze.reason", "freeze.begin"]


def test_by_mistake_within_a_minute_all_goes_on_as_before(world: World, account: Account) -> None:
    row = queue(world)
    pressed = freeze(world)
    world.clock.advance(30)
    world.services.freezing.go_on(pressed)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT
    assert world.services.freezing.standing().held == 0


def test_after_a_minute_or_a_decision_it_is_no_mistake_any_more(
    world: World, account: Account
) -> None:
    row = queue(world)
    pressed = freeze(world)
    world.services.thawing.drop(row.id, "Faux.")
    with pytest.raises(NotAllowed, match="freeze-too-late"):
        world.services.freezing.go_on(pressed)
    thaw(world)
    pressed = freeze(world)
    world.clock.advance(61)
    with pytest.raises(NotAllowed, match="freeze-too-late"):
        world.services.freezing.go_on(pressed)


def test_a_clock_that_jumps_back_does_not_stretch_the_minute(
    world: World, account: Account
) -> None:
    pressed = freeze(world)
    world.clock.advance(120)
    world.clock.set(world.clock.now() - timedelta(hours=5))
    assert not world.services.brake.may_go_on(pressed)
    world.restart()
    assert not world.services.brake.may_go_on(pressed)


def test_a_mistaken_freeze_does_not_let_out_what_an_earlier_one_holds(
    world: World, account: Account
) -> None:
    row = queue(world)
    freeze(world)
    thaw(world)
    world.services.freezing.go_on(freeze(world))
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])


def test_a_word_of_before_a_freeze_counts_no_more_after_it(world: World, account: Account) -> None:
    row = queue(world)
    freeze(world)
    world.services.thawing.keep(row.id)
    freeze(world, Scope(ScopeKind.ACCOUNT, account.id))
    thaw(world)
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.HELD, [])


def test_what_is_decided_while_it_is_frozen_waits_for_the_end(
    world: World, account: Account
) -> None:
    row = queue(world)
    freeze(world)
    world.services.thawing.keep(row.id)
    rounds(world)
    assert world.server.published == []
    thaw(world)
    rounds(world)
    assert state(world, row) is OutboxState.SENT


def test_a_statement_leaves_while_everything_else_stays_frozen(
    world: World, account: Account
) -> None:
    statement, other = queue(world, "Nous vous avons lus."), queue(world)
    freeze(world)
    world.services.thawing.let_out(statement.id, "Premier mot au public")
    rounds(world)
    assert state(world, statement) is OutboxState.SENT
    assert state(world, other) is OutboxState.HELD
    late = queue(world, "Encore un mot.")
    world.services.thawing.let_out(late.id, "Deuxième mot")
    freeze(world)  # pressed once more: that word was given before
    rounds(world)
    assert state(world, late) is OutboxState.HELD


def test_one_whose_time_has_passed_asks_for_a_new_time(world: World, account: Account) -> None:
    slot = Slot(world.clock.now() + timedelta(hours=1), "Europe/Paris")
    row = queue_planned(world, slot)
    freeze(world)
    world.clock.advance(hours=3)
    (seen,) = world.services.thawing.held().replies
    assert seen.time_passed
    with pytest.raises(NotAllowed, match="thaw-new-time"):
        world.services.thawing.keep(row.id)
    with pytest.raises(NotAllowed, match="thaw-new-time"):
        world.services.thawing.keep(row.id, slot)
    later = Slot(world.clock.now() + timedelta(hours=2), "Europe/Paris")
    world.services.thawing.keep(row.id, later)
    thaw(world)
    rounds(world)
    assert state(world, row) is OutboxState.HELD
    world.clock.advance(hours=2)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT


def queue_planned(world: World, slot: Slot) -> OutboxRow:
    draft = world.services.drafts.begin(first_conversation(world))
    return world.services.outbox.queue(replace(draft, body="À samedi.", slot=slot))[0]


def test_a_word_is_taken_back_until_the_reply_left(world: World, account: Account) -> None:
    slot = Slot(world.clock.now() + timedelta(hours=1), "Europe/Paris")
    row = queue_planned(world, slot)
    freeze(world)
    world.services.thawing.keep(row.id, at_once=True)
    world.services.thawing.take_back(row.id)
    assert held(world)[0].slot == slot
    assert world.services.thawing.held().open == 1
    thaw(world)
    world.services.thawing.drop(row.id, "Plus d’actualité.")
    world.services.thawing.carry_out()
    world.services.thawing.take_back(row.id)
    rounds(world)
    assert state(world, row) is OutboxState.HELD
    world.services.thawing.keep(row.id, at_once=True)
    rounds(world)
    assert state(world, row) is OutboxState.SENT
    with pytest.raises(NotAllowed, match="too-late"):
        world.services.thawing.take_back(row.id)


def test_what_is_dropped_is_dropped_after_the_freeze_and_its_reason_stands_in_the_journal(
    world: World, account: Account
) -> None:
    row = queue(world)
    freeze(world)
    with pytest.raises(NotAllowed, match="thaw-why"):
        world.services.thawing.drop(row.id, "  ")
    world.services.thawing.drop(row.id, "Le fait est faux.")
    rounds(world)
    assert state(world, row) is OutboxState.HELD
    thaw(world)
    rounds(world)
    assert (state(world, row), world.server.published) == (OutboxState.DROPPED, [])
    (told,) = [one for one in world.services.journal.acts() if one.kind == "freeze.drop"]
    assert told.payload is not None
    assert told.payload["why"] == "Le fait est faux."


def test_what_is_amended_is_a_draft_again(world: World, account: Account) -> None:
    row = queue(world)
    freeze(world)
    draft, _ = world.services.thawing.amend(row.id)
    assert (draft.body, state(world, row)) == (row.body, OutboxState.DROPPED)
    thaw(world)
    rounds(world)
    assert world.server.published == []
    assert world.services.freezing.standing().held == 0


def test_nothing_that_is_held_back_is_sent_by_another_button(
    world: World, account: Account
) -> None:
    row = queue(world)
    freeze(world)
    with pytest.raises(NotAllowed, match="reply-frozen"):
        world.services.outbox.send_now(row.id)
    with pytest.raises(NotAllowed, match="reply-frozen"):
        world.services.outbox.send_again(row.id)
    world.services.by_hand.take(row.id)
    for ask in (
        lambda: world.services.by_hand.hand_out(row.id),
        lambda: world.services.by_hand.save_files(row.id, world.folder),
    ):
        with pytest.raises(NotAllowed, match="reply-frozen"):
            ask()
    thaw(world)
    with pytest.raises(NotAllowed, match="reply-undecided"):
        world.services.by_hand.hand_out(row.id)
    world.services.thawing.keep(row.id)
    assert world.services.by_hand.hand_out(row.id).row.body == row.body


def test_inbox_rules_stand_still_and_do_it_afterwards_where_somebody_says_so(
    world: World, account: Account
) -> None:
    label, _ = world.services.labels.make("Horaires")
    rule_on(world)
    freeze(world)
    world.server.write("q2", "À quelle heure fermez-vous ?")
    world.poll(account)
    assert labelled(world, label.id) == 0
    (found,) = world.services.thawing.held().rules
    assert (found.name, found.messages) == ("Horaires", 1)
    thaw(world)
    world.services.thawing.keep_rule(found.rule_id)
    assert labelled(world, label.id) == 1
    assert world.services.thawing.held().rules == ()
    with pytest.raises(NotAllowed, match="too-late"):
        world.services.thawing.drop_rule(found.rule_id)


def rule_on(world: World) -> None:
    action = Action(ActionKind.LABEL, "Horaires")
    rule, _ = world.services.inbox_rules.keep(InboxRule("", "Horaires", "heure", (action,)))
    world.services.inbox_rules.switch(rule.id, on=True, anyway=True)


def labelled(world: World, label_id: int) -> int:
    query = "SELECT count(*) FROM conversation_label WHERE label_id=?"
    return int(world.services.workspace.read().execute(query, (label_id,)).fetchone()[0])


def test_after_a_mistake_rules_do_at_once_what_they_did_not(world: World, account: Account) -> None:
    label, _ = world.services.labels.make("Horaires")
    rule_on(world)
    pressed = freeze(world)
    world.server.write("q2", "À quelle heure fermez-vous ?")
    world.poll(account)
    world.services.freezing.go_on(pressed)
    assert labelled(world, label.id) == 1
    assert world.services.thawing.held().rules == ()


@pytest.fixture
def reader(world: World, account: Account) -> World:
    world.services.profiles.add("Ines Carvalho", [Role.KEEPER])
    someone = world.services.profiles.add("Omar Haddad", [Role.READER])
    world.services.profiles.switch_to(someone.id)
    return world


def test_whoever_sees_it_may_stop_everything_and_only_a_sender_lifts_it(reader: World) -> None:
    pressed = freeze(reader)
    assert reader.services.freezing.standing().freezes[0].id == pressed
    for lift in (reader.services.freezing.thaw, reader.services.freezing.go_on):
        with pytest.raises(NotAllowed, match="role-send"):
            lift(pressed)


def test_a_thread_in_parts_is_one_decision(world: World, account: Account) -> None:
    row = queue(world, "Un.\n\n---\n\nDeux.") if account.capabilities.threads else queue(world)
    freeze(world)
    assert [one.id for one in held(world)] == [row.id]
    assert world.services.thawing.held().replies[0].verdict.decision is Decision.OPEN


def test_a_full_lane_works_through_nothing_from_the_press_on_before_the_freeze_is_written_down(
    world: World, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queue(world)

    def worked(*_: object) -> None:
        raise AssertionError("it was looked at more closely than needed")

    monkeypatch.setattr(Sending, "deliver", worked)
    world.services.brake.press()
    world.services.outbox.deliver(row.id)
    assert state(world, row) is OutboxState.HELD
    world.services.freezing.settle()
    world.services.outbox.deliver(row.id)
    assert state(world, row) is OutboxState.HELD


def test_a_press_for_one_platform_leaves_the_others_to_a_closer_look(
    world: World, account: Account
) -> None:
    row = queue(world)
    world.services.brake.press(Scope(ScopeKind.PLATFORM, "ailleurs"))
    assert not world.services.brake.stands_still(row.id)
    rounds(world, 2)
    assert len(world.server.published) == 1


def test_a_doubt_that_was_passed_over_in_the_moment_of_the_press_is_settled_at_the_next_look(
    world: World, account: Account
) -> None:
    world.server.script = deque(["stored"])  # it was posted, and its answer lost
    row = queue(world)
    world.services.outbox.deliver(row.id)
    assert state(world, row) is OutboxState.UNKNOWN
    world.services.brake.press()
    world.services.outbox.deliver(row.id)
    assert state(world, row) is OutboxState.UNKNOWN
    world.clock.advance(600)
    world.services.outbox.deliver(row.id)
    assert state(world, row) is OutboxState.SENT
    assert len(world.server.published) == 1
