"""The Bluesky connector against the real network: directory, server for accounts and the network's view.

There is no chat service and no labeller in it; those are played by the fake of tests/connectors.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import Account, ModerationAct, Visibility
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Held, Item, Kind, Message
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk import xrpc
from cmworkstation.sdk.connector import Content, Page, SearchFor, Target, Upload
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import a_picture, read_history
from tests.servers.bluesky_people import Person, join, wait_for
from tests.servers.running import RunningServer
from tests.servers.test_once_real import Desk

pytestmark = [pytest.mark.servers, pytest.mark.long_install, pytest.mark.timeout(400)]

EARLIER = datetime.now(UTC) - timedelta(minutes=5)
ROUNDS, EACH = 5, 20  # of the scripted conversation: rounds, and posts of each person in a round


@pytest.fixture(scope="module")
def alice(bluesky_network: RunningServer) -> Person:
    return join(bluesky_network, "alice")


@pytest.fixture(scope="module")
def bob(bluesky_network: RunningServer) -> Person:
    return join(bluesky_network, "bob")


@pytest.fixture(scope="module")
def ours(alice: Person) -> BlueskyConnector:
    return alice.connect()


def read(connector: BlueskyConnector, cursors: dict[str, str]) -> list[Item]:
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        items += [item for raw in page.items for item in connector.parse(raw)]
    return items


def arrived(connector: BlueskyConnector, text: str) -> Item:
    """Wait until a message reaches us."""

    def look() -> Item | None:
        return next((one for one in read(connector, {}) if text in one.html), None)

    return wait_for(look, text)


def target_of(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def answer(text: str, **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, "fr", created_at=datetime.now(UTC), **more)


def test_a_handle_leads_to_its_server_and_an_app_password_signs_in(
    alice: Person, bluesky_network: RunningServer, monkeypatch: pytest.MonkeyPatch
):
    places = json.loads((bluesky_network.folder / "ready").read_text())
    monkeypatch.setattr(xrpc, "RESOLVER", places["pds"])
    monkeypatch.setattr(xrpc, "DIRECTORY", places["plc"])
    http = Http(allow_private=True)
    for typed in ("@alice.test", alice.did, f"https://bsky.app/profile/{alice.handle}"):
        found = BlueskyConnector.find(http, typed)
        assert (found.server, found.settings["user"]) == (bluesky_network.base_url, "alice.test")
    connector = alice.connect()
    identity = connector.check()
    assert identity.handle == "@alice.test"
    assert identity.settings["did"] == alice.did
    assert Visibility.PRIVATE not in identity.capabilities.visibilities
    assert connector.ends_at() is not None


def test_an_app_password_may_be_allowed_direct_messages(alice: Person):
    can = alice.connect(privileged=True).check().capabilities
    assert Visibility.PRIVATE in can.visibilities


def test_the_accounts_own_password_is_refused_and_its_session_ended(alice: Person):
    found = BlueskyConnector.find(Http(), f"alice.test {alice.server}")
    typed = {"user": "alice.test", "password": alice.password}
    with pytest.raises(errors.Refused) as refused:
        BlueskyConnector.finish(Http(found.server), found, None, typed)
    assert refused.value.code == "main-password"


@pytest.mark.parametrize("user", ["alice.test", "nobody.test"])
def test_a_wrong_password_and_a_wrong_name_are_not_signed_in(alice: Person, user: str):
    found = BlueskyConnector.find(Http(), f"alice.test {alice.server}")
    with pytest.raises(errors.NotSignedIn):
        BlueskyConnector.finish(
            Http(found.server), found, None, {"user": user, "password": "abcd-efgh-ijkl-mnop"}
        )


def test_a_deactivated_account_is_told_apart(bluesky_network: RunningServer):
    nour = join(bluesky_network, "nour")
    connector = nour.connect()
    nour.act("com.atproto.server.deactivateAccount", {})
    with pytest.raises(errors.Refused) as refused:
        nour.connect()
    assert refused.value.code == "account-deactivated"
    with pytest.raises(errors.NotSignedIn) as stopped:
        connector.check()
    assert stopped.value.detail == "account-deactivated"


def test_access_is_renewed_and_a_pair_that_was_lost_is_had_again(alice: Person):
    connector = alice.connect()
    lost = connector.renew().secret  # the program ended before it was stored
    again = connector.renew().secret
    for secret in (lost, again):
        fresh = BlueskyConnector(connector._settings, secret, Http(alice.server))
        assert fresh.check().handle == "@alice.test"
    spent = {**again, "refresh_token": "spent", "password": connector._secret["password"]}
    by_password = BlueskyConnector(connector._settings, spent, Http(alice.server)).renew()
    assert by_password.secret["access_token"]


def test_mentions_replies_and_quotes_arrive_and_nothing_else(
    alice: Person, bob: Person, ours: BlueskyConnector
):
    post = alice.write("La médiathèque ouvre samedi 🦊")
    text = "À quelle heure, @alice.test ?"
    index = {"byteStart": 17, "byteEnd": 28}
    named = {"$type": "app.bsky.richtext.facet#mention", "did": alice.did}
    bob.write(text, facets=[{"index": index, "features": [named]}])
    bob.write("Chouette, merci !", post)
    quote = {"$type": "app.bsky.embed.record", "record": {"uri": post["uri"], "cid": post["cid"]}}
    bob.write("À ne pas manquer", embed=quote)
    subject = {"subject": {"uri": post["uri"], "cid": post["cid"]}}
    bob.make("app.bsky.feed.like", subject)
    bob.make("app.bsky.feed.repost", subject)
    quoted = arrived(ours, "À ne pas manquer")
    mention, reply = arrived(ours, "À quelle heure"), arrived(ours, "Chouette")
    assert (mention.kind, reply.kind, quoted.kind) == (Kind.MENTION, Kind.REPLY, Kind.MENTION)
    assert f'<a href="https://bsky.app/profile/{alice.did}">@alice.test</a>' in mention.html
    assert (reply.parent_id, reply.thread_id) == (post["uri"], post["uri"])
    assert "<blockquote><p>@alice.test</p><p>La médiathèque ouvre samedi 🦊</p>" in quoted.html
    assert reply.writer.key == bob.did
    items = read(ours, {})
    about = [one.html for one in items if one.kind is Kind.REPLY and one.parent_id == post["uri"]]
    assert about == ["<p>Chouette, merci !</p>"]
    assert post["uri"] in {one.remote_id for one in items if one.context}


def test_an_answer_stands_below_its_question_once_with_links_and_names(
    alice: Person, bob: Person, ours: BlueskyConnector
):
    post = alice.write("Un atelier, dimanche")
    bob.write("Faut-il s’inscrire ?", post)
    item = arrived(ours, "inscrire")
    what = answer("Oui 🦊 @bob.test : https://mediatheque.example/ateliers. #Ormaie")
    sent = ours.reply(target_of(item), what, once_key="0190c000-0000-7000-8000-00000000000a")
    assert (
        ours.reply(target_of(item), what, once_key="0190c000-0000-7000-8000-00000000000a") == sent
    )
    (record,) = [one["value"] for one in alice.own() if one["uri"] == sent.remote_id]
    assert record["reply"]["root"]["uri"] == post["uri"]
    assert record["reply"]["parent"]["uri"] == item.remote_id
    raw = record["text"].encode()
    marked = {
        raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode()
        for one in record["facets"]
    }
    assert marked == {"@bob.test", "https://mediatheque.example/ateliers", "#Ormaie"}
    assert sum("ateliers" in one["value"]["text"] for one in alice.own()) == 1
    other = replace(what, text="Tout autre chose")
    with pytest.raises(errors.Duplicate):
        ours.reply(target_of(item), other, once_key="0190c000-0000-7000-8000-00000000000a")
    found = ours.find_sent(
        target_of(item), what, once_key="0190c000-0000-7000-8000-00000000000a", since=EARLIER
    )
    assert found is not None
    assert found.remote_id == sent.remote_id
    assert ours.find_sent(target_of(item), what, once_key="another", since=EARLIER) is None
    bob.shown(sent.remote_id)
    told = bob.ask("app.bsky.notification.listNotifications")["notifications"]
    assert [one["reason"] for one in told if one["uri"] == sent.remote_id] == ["mention"]


@pytest.mark.parametrize("sign", ["é", "👩‍👩‍👧‍👦"], ids=["graphemes", "bytes"])
def test_the_longest_text_that_we_let_pass_is_the_longest_that_the_server_takes(
    alice: Person, ours: BlueskyConnector, monkeypatch: pytest.MonkeyPatch, sign: str
):
    post = alice.write("Combien de signes ?")
    alice.shown(post["uri"])
    target = Target(post["uri"], post["uri"], "@alice.test", Visibility.PUBLIC)
    longest = min(300, 3000 // len(sign.encode()))
    sent = ours.reply(target, answer(sign * longest), once_key=f"longest {sign}")
    assert sent.remote_id in {one["uri"] for one in alice.own()}
    with pytest.raises(errors.TooLong) as known:
        ours.reply(target, answer(sign * (longest + 1)), once_key="longer")
    assert known.value.over >= 1
    monkeypatch.setattr("cmworkstation.connectors.bluesky.measure", lambda *_: 0)
    with pytest.raises(errors.TooLong) as refused:
        ours.reply(target, answer(sign * (longest + 1)), once_key="longer")
    assert "too big" in refused.value.detail


def test_pictures_go_along_with_their_words(alice: Person, ours: BlueskyConnector):
    post = alice.write("Le plan ?")
    alice.shown(post["uri"])
    data = a_picture(7)
    one = Upload("plan.png", "image/png", "Plan de l’étage", len(data), partial(bytes, data))
    one = replace(one, remote_id=ours.upload(one).remote_id)
    assert ours.upload(one).remote_id == one.remote_id
    target = Target(post["uri"], post["uri"], "@alice.test", Visibility.PUBLIC)
    sent = ours.reply(target, answer("Voici", media=(one,)), once_key="with a plan")
    alice.shown(sent.remote_id)
    page = ours.thread(replace(target, remote_id=sent.remote_id))
    (item,) = [
        one for raw in page.items for one in ours.parse(raw) if one.remote_id == sent.remote_id
    ]
    assert [(one.kind, one.alt) for one in item.attachments] == [("image", "Plan de l’étage")]
    assert item.attachments[0].url.startswith("http")


def test_order_is_kept(alice: Person, bob: Person, ours: BlueskyConnector):
    post = alice.write("Parlons-en")
    bob.write("N’importe quoi !", post)
    item = arrived(ours, "importe quoi")
    target = target_of(item)

    def held(page: Page) -> Held:
        items = [one for raw in page.items for one in ours.parse(raw)]
        return next(one.held for one in items if one.remote_id == item.remote_id)

    for act, stands in ((ModerationAct.HIDE, Held.HIDDEN), (ModerationAct.RESTORE, Held.NO)):
        ours.moderate(target, act)
        ours.moderate(target, act)

        def look(stands: Held = stands) -> Page | None:
            page = ours.thread(target)
            return page if held(page) is stands else None

        assert wait_for(look, str(act)).items
    ours.moderate(target, ModerationAct.MUTE)
    ours.moderate(target, ModerationAct.BLOCK)

    def blocked() -> bool | None:
        viewer = alice.ask("app.bsky.actor.getProfile", actor=bob.did)["viewer"]
        return True if viewer.get("blocking") and viewer["muted"] else None

    assert wait_for(blocked, "block")
    ours.moderate(target, ModerationAct.BLOCK)
    assert len(alice.own("app.bsky.graph.block")) == 1
    ours.moderate(target, ModerationAct.UNBLOCK)
    ours.moderate(target, ModerationAct.UNMUTE)
    assert alice.own("app.bsky.graph.block") == []

    def free() -> bool | None:
        viewer = alice.ask("app.bsky.actor.getProfile", actor=bob.did)["viewer"]
        return None if viewer.get("blocking") or viewer["muted"] else True

    assert wait_for(free, "end of the block")


def test_a_place_that_the_server_does_not_know_begins_again(
    alice: Person, bob: Person, ours: BlueskyConnector
):
    bob.write("Et dimanche ?", alice.write("Ouvert samedi"))
    arrived(ours, "Et dimanche")
    whole, _ = read_history(ours, since=None)
    again, _ = read_history(ours, since=None, cursor=json.dumps({"before": "nonsense"}))
    assert [one.items for one in again] == [one.items for one in whole]
    assert any(one.items for one in whole)


# ------------------------------------------------------------------------- a conversation of four people


class Script:
    """What four people write, answer, change and delete, and what is true of it afterwards."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.truth: dict[str, tuple[str, str, str]] = {}  # address → author, words, what it answers
        self.deleted: set[str] = set()
        self.changed: set[str] = set()
        self.open: list[dict[str, Any]] = []  # what can be answered

    def begin(self) -> None:
        us = self.people[0]
        records = [us.record(f"Question du jour n° {n} : que lisez-vous ? 📚") for n in range(6)]
        made = us.write_all(records)
        self._note(us, records, made)
        us.shown(made[-1]["uri"])

    def go_on(self, number: int) -> None:
        """Everybody but us answers what stands there, across all threads and at every depth."""
        before = list(self.open)
        for who, person in enumerate(self.people[1:], 1):
            records = []
            for n in range(EACH):
                above = before[(n * 7 + who * 3 + number * 5) % len(before)]
                words = (
                    f"{person.handle} {number}.{n} – « déjà lu »\net relu 👨‍👩‍👧‍👦 e\u0301 <b>&amp;"
                )
                records.append(person.record(words, above))
            self._note(person, records, person.write_all(records))

    def _note(
        self, person: Person, records: list[dict[str, Any]], made: list[dict[str, Any]]
    ) -> None:
        for record, done in zip(records, made, strict=True):
            answered = record.get("reply", {}).get("parent", {}).get("uri", "")
            self.truth[done["uri"]] = (person.handle, record["text"], answered)
            self.open.append(done)

    def delete_some(self) -> None:
        for uri, (handle, _, answered) in list(self.truth.items())[::9]:
            if answered:
                next(one for one in self.people if one.handle == handle).delete(uri)
                self.deleted.add(uri)

    def change_some(self) -> None:
        """Put other words under old addresses, which the official app does not offer."""
        living = [uri for uri, one in self.truth.items() if one[2] and uri not in self.deleted]
        for uri in living[::20]:
            person = next(one for one in self.people if one.handle == self.truth[uri][0])
            key = uri.rpartition("/")[2]
            place = {"repo": person.did, "collection": "app.bsky.feed.post", "rkey": key}
            known = person.ask("com.atproto.repo.getRecord", **place)["value"]
            record = {**known, "text": "Je n’ai jamais dit cela"}
            person.act("com.atproto.repo.putRecord", {**place, "record": record})
            self.truth[uri] = (self.truth[uri][0], record["text"], self.truth[uri][2])
            self.changed.add(uri)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "workspace")
    yield made
    assert made.services.inbox.recount() == []
    assert made.services.journal.verify().problems == ()
    made.services.close()


