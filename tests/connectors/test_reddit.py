"""Reddit against a faithful fake of its interface: nobody has confirmed it with Reddit itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.reddit import SCOPES, RedditConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target
from cmworkstation.sdk.testing import (
    PostingConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_all,
)
from tests.connectors.fake_reddit import (
    ACCESS,
    CLARA,
    CLIENT,
    CLIENT_SECRET,
    CODE,
    COLLEAGUE,
    PAUL,
    PLACE,
    REDIRECT,
    REFRESH,
    US,
    FakeReddit,
    No,
)
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture
def network() -> Iterator[FakeReddit]:
    with serving(FakeReddit()) as fake:
        yield fake


def connect(fake: FakeReddit, folders: str = "", **more: str) -> RedditConnector:
    settings = {
        "server": fake.origin,
        "handle": f"u/{US}",
        "moderated": "\n".join(fake.moderated),
        "folders": folders,
        "client_id": CLIENT,
        "post_place": "r/Ormaie",
    }
    secret = {"access_token": fake.access, "refresh_token": REFRESH}
    return RedditConnector(settings, {**secret, **more}, quick_http(fake.origin))


def fetched(connector: RedditConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "Until seven.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


class RedditStage(Stage):
    place = "r/Ormaie"
    secrets = (ACCESS, REFRESH, CLIENT_SECRET)

    def __init__(self, fake: FakeReddit) -> None:
        self.fake = fake

    def connector(self) -> RedditConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.comment(text)

    def write_strangely(self) -> None:
        broken = self.fake.comment("?")
        broken |= {"name": None, "created_utc": "soon", "edited": "often"}
        self.fake.message("")["author"] = None

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append(("POST /api/comment", f"after:{name}" if stored else name))

    def post_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append(("POST /api/submit", f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)


class TestConformance(PublishingConformance, PostingConformance):
    @pytest.fixture
    def stage(self, network: FakeReddit) -> RedditStage:
        return RedditStage(network)


class LetterStage(RedditStage):
    """Letters to the moderators of a community."""

    def write(self, text: str) -> None:
        self.fake.letter(text)

    def write_strangely(self) -> None:
        said = self.fake.letter("?")["said"][0]
        said["date"], said["author"] = "soon", None

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        what = f"after:{name}" if stored else name
        self.fake.trouble.append(("POST /api/mod/conversations", what))


class TestConformanceOfLetters(PublishingConformance):
    @pytest.fixture
    def stage(self, network: FakeReddit) -> LetterStage:
        return LetterStage(network)


# ----------------------------------------------------------------------------------------- adding an account


def sign_in(fake: FakeReddit, code: str = CODE, *, secret: str = "") -> Credentials:
    http = quick_http(fake.origin)
    bare = RedditConnector.find(http, fake.origin)
    private = {"client_secret": secret} if secret else {}
    settings = {**bare.settings, "client_id": CLIENT}
    found = Found(bare.server, bare.title, bare.software, settings, None, private)
    begun = RedditConnector.begin(http, found, REDIRECT)
    return RedditConnector.finish(http, found, begun, {"code": code, "state": begun.state})


def test_the_page_asks_for_access_for_good(network: FakeReddit) -> None:
    official = RedditConnector.find(quick_http(), "oauth.reddit.com")
    begun = RedditConnector.begin(quick_http(), official, REDIRECT)
    parts = urlsplit(begun.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    page = f"{parts.scheme}://{parts.netloc}{parts.path}"
    assert page == "https://www.reddit.com/api/v1/authorize"
    assert (asked["redirect_uri"], asked["scope"]) == (REDIRECT, " ".join(SCOPES))
    assert asked["duration"] == "permanent"


@pytest.mark.parametrize("has_secret", [True, False])
def test_a_code_becomes_access_with_and_without_a_secret_of_the_app(
    network: FakeReddit, *, has_secret: bool
) -> None:
    network.has_secret = has_secret
    secret = sign_in(network, secret=CLIENT_SECRET if has_secret else "").secret
    assert (secret["access_token"], secret["refresh_token"]) == (ACCESS, REFRESH)


def test_a_wrong_code_gives_no_access_though_it_is_told_as_good(network: FakeReddit) -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(network, "another")


def test_access_for_a_day_only_is_not_taken(network: FakeReddit) -> None:
    network.permanent = False
    with pytest.raises(errors.Refused) as refused:
        sign_in(network)
    assert refused.value.code == "access-for-a-day"


def test_an_account_says_who_it_is_and_what_it_moderates(network: FakeReddit) -> None:
    identity = connect(network).check()
    assert identity.handle == f"u/{US}"
    assert identity.settings["moderated"] == PLACE
    network.refusals["GET subreddits"] = No(403, "insufficient_scope")
    assert connect(network).check().settings["moderated"] == ""


@pytest.mark.shows("expired session")
def test_access_is_renewed_with_a_token_that_stays(network: FakeReddit) -> None:
    ends = int((datetime.now(UTC) + timedelta(seconds=30)).timestamp())
    connector = connect(network, ends_at=str(ends))
    assert connector.ends_at() == datetime.fromtimestamp(ends, UTC)
    assert connector.renewable()
    for _ in range(2):
        assert connector.renew().secret["access_token"] == f"{ACCESS}-anew"
    network.ended = True
    with pytest.raises(errors.NotSignedIn):
        connector.renew()


def test_the_access_is_given_back(network: FakeReddit) -> None:
    assert connect(network).revoke()
    assert network.revoked == [REFRESH]
    network.lasting = "503"
    assert connect(network).revoke() is False


def test_every_request_says_who_asks_and_for_whom(network: FakeReddit) -> None:
    network.comment()
    fetched(connect(network))
    agents = {headers["User-Agent"] for _, _, headers in network.requests}
    assert len(agents) == 1
    assert agents.pop().endswith(f"(by /u/{US})")


# -------------------------------------------------------------------------------------------------- reading


def test_the_inbox_brings_answers_mentions_and_private_messages(network: FakeReddit) -> None:
    post = network.post(by=US, place="books")
    comment = network.comment("message 1", to=post)
    network.comment("message 2", to=comment)
    network.comment("message 3", to=comment, kind="username_mention")
    network.message("message 4")
    found = fetched(connect(network))
    kinds = [Kind.COMMENT, Kind.REPLY, Kind.MENTION, Kind.PRIVATE]
    assert [item.kind for item in found] == kinds
    one, two, _, four = found
    assert (one.parent_id, one.thread_id) == (f"reddit:{post['name']}",) * 2
    assert (two.parent_id, two.thread_id) == (one.remote_id, one.thread_id)
    assert one.url.startswith(f"https://www.reddit.com/r/books/comments/{post['id']}/")
    assert (four.visibility, four.title) == (Visibility.PRIVATE, "Hello")


def test_a_community_of_ours_is_read_and_what_waits_there(network: FakeReddit) -> None:
    post = network.post("A question")
    network.comment("message 1", to=post, inbox=False)
    network.comment("message 2", to=post, inbox=False, by=PAUL)["num_reports"] = 2
    cursors: dict[str, str] = {}
    found = {item.remote_id: item for item in fetched(connect(network), cursors)}
    assert [item.held for item in found.values()] == [Held.NO, Held.HOLD, Held.NO]
    assert {item.title for item in found.values()} == {"A question", "The reading room"}
    assert set(cursors) == {f"r/{PLACE}/{one}" for one in ("comments", "new", "about/modqueue")}
    assert fetched(connect(network), cursors) == []


def test_only_what_was_chosen_is_read(network: FakeReddit) -> None:
    network.comment("message 1", to=network.post(by=US, place="books"))
    network.comment("message 2", to=network.post("A question"), inbox=False)
    assert [one.chosen for one in connect(network).folders()] == [True, True]
    assert [item.text for item in fetched(connect(network, "inbox"))] == ["message 1"]
    found = fetched(connect(network, f"r/{PLACE}"))
    assert [item.text for item in found] == ["message 2", ""]
    assert RedditConnector.has_several({"moderated": PLACE})
    assert not RedditConnector.has_several({})


def test_a_community_that_is_closed_to_us_now_hides_nothing_else(network: FakeReddit) -> None:
    network.comment("message 1", to=network.post(by=US, place="books"))
    network.refusals[f"GET r/{PLACE}"] = No(403, "private")
    assert [item.text for item in fetched(connect(network))] == ["message 1"]


@pytest.mark.shows("pages that overlap or skip")
def test_more_than_a_page_is_read_once_also_when_the_newest_known_is_deleted(
    network: FakeReddit,
) -> None:
    network.comment("message 0")
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    for n in range(1, 231):
        network.comment(f"message {n}")
    found = [item.text for item in fetched(connect(network), cursors)]
    assert found == [f"message {n}" for n in range(1, 231)]
    del network.things[-1]
    network.comment("message 231")
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 231"]


@pytest.mark.shows("edited parent")
def test_a_vote_makes_nothing_new_and_an_edit_does(network: FakeReddit) -> None:
    comment = network.comment("message")
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    comment["score"] += 1
    assert fetched(connect(network), cursors) == []
    comment |= {"body": "message, edited", "edited": datetime.now(UTC).timestamp()}
    (item,) = fetched(connect(network), cursors)
    assert item.text == "message, edited"
    assert item.edited_at is not None


@pytest.mark.parametrize(
    ("said", "deleted", "held"),
    [
        ({"body": "[deleted]", "author": "[deleted]"}, True, Held.NO),
        ({"body": "[removed]", "author": "[deleted]"}, True, Held.TRASH),
        ({"banned_by": "paul_example"}, False, Held.TRASH),
        ({"banned_by": True, "spam": True}, False, Held.SPAM),
        ({"removed_by_category": "automod_filtered"}, False, Held.HOLD),
        ({"removed_by_category": "deleted"}, False, Held.NO),
        ({"num_reports": 1, "ignore_reports": True}, False, Held.NO),
    ],
    ids=range(7),
)
@pytest.mark.shows("deleted thread")
def test_what_its_author_deleted_is_told_from_what_was_removed(
    network: FakeReddit, said: dict[str, object], deleted: bool, held: Held
) -> None:
    network.comment("message 1").update(said)
    (item,) = fetched(connect(network))
    assert (item.deleted, item.held) == (deleted, held)
    assert item.text == ("" if deleted else "message 1")


def test_a_thread_is_read_whole_in_the_order_of_time(network: FakeReddit) -> None:
    post = network.post(by=US, place="books")
    one = network.comment("message 1", to=post)
    network.comment("message 2", to=network.comment("between", to=one, by=PAUL), by=US)
    target = target_for(fetched(connect(network))[0])
    page = connect(network).thread(target)
    items = [item for raw in page.items for item in connect(network).parse(raw)]
    assert [item.text for item in items] == ["", "message 1", "between", "message 2"]
    assert [item.context for item in items] == [True, False, False, False]
    assert page.gone == ()


def test_a_comment_that_a_long_thread_leaves_out_is_not_gone_for_that(network: FakeReddit) -> None:
    post = network.post(by=US, place="books")
    first = network.comment("message 1", to=post)
    for n in range(4):
        network.comment(f"later {n}", to=post)
    target = target_for(fetched(connect(network))[0])
    network.cut = 2
    page = connect(network).thread(target)
    assert target.native_id in {raw.native_id for raw in page.items}
    assert page.gone == ()
    network.things = [one for one in network.things if one["data"] is not first]
    assert connect(network).thread(target).gone == (target.remote_id,)
    network.things.clear()
    assert connect(network).thread(target).gone == (target.remote_id,)


def test_a_private_conversation_is_read_with_what_we_answered(network: FakeReddit) -> None:
    network.message("message 1")
    target = target_for(fetched(connect(network))[0])
    sent = connect(network).reply(target, answer(), once_key="k")
    page = connect(network).thread(target)
    assert [raw.native_id for raw in page.items] == [target.native_id, sent.native_id]
    found = connect(network).find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id
    (item,) = connect(network).parse(sent.raw or RawItem("", "", b""))
    assert (item.parent_id, item.thread_id) == (target.remote_id,) * 2
    assert item.writer.is_us


@pytest.mark.parametrize("kind", ["comment", "post", "message", "more"])
def test_what_nobody_knows_is_unreadable(network: FakeReddit, kind: str) -> None:
    with pytest.raises(errors.Unreadable):
        connect(network).parse(RawItem(kind, "1", b"{}"))


def test_what_is_left_of_ten_minutes_is_known_and_kept_for_answers(network: FakeReddit) -> None:
    network.comment("message 1")
    network.allowance = {
        "x-ratelimit-used": "990",
        "x-ratelimit-remaining": "10.0",
        "x-ratelimit-reset": "300",
    }
    http = quick_http(network.origin)
    settings = {"server": network.origin, "moderated": PLACE}
    fetched(RedditConnector(settings, {"access_token": ACCESS}, http))
    assert (http.budget().limit, http.budget().remaining) == (1000, 10)
    assert not any(f"/r/{PLACE}" in target for _, target, _ in network.requests)


# ------------------------------------------------------------------------------- answering and keeping order


@pytest.mark.parametrize(
    ("no", "kind", "code"),
    [
        (No(200, "THREAD_LOCKED", "Comments are locked."), errors.Refused, "THREAD_LOCKED"),
        (No(200, "TOO_OLD", "archived"), errors.Refused, "TOO_OLD"),
        (No(200, "DELETED_COMMENT", "deleted"), errors.Gone, "DELETED_COMMENT"),
        (No(200, "TOO_LONG", "too long"), errors.TooLong, "too-long"),
        (No(200, "USER_REQUIRED", "please log in"), errors.NotSignedIn, ""),
        (No(403, "banned"), errors.Refused, "banned"),
        (No(403), errors.Refused, "403"),
        (No(429), errors.RateLimited, ""),
    ],
    ids=range(8),
)
@pytest.mark.shows("lost parent")
def test_the_code_says_what_a_refusal_means(
    network: FakeReddit, no: No, kind: type[errors.WorkstationError], code: str
) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.refusals["POST api/comment"] = no
    with pytest.raises(errors.WorkstationError) as raised:
        connect(network).reply(target, answer(), once_key="k")
    assert type(raised.value) is kind
    assert getattr(raised.value, "code", "") == code
    assert network.created == []


@pytest.mark.parametrize(
    ("words", "more", "seconds"),
    [
        ("Take a break for 7 minutes before trying again.", {}, 420),
        ("Take a break for 12 seconds before trying again.", {}, 12),
        ("Take a break for 300 milliseconds before trying again.", {}, 1),
        ("Take a break for 2 hours before trying again.", {}, 900),
        ("Take a break.", {"ratelimit": 33.5}, 33.5),
        ("Take a break.", {}, 60),
    ],
)
def test_how_long_to_wait_stands_in_seconds_or_in_words(
    network: FakeReddit, words: str, more: dict[str, float], seconds: float
) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.refusals["POST api/comment"] = No(200, "RATELIMIT", words, **more)
    with pytest.raises(errors.RateLimited) as raised:
        connect(network).reply(target, answer(), once_key="k")
    assert raised.value.retry_after == seconds


def test_a_comment_of_which_nothing_is_told_is_looked_for(network: FakeReddit) -> None:
    network.comment("message 1")
    target = target_for(fetched(connect(network))[-1])
    network.silent = True
    said = answer("**Until** seven & no longer <3")
    with pytest.raises(errors.Ambiguous):
        connect(network).reply(target, said, once_key="k")
    found = connect(network).find_sent(target, said, once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == f"reddit:{network.created[0]}"


def test_a_comment_is_removed_as_it_is_or_as_spam_and_approved_again(network: FakeReddit) -> None:
    comment = network.comment("message 1", to=network.post("A question"), inbox=False)
    target = target_for(fetched(connect(network))[0])
    seen = []
    for act in (
        *(ModerationAct.TRASH, ModerationAct.RESTORE, ModerationAct.SPAM, ModerationAct.APPROVE),
    ):
        connect(network).moderate(target, act)
        (item,) = [one for one in fetched(connect(network)) if one.native_id == target.native_id]
        seen.append(item.held)
    assert seen == [Held.TRASH, Held.NO, Held.SPAM, Held.NO]
    assert comment["banned_by"] is None


def test_a_conversation_is_locked_and_nobody_answers_in_it(network: FakeReddit) -> None:
    post = network.post("A question")
    network.comment("message 1", to=post, inbox=False)
    target = target_for(fetched(connect(network))[0])
    connect(network).moderate(target, ModerationAct.LOCK)
    assert network.locked == {post["name"]}
    with pytest.raises(errors.Refused) as refused:
        connect(network).reply(target, answer(), once_key="k")
    assert refused.value.code == "THREAD_LOCKED"
    connect(network).moderate(target, ModerationAct.UNLOCK)
    assert connect(network).reply(target, answer(), once_key="k").remote_id


def test_somebody_is_banned_where_we_moderate_and_blocked_elsewhere(network: FakeReddit) -> None:
    network.comment("message 1", to=network.post("A question"), inbox=False)
    target = target_for(fetched(connect(network))[0])
    connect(network).moderate(target, ModerationAct.BLOCK)
    assert (network.banned, network.blocked) == ({CLARA}, set())
    connect(network).moderate(target, ModerationAct.UNBLOCK)
    assert network.banned == set()
    network.message("message 2")
    private = target_for(fetched(connect(network, "inbox"))[-1])
    connect(network).moderate(private, ModerationAct.BLOCK)
    assert (network.banned, network.blocked) == (set(), {CLARA})
    for act in (ModerationAct.UNBLOCK, ModerationAct.HIDE):
        with pytest.raises(errors.Refused):
            connect(network).moderate(private, act)


# ------------------------------------------------------------------------------------- letters to moderators


def test_a_letter_to_the_moderators_is_private_and_whoever_answers_speaks_for_us(
    network: FakeReddit,
) -> None:
    letter = network.letter("message 1")
    network.letter("between us", by=COLLEAGUE, to=letter, note=True)
    network.letter("Yes, you may.", by=COLLEAGUE, to=letter)
    asked, answered = fetched(connect(network))
    assert (asked.text, asked.title, asked.kind) == ("message 1", "A question", Kind.PRIVATE)
    assert asked.visibility is answered.visibility is Visibility.PRIVATE
    assert asked.thread_id == answered.thread_id
    assert not asked.writer.is_us
    assert answered.writer.is_us
    assert "between us" not in (asked.text, answered.text)


def test_only_letters_in_which_something_was_written_are_read_again(network: FakeReddit) -> None:
    first, second = network.letter("message 1"), network.letter("message 2")
    cursors: dict[str, str] = {}
    assert len(fetched(connect(network), cursors)) == 2
    network.letter("message 3", to=first)
    before = len(network.requests)
    assert [item.text for item in fetched(connect(network), cursors)] == ["message 3"]
    asked = [path for _, path, _ in network.requests[before:] if "conversations/" in path]
    assert len(asked) == 1
    assert first["id"] in asked[0]
    assert second["id"] not in asked[0]


def test_more_letters_than_a_page_are_read_once_somebody_reads(network: FakeReddit) -> None:
    cursors: dict[str, str] = {}
    network.letter("message")
    fetched(connect(network), cursors)
    for n in range(120):
        network.letter(f"letter {n}")
    assert len(fetched(connect(network), cursors)) == 120
    assert fetched(connect(network), cursors) == []


@pytest.mark.shows("scope missing")
def test_access_from_before_letters_were_asked_for_reads_everything_else(
    network: FakeReddit,
) -> None:
    network.letter("message 1")
    network.comment("message 2", to=network.post("A question"), inbox=False)
    network.refusals["GET api/mod/conversations"] = No(403, "insufficient_scope")
    assert [item.text for item in fetched(connect(network))] == ["message 2", ""]


def test_an_answer_to_a_letter_stands_in_it_and_is_found(network: FakeReddit) -> None:
    network.letter("message 1")
    target = target_for(fetched(connect(network))[0])
    sent = connect(network).reply(target, answer(), once_key="k")
    assert sent.raw is not None
    (item,) = connect(network).parse(sent.raw)
    assert (item.parent_id, item.visibility) == (target.remote_id, Visibility.PRIVATE)
    page = connect(network).thread(target)
    assert [raw.native_id for raw in page.items] == [target.native_id, sent.native_id]
    late = datetime.now(UTC) + timedelta(hours=1)
    assert connect(network).find_sent(target, answer(), once_key="k", since=late) is None


@pytest.mark.shows("lost parent", "deleted thread")
def test_a_letter_that_is_gone_is_told(network: FakeReddit) -> None:
    network.letter("message 1")
    target = target_for(fetched(connect(network))[0])
    network.letters.clear()
    assert connect(network).thread(target).gone == (target.remote_id,)
    with pytest.raises(errors.Gone):
        connect(network).reply(target, answer(), once_key="k")


def test_the_writer_of_a_letter_is_banned_where_it_was_written_to(network: FakeReddit) -> None:
    network.letter("message 1")
    target = target_for(fetched(connect(network))[0])
    connect(network).moderate(target, ModerationAct.BLOCK)
    assert network.banned == {CLARA}
    connect(network).moderate(target, ModerationAct.UNBLOCK)
    assert network.banned == set()
    with pytest.raises(errors.Refused):
        connect(network).moderate(target, ModerationAct.TRASH)
