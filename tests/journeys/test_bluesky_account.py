"""An account of Bluesky in the whole program: its access outlives a crash, and each answer leaves by its own rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.domain import splitting
from cmworkstation.domain.account import Account, TokenState, Unit, Visibility
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState
from cmworkstation.sdk.measure import count
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store.accounts import capabilities_from_json, capabilities_to_json
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors.fake_bluesky import PASSWORD, TALK, FakeBluesky
from tests.connectors.misbehaving import serving

SEND = "POST /xrpc/chat.bsky.convo.sendMessage"
PUT = "POST /xrpc/com.atproto.repo.putRecord"


class Desk:
    """A workspace with our account on a small network."""

    def __init__(self, folder: Path, network: FakeBluesky) -> None:
        self._folder = folder
        self.network = network
        self.clock = SetClock(datetime.now(UTC))
        self.vault = Vault(memory_only=True)
        self.vault.use_session_memory()
        self.services = self._open()
        found = self.services.signin.find("bluesky", f"alma.example {network.origin}")
        typed = {"user": "alma.example", "password": PASSWORD}
        signed = self.services.signin.finish("bluesky", found, None, typed)
        self.account: Account = self.services.signin.add(signed)[0]

    def _open(self) -> Services:
        return open_services(
            self._folder, {"bluesky": lambda: BlueskyConnector}, vault=self.vault, clock=self.clock
        )

    def start_again(self) -> None:
        """End without a word, as a crash would, and start again."""
        self.services.platforms.close()
        self.services.workspace.close()
        self.services = self._open()

    def poll(self) -> None:
        for _ in self.services.sync.poll(self.account.id):
            pass

    def draft(self, said: str) -> Draft:
        """Begin an answer to the conversation in which somebody said this."""
        for id_ in self.services.inbox.ids(View(status=None)):
            entries = self.services.inbox.thread(ConversationId(id_)).entries
            if any(said in one.message.text for one in entries):
                return self.services.drafts.begin(ConversationId(id_))
        raise AssertionError(said)

    def answer(self, said: str, body: str) -> OutboxRow:
        draft = replace(self.draft(said), body=body)
        row = self.services.outbox.queue(draft, hold_s=0)[0]
        self.deliver()
        return self.services.outbox.row(row.id)

    def deliver(self) -> None:
        for rows in self.services.outbox.due().values():
            for outbox_id in rows:
                self.services.outbox.deliver(outbox_id)

    def settle(self, row: OutboxRow, minutes: int = 30) -> OutboxRow:
        for _ in range(minutes * 6):
            self.deliver()
            now = self.services.outbox.row(row.id)
            if now.state is OutboxState.SENT:
                return now
            self.clock.advance(10)
        return self.services.outbox.row(row.id)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving(FakeBluesky()) as network:
        made = Desk(tmp_path / "w", network)
        yield made
        assert made.services.inbox.recount() == []
        assert made.services.journal.verify().problems == ()
        made.services.close()


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
def test_a_direct_message_in_doubt_is_looked_for_until_it_is_certain_and_sent_once(
    desk: Desk, stored: bool
):
    desk.network.say("May I ask you something?")
    desk.poll()
    desk.network.trouble.append((SEND, "after:502" if stored else "502"))
    row = desk.answer("May I ask", "Of course.")
    assert row.state is OutboxState.UNKNOWN
    assert row.visibility is Visibility.PRIVATE
    desk.start_again()
    desk.clock.advance(60)  # as long as the service may still carry it out, nobody sends again
    desk.deliver()
    assert sum(SEND[5:] in target for _, target, _ in desk.network.requests) == 1
    sent = desk.settle(row)
    assert sent.state is OutboxState.SENT
    ours = [one for one in desk.network.messages[TALK] if one["text"] == "Of course."]
    assert [f"bsky-chat:{TALK}/{one['id']}" for one in ours] == [sent.remote_id]


def test_a_post_in_doubt_is_found_or_sent_again_under_its_key_within_a_minute(desk: Desk):
    post = desk.network.write("We open.", by="alma.example")
    desk.network.write("When?", to=post, reason="reply")
    desk.poll()
    desk.network.trouble.append((PUT, "502"))
    row = desk.answer("When?", "At nine.")
    assert row.state is OutboxState.UNKNOWN
    desk.start_again()
    sent = desk.settle(row, minutes=1)
    assert sent.state is OutboxState.SENT
    assert desk.network.created == [sent.remote_id]


def test_a_conversation_in_private_stays_one_however_it_comes(desk: Desk):
    desk.network.say("hello")
    desk.poll()
    desk.network.say("are you there?")
    desk.network.say("yes", by="alma.example")
    desk.poll()
    desk.network.say("thank you", talk="another talk", by="clara.example")
    desk.network.unsay(desk.network.messages[TALK][1])
    desk.poll()
    threads = [
        desk.services.inbox.thread(ConversationId(id_)).entries
        for id_ in desk.services.inbox.ids(View(status=None))
    ]
    told = sorted([one.message.text for one in entries] for entries in threads)
    assert told == [["hello", "are you there?", "yes"], ["thank you"]]
    gone = [one.message.text for entries in threads for one in entries if one.message.deleted_at]
    assert gone == ["are you there?"]


def test_a_draft_is_measured_by_the_rules_of_where_it_goes(desk: Desk):
    desk.network.say("hello in private")
    desk.network.write("hello in public", reason="mention")
    desk.poll()
    limits = {}
    for said in ("hello in private", "hello in public"):
        draft = replace(desk.draft(said), body="x" * 301)
        review = desk.services.composer.review(draft)
        limits[said] = (review.length.limit, "too-long" in review.reasons)
        parts = desk.services.composer.split(draft)
        assert bool(parts) == (said == "hello in public")
    assert limits == {"hello in private": (1000, False), "hello in public": (300, True)}
    rules = desk.services.media.rules
    assert rules(desk.account.id).most == 4
    assert rules(desk.account.id, Visibility.PRIVATE).most == 0


def test_rules_are_the_same_once_they_were_stored(desk: Desk):
    rules = desk.account.capabilities
    assert rules.private is not None
    assert capabilities_from_json(capabilities_to_json(rules)) == rules
    old = capabilities_to_json(replace(rules, private=None)).replace(', "unit_bytes": 10', "")
    assert capabilities_from_json(old).length.unit_bytes == 0


@pytest.mark.parametrize("spent", [False, True], ids=["given again", "spent for good"])
def test_a_crash_between_renewing_and_storing_locks_nobody_out(desk: Desk, spent: bool):
    desk.network.spent_for_good = spent
    before = desk.vault.secrets(desk.account.id, "bluesky")
    desk.clock.advance(hours=3)
    desk.poll()
    assert desk.vault.secrets(desk.account.id, "bluesky") != before
    desk.vault.keep(desk.account.id, "bluesky", before)  # as if the program had ended before
    desk.start_again()
    desk.network.write("still there?", reason="mention")
    desk.poll()
    (card,) = desk.services.accounts.listed()
    assert card.state is TokenState.VALID
    assert desk.draft("still there?").account_id == desk.account.id


def test_access_that_the_server_ended_is_renewed_and_a_taken_back_app_password_asks_the_person(
    desk: Desk,
):
    desk.network.access = "another"
    with pytest.raises(Exception, match="ExpiredToken"):
        desk.poll()
    desk.poll()
    assert desk.services.accounts.listed()[0].state is TokenState.VALID
    desk.network.access, desk.network.refresh = "another", {}
    desk.vault.keep(
        desk.account.id,
        "bluesky",
        {**desk.vault.secrets(desk.account.id, "bluesky"), "password": "taken-back"},
    )
    desk.services.platforms.look_again(desk.account)
    with pytest.raises(Exception, match="ExpiredToken"):
        desk.poll()
    assert desk.services.accounts.listed()[0].state is TokenState.DEAD


def test_messages_of_the_last_days_are_one_inbox_with_those_of_long_ago(desk: Desk):
    old = datetime.now(UTC) - timedelta(days=400)
    desk.network.write("long ago", reason="mention", at=old)
    desk.network.write("today", reason="mention")
    desk.poll()
    desk.poll()
    told = {
        entry.message.text
        for id_ in desk.services.inbox.ids(View(status=None))
        for entry in desk.services.inbox.thread(ConversationId(id_)).entries
    }
    assert told == {"long ago", "today"}


def test_a_long_answer_leaves_as_a_thread_each_part_below_the_one_before(desk: Desk):
    post = desk.network.write("We open.", by="alma.example")
    question = desk.network.write("When?", to=post, reason="reply")
    desk.poll()
    sentence = "We open at nine on Saturdays, and at ten on all the other days of the week. "
    draft = replace(desk.draft("When?"), body=sentence * 9)
    parts = desk.services.composer.split(draft)
    assert len(parts) == 3
    draft = replace(draft, body=splitting.marked(parts))
    row = desk.services.outbox.queue(draft, hold_s=0)[0]
    desk.settle(row)
    desk.settle(row, minutes=2)
    for _ in range(6):
        desk.deliver()
    records = [desk.network.posts[uri]["record"] for uri in desk.network.created]
    assert len(records) == 3
    assert [one["reply"]["root"]["uri"] for one in records] == [post["uri"]] * 3
    above = [question["uri"], *desk.network.created[:2]]
    assert [one["reply"]["parent"]["uri"] for one in records] == above
    assert all(count(one["text"], Unit.GRAPHEMES) <= 300 for one in records)
