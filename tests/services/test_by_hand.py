"""Replies that a person posts: the machine never sends them, and they are there once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, MediaRules, TokenState
from cmworkstation.domain.approval import State
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, DraftId
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, StepNote
from cmworkstation.sdk.connector import Identity
from cmworkstation.store import accounts
from tests.pictures import drawn
from tests.pretend import PretendConnector
from tests.services.approving import NONE, ONE, STOP, TEXT, Town
from tests.services.conftest import World
from tests.services.test_outbox import deliver_due, queue, run_until_settled, state
from tests.services.test_times import OFFICE, ask, paris

THERE = "https://pretend.example/@mairie/77"
TAKEN_OUT_OF = ("refused", "offline", "rate-limited", "signed-out", "")


@pytest.fixture
def account(world: World) -> Account:
    made = world.add_account()
    world.server.write("q1", "À quelle heure ouvrez-vous ?")
    world.poll(made)
    return made


def draft(world: World, body: str = "Dès 9 h.") -> Draft:
    home = ConversationId(world.services.inbox.ids(View(status=None))[0])
    return replace(world.services.drafts.begin(home), body=body)


def begun(world: World, body: str = "Dès 9 h.") -> OutboxRow:
    return world.services.by_hand.begin(draft(world, body))[0]


def published(world: World, text: str = "Dès 9 h.", name: str = "77", minutes: float = 1) -> None:
    """The person posts in the browser: the platform holds it, and brings it at the next reading."""
    at = world.clock.now().isoformat()
    post = {"id": name, "key": "browser", "text": text, "parent": "q1", "at": at}
    world.server.published.append(post)
    world.server.posts.append(post | {"by": "mairie"})


def thread(world: World, row: OutboxRow) -> list[str]:
    found = world.services.inbox.thread(row.conversation_id)
    return [one.message.text for one in found.entries]


def test_the_machine_never_sends_what_a_person_posts(world: World, account: Account) -> None:
    row = begun(world)
    for _ in range(40):
        deliver_due(world)
        world.clock.advance(3600)
    world.restart()
    deliver_due(world)
    assert world.server.requests == 0
    assert state(world, row) is OutboxState.BY_HAND
    assert world.services.inbox.counts().needs_person == 1


def test_posted_it_is_sent_by_hand_answers_the_conversation_and_keeps_its_dossier(
    world: World, account: Account
) -> None:
    row = begun(world)
    handed = world.services.by_hand.hand_out(row.id)
    assert (handed.row.body, handed.files) == ("Dès 9 h.", ())
    world.clock.advance(120)
    world.services.by_hand.posted(row.id, f" {THERE}?utm_source=x ")
    sent = world.services.outbox.row(row.id)
    assert (sent.state, sent.url, sent.by_hand) == (OutboxState.SENT, THERE, True)
    assert thread(world, row) == ["À quelle heure ouvrez-vous ?", "Dès 9 h."]
    assert len(world.services.inbox.ids(View(status=Status.WAITING_THEM))) == 1
    notes = [one.note for one in world.services.outbox.steps(row.id)]
    assert notes == ["", StepNote.TAKEN_BY_HAND, StepNote.HANDED_OUT, StepNote.POSTED]
    dossier = world.services.proof.dossier(row.id)
    assert (dossier.state, dossier.url, dossier.sent_at) == ("sent", THERE, world.clock.now())
    assert {one.kind for one in dossier.journal} == {
        "reply.queue",
        "reply.by-hand",
        "reply.posted",
    }


@pytest.mark.parametrize("address", [THERE, "", "https://pretend.example/wrong"])
def test_the_very_post_that_the_connector_brings_later_is_the_same_message(
    world: World, account: Account, address: str
) -> None:
    row = begun(world)
    world.services.by_hand.posted(row.id, address, nowhere=not address)
    published(world)
    world.poll(account)
    assert thread(world, row) == ["À quelle heure ouvrez-vous ?", "Dès 9 h."]
    sent = world.services.outbox.row(row.id)
    assert (sent.state, sent.remote_id, sent.by_hand) == (OutboxState.SENT, "77", True)
    message = world.services.inbox.thread(row.conversation_id).entries[1].message
    assert (message.remote_id, message.edited_at, message.revisions) == ("77", None, 0)
    assert world.services.proof.of_message(message.id) == row.id


def test_the_connector_was_quicker_than_the_person(world: World, account: Account) -> None:
    row = begun(world)
    published(world)
    world.poll(account)
    assert world.services.by_hand.look(row.id).seen == ""  # this platform gives no addresses
    world.services.by_hand.posted(row.id, THERE)
    sent = world.services.outbox.row(row.id)
    assert (sent.remote_id, sent.url) == ("77", THERE)
    world.poll(account)
    assert thread(world, row) == ["À quelle heure ouvrez-vous ?", "Dès 9 h."]


def test_what_was_posted_in_other_words_is_an_edit_that_stays_readable(
    world: World, account: Account
) -> None:
    class WithAddresses(PretendConnector):
        def parse(self, raw):
            return [
                replace(one, url=f"https://pretend.example/@mairie/{one.remote_id}")
                for one in super().parse(raw)
            ]

    world.kind = WithAddresses
    world.restart()
    row = begun(world)
    world.services.by_hand.posted(row.id, THERE)
    published(world, "Dès 9 h, bonne journée !")
    world.poll(account)
    assert thread(world, row) == ["À quelle heure ouvrez-vous ?", "Dès 9 h, bonne journée !"]
    message = world.services.inbox.thread(row.conversation_id).entries[1].message
    assert [one.text for one in world.services.inbox.revisions(message.id)] == ["Dès 9 h."]


def test_two_replies_in_the_same_words_are_two_messages(world: World, account: Account) -> None:
    first = begun(world)
    world.services.by_hand.posted(first.id, nowhere=True)
    published(world)
    world.poll(account)
    second = begun(world)
    world.services.by_hand.posted(second.id, nowhere=True)
    assert len(thread(world, first)) == 3
    published(world, name="78")
    world.poll(account)
    assert len(thread(world, first)) == 3
    ids = {world.services.outbox.row(one.id).remote_id for one in (first, second)}
    assert ids == {"77", "78"}


@pytest.mark.parametrize("fate", TAKEN_OUT_OF)
def test_what_certainly_did_not_leave_can_be_taken_by_hand(
    world: World, account: Account, fate: str
) -> None:
    row = queue(world, hold_s=0 if fate else 600)
    if fate:
        world.server.script.append(fate)
    deliver_due(world)
    asked = world.server.requests
    assert world.services.by_hand.why_not(world.services.outbox.row(row.id)) == ""
    world.services.by_hand.take(row.id)
    for _ in range(10):
        world.clock.advance(3600)
        deliver_due(world)
    assert world.server.requests == asked
    assert state(world, row) is OutboxState.BY_HAND


@pytest.mark.parametrize("fate", ["lost", "stored", "late"])
def test_what_may_still_arrive_cannot_be_taken_by_hand(
    world: World, account: Account, fate: str
) -> None:
    row = queue(world)
    world.server.script.append(fate)
    deliver_due(world)
    assert state(world, row) is OutboxState.UNKNOWN
    for looked in (False, True):
        with pytest.raises(NotAllowed, match="maybe-out"):
            world.services.by_hand.take(row.id, looked=looked)
    run_until_settled(world, [row])
    assert len(world.server.published) == 1


def test_after_a_doubt_that_no_machine_can_settle_a_person_looks_first(
    world: World,
) -> None:
    world.server.complete = False
    made = world.add_account()
    world.server.write("q1")
    world.poll(made)
    row = queue(world)
    world.server.script.append("lost")
    run_until_settled(world, [row])
    assert state(world, row) is OutboxState.ASK
    with pytest.raises(NotAllowed, match="look-first"):
        world.services.by_hand.take(row.id)
    assert world.services.by_hand.wants_a_look(world.services.outbox.row(row.id))
    world.services.by_hand.take(row.id, looked=True)
    back, _ = world.services.by_hand.not_posted(row.id)
    assert back.body == "Dès 9 h."
    assert state(world, row) is OutboxState.DROPPED


def test_a_doubt_of_an_account_without_access_ends_in_a_persons_hands_once_its_server_gave_up(
    world: World, account: Account
) -> None:
    row = queue(world)
    world.server.script.append("lost")
    deliver_due(world)
    with world.services.workspace.write(durable=True) as connection:
        accounts.set_state(connection, account.id, TokenState.DEAD)
    with pytest.raises(NotAllowed, match="maybe-out"):
        world.services.by_hand.take(row.id, looked=True)
    world.clock.advance(world.server.hold_s + 16)
    world.services.by_hand.take(row.id, looked=True)
    assert state(world, row) is OutboxState.BY_HAND


def test_nothing_that_was_sent_or_is_leaving_is_taken(world: World, account: Account) -> None:
    row = queue(world)
    deliver_due(world)
    with pytest.raises(NotAllowed, match="too-late"):
        world.services.by_hand.take(row.id)
    with pytest.raises(NotAllowed, match="not-by-hand"):
        world.services.by_hand.posted(row.id, THERE)


def test_the_same_words_are_not_on_their_way_twice(world: World, account: Account) -> None:
    begun(world)
    with pytest.raises(NotAllowed, match="already-on-its-way"):
        queue(world)
    with pytest.raises(NotAllowed, match="already-on-its-way"):
        begun(world)


def test_a_refused_reply_whose_twin_is_on_its_way_is_not_taken(
    world: World, account: Account
) -> None:
    row = queue(world)
    world.server.script.append("refused")
    deliver_due(world)
    queue(world, hold_s=600)
    with pytest.raises(NotAllowed, match="already-on-its-way"):
        world.services.by_hand.take(row.id)


def test_not_posted_it_is_the_draft_again_byte_for_byte(world: World, account: Account) -> None:
    body = "Bonjour,\n\tdès 9 h — à bientôt 😀 "
    row = begun(world, body)
    world.services.by_hand.hand_out(row.id)
    back, _ = world.services.by_hand.not_posted(row.id)
    assert (back.body, world.services.drafts.begin(row.conversation_id).body) == (body, body)
    with pytest.raises(NotAllowed, match="not-by-hand"):
        world.services.by_hand.posted(row.id, THERE)


def test_an_address_is_wanted_and_is_not_that_of_the_message(
    world: World, account: Account
) -> None:
    class WithAddresses(PretendConnector):
        def parse(self, raw):
            return [
                replace(one, url=f"https://pretend.example/{one.remote_id}")
                for one in super().parse(raw)
            ]

    world.kind = WithAddresses
    world.restart()
    world.server.write("q2", "Et le samedi ?", minutes=5)
    world.poll(account)
    row = begun(world)
    theirs = world.services.by_hand.look(row.id).address
    assert theirs == "https://pretend.example/q2"
    for address, why in (
        ("", "address-missing"),
        ("javascript:alert(1)", "address-unclear"),
        ("HTTPS://www.pretend.example/q2/", "address-of-theirs"),
    ):
        with pytest.raises(NotAllowed, match=why):
            world.services.by_hand.posted(row.id, address)
    assert state(world, row) is OutboxState.BY_HAND


def test_files_are_saved_to_be_attached(world: World, tmp_path: Path) -> None:
    class Pictures(PretendConnector):
        def check(self) -> Identity:
            found = super().check()
            rules = MediaRules(types=("image/*",), most=4, has_alt=True)
            return replace(found, capabilities=replace(found.capabilities, media=rules))

    world.kind = Pictures
    made = world.add_account()
    world.server.write("q1")
    world.poll(made)
    picture = replace(world.services.media.add(drawn(), "plan.png"), alt="Le plan")
    row, _ = world.services.by_hand.begin(replace(draft(world), media=(picture,)))
    (tmp_path / "plan.png").write_bytes(b"mine")
    (saved,) = world.services.by_hand.save_files(row.id, tmp_path)
    assert (saved.name, saved.read_bytes()) == (
        "plan (2).png",
        world.services.media.data(picture.hash),
    )
    assert [one.alt for one in world.services.by_hand.hand_out(row.id).files] == ["Le plan"]


def test_on_an_account_that_only_people_answer_every_reply_ends_in_their_hands(
    world: World,
) -> None:
    class Hand(PretendConnector):
        def check(self) -> Identity:
            found = super().check()
            rules = replace(found.capabilities, can_reply=False, by_hand=True)
            return replace(found, capabilities=rules)

    world.kind = Hand
    made = world.add_account()
    world.server.write("q1")
    world.poll(made)
    row = queue(world, hold_s=10)
    deliver_due(world)
    assert state(world, row) is OutboxState.HELD
    world.clock.advance(11)
    deliver_due(world)
    assert (state(world, row), world.server.requests) == (OutboxState.BY_HAND, 0)
    world.services.by_hand.posted(row.id, THERE)
    assert state(world, row) is OutboxState.SENT


def test_parts_are_posted_one_after_another(world: World) -> None:
    class Threads(PretendConnector):
        def check(self) -> Identity:
            found = super().check()
            return replace(found, capabilities=replace(found.capabilities, threads=True))

    world.kind = Threads
    made = world.add_account()
    world.server.write("q1")
    world.poll(made)
    from cmworkstation.domain.splitting import marked

    row, _ = world.services.by_hand.begin(draft(world, marked(["Un.", "Deux."])))
    first, second = sorted(world.services.outbox.rows(), key=lambda one: one.part)
    assert row.id == first.id
    with pytest.raises(NotAllowed, match="part-before"):
        world.services.by_hand.hand_out(second.id)
    world.services.by_hand.posted(first.id, THERE)
    assert "Deux" in world.services.by_hand.hand_out(second.id).row.body
    world.services.by_hand.posted(second.id, f"{THERE}8")
    assert len(thread(world, row)) == 3


def test_the_charter_judges_it_and_its_wait_is_measured_like_that_of_any_reply(
    world: World,
) -> None:
    made = world.add_account()
    world.services.charters.save(OFFICE)
    world.services.charters.assign(made.id, "office")
    ask(world, made, "q1", paris(2026, 11, 20, 17, 50))
    world.clock.set(paris(2026, 11, 23, 9, 50))
    row = begun(world, "Oui, venez demain.")
    world.services.by_hand.posted(row.id, THERE)
    world.services.times.keep_up()
    first, _ = world.services.times.measured(days=3650)
    assert (first.outbox_id, first.open_s) == (row.id, 3600)
    verified = world.services.proof.verify()
    assert (verified.replies, verified.whole) == (1, True)
    dossier = world.services.proof.dossier(row.id)
    assert dossier.rules is not None
    assert dossier.rules.charter_id == "office"


def test_what_the_charter_stops_is_not_posted_by_hand_and_a_reason_is_kept_with_it(
    world: World, account: Account
) -> None:
    town = Town(world.services, account, NONE + STOP)
    town.act_as(town.omar)
    with pytest.raises(NotAllowed, match="second-missing"):
        world.services.by_hand.begin(town.draft("C’est une garantie."))
    row, _ = world.services.by_hand.begin(town.draft("C’est gratuit."), override="quoted")
    dossier = world.services.proof.dossier(row.id)
    assert ("gratuit", "gratuit") in {(one.rule, one.match) for one in dossier.remarks}
    assert [one.reason for one in dossier.waivers] == ["quoted"]


def test_where_the_charter_wants_approval_nobody_takes_a_draft_by_hand(
    world: World, account: Account
) -> None:
    town = Town(world.services, account)
    town.act_as(town.omar)
    with pytest.raises(NotAllowed, match="approval-needed"):
        world.services.by_hand.begin(town.draft())


def test_an_approved_reply_is_posted_as_it_was_approved_or_not_at_all(
    world: World, account: Account
) -> None:
    town = Town(world.services, account)
    rows = []
    for _ in range(2):
        approved = town.judge(town.nadia, town.ask(), hold_s=600)
        assert approved is not None
        town.act_as(town.author)
        with pytest.raises(NotAllowed, match="role-send"):
            world.services.by_hand.take(approved.id)
        town.act_as(town.omar)
        world.services.by_hand.take(approved.id)
        rows.append(approved)
        if len(rows) == 1:
            town.publish(ONE, "2.0")
            with pytest.raises(NotAllowed, match="approval-changed"):
                world.services.by_hand.hand_out(approved.id)
            assert state(world, approved) is OutboxState.DROPPED
            (back,) = world.services.drafts.listed()
            assert back.body == TEXT
    assert world.services.by_hand.hand_out(rows[1].id).row.body == TEXT
    world.services.by_hand.posted(rows[1].id, THERE)
    assert state(world, rows[1]) is OutboxState.SENT
    case = world.services.approvals.of_outbox(rows[1].id)
    assert case is not None
    assert case.request.state is State.SENT


# ------------------------------------------------------------------- said to be posted, and was not


TOLD_OF_IT = {"outbox_step", "journal", "journal_payload"}  # that it was said, and taken back


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables but those that say what was done."""
    connection = world.services.workspace.read()
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
        if name not in TOLD_OF_IT and not name.endswith(("_data", "_idx", "_docsize", "_config"))
    ]
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}
    found["tally"] = [one for one in found["tally"] if any(one[2:])]
    return found


