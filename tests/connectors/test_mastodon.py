import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors.mastodon import MastodonConnector, capabilities
from cmworkstation.domain import errors
from cmworkstation.domain.account import Idempotency, ModerationAct, Unit, Visibility
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk.connector import (
    Authorisation,
    Connector,
    Content,
    Found,
    RawItem,
    Renews,
    TakesUploads,
    Target,
    Upload,
)
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.oauth import PASTE
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PostingConformance,
    PublishingConformance,
    Stage,
    a_picture,
    quick_http,
    read_history,
)
from cmworkstation.sdk.troubles import CUT
from cmworkstation.sdk.wellknown import secure_origin
from tests.connectors.fake_mastodon import CLIENT_SECRET, TOKEN, FakeMastodon
from tests.connectors.misbehaving import serving

FLAVOURS = ("mastodon", "gotosocial", "pleroma", "pixelfed", "snac")
EARLIER = datetime.now(UTC) - timedelta(minutes=2)


@pytest.fixture(params=FLAVOURS)
def server(request: pytest.FixtureRequest) -> Iterator[FakeMastodon]:
    with serving(FakeMastodon(flavour=request.param)) as fake:
        yield fake


@pytest.fixture
def mastodon() -> Iterator[FakeMastodon]:
    with serving(FakeMastodon(flavour="mastodon")) as fake:
        yield fake


def http(origin: str = "", deadline_s: float = 5.0) -> Http:
    return Http(origin, deadline_s=deadline_s, sleep=lambda _: None)


def settings_for(fake: FakeMastodon, **more: str) -> dict[str, str]:
    us = fake.account("alma")
    return {
        "server": fake.origin,
        "software": fake.flavour,
        "domain": fake.domain,
        "account_id": us["id"],
        "writer_key": us["url"],
        "handle": f"@alma@{fake.domain}",
        "client_id": "client-1",
        **more,
    }


def connect(
    fake: FakeMastodon, *, token: str = TOKEN, deadline_s: float = 5.0, **more: str
) -> MastodonConnector:
    secret = {"access_token": token, "client_secret": CLIENT_SECRET}
    return MastodonConnector(settings_for(fake, **more), secret, http(fake.origin, deadline_s))


