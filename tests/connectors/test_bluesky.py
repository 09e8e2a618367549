import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.connectors.bluesky import CAPABILITIES, BlueskyConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk import xrpc
from cmworkstation.sdk.connector import Content, Found, RawItem, Target, Upload
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PostingConformance,
    PublishingConformance,
    Stage,
    a_picture,
    quick_http,
    read_history,
)
from cmworkstation.sdk.troubles import CUT
from tests.connectors.fake_bluesky import MAIN_PASSWORD, PASSWORD, TALK, FakeBluesky, did_of
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)
US = did_of("alma.example")
CLARA = did_of("clara.example")
PUT = "POST /xrpc/com.atproto.repo.putRecord"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBluesky]:
    with serving(FakeBluesky()) as fake:
        monkeypatch.setattr(xrpc, "RESOLVER", fake.origin)
        monkeypatch.setattr(xrpc, "DIRECTORY", fake.origin)
        yield fake


def settings_for(fake: FakeBluesky, **more: str) -> dict[str, str]:
    ours = {"server": fake.origin, "did": US, "handle": "alma.example", "name": "Alma"}
    return {**ours, "chat": "yes", **more}


def connect(fake: FakeBluesky, *, fresh: bool = False, **more: str) -> BlueskyConnector:
    if fresh or not fake.access:
        fake.session()
    secret = {
        "access_token": fake.access,
        "refresh_token": list(fake.refresh)[-1],
        "password": PASSWORD,
    }
    return BlueskyConnector(settings_for(fake, **more), secret, quick_http(fake.origin))


def fetched(connector: BlueskyConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        for raw in page.items:
            items += connector.parse(raw)
    return items


def target_for(post: dict[str, Any]) -> Target:
    handle = f"@{post['author']['handle']}"
    return Target(post["uri"], post["uri"], handle, Visibility.PUBLIC)


def talk_target(message: dict[str, Any], talk: str = TALK) -> Target:
    name = f"{talk}/{message['id']}"
    return Target(f"bsky-chat:{name}", name, "@clara.example", Visibility.PRIVATE)


def answer(text: str = "Until seven.", **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC), **more)


# ------------------------------------------------------------------------------------ the conformance kit


