"""The WordPress connector's rules, each against a site on loopback that behaves as core does."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cmworkstation.connectors import wordpress
from cmworkstation.connectors.wordpress import WordpressConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import Idempotency, ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk import html
from cmworkstation.sdk.connector import Content, Found, RawItem, Target
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PostingConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_all,
    read_history,
    read_raw,
)
from cmworkstation.sdk.troubles import CUT
from tests.connectors.fake_wordpress import LONGEST, PASSWORD, USERS, FakeWordpress, Problem
from tests.connectors.misbehaving import serving

REST = "/wp-json/wp/v2"


@pytest.fixture
def site() -> Iterator[FakeWordpress]:
    with serving(FakeWordpress()) as fake:
        yield fake


def connect(
    site: FakeWordpress, user: str = "bruno", password: str = PASSWORD, **more: str
) -> WordpressConnector:
    moderates = "0" if user == "clara" else "1"
    settings = {
        "root": site.root,
        "home": site.origin,
        "title": "Ormaie & co",
        "user": user,
        "user_id": str(USERS[user]),
        "moderates": moderates,
        "post_place": "publish",
        **more,
    }
    return WordpressConnector(settings, {"password": password}, quick_http(site.origin))


def target(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def target_of(site: FakeWordpress, comment: dict[str, Any]) -> Target:
    number = comment["id"]
    return Target(f"{site.origin}/?comment={number}", str(number), "", Visibility.PUBLIC)


def content(text: str = "From 9 to 12.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


def comments(items: list[Item]) -> list[str]:
    return [html.to_text(html.clean(item.html)) for item in items if item.kind is Kind.COMMENT]


# --------------------------------------------------------------------------------------- adding an account


@pytest.mark.parametrize("pretty", [True, False], ids=["pretty", "plain"])
@pytest.mark.parametrize(
    "typed", ["{}", " {}/ ", "{}/wp-admin/edit-comments.php", "{}/wp-login.php", "{}/wp-json/"]
)
def test_a_site_is_found_at_what_people_paste(site: FakeWordpress, typed: str, pretty: bool):
    site.pretty = pretty
    found = WordpressConnector.find(quick_http(), typed.format(site.origin))
    assert (found.server, found.title) == (site.origin, "Ormaie & co")
    assert (found.settings["root"], found.settings["home"]) == (site.root, site.origin)
    assert found.software == "WordPress 6.1.9"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("ormaie.example", "https://ormaie.example/"),
        ("ormaie.example/blog/", "https://ormaie.example/blog/"),
        ("https://ormaie.example:8443/wp-admin/", "https://ormaie.example:8443/"),
        ("http://ormaie.example/blog/wp-login.php", "http://ormaie.example/blog/"),
        ("localhost:8080", "http://localhost:8080/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_addresses_are_read(typed: str, place: str):
    assert wordpress._typed(typed) == place


@pytest.mark.parametrize(
    "typed", ["", "ftp://ormaie.example", "https://u:p@ormaie.example", "a b.example"]
)
def test_what_is_no_address_is_refused(typed: str):
    with pytest.raises(errors.BadAddress):
        WordpressConnector.find(quick_http(), typed)


@pytest.mark.parametrize("what", ["html", "null", "404", "other shape"])
def test_a_site_of_another_kind_is_not_this_platform(site: FakeWordpress, what: str):
    site.trouble.append(("/wp-json/", what))
    with pytest.raises(errors.NotThisPlatform):
        WordpressConnector.find(quick_http(), site.origin)


def test_a_site_whose_interface_is_for_members_only_is_found_all_the_same(site: FakeWordpress):
    site._about = lambda: (_ for _ in ()).throw(Problem("rest_login_required", 401))  # type: ignore[method-assign]
    found = WordpressConnector.find(quick_http(), site.origin)
    assert found.settings["home"] == site.origin
    with pytest.raises(errors.Refused):
        WordpressConnector.begin(quick_http(), found, "http://127.0.0.1:9/callback")


def test_the_sites_page_is_asked_to_come_back_with_our_state(site: FakeWordpress):
    found = WordpressConnector.find(quick_http(), site.origin)
    begun = WordpressConnector.begin(quick_http(), found, "http://127.0.0.1:9/callback")
    query = parse_qs(urlsplit(begun.url).query)
    assert begun.url.startswith(f"{site.origin}/wp-admin/authorize-application.php?")
    assert query["success_url"] == [f"http://127.0.0.1:9/callback?state={begun.state}"]
    shown = WordpressConnector.begin(quick_http(), found, "")
    assert "success_url" not in shown.url  # the page shows the password, to be copied


@pytest.mark.parametrize(
    "answer", [{}, {"user": "bruno"}, {"password": "x"}, {"user": "a:b", "password": "x"}]
)
def test_without_name_and_password_nobody_is_signed_in(answer: dict[str, str]):
    with pytest.raises(errors.NotSignedIn):
        WordpressConnector.finish(quick_http(), Found("", "", ""), None, answer)


def test_a_site_that_never_sees_the_password_is_told_from_a_wrong_one(site: FakeWordpress):
    found = WordpressConnector.find(quick_http(), site.origin)
    begun = WordpressConnector.begin(quick_http(), found, "http://127.0.0.1:9/callback")
    answer = {"user_login": "bruno", "password": PASSWORD}
    made = WordpressConnector.finish(quick_http(), found, begun, answer)
    assert made.secret == {"password": PASSWORD}
    assert PASSWORD not in repr(made)
    site.strips_authorization = True
    with pytest.raises(errors.Refused) as refused:
        WordpressConnector.finish(quick_http(), found, begun, answer)
    assert refused.value.code == "authorization-stripped"


@pytest.mark.parametrize("user", ["alma", "bruno", "clara"])
def test_check_says_who_we_are_and_what_we_may(site: FakeWordpress, user: str):
    identity = connect(site, user).check()
    assert identity.handle == f"{user}@127.0.0.1"
    assert identity.settings["user_id"] == str(USERS[user])
    assert (ModerationAct.SPAM in identity.capabilities.moderation) == (user != "clara")
    assert identity.capabilities.idempotency is Idempotency.NATURAL


@pytest.mark.parametrize("strict", [False, True], ids=["as a stranger", "incorrect_password"])
@pytest.mark.parametrize("user", ["bruno", "clara"])
def test_a_dead_password_is_noticed_by_everything(site: FakeWordpress, user: str, strict: bool):
    comment = site.visit(site.article(), "Is it open?")
    comment["status"] = "1"
    site.strict = strict
    connector = connect(site, user, "aaaa bbbb cccc")
    for act in (
        connector.check,
        lambda: list(connector.fetch({})),
        lambda: connector.reply(target_of(site, comment), content(), once_key="k"),
    ):
        with pytest.raises(errors.NotSignedIn):
            act()
    assert site.created == []


def test_the_password_is_given_back(site: FakeWordpress):
    connector = connect(site)
    assert connector.revoke()
    assert site.revoked == ["bruno"]
    assert connector.revoke(), "nothing is left to give back"
    site.lasting = CUT
    assert connector.revoke() is False


def test_a_site_that_takes_no_password_back_is_not_said_to_have_taken_it(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch
):
    connector = connect(site)

    def unknown(*_: object) -> object:
        raise Problem(
            "rest_no_route", 404, "No route was found matching the URL and request method."
        )

    monkeypatch.setattr(site, "_passwords", unknown)
    assert connector.revoke() is False
    monkeypatch.setattr(site, "_passwords", lambda *_: (200, {}, {"name": "an older site"}))
    assert connector.revoke() is False


# ------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize("user", ["bruno", "clara"])
def test_a_comment_arrives_with_its_article(site: FakeWordpress, user: str):
    article = site.article("Summer & sun")
    site.visit(article, "Is it open?\n\nAnd when?", by="Nour & Zoé")["status"] = "1"
    head, comment = read_all(connect(site, user), {})
    assert (head.title, head.context, head.writer.is_us) == ("Summer & sun", True, True)
    assert head.remote_id == comment.parent_id == comment.thread_id == f"{site.origin}/?p={article}"
    assert comment.writer.name == "Nour & Zoé"
    assert not comment.writer.is_us
    assert "Is it open?" in comments([comment])[0]


def test_a_visitor_is_told_apart_by_a_digest_and_nothing_personal_is_kept(site: FakeWordpress):
    article = site.article()
    site.visit(article, "One?", by="Nour")
    site.visit(article, "Two?", by="Nour")
    site.visit(article, "Three?", by="Zoé")
    raws = read_raw(connect(site), {})
    keys = [i.writer.key for i in (connect(site).parse(raw)[0] for raw in raws) if not i.context]
    assert keys[0] == keys[1] != keys[2]
    assert all("@visitor.example" not in key for key in keys)
    assert b"203.0.113.7" not in b"".join(raw.payload for raw in raws)


@pytest.mark.parametrize("kind", ["pages", "books"])
def test_comments_below_a_page_and_below_a_kind_without_list_arrive(site: FakeWordpress, kind: str):
    article = site.article("Practical matters", kind)
    site.visit(article, "And the car park?")
    items = read_all(connect(site), {})
    assert comments(items) == ["And the car park?"]
    assert items[-1].thread_id == f"{site.origin}/?p={article}"
    assert [item.title for item in items if item.context] == (
        ["Practical matters"] if kind == "pages" else []
    )


def test_an_article_that_could_not_be_read_is_read_the_next_time(site: FakeWordpress):
    site.visit(site.article("Summer"), "Is it open?")
    connector = connect(site)
    site.trouble.extend([(f"{REST}/posts", "500")] * 3)  # a read is tried three times
    with pytest.raises(errors.ServerTrouble):
        read_all(connector, {})
    assert [item.title for item in read_all(connector, {}) if item.context] == ["Summer"]
    assert [item.title for item in read_all(connector, {}) if item.context] == []


def test_the_articles_of_a_page_that_nobody_took_are_told_again(site: FakeWordpress):
    site.visit(site.article("Summer"), "Is it open?")
    connector = connect(site)
    assert next(iter(connector.fetch({}))).items  # read, and then the program ended
    assert [item.title for item in read_all(connector, {}) if item.context] == ["Summer"]


@pytest.mark.parametrize("hours", [-11, 0, 2, 14])
@pytest.mark.shows("clock skew")
def test_the_sites_own_clock_leaves_no_gap(site: FakeWordpress, hours: int):
    site.offset = timedelta(hours=hours)
    article, cursors = site.article(), dict[str, str]()
    for n in range(4):
        site.visit(article, f"question {n}")
        assert comments(read_all(connect(site), cursors)) == [f"question {n}"]
        site.at += timedelta(hours=7)
    assert read_all(connect(site), cursors) == []


@pytest.mark.parametrize("told", [True, False], ids=["counted", "no headers"])
def test_many_pages_are_read_whether_or_not_the_site_counts_them(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch, told: bool
):
    monkeypatch.setattr(wordpress, "PER_PAGE", 3)
    if not told:  # a cache in between drops the headers
        monkeypatch.setattr(site, "_totals", lambda *_: {})
    article = site.article()
    for n in range(11):
        site.visit(article, f"question {n}")
    connector = connect(site)
    pages = [page for page in connector.fetch({}) if page.stream == "comments"]
    assert len(pages) == 4
    raws = [raw for page in pages for raw in page.items if raw.kind == "comment"]
    assert comments([connector.parse(raw)[0] for raw in raws]) == [
        f"question {n}" for n in range(11)
    ]
    if told:
        assert all(page.announced == len(page.items) for page in pages)


@pytest.mark.shows("edited parent")
def test_what_others_change_is_seen(site: FakeWordpress):
    cursors: dict[str, str] = {}
    comment = site.visit(site.article(), "Is it opn?")
    read_all(connect(site), cursors)
    for status, held in (
        ("1", Held.NO),
        ("spam", Held.SPAM),
        ("1", Held.NO),
        ("trash", Held.TRASH),
    ):
        comment["status"] = status
        (changed,) = read_all(connect(site), cursors)
        assert changed.held is held
    comment["content"] = "Is it open?"
    assert comments(read_all(connect(site), cursors)) == ["Is it open?"]
    assert read_all(connect(site), cursors) == []


@pytest.mark.shows("deleted thread")
def test_a_deleted_comment_is_gone_and_one_that_newer_ones_pushed_out_is_not(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(wordpress, "PER_PAGE", 2)
    cursors: dict[str, str] = {}
    article = site.article()
    first, second = site.visit(article, "one"), site.visit(article, "two")
    read_all(connect(site), cursors)
    del site.comments[second["id"]]
    for n in range(4):
        site.visit(article, f"newer {n}")
    pages = list(connect(site).fetch(cursors))
    gone = [name for page in pages for name in page.gone]
    assert gone == []  # both were pushed out of the newest four: nobody looked for them
    cursors = {}
    read_all(connect(site), cursors)
    newest = max(site.comments)
    del site.comments[newest]
    gone = [name for page in connect(site).fetch(cursors) for name in page.gone]
    assert gone == [f"{site.origin}/?comment={newest}"]
    assert first["id"] in site.comments


def test_a_comment_with_an_old_date_is_found_among_the_newest(site: FakeWordpress):
    cursors: dict[str, str] = {}
    article = site.article()
    site.visit(article, "new")
    read_all(connect(site), cursors)
    late = site.visit(article, "imported from elsewhere")
    late["at"] -= timedelta(days=400)
    assert comments(read_all(connect(site), cursors)) == ["imported from elsewhere"]
    assert read_all(connect(site), cursors) == []


def test_pingbacks_are_nobodys_words_to_us(site: FakeWordpress):
    known = b'{"comment": {"id": 5, "type": "pingback", "date_gmt": "2026-11-01T10:00:00"}}'
    assert connect(site).parse(RawItem("comment", "5", known)) == ()


def test_a_thread_is_read_whole(site: FakeWordpress, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wordpress, "PER_PAGE", 2)
    article = site.article()
    first = site.visit(article, "one")
    site.by_staff(article, "two", parent=first["id"])
    site.visit(article, "three")
    connector = connect(site)
    page = connector.thread(target_of(site, first))
    items = [item for raw in page.items for item in connector.parse(raw)]
    assert comments(items) == ["one", "two", "three"]
    assert items[2].parent_id == items[1].remote_id
    assert items[2].writer.is_us
    del site.comments[first["id"]]
    assert connector.thread(target_of(site, first)).gone == (target_of(site, first).remote_id,)


# ---------------------------------------------------------------------------------------------- answering


def test_an_answer_approves_a_comment_that_waits_and_changes_nothing_else_of_it(
    site: FakeWordpress,
):
    comment = site.visit(site.article(), "Is it open?")
    before = {**comment, "status": "1"}
    sent = connect(site).reply(target_of(site, comment), content(), once_key="k")
    assert comment == before
    (ours,) = site.created
    assert sent.native_id == str(ours)
    assert site.comments[ours]["parent"] == comment["id"]
    assert site.comments[ours]["user"] == USERS["bruno"]


@pytest.mark.parametrize("status", ["spam", "trash"])
def test_a_comment_that_nobody_sees_is_not_answered(site: FakeWordpress, status: str):
    comment = site.visit(site.article(), "Is it open?")
    comment["status"] = status
    with pytest.raises(errors.Refused) as refused:
        connect(site).reply(target_of(site, comment), content(), once_key="k")
    assert refused.value.code == f"comment-in-{status}"
    assert site.created == []


@pytest.mark.shows("lost parent")
def test_a_deleted_comment_cannot_be_answered(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    del site.comments[comment["id"]]
    with pytest.raises(errors.Gone):
        connect(site).reply(target_of(site, comment), content(), once_key="k")


def test_an_interface_that_is_switched_off_is_not_taken_for_a_deleted_comment(
    site: FakeWordpress,
):
    comment = site.visit(site.article(), "Is it open?")
    site.lasting = "404"
    with pytest.raises(errors.Refused) as refused:
        connect(site).reply(target_of(site, comment), content(), once_key="k")
    assert not isinstance(refused.value, errors.Gone)


def test_a_closed_article_says_so_in_plain_words(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    site.closed.add(comment["post"])
    with pytest.raises(errors.Refused) as refused:
        connect(site).reply(target_of(site, comment), content(), once_key="k")
    assert refused.value.code == "rest_comment_closed"
    assert refused.value.words == "Sorry, comments are closed for this item."


@pytest.mark.parametrize("status", [400, 429])
def test_too_many_answers_at_once_wait(site: FakeWordpress, status: int):
    comment = site.visit(site.article(), "Is it open?")
    comment["status"] = "1"
    site.flooding, site.flood_status = True, status
    with pytest.raises(errors.RateLimited):
        connect(site, "clara").reply(target_of(site, comment), content(), once_key="k")
    assert site.created == []


@pytest.mark.parametrize("user", ["bruno", "clara"])
@pytest.mark.parametrize(
    "text",
    [
        "back\\slash \\\\ \\' \\n",
        "  spaces and\r\nlines\n\n\nmany  ",
        "<b>bold</b> <script>alert(1)</script> & &amp; 5 > 4 < 6",
        "nul \x00 bell \x07 tab \t end",
        "e\u0301 é 👩‍👧 عربي 中文",
    ],
    ids=["backslash", "lines", "html", "control", "unicode"],
)
@pytest.mark.shows("duplicate refusal")
def test_the_same_words_at_the_same_place_are_published_once(
    site: FakeWordpress, user: str, text: str, monkeypatch: pytest.MonkeyPatch
):
    comment = site.visit(site.article(), "Is it open?")
    comment["status"] = "1"
    connector, place = connect(site, user), target_of(site, comment)
    sent = connector.reply(place, content(text), once_key="k")
    if user == "clara":
        site.comments[int(sent.native_id)]["status"] = "1"
    assert connector.reply(place, content(text), once_key="k").remote_id == sent.remote_id
    with monkeypatch.context() as blind:  # without our own look, the site refuses
        blind.setattr(WordpressConnector, "_own", lambda *_: None)
        with pytest.raises(errors.Duplicate):
            connector.reply(place, content(text), once_key="k")
    assert len(site.created) == 1


def test_where_an_extension_rewrites_texts_our_own_look_prevents_the_double(site: FakeWordpress):
    site.rewrites = lambda text: text.replace("9", "<em>9</em>")
    comment = site.visit(site.article(), "Is it open?")
    first = connect(site).reply(target_of(site, comment), content(), once_key="k")
    again = connect(site).reply(target_of(site, comment), content(), once_key="k")
    assert again.remote_id == first.remote_id
    assert len(site.created) == 1


def test_an_old_answer_with_the_same_words_is_not_taken_for_this_one(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    connect(site).reply(target_of(site, comment), content("Thanks!"), once_key="k1")
    later = replace(content("Thanks!"), created_at=datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(errors.Duplicate):
        connect(site).reply(target_of(site, comment), later, once_key="k2")
    assert len(site.created) == 1


def test_the_limit_is_counted_in_bytes(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    with pytest.raises(errors.TooLong) as long:
        connect(site).reply(target_of(site, comment), content("é" * 32_763), once_key="k")
    assert long.value.over == 1
    assert site.requests == []
    connect(site).reply(target_of(site, comment), content("é" * 32_762), once_key="k")
    assert len(site.created) == 1
    assert LONGEST == 65_525


# ------------------------------------------------------------------------------------------- keeping order


def test_each_act_twice_is_no_error_and_keeps_who_wrote(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    connector, place = connect(site), target_of(site, comment)
    for act, status in (
        (ModerationAct.APPROVE, "1"),
        (ModerationAct.HOLD, "0"),
        (ModerationAct.SPAM, "spam"),
        (ModerationAct.RESTORE, "0"),
        (ModerationAct.TRASH, "trash"),
        (ModerationAct.RESTORE, "0"),
    ):
        for _ in range(2):
            connector.moderate(place, act)
            assert comment["status"] == status
    assert (comment["ip"], comment["agent"]) == ("203.0.113.7", "Visitor/1.0")
    assert all(f"{REST}/comments" in url for verb, url, _ in site.requests if verb == "DELETE")


def test_when_somebody_was_quicker_it_is_no_error(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch
):
    comment = site.visit(site.article(), "Is it open?")
    usual = site._update

    def quicker(found: dict[str, Any], *more: Any) -> Any:
        found["status"] = "1"
        return usual(found, *more)

    monkeypatch.setattr(site, "_update", quicker)
    connect(site).moderate(target_of(site, comment), ModerationAct.APPROVE)
    assert comment["status"] == "1"
    monkeypatch.undo()
    site.trouble.append(("DELETE ", "410"))
    connect(site).moderate(target_of(site, comment), ModerationAct.TRASH)


def test_a_state_that_could_not_be_set_is_trouble(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    site.trouble.append((f"POST {REST}/comments", "500"))
    with pytest.raises(errors.ServerTrouble):
        connect(site).moderate(target_of(site, comment), ModerationAct.APPROVE)


def test_without_a_trash_nothing_is_deleted_for_good(site: FakeWordpress):
    site.trash = False
    comment = site.visit(site.article(), "Is it open?")
    with pytest.raises(errors.Refused) as refused:
        connect(site).moderate(target_of(site, comment), ModerationAct.TRASH)
    assert refused.value.code == "rest_trash_not_supported"
    assert comment["id"] in site.comments


@pytest.mark.shows("scope missing")
def test_without_rights_nothing_is_moderated(site: FakeWordpress):
    comment = site.visit(site.article(), "Is it open?")
    comment["status"] = "1"
    with pytest.raises(errors.Refused):
        connect(site, "clara").moderate(target_of(site, comment), ModerationAct.SPAM)
    assert comment["status"] == "1"


def test_what_a_stranger_may_not_see_is_refused_by_the_fake_as_by_core(site: FakeWordpress):
    """The rule by which a dead password is noticed stands on these two answers."""
    stranger = Http(site.origin)
    held = stranger.get(f"{REST}/comments?status=hold", accept=(401,))
    assert (held.status, held.json()["code"]) == (401, "rest_forbidden_param")
    me = stranger.get(f"{REST}/users/me", accept=(401,))
    assert (me.status, me.json()["code"]) == (401, "rest_not_logged_in")
    stranger.close()


# --------------------------------------------------------------------------------- what every connector shows


# -------------------------------------------------------------------------------------------- a stretch of time


def hourly(site: FakeWordpress, n: int) -> list[datetime]:
    """Let visitors write once an hour; return when."""
    article, first = site.article(), datetime(2026, 10, 24, 9, tzinfo=UTC)
    times = [first + timedelta(hours=hour) for hour in range(n)]
    for hour, at in enumerate(times):
        site.visit(article, f"hour {hour}")["at"] = at
    return times


def looked_back(
    site: FakeWordpress, since: datetime | None, until: datetime
) -> tuple[list[int], datetime | None]:
    connector = connect(site)
    pages, floor = read_history(connector, since=since, until=until)
    items = [item for page in pages for raw in page.items for item in connector.parse(raw)]
    return [int(words.removeprefix("hour ")) for words in comments(items)], floor


@pytest.mark.parametrize("offset", [-12, 0, 2, 14])
@pytest.mark.parametrize("per_page", [5, 100])
def test_exactly_a_stretch_is_read_whatever_clock_the_site_goes_by(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch, offset: int, per_page: int
):
    monkeypatch.setattr(wordpress, "PER_PAGE", per_page)
    site.offset = timedelta(hours=offset)
    times = hourly(site, 60)
    found, floor = looked_back(site, times[20], times[40])
    assert sorted(found) == list(range(20, 41))
    assert floor is None


def test_all_that_a_site_has_is_read_to_its_first_comment(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(wordpress, "PER_PAGE", 7)
    times = hourly(site, 30)
    found, floor = looked_back(site, None, times[-1])
    assert sorted(found) == list(range(30))
    assert floor == times[0]


@pytest.mark.shows("pages that overlap or skip")
def test_a_comment_deleted_between_two_pages_hides_no_other(
    site: FakeWordpress, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(wordpress, "PER_PAGE", 5)
    times = hourly(site, 20)
    connector, seen, cursor = connect(site), [], ""
    while True:
        reading = connector.history(since=None, until=times[-1], cursor=cursor)
        page = next(reading, None)
        if page is None:
            break
        seen += [item for raw in page.items for item in connector.parse(raw)]
        cursor = page.cursor
        site.comments.pop(max(site.comments))
    assert len(set(comments(seen))) == 20


class WordpressStage(Stage):
    """An editor on a site where Nour writes below an article."""

    place = "publish"
    secrets = (PASSWORD, b64encode(f"bruno:{PASSWORD}".encode()).decode())

    def __init__(self, site: FakeWordpress) -> None:
        self.site = site
        self.article = site.article()

    def connector(self) -> WordpressConnector:
        return connect(self.site)

    def write(self, text: str) -> None:
        self.site.visit(self.article, text)["status"] = "1"

    def write_strangely(self) -> None:
        self.site.strange.append({"id": "first", "content": None, "status": ["held"], "_links": 7})

    def trouble(self, name: str) -> None:
        self.site.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.site.trouble.append((f"POST {REST}/comments", f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.site.created)

    def posted(self) -> int:
        return len(self.site.written)

    def post_trouble(self, name: str, *, stored: bool) -> None:
        self.site.trouble.append((f"POST {REST}/posts", f"after:{name}" if stored else name))


class TestConformance(PublishingConformance, HistoryConformance, PostingConformance):
    @pytest.fixture
    def stage(self, site: FakeWordpress) -> WordpressStage:
        return WordpressStage(site)
