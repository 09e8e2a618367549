"""Whatever a person types and whatever a server sends: one clear sentence with a way out, and nothing is lost.

The real connectors, over real sockets, against servers on loopback that behave badly.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmworkstation import connectors, i18n
from cmworkstation.domain import errors, foreign
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.sdk.http import Http
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import raw_blocks
from cmworkstation.vault import Vault
from cmworkstation.words import of_accounts, problems
from tests.clocks import SetClock
from tests.connectors.fake_mastodon import TOKEN, FakeMastodon
from tests.connectors.misbehaving import serving as serving_mastodon
from tests.journeys.platforms import (
    Answer,
    Site,
    a_blog,
    a_feed,
    add_blog,
    add_feed,
    add_mastodon,
    json_of,
    serving,
)

PASSWORD = "abcd efgh ijkl mnop"
PLATFORMS = ("mastodon", "wordpress", "feed")
EVERYTHING = View(status=None)


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tries follow each other at once: how often counts here, not how long."""
    monkeypatch.setitem(Http.__init__.__kwdefaults__ or {}, "sleep", lambda _: None)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = open_services(
        tmp_path / "w",
        connectors.loaders(),
        vault=Vault(memory_only=True),
        clock=SetClock(datetime.now(UTC)),
    )
    yield made
    assert made.inbox.recount() == []
    assert made.workspace.problems() == []
    made.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


@pytest.fixture
def fake() -> Iterator[FakeMastodon]:
    with serving_mastodon(FakeMastodon("mastodon")) as made:
        yield made


def says_clearly(problem: BaseException) -> None:
    """Check that a person is told in both languages what happened and what to do, without jargon."""
    notices = {}
    for language in ("en", "fr"):
        i18n.use_language(language)
        notices[language] = problems.error(problem)
    i18n.use_language("en")
    for notice in notices.values():
        assert notice.text.endswith(".")
        assert notice.hint.endswith(".")
        for jargon in (type(problem).__name__, "Errno", "Exception", "None", "401", "JSON"):
            assert jargon not in notice.text + notice.hint
    assert notices["en"].text != notices["fr"].text
    assert notices["en"].hint != notices["fr"].hint
    assert "made a mistake" not in notices["en"].text, "that is for mistakes of ours"


def untouched(services: Services) -> None:
    """Check that nothing of a failed attempt was stored."""
    assert services.accounts.listed() == ()
    assert services.journal.acts() == ()


# --------------------------------------------------------------------------------------- a wrong address


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "typed",
    [
        "https://nowhere.invalid",
        "nowhere.example",
        "https://",
        "ftp://social.example",
        "file:///etc/hostname",
        "javascript:alert(1)",
        "http://[::",
        "not an address",
        "http://127.0.0.1:1/",
        "https://social.example:99999/",
        "\u202eelpmaxe.laicos",
        "http://" + "a" * 300 + ".example",
        "http://social.example\\@127.0.0.1:1/",
    ],
)
def test_a_wrong_address(services: Services, platform: str, typed: str) -> None:
    with pytest.raises((errors.BadAddress, errors.Offline)) as told:
        services.signin.find(platform, typed)
    says_clearly(told.value)
    untouched(services)


BAD_ANSWERS: dict[str, Answer] = {
    "a page of another kind": (200, "text/html", b"<html><h1>Our bakery</h1>"),
    "nothing at all": (200, "application/json", b""),
    "white space": (200, "application/json", b" \n"),
    "half of something": (200, "application/json", b'{"title": "A te'),
    "a number": (200, "application/json", b"42"),
    "a list": (200, "application/json", b"[]"),
    "nothing said": (200, "application/json", b"null"),
    "bytes": (200, "application/octet-stream", bytes(range(256)) * 20),
    "not found": (404, "text/html", b"<h1>Not found</h1>"),
    "forbidden": (403, "text/plain", b"No."),
    "a failure": (500, "text/html", b"<h1>We are sorry</h1>"),
    "maintenance": (503, "text/html", b"<h1>Back soon</h1>"),
    "a nest": (200, "application/json", b"[" * 50_000),
}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("what", BAD_ANSWERS)
def test_a_server_of_another_kind_or_a_broken_one(
    services: Services, site: Site, platform: str, what: str
) -> None:
    site.everything = BAD_ANSWERS[what]
    with pytest.raises(errors.WorkstationError) as told:
        services.signin.find(platform, site.origin)
    says_clearly(told.value)
    untouched(services)


