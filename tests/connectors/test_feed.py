"""Feeds of every kind, from a real HTTP server on this machine: found, read, edited, broken, hostile."""

import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
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
from cmworkstation.sdk.testing import (
    HistoryConformance,
    ListeningConformance,
    NetworkConformance,
    Stage,
    quick_http,
    read_history,
)
from tests.connectors.misbehaving import Misbehaving, Reply, serving

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
    assert entry.at.isoformat() == "2026-09-01T08:00:00+00:00"


def test_nothing_new_asks_politely_and_gives_nothing(site: Site, http: Http) -> None:
    site.etag = 'W/"v1"'
    feed = connector(http, site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi")))
    cursors: dict[str, str] = {}
    assert len(items(feed, cursors)) == 2
    assert items(feed, cursors) == []
    assert site.asked[-1]["If-None-Match"] == 'W/"v1"'


@pytest.mark.shows("edited parent")
def test_an_edited_entry_comes_again_under_the_same_identity(site: Site, http: Http) -> None:
    url = site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi"))
    feed = connector(http, url)
    cursors: dict[str, str] = {}
    items(feed, cursors)
    site.put("/f", "application/rss+xml", RSS.replace("{word}", "dimanche"))
    (edited,) = items(feed, cursors)
    assert (edited.remote_id, edited.title) == ("g1", "Ouverture dimanche")
    assert items(feed, cursors) == []


@pytest.mark.shows("pages that overlap or skip")
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


def test_name_and_password_in_an_address_travel_in_a_header_to_that_server_only(
    site: Site, http: Http
) -> None:
    site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi"))
    url = site.home.replace("http://", "http://user:hunter%402@") + "/f"
    feed = connector(http, url)
    assert len(items(feed, {})) == 2
    expected = "Basic " + b64encode(b"user:hunter@2").decode()
    assert all(asked["Authorization"] == expected for asked in site.asked)
    items(connector(http, f"{site.home}/f"), {})
    assert "Authorization" not in site.asked[-1]


def test_a_secret_address_never_becomes_part_of_what_is_read(site: Site, http: Http) -> None:
    relative = """<rss version="2.0"><channel><title>x</title><link>/home</link><item><guid>n1</guid>
    <title>t</title><link>/one</link><description>&lt;a href="two"&gt;two&lt;/a&gt;</description>
    </item></channel></rss>"""
    url = site.put("/f", "application/rss+xml", relative)
    private = url.replace("http://", "http://user:hunter2@") + "?token=abc"
    feed = connector(http, private)
    payloads = b"".join(raw.payload for page in feed.fetch({}) for raw in page.items)
    assert b"hunter2" not in payloads
    assert b"abc" not in payloads
    (entry,) = items(feed, {})
    assert entry.url == f"{site.home}/one"
    assert f'href="{site.home}/two"' in entry.html


def test_a_secret_feed_that_a_page_announces_is_kept_as_a_secret(site: Site, http: Http) -> None:
    site.put("/f", "application/rss+xml", RSS.replace("{word}", "samedi"))
    link = '<link type="application/rss+xml" href="/f?key=abc" rel="home alternate">'
    page = site.put("/", "text/html", f"<!doctype html>{link}<p>Bienvenue")
    found = FeedConnector.find(http, page)
    assert "abc" not in repr(found)
    credentials = FeedConnector.finish(http, found, None, {"url": page})
    assert credentials.secret == {"url": f"{site.home}/f?key=abc"}


def test_what_a_json_feed_leaves_empty_stays_empty(site: Site, http: Http) -> None:
    feed = """{"version": "https://jsonfeed.org/version/1", "title": null, "home_page_url": null, "language": null,
    "items": [{"id": "a", "title": null, "url": "/one", "summary": null, "content_html": "<p>Bonjour</p>",
    "author": {"name": null}, "attachments": [{"url": "a.mp3", "title": null, "mime_type": "audio/mpeg",
    "size_in_bytes": 12}, {"title": "no address"}], "date_published": "0001-01-01T00:00:00+09:00"}, 7, null]}"""
    (entry,) = items(connector(http, site.put("/j/f", "application/json", feed)), {})
    assert (entry.title, entry.language, entry.writer.name) == ("", "", "?")
    assert entry.url == f"{site.home}/one"
    (file,) = entry.attachments
    assert (file.url, file.title, file.size, file.kind) == (f"{site.home}/j/a.mp3", "", 12, "audio")


@pytest.mark.parametrize("text", [JSON, RSS.replace("{word}", "x")], ids=["json", "rss"])
def test_a_byte_order_mark_does_no_harm(site: Site, http: Http, text: str) -> None:
    url = site.put("/b", "application/octet-stream", b"\xef\xbb\xbf" + text.encode())
    assert items(connector(http, url), {})


@pytest.mark.parametrize("encoding", ["utf-7", "punycode", "unicode_escape"])
def test_an_encoding_that_hides_marks_is_refused(site: Site, http: Http, encoding: str) -> None:
    """Python knows these, and the feed library asks Python."""
    body = (
        f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel/></rss>".encode()
    )
    with pytest.raises(NotThisPlatform, match="encoding"):
        FeedConnector.find(http, site.put("/x", "application/xml", body))
    plain = body.replace(f" encoding='{encoding}'".encode(), b"")
    kind = f"application/xml; charset={encoding}"
    with pytest.raises(NotThisPlatform, match="encoding"):
        FeedConnector.find(http, site.put("/y", kind, plain))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_declares_entities_is_refused_in_any_encoding(
    site: Site, http: Http, encoding: str
) -> None:
    with pytest.raises(NotThisPlatform, match="entities"):
        FeedConnector.find(http, site.put("/x", "application/xml", LAUGHS.encode(encoding)))


@pytest.mark.shows("ids that change")
def test_entries_that_share_one_id_are_told_apart(site: Site, http: Http) -> None:
    entry = "<item><guid isPermaLink='false'>same</guid><title>{}</title><link>{}</link></item>"
    body = "".join(entry.format(f"t{n}", f"https://x.test/{n}") for n in range(3))
    url = site.put(
        "/f", "text/xml", f'<rss version="2.0"><channel><title>x</title>{body}</channel></rss>'
    )
    found = items(connector(http, url), {})
    assert len({item.remote_id for item in found}) == 3


def test_marks_of_html_in_a_title_are_words(site: Site, http: Http) -> None:
    title = "Caf&amp;eacute; &lt;b&gt;noir&lt;/b&gt; &amp;amp; th&#233;"
    body = f"<item><guid>g</guid><title>{title}</title></item>"
    url = site.put(
        "/f", "text/xml", f'<rss version="2.0"><channel><title>x</title>{body}</channel></rss>'
    )
    assert items(connector(http, url), {})[0].title == "Café noir & thé"


@pytest.mark.shows("deleted thread")
def test_a_feed_that_is_gone_for_good_says_so(site: Site, http: Http) -> None:
    feed = connector(http, site.put("/f", "application/rss+xml", RSS.replace("{word}", "x")))
    site.status = 410
    with pytest.raises(Gone):
        items(feed, {})


@pytest.mark.parametrize("payload", [b"{cut", b"\xff\xfe", b'{"identity": ""}', b"[]", b'"x"'])
def test_a_broken_entry_is_unreadable(http: Http, payload: bytes) -> None:
    with pytest.raises(Unreadable):
        FeedConnector({"url": "http://127.0.0.1/"}, {}, http).parse(RawItem("entry", "", payload))


def test_a_feed_cannot_be_answered(http: Http) -> None:
    feed = FeedConnector({"url": "http://127.0.0.1/"}, {}, http)
    assert not feed.manifest.capabilities.can_reply
    with pytest.raises(Refused):
        feed.reply(None, None, once_key="k")  # type: ignore[arg-type]


@dataclass
class GrowingSite(Misbehaving):
    """A site whose feed grows."""

    entries: list[str] = field(default_factory=list)

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        feed = f"<channel><title>x</title>{''.join(self.entries)}</channel>"
        page = f'<?xml version="1.0"?><rss version="2.0">{feed}</rss>'.encode()
        return 200, {"Content-Type": "application/rss+xml; charset=utf-8"}, page

    def publish(self, title: str) -> None:
        at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=len(self.entries))
        facts = f"<guid>n{len(self.entries)}</guid><pubDate>{format_datetime(at)}</pubDate>"
        self.entries.insert(
            0, f"<item>{facts}<title>{title}</title><description>d</description></item>"
        )


