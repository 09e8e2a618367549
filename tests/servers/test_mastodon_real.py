"""The Mastodon connector against snac, a small real server of the same language.

It proves the sign-in, the core path and that we survive a server that differs from Mastodon in many places:
no newer form of the instance description, no Link headers, no idempotency, no list of who is mentioned.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import Idempotency, ModerationAct, Visibility
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk.connector import Content, SearchFor, Sent, Target
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.oauth import PASTE
from tests.servers.running import RunningServer

pytestmark = [pytest.mark.servers, pytest.mark.timeout(180)]

DELIVERED_WITHIN_S = 40.0
BACK = "http://127.0.0.1:9/callback"
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Somebody who signed in as the wizard does it."""

    connector: MastodonConnector
    settings: dict[str, str]
    secret: dict[str, str]
    api: Http

    def write(self, text: str, **more: str) -> dict[str, Any]:
        found = self.api.post("/api/v1/statuses", json={"status": text, **more}).json()
        assert isinstance(found, dict)
        return found

    def own(self) -> list[dict[str, Any]]:
        path = f"/api/v1/accounts/{self.settings['account_id']}/statuses?limit=40"
        return list(self.api.get(path).json())


def play_login(url: str, user: str, password: str) -> tuple[str, str]:
    """Do what a person does in the browser; return where the server sends the browser, and the page."""
    browser = Http()
    page = browser.get(url).text()
    action = re.search(r'action="([^"]+)"', page)
    assert action
    form = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))
    form |= {"login": user, "passwd": password}
    answer = browser.post(urljoin(url, action[1]), form=form, accept=(302, 303))
    browser.close()
    return answer.headers.get("location", ""), answer.text()