def fetched(connector: MastodonConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        for raw in page.items:
            items += connector.parse(raw)
    return items


def target_for(status: dict[str, Any], visibility: Visibility = Visibility.PUBLIC) -> Target:
    acct = status["account"]["acct"]
    handle = f"@{acct}" if "@" in acct else f"@{acct}@social.example"
    return Target(status["uri"], status["id"], handle, visibility)


def answer(
    text: str = "Until seven.", visibility: Visibility = Visibility.PUBLIC, **more: Any
) -> Content:
    return Content(text, visibility, **more)


# --------------------------------------------------------------------------------------- adding an account


@pytest.mark.parametrize(
    "typed",
    ["{}", "{}/@bruno", "{}/web/timelines/home", "  {}/  "],
    ids=["origin", "profile", "page", "spaces"],
)
def test_finds_a_server_at_what_people_paste(mastodon: FakeMastodon, typed: str):
    found = MastodonConnector.find(http(), typed.format(mastodon.origin))
    assert found.server == mastodon.origin
    assert found.title == "A test"
    assert found.settings["domain"] == "social.example"
    assert found.settings["max_characters"] == "500"


def test_tells_the_software(server: FakeMastodon):
    found = MastodonConnector.find(http(), server.origin)
    assert found.settings["software"] == server.flavour
    assert found.settings["domain"] == "social.example"
    assert found.software


@pytest.mark.parametrize(
    ("version", "software"),
    [
        ("4.3.0+glitch", "mastodon"),
        ("2.7.2 (compatible; Pleroma 2.6.0)", "pleroma"),
        ("2.8.0 (compatible; Firefish 1.0.4)", "other"),
        ("0.17.3+git-1a2b3c", "gotosocial"),
        ("4.0.0 (not true; really snac/2.75)", "snac"),
        ("3.5.3 (compatible; Pixelfed 0.12.4)", "pixelfed"),
        ("unknown", "other"),
    ],
)
def test_tells_the_software_by_its_version_alone(version: str, software: str):
    from cmworkstation.connectors.mastodon import _software

    assert _software(version, "") == software


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("social.example", "https://social.example"),
        ("@alma@social.example", "https://social.example"),
        ("alma@social.example", "https://social.example"),
        ("Social.Example/@alma", "https://social.example"),
        ("http://social.example/@alma", "https://social.example"),
        ("https://social.example:8443/about", "https://social.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_reads_addresses(typed: str, origin: str):
    assert secure_origin(typed) == origin


@pytest.mark.parametrize(
    "typed", ["", "alma", "@alma", "ftp://social.example", "https://", "a b.example", "http://[::"]
)
def test_refuses_what_is_no_address(typed: str):
    with pytest.raises(errors.BadAddress):
        MastodonConnector.find(http(), typed)


def test_a_server_of_another_kind_is_not_this_platform(mastodon: FakeMastodon):
    mastodon.trouble.extend([("/api/v2", "html"), ("/api/v1", "404")])
    with pytest.raises(errors.NotThisPlatform):
        MastodonConnector.find(http(), mastodon.origin)


def test_a_server_in_trouble_is_not_taken_for_another_kind(mastodon: FakeMastodon):
    mastodon.trouble.extend([("/api/v2", "500")] * 3 + [("/api/v1", "500")] * 3)
    with pytest.raises(errors.ServerTrouble):
        MastodonConnector.find(http(), mastodon.origin)


def test_finds_the_api_on_another_host(mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch):
    with serving(FakeMastodon(flavour="mastodon")) as handles:
        monkeypatch.setattr(
            handles,
            "_public",
            lambda *_: (200, {}, f'<Link template="{mastodon.origin}/x?uri={{uri}}"/>'.encode()),
        )
        assert MastodonConnector.find(http(), handles.origin).server == mastodon.origin


def test_a_name_without_server_is_offline():
    with pytest.raises(errors.Offline):
        MastodonConnector.find(http(), "nowhere.example")


def sign_in(fake: FakeMastodon, redirect_uri: str = PASTE) -> tuple[Found, Authorisation]:
    found = MastodonConnector.find(http(), fake.origin)
    return found, MastodonConnector.begin(http(fake.origin), found, redirect_uri)


def test_asks_for_a_confirmation_in_the_browser(server: FakeMastodon):
    _, begun = sign_in(server, "http://127.0.0.1:9/callback")
    query = {key: values[0] for key, values in parse_qs(urlsplit(begun.url).query).items()}
    assert begun.url.startswith(f"{server.origin}/oauth/authorize?")
    assert query["redirect_uri"] == "http://127.0.0.1:9/callback"
    assert query["state"] == begun.state
    assert len(begun.state) >= 32
    assert (query["code_challenge_method"], query["force_login"]) == ("S256", "true")
    assert "write:" not in query["scope"] or server.flavour in ("mastodon", "gotosocial")
    assert CLIENT_SECRET not in begun.url
    assert CLIENT_SECRET not in repr(begun)


def test_asks_for_no_scope_that_the_server_does_not_offer(mastodon: FakeMastodon):
    _, begun = sign_in(mastodon)
    scopes = begun.private["scopes"].split()
    assert "write:reports" not in scopes
    assert "write" in scopes
    assert "read:notifications" in scopes


def test_a_pasted_code_ends_the_sign_in(server: FakeMastodon):
    found, begun = sign_in(server)
    server.codes["code-1"] = parse_qs(urlsplit(begun.url).query)["code_challenge"][0]
    credentials = MastodonConnector.finish(
        http(server.origin), found, begun, {"code": " code-1&state=s1 \n"}
    )
    assert credentials.secret["access_token"] == TOKEN
    assert credentials.secret["client_secret"] == CLIENT_SECRET
    assert ("refresh_token" in credentials.secret) == (server.flavour == "pleroma")
    assert credentials.settings == {
        "client_id": "client-1",
        "scopes": "read write",
        "server": server.origin,
    }
    assert TOKEN not in repr(credentials)


def test_a_wrong_code_is_refused_with_the_servers_words(mastodon: FakeMastodon):
    found, begun = sign_in(mastodon)
    with pytest.raises(errors.Refused) as refused:
        MastodonConnector.finish(http(mastodon.origin), found, begun, {"code": "nonsense"})
    assert "authorization grant" in refused.value.words


@pytest.mark.parametrize(
    "said", [{}, {"code": ""}, {"error": "access_denied"}, {"code": "code-1", "state": "another"}]
)
def test_without_our_code_nobody_is_signed_in(mastodon: FakeMastodon, said: dict[str, str]):
    found, begun = sign_in(mastodon)
    with pytest.raises(errors.NotSignedIn):
        MastodonConnector.finish(http(mastodon.origin), found, begun, said)


def test_check_says_who_we_are(server: FakeMastodon):
    found = MastodonConnector.find(http(), server.origin)
    connector = MastodonConnector(found.settings, {"access_token": TOKEN}, http(server.origin))
    identity = connector.check()
    assert identity.handle == "@alma@social.example"
    assert identity.name == "Alma"
    assert identity.look == server.flavour
    assert identity.settings["account_id"] == server.account("alma")["id"]
    assert identity.settings["default_visibility"] == "unlisted"
    assert identity.settings["default_language"] == "fr"
    again = MastodonConnector(
        {**found.settings, **identity.settings}, {"access_token": TOKEN}, http()
    )
    assert again.capabilities == identity.capabilities


def test_what_each_software_allows():
    rules = {name: capabilities({"software": name}) for name in (*FLAVOURS, "other")}
    assert {name: one.idempotency for name, one in rules.items()} == {
        "mastodon": Idempotency.KEY,
        "gotosocial": Idempotency.RECONCILE,
        "pleroma": Idempotency.KEY,
        "pixelfed": Idempotency.RECONCILE,
        "snac": Idempotency.RECONCILE,
        "other": Idempotency.RECONCILE,
    }
    assert rules["mastodon"].length.unit is Unit.GRAPHEMES
    assert rules["mastodon"].length.url_cost == 23
    assert rules["mastodon"].length.short_mentions
    assert rules["gotosocial"].length.url_cost is None
    assert rules["gotosocial"].length.limit == 5000
    assert Visibility.PRIVATE not in rules["pixelfed"].visibilities
    assert ModerationAct.MUTE not in rules["snac"].moderation
    assert all(one.mentions_in_text for one in rules.values())


def test_what_the_server_advertises_counts():
    rules = capabilities({"software": "mastodon", "max_characters": "1200", "url_cost": "30"})
    assert (rules.length.limit, rules.length.url_cost) == (1200, 30)
    assert capabilities({"software": "mastodon", "max_characters": "0"}).length.limit == 500
    assert capabilities({"software": "gotosocial", "url_cost": "25"}).length.url_cost is None


# ------------------------------------------------------------------------------------------------ reading


def test_reads_a_mention(server: FakeMastodon):
    status = server.write(f"@alma@{server.domain} où êtes-vous ? 👩‍👧")
    item = fetched(connect(server))[0]
    assert item.remote_id == status["uri"]
    assert item.native_id == status["id"]
    assert item.kind is Kind.MENTION
    assert item.writer.handle == "@clara@far.example"
    assert item.writer.key == "https://far.example/@clara"
    assert not item.writer.is_us
    assert "où êtes-vous ? 👩‍👧" in item.html
    assert not item.context


def test_local_people_get_the_servers_domain(mastodon: FakeMastodon):
    mastodon.write("@alma@social.example hello", by="bruno")
    assert fetched(connect(mastodon))[0].writer.handle == "@bruno@social.example"


@pytest.mark.parametrize(
    ("said", "known"), [(None, None), (0, 0), (421, 421), (-1, None), (1 << 70, None)]
)
def test_how_many_follow_a_writer_is_what_their_server_says(
    mastodon: FakeMastodon, said: int | None, known: int | None
):
    mastodon.followers = said
    mastodon.write("@alma@social.example hello", by="bruno")
    assert fetched(connect(mastodon))[0].writer.audience == known


def test_the_second_time_nothing_is_new(server: FakeMastodon):
    for number in range(3):
        server.write(f"@alma@{server.domain} question {number}")
    cursors: dict[str, str] = {}
    assert len(fetched(connect(server), cursors)) == 3
    assert fetched(connect(server), cursors) == []
    server.write(f"@alma@{server.domain} one more")
    assert len(fetched(connect(server), cursors)) == 1


@pytest.mark.shows("pages that overlap or skip")
def test_a_long_absence_leaves_no_gap(server: FakeMastodon):
    cursors: dict[str, str] = {}
    server.write(f"@alma@{server.domain} first")
    fetched(connect(server), cursors)
    written = [server.write(f"@alma@{server.domain} question {n}")["id"] for n in range(65)]
    assert [item.native_id for item in fetched(connect(server), cursors)] == written


def test_reading_resumes_after_any_page(server: FakeMastodon):
    written = [server.write(f"@alma@{server.domain} question {n}")["id"] for n in range(50)]
    connector = connect(server)
    pages = connector.fetch({})
    first = next(pages)
    seen = [connector.parse(raw)[-1].native_id for raw in first.items]
    seen += [item.native_id for item in fetched(connect(server), {first.stream: first.cursor})]
    assert seen == written


def test_the_first_read_goes_back_five_pages(mastodon: FakeMastodon):
    written = [mastodon.write(f"@alma@social.example {n}")["id"] for n in range(130)]
    assert [item.native_id for item in fetched(connect(mastodon))] == written[-100:]
    assert all(
        "limit=20" in target for _, target, _ in mastodon.requests if "notifications" in target
    )


def test_an_answer_comes_with_what_it_answers(server: FakeMastodon):
    post = server.write("We open the new reading room.", by="alma")
    other = server.write("Lovely!", by="bruno", to=post, notify=False)
    question = server.write(f"@alma@{server.domain} when?", to=other)
    items = fetched(connect(server))
    by_id = {item.native_id: item for item in items}
    assert [item.native_id for item in items] == [post["id"], other["id"], question["id"]]
    assert by_id[question["id"]].parent_id == other["uri"]
    assert by_id[other["id"]].parent_id == post["uri"]
    assert {item.thread_id for item in items} == {post["uri"]}
    assert by_id[question["id"]].kind is Kind.REPLY
    assert by_id[post["id"]].kind is Kind.POST
    assert by_id[post["id"]].writer.is_us
    assert [item.context for item in items] == [True, True, False]


def test_what_stands_above_is_asked_for_once(mastodon: FakeMastodon):
    post = mastodon.write("We open the new reading room.", by="alma")
    for number in range(12):
        mastodon.write(f"@alma@social.example question {number}", to=post)
    fetched(connect(mastodon))
    assert sum("/statuses/" in target for _, target, _ in mastodon.requests) == 1


def test_a_deleted_parent_does_no_harm(server: FakeMastodon):
    post = server.write("Soon gone", by="bruno")
    server.write(f"@alma@{server.domain} what was that?", to=post)
    server.delete(post)
    (item,) = fetched(connect(server))
    assert item.parent_id == ""
    assert item.kind is Kind.REPLY


def test_private_mentions_are_private(server: FakeMastodon):
    server.write(
        f"@alma@{server.domain} between us",
        visibility="private" if server.flavour == "snac" else "direct",
    )
    items = fetched(connect(server))
    assert {item.visibility for item in items} == {Visibility.PRIVATE}
    assert {item.kind for item in items} == {Kind.PRIVATE}
    assert len({item.remote_id for item in items}) == 1


def test_private_mentions_are_paged_by_their_last_message(mastodon: FakeMastodon):
    cursors: dict[str, str] = {}
    mastodon.write("@alma@social.example one", visibility="direct")
    fetched(connect(mastodon), cursors)
    mastodon.write("@alma@social.example two", visibility="direct")
    connector = connect(mastodon)
    pages = [page for page in connector.fetch(cursors) if page.stream == "conversations"]
    assert [connector.parse(raw)[0].html for page in pages for raw in page.items] == [
        "<p>@alma@social.example two</p>"
    ]


def test_an_unknown_audience_is_taken_as_the_narrowest(mastodon: FakeMastodon):
    mastodon.write("@alma@social.example hello", visibility="circle")
    assert fetched(connect(mastodon))[0].visibility is Visibility.PRIVATE


@pytest.mark.parametrize(
    "kind", ["favourite", "follow", "reblog", "poll", "pleroma:emoji_reaction", "admin.sign_up"]
)
def test_what_asks_for_no_answer_is_left_out(server: FakeMastodon, kind: str):
    post = server.write("News", by="alma")
    server.notify(kind, None if kind == "follow" else post)
    assert fetched(connect(server)) == []


@pytest.mark.parametrize("kind", ["mention", "quote", "something_new"])
def test_what_could_matter_is_kept(kind: str):
    with serving(FakeMastodon(flavour="snac")) as server:
        server.notify(kind, server.write(f"@alma@{server.domain} see this", notify=False))
        assert [item.kind for item in fetched(connect(server))] == [Kind.MENTION]


def test_an_edited_status_comes_again(mastodon: FakeMastodon):
    status = mastodon.write("@alma@social.example a tpyo")
    cursors: dict[str, str] = {}
    fetched(connect(mastodon), cursors)
    mastodon.edit(status, "@alma@social.example a typo")
    mastodon.notify("update", status)
    (item,) = fetched(connect(mastodon), cursors)
    assert item.remote_id == status["uri"]
    assert "typo" in item.html
    assert item.edited_at is not None


def test_an_edit_of_something_that_does_not_concern_us_is_left_out(mastodon: FakeMastodon):
    mastodon.notify("update", mastodon.write("Something that we shared", by="bruno"))
    assert fetched(connect(mastodon)) == []


@pytest.mark.shows("ids that change")
def test_numbers_from_elsewhere_bring_nothing_old_back(mastodon: FakeMastodon):
    mastodon.write("@alma@social.example old")
    stray = {"notifications": json.dumps({"min_id": "999999999999999999999"})}
    connector = connect(mastodon)
    old = mastodon.notifications
    mastodon._page = lambda *_: (200, {}, old)  # type: ignore[method-assign] # answers with its oldest page
    assert (
        list(connector._read("notifications", json.loads(stray["notifications"])["min_id"])) == []
    )


def test_a_broken_entry_hides_nothing_on_any_server(server: FakeMastodon):
    cursors: dict[str, str] = {}
    server.write(f"@alma@{server.domain} first")
    fetched(connect(server), cursors)
    server.notifications.append({"type": "mention"})
    written = [server.write(f"@alma@{server.domain} question {n}")["id"] for n in range(45)]
    connector = connect(server)
    raws = [raw for page in connector.fetch(cursors) for raw in page.items]
    assert [connector.parse(raw)[0].native_id for raw in raws if raw.native_id] == written
    assert any(raw.native_id == "" for raw in raws)


@pytest.mark.parametrize("cursor", ["", "nonsense", "[]", '{"min_id": 3}'])
def test_a_cursor_that_says_nothing_begins_anew(mastodon: FakeMastodon, cursor: str):
    mastodon.write("@alma@social.example hello")
    assert len(fetched(connect(mastodon), {"notifications": cursor})) == 1


def test_links_to_another_origin_are_not_followed(mastodon: FakeMastodon):
    from cmworkstation.connectors.mastodon import _numbers_in

    header = '<https://evil.example/api?min_id=9>; rel="prev", <https://social.example/api?max_id=3>; rel="next"'
    assert _numbers_in(header, "https://social.example") == {"next": "3"}


@pytest.mark.parametrize(
    "broken", [None, 7, "text", {}, {"id": None}, {"id": "5", "type": "mention"}, []]
)
def test_a_broken_entry_is_kept_and_the_others_go_on(mastodon: FakeMastodon, broken: object):
    mastodon.write("@alma@social.example good")
    real = mastodon._notifications

    def with_a_broken_one(query: list[tuple[str, str]]) -> tuple[int, dict[str, str], Any]:
        status, links, page = real(query)
        return status, links, [*page, broken] if page else page

    mastodon._notifications = with_a_broken_one  # type: ignore[method-assign]
    connector = connect(mastodon)
    raws = [
        raw for page in connector.fetch({}) if page.stream == "notifications" for raw in page.items
    ]
    assert len(raws) == 2
    assert {raw.native_id for raw in raws} >= {mastodon.notifications[0]["id"]}
    bad = raws[0]
    with pytest.raises(errors.Unreadable):
        connector.parse(bad)
    assert connector.parse(raws[1])[0].kind is Kind.MENTION


@pytest.mark.parametrize(
    "status",
    [
        {},
        {"id": "1"},
        {"uri": "https://a.example/1"},
        {"uri": "https://a.example/1", "created_at": "yesterday"},
    ],
)
def test_a_status_without_address_or_time_is_unreadable(
    mastodon: FakeMastodon, status: dict[str, str]
):
    raw = RawItem("status", "", json.dumps({"status": status}).encode())
    with pytest.raises(errors.Unreadable):
        connect(mastodon).parse(raw)


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b"7", b'{"status": 7}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_payload_is_unreadable(mastodon: FakeMastodon, payload: bytes):
    with pytest.raises(errors.Unreadable):
        connect(mastodon).parse(RawItem("status", "", payload))


def test_values_of_any_type_are_survived(mastodon: FakeMastodon):
    odd: dict[str, Any] = {
        "id": 12345678901234567890,
        "uri": "https://far.example/1",
        "created_at": "2026-11-24T10:00:00Z",
        "account": {"acct": "half\ud83d@far.example", "display_name": 5, "url": None},
        "mentions": {"id": 1},
        "media_attachments": [None, {"type": "image", "url": None, "description": "A door"}],
        "content": None,
        "language": [],
        "in_reply_to_id": False,
    }
    (item,) = connect(mastodon).parse(RawItem("status", "", json.dumps({"status": odd}).encode()))
    assert item.native_id == "12345678901234567890"
    assert item.writer.handle == "@half?@far.example"
    assert item.attachments[0].alt == "A door"
    assert item.visibility is Visibility.PRIVATE


def test_a_poll_says_what_there_is_to_choose(mastodon: FakeMastodon):
    poll = {"id": "1", "options": [{"title": "Tea & cake", "votes_count": 2}, {"title": 7}, None]}
    mastodon.write("@alma@social.example which one?", poll=poll)
    (item,) = fetched(connect(mastodon))
    assert item.html.endswith("which one?</p><ul><li>Tea &amp; cake</li></ul>")


def test_somebody_without_a_name_is_nobody_we_could_address(mastodon: FakeMastodon):
    status = mastodon.write("@alma@social.example hello")
    status["account"] = {"id": "9"}
    (item,) = fetched(connect(mastodon))
    assert (item.writer.handle, item.writer.name) == ("", "?")
    assert item.writer.key
    target = Target(status["uri"], status["id"], item.writer.handle, Visibility.PUBLIC)
    connect(mastodon).reply(target, answer(), once_key="k")
    assert mastodon.bodies[-1]["status"] == "Until seven."


def test_attachments_keep_their_description_and_stay_where_they_are(mastodon: FakeMastodon):
    media = [
        {
            "type": "gifv",
            "url": "https://far.example/a.mp4",
            "description": "A cat",
            "preview_url": "x",
        }
    ]
    mastodon.write(
        "@alma@social.example look", media_attachments=media, spoiler_text="Cat", language="fr"
    )
    item = fetched(connect(mastodon))[0]
    assert (item.attachments[0].kind, item.attachments[0].alt) == ("video", "A cat")
    assert (item.spoiler, item.language) == ("Cat", "fr")


def test_leaves_the_rest_of_a_tight_budget_to_replies(mastodon: FakeMastodon):
    mastodon.budget = (300, 20)
    written = [mastodon.write(f"@alma@social.example {n}")["id"] for n in range(40)]
    cursors: dict[str, str] = {}
    assert [item.native_id for item in fetched(connect(mastodon), cursors)] == written[:20]
    assert [item.native_id for item in fetched(connect(mastodon), cursors)] == written[20:]


def test_reads_a_whole_thread(server: FakeMastodon):
    post = server.write("We open the new reading room.", by="alma")
    question = server.write(f"@alma@{server.domain} when?", to=post)
    ours = server.write("At nine.", by="alma", to=question)
    aside = server.write("Me too", by="dora@west.example", to=question, notify=False)
    connector = connect(server)
    page = connector.thread(target_for(question))
    items = [item for raw in page.items for item in connector.parse(raw)]
    assert [item.remote_id for item in items] == [
        one["uri"] for one in (post, question, ours, aside)
    ]
    assert {item.thread_id for item in items} == {post["uri"]}
    assert [item.parent_id for item in items] == ["", post["uri"], question["uri"], question["uri"]]
    assert [item.context for item in items] == [True, False, False, True]
    assert page.gone == ()


def test_a_thread_says_the_same_as_the_inbox(server: FakeMastodon):
    post = server.write("We open the new reading room.", by="alma")
    question = server.write(f"@alma@{server.domain} when?", to=post)
    connector = connect(server)
    page = connector.thread(target_for(question))
    from_thread = [item for raw in page.items for item in connector.parse(raw)]
    assert from_thread == fetched(connector)


@pytest.mark.shows("edited parent")
def test_an_edit_shows_in_the_thread(server: FakeMastodon):
    question = server.write(f"@alma@{server.domain} wehn?")
    server.edit(question, f"@alma@{server.domain} when?")
    connector = connect(server)
    (raw,) = connector.thread(target_for(question)).items
    (item,) = connector.parse(raw)
    assert "when?" in item.html
    assert item.edited_at is not None


@pytest.mark.shows("deleted thread")
def test_a_deleted_message_is_gone(server: FakeMastodon):
    question = server.write(f"@alma@{server.domain} when?")
    server.delete(question)
    page = connect(server).thread(target_for(question))
    assert page.gone == (question["uri"],)
    assert page.items == ()


def test_a_token_that_is_no_longer_good_is_not_signed_in(server: FakeMastodon):
    with pytest.raises(errors.NotSignedIn):
        connect(server, token="old").check()
    with pytest.raises(errors.NotSignedIn):
        fetched(connect(server, token="old"))


def test_a_redirect_never_takes_the_token_along(mastodon: FakeMastodon):
    with serving(FakeMastodon(flavour="mastodon")) as elsewhere:
        mastodon.trouble.append(
            ("/api/v1/notifications", f"redirect {elsewhere.origin}/api/v1/notifications")
        )
        with pytest.raises(errors.WorkstationError):
            fetched(connect(mastodon))
        assert not any("Authorization" in headers for _, _, headers in elsewhere.requests)


# ---------------------------------------------------------------------------------------------- answering


def question_on(server: FakeMastodon, **more: Any) -> dict[str, Any]:
    return server.write(f"@alma@{server.domain} when do you close?", **more)


def test_a_reply_is_published_once_and_proved(server: FakeMastodon):
    question = question_on(server)
    connector = connect(server)
    sent = connector.reply(target_for(question), answer(), once_key="key-1")
    (created,) = server.created
    assert (sent.remote_id, sent.native_id, sent.url) == (
        created["uri"],
        created["id"],
        created["url"],
    )
    assert created["in_reply_to_id"] == question["id"]
    assert server.requests[-1][2]["Idempotency-Key"] == "key-1"
    assert sent.raw is not None
    (item,) = connector.parse(sent.raw)
    assert item.remote_id == sent.remote_id
    assert item.parent_id == question["uri"]
    assert item.writer.is_us
    assert not item.context


def test_a_post_to_nobody_begins_a_thread_and_is_found_again(server: FakeMastodon):
    connector = connect(server)
    handle = settings_for(server)["handle"]
    nobody = Target("new:1", "", handle, Visibility.PUBLIC)
    sent = connector.reply(nobody, answer("The bridge is closed."), once_key="key-1")
    (created,) = server.created
    assert not created.get("in_reply_to_id")
    assert server.bodies[-1]["status"] == "The bridge is closed."
    again = answer("The bridge is closed.")
    found = connector.find_sent(nobody, again, once_key="key-1", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Until seven.", "@clara@far.example Until seven."),
        ("Hello @clara@far.example, until seven.", "Hello @clara@far.example, until seven."),
        ("Hello @CLARA@far.example", "Hello @CLARA@far.example"),
        ("Hello @clara", "@clara@far.example Hello @clara"),
        ("Write to x@clara@far.example", "@clara@far.example Write to x@clara@far.example"),
    ],
)
def test_a_reply_names_whom_it_answers(mastodon: FakeMastodon, text: str, sent: str):
    connect(mastodon).reply(target_for(question_on(mastodon)), answer(text), once_key="k")
    assert mastodon.bodies[0]["status"] == sent


def test_local_people_may_be_named_in_short(mastodon: FakeMastodon):
    target = target_for(question_on(mastodon, by="bruno"))
    connect(mastodon).reply(target, answer("Hello @bruno, until seven"), once_key="k")
    assert mastodon.bodies[0]["status"] == "Hello @bruno, until seven"


def test_we_do_not_name_ourselves(mastodon: FakeMastodon):
    ours = mastodon.write("A thread", by="alma")
    connect(mastodon).reply(target_for(ours), answer("and more"), once_key="k")
    assert mastodon.bodies[0]["status"] == "and more"


@pytest.mark.parametrize("wanted", list(Visibility))
@pytest.mark.parametrize("given", list(Visibility))
def test_a_reply_is_never_wider_than_what_it_answers(
    mastodon: FakeMastodon, wanted: Visibility, given: Visibility
):
    order = ["public", "unlisted", "private", "direct"]
    index = max(list(Visibility).index(wanted), list(Visibility).index(given))
    connect(mastodon).reply(
        target_for(question_on(mastodon), given), answer("Yes", wanted), once_key="k"
    )
    assert mastodon.bodies[0]["visibility"] == order[index]


def test_where_no_audience_is_narrow_enough_nothing_is_sent():
    with serving(FakeMastodon(flavour="pixelfed")) as server:
        target = target_for(question_on(server), Visibility.PRIVATE)
        with pytest.raises(errors.Refused):
            connect(server).reply(target, answer(), once_key="k")
        assert server.bodies == []


def test_language_and_warning_travel_along(mastodon: FakeMastodon):
    content = answer("Non.", language="fr-FR", spoiler="Fin du film")
    connect(mastodon).reply(target_for(question_on(mastodon)), content, once_key="k")
    assert mastodon.bodies[0]["language"] == "fr"
    assert mastodon.bodies[0]["spoiler_text"] == "Fin du film"
    assert mastodon.bodies[0]["sensitive"] is True


def test_too_long_is_refused_before_the_network(mastodon: FakeMastodon):
    connector = connect(mastodon, max_characters="50")
    target = target_for(question_on(mastodon))
    with pytest.raises(errors.TooLong) as refused:
        connector.reply(target, answer("x" * 50), once_key="k")
    assert refused.value.over == len("@clara ")
    assert mastodon.requests == []


@pytest.mark.parametrize("flavour", FLAVOURS[:4])
def test_too_long_by_the_servers_own_count(flavour: str):
    with serving(FakeMastodon(flavour=flavour)) as server:
        target = target_for(question_on(server))
        connector = connect(server, max_characters="90000")
        with pytest.raises(errors.TooLong):
            connector.reply(target, answer("x" * 6000), once_key="k")
        assert server.created == []


def test_the_same_key_publishes_once_where_the_server_honours_it():
    for flavour in ("mastodon", "pleroma"):
        with serving(FakeMastodon(flavour=flavour)) as server:
            target = target_for(question_on(server))
            connector = connect(server)
            one = connector.reply(target, answer(), once_key="k")
            two = connector.reply(target, answer(), once_key="k")
            assert one.remote_id == two.remote_id
            assert len(server.created) == 1


@pytest.mark.shows("lost parent")
def test_a_reply_to_something_deleted_is_gone(mastodon: FakeMastodon):
    question = question_on(mastodon)
    mastodon.delete(question)
    with pytest.raises(errors.Gone):
        connect(mastodon).reply(target_for(question), answer(), once_key="k")


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("401", errors.NotSignedIn),
        ("403", errors.Refused),
        ("400", errors.Refused),
        ("422", errors.Refused),
        ("429 seconds", errors.RateLimited),
        ("409", errors.Ambiguous),
        ("500", errors.Ambiguous),
        (CUT, errors.Ambiguous),
        ("html", errors.Ambiguous),
    ],
)
def test_what_a_failed_reply_means(
    mastodon: FakeMastodon, what: str, error: type[errors.WorkstationError]
):
    mastodon.trouble.append(("/api/v1/statuses", what))
    with pytest.raises(error) as raised:
        connect(mastodon).reply(target_for(question_on(mastodon)), answer(), once_key="k")
    assert type(raised.value) is error
    assert sum(verb == "POST" for verb, _, _ in mastodon.requests) == 1
    if what == "422":
        assert isinstance(raised.value, errors.Refused)
        assert raised.value.words == "Something is wrong here"


