"""What platforms show of what others say: hashtags, accounts and searches, each by its connector."""

from collections.abc import Iterator

import pytest

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.domain.errors import Refused
from cmworkstation.sdk.connector import HasSearch, Hits, SearchFor
from cmworkstation.sdk.testing import quick_http
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.fake_mastodon import TOKEN, FakeMastodon
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


@pytest.mark.parametrize("kind", [MastodonConnector, BlueskyConnector])
def test_who_can_be_searched_says_for_what(kind: type[HasSearch]) -> None:
    assert kind.searches == frozenset(SearchFor)
