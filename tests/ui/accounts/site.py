"""A web site on loopback: a feed, or WordPress with application passwords. All of it is invented."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.loopback import Reply, listening

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Valley News</title>
<link>https://valley.example/</link><description>d</description>
<item><title>The mill turns again</title><link>https://valley.example/1</link><guid isPermaLink="false">g1</guid>
<pubDate>Tue, 01 Sep 2026 10:00:00 GMT</pubDate><description>It does.</description></item></channel></rss>"""
HOME_WITH_FEED = (
    '<!doctype html><link rel="alternate" type="application/rss+xml" href="/rss.xml"><p>Welcome'
)
USER, PASSWORD = "rosa", "abcd EFGH 1234 ijkl"


class Site:
    """What the site serves by path, and what was asked of it."""

    def __init__(self) -> None:
        self.origin = ""
        self.pages: dict[str, tuple[str, str]] = {}
        self.status = 200
        self.asked: list[str] = []

    def as_feed(self) -> None:
        """Be a site that names its feed."""
        self.pages["/"] = ("text/html", HOME_WITH_FEED)
        self.pages["/rss.xml"] = ("application/rss+xml", FEED)

    def as_wordpress(self) -> None:
        """Be a WordPress site whose user has an application password."""
        link = f'<link rel="https://api.w.org/" href="{self.origin}/wp-json/" />'
        self.pages["/"] = ("text/html", f"<!doctype html>{link}<p>A journal")
        endpoints = {"authorization": f"{self.origin}/wp-admin/authorize-application.php"}
        about = {
            "name": "The Journal",
            "home": self.origin,
            "namespaces": ["wp/v2"],
            "authentication": {"application-passwords": {"endpoints": endpoints}},
        }
        self.pages["/wp-json/"] = ("application/json", json.dumps(about))
        me = {"id": 7, "slug": "rosa", "name": "Rosa", "capabilities": {"moderate_comments": True}}
        self.pages["/wp-json/wp/v2/users/me"] = ("application/json", json.dumps(me))

    def answer(self, path: str, authorization: str) -> tuple[int, str, str]:
        """Return status, type and body."""
        self.asked.append(path)
        if path.endswith("/users/me") and authorization != _basic():
            words = {"code": "incorrect_password", "message": "The password is not right."}
            return 401, "application/json", json.dumps(words)
        kind, body = self.pages.get(path, ("text/plain", ""))
        return (self.status if body else 404), kind, body


def _basic() -> str:
    return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve the site on a free port of this machine."""

    def reply(_verb: str, target: str, headers: Mapping[str, str], _body: bytes) -> Reply:
        path = target.partition("?")[0]
        status, kind, body = site.answer(path, headers.get("Authorization", ""))
        return status, {"Content-Type": kind}, body.encode()

    with listening(reply, "site") as site.origin:
        yield site