def stored(desk: Desk) -> dict[str, Message]:
    """Return everything that the workspace holds."""
    found: dict[str, Message] = {}
    for id_ in desk.services.inbox.ids(View(status=None)):
        for entry in desk.services.inbox.thread(ConversationId(id_)).entries:
            found[entry.message.remote_id] = entry.message
    return found


def reread(desk: Desk) -> None:
    for id_ in desk.services.inbox.ids(View(status=None)):
        desk.services.sync.refresh_thread(ConversationId(id_))


def told(desk: Desk) -> dict[str, tuple[str, str, str]]:
    return {
        uri: (one.author_handle.lstrip("@"), one.text, one.parent_id)
        for uri, one in stored(desk).items()
    }


def test_after_a_long_conversation_the_store_holds_what_is_true(
    bluesky_network: RunningServer, desk: Desk
):
    people = [join(bluesky_network, name) for name in ("ormaie", "clara", "bruno", "dora")]
    us = people[0]
    signed = sign_in(desk, us)
    account = desk.services.signin.add(signed)[0]
    script = Script(people)
    script.begin()
    for number in range(ROUNDS):
        script.go_on(number)
        desk.poll(account)
    last = list(script.truth)[-1]
    people[1].shown(last)
    assert len(script.truth) >= 300

    def complete() -> bool | None:
        desk.poll(account)
        reread(desk)
        return True if set(told(desk)) == set(script.truth) else None

    wait_for(complete, "the whole conversation")
    assert told(desk) == script.truth
    answer_some(desk, account, script, us)
    script.delete_some()
    script.change_some()

    def settled() -> bool | None:
        desk.poll(account)
        reread(desk)
        gone = {uri for uri, one in stored(desk).items() if one.deleted_at}
        other = {uri for uri, one in told(desk).items() if one[1] == "Je n’ai jamais dit cela"}
        return True if (gone, other) == (script.deleted, script.changed) else None

    wait_for(settled, "every deletion and every change")
    assert told(desk) == script.truth
    living = {one["uri"]: one["value"]["text"] for one in us.own()}
    ours = {uri: one.text for uri, one in stored(desk).items() if one.ours and not one.deleted_at}
    assert ours == living
    assert len(script.deleted) > 20
    assert len(script.changed) > 10
    revised = {uri for uri, one in stored(desk).items() if one.revisions}
    assert revised == script.deleted | script.changed