class BlueskyStage(Stage):
    def __init__(self, fake: FakeBluesky) -> None:
        self.fake = fake
        self.fake.session()
        self.secrets = (fake.access, *fake.refresh, PASSWORD)
        self._post = fake.write("We open the new reading room.", by="alma.example")

    def connector(self) -> BlueskyConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.write(text, to=self._post, reason="reply")

    def write_strangely(self) -> None:
        entry = self.fake.tell("mention", self.fake.write("?"))
        entry["reason"] = ""
        broken = self.fake.tell("mention", self.fake.write("?"))
        for key in ("record", "author", "indexedAt", "uri"):
            broken[key] = None

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append((PUT, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)

    def files(self) -> list[tuple[str, bytes]]:
        record = self.fake.bodies[-1]["record"]
        return [
            (one["alt"], self.fake.files[one["image"]["ref"]["$link"]][1])
            for one in record["embed"]["images"]
        ]


class TestConformance(PublishingConformance, HistoryConformance, PostingConformance):
    @pytest.fixture
    def stage(self, network: FakeBluesky) -> BlueskyStage:
        return BlueskyStage(network)


# ----------------------------------------------------------------------------------------- adding an account


def found_at(fake: FakeBluesky, typed: str = "alma.example") -> Found:
    return BlueskyConnector.find(quick_http(), typed.format(fake.origin))


@pytest.mark.parametrize(
    "typed",
    [
        "alma.example",
        " @Alma.example ",
        US,
        "https://bsky.app/profile/alma.example",
        f"https://bsky.app/profile/{US}/post/3k",
        "alma.example {}",
    ],
    ids=["handle", "at", "id", "page", "post", "with its server"],
)
def test_an_account_is_found_by_what_people_paste(network: FakeBluesky, typed: str):
    found = found_at(network, typed)
    assert found.server == network.origin
    assert found.settings["did"] == US
    assert found.title in ("@alma.example", f"@{US}")


def test_a_server_alone_is_enough_where_nobody_has_its_name(network: FakeBluesky):
    found = found_at(network, "{}")
    assert (found.server, found.settings["user"], found.settings["did"]) == (network.origin, "", "")


@pytest.mark.parametrize("typed", ["nobody.example", "two words and more", "", "did:plc:short"])
def test_what_leads_to_no_account_is_a_bad_address(network: FakeBluesky, typed: str):
    with pytest.raises(errors.BadAddress):
        found_at(network, typed)


def test_a_server_of_another_kind_is_told_apart(network: FakeBluesky):
    network.trouble.append(("GET /xrpc/com.atproto.server.describeServer", "404"))
    with pytest.raises(errors.NotThisPlatform):
        found_at(network)


def test_a_document_of_a_stranger_leads_to_no_private_host(network: FakeBluesky):
    network.home = "http://127.0.0.1:9"
    http = Http(sleep=lambda _: None)
    with pytest.raises(errors.BadAddress):
        BlueskyConnector.find(http, "alma.example")
    found = BlueskyConnector.find(http, f"alma.example {network.origin}")
    typed = {"user": "alma.example", "password": PASSWORD}
    with pytest.raises(errors.BadAddress):
        BlueskyConnector.finish(Http(network.origin), found, None, typed)


def sign_in(fake: FakeBluesky, password: str = PASSWORD, user: str = "alma.example") -> Any:
    answer = {"user": user, "password": password}
    return BlueskyConnector.finish(quick_http(fake.origin), found_at(fake), None, answer)


def test_an_app_password_signs_in_and_is_kept_for_the_day_the_tokens_are_lost(network: FakeBluesky):
    credentials = sign_in(network, user="@alma.example")
    assert credentials.settings["did"] == US
    assert credentials.settings["chat"] == "yes"
    assert credentials.secret["password"] == PASSWORD
    assert credentials.secret["access_token"] == network.access
    assert PASSWORD not in repr(credentials)
    assert not {"password", "access_token", "refresh_token"} & set(credentials.settings)


def test_without_the_permission_for_them_there_are_no_direct_messages(network: FakeBluesky):
    network.scope = "com.atproto.appPass"
    network.say("between us")
    credentials = sign_in(network)
    connector = BlueskyConnector(
        credentials.settings, credentials.secret, quick_http(network.origin)
    )
    can = connector.check().capabilities
    assert can.visibilities == (Visibility.PUBLIC,)
    assert can.facing(Visibility.PRIVATE) == can
    assert fetched(connector) == []
    assert not any("chat.bsky" in target for _, target, _ in network.requests)
    where = f"at://{CLARA}/app.bsky.feed.post/3k"
    target = Target(where, where, "@clara.example", Visibility.PUBLIC)
    private = replace(answer(), visibility=Visibility.PRIVATE)
    with pytest.raises(errors.Refused) as refused:
        connector.reply(target, private, once_key="k")
    assert refused.value.code == "not-permitted"


def test_the_accounts_own_password_is_refused_and_signed_out_again(network: FakeBluesky):
    with pytest.raises(errors.Refused) as refused:
        sign_in(network, MAIN_PASSWORD)
    assert refused.value.code == "main-password"
    assert network.access == ""
    assert network.refresh == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"second_factor": True}, "second-factor"),
        ({"status": "takendown"}, "account-takendown"),
        ({"status": "suspended"}, "account-takendown"),
        ({"status": "deactivated"}, "account-deactivated"),
    ],
)
def test_what_stands_in_the_way_of_a_sign_in_has_a_code_of_its_own(
    network: FakeBluesky, change: dict[str, Any], code: str
):
    for name, value in change.items():
        setattr(network, name, value)
    password = MAIN_PASSWORD if code == "second-factor" else PASSWORD
    with pytest.raises(errors.Refused) as refused:
        sign_in(network, password)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("user", "password"),
    [("alma.example", "wrong-word-here-four"), ("nobody.example", PASSWORD), ("alma.example", "")],
)
def test_a_wrong_name_or_password_is_not_signed_in(network: FakeBluesky, user: str, password: str):
    with pytest.raises(errors.NotSignedIn):
        sign_in(network, password, user)


def test_a_password_that_the_server_repeats_is_not_told_on(network: FakeBluesky):
    network.session()
    said = json.dumps({"error": "InvalidRequest", "message": f"no {PASSWORD} here"})
    network.respond = lambda *_: (400, {"Content-Type": "application/json"}, said.encode())  # type: ignore[method-assign]
    with pytest.raises(errors.Refused) as refused:
        xrpc.signed_in(quick_http(network.origin), network.origin, "alma.example", PASSWORD)
    assert PASSWORD not in refused.value.words


def test_check_says_who_we_are_even_while_the_networks_view_is_down(network: FakeBluesky):
    connector = connect(network)
    assert connector.check().name == "Alma"
    network.trouble.extend([("GET /xrpc/app.bsky.actor.getProfile", "502")] * 3)
    identity = connector.check()
    assert (identity.handle, identity.name) == ("@alma.example", "alma.example")