def test_not_posted_after_all_everything_is_as_it_was_before(world: World) -> None:
    made = world.add_account()
    world.services.charters.save(OFFICE)
    world.services.charters.assign(made.id, "office")
    ask(world, made, "q1", paris(2026, 11, 20, 17, 50))
    world.clock.set(paris(2026, 11, 23, 9, 50))
    earlier = begun(world, "Un instant, je demande.")  # so that we are somebody here already
    world.services.by_hand.posted(earlier.id, f"{THERE}1")
    ask(world, made, "q2", paris(2026, 11, 23, 9, 55))
    world.clock.set(paris(2026, 11, 23, 10, 10))
    world.services.times.keep_up()
    row = begun(world, "Oui, venez demain.")
    world.services.by_hand.hand_out(row.id)
    before, of_before = everything(world), len(thread(world, row))
    world.services.by_hand.posted(row.id, THERE)
    world.services.times.keep_up()
    assert world.services.by_hand.may_correct(world.services.outbox.row(row.id))
    changes = world.services.by_hand.not_after_all(row.id)
    assert changes.outbox
    assert everything(world) == before
    assert state(world, row) is OutboxState.BY_HAND
    assert world.services.outbox.steps(row.id)[-1].note == StepNote.NOT_AFTER_ALL
    assert len(thread(world, row)) == of_before
    assert not world.services.inbox.search("venez demain")
    assert "reply.not-posted" in {one.kind for one in world.services.proof.dossier(row.id).journal}
    world.services.by_hand.posted(row.id, f"{THERE}9")
    assert world.services.outbox.row(row.id).url == f"{THERE}9"
    assert len(thread(world, row)) == of_before + 1


