"""Facebook against a faithful fake of the Graph: nobody has confirmed it with Facebook itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from cmworkstation.connectors.facebook import CAPABILITIES, FacebookConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk.connector import Content, Found, RawItem, Target, Upload
from cmworkstation.sdk.shapes import pack
from cmworkstation.sdk.testing import (
    PostingConformance,
    PublishingConformance,
    Stage,
    a_picture,
    quick_http,
    read_all,
)
from tests.connectors.fake_facebook import (
    CLARA,
    HANDLE,
    LONG_TOKEN,
    PAGE,
    PAGE_NAME,
    PAGE_TOKEN,
    TALK,
    USER_TOKEN,
    FakeFacebook,
)
from tests.connectors.fake_graph import APP, APP_SECRET, No
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture
def graph() -> Iterator[FakeFacebook]:
    with serving(FakeFacebook()) as fake:
        yield fake


def connect(fake: FakeFacebook, token: str = PAGE_TOKEN, **more: str) -> FacebookConnector:
    settings = {"server": fake.origin, "page_id": PAGE, "name": PAGE_NAME, "client_id": APP, **more}
    secret = {"access_token": token, "client_secret": APP_SECRET}
    return FacebookConnector(settings, secret, quick_http(fake.origin))


def fetched(connector: FacebookConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.", visibility: Visibility = Visibility.PUBLIC) -> Content:
    return Content(text, visibility, created_at=datetime.now(UTC))


# ------------------------------------------------------------------------------------ the conformance kit


class FacebookStage(Stage):
    secrets = (PAGE_TOKEN, APP_SECRET)

    def __init__(self, fake: FakeFacebook) -> None:
        self.fake = fake
        fake.post()

    def connector(self) -> FacebookConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.comment(text)

    def write_strangely(self) -> None:
        broken = self.fake.comment("?")
        for key in ("id", "created_time", "from"):
            broken[key] = None
        self.fake.comment("", attachment={"type": "hologram"})

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        begin = f"POST /{self.fake.version}"
        self.fake.trouble.append((begin, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)

    def files(self) -> list[tuple[str, bytes]]:
        return [self.fake.photos[one] for one in self.fake.attached]


class TestConformance(PublishingConformance, PostingConformance):
    @pytest.fixture
    def stage(self, graph: FakeFacebook) -> FacebookStage:
        return FacebookStage(graph)


# ----------------------------------------------------------------------------------------- adding an account


def found_at(fake: FakeFacebook, typed: str = HANDLE) -> Found:
    found = FacebookConnector.find(quick_http(), f"{typed} {fake.origin}")
    settings = {**found.settings, "client_id": APP}
    return Found(
        found.server, found.title, found.software, settings, None, {"client_secret": APP_SECRET}
    )


def sign_in(fake: FakeFacebook, token: str = USER_TOKEN, typed: str = HANDLE) -> Any:
    http = quick_http(fake.origin)
    return FacebookConnector.finish(http, found_at(fake, typed), None, {"token": token})


@pytest.mark.parametrize(
    "typed",
    [
        HANDLE,
        f"@{HANDLE}",
        f"https://www.facebook.com/{HANDLE}/",
        f"https://www.facebook.com/profile.php?id={PAGE}",
        PAGE,
    ],
)
def test_a_pasted_token_becomes_the_page_s_own(graph: FakeFacebook, typed: str) -> None:
    credentials = sign_in(graph, typed=typed)
    assert credentials.secret == {"access_token": PAGE_TOKEN}
    assert credentials.settings["page_id"] == PAGE
    assert credentials.settings["chat"] == "yes"
    assert PAGE_TOKEN not in repr(credentials)
    bearers = [
        dict(headers).get("Authorization")
        for _, path, headers in graph.requests
        if "accounts" in path
    ]
    assert bearers == [f"Bearer {LONG_TOKEN}"]


def test_a_token_that_is_lasting_already_is_taken_as_it_is(graph: FakeFacebook) -> None:
    assert sign_in(graph, LONG_TOKEN).secret == {"access_token": PAGE_TOKEN}
    graph.refusals["GET me/accounts"] = No(100, 0, "Tried accessing nonexisting field (accounts)")
    assert sign_in(graph, PAGE_TOKEN).secret == {"access_token": PAGE_TOKEN}


def test_another_page_s_token_names_the_pages_that_there_are(graph: FakeFacebook) -> None:
    with pytest.raises(errors.Refused) as refused:
        sign_in(graph, typed="somebody.elses")
    assert refused.value.code == "page-not-found"
    assert refused.value.words == f"Another Page, {PAGE_NAME}"


def test_an_ended_token_is_refused(graph: FakeFacebook) -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(graph, "made-up")


@pytest.mark.parametrize("typed", ["", "two//slashes"])
def test_what_names_no_page_is_a_bad_address(typed: str) -> None:
    with pytest.raises(errors.BadAddress):
        FacebookConnector.find(quick_http(), typed)


def test_a_page_says_who_it_is(graph: FakeFacebook) -> None:
    identity = connect(graph).check()
    assert (identity.handle, identity.name) == (f"@{HANDLE}", PAGE_NAME)
    assert identity.settings["writer_key"] == f"facebook:{PAGE}"


@pytest.mark.shows("expired session")
def test_the_end_of_the_access_is_known_and_only_a_person_puts_it_off(graph: FakeFacebook) -> None:
    at = datetime.now(UTC) + timedelta(days=60)
    graph.ends = (0, int(at.timestamp()))
    settings = sign_in(graph).settings
    connector = connect(graph, **settings)
    assert connector.ends_at() == at.replace(microsecond=0)
    assert not connector.renewable()
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


# -------------------------------------------------------------------------------------------------- reading


def test_comments_stand_below_their_post_and_below_one_another(graph: FakeFacebook) -> None:
    post = graph.post()
    first = graph.comment("message 1")
    second = graph.comment("message 2", below=first)
    context, one, two = fetched(connect(graph))
    assert context.context
    assert context.writer.is_us
    assert (one.parent_id, one.thread_id) == (f"facebook:{post['id']}",) * 2
    assert (two.parent_id, two.thread_id) == (f"facebook:{first['id']}", f"facebook:{post['id']}")
    assert one.writer.name == "Clara"
    assert two.native_id == f"{post['id']}/{second['id']}"


@pytest.mark.shows("pages that overlap or skip")
def test_more_comments_than_come_along_are_all_read(graph: FakeFacebook) -> None:
    graph.post()
    for n in range(130):
        graph.comment(f"message {n}", at=EARLIER + timedelta(seconds=n % 60))
    items = [item for item in fetched(connect(graph)) if not item.context]
    assert len({item.remote_id for item in items}) == 130


def test_nothing_new_costs_one_request_for_each_list(graph: FakeFacebook) -> None:
    graph.post()
    graph.comment()
    cursors: dict[str, str] = {}
    fetched(connect(graph), cursors)
    before = len(graph.requests)
    assert fetched(connect(graph), cursors) == []
    assert len(graph.requests) == before + 3  # the feed, mentions, conversations


@pytest.mark.shows("edited parent")
def test_an_edited_comment_comes_once_more(graph: FakeFacebook) -> None:
    graph.post()
    comment = graph.comment("message")
    cursors: dict[str, str] = {}
    fetched(connect(graph), cursors)
    comment["message"] = "message, edited"
    assert [item.text for item in fetched(connect(graph), cursors) if not item.context] == [
        "message, edited"
    ]
    assert fetched(connect(graph), cursors) == []


def test_a_mention_and_a_visitor_s_post_wait_for_an_answer(graph: FakeFacebook) -> None:
    graph.post("A question on your wall", by=CLARA)
    graph.tagged.append({**graph.post("We were at @Ormaie", by=CLARA)})
    graph.posts.pop()
    items = fetched(connect(graph))
    assert [(item.kind, item.context) for item in items] == [(Kind.MENTION, False)] * 2


def test_without_the_right_to_mentions_comments_are_still_read(graph: FakeFacebook) -> None:
    graph.refusals[f"GET {PAGE}/tagged"] = No(200, 0, "Requires pages_read_user_content")
    graph.post()
    graph.comment()
    assert len(fetched(connect(graph))) == 2


def test_messages_are_read_and_those_of_the_page_are_ours(graph: FakeFacebook) -> None:
    graph.say("Hello", at=EARLIER)
    graph.say("Good day", by=PAGE)
    cursors: dict[str, str] = {}
    hello, day = fetched(connect(graph), cursors)
    assert (hello.visibility, hello.kind) == (Visibility.PRIVATE, Kind.PRIVATE)
    assert not hello.writer.is_us
    assert day.writer.is_us
    assert hello.thread_id == day.thread_id == f"facebook:{TALK}"
    graph.say("And now?")
    assert [item.text for item in fetched(connect(graph), cursors)] == ["And now?"]


@pytest.mark.shows("scope missing")
def test_without_the_right_to_messages_comments_are_still_read(graph: FakeFacebook) -> None:
    graph.refusals[f"GET {PAGE}/conversations"] = No(10, 0, "Requires pages_messaging")
    graph.post()
    graph.comment()
    assert len(fetched(connect(graph))) == 2
    identity = connect(graph, chat="no").check()
    assert identity.capabilities.visibilities == (Visibility.PUBLIC,)
    assert identity.capabilities.private is None


def test_a_hidden_author_is_somebody_and_each_one_apart(graph: FakeFacebook) -> None:
    graph.post()
    for _ in range(2):
        del graph.comment()["from"]
    _, one, two = fetched(connect(graph))
    assert one.writer.key != two.writer.key
    assert not one.writer.is_us


@pytest.mark.shows("deleted thread")
def test_a_thread_says_what_is_gone(graph: FakeFacebook) -> None:
    graph.post()
    comment = graph.comment("message 1")
    graph.comment("message 2")
    target = target_for(fetched(connect(graph))[1])
    graph.comments.remove(comment)
    page = connect(graph).thread(target)
    assert page.gone == (target.remote_id,)
    assert [raw.kind for raw in page.items] == ["post", "comment"]
    graph.posts.clear()
    assert connect(graph).thread(target).gone == (target.remote_id,)


def test_a_conversation_is_read_as_it_is_now(graph: FakeFacebook) -> None:
    graph.say("Hello", at=EARLIER)
    graph.say("Good day", by=PAGE)
    target = target_for(fetched(connect(graph))[0])
    connector = connect(graph)
    items = [item for raw in connector.thread(target).items for item in connector.parse(raw)]
    assert [item.text for item in items] == ["Hello", "Good day"]


def test_a_kind_that_nobody_knows_is_unreadable(graph: FakeFacebook) -> None:
    with pytest.raises(errors.Unreadable):
        connect(graph).parse(RawItem("story", "1", b"{}"))


# ------------------------------------------------------------------------------------------------ answering


def test_an_answer_to_an_answer_goes_below_the_comment_on_top(graph: FakeFacebook) -> None:
    graph.post()
    top = graph.comment("message 1")
    graph.comment("message 2", below=top)
    target = target_for(fetched(connect(graph))[-1])
    sent = connect(graph).reply(target, answer(), once_key="k")
    assert graph.comments[-1]["parent"] == {"id": top["id"]}
    found = connect(graph).find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.shows("lost parent")
def test_an_answer_below_what_was_deleted_is_refused(graph: FakeFacebook) -> None:
    graph.post()
    comment = graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    graph.comments.remove(comment)
    with pytest.raises(errors.Gone):
        connect(graph).reply(target, answer(), once_key="k")


def private_target(graph: FakeFacebook, age: timedelta) -> Target:
    graph.say("Hello", at=datetime.now(UTC) - age)
    return target_for(fetched(connect(graph))[-1])


@pytest.mark.parametrize(
    ("age", "declared"),
    [(timedelta(hours=1), "RESPONSE"), (timedelta(days=2), "MESSAGE_TAG")],
)
def test_a_message_is_declared_by_the_age_of_what_it_answers(
    graph: FakeFacebook, age: timedelta, declared: str
) -> None:
    target = private_target(graph, age)
    connector = connect(graph)
    sent = connector.reply(target, answer("Yes", Visibility.PRIVATE), once_key="k")
    assert graph.sent_as[-1]["messaging_type"] == declared
    assert json.loads(graph.sent_as[-1]["recipient"]) == {"id": CLARA}
    assert sent.raw is not None
    (item,) = connector.parse(sent.raw)
    assert (item.parent_id, item.visibility) == (target.remote_id, Visibility.PRIVATE)
    found = connector.find_sent(
        target, answer("Yes", Visibility.PRIVATE), once_key="k", since=EARLIER
    )
    assert found is not None
    assert found.remote_id == sent.remote_id


def test_after_a_week_no_message_leaves(graph: FakeFacebook) -> None:
    target = private_target(graph, timedelta(days=8))
    with pytest.raises(errors.Refused) as refused:
        connect(graph).reply(target, answer("Yes", Visibility.PRIVATE), once_key="k")
    assert refused.value.code == "window-over"
    assert graph.sent_as == []


def test_a_comment_is_answered_by_a_message(graph: FakeFacebook) -> None:
    graph.post()
    comment = graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    sent = connect(graph).reply(target, answer("Between us", Visibility.PRIVATE), once_key="k")
    assert json.loads(graph.sent_as[-1]["recipient"]) == {"comment_id": comment["id"]}
    assert sent.remote_id == f"facebook:{graph.messages[-1]['id']}"


def test_messages_have_a_limit_of_their_own(graph: FakeFacebook) -> None:
    target = private_target(graph, timedelta(hours=1))
    with pytest.raises(errors.TooLong):
        connect(graph).reply(target, answer("x" * 2001, Visibility.PRIVATE), once_key="k")


@pytest.mark.parametrize(
    ("no", "kind", "code"),
    [
        (No(190, 460, "The session has been invalidated"), errors.NotSignedIn, ""),
        (No(102), errors.NotSignedIn, ""),
        (No(4, 0, "Application request limit reached", 403), errors.RateLimited, ""),
        (No(32, 0, "Page request limit reached", 403), errors.RateLimited, ""),
        (No(80001, 0, "Too many calls to this Page"), errors.RateLimited, ""),
        (No(1, 0, "Please reduce the amount of data"), errors.Ambiguous, ""),
        (No(200, 0, "Requires pages_manage_engagement", 403), errors.Refused, "permission-missing"),
        (No(10, 2018278, "Outside of allowed window"), errors.Refused, "window-over"),
        (No(368, 0, "Blocked for abuse"), errors.Refused, "blocked-for-policy"),
        (No(100, 33, "does not exist"), errors.Gone, "100/33"),
        (No(506, 0, "Duplicate status message"), errors.Duplicate, "506"),
        (No(100, 0, "Message is too long"), errors.TooLong, "too-long"),
        (No(99999, 0, "Something new"), errors.Refused, "99999"),
    ],
    ids=range(13),
)
@pytest.mark.shows("duplicate refusal")
def test_the_code_in_the_body_says_what_a_refusal_means(
    graph: FakeFacebook, no: No, kind: type[errors.WorkstationError], code: str
) -> None:
    graph.post()
    graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    graph.refusals["POST "] = no
    with pytest.raises(errors.WorkstationError) as raised:
        connect(graph).reply(target, answer(), once_key="k")
    assert type(raised.value) is kind
    assert getattr(raised.value, "code", "") == code
    assert graph.created == []


def test_how_long_to_wait_is_what_the_headers_say(graph: FakeFacebook) -> None:
    business = {PAGE: [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 12}]}
    graph.usage = {"X-Business-Use-Case-Usage": json.dumps(business)}
    graph.refusals["GET "] = No(80001)
    with pytest.raises(errors.RateLimited) as limited:
        fetched(connect(graph))
    assert limited.value.retry_after == 720


@pytest.mark.parametrize(
    ("headers", "left"),
    [
        ({"X-App-Usage": '{"call_count":28,"total_time":25,"total_cputime":40}'}, 60),
        ({"X-App-Usage": "{}"}, None),
        ({"X-App-Usage": "<html>"}, None),
        (
            {
                "X-App-Usage": '{"call_count":1,"total_time":1,"total_cputime":1}',
                "X-Business-Use-Case-Usage": '{"2002":[{"call_count":97,"total_time":3}]}',
            },
            3,
        ),
    ],
    ids=["app", "nothing", "broken", "business"],
)
def test_what_is_left_is_what_the_fullest_measure_leaves(
    graph: FakeFacebook, headers: dict[str, str], left: int | None
) -> None:
    graph.usage = headers
    graph.post()
    http = quick_http(graph.origin)
    settings = {"server": graph.origin, "page_id": PAGE}
    connector = FacebookConnector(settings, {"access_token": PAGE_TOKEN}, http)
    fetched(connector)
    assert http.budget().remaining == left


def test_each_request_carries_the_proof_and_never_the_token_in_its_address(
    graph: FakeFacebook,
) -> None:
    graph.post()
    fetched(connect(graph))
    assert graph.requests
    for _, path, headers in graph.requests:
        assert "appsecret_proof=" in path
        assert PAGE_TOKEN not in path
        assert headers["Authorization"] == f"Bearer {PAGE_TOKEN}"


def test_the_version_of_the_interface_is_a_setting(graph: FakeFacebook) -> None:
    graph.version = "v31.0"
    graph.post()
    assert fetched(connect(graph, version="v31.0")) == []
    assert all(path.startswith("/v31.0/") for _, path, _ in graph.requests)


# -------------------------------------------------------------------------------------------- keeping order


def test_a_comment_is_hidden_and_shown_again(graph: FakeFacebook) -> None:
    graph.post()
    graph.comment()
    cursors: dict[str, str] = {}
    target = target_for(fetched(connect(graph), cursors)[-1])
    connect(graph).moderate(target, ModerationAct.HIDE)
    assert fetched(connect(graph), cursors)[-1].held is Held.HIDDEN
    connect(graph).moderate(target, ModerationAct.RESTORE)
    assert fetched(connect(graph), cursors)[-1].held is Held.NO


def test_a_comment_is_deleted_for_good_and_twice_is_no_error(graph: FakeFacebook) -> None:
    graph.post()
    graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    for _ in range(2):
        connect(graph).moderate(target, ModerationAct.TRASH)
    assert graph.comments == []
    assert CAPABILITIES.trash_is_final


@pytest.mark.parametrize("private", [False, True])
def test_a_person_is_barred_and_let_back(graph: FakeFacebook, private: bool) -> None:
    graph.post()
    graph.comment()
    graph.say()
    items = fetched(connect(graph))
    wanted = Visibility.PRIVATE if private else Visibility.PUBLIC
    target = target_for([item for item in items if item.visibility is wanted][-1])
    connect(graph).moderate(target, ModerationAct.BLOCK)
    assert graph.barred == {CLARA}
    connect(graph).moderate(target, ModerationAct.UNBLOCK)
    assert graph.barred == set()


def test_whoever_is_hidden_from_us_cannot_be_barred(graph: FakeFacebook) -> None:
    graph.post()
    del graph.comment()["from"]
    target = target_for(fetched(connect(graph))[-1])
    with pytest.raises(errors.Refused) as refused:
        connect(graph).moderate(target, ModerationAct.BLOCK)
    assert refused.value.code == "author-hidden"


def test_what_is_not_offered_is_refused(graph: FakeFacebook) -> None:
    target = private_target(graph, timedelta(hours=1))
    for act in (ModerationAct.SPAM, ModerationAct.HIDE):
        with pytest.raises(errors.Refused):
            connect(graph).moderate(target, act)
    with pytest.raises(errors.Refused):
        connect(graph).reply(target, answer(), once_key="k")


# ------------------------------------------------------------------------------------------------ pictures


def test_a_picture_goes_up_again_when_the_platform_may_have_let_go_of_it(
    graph: FakeFacebook,
) -> None:
    connector, data = connect(graph), a_picture(1)
    file = Upload("plan.png", "image/png", "The plan", len(data), lambda: data)
    first = connector.upload(file)
    assert connector.upload(replace(file, remote_id=first.remote_id)) == first
    old = f"{first.remote_id.partition(':')[0]}:1"
    assert connector.upload(replace(file, remote_id=old)).remote_id != first.remote_id
    assert list(graph.photos.values()) == [("The plan", data)] * 2


def test_a_picture_in_our_answer_is_read_back_with_it(graph: FakeFacebook) -> None:
    graph.post()
    graph.comment()
    connector, data = connect(graph), a_picture(1)
    file = Upload("plan.png", "image/png", "The plan", len(data), lambda: data)
    file = replace(file, remote_id=connector.upload(file).remote_id)
    (question,) = [one for one in fetched(connector) if one.kind is Kind.COMMENT]
    said = replace(answer(), media=(file,))
    sent = connector.reply(target_for(question), said, once_key="k")
    (ours,) = [one for one in fetched(connector) if one.remote_id == sent.remote_id]
    assert [one.kind for one in ours.attachments] == ["image"]
    assert ours.attachments[0].url == f"{graph.origin}/photo.png"  # the picture, not its page


def test_more_pictures_than_a_comment_shows_never_leave(graph: FakeFacebook) -> None:
    graph.post()
    graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    file = Upload("plan.png", "image/png", "", 1, lambda: a_picture(1), "1:1")
    with pytest.raises(errors.Refused):
        connect(graph).reply(target, replace(answer(), media=(file, file)), once_key="k")
    assert graph.created == []


def pictures(connector: FacebookConnector, n: int) -> tuple[Upload, ...]:
    """Several pictures, each on its way up."""
    found = []
    for one in range(n):
        data = a_picture(one)
        file = Upload(f"{one}.png", "image/png", f"Plan {one}", len(data), partial(bytes, data))
        found.append(replace(file, remote_id=connector.upload(file).remote_id))
    return tuple(found)


def begun() -> Target:
    return Target("new:1", "", "", Visibility.PUBLIC, settings={"title": "The bridge"})


def test_a_post_shows_several_pictures_in_their_order_and_is_read_back_with_them(
    graph: FakeFacebook,
) -> None:
    connector = connect(graph)
    files = pictures(connector, 10)
    sent = connector.reply(begun(), replace(answer(), media=files), once_key="k")
    assert [graph.photos[one] for one in graph.attached] == [
        (f"Plan {n}", a_picture(n)) for n in range(10)
    ]
    ours = connector.parse(connector.thread(replace(begun(), native_id=sent.native_id)).items[0])
    shown = [f"{graph.origin}/photo-{one}.png" for one in graph.attached]
    assert [(one.kind, one.url) for one in ours[0].attachments] == [("image", s) for s in shown]


def test_one_picture_of_a_post_is_read_back_and_the_preview_of_a_link_is_none(
    graph: FakeFacebook,
) -> None:
    connector = connect(graph)
    connector.reply(begun(), replace(answer(), media=pictures(connector, 1)), once_key="k")
    page = {"type": "share", "url": "https://ormaie.example", "media": {"image": {"src": "x"}}}
    shared = {**graph.post("Look"), "attachments": {"data": [page, "?"]}}
    (own,) = connector.parse(RawItem("post", "1", pack({"post": graph.posts[0]})))
    (other,) = connector.parse(RawItem("post", "2", pack({"post": shared})))
    assert [len(one.attachments) for one in (own, other)] == [1, 0]


def test_more_pictures_than_a_post_shows_never_leave(graph: FakeFacebook) -> None:
    file = Upload("plan.png", "image/png", "", 1, lambda: a_picture(1), "1:1")
    with pytest.raises(errors.Refused):
        connect(graph).reply(begun(), replace(answer(), media=(file,) * 11), once_key="k")
    assert graph.created == []


def test_a_long_post_leaves_where_a_comment_as_long_would_not(graph: FakeFacebook) -> None:
    graph.post()
    graph.comment()
    connector, long = connect(graph), answer("x" * 8001)
    with pytest.raises(errors.TooLong):
        connector.reply(target_for(fetched(connector)[-1]), long, once_key="k")
    assert connector.reply(begun(), long, once_key="k").remote_id


def test_a_token_without_the_right_to_post_asks_to_sign_in_again(graph: FakeFacebook) -> None:
    graph.refusals[f"POST {PAGE}/photos"] = No(200, 0, "(#200) Permissions error")
    file = Upload("plan.png", "image/png", "", 1, lambda: a_picture(1))
    with pytest.raises(errors.NoUploadRight):
        connect(graph).upload(file)
