import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.connectors import github
from cmworkstation.connectors.github import GithubConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk import device, forge
from cmworkstation.sdk.connector import Content, Page, RawItem, Target
from cmworkstation.sdk.hubtalks import Place
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_history,
)
from cmworkstation.sdk.troubles import CUT
from tests.connectors.fake_github import CLIENT, CODE, DEVICE, OTHER, REPO, TOKEN, FakeGithub
from tests.connectors.misbehaving import serving

POST = "POST /api/v3/repos"
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def hub() -> Iterator[FakeGithub]:
    with serving(FakeGithub()) as fake:
        yield fake


def settings_for(fake: FakeGithub, place: str = REPO, **more: str) -> dict[str, str]:
    ours = {"server": fake.origin, "place": place, "user": "alma", "user_id": "11"}
    return {**ours, "rights": "own", "owner": "Organization", **more}


def connect(fake: FakeGithub, place: str = REPO, **more: str) -> GithubConnector:
    settings = settings_for(fake, place, **more)
    return GithubConnector(settings, {"token": TOKEN}, quick_http(fake.origin))


def pages(connector: GithubConnector, cursors: dict[str, str] | None = None) -> list[Page]:
    cursors = {} if cursors is None else cursors
    found = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        found.append(page)
    return found


def fetched(connector: GithubConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    raws = [raw for page in pages(connector, cursors) for raw in page.items]
    return [item for raw in raws for item in connector.parse(raw)]


def target_of(item: Item, **settings: str) -> Target:
    known = {"parent_id": item.parent_id, **settings}
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, settings=known
    )


def named(items: list[Item], words: str) -> Item:
    return next(one for one in items if words in one.html + one.title)


def answer(text: str = "We open at **ten**.") -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC))


# ------------------------------------------------------------------------------------ the conformance kit