def test_an_account_that_was_stopped_later_says_so(network: FakeBluesky):
    connector = connect(network)
    network.status = "takendown"
    with pytest.raises(errors.NotSignedIn) as stopped:
        connector.check()
    assert stopped.value.detail == "account-takendown"


# ---------------------------------------------------------------------------------- access that ends by itself


def with_secret(fake: FakeBluesky, secret: dict[str, str]) -> BlueskyConnector:
    return BlueskyConnector(settings_for(fake), secret, quick_http(fake.origin))


@pytest.mark.shows("expired session")
def test_access_is_renewed_before_it_ends(network: FakeBluesky):
    connector = connect(network)
    ends = connector.ends_at()
    assert ends is not None
    assert timedelta(hours=1) < ends - datetime.now(UTC) <= timedelta(hours=2)
    assert connector.renewable()
    fresh = connector.renew().secret
    assert with_secret(network, dict(fresh)).check().handle == "@alma.example"
    with pytest.raises(errors.NotSignedIn):
        connector.check()


def test_a_pair_that_was_lost_before_it_was_stored_is_had_again(network: FakeBluesky):
    connector = connect(network)
    lost = connector.renew()
    assert connector.renew() == lost


def test_a_refresh_token_that_is_spent_for_good_is_followed_by_the_app_password(
    network: FakeBluesky,
):
    network.spent_for_good = True
    connector = connect(network)
    connector.renew()
    fresh = connector.renew().secret
    assert with_secret(network, dict(fresh)).check().handle == "@alma.example"


def test_an_app_password_that_was_taken_back_ends_it(network: FakeBluesky):
    connector = with_secret(network, {"refresh_token": "spent", "password": "taken-back-by-them"})
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


def test_signing_out_ends_the_session_on_the_server(network: FakeBluesky):
    connector = connect(network)
    assert connector.revoke() is None
    assert network.access == ""
    network.lasting = "500"
    assert connector.revoke() is False


# -------------------------------------------------------------------------------------------------- reading


def test_mentions_replies_and_quotes_are_messages_and_likes_are_none(network: FakeBluesky):
    post = network.write("We open the new reading room.", by="alma.example")
    network.write("@alma.example when?", reason="mention")
    network.write("Lovely!", to=post, reason="reply")
    network.write("Look at this", reason="quote")
    for reason in ("like", "repost", "follow", "verified", "like-via-repost", "something-new"):
        network.tell(reason, post)
    items = [one for one in fetched(connect(network)) if not one.context]
    assert [one.kind for one in items] == [Kind.MENTION, Kind.REPLY, Kind.MENTION]
    assert {one.writer.key for one in items} == {CLARA}


def test_an_answer_comes_with_all_that_stands_above_it_asked_for_at_once(network: FakeBluesky):
    post = network.write("We open the new reading room.", by="alma.example")
    other = network.write("Lovely!", by="bruno.example", to=post)
    for number in range(30):
        network.write(f"question {number}", to=other, reason="reply")
    items = fetched(connect(network))
    question = items[-1]
    assert (question.parent_id, question.thread_id) == (other["uri"], post["uri"])
    above = [one for one in items if one.context]
    assert {one.remote_id for one in above} == {post["uri"], other["uri"]}
    assert sum("getPosts" in target for _, target, _ in network.requests) == 4


def test_our_own_answer_above_counts_and_our_own_post_does_not(network: FakeBluesky):
    post = network.write("We open.", by="alma.example")
    question = network.write("When?", to=post)
    ours = network.write("At nine.", by="alma.example", to=question)
    network.write("Thanks!", to=ours, reason="reply")
    by_id = {one.remote_id: one for one in fetched(connect(network))}
    assert by_id[post["uri"]].context
    assert not by_id[ours["uri"]].context
    assert by_id[ours["uri"]].writer.is_us


def test_a_parent_that_is_gone_leaves_its_address(network: FakeBluesky):
    post = network.write("Soon gone", by="bruno.example")
    network.write("@alma.example what was that?", to=post, reason="mention")
    network.delete(post)
    (item,) = fetched(connect(network))
    assert item.parent_id == post["uri"]


def test_what_was_deleted_before_it_was_read_is_told_as_it_was(network: FakeBluesky):
    post = network.write("@alma.example gone in a minute", reason="mention")
    told = list(network.told)
    network.delete(post)
    network.told = told
    (item,) = fetched(connect(network))
    assert "gone in a minute" in item.html


