"""The outbox: every reply exactly once, whatever the network and the server do."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import pytest

from cmworkstation.domain import errors
from cmworkstation.domain.account import Account, Idempotency, TokenState, Visibility
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.connector import Content, Page, Sent, Target
from cmworkstation.store import outbox as outbox_table
from cmworkstation.words import problems
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector
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


@pytest.mark.fault("F10")
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


@pytest.mark.fault("F11")
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


KEYED = [Idempotency.KEY, Idempotency.CHOSEN_ID]


@pytest.mark.fault("F11")
@pytest.mark.parametrize("idempotency", KEYED)
@pytest.mark.parametrize(
    ("first", "expected", "published"),
    [("late", OutboxState.SENT, 1), ("lost", OutboxState.REFUSED, 0)],
)
def test_a_refusal_says_nothing_of_an_earlier_attempt_that_may_still_arrive(
    tmp_path: Path,
    clock: SetClock,
    idempotency: Idempotency,
    first: str,
    expected: OutboxState,
    published: int,
) -> None:
    world = World(tmp_path / "w", clock, idempotency)
    account = world.add_account()
    world.server.write("q1")
    world.poll(account)
    row = queue(world)
    world.server.script.extend([first, "refused", "refused", "refused"])
    while world.server.requests < 2:
        deliver_due(world)
        world.clock.advance(7)
    assert state(world, row) is OutboxState.UNKNOWN
    with pytest.raises(NotAllowed):
        world.services.outbox.edit(row.id)
    run_until_settled(world, [row])
    world.clock.advance(3600)
    world.server.settle_late()
    assert state(world, row) is expected
    assert len(world.server.published) == published
    if expected is OutboxState.REFUSED:
        assert world.services.outbox.row(row.id).error_words == "Validation failed"
        draft, _ = world.services.outbox.edit(row.id)
        assert draft.body == row.body
    world.services.close()


def test_what_the_platform_said_outlives_a_look_that_failed(
    tmp_path: Path, clock: SetClock
) -> None:
    world = World(tmp_path / "w", clock, Idempotency.KEY)
    account = world.add_account()
    world.server.write("q1")
    world.poll(account)
    row = queue(world)
    world.server.script.extend(["lost", "refused", "look-offline"])
    run_until_settled(world, [row])
    assert world.server.requests == 2
    assert world.services.outbox.row(row.id).error_words == "Validation failed"
    world.services.close()


def test_a_reply_that_may_be_out_cannot_be_edited_while_it_waits(
    tmp_path: Path, clock: SetClock
) -> None:
    world = World(tmp_path / "w", clock, Idempotency.KEY)
    account = world.add_account()
    world.server.write("q1")
    world.poll(account)
    row = queue(world)
    world.server.script.extend(["late", "rate-limited"])
    while state(world, row) is not OutboxState.LATER:
        deliver_due(world)
        world.clock.advance(7)
    with pytest.raises(NotAllowed, match="maybe-out"):
        world.services.outbox.edit(row.id)
    run_until_settled(world, [row])
    assert state(world, row) is OutboxState.SENT
    assert len(world.server.published) == 1
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


@pytest.mark.fault("F17")
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


@pytest.mark.parametrize(
    "body",
    [
        "a\r\nb\rc\nd\u2028e\u0085f",
        " \t leading and trailing \u00a0\u202f\u200b ",
        "e\u0301 é 👩‍👩‍👧‍👦 👍🏽 \u202etrick\u202c",
        "مرحبا — שלום — 由紀",
        "{not a blank} }{ %s \\n \x7f",
        "x" * 20_000,
        "\ufeff\ufffd",
    ],
    ids=["line ends", "spaces", "clusters", "scripts", "signs", "long", "marks"],
)
def test_undo_gives_back_every_byte_and_every_choice(
    world: World, account: Account, body: str
) -> None:
    conversation = first_conversation(world)
    draft = replace(
        world.services.drafts.begin(conversation),
        body=body.replace("{not a blank}", "{ not a blank"),
        visibility=Visibility.PRIVATE,
        language="fr",
        spoiler="séance",
        answer_id="inscription",
    )
    draft, _ = world.services.drafts.save(draft)
    row, _ = world.services.outbox.queue(draft, hold_s=10)
    assert world.services.drafts.listed() == ()
    back, _ = world.services.outbox.undo(row.id)
    (stored,) = world.services.drafts.listed()
    for one in (back, stored):
        assert one.body.encode() == draft.body.encode()
        assert (one.visibility, one.language, one.spoiler, one.answer_id, one.target_id) == (
            Visibility.PRIVATE,
            "fr",
            "séance",
            "inscription",
            draft.target_id,
        )
    assert state(world, row) is OutboxState.DROPPED
    with pytest.raises(NotAllowed, match="too-late"):
        world.services.outbox.undo(row.id)
    assert world.server.requests == 0


# ------------------------------------------------------- a person decides while the network is waited for


class Slow(PretendConnector):
    """Lets something happen while it waits for the network, then meets `fate`."""

    meanwhile: ClassVar[Callable[[], object]] = staticmethod(lambda: None)
    fate: ClassVar[errors.WorkstationError | None] = None

    def _wait(self) -> None:
        happen, Slow.meanwhile = Slow.meanwhile, staticmethod(lambda: None)
        happen()
        if self.fate:
            raise self.fate

    def thread(self, target: Target) -> Page:
        page = super().thread(target)
        self._wait()
        return page

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        found = super().find_sent(target, content, once_key=once_key, since=since)
        self._wait()
        return found


@pytest.fixture
def slow(world: World) -> World:
    Slow.meanwhile = staticmethod(lambda: None)
    Slow.fate = None
    world.kind = Slow
    world.add_account()
    world.server.write("q1", "À quelle heure ouvrez-vous ?")
    world.poll(world.services.accounts.listed()[0])
    return world


def let_time_pass(world: World) -> None:
    Slow.fate = None
    for _ in range(30):
        world.clock.advance(120)
        deliver_due(world)


MEETS = {
    "all is well": None,
    "offline": errors.Offline(),
    "signed out": errors.NotSignedIn(),
    "asked to wait": errors.RateLimited(retry_after=30),
    "in trouble": errors.ServerTrouble(),
}


@pytest.mark.parametrize("act", ["undo", "edit", "drop"])
@pytest.mark.parametrize("meets", [*MEETS, "moved"])
def test_what_is_taken_back_while_the_thread_is_read_never_leaves(
    slow: World, act: str, meets: str
) -> None:
    row = queue(slow, "Dès 9 h.")
    outbox = slow.services.outbox
    Slow.fate = MEETS.get(meets)
    if meets == "moved":
        slow.server.write("r1", "Trop tard, merci !", "q1", minutes=5)
    Slow.meanwhile = staticmethod(lambda: getattr(outbox, act)(row.id))
    outbox.deliver(row.id)
    assert state(slow, row) is OutboxState.DROPPED
    let_time_pass(slow)
    assert state(slow, row) is OutboxState.DROPPED
    assert slow.server.published == []
    assert [one.body for one in slow.services.drafts.listed()] == (
        [] if act == "drop" else ["Dès 9 h."]
    )


@pytest.mark.parametrize("found", [True, False], ids=["it is there", "it is not there"])
@pytest.mark.parametrize("act", ["confirm", "again", "drop"])
def test_what_a_person_says_while_a_reply_is_looked_for_is_the_last_word(
    slow: World, found: bool, act: str
) -> None:
    row = queue(slow, "Dès 9 h.")
    outbox = slow.services.outbox
    slow.server.script.append("stored" if found else "lost")
    outbox.deliver(row.id)
    acts: dict[str, Callable[[], object]] = {
        "confirm": lambda: outbox.confirm_sent(row.id, "https://pretend.example/ours-0"),
        "again": lambda: outbox.send_again(row.id),
        "drop": lambda: outbox.drop(row.id),
    }
    Slow.meanwhile = staticmethod(acts[act])
    slow.clock.advance(600)
    outbox.deliver(row.id)
    let_time_pass(slow)
    there = OutboxState.SENT if found or act != "drop" else OutboxState.DROPPED
    assert state(slow, row) is there
    assert len(slow.server.published) == (1 if found or act == "again" else 0)


ALLOWED = {
    "undo": {OutboxState.HELD},
    "edit": {
        OutboxState.HELD,
        OutboxState.QUEUED,
        OutboxState.LATER,
        OutboxState.REFUSED,
        OutboxState.MOVED,
        OutboxState.MISSED,
    },
    "drop": set(OutboxState) - {OutboxState.SENDING, OutboxState.SENT, OutboxState.DROPPED},
    "send_now": {
        OutboxState.HELD,
        OutboxState.QUEUED,
        OutboxState.LATER,
        OutboxState.REFUSED,
        OutboxState.MOVED,
        OutboxState.MISSED,
    },
    "send_again": {OutboxState.UNKNOWN, OutboxState.ASK},
    "confirm_sent": {OutboxState.UNKNOWN, OutboxState.ASK},
}
BECOMES = {
    "undo": OutboxState.DROPPED,
    "edit": OutboxState.DROPPED,
    "drop": OutboxState.DROPPED,
    "send_now": OutboxState.QUEUED,
    "send_again": OutboxState.QUEUED,
    "confirm_sent": OutboxState.SENT,
}


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("before", OutboxState, ids=str)
def test_what_a_person_may_do_with_a_reply_depends_on_where_it_stands(
    world: World, account: Account, act: str, before: OutboxState
) -> None:
    row = queue(world)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE outbox SET state=?, remote_id='ours-9'", (before,))
    noted = len(world.services.journal.acts())
    ask = getattr(world.services.outbox, act)
    more = ("https://pretend.example/1",) if act == "confirm_sent" else ()
    if before in ALLOWED[act]:
        ask(row.id, *more)
        assert state(world, row) is BECOMES[act]
        assert len(world.services.journal.acts()) == noted + 1
    else:
        with pytest.raises(NotAllowed) as refused:
            ask(row.id, *more)
        assert problems.reason(refused.value.reason) != problems.reason("no such reason")
        assert state(world, row) is before
        assert len(world.services.journal.acts()) == noted
    assert world.server.requests == 0


def test_confirming_wants_the_address(world: World, account: Account) -> None:
    row = queue(world)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE outbox SET state='ask'")
    with pytest.raises(NotAllowed, match="address-missing"):
        world.services.outbox.confirm_sent(row.id, "  ")
    assert state(world, row) is OutboxState.ASK


def test_a_private_message_that_has_no_address_is_confirmed_without_one(
    tmp_path: Path, clock: SetClock
) -> None:
    world = World(tmp_path / "w", clock, Idempotency.NONE)
    account = world.add_account()
    world.server.write("q1")
    world.poll(account)
    row = queue(world)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE outbox SET state='ask', visibility='private'")
    assert not world.services.outbox.needs_address(row.id)
    world.services.outbox.confirm_sent(row.id, "")
    assert state(world, row) is OutboxState.SENT
    world.services.close()


@pytest.mark.parametrize("act", ["send_now", "drop", "undo", "edit"])
def test_a_person_who_comes_a_moment_after_the_claim_comes_too_late(
    world: World, account: Account, act: str
) -> None:
    row = queue(world)
    workspace = world.services.workspace
    ended: list[object] = []

    def decide() -> None:
        try:
            ended.append(getattr(world.services.outbox, act)(row.id))
        except NotAllowed as refused:
            ended.append(refused.reason)

    deciding = threading.Thread(target=decide)
    with workspace.write(durable=True) as connection:
        deciding.start()
        while not workspace._gate._waiting_first:  # the person's click waits for this transaction
            deciding.join(0.01)
        now = world.clock.now()
        assert outbox_table.claim(connection, row.id, workspace.session, now)
    deciding.join(10)
    assert ended == ["too-late"]
    assert state(world, row) is OutboxState.SENDING


def test_a_connector_that_returns_no_copy_still_shows_our_answer_in_the_thread(
    world: World, account: Account
) -> None:
    class Curt(PretendConnector):
        def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
            return replace(super().reply(target, content, once_key=once_key), raw=None)

    world.kind = Curt
    world.services.platforms.forget(account.id)
    row = queue(world, "Dès 9 h.")
    deliver_due(world)
    assert state(world, row) is OutboxState.SENT
    last = world.services.inbox.thread(row.conversation_id).entries[-1].message
    assert (last.text, last.ours, last.remote_id) == ("Dès 9 h.", True, "ours-0")
    world.poll(account)
    world.services.sync.refresh_thread(row.conversation_id)
    assert len(world.services.inbox.thread(row.conversation_id).entries) == 2


class Meddled(PretendConnector):
    """Calls `meddle` at every step that waits for the network."""

    meddle: ClassVar[Callable[[], object]] = staticmethod(lambda: None)

    def thread(self, target: Target) -> Page:
        page = super().thread(target)
        type(self).meddle()
        return page

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        type(self).meddle()
        try:
            return super().reply(target, content, once_key=once_key)
        finally:
            type(self).meddle()

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        found = super().find_sent(target, content, once_key=once_key, since=since)
        type(self).meddle()
        return found


@pytest.mark.parametrize("kind", [one for one in Idempotency if one is not Idempotency.NONE])
@pytest.mark.parametrize("seed", range(8))
def test_a_person_who_decides_at_any_moment_of_a_bad_day_is_obeyed(
    tmp_path: Path, clock: SetClock, kind: Idempotency, seed: int
) -> None:
    rng = random.Random(f"{kind} {seed}")
    world = World(tmp_path / "w", clock, kind)
    world.kind = Meddled
    account = world.add_account()
    for n in range(15):
        world.server.write(f"q{n}", f"Question {n} ?", minutes=n)
    world.poll(account)
    outbox = world.services.outbox
    numbers = list(world.services.inbox.ids(View(status=None)))
    rows: list[OutboxRow] = []
    back: dict[str, str] = {}  # outbox id → the text that was given back to the person

    def queue_one() -> None:
        draft = world.services.drafts.begin(ConversationId(numbers[len(rows)]))
        body = f"Réponse {len(rows)} {seed}."
        rows.append(outbox.queue(replace(draft, body=body), hold_s=rng.choice([0, 10]))[0])

    def meddle() -> None:
        if rng.random() < 0.6:
            return
        row = rng.choice([rows[-1], rng.choice(rows)])
        there = any(post["text"] == row.body for post in world.server.published)
        on_the_way = any(post["text"] == row.body for _, post in world.server.late)
        acts: list[Callable[[], object]] = [
            lambda: outbox.send_now(row.id),
            lambda: back.__setitem__(row.id, outbox.undo(row.id)[0].body),
            lambda: back.__setitem__(row.id, outbox.edit(row.id)[0].body),
        ]
        if there:
            acts.append(lambda: outbox.confirm_sent(row.id, "https://pretend.example/there"))
        elif not on_the_way:
            acts.append(lambda: outbox.send_again(row.id))
        with suppress(NotAllowed):
            rng.choice(acts)()

    Meddled.meddle = staticmethod(meddle)
    fates = ["ok", "offline", "rate-limited", "lost", "stored", "late", "no-id", "bug", "refused"]
    for turn in range(150):
        if turn % 12 == 0:
            queue_one()
        if rng.random() < 0.5:
            world.server.script.append(rng.choice(fates))
        deliver_due(world)
        clock.advance(rng.choice([1, 5, 20, 60]))
        if turn % 3 == 0:
            meddle()
    Meddled.meddle = staticmethod(lambda: None)
    world.server.script.clear()
    for _ in range(60):
        clock.advance(120)
        world.server.settle_late()
        deliver_due(world)
    published = Counter(post["text"] for post in world.server.published)
    for row in rows:
        story = " ".join(
            f"{step.state}@{(step.at - START).seconds}({step.note})"
            for step in outbox.steps(row.id)
        )
        times = published[row.body]
        now = state(world, row)
        assert times <= 1, story
        if row.id in back:
            assert (now, times) == (OutboxState.DROPPED, 0), story
            assert back[row.id] == row.body
        elif now is OutboxState.SENT:
            assert times == 1, story
        else:
            assert now in (OutboxState.REFUSED, OutboxState.MOVED, OutboxState.ASK), story
    assert len(back) + sum(published.values()) > 5, "a day on which something happened"
    assert world.services.inbox.recount() == []
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


@pytest.mark.fault("F10")
def test_one_accounts_limit_never_stops_another(world: World, account: Account) -> None:
    other = world.add_account("bibliotheque")
    world.poll(other)
    kept = []
    for one in (account, other):
        (conversation,) = world.services.inbox.ids(View(status=None, account_id=one.id))
        draft = world.services.drafts.begin(ConversationId(conversation))
        row, _ = world.services.outbox.queue(replace(draft, body="À 9 h."), hold_s=0)
        kept.append(row.id)
    world.server.script.append("rate-limited")
    deliver_due(world)
    states = [world.services.outbox.row(one).state for one in kept]
    assert sorted(states) == [OutboxState.LATER, OutboxState.SENT]