class GithubStage(Stage):
    secrets = (TOKEN,)

    def __init__(self, fake: FakeGithub) -> None:
        self.fake = fake
        self.issue = fake.open("Opening hours", by="alma")

    def connector(self) -> GithubConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        # Comments stand one below the other: another place is another thread.
        self.fake.comment(self.fake.open("Opening hours", by="alma"), text)

    def write_strangely(self) -> None:
        for key in ("created_at", "id", "issue_url"):
            self.fake.comment(self.issue, "?")[key] = None
        del self.fake.comments[-1]["html_url"]
        self.fake.comments[-2]["id"] = 0

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append((POST, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)


class TestConformance(PublishingConformance, HistoryConformance):
    @pytest.fixture
    def stage(self, hub: FakeGithub) -> GithubStage:
        return GithubStage(hub)


class DiscussionStage(GithubStage):
    def __init__(self, fake: FakeGithub) -> None:
        super().__init__(fake)
        self.talk = fake.open("Ideas", by="alma", sort="discussions")

    def write(self, text: str) -> None:
        self.fake.say(self.talk, text)

    def write_strangely(self) -> None:
        self.fake.say(self.talk, "?")["created_at"] = None
        self.fake.say(self.talk, "?")["id"] = 0


class TestConformanceOfDiscussions(HistoryConformance):
    @pytest.fixture
    def stage(self, hub: FakeGithub) -> DiscussionStage:
        return DiscussionStage(hub)


# ----------------------------------------------------------------------------------------- adding an account


@pytest.mark.parametrize(
    ("typed", "web", "place"),
    [
        ("ormaie/reading-room", "https://github.com", "ormaie/reading-room"),
        (" @ormaie ", "https://github.com", "ormaie"),
        ("https://github.com/Ormaie/Site.git", "https://github.com", "ormaie/site"),
        (
            "https://github.com/ormaie/site/issues/12#issuecomment-1",
            "https://github.com",
            "ormaie/site",
        ),
        (
            "https://www.github.com/orgs/ormaie/repositories",
            "https://github.com",
            "ormaie/repositories",
        ),
        ("git@github.com:ormaie/site.git", "https://github.com", "ormaie/site"),
        ("https://api.github.com/repos/ormaie/site", "https://github.com", "ormaie/site"),
        ("notifications", "https://github.com", "notifications"),
    ],
)
def test_a_place_is_found_by_what_people_paste(typed: str, web: str, place: str):
    home, found = forge.place_in(typed)
    assert home.web == web
    assert found.lower() == place


def test_an_installation_of_ones_own_is_asked_at_its_own_addresses(hub: FakeGithub):
    found = GithubConnector.find(quick_http(), f"{hub.origin}/{REPO}")
    assert (found.server, found.settings["place"], found.software) == (
        hub.origin,
        REPO,
        "GitHub Enterprise",
    )
    assert forge.home_of("https://code.example").graphql == "https://code.example/api/graphql"
    assert forge.home_of("https://ormaie.ghe.com").api == "https://api.ormaie.ghe.com"


@pytest.mark.parametrize("typed", ["", "two words", "https://github.com/", "https://github.com"])
def test_what_leads_to_no_repository_is_a_bad_address(typed: str):
    with pytest.raises(errors.BadAddress):
        GithubConnector.find(quick_http(), typed)


def test_a_server_of_another_kind_is_told_apart(hub: FakeGithub):
    hub.lasting = "404"
    with pytest.raises(errors.NotThisPlatform):
        GithubConnector.find(quick_http(), f"{hub.origin}/{REPO}")


def signing_in(hub: FakeGithub) -> Any:
    found = GithubConnector.find(quick_http(), f"{hub.origin}/{REPO}")
    return replace(found, settings={**found.settings, "client_id": CLIENT})


def test_a_token_signs_in_and_stays_out_of_the_settings(hub: FakeGithub):
    given = GithubConnector.finish(quick_http(), signing_in(hub), None, {"token": f" {TOKEN}\n"})
    assert given.secret == {"token": TOKEN}
    assert TOKEN not in repr(given)
    settings = {**signing_in(hub).settings, **given.settings}
    identity = GithubConnector(settings, given.secret, quick_http(hub.origin)).check()
    assert (identity.handle, identity.name) == (f"alma@{REPO}", REPO)
    assert ModerationAct.HIDE in identity.capabilities.moderation
    assert identity.settings["user_id"] == "11"


def test_a_code_is_shown_and_asked_about_until_it_was_typed(hub: FakeGithub):
    found = signing_in(hub)
    begun = GithubConnector.begin(quick_http(), found, "")
    assert (begun.code, begun.url, begun.pause_s) == (CODE, f"{hub.origin}/login/device", 1)
    assert begun.ends_at is not None
    assert DEVICE not in repr(begun)
    for typed, pause in (("", 1), ("slow", 6)):
        hub.typed = typed
        with pytest.raises(errors.RateLimited) as waiting:
            GithubConnector.finish(quick_http(), found, begun, {})
        assert waiting.value.detail in device.WAITING
        assert waiting.value.retry_after == pause
    hub.typed = "yes"
    secret = GithubConnector.finish(quick_http(), found, begun, {}).secret
    assert secret == {"token": TOKEN, "refresh_token": "", "ends": ""}


@pytest.mark.parametrize(("typed", "detail"), [("no", "code-refused"), ("expired", "code-expired")])
def test_a_code_that_leads_nowhere_says_why(hub: FakeGithub, typed: str, detail: str):
    found = signing_in(hub)
    begun = GithubConnector.begin(quick_http(), found, "")
    hub.typed = typed
    with pytest.raises(errors.NotSignedIn) as over:
        GithubConnector.finish(quick_http(), found, begun, {})
    assert over.value.detail == detail


@pytest.mark.parametrize(
    ("client", "code"), [("", "client-missing"), ("Iv1.other", "client-unknown")]
)
def test_without_a_client_that_the_server_knows_there_is_no_code(
    hub: FakeGithub, client: str, code: str
):
    found = signing_in(hub)
    found = replace(found, settings={**found.settings, "client_id": client})
    with pytest.raises(errors.Refused) as refused:
        GithubConnector.begin(quick_http(), found, "")
    assert refused.value.code == code


def test_a_token_that_was_taken_back_is_not_signed_in(hub: FakeGithub):
    connector = GithubConnector(settings_for(hub), {"token": "ghp_old"}, quick_http(hub.origin))
    for ask in (connector.check, lambda: fetched(connector)):
        with pytest.raises(errors.NotSignedIn):
            ask()


@pytest.mark.shows("expired session")
def test_access_that_ends_is_renewed_where_it_can_be(hub: FakeGithub):
    hub.typed, hub.short_lived = "yes", True
    found = signing_in(hub)
    begun = GithubConnector.begin(quick_http(), found, "")
    given = GithubConnector.finish(quick_http(), found, begun, {})
    connector = GithubConnector({**found.settings}, given.secret, quick_http(hub.origin))
    ends = connector.ends_at()
    assert ends is not None
    assert timedelta(hours=7) < ends - datetime.now(UTC) <= timedelta(hours=8)
    assert connector.renewable()
    fresh = connector.renew().secret
    assert (fresh["token"], fresh["refresh_token"]) == (TOKEN, "ghr_next")
    spent = GithubConnector({**found.settings}, fresh, quick_http(hub.origin))
    with pytest.raises(errors.NotSignedIn):
        spent.renew()


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("2027-01-02 03:04:05 UTC", datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2027-01-02 03:04:05 -0500", datetime(2027, 1, 2, 8, 4, 5, tzinfo=UTC)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_token_that_a_person_made_says_when_it_ends(
    hub: FakeGithub, said: str, ends: datetime | None
):
    hub.token_ends = said
    settings = dict(connect(hub).check().settings)
    connector = GithubConnector(settings, {"token": TOKEN}, quick_http(hub.origin))
    assert connector.ends_at() == ends
    assert not connector.renewable()


def test_a_repository_that_this_token_cannot_see_is_told(hub: FakeGithub):
    with pytest.raises(errors.Refused) as refused:
        connect(hub, "ormaie/nothing").check()
    assert refused.value.code == "repository-missing"


@pytest.mark.parametrize(
    ("scopes", "push", "replies", "acts"),
    [
        ("notifications", True, False, False),
        ("public_repo", False, True, False),
        ("public_repo", True, True, True),
        (None, True, True, True),
        ("", True, False, False),
    ],
)
def test_what_a_token_may_do_is_what_is_offered(
    hub: FakeGithub, scopes: str | None, push: bool, replies: bool, acts: bool
):
    hub.scopes = scopes
    hub.repos[REPO]["permissions"]["push"] = push
    can = connect(hub).check().capabilities
    assert can.can_reply == replies
    assert (ModerationAct.HIDE in can.moderation) == acts
    assert (ModerationAct.BLOCK in can.moderation) == (acts and scopes is None)


@pytest.mark.shows("scope missing")
def test_a_token_without_the_scope_says_so_before_anything_is_sent(hub: FakeGithub):
    item = named(fetched_with_issue(hub), "The door")
    with pytest.raises(errors.Refused) as refused:
        connect(hub, rights="read").reply(target_of(item), answer(), once_key="k")
    assert refused.value.code == "token-rights"


def fetched_with_issue(hub: FakeGithub) -> list[Item]:
    hub.open()
    return fetched(connect(hub))


# -------------------------------------------------------------------------------------------------- reading


def test_issues_changes_comments_remarks_and_reviews_are_messages(hub: FakeGithub):
    issue = hub.open("The door is closed", "It says **open**.")
    hub.comment(issue, "Here as well, @alma", by="bruno")
    change = hub.open("Oil for the door", "A drop", sort="pulls", by="bruno")
    first = hub.remark(change, "Why here?")
    hub.remark(change, "Since it squeaks", by="bruno", to=first)
    hub.review(change, "Nearly there", by="clara")
    items = fetched(connect(hub))
    kinds = {one.title or one.html[3:-4]: one.kind for one in items}
    assert kinds == {
        "The door is closed": Kind.POST,
        "Here as well, @alma": Kind.MENTION,
        "Oil for the door": Kind.POST,
        "Nearly there": Kind.COMMENT,
        "Why here?": Kind.COMMENT,
        "Since it squeaks": Kind.COMMENT,
    }
    root = named(items, "Oil")
    assert root.remote_id.endswith("/501/2")
    assert {one.thread_id for one in items if "door" not in one.title} >= {root.remote_id}
    assert named(items, "squeaks").parent_id == named(items, "Why").remote_id
    assert named(items, "squeaks").url == hub.remarks[1]["html_url"]
    assert not any(one.context for one in items)


def test_discussions_come_with_what_was_said_in_them(hub: FakeGithub):
    talk = hub.open("Ideas", "What next?", sort="discussions")
    said = hub.say(talk, "A lamp", by="bruno")
    hub.say(talk, "Two lamps", to=said)
    items = fetched(connect(hub))
    assert [one.html for one in items] == ["<p>What next?</p>", "<p>A lamp</p>", "<p>Two lamps</p>"]
    assert named(items, "Two").parent_id == named(items, "A lamp").remote_id
    assert named(items, "A lamp").parent_id == items[0].remote_id
    assert items[0].title == "Ideas"


def test_a_repository_without_discussions_is_not_asked_for_them(hub: FakeGithub):
    connect_to = connect(hub, OTHER)
    hub.open(repo=OTHER)
    assert len(fetched(connect_to)) == 1
    assert not any("graphql" in target for _, target, _ in hub.requests)


def test_nothing_new_costs_nothing(hub: FakeGithub):
    cursors: dict[str, str] = {}
    hub.comment(hub.open(), "Hello")
    for _ in range(3):
        pages(connect(hub, OTHER), cursors)
        pages(connect(hub), cursors)
    hub.repos[REPO]["has_discussions"] = False
    pages(connect(hub), cursors)
    before = hub.left
    assert pages(connect(hub), cursors) == []
    assert hub.left == before


@pytest.mark.shows("pages that overlap or skip")
def test_what_is_edited_while_pages_are_read_takes_nobodys_place(hub: FakeGithub):
    hub.page = 2
    issue = hub.open(by="alma")
    comments = [hub.comment(issue, f"number {number}") for number in range(6)]
    reading = connect(hub).fetch({})
    seen: list[Item] = []
    for page in reading:
        seen += [item for raw in page.items for item in connect(hub).parse(raw)]
        if any("number 1" in one.html for one in seen) and "edited" not in comments[0]:
            hub.edit(comments[0], "number 0, and more")
    assert {f"<p>number {number}</p>" for number in range(1, 6)} <= {one.html for one in seen}
    assert any("and more" in one.html for one in seen)


def test_a_page_within_one_second_is_read_to_its_end(hub: FakeGithub):
    hub.page = 2
    issue = hub.open(by="alma")
    at = hub.tick()
    for number in range(7):
        hub.comment(issue, f"number {number}", at=at)
    items = fetched(connect(hub))
    assert sorted(one.html for one in items if "number" in one.html) == [
        f"<p>number {number}</p>" for number in range(7)
    ]
    read, floor = read_history(connect(hub), since=None)
    again = [item for page in read for raw in page.items for item in connect(hub).parse(raw)]
    assert {one.remote_id for one in again} == {one.remote_id for one in items}
    assert floor is not None


def test_what_was_written_long_ago_and_changed_now_is_context(hub: FakeGithub):
    cursors: dict[str, str] = {}
    fetched(connect(hub), cursors)
    old = hub.open("An old one", at="2020-01-02T03:04:05Z")
    hub.comment(old, "Any news?")
    items = fetched(connect(hub), cursors)
    assert named(items, "An old one").context
    assert not named(items, "Any news?").context


@pytest.mark.shows("edited parent")
def test_an_edit_is_told_with_its_time_and_a_state_that_changes_is_none(hub: FakeGithub):
    cursors: dict[str, str] = {}
    issue = hub.open()
    comment = hub.comment(issue, "at nine?")
    first = pages(connect(hub), cursors)
    hub.edit(comment, "at ten?")
    issue["comments"], issue["state"], issue["updated_at"] = 7, "closed", hub.tick()
    again = pages(connect(hub), cursors)
    items = [one for page in again for raw in page.items for one in connect(hub).parse(raw)]
    assert named(items, "at ten?").edited_at is not None
    raws = {raw for page in first for raw in page.items}
    assert {raw for page in again for raw in page.items if raw.kind == "issues"} <= raws


def test_all_repositories_of_an_owner_are_read_and_one_that_is_gone_keeps_none_from_it(
    hub: FakeGithub,
):
    hub.open("One")
    hub.open("Two", repo=OTHER)
    hub.repos["ormaie/old"] = {
        **hub.repos[OTHER],
        "id": 9,
        "full_name": "ormaie/old",
        "archived": True,
    }
    assert {one.title for one in fetched(connect(hub, "ormaie"))} == {"One", "Two"}
    hub.repos[OTHER]["has_issues"] = False
    assert {one.title for one in fetched(connect(hub, "ormaie"))} == {"One"}
    hub.repos[REPO]["has_issues"] = False
    with pytest.raises(errors.Refused):
        fetched(connect(hub, "ormaie"))
    identity = connect(hub, "ormaie").check()
    assert (identity.handle, identity.name) == ("alma@ormaie", "Ormaie")


def test_a_person_chooses_which_repositories_of_an_owner_are_read(hub: FakeGithub):
    hub.open("One")
    hub.open("Two", repo=OTHER)
    hub.repos["ormaie/old"] = {
        **hub.repos[OTHER],
        "id": 9,
        "full_name": "ormaie/old",
        "archived": True,
    }
    hub.open("Three", repo="ormaie/old")
    cursors: dict[str, str] = {}
    all_of_them = connect(hub, "ormaie")
    assert [(one.title, one.chosen) for one in all_of_them.folders()] == [
        ("reading-room", True),
        ("catalogue", True),
        ("old", False),
    ]
    assert {one.title for one in fetched(all_of_them, cursors)} == {"One", "Two"}
    some = connect(hub, "ormaie", folders=f"{OTHER}\normaie/old")
    assert {one.title for one in fetched(some, cursors)} == {"Two", "Three"}
    assert [one.title for one in some.folders() if one.chosen] == ["catalogue", "old"]
    several = {
        place: GithubConnector.has_several({"place": place})
        for place in ("ormaie", REPO, "notifications", "")
    }
    assert several == {"ormaie": True, REPO: False, "notifications": False, "": False}


def test_notifications_bring_the_threads_that_name_us_wherever_they_stand(hub: FakeGithub):
    cursors: dict[str, str] = {}
    issue = hub.open("Elsewhere", repo=OTHER, at="2020-01-02T03:04:05Z")
    hub.comment(issue, "@alma, what do you think?")
    hub.tell(issue)
    hub.tell(hub.open("A talk", sort="discussions"))
    mine = connect(hub, "notifications")
    items = fetched(mine, cursors)
    assert [(one.title or one.html, one.context) for one in items] == [
        ("Elsewhere", True),
        ("<p>@alma, what do you think?</p>", False),
    ]
    fetched(connect(hub, "notifications"), cursors)
    before = hub.left
    assert pages(connect(hub, "notifications"), cursors) == []
    assert hub.left == before
    assert mine.check().handle == "alma@notifications"
    hub.scopes = None
    with pytest.raises(errors.Refused) as refused:
        mine.check()
    assert refused.value.code == "token-rights"


def test_pictures_are_attachments(hub: FakeGithub):
    issue = hub.open()
    issue["body_html"] = (
        '<p>See <img src="https://img.example/a.png?x=1&amp;y=2" alt="The door"></p>'
    )
    (item,) = fetched(connect(hub))
    (picture,) = item.attachments
    assert (picture.url, picture.alt) == ("https://img.example/a.png?x=1&y=2", "The door")


def test_whoever_left_the_platform_is_a_ghost_and_machines_are_told_apart(hub: FakeGithub):
    hub.people["sweeper[bot]"] = 77
    issue = hub.open(by="gone-for-good")
    hub.comment(issue, "Stale?", by="sweeper[bot]")
    items = fetched(connect(hub))
    assert (items[0].writer.handle, items[0].writer.is_bot) == ("@ghost", False)
    assert items[1].writer.is_bot


# ------------------------------------------------------------------------------------- limits in every form


def limited(hub: FakeGithub, status: int, words: str, **more: str) -> errors.WorkstationError:
    answered = hub.respond

    def respond(verb: str, target: str, headers: Any, body: bytes) -> Any:
        if "/repos/" in target:
            return (
                status,
                {"Content-Type": "application/json", **more},
                json.dumps({"message": words}).encode(),
            )
        return answered(verb, target, headers, body)

    hub.respond = respond  # type: ignore[method-assign]
    with pytest.raises(errors.WorkstationError) as raised:
        fetched(connect(hub))
    return raised.value


SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@pytest.mark.parametrize(
    ("status", "words", "headers", "pause"),
    [
        (403, SECONDARY, {"Retry-After": "33"}, 33),
        (403, SECONDARY, {}, 60),
        (403, "You have triggered an abuse detection mechanism.", {}, 60),
        (
            403,
            "API rate limit exceeded",
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "100"},
            100,
        ),
        (429, SECONDARY, {"Retry-After": "44"}, 44),
    ],
)
def test_a_limit_is_a_limit_in_whatever_form_it_is_said(
    hub: FakeGithub, status: int, words: str, headers: dict[str, str], pause: int
):
    error = limited(hub, status, words, **headers)
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after == pytest.approx(pause, abs=2)


