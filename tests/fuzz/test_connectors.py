"""What servers send: whatever it is, a connector understands it, or says so with an error of the program's own."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.connectors import bluesky, feed, mastodon, wordpress
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.errors import Unreadable, WorkstationError
from cmworkstation.domain.message import Item
from cmworkstation.sdk.connector import RawItem, Target
from cmworkstation.sdk.http import Answer
from tests.connectors.fake_bluesky import FakeBluesky, did_of
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_wordpress import PASSWORD, FakeWordpress
from tests.fuzz.anything import ANY_JSON, Mumbler, spoiled, written
from tests.fuzz.rounds import rounds

HEADERS = {
    "content-type": "application/json",
    "link": '<https://x.test/2>; rel="next"',
    "x-wp-totalpages": "9",
}
TARGET = Target(
    "https://x.test/1",
    "1",
    "@ana@x.test",
    Visibility.PUBLIC,
    settings={"parent_id": "1", "url": ""},
)


def sound(items: Any) -> None:
    """Everything understood can be written to the store."""
    for item in items:
        assert isinstance(item, Item)
        assert item.at.tzinfo is not None
        for words in (
            item.remote_id,
            item.native_id,
            item.html,
            item.text,
            item.title,
            item.url,
            item.writer.name,
        ):
            assert isinstance(words, str)
            words.encode()
        assert isinstance(item.writer.handle, str)
        assert {type(one.url) for one in item.attachments} <= {str}
        assert {type(one.size) for one in item.attachments} <= {int}
        assert item.edited_at is None or item.edited_at.tzinfo is not None


def understood(connector: Any, kind: str, payload: bytes) -> None:
    try:
        sound(connector.parse(RawItem(kind, "1", payload)))
    except Unreadable:
        return


def asked(connector: Any, target: Target = TARGET) -> None:
    """Ask a connector everything that only reads."""
    questions = (
        connector.check,
        lambda: [connector.parse(raw) for page in connector.fetch({}) for raw in page.items],
        lambda: [connector.parse(raw) for raw in connector.thread(target).items],
    )
    for question in questions:
        try:
            question()
        except WorkstationError:
            continue


# ------------------------------------------------------------------------------------------------- mastodon

fake = FakeMastodon(flavour="mastodon", origin="https://x.test")
first = fake.write(
    "@alma@x.test Good evening",
    media_attachments=[{"type": "image", "url": "https://x.test/a.png"}],
)
fake.write(
    "@alma And tomorrow?", to=first, poll={"options": [{"title": "yes"}]}, visibility="direct"
)
STATUSES = list(fake.statuses.values())
SAYS = {
    "notification": {"notification": fake.notifications[0], "ancestors": STATUSES},
    "conversation": {
        "conversation": fake.conversations[0] if fake.conversations else {"last_status": first}
    },
    "status": {"status": STATUSES[-1], "parent": "https://x.test/1", "thread": "https://x.test/1"},
}
INSTANCE = {
    "version": "4.5.1",
    "domain": "x.test",
    "configuration": {"statuses": {"max_characters": 500}},
}


def a_mastodon(bodies: list[bytes] = []) -> mastodon.MastodonConnector:  # noqa: B006 - never changed
    settings = {
        "server": "https://x.test",
        "software": "mastodon",
        "domain": "x.test",
        "account_id": "1",
    }
    return mastodon.MastodonConnector(settings, {"access_token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(125)
@given(st.data())
def test_any_status_is_understood_or_put_aside(data):
    kind = data.draw(st.sampled_from(sorted(SAYS)))
    payload = written(data.draw(spoiled(SAYS[kind]) | ANY_JSON))
    understood(a_mastodon(), kind, payload)


@rounds(30)
@given(
    st.lists(
        spoiled([fake.notifications[0]] * 2) | spoiled(INSTANCE) | spoiled(first) | ANY_JSON,
        max_size=5,
    )
)
def test_a_mastodon_that_mumbles_ends_no_program(answers):
    asked(a_mastodon([written(one) for one in answers]))


# -------------------------------------------------------------------------------------------------- bluesky


def the_network() -> dict[str, Any]:
    """Return what the network tells: notifications, a thread, posts, direct messages, a session."""
    network = FakeBluesky(origin="https://x.test")
    post = network.write("We open.", by="alma.example")
    facets = [{"index": {"byteStart": 0, "byteEnd": 5}, "features": [{"uri": "https://a.test"}]}]
    asked = network.write("When? 🦊", to=post, reason="reply", facets=facets, labels=("rude",))
    image = {"$type": "blob", "ref": {"$link": "bafy"}}
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "a", "image": image}]}
    network.write("Look", reason="mention", embed=embed)
    message = network.say("hello")
    told = {"notifications": network.told, "cursor": "at-100"}
    talk = network._convo("3lconvo000001")
    return {
        "notification": {"notification": network.told[0], "post": asked, "above": [post]},
        "post": {"post": asked, "hidden": True},
        "message": {"message": message, "convo": "3lconvo000001", "members": talk["members"]},
        "told": told,
        "thread": {"thread": network._thread(asked["uri"])},
        "posts": {"posts": [post, asked]},
        "talks": {"convos": [talk], "logs": network.log, "messages": [message], "cursor": "r1"},
        "session": {**network.session(), "displayName": "Alma"},
    }


SKY = the_network()
A_POST = SKY["post"]["post"]["uri"]
IN_PUBLIC = Target(A_POST, A_POST, "@clara.example", Visibility.PUBLIC)
IN_PRIVATE = Target("bsky-chat:a/b", "a/b", "@clara.example", Visibility.PRIVATE)


def a_bluesky(bodies: list[bytes] = []) -> bluesky.BlueskyConnector:  # noqa: B006 - never changed
    settings = {"server": "https://x.test", "did": did_of("alma.example"), "chat": "yes"}
    return bluesky.BlueskyConnector(settings, {"access_token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(125)
@given(st.data())
def test_any_post_and_any_direct_message_is_understood_or_put_aside(data):
    kind = data.draw(st.sampled_from(["notification", "post", "message"]))
    understood(a_bluesky(), kind, written(data.draw(spoiled(SKY[kind]) | ANY_JSON)))


@rounds(60)
@given(
    st.sampled_from([IN_PUBLIC, IN_PRIVATE]),
    st.lists(
        st.sampled_from(["told", "thread", "posts", "talks", "session"]).flatmap(
            lambda name: spoiled(SKY[name])
        )
        | ANY_JSON,
        max_size=6,
    ),
)
def test_a_network_that_mumbles_ends_no_program(target, answers):
    asked(a_bluesky([written(one) for one in answers]), target)


# ------------------------------------------------------------------------------------------------- wordpress


def the_site() -> dict[str, Any]:
    """Return answers of a site: its comments, its articles, and what it says of itself."""
    site = FakeWordpress(origin="https://x.test")
    number = site.article()
    site.visit(number, "When do you open?")
    site.by_staff(number, "At nine")
    headers = {"Authorization": "Basic " + b64encode(f"alma:{PASSWORD}".encode()).decode()}
    ways = {
        "comments": "wp/v2/comments?context=edit&status=all",
        "posts": f"wp/v2/posts?include={number}",
        "me": "wp/v2/users/me?context=edit",
        "root": "",
    }
    return {
        name: json.loads(site.respond("GET", f"/wp-json/{way}", headers, b"")[2])
        for name, way in ways.items()
    }


SITE = the_site()


def a_wordpress(bodies: list[bytes] = []) -> wordpress.WordpressConnector:  # noqa: B006 - never changed
    settings = {
        "server": "https://x.test",
        "root": "https://x.test/wp-json/",
        "user": "alma",
        "user_id": "1",
    }
    return wordpress.WordpressConnector(settings, {"password": "p"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(125)
@given(st.data())
def test_any_comment_is_understood_or_put_aside(data):
    comment = SITE["comments"][0] if isinstance(SITE["comments"], list) and SITE["comments"] else {}
    says = {"comment": {"comment": comment}, "article": {"article": SITE["posts"][0]}}
    kind = data.draw(st.sampled_from(sorted(says)))
    understood(a_wordpress(), kind, written(data.draw(spoiled(says[kind]) | ANY_JSON)))


@rounds(30)
@given(
    st.lists(
        st.sampled_from(sorted(SITE)).flatmap(lambda name: spoiled(SITE[name])) | ANY_JSON,
        max_size=5,
    )
)
def test_a_site_that_mumbles_ends_no_program(answers):
    asked(a_wordpress([written(one) for one in answers]))


# ------------------------------------------------------------------------------------------------- feeds

SEEDS = Path(__file__).parent / "seeds" / "feed"
RSS, ATOM = (SEEDS / "rss.xml").read_bytes(), (SEEDS / "atom.xml").read_bytes()
JSON_FEED = json.loads((SEEDS / "feed.json").read_bytes())
ENTRY = {
    "identity": "1",
    "at": "2026-06-01T10:00:00Z",
    "title": "x",
    "html": "<p>",
    "files": [{"kind": "file", "url": "x"}],
    "feed": {"title": "x", "url": "y", "home": "z"},
}
PIECES = [
    *(
        b"<",
        b">",
        b"&",
        b"&#x0;",
        b"&#99999999;",
        b"&nbsp;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"--",
        b"<?",
    ),
    *(
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<link>",
        b"<link href='http://[/'/>",
    ),
    *(
        b"<guid isPermaLink='x'>",
        b"<pubDate>",
        b"xml:base='//['",
        b"<updated>9999-99-99",
        b"encoding='utf-7'",
    ),
    *(
        b"<title type='xhtml'>",
        b"<content type='text/html' mode='base64'>!",
        b"<media:content url=':'/>",
    ),
]


@st.composite
def torn(draw):
    raw = bytearray(draw(st.sampled_from([RSS, ATOM])))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.sampled_from([0, 0, 1, 9, 80]))] = draw(
            st.sampled_from(PIECES) | st.binary(max_size=4)
        )
    return bytes(raw)


def a_feed(body: bytes = b"", kind: str = "") -> feed.FeedConnector:
    http: Any = Mumbler([body] * 3 if body else [], {"content-type": kind})
    return feed.FeedConnector({"url": "https://x.test/feed"}, {}, http)


def read_feed(body: bytes, kind: str = "application/xml") -> None:
    answer = Answer(200, {"content-type": kind}, body, "https://x.test/feed")
    try:
        document = feed._read(answer, answer.url)
    except WorkstationError:
        return
    assert isinstance(document["title"], str)
    asked(a_feed(body, kind))
    for page in a_feed(body, kind).fetch({}):
        for raw in page.items:
            understood(a_feed(), raw.kind, raw.payload)


@rounds(75)
@given(
    torn() | st.binary(max_size=200),
    st.sampled_from(
        ["application/xml", "text/xml; charset=koi8-r", "text/plain; charset=\x00", ""]
    ),
)
def test_any_feed_is_read_or_refused(body, kind):
    read_feed(body, kind)


@rounds(75)
@given(spoiled(JSON_FEED) | spoiled(JSON_FEED).map(lambda one: {**JSON_FEED, "items": [one]}))
def test_any_json_feed_is_read_or_refused(value):
    read_feed(written(value), "application/feed+json")


@rounds(50)
@given(spoiled(ENTRY) | ANY_JSON)
def test_any_kept_entry_is_understood_or_put_aside(value):
    understood(a_feed(), "entry", written(value))


def test_a_number_that_is_no_sign_takes_nothing_else_from_a_feed():
    body = RSS.replace(b"One</title>", b"One &#99999999; &#xD800; &#x110000; & two</title>")
    answer = Answer(200, {}, body, "https://x.test/feed")
    (entry,) = feed._read(answer, answer.url)["entries"]
    assert entry["title"].replace("\ufffd", "") == "One    & two"