def test_no_server_means_that_nothing_was_sent(mastodon: FakeMastodon):
    target = target_for(question_on(mastodon))
    dead = {**settings_for(mastodon), "server": "http://127.0.0.1:1"}
    with pytest.raises(errors.Offline):
        MastodonConnector(dead, {"access_token": TOKEN}, http()).reply(
            target, answer(), once_key="k"
        )


def test_a_server_that_does_not_answer_in_time_leaves_doubt(mastodon: FakeMastodon):
    mastodon.trouble.append(("/api/v1/statuses", "slow"))
    with pytest.raises(errors.Ambiguous):
        connect(mastodon, deadline_s=0.6).reply(
            target_for(question_on(mastodon)), answer(), once_key="k"
        )


SCHEDULED = '{"id": "1", "scheduled_at": "2026-12-01T10:00:00Z", "params": {}}'


@pytest.mark.parametrize(
    "what", [CUT, "half", "{}", SCHEDULED], ids=["cut", "half", "no id", "scheduled"]
)
def test_doubt_is_settled_by_looking(server: FakeMastodon, what: str):
    target = target_for(question_on(server))
    connector = connect(server)
    server.trouble.append(("/api/v1/statuses", f"after:{what}"))
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, answer("Until 7 & a half <b>!"), once_key="k")
    found = connector.find_sent(
        target, answer("Until 7 & a half <b>!"), once_key="k", since=EARLIER
    )
    assert found is not None
    assert found.remote_id == server.created[0]["uri"]
    assert len(server.created) == 1


