"""Accounts of platforms that want a client of one's own, in the whole program: added with what a person pastes, read,
answered once whatever answer is lost, and renewed without the person."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.connector import Found
from cmworkstation.services.signin import BrowserSignIn
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors import (
    fake_facebook,
    fake_google,
    fake_graph,
    fake_instagram,
    fake_linkedin,
    fake_reddit,
    fake_threads,
    fake_x,
)
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_google_business import PLACE, FakeGoogleBusiness
from tests.connectors.fake_instagram import FakeInstagram
from tests.connectors.fake_linkedin import FakeLinkedin
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.fake_threads import FakeThreads
from tests.connectors.fake_x import FakeX
from tests.connectors.fake_youtube import FakeYoutube
from tests.connectors.misbehaving import Misbehaving, serving

META = (fake_graph.APP, fake_graph.APP_SECRET)
GOOGLE = (fake_google.CLIENT, fake_google.CLIENT_SECRET)


class Case:
    """How one platform is added, and how somebody writes there."""

    def __init__(
        self,
        platform: str,
        fake: Callable[[], Misbehaving],
        client: tuple[str, str],
        address: str,
        write: Callable[[Any], object],
        publishes: str,
        *,
        days: int = 45,
    ) -> None:
        self.platform, self.fake, self.client = platform, fake, client
        self.address, self.write, self.publishes = address, write, publishes
        self.days = days  # after which access is renewed


def on_a_post(network: FakeFacebook) -> None:
    network.post()
    network.comment()


def on_media(network: FakeInstagram) -> None:
    network.publish()
    network.comment()


def on_threads(network: FakeThreads) -> None:
    network.publish()
    network.answer_to()


CASES = (
    Case(
        "facebook",
        FakeFacebook,
        META,
        f"{fake_facebook.HANDLE} {{origin}}",
        on_a_post,
        "POST /v26.0",
    ),
    Case("instagram", FakeInstagram, META, "{origin}", on_media, "POST /v26.0"),
    Case("threads", FakeThreads, META, "{origin}", on_threads, "POST /v1.0/me/threads_publish"),
    Case(
        "youtube",
        FakeYoutube,
        GOOGLE,
        "{origin}",
        FakeYoutube.comment,
        "POST /youtube/v3/comments",
    ),
    Case(
        "google_business",
        FakeGoogleBusiness,
        GOOGLE,
        f"{PLACE} @{{origin}}",
        FakeGoogleBusiness.review,
        "PUT /v4",
    ),
    Case(
        "linkedin",
        FakeLinkedin,
        (fake_linkedin.CLIENT, fake_linkedin.CLIENT_SECRET),
        f"{fake_linkedin.SHORT} {{origin}}",
        FakeLinkedin.comment,
        "POST /rest/socialActions",
        days=60,
    ),
    Case(
        "reddit",
        partial(FakeReddit, has_secret=True),
        (fake_reddit.CLIENT, fake_reddit.CLIENT_SECRET),
        "{origin}",
        FakeReddit.comment,
        "POST /api/comment",
    ),
    Case(
        "x",
        FakeX,
        (fake_x.CLIENT, fake_x.CLIENT_SECRET),
        "{origin}",
        FakeX.post,
        "POST /2/tweets",
    ),
)


# Platforms whose browser comes back to this computer, with this code.
RETURNS = {
    "google_business": fake_google.CODE,
    "reddit": fake_reddit.CODE,
    "x": fake_x.CODE,
    "youtube": fake_google.CODE,
}

# Platforms whose browser ends elsewhere: its address is pasted, with this code in it.
PASTED = {
    "instagram": fake_instagram.CODE,
    "linkedin": fake_linkedin.CODE,
    "threads": fake_threads.CODE,
}


class Desk:
    """A workspace with one account of one platform."""

    def __init__(self, folder: Path, case: Case, network: Any) -> None:
        self.case, self.network = case, network
        self.clock = SetClock(datetime.now(UTC))
        self.vault = Vault(memory_only=True)
        self.vault.use_session_memory()
        self.services: Services = open_services(
            folder, connectors.loaders(), vault=self.vault, clock=self.clock
        )
        signin, platform = self.services.signin, case.platform
        found = signin.find(platform, case.address.format(origin=network.origin))
        found = signin.with_client(found, *case.client)
        signed = signin.finish(platform, found, *self._answered(found))
        self.account: Account = signin.add(signed)[0]

    def _answered(self, found: Found) -> tuple[BrowserSignIn | None, dict[str, str]]:
        """Do what the person does in the browser."""
        if self.case.platform == "facebook":
            return None, {"token": fake_facebook.USER_TOKEN}
        started = self.services.signin.start_browser(self.case.platform, found)
        asked = parse_qs(urlsplit(started.url).query)
        redirect = asked["redirect_uri"][0]
        if code := RETURNS.get(self.case.platform, ""):
            self.network.challenge = asked["code_challenge"][0]
            self.network.redirect = redirect
        else:
            assert started.pastes
            code = PASTED[self.case.platform]
        started.cancel()
        return started, {"code": f"{redirect}?code={code}&state={asked['state'][0]}"}

    def poll(self) -> None:
        for _ in self.services.sync.poll(self.account.id):
            pass

    def answer(self, body: str = "Until seven.") -> OutboxRow:
        for id_ in self.services.inbox.ids(View(status=None)):
            draft = self.services.drafts.begin(ConversationId(id_))
            row = self.services.outbox.queue(replace(draft, body=body), hold_s=0)[0]
            return self.settle(row)
        raise AssertionError("nobody wrote")

    def settle(self, row: OutboxRow) -> OutboxRow:
        for _ in range(200):
            for rows in self.services.outbox.due().values():
                for outbox_id in rows:
                    self.services.outbox.deliver(outbox_id)
            now = self.services.outbox.row(row.id)
            if now.state in (OutboxState.SENT, OutboxState.REFUSED):
                return now
            self.clock.advance(seconds=20)
        return self.services.outbox.row(row.id)


@pytest.fixture(params=CASES, ids=[one.platform for one in CASES])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    case: Case = request.param
    with ExitStack() as stack:
        network = stack.enter_context(serving(case.fake()))
        made = Desk(tmp_path / "w", case, network)
        stack.callback(made.services.close)
        yield made


def test_an_account_keeps_its_secrets_in_the_keyring_alone(desk: Desk) -> None:
    secrets = desk.vault.secrets(desk.account.id, desk.case.platform)
    assert secrets["client_secret"] == desk.case.client[1]
    assert desk.account.settings["client_id"] == desk.case.client[0]
    assert desk.services.trials.unconfirmed(desk.case.platform)
    for secret in secrets.values():
        assert secret not in str(desk.account.settings)


def test_a_message_is_read_and_its_answer_stands_there_once(desk: Desk) -> None:
    desk.case.write(desk.network)
    desk.poll()
    row = desk.answer()
    assert row.state is OutboxState.SENT
    assert len(desk.network.created) == 1
    desk.poll()
    (id_,) = desk.services.inbox.ids(View(status=None))
    entries = desk.services.inbox.thread(ConversationId(id_)).entries
    ours = [one.message.text for one in entries if one.message.ours and not one.message.context]
    assert ours == ["Until seven."]


def test_whatever_answer_is_lost_the_reply_stands_there_once(desk: Desk) -> None:
    desk.case.write(desk.network)
    desk.poll()
    desk.network.trouble.append((desk.case.publishes, "after:connection cut"))
    row = desk.answer()
    assert row.state is OutboxState.SENT
    assert len(set(desk.network.created)) == 1


def test_a_reply_that_never_arrived_is_sent_again_and_stands_there_once(desk: Desk) -> None:
    desk.case.write(desk.network)
    desk.poll()
    desk.network.trouble.append((desk.case.publishes, "500"))
    row = desk.answer()
    assert row.state is OutboxState.SENT
    assert len(desk.network.created) == 1


def test_access_that_ends_is_renewed_without_the_person_where_the_platform_lets_it(
    desk: Desk,
) -> None:
    desk.case.write(desk.network)
    desk.clock.advance(days=desk.case.days)
    desk.poll()
    if desk.case.platform == "facebook":
        assert desk.services.accounts.one(desk.account.id).state is TokenState.VALID
        return
    secrets = desk.vault.secrets(desk.account.id, desk.case.platform)
    assert secrets["access_token"].endswith("-anew")
    assert secrets["client_secret"] == desk.case.client[1]
    assert desk.services.inbox.ids(View(status=None))
