"""Threads against a faithful fake of its Graph: nobody has confirmed it with Threads itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cmworkstation.connectors.threads import CAPABILITIES, ThreadsConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.testing import (
    PostingConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_all,
)
from tests.connectors.fake_graph import APP, APP_SECRET, No
from tests.connectors.fake_threads import (
    CLARA,
    CODE,
    LONG,
    NAME,
    REDIRECT,
    US,
    FakeThreads,
)
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)
PUBLISH = "POST /v1.0/me/threads_publish"


@pytest.fixture
def graph() -> Iterator[FakeThreads]:
    with serving(FakeThreads()) as fake:
        yield fake


def connect(fake: FakeThreads, **more: str) -> ThreadsConnector:
    settings = {"server": fake.origin, "user_id": US, "handle": NAME, "client_id": APP}
    secret = {"access_token": fake.token, "client_secret": APP_SECRET, **more}
    return ThreadsConnector(settings, secret, quick_http(fake.origin))


def fetched(connector: ThreadsConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


class ThreadsStage(Stage):
    secrets = (LONG, APP_SECRET)

    def __init__(self, fake: FakeThreads) -> None:
        self.fake = fake
        fake.publish()

    def connector(self) -> ThreadsConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.answer_to(text)

    def write_strangely(self) -> None:
        broken = self.fake.answer_to("?")
        for key in ("id", "timestamp", "username"):
            broken[key] = None
        self.fake.answer_to("", by="")["media_type"] = "HOLOGRAM"

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append((PUBLISH, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)


class TestConformance(PublishingConformance, PostingConformance):
    @pytest.fixture
    def stage(self, graph: FakeThreads) -> ThreadsStage:
        return ThreadsStage(graph)


# ----------------------------------------------------------------------------------------- adding an account


def sign_in(fake: FakeThreads, pasted: str) -> Credentials:
    http = quick_http(fake.origin)
    bare = ThreadsConnector.find(http, fake.origin)
    settings, private = {**bare.settings, "client_id": APP}, {"client_secret": APP_SECRET}
    found = Found(bare.server, bare.title, bare.software, settings, None, private)
    begun = ThreadsConnector.begin(http, found, REDIRECT)
    pasted = pasted.replace("STATE", begun.state)
    return ThreadsConnector.finish(http, found, begun, {"code": pasted})


def test_the_address_at_which_the_browser_ended_gives_access_of_sixty_days(
    graph: FakeThreads,
) -> None:
    credentials = sign_in(graph, f"{REDIRECT}?code={CODE}&state=STATE#_")
    assert credentials.secret["access_token"] == LONG
    assert credentials.settings == {"user_id": US}


def test_another_sign_in_s_answer_gives_no_access(graph: FakeThreads) -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(graph, f"{REDIRECT}?code={CODE}&state=another")


def test_a_profile_says_who_it_is(graph: FakeThreads) -> None:
    assert connect(graph).check().handle == f"@{NAME}"


@pytest.mark.shows("expired session")
def test_access_is_renewed_a_month_before_it_ends(graph: FakeThreads) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
    connector = connect(graph, ends_at=str(int(ends.timestamp())))
    assert connector.ends_at() == ends - timedelta(days=30)
    assert connector.renew().secret["access_token"] == graph.token == f"{LONG}-anew"
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


# -------------------------------------------------------------------------------------------------- reading


def test_replies_stand_below_what_they_answer(graph: FakeThreads) -> None:
    post = graph.publish()
    first = graph.answer_to("message 1")
    graph.answer_to("message 2", to=first)
    context, one, two = fetched(connect(graph))
    assert context.context
    assert context.writer.is_us
    assert (one.kind, one.parent_id, one.thread_id) == (Kind.REPLY, *(f"threads:{post['id']}",) * 2)
    assert (two.parent_id, two.thread_id) == (f"threads:{first['id']}", f"threads:{post['id']}")
    assert one.writer.handle == f"@{CLARA}"


def test_a_mention_waits_for_an_answer_and_is_read_alone(graph: FakeThreads) -> None:
    graph.mention()
    (item,) = fetched(connect(graph))
    assert (item.kind, item.context) == (Kind.MENTION, False)
    page = connect(graph).thread(target_for(item))
    assert [raw.kind for raw in page.items] == ["mention"]
    graph.mentions.clear()
    assert connect(graph).thread(target_for(item)).gone == (item.remote_id,)


@pytest.mark.shows("scope missing")
def test_without_the_right_to_mentions_replies_are_still_read(graph: FakeThreads) -> None:
    graph.refusals["GET me/mentions"] = No(10, 0, "Requires threads_manage_mentions")
    graph.publish()
    graph.answer_to()
    assert len(fetched(connect(graph))) == 2


@pytest.mark.shows("pages that overlap or skip")
def test_more_replies_than_a_page_are_all_read_once(graph: FakeThreads) -> None:
    graph.page = 7  # a page is shorter than was asked for
    graph.publish()
    cursors: dict[str, str] = {}
    for n in range(40):
        graph.answer_to(f"message {n}")
    items = [item for item in fetched(connect(graph), cursors) if not item.context]
    assert sorted(item.text for item in items) == sorted(f"message {n}" for n in range(40))
    assert [item for item in fetched(connect(graph), cursors) if not item.context] == []


@pytest.mark.shows("deleted thread")
def test_a_thread_says_what_is_gone(graph: FakeThreads) -> None:
    graph.publish()
    reply = graph.answer_to("message 1")
    graph.answer_to("message 2")
    target = target_for(fetched(connect(graph))[1])
    graph.replies.remove(reply)
    page = connect(graph).thread(target)
    assert page.gone == (target.remote_id,)
    assert [raw.kind for raw in page.items] == ["post", "reply"]


def test_the_address_of_a_file_that_is_another_each_time_makes_nothing_new(
    graph: FakeThreads,
) -> None:
    graph.publish()
    reply = graph.answer_to()
    reply |= {"media_type": "IMAGE", "media_url": "https://cdn.example/1?signed=a"}
    cursors: dict[str, str] = {}
    fetched(connect(graph), cursors)
    reply["media_url"] = "https://cdn.example/1?signed=b"
    assert fetched(connect(graph), cursors) == []


def test_a_kind_that_nobody_knows_is_unreadable(graph: FakeThreads) -> None:
    with pytest.raises(errors.Unreadable):
        connect(graph).parse(RawItem("story", "1", b"{}"))


# ------------------------------------------------------------------------------- answering and keeping order


def a_target(graph: FakeThreads) -> Target:
    graph.publish()
    graph.answer_to()
    return target_for(fetched(connect(graph))[-1])


@pytest.mark.shows("lost parent")
def test_an_answer_below_what_was_deleted_is_refused(graph: FakeThreads) -> None:
    graph.publish()
    reply = graph.answer_to("message 1")
    target = target_for(fetched(connect(graph))[1])
    graph.replies.remove(reply)
    with pytest.raises(errors.Gone):
        connect(graph).reply(target, answer(), once_key="k")


def test_a_second_try_publishes_the_container_of_the_first(graph: FakeThreads) -> None:
    target, connector = a_target(graph), connect(graph)
    graph.trouble.append((PUBLISH, "500"))
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, answer(), once_key="k")
    sent = connector.reply(target, answer(), once_key="k")
    assert len(graph.containers) == 1
    assert [f"threads:{one}" for one in graph.created] == [sent.remote_id]


@pytest.mark.shows("duplicate refusal")
def test_a_container_that_was_published_is_not_published_again(graph: FakeThreads) -> None:
    target, connector = a_target(graph), connect(graph)
    graph.trouble.append((PUBLISH, "after:500"))
    for _ in range(2):
        with pytest.raises(errors.Ambiguous):
            connector.reply(target, answer(), once_key="k")
    assert len(graph.created) == 1
    found = connector.find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == f"threads:{graph.created[0]}"


@pytest.mark.parametrize("state", ["EXPIRED", "ERROR"])
def test_a_container_that_is_of_no_use_any_more_is_made_anew(
    graph: FakeThreads, state: str
) -> None:
    target, connector = a_target(graph), connect(graph)
    graph.trouble.append((PUBLISH, "500"))
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, answer(), once_key="k")
    (first,) = graph.containers
    graph.containers[first]["status"] = state
    connector.reply(target, answer(), once_key="k")
    assert len(graph.containers) == 2
    assert len(graph.created) == 1


def test_a_container_whose_state_cannot_be_asked_waits_and_one_that_is_gone_is_made_anew(
    graph: FakeThreads,
) -> None:
    target, connector = a_target(graph), connect(graph)
    graph.trouble.append((PUBLISH, "500"))
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, answer(), once_key="k")
    (first,) = graph.containers
    graph.refusals[f"GET {first}"] = No(2)
    with pytest.raises(errors.RateLimited):
        connector.reply(target, answer(), once_key="k")
    graph.refusals[f"GET {first}"] = No(100, 33)
    connector.reply(target, answer(), once_key="k")
    assert len(graph.created) == 1


def test_a_lost_container_publishes_nothing(graph: FakeThreads) -> None:
    target = a_target(graph)
    graph.trouble.append(("POST /v1.0/me/threads", "after:500"))
    with pytest.raises(errors.RateLimited):  # nobody saw it: it is tried again without a doubt
        connect(graph).reply(target, answer(), once_key="k")
    assert graph.created == []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("hello", 5),
        ("Été", 3),
        ("你好", 2),
        ("e\u0301", 2),
        ("👍", 4),
        ("👍🏽", 8),
        ("👨‍👩‍👧‍👦", 25),
        ("🇫🇷", 8),
        ("❤️", 6),
        ("Room 12 © #1 *", 14),
        ("1️⃣", 7),
    ],
)
def test_each_emoji_counts_as_its_bytes(text: str, length: int) -> None:
    assert measure(text, CAPABILITIES.length) == length


def test_what_is_too_long_in_bytes_of_emoji_never_leaves(graph: FakeThreads) -> None:
    target = a_target(graph)
    with pytest.raises(errors.TooLong) as raised:
        connect(graph).reply(target, answer("👨‍👩‍👧‍👦" * 21), once_key="k")
    assert raised.value.over == 25
    assert graph.containers == {}


def test_more_than_five_links_never_leave(graph: FakeThreads) -> None:
    target = a_target(graph)
    links = " ".join(f"https://ormaie.example/{n}" for n in range(6))
    with pytest.raises(errors.Refused) as refused:
        connect(graph).reply(target, answer(links), once_key="k")
    assert refused.value.code == "too-many-links"
    connect(graph).reply(target, answer(links.replace("/5", "/4")), once_key="k")


def test_a_reply_is_hidden_and_shown_again(graph: FakeThreads) -> None:
    graph.publish()
    graph.answer_to()
    cursors: dict[str, str] = {}
    target = target_for(fetched(connect(graph), cursors)[-1])
    connect(graph).moderate(target, ModerationAct.HIDE)
    assert fetched(connect(graph), cursors)[-1].held is Held.HIDDEN
    connect(graph).moderate(target, ModerationAct.RESTORE)
    assert fetched(connect(graph), cursors)[-1].held is Held.NO
    with pytest.raises(errors.Refused):
        connect(graph).moderate(target, ModerationAct.BLOCK)
