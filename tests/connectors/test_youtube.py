"""YouTube against a faithful fake of its interface: nobody has confirmed it with YouTube itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.youtube import SCOPE, UNITS, YoutubeConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item
from cmworkstation.sdk import google
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target
from cmworkstation.sdk.testing import PublishingConformance, Stage, quick_http, read_all
from tests.connectors.fake_google import (
    ACCESS,
    CLIENT,
    CLIENT_SECRET,
    CODE,
    REDIRECT,
    REFRESH,
    No,
)
from tests.connectors.fake_youtube import CLARA, HANDLE, NAME, US, FakeYoutube
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture
def network() -> Iterator[FakeYoutube]:
    with serving(FakeYoutube()) as fake:
        yield fake


def connect(fake: FakeYoutube, **more: str) -> YoutubeConnector:
    settings = {"server": fake.origin, "channel_id": US, "client_id": CLIENT}
    secret = {"access_token": fake.access, "refresh_token": REFRESH, "client_secret": CLIENT_SECRET}
    return YoutubeConnector(settings, {**secret, **more}, quick_http(fake.origin))


def fetched(connector: YoutubeConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


class YoutubeStage(Stage):
    secrets = (ACCESS, REFRESH, CLIENT_SECRET)

    def __init__(self, fake: FakeYoutube) -> None:
        self.fake = fake

    def connector(self) -> YoutubeConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.comment(text)

    def write_strangely(self) -> None:
        broken = self.fake.comment("?")
        broken["id"] = None
        broken["snippet"] |= dict.fromkeys(("publishedAt", "authorChannelId", "updatedAt"))
        self.fake.comment("")["snippet"]["authorDisplayName"] = None

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        begin = "POST /youtube/v3/comments"
        self.fake.trouble.append((begin, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)


class TestConformance(PublishingConformance):
    @pytest.fixture
    def stage(self, network: FakeYoutube) -> YoutubeStage:
        return YoutubeStage(network)


# ----------------------------------------------------------------------------------------- adding an account


def found_at(fake: FakeYoutube) -> Found:
    bare = YoutubeConnector.find(quick_http(), fake.origin)
    settings, private = {**bare.settings, "client_id": CLIENT}, {"client_secret": CLIENT_SECRET}
    return Found(bare.server, bare.title, bare.software, settings, None, private)


def sign_in(fake: FakeYoutube, code: str = CODE) -> Credentials:
    http, found = quick_http(fake.origin), found_at(fake)
    begun = YoutubeConnector.begin(http, found, REDIRECT)
    fake.challenge = parse_qs(urlsplit(begun.url).query)["code_challenge"][0]
    came = {"code": code, "state": begun.state}
    return YoutubeConnector.finish(http, found, begun, came)


def test_the_page_asks_for_lasting_access_and_comes_back_to_this_computer(
    network: FakeYoutube,
) -> None:
    official = YoutubeConnector.find(quick_http(), "youtube.googleapis.com")
    begun = YoutubeConnector.begin(quick_http(), official, REDIRECT)
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == google.PAGE
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert (asked["redirect_uri"], asked["scope"]) == (REDIRECT, SCOPE)
    assert asked["code_challenge_method"] == "S256"


def test_a_code_becomes_access_and_a_refresh_token(network: FakeYoutube) -> None:
    secret = sign_in(network).secret
    assert (secret["access_token"], secret["refresh_token"]) == (ACCESS, REFRESH)


def test_access_for_an_hour_only_is_not_taken(network: FakeYoutube) -> None:
    network.gives_refresh = False
    with pytest.raises(errors.Refused) as refused:
        sign_in(network)
    assert refused.value.code == "no-refresh-token"


def test_a_wrong_code_gives_no_access(network: FakeYoutube) -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(network, "another")


def test_a_channel_says_who_it_is(network: FakeYoutube) -> None:
    identity = connect(network).check()
    assert (identity.handle, identity.name) == (HANDLE, NAME)
    assert identity.settings["channel_id"] == US


def test_an_account_without_a_channel_is_told(network: FakeYoutube) -> None:
    network.channels = 0
    with pytest.raises(errors.Refused) as refused:
        connect(network).check()
    assert refused.value.code == "no-channel"


@pytest.mark.shows("expired session")
def test_access_is_renewed_with_a_token_that_stays(network: FakeYoutube) -> None:
    ends = int((datetime.now(UTC) + timedelta(seconds=30)).timestamp())
    connector = connect(network, ends_at=str(ends))
    assert connector.ends_at() == datetime.fromtimestamp(ends, UTC)
    for _ in range(2):
        assert connector.renew().secret["access_token"] == f"{ACCESS}-anew"
    network.ended = True
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


def test_the_access_is_given_back(network: FakeYoutube) -> None:
    assert connect(network).revoke()
    assert network.revoked == [REFRESH]
    network.lasting = "503"
    assert connect(network).revoke() is False


# -------------------------------------------------------------------------------------------------- reading


def test_answers_stand_below_the_comment_on_top(network: FakeYoutube) -> None:
    top = network.comment("message 1")
    network.comment("message 2", below=top)
    one, two = fetched(connect(network))
    assert (one.parent_id, one.thread_id) == ("", f"youtube:{top['id']}")
    assert (two.parent_id, two.thread_id) == (f"youtube:{top['id']}",) * 2
    assert one.url == f"https://www.youtube.com/watch?v=vid1&lc={top['id']}"
    assert one.writer.key == f"youtube:{CLARA}"


@pytest.mark.shows("pages that overlap or skip")
def test_more_answers_than_come_along_are_all_read_once(network: FakeYoutube) -> None:
    top = network.comment("message 0")
    for n in range(1, 130):
        network.comment(f"message {n}", below=top)
    cursors: dict[str, str] = {}
    assert len(fetched(connect(network), cursors)) == 130
    before = len(network.requests)
    assert fetched(connect(network), cursors) == []
    assert len(network.requests) == before + 3  # one list for each state
    network.comment("message 130", below=top)
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 130"]


@pytest.mark.shows("edited parent")
def test_a_like_makes_nothing_new_and_an_edit_does(network: FakeYoutube) -> None:
    comment = network.comment("message", at=EARLIER)
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    comment["snippet"]["likeCount"] += 1
    assert fetched(connect(network), cursors) == []
    edited = {"textOriginal": "message, edited", "updatedAt": EARLIER.isoformat()}
    comment["snippet"] |= edited
    (item,) = fetched(connect(network), cursors)
    assert item.text == "message, edited"
    assert item.edited_at is not None


def test_what_is_held_is_read_and_stands_as_held(network: FakeYoutube) -> None:
    network.comment("message 1", state="heldForReview")
    network.comment("message 2", state="likelySpam")
    assert [item.held for item in fetched(connect(network))] == [Held.HOLD, Held.SPAM]


@pytest.mark.shows("scope missing")
def test_without_the_right_to_what_is_held_the_rest_is_read(network: FakeYoutube) -> None:
    network.comment("message 1")
    network.comment("message 2", state="heldForReview")
    network.owner = False
    assert [item.text for item in fetched(connect(network))] == ["message 1"]


@pytest.mark.shows("deleted thread")
def test_a_thread_says_what_is_gone(network: FakeYoutube) -> None:
    top = network.comment("message 1")
    below = network.comment("message 2", below=top)
    target = target_for(fetched(connect(network))[1])
    network.comments.remove(below)
    assert connect(network).thread(target).gone == (target.remote_id,)
    network.comments.clear()
    assert connect(network).thread(target).gone == (target.remote_id,)


def test_a_kind_that_nobody_knows_is_unreadable(network: FakeYoutube) -> None:
    with pytest.raises(errors.Unreadable):
        connect(network).parse(RawItem("story", "1", b"{}"))


# ------------------------------------------------------------------------------- answering and keeping order


def test_an_answer_to_an_answer_goes_below_the_comment_on_top(network: FakeYoutube) -> None:
    top = network.comment("message 1")
    network.comment("message 2", below=top)
    target = target_for(fetched(connect(network))[-1])
    sent = connect(network).reply(target, answer(), once_key="k")
    assert sent.native_id.startswith(f"{top['id']}.")
    assert connect(network).find_sent(target, answer(), once_key="k", since=EARLIER) is not None


def test_an_answer_that_the_platform_holds_is_found(network: FakeYoutube) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.filtered = True
    sent = connect(network).reply(target, answer(), once_key="k")
    found = connect(network).find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.parametrize(
    ("no", "kind", "code"),
    [
        (No(403, "quotaExceeded"), errors.RateLimited, ""),
        (No(403, "rateLimitExceeded"), errors.RateLimited, ""),
        (No(403, "commentsDisabled"), errors.Refused, "commentsDisabled"),
        (No(403, "accessNotConfigured"), errors.Refused, "api-disabled"),
        (No(400, "processingFailure"), errors.Ambiguous, ""),
        (No(400, "commentTextTooLong"), errors.TooLong, "too-long"),
        (No(404, "parentCommentNotFound"), errors.Gone, "parentCommentNotFound"),
        (No(401, "authError"), errors.NotSignedIn, ""),
    ],
    ids=range(8),
)
@pytest.mark.shows("lost parent")
def test_the_reason_says_what_a_refusal_means(
    network: FakeYoutube, no: No, kind: type[errors.WorkstationError], code: str
) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.refusals["POST "] = no
    with pytest.raises(errors.WorkstationError) as raised:
        connect(network).reply(target, answer(), once_key="k")
    assert type(raised.value) is kind
    assert getattr(raised.value, "code", "") == code


def test_what_is_left_of_the_day_is_counted_here(network: FakeYoutube) -> None:
    network.comment("message 1")
    http = quick_http(network.origin)
    settings = {"server": network.origin, "channel_id": US}
    connector = YoutubeConnector(settings, {"access_token": ACCESS}, http)
    target = target_for(fetched(connector)[-1])
    assert http.budget().remaining == UNITS - 3
    connector.reply(target, answer(), once_key="k")
    assert http.budget().remaining == UNITS - 53
    assert http.budget().reset_at == google.next_day(datetime.now(UTC))


def test_google_s_day_ends_at_midnight_in_california() -> None:
    at = datetime(2026, 11, 27, 7, 59, tzinfo=UTC)
    assert google.next_day(at) == datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert google.next_day(at + timedelta(minutes=1)) == datetime(2026, 11, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (ModerationAct.APPROVE, "published"),
        (ModerationAct.HOLD, "heldForReview"),
        (ModerationAct.TRASH, "rejected"),
        (ModerationAct.RESTORE, "published"),
        (ModerationAct.BLOCK, "rejected"),
    ],
)
def test_a_comment_is_judged(network: FakeYoutube, act: ModerationAct, state: str) -> None:
    comment = network.comment("message 1", state="heldForReview")
    target = target_for(fetched(connect(network))[-1])
    connect(network).moderate(target, act)
    assert comment["state"] == state
    assert network.barred == ({CLARA} if act is ModerationAct.BLOCK else set())


def test_what_is_not_offered_is_refused(network: FakeYoutube) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    with pytest.raises(errors.Refused):
        connect(network).moderate(target, ModerationAct.MUTE)
