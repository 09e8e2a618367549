"""Inbox rules: what they do to what comes in, exactly once and in order; dry runs; taking back."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.profile import Role
from cmworkstation.sdk.connector import Page, RawItem
from tests.builders_workspace import NOW, US, a_message, a_workstation, add_account, receive

DONE = Action(ActionKind.DONE)
READ = Action(ActionKind.READ)
MUTE = Action(ActionKind.MUTE)


def category(name: str) -> Action:
    return Action(ActionKind.CATEGORY, name)


class Bringer:
    """Brings messages that are made already."""

    def __init__(self) -> None:
        self.items: dict[str, Any] = {}

    def parse(self, raw: RawItem) -> list[Any]:
        return [self.items[raw.native_id]]


@pytest.fixture
def services(tmp_path):
    made = a_workstation(tmp_path / "w")
    add_account(made)
    yield made
    made.close()


def come_in(services, *items):
    """Let items come in as a page of a poll."""
    account = services.accounts.listed()[0]
    bringer = Bringer()
    bringer.items = {one.native_id: one for one in items}
    raws = tuple(RawItem("post", one.native_id, repr(one).encode()) for one in items)
    page = Page("posts", raws, "1")
    return services.sync.store_page(account, bringer, page, NOW)


def a_rule(services, name, query, *actions, on=True, **changes):
    rule, _ = services.inbox_rules.keep(InboxRule("", name, query, actions, **changes))
    if on:
        services.inbox_rules.switch(rule.id, on=True, anyway=True)
    return services.inbox_rules.rule(rule.id)


def rows(services):
    ids = [row[0] for row in services.workspace.read().execute("SELECT id FROM conversation")]
    return {one.title: one for one in services.inbox.rows(ids)}


def walked(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def effects(services):
    return [
        (one.rule_name, one.action, one.undone_at)
        for row in rows(services).values()
        for one in reversed(services.inbox_rule_runs.of_conversation(row.id))
    ]


def test_a_rule_sorts_what_comes_in_and_each_effect_names_it(services):
    a_rule(services, "Parcels", "parcel", category("orders"), DONE)
    changes = come_in(services, a_message("a", "Where is my parcel?"), a_message("b", "Bonjour"))
    found = rows(services)
    assert found["Where is my parcel?"].status is Status.DONE
    assert found["Where is my parcel?"].category == "orders"
    assert found["Bonjour"].status is Status.WAITING_US
    assert changes.new_messages == 2
    named = [(name, action) for name, action, _ in effects(services)]
    assert named == [("Parcels", category("orders")), ("Parcels", DONE)]
    assert services.inbox.recount() == []


def test_all_rules_that_fit_apply_in_the_order_of_the_list(services):
    a_rule(services, "First", "parcel", category("first"))
    a_rule(services, "Second", "parcel", category("second"))
    third = a_rule(services, "Third", "category:second", MUTE)
    come_in(services, a_message("a", "A parcel"))
    assert [name for name, _, _ in effects(services)] == ["First", "Second", "Third"]
    first = services.inbox_rules.listed()[0]
    services.inbox_rules.move(third.id, before=first.id)
    come_in(services, a_message("b", "Another parcel"))
    fired = [one.rule_name for one in services.inbox_rule_runs.of_rule(third.id)]
    assert fired == ["Third"], "in front of the others it does not see what they do"


def test_after_a_last_rule_no_further_rule_sees_what_it_found(services):
    a_rule(services, "First", "parcel", category("first"), last=True)
    a_rule(services, "Second", "parcel or bonjour", DONE)
    come_in(services, a_message("a", "A parcel"), a_message("b", "Bonjour"))
    assert rows(services)["A parcel"].status is Status.WAITING_US
    assert rows(services)["Bonjour"].status is Status.DONE


def test_folders_apply_one_after_the_other(services):
    rules = [a_rule(services, name, "x", DONE, folder=name[0]) for name in ("a1", "b1", "a2")]
    assert [one.name for one in services.inbox_rules.listed()] == ["a1", "a2", "b1"]
    services.inbox_rules.move(rules[0].id, folder="b")
    assert [one.name for one in services.inbox_rules.listed()] == ["a2", "b1", "a1"]


def test_the_same_page_twice_fires_once(services):
    rule = a_rule(services, "Parcels", "parcel", category("orders"))
    for _ in range(2):
        come_in(services, a_message("a", "A parcel"))
    assert len(services.inbox_rule_runs.of_rule(rule.id)) == 1


def test_our_own_messages_and_what_is_fetched_for_context_set_nothing_off(services):
    a_rule(services, "All", "parcel", MUTE)
    come_in(
        services,
        a_message("a", "A parcel from us", writer=US),
        a_message("b", "A parcel as context", context=True),
    )
    assert effects(services) == []


def test_a_rule_that_cannot_be_read_any_more_is_off_and_stops_nothing(services):
    broken = a_rule(services, "Broken", "parcel", MUTE)
    a_rule(services, "Whole", "parcel", DONE)
    with services.workspace.write() as connection:
        connection.execute("UPDATE inbox_rule SET query='before:never' WHERE id=?", (broken.id,))
    come_in(services, a_message("a", "A parcel"))
    now = services.inbox_rules.rule(broken.id)
    assert (now.enabled, now.why_off) == (False, "query")
    assert rows(services)["A parcel"].status is Status.DONE


def test_a_rule_that_goes_wrong_is_off_and_leaves_no_half_of_its_work(services, monkeypatch):
    rule = a_rule(services, "Wrong", "parcel", MUTE, DONE)
    from cmworkstation.store import inbox_acts

    sound = inbox_acts.do

    def stumble(connection, action, place):
        if action == DONE:
            raise KeyError("bug")
        return sound(connection, action, place)

    monkeypatch.setattr(inbox_acts, "do", stumble)
    come_in(services, a_message("a", "A parcel"))
    assert services.inbox_rules.rule(rule.id).why_off == "failed KeyError"
    assert effects(services) == []
    assert rows(services)["A parcel"].status is Status.WAITING_US


def test_a_dry_run_counts_what_the_rule_then_does_to_the_same_messages(services, tmp_path):
    items = [a_message(f"m{n}", f"Parcel {n}" if n % 3 else f"Other {n}", n) for n in range(30)]
    come_in(services, *items)
    rule = a_rule(services, "Parcels", "parcel", category("orders"), on=False)
    said = walked(services.inbox_rule_runs.dry_run(rule))
    other = a_workstation(tmp_path / "other")
    add_account(other)
    fired = a_rule(other, "Parcels", "parcel", category("orders"))
    come_in(other, *items)
    done = {one.message_id for one in other.inbox_rule_runs.of_rule(fired.id)}
    other.close()
    assert said.messages == len(done) == 20
    assert set(said.first) == done
    assert said.changes == ((category("orders"), 20, 0),)
    assert effects(services) == [], "a dry run changes nothing"


def test_a_dry_run_says_where_it_is_so_already(services):
    come_in(services, a_message("a", "A parcel"), a_message("b", "Parcel two"))
    home = rows(services)["A parcel"].id
    services.inbox.set_status([home], Status.DONE)
    said = walked(services.inbox_rule_runs.dry_run(InboxRule("", "x", "parcel", (DONE, READ))))
    assert said.changes == ((DONE, 1, 1), (READ, 2, 0))


def test_what_was_done_to_what_is_here_is_taken_back_as_one(services):
    come_in(services, *[a_message(f"m{n}", f"Parcel {n}", n) for n in range(12)])
    before = rows(services)
    rule = a_rule(services, "Parcels", "parcel", category("orders"), DONE, READ, on=False)
    done = walked(services.inbox_rule_runs.apply(rule.id))
    assert (done.messages, done.effects) == (12, 36)
    assert {one.status for one in rows(services).values()} == {Status.DONE}
    assert walked(services.inbox_rule_runs.apply(rule.id)).effects == 0, "all of it is so already"
    back = walked(services.inbox_rule_runs.undo_run(done.run))
    assert back.effects == 36
    assert rows(services) == before
    assert services.inbox.recount() == []


def test_stopping_leaves_whole_slices_that_can_be_taken_back(services):
    come_in(services, *[a_message(f"m{n}", f"Parcel {n}", n) for n in range(12)])
    rule = a_rule(services, "Parcels", "parcel", DONE, on=False)
    steps = services.inbox_rule_runs.apply(rule.id)
    for _ in range(40):
        next(steps)
    steps.close()
    made = services.inbox_rule_runs.of_rule(rule.id)
    stand = {one.id for one in rows(services).values() if one.status is Status.DONE}
    assert 0 < len(made) < 12
    assert {one.conversation_id for one in made} == stand
    walked(services.inbox_rule_runs.undo_run(made[0].run))
    assert {one.status for one in rows(services).values()} == {Status.WAITING_US}


def test_what_somebody_changed_since_stays_as_it_is(services):
    rule = a_rule(services, "Parcels", "parcel", DONE)
    come_in(services, a_message("a", "A parcel"))
    home = ConversationId(rows(services)["A parcel"].id)
    services.inbox.set_status([home], Status.NO_ANSWER, "Spam")
    (effect,) = services.inbox_rule_runs.of_rule(rule.id)
    with pytest.raises(NotAllowed) as refused:
        services.inbox_rule_runs.undo_effect(effect.id)
    assert refused.value.reason == "inbox-rule-moved-on"
    assert rows(services)["A parcel"].status is Status.NO_ANSWER


def test_one_effect_is_taken_back_and_says_so(services):
    rule = a_rule(services, "Parcels", "parcel", DONE, MUTE)
    come_in(services, a_message("a", "A parcel"))
    mute, done = services.inbox_rule_runs.of_rule(rule.id)
    services.inbox_rule_runs.undo_effect(done.id)
    assert rows(services)["A parcel"].status is Status.WAITING_US
    taken = {one.id: one.undone_at for one in services.inbox_rule_runs.of_rule(rule.id)}
    assert taken == {done.id: NOW, mute.id: None}


def test_put_aside_by_a_rule_stays_aside_until_somebody_writes(services):
    a_rule(services, "Spam", "viagra", Action(ActionKind.ASIDE, "spam"), READ)
    come_in(services, a_message("a", "Viagra", 3))
    assert rows(services)["Viagra"].status is Status.ASIDE
    come_in(services, a_message("b", "Sorry", 1, parent="a"))
    assert rows(services)["Viagra"].status is Status.WAITING_US


def test_a_rule_that_finds_much_asks_before_it_is_on(services):
    receive(
        services,
        services.accounts.listed()[0],
        [a_message(f"m{n}", "Parcel" if n < 3 else "Other", n) for n in range(10)],
    )
    rule = a_rule(services, "Parcels", "parcel", DONE, on=False)
    with pytest.raises(NotAllowed) as refused:
        services.inbox_rules.switch(rule.id, on=True)
    assert refused.value.reason == "inbox-rule-much"
    assert not services.inbox_rules.rule(rule.id).enabled
    found = services.inbox_rule_runs.reach(rule)
    assert (found.found, found.among) == (3, 10)
    services.inbox_rules.switch(rule.id, on=True, anyway=True)
    assert services.inbox_rules.rule(rule.id).enabled


def test_a_change_is_another_revision_and_effects_keep_theirs(services):
    rule = a_rule(services, "Parcels", "parcel", DONE)
    come_in(services, a_message("a", "A parcel"))
    services.inbox_rules.keep(replace(rule, name="Letters", query="letter"))
    (effect,) = services.inbox_rule_runs.of_rule(rule.id)
    assert (effect.rule_name, effect.revision) == ("Parcels", 1)
    assert services.inbox_rules.rule(rule.id).revision == 2
    assert services.inbox_rules.revision(rule.id, 1).query == "parcel"
    services.inbox_rules.keep(replace(services.inbox_rules.rule(rule.id), folder="Post"))
    assert services.inbox_rules.rule(rule.id).revision == 2, "another folder does nothing else"


def test_a_removed_rule_does_nothing_and_its_effects_still_name_it(services):
    rule = a_rule(services, "Parcels", "parcel", DONE)
    come_in(services, a_message("a", "A parcel"))
    services.inbox_rules.remove(rule.id)
    come_in(services, a_message("b", "Another parcel"))
    assert services.inbox_rules.listed() == ()
    assert [name for name, _, _ in effects(services)] == ["Parcels"]
    services.inbox_rules.bring_back(rule.id)
    assert [one.id for one in services.inbox_rules.listed()] == [rule.id]


def test_how_often_a_rule_fired_is_counted_by_messages(services):
    rule = a_rule(services, "Parcels", "parcel", DONE, MUTE)
    come_in(services, a_message("a", "A parcel"), a_message("b", "Parcel two"))
    fired = services.inbox_rules.fired()[rule.id]
    assert (fired.effects, fired.messages) == (4, 2)


def test_drafters_see_rules_and_change_none(services):
    rule = a_rule(services, "Parcels", "parcel", DONE)
    services.profiles.add("Ines Carvalho", [Role.KEEPER])
    someone = services.profiles.add("Tom Abara", [Role.DRAFTER])
    services.profiles.switch_to(someone.id)
    assert [one.name for one in services.inbox_rules.listed()] == ["Parcels"]
    assert walked(services.inbox_rule_runs.dry_run(rule)).messages == 0
    with pytest.raises(NotAllowed):
        services.inbox_rules.switch(rule.id, on=False)
    come_in(services, a_message("a", "A parcel"))
    assert rows(services)["A parcel"].status is Status.DONE, "rules work whoever acts"


def test_rules_are_carried_as_text_from_one_workspace_to_another(services, tmp_path):
    a_rule(services, 'He said "parcel"', "parcel or -letter", DONE, category("a\\b"), folder="Post")
    a_rule(
        services,
        "Two\u2028lines",
        'from:"Nadia"',
        Action(ActionKind.NO_ANSWER, "é\n\x07"),
        last=True,
    )
    text = services.inbox_rules.export()
    other = a_workstation(tmp_path / "other")
    kept, _ = other.inbox_rules.take_in(text)
    again = other.inbox_rules.export()
    other.close()
    assert again == text
    assert [one.enabled for one in kept] == [False, False]
    assert kept[0].actions == services.inbox_rules.listed()[0].actions


@pytest.mark.parametrize(
    "text",
    ["", "[[rule]]", "rule = 1", "[[rule]]\nname='x'\nfind='y'\n[[rule.do]]\nkind='send'", "{"],
)
def test_a_text_that_holds_no_rules_adds_nothing(services, text):
    with pytest.raises(NotAllowed):
        services.inbox_rules.take_in(text)
    assert services.inbox_rules.listed() == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "inbox-rule-name"),
        ({"query": ""}, "inbox-rule-conditions"),
        ({"actions": ()}, "inbox-rule-actions"),
        ({"actions": (Action(ActionKind.NO_ANSWER),)}, "inbox-rule-value"),
        ({"actions": (Action(ActionKind.SNOOZE, "soon"),)}, "inbox-rule-value"),
        ({"actions": (DONE, Action(ActionKind.ASIDE, "spam"))}, "inbox-rule-standings"),
    ],
)
def test_a_rule_that_cannot_work_is_not_kept(services, changes, reason):
    rule = replace(InboxRule("", "x", "y", (DONE,)), **changes)
    with pytest.raises(NotAllowed) as refused:
        services.inbox_rules.keep(rule)
    assert refused.value.reason == reason


def test_every_kind_of_action_is_done_and_taken_back(services):
    services.profiles.add("Ines Carvalho", list(Role))
    (someone, *_) = services.profiles.listed()
    come_in(services, a_message("old", "A parcel"))
    home = rows(services)["A parcel"].id
    old, _ = services.labels.make("Old")
    services.labels.put_on([home], [old.id])
    before = rows(services)
    actions = (
        Action(ActionKind.LABEL, "Orders/Delivery"),
        Action(ActionKind.UNLABEL, "OLD"),
        Action(ActionKind.TOPIC, "Late parcels"),
        Action(ActionKind.ASSIGN, someone.id),
        category("orders"),
        Action(ActionKind.SNOOZE, "3d"),
        MUTE,
        READ,
        Action(ActionKind.NOTE, "Look at the depot first"),
    )
    rule = a_rule(services, "Parcels", "parcel", *actions, on=False)
    done = walked(services.inbox_rule_runs.apply(rule.id))
    now = rows(services)["A parcel"]
    assert done.effects == len(actions)
    assert [one.path for one in now.labels] == ["Orders/Delivery"]
    assert (now.assignee, now.category, now.muted, now.unread) == (someone.id, "orders", True, 0)
    assert now.status is Status.SNOOZED
    (topic,) = services.topics.of_conversation(home)
    assert topic.title == "Late parcels"
    (note,) = services.notes.of_conversation(home)
    assert note.body == "Look at the depot first"
    assert walked(services.inbox_rule_runs.apply(rule.id)).effects == 0
    assert walked(services.inbox_rule_runs.undo_run(done.run)).effects == len(actions)
    assert rows(services) == before
    assert services.notes.of_conversation(home) == ()
    assert services.topics.of_conversation(home) == ()
    assert services.inbox.recount() == []


def test_a_rule_can_ask_to_be_told_of(services):
    a_rule(services, "Press", "journalist", Action(ActionKind.NOTIFY))
    changes = come_in(services, a_message("a", "I am a journalist"), a_message("b", "Bonjour"))
    assert changes.alerts == {rows(services)["I am a journalist"].id}
