"""The Discourse connector's rules, each against a forum on loopback that behaves as its source says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors import discourse
from cmworkstation.connectors.discourse import DiscourseConnector, capabilities
from cmworkstation.domain import errors
from cmworkstation.domain.account import Idempotency, ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk import html
from cmworkstation.sdk.connector import Content, Found, RawItem, Target, Upload
from cmworkstation.sdk.shapes import pack
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
from tests.connectors.fake_discourse import KEY, PEOPLE, STAFF, USER_KEY, FakeDiscourse
from tests.connectors.misbehaving import serving

POSTS = "POST /posts.json"


@pytest.fixture
def forum() -> Iterator[FakeDiscourse]:
    with serving(FakeDiscourse()) as fake:
        yield fake


def settings_for(forum: FakeDiscourse, user: str) -> dict[str, str]:
    return {
        "server": forum.base,
        "title": forum.title,
        "user": user,
        "user_id": str(PEOPLE[user]),
        "staff": "1" if user in STAFF else "0",
        "trust": "2",
        "post_place": "5",
    }


def connect(forum: FakeDiscourse, user: str = "bruno", **more: str) -> DiscourseConnector:
    """Sign in with a key that staff made."""
    settings = {**settings_for(forum, user), "way": "staff", **more}
    return DiscourseConnector(settings, {"api_key": KEY}, quick_http(forum.origin))


def as_person(forum: FakeDiscourse, user: str = "clara", **more: str) -> DiscourseConnector:
    """Sign in with a key that the forum made for a person."""
    forum.user_keys[USER_KEY] = user
    settings = {**settings_for(forum, user), "way": "person", "client": "c-1", **more}
    return DiscourseConnector(settings, {"user_api_key": USER_KEY}, quick_http(forum.origin))


def fetched(connector: DiscourseConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        for raw in page.items:
            items += connector.parse(raw)
    return items


def to_us(items: list[Item]) -> list[str]:
    return [words(item) for item in items if not item.context and not item.writer.is_us]


def words(item: Item) -> str:
    return item.text or html.to_text(html.clean(item.html))


def target_of(forum: FakeDiscourse, post: dict[str, Any], *, private: bool = False) -> Target:
    visibility = Visibility.PRIVATE if private else Visibility.PUBLIC
    name = f"{forum.base}/p/{post['id']}"
    return Target(name, str(post["id"]), f"@{post['username']}", visibility)


def content(text: str = "From nine to twelve.", **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC), **more)


def since() -> datetime:
    return datetime.now(UTC) - timedelta(hours=2)


# ------------------------------------------------------------------------------------ the conformance kit


class ForumStage(Stage):
    """A moderator who began a topic, with a key that staff made."""

    place = "5"
    secrets: tuple[str, ...] = (KEY,)

    def __init__(self, forum: FakeDiscourse) -> None:
        self.forum = forum
        self.topic = forum.topic(by="bruno")["topic_id"]

    def connector(self) -> DiscourseConnector:
        return connect(self.forum)

    def write(self, text: str) -> None:
        self.forum.tell(self.us, "replied", self.forum.write(self.topic, text, to=1))

    us = "bruno"

    def write_strangely(self) -> None:
        entry = self.forum.tell(self.us, "mentioned", self.forum.posts[min(self.forum.posts)])
        entry |= {"notification_type": 999, "topic_id": None, "post_number": {"x": 1}, "data": []}

    def trouble(self, name: str) -> None:
        self.forum.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.forum.trouble.append((POSTS, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.forum.created)

    def files(self) -> list[tuple[str, bytes]]:
        raw = self.forum.posts[self.forum.created[-1]]["raw"]
        found = re.findall(r"!\[([^\]|]*)(?:\|\d+x\d+)?\]\(upload://([^)]+)\)", raw)
        return [(alt, self.forum.files[name]) for alt, name in found]


class PersonStage(ForumStage):
    """Somebody of the forum, with a key that the forum made."""

    secrets = (USER_KEY,)
    us = "clara"

    def __init__(self, forum: FakeDiscourse) -> None:
        super().__init__(forum)
        self.topic = forum.topic("Clara asks", by="clara")["topic_id"]

    def connector(self) -> DiscourseConnector:
        return as_person(self.forum)


class TestConformance(PublishingConformance, HistoryConformance, PostingConformance):
    @pytest.fixture
    def stage(self, forum: FakeDiscourse) -> ForumStage:
        return ForumStage(forum)


class TestConformanceOfAPerson(PublishingConformance, PostingConformance):
    troubles = reply_troubles = ("401", "403", "429 seconds", "502", "cut json", CUT)

    @pytest.fixture
    def stage(self, forum: FakeDiscourse) -> ForumStage:
        return PersonStage(forum)


# ----------------------------------------------------------------------------------------- adding an account


def found_at(forum: FakeDiscourse, typed: str = "{}") -> Found:
    return DiscourseConnector.find(quick_http(), typed.format(forum.base))


@pytest.mark.parametrize("folder", ["", "/community"])
@pytest.mark.parametrize("typed", ["{}", " {}/ ", "{}/t/opening-hours/12/3", "{}/u/clara/messages"])
def test_a_forum_is_found_at_any_of_its_pages_and_in_a_folder_of_a_site(
    forum: FakeDiscourse, typed: str, folder: str
):
    forum.folder = folder
    found = found_at(forum, typed)
    assert (found.server, found.title) == (forum.base, "The Fennick Lane Forum")
    assert found.software == "Discourse 2026.10.0"


@pytest.mark.parametrize("what", ["html", "null", "404", "other shape", "500"])
def test_what_is_no_forum_is_told_from_one_that_has_trouble(forum: FakeDiscourse, what: str):
    forum.lasting = what
    expected = errors.ServerTrouble if what in ("500", "html") else errors.NotThisPlatform
    with pytest.raises(
        expected if what != "html" else (errors.NotThisPlatform, errors.ServerTrouble)
    ):
        found_at(forum)


def test_a_key_that_staff_made_is_taken_with_its_user(forum: FakeDiscourse):
    answer = {"user": " @bruno ", "password": f" {KEY[:32]} {KEY[32:]}\n"}
    made = DiscourseConnector.finish(quick_http(), found_at(forum), None, answer)
    assert made.secret == {"api_key": KEY}
    assert KEY not in repr(made)
    identity = DiscourseConnector(
        {**found_at(forum).settings, **made.settings}, made.secret, quick_http(forum.origin)
    ).check()
    assert identity.handle == "@bruno@127.0.0.1"
    assert identity.capabilities.idempotency is Idempotency.KEY
    assert identity.capabilities.key_life_s == 120


@pytest.mark.parametrize("answer", [{}, {"user": "bruno"}, {"password": "x"}, {"code": "x"}])
def test_without_name_and_key_nobody_is_signed_in(answer: dict[str, str]):
    with pytest.raises(errors.NotSignedIn):
        DiscourseConnector.finish(quick_http(), Found("", "", ""), None, answer)


def test_a_key_that_the_forum_makes_is_opened_by_this_sign_in_alone_and_leaves_no_private_key(
    forum: FakeDiscourse,
):
    found = found_at(forum)
    begun = DiscourseConnector.begin(quick_http(), found, "http://127.0.0.1:9/callback")
    query = parse_qs(urlsplit(begun.url).query)
    assert begun.url.startswith(f"{forum.base}/user-api-key/new?")
    assert "BEGIN PUBLIC KEY" in query["public_key"][0]
    shown = forum.allow(begun.url)
    made = DiscourseConnector.finish(quick_http(), found, begun, {"code": f" {shown} "})
    assert made.secret == {"user_api_key": USER_KEY}
    kept = repr(made.settings) + repr(made.secret) + repr(begun)
    assert "PRIVATE KEY" not in kept
    assert "BEGIN PRIVATE KEY" in begun.private["rsa"]
    settings = {**found.settings, **made.settings}
    identity = DiscourseConnector(settings, made.secret, quick_http(forum.origin)).check()
    assert identity.handle == "@clara@127.0.0.1"
    assert identity.capabilities.idempotency is Idempotency.RECONCILE
    other = DiscourseConnector.begin(quick_http(), found, "")
    for wrong in (
        shown[:60],
        "not base 64 ^",
        forum.allow(other.url),
        forum.allow(begun.url, nonce="another"),
    ):
        with pytest.raises(errors.NotSignedIn):
            DiscourseConnector.finish(quick_http(), found, begun, {"code": wrong})


def test_only_a_key_that_the_forum_made_for_a_person_is_given_back(forum: FakeDiscourse):
    assert connect(forum).revoke() is None
    assert not any("revoke" in target for _, target, _ in forum.requests)
    person = as_person(forum)
    assert person.revoke() is True
    assert forum.user_keys == {}
    forum.lasting = "500"
    assert person.revoke() is False


@pytest.mark.parametrize("user", ["alma", "bruno", "clara"])
def test_check_says_who_we_are_and_what_the_forum_allows(forum: FakeDiscourse, user: str):
    forum.settings |= {"max_post_length": 500, "min_post_length": 8, "max_image_size_kb": 100}
    identity = connect(forum, user).check()
    assert identity.settings["user_id"] == str(PEOPLE[user])
    rules = identity.capabilities
    assert (ModerationAct.BLOCK in rules.moderation) == (user in STAFF)
    assert (rules.length.limit, rules.media.max_bytes) == (500, 102_400)
    assert identity.settings["shortest"] == "8"
    forum.tells_settings = False
    assert connect(forum, user).check().capabilities.length.limit == 32_000


def test_somebody_new_to_the_forum_may_show_one_picture(forum: FakeDiscourse):
    assert capabilities({**settings_for(forum, "clara"), "trust": "0"}).media.most == 1


@pytest.mark.parametrize("way", ["staff", "person"])
def test_a_dead_key_is_noticed_by_everything(forum: FakeDiscourse, way: str):
    post = forum.write(forum.topic()["topic_id"], "Is it open?")
    connector = connect(forum) if way == "staff" else as_person(forum)
    forum.keys, forum.user_keys = {}, {}
    for act in (
        connector.check,
        lambda: list(connector.fetch({})),
        lambda: connector.thread(target_of(forum, post)),
        lambda: connector.reply(target_of(forum, post), content(), once_key="k"),
        lambda: connector.moderate(target_of(forum, post), ModerationAct.MUTE),
    ):
        with pytest.raises(errors.NotSignedIn):
            act()
    assert forum.created == []


@pytest.mark.shows("scope missing")
def test_a_key_without_the_scope_is_refused_and_not_taken_for_a_dead_one(
    forum: FakeDiscourse, monkeypatch: pytest.MonkeyPatch
):
    post = forum.write(forum.topic()["topic_id"], "Is it open?")
    forum.trouble.append((POSTS, "403"))
    with pytest.raises(errors.Refused) as refused:
        connect(forum).reply(target_of(forum, post), content(), once_key="k")
    assert not isinstance(refused.value, errors.NotSignedIn)


# ------------------------------------------------------------------------------------------------- reading


def test_what_is_drawn_together_is_read_to_its_end_and_once(forum: FakeDiscourse):
    topic = forum.topic(by="clara")["topic_id"]
    cursors: dict[str, str] = {}
    connector = as_person(forum)
    for n in range(3):
        forum.tell("clara", "replied", forum.write(topic, f"answer number {n}", to=1))
    assert len(forum.notifications["clara"]) == 1
    assert to_us(fetched(connector, cursors)) == [f"answer number {n}" for n in range(3)]
    forum.tell("clara", "replied", forum.write(topic, "answer number 3", to=1))
    assert to_us(fetched(connector, cursors)) == ["answer number 3"]


def test_kinds_are_told_apart(forum: FakeDiscourse):
    topic = forum.topic(by="clara")["topic_id"]
    other = forum.topic("Something else", by="bruno")["topic_id"]
    watched = forum.topic("Watched", by="bruno", watched=True)["topic_id"]
    private = forum.topic("A question", by="nour", to="clara")
    forum.tell("clara", "replied", forum.write(topic, "a reply to you", to=1))
    forum.tell("clara", "mentioned", forum.write(other, "a mention of @clara"))
    forum.tell("clara", "posted", forum.write(watched, "in a watched topic"))
    forum.tell("clara", "private_message", private)
    items = {words(one): one for one in fetched(as_person(forum)) if not one.context}
    kinds = {text: one.kind for text, one in items.items()}
    assert kinds == {
        "a reply to you": Kind.REPLY,
        "a mention of @clara": Kind.MENTION,
        "in a watched topic": Kind.COMMENT,
        "About: A question": Kind.PRIVATE,
    }
    message = items["About: A question"]
    assert (message.visibility, message.title) == (Visibility.PRIVATE, "A question")
    assert message.parent_id == ""
    reply = items["a reply to you"]
    assert reply.thread_id == reply.parent_id == f"{forum.base}/p/{min(forum.posts)}"
    assert reply.url == f"{forum.base}/t/opening-hours/{topic}/2"
    assert (reply.writer.handle, reply.writer.name) == ("@nour", "Nour")


def test_above_an_answer_stand_what_it_answers_and_the_beginning_of_its_topic(forum: FakeDiscourse):
    first = forum.topic(by="bruno")
    topic = first["topic_id"]
    asked = forum.write(topic, "what clara asked", by="clara")
    for n in range(40):
        forum.write(topic, f"in between {n}", by="bruno")
    forum.tell("clara", "replied", forum.write(topic, "far below", to=asked["post_number"]))
    items = {words(one): one for one in fetched(as_person(forum))}
    assert set(items) == {"far below", "what clara asked", "About: Opening hours"}
    assert items["far below"].parent_id == items["what clara asked"].remote_id
    assert items["About: Opening hours"].context
    assert items["About: Opening hours"].kind is Kind.POST


def test_private_messages_to_a_group_are_read_although_nobody_is_told_of_each(forum: FakeDiscourse):
    forum.groups = {"bruno": ("helpers",)}
    first = forum.topic(
        "Lost key", by="nour", to="helpers", group="helpers", text="Has anybody seen it?"
    )
    connector = connect(forum, groups=connect(forum).check().settings["groups"])
    cursors: dict[str, str] = {}
    items = fetched(connector, cursors)
    assert [(words(one), one.kind) for one in items] == [("Has anybody seen it?", Kind.PRIVATE)]
    assert list(connector.fetch(cursors)) == []
    forum.write(first["topic_id"], "It was green.")
    forum.write(first["topic_id"], "Found it, by the gate.", by="bruno")
    other = forum.topic("Opening", by="clara", to="helpers", group="helpers", text="When?")
    found = {words(one): one for one in fetched(connector, cursors) if not one.context}
    assert set(found) == {"It was green.", "Found it, by the gate.", "When?"}
    assert found["It was green."].thread_id == f"{forum.base}/p/{first['id']}"
    assert found["When?"].native_id == str(other["id"])
    assert list(connector.fetch(cursors)) == []
    forum.groups = {}
    assert list(connector.fetch(cursors)) == []


def test_likes_and_badges_are_nobodys_words(forum: FakeDiscourse):
    entry = forum.tell("bruno", "replied", forum.topic())
    for kind in (5, 12, 19, 24):
        forum.notifications["bruno"].append(
            {**entry, "id": forum._next(), "notification_type": kind}
        )
    forum.notifications["bruno"].remove(entry)
    assert fetched(connect(forum)) == []


def test_small_actions_are_nobodys_words_and_whispers_are(forum: FakeDiscourse):
    topic = forum.topic(by="bruno")["topic_id"]
    for kind, text in ((3, "closed this topic"), (4, "just between us")):
        forum.tell("bruno", "replied", forum.write(topic, text, to=1) | {})
        forum.posts[max(forum.posts)]["post_type"] = kind
    assert to_us(fetched(connect(forum))) == ["just between us"]


def test_a_topic_that_is_out_of_our_sight_by_now_hides_nothing_else(forum: FakeDiscourse):
    hidden = forum.topic("Secret", by="bruno")
    forum.tell("clara", "mentioned", forum.write(hidden["topic_id"], "@clara look"))
    forum.topics[hidden["topic_id"]]["hidden_from"] = ("clara",)
    forum.tell("clara", "replied", forum.write(forum.topic()["topic_id"], "an answer", to=1))
    assert to_us(fetched(as_person(forum))) == ["an answer"]


@pytest.mark.parametrize("lost", [0, 3])
@pytest.mark.shows("pages that overlap or skip")
def test_pages_that_overlap_or_skip_lose_nothing(
    forum: FakeDiscourse, monkeypatch: pytest.MonkeyPatch, lost: int
):
    monkeypatch.setattr(discourse, "LIST", 10)
    monkeypatch.setattr("tests.connectors.fake_discourse.INDEX", 10)
    topic = forum.topic(by="bruno")["topic_id"]
    connector = as_person(forum)
    cursors: dict[str, str] = {}
    forum.tell("clara", "mentioned", forum.write(topic, "@clara to begin with"))
    fetched(connector, cursors)
    for n in range(35):
        forum.tell("clara", "mentioned", forum.write(topic, f"@clara number {n} of many"))
    usual = forum._notifications

    def moving(query: Any, user: str) -> Any:
        page = usual(query, user)
        for one in sorted(forum.notifications["clara"], key=lambda one: -one["id"])[:lost]:
            forum.notifications["clara"].remove(one)  # drawn together with another
        if not lost:
            forum.tell("clara", "mentioned", forum.write(topic, "@clara in the meantime"))
        return page

    monkeypatch.setattr(forum, "_notifications", moving)
    found = to_us(fetched(connector, cursors))
    assert [f"@clara number {n} of many" for n in range(35)] == [
        one for one in found if "of many" in one
    ]


@pytest.mark.shows("edited parent", "deleted thread")
def test_edits_and_deletions_are_found_among_the_newest(forum: FakeDiscourse):
    topic = forum.topic(by="bruno")["topic_id"]
    posts = [forum.write(topic, f"an answer, number {n}", to=1) for n in range(5)]
    for post in posts:
        forum.tell("clara", "mentioned", post)
    cursors: dict[str, str] = {}
    connector = as_person(forum)
    fetched(connector, cursors)
    assert [page for page in connector.fetch(cursors) if page.items or page.gone] == []
    forum.edit(posts[0], "an answer, edited")
    forum.edit(posts[1], "an answer, edited at once", ninja=True)
    forum.unsay(posts[2])
    forum.remove(posts[3])
    posts[4]["hidden"] = True
    (page,) = list(connector.fetch(cursors))
    items = {item.remote_id: item for raw in page.items for item in connector.parse(raw)}
    names = [f"{forum.base}/p/{one['id']}" for one in posts]
    assert words(items[names[0]]) == "an answer, edited"
    assert items[names[0]].edited_at is not None
    assert words(items[names[1]]) == "an answer, edited at once"
    assert items[names[2]].deleted
    assert page.gone == (names[3],)
    assert items[names[4]].held is Held.HIDDEN
    cursors[page.stream] = page.cursor
    assert list(connector.fetch(cursors)) == []


def test_what_is_out_of_our_sight_is_not_called_deleted(forum: FakeDiscourse):
    topic = forum.topic(by="bruno")["topic_id"]
    post = forum.write(topic, "@clara look at this")
    forum.tell("clara", "mentioned", post)
    connector = as_person(forum)
    cursors: dict[str, str] = {}
    fetched(connector, cursors)
    forum.topics[topic]["hidden_from"] = ("clara",)
    assert [name for page in connector.fetch(cursors) for name in page.gone] == []
    with pytest.raises(errors.Refused):
        connector.thread(target_of(forum, post))
    del forum.topics[topic]["hidden_from"]
    forum.edit(post, "@clara look at that")
    assert to_us(fetched(connector, cursors)) == ["@clara look at that"]


def test_what_staff_deleted_is_in_the_bin_for_staff(forum: FakeDiscourse):
    post = forum.write(forum.topic(by="bruno")["topic_id"], "buy cheap pills", to=1)
    forum.remove(post)
    page = connect(forum).thread(target_of(forum, post))
    items = {item.native_id: item for raw in page.items for item in connect(forum).parse(raw)}
    assert items[str(post["id"])].held is Held.TRASH
    assert as_person(forum).thread(target_of(forum, post)).gone == (f"{forum.base}/p/{post['id']}",)


@pytest.mark.shows("ids that change")
def test_a_post_that_is_moved_keeps_its_name_and_is_answered_where_it_stands(forum: FakeDiscourse):
    post = forum.write(forum.topic()["topic_id"], "off topic, sorry")
    elsewhere = forum.topic("Off topic")["topic_id"]
    before = target_of(forum, post)
    forum.move(post, elsewhere)
    sent = connect(forum).reply(before, content("Welcome here."), once_key="k")
    assert forum.posts[int(sent.native_id)]["topic_id"] == elsewhere
    assert forum.posts[int(sent.native_id)]["reply_to_post_number"] == post["post_number"]
    page = connect(forum).thread(before)
    assert before.remote_id in {
        item.remote_id for raw in page.items for item in connect(forum).parse(raw)
    }


def test_a_long_topic_is_read_at_its_beginning_around_the_message_and_at_its_end(
    forum: FakeDiscourse,
):
    topic = forum.topic(by="bruno")["topic_id"]
    posts = [forum.write(topic, f"post number {n}") for n in range(260)]
    page = connect(forum).thread(target_of(forum, posts[30]))
    texts = [words(item) for raw in page.items for item in connect(forum).parse(raw)]
    assert texts[0] == "About: Opening hours"
    assert {"post number 30", "post number 259", "post number 161"} <= set(texts)
    assert texts.index("post number 30") < texts.index("post number 259")


def test_pictures_are_attachments_and_emoji_are_words(forum: FakeDiscourse):
    known = {
        "post": {
            "id": 5, "post_number": 2, "created_at": "2026-06-01T10:00:00Z", "username": "nour", "user_id": 4,
            "cooked": '<p>Look <img src="/images/emoji/twitter/fox.png" class="emoji" alt=":fox:">'
            '<img src="/uploads/map.png" alt="A map" width="1"></p>',
        },
        "topic": {"first": 1},
        "why": "replied",
    }  # fmt: skip
    (item,) = connect(forum).parse(RawItem("post", "5", pack(known)))
    assert [(one.url, one.alt) for one in item.attachments] == [
        (f"{forum.base}/uploads/map.png", "A map")
    ]
    assert ":fox:" in words(item)


# ---------------------------------------------------------------------------------------------- the queue


def test_what_waits_for_staff_is_read_decided_and_gone(forum: FakeDiscourse):
    topic = forum.topic(by="bruno")["topic_id"]
    waiting = forum.hold("May I join you?", topic=topic)
    spam = forum.hold("Buy cheap pills", topic=topic)
    rude = forum.write(topic, "something rude")
    forum.flag(rude, 4)
    cursors: dict[str, str] = {}
    connector = connect(forum)
    items = {words(one): one for one in fetched(connector, cursors)}
    assert items["May I join you?"].held is Held.HOLD
    assert items["May I join you?"].writer.handle == "@nour"
    assert items["something rude"].spoiler == "flags: It's Inappropriate"
    assert not items["something rude"].context
    assert fetched(connector, cursors) == []
    targets = {
        text: Target(one.remote_id, one.native_id, "", one.visibility)
        for text, one in items.items()
    }
    with pytest.raises(errors.Refused) as refused:
        connector.reply(targets["May I join you?"], content(), once_key="k")
    assert refused.value.code == "waits-for-approval"
    for _ in range(2):  # twice is no error
        connector.moderate(targets["May I join you?"], ModerationAct.APPROVE)
        connector.moderate(targets["Buy cheap pills"], ModerationAct.TRASH)
    assert [forum.queue[one]["status"] for one in (waiting, spam)] == [1, 2]
    (page,) = list(connector.fetch(cursors))
    assert set(page.gone) == {
        items[one].remote_id for one in ("May I join you?", "Buy cheap pills")
    }
    assert [one for one in forum.posts.values() if one["raw"] == "May I join you?"]


def test_whoever_wrote_what_waits_can_be_muted_and_silenced(forum: FakeDiscourse):
    number = forum.hold("Buy cheap pills")
    waiting = Target(
        f"{forum.base}/review/{number}", f"review:{number}", "@nour", Visibility.PUBLIC
    )
    for act in (ModerationAct.MUTE, ModerationAct.BLOCK):
        connect(forum).moderate(waiting, act)
    assert [(what, who) for what, who, _ in forum.acts] == [
        ("notification_level", "nour"),
        ("silence", str(PEOPLE["nour"])),
    ]
    with pytest.raises(errors.Refused) as refused:
        connect(forum).moderate(waiting, ModerationAct.LOCK)
    assert refused.value.code == "waits-for-approval"


def test_what_readers_flagged_stays_said_however_the_post_is_read(forum: FakeDiscourse):
    topic = forum.topic(by="bruno")["topic_id"]
    rude = forum.write(topic, "something rude", to=1)
    forum.tell("bruno", "replied", rude)
    forum.flag(rude, 4)
    connector = connect(forum)
    pages = [*connector.fetch({}), connector.thread(target_of(forum, rude))]
    items = [item for page in pages for raw in page.items for item in connector.parse(raw)]
    told = [item.spoiler for item in items if item.native_id == str(rude["id"])]
    assert told == ["flags: It's Inappropriate"] * 3
    number = max(forum.queue)
    forum.queue[number]["status"] = 1
    page = connector.thread(target_of(forum, rude))
    items = [item for raw in page.items for item in connector.parse(raw)]
    assert [item.spoiler for item in items if item.native_id == str(rude["id"])] == [""]


def test_who_is_no_staff_never_asks_for_the_queue(forum: FakeDiscourse):
    forum.hold("May I join you?")
    fetched(as_person(forum))
    assert not any("review" in target for _, target, _ in forum.requests)


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (ModerationAct.HIDE, {}, {"hidden": True}),
        (ModerationAct.RESTORE, {"hidden": True}, {"hidden": False}),
        (ModerationAct.RESTORE, {"deleted_at": "2026-06-01T10:00:00Z"}, {"deleted_at": None}),
    ],
)
def test_staff_hide_and_restore_and_twice_is_no_error(
    forum: FakeDiscourse, act: ModerationAct, before: dict[str, Any], after: dict[str, Any]
):
    post = forum.write(forum.topic()["topic_id"], "something rude") | before
    forum.posts[post["id"]] = post
    for _ in range(2):
        connect(forum).moderate(target_of(forum, post), act)
    assert {name: forum.posts[post["id"]][name] for name in after} == after


def test_staff_bin_a_post(forum: FakeDiscourse):
    post = forum.write(forum.topic()["topic_id"], "something rude")
    for _ in range(2):
        connect(forum).moderate(target_of(forum, post), ModerationAct.TRASH)
    assert post["deleted_at"]


def test_staff_close_a_topic_and_open_it_again(forum: FakeDiscourse):
    post = forum.write(forum.topic()["topic_id"], "endless")
    for act, closed in ((ModerationAct.LOCK, True), (ModerationAct.UNLOCK, False)):
        for _ in range(2):
            connect(forum).moderate(target_of(forum, post), act)
        assert forum.topics[post["topic_id"]]["closed"] is closed


def test_a_post_is_flagged_once_and_its_author_muted_or_silenced(forum: FakeDiscourse):
    post = forum.write(forum.topic()["topic_id"], "something rude")
    for _ in range(2):
        as_person(forum).moderate(target_of(forum, post), ModerationAct.REPORT)
    assert post["acted"] == [7]
    as_person(forum).moderate(target_of(forum, post), ModerationAct.MUTE)
    as_person(forum).moderate(target_of(forum, post), ModerationAct.UNMUTE)
    connect(forum).moderate(target_of(forum, post), ModerationAct.BLOCK)
    connect(forum).moderate(target_of(forum, post), ModerationAct.UNBLOCK)
    told = [(what, who) for what, who, _ in forum.acts if what != "flag"]
    assert told == [
        ("notification_level", "nour"),
        ("notification_level", "nour"),
        ("silence", "4"),
        ("unsilence", "4"),
    ]
    with pytest.raises(errors.Refused):
        as_person(forum).moderate(target_of(forum, post), ModerationAct.BLOCK)


# --------------------------------------------------------------------------------------------------- answering


def test_an_answer_stands_below_what_it_answers_and_in_private_where_that_is(forum: FakeDiscourse):
    private = forum.topic("A question", by="nour", to="clara")
    sent = as_person(forum).reply(
        target_of(forum, private, private=True), content("Of course!"), once_key="k"
    )
    assert forum.posts[int(sent.native_id)]["topic_id"] == private["topic_id"]
    assert sent.raw is not None
    (item,) = as_person(forum).parse(sent.raw)
    assert (item.visibility, item.kind) == (Visibility.PRIVATE, Kind.PRIVATE)


@pytest.mark.parametrize("stored", [True, False])
def test_a_public_post_is_answered_in_private_once(forum: FakeDiscourse, stored: bool):
    public = forum.write(forum.topic()["topic_id"], "My card has ended.")
    what = replace(content("May I see it?"), visibility=Visibility.PRIVATE)
    target = target_of(forum, public)
    forum.trouble.append((POSTS, "after:502" if stored else "502"))
    with pytest.raises(errors.Ambiguous):
        as_person(forum).reply(target, what, once_key="k")
    found = as_person(forum).find_sent(target, what, once_key="k", since=since())
    assert (found is not None) == stored
    sent = as_person(forum).reply(target, what, once_key="k")
    assert forum.created == [int(sent.native_id)]
    made = forum.topics[forum.posts[int(sent.native_id)]["topic_id"]]
    assert (made["archetype"], made["people"]) == ("private_message", ["clara", "nour"])
    assert made["title"] == "Re: Opening hours"
    assert sent.raw is not None
    (item,) = as_person(forum).parse(sent.raw)
    assert (item.visibility, item.parent_id) == (Visibility.PRIVATE, target.remote_id)
    assert not item.context
    other = forum.write(forum.topic("Another")["topic_id"], "Mine, too.", by="bruno")
    look = as_person(forum).find_sent
    assert look(target_of(forum, other), what, once_key="k", since=since()) is None


def test_the_same_request_with_a_key_of_staff_is_carried_out_once(forum: FakeDiscourse):
    """What the outbox relies on within two minutes: the request is the same to the last byte."""
    post = forum.topic()
    bodies = []
    usual = forum._create

    def kept(body: dict[str, Any], *more: Any, **named: Any) -> Any:
        bodies.append(body)
        return usual(body, *more, **named)

    forum._create = kept  # type: ignore[method-assign]
    forum.trouble.append((POSTS, "after:502"))
    what = replace(content(), created_at=None)  # so that nobody looks before
    with pytest.raises(errors.Ambiguous):
        connect(forum).reply(target_of(forum, post), what, once_key="k")
    sent = connect(forum).reply(target_of(forum, post), what, once_key="k")
    assert bodies[0] == bodies[1]
    assert forum.created == [int(sent.native_id)]


@pytest.mark.shows("duplicate refusal")
def test_a_double_that_the_forum_refuses_in_its_own_language_is_found(forum: FakeDiscourse):
    post = forum.topic(by="nour")
    what = replace(content(), created_at=None)
    first = as_person(forum).reply(target_of(forum, post), what, once_key="k")
    again = as_person(forum).reply(target_of(forum, post), what, once_key="k")
    assert again.remote_id == first.remote_id
    assert len(forum.created) == 1


def test_a_double_said_elsewhere_is_refused_with_the_forums_words(forum: FakeDiscourse):
    what = replace(content(), created_at=None)
    as_person(forum).reply(target_of(forum, forum.topic()), what, once_key="k")
    with pytest.raises(errors.Refused) as refused:
        as_person(forum).reply(target_of(forum, forum.topic("Another")), what, once_key="k")
    assert "trop proche" in refused.value.words
    assert len(forum.created) == 1


def test_staff_do_not_say_the_same_twice_when_a_resend_comes_late(forum: FakeDiscourse):
    post = forum.topic()
    connector, what = connect(forum), content("Said by staff.")
    first = connector.reply(target_of(forum, post), what, once_key="k")
    forum.memory.clear()  # two minutes later
    assert connector.reply(target_of(forum, post), what, once_key="k").remote_id == first.remote_id
    assert len(forum.created) == 1


def test_an_answer_that_waits_for_approval_is_sent_and_held(forum: FakeDiscourse):
    forum.approves_first = True
    post = forum.topic(by="nour")
    forum.trouble.append((POSTS, "after:502"))
    with pytest.raises(errors.Ambiguous):
        as_person(forum).reply(target_of(forum, post), content(), once_key="k")
    found = as_person(forum).find_sent(
        target_of(forum, post), content(), once_key="k", since=since()
    )
    assert found is not None
    assert found.remote_id == f"{forum.base}/review/{max(forum.queue)}"
    assert found.raw is not None
    (item,) = as_person(forum).parse(found.raw)
    assert (item.held, item.writer.is_us) == (Held.HOLD, True)
    other = content("Something else.")
    sent = as_person(forum).reply(target_of(forum, post), other, once_key="k")
    assert sent.native_id == f"review:{max(forum.queue)}"


def test_our_answer_is_found_far_from_the_end_of_a_busy_topic(forum: FakeDiscourse):
    post = forum.topic(by="nour")
    forum.at = datetime.now(UTC).replace(microsecond=0)
    sent = as_person(forum).reply(target_of(forum, post), content(), once_key="k")
    for n in range(70):
        forum.write(post["topic_id"], f"meanwhile {n}")
    found = as_person(forum).find_sent(
        target_of(forum, post), content(), once_key="k", since=since()
    )
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.shows("clock skew")
def test_a_clock_that_is_off_hides_no_answer(forum: FakeDiscourse):
    post = forum.topic(by="nour")
    sent = as_person(forum).reply(target_of(forum, post), content(), once_key="k")
    early = datetime.now(UTC) - timedelta(minutes=5)
    forum.posts[int(sent.native_id)]["created_at"] = early.isoformat()
    again = as_person(forum).reply(target_of(forum, post), content(), once_key="k")
    assert again.remote_id == sent.remote_id


@pytest.mark.parametrize("gone", ["unsaid", "removed", "destroyed", "out of sight"])
@pytest.mark.shows("lost parent")
def test_what_is_gone_cannot_be_answered(forum: FakeDiscourse, gone: str):
    post = forum.write(forum.topic()["topic_id"], "Is it open?")
    target = target_of(forum, post)
    {
        "unsaid": lambda: forum.unsay(post),
        "removed": lambda: forum.remove(post),
        "destroyed": lambda: forum.destroy(post),
        "out of sight": lambda: forum.topics[post["topic_id"]].update(hidden_from=("clara",)),
    }[gone]()
    with pytest.raises(errors.Refused) as refused:
        as_person(forum).reply(target, content(), once_key="k")
    assert isinstance(refused.value, errors.Gone) or gone == "out of sight"
    assert forum.created == []


def test_a_closed_topic_refuses_with_the_forums_words(forum: FakeDiscourse):
    post = forum.topic(closed=True)
    with pytest.raises(errors.Refused) as refused:
        as_person(forum).reply(target_of(forum, post), content(), once_key="k")
    assert "no longer accepts new replies" in refused.value.words


def test_a_text_that_is_too_short_never_leaves(forum: FakeDiscourse):
    post = forum.topic()
    connector = as_person(forum, shortest="20", shortest_private="3")
    with pytest.raises(errors.Refused) as refused:
        connector.reply(target_of(forum, post), content("ok, thanks"), once_key="k")
    assert refused.value.code == "too-short"
    assert forum.requests == []


def test_length_is_counted_in_code_points_with_the_pictures(forum: FakeDiscourse):
    connector = as_person(forum, longest="60")
    target = target_of(forum, forum.topic())
    sent = connector.reply(target, content("👨‍👩‍👧‍👦" * 8 + "abcd"), once_key="k")  # seven each
    assert sent.remote_id
    with pytest.raises(errors.TooLong) as raised:
        connector.reply(target, content("👨‍👩‍👧‍👦" * 9), once_key="k")
    assert raised.value.over == 3
    picture = Upload("a.png", "image/png", "A plan", 1, bytes, "1x1 upload://abcdef.png")
    with pytest.raises(errors.TooLong):
        connector.reply(target, content("x" * 40, media=(picture,)), once_key="k")


def test_a_description_cannot_break_out_of_its_picture(forum: FakeDiscourse):
    target = target_of(forum, forum.topic())
    connector = as_person(forum)
    upload = Upload("a.png", "image/png", "A [plan] | of\nall", 1, lambda: a_picture(1))
    upload = replace(upload, remote_id=connector.upload(upload).remote_id)
    sent = connector.reply(target, content(media=(upload,)), once_key="k")
    raw = forum.posts[int(sent.native_id)]["raw"]
    assert re.search(r"\n\n!\[A plan of all\|1x1\]\(upload://\w+\.png\)$", raw)


def test_a_forum_that_is_only_read_for_now_is_tried_again(forum: FakeDiscourse):
    forum.read_only = True
    with pytest.raises(errors.RateLimited):
        connect(forum).reply(target_of(forum, forum.topic()), content(), once_key="k")
    assert forum.created == []


def test_a_pause_is_told_by_the_body_where_no_header_says_it(forum: FakeDiscourse):
    words = {"errors": ["Too many"], "error_type": "rate_limit", "extras": {"wait_seconds": 13}}
    usual = forum.respond

    def slowed(*request: Any) -> Any:
        status, more, _ = usual(*request)
        return (429, more, pack(words)) if status == 200 else (status, more, b"")

    forum.respond = slowed  # type: ignore[method-assign, assignment]
    with pytest.raises(errors.RateLimited) as raised:
        fetched(connect(forum))
    assert raised.value.retry_after == 13


def test_the_forums_words_come_with_a_refusal_and_never_the_key(forum: FakeDiscourse):
    usual = forum.respond

    def telling(verb: str, target: str, headers: Any, body: bytes) -> Any:
        if not target.startswith("/posts.json"):
            return usual(verb, target, headers, body)
        kind = {"Content-Type": "application/json"}
        return 422, kind, pack({"errors": [f"No, {headers['Api-Key']}!"]})

    forum.respond = telling  # type: ignore[method-assign]
    with pytest.raises(errors.Refused) as refused:
        connect(forum).reply(target_of(forum, forum.topic()), content(), once_key="k")
    assert refused.value.words == "No, …!"


# ------------------------------------------------------------------------------------------ a stretch of time


def test_history_reads_page_by_page_what_is_left_of_the_list(
    forum: FakeDiscourse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(discourse, "LIST", 10)
    monkeypatch.setattr("tests.connectors.fake_discourse.INDEX", 10)
    topic = forum.topic(by="bruno")["topic_id"]
    for n in range(35):
        forum.tell("clara", "mentioned", forum.write(topic, f"@clara number {n}."))
    connector, seen, cursor = as_person(forum), [], ""
    while True:
        reading = connector.history(since=None, until=datetime.now(UTC), cursor=cursor)
        page = next(reading, None)
        if page is None:
            break
        seen += [
            words(item) for raw in page.items for item in connector.parse(raw) if not item.context
        ]
        cursor = page.cursor
        forum.tell("clara", "mentioned", forum.write(topic, "@clara in the meantime"))
    assert {f"@clara number {n}." for n in range(35)} <= set(seen)
    since = moment_of(forum, 20)
    pages, floor = read_history(connector, since=since)
    assert floor is None
    found = {words(item) for page in pages for raw in page.items for item in connector.parse(raw)}
    assert {f"@clara number {n}." for n in range(20, 35)} <= found


def moment_of(forum: FakeDiscourse, n: int) -> datetime:
    (post,) = [one for one in forum.posts.values() if one["raw"] == f"@clara number {n}."]
    return datetime.fromisoformat(post["created_at"])