def test_a_refusal_of_403_is_no_limit(hub: FakeGithub):
    error = limited(hub, 403, "Resource not accessible by personal access token")
    assert isinstance(error, errors.Refused)
    assert error.code == "token-rights"


def test_a_limit_of_graphql_comes_with_a_good_status(hub: FakeGithub):
    hub.open(sort="discussions")
    said = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    hub.trouble.append(("POST /api/graphql", f"after:{json.dumps(said)}"))
    with pytest.raises(errors.RateLimited):
        fetched(connect(hub))


def test_what_is_left_of_the_allowance_is_kept_for_answers(hub: FakeGithub):
    hub.open("One")
    hub.left = 400
    read = pages(connect(hub, "ormaie"))
    assert not any(OTHER in page.stream for page in read)


# -------------------------------------------------------------------------------------- threads as they are now


def test_a_thread_is_read_as_it_is_now_and_what_it_lacks_was_deleted(hub: FakeGithub):
    change = hub.open("Oil", sort="pulls")
    bad, good = hub.comment(change, "Rubbish"), hub.comment(change, "Thanks")
    hub.remark(change, "Here?")
    hub.review(change, "Fine")
    items = fetched(connect(hub))
    hub.delete(bad)
    connector = connect(hub)
    page = connector.thread(target_of(named(items, "Thanks")))
    there = [one for raw in page.items for one in connector.parse(raw)]
    assert {one.html for one in there} == {
        "<p>It says open until six.</p>",
        "<p>Thanks</p>",
        "<p>Here?</p>",
        "<p>Fine</p>",
    }
    assert page.gone == ()
    before = len(hub.requests)
    missing = target_of(named(items, "Rubbish"))
    assert connector.thread(missing).gone == (missing.remote_id,)
    assert len(hub.requests) == before  # it was seen a moment ago
    assert connect(hub).thread(missing).gone == (missing.remote_id,)
    assert good["id"]