def sign_in(desk: Desk, person: Person) -> Any:
    found = desk.services.signin.find("bluesky", f"{person.handle} {person.server}")
    typed = {"user": person.handle, "password": person.app_password()}
    return desk.services.signin.finish("bluesky", found, None, typed)


def answer_some(desk: Desk, account: Account, script: Script, us: Person) -> None:
    """Answer one message of each conversation through the whole program; what was said is true as well."""
    for n, id_ in enumerate(desk.services.inbox.ids(View(status=None))):
        draft = desk.services.drafts.begin(ConversationId(id_))
        body = f"Merci ! Notre conseil n° {n} : https://mediatheque.example/{n}"
        row = desk.services.outbox.queue(replace(draft, body=body), hold_s=0)[0]
        sent = desk.deliver_until_sent(row)
        assert sent.state is OutboxState.SENT
        target = next(one for one in stored(desk).values() if one.id == draft.target_id)
        script.truth[sent.remote_id] = (us.handle, body, target.remote_id)
    desk.poll(account)


def test_the_watch_finds_words_a_hashtag_and_an_account_on_a_real_network(
    bob: Person, ours: BlueskyConnector
):
    bob.write("The mill pond is frozen #ormaiemill", tags=["ormaiemill"])

    def found(what: SearchFor, term: str) -> Item:
        def look() -> Item | None:
            shown = ours.search(what, term, "").items
            return next((one for one in shown if "mill pond" in one.html), None)

        return wait_for(look, f"{what} {term}")

    by_account = found(SearchFor.ACCOUNT, bob.handle)
    assert by_account.writer.key
    assert not by_account.writer.is_us
    for what, term in ((SearchFor.SEARCH, "frozen"), (SearchFor.TAG, "ormaiemill")):
        assert found(what, term).remote_id == by_account.remote_id
