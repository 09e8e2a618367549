"""The whole program against real servers: signed in, read, answered, and every answer arrives exactly once.

What arrived is counted in the server's own list, never in ours. "lost" means that the server stored the answer
and nobody heard of it; the program ends in that moment and starts again.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.connectors.mail import MailConnector
from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.connectors.matrix import MatrixConnector
from cmworkstation.connectors.wordpress import WordpressConnector
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.connector import Connector, Found
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.servers import matrix_people
from tests.servers.bluesky_people import join
from tests.servers.cutting import Cutting, cutting, cutting_mail
from tests.servers.running import RunningServer
from tests.servers.test_mail_real import Box, fingerprint
from tests.servers.test_mastodon_real import handle, play_login, sign_in

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]

LOADERS: Mapping[str, Callable[[], type[Connector]]] = {
    "bluesky": lambda: BlueskyConnector,
    "mail": lambda: MailConnector,
    "mastodon": lambda: MastodonConnector,
    "matrix": lambda: MatrixConnector,
    "wordpress": lambda: WordpressConnector,
}
_numbers = iter(range(1, 100))
ANSWER = "Dès 9 h, le samedi – & l’entrée est libre <3 🦊"
POST = "Notre journal est là & il est gratuit."  # as our own posts begin
WITHIN_S = 60.0


class HurriedClock:
    """The real time, with hours that a test lets pass at once."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead.total_seconds()

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