def test_a_post_that_is_dated_back_is_read_and_nothing_comes_twice(network: FakeBluesky):
    cursors: dict[str, str] = {}
    now = datetime.now(UTC)
    network.write("first", reason="mention")
    fetched(connect(network), cursors)
    network.write(
        "from a slow clock",
        reason="mention",
        at=now - timedelta(days=2),
        told_at=now - timedelta(days=2),
    )
    assert [one.html for one in fetched(connect(network), cursors)] == ["<p>from a slow clock</p>"]
    assert fetched(connect(network), cursors) == []


@pytest.mark.shows("clock skew")
def test_a_date_in_the_future_is_that_of_the_network(network: FakeBluesky):
    now = datetime.now(UTC)
    network.write("tomorrow", reason="mention", at=now + timedelta(days=1), told_at=now)
    (item,) = fetched(connect(network))
    assert abs(item.at - now) < timedelta(seconds=1)


@pytest.mark.shows("pages that overlap or skip")
def test_pages_may_be_short_and_a_long_absence_leaves_no_gap(network: FakeBluesky):
    network.page = 20
    cursors: dict[str, str] = {}
    earlier = datetime.now(UTC) - timedelta(hours=3)
    network.write("first", reason="mention", at=earlier)
    fetched(connect(network), cursors)
    for n in range(230):
        network.write(
            f"question {n}", reason="mention", at=earlier + timedelta(minutes=20, seconds=n)
        )
    told = [one.html for one in fetched(connect(network), cursors)]
    assert told == [f"<p>question {n}</p>" for n in range(230)]


def test_reading_stops_where_replies_would_be_short(network: FakeBluesky):
    for n in range(60):
        network.write(f"question {n}", reason="mention")
    network.budget = (3000, 100)
    cursors: dict[str, str] = {}
    assert len(fetched(connect(network), cursors)) == 50
    network.budget = (3000, 2999)
    assert len(fetched(connect(network), cursors)) == 10


def test_links_lead_where_their_facets_say_and_broken_ones_nowhere(network: FakeBluesky):
    text = "👩‍👧 voir ici et là"
    start = len("👩‍👧 voir ".encode())

    def link(uri: str, begins: Any, ends: Any) -> dict[str, Any]:
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": uri}
        return {"index": {"byteStart": begins, "byteEnd": ends}, "features": [feature]}

    facets = [
        link("https://far.example/?a=1&b=2", start, start + 3),
        link("javascript:alert(1)", start + 4, start + 6),
        link("https://over.example", start + 1, start + 5),
        link("https://within-a-sign.example", 1, 3),
        link("https://outside.example", 900, 901),
        link("https://backwards.example", 5, 2),
        link("https://no-number.example", "1", None),
    ]
    network.write(text, reason="mention", facets=facets)
    (item,) = fetched(connect(network))
    expected = '<p>👩‍👧 voir <a href="https://far.example/?a=1&amp;b=2">ici</a> et là</p>'
    assert item.html == expected


def test_markup_in_a_text_is_words(network: FakeBluesky):
    network.write("<script>alert('x')</script> & <b>bold</b>\nnext", reason="mention")
    (item,) = fetched(connect(network))
    assert item.html == (
        "<p>&lt;script&gt;alert('x')&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;<br>next</p>"
    )


def test_pictures_quotations_and_cards_come_along(network: FakeBluesky):
    post = network.write("With a plan", reason="mention")
    quoted = {"author": {"handle": "bruno.example"}, "value": {"text": "What <i>he</i> said"}}
    post["embed"] = {
        "$type": "app.bsky.embed.recordWithMedia#view",
        "record": {"record": quoted},
        "media": {"images": [{"fullsize": "https://cdn.example/1", "alt": "A plan"}]},
    }
    card = network.write("A page", reason="mention")
    card["embed"] = {"external": {"uri": "https://page.example/?a&b", "title": "Its <title>"}}
    first, second = fetched(connect(network))
    assert [(one.kind, one.url, one.alt) for one in first.attachments] == [
        ("image", "https://cdn.example/1", "A plan")
    ]
    assert "<blockquote><p>@bruno.example</p><p>What &lt;i&gt;he&lt;/i&gt; said</p>" in first.html
    assert '<a href="https://page.example/?a&amp;b">Its &lt;title&gt;</a>' in second.html


@pytest.mark.parametrize(
    ("labels", "spoiler", "held"),
    [
        (("porn", "graphic-media"), "labels: graphic-media, porn", Held.NO),
        (("!hide",), "labels: !hide", Held.HIDDEN),
        (("bot", "someone-likes-cats"), "", Held.NO),
    ],
)
def test_what_moderators_say_of_a_post_is_shown(
    network: FakeBluesky, labels: tuple[str, ...], spoiler: str, held: Held
):
    network.write("Look", reason="mention", labels=labels)
    (item,) = fetched(connect(network))
    assert (item.spoiler, item.held) == (spoiler, held)