@pytest.mark.shows("duplicate refusal")
def test_a_key_that_pixelfed_has_seen_leaves_doubt():
    with serving(FakeMastodon(flavour="pixelfed")) as server:
        target = target_for(question_on(server))
        server.keys["k"] = ""
        with pytest.raises(errors.Ambiguous):
            connect(server).reply(target, answer(), once_key="k")
        assert connect(server).find_sent(target, answer(), once_key="k", since=EARLIER) is None


def test_looking_takes_nothing_else_for_our_reply(server: FakeMastodon):
    question, other = question_on(server), question_on(server)
    connector = connect(server)
    connector.reply(target_for(other), answer(), once_key="1")
    connector.reply(target_for(question), answer("Something else"), once_key="2")
    server.write("@clara@far.example Until seven.", by="bruno", to=question)
    old = datetime.now(UTC) - timedelta(days=2)
    server.write("@clara@far.example Until seven.", by="alma", to=question, at=old)
    assert connector.find_sent(target_for(question), answer(), once_key="3", since=EARLIER) is None


@pytest.mark.parametrize(
    "shown", ["Until seven.", "@clara Until seven.", "@clara@far.example @bruno Until seven."]
)
def test_names_that_the_server_keeps_beside_the_text_do_not_hide_our_reply(
    server: FakeMastodon, shown: str
):
    target = target_for(question_on(server))
    connect(server).reply(target, answer(), once_key="k")
    server.created[0]["content"] = f"<p>{shown}</p>"
    found = connect(server).find_sent(target, answer(), once_key="k", since=EARLIER)
    assert found is not None
    other = answer("Until eight.")
    assert connect(server).find_sent(target, other, once_key="k", since=EARLIER) is None