@pytest.mark.shows("lost parent", "deleted thread")
def test_a_deleted_issue_takes_its_thread_along(hub: FakeGithub):
    issue = hub.open()
    hub.comment(issue, "Hello")
    items = fetched(connect(hub))
    hub.delete(issue)
    target = target_of(named(items, "Hello"))
    assert set(connect(hub).thread(target).gone) == {one.remote_id for one in items}
    with pytest.raises(errors.Gone):
        connect(hub).reply(target, answer(), once_key="k")


def test_a_thread_in_a_repository_out_of_sight_is_not_taken_for_deleted(hub: FakeGithub):
    hub.comment(hub.open(), "Hello")
    items = fetched(connect(hub))
    del hub.repos[REPO]
    with pytest.raises(errors.Gone):
        connect(hub).thread(target_of(items[-1]))


@pytest.mark.shows("ids that change")
def test_an_issue_that_moved_to_another_repository_keeps_its_name_here_and_is_answered_there(
    hub: FakeGithub,
):
    issue = hub.open("Lost", repo=REPO)
    hub.comment(issue, "Where?")
    items = fetched(connect(hub))
    hub.open(repo=OTHER)
    moved = hub.transfer(issue, OTHER)
    target = target_of(named(items, "Where?"))
    page = connect(hub).thread(target)
    now = [one for raw in page.items for one in connect(hub).parse(raw)]
    assert {one.remote_id for one in now} == {one.remote_id for one in items}
    assert f"{OTHER} " in now[0].native_id
    sent = connect(hub).reply(target, answer(), once_key="k")
    assert hub.created[0]["thread"] == (OTHER, moved["number"])
    assert sent.raw is not None
    assert connect(hub).parse(sent.raw)[0].thread_id == items[0].remote_id