def test_nothing_is_marked_as_seen_on_the_server(network: FakeBluesky):
    network.write("@alma.example hello", reason="mention")
    fetched(connect(network))
    assert {verb for verb, _, _ in network.requests} == {"GET"}
    cursors: dict[str, str] = {}
    first = [raw for page in connect(network).fetch(cursors) for raw in page.items]
    for one in network.told:
        one["isRead"] = True
    network.posts[network.told[0]["uri"]]["likeCount"] = 7
    again = [raw for page in connect(network).fetch(cursors) for raw in page.items]
    assert again == first


def test_a_thread_of_ours_is_read_as_a_whole_and_of_others_what_is_near(network: FakeBluesky):
    texts = {}
    for author in ("alma.example", "bruno.example"):
        post = network.write("A post", by=author)
        near = network.write("near", to=post)
        below = network.write("below", by="bruno.example", to=near)
        network.write("far", by="bruno.example", to=post)
        page = connect(network).thread(target_for(near))
        items = [one for raw in page.items for one in connect(network).parse(raw)]
        texts[author] = {one.html for one in items}
        assert below["uri"] in {one.remote_id for one in items}
    assert texts["bruno.example"] == {"<p>A post</p>", "<p>near</p>", "<p>below</p>"}
    assert texts["alma.example"] == texts["bruno.example"] | {"<p>far</p>"}


@pytest.mark.shows("deleted thread")
def test_what_was_deleted_is_told_and_what_is_only_not_shown_yet_is_not(network: FakeBluesky):
    post = network.write("We open.", by="alma.example")
    question = network.write("When?", to=post)
    ours = network.write("At nine.", by="alma.example", to=question)
    network.unseen = {ours["uri"]}
    connector = connect(network)
    page = connector.thread(target_for(ours))
    assert page.gone == ()
    assert [raw.native_id for raw in page.items] == [ours["uri"]]
    network.delete(question)
    assert connector.thread(target_for(question)).gone == (question["uri"],)
    blocking = network.write("Whom we blocked", by="bruno.example")
    network.unseen.add(blocking["uri"])
    wanted = [post["uri"], question["uri"], ours["uri"], blocking["uri"], "bsky-chat:a/b"]
    found = connector.look_up(wanted)
    assert found.gone == (question["uri"],)
    assert [raw.native_id for raw in found.items] == [post["uri"]]
    assert connector.thread(target_for(blocking)).gone == ()
    network.unseen = set()
    page = connector.thread(target_for(ours))
    assert page.gone == (question["uri"],)


def test_history_begins_again_where_the_server_no_longer_knows_the_place(network: FakeBluesky):
    network.write("@alma.example hello", reason="mention")
    pages, _ = read_history(connect(network), since=None, cursor='{"before": "nonsense"}')
    assert [len(page.items) for page in pages if page.items] == [1]


# ------------------------------------------------------------------------------------------------- answering


def test_an_answer_names_its_place_its_words_its_language_and_its_time(network: FakeBluesky):
    post = network.write("We open.", by="alma.example")
    question = network.write("When?", to=post)
    at = datetime(2026, 11, 22, 10, 11, 12, 123456, UTC)
    what = answer("At nine, @bruno.example: https://far.example/a.", language="en")
    sent = connect(network).reply(
        target_for(question),
        replace(what, created_at=at),
        once_key="0190c000-0000-7000-8000-0000000000aa",
    )
    body = network.bodies[0]
    record = body["record"]
    assert record["reply"]["root"] == {"uri": post["uri"], "cid": post["cid"]}
    assert record["reply"]["parent"] == {"uri": question["uri"], "cid": question["cid"]}
    assert record["createdAt"] == "2026-11-22T10:11:12.123Z"
    assert record["langs"] == ["en"]
    features = [one["features"][0] for one in record["facets"]]
    assert features[0]["did"] == did_of("bruno.example")
    assert features[1]["uri"] == "https://far.example/a"
    assert body["swapRecord"] is None
    assert sent.remote_id == BlueskyConnector.chosen_id(
        {"did": US}, "0190c000-0000-7000-8000-0000000000aa"
    )
    assert sent.url == f"https://bsky.app/profile/{US}/post/{body['rkey']}"


