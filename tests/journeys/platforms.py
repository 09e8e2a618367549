"""Platforms on loopback that a journey can sign in to: a fake Mastodon, and a site with a blog and a feed.

`Site` answers what a test tells it to, so that it can be any kind of server, good or bad.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cmworkstation.domain.account import Account
from cmworkstation.services.workstation import Services
from tests.connectors.fake_mastodon import FakeMastodon
from tests.loopback import Reply, listening

Answer = tuple[int, str, bytes]  # status, content type, body
Route = Answer | Callable[[Mapping[str, str], bytes], Answer]


@dataclass
class Site:
    """A server whose every answer is decided by a test; what it has no answer for is a 404 page."""

    origin: str = ""
    routes: dict[str, Route] = field(default_factory=dict)  # path → answer
    everything: Route | None = None  # answers all requests while it is set
    headers: dict[str, str] = field(default_factory=dict)  # go with every answer
    requests: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return what one request gets."""
        self.requests.append((verb, target))
        missing: Route = (404, "text/html", b"<h1>Not found</h1>")
        route = self.everything or self.routes.get(urlsplit(target).path, missing)
        return route(headers, body) if callable(route) else route


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve the site on a free loopback port; its `origin` is set."""

    def reply(verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        status, kind, payload = site.answer(verb, target, headers, body)
        return status, {"Content-Type": kind, **site.headers}, payload

    with listening(reply, "site") as site.origin:
        yield site


def json_of(value: object, status: int = 200) -> Answer:
    """Return an answer with this value in it."""
    return status, "application/json; charset=utf-8", json.dumps(value).encode()


def a_feed(*titles: str) -> Answer:
    """Return an RSS document with one entry per title."""
    items = "".join(
        f"<item><title>{title}</title><guid>urn:entry:{title}</guid>"
        f"<pubDate>Tue, 01 Sep 2026 0{n % 10}:00:00 GMT</pubDate></item>"
        for n, title in enumerate(titles)
    )
    text = f"<rss version='2.0'><channel><title>Journal</title>{items}</channel></rss>"
    return 200, "application/rss+xml", text.encode()


def a_blog(site: Site, *, password: str = "", user: str = "lise") -> None:
    """Make the site a WordPress that knows one person by an application password."""
    from base64 import b64encode

    good = "Basic " + b64encode(f"{user}:{password}".encode()).decode()

    def known(answer: Answer) -> Route:
        refusal = json_of({"code": "rest_not_logged_in", "message": "Not logged in."}, 401)
        return lambda headers, _: answer if headers.get("Authorization") == good else refusal

    index = {
        "name": "Carnet",
        "home": site.origin,
        "namespaces": ["wp/v2"],
        "authentication": {
            "application-passwords": {
                "endpoints": {"authorization": f"{site.origin}/wp-admin/authorize-application.php"}
            }
        },
    }
    head = f'<link rel="https://api.w.org/" href="{site.origin}/wp-json/">'
    me = {"id": 7, "slug": user, "name": "Lise", "capabilities": {"moderate_comments": True}}
    site.routes |= {
        "/": (200, "text/html", head.encode()),
        "/wp-json/": json_of(index),
        "/wp-json/wp/v2/users/me": known(json_of(me)),
        "/wp-json/wp/v2/comments": known(json_of([])),
    }


def add_mastodon(services: Services, fake: FakeMastodon, name: str = "Mairie") -> Account:
    """Sign in as a person does who copies the code from the server's page, and add the account."""
    signin = services.signin
    found = signin.find("mastodon", fake.origin)
    started = signin.start_browser("mastodon", found, paste=True)
    answer = fake.answer("GET", started.url.removeprefix(fake.origin), {}, b"")
    assert answer is not None
    code = parse_qs(urlsplit(answer[1]["Location"]).query)["code"][0]
    return signin.add(signin.finish("mastodon", found, started, {"code": code}), name=name)[0]


def add_feed(services: Services, address: str) -> Account:
    """Add a feed by its address."""
    signin = services.signin
    found = signin.find("feed", address)
    return signin.add(signin.finish("feed", found, None, {"url": address}))[0]


def add_blog(services: Services, site: Site, password: str, user: str = "lise") -> Account:
    """Sign in to a blog with an application password, and add the account."""
    signin = services.signin
    found = signin.find("wordpress", site.origin)
    answer = {"user": user, "password": password}
    return signin.add(signin.finish("wordpress", found, None, answer), name="Carnet")[0]
