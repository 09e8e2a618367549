"""Instagram against a faithful fake of its Graph: nobody has confirmed it with Instagram itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.instagram import SCOPES, InstagramConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target
from cmworkstation.sdk.testing import PublishingConformance, Stage, quick_http, read_all
from tests.connectors.fake_graph import APP, APP_SECRET, No
from tests.connectors.fake_instagram import (
    CLARA,
    CODE,
    LONG,
    NAME,
    REDIRECT,
    SHORT,
    SIXTY_DAYS,
    US,
    FakeInstagram,
)
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture
def graph() -> Iterator[FakeInstagram]:
    with serving(FakeInstagram()) as fake:
        yield fake


def connect(fake: FakeInstagram, **more: str) -> InstagramConnector:
    settings = {"server": fake.origin, "user_id": US, "handle": NAME, "client_id": APP}
    secret = {"access_token": fake.token, "client_secret": APP_SECRET, **more}
    return InstagramConnector(settings, secret, quick_http(fake.origin))


def fetched(connector: InstagramConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.", visibility: Visibility = Visibility.PUBLIC) -> Content:
    return Content(text, visibility, created_at=datetime.now(UTC))


class InstagramStage(Stage):
    secrets = (LONG, APP_SECRET)

    def __init__(self, fake: FakeInstagram) -> None:
        self.fake = fake
        fake.publish()

    def connector(self) -> InstagramConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.comment(text)

    def write_strangely(self) -> None:
        broken = self.fake.comment("?")
        for key in ("id", "timestamp", "username", "from"):
            broken[key] = None
        self.fake.comment("", by="")

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        begin = f"POST /{self.fake.version}"
        self.fake.trouble.append((begin, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)


class TestConformance(PublishingConformance):
    @pytest.fixture
    def stage(self, graph: FakeInstagram) -> InstagramStage:
        return InstagramStage(graph)


# ----------------------------------------------------------------------------------------- adding an account


def found_at(fake: FakeInstagram) -> Found:
    found = InstagramConnector.find(quick_http(), fake.origin)
    settings = {**found.settings, "client_id": APP}
    private = {"client_secret": APP_SECRET}
    return Found(found.server, found.title, found.software, settings, None, private)


def sign_in(fake: FakeInstagram, pasted: str) -> Credentials:
    http, found = quick_http(fake.origin), found_at(fake)
    begun = InstagramConnector.begin(http, found, REDIRECT)
    pasted = pasted.replace("STATE", begun.state)
    return InstagramConnector.finish(http, found, begun, {"code": pasted})


def test_the_page_that_asks_names_the_app_its_scopes_and_where_the_browser_ends(
    graph: FakeInstagram,
) -> None:
    begun = InstagramConnector.begin(quick_http(), found_at(graph), REDIRECT)
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert parts.path == "/oauth/authorize"
    assert asked["client_id"] == APP
    assert asked["redirect_uri"] == REDIRECT
    assert asked["scope"] == ",".join(SCOPES)
    assert APP_SECRET not in begun.url
    official = InstagramConnector.find(quick_http(), "graph.instagram.com")
    page = InstagramConnector.begin(quick_http(), official, REDIRECT).url
    assert page.startswith("https://www.instagram.com/oauth/authorize?")


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("pasted", [f"{REDIRECT}?code={CODE}&state=STATE#_", f"{CODE}#_", CODE])
def test_the_address_at_which_the_browser_ended_gives_access_of_sixty_days(
    graph: FakeInstagram, pasted: str, wrapped: bool
) -> None:
    graph.wrapped = wrapped
    credentials = sign_in(graph, pasted)
    assert credentials.secret["access_token"] == LONG
    assert credentials.settings == {"user_id": US}
    ends = datetime.fromtimestamp(int(credentials.secret["ends_at"]), UTC)
    assert abs(ends - datetime.now(UTC) - timedelta(seconds=SIXTY_DAYS)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "pasted",
    [f"{REDIRECT}?code={CODE}&state=somebody-elses", f"{REDIRECT}?error=access_denied", ""],
)
def test_another_sign_in_s_answer_or_none_gives_no_access(
    graph: FakeInstagram, pasted: str
) -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(graph, pasted)


def test_a_used_code_is_refused(graph: FakeInstagram) -> None:
    with pytest.raises(errors.Refused):
        sign_in(graph, "used")


def test_no_refusal_of_a_sign_in_repeats_what_was_sent_in_confidence(graph: FakeInstagram) -> None:
    for path, secret in (("POST oauth/access_token", CODE), ("GET access_token", SHORT)):
        words = f"Wrong: {APP_SECRET} {secret}"
        graph.refusals = {path: No(100, 0, words)}
        with pytest.raises(errors.Refused) as refused:
            sign_in(graph, CODE)
        assert refused.value.words == "Wrong: … …"


def test_an_account_says_who_it_is(graph: FakeInstagram) -> None:
    identity = connect(graph).check()
    assert (identity.handle, identity.settings["user_id"]) == (f"@{NAME}", US)


@pytest.mark.shows("expired session")
def test_access_is_renewed_a_month_before_it_ends(graph: FakeInstagram) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(days=40)
    connector = connect(graph, ends_at=str(int(ends.timestamp())))
    assert connector.ends_at() == ends - timedelta(days=30)
    assert connector.renewable()
    fresh = connector.renew().secret
    assert fresh["access_token"] == graph.token == f"{LONG}-anew"
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


# -------------------------------------------------------------------------------------------------- reading


def test_comments_stand_below_their_media_and_below_one_another(graph: FakeInstagram) -> None:
    media = graph.publish()
    first = graph.comment("message 1")
    graph.comment("message 2", below=first)
    context, one, two = fetched(connect(graph))
    assert context.context
    assert context.writer.is_us
    assert (one.parent_id, one.thread_id) == (f"instagram:{media['id']}",) * 2
    assert two.parent_id == f"instagram:{first['id']}"
    assert (one.writer.handle, one.writer.is_us) == (f"@{CLARA}", False)


def test_only_media_whose_number_changed_and_the_newest_are_read(graph: FakeInstagram) -> None:
    for _ in range(6):
        graph.publish()
        graph.comment()
    cursors: dict[str, str] = {}
    fetched(connect(graph), cursors)
    graph.comment("message 7", below=graph.media[0])
    before = len(graph.requests)
    assert [one.text for one in fetched(connect(graph), cursors) if not one.context] == [
        "message 7"
    ]
    asked = [path for _, path, _ in graph.requests[before:] if "/comments" in path]
    assert len(asked) == 4  # the newest three, and that one


@pytest.mark.shows("pages that overlap or skip")
def test_one_that_goes_while_another_comes_is_not_missed(graph: FakeInstagram) -> None:
    graph.publish()
    gone = graph.comment("message 1")
    cursors: dict[str, str] = {}
    fetched(connect(graph), cursors)
    graph.comments.remove(gone)
    graph.comment("message 2")
    assert "message 2" in [one.text for one in fetched(connect(graph), cursors)]


def test_a_tag_waits_for_an_answer(graph: FakeInstagram) -> None:
    media = graph.tag()
    (item,) = fetched(connect(graph))
    assert (item.kind, item.context, item.writer.handle) == (Kind.MENTION, False, f"@{CLARA}")
    connector = connect(graph)
    connector.reply(target_for(item), answer("Thank you!"), once_key="k")
    assert graph.mentions[-1]["media_id"] == media["id"]
    with pytest.raises(errors.Refused):  # nobody can know: a person is asked
        connector.find_sent(target_for(item), answer("Thank you!"), once_key="k", since=EARLIER)


@pytest.mark.parametrize("edge", [f"{US}/tags", f"{US}/conversations"])
@pytest.mark.shows("scope missing")
def test_without_a_right_the_rest_is_still_read(graph: FakeInstagram, edge: str) -> None:
    graph.refusals[f"GET {edge}"] = No(10, 0, "Requires a permission")
    graph.publish()
    graph.comment()
    assert len(fetched(connect(graph))) == 2


def test_messages_are_read_and_answered(graph: FakeInstagram) -> None:
    graph.say("Hello", at=EARLIER)
    graph.say("Good day", by=NAME)
    hello, day = fetched(connect(graph))
    assert (hello.visibility, hello.writer.handle) == (Visibility.PRIVATE, f"@{CLARA}")
    assert day.writer.is_us
    connector, what = connect(graph), answer("Yes", Visibility.PRIVATE)
    sent = connector.reply(target_for(hello), what, once_key="k")
    assert "messaging_type" not in graph.sent_as[-1]
    found = connector.find_sent(target_for(hello), what, once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id
    with pytest.raises(errors.TooLong):  # a thousand bytes
        connector.reply(target_for(hello), answer("é" * 501, Visibility.PRIVATE), once_key="l")


@pytest.mark.shows("deleted thread")
def test_a_thread_says_what_is_gone(graph: FakeInstagram) -> None:
    graph.publish()
    comment = graph.comment("message 1")
    graph.comment("message 2")
    target = target_for(fetched(connect(graph))[1])
    graph.comments.remove(comment)
    page = connect(graph).thread(target)
    assert page.gone == (target.remote_id,)
    assert [raw.kind for raw in page.items] == ["media", "comment"]
    graph.media.clear()
    assert connect(graph).thread(target).gone == (target.remote_id,)


def test_a_kind_that_nobody_knows_is_unreadable(graph: FakeInstagram) -> None:
    with pytest.raises(errors.Unreadable):
        connect(graph).parse(RawItem("story", "1", b"{}"))


# ------------------------------------------------------------------------------- answering and keeping order


def test_an_answer_to_an_answer_goes_below_the_comment_on_top(graph: FakeInstagram) -> None:
    graph.publish()
    top = graph.comment("message 1")
    graph.comment("message 2", below=top)
    target = target_for(fetched(connect(graph))[-1])
    sent = connect(graph).reply(target, answer(), once_key="k")
    assert graph.comments[-1]["parent_id"] == top["id"]
    found = connect(graph).find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.shows("lost parent")
def test_an_answer_below_what_was_deleted_is_refused(graph: FakeInstagram) -> None:
    graph.publish()
    comment = graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    graph.comments.remove(comment)
    with pytest.raises(errors.Gone):
        connect(graph).reply(target, answer(), once_key="k")


@pytest.mark.shows("duplicate refusal")
def test_the_same_words_again_are_known_by_the_refusal(graph: FakeInstagram) -> None:
    graph.publish()
    graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    graph.refusals["POST "] = No(506, 0, "Duplicate status message")
    with pytest.raises(errors.Duplicate):
        connect(graph).reply(target, answer(), once_key="k")


def test_a_hidden_comment_is_not_answered(graph: FakeInstagram) -> None:
    graph.publish()
    graph.comment()
    cursors: dict[str, str] = {}
    target = target_for(fetched(connect(graph), cursors)[-1])
    connect(graph).moderate(target, ModerationAct.HIDE)
    assert fetched(connect(graph), cursors)[-1].held is Held.HIDDEN
    with pytest.raises(errors.Refused) as refused:
        connect(graph).reply(target, answer(), once_key="k")
    assert refused.value.code == "comment-hidden"
    connect(graph).moderate(target, ModerationAct.RESTORE)
    connect(graph).reply(target, answer(), once_key="k")


def test_a_comment_is_deleted_for_good_and_twice_is_no_error(graph: FakeInstagram) -> None:
    graph.publish()
    graph.comment()
    target = target_for(fetched(connect(graph))[-1])
    for _ in range(2):
        connect(graph).moderate(target, ModerationAct.TRASH)
    assert graph.comments == []


def test_what_is_not_offered_is_refused(graph: FakeInstagram) -> None:
    graph.say("Hello")
    target = target_for(fetched(connect(graph))[-1])
    for act in (ModerationAct.BLOCK, ModerationAct.HIDE):
        with pytest.raises(errors.Refused):
            connect(graph).moderate(target, act)
    with pytest.raises(errors.Refused):
        connect(graph).reply(target, answer(), once_key="k")