def test_a_picture_in_place_of_our_emoticon_does_not_hide_our_reply():
    with serving(FakeMastodon(flavour="snac")) as server:
        target, content = target_for(question_on(server)), answer("Until 7 <3 *promised*")
        connect(server).reply(target, content, once_key="k")
        shown = "@clara@far.example Until 7 &#10084;&#65039; <b>promised</b><br>"
        server.created[0]["content"] = shown
        found = connect(server).find_sent(target, content, once_key="k", since=EARLIER)
        assert found is not None
        other = answer("Until 8 <3 *promised*")
        assert connect(server).find_sent(target, other, once_key="k", since=EARLIER) is None


def test_mentions_may_lose_their_domain(mastodon: FakeMastodon):
    question = question_on(mastodon)
    connector = connect(mastodon)
    connector.reply(
        target_for(question), answer("Until seven, see https://a.example/x"), once_key="k"
    )
    mastodon.created[0]["content"] = (
        '<p><span class="h-card"><a href="https://far.example/@clara">@<span>clara</span></a></span> Until seven, see '
        '<a href="https://a.example/x"><span class="invisible">https://</span><span>a.example/x</span></a></p>'
    )
    assert connector.find_sent(
        target_for(question),
        answer("Until seven, see https://a.example/x"),
        once_key="k",
        since=EARLIER,
    )


