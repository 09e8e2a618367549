"""What platforms show of what others say: hashtags, accounts and searches, each by its connector."""

from collections.abc import Iterator

import pytest

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.connectors.discourse import DiscourseConnector
from cmworkstation.connectors.hackernews import HackernewsConnector
from cmworkstation.connectors.lemmy import LemmyConnector
from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.connectors.reddit import RedditConnector
from cmworkstation.domain.errors import Refused
from cmworkstation.sdk.connector import HasSearch, Hits, SearchFor
from cmworkstation.sdk.testing import quick_http
from tests.connectors import test_discourse, test_hackernews, test_lemmy, test_reddit
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.fake_discourse import FakeDiscourse
from tests.connectors.fake_hackernews import FakeHackernews
from tests.connectors.fake_lemmy import FakeLemmy
from tests.connectors.fake_mastodon import TOKEN, FakeMastodon
from tests.connectors.fake_reddit import CLARA, PAUL, FakeReddit
from tests.connectors.misbehaving import serving
from tests.connectors.test_bluesky import connect
from tests.connectors.test_mastodon import settings_for


@pytest.fixture(params=["mastodon", "gotosocial", "snac"])
def mastodon(request: pytest.FixtureRequest) -> Iterator[tuple[FakeMastodon, MastodonConnector]]:
    with serving(FakeMastodon(flavour=request.param)) as fake:
        http = quick_http(fake.origin)
        yield fake, MastodonConnector(settings_for(fake), {"access_token": TOKEN}, http)


@pytest.fixture
def bluesky() -> Iterator[tuple[FakeBluesky, BlueskyConnector]]:
    with serving(FakeBluesky()) as fake:
        yield fake, connect(fake)


def texts(found: Hits) -> list[str]:
    return sorted(item.html.replace("<p>", "").replace("</p>", "") for item in found.items)


def test_mastodon_shows_a_hashtag_and_goes_on_where_it_was(
    mastodon: tuple[FakeMastodon, MastodonConnector],
) -> None:
    fake, connector = mastodon
    fake.write("The pool is closed #pool")
    fake.write("Nothing to see")
    fake.write("For friends only #pool", visibility="private")
    found = connector.search(SearchFor.TAG, "#Pool", "")
    assert texts(found) == ["The pool is closed #pool"]
    fake.write("It opens again #pool")
    assert texts(connector.search(SearchFor.TAG, "pool", found.known)) == ["It opens again #pool"]


def test_mastodon_shows_what_an_account_says_and_what_its_search_finds(
    mastodon: tuple[FakeMastodon, MastodonConnector],
) -> None:
    fake, connector = mastodon
    fake.write("Good news", by="clara@far.example")
    fake.write("Bad news", by="bruno")
    assert texts(connector.search(SearchFor.ACCOUNT, "@clara@far.example", "")) == ["Good news"]
    assert texts(connector.search(SearchFor.ACCOUNT, f"@bruno@{fake.domain}", "")) == ["Bad news"]
    assert texts(connector.search(SearchFor.SEARCH, "news", "")) == ["Bad news", "Good news"]


def test_what_is_broken_is_left_out(mastodon: tuple[FakeMastodon, MastodonConnector]) -> None:
    fake, connector = mastodon
    fake.write("Good news")
    fake.write("Broken news")["created_at"] = None
    assert texts(connector.search(SearchFor.SEARCH, "news", "")) == ["Good news"]


def test_bluesky_shows_a_hashtag_an_account_and_a_search(
    bluesky: tuple[FakeBluesky, BlueskyConnector],
) -> None:
    fake, connector = bluesky
    fake.write("The pool is closed #pool", by="clara.example")
    fake.write("The pool is cold", by="bruno.example")
    assert texts(connector.search(SearchFor.TAG, "pool", "")) == ["The pool is closed #pool"]
    assert texts(connector.search(SearchFor.SEARCH, "pool cold", "")) == ["The pool is cold"]
    found = connector.search(SearchFor.ACCOUNT, "@clara.example", "")
    assert [item.writer.handle for item in found.items] == ["@clara.example"]
    with pytest.raises(Refused):
        connector.search(SearchFor.ACCOUNT, "nobody.example", "")


@pytest.fixture(params=["v3", "v4"])
def lemmy(request: pytest.FixtureRequest) -> Iterator[FakeLemmy]:
    with serving(FakeLemmy(api=request.param)) as fake:
        yield fake


@pytest.fixture
def forum() -> Iterator[FakeDiscourse]:
    with serving(FakeDiscourse()) as fake:
        yield fake


@pytest.fixture
def news() -> Iterator[FakeHackernews]:
    with serving(FakeHackernews()) as fake:
        yield fake


@pytest.fixture
def reddit() -> Iterator[FakeReddit]:
    with serving(FakeReddit()) as fake:
        yield fake


def said(found: Hits) -> list[str]:
    return sorted(item.title or item.text or item.html for item in found.items)


def test_lemmy_shows_what_its_search_finds_in_posts_and_comments_and_what_somebody_says(
    lemmy: FakeLemmy,
) -> None:
    connector = test_lemmy.connect(lemmy)
    post = lemmy.post("The pool is closed", by="clara")
    lemmy.write("Which pool?", to=post, by="nour")
    lemmy.write("No idea", to=post, by="bruno")
    found = connector.search(SearchFor.SEARCH, "pool", "")
    assert said(found) == ["The pool is closed", "Which pool?"]
    assert {item.writer.name for item in found.items} == {"Clara", "Nour"}
    assert said(connector.search(SearchFor.ACCOUNT, "@bruno@127.0.0.1", "")) == ["No idea"]
    with pytest.raises(Refused):
        connector.search(SearchFor.ACCOUNT, "nobody", "")
    with pytest.raises(Refused):
        connector.search(SearchFor.TAG, "pool", "")