@pytest.mark.shows("ids that change")
def test_a_repository_that_was_renamed_is_answered_under_its_new_name(hub: FakeGithub):
    items = fetched_with_issue(hub)
    hub.repos["ormaie/library"] = {**hub.repos[REPO], "full_name": "ormaie/library"}
    issue = hub.threads.pop((REPO, 1))
    issue |= {
        "repo": "ormaie/library",
        "repository_url": f"{hub.origin}/api/v3/repos/ormaie/library",
    }
    hub.threads["ormaie/library", 1] = issue
    hub.renamed[REPO] = "ormaie/library"
    connect(hub).reply(target_of(items[0]), answer(), once_key="k")
    assert hub.created[0]["thread"] == ("ormaie/library", 1)
    assert fetched(connect(hub))[0].remote_id == items[0].remote_id


# ------------------------------------------------------------------------------------------------- answering


def test_a_remark_on_a_line_is_answered_beside_it_below_the_first(hub: FakeGithub):
    change = hub.open(sort="pulls")
    first = hub.remark(change, "Why here?")
    hub.remark(change, "And there?", to=first)
    items = fetched(connect(hub))
    target = target_of(named(items, "And there?"))
    sent = connect(hub).reply(target, answer(), once_key="k")
    assert hub.remarks[-1]["in_reply_to_id"] == first["id"]
    found = connect(hub).find_sent(target, answer(), once_key="k", since=YESTERDAY)
    assert found is not None
    assert found.remote_id == sent.remote_id
    assert (
        connect(hub).find_sent(target_of(items[0]), answer(), once_key="k", since=YESTERDAY) is None
    )