class FeedStage(Stage):
    """A feed connector in front of a site whose feed grows; its address is a secret."""

    secrets = ("hunter2", "key-of-the-feed")

    def __init__(self, site: GrowingSite) -> None:
        self._site = site

    def connector(self) -> FeedConnector:
        origin = self._site.origin.replace("http://", "http://user:hunter2@")
        url = f"{origin}/f?token=key-of-the-feed"
        return FeedConnector({"url": f"{self._site.origin}/f"}, {"url": url}, quick_http())

    def write(self, text: str) -> None:
        self._site.publish(text)

    def write_strangely(self) -> None:
        self._site.entries.insert(
            0, "<item><guid/><bird:song xmlns:bird='urn:x'>?</bird:song></item>"
        )

    def trouble(self, name: str) -> None:
        self._site.lasting = name


class TestConformance(NetworkConformance, ListeningConformance, HistoryConformance):
    @pytest.fixture
    def stage(self) -> Iterator[FeedStage]:
        with serving(GrowingSite()) as site:
            yield FeedStage(site)


# ------------------------------------------------------------------------------------------------- older entries


def a_feed(*days: int, older: str = "", title: str = "Journal") -> str:
    """Return a feed with an entry for each of these days of September, and a link to an older document."""
    entries = "".join(
        f"<entry><id>tag:x.test,2026:{day}</id><title>Jour {day}</title>"
        f"<updated>2026-09-{day:02d}T10:00:00Z</updated></entry>"
        for day in days
    )
    link = f'<link rel="prev-archive" href="{older}"/>' if older else ""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>tag:x.test,2026:f</id>'
        f"{link}{entries}</feed>"
    )


