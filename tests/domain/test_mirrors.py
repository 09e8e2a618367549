"""Announcements that exist on one platform only: found by their texts, and by links between them."""

from datetime import UTC, datetime

from cmworkstation.domain.ids import AccountId, MessageId
from cmworkstation.domain.mirrors import Announcement, mirrored

AT = datetime(2026, 9, 3, tzinfo=UTC)


def post(n: int, platform: str, text: str, url: str = "") -> Announcement:
    return Announcement(MessageId(n), AccountId(platform), platform, text, AT, url)


def others(*posts: Announcement) -> dict[int, set[str]]:
    steps = mirrored(posts)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return {id_: set(found) for id_, found in done.value.items()}


def test_the_same_text_and_much_the_same_text_are_one_announcement() -> None:
    assert others(
        post(1, "mastodon", "Closed today"),
        post(2, "bluesky", "closed  TODAY"),
        post(3, "mastodon", "The autumn fair opens on Saturday at ten on the square, free entry"),
        post(4, "facebook", "Autumn fair: opens Saturday at ten on the square! Free entry for all"),
        post(5, "instagram", "Our new reading room has forty chairs and a garden"),
    ) == {1: {"bluesky"}, 2: {"mastodon"}, 3: {"facebook"}, 4: {"mastodon"}, 5: set()}


def test_a_post_that_links_to_an_article_of_ours_tells_the_same() -> None:
    found = others(
        post(1, "wordpress", "All about the bridge", "https://carnet.example/bridge"),
        post(2, "mastodon", "The bridge, explained: https://carnet.example/bridge."),
    )
    assert found == {1: {"mastodon"}, 2: {"wordpress"}}


def test_the_same_text_twice_on_one_platform_is_nowhere_else() -> None:
    assert others(post(1, "mastodon", "Closed"), post(2, "mastodon", "Closed")) == {
        1: set(),
        2: set(),
    }