# ------------------------------------------------------------------------------------------ keeping order


@pytest.mark.parametrize("act", list(ModerationAct))
def test_moderates_as_far_as_the_server_offers_it(server: FakeMastodon, act: ModerationAct):
    question = question_on(server)
    connector = connect(server)
    if act not in connector.capabilities.moderation:
        with pytest.raises(errors.Refused):
            connector.moderate(target_for(question), act)
        return
    connector.moderate(target_for(question), act)
    connector.moderate(target_for(question), act)
    assert set(server.moderated) == {(act.value, question["account"]["id"])}


def test_the_author_of_a_deleted_message_can_still_be_blocked(mastodon: FakeMastodon):
    question = question_on(mastodon)
    mastodon.delete(question)
    connect(mastodon).moderate(target_for(question), ModerationAct.BLOCK)
    assert mastodon.moderated == [("block", question["account"]["id"])]


def test_gives_the_token_back(server: FakeMastodon):
    connector = connect(server)
    assert connector.revoke()
    assert server.revoked == [TOKEN]
    assert connector.revoke()
    with pytest.raises(errors.NotSignedIn):
        connector.check()


def test_giving_back_is_quiet_when_the_server_is_gone_and_says_that_it_failed(
    mastodon: FakeMastodon,
):
    mastodon.trouble.append(("/oauth/revoke", CUT))
    connector = connect(mastodon)
    assert connector.revoke() is False
    connector.close()