@pytest.mark.parametrize("words", ["A lamp", "Two lamps"])
def test_a_discussion_is_answered_one_level_deep_and_the_answer_found(hub: FakeGithub, words: str):
    talk = hub.open("Ideas", sort="discussions")
    said = hub.say(talk, "A lamp")
    hub.say(talk, "Two lamps", to=said)
    items = fetched(connect(hub))
    target = target_of(named(items, words))
    assert connect(hub).find_sent(target, answer(), once_key="k", since=YESTERDAY) is None
    sent = connect(hub).reply(target, answer(), once_key="k")
    assert hub.said[-1]["to"] == said["node_id"]
    assert sent.raw is not None
    (item,) = connect(hub).parse(sent.raw)
    assert (item.parent_id, item.writer.is_us) == (target.remote_id, True)
    found = connect(hub).find_sent(target, answer(), once_key="k", since=YESTERDAY)
    assert found is not None
    assert found.remote_id == sent.remote_id


def test_a_discussion_itself_is_answered_at_its_first_level(hub: FakeGithub):
    hub.open("Ideas", sort="discussions")
    (item,) = fetched(connect(hub))
    connect(hub).reply(target_of(item), answer(), once_key="k")
    assert hub.said[-1]["to"] == ""


@pytest.mark.parametrize("trouble", ["502", "html", CUT, "null"])
def test_an_answer_in_a_discussion_that_was_lost_is_in_doubt(hub: FakeGithub, trouble: str):
    hub.open("Ideas", sort="discussions")
    (item,) = fetched(connect(hub))
    answered = hub.answer

    def answering(verb: str, target: str, headers: Any, body: bytes) -> Any:
        if b"addDiscussionComment" in body:
            hub.trouble.append(("POST /api/graphql", f"after:{trouble}"))
        return answered(verb, target, headers, body)

    hub.answer = answering  # type: ignore[method-assign]
    with pytest.raises(errors.Ambiguous):
        connect(hub).reply(target_of(item), answer(), once_key="k")
    assert connect(hub).find_sent(target_of(item), answer(), once_key="k", since=YESTERDAY)
    assert len(hub.created) == 1


