"""The outbox: every reply exactly once, whatever the network and the server do."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, Idempotency, TokenState
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World

ENDED = (
    OutboxState.SENT,
    OutboxState.REFUSED,
    OutboxState.ASK,
    OutboxState.MOVED,
    OutboxState.DROPPED,
)


@pytest.fixture
def account(world: World) -> Account:
    made = world.add_account()
    world.server.write("q1", "À quelle heure ouvrez-vous ?")
    world.poll(made)
    return made


def first_conversation(world: World) -> ConversationId:
    return ConversationId(world.services.inbox.ids(View(status=None))[0])


def queue(world: World, body: str = "Dès 9 h.", hold_s: float = 0) -> OutboxRow:
    draft = world.services.drafts.begin(first_conversation(world))
    return world.services.outbox.queue(replace(draft, body=body), hold_s=hold_s)[0]


def deliver_due(world: World) -> None:
    for rows in world.services.outbox.due().values():
        for outbox_id in rows:
            world.services.outbox.deliver(outbox_id)


def run_until_settled(world: World, rows: list[OutboxRow], *, steps: int = 400) -> None:
    for _ in range(steps):
        deliver_due(world)
        if all(world.services.outbox.row(row.id).state in ENDED for row in rows):
            return
        world.clock.advance(17)
    raise AssertionError([world.services.outbox.row(row.id) for row in rows])


def state(world: World, row: OutboxRow) -> OutboxState:
    return world.services.outbox.row(row.id).state


def test_a_reply_is_sent_with_the_platforms_id_and_stands_in_the_thread(
    world: World, account: Account
) -> None:
    row = queue(world)
    deliver_due(world)
    sent = world.services.outbox.row(row.id)
    assert (sent.state, sent.remote_id) == (OutboxState.SENT, "ours-0")
    thread = world.services.inbox.thread(row.conversation_id)
    assert [one.message.text for one in thread.entries] == [
        "À quelle heure ouvrez-vous ?",
        "Dès 9 h.",
    ]
    assert thread.entries[1].message.ours
    assert len(world.services.inbox.ids(View(status=Status.WAITING_THEM))) == 1
    world.poll(account)
    assert len(world.services.inbox.thread(row.conversation_id).entries) == 2


def test_undo_gives_the_draft_back_byte_for_byte_and_nothing_left(
    world: World, account: Account
) -> None:
    body = "Bonjour,\r\n\tdès 9 h — à bientôt 😀 "
    row = queue(world, body, hold_s=10)
    world.clock.advance(9)
    deliver_due(world)
    draft, _ = world.services.outbox.undo(row.id)
    assert draft.body == body
    assert world.server.requests == 0
    world.clock.advance(60)
    deliver_due(world)
    assert world.server.requests == 0
    assert world.services.drafts.begin(row.conversation_id).body == body


def test_undo_comes_too_late_once_it_left(world: World, account: Account) -> None:
    row = queue(world)
    deliver_due(world)
    with pytest.raises(NotAllowed):
        world.services.outbox.undo(row.id)


def test_the_same_reply_cannot_be_queued_twice(world: World, account: Account) -> None:
    queue(world, "Dès 9 h.")
    with pytest.raises(NotAllowed, match="already-on-its-way"):
        queue(world, "dès  9 h.")


@pytest.mark.parametrize(
    ("fate", "expected"),
    [
        ("refused", OutboxState.REFUSED),
        ("gone", OutboxState.REFUSED),
        ("offline", OutboxState.LATER),
        ("rate-limited", OutboxState.LATER),
        ("signed-out", OutboxState.LATER),
        ("lost", OutboxState.UNKNOWN),
        ("stored", OutboxState.UNKNOWN),
        ("no-id", OutboxState.UNKNOWN),
        ("bug", OutboxState.UNKNOWN),
    ],
)
def test_how_an_attempt_ends(
    world: World, account: Account, fate: str, expected: OutboxState
) -> None:
    row = queue(world)
    world.server.script.append(fate)
    deliver_due(world)
    assert state(world, row) is expected


def test_a_refusal_keeps_the_words_of_the_platform_and_the_text_can_be_edited(
    world: World, account: Account
) -> None:
    row = queue(world)
    world.server.script.append("refused")
    deliver_due(world)
    assert world.services.outbox.row(row.id).error_words == "Validation failed"
    draft, _ = world.services.outbox.edit(row.id)
    assert draft.body == "Dès 9 h."
    assert state(world, row) is OutboxState.DROPPED


def test_a_rate_limit_waits_as_told(world: World, account: Account) -> None:
    row = queue(world)
    world.server.script.append("rate-limited")
    deliver_due(world)
    world.clock.advance(80)
    deliver_due(world)
    assert world.server.requests == 1
    world.clock.advance(20)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT


@pytest.mark.parametrize("idempotency", list(Idempotency))
@pytest.mark.parametrize("fate", ["lost", "stored", "late", "no-id", "bug"])
def test_doubt_ends_with_one_reply_or_with_a_question(
    tmp_path: Path, clock: SetClock, idempotency: Idempotency, fate: str
) -> None:
    world = World(tmp_path / "w", clock, idempotency)
    account = world.add_account()
    world.server.write("q1")
    world.poll(account)
    row = queue(world)
    world.server.script.append(fate)
    run_until_settled(world, [row])
    world.clock.advance(3600)
    world.server.settle_late()
    end = state(world, row)
    if idempotency is Idempotency.NONE:
        assert end is OutboxState.ASK
    else:
        assert end is OutboxState.SENT
        assert len(world.server.published) == 1
    assert len(world.server.published) <= 1
    world.services.close()


def test_where_own_posts_cannot_be_listed_surely_a_person_is_asked(
    world: World, account: Account
) -> None:
    world.services.close()
    world.server.complete = False
    world.open()
    signed = world.services.signin.finish(
        "pretend", world.services.signin.find("pretend", "x"), None, {}
    )
    world.services.signin.renew(account.id, signed)
    row = queue(world)
    world.server.script.append("lost")
    run_until_settled(world, [row])
    assert state(world, row) is OutboxState.ASK
    assert world.server.requests == 1
    world.services.outbox.send_again(row.id)
    run_until_settled(world, [row])
    assert state(world, row) is OutboxState.SENT


def test_a_person_who_found_the_reply_settles_the_doubt(world: World, account: Account) -> None:
    row = queue(world)
    world.server.script.append("stored")
    deliver_due(world)
    world.services.outbox.confirm_sent(row.id, "https://pretend.example/ours-0")
    assert state(world, row) is OutboxState.SENT
    world.clock.advance(3600)
    deliver_due(world)
    assert len(world.server.published) == 1


def test_a_thread_that_moved_on_stops_the_reply_and_shows_the_difference(
    world: World, account: Account
) -> None:
    row = queue(world)
    world.server.write(
        "r1", "Un collègue a déjà répondu : 9 h.", parent="q1", minutes=5, by="karim"
    )
    deliver_due(world)
    assert state(world, row) is OutboxState.MOVED
    assert world.server.requests == 0
    moved = world.services.outbox.moved(world.services.outbox.row(row.id))
    assert [world.services.inbox.message(one).text for one in moved.answers] == [
        "Un collègue a déjà répondu : 9 h."
    ]
    world.services.outbox.send_now(row.id)
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT


def test_an_edited_or_deleted_question_stops_the_reply(world: World, account: Account) -> None:
    row = queue(world)
    world.server.posts[0]["text"] = "Quand fermez-vous ?"
    deliver_due(world)
    assert world.services.outbox.moved(row).edited
    assert state(world, row) is OutboxState.MOVED
    world.services.outbox.drop(row.id)
    other = queue(world, "Bonjour !")
    world.server.deleted.add("q1")
    deliver_due(world)
    assert world.services.outbox.moved(other).deleted
    assert state(world, other) is OutboxState.MOVED


def test_offline_the_queue_waits_and_leaves_once_when_the_network_is_back(
    world: World, account: Account
) -> None:
    row = queue(world)
    world.server.script.extend(["offline"] * 50)
    for _ in range(20):
        deliver_due(world)
        world.clock.advance(60)
    assert state(world, row) is OutboxState.LATER
    world.server.script.clear()
    run_until_settled(world, [row])
    assert len(world.server.published) == 1


def test_a_dead_account_keeps_its_queue_without_trying(world: World, account: Account) -> None:
    row = queue(world)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE account SET state=?", (TokenState.DEAD,))
    assert world.services.outbox.due() == {}
    assert state(world, row) is OutboxState.HELD


def test_what_an_ended_session_was_sending_is_in_doubt_and_looked_up(
    world: World, account: Account
) -> None:
    row = queue(world)
    assert world.services.outbox.claim(row)
    world.restart()
    assert state(world, row) is OutboxState.UNKNOWN
    run_until_settled(world, [row])
    assert len(world.server.published) == 1


def test_only_one_claim_wins(world: World, account: Account) -> None:
    row = queue(world)
    assert [world.services.outbox.claim(row) for _ in range(3)] == [True, False, False]


def test_every_step_can_be_read_afterwards(world: World, account: Account) -> None:
    row = queue(world)
    world.server.script.append("stored")
    run_until_settled(world, [row])
    states = [step.state for step in world.services.outbox.steps(row.id)]
    assert states == [OutboxState.HELD, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.SENT]
    kinds = [act.kind for act in world.services.journal.acts()]
    assert kinds[:2] == ["reply.sent", "reply.queue"]


@pytest.mark.parametrize("seed", range(12))
def test_many_replies_through_a_bad_day_arrive_once_each(
    tmp_path: Path, clock: SetClock, seed: int
) -> None:
    rng = random.Random(seed)
    kinds = [one for one in Idempotency if one is not Idempotency.NONE]
    world = World(tmp_path / "w", clock, rng.choice(kinds))
    account = world.add_account()
    for n in range(6):
        world.server.write(f"q{n}", f"Question {n} ?", minutes=n)
    world.poll(account)
    rows = []
    for conversation_id in world.services.inbox.ids(View()):
        draft = world.services.drafts.begin(ConversationId(conversation_id))
        rows.append(
            world.services.outbox.queue(
                replace(draft, body=f"Réponse {conversation_id}"), hold_s=0
            )[0]
        )
    fates = [
        "ok",
        "offline",
        "rate-limited",
        "lost",
        "stored",
        "late",
        "no-id",
        "bug",
        "look-offline",
    ]
    for _ in range(400):
        if rng.random() < 0.5:
            world.server.script.append(rng.choice(fates))
        deliver_due(world)
        world.clock.advance(rng.choice([1, 7, 30, 90]))
        if rng.random() < 0.1:
            for row in rows:
                if state(world, row) is OutboxState.QUEUED and rng.random() < 0.3:
                    world.services.outbox.claim(row)  # killed right after the claim
            world.restart()
    world.server.script.clear()
    run_until_settled(world, rows, steps=2000)
    world.clock.advance(3600)
    world.server.settle_late()
    assert Counter(post["parent"] for post in world.server.published) == {
        f"q{n}": 1 for n in range(6)
    }, seed
    assert {state(world, row) for row in rows} == {OutboxState.SENT}
    assert world.clock.now() > START
    world.services.close()


@pytest.mark.parametrize(("length", "end"), [(280, "oo"), (281, "oo …")])
def test_the_words_that_are_answered_are_cut_with_a_sign(
    world: World, account: Account, length: int, end: str
) -> None:
    world.server.write("q2", "o" * length, minutes=5, by="omar")
    world.poll(account)
    draft = world.services.drafts.begin(
        ConversationId(world.services.inbox.ids(View(status=None))[0])
    )
    row, _ = world.services.outbox.queue(replace(draft, body="Oui."), hold_s=0)
    said = world.services.outbox.row(row.id).target_text
    assert said == "o" * 278 + end
