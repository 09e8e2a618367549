"""Accounts on forums in the whole program: every answer once, whatever was lost, and threads that are one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.connectors.discourse import DiscourseConnector
from cmworkstation.connectors.lemmy import LemmyConnector
from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Message
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.connector import HasHistory
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors.fake_discourse import KEY, FakeDiscourse
from tests.connectors.fake_lemmy import PASSWORD, FakeLemmy
from tests.connectors.misbehaving import serving

KINDS: dict[str, Callable[[], Any]] = {
    "discourse": lambda: DiscourseConnector,
    "lemmy": lambda: LemmyConnector,
}


class Desk:
    """A workspace with one account on one forum."""

    def __init__(self, folder: Path, server: Any, platform: str, way: str) -> None:
        self._folder, self._platform = folder, platform
        self.server = server
        self.clock = SetClock(datetime.now(UTC))
        self.vault = Vault(memory_only=True)
        self.vault.use_session_memory()
        self.services = self._open()
        signin = self.services.signin
        found = signin.find(platform, server.origin)
        if way == "person":
            started = signin.start_browser(platform, found, paste=True)
            code = {"code": server.allow(started.url, user="bruno")}
            signed = signin.finish(platform, found, started, code)
        else:
            typed = {"user": "bruno", "password": KEY}
            if platform == "lemmy":
                typed = {"user": "alma", "password": PASSWORD}
            signed = signin.finish(platform, found, None, typed)
        self.account: Account = signin.add(signed)[0]

    def _open(self) -> Services:
        return open_services(self._folder, KINDS, vault=self.vault, clock=self.clock)

    def start_again(self) -> None:
        """End without a word, as a crash would, and start again."""
        self.services.platforms.close()
        self.services.workspace.close()
        self.services = self._open()

    def poll(self) -> None:
        for _ in self.services.sync.poll(self.account.id):
            pass

    def threads(self) -> list[list[Message]]:
        ids = self.services.inbox.ids(View(status=None))
        found = [self.services.inbox.thread(ConversationId(id_)).entries for id_ in ids]
        return [[one.message for one in entries] for entries in found]

    def answer(self, said: str, body: str) -> OutboxRow:
        (thread,) = [one for one in self.threads() if any(said in two.text for two in one)]
        draft = self.services.drafts.begin(thread[0].conversation_id)
        row = self.services.outbox.queue(replace(draft, body=body), hold_s=0)[0]
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


@pytest.fixture(params=["discourse staff", "discourse person", "lemmy v3", "lemmy v4"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    platform, way = request.param.split()
    fake: Any = FakeDiscourse() if platform == "discourse" else FakeLemmy(api=way)
    with serving(fake) as server:
        made = Desk(tmp_path / "w", server, platform, way)
        yield made
        assert made.services.inbox.recount() == []
        assert made.services.journal.verify().problems == ()
        made.services.close()


def ask(desk: Desk, text: str = "When do you open?") -> None:
    """Let somebody answer a topic of ours."""
    if isinstance(desk.server, FakeDiscourse):
        topic = desk.server.topic(by="bruno")
        desk.server.tell("bruno", "replied", desk.server.write(topic["topic_id"], text, to=1))
    else:
        desk.server.write(text, to=desk.server.post())
    desk.poll()


def place(desk: Desk) -> str:
    if isinstance(desk.server, FakeDiscourse):
        return "POST /posts.json"
    return f"POST /api/{desk.server.api}/comment"


@pytest.mark.parametrize("what", ["502", "after:502", "after:half", "after:connection cut"])
def test_an_answer_in_doubt_stands_there_once(desk: Desk, what: str):
    ask(desk)
    desk.server.trouble.append((place(desk), what))
    row = desk.answer("When do you", "At nine, every day.")
    assert row.state is OutboxState.UNKNOWN
    desk.start_again()
    sent = desk.settle(row)
    assert sent.state is OutboxState.SENT
    assert len(desk.server.created) == 1
    (thread,) = desk.threads()
    assert [one.remote_id for one in thread if one.text == "At nine, every day."] == [
        sent.remote_id
    ]


def test_a_key_of_staff_lets_an_answer_leave_again_after_a_minute(tmp_path: Path):
    with serving(FakeDiscourse()) as forum:
        desk = Desk(tmp_path / "w", forum, "discourse", "staff")
        ask(desk)
        forum.trouble.append((place(desk), "502"))
        row = desk.answer("When do you", "At nine, every day.")
        before = desk.clock.now()
        sent = desk.settle(row, minutes=2)
        assert sent.state is OutboxState.SENT
        assert (desk.clock.now() - before).total_seconds() < 90
        assert len(forum.created) == 1
        desk.services.close()


def test_what_is_said_in_one_place_is_one_conversation(desk: Desk):
    ask(desk)
    server = desk.server
    if isinstance(server, FakeDiscourse):
        topic = max(server.topics)
        server.tell("bruno", "replied", server.write(topic, "And on Sundays?", to=1, by="clara"))
        private = server.topic("A question", by="nour", to="bruno", text="In private, please")
        server.tell("bruno", "private_message", private)
        answer = server.write(private["topic_id"], "Are you there?")
        server.tell("bruno", "private_message", answer)
    else:
        post = server.posts[max(server.posts)]
        server.write("And on Sundays?", to=post, by="clara")
        server.say("In private, please")
        desk.poll()
        server.say("Are you there?")
    desk.poll()
    told = sorted(sorted(one.text for one in thread if not one.ours) for thread in desk.threads())
    assert told == [
        ["And on Sundays?", "When do you open?"],
        ["Are you there?", "In private, please"],
    ]
    audiences = [
        one.visibility for thread in desk.threads() for one in thread if "private" in one.text
    ]
    assert audiences == [Visibility.PRIVATE]


def test_what_readers_flag_is_shown_and_is_no_edit(tmp_path: Path):
    with serving(FakeDiscourse()) as forum:
        desk = Desk(tmp_path / "w", forum, "discourse", "staff")
        ask(desk, "Nobody wants your weeds.")
        rude = forum.posts[max(forum.posts)]
        flag = forum.flag(rude)
        desk.poll()
        (thread,) = desk.threads()
        (message,) = [one for one in thread if "weeds" in one.text]
        assert (message.spoiler, message.revisions) == ("flags: It's Spam", 0)
        forum.queue[flag]["status"] = 1
        desk.services.sync.refresh_thread(message.conversation_id, message)
        (thread,) = desk.threads()
        (message,) = [one for one in thread if "weeds" in one.text]
        assert (message.spoiler, message.revisions, message.edited_at) == ("", 0, None)
        desk.services.close()


def test_older_messages_are_the_same_as_those_that_were_read(desk: Desk):
    ask(desk)
    before = {one.remote_id for thread in desk.threads() for one in thread}
    connector = desk.services.platforms.connector(desk.account)
    assert isinstance(connector, HasHistory)
    pages = list(connector.history(since=None, until=desk.clock.now(), cursor=""))
    items = [item for page in pages for raw in page.items for item in connector.parse(raw)]
    assert {item.remote_id for item in items} == before