def test_discourse_reads_whole_what_its_search_found_and_each_post_once(
    forum: FakeDiscourse,
) -> None:
    connector = test_discourse.connect(forum)
    first = forum.topic("Opening hours", by="clara", tags=["pool"])
    long = "Whoever wants to swim in the morning finds the pool closed until the summer"
    forum.write(first["topic_id"], long, by="nour")
    found = connector.search(SearchFor.SEARCH, "pool", "")
    assert [item.html for item in found.items] == [f"<p>{long}</p>"]
    assert found.items[0].url == f"{forum.base}/t/opening-hours/{first['topic_id']}/2"
    assert not connector.search(SearchFor.SEARCH, "pool", found.known).items
    forum.write(first["topic_id"], "Is the pool heated?", by="clara")
    later = connector.search(SearchFor.SEARCH, "pool", found.known)
    assert [item.html for item in later.items] == ["<p>Is the pool heated?</p>"]
    assert len(connector.search(SearchFor.TAG, "#pool", "").items) == 3
    assert len(connector.search(SearchFor.ACCOUNT, "@clara", "").items) == 2


def test_a_flood_on_a_forum_is_read_a_few_posts_at_a_time_and_none_is_lost(
    forum: FakeDiscourse,
) -> None:
    connector = test_discourse.connect(forum)
    first = forum.topic("Opening hours", by="clara")
    for number in range(23):
        forum.write(first["topic_id"], f"The pool, part {number}", by="nour")
    known, seen, looks = "", set[str](), 0
    while (found := connector.search(SearchFor.SEARCH, "pool", known)).items:
        seen |= {item.remote_id for item in found.items}
        known, looks = found.known, looks + 1
    assert (len(seen), looks) == (23, 3)


def test_hacker_news_shows_where_a_word_stands_and_what_somebody_wrote(
    news: FakeHackernews,
) -> None:
    connector = test_hackernews.connect(news)
    story = news.write(by="clara", title="The pool of Ormaie", url="https://ormaie.example/pool")
    news.write("The pools elsewhere are warmer", by="bruno", to=story)
    news.write("The poo", by="bruno", to=story)  # the search forgives, and we do not
    found = connector.search(SearchFor.SEARCH, "pool", "")
    assert len(found.items) == 2
    assert {item.writer.name for item in found.items} == {"clara", "bruno"}
    assert len(connector.search(SearchFor.SEARCH, "pool", found.known).items) == 2  # seen before
    mine = connector.search(SearchFor.ACCOUNT, "@bruno", "")
    assert {item.writer.name for item in mine.items} == {"bruno"}
    with pytest.raises(Refused):
        connector.search(SearchFor.TAG, "pool", "")


def test_reddit_shows_posts_and_comments_of_a_search_and_of_a_person_and_nothing_private(
    reddit: FakeReddit,
) -> None:
    connector = test_reddit.connect(reddit)
    post = reddit.post("The pool is closed", by=PAUL, place="towns")
    reddit.comment("What about the pool?", to=post, by=CLARA, inbox=False)
    reddit.message("A word on the pool", by=CLARA)
    found = connector.search(SearchFor.SEARCH, "pool", "")
    assert {item.writer.name for item in found.items} == {PAUL, CLARA}
    assert len(found.items) == 2
    mine = connector.search(SearchFor.ACCOUNT, f"u/{CLARA}", "")
    assert [item.text for item in mine.items] == ["What about the pool?"]
    with pytest.raises(Refused):
        connector.search(SearchFor.TAG, "pool", "")


def test_what_is_broken_on_lemmy_reddit_and_hacker_news_is_left_out(
    lemmy: FakeLemmy, reddit: FakeReddit, news: FakeHackernews
) -> None:
    lemmy.post("Pool", by="clara")
    lemmy.post("Broken pool", by="clara")["ap_id"] = ""
    assert said(test_lemmy.connect(lemmy).search(SearchFor.SEARCH, "pool", "")) == ["Pool"]
    reddit.post("Pool", by=PAUL)
    reddit.post("Broken pool", by=PAUL)["created_utc"] = "yesterday"
    assert said(test_reddit.connect(reddit).search(SearchFor.SEARCH, "pool", "")) == ["Pool"]
    news.write(title="Pool")
    found = test_hackernews.connect(news).search(SearchFor.SEARCH, "pool", "not a time")
    assert said(found) == ["Pool"]


WITHOUT_TAGS = frozenset({SearchFor.SEARCH, SearchFor.ACCOUNT})


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (MastodonConnector, frozenset(SearchFor)),
        (BlueskyConnector, frozenset(SearchFor)),
        (DiscourseConnector, frozenset(SearchFor)),
        (LemmyConnector, WITHOUT_TAGS),
        (HackernewsConnector, WITHOUT_TAGS),
        (RedditConnector, WITHOUT_TAGS),
    ],
)
def test_who_can_be_searched_says_for_what(
    kind: type[HasSearch], what: frozenset[SearchFor]
) -> None:
    assert kind.searches == what