@pytest.mark.parametrize("server", ["pleroma"], indirect=True)
@pytest.mark.shows("expired session")
def test_access_that_ends_is_renewed_with_what_the_server_gave(server: FakeMastodon):
    found, begun = sign_in(server)
    server.codes["code-1"] = ""
    given = MastodonConnector.finish(http(server.origin), found, begun, {"code": "code-1"})
    settings = settings_for(server, **given.settings)
    way = http(server.origin)
    connector = MastodonConnector(settings, given.secret, way)
    assert isinstance(connector, Renews)
    assert connector.renewable()
    ends = connector.ends_at()
    assert ends is not None
    assert 500 < (ends - way.now()).total_seconds() <= 600
    fresh = connector.renew().secret
    assert fresh["access_token"] != given.secret["access_token"]
    assert fresh["refresh_token"] == "refresh-2"
    with pytest.raises(errors.NotSignedIn):
        connector.check()
    renewed = MastodonConnector(settings, {**given.secret, **fresh}, http(server.origin))
    renewed.check()
    with pytest.raises(errors.Refused):
        connector.renew()
    assert renewed.revoke()
    assert server.revoked == ["refresh-2", fresh["access_token"]]
    for one in (connector, renewed):
        one.close()


def test_access_that_is_given_for_good_has_no_end(mastodon: FakeMastodon):
    connector = connect(mastodon)
    assert connector.ends_at() is None
    assert not connector.renewable()


def test_the_token_travels_in_a_header_to_its_own_server_only(mastodon: FakeMastodon):
    fetched(connect(mastodon))
    connect(mastodon).check()
    assert not any(TOKEN in target for _, target, _ in mastodon.requests)
    described = [headers for _, target, headers in mastodon.requests if "instance" in target]
    assert described
    assert not any("Authorization" in headers for headers in described)


def test_shows_nothing_secret(mastodon: FakeMastodon):
    connector = connect(mastodon)
    assert TOKEN not in repr(connector)
    assert TOKEN not in repr(vars(connector)["_http"])


# --------------------------------------------------------------- the whole sign-in, with a browser of wire


