"""LinkedIn against a faithful fake of its interface: nobody has confirmed it with LinkedIn itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.linkedin import SCOPES, LinkedinConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target
from cmworkstation.sdk.testing import (
    PostingConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_all,
)
from tests.connectors.fake_linkedin import (
    ACCESS,
    CLARA,
    CLIENT,
    CLIENT_SECRET,
    CODE,
    NAME,
    REDIRECT,
    REFRESH,
    SHORT,
    US,
    FakeLinkedin,
    No,
)
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture
def network() -> Iterator[FakeLinkedin]:
    with serving(FakeLinkedin()) as fake:
        yield fake


def connect(fake: FakeLinkedin, **more: str) -> LinkedinConnector:
    settings = {
        "server": fake.origin,
        "organisation": US,
        "company": SHORT,
        "handle": SHORT,
        "name": NAME,
        "client_id": CLIENT,
    }
    secret = {"access_token": fake.access, "refresh_token": REFRESH, "client_secret": CLIENT_SECRET}
    return LinkedinConnector(settings | more, secret, quick_http(fake.origin))


def fetched(connector: LinkedinConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


class LinkedinStage(Stage):
    secrets = (ACCESS, REFRESH, CLIENT_SECRET)

    def __init__(self, fake: FakeLinkedin) -> None:
        self.fake = fake

    def connector(self) -> LinkedinConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.comment(text)

    def write_strangely(self) -> None:
        broken = self.fake.comment("?")
        broken |= dict.fromkeys(("id", "commentUrn", "actor", "message", "created"))
        self.fake.comment("")["actor"] = None

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        begin = "POST /rest/socialActions"
        self.fake.trouble.append((begin, f"after:{name}" if stored else name))

    def post_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append(("POST /rest/posts", f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)


class TestConformance(PublishingConformance, PostingConformance):
    @pytest.fixture
    def stage(self, network: FakeLinkedin) -> LinkedinStage:
        return LinkedinStage(network)


# ----------------------------------------------------------------------------------------- adding an account


def sign_in(fake: FakeLinkedin, code: str = CODE) -> Credentials:
    http = quick_http(fake.origin)
    bare = LinkedinConnector.find(http, f"{SHORT} {fake.origin}")
    settings, private = {**bare.settings, "client_id": CLIENT}, {"client_secret": CLIENT_SECRET}
    found = Found(bare.server, bare.title, bare.software, settings, None, private)
    begun = LinkedinConnector.begin(http, found, REDIRECT)
    return LinkedinConnector.finish(http, found, begun, {"code": code, "state": begun.state})


@pytest.mark.parametrize(
    "typed", ["ormaie", "linkedin.com/company/ormaie", "https://fr.linkedin.com/company/Ormaie/"]
)
def test_a_page_is_named_as_it_stands_in_the_browser(typed: str) -> None:
    found = LinkedinConnector.find(quick_http(), typed)
    assert (found.server, found.settings["company"]) == ("https://api.linkedin.com", "ormaie")
    with pytest.raises(errors.BadAddress):
        LinkedinConnector.find(quick_http(), "linkedin.com/in/somebody")


def test_the_page_asks_for_what_a_company_may_give(network: FakeLinkedin) -> None:
    begun = LinkedinConnector.begin(
        quick_http(), LinkedinConnector.find(quick_http(), SHORT), REDIRECT
    )
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    page = f"{parts.scheme}://{parts.netloc}{parts.path}"
    assert page == "https://www.linkedin.com/oauth/v2/authorization"
    assert (asked["redirect_uri"], asked["scope"]) == (REDIRECT, " ".join(SCOPES))


def test_a_code_becomes_access_of_sixty_days(network: FakeLinkedin) -> None:
    secret = sign_in(network).secret
    assert (secret["access_token"], secret["refresh_token"]) == (ACCESS, REFRESH)
    with pytest.raises(errors.NotSignedIn):
        sign_in(network, "another")


def test_the_company_that_was_named_is_taken_and_the_others_are_told(network: FakeLinkedin) -> None:
    identity = connect(network).check()
    assert (identity.handle, identity.name) == (SHORT, NAME)
    assert identity.settings["organisation"] == US
    with pytest.raises(errors.Refused) as refused:
        connect(network, company="nobody").check()
    assert (refused.value.code, refused.value.words) == ("no-organisation", f"another, {SHORT}")


@pytest.mark.shows("expired session")
def test_access_is_renewed_where_linkedin_gave_what_that_needs(network: FakeLinkedin) -> None:
    assert connect(network).renewable()
    assert connect(network).renew().secret["access_token"] == f"{ACCESS}-anew"
    network.ended = True
    with pytest.raises(errors.NotSignedIn):
        connect(network).renew()
    network.gives_refresh = False
    bare = LinkedinConnector({"server": network.origin}, sign_in(network).secret, quick_http())
    assert not bare.renewable()
    assert bare.ends_at() is not None


def test_a_version_that_was_switched_off_is_told(network: FakeLinkedin) -> None:
    network.versions = ("202701",)
    with pytest.raises(errors.Refused) as refused:
        fetched(connect(network))
    assert refused.value.code == "NONEXISTENT_VERSION"
    network.comment()
    assert len(fetched(connect(network, version="202701"))) == 1


# -------------------------------------------------------------------------------------------------- reading


def test_answers_stand_below_their_comment_and_comments_below_the_post(
    network: FakeLinkedin,
) -> None:
    top = network.comment("message 1")
    network.comment("message 2", to=top)
    one, two = fetched(connect(network))
    post = f"linkedin:{network.posts[0]['id']}"
    assert (one.kind, one.parent_id, one.thread_id) == (Kind.COMMENT, post, post)
    assert (two.kind, two.parent_id, two.thread_id) == (Kind.REPLY, one.remote_id, post)
    assert one.writer.key == f"linkedin:{CLARA}"


def test_only_posts_with_news_are_read_again(network: FakeLinkedin) -> None:
    network.post("one")
    network.comment("message 1")
    network.post("two")
    network.comment("message 2")
    cursors: dict[str, str] = {}
    assert len(fetched(connect(network), cursors)) == 2
    before = len(network.requests)
    assert fetched(connect(network), cursors) == []
    assert len(network.requests) == before + 1  # the notifications alone
    network.comment("message 3")
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 3"]
    assert len(network.requests) == before + 3


@pytest.mark.shows("scope missing")
def test_without_notifications_the_newest_posts_are_read(network: FakeLinkedin) -> None:
    network.refusals["GET organizationalEntityNotifications"] = No(403, "ACCESS_DENIED")
    network.comment("message 1")
    cursors: dict[str, str] = {}
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 1"]
    network.comment("message 2")
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 2"]


@pytest.mark.shows("pages that overlap or skip")
def test_more_comments_than_a_page_are_all_read_once(network: FakeLinkedin) -> None:
    for n in range(130):
        network.comment(f"message {n}")
    cursors: dict[str, str] = {}
    found = [item.text for item in fetched(connect(network), cursors)]
    assert found == [f"message {n}" for n in range(130)]
    assert fetched(connect(network), cursors) == []


@pytest.mark.shows("edited parent")
def test_a_like_makes_nothing_new_and_an_edit_does(network: FakeLinkedin) -> None:
    comment = network.comment("message")
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    comment["likesSummary"]["totalLikes"] += 1
    network.comment("another")
    comment["message"]["text"] = "message, edited"
    comment["lastModified"] = {"time": comment["created"]["time"] + 1000}
    edited, other = fetched(connect(network), cursors)
    assert (edited.text, other.text) == ("message, edited", "another")
    assert edited.edited_at is not None
    assert other.edited_at is None


@pytest.mark.shows("deleted thread")
def test_a_thread_says_what_is_gone(network: FakeLinkedin) -> None:
    comment = network.comment("message 1")
    network.comment("message 2", to=comment)
    target = target_for(fetched(connect(network))[1])
    page = connect(network).thread(target)
    items = [item for raw in page.items for item in connect(network).parse(raw)]
    assert [item.text for item in items] == ["The new reading room.", "message 1", "message 2"]
    assert [item.context for item in items] == [True, False, False]
    assert page.gone == ()
    del network.comments[1]
    assert connect(network).thread(target).gone == (target.remote_id,)
    network.posts.clear()
    assert connect(network).thread(target).gone == (target.remote_id,)


@pytest.mark.parametrize("kind", ["comment", "post", "like"])
def test_what_nobody_knows_is_unreadable(network: FakeLinkedin, kind: str) -> None:
    with pytest.raises(errors.Unreadable):
        connect(network).parse(RawItem(kind, "1", b"{}"))


# ------------------------------------------------------------------------------- answering and keeping order


@pytest.mark.shows("lost parent")
def test_an_answer_below_what_was_deleted_is_refused(network: FakeLinkedin) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.comments.clear()
    with pytest.raises(errors.Gone):
        connect(network).reply(target, answer(), once_key="k")


def test_an_answer_to_an_answer_goes_below_the_comment_on_top(network: FakeLinkedin) -> None:
    top = network.comment("message 1")
    network.comment("message 2", to=top)
    target = target_for(fetched(connect(network))[-1])
    sent = connect(network).reply(target, answer("Until <seven> & no later"), once_key="k")
    (item,) = connect(network).parse(sent.raw or RawItem("", "", b""))
    assert item.parent_id == f"linkedin:{top['commentUrn']}"
    found = connect(network).find_sent(
        target, answer("Until <seven> & no later"), once_key="k", since=EARLIER
    )
    assert found is not None
    assert found.remote_id == sent.remote_id


def test_an_answer_of_which_the_header_alone_tells_is_known(network: FakeLinkedin) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.tells_body = False
    sent = connect(network).reply(target, answer(), once_key="k")
    found = connect(network).find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.parametrize("by", [CLARA, US])
def test_a_comment_is_deleted_whoever_wrote_it_and_twice_is_no_error(
    network: FakeLinkedin, by: str
) -> None:
    network.comment("message 1", by=by)
    target = target_for(fetched(connect(network))[-1])
    connect(network).moderate(target, ModerationAct.DELETE)
    connect(network).moderate(target, ModerationAct.DELETE)
    assert network.comments == []
    with pytest.raises(errors.Refused):
        connect(network).moderate(target, ModerationAct.HIDE)