def test_whoever_has_no_such_name_is_not_mentioned_and_the_author_is_not_looked_up(
    network: FakeBluesky,
):
    question = network.write("When?")
    network.requests.clear()
    connect(network).reply(
        target_for(question), answer("@clara.example @nobody.example #Ormaie #12"), once_key="k"
    )
    features = [one["features"][0] for one in network.bodies[0]["record"]["facets"]]
    assert [one.get("did", one.get("tag")) for one in features] == [CLARA, "Ormaie"]
    asked = [target for _, target, _ in network.requests if "resolveHandle" in target]
    assert len(asked) == 1


@pytest.mark.shows("duplicate refusal")
def test_nothing_else_under_the_key_is_ever_overwritten(network: FakeBluesky):
    question = network.write("When?")
    connector = connect(network)
    connector.reply(target_for(question), answer("At nine."), once_key="k")
    with pytest.raises(errors.Duplicate):
        connector.reply(target_for(question), answer("At ten."), once_key="k")
    with pytest.raises(errors.ServerTrouble):
        connector.find_sent(target_for(question), answer("At ten."), once_key="k", since=EARLIER)
    assert [one["text"] for one in network.records.values()] == ["At nine."]


@pytest.mark.parametrize(
    ("state", "code"),
    [("closed", "reply-disabled"), ("blocked_by", "blocked"), ("gone", "NotFound")],
)
@pytest.mark.shows("lost parent")
def test_what_cannot_be_answered_is_said_before_anything_is_published(
    network: FakeBluesky, state: str, code: str
):
    question = network.write("When?")
    if state == "gone":
        network.delete(question)
    elif state == "closed":
        network.closed.add(question["uri"])
    else:
        network.blocked_by.add("clara.example")
    with pytest.raises(errors.Refused) as refused:
        connect(network).reply(target_for(question), answer(), once_key="k")
    assert refused.value.code == code
    assert network.created == []


@pytest.mark.parametrize("name", ["getPosts", "resolveHandle"])
@pytest.mark.parametrize("trouble", ["502", CUT])
def test_a_place_that_cannot_be_looked_at_now_is_tried_again_later(
    network: FakeBluesky, name: str, trouble: str
):
    question = network.write("When?")
    where = "app.bsky.feed" if name == "getPosts" else "com.atproto.identity"
    network.trouble.extend([(f"GET /xrpc/{where}.{name}", trouble)] * 3)
    with pytest.raises(errors.RateLimited):
        connect(network).reply(target_for(question), answer("@bruno.example"), once_key="k")
    assert network.created == []


def test_access_that_ended_meanwhile_publishes_nothing(network: FakeBluesky):
    question = network.write("When?")
    connector = connect(network)
    network.session()
    with pytest.raises(errors.NotSignedIn):
        connector.reply(target_for(question), answer(), once_key="k")
    assert network.created == []


def test_a_picture_that_is_too_large_is_refused(network: FakeBluesky):
    data = a_picture(1) + bytes(1_000_000)
    file = Upload("plan.png", "image/png", "A plan", len(data), lambda: data)
    with pytest.raises(errors.Refused):
        connect(network).upload(file)


# ------------------------------------------------------------------------------------------- direct messages


def test_direct_messages_are_read_from_the_log_each_with_the_one_before(network: FakeBluesky):
    cursors: dict[str, str] = {}
    first, second = network.say("hello"), network.say("are you there?")
    items = fetched(connect(network), cursors)
    assert [one.html for one in items] == ["<p>hello</p>", "<p>are you there?</p>"]
    assert [one.thread_id for one in items] == ["", f"bsky-chat:{TALK}/{first['id']}"]
    assert {one.kind for one in items} == {Kind.PRIVATE}
    assert {one.visibility for one in items} == {Visibility.PRIVATE}
    assert items[0].writer.handle == "@clara.example"
    assert fetched(connect(network), cursors) == []
    network.say("yes", by="alma.example")
    network.say("fine")
    more = fetched(connect(network), cursors)
    assert [(one.html, one.writer.is_us) for one in more] == [
        ("<p>yes</p>", True),
        ("<p>fine</p>", False),
    ]
    assert more[0].thread_id == f"bsky-chat:{TALK}/{second['id']}"


def test_a_direct_message_that_was_deleted_is_told(network: FakeBluesky):
    cursors: dict[str, str] = {}
    message = network.say("by mistake")
    fetched(connect(network), cursors)
    network.unsay(message)
    name = f"bsky-chat:{TALK}/{message['id']}"
    gone = [one for page in connect(network).fetch(cursors) for one in page.gone]
    assert gone == [name]
    assert connect(network).thread(talk_target(message)).gone == (name,)