def browse(url: str) -> int:
    """Follow the redirects as a browser does, over plain HTTP."""
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return int(page.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_signs_in_through_the_browser(server: FakeMastodon):
    from cmworkstation.sdk.loopback import Loopback

    loopback = Loopback()
    try:
        found, begun = sign_in(server, loopback.redirect_uri)
        loopback.expect(begun.state)
        assert browse(begun.url) == 200
        said = loopback.wait()
    finally:
        loopback.stop()
    credentials = MastodonConnector.finish(http(server.origin), found, begun, said)
    settings = {**found.settings, **credentials.settings}
    identity = MastodonConnector(settings, credentials.secret, http(server.origin)).check()
    assert identity.handle == "@alma@social.example"


def test_a_person_may_say_no(mastodon: FakeMastodon):
    from cmworkstation.sdk.loopback import Loopback

    mastodon.deny = True
    loopback = Loopback()
    try:
        _, begun = sign_in(mastodon, loopback.redirect_uri)
        loopback.expect(begun.state)
        browse(begun.url)
        with pytest.raises(errors.NotSignedIn):
            loopback.wait()
    finally:
        loopback.stop()


def test_an_answer_to_another_sign_in_is_not_taken(mastodon: FakeMastodon):
    from cmworkstation.sdk.loopback import Loopback

    loopback = Loopback()
    try:
        found, begun = sign_in(mastodon, loopback.redirect_uri)
        loopback.expect(begun.state)
        assert browse(f"{loopback.redirect_uri}?code=stolen&state=wrong") >= 400
        browse(begun.url)
        said = loopback.wait()
    finally:
        loopback.stop()
    assert said["code"] == "code-1"
    assert MastodonConnector.finish(http(mastodon.origin), found, replace(begun), said).secret


# --------------------------------------------------------------------------------- what every connector shows


# -------------------------------------------------------------------------------------------- a stretch of time


A_MORNING = datetime(2026, 9, 1, 9, tzinfo=UTC)


def mentions(fake: FakeMastodon, n: int) -> None:
    """Let somebody name us once an hour, in public, told of at once."""
    for hour in range(n):
        at = A_MORNING + timedelta(hours=hour)
        fake.write(f"@alma@{fake.domain} hour {hour}", at=at)
        fake.notifications[-1]["created_at"] = at.isoformat()


def hours(
    connector: MastodonConnector, since: datetime | None, until: datetime
) -> tuple[list[int], datetime | None]:
    pages, floor = read_history(connector, since=since, until=until)
    items = [item for page in pages for raw in page.items for item in connector.parse(raw)]
    return [int(item.html.rpartition("hour ")[2].removesuffix("</p>")) for item in items], floor


def at_hour(hour: int) -> datetime:
    return A_MORNING + timedelta(hours=hour)


@pytest.mark.parametrize("page_size", [7, 20])
def test_exactly_a_stretch_is_read_whatever_lies_around_it(
    server: FakeMastodon, monkeypatch: pytest.MonkeyPatch, page_size: int
):
    monkeypatch.setattr("cmworkstation.connectors.mastodon.PAGE", page_size)
    mentions(server, 50)
    found, floor = hours(connect(server), at_hour(12), at_hour(30))
    assert sorted(found) == list(range(12, 31))
    assert floor is None


def test_the_end_of_the_list_is_said(server: FakeMastodon):
    mentions(server, 30)
    found, floor = hours(connect(server), at_hour(-500), at_hour(9))
    assert sorted(found) == list(range(10))
    assert floor == at_hour(0)
    assert hours(connect(server), None, at_hour(99))[1] == at_hour(0)


def test_what_is_newer_than_the_stretch_costs_no_look_at_its_thread(mastodon: FakeMastodon):
    first = mastodon.write(f"@alma@{mastodon.domain} hour 0", at=at_hour(0))
    mastodon.notifications[-1]["created_at"] = at_hour(0).isoformat()
    mastodon.write(f"@alma@{mastodon.domain} hour 9", to=first, at=at_hour(9))
    mastodon.notifications[-1]["created_at"] = at_hour(9).isoformat()
    mastodon.requests.clear()
    assert hours(connect(mastodon), None, at_hour(1))[0] == [0]
    assert not [target for _, target, _ in mastodon.requests if "/statuses/" in target]


def test_a_message_that_reached_us_late_belongs_to_when_it_came(mastodon: FakeMastodon):
    mastodon.write(f"@alma@{mastodon.domain} hour 3", at=at_hour(3))
    mastodon.notifications[-1]["created_at"] = at_hour(30).isoformat()
    assert hours(connect(mastodon), at_hour(20), at_hour(40)) == ([3], at_hour(3))


class MastodonStage(Stage):
    """Our account on a server of some flavour, where Clara writes to us."""

    secrets = (TOKEN, CLIENT_SECRET)

    def __init__(self, server: FakeMastodon) -> None:
        self.server = server

    def connector(self) -> Connector:
        secret = {"access_token": TOKEN, "client_secret": CLIENT_SECRET}
        return MastodonConnector(settings_for(self.server), secret, quick_http(self.server.origin))

    def write(self, text: str) -> None:
        self.server.write(f"@alma@{self.server.domain} {text}")

    def write_strangely(self) -> None:
        self.server.notify("mention", None)  # a mention of nothing

    def trouble(self, name: str) -> None:
        self.server.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.server.trouble.append(("POST /api/v1/statuses", f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.server.created)

    def files(self) -> list[tuple[str, bytes]]:
        shown = self.server.created[-1]["media_attachments"]
        kept = [self.server.files[one["id"]] for one in shown]
        return [(one.get("description", ""), one["bytes"]) for one in kept]


class TestConformance(PublishingConformance, HistoryConformance, PostingConformance):
    @pytest.fixture
    def stage(self, server: FakeMastodon) -> Stage:
        return MastodonStage(server)


def a_file(alt: str = "The opening hours on the door") -> Upload:
    data = a_picture(1)
    return Upload("door.png", "image/png", alt, len(data), lambda: data)


def test_what_the_server_advertises_decides_which_files_it_takes():
    limits = {"media_types": "image/png image/avif", "media_most": "6", "media_bytes": "900"}
    rules = capabilities({"software": "mastodon", **limits, "alt_limit": "120"}).media
    assert (rules.types, rules.most, rules.max_bytes) == (("image/png", "image/avif"), 6, 900)
    assert (rules.alt_limit, rules.has_alt, rules.takes("image/svg+xml")) == (120, True, False)


def test_a_file_that_is_still_worked_on_is_not_ready(mastodon: FakeMastodon):
    mastodon.slow_files = 2
    connector = MastodonStage(mastodon).connector()
    assert isinstance(connector, TakesUploads)
    first = connector.upload(a_file())
    assert not first.ready
    again = connector.upload(replace(a_file(), remote_id=first.remote_id))
    assert (again.remote_id, again.ready) == (first.remote_id, False)
    assert connector.upload(replace(a_file(), remote_id=first.remote_id)).ready
    assert len(mastodon.files) == 1


def test_a_file_that_the_server_let_go_of_goes_up_again(mastodon: FakeMastodon):
    connector = MastodonStage(mastodon).connector()
    assert isinstance(connector, TakesUploads)
    first = connector.upload(a_file())
    mastodon.files.clear()
    again = connector.upload(replace(a_file(), remote_id=first.remote_id))
    assert again.remote_id != first.remote_id
    assert list(mastodon.files) == [again.remote_id]


@pytest.mark.parametrize(
    ("what", "error"), [("403", errors.NoUploadRight), ("422", errors.Refused)]
)
@pytest.mark.shows("scope missing")
def test_an_access_from_before_files_is_told_apart_from_a_file_that_is_refused(
    mastodon: FakeMastodon, what: str, error: type[errors.WorkstationError]
):
    connector = MastodonStage(mastodon).connector()
    assert isinstance(connector, TakesUploads)
    mastodon.trouble.append(("/api/v2/media", what))
    with pytest.raises(error) as raised:
        connector.upload(a_file())
    assert type(raised.value) is error


@pytest.mark.parametrize(("said", "known"), [(1200, 1200), (0, 0), (-1, None), (None, None)])
def test_how_many_follow_us_is_what_the_server_says_and_else_unknown(
    mastodon: FakeMastodon, said: int | None, known: int | None
) -> None:
    mastodon.followers = said
    assert connect(mastodon).audience() == known
