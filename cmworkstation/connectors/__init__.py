"""One file per platform. A connector sees `sdk` and `domain` only.

`loaders()` is the table of all connectors: ours by name, others from the entry point group
`cmworkstation.connectors`. Nothing is imported until a platform is needed.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.sdk.connector import Connector

OURS = {
    "bluesky": "BlueskyConnector",
    "demo": "DemoConnector",
    "discourse": "DiscourseConnector",
    "facebook": "FacebookConnector",
    "feed": "FeedConnector",
    "google_business": "GoogleBusinessConnector",
    "instagram": "InstagramConnector",
    "github": "GithubConnector",
    "hackernews": "HackernewsConnector",
    "lemmy": "LemmyConnector",
    "linkedin": "LinkedinConnector",
    "mail": "MailConnector",
    "manual": "ManualConnector",
    "matrix": "MatrixConnector",
    "mastodon": "MastodonConnector",
    "reddit": "RedditConnector",
    "telegram": "TelegramConnector",
    "threads": "ThreadsConnector",
    "wordpress": "WordpressConnector",
    "x": "XConnector",
    "youtube": "YoutubeConnector",
}
GROUP = "cmworkstation.connectors"


def loaders() -> "dict[str, Callable[[], type[Connector]]]":
    """Return platform key → function that imports and returns the connector's class."""
    found: dict[str, Callable[[], type[Connector]]] = {
        key: _ours(key, name) for key, name in OURS.items()
    }
    return found


def others() -> "dict[str, Callable[[], type[Connector]]]":
    """Return the connectors that other installed packages bring, without importing them."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - a scan that the first paint need not wait for

    return {point.name: point.load for point in entry_points(group=GROUP) if point.name not in OURS}


def _ours(key: str, name: str) -> "Callable[[], type[Connector]]":
    def load() -> "type[Connector]":
        made: type[Connector] = getattr(import_module(f"cmworkstation.connectors.{key}"), name)
        return made

    return load