@pytest.mark.parametrize("trouble", ["502", CUT])
def test_a_place_that_cannot_be_looked_at_now_is_tried_again_later(hub: FakeGithub, trouble: str):
    items = fetched_with_issue(hub)
    hub.trouble.extend([("GET /api/v3/repos", trouble)] * 3)
    with pytest.raises(errors.RateLimited):
        connect(hub).reply(target_of(items[0]), answer(), once_key="k")
    assert hub.created == []


def test_a_locked_thread_and_an_archived_repository_are_refused_by_name(hub: FakeGithub):
    items = fetched_with_issue(hub)
    hub.repos[REPO]["archived"] = True
    with pytest.raises(errors.Refused) as refused:
        connect(hub).reply(target_of(items[0]), answer(), once_key="k")
    assert refused.value.code == "archived"
    hub.repos[REPO]["archived"] = False
    hub.repos[REPO]["permissions"]["push"] = False
    hub.threads[REPO, 1]["locked"] = True
    for rights in ("talk", "write"):  # as it was known, and as it is by now
        with pytest.raises(errors.Refused) as refused:
            connect(hub, rights=rights).reply(target_of(items[0]), answer(), once_key="k")
        assert refused.value.code == "locked"
    assert hub.created == []


def test_the_server_counts_as_we_do(hub: FakeGithub):
    items = fetched_with_issue(hub)
    connect(hub).reply(target_of(items[0]), answer("é" * 65_536), once_key="k")
    with pytest.raises(errors.TooLong):
        connect(hub).reply(target_of(items[0]), answer("é" * 65_537), once_key="k")
    assert len(hub.created) == 1


def test_an_answer_from_before_is_another_answer(hub: FakeGithub):
    items = fetched_with_issue(hub)
    connect(hub).reply(target_of(items[0]), answer(), once_key="k")
    later = datetime.now(UTC) + timedelta(hours=1)
    assert connect(hub).find_sent(target_of(items[0]), answer(), once_key="k", since=later) is None
    hub.comments[-1]["user"] = hub.user("clara")
    assert (
        connect(hub).find_sent(target_of(items[0]), answer(), once_key="k", since=YESTERDAY) is None
    )


# ---------------------------------------------------------------------------------------------- keeping order


def held(hub: FakeGithub, item: Item) -> Held:
    connector = connect(hub)
    page = connector.thread(target_of(item))
    now = [one for raw in page.items for one in connector.parse(raw)]
    return next(one.held for one in now if one.remote_id == item.remote_id)


