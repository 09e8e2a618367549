"""What people decide about many conversations: who has them, what they carry, until when they are out of the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import Changes, Conversation, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import ALL_ROLES, Act, ProfileId, Role
from cmworkstation.domain.snooze import Snooze, Until, presets
from cmworkstation.services.deciding import Undo
from cmworkstation.services.workstation import Services
from cmworkstation.store import conversations
from cmworkstation.words import catch_up, standing
from tests.builders_workspace import (
    NOW,
    OMAR,
    US,
    a_message,
    a_workstation,
    add_account,
    many,
    receive,
)
from tests.clocks import SetClock

TOMORROW = Snooze(Until.DATE, NOW + timedelta(days=1))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock):
    made = a_workstation(tmp_path / "w", clock)
    yield made
    assert made.inbox.recount() == []
    assert made.workspace.problems() == []
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def question(services: Services) -> int:
    return receive(services, add_account(services), [a_message("q", "Quand ouvrez-vous ?", 5)])[0]


def row(services: Services, one: int) -> Conversation:
    return services.inbox.rows([one])[0]


def everything(services: Services, ids: list[int]) -> list[Conversation]:
    return [replace(one, last_at=NOW) for one in services.inbox.rows(ids)]


# ------------------------------------------------------------------------------- every standing, every act

ACTS: dict[str, tuple[Callable[[Services, list[int]], tuple[Changes, Undo]], Status | None]] = {
    "take": (lambda s, ids: s.assigning.take(ids), None),
    "hand over": (lambda s, ids: s.assigning.assign(ids, someone(s), "elle connaît"), None),
    "give back": (lambda s, ids: s.assigning.assign(ids, ""), None),
    "ask a colleague": (
        lambda s, ids: s.assigning.ask_colleague(ids, someone(s)),
        Status.WAITING_COLLEAGUE,
    ),
    "snooze": (lambda s, ids: s.snoozes.snooze(ids, TOMORROW), Status.SNOOZED),
    "snooze until they write": (
        lambda s, ids: s.snoozes.snooze(ids, Snooze(Until.REPLY)),
        Status.SNOOZED,
    ),
    "mute": (lambda s, ids: s.inbox.mute(ids), None),
    "unmute": (lambda s, ids: s.inbox.mute(ids, muted=False), None),
    "label": (lambda s, ids: s.labels.put_on(ids, [s.labels.make("Voirie/Éclairage")[0].id]), None),
    "done": (lambda s, ids: s.inbox.set_status(ids, Status.DONE, read=True), Status.DONE),
    "wait": (lambda s, ids: s.inbox.set_status(ids, Status.WAITING_THEM), Status.WAITING_THEM),
    "reopen": (lambda s, ids: s.inbox.set_status(ids, Status.WAITING_US), Status.WAITING_US),
    "no answer": (
        lambda s, ids: s.inbox.set_status(ids, Status.NO_ANSWER, "merci"),
        Status.NO_ANSWER,
    ),
}


def someone(services: Services, name: str = "Nadia") -> ProfileId:
    known = [one.id for one in services.assigning.people() if one.name == name]
    return known[0] if known else services.profiles.add(name, ALL_ROLES).id


@pytest.mark.parametrize("before", Status, ids=lambda one: one.name)
@pytest.mark.parametrize("name", ACTS)
def test_each_act_from_each_standing_ends_where_it_should_and_is_taken_back_whole(
    services: Services, question: int, before: Status, name: str
) -> None:
    someone(services)
    services.inbox.set_status([question], before, "une raison")
    services.assigning.assign([question], someone(services))
    services.labels.put_on([question], [services.labels.make("Ancien")[0].id])
    if before is Status.SNOOZED:
        services.snoozes.snooze([question], Snooze(Until.DATE, NOW + timedelta(hours=1)))
    was = row(services, question)
    act, ends = ACTS[name]
    changes, undo = act(services, [question, 99_999])
    assert changes.conversations == {question}
    expected = ends if ends is not None else before
    if name == "give back" and before is Status.WAITING_COLLEAGUE:
        expected = Status.WAITING_US  # nobody is named any more
    assert row(services, question).status is expected
    assert services.inbox.recount() == []
    services.inbox.undo_status(undo)
    assert row(services, question) == was


def test_an_act_on_many_is_one_entry_of_the_journal_and_one_undo(services: Services) -> None:
    found = many(services, add_account(services), 120)
    nadia = someone(services)
    label = services.labels.make("Fête")[0].id
    services.labels.put_on(found[::3], [label])
    services.snoozes.snooze(found[::4], TOMORROW)
    services.assigning.assign(found[::5], nadia)
    services.inbox.mute(found[::7])
    before = everything(services, found)
    acts = len(services.journal.acts())
    _, undo = services.inbox.set_status([*found, *found[:9]], Status.DONE, read=True)
    assert len(services.journal.acts()) == acts + 1
    assert services.inbox.counts().unread == 0
    assert len(services.inbox.ids(View(status=Status.DONE, labels=(label,)))) == 40
    services.inbox.undo_status(undo)
    assert everything(services, found) == before


def test_an_undo_leaves_alone_what_another_act_changed_since(
    services: Services, question: int
) -> None:
    _, undo = services.labels.put_on([question], [services.labels.make("Voirie")[0].id])
    services.inbox.set_status([question], Status.DONE)
    services.inbox.undo_status(undo)
    assert row(services, question).labels == ()
    assert row(services, question).status is Status.DONE


def test_whoever_may_only_read_decides_nothing(services: Services, question: int) -> None:
    someone(services)
    reader = services.profiles.add("Ida", [Role.READER])
    services.profiles.switch_to(reader.id)
    for act in (
        lambda: services.assigning.take([question]),
        lambda: services.inbox.mute([question]),
        lambda: services.snoozes.snooze([question], TOMORROW),
        lambda: services.labels.make("Voirie"),
    ):
        with pytest.raises(NotAllowed, match=f"role-{Act.DRAFT}"):
            act()


# ------------------------------------------------------------------------------------------- who has it


def test_a_colleague_is_named_and_the_clock_of_the_charter_goes_on(
    services: Services, question: int
) -> None:
    waiting = row(services, question).waiting_since
    nadia = someone(services)
    services.assigning.ask_colleague([question], nadia, "  les  horaires d’été ? ")
    found = row(services, question)
    assert (found.assignee, found.assignee_name) == (nadia, "Nadia")
    assert found.handed == "les horaires d’été ?"
    assert found.waiting_since == waiting
    account = services.accounts.listed()[0]
    receive(services, account, [a_message("r", "Alors ?", 1, parent="q")])
    assert row(services, question).status is Status.WAITING_US
    assert row(services, question).assignee == nadia


def test_a_hand_over_says_by_whom_and_undo_says_it_of_the_one_before(
    services: Services, question: int
) -> None:
    ada, nadia, tom = (someone(services, name) for name in ("Ada", "Nadia", "Tom"))
    services.profiles.switch_to(ada)
    services.assigning.assign([question], nadia, "you know the fair")
    services.profiles.switch_to(nadia)
    found = row(services, question)
    assert (found.handed_by, found.handed_by_name) == (ada, "Ada")
    assert standing.handed(found, nadia) == "Handed to you by Ada: you know the fair"
    assert standing.handed(found, ada) == "You handed it to Nadia: you know the fair"
    assert standing.handed(found, tom) == "Handed to Nadia by Ada: you know the fair"
    assert standing.in_hand(found, nadia) == "→ you, from Ada"
    _, undo = services.assigning.assign([question], tom)
    assert standing.handed(row(services, question), tom) == "Handed to you by Nadia"
    services.inbox.undo_status(undo)
    assert row(services, question) == found
    services.assigning.take([question])
    assert (row(services, question).handed_by, row(services, question).handed) == ("", "")


def test_whoever_gets_something_is_told_once_and_nobody_else_is(
    services: Services, question: int
) -> None:
    ada, nadia = (someone(services, name) for name in ("Ada", "Nadia"))
    services.profiles.switch_to(ada)
    services.assigning.assign([question], nadia, "you know the fair")
    assert services.assigning.news() == ()
    services.profiles.switch_to(nadia)
    assert services.assigning.news() == (question,)
    said = "Ada handed you the conversation with Nadia Perrault: you know the fair"
    assert standing.news(services.inbox.rows([question])) == said
    services.assigning.told(services.clock.now())
    assert services.assigning.news() == ()
    caught = services.catch_up.summary(services.clock.now() - timedelta(hours=1))
    assert (caught.handed, caught.givers) == (1, ("Ada",))
    line = next(one for one in catch_up.lines(caught, {}) if one.command == "inbox.mine")
    assert line.text == "1 conversation was handed to you by Ada."
    services.inbox.set_status([question], Status.DONE)
    later = services.clock.now() - timedelta(hours=1)
    assert services.assigning.news(later) == ()


def test_what_a_colleague_gave_stays_given_where_two_threads_become_one(
    services: Services, question: int
) -> None:
    ada, nadia = (someone(services, name) for name in ("Ada", "Nadia"))
    services.profiles.switch_to(ada)
    services.assigning.assign([question], nadia, "you know the fair")
    account = services.accounts.listed()[0]
    (other,) = receive(services, account, [a_message("alone", "Et ?", 1)])
    with services.workspace.write() as connection:
        conversations.join(connection, question, other)
        conversations.refresh(connection, [other])
    found = row(services, other)
    assert (found.assignee, found.handed_by, found.handed) == (nadia, ada, "you know the fair")


def test_lists_and_numbers_by_whoever_has_it(services: Services) -> None:
    found = many(services, add_account(services), 6)
    nadia = someone(services)
    services.assigning.assign(found[:3], nadia)
    services.inbox.set_status(found[:1], Status.DONE)
    counts = services.inbox.counts()
    assert counts.by_assignee == {nadia: 2, "": 3}
    assert sorted(services.inbox.ids(View(assignee=""))) == sorted(found[3:])
    assert sorted(services.inbox.ids(View(status=None, assignee=nadia))) == sorted(found[:3])
    assert sorted(services.inbox.ids(View(assignee=nadia))) == sorted(found[1:3])


def test_nothing_is_given_to_somebody_who_is_not_here(services: Services, question: int) -> None:
    with pytest.raises(NotAllowed, match="not-here"):
        services.assigning.assign([question], "somebody")
    with pytest.raises(NotAllowed, match="not-here"):
        services.assigning.take([question])  # nobody was entered
    with pytest.raises(NotAllowed, match="not-here"):
        services.assigning.ask_colleague([question], "")


# ------------------------------------------------------------------------------------------------ muted


def test_a_muted_conversation_stays_where_it_was_put_and_announces_nothing(
    services: Services, question: int
) -> None:
    services.inbox.mute([question])
    services.inbox.set_status([question], Status.DONE)
    account = services.accounts.listed()[0]
    receive(services, account, [a_message("r", "Encore moi", 1, parent="q")])
    assert row(services, question).status is Status.DONE
    assert row(services, question).muted
    services.inbox.mute([question], muted=False)
    receive(services, account, [a_message("s", "Et encore", 0.5, parent="q")])
    assert row(services, question).status is Status.WAITING_US


# ---------------------------------------------------------------------------------------------- snoozed


@pytest.mark.parametrize(
    "before", [one for one in Status if one is not Status.SNOOZED], ids=lambda one: one.name
)
def test_a_moment_wakes_it_once_to_where_it_stood(
    services: Services, question: int, clock: SetClock, before: Status
) -> None:
    services.inbox.set_status([question], before, "merci")
    services.snoozes.snooze([question], TOMORROW)
    assert services.snoozes.wake() == Changes()
    clock.advance(
        timedelta(days=400).total_seconds()
    )  # closed over the moment, or a clock that jumped
    assert services.snoozes.wake().conversations == {question}
    found = row(services, question)
    assert found.status is before
    assert found.snooze is not None
    assert found.snooze.woke_at == clock.now()
    assert services.snoozes.wake() == Changes()
    clock.advance(timedelta(days=-400).total_seconds())
    assert services.snoozes.wake() == Changes()
    services.inbox.set_status([question], Status.DONE)
    assert row(services, question).snooze is None


def test_what_needed_no_answer_keeps_its_reason_over_a_snooze_and_another(
    services: Services, question: int, clock: SetClock
) -> None:
    services.inbox.set_status([question], Status.NO_ANSWER, "A joke")
    services.snoozes.snooze([question], TOMORROW)
    later = Snooze(Until.DATE, NOW + timedelta(days=2))
    _, undo = services.snoozes.snooze([question], later)
    services.inbox.undo_status(undo)
    clock.set(NOW + timedelta(days=3))
    services.snoozes.wake()
    found = row(services, question)
    assert (found.status, found.reason) == (Status.NO_ANSWER, "A joke")


def test_a_message_wakes_it_whatever_it_waits_for(services: Services, question: int) -> None:
    account = services.accounts.listed()[0]
    for n, until in enumerate((Snooze(Until.REPLY), TOMORROW)):
        services.snoozes.snooze([question], until)
        receive(services, account, [a_message(f"r{n}", "Alors ?", 1 - n / 2, parent="q")])
        found = row(services, question)
        assert found.status is Status.WAITING_US
        assert found.snooze is not None
        assert found.snooze.woke_at is not None
    receive(services, account, [a_message("u", "Demain.", 0.1, parent="q", writer=US)])
    assert row(services, question).snooze is None  # answered: "back since" is over


def test_what_was_answered_meanwhile_comes_back_as_waiting_for_the_person(
    services: Services, question: int, clock: SetClock
) -> None:
    services.snoozes.snooze([question], TOMORROW)
    clock.advance(timedelta(hours=2).total_seconds())
    account = services.accounts.listed()[0]
    receive(services, account, [a_message("u", "À 9 h.", -3, parent="q", writer=US)])
    assert row(services, question).status is Status.SNOOZED
    clock.advance(timedelta(days=2).total_seconds())
    services.snoozes.wake()
    assert row(services, question).status is Status.WAITING_THEM


def test_a_promise_that_is_there_no_more_wakes_it(services: Services, question: int) -> None:
    services.snoozes.snooze([question], Snooze(Until.PROMISE, promise_id="gone"))
    assert services.snoozes.wake().conversations == {question}


def test_the_end_of_a_crisis_wakes_it(services: Services, question: int) -> None:
    services.settings.put("crisis_level", "2")
    assert services.snoozes.crisis()
    services.snoozes.snooze([question], Snooze(Until.CRISIS))
    assert services.snoozes.wake() == Changes()
    services.settings.put("crisis_level", "0")
    assert services.snoozes.wake().conversations == {question}
    assert services.snoozes.wake() == Changes()


def test_a_new_moment_takes_the_place_of_the_old_one(
    services: Services, question: int, clock: SetClock
) -> None:
    services.inbox.set_status([question], Status.WAITING_THEM)
    services.snoozes.snooze([question], TOMORROW)
    services.snoozes.snooze([question], Snooze(Until.DATE, NOW + timedelta(days=3)))
    clock.advance(timedelta(days=2).total_seconds())
    assert services.snoozes.wake() == Changes()
    clock.advance(timedelta(days=2).total_seconds())
    services.snoozes.wake()
    assert row(services, question).status is Status.WAITING_THEM


def test_a_moment_that_is_over_is_refused(services: Services, question: int) -> None:
    with pytest.raises(NotAllowed, match="past"):
        services.snoozes.snooze([question], Snooze(Until.DATE, NOW))
    with pytest.raises(NotAllowed, match="promise-missing"):
        services.snoozes.snooze([question], Snooze(Until.PROMISE))


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-10-05 10:20", "later 13:00, tomorrow 06 09:00, monday 12 09:00, week 12 09:00"),
        ("2026-10-11 19:00", "tomorrow 12 09:00, week 18 09:00"),  # tomorrow is Monday
        ("2026-10-08 17:40", "later 20:00, tomorrow 09 09:00, monday 12 09:00, week 15 09:00"),
    ],
)
def test_moments_that_are_offered(now: str, offered: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    said = [
        f"{name} {moment:%H:%M}" if name == "later" else f"{name} {moment:%d %H:%M}"
        for name, moment in presets(at)
    ]
    assert (
        ", ".join(said).replace("monday 12 09:00, week 12", "monday 12 09:00, week 12") == offered
    )


# ----------------------------------------------------------------------------------------- two become one


def test_a_conversation_that_joins_another_brings_along_what_was_decided(
    services: Services,
) -> None:
    account = add_account(services)
    (answer,) = receive(
        services, account, [a_message("b", "Et le samedi ?", 2, parent="a", writer=OMAR)]
    )
    services.labels.put_on([answer], [services.labels.make("Horaires")[0].id])
    services.assigning.assign([answer], someone(services))
    (home,) = receive(services, account, [a_message("a", "Ouvert le lundi", 3)])
    found = row(services, home)
    assert [one.path for one in found.labels] == ["Horaires"]
    assert found.assignee_name == "Nadia"
