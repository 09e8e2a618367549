"""The Lemmy connector's rules, each against a server on loopback of both versions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.connectors import lemmy
from cmworkstation.connectors.lemmy import LemmyConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk import lemmyapi
from cmworkstation.sdk.connector import Content, Found, Target, Upload
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PostingConformance,
    PublishingConformance,
    Stage,
    quick_http,
    read_history,
)
from cmworkstation.sdk.troubles import CUT
from tests.connectors.fake_lemmy import DIGITS, PASSWORD, PEOPLE, TOKEN, FakeLemmy, Problem
from tests.connectors.misbehaving import serving


@pytest.fixture(params=["v3", "v4"])
def server(request: pytest.FixtureRequest) -> Iterator[FakeLemmy]:
    with serving(FakeLemmy(api=request.param)) as fake:
        yield fake


@pytest.fixture
def old() -> Iterator[FakeLemmy]:
    with serving(FakeLemmy()) as fake:
        yield fake


def connect(server: FakeLemmy, **more: str) -> LemmyConnector:
    settings = {
        "server": server.origin,
        "api": server.api,
        "user": "alma",
        "person_id": str(PEOPLE["alma"]),
        "writer_key": f"{server.origin}/u/alma",
        "moderates": "1" if server.moderates else "0",
        "languages": "en=37 fr=39",
        "post_place": "fennick@lemmy.example",
        **more,
    }
    return LemmyConnector(settings, {"jwt": TOKEN}, quick_http(server.origin))


def fetched(connector: LemmyConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        for raw in page.items:
            items += connector.parse(raw)
    return items


def to_us(items: list[Item]) -> list[str]:
    return [item.text for item in items if not item.context and not item.writer.is_us]


def target_of(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def comment_target(comment: dict[str, Any]) -> Target:
    return Target(comment["ap_id"], f"comment:{comment['id']}", "", Visibility.PUBLIC)


def content(text: str = "From nine to twelve.", **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC), **more)


def since() -> datetime:
    return datetime.now(UTC) - timedelta(hours=2)


# ------------------------------------------------------------------------------------ the conformance kit


class LemmyStage(Stage):
    """Somebody who posted, and is answered."""

    secrets = (TOKEN, PASSWORD)
    place = "fennick@lemmy.example"

    def __init__(self, server: FakeLemmy) -> None:
        self.server = server
        self.post = server.post()

    def connector(self) -> LemmyConnector:
        return connect(self.server)

    def write(self, text: str) -> None:
        self.server.write(text, to=self.post)

    def write_strangely(self) -> None:
        about = {"id": self.server._next(), "kind": "sung"}
        strange = {
            "comment_reply": about,
            "notification": about,
            "data": {"type_": "song"},
            "comment": None,
        }
        self.server.told.append({"id": about["id"], "kind": "?", "strange": strange})

    def trouble(self, name: str) -> None:
        self.server.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        place = f"POST /api/{self.server.api}/comment"
        self.server.trouble.append((place, f"after:{name}" if stored else name))

    def post_trouble(self, name: str, *, stored: bool) -> None:
        place = f"POST /api/{self.server.api}/post"
        self.server.trouble.append((place, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.server.created)

    def files(self) -> list[tuple[str, bytes]]:
        kind, _, number = self.server.created[-1].partition(":")
        things = self.server.posts if kind == "post" else self.server.comments
        text = things[int(number)]["body" if kind == "post" else "content"]
        found = lemmy.PICTURE.findall(text)
        return [(alt, self.server.files[url.rpartition("/")[2]]) for alt, url in found]


class TestConformance(PublishingConformance, HistoryConformance, PostingConformance):
    @pytest.fixture
    def stage(self, old: FakeLemmy) -> LemmyStage:
        return LemmyStage(old)


class TestConformanceOfV4(PublishingConformance, HistoryConformance, PostingConformance):
    troubles = reply_troubles = ("401", "404", "429 seconds", "502", "cut json", CUT)

    @pytest.fixture
    def stage(self) -> Iterator[LemmyStage]:
        with serving(FakeLemmy(api="v4")) as fake:
            yield LemmyStage(fake)


# ----------------------------------------------------------------------------------------- adding an account


def found_at(server: FakeLemmy, typed: str = "{}") -> Found:
    host = server.origin.removeprefix("http://")
    return LemmyConnector.find(quick_http(), typed.format(server.origin, host=host))


@pytest.mark.parametrize(
    ("typed", "user"),
    [
        ("{}", ""),
        (" {}/u/alma ", "alma"),
        ("{}/c/fennick", ""),
        ("@alma@{host}", "alma"),
        ("alma@{host}", "alma"),
    ],
)
def test_a_server_is_found_with_its_version_and_the_name_that_was_typed(
    server: FakeLemmy, typed: str, user: str
):
    found = found_at(server, typed)
    assert (found.server, found.title) == (server.origin, "Fennick Lane")
    assert (found.settings["api"], found.settings["user"]) == (server.api, user)
    assert found.software.startswith("Lemmy 0.19" if server.api == "v3" else "Lemmy 1.0")


@pytest.mark.parametrize("what", ["null", "404", "other shape"])
def test_what_is_no_lemmy_is_told(old: FakeLemmy, what: str):
    old.lasting = what
    with pytest.raises((errors.NotThisPlatform, errors.ServerTrouble)):
        found_at(old)


def signed_in(server: FakeLemmy, password: str = PASSWORD, user: str = "alma") -> Any:
    answer = {"user": user, "password": password}
    return LemmyConnector.finish(quick_http(), found_at(server), None, answer)


@pytest.mark.parametrize("user", ["alma", " @alma ", "alma@127.0.0.1"])
def test_a_password_is_exchanged_for_a_token_and_not_kept(server: FakeLemmy, user: str):
    made = signed_in(server, user=user)
    assert made.secret == {"jwt": TOKEN}
    assert PASSWORD not in repr(made) + repr(made.settings) + repr(made.secret)
    settings = {**found_at(server).settings, **made.settings}
    identity = LemmyConnector(settings, made.secret, quick_http(server.origin)).check()
    assert (identity.handle, identity.name) == ("@alma@127.0.0.1", "Alma")
    assert identity.settings["person_id"] == str(PEOPLE["alma"])
    assert (
        identity.settings["languages"] == "und=0 en=37 fr=39"
        or "fr=39" in identity.settings["languages"]
    )


def test_a_second_factor_is_typed_behind_the_password(server: FakeLemmy):
    server.digits = DIGITS
    with pytest.raises(errors.Refused) as refused:
        signed_in(server)
    assert refused.value.code == "second-factor-digits"
    with pytest.raises(errors.Refused) as refused:
        signed_in(server, f"{PASSWORD} 000000")
    assert refused.value.code == "second-factor-wrong"
    assert signed_in(server, f"{PASSWORD} {DIGITS}").secret == {"jwt": TOKEN}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("registration_application_is_pending", "not-yet-approved"),
        ("email_not_verified", "not-verified"),
        ("site_ban", "account-banned"),
    ],
)
def test_an_account_that_may_not_sign_in_yet_is_told_why(old: FakeLemmy, word: str, code: str):
    old.pending = word
    with pytest.raises(errors.Refused) as refused:
        signed_in(old)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "answer", [{}, {"user": "alma"}, {"password": "x"}, {"user": "alma", "password": "wrong"}]
)
def test_without_the_right_name_and_password_nobody_is_signed_in(
    server: FakeLemmy, answer: dict[str, str]
):
    with pytest.raises(errors.NotSignedIn):
        LemmyConnector.finish(quick_http(), found_at(server), None, answer)
    with pytest.raises(errors.Refused):
        LemmyConnector.begin(quick_http(), found_at(server), "http://127.0.0.1:9/callback")


def test_a_token_that_was_taken_back_is_noticed_by_everything(server: FakeLemmy):
    comment = server.write("Is it open?", to=server.post())
    connector = connect(server)
    server.tokens.clear()
    for act in (
        connector.check,
        lambda: list(connector.fetch({})),
        lambda: connector.thread(comment_target(comment)),
        lambda: connector.reply(comment_target(comment), content(), once_key="k"),
        lambda: connector.moderate(comment_target(comment), ModerationAct.REPORT),
    ):
        with pytest.raises(errors.NotSignedIn):
            act()
    assert server.created == []


def test_signing_out_takes_the_token_back(server: FakeLemmy):
    connector = connect(server)
    assert connector.revoke() is True
    assert server.tokens == set()
    server.lasting = "500"
    assert connector.revoke() is False


def test_who_moderates_anything_may_remove(server: FakeLemmy):
    assert ModerationAct.TRASH not in connect(server).check().capabilities.moderation
    server.moderates = True
    assert ModerationAct.TRASH in connect(server).check().capabilities.moderation
    server.moderates, server.admin = False, True
    assert ModerationAct.TRASH in connect(server).check().capabilities.moderation


# ------------------------------------------------------------------------------------------------- reading


def test_kinds_are_told_apart_and_stand_below_what_they_answer(server: FakeLemmy):
    post = server.post()
    first = server.write("what clara thinks", to=post, by="clara")
    ours = server.write("what alma said", to=first, by="alma")
    server.write("a reply to you", to=ours)
    elsewhere = server.post("Elsewhere", by="bruno")
    server.write("hello @alma", to=elsewhere, told="mention")
    server.say("in private")
    items = {item.text or item.title: item for item in fetched(connect(server))}
    assert items["a reply to you"].kind is Kind.REPLY
    assert items["a reply to you"].parent_id == ours["ap_id"]
    assert items["a reply to you"].thread_id == post["ap_id"]
    assert items["hello @alma"].kind is Kind.MENTION
    assert items["hello @alma"].parent_id == elsewhere["ap_id"]
    assert items["in private"].kind is Kind.PRIVATE
    assert items["in private"].visibility is Visibility.PRIVATE
    assert items["Elsewhere"].context
    assert items["Elsewhere"].writer.name == "Bruno"
    assert items["what alma said"].writer.is_us
    assert items["what alma said"].parent_id == first["ap_id"]
    assert not items["what clara thinks"].context  # it answers a post of ours
    assert items["a reply to you"].writer.handle == "@nour@127.0.0.1"


@pytest.mark.shows("ids that change")
def test_a_comment_of_another_server_keeps_its_permanent_name(server: FakeLemmy):
    far = "https://far.example/comment/9"
    comment = server.write("from afar", to=server.post(), ap_id=far)
    server.write("and below", to=comment, told="mention")
    items = {item.text: item for item in fetched(connect(server))}
    assert items["from afar"].remote_id == far
    assert items["and below"].parent_id == far


@pytest.mark.shows("lost parent")
def test_a_parent_that_is_lost_leaves_the_answer_below_the_post(server: FakeLemmy):
    post = server.post(by="bruno")
    lost = server.write("lost", to=post, by="bruno")
    server.write("hello @alma", to=lost, told="mention")
    del server.comments[lost["id"]]
    (item,) = [one for one in fetched(connect(server)) if one.text == "hello @alma"]
    assert item.parent_id == post["ap_id"]


@pytest.mark.parametrize("many", [3, 130])
@pytest.mark.shows("pages that overlap or skip")
def test_everything_new_is_read_however_much_it_is(server: FakeLemmy, many: int):
    post = server.post()
    cursors: dict[str, str] = {}
    connector = connect(server)
    server.write("to begin with", to=post)
    fetched(connector, cursors)
    for n in range(many):
        server.write(f"number {n}.", to=post)
        server.say(f"message {n}.")
    found = to_us(fetched(connector, cursors))
    assert [one for one in found if "number" in one] == [f"number {n}." for n in range(many)]
    assert [one for one in found if "message" in one] == [f"message {n}." for n in range(many)]
    assert fetched(connector, cursors) == []


@pytest.mark.shows("edited parent")
def test_edits_removals_and_deletions_are_found_among_the_newest(server: FakeLemmy):
    post = server.post()
    comments = [server.write(f"number {n}", to=post) for n in range(5)]
    cursors: dict[str, str] = {}
    connector = connect(server)
    fetched(connector, cursors)
    server.edit(comments[0], "number 0, edited")
    comments[1]["removed"] = True
    comments[2]["deleted"] = True
    entry = next(one for one in server.told if one.get("comment") == comments[3]["id"])
    server.told.remove(entry)
    del server.comments[comments[3]["id"]]
    gone = [name for page in connector.fetch(dict(cursors)) for name in page.gone]
    items = {item.remote_id: item for item in fetched(connector, cursors) if not item.context}
    names = [one["ap_id"] for one in comments]
    assert (items[names[0]].text, items[names[0]].held) == ("number 0, edited", Held.NO)
    assert items[names[0]].edited_at is not None
    assert (items[names[1]].held, items[names[1]].deleted) == (Held.TRASH, False)
    assert items[names[2]].deleted
    assert gone == [names[3]]
    assert names[4] not in items
    assert [page for page in connector.fetch(cursors) if page.items or page.gone] == []
    comments[1]["removed"] = False
    again = {item.remote_id: item for item in fetched(connector, cursors)}
    if names[1] in again:  # 1.0 no longer lists what was removed once it was forgotten here
        assert again[names[1]].held is Held.NO


def test_what_moderators_did_to_us_is_read_as_the_state_of_what_we_wrote():
    with serving(FakeLemmy(api="v4")) as server:
        ours = server.write("what alma said", to=server.post(by="bruno"), by="alma")
        ours["removed"] = True
        server.tell("mod", action=ours["id"])
        (item,) = [one for one in fetched(connect(server)) if one.remote_id == ours["ap_id"]]
        assert (item.held, item.writer.is_us) == (Held.TRASH, True)


def test_a_post_that_names_us_is_a_mention():
    with serving(FakeLemmy(api="v4")) as server:
        post = server.post("Ask @alma", by="nour", body="She knows.")
        server.tell("mention", post=post["id"])
        (item,) = fetched(connect(server))
        assert (item.kind, item.title, item.text, item.context) == (
            Kind.MENTION,
            "Ask @alma",
            "She knows.",
            False,
        )
        sent = connect(server).reply(target_of(item), content(), once_key="k")
        assert server.comments[int(sent.native_id.partition(":")[2])]["path"].count(".") == 1


def test_private_messages_are_strung_together_by_the_one_before(server: FakeLemmy):
    server.say("hello")
    server.say("hello from clara", by="clara")
    cursors: dict[str, str] = {}
    connector = connect(server)
    first = {item.text: item for item in fetched(connector, cursors)}
    server.say("yes?", by="alma", to="nour")
    server.say("thank you")
    later = {item.text: item for item in fetched(connector, cursors)}
    assert first["hello"].thread_id == first["hello from clara"].thread_id == ""
    assert later["yes?"].thread_id == first["hello"].remote_id
    assert later["yes?"].writer.is_us
    assert later["thank you"].thread_id == later["yes?"].remote_id
    page = connector.thread(target_of(later["thank you"]))
    texts = [item.text for raw in page.items for item in connector.parse(raw)]
    assert texts == ["hello", "yes?", "thank you"]


def test_a_private_message_that_is_gone_is_told_when_its_thread_is_read(server: FakeLemmy):
    message = server.say("hello")
    (item,) = fetched(connect(server))
    message["deleted"] = True
    page = connect(server).thread(target_of(item))
    deleted = [one.deleted for raw in page.items for one in connect(server).parse(raw)]
    assert deleted == [True] or page.gone == (item.remote_id,)


@pytest.mark.shows("ids that change")
def test_a_server_that_was_brought_up_to_date_goes_on_with_its_new_inbox(old: FakeLemmy):
    post = old.post()
    old.write("before", to=post)
    connector = connect(old)
    cursors: dict[str, str] = {}
    fetched(connector, cursors)
    old.api = "v4"
    old.write("after", to=post)
    assert "after" in to_us(fetched(connector, cursors))
    pages, _ = read_history(connect(old, api="v3"), since=None)
    assert pages
    assert connect(old, api="v3").check().settings["api"] == "v4"


@pytest.mark.shows("deleted thread")
def test_a_thread_is_read_with_all_between_and_one_that_is_gone_is_told(server: FakeLemmy):
    post = server.post()
    above = server.write("first", to=post, by="clara")
    below = server.write("second", to=above)
    server.write("third", to=below, by="alma")
    page = connect(server).thread(comment_target(below))
    items = {
        item.text or item.title: item for raw in page.items for item in connect(server).parse(raw)
    }
    assert list(items) == ["Opening hours", "first", "second", "third"]
    assert items["third"].parent_id == below["ap_id"]
    del server.comments[below["id"]]
    assert connect(server).thread(comment_target(below)).gone == (below["ap_id"],)


def test_the_same_thread_can_go_back_to_how_it_was(server: FakeLemmy):
    """What was removed and restored must not be taken for old news."""
    comment = server.write("first", to=server.post())

    def read() -> bytes:
        page = connect(server).thread(comment_target(comment))
        return next(
            raw.payload for raw in page.items if raw.native_id == f"comment:{comment['id']}"
        )

    assert read() != read()


# --------------------------------------------------------------------------------------------------- answering


def test_an_answer_goes_below_a_comment_or_a_post_in_its_language(server: FakeLemmy):
    comment = server.write("When?", to=server.post())
    what = replace(content(), language="fr")
    sent = connect(server).reply(comment_target(comment), what, once_key="k")
    made = server.comments[int(sent.native_id.partition(":")[2])]
    assert made["path"] == f"{comment['path']}.{made['id']}"
    assert made["language_id"] == 39
    server.allowed = (0,)
    sent = connect(server).reply(
        comment_target(comment), replace(what, text="Again."), once_key="k2"
    )
    assert server.comments[int(sent.native_id.partition(":")[2])]["language_id"] == 0
    assert len(server.created) == 2


def test_a_private_answer_goes_to_whoever_wrote_it(server: FakeLemmy):
    message = server.say("hello")
    (item,) = fetched(connect(server))
    sent = connect(server).reply(target_of(item), content("Good evening."), once_key="k")
    found = connect(server).find_sent(
        target_of(item), content("Good evening."), once_key="k", since=since()
    )
    assert found is not None
    assert found.remote_id == sent.remote_id
    assert sent.raw is not None
    (ours,) = connect(server).parse(sent.raw)
    assert (ours.parent_id, ours.visibility) == (message["ap_id"], Visibility.PRIVATE)
    comment = server.write("in public", to=server.post(), by="clara")
    what = replace(content("Just for you."), visibility=Visibility.PRIVATE)
    connect(server).reply(comment_target(comment), what, once_key="k2")
    assert server.messages[max(server.messages)]["recipient_id"] == PEOPLE["clara"]
    found = connect(server).find_sent(comment_target(comment), what, once_key="k2", since=since())
    assert found is not None


@pytest.mark.parametrize("stored", [True, False])
def test_a_private_message_in_doubt_is_settled_by_looking(server: FakeLemmy, stored: bool):
    server.say("hello")
    (item,) = fetched(connect(server))
    server.trouble.append(
        (f"POST /api/{server.api}/private_message", "after:502" if stored else "502")
    )
    with pytest.raises(errors.Ambiguous):
        connect(server).reply(target_of(item), content(), once_key="k")
    found = connect(server).find_sent(target_of(item), content(), once_key="k", since=since())
    assert (found is not None) == stored


def test_our_answer_is_found_however_much_we_said_since(server: FakeLemmy):
    comment = server.write("When?", to=server.post())
    sent = connect(server).reply(comment_target(comment), content(), once_key="k")
    other = server.post("Elsewhere")
    for n in range(120):
        server.write(f"also said {n}", to=other, by="alma")["at"] = datetime.now(UTC)
    found = connect(server).find_sent(
        comment_target(comment), content(), once_key="k", since=since()
    )
    assert found is not None
    assert found.remote_id == sent.remote_id
    late = datetime.now(UTC) + timedelta(hours=1)
    assert (
        connect(server).find_sent(comment_target(comment), content(), once_key="k", since=late)
        is None
    )


def test_an_answer_to_a_post_is_not_taken_for_one_to_a_comment_of_it(server: FakeLemmy):
    post = server.post()
    comment = server.write("When?", to=post)
    to_post = Target(post["ap_id"], f"post:{post['id']}", "", Visibility.PUBLIC)
    sent = connect(server).reply(to_post, content(), once_key="k")
    look = connect(server).find_sent
    assert look(comment_target(comment), content(), once_key="k", since=since()) is None
    found = look(to_post, content(), once_key="k", since=since())
    assert found is not None
    assert found.remote_id == sent.remote_id


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        (lambda s, c: c.update(deleted=True), errors.Gone, "not_found"),
        (lambda s, c: c.update(removed=True), errors.Gone, "not_found"),
        (lambda s, c: s.comments.pop(c["id"]), errors.Gone, "not_found"),
        (lambda s, c: s.posts[c["post_id"]].update(deleted=True), errors.Gone, "not_found"),
        (lambda s, c: s.posts[c["post_id"]].update(locked=True), errors.Refused, "comment-locked"),
        (lambda s, c: s.blocked_by.add(c["creator_id"]), errors.Refused, "blocked"),
        (lambda s, c: c.update(path="0" + ".7" * 50), errors.Refused, "too-deep"),
    ],
    ids=["deleted", "removed", "purged", "post deleted", "locked", "blocked", "deep"],
)
@pytest.mark.shows("lost parent")
def test_what_cannot_be_answered_is_refused_in_words_and_nothing_is_published(
    server: FakeLemmy, change: Any, kind: type[errors.Refused], code: str
):
    comment = server.write("When?", to=server.post(by="bruno"), told="mention")
    target = comment_target(comment)
    change(server, comment)
    with pytest.raises(kind) as refused:
        connect(server).reply(target, content(), once_key="k")
    assert refused.value.code == code
    assert server.created == []


def test_a_word_that_the_server_does_not_take_is_told(server: FakeLemmy):
    comment = server.write("When?", to=server.post())
    with pytest.raises(errors.Refused) as refused:
        connect(server).reply(comment_target(comment), content("a badword"), once_key="k")
    assert (refused.value.code, refused.value.words) == ("slurs", "")


def test_length_is_counted_in_utf16_units_with_the_pictures(server: FakeLemmy):
    comment = server.write("When?", to=server.post())
    connector = connect(server)
    assert connector.reply(comment_target(comment), content("🦊" * 5000), once_key="k").remote_id
    with pytest.raises(errors.TooLong) as raised:
        connector.reply(comment_target(comment), content("🦊" * 5000 + "x"), once_key="k")
    assert raised.value.over == 1
    picture = Upload(
        "a.png", "image/png", "A plan", 1, bytes, f"{server.origin}/pictrs/image/a.png"
    )
    with pytest.raises(errors.TooLong):
        connector.reply(
            comment_target(comment), content("x" * 9990, media=(picture,)), once_key="k"
        )


def test_pictures_in_what_was_written_are_attachments(server: FakeLemmy):
    server.write(
        'Look: ![A [map]](x) ![A map](https://far.example/map.png "title")', to=server.post()
    )
    (item,) = [one for one in fetched(connect(server)) if one.text.startswith("Look")]
    assert [(one.url, one.alt) for one in item.attachments] == [
        ("https://far.example/map.png", "A map")
    ]


@pytest.mark.parametrize("word", ["rate_limit_error", "too_many_requests"])
def test_a_pause_that_is_asked_for_as_a_refusal_is_a_pause(server: FakeLemmy, word: str):
    comment = server.write("When?", to=server.post())

    def slowed(route: str, body: dict[str, Any]) -> Any:
        raise Problem(word)

    server._post = slowed  # type: ignore[method-assign]
    with pytest.raises(errors.RateLimited):
        connect(server).reply(comment_target(comment), content(), once_key="k")


# ------------------------------------------------------------------------------------------------ keeping order


def test_moderators_remove_and_restore_comments_and_posts(server: FakeLemmy):
    server.moderates = True
    post = server.post(by="nour")
    comment = server.write("rude", to=post)
    targets = (
        comment_target(comment),
        Target(post["ap_id"], f"post:{post['id']}", "", Visibility.PUBLIC),
    )
    for target, thing in zip(targets, (comment, post), strict=True):
        for _ in range(2):
            connect(server).moderate(target, ModerationAct.TRASH)
        assert thing["removed"] is True
        connect(server).moderate(target, ModerationAct.RESTORE)
        assert thing["removed"] is False


def test_moderators_close_a_post_and_open_it_again(server: FakeLemmy):
    server.moderates = True
    post = server.post()
    comment = server.write("endless", to=post)
    for act, locked in ((ModerationAct.LOCK, True), (ModerationAct.UNLOCK, False)):
        connect(server).moderate(comment_target(comment), act)
        assert post["locked"] is locked


@pytest.mark.shows("scope missing")
def test_who_does_not_moderate_here_is_told(server: FakeLemmy):
    comment = server.write("rude", to=server.post())
    with pytest.raises(errors.Refused):
        connect(server).moderate(comment_target(comment), ModerationAct.TRASH)
    with pytest.raises(errors.Refused) as refused:
        connect(server, moderates="1").moderate(comment_target(comment), ModerationAct.TRASH)
    assert refused.value.code == "not-a-moderator"
    assert comment["removed"] is False


def test_anybody_reports_and_blocks(server: FakeLemmy):
    server.say("rude in private")
    (message,) = fetched(connect(server))
    comment = server.write("rude", to=server.post())
    for target in (target_of(message), comment_target(comment)):
        for act in (ModerationAct.REPORT, ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            connect(server).moderate(target, act)
    told = [(what, body.get("block")) for what, body in server.acts]
    assert told == [
        ("private_message/report", None), ("block", True), ("block", False),
        ("comment/report", None), ("block", True), ("block", False),
    ]  # fmt: skip
    assert {body["person_id"] for what, body in server.acts if what == "block"} == {PEOPLE["nour"]}


# ------------------------------------------------------------------------------------------ a stretch of time


def test_history_goes_through_every_list_page_by_page(
    server: FakeLemmy, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lemmyapi, "PAGE", 10)
    post = server.post()
    for n in range(25):
        server.write(f"comment {n}.", to=post)
        server.say(f"message {n}.")
    connector, seen, cursor = connect(server), [], ""
    while True:
        reading = connector.history(since=None, until=datetime.now(UTC), cursor=cursor)
        page = next(reading, None)
        if page is None:
            break
        seen += [
            item.text for raw in page.items for item in connector.parse(raw) if not item.context
        ]
        cursor = page.cursor
    for what in ("comment", "message"):
        assert {f"{what} {n}." for n in range(25)} <= set(seen)
    middle = server.comments[max(server.comments)]["at"] - timedelta(seconds=20)
    pages, floor = read_history(connect(server), since=middle)
    assert floor is None
    late = {item.text for page in pages for raw in page.items for item in connector.parse(raw)}
    assert "comment 24." in late
    assert "comment 0." not in late