class Desk:
    """One workspace with one account whose way to the server can lose an answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = HurriedClock()
        self.vault = Vault(memory_only=True)
        self.vault.use_session_memory()
        self.services = self._open()

    def _open(self) -> Services:
        return open_services(self._folder, LOADERS, vault=self.vault, clock=self.clock)

    def start_again(self) -> None:
        """End without a word, as a crash would, and start again."""
        self.services.platforms.close()
        self.services.workspace.close()
        self.services = self._open()

    def poll(self, account: Account) -> None:
        for _ in self.services.sync.poll(account.id):
            pass

    def asked(self, account: Account, question: str) -> ConversationId:
        """Read until a question is there, and return its conversation."""
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            self.poll(account)
            for id_ in self.services.inbox.ids(View(status=None)):
                thread = self.services.inbox.thread(ConversationId(id_))
                if any(question in one.message.text for one in thread.entries):
                    return ConversationId(id_)
            time.sleep(1)
        pytest.fail("the question did not arrive")

    def answer(
        self, conversation: ConversationId, *files: MediaFile, body: str = ANSWER
    ) -> OutboxRow:
        draft = replace(self.services.drafts.begin(conversation), body=body, media=files)
        return self.services.outbox.queue(draft, hold_s=0)[0]

    def deliver(self) -> None:
        for rows in self.services.outbox.due().values():
            for outbox_id in rows:
                self.services.outbox.deliver(outbox_id)

    def deliver_until_sent(self, row: OutboxRow) -> OutboxRow:
        for _ in range(20):
            self.deliver()
            now = self.services.outbox.row(row.id)
            if now.state is OutboxState.SENT:
                return now
            assert now.state in (OutboxState.UNKNOWN, OutboxState.LATER), now
            self.clock.advance(60)
        pytest.fail("the answer was not sent")


@dataclass(frozen=True)
class Platform:
    """A real server with our account on it, seen from outside."""

    question: str
    publishing: str  # how the request begins that publishes an answer
    way: Cutting
    add_account: Callable[[Desk], Account]
    ask: Callable[[], None]
    arrived: Callable[[], list[str]]  # permanent ids of our answers, from the server's own list
    # … and of our posts with these words; None where it begins no threads
    posted: Callable[[], list[str]] | None = None
    posting: str = ""  # how the request begins that publishes a post, where it is another one
    place: str = ""  # where posts go


def through(found: Found, way: Cutting, key: str) -> Found:
    """Return the same server by a way that can lose answers."""
    place = found.settings[key].replace(found.server, way.base_url)
    return replace(found, server=way.base_url, settings={**found.settings, key: place})


def a_question() -> str:
    return f"À quelle heure ouvre la médiathèque n° {next(_numbers)} ? 🦊"


def wordpress_platform(site: RunningServer, way: Cutting) -> Platform:
    question = a_question()
    rest, auth = f"{site.base_url}/wp-json/wp/v2", ("alice", site.passwords["alice"])
    body = {"title": f"Ouverture {time.monotonic()}", "content": "x", "status": "publish"}
    article = requests.post(f"{rest}/posts", json=body, auth=auth, timeout=30).json()["id"]

    def add_account(desk: Desk) -> Account:
        found = through(desk.services.signin.find("wordpress", site.base_url), way, "root")
        answer = {"user": "bob", "password": site.passwords["bob"]}
        signed = desk.services.signin.finish("wordpress", found, None, answer)
        return desk.services.signin.add(signed)[0]

    def ask() -> None:
        form = {
            "comment_post_ID": article,
            "author": "Nour",
            "email": f"nour{article}@example.test",
            "comment": question,
        }
        visitor = {"X-Test-Visitor": f"198.51.100.{article % 250}"}
        page = f"{site.base_url}/wp-comments-post.php"
        answer = requests.post(page, form, headers=visitor, allow_redirects=False, timeout=30)
        assert answer.status_code == 302

    def arrived() -> list[str]:
        listed = f"{rest}/comments?post={article}&status=any&context=edit&per_page=100"
        comments = requests.get(listed, auth=auth, timeout=30).json()
        return [
            f"{site.base_url}/?comment={one['id']}"
            for one in comments
            if one["author_name"] == "bob"
        ]

    def posted() -> list[str]:
        listed = f"{rest}/posts?status=any&context=edit&per_page=100"
        articles = requests.get(listed, auth=auth, timeout=30).json()
        ours = [one for one in articles if "Notre journal" in one["content"]["raw"]]
        return [f"{site.base_url}/?p={one['id']}" for one in ours]

    return Platform(
        question,
        "POST /wp-json/wp/v2/comments ",
        way,
        add_account,
        ask,
        arrived,
        posted,
        "POST /wp-json/wp/v2/posts ",
        "publish",
    )


def snac_platform(server: RunningServer, way: Cutting) -> Platform:
    question = a_question()
    alice, bob = sign_in(server, "alice"), sign_in(server, "bob")
    post = alice.write(f"Venez demander {time.monotonic()}")

    def add_account(desk: Desk) -> Account:
        found = desk.services.signin.find("mastodon", server.base_url)
        begun = desk.services.signin.start_browser("mastodon", found, paste=True)
        _, code = play_login(begun.authorisation.url, "alice", server.passwords["alice"])
        signed = desk.services.signin.finish("mastodon", found, begun, {"code": code})
        settings = {**signed.credentials.settings, "server": way.base_url}
        identity = replace(signed.identity, settings={**signed.identity.settings, **settings})
        signed = replace(signed, found=through(found, way, "server"), identity=identity)
        return desk.services.signin.add(signed)[0]

    def ask() -> None:
        bob.write(f"{handle(alice)} {question}", in_reply_to_id=post["id"])

    def arrived() -> list[str]:
        # The list of our own posts leaves out what is not public; below the question stands everything.
        questions = [one for one in below(post["id"]) if question in one["content"]]
        answers = [one for asked in questions for one in below(asked["id"])]
        by_us = [one for one in answers if one["account"]["id"] == alice.settings["account_id"]]
        return [one["uri"] for one in by_us if "Dès 9 h" in one["content"]]

    def below(number: str) -> list[dict[str, Any]]:
        return list(alice.api.get(f"/api/v1/statuses/{number}/context").json()["descendants"])

    def posted() -> list[str]:
        statuses = alice.api.get(f"/api/v1/accounts/{alice.settings['account_id']}/statuses").json()
        return [one["uri"] for one in statuses if "Notre journal" in one["content"]]

    return Platform(question, "POST /api/v1/statuses ", way, add_account, ask, arrived, posted)


def bluesky_platform(network: RunningServer, way: Cutting) -> Platform:
    question, number = a_question(), next(_numbers)
    ours, bob = join(network, f"ours{number}"), join(network, f"bob{number}")
    post = ours.write(f"Venez demander {number}")

    def add_account(desk: Desk) -> Account:
        found = desk.services.signin.find("bluesky", f"{ours.handle} {network.base_url}")
        typed = {"user": ours.handle, "password": ours.app_password()}
        signed = desk.services.signin.finish("bluesky", found, None, typed)
        settings = {**signed.identity.settings, "server": way.base_url}
        identity = replace(signed.identity, settings=settings)
        signed = replace(signed, found=through(found, way, "server"), identity=identity)
        return desk.services.signin.add(signed)[0]

    def ask() -> None:
        bob.write(question, post)

    def arrived() -> list[str]:
        return [one["uri"] for one in ours.own() if "Dès 9 h" in one["value"]["text"]]

    def posted() -> list[str]:
        return [one["uri"] for one in ours.own() if one["value"]["text"].startswith(POST)]

    return Platform(
        question, "POST /xrpc/com.atproto.repo.putRecord ", way, add_account, ask, arrived, posted
    )


def matrix_platform(server: RunningServer, way: Cutting) -> Platform:
    question = a_question()
    ours, bob = matrix_people.join(server, "alice"), matrix_people.join(server, "bob")
    room = ours.open_room(bob, name=f"Venez demander {next(_numbers)}")

    def add_account(desk: Desk) -> Account:
        found = desk.services.signin.find("matrix", f"{ours.id} {server.base_url}")
        found = through(found, way, "server")
        typed = {"user": ours.id, "password": ours.password}
        signed = desk.services.signin.finish("matrix", found, None, typed)
        return desk.services.signin.add(signed)[0]

    def ask() -> None:
        bob.say(room, question)

    def arrived() -> list[str]:
        return [one["event_id"] for one in ours.own(room) if "Dès 9 h" in one["content"]["body"]]

    def posted() -> list[str]:
        return [
            one["event_id"] for one in ours.own(room) if one["content"]["body"].startswith(POST)
        ]

    publishing = "PUT /_matrix/client/v3/rooms/"
    return Platform(question, publishing, way, add_account, ask, arrived, posted, place=room)


def mail_platform(server: RunningServer, way: Cutting, who: str, bob: Box) -> Platform:
    question = a_question()
    asked: list[str] = []

    def add_account(desk: Desk) -> Account:
        typed = f"{who}@example.test imaps://localhost:{bob.port + 1} {way.base_url}"
        found = desk.services.signin.find("mail", typed, (fingerprint(server),))
        answer = {"user": f"{who}@example.test", "password": server.passwords[who]}
        if who == "carol":  # as it is known of providers that keep what is sent
            found = replace(found, settings={**found.settings, "copies": "server"})
        signed = desk.services.signin.finish("mail", found, None, answer)
        return desk.services.signin.add(signed)[0]

    def ask() -> None:
        asked.append(bob.send(f"{who}@example.test", question))

    def arrived() -> list[str]:
        time.sleep(0.5)  # from the server's hands into the box
        bob.client.select_folder("INBOX", readonly=True)
        uids = bob.client.search(["HEADER", "IN-REPLY-TO", asked[0]])
        heads = bob.client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]).values()
        return [one[b"BODY[HEADER.FIELDS (MESSAGE-ID)]"].decode().split()[-1] for one in heads]

    return Platform(question, "<", way, add_account, ask, arrived)


@contextmanager
def mail(server: RunningServer, who: str) -> Iterator[Platform]:
    files = (str(server.folder / "cert.pem"), str(server.folder / "key.pem"))
    port = int(urlsplit(server.base_url).port or 0)
    bob = Box(server, "bob")
    with cutting_mail(("localhost", port + 2), files) as way:
        yield mail_platform(server, way, who, bob)
    bob.client.logout()


PLATFORMS = (
    "wordpress",
    "snac",
    "matrix",
    "mail",
    pytest.param("bluesky", marks=pytest.mark.long_install),
)


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    if request.param == "mail":
        with mail(request.getfixturevalue("mail_server"), "carol") as made_of_mail:
            yield made_of_mail
        return
    made = {
        "wordpress": ("wordpress_site", wordpress_platform),
        "snac": ("snac_server", snac_platform),
        "matrix": ("matrix_server", matrix_platform),
        "bluesky": ("bluesky_network", bluesky_platform),
    }
    fixture, make = made[request.param]
    server = request.getfixturevalue(fixture)
    with cutting(server.base_url) as way:
        yield make(server, way)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "workspace")
    yield made
    assert made.services.inbox.recount() == []
    assert made.services.journal.verify().problems == ()
    made.services.close()


@pytest.mark.parametrize("lost", [False, True], ids=["calm", "lost"])
def test_an_answer_arrives_exactly_once(platform: Platform, desk: Desk, lost: bool) -> None:
    account = platform.add_account(desk)
    platform.ask()
    conversation = desk.asked(account, platform.question)
    row = desk.answer(conversation)
    if lost:
        platform.way.what, platform.way.cuts = platform.publishing, 1
    desk.deliver()
    if lost:
        assert platform.way.cuts == 0, desk.services.outbox.row(row.id)
        assert desk.services.outbox.row(row.id).state is OutboxState.UNKNOWN
        desk.start_again()
    sent = desk.deliver_until_sent(row)
    assert platform.arrived() == [sent.remote_id]
    publishing = [line for line in platform.way.seen if line.startswith(platform.publishing)]
    assert len(publishing) == 1
    desk.poll(account)
    thread = desk.services.inbox.thread(conversation)
    ours = [one.message for one in thread.entries if one.message.ours and not one.message.context]
    assert [one.remote_id for one in ours if "Dès 9 h" in one.text] == [sent.remote_id]


def test_where_nobody_can_know_an_answer_is_not_sent_again_and_a_person_is_asked(
    mail_server: RunningServer, desk: Desk
):
    with mail(mail_server, "alice") as platform:
        account = platform.add_account(desk)
        platform.ask()
        row = desk.answer(desk.asked(account, platform.question))
        platform.way.cuts = 1
        desk.deliver()
        assert desk.services.outbox.row(row.id).state is OutboxState.UNKNOWN
        desk.start_again()
        for _ in range(30):
            desk.clock.advance(60)
            desk.deliver()
        assert desk.services.outbox.row(row.id).state is OutboxState.ASK
        desk.services.outbox.confirm_sent(row.id, "")
        assert platform.arrived() == [desk.services.outbox.row(row.id).remote_id]
        assert len(platform.way.seen) == 1


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one != "mail"], indirect=True)
@pytest.mark.parametrize("lost", [False, True], ids=["calm", "lost"])
def test_a_post_of_ours_begins_a_thread_exactly_once(
    platform: Platform, desk: Desk, lost: bool
) -> None:
    assert platform.posted is not None
    account = platform.add_account(desk)
    if platform.place:
        places = {one.name for one in desk.services.accounts.places(account.id)}
        assert platform.place in places
        desk.services.accounts.choose_place(account.id, platform.place)
    before = platform.posted()
    draft = replace(
        desk.services.posting.begin(account.id, "Le journal"), body=f"{POST} N° {next(_numbers)}"
    )
    row, _ = desk.services.outbox.queue(draft, hold_s=0)
    publishing = platform.posting or platform.publishing
    if lost:
        platform.way.what, platform.way.cuts = publishing, 1
    desk.deliver()
    if lost:
        assert platform.way.cuts == 0, desk.services.outbox.row(row.id)
        assert desk.services.outbox.row(row.id).state is OutboxState.UNKNOWN
        desk.start_again()
    sent = desk.deliver_until_sent(row)
    assert [one for one in platform.posted() if one not in before] == [sent.remote_id]
    assert len([line for line in platform.way.seen if line.startswith(publishing)]) == 1
    desk.poll(account)
    thread = desk.services.inbox.thread(row.conversation_id)
    assert [one.message.remote_id for one in thread.entries] == [sent.remote_id]
