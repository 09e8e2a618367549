"""The Matrix connector against Synapse, the reference homeserver."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from cmworkstation.connectors.matrix import MatrixConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk.connector import Content, Page, Target, Upload
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import a_picture, read_history
from tests.servers.matrix_people import Person, join, wait_for
from tests.servers.running import RunningServer, running

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]

EARLIER = datetime.now(UTC) - timedelta(minutes=5)
KEY = "0190c000-0000-7000-8000-00000000000a"


@pytest.fixture(scope="module")
def alice(matrix_server: RunningServer) -> Person:
    return join(matrix_server, "alice")


@pytest.fixture(scope="module")
def bob(matrix_server: RunningServer) -> Person:
    return join(matrix_server, "bob")


@pytest.fixture(scope="module")
def carol(matrix_server: RunningServer) -> Person:
    return join(matrix_server, "carol")


@pytest.fixture(scope="module")
def ours(alice: Person) -> MatrixConnector:
    return alice.connect()


@pytest.fixture
def room(alice: Person, bob: Person) -> str:
    return alice.open_room(bob, name="La salle", topic="Tout ce qui se passe à la médiathèque")


def pages(connector: MatrixConnector, cursors: dict[str, str]) -> list[Page]:
    found = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        found.append(page)
    return found


def understood(connector: MatrixConnector, found: list[Page]) -> list[Item]:
    return [item for page in found for raw in page.items for item in connector.parse(raw)]


def read(connector: MatrixConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return understood(connector, pages(connector, {} if cursors is None else cursors))


def named(items: list[Item], event: str) -> Item:
    return next(one for one in items if one.remote_id == event)


def asked(connector: MatrixConnector, event: str) -> Target:
    """Return a message, written just now, as something to answer."""
    return target_of(named(read(connector), event))


def target_of(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def answer(text: str, **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC), **more)


def test_a_name_with_its_server_signs_in(alice: Person, ours: MatrixConnector):
    identity = ours.check()
    assert identity.handle == "@alice:hs.test"
    assert identity.capabilities.media.max_bytes == 5 * 2**20
    ends = ours.ends_at()
    assert ends is not None
    assert ends - datetime.now(UTC) <= timedelta(minutes=5)


@pytest.mark.parametrize("user", ["@alice:hs.test", "nobody"])
def test_a_wrong_password_and_a_wrong_name_are_not_signed_in(alice: Person, user: str):
    found = MatrixConnector.find(Http(), f"{user if '@' in user else alice.id} {alice.server}")
    with pytest.raises(errors.NotSignedIn):
        MatrixConnector.finish(Http(found.server), found, None, {"user": user, "password": "wrong"})


def test_access_is_renewed_and_an_answer_that_was_lost_is_had_again(alice: Person):
    connector = alice.connect()
    lost = connector.renew().secret
    again = connector.renew().secret
    fresh = MatrixConnector(connector._settings, {**lost, **again}, Http(alice.server))
    assert fresh.check().handle == "@alice:hs.test"
    assert fresh.ends_at() is not None


def test_a_device_that_was_signed_out_is_told(alice: Person):
    connector = alice.connect()
    assert connector.revoke() is True
    with pytest.raises(errors.NotSignedIn):
        connector.check()
    with pytest.raises(errors.NotSignedIn):
        read(connector)
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


def test_a_room_is_one_conversation_that_begins_with_its_name(
    alice: Person, bob: Person, ours: MatrixConnector, room: str
):
    first = bob.say(room, "Ouvrez-vous samedi ? 🦊")
    told: dict[str, Any] = {"m.mentions": {"user_ids": [alice.id]}}
    named_us = bob.say(room, "Et dimanche ?", **told)
    below = bob.say(room, "Moi aussi", to=first)
    thread = bob.say(room, "Dans le fil", to=below, root=first)
    items = read(ours)
    beginning, question = named(items, room), named(items, first)
    assert (beginning.title, beginning.text or beginning.html, beginning.context) == (
        "La salle",
        "<p>Tout ce qui se passe à la médiathèque</p>",
        True,
    )
    assert (question.kind, question.thread_id, question.visibility) == (
        Kind.COMMENT,
        room,
        Visibility.PUBLIC,
    )
    assert question.html == "<p>Ouvrez-vous samedi ? 🦊</p>"
    assert (question.writer.handle, question.writer.name) == ("@bob:hs.test", "bob")
    assert named(items, named_us).kind is Kind.MENTION
    assert named(items, below).parent_id == first
    assert named(items, thread).parent_id == below
    assert named(items, thread).native_id == f"{room} {thread} {first}"


def test_a_direct_chat_is_private(alice: Person, bob: Person, ours: MatrixConnector):
    talk = bob.open_talk(alice)
    said = bob.say(talk, "Entre nous")
    item = named(read(ours), said)
    assert (item.kind, item.visibility) == (Kind.PRIVATE, Visibility.PRIVATE)
    sent = ours.reply(
        target_of(item), replace(answer("Bien sûr"), visibility=Visibility.PRIVATE), once_key=KEY
    )
    assert [one["event_id"] for one in alice.own(talk)] == [sent.remote_id]


def test_reading_goes_on_where_it_ended(bob: Person, ours: MatrixConnector, room: str):
    cursors: dict[str, str] = {}
    read(ours, cursors)
    before = dict(cursors)
    assert pages(ours, cursors) == []
    said = bob.say(room, "nouveau")
    found = [one.remote_id for one in read(ours, cursors) if not one.context]
    assert found == [said]
    assert pages(ours, cursors) == []
    assert [one.remote_id for one in read(ours, before) if not one.context] == [said]


def test_what_does_not_fit_into_one_answer_is_read_back(
    alice: Person, bob: Person, ours: MatrixConnector, room: str
):
    cursors: dict[str, str] = {}
    read(ours, cursors)
    said = [bob.say(room, f"message {n}") for n in range(170)]
    found = pages(ours, cursors)
    assert len(found) > 2
    messages = [one.remote_id for one in understood(ours, found) if not one.context]
    assert sorted(messages) == sorted(said)
    assert json.loads(cursors["sync"])["gaps"] == []
    assert pages(alice.connect(), cursors) == []


def test_an_answer_stands_there_once_and_is_found(
    alice: Person, bob: Person, ours: MatrixConnector, room: str
):
    question = bob.say(room, "Faut-il s’inscrire ?")
    target, what = target_of(named(read(ours), question)), answer("Oui, @bob:hs.test 🦊\nici")
    assert ours.find_sent(target, what, once_key=KEY, since=EARLIER) is None
    sent = ours.reply(target, what, once_key=KEY)
    assert ours.reply(target, what, once_key=KEY).remote_id == sent.remote_id
    (event,) = alice.own(room)
    assert event["event_id"] == sent.remote_id
    assert event["content"]["m.mentions"] == {"user_ids": ["@bob:hs.test"]}
    assert event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == question
    for key in (KEY, "another key"):  # by its transaction, and on another device by its words
        found = ours.find_sent(target, what, once_key=key, since=EARLIER)
        assert found is not None
        assert found.remote_id == sent.remote_id
    other = replace(what, text="Non")
    assert ours.find_sent(target, other, once_key="third", since=EARLIER) is None
    item = named(read(ours), sent.remote_id)
    assert sent.raw is not None
    (known,) = ours.parse(sent.raw)
    assert (known.html, known.parent_id, known.native_id) == (
        item.html,
        item.parent_id,
        item.native_id,
    )
    assert item.writer.is_us


def test_an_answer_in_a_thread_stays_in_it(bob: Person, ours: MatrixConnector, room: str):
    root = bob.say(room, "Le programme")
    below = bob.say(room, "À quelle heure ?", root=root)
    sent = ours.reply(target_of(named(read(ours), below)), answer("À dix heures"), once_key="t")
    relation = bob.ask("rooms", room, "event", sent.remote_id)["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", root)
    assert relation["m.in_reply_to"]["event_id"] == below


def test_the_longest_text_that_we_let_pass_is_taken_and_a_longer_one_refused(
    alice: Person, bob: Person, ours: MatrixConnector, room: str, monkeypatch: pytest.MonkeyPatch
):
    target = asked(ours, bob.say(room, "Combien ?"))
    sent = ours.reply(target, answer("é" * 30_000), once_key="long")
    assert alice.own(room)[0]["event_id"] == sent.remote_id
    for text in ("é" * 30_001, '"' * 40_000):
        with pytest.raises(errors.TooLong) as known:
            ours.reply(target, answer(text), once_key="longer")
        assert known.value.over >= 1
    monkeypatch.setattr("cmworkstation.connectors.matrix.over", lambda *_: 0)
    monkeypatch.setattr("cmworkstation.connectors.matrix.EVENT_BYTES", 10**6)
    with pytest.raises(errors.TooLong) as refused:
        ours.reply(target, answer("é" * 40_000), once_key="longer")
    assert "too large" in refused.value.detail.lower()


def test_an_edit_is_the_message_as_it_stands_now(bob: Person, ours: MatrixConnector, room: str):
    first = bob.say(room, "Une question")
    said = bob.say(room, "samdi ?", to=first)
    cursors: dict[str, str] = {}
    read(ours, cursors)
    bob.edit(room, said, "samedi ?")
    bob.edit(room, said, "samedi, à dix heures ?")
    item = named(read(ours, cursors), said)
    assert item.html == "<p>samedi, à dix heures ?</p>"
    assert item.parent_id == first
    assert item.edited_at is not None
    assert item.edited_at > item.at
    assert named(read(ours), said) == item


def test_a_deletion_is_told(bob: Person, ours: MatrixConnector, room: str):
    said = bob.say(room, "Oubliez cela")
    cursors: dict[str, str] = {}
    target = target_of(named(read(ours, cursors), said))
    bob.redact(room, said)
    assert said in {name for page in pages(ours, cursors) for name in page.gone}
    assert said in ours.thread(target).gone
    assert said not in {one.remote_id for one in read(ours)}


def test_an_invitation_waits_for_a_person(bob: Person, ours: MatrixConnector, alice: Person):
    room = bob.open_room(alice, join=False, name="L’atelier")
    cursors: dict[str, str] = {}
    item = named(read(ours, cursors), f"invite {room}")
    assert (item.title, item.held, item.writer.handle) == ("L’atelier", Held.HOLD, "@bob:hs.test")
    assert room not in alice.ask("joined_rooms")["joined_rooms"]
    target = target_of(item)
    with pytest.raises(errors.Refused) as refused:
        ours.reply(target, answer("Bonjour"), once_key="k")
    assert refused.value.code == "not-joined"
    assert ours.thread(target).items
    ours.moderate(target, ModerationAct.APPROVE)
    assert room in alice.ask("joined_rooms")["joined_rooms"]
    assert ours.thread(target).gone == (item.remote_id,)
    found = pages(ours, cursors)
    assert item.remote_id in {name for page in found for name in page.gone}
    assert room in {one.remote_id for one in understood(ours, found)}
    said = bob.say(room, "Bienvenue")
    assert said in {one.remote_id for one in read(ours, cursors)}


def test_an_invitation_can_be_declined(bob: Person, ours: MatrixConnector, alice: Person):
    room = bob.open_room(alice, join=False, name="Trop de bruit")
    cursors: dict[str, str] = {}
    item = named(read(ours, cursors), f"invite {room}")
    ours.moderate(target_of(item), ModerationAct.DELETE)
    assert ours.thread(target_of(item)).gone == (item.remote_id,)
    assert item.remote_id not in {one.remote_id for one in read(ours)}


def test_an_encrypted_room_says_so_and_nothing_is_sent_into_it(
    alice: Person, bob: Person, ours: MatrixConnector, room: str
):
    before = bob.say(room, "Encore lisible")
    target = target_of(named(read(ours), before))
    algorithm = {"algorithm": "m.megolm.v1.aes-sha2"}
    alice.act("rooms", room, "state", "m.room.encryption", body=algorithm, verb="PUT")
    sealed = bob.put(room, {**algorithm, "ciphertext": "AwgA"}, "m.room.encrypted")
    with pytest.raises(errors.Refused) as refused:
        ours.reply(target, answer("En clair"), once_key="clear")
    assert refused.value.code == "encrypted-room"
    assert alice.own(room) == []
    items = read(ours)
    assert named(items, sealed).spoiler == "notice: encrypted"
    assert named(items, room).spoiler == "notice: encrypted"


def test_pictures_go_along_with_their_words_and_are_had_again(
    alice: Person, bob: Person, ours: MatrixConnector, room: str
):
    target = asked(ours, bob.say(room, "Le plan ?"))
    data = a_picture(7)
    one = Upload("plan.png", "image/png", "Plan de l’étage", len(data), partial(bytes, data))
    one = replace(one, remote_id=ours.upload(one).remote_id)
    what = answer("Voici", media=(one,))
    sent = ours.reply(target, what, once_key="plan")
    assert ours.reply(target, what, once_key="plan").remote_id == sent.remote_id
    picture, text = alice.own(room)
    assert (text["event_id"], picture["content"]["body"]) == (sent.remote_id, "Plan de l’étage")
    found = ours.find_sent(target, what, once_key="plan", since=EARLIER)
    assert found is not None
    item = named(read(ours), picture["event_id"])
    (file,) = item.attachments
    assert (file.kind, file.title, file.size) == ("image", "plan.png", len(data))
    assert item.html == "<p>Plan de l’étage</p>"
    assert b"".join(ours.attachment(target_of(item), file.url)) == data
    with pytest.raises(errors.Gone):
        list(ours.attachment(target_of(item), "mxc://hs.test/nothing"))


def test_order_is_kept(alice: Person, bob: Person, ours: MatrixConnector, room: str):
    said = bob.say(room, "N’importe quoi !")
    cursors: dict[str, str] = {}
    target = target_of(named(read(ours, cursors), said))
    for _ in range(2):
        ours.moderate(target, ModerationAct.REPORT)
    for _ in range(2):
        ours.moderate(target, ModerationAct.MUTE)
    assert (
        ours.thread(target).gone == ()
    )  # whoever is ignored is not shown, and nothing was deleted
    ignored = alice.ask("user", alice.id, "account_data", "m.ignored_user_list")
    assert ignored["ignored_users"] == {bob.id: {}}
    ours.moderate(target, ModerationAct.UNMUTE)
    ignored = alice.ask("user", alice.id, "account_data", "m.ignored_user_list")
    assert ignored["ignored_users"] == {}
    for _ in range(2):
        ours.moderate(target, ModerationAct.DELETE)
    assert said in {name for page in pages(ours, cursors) for name in page.gone}

    def membership() -> str:
        state = alice.ask("rooms", room, "state", "m.room.member", bob.id)
        return str(state["membership"])

    for act, stands in ((ModerationAct.BLOCK, "ban"), (ModerationAct.UNBLOCK, "leave")):
        for _ in range(2):
            ours.moderate(target, act)
        assert membership() == stands


def test_what_this_account_may_not_do_is_refused(alice: Person, bob: Person):
    theirs = bob.connect()
    room = alice.open_room(bob)
    target = asked(theirs, alice.say(room, "Bonjour"))
    with pytest.raises(errors.Refused) as refused:
        theirs.moderate(target, ModerationAct.BLOCK)
    assert refused.value.code == "M_FORBIDDEN"
    bob.act("rooms", room, "leave")
    with pytest.raises(errors.Refused) as left:
        theirs.reply(target, answer("Trop tard"), once_key="late")
    assert left.value.code == "M_FORBIDDEN"


def test_a_room_is_read_back_to_its_beginning(alice: Person, bob: Person):
    carols = alice.open_room(bob)
    said = [bob.say(carols, f"autrefois {n}") for n in range(120)]
    bob.edit(carols, said[3], "autrefois, mieux dit")
    bob.redact(carols, said[5])
    connector = alice.connect()
    found, floor = read_history(connector, since=None)
    items = [one for page in found for raw in page.items for one in connector.parse(raw)]
    here = [one for one in items if one.thread_id == carols]
    assert {one.remote_id for one in here} == set(said) - {said[5]}
    assert named(here, said[3]).html == "<p>autrefois, mieux dit</p>"
    assert said[5] in {name for page in found for name in page.gone}
    assert floor is not None
    assert floor <= min(one.at for one in here)


def test_news_are_called(
    bob: Person, ours: MatrixConnector, room: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("cmworkstation.connectors.matrix.LISTEN_MS", 1000)
    heard, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=ours.listen, args=(heard.set, stop.is_set))
    thread.start()
    try:
        wait_for(lambda: thread.is_alive() or None, "the listener")
        for _ in range(50):
            bob.say(room, "Y a-t-il quelqu’un ?")
            if heard.wait(0.5):
                break
        assert heard.is_set()
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def strict() -> Iterator[RunningServer]:
    with running(
        "synapse", "Synapse", "localhost", ("alice", "bob"), options=("limits",)
    ) as server:
        yield server


def test_a_server_that_asks_for_a_pause_is_believed(strict: RunningServer):
    alice, bob = join(strict, "alice"), join(strict, "bob")
    room = alice.open_room(bob)
    connector = alice.connect()
    target = asked(connector, bob.say(room, "Vite !"))

    def hurry() -> None:
        for n in range(12):
            connector.reply(target, answer(f"réponse {n}"), once_key=f"quick {n}")

    with pytest.raises(errors.RateLimited) as limited:
        hurry()
    assert 0 < limited.value.retry_after < 60
