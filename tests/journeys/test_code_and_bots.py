"""Accounts of GitHub and of Telegram in the whole program: answered once whatever is lost, and no token anywhere."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Account, ModerationAct, TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Message
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors.fake_github import REPO, FakeGithub
from tests.connectors.fake_github import TOKEN as HUB_TOKEN
from tests.connectors.fake_telegram import PRIVATE, FakeTelegram
from tests.connectors.fake_telegram import TOKEN as BOT_TOKEN
from tests.connectors.misbehaving import serving
from tests.journeys import canary


class Desk:
    """A workspace with one account."""

    def __init__(self, folder: Path, platform: str, address: str, token: str) -> None:
        self.folder = folder
        self.clock = SetClock(datetime.now(UTC))
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        self.services = open_services(folder, connectors.loaders(), vault=vault, clock=self.clock)
        signin = self.services.signin
        found = signin.find(platform, address)
        self.account: Account = signin.add(signin.finish(platform, found, None, {"token": token}))[
            0
        ]

    def poll(self) -> None:
        for _ in self.services.sync.poll(self.account.id):
            pass

    def messages(self) -> list[Message]:
        return [
            entry.message
            for id_ in self.services.inbox.ids(View(status=None))
            for entry in self.services.inbox.thread(ConversationId(id_)).entries
        ]

    def message(self, said: str) -> Message:
        return next(one for one in self.messages() if said in one.text)

    def answer(self, said: str, body: str) -> OutboxRow:
        draft = self.services.drafts.begin(self.message(said).conversation_id)
        row = self.services.outbox.queue(replace(draft, body=body), hold_s=0)[0]
        return self.deliver(row)

    def deliver(self, row: OutboxRow, minutes: int = 0) -> OutboxRow:
        for _ in range(minutes * 6 + 1):
            for rows in self.services.outbox.due().values():
                for outbox_id in rows:
                    self.services.outbox.deliver(outbox_id)
            self.clock.advance(10)
        return self.services.outbox.row(row.id)

    def ends_well(self) -> None:
        assert self.services.inbox.recount() == []
        assert self.services.journal.verify().problems == ()
        self.services.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[Desk, FakeGithub]]:
    with serving(FakeGithub()) as fake:
        desk = Desk(tmp_path / "w", "github", f"{fake.origin}/{REPO}", HUB_TOKEN)
        yield desk, fake
        desk.ends_well()


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[tuple[Desk, FakeTelegram]]:
    with serving(FakeTelegram()) as fake:
        desk = Desk(tmp_path / "w", "telegram", fake.origin, BOT_TOKEN)
        yield desk, fake
        desk.ends_well()


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
def test_a_comment_in_doubt_is_looked_for_and_published_once(hub: Any, stored: bool) -> None:
    desk, fake = hub
    fake.comment(fake.open(), "When do you open?")
    desk.poll()
    trouble = "connection cut"
    fake.trouble.append(("POST /api/v3/repos", f"after:{trouble}" if stored else trouble))
    row = desk.answer("When do you open?", "At **nine**.")
    assert row.state is OutboxState.UNKNOWN
    sent = desk.deliver(row, minutes=30)
    assert sent.state is OutboxState.SENT
    assert [one["body"] for one in fake.created] == ["At **nine**."]
    desk.poll()
    ours = [one for one in desk.messages() if one.ours]
    assert [one.remote_id for one in ours] == [sent.remote_id]


def test_issues_discussions_edits_and_deletions_end_in_their_own_conversations(hub: Any) -> None:
    desk, fake = hub
    issue = fake.open("The door")
    first, second = fake.comment(issue, "at nine?"), fake.comment(issue, "never mind")
    talk = fake.open("Ideas", sort="discussions")
    fake.say(talk, "two lamps", to=fake.say(talk, "a lamp"))
    desk.poll()
    assert len(desk.services.inbox.ids(View(status=None))) == 2
    fake.edit(first, "at ten?")
    fake.delete(second)
    desk.poll()
    desk.services.sync.refresh_thread(desk.message("at ten?").conversation_id)
    assert desk.message("at ten?").revisions == 1
    assert desk.message("never mind").deleted_at is not None
    assert desk.message("two lamps").conversation_id == desk.message("a lamp").conversation_id


def test_a_comment_is_hidden_by_a_person_and_stays_hidden_here(hub: Any) -> None:
    desk, fake = hub
    fake.comment(fake.open(), "Buy now")
    desk.poll()
    desk.services.moderation.act(desk.message("Buy now").id, ModerationAct.SPAM)
    assert desk.message("Buy now").held == "spam"
    fake.minimised.clear()
    desk.services.sync.refresh_thread(desk.message("Buy now").conversation_id)
    assert desk.message("Buy now").held == ""


def test_a_message_of_a_bot_in_doubt_is_a_persons_to_decide(bot: Any) -> None:
    desk, fake = bot
    fake.write("When do you open?", chat=PRIVATE)
    desk.poll()
    fake.trouble.append((f"POST /bot{BOT_TOKEN}/send", "after:502"))
    row = desk.deliver(desk.answer("When do you open?", "At nine."), minutes=10)
    assert row.state is OutboxState.ASK
    assert len(fake.sent) == 1
    assert not desk.services.outbox.needs_address(row.id)
    desk.services.outbox.confirm_sent(row.id, "")
    assert desk.deliver(row, minutes=10).state is OutboxState.SENT
    assert len(fake.sent) == 1


def test_a_message_that_a_bot_deleted_is_a_tombstone(bot: Any) -> None:
    desk, fake = bot
    fake.write("Buy now")
    desk.poll()
    message = desk.message("Buy now")
    desk.services.moderation.act(message.id, ModerationAct.DELETE)
    (entry,) = desk.services.inbox.thread(message.conversation_id).entries
    assert entry.message.deleted_at is not None
    assert fake.messages == {}


@pytest.mark.parametrize("platform", ["hub", "bot"])
def test_no_token_is_left_in_any_file_or_log_whatever_goes_wrong(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, platform: str
) -> None:
    caplog.set_level(logging.DEBUG)
    desk, fake = request.getfixturevalue(platform)
    if platform == "hub":
        fake.open("When?", "When do you open?")
    else:
        fake.write("When do you open?")
    desk.poll()
    said: list[str] = []
    for name in (
        "html",
        "500",
        "401",
        "403",
        "409",
        "429 seconds",
        "connection cut",
        "redirect /x",
    ):
        fake.lasting = name
        try:
            desk.poll()
        except WorkstationError as error:
            said += [repr(error), str(vars(error)), repr(error.__context__)]
    fake.lasting = "502"
    desk.answer("When do you open?", "At nine.")
    fake.lasting = ""
    assert said
    told = {"errors": " ".join(said), "log": caplog.text}
    tokens = (HUB_TOKEN, BOT_TOKEN, BOT_TOKEN.partition(":")[2])
    assert canary.hits(tokens, [desk.folder], told) == []


@pytest.mark.parametrize("platform", ["hub", "bot"])
def test_a_token_that_was_taken_back_asks_for_a_new_sign_in(
    request: pytest.FixtureRequest, platform: str
) -> None:
    desk, fake = request.getfixturevalue(platform)
    fake.lasting = "401"
    with pytest.raises(WorkstationError):
        desk.poll()
    (account,) = desk.services.accounts.listed()
    assert account.state is TokenState.DEAD
    fake.lasting = ""
    signin = desk.services.signin
    found = signin.find(account.platform, account.settings["address"])
    token = HUB_TOKEN if platform == "hub" else BOT_TOKEN
    signin.renew(account.id, signin.finish(account.platform, found, None, {"token": token}))
    desk.poll()
    assert desk.services.accounts.listed()[0].state is TokenState.VALID