def test_a_log_that_no_longer_knows_its_place_is_begun_again(network: FakeBluesky):
    network.say("hello")
    cursors = {"chat": json.dumps({"log": "nonsense"})}
    assert fetched(connect(network), cursors) == []
    assert [one.html for one in fetched(connect(network), cursors)] == ["<p>hello</p>"]


@pytest.mark.shows("scope missing")
def test_a_permission_that_was_taken_back_leaves_everything_else(network: FakeBluesky):
    network.scope = "com.atproto.appPass"
    network.say("hello")
    network.write("@alma.example hello", reason="mention")
    items = fetched(connect(network, chat="yes"))
    assert [one.kind for one in items] == [Kind.MENTION]


def test_a_direct_message_is_answered_found_and_never_sent_to_all(network: FakeBluesky):
    message = network.say("When?")
    connector, target = connect(network), talk_target(message)
    what = replace(answer("At nine."), visibility=Visibility.PRIVATE)
    assert connector.find_sent(target, what, once_key="k", since=EARLIER) is None
    sent = connector.reply(target, replace(what, visibility=Visibility.PUBLIC), once_key="k")
    assert network.created == []
    found = connector.find_sent(target, what, once_key="k", since=EARLIER)
    assert found is not None
    assert (
        found.remote_id == sent.remote_id == f"bsky-chat:{TALK}/{network.messages[TALK][-1]['id']}"
    )
    assert (
        connector.find_sent(target, replace(what, text="At ten."), once_key="k", since=EARLIER)
        is None
    )
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert connector.find_sent(target, what, once_key="k", since=later) is None
    assert sent.raw is not None
    (item,) = connector.parse(sent.raw)
    assert (item.parent_id, item.writer.is_us) == (target.remote_id, True)


def test_a_post_can_be_answered_in_private(network: FakeBluesky):
    question = network.write("@alma.example may I ask?", reason="mention")
    what = replace(answer("Of course."), visibility=Visibility.PRIVATE)
    sent = connect(network).reply(target_for(question), what, once_key="k")
    assert network.messages[TALK][-1]["text"] == "Of course."
    assert sent.raw is not None
    assert connect(network).parse(sent.raw)[0].parent_id == question["uri"]
    network.blocked_by.add("clara.example")
    with pytest.raises(errors.Refused) as refused:
        connect(network).reply(target_for(question), what, once_key="k2")
    assert "disabled incoming messages" in refused.value.words


def test_a_direct_message_has_rules_of_its_own():
    private = CAPABILITIES.facing(Visibility.PRIVATE)
    assert (private.length.limit, CAPABILITIES.length.limit) == (1000, 300)
    assert (str(private.idempotency), str(CAPABILITIES.idempotency)) == ("reconcile", "chosen-id")
    assert private.media.most == 0
    assert not private.threads


@pytest.mark.parametrize("trouble", ["502", "html", CUT])
def test_a_direct_message_whose_answer_was_lost_is_in_doubt(network: FakeBluesky, trouble: str):
    message = network.say("When?")
    what = replace(answer("At nine."), visibility=Visibility.PRIVATE)
    network.trouble.append(("POST /xrpc/chat.bsky.convo.sendMessage", f"after:{trouble}"))
    connector = connect(network)
    with pytest.raises(errors.Ambiguous):
        connector.reply(talk_target(message), what, once_key="k")
    found = connector.find_sent(talk_target(message), what, once_key="k", since=EARLIER)
    assert found is not None
    assert len([one for one in network.messages[TALK] if one["text"] == "At nine."]) == 1


# ---------------------------------------------------------------------------------------------- keeping order


def test_an_answer_below_our_post_is_hidden_and_shown_again_and_the_rules_of_the_thread_stay(
    network: FakeBluesky,
):
    post = network.write("We open.", by="alma.example")
    bad, other = network.write("Rubbish", to=post), network.write("Great", to=post)
    place = ("app.bsky.feed.threadgate", post["uri"].rpartition("/")[2])
    gate = {"$type": place[0], "post": post["uri"], "allow": [], "hiddenReplies": [other["uri"]]}
    network.records[place] = gate
    connector = connect(network)
    for _ in range(2):
        connector.moderate(target_for(bad), ModerationAct.HIDE)
    hidden = network.records[place]
    assert hidden == {**gate, "hiddenReplies": [other["uri"], bad["uri"]]}
    page = connector.thread(target_for(bad))
    held = {raw.native_id: connector.parse(raw)[0].held for raw in page.items}
    assert held == {post["uri"]: Held.NO, bad["uri"]: Held.HIDDEN, other["uri"]: Held.HIDDEN}
    connector.moderate(target_for(bad), ModerationAct.RESTORE)
    assert network.records[place] == gate


