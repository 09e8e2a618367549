"""What servers send: whatever it is, a connector understands it, or says so with an error of the program's own."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.connectors import bluesky, discourse, feed, lemmy, mastodon, matrix, wordpress
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.errors import Unreadable, WorkstationError
from cmworkstation.domain.message import Item
from cmworkstation.sdk.answer import Answer
from cmworkstation.sdk.connector import RawItem, Target
from cmworkstation.sdk.matrixapi import sync_filter
from tests.connectors.fake_bluesky import FakeBluesky, did_of
from tests.connectors.fake_discourse import KEY, FakeDiscourse
from tests.connectors.fake_lemmy import TOKEN, FakeLemmy
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_matrix import CLARA, HALL, US, FakeMatrix
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


# --------------------------------------------------------------------------------------------------- matrix


def the_homeserver() -> dict[str, Any]:
    """Return what a homeserver tells: a reading, a room read back, one event, the rooms that we are in."""
    home = FakeMatrix(origin="https://x.test")
    said = home.say("When? 🦊", info={"size": 3}, url="mxc://x/y")
    home.edit(home.say("samdi", to=said, root=said), "samedi")
    home.redact(home.say("never mind"))
    home.invite()
    filter_ = json.dumps({"types": ["m.room.message", "m.room.redaction"]})
    connector = a_matrix()
    (raw,) = [connector._raw(HALL, said)[1]]
    return {
        "message": json.loads(raw.payload),
        "room": json.loads(connector._room_raw(HALL).payload),
        "invitation": {"room": "!a:b", "title": "A", "topic": "", "at": 1, "sender": CLARA},
        "sync": home._sync({"filter": sync_filter(50)}),
        "messages": home._messages(HALL, {"filter": filter_, "limit": "100"}),
        "event": said,
        "rooms": {"joined_rooms": [HALL]},
    }


def a_matrix(bodies: list[bytes] = []) -> matrix.MatrixConnector:  # noqa: B006 - never changed
    settings = {"server": "https://x.test", "user_id": US}
    return matrix.MatrixConnector(settings, {"access_token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


HOME = the_homeserver()
IN_A_ROOM = Target("$1", f"{HALL} $1 $2", CLARA, Visibility.PUBLIC)


@rounds(125)
@given(st.data())
def test_any_event_any_room_and_any_invitation_is_understood_or_put_aside(data):
    kind = data.draw(st.sampled_from(["message", "room", "invitation"]))
    understood(a_matrix(), kind, written(data.draw(spoiled(HOME[kind]) | ANY_JSON)))


@rounds(60)
@given(
    st.lists(
        st.sampled_from(["sync", "messages", "event", "rooms"]).flatmap(
            lambda name: spoiled(HOME[name])
        )
        | ANY_JSON,
        max_size=6,
    ),
)
def test_a_homeserver_that_mumbles_ends_no_program(answers):
    asked(a_matrix([written(one) for one in answers]), IN_A_ROOM)


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


# ------------------------------------------------------------------------------------------------- forums


def the_forum() -> dict[str, Any]:
    """Return answers of a forum: what it tells, a topic, posts, the queue of its staff, and who we are."""
    forum = FakeDiscourse(origin="https://x.test")
    post = forum.write(forum.topic(by="bruno")["topic_id"], "When do you open?", to=1)
    forum.tell("bruno", "replied", post)
    forum.hold("May I?", topic=post["topic_id"])
    headers = {"Api-Key": KEY, "Api-Username": "bruno"}
    ways = {
        "told": "notifications.json?limit=60&offset=0",
        "topic": f"t/{post['topic_id']}/1.json?include_raw=true",
        "posts": f"t/{post['topic_id']}/posts.json?post_ids[]={post['id']}&include_raw=true",
        "post": f"posts/{post['id']}.json",
        "queue": "review.json?status=pending",
        "me": "session/current.json",
        "rules": "site/settings.json",
    }
    return {
        name: json.loads(forum.respond("GET", f"/{way}", headers, b"")[2])
        for name, way in ways.items()
    }


def the_lemmy(api: str) -> dict[str, Any]:
    """Return answers of a server of one version."""
    server = FakeLemmy(origin="https://x.test", api=api)
    comment = server.write("When do you open?", to=server.post())
    server.say("In private")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    ways = {
        "v3": ("user/replies?limit=50", "private_message/list?limit=50"),
        "v4": ("account/notification/list?limit=50", "account"),
    }[api]
    known = ("site", f"comment?id={comment['id']}", f"post?id={comment['post_id']}", *ways)
    return {
        way: json.loads(server.respond("GET", f"/api/{api}/{way}", headers, b"")[2])
        for way in known
    }


FORUM, LEMMY = the_forum(), {api: the_lemmy(api) for api in ("v3", "v4")}
A_VIEW = LEMMY["v3"]["private_message/list?limit=50"]["private_messages"][0]
A_COMMENT = LEMMY["v4"]["account/notification/list?limit=50"]["items"][1]["data"]
OF_FORUMS: dict[str, Any] = {
    "post": {
        "post": FORUM["post"],
        "topic": {"first": 1},
        "why": "replied",
        "parent": 1,
        "to": "x",
    },
    "queued": {"queued": FORUM["queue"]["reviewables"][0], "by": {"id": 4, "username": "nour"}},
    "notification": {"notification": FORUM["told"]["notifications"][0]},
}
OF_LEMMY: dict[str, Any] = {
    "comment": {"view": A_COMMENT, "why": "reply", "parent": "x", "to": 2},
    "message": {"view": A_VIEW, "before": "x"},
    "post": {"view": A_COMMENT, "why": "mention"},
}
A_POST_OF_IT = Target("https://x.test/p/1", "102", "@ana", Visibility.PUBLIC)
A_COMMENT_OF_IT = Target("https://x.test/comment/1", "comment:1", "@ana", Visibility.PUBLIC)


def a_discourse(bodies: list[bytes] = []) -> discourse.DiscourseConnector:  # noqa: B006 - never changed
    settings = {"server": "https://x.test", "user": "bruno", "user_id": "2", "staff": "1"}
    http: Any = Mumbler(bodies, HEADERS)
    return discourse.DiscourseConnector(settings, {"api_key": "k"}, http)


def a_lemmy(api: str = "v3", bodies: list[bytes] = []) -> lemmy.LemmyConnector:  # noqa: B006 - never changed
    settings = {"server": "https://x.test", "api": api, "person_id": "2"}
    return lemmy.LemmyConnector(settings, {"jwt": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(60)
@given(st.data())
def test_whatever_stands_on_a_forum_is_understood_or_put_aside(data):
    kind = data.draw(st.sampled_from(sorted(OF_FORUMS)))
    understood(a_discourse(), kind, written(data.draw(spoiled(OF_FORUMS[kind]) | ANY_JSON)))


@rounds(60)
@given(st.data())
def test_whatever_stands_on_a_lemmy_is_understood_or_put_aside(data):
    kind = data.draw(st.sampled_from(sorted(OF_LEMMY)))
    understood(a_lemmy(), kind, written(data.draw(spoiled(OF_LEMMY[kind]) | ANY_JSON)))


@rounds(30)
@given(
    st.lists(
        st.sampled_from(sorted(FORUM)).flatmap(lambda name: spoiled(FORUM[name])) | ANY_JSON,
        max_size=6,
    )
)
def test_a_forum_that_mumbles_ends_no_program(answers):
    asked(a_discourse([written(one) for one in answers]), A_POST_OF_IT)


@rounds(60)
@given(st.data())
def test_a_lemmy_that_mumbles_ends_no_program(data):
    api = data.draw(st.sampled_from(["v3", "v4"]))
    known = st.sampled_from(sorted(LEMMY[api])).flatmap(lambda name: spoiled(LEMMY[api][name]))
    answers = data.draw(st.lists(known | ANY_JSON, max_size=6))
    asked(a_lemmy(api, [written(one) for one in answers]), A_COMMENT_OF_IT)


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
