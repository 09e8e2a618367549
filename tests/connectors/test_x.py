"""X against a faithful fake of its interface: nobody has confirmed it with X itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.x import CAPABILITIES, SCOPES, XConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.errors import NoUploadRight
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target, Upload
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.testing import (
    PostingConformance,
    PublishingConformance,
    Stage,
    a_picture,
    quick_http,
    read_all,
)
from tests.connectors.fake_x import (
    ACCESS,
    CLARA,
    CLIENT,
    CLIENT_SECRET,
    CODE,
    HANDLE,
    NAME,
    PAUL,
    REDIRECT,
    REFRESH,
    US,
    FakeX,
    No,
)
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture
def network() -> Iterator[FakeX]:
    with serving(FakeX()) as fake:
        yield fake


def connect(fake: FakeX, **more: str) -> XConnector:
    settings = {
        "server": fake.origin,
        "user_id": US,
        "handle": HANDLE,
        "name": NAME,
        "client_id": CLIENT,
    }
    secret = {
        "access_token": fake.access,
        "refresh_token": fake.refresh,
        "client_secret": CLIENT_SECRET,
    }
    return XConnector(settings, {**secret, **more}, quick_http(fake.origin))


def fetched(connector: XConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.", visibility: Visibility = Visibility.PUBLIC) -> Content:
    return Content(text, visibility, created_at=datetime.now(UTC))


class XStage(Stage):
    secrets = (ACCESS, REFRESH, CLIENT_SECRET)

    def __init__(self, fake: FakeX) -> None:
        self.fake = fake

    def connector(self) -> XConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.post(text)

    def write_strangely(self) -> None:
        broken = self.fake.post("?")
        broken["id"] = None
        broken |= dict.fromkeys(("created_at", "conversation_id", "lang"))
        self.fake.post("")["lang"] = "und"

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append(("POST /2/tweets", f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)

    def files(self) -> list[tuple[str, bytes]]:
        return [self.fake.files[one] for one in self.fake.attached]


class TestConformance(PublishingConformance, PostingConformance):
    @pytest.fixture
    def stage(self, network: FakeX) -> XStage:
        return XStage(network)


# ----------------------------------------------------------------------------------------- adding an account


def sign_in(fake: FakeX, code: str = CODE, *, secret: str = CLIENT_SECRET) -> Credentials:
    http = quick_http(fake.origin)
    bare = XConnector.find(http, fake.origin)
    settings = {**bare.settings, "client_id": CLIENT}
    private = {"client_secret": secret} if secret else {}
    found = Found(bare.server, bare.title, bare.software, settings, None, private)
    begun = XConnector.begin(http, found, REDIRECT)
    fake.challenge = parse_qs(urlsplit(begun.url).query)["code_challenge"][0]
    return XConnector.finish(http, found, begun, {"code": code, "state": begun.state})


def test_the_page_asks_for_lasting_access_and_proves_who_asked(network: FakeX) -> None:
    official = XConnector.find(quick_http(), "api.x.com")
    begun = XConnector.begin(quick_http(), official, REDIRECT)
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://x.com/i/oauth2/authorize"
    assert (asked["redirect_uri"], asked["scope"]) == (REDIRECT, " ".join(SCOPES))
    assert asked["code_challenge_method"] == "S256"
    assert "offline.access" in SCOPES


@pytest.mark.parametrize("has_secret", [True, False])
def test_a_code_becomes_access_with_and_without_a_secret_of_the_app(
    network: FakeX, *, has_secret: bool
) -> None:
    network.has_secret = has_secret
    secret = sign_in(network, secret=CLIENT_SECRET if has_secret else "").secret
    assert (secret["access_token"], secret["refresh_token"]) == (ACCESS, REFRESH)


def test_a_code_that_is_too_old_gives_no_access(network: FakeX) -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(network, "another")


def test_access_for_two_hours_only_is_not_taken(network: FakeX) -> None:
    network.lasting_access = False
    with pytest.raises(errors.Refused) as refused:
        sign_in(network)
    assert refused.value.code == "no-lasting-access"


def test_an_account_says_who_it_is_and_looks_like_x(network: FakeX) -> None:
    identity = connect(network).check()
    assert (identity.handle, identity.name, identity.look) == (f"@{HANDLE}", NAME, "twitter")


@pytest.mark.shows("expired session")
def test_a_refresh_token_is_used_up_and_both_come_anew_together(network: FakeX) -> None:
    ends = int((datetime.now(UTC) + timedelta(seconds=30)).timestamp())
    connector = connect(network, ends_at=str(ends))
    assert connector.ends_at() == datetime.fromtimestamp(ends, UTC)
    fresh = connector.renew().secret
    assert (fresh["access_token"], fresh["refresh_token"]) == (f"{ACCESS}-anew", f"{REFRESH}-anew")
    assert int(fresh["ends_at"]) > ends
    with pytest.raises(errors.NotSignedIn):
        connector.renew()
    assert connect(network, **fresh).renew().secret["refresh_token"] == f"{REFRESH}-anew-anew"


def test_the_access_is_given_back(network: FakeX) -> None:
    assert connect(network).revoke()
    assert network.revoked == [REFRESH]
    network.lasting = "503"
    assert connect(network).revoke() is False


# -------------------------------------------------------------------------------------------------- reading


def test_only_what_came_since_the_last_mention_is_paid_for(network: FakeX) -> None:
    first = network.post("message 1")
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    network.post("message 2")
    before = len(network.requests)
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 2"]
    asked = [urlsplit(target) for _, target, _ in network.requests[before:]]
    (mentions,) = [one for one in asked if one.path.endswith("/mentions")]
    assert parse_qs(mentions.query)["since_id"] == [first["id"]]


@pytest.mark.shows("pages that overlap or skip")
def test_more_than_a_page_is_read_in_the_order_of_time(network: FakeX) -> None:
    network.post("message 0")
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    for n in range(1, 231):
        network.post(f"message {n}")
    found = [item.text for item in fetched(connect(network), cursors)]
    assert found == [f"message {n}" for n in range(1, 231)]


def test_an_answer_below_our_post_stands_in_its_conversation(network: FakeX) -> None:
    ours = network.post("The new reading room.", by=US, names=False)
    network.post("@ormaie How nice & quiet <3", to=ours)
    (item,) = fetched(connect(network))
    assert (item.kind, item.parent_id, item.thread_id) == (Kind.REPLY, *[f"x:{ours['id']}"] * 2)
    assert item.text == "@ormaie How nice & quiet <3"
    assert item.url.startswith("https://x.com/clara_example/status/")
    assert not item.context


def test_a_long_post_is_read_whole_and_links_as_they_lead(network: FakeX) -> None:
    post = network.post("Look at https://t.co/1 …")
    links = [{"url": "https://t.co/1", "expanded_url": "https://ormaie.example/hours"}]
    post["note_tweet"] = {
        "text": "Look at https://t.co/1 and at the rest.",
        "entities": {"urls": links},
    }
    (item,) = fetched(connect(network))
    assert item.text == "Look at https://ormaie.example/hours and at the rest."


@pytest.mark.shows("edited parent", "ids that change")
def test_an_edit_is_the_same_message_with_another_number(network: FakeX) -> None:
    post = network.post("message", names=True)
    cursors: dict[str, str] = {}
    (before,) = fetched(connect(network), cursors)
    network.edit(post, "message, edited")
    (after,) = fetched(connect(network), cursors)
    assert after.remote_id == before.remote_id
    assert after.native_id != before.native_id
    assert after.edited_at is not None
    assert after.at < after.edited_at
    sent = connect(network).reply(target_for(after), answer(), once_key="k")
    (item,) = connect(network).parse(sent.raw or RawItem("", "", b""))
    assert item.parent_id == before.remote_id


def test_a_conversation_is_read_with_what_is_not_for_us_beside(network: FakeX) -> None:
    ours = network.post("The new reading room.", by=US, names=False)
    network.post("message 1", to=ours)
    network.post("between others", by=PAUL, to=ours, names=False)["in_reply_to_user_id"] = CLARA
    (item,) = fetched(connect(network))
    page = connect(network).thread(target_for(item))
    items = [one for raw in page.items for one in connect(network).parse(raw)]
    assert [one.context for one in items] == [True, False, True]
    assert items[0].kind is Kind.POST
    assert items[1] == item
    assert page.gone == ()


@pytest.mark.shows("deleted thread")
def test_a_deleted_post_is_gone_from_its_conversation(network: FakeX) -> None:
    ours = network.post("The new reading room.", by=US, names=False)
    post = network.post("message 1", to=ours)
    target = target_for(fetched(connect(network))[0])
    network.posts.remove(post)
    assert connect(network).thread(target).gone == (target.remote_id,)
    network.posts.clear()
    assert connect(network).thread(target).gone == (target.remote_id,)
    with pytest.raises(errors.Refused):
        connect(network).reply(target, answer(), once_key="k")


def test_private_messages_are_read_no_further_than_the_last_known_one(network: FakeX) -> None:
    for n in range(3):
        network.message(f"message {n}")
    cursors: dict[str, str] = {}
    found = fetched(connect(network), cursors)
    assert [item.text for item in found] == [f"message {n}" for n in range(3)]
    assert {item.visibility for item in found} == {Visibility.PRIVATE}
    assert len({item.thread_id for item in found}) == 1
    for n in range(3, 28):
        network.message(f"message {n}")
    before = len(network.requests)
    found = fetched(connect(network), cursors)
    assert [item.text for item in found] == [f"message {n}" for n in range(3, 28)]
    assert len(network.requests) == before + 4  # the mentions, three pages of ten messages


def test_without_private_messages_the_rest_is_read(network: FakeX) -> None:
    network.post("message 1")
    network.message("message 2")
    network.refusals["GET dm_events"] = No(
        403, "", "https://api.twitter.com/2/problems/client-forbidden"
    )
    assert [item.text for item in fetched(connect(network))] == ["message 1"]


def test_what_is_left_of_the_allowance_is_known_and_kept_for_answers(network: FakeX) -> None:
    network.post("message 1")
    reset = int((datetime.now(UTC) + timedelta(minutes=9)).timestamp())
    network.allowance = {
        "x-rate-limit-limit": "300",
        "x-rate-limit-remaining": "4",
        "x-rate-limit-reset": str(reset),
    }
    http = quick_http(network.origin)
    connector = XConnector(
        {"server": network.origin, "user_id": US}, {"access_token": ACCESS}, http
    )
    fetched(connector)
    assert (http.budget().limit, http.budget().remaining) == (300, 4)
    assert http.budget().reset_at == datetime.fromtimestamp(reset, UTC)
    assert not any("dm_events" in target for _, target, _ in network.requests)


@pytest.mark.parametrize("kind", ["post", "dm", "story"])
def test_what_nobody_knows_is_unreadable(network: FakeX, kind: str) -> None:
    with pytest.raises(errors.Unreadable):
        connect(network).parse(RawItem(kind, "1", b"{}"))


# ------------------------------------------------------------------------------- answering and keeping order


def test_a_reply_with_a_link_is_found_though_x_made_the_link_short(network: FakeX) -> None:
    network.post("message 1")
    target = target_for(fetched(connect(network))[-1])
    said = answer("Look at https://ormaie.example/hours & come <3")
    sent = connect(network).reply(target, said, once_key="k")
    found = connect(network).find_sent(target, said, once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id
    soon = datetime.now(UTC) + timedelta(minutes=5)
    assert connect(network).find_sent(target, said, once_key="k", since=soon) is None


def test_a_private_message_is_answered_in_its_conversation_and_found(network: FakeX) -> None:
    network.message("message 1")
    target = target_for(fetched(connect(network))[-1])
    said = answer("a" * 300, Visibility.PRIVATE)
    assert connect(network).find_sent(target, said, once_key="k", since=EARLIER) is None
    sent = connect(network).reply(target, said, once_key="k")
    found = connect(network).find_sent(target, said, once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id
    (item,) = connect(network).parse(sent.raw or RawItem("", "", b""))
    assert (item.parent_id, item.visibility) == (target.remote_id, Visibility.PRIVATE)
    assert item.writer.is_us
    page = connect(network).thread(target)
    assert [raw.native_id for raw in page.items] == [target.native_id, sent.native_id]
    with pytest.raises(errors.TooLong):
        connect(network).reply(target, answer("a" * 10_001), once_key="k")


@pytest.mark.shows("lost parent")
def test_an_answer_below_what_was_deleted_is_refused(network: FakeX) -> None:
    network.post("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.posts.clear()
    with pytest.raises(errors.Gone):
        connect(network).reply(target, answer(), once_key="k")


@pytest.mark.parametrize(
    ("no", "kind", "code"),
    [
        (No(402, "Your enrolled account does not have any credits"), errors.Refused, "no-credits"),
        (No(403, "", "https://api.x.com/2/problems/usage-capped"), errors.Refused, "no-credits"),
        (No(403, "", "https://x.test/client-forbidden"), errors.Refused, "client-forbidden"),
        (No(403, "duplicate content."), errors.Duplicate, "duplicate"),
        (No(403, "You have not been mentioned"), errors.Refused, "not-mentioned"),
        (No(403, "Something else"), errors.Refused, "403"),
        (No(429), errors.RateLimited, ""),
        (No(401), errors.NotSignedIn, ""),
    ],
    ids=range(8),
)
@pytest.mark.shows("duplicate refusal")
def test_the_problem_says_what_a_refusal_means(
    network: FakeX, no: No, kind: type[errors.WorkstationError], code: str
) -> None:
    network.post("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.refusals["POST tweets"] = no
    with pytest.raises(errors.WorkstationError) as raised:
        connect(network).reply(target, answer(), once_key="k")
    assert type(raised.value) is kind
    assert getattr(raised.value, "code", "") == code


def test_somebody_who_does_not_name_us_can_only_be_answered_by_hand(network: FakeX) -> None:
    ours = network.post("The new reading room.", by=US, names=False)
    network.post("message 1", to=ours)
    network.post("between others", by=PAUL, to=ours, names=False)
    page = connect(network).thread(target_for(fetched(connect(network))[0]))
    (item,) = connect(network).parse(page.items[-1])
    with pytest.raises(errors.Refused) as refused:
        connect(network).reply(target_for(item), answer(), once_key="k")
    assert refused.value.code == "not-mentioned"


def test_a_reply_is_hidden_and_its_author_muted_or_barred_from_messages(network: FakeX) -> None:
    post = network.post("message 1")
    target, connector = target_for(fetched(connect(network))[-1]), connect(network)
    for act in (ModerationAct.HIDE, ModerationAct.MUTE, ModerationAct.BLOCK):
        connector.moderate(target, act)
        connector.moderate(target, act)
    assert (network.hidden, network.muted, network.barred) == ({post["id"]}, {CLARA}, {CLARA})
    for act in (ModerationAct.RESTORE, ModerationAct.UNMUTE, ModerationAct.UNBLOCK):
        connector.moderate(target, act)
    assert not network.hidden | network.muted | network.barred
    with pytest.raises(errors.Refused):
        connector.moderate(target, ModerationAct.SPAM)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hi http://test.co", 26),
        ("http://test.co", 23),
        ("H🐱☺👨‍👩‍👧‍👦", 7),
        ("🙋🏽👨‍🎤", 4),
        ("https://www.twitter.com/aloha " * 10, 240),
        ("Look at ormaie.fr, soon", 8 + 23 + 6),
        ("clara@ormaie.example", 20),
        ("你好, été", 9),
        ("e\u0301", 1),
        ("©1️⃣🇫🇷", 5),
    ],
)
def test_a_text_is_weighed_as_x_weighs_it(text: str, weight: int) -> None:
    assert measure(text, CAPABILITIES.length) == weight


def test_a_picture_goes_up_again_when_x_may_have_let_go_of_it(network: FakeX) -> None:
    connector = connect(network)
    data = a_picture(1)
    file = Upload("plan.png", "image/png", "The plan", len(data), lambda: data)
    first = connector.upload(file)
    assert connector.upload(replace(file, remote_id=first.remote_id)) == first
    old = f"{first.remote_id.partition(':')[0]}:1"
    again = connector.upload(replace(file, remote_id=old))
    assert again.remote_id != first.remote_id
    assert [said for said, _ in network.files.values()] == ["The plan", "The plan"]


@pytest.mark.shows("scope missing")
def test_access_without_the_right_to_files_asks_to_sign_in_again(network: FakeX) -> None:
    network.refusals["POST media/upload"] = No(403, "Missing scope")
    file = Upload("plan.png", "image/png", "", 1, lambda: a_picture(1))
    with pytest.raises(NoUploadRight):
        connect(network).upload(file)