def september(day: int) -> datetime:
    return datetime(2026, 9, day, 10, tzinfo=UTC)


def looked_back(
    feed: FeedConnector, since: datetime | None, until: datetime
) -> tuple[list[str], datetime | None]:
    pages, floor = read_history(feed, since=since, until=until)
    return [item.title for page in pages for raw in page.items for item in feed.parse(raw)], floor


def test_a_feed_reaches_back_to_its_window_and_says_so(site: Site, http: Http) -> None:
    url = site.put("/f.atom", "application/atom+xml", a_feed(9, 8, 7))
    feed = connector(http, url)
    assert looked_back(feed, september(1), september(30)) == (
        ["Jour 7", "Jour 8", "Jour 9"],
        september(7),
    )
    assert looked_back(feed, september(8), september(8)) == (["Jour 8"], None)


def test_archive_documents_are_read_on_the_feeds_own_server(site: Site, http: Http) -> None:
    site.put("/old/2.atom", "application/atom+xml", a_feed(6, 5, older="1.atom"))
    site.put("/old/1.atom", "application/atom+xml", a_feed(4, 3))
    url = site.put("/f.atom", "application/atom+xml", a_feed(8, 7, older="/old/2.atom"))
    titles, floor = looked_back(connector(http, url), None, september(30))
    assert titles == [f"Jour {day}" for day in (7, 8, 5, 6, 3, 4)]
    assert floor == september(3)


def test_an_archive_elsewhere_is_not_read(site: Site, http: Http) -> None:
    other = Site()
    try:
        other.put("/1.atom", "application/atom+xml", a_feed(4, 3))
        url = site.put("/f.atom", "application/atom+xml", a_feed(8, older=f"{other.home}/1.atom"))
        assert looked_back(connector(http, url), None, september(30)) == (["Jour 8"], september(8))
        assert other.asked == []
    finally:
        other.close()


def test_json_feeds_go_on_at_their_next_address(site: Site, http: Http) -> None:
    site.put(
        "/2.json",
        "application/feed+json",
        JSON.replace('"id": 7', '"id": 6').replace("-09-01", "-08-01"),
    )
    first = JSON.replace('"items"', '"next_url": "{home}/2.json", "items"')
    url = site.put("/1.json", "application/feed+json", first)
    titles, floor = looked_back(connector(http, url), None, september(30))
    assert titles == ["Sept", "Sept"]
    assert floor == datetime(2026, 8, 1, 8, tzinfo=UTC)