@pytest.mark.parametrize("sort", ["issues", "discussions"])
@pytest.mark.parametrize(
    ("act", "where"), [(ModerationAct.HIDE, Held.HIDDEN), (ModerationAct.SPAM, Held.SPAM)]
)
def test_a_comment_is_minimised_and_shown_again(
    hub: FakeGithub, sort: str, act: ModerationAct, where: Held
):
    thread = hub.open(sort=sort)
    if sort == "discussions":
        hub.say(thread, "Buy now")
    else:
        hub.comment(thread, "Buy now")
    item = named(fetched(connect(hub)), "Buy now")
    for _ in range(2):
        connect(hub).moderate(target_of(item), act)
    assert held(hub, item) is where
    assert named(fetched(connect(hub)), "Buy now").held is where
    connect(hub).moderate(target_of(item), ModerationAct.RESTORE)
    assert held(hub, item) is Held.NO


@pytest.mark.parametrize("kind", ["comment", "remark", "said", "issue", "discussion"])
def test_what_others_wrote_is_deleted_for_everybody_and_once_more_is_no_error(
    hub: FakeGithub, kind: str
):
    sort = {"remark": "pulls", "said": "discussions", "discussion": "discussions"}.get(
        kind, "issues"
    )
    thread = hub.open(sort=sort)
    write: dict[str, Any] = {"comment": hub.comment, "remark": hub.remark, "said": hub.say}
    if kind in write:
        write[kind](thread, "Buy now")
    item = fetched(connect(hub))[-1]
    for _ in range(2):
        connect(hub).moderate(target_of(item), ModerationAct.DELETE)
    assert connect(hub).thread(target_of(item)).gone[0] == item.remote_id


def test_what_cannot_be_minimised_or_deleted_is_said(hub: FakeGithub):
    hub.open(sort="pulls")
    (item,) = fetched(connect(hub))
    for act, code in (
        (ModerationAct.HIDE, "not-minimisable"),
        (ModerationAct.DELETE, "not-deletable"),
    ):
        with pytest.raises(errors.Refused) as refused:
            connect(hub).moderate(target_of(item), act)
        assert refused.value.code == code


def test_a_thread_is_locked_and_unlocked_and_people_are_blocked_once(hub: FakeGithub):
    items = fetched_with_issue(hub)
    connector, target = connect(hub), target_of(items[0])
    for act, locked in ((ModerationAct.LOCK, True), (ModerationAct.UNLOCK, False)):
        for _ in range(2):
            connector.moderate(target, act)
        assert hub.threads[REPO, 1]["locked"] is locked
    for act, people in ((ModerationAct.BLOCK, {"clara"}), (ModerationAct.UNBLOCK, set())):
        for _ in range(2):
            connector.moderate(target, act)
        assert hub.blocked == people
    with pytest.raises(errors.Refused):
        connector.moderate(target, ModerationAct.MUTE)


# ------------------------------------------------------------------------------------------------ hostile input


@pytest.mark.parametrize(
    "native",
    [
        "",
        "12",
        "a b c d e f g h",
        "o/r 1 issue x self 1 - -",
        "o 1 issue 2 self 1 - -",
        "o/r 1 wiki 2 self 1 - -",
    ],
)
def test_what_is_no_place_is_none_and_is_neither_answered_nor_moderated(
    hub: FakeGithub, native: str
):
    assert Place.of(native, "x") is None
    target = Target("x", native, "@x", Visibility.PUBLIC)
    connector = connect(hub)
    for act in (
        lambda: connector.reply(target, answer(), once_key="k"),
        lambda: connector.moderate(target, ModerationAct.HIDE),
    ):
        with pytest.raises(errors.Refused):
            act()
    assert connector.thread(target).items == ()
    assert connector.find_sent(target, answer(), once_key="k", since=YESTERDAY) is None


def test_values_of_any_other_kind_do_no_harm(hub: FakeGithub):
    hub.comment(hub.open(), "hello")
    raw = [raw for page in pages(connect(hub)) for raw in page.items][-1]
    known = json.loads(raw.payload)
    for key in ("user", "node_id", "html_url", "edited_at", "path", "title"):
        for value in (None, 7, "x", [], [1], {"a": None}):
            spoilt = {**known, "thing": {**known["thing"], key: value}}
            (item,) = connect(hub).parse(RawItem(raw.kind, "1", json.dumps(spoilt).encode()))
            assert item.html == "<p>hello</p>"


def test_a_list_that_goes_on_elsewhere_ends_here(hub: FakeGithub):
    asked = forge.Forge(quick_http(hub.origin), forge.home_of(hub.origin), TOKEN)
    answer = asked.get(f"repos/{REPO}")
    for url in ("https://elsewhere.example/2", "http://127.0.0.1:1/2", "/relative"):
        given = replace(answer, headers={"link": f'<{url}>; rel="next"'})
        assert asked.next_page(given) == ""


def test_the_program_has_no_client_of_its_own_yet():
    assert github.CLIENT_ID == ""
