"""Feeds of every kind, from a real HTTP server on this machine: found, read, edited, broken, hostile."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cmworkstation.connectors.feed import FeedConnector
from cmworkstation.domain.errors import (
    BadAddress,
    Gone,
    NotThisPlatform,
    Refused,
    ServerTrouble,
    Unreadable,
)
from cmworkstation.domain.message import Kind
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import ConnectorConformance, Stage

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Pays d’Ormaie</title><link>{home}/</link><description>d</description><language>fr</language>
<item><title>Marché de Noël</title><link>{home}/2</link><guid isPermaLink="false">g2</guid>
<pubDate>Tue, 02 Sep 2026 10:00:00 GMT</pubDate><description>court</description>
<content:encoded><![CDATA[<p>Le marché ouvre <b>samedi</b>.</p>]]></content:encoded></item>
<item><title>Ouverture {word}</title><link>{home}/1</link><guid isPermaLink="false">g1</guid>
<pubDate>Mon, 01 Sep 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;La mairie ouvre.&lt;/p&gt;</description>
<enclosure url="{home}/a.mp3" type="audio/mpeg" length="123"/></item></channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"
xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Fennick Lane</title><id>tag:x.test,2026:f</id>
<updated>2026-09-02T10:00:00Z</updated><entry><title>New mill</title><id>tag:x.test,2026:1</id>
<updated>2026-09-02T10:00:00Z</updated><published>2026-09-01T10:00:00Z</published><author><name>Ines</name></author>
<thr:in-reply-to ref="tag:x.test,2026:0"/><link href="{home}/1"/><content type="html">&lt;p&gt;Hello&lt;/p&gt;</content>
</entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Journal", "home_page_url": "https://x.test/",
"items": [{"id": 7, "url": "https://x.test/7", "title": "Sept", "content_text": "Texte 😀",
"date_published": "2026-09-01T10:00:00+02:00", "authors": [{"name": "Léa"}]}]}"""
LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss version="2.0"><channel><title>&lol2;</title></channel></rss>"""


class Site:
    """A small web site whose pages a test sets."""

    def __init__(self) -> None:
        site = self
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.etag = ""
        self.status = 200
        self.asked: list[dict[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(dict(self.headers))
                if site.etag and self.headers.get("If-None-Match") == site.etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                kind, body = site.pages.get(self.path.split("?")[0], ("", b""))
                self.send_response(site.status if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                if site.etag:
                    self.send_header("ETag", site.etag)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path: str, kind: str, text: str | bytes) -> str:
        body = text if isinstance(text, bytes) else text.replace("{home}", self.home).encode()
        self.pages[path] = (kind, body)
        return self.home + path

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def http() -> Iterator[Http]:
    made = Http(sleep=lambda _: None)
    yield made
    made.close()


def connector(http: Http, url: str) -> FeedConnector:
    found = FeedConnector.find(http, url)
    return FeedConnector(
        found.settings, FeedConnector.finish(http, found, None, {"url": url}).secret, http
    )


def items(feed: FeedConnector, cursors: dict[str, str]):
    found = []
    for page in feed.fetch(cursors):
        found += [item for raw in page.items for item in feed.parse(raw)]
        cursors[page.stream] = page.cursor
    return found


def test_a_site_address_is_enough(site: Site, http: Http) -> None:
    site.put("/rss.xml", "application/rss+xml", RSS.replace("{word}", "samedi"))
    page = '<!doctype html><link rel="alternate" type="application/rss+xml" href="/rss.xml"><p>Bienvenue'
    url = site.put("/", "text/html; charset=utf-8", page)
    found = FeedConnector.find(http, url)
    assert (found.title, found.software, found.entries) == ("Pays d’Ormaie", "RSS", 2)
    assert found.settings["url"].endswith("/rss.xml")


def test_rss_entries_come_oldest_first_and_in_full(site: Site, http: Http) -> None:
    feed = connector(http, site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi")))
    first, second = items(feed, {})
    assert (first.remote_id, first.title, first.kind) == ("g1", "Ouverture samedi", Kind.ARTICLE)
    assert second.html == "<p>Le marché ouvre <b>samedi</b>.</p>"
    assert first.attachments[0].kind == "audio"
    assert first.at < second.at
    assert second.language == "fr"


def test_atom_and_json_feed(site: Site, http: Http) -> None:
    (entry,) = items(connector(http, site.put("/a", "application/atom+xml", ATOM)), {})
    assert (entry.writer.name, entry.parent_id) == ("Ines", "tag:x.test,2026:0")
    assert entry.edited_at is not None
    (entry,) = items(connector(http, site.put("/j", "application/feed+json", JSON)), {})
    assert (entry.remote_id, entry.text, entry.writer.name) == ("7", "Texte 😀", "Léa")
    assert entry.at.isoformat() == "2026-09-01T10:00:00+02:00"


def test_nothing_new_asks_politely_and_gives_nothing(site: Site, http: Http) -> None:
    site.etag = 'W/"v1"'
    feed = connector(http, site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi")))
    cursors: dict[str, str] = {}
    assert len(items(feed, cursors)) == 2
    assert items(feed, cursors) == []
    assert site.asked[-1]["If-None-Match"] == 'W/"v1"'


def test_an_edited_entry_comes_again_under_the_same_identity(site: Site, http: Http) -> None:
    url = site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi"))
    feed = connector(http, url)
    cursors: dict[str, str] = {}
    items(feed, cursors)
    site.put("/f", "application/rss+xml", RSS.replace("{word}", "dimanche"))
    (edited,) = items(feed, cursors)
    assert (edited.remote_id, edited.title) == ("g1", "Ouverture dimanche")
    assert items(feed, cursors) == []


def test_a_stop_after_any_page_loses_nothing(site: Site, http: Http) -> None:
    entry = "<item><guid>n{n}</guid><title>t{n}</title><description>d</description></item>"
    body = "".join(entry.replace("{n}", str(n)) for n in range(250))
    url = site.put(
        "/f", "text/xml", f'<rss version="2.0"><channel><title>x</title>{body}</channel></rss>'
    )
    feed = connector(http, url)
    cursors: dict[str, str] = {}
    seen: list[str] = []
    while True:
        page = next(iter(feed.fetch(cursors)), None)
        if page is None or not page.items:
            break
        seen += [item.remote_id for raw in page.items for item in feed.parse(raw)]
        cursors[page.stream] = page.cursor
    assert len(seen) == len(set(seen)) == 250


def test_a_wrong_charset_and_a_cut_document_still_give_their_entries(
    site: Site, http: Http
) -> None:
    latin = (
        RSS.replace("{word}", "été")
        .replace("utf-8", "iso-8859-1")
        .replace("’", "'")
        .encode("latin-1")
    )
    feed = connector(http, site.put("/l", "application/rss+xml; charset=iso-8859-1", latin))
    assert items(feed, {})[0].title == "Ouverture été"
    cut = RSS.replace("{word}", "samedi")[:-60]
    assert items(connector(http, site.put("/c", "application/rss+xml", cut)), {})


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("text/html", "<!doctype html><p>Acceptez les cookies", NotThisPlatform),
        ("application/rss+xml", LAUGHS, NotThisPlatform),
        ("application/rss+xml", "", ServerTrouble),
        ("application/json", '{"hello": 1}', NotThisPlatform),
        ("application/rss+xml", "not a feed at all", NotThisPlatform),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(
    site: Site, http: Http, kind: str, body: str, error: type
) -> None:
    with pytest.raises(error):
        FeedConnector.find(http, site.put("/x", kind, body))


def test_nothing_there_and_no_address(site: Site, http: Http) -> None:
    with pytest.raises(Gone):
        FeedConnector.find(http, site.home + "/nothing")
    with pytest.raises(BadAddress):
        FeedConnector.find(http, "   ")


def test_an_address_with_a_password_is_a_secret(site: Site, http: Http) -> None:
    url = site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi"))
    private = url.replace("http://", "http://user:hunter2@") + "?token=abc"
    found = FeedConnector.find(http, private)
    assert "hunter2" not in repr(found)
    assert "abc" not in repr(found)
    credentials = FeedConnector.finish(http, found, None, {"url": private})
    assert credentials.secret["url"] == private
    assert "hunter2" not in repr(credentials)


@pytest.mark.parametrize("payload", [b"{cut", b"\xff\xfe", b'{"identity": ""}', b"[]", b'"x"'])
def test_a_broken_entry_is_unreadable(http: Http, payload: bytes) -> None:
    with pytest.raises(Unreadable):
        FeedConnector({"url": "http://127.0.0.1/"}, {}, http).parse(RawItem("entry", "", payload))


def test_a_feed_cannot_be_answered(http: Http) -> None:
    feed = FeedConnector({"url": "http://127.0.0.1/"}, {}, http)
    assert not feed.manifest.capabilities.can_reply
    with pytest.raises(Refused):
        feed.reply(None, None, once_key="k")  # type: ignore[arg-type]


class FeedStage(Stage):
    """A feed connector in front of a site whose feed grows."""

    secrets = ("hunter2",)

    def __init__(self, site: Site) -> None:
        self._site = site
        self._entries: list[str] = []
        self._calm: tuple[str, bytes] = ("", b"")

    def connector(self) -> FeedConnector:
        url = f"{self._site.home.replace('http://', 'http://user:hunter2@')}/f"
        return FeedConnector(
            {"url": f"{self._site.home}/f"}, {"url": url}, Http(sleep=lambda _: None)
        )

    def write(self, text: str) -> None:
        n = len(self._entries)
        self._entries.insert(
            0, f"<item><guid>n{n}</guid><title>{text}</title><description>d</description></item>"
        )
        body = (
            f'<rss version="2.0"><channel><title>x</title>{"".join(self._entries)}</channel></rss>'
        )
        self._site.put("/f", "text/xml; charset=utf-8", body)
        self._calm = self._site.pages["/f"]

    def trouble(self, kind: str) -> None:
        statuses = {"401": 401, "403": 403, "429": 429, "500": 500}
        self._site.status = statuses.get(kind, 200)
        bodies = {
            "html": b"<!doctype html><p>503",
            "empty": b"",
            "cut-json": b'{"version": "https://jsonfeed.org/',
        }
        self._site.pages["/f"] = ("text/xml", bodies[kind]) if kind in bodies else self._calm


class TestFeedConformance(ConnectorConformance):
    @pytest.fixture
    def stage(self, site: Site) -> FeedStage:
        return FeedStage(site)
