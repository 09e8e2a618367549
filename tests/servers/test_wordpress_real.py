"""The connector against a real WordPress, with visitors who write through the public form."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from cmworkstation.connectors import wordpress
from cmworkstation.connectors.wordpress import WordpressConnector
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.errors import Ambiguous, Duplicate, Gone, NotSignedIn, Refused, TooLong
from cmworkstation.domain.message import Held, Item
from cmworkstation.sdk.connector import Content, Found, Target
from cmworkstation.sdk.http import Http
from tests.servers.cutting import cutting
from tests.servers.running import RunningServer

pytestmark = pytest.mark.servers

Connect = Callable[..., WordpressConnector]
EMOJI = "À quelle heure, s’il vous plaît ? 🦊👩‍👩‍👧 «oui» & <3 \\o/"
_visitors = iter(range(1, 250))
_words = iter(range(1, 10_000))


class Site:
    """What people do on the site: everything but the connector."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.url = server.base_url

    def rest(self, verb: str, route: str, **more: Any) -> Any:
        answer = requests.request(
            verb,
            f"{self.url}/wp-json/wp/v2/{route}",
            auth=("alice", self.server.passwords["alice"]),
            timeout=30,
            **more,
        )
        answer.raise_for_status()
        return answer.json()

    def article(self, title: str = "Ouverture samedi", kind: str = "posts") -> int:
        body = {
            "title": title,
            "content": "<p>La médiathèque ouvre samedi.</p>",
            "status": "publish",
        }
        return int(self.rest("POST", kind, json=body)["id"])

    def visit(self, article: int, text: str, parent: int = 0, name: str = "Nour") -> str:
        """Write as a visitor with the form below the article; return the visitor's address."""
        number = next(_visitors)
        address = f"203.0.113.{number}"
        form = {
            "comment_post_ID": article,
            "comment_parent": parent,
            "author": name,
            "email": f"visitor{number}@example.test",
            "comment": text,
        }
        answer = requests.post(
            f"{self.url}/wp-comments-post.php",
            data=form,
            headers={"X-Test-Visitor": address, "User-Agent": "Visitor/1.0"},
            allow_redirects=False,
            timeout=30,
        )
        assert answer.status_code == 302, answer.text[:300]
        return address

    def comments(self, article: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.rest(
            "GET",
            f"comments?post={article}&status=any&context=edit&orderby=id&order=asc&per_page=100",
        )
        return found


@pytest.fixture
def site(wordpress_site: RunningServer) -> Site:
    return Site(wordpress_site)


@pytest.fixture
def connect(site: Site) -> Iterator[Connect]:
    opened: list[WordpressConnector] = []

    def open_(user: str = "alice", password: str = "", through: str = "") -> WordpressConnector:
        found = WordpressConnector.find(Http(), site.url)
        secret = {"password": password or site.server.passwords[user]}
        settings = {**found.settings, "user": user}
        asking = WordpressConnector(settings, secret, Http(found.server))
        opened.append(asking)
        settings.update(asking.check().settings)
        if through:
            settings["root"] = settings["root"].replace(site.url, through)
        connector = WordpressConnector(settings, secret, Http(found.server))
        opened.append(connector)
        return connector

    yield open_
    for connector in opened:
        connector.close()


def read(connector: WordpressConnector, cursors: dict[str, str]) -> list[Item]:
    """Read what is new; move the cursors on."""
    items: list[Item] = []
    for page in connector.fetch(cursors):
        items += [item for raw in page.items for item in connector.parse(raw)]
        cursors[page.stream] = page.cursor
    return items


def gone(connector: WordpressConnector, cursors: Mapping[str, str]) -> list[str]:
    return [name for page in connector.fetch(cursors) for name in page.gone]


def below(items: list[Item], article: int) -> list[Item]:
    return [item for item in items if item.thread_id.endswith(f"/?p={article}")]


def target(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def content(text: str) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


def text_of(item: Item) -> str:
    from cmworkstation.sdk import html

    return html.to_text(html.clean(item.html))


def arrive(
    site: Site, connector: WordpressConnector, text: str = ""
) -> tuple[int, Item, dict[str, str]]:
    """Let a visitor write below a new article; return the article, the comment as read and the cursors."""
    cursors: dict[str, str] = {}
    read(connector, cursors)
    article = site.article()
    site.visit(article, text or f"Bonjour {next(_words)} ?")
    (comment,) = [item for item in below(read(connector, cursors), article) if not item.context]
    return article, comment, cursors


# ---------------------------------------------------------------------------------------------- signing in


def test_a_site_is_found_by_its_address_and_by_its_administration(site: Site) -> None:
    for typed in (
        site.url,
        f"{site.url}/wp-admin/edit-comments.php",
        f"{site.url}/?p=1",
        site.url[7:],
    ):
        found = WordpressConnector.find(Http(), typed)
        assert (found.server, found.title) == (site.url, "Ville d’Ormaie")
        assert found.settings["root"] == f"{site.url}/wp-json/"
        assert found.settings["home"] == site.url
        assert found.software.startswith("WordPress")


def test_who_may_moderate_and_who_may_not(connect: Connect) -> None:
    for user in ("alice", "bob"):
        identity = connect(user).check()
        assert ModerationAct.SPAM in identity.capabilities.moderation
        assert identity.handle == f"{user}@127.0.0.1"
    assert connect("carol").check().capabilities.moderation == ()


def test_a_wrong_and_a_revoked_password_are_dead(site: Site, connect: Connect) -> None:
    for password in ("aaaa bbbb cccc dddd eeee ffff", "alice-pass-1"):
        with pytest.raises(NotSignedIn):
            connect("alice", password=password)
    made = site.rest(
        "POST", "users/me/application-passwords", json={"name": f"second {next(_words)}"}
    )
    connector = connect("alice", password=made["password"])
    _, comment, _ = arrive(site, connector)
    connector.revoke()
    left = [one["uuid"] for one in site.rest("GET", "users/me/application-passwords")]
    assert made["uuid"] not in left
    for ask in (
        connector.check,
        lambda: list(connector.fetch({})),
        lambda: connector.reply(target(comment), content("Trop tard"), once_key="k"),
        lambda: connector.moderate(target(comment), ModerationAct.SPAM),
        lambda: connector.thread(target(comment)),
    ):
        with pytest.raises(NotSignedIn):
            ask()
    connector.revoke()  # quiet


def test_without_rights_a_dead_password_is_noticed_as_well(site: Site, connect: Connect) -> None:
    carol = site.rest("GET", "users?slug=carol&context=edit")[0]["id"]
    made = site.rest(
        "POST", f"users/{carol}/application-passwords", json={"name": f"c {next(_words)}"}
    )
    connector = connect("carol", password=made["password"])
    assert list(connector.fetch({}))
    connector.revoke()
    with pytest.raises(NotSignedIn):
        list(connector.fetch({}))


def test_the_page_of_the_site_hands_a_password_to_the_loopback_address(site: Site) -> None:
    found = WordpressConnector.find(Http(), site.url)
    begun = WordpressConnector.begin(Http(), found, "http://127.0.0.1:9/wp")
    browser = requests.Session()
    login = {"log": "bob", "pwd": "bob-pass-1", "wp-submit": "x", "testcookie": "1"}
    browser.cookies.set("wordpress_test_cookie", "WP+Cookie+check")
    browser.post(f"{site.url}/wp-login.php", data=login, timeout=30)
    form = browser.get(begun.url, timeout=30).text
    assert "CM Workstation" in form
    fields = {
        found[1]: found[2].replace("&#038;", "&")
        for found in re.finditer(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', form)
    }
    back = browser.post(
        f"{site.url}/wp-admin/authorize-application.php",
        data={**fields, "app_name": "CM Workstation", "approve": "1"},
        allow_redirects=False,
        timeout=30,
    )
    answer = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    assert back.headers["location"].startswith("http://127.0.0.1:9/wp?")
    assert answer.pop("state") == begun.state
    assert answer["user_login"] == "bob"
    made = WordpressConnector.finish(Http(), found, begun, answer)
    settings = {**found.settings, **made.settings}
    connector = WordpressConnector(settings, made.secret, Http(found.server))
    assert connector.check().handle == "bob@127.0.0.1"
    connector.revoke()
    with pytest.raises(NotSignedIn):
        connector.check()
    with pytest.raises(Refused) as refused:
        WordpressConnector.finish(Http(), found, begun, answer)
    assert refused.value.code == "authorization-stripped"
    connector.close()
    browser.close()


# ------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("user", ["alice", "bob"])
def test_a_visitors_comment_arrives_with_its_article(
    site: Site, connect: Connect, user: str
) -> None:
    connector, cursors = connect(user), dict[str, str]()
    read(connector, cursors)
    article = site.article("L’été à la médiathèque & ailleurs")
    site.visit(
        article, f"{EMOJI}\n\nDeuxième paragraphe\net sa ligne {next(_words)}", name="Noé & Zoé"
    )
    head, comment = below(read(connector, cursors), article)
    assert (head.title, head.context, head.writer.is_us) == (
        "L’été à la médiathèque & ailleurs",
        True,
        True,
    )
    assert head.remote_id == comment.parent_id == comment.thread_id == f"{site.url}/?p={article}"
    assert comment.held is Held.HOLD
    assert text_of(comment).startswith(EMOJI)
    assert "Deuxième paragraphe\net sa ligne" in text_of(comment)
    assert comment.writer.name == "Noé & Zoé"
    assert not comment.writer.is_us
    assert abs(comment.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (
        requests.get(comment.url.partition("#")[0], timeout=30, allow_redirects=False).status_code
        < 500
    )
    assert read(connector, cursors) == []
    assert list(connector.fetch(cursors)) == []


def test_the_networks_address_of_a_visitor_is_not_kept(site: Site, connect: Connect) -> None:
    connector = connect()
    article = site.article()
    address = site.visit(article, f"Où est-ce ? {next(_words)}")
    payloads = b"".join(raw.payload for page in connector.fetch({}) for raw in page.items)
    assert address.encode() not in payloads
    assert address in {comment["author_ip"] for comment in site.comments(article)}


def test_comments_below_a_page_know_their_page(site: Site, connect: Connect) -> None:
    connector = connect()
    page = site.article("Infos pratiques", "pages")
    site.rest("POST", f"pages/{page}", json={"comment_status": "open"})
    site.visit(page, f"Et le parking ? {next(_words)}")
    titles = [item.title for item in below(read(connector, {}), page)]
    assert titles == ["Infos pratiques", ""]


def test_many_pages_arrive_oldest_first_and_go_on_after_any_of_them(
    site: Site, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = site.article()
    for n in range(11):
        site.rest(
            "POST", "comments", json={"post": article, "content": f"Remarque {n} {next(_words)}"}
        )
    monkeypatch.setattr(wordpress, "PER_PAGE", 3)
    connector = connect()
    pages = [page for page in connector.fetch({}) if page.stream == "comments"]
    assert len(pages) >= 4
    assert all(page.announced == len(page.items) for page in pages)
    everything = [raw.native_id for page in pages for raw in page.items]
    assert len(set(everything)) == len(everything)
    # The article comes along as context, before the comments that it explains; the order is theirs.
    comments = [raw for page in pages for raw in page.items if raw.kind == "comment"]
    times = [connector.parse(raw)[0].at for raw in comments]
    assert times == sorted(times)
    stopped: dict[str, str] = {"comments": pages[1].cursor}
    rest = [
        raw.native_id
        for page in connector.fetch(stopped)
        if page.stream == "comments"
        for raw in page.items
        if raw.kind == "comment"  # articles were handed over by this connector already
    ]
    later = [raw.native_id for page in pages[2:] for raw in page.items if raw.kind == "comment"]
    assert rest == later


def test_what_others_do_in_the_administration_is_seen(site: Site, connect: Connect) -> None:
    connector = connect()
    article, comment, cursors = arrive(site, connector)
    for status, held in (
        ("approved", Held.NO),
        ("spam", Held.SPAM),
        ("approved", Held.NO),
        ("hold", Held.HOLD),
        ("trash", Held.TRASH),
    ):
        site.rest("POST", f"comments/{comment.native_id}", json={"status": status})
        (changed,) = below(read(connector, cursors), article)
        assert (changed.remote_id, changed.held) == (comment.remote_id, held)
    assert read(connector, cursors) == []
    site.rest(
        "POST", f"comments/{comment.native_id}", json={"status": "untrash", "content": "Corrigé"}
    )
    (changed,) = below(read(connector, cursors), article)
    assert (text_of(changed), changed.held) == ("Corrigé", Held.HOLD)
    site.rest("DELETE", f"comments/{comment.native_id}?force=true")
    assert gone(connector, cursors) == [comment.remote_id]
    assert connector.thread(target(comment)).gone == (comment.remote_id,)
    with pytest.raises(Gone):
        connector.reply(target(comment), content("Bonjour"), once_key="k")
    with pytest.raises(Gone):
        connector.moderate(target(comment), ModerationAct.SPAM)


# ----------------------------------------------------------------------------------------------- answering


def test_an_answer_approves_the_comment_and_arrives_once(site: Site, connect: Connect) -> None:
    connector = connect("bob")
    article, comment, cursors = arrive(site, connector)
    answer = content(f"De 9 h à 12 h. {EMOJI} {next(_words)}")
    sent = connector.reply(target(comment), answer, once_key="k1")
    first, ours = site.comments(article)
    assert (first["status"], ours["status"], ours["parent"]) == (
        "approved",
        "approved",
        first["id"],
    )
    assert ours["author_name"] == "bob"
    assert sent.native_id == str(ours["id"])
    again = connector.reply(target(comment), answer, once_key="k1")
    assert again.remote_id == sent.remote_id
    assert len(site.comments(article)) == 2
    assert sent.raw is not None
    (item,) = connector.parse(sent.raw)
    assert item.writer.is_us
    assert item.parent_id == comment.remote_id
    assert text_of(item) == answer.text
    assert sent.remote_id in {one.remote_id for one in read(connector, cursors)}
    thread = connector.thread(target(comment))
    kinds = [one.kind.value for raw in thread.items for one in connector.parse(raw)]
    assert kinds == ["post", "comment", "comment"]


def test_an_answer_to_the_article_stands_at_its_top(site: Site, connect: Connect) -> None:
    connector = connect()
    article, comment, _ = arrive(site, connector)
    head = Target(comment.thread_id, f"post:{article}", "", Visibility.PUBLIC)
    sent = connector.reply(head, content(f"Merci à tous {next(_words)}"), once_key="k")
    assert sent.raw is not None
    assert connector.parse(sent.raw)[0].parent_id == comment.thread_id
    assert len(connector.thread(head).items) == 3


def test_when_the_answer_is_lost_the_reply_is_found_and_never_doubled(
    site: Site, connect: Connect
) -> None:
    article, comment, _ = arrive(site, connect())
    connect().moderate(target(comment), ModerationAct.APPROVE)
    text = content(f"Nous ouvrons à 9 h. 🦊 {next(_words)}")
    since = datetime.now(UTC) - timedelta(seconds=120)
    with cutting(site.url) as way:
        connector = connect(through=way.base_url)
        assert connector.find_sent(target(comment), text, once_key="k", since=since) is None
        way.what, way.cuts = "POST /wp-json/wp/v2/comments ", 1
        with pytest.raises(Ambiguous):
            connector.reply(target(comment), text, once_key="k")
        assert way.cuts == 0
        found = connector.find_sent(target(comment), text, once_key="k", since=since)
        assert found is not None
        later = datetime.now(UTC) + timedelta(minutes=5)
        assert connector.find_sent(target(comment), text, once_key="k", since=later) is None
        again = connector.reply(target(comment), text, once_key="k")
        assert again.remote_id == found.remote_id
        connector.close()
    assert [one["parent"] for one in site.comments(article)].count(int(comment.native_id)) == 1


def test_an_older_identical_answer_is_not_taken_for_this_one(site: Site, connect: Connect) -> None:
    connector = connect()
    _, comment, _ = arrive(site, connector)
    words = f"Merci ! {next(_words)}"
    connector.reply(target(comment), content(words), once_key="k1")
    later = Content(words, Visibility.PUBLIC, created_at=datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(Duplicate):
        connector.reply(target(comment), later, once_key="k2")


def test_a_text_that_is_too_long_or_a_closed_place_is_refused(site: Site, connect: Connect) -> None:
    connector = connect()
    article, comment, _ = arrive(site, connector)
    with pytest.raises(TooLong):
        connector.reply(target(comment), content("é" * 33_000), once_key="k")
    sent = connector.reply(target(comment), content("a" * 65_525), once_key="k")
    assert sent.remote_id
    site.rest("POST", f"posts/{article}", json={"comment_status": "closed"})
    with pytest.raises(Refused) as refused:
        connector.reply(target(comment), content(f"Encore {next(_words)}"), once_key="k")
    assert refused.value.code == "rest_comment_closed"
    assert "<" not in refused.value.words
    assert len(site.comments(article)) == 2


@pytest.mark.parametrize("user", ["alice", "bob"])
@pytest.mark.parametrize(
    "text",
    [
        EMOJI,
        "back\\slash \\\\ \\' \\n",
        "  spaces and\r\nlines\n\n\nmany  ",
        "<b>bold</b> <script>alert(1)</script> & &amp; &#128; 5 > 4 < 6",
        "https://example.test/?a=1&b=\"2\" 'quoted' “curly”",
        "nul \x00 bell \x07 tab \t end",
        "e\u0301 \u00e9 \u202e rtl \u200d zwj عربي 中文",
    ],
    ids=["emoji", "backslash", "lines", "html", "link", "control", "unicode"],
)
def test_the_site_itself_refuses_the_same_words_again(
    site: Site, connect: Connect, monkeypatch: pytest.MonkeyPatch, user: str, text: str
) -> None:
    """Without our own look before sending: this is the promise of the site."""
    monkeypatch.setattr(WordpressConnector, "_own", lambda *_: None)
    connector = connect(user)
    article, comment, _ = arrive(site, connector)
    answer = content(f"{next(_words)} {text}")
    sent = connector.reply(target(comment), answer, once_key="k")
    with pytest.raises(Duplicate):
        connector.reply(target(comment), answer, once_key="k")
    assert len(site.comments(article)) == 2
    monkeypatch.undo()
    since = datetime.now(UTC) - timedelta(minutes=2)
    found = connector.find_sent(target(comment), answer, once_key="k", since=since)
    assert found is not None
    assert found.remote_id == sent.remote_id


# -------------------------------------------------------------------------------------------- moderating


def test_each_act_is_carried_out_and_twice_is_no_error(site: Site, connect: Connect) -> None:
    connector = connect("bob")
    article, comment, _ = arrive(site, connector)
    (before,) = site.comments(article)
    for act, status in (
        (ModerationAct.APPROVE, "approved"),
        (ModerationAct.HOLD, "hold"),
        (ModerationAct.SPAM, "spam"),
        (ModerationAct.RESTORE, "hold"),
        (ModerationAct.RESTORE, "hold"),
        (ModerationAct.TRASH, "trash"),
        (ModerationAct.RESTORE, "hold"),
        (ModerationAct.APPROVE, "approved"),
    ):
        for _ in range(2):
            connector.moderate(target(comment), act)
            assert site.comments(article)[0]["status"] == status
    (after,) = site.comments(article)
    for name in ("author_ip", "author_user_agent", "author_email", "author_name", "date_gmt"):
        assert after[name] == before[name]
    assert text_of(comment) in after["content"]["raw"]


def test_a_comment_that_nobody_sees_is_not_answered(site: Site, connect: Connect) -> None:
    connector = connect()
    article, comment, _ = arrive(site, connector)
    connector.moderate(target(comment), ModerationAct.SPAM)
    with pytest.raises(Refused) as refused:
        connector.reply(target(comment), content("Bonjour"), once_key="k")
    assert refused.value.code == "comment-in-spam"
    assert len(site.comments(article)) == 1


def test_without_rights_nothing_is_moderated(site: Site, connect: Connect) -> None:
    _, comment, _ = arrive(site, connect())
    with pytest.raises(Refused):
        connect("carol").moderate(target(comment), ModerationAct.APPROVE)


def test_reading_a_quiet_site_takes_little_time(connect: Connect) -> None:
    connector, cursors = connect(), dict[str, str]()
    read(connector, cursors)
    began = time.monotonic()
    for _ in range(5):
        assert read(connector, cursors) == []
    print(f"\na quiet look: {(time.monotonic() - began) / 5 * 1000:.0f} ms")


def test_an_unreachable_interface_is_told_from_a_site_of_another_kind(
    feed_server: RunningServer,
) -> None:
    from cmworkstation.domain.errors import NotThisPlatform

    with pytest.raises(NotThisPlatform):
        WordpressConnector.find(Http(), feed_server.base_url)
    with pytest.raises(Refused) as refused:
        WordpressConnector.begin(Http(), Found("https://a.example", "", "WordPress"), "")
    assert refused.value.code == "application-passwords-disabled"