def test_two_programs_that_hide_at_once_undo_nothing_of_each_other(network: FakeBluesky):
    post = network.write("We open.", by="alma.example")
    bad, worse = network.write("Rubbish", to=post), network.write("Worse", to=post)
    connector = connect(network)
    place = ("app.bsky.feed.threadgate", post["uri"].rpartition("/")[2])
    network.records[place] = {"post": post["uri"], "hiddenReplies": []}
    true_read = connector._records.read

    def read_then_changed(uri: str) -> dict[str, Any]:
        found = true_read(uri)
        if worse["uri"] not in found["value"].get("hiddenReplies", [worse["uri"]]):
            network.records[place] = {"post": post["uri"], "hiddenReplies": [worse["uri"]]}
        return found

    connector._records.read = read_then_changed  # type: ignore[method-assign]
    connector.moderate(target_for(bad), ModerationAct.HIDE)
    assert network.records[place]["hiddenReplies"] == [worse["uri"], bad["uri"]]


def test_in_a_thread_of_somebody_else_nothing_can_be_hidden(network: FakeBluesky):
    post = network.write("A post", by="bruno.example")
    bad = network.write("Rubbish", to=post)
    for target in (post, bad):
        with pytest.raises(errors.Refused) as refused:
            connect(network).moderate(target_for(target), ModerationAct.HIDE)
        assert refused.value.code == "not-our-thread"


def test_people_are_muted_blocked_once_and_posts_reported_to_the_moderators(network: FakeBluesky):
    post = network.write("Rubbish")
    connector = connect(network)
    for _ in range(2):
        connector.moderate(target_for(post), ModerationAct.MUTE)
        connector.moderate(target_for(post), ModerationAct.BLOCK)
    connector.moderate(target_for(post), ModerationAct.REPORT)
    assert network.muted == {CLARA}
    assert set(network.blocked) == {CLARA}
    assert sum(place[0] == "app.bsky.graph.block" for place in network.records) == 1
    (report,) = network.reports
    assert report["subject"]["uri"] == post["uri"]
    assert report["subject"]["cid"] == post["cid"]
    with pytest.raises(errors.Refused):
        connector.moderate(talk_target(network.say("hello")), ModerationAct.MUTE)
    for _ in range(2):
        connector.moderate(target_for(post), ModerationAct.UNMUTE)
        connector.moderate(target_for(post), ModerationAct.UNBLOCK)
    assert (network.muted, network.blocked) == (set(), {})
    assert not any(place[0] == "app.bsky.graph.block" for place in network.records)


# ------------------------------------------------------------------------------------------------ hostile input


@pytest.mark.parametrize(
    "spoilt",
    [
        {"uri": "https://elsewhere.example/1"},
        {"uri": "at://did:plc:x/app.bsky.feed.post"},
        {"uri": None},
        {"record": []},
        {"indexedAt": "yesterday", "record": {"text": "x", "createdAt": "soon"}},
    ],
)
def test_a_post_without_a_place_or_a_time_is_put_aside(
    network: FakeBluesky, spoilt: dict[str, Any]
):
    post = network.write("hello")
    known = {**post, "indexedAt": None, **spoilt}
    raw = RawItem("post", "1", json.dumps({"post": known}).encode())
    with pytest.raises(errors.Unreadable):
        connect(network).parse(raw)


def test_values_of_any_other_kind_do_no_harm(network: FakeBluesky):
    post = network.write("hello")
    for key in ("author", "labels", "embed", "threadgate"):
        for value in (None, 7, "x", [], [1], {"a": None}, [{"val": 7}]):
            known = {"post": {**post, key: value}}
            (item,) = connect(network).parse(RawItem("post", "1", json.dumps(known).encode()))
            assert item.html == "<p>hello</p>"
    for key in ("facets", "langs", "embed", "reply", "labels"):
        others: list[Any] = [None, 7, "x", [1], {"a": None}, {"parent": 7}, [{"index": 7}]]
        for other in others:
            record = {**post["record"], key: other}
            known = {"post": {**post, "record": record}}
            (item,) = connect(network).parse(RawItem("post", "1", json.dumps(known).encode()))
            assert item.html == "<p>hello</p>"


@pytest.mark.parametrize(("said", "known"), [(1200, 1200), (0, 0), (None, None), ("many", None)])
def test_how_many_follow_us_is_what_the_network_says_and_else_unknown(
    network: FakeBluesky, said: object, known: int | None
) -> None:
    network.followers = said
    assert connect(network).audience() == known
