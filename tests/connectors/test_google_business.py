"""Reviews at Google against a faithful fake of its interface: nobody has confirmed it with Google itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.google_business import SCOPE, GoogleBusinessConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk.connector import Content, Credentials, Found, RawItem, Target
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_all,
    read_history,
)
from tests.connectors.fake_google import (
    ACCESS,
    CLIENT,
    CLIENT_SECRET,
    CODE,
    REDIRECT,
    REFRESH,
    No,
)
from tests.connectors.fake_google_business import PLACE, TITLE, FakeGoogleBusiness
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=2)


@pytest.fixture
def network() -> Iterator[FakeGoogleBusiness]:
    with serving(FakeGoogleBusiness()) as fake:
        yield fake


def connect(fake: FakeGoogleBusiness) -> GoogleBusinessConnector:
    settings = {"server": fake.origin, "place": PLACE, "name": TITLE, "client_id": CLIENT}
    secret = {"access_token": fake.access, "refresh_token": REFRESH, "client_secret": CLIENT_SECRET}
    return GoogleBusinessConnector(settings, secret, quick_http(fake.origin))


def fetched(
    connector: GoogleBusinessConnector, cursors: dict[str, str] | None = None
) -> list[Item]:
    return read_all(connector, {} if cursors is None else cursors)


def target_for(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, "", item.visibility)


def answer(text: str = "Thank you, Clara.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


class BusinessStage(Stage):
    secrets = (ACCESS, REFRESH, CLIENT_SECRET)

    def __init__(self, fake: FakeGoogleBusiness) -> None:
        self.fake = fake

    def connector(self) -> GoogleBusinessConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.review(text)

    def write_strangely(self) -> None:
        broken = self.fake.review("?")
        for key in ("name", "createTime", "reviewer"):
            broken[key] = None
        self.fake.review("", stars="STAR_RATING_UNSPECIFIED")

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append(("PUT /v4", f"after:{name}" if stored else name))

    def published(self) -> int:
        return len([one for one in self.fake.reviews if "reviewReply" in one])


class TestConformance(PublishingConformance, HistoryConformance):
    @pytest.fixture
    def stage(self, network: FakeGoogleBusiness) -> BusinessStage:
        return BusinessStage(network)


# ----------------------------------------------------------------------------------------- adding an account


def sign_in(fake: FakeGoogleBusiness, typed: str = TITLE) -> Credentials:
    http = quick_http(fake.origin)
    bare = GoogleBusinessConnector.find(http, f"{typed} @{fake.origin}")
    settings, private = {**bare.settings, "client_id": CLIENT}, {"client_secret": CLIENT_SECRET}
    found = Found(bare.server, bare.title, bare.software, settings, None, private)
    begun = GoogleBusinessConnector.begin(http, found, REDIRECT)
    query = parse_qs(urlsplit(begun.url).query)
    assert query["scope"] == [SCOPE]
    fake.challenge = query["code_challenge"][0]
    came = {"code": CODE, "state": begun.state}
    return GoogleBusinessConnector.finish(http, found, begun, came)


@pytest.mark.parametrize("typed", [TITLE, "my business", PLACE])
def test_a_business_is_found_by_its_name_or_is_the_only_one(
    network: FakeGoogleBusiness, typed: str
) -> None:
    credentials = sign_in(network, typed)
    assert credentials.settings == {"place": PLACE, "name": TITLE}
    assert credentials.secret["refresh_token"] == REFRESH


def test_another_name_is_answered_with_those_that_there_are(network: FakeGoogleBusiness) -> None:
    with pytest.raises(errors.Refused) as refused:
        sign_in(network, "Somebody else")
    assert (refused.value.code, refused.value.words) == ("no-location", f"{TITLE}, Fennick Lane")


@pytest.mark.shows("scope missing")
def test_a_project_that_is_not_approved_is_told(network: FakeGoogleBusiness) -> None:
    network.refusals["GET v1/accounts"] = No(
        403, "SERVICE_DISABLED", "not used", "PERMISSION_DENIED"
    )
    with pytest.raises(errors.Refused) as refused:
        sign_in(network)
    assert refused.value.code == "api-disabled"


def test_a_business_says_who_it_is(network: FakeGoogleBusiness) -> None:
    assert connect(network).check().name == TITLE


@pytest.mark.shows("expired session")
def test_access_is_renewed(network: FakeGoogleBusiness) -> None:
    assert connect(network).renewable()
    assert connect(network).renew().secret["access_token"] == f"{ACCESS}-anew"
    assert connect(network).revoke()


# -------------------------------------------------------------------------------------------------- reading


def test_a_review_has_stars_and_may_have_words(network: FakeGoogleBusiness) -> None:
    network.review("Lovely place", "FOUR", EARLIER)
    network.review("", "ONE")
    one, two = fetched(connect(network))
    assert (one.kind, one.title, one.text) == (Kind.REVIEW, "★★★★☆", "Lovely place")
    assert (two.title, two.text) == ("★☆☆☆☆", "")
    assert one.writer.name == "Clara"
    assert one.writer.key != two.writer.key


def test_an_answer_that_stands_there_is_ours(network: FakeGoogleBusiness) -> None:
    review = network.review(at=EARLIER)
    review["reviewReply"] = {"comment": "Thanks", "updateTime": "2026-11-27T10:00:00Z"}
    items = fetched(connect(network))
    (reply,) = [item for item in items if item.kind is Kind.REPLY]
    assert reply.writer.is_us
    assert reply.parent_id == f"google-business:{review['name']}"


def test_our_own_answer_makes_no_edit_of_a_review(network: FakeGoogleBusiness) -> None:
    network.review("Lovely place", at=EARLIER)
    cursors: dict[str, str] = {}
    target = target_for(fetched(connect(network), cursors)[0])
    connect(network).reply(target, answer(), once_key="k")
    assert [item.kind for item in fetched(connect(network), cursors)] == [Kind.REPLY]


@pytest.mark.shows("edited parent")
def test_an_edited_review_comes_once_more(network: FakeGoogleBusiness) -> None:
    review = network.review("Lovely place", at=EARLIER)
    cursors: dict[str, str] = {}
    fetched(connect(network), cursors)
    review |= {
        "comment": "Not so lovely",
        "starRating": "TWO",
        "updateTime": "2030-01-01T00:00:00Z",
    }
    (item,) = fetched(connect(network), cursors)
    assert (item.text, item.title) == ("Not so lovely", "★★☆☆☆")


@pytest.mark.shows("pages that overlap or skip")
def test_many_reviews_are_read_page_by_page_down_to_what_is_known(
    network: FakeGoogleBusiness,
) -> None:
    for n in range(120):
        network.review(f"message {n}", at=EARLIER + timedelta(seconds=n))
    cursors: dict[str, str] = {}
    assert len(fetched(connect(network), cursors)) == 120
    before = len(network.requests)
    assert fetched(connect(network), cursors) == []
    assert len(network.requests) == before + 1


def test_a_stretch_of_the_past_ends_where_it_was_reached(network: FakeGoogleBusiness) -> None:
    for n in range(120):
        network.review(f"message {n}", at=EARLIER - timedelta(days=n))
    since, until = EARLIER - timedelta(days=70), EARLIER - timedelta(days=10)
    pages, floor = read_history(connect(network), since=since, until=until)
    assert sum(len(page.items) for page in pages) == 61
    assert floor is None
    assert len(pages) == 2


@pytest.mark.shows("deleted thread")
def test_a_thread_says_what_is_gone(network: FakeGoogleBusiness) -> None:
    network.review()
    target = target_for(fetched(connect(network))[0])
    network.reviews.clear()
    assert connect(network).thread(target).gone == (target.remote_id,)


def test_a_kind_that_nobody_knows_is_unreadable(network: FakeGoogleBusiness) -> None:
    with pytest.raises(errors.Unreadable):
        connect(network).parse(RawItem("story", "1", b"{}"))


# ------------------------------------------------------------------------------------------------ answering


def test_an_answer_in_other_words_is_not_replaced(network: FakeGoogleBusiness) -> None:
    review = network.review()
    target = target_for(fetched(connect(network))[0])
    review["reviewReply"] = {
        "comment": "A colleague was quicker",
        "updateTime": review["updateTime"],
    }
    with pytest.raises(errors.Refused) as refused:
        connect(network).reply(target, answer(), once_key="k")
    assert refused.value.code == "answered-already"
    assert network.created == []


@pytest.mark.shows("duplicate refusal")
def test_putting_the_same_answer_again_changes_nothing(network: FakeGoogleBusiness) -> None:
    network.review()
    target = target_for(fetched(connect(network))[0])
    sent = [connect(network).reply(target, answer(), once_key="k") for _ in range(2)]
    assert sent[0].remote_id == sent[1].remote_id
    assert connect(network).find_sent(target, answer(), once_key="k", since=EARLIER) is not None


@pytest.mark.shows("lost parent")
def test_an_answer_to_what_was_deleted_is_refused(network: FakeGoogleBusiness) -> None:
    network.review()
    target = target_for(fetched(connect(network))[0])
    network.reviews.clear()
    with pytest.raises(errors.Gone):
        connect(network).reply(target, answer(), once_key="k")


def test_nothing_is_moderated_here(network: FakeGoogleBusiness) -> None:
    network.review()
    target = target_for(fetched(connect(network))[0])
    with pytest.raises(errors.Refused):
        connect(network).moderate(target, ModerationAct.HIDE)