# ------------------------------------------------------------------------------------- a wrong password


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("lise", "wrong wrong wrong"),
        ("nobody", PASSWORD),
        ("lise", ""),
        ("", PASSWORD),
        ("li:se", PASSWORD),
        ("lise", "motdepassé 😀"),
    ],
)
def test_a_wrong_password(services: Services, site: Site, user: str, password: str) -> None:
    a_blog(site, password=PASSWORD)
    with pytest.raises(errors.NotSignedIn) as told:
        add_blog(services, site, password, user)
    says_clearly(told.value)
    untouched(services)
    add_blog(services, site, f" {PASSWORD} ".replace(" ", "  "))
    assert len(services.accounts.listed()) == 1, "the right one works, however it was pasted"


@pytest.mark.parametrize("code", ["", "wrong", "code-2&state=x"])
def test_a_wrong_code(services: Services, fake: FakeMastodon, code: str) -> None:
    found = services.signin.find("mastodon", fake.origin)
    started = services.signin.start_browser("mastodon", found, paste=True)
    with pytest.raises((errors.NotSignedIn, errors.Refused)) as told:
        services.signin.finish("mastodon", found, started, {"code": code})
    says_clearly(told.value)
    untouched(services)


# ----------------------------------------------------------------------- servers that fall ill afterwards


def an_account(services: Services, platform: str, site: Site, fake: FakeMastodon) -> Account:
    """Add an account that works, with one message in it."""
    if platform == "mastodon":
        account = add_mastodon(services, fake)
        fake.write("@alma@social.example Are you open on Saturday?")
    elif platform == "wordpress":
        a_blog(site, password=PASSWORD)
        account = add_blog(services, site, PASSWORD)
        site.routes["/wp-json/wp/v2/comments"] = json_of([a_comment(1, "Open on Saturday?")])
    else:
        site.routes["/feed"] = a_feed("Open on Saturday")
        account = add_feed(services, f"{site.origin}/feed")
    poll(services, account)
    assert len(services.inbox.search("saturday")) == 1
    return account


def a_comment(number: int, text: str, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "post": 5,
        "parent": 0,
        "author": 0,
        "author_name": "Clara",
        "author_url": "",
        "date_gmt": f"2026-09-01T10:00:{number:02d}",
        "content": {"rendered": f"<p>{text}</p>"},
        "link": f"https://blog.example/#comment-{number}",
        "status": "approved",
        "type": "comment",
        **more,
    }


def poll(services: Services, account: Account) -> None:
    for _ in services.sync.poll(account.id):
        pass


@pytest.mark.fault("F9", "F10")
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("what", BAD_ANSWERS)
def test_a_server_that_falls_ill_loses_nothing_and_is_read_again(
    services: Services, site: Site, fake: FakeMastodon, platform: str, what: str
) -> None:
    account = an_account(services, platform, site, fake)
    good = fake.answer
    status, kind, body = BAD_ANSWERS[what]
    site.everything = BAD_ANSWERS[what]
    fake.answer = lambda *_: (status, {"Content-Type": kind}, body)  # type: ignore[method-assign]
    told: BaseException | None = None
    try:
        poll(services, account)
    except errors.WorkstationError as error:
        told = error
    site.everything = None
    fake.answer = good  # type: ignore[method-assign]
    (health,) = services.accounts.health()
    if told is not None:
        says_clearly(told)
        assert health.trouble == type(told).__name__
        assert health.state is TokenState.TROUBLE
    else:
        assert what == "a list", "only an empty list is a good answer"
    assert len(services.inbox.search("saturday")) == 1
    poll(services, account)
    (health,) = services.accounts.health()
    assert (health.state, health.trouble) == (TokenState.VALID, "")
    assert len(services.inbox.search("saturday")) == 1


def test_a_site_that_announces_fifty_and_delivers_forty_eight_is_told_of(
    services: Services, site: Site, fake: FakeMastodon
) -> None:
    a_blog(site, password=PASSWORD)
    account = add_blog(services, site, PASSWORD)
    route = "/wp-json/wp/v2/comments"
    site.routes[route] = json_of([a_comment(n, f"Question {n}") for n in range(1, 49)])
    site.headers = {"X-WP-Total": "50", "X-WP-TotalPages": "1"}
    poll(services, account)
    (health,) = services.accounts.health()
    assert (health.announced, health.delivered) == (50, 48)
    assert of_accounts.shortfall(50, 48).count("50") == 1
    assert services.inbox.search_count("question") == 48
    site.routes[route] = json_of([a_comment(n, f"Question {n}") for n in range(1, 51)])
    services.clock.advance(300)  # type: ignore[attr-defined]
    poll(services, account)
    (health,) = services.accounts.health()
    assert (health.announced, health.delivered) == (0, 0)
    assert services.inbox.search_count("question") == 50