def sign_in(server: RunningServer, user: str, *, paste: bool = False) -> Person:
    http = Http()
    found = MastodonConnector.find(http, server.base_url)
    begun = MastodonConnector.begin(http, found, PASTE if paste else BACK)
    location, page = play_login(begun.url, user, server.passwords[user])
    if paste:
        answer = {"code": page}
    else:
        assert location.startswith(BACK)
        answer = {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
        assert answer["state"] == begun.state
    credentials = MastodonConnector.finish(http, found, begun, answer)
    settings = {**found.settings, **credentials.settings}
    identity = MastodonConnector(settings, credentials.secret, Http(found.server)).check()
    settings |= identity.settings
    secret = dict(credentials.secret)
    api = Http(found.server, bearer=secret["access_token"])
    return Person(MastodonConnector(settings, secret, Http(found.server)), settings, secret, api)


@pytest.fixture(scope="module")
def alice(snac_server: RunningServer) -> Person:
    return sign_in(snac_server, "alice")


@pytest.fixture(scope="module")
def bob(snac_server: RunningServer) -> Person:
    return sign_in(snac_server, "bob")


def inbox(person: Person, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in person.connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        items += [item for raw in page.items for item in person.connector.parse(raw)]
    return items


def wait_for(look: Callable[[], T | None], what: str) -> T:
    """Look again until something is there: the server delivers from a queue, after some seconds."""
    until = time.monotonic() + DELIVERED_WITHIN_S
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(0.5)
    pytest.fail(f"{what} did not arrive")


def handle(person: Person) -> str:
    return person.settings["handle"]


def ask(alice: Person, bob: Person, text: str, **more: str) -> Item:
    """Bob asks something under a post of Alice; return it as it arrives in her inbox.

    On a host with a port this server resolves no name in a text: only an answer reaches its person.
    """
    post = alice.write(f"Come and ask: {text}")
    bob.write(f"{handle(alice)} {text}", in_reply_to_id=post["id"], **more)
    named = f"{handle(alice)} {text}"
    return wait_for(lambda: next((one for one in inbox(alice) if named in one.html), None), text)


def target_for(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def thread_of(person: Person, target: Target) -> list[Item]:
    page = person.connector.thread(target)
    return [item for raw in page.items for item in person.connector.parse(raw)]


def test_finds_the_server_and_its_software(snac_server: RunningServer):
    found = MastodonConnector.find(Http(), f"{snac_server.base_url}/alice")
    assert found.server == snac_server.base_url
    assert found.settings["software"] == "snac"
    assert found.software.startswith("Snac 2.")
    assert found.settings["max_characters"] == "100000"


def test_something_else_is_not_this_platform(snac_server: RunningServer):
    with pytest.raises(errors.BadAddress):
        MastodonConnector.find(Http(), f"{snac_server.base_url.replace('localhost', '')}")


def test_signs_in_and_knows_who_we_are(alice: Person, snac_server: RunningServer):
    assert handle(alice) == f"@alice@{urlsplit(snac_server.base_url).netloc}"
    assert alice.connector.capabilities.idempotency is Idempotency.RECONCILE
    assert alice.secret["client_secret"]


def test_signs_in_with_a_pasted_code(snac_server: RunningServer):
    assert handle(sign_in(snac_server, "alice", paste=True)).startswith("@alice@")


def test_a_mention_arrives_with_what_it_answers(alice: Person, bob: Person):
    post = alice.write("The reading room opens on Saturday")
    bob.write(f"{handle(alice)} at what time? é 👩‍👧", in_reply_to_id=post["id"])

    def asked() -> Item | None:
        return next((item for item in inbox(alice) if "at what time? é 👩‍👧" in item.html), None)

    question = wait_for(asked, "the question")
    assert question.kind is Kind.REPLY
    assert question.writer.handle == handle(bob)
    assert question.parent_id == post["uri"]
    assert not question.context
    above = next(item for item in inbox(alice) if item.remote_id == post["uri"])
    assert above.writer.is_us
    assert above.context


def test_what_was_read_is_not_new_again(alice: Person, bob: Person):
    cursors: dict[str, str] = {}
    ask(alice, bob, "first question")
    inbox(alice, cursors)
    ask(alice, bob, "second question")
    new = inbox(alice, cursors)
    assert ["second question" in item.html for item in new if not item.context] == [True]
    assert not any("first question" in item.html for item in new)
    assert inbox(alice, cursors) == []


def test_a_reply_arrives_exactly_once(alice: Person, bob: Person):
    question = ask(alice, bob, "is there a lift?")
    content = Content("Yes, on the left – with œ and <b>.", Visibility.PUBLIC, "en")
    sent = alice.connector.reply(target_for(question), content, once_key="key-once")
    found = wait_for(
        lambda: next((i for i in inbox(bob) if i.remote_id == sent.remote_id), None), "the reply"
    )
    assert found.parent_id == question.remote_id
    assert "with œ and &lt;b" in found.html or "with œ and <b>" in found.html
    assert sum(one["uri"] == sent.remote_id for one in alice.own()) == 1
    thread = thread_of(alice, target_for(question))
    assert [item.remote_id for item in thread[1:]] == [question.remote_id, sent.remote_id]
    assert question.parent_id == thread[0].remote_id == thread[2].thread_id
    assert [item.writer.is_us for item in thread] == [True, False, True]
    assert thread[2].parent_id == question.remote_id


def test_a_private_question_gets_a_private_answer(alice: Person, bob: Person):
    question = ask(alice, bob, "between the two of us", visibility="direct")
    assert question.visibility is Visibility.PRIVATE
    assert question.kind is Kind.PRIVATE
    content, began = Content("Of course.", Visibility.PUBLIC), datetime.now(UTC)
    sent = alice.connector.reply(target_for(question), content, once_key="p")
    ours = next(
        one for one in thread_of(alice, target_for(question)) if one.remote_id == sent.remote_id
    )
    assert ours.visibility is Visibility.PRIVATE
    # The server leaves private posts out of the list of our own: they are found below the question.
    assert not any(one["uri"] == sent.remote_id for one in alice.own())
    found = alice.connector.find_sent(target_for(question), content, once_key="p", since=began)
    assert found is not None
    assert found.remote_id == sent.remote_id


class Cutting:
    """A way to the server that loses the answer to the next new status."""

    def __init__(self, server: str) -> None:
        self._to = (urlsplit(server).hostname or "", urlsplit(server).port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.passed_on = 0

    def serve_once(self) -> None:
        with suppress(OSError):
            here, _ = self._listener.accept()
            with here, socket.create_connection(self._to, 10) as there:
                request = b""
                while not _complete(request):
                    request += here.recv(65536)
                there.sendall(request)
                self.passed_on += bool(
                    there.recv(65536)
                )  # the server has answered; nobody hears it

    def close(self) -> None:
        self._listener.close()


def _complete(request: bytes) -> bool:
    head, gap, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head.lower())
    return bool(gap) and len(body) >= int(length[1] if length else 0)


@contextmanager
def cutting(server: str) -> Iterator[Cutting]:
    way = Cutting(server)
    thread = threading.Thread(target=way.serve_once, name="cutting")
    thread.start()
    try:
        yield way
    finally:
        thread.join(10)
        way.close()


def test_a_lost_answer_is_doubt_and_looking_settles_it(alice: Person, bob: Person):
    question = ask(alice, bob, "did you get my letter?")
    target, content = target_for(question), Content("Yes, this morning.", Visibility.PUBLIC)
    began = datetime.now(UTC) - timedelta(seconds=5)
    assert alice.connector.find_sent(target, content, once_key="k", since=began) is None
    with cutting(alice.settings["server"]) as way:
        settings = {**alice.settings, "server": way.origin}
        with pytest.raises(errors.Ambiguous):
            MastodonConnector(settings, alice.secret, Http(way.origin)).reply(
                target, content, once_key="k"
            )
    assert way.passed_on == 1
    found = alice.connector.find_sent(target, content, once_key="k", since=began)
    assert isinstance(found, Sent)
    assert sum("Yes, this morning." in one["content"] for one in alice.own()) == 1
    another = replace(content, text="Yes, this evening.")
    assert alice.connector.find_sent(target, another, once_key="k", since=began) is None


def test_an_edit_of_the_question_shows(alice: Person, bob: Person):
    question = ask(alice, bob, "whre is it?")
    bobs = next(one for one in bob.own() if one["uri"] == question.remote_id)
    time.sleep(1.1)  # its numbers begin with the second of the edit
    bob.api.put(f"/api/v1/statuses/{bobs['id']}", json={"status": f"{handle(alice)} where is it?"})

    def edited() -> Item | None:
        return next(
            (i for i in thread_of(alice, target_for(question)) if "where is it?" in i.html), None
        )

    found = wait_for(edited, "the edit")
    assert found.remote_id == question.remote_id
    assert found.edited_at is not None
    content = Content("Second floor.", Visibility.PUBLIC)
    sent = alice.connector.reply(target_for(question), content, once_key="e")
    since = datetime.now(UTC) - timedelta(seconds=30)
    assert (
        alice.connector.find_sent(target_for(question), content, once_key="e", since=since)
        is not None
    )
    assert sent.remote_id in {item.remote_id for item in thread_of(alice, target_for(found))}


def test_a_deleted_question_is_gone(alice: Person, bob: Person, snac_server: RunningServer):
    question = ask(alice, bob, "never mind")
    site = Http(snac_server.base_url, basic=("bob", snac_server.passwords["bob"]))
    form = {"id": question.remote_id, "actor": question.writer.url, "action": "Delete"}
    site.post("/bob/admin/action", form=form, accept=(302, 303))
    site.close()

    def gone() -> tuple[str, ...] | None:
        return alice.connector.thread(target_for(question)).gone or None

    assert wait_for(gone, "the deletion") == (question.remote_id,)


def test_an_unknown_token_is_not_signed_in(alice: Person, bob: Person):
    question = ask(alice, bob, "who are you?")
    stranger = MastodonConnector(
        alice.settings, {"access_token": "nobody"}, Http(alice.settings["server"])
    )
    for act in (
        stranger.check,
        lambda: list(stranger.fetch({})),
        lambda: stranger.thread(target_for(question)),
        lambda: stranger.reply(target_for(question), Content("x", Visibility.PUBLIC), once_key="s"),
    ):
        with pytest.raises(errors.NotSignedIn):
            act()


def test_a_token_given_back_is_no_longer_good(snac_server: RunningServer):
    leaving = sign_in(snac_server, "alice")
    leaving.connector.revoke()
    with pytest.raises(errors.NotSignedIn):
        leaving.connector.check()


def test_blocks_twice_and_offers_no_more_than_the_server_can(alice: Person, bob: Person):
    question = ask(bob, alice, "hello there")
    bob.connector.moderate(target_for(question), ModerationAct.BLOCK)
    bob.connector.moderate(target_for(question), ModerationAct.BLOCK)
    account = alice.settings["account_id"]
    bob.api.post(f"/api/v1/accounts/{account}/unblock", json={}, safe=True)
    with pytest.raises(errors.Refused):
        bob.connector.moderate(target_for(question), ModerationAct.MUTE)


def test_the_watch_finds_a_hashtag_and_an_account_on_a_real_server(alice: Person, bob: Person):
    bob.write("The mill pond is frozen #ormaiemill")
    theirs = wait_for(
        lambda: next(iter(alice.connector.search(SearchFor.TAG, "#ormaiemill", "").items), None),
        "the hashtag",
    )
    assert "mill pond" in theirs.html
    assert theirs.writer.key
    assert not theirs.writer.is_us
    shown = alice.connector.search(SearchFor.ACCOUNT, handle(bob).split("@")[1], "")
    assert any("mill pond" in one.html for one in shown.items)
    assert len({one.remote_id for one in shown.items}) == len(shown.items)
    # This server searches hashtags and people; of words it may find nothing, which is no error.
    alice.connector.search(SearchFor.SEARCH, "pond", "")
