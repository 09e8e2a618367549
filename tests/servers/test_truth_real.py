"""Five hundred messages of four people on every real server: the store equals the truth file, or the test is red.

On snac, which takes its time, it is sixty, on Bluesky a hundred. Letters cannot be edited; what a
server shows only where a message is opened is said at its class.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
import requests

from cmworkstation.domain.account import Account
from cmworkstation.domain.message import Message
from cmworkstation.sdk.http import Http
from tests.servers import bluesky_people, matrix_people, truth
from tests.servers.conftest import PEOPLE
from tests.servers.running import RunningServer
from tests.servers.test_mail_real import Box, fingerprint
from tests.servers.test_mastodon_real import handle, play_login
from tests.servers.test_mastodon_real import sign_in as mastodon_sign_in
from tests.servers.test_once_real import LOADERS, Desk

ARTICLE = {"content": "x", "status": "publish"}
pytestmark = [pytest.mark.servers, pytest.mark.timeout(400)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "workspace")
    yield made
    assert made.services.inbox.recount() == []
    assert made.services.journal.verify().problems == ()
    made.services.close()


class MatrixGround(truth.Ground):
    """Three rooms on Synapse."""

    def __init__(self, server: RunningServer) -> None:
        names = ("alice", "bob", "carol", "dave")
        self.people = [matrix_people.join(server, one) for one in names]
        ours, *others = self.people
        ours.leave_all()
        self.rooms = [ours.open_room(*others, name=f"Salon {n}") for n in range(3)]
        self.room_of: dict[str, str] = {}

    def sign_in(self, desk: Desk) -> Account:
        ours = self.people[truth.US]
        found = desk.services.signin.find("matrix", f"{ours.id} {ours.server}")
        typed = {"user": ours.id, "password": ours.password}
        return desk.services.signin.add(desk.services.signin.finish("matrix", found, None, typed))[
            0
        ]

    def write(self, who: int, text: str, parent: str, number: int) -> str:
        room = self.room_of[parent] if parent else self.rooms[number % 3]
        name = self.people[who].say(room, text, to=parent)
        self.room_of[name] = room
        return name

    def edit(self, who: int, name: str, text: str) -> None:
        self.people[who].edit(self.room_of[name], name, text)

    def delete(self, who: int, name: str) -> None:
        self.people[who].redact(self.room_of[name], name)

    def author(self, who: int) -> str:
        return self.people[who].id

    def counts(self, message: Message) -> bool:
        return not message.remote_id.startswith("!")  # the rooms themselves


class MailGround(truth.Ground):
    """Letters to everybody on Dovecot and Postfix. Nobody can change a letter; we can throw it out of our mailbox."""

    can_edit = False
    reads_again = True  # what is thrown away among letters of long ago is seen where one is opened

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        # The server itself keeps what carol sends.
        self.names = ("carol", "alice", "bob", "dave")
        self.boxes = [Box(server, one) for one in self.names]
        self.above: dict[str, str] = {}  # id → all that stands above, and itself
        for folder in ("INBOX", "Sent"):
            client = self.boxes[truth.US].client
            client.select_folder(folder)
            client.delete_messages(client.search())
            client.expunge()

    def sign_in(self, desk: Desk) -> Account:
        ours = self.boxes[truth.US]
        typed = f"{ours.address} imaps://localhost:{ours.port + 1} localhost:{ours.port + 2}"
        found = desk.services.signin.find("mail", typed, (fingerprint(self.server),))
        found = replace(found, settings={**found.settings, "copies": "server"})
        answer = {"user": ours.address, "password": self.server.passwords["carol"]}
        return desk.services.signin.add(desk.services.signin.finish("mail", found, None, answer))[0]

    def write(self, who: int, text: str, parent: str, number: int) -> str:
        to = ", ".join(one.address for one in self.boxes if one is not self.boxes[who])
        above = self.above.get(parent, "")
        answers = {"In_Reply_To": parent, "References": above} if parent else {}
        name = self.boxes[who].send(to, text, **answers)
        self.above[name] = f"{above} {name}".strip()
        return name

    def delete(self, who: int, name: str) -> None:
        ours = self.boxes[truth.US]
        ours.client.delete_messages([ours.uid("Sent" if who == truth.US else "INBOX", name)])
        ours.client.expunge()

    def author(self, who: int) -> str:
        return self.boxes[who].address


class WordpressGround(truth.Ground):
    """Comments below an article: ours by the administrator, the others by visitors."""

    only_leaves = True  # answers to a comment that is deleted move up
    reads_again = True  # what is changed in comments of long ago is seen where one is opened

    def __init__(self, site: RunningServer) -> None:
        self.site = site
        self.line = requests.Session()
        self.line.auth = ("alice", site.passwords["alice"])
        self.title = f"ormaie-{time.monotonic_ns()}"
        self.articles = [
            int(self._rest("POST", "posts", {"title": f"{self.title}-{n}", **ARTICLE})["id"])
            for n in range(3)
        ]
        self.article_of: dict[str, int] = {}

    def _rest(self, verb: str, route: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"{self.site.base_url}/wp-json/wp/v2/{route}"
        answer = self.line.request(verb, url, json=body, timeout=60)
        answer.raise_for_status()
        found = answer.json()
        assert isinstance(found, dict)
        return found

    def sign_in(self, desk: Desk) -> Account:
        found = desk.services.signin.find("wordpress", self.site.base_url)
        answer = {"user": "alice", "password": self.site.passwords["alice"]}
        return desk.services.signin.add(
            desk.services.signin.finish("wordpress", found, None, answer)
        )[0]

    def write(self, who: int, text: str, parent: str, number: int) -> str:
        above = int(parent.rpartition("=")[2])
        at_the_top = "?p=" in parent  # numbers alone do not tell: article 11 is not comment 11
        article = above if at_the_top else self.article_of[parent]
        body: dict[str, Any] = {"post": article, "content": escape(text, quote=False)}
        body |= {} if at_the_top else {"parent": above}
        if who != truth.US:
            name = self.author(who)
            body |= {"author_name": name, "author_email": f"{name}@example.test"}
        name = f"{self.site.base_url}/?comment={self._rest('POST', 'comments', body)['id']}"
        self.article_of[name] = article
        return name

    def above_all(self, number: int) -> str:
        return f"{self.site.base_url}/?p={self.articles[number % 3]}"

    def edit(self, who: int, name: str, text: str) -> None:
        body = {"content": escape(text, quote=False)}
        self._rest("POST", f"comments/{name.rpartition('=')[2]}", body)

    def delete(self, who: int, name: str) -> None:
        self._rest("DELETE", f"comments/{name.rpartition('=')[2]}?force=true")

    def author(self, who: int) -> str:
        return ("alice", "nour", "pia", "milo")[who]

    def writer(self, message: Message) -> str:
        return message.author_name

    def counts(self, message: Message) -> bool:
        return f"/{self.title}-" in message.url and "#comment" in message.url


class SnacGround(truth.Ground):
    """Posts on snac, which speaks as Mastodon does."""

    within_s = 120.0
    messages = 60  # it delivers from a queue, some seconds after each was written
    reads_again = True  # what we wrote elsewhere, and what was changed, is seen where it is opened
    hears_answers_only = True
    only_leaves = True  # above an answer, what was deleted is still shown

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.people = [mastodon_sign_in(server, one) for one in PEOPLE]
        self.numbers: dict[str, str] = {}  # address → the number by which the server answers

    def sign_in(self, desk: Desk) -> Account:
        found = desk.services.signin.find("mastodon", self.server.base_url)
        begun = desk.services.signin.start_browser("mastodon", found, paste=True)
        page = begun.authorisation.url
        _, code = play_login(page, "alice", self.server.passwords["alice"])
        signed = desk.services.signin.finish("mastodon", found, begun, {"code": code})
        return desk.services.signin.add(signed)[0]

    def write(self, who: int, text: str, parent: str, number: int) -> str:
        more = {"in_reply_to_id": self.numbers[parent]} if parent else {}
        made = self.people[who].write(text, **more)
        self.numbers[made["uri"]] = made["id"]
        return str(made["uri"])

    def words(self, text: str) -> str:
        return text.replace("<b>", "< b >")  # it takes HTML

    def answered(self, text: str, to: Message) -> str:
        return f"{to.author_handle} {text}"  # whom it answers stands in the text

    def edit(self, who: int, name: str, text: str) -> None:
        place = f"/api/v1/statuses/{self.numbers[name]}"
        self.people[who].api.put(place, json={"status": text})

    def delete(self, who: int, name: str) -> None:
        user = PEOPLE[who]
        site = Http(self.server.base_url, basic=(user, self.server.passwords[user]))
        form = {"id": name, "actor": f"{self.server.base_url}/{user}", "action": "Delete"}
        site.post(f"/{user}/admin/action", form=form, accept=(302, 303))
        site.close()

    def author(self, who: int) -> str:
        return handle(self.people[who])


class BlueskyGround(truth.Ground):
    """Posts on a network of one server for accounts. Its official app has no edits; other words are put there."""

    reads_again = True  # answers to others' answers are seen in the thread
    messages = 100  # test_bluesky_real has three hundred, of which none is ours alone

    def __init__(self, network: RunningServer) -> None:
        self.people = [
            bluesky_people.join(network, one) for one in ("ormaie", "clara", "bruno", "dora")
        ]
        self.made: dict[str, dict[str, Any]] = {}

    def sign_in(self, desk: Desk) -> Account:
        ours = self.people[truth.US]
        found = desk.services.signin.find("bluesky", f"{ours.handle} {ours.server}")
        typed = {"user": ours.handle, "password": ours.app_password()}
        return desk.services.signin.add(desk.services.signin.finish("bluesky", found, None, typed))[
            0
        ]

    def write(self, who: int, text: str, parent: str, number: int) -> str:
        person = self.people[who]
        done = person.write_all([person.record(text, self.made.get(parent))])[0]
        self.made[done["uri"]] = done
        return str(done["uri"])

    def write_all(self, lines: Sequence[truth.Line], id_of: truth.IdOf) -> list[str]:
        names: dict[int, str] = {}
        for who, person in enumerate(self.people):
            own = [one for one in lines if one.who == who]
            above = [self.made.get(id_of(one.parent, one.number)) for one in own]
            records = [person.record(one.text, to) for one, to in zip(own, above, strict=True)]
            for line, done in zip(own, person.write_all(records) if own else (), strict=True):
                self.made[done["uri"]] = done
                names[line.number] = str(done["uri"])
        told = [names[one.number] for one in lines]
        self.people[truth.US].shown(told[-1])
        return told

    def edit(self, who: int, name: str, text: str) -> None:
        person = self.people[who]
        place = {
            "repo": person.did,
            "collection": bluesky_people.POST,
            "rkey": name.rpartition("/")[2],
        }
        known = person.ask("com.atproto.repo.getRecord", **place)["value"]
        person.act("com.atproto.repo.putRecord", {**place, "record": {**known, "text": text}})

    def delete(self, who: int, name: str) -> None:
        self.people[who].delete(name)

    def author(self, who: int) -> str:
        return f"@{self.people[who].handle}"


@pytest.fixture
def bluesky(bluesky_network: RunningServer) -> truth.Ground:
    return BlueskyGround(bluesky_network)


@pytest.fixture
def mail(mail_server: RunningServer) -> Iterator[truth.Ground]:
    made = MailGround(mail_server)
    yield made
    for one in made.boxes:
        one.client.logout()


@pytest.fixture
def wordpress(wordpress_site: RunningServer) -> truth.Ground:
    return WordpressGround(wordpress_site)


@pytest.fixture
def snac(snac_server: RunningServer) -> truth.Ground:
    return SnacGround(snac_server)


@pytest.fixture
def matrix(matrix_server: RunningServer) -> truth.Ground:
    return MatrixGround(matrix_server)


@pytest.fixture(
    params=[
        "matrix",
        "mail",
        "wordpress",
        # It delivers so slowly that this takes as long as an install.
        pytest.param("snac", marks=pytest.mark.long_install),
        pytest.param("bluesky", marks=pytest.mark.long_install),
    ]
)
def ground(request: pytest.FixtureRequest) -> truth.Ground:
    made = request.getfixturevalue(request.param)
    assert isinstance(made, truth.Ground)
    return made


@pytest.mark.timeout(900)
def test_the_store_holds_what_four_people_said(
    ground: truth.Ground, desk: Desk, tmp_path: Path
) -> None:
    truth.judge(ground, desk, tmp_path / "truth.json")


@pytest.mark.parametrize("name", ["matrix", "mail"])  # two that answer at once are enough for it
def test_a_message_that_is_lost_on_its_way_makes_the_comparison_red(
    request: pytest.FixtureRequest,
    name: str,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground: truth.Ground = request.getfixturevalue(name)
    lost = truth.text_of(21).partition("\n")[0]
    for load in LOADERS.values():
        truth.lose(monkeypatch, load(), lost)
    told = truth.play(ground, desk, tmp_path / "t.json", messages=40, rounds=3, lost=lost)
    found = truth.differences(ground, told, desk)
    assert len(found) == 1, found
    assert found[0].startswith("missing: ")
    assert lost in found[0]