def test_what_it_promised_and_kept_is_open_again(world: World, account: Account) -> None:
    first = begun(world)
    world.services.by_hand.posted(first.id, THERE)
    day = world.clock.now().date() + timedelta(days=3)
    promise, _ = world.services.promises.note(
        first.conversation_id, "Nous vous disons les horaires.", day, reply=first.id
    )
    written = replace(draft(world, "Voici : 9 h."), id=DraftId("d2"))
    world.services.drafts.save(written)
    world.services.promises.keep_with(written.id, promise.id)
    second, _ = world.services.by_hand.begin(written)
    world.services.by_hand.posted(second.id, f"{THERE}8")
    states = [one.state for one in world.services.promises.listed()]
    assert states == [PromiseState.KEPT]
    with pytest.raises(NotAllowed, match="posted-used"):
        world.services.by_hand.not_after_all(first.id)
    world.services.by_hand.not_after_all(second.id)
    (back,) = world.services.promises.listed()
    assert (back.state, back.closed_at) == (PromiseState.OPEN, None)
    world.services.by_hand.posted(second.id, f"{THERE}8")
    (again,) = world.services.promises.listed()
    assert again.state is PromiseState.KEPT


def test_an_approval_holds_as_before_when_it_was_not_posted_after_all(
    world: World, account: Account
) -> None:
    town = Town(world.services, account)
    approved = town.judge(town.nadia, town.ask(), hold_s=600)
    assert approved is not None
    town.act_as(town.omar)
    world.services.by_hand.take(approved.id)
    world.services.by_hand.hand_out(approved.id)
    world.services.by_hand.posted(approved.id, THERE)
    (case,) = world.services.approvals.closed()
    assert case.request.state is State.SENT
    world.services.by_hand.not_after_all(approved.id)
    assert world.services.by_hand.hand_out(approved.id).row.body == TEXT
    world.services.by_hand.posted(approved.id, THERE)
    (case,) = world.services.approvals.closed()
    assert case.request.state is State.SENT
    assert world.services.proof.verify().whole


def test_what_was_seen_answered_or_is_old_stays_posted(world: World, account: Account) -> None:
    row = begun(world)
    world.services.by_hand.posted(row.id, THERE)
    said = world.clock.now()
    world.clock.advance(8 * 86400)
    with pytest.raises(NotAllowed, match="posted-long-ago"):
        world.services.by_hand.not_after_all(row.id)
    world.clock.set(said)
    published(world)
    world.poll(account)
    assert not world.services.by_hand.may_correct(world.services.outbox.row(row.id))
    with pytest.raises(NotAllowed, match="posted-seen"):
        world.services.by_hand.not_after_all(row.id)
    sent = queue(world, "Une autre.")
    run_until_settled(world, [sent])
    with pytest.raises(NotAllowed, match="not-by-hand"):
        world.services.by_hand.not_after_all(sent.id)