@pytest.mark.fault("F17")
def test_a_revoked_token_is_said_once_and_keeps_what_is_queued(
    services: Services, site: Site, fake: FakeMastodon
) -> None:
    account = an_account(services, "mastodon", site, fake)
    (number,) = services.inbox.ids(EVERYTHING)
    draft = services.drafts.begin(ConversationId(number))
    row, _ = services.outbox.queue(replace(draft, body="Yes, from nine."), hold_s=0)
    fake.tokens.clear()
    with pytest.raises(errors.NotSignedIn) as told:
        poll(services, account)
    says_clearly(told.value)
    assert problems.error(told.value).command == "accounts.sign_in"
    (health,) = services.accounts.health()
    assert (health.state, health.queued) == (TokenState.DEAD, 1)
    assert services.outbox.due() == {}
    fake.tokens.add(TOKEN)
    found = services.signin.find("mastodon", fake.origin)
    started = services.signin.start_browser("mastodon", found, paste=True)
    fake.answer("GET", started.url.removeprefix(fake.origin), {}, b"")
    signed = services.signin.finish("mastodon", found, started, {"code": "code-1"})
    services.signin.renew(account.id, signed)
    services.outbox.deliver(row.id)
    assert [one["in_reply_to_id"] for one in fake.created] == [
        fake.notifications[0]["status"]["id"]
    ]


# ------------------------------------------------------------------------------------------ broken feeds


CHANNEL = b"<rss version='2.0'><channel>%s</channel></rss>"
ODD = {"title": "Kept", "id": "1", "date_published": "soon", "attachments": 3, "authors": {"a": 1}}
BROKEN_FEEDS = {
    "cut": b"<rss version='2.0'><channel><title>J</title><item><title>Kept</title>",
    "bad bytes": CHANNEL % b"<title>\xff\xfe</title><item><guid>1</guid><title>Kept</title></item>",
    "bad marks": CHANNEL % b"<item><guid>1</guid><title>Kept &nosuch; &</title></item>",
    "no date": CHANNEL % b"<item><title>Kept</title><pubDate>yesterday</pubDate></item>",
    "no names": CHANNEL
    % b"<item><title>Kept</title><guid></guid></item><item></item><item><guid>1</guid></item>",
    "odd json": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [7, None, ODD]}
    ).encode(),
    "odder json": json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{**ODD, "author": "x", "id": {}}]}
    ).encode(),
}


@pytest.mark.parametrize("body", BROKEN_FEEDS.values(), ids=BROKEN_FEEDS)
def test_what_can_be_read_of_a_broken_feed_is_read(
    services: Services, site: Site, body: bytes
) -> None:
    kind = "application/feed+json" if body.startswith(b"{") else "application/rss+xml"
    site.routes["/feed"] = (200, kind, body)
    account = add_feed(services, f"{site.origin}/feed")
    poll(services, account)
    assert len(services.inbox.search("kept")) == 1
    poll(services, account)
    assert len(services.inbox.search("kept")) == 1, "and not twice"


def test_a_feed_that_would_unpack_itself_without_end_is_refused(
    services: Services, site: Site
) -> None:
    entity = b"<!DOCTYPE r [<!ENTITY a '0123456789'>" + b"".join(
        f"<!ENTITY {name} '{f'&{inner};' * 10}'>".encode()
        for inner, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    site.routes["/feed"] = (
        200,
        "application/rss+xml",
        entity + b"]><rss><channel>&h;</channel></rss>",
    )
    with pytest.raises(errors.NotThisPlatform) as told:
        services.signin.find("feed", f"{site.origin}/feed")
    says_clearly(told.value)


# ------------------------------------------------------------------------- what people and worse ones write


HOSTILE_HTML = (
    "<p>Hello <script>steal()</script><img src=x onerror=steal()>"
    "<a href='javascript:steal()'>link</a><a href='file:///etc/passwd'>file</a>"
    "<iframe src='https://evil.example'></iframe><style>*{display:none}</style>"
    "<svg onload=steal()><form action='https://evil.example'><input name=password></form>"
    "<b onclick=steal()>bold</b> parcel</p>"
)
TRICKY_NAME = "Mairie\u202e\u2066gro.ecnamor\u2069\u200b\x00\x1b[31m\n<b>Admin</b>"


def incoming(
    services: Services, platform: str, site: Site, fake: FakeMastodon, name: str, html: str
) -> tuple[Account, ConversationId]:
    """Let somebody of this name write this on a platform; return the account and the conversation."""
    if platform == "mastodon":
        account = add_mastodon(services, fake)
        status = fake.write("@alma@social.example parcel", by="mallory@far.example")
        status["content"] = html
        status["account"]["display_name"] = name
    elif platform == "wordpress":
        a_blog(site, password=PASSWORD)
        account = add_blog(services, site, PASSWORD)
        comment = a_comment(1, "", author_name=name, content={"rendered": html})
        site.routes["/wp-json/wp/v2/comments"] = json_of([comment])
    else:
        item = {"id": "1", "title": "An entry", "content_html": html, "authors": [{"name": name}]}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [item]}
        site.routes["/feed"] = json_of(feed)
        account = add_feed(services, f"{site.origin}/feed")
    poll(services, account)
    (number,) = services.inbox.ids(EVERYTHING)
    return account, ConversationId(number)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_hostile_html_and_tricks_in_names_do_no_harm(
    services: Services, site: Site, fake: FakeMastodon, platform: str
) -> None:
    account, conversation = incoming(services, platform, site, fake, TRICKY_NAME, HOSTILE_HTML)
    message = services.inbox.thread(conversation).entries[-1].message
    low = message.html.lower()
    for evil in (
        "<script",
        "onerror",
        "onclick",
        "onload",
        "javascript:",
        "file:",
        "<iframe",
        "<form",
    ):
        assert evil not in low
    assert "<style" not in low
    assert "steal()" not in message.text, "neither is what a script says somebody's words"
    assert "bold parcel" in " ".join(message.text.split())
    (row,) = services.inbox.rows([conversation])
    shown = foreign.line(row.author_name, 80) + foreign.line(row.snippet, 80)
    assert not set(shown) & set("\u202e\u2066\u2069\x00\x1b\n")
    assert shown.startswith("Mairie")
    assert services.accounts.quarantine(account.id) == ()
    assert len(services.inbox.search("parcel")) == 1


@pytest.mark.fault("F20")
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_very_long_post_arrives_whole(
    services: Services, site: Site, fake: FakeMastodon, platform: str
) -> None:
    text = "Bonjour la médiathèque, " + "encore un mot, " * 9_000 + "voilà tout."
    _, conversation = incoming(services, platform, site, fake, "Clara", f"<p>{text}</p>")
    message = services.inbox.thread(conversation).entries[-1].message
    assert message.text == text
    assert len(services.inbox.search("encore voila")) == 1
    (row,) = services.inbox.rows([conversation])
    assert len(row.snippet) < 400, "a row of the list stays a row"
    assert len(foreign.line(message.text, 90)) <= 91


@pytest.mark.fault("F20")
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_endless_post_is_cut_where_it_can_be_seen_and_kept_whole(
    services: Services, site: Site, fake: FakeMastodon, platform: str
) -> None:
    text = "Bonjour, " + "encore un mot, " * 60_000 + "voilà tout."
    _, conversation = incoming(services, platform, site, fake, "Clara", f"<p>{text}</p>")
    message = services.inbox.thread(conversation).entries[-1].message
    assert message.text.endswith(" …")
    assert message.text[:-2].rstrip() in text
    query = f"SELECT {raw_blocks.KEPT} FROM {raw_blocks.SOURCE}"
    whole = [raw_blocks.payload(*row) for row in services.workspace.read().execute(query)]
    assert any(json.loads(one) and len(one) > len(text) for one in whole)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_html_nested_beyond_reason_arrives_as_text(
    services: Services, site: Site, fake: FakeMastodon, platform: str
) -> None:
    html = "<div><b><blockquote>" * 2_000 + "parcel" + "</blockquote></b></div>" * 2_000
    _, conversation = incoming(services, platform, site, fake, "Clara", html)
    message = services.inbox.thread(conversation).entries[-1].message
    assert message.text.strip() == "parcel"
    assert message.html.count("<") < 1000


def test_a_reply_that_is_too_long_never_leaves(
    services: Services, site: Site, fake: FakeMastodon
) -> None:
    an_account(services, "mastodon", site, fake)
    (number,) = services.inbox.ids(EVERYTHING)
    draft = replace(services.drafts.begin(ConversationId(number)), body="mot " * 200)
    draft, _ = services.drafts.save(draft)
    with pytest.raises(errors.TooLong) as told:
        services.outbox.queue(draft, hold_s=0)
    says_clearly(told.value)
    assert services.drafts.begin(ConversationId(number)).body == "mot " * 200
    assert fake.bodies == []
