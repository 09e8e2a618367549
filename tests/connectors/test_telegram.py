import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.connectors.telegram import TelegramConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import Idempotency, ModerationAct, Visibility
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk import botapi
from cmworkstation.sdk.connector import Content, Page, RawItem, Target, Upload
from cmworkstation.sdk.testing import (
    PostingConformance,
    PublishingConformance,
    Stage,
    a_picture,
    quick_http,
)
from cmworkstation.sdk.troubles import TROUBLES
from tests.connectors.fake_telegram import (
    BOT,
    BRUNO,
    CHANNEL,
    CLOSED,
    GROUP,
    OLD,
    PRIVATE,
    TOKEN,
    FakeTelegram,
)
from tests.connectors.misbehaving import serving

SEND = f"POST /bot{TOKEN}/send"


@pytest.fixture
def server() -> Iterator[FakeTelegram]:
    with serving(FakeTelegram()) as fake:
        yield fake


def settings_for(fake: FakeTelegram) -> dict[str, str]:
    return {
        "server": fake.origin,
        "bot_id": str(BOT["id"]),
        "user": "alma_bot",
        "post_place": "@ormaie",
    }


def connect(fake: FakeTelegram, token: str = TOKEN) -> TelegramConnector:
    return TelegramConnector(settings_for(fake), {"token": token}, quick_http(fake.origin))


def pages(connector: TelegramConnector, cursors: dict[str, str] | None = None) -> list[Page]:
    cursors = {} if cursors is None else cursors
    found = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        found.append(page)
    return found


def fetched(connector: TelegramConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    raws = [raw for page in pages(connector, cursors) for raw in page.items]
    return [item for raw in raws for item in connector.parse(raw)]


def target_of(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


def answer(text: str = "At ten.", **more: Any) -> Content:
    given = {"visibility": Visibility.PUBLIC, "created_at": datetime.now(UTC), **more}
    return Content(text, **given)


# ------------------------------------------------------------------------------------ the conformance kit


class TelegramStage(Stage):
    place = "@ormaie"
    secrets = (TOKEN,)

    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake

    def connector(self) -> TelegramConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.write(text)

    def write_strangely(self) -> None:
        self.fake.tell("telepathy", {"thought": "?"})
        self.fake.tell("message", {"message_id": None, "text": "?", "chat": [], "date": "soon"})

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append((SEND, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.sent)

    def files(self) -> list[tuple[str, bytes]]:
        return [("", data) for _, data in self.fake.uploaded]


class TestConformance(PublishingConformance, PostingConformance):
    @pytest.fixture
    def stage(self, server: FakeTelegram) -> TelegramStage:
        return TelegramStage(server)


# ----------------------------------------------------------------------------------------- adding an account


def sign_in(fake: FakeTelegram, token: str) -> Any:
    found = TelegramConnector.find(quick_http(), fake.origin)
    given = TelegramConnector.finish(quick_http(), found, None, {"token": token})
    settings = {**found.settings, **given.settings}
    return TelegramConnector(settings, given.secret, quick_http(fake.origin)).check()


def test_a_bots_token_signs_in(server: FakeTelegram):
    identity = sign_in(server, f" {TOKEN}\n")
    assert (identity.handle, identity.name) == ("@alma_bot", "Alma")
    assert identity.settings["sees_all"] == "no"
    assert TOKEN not in repr(identity)
    assert TelegramConnector.find(quick_http(), "").server == "https://api.telegram.org"


@pytest.mark.parametrize(
    "token", ["", "alma", "12:", ":abc", "12:a b/c", "999:AAnother", "@alma_bot"]
)
def test_what_is_no_token_or_no_longer_one_is_not_signed_in(server: FakeTelegram, token: str):
    with pytest.raises(errors.NotSignedIn):
        sign_in(server, token)


def test_a_bot_whose_messages_go_elsewhere_is_told_before_it_is_added(server: FakeTelegram):
    server.webhook = "https://bots.example/hook"
    with pytest.raises(errors.Refused) as refused:
        sign_in(server, TOKEN)
    assert refused.value.code == "webhook-set"


def test_a_token_that_was_taken_back_is_not_signed_in(server: FakeTelegram):
    server.token = "123456789:AAnew-one"
    for ask in (connect(server).check, lambda: fetched(connect(server))):
        with pytest.raises(errors.NotSignedIn):
            ask()


# ---------------------------------------------------------------- updates are deleted once they are confirmed


def test_nothing_is_confirmed_before_whoever_took_a_page_comes_back_for_more(server: FakeTelegram):
    for number in range(250):
        server.write(f"number {number}")
    reading = connect(server).fetch({})
    for turn in range(3):
        page = next(reading)
        assert page.only_once
        assert (
            len(server.confirmed) == turn * 100
        )  # what the pages before held, and nothing of this one
    assert list(reading) == []
    assert len(server.updates) == 50
    cursors = {page.stream: page.cursor}
    assert fetched(connect(server), cursors) == []
    assert server.updates == []


@pytest.mark.shows("pages that overlap or skip")
def test_a_page_that_was_not_stored_comes_again(server: FakeTelegram):
    for number in range(150):
        server.write(f"number {number}")
    first = next(connect(server).fetch({}))
    again = next(connect(server).fetch({}))
    assert again.items == first.items
    assert server.confirmed == []


@pytest.mark.parametrize("days", [6, -2], ids=["days ago", "by a wrong clock"])
def test_a_number_that_may_be_of_another_week_deletes_nothing(server: FakeTelegram, days: int):
    server.next_update = 9_000
    server.write("before the silence")
    cursors: dict[str, str] = {}
    fetched(connect(server), cursors)
    known = json.loads(cursors["updates"])
    old = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    cursors["updates"] = json.dumps({**known, "at": old})
    server.updates.clear()
    server.next_update = 17  # after a week the numbers begin anew, anywhere
    server.write("after the silence")
    assert [one.html for one in fetched(connect(server), cursors)] == ["<p>after the silence</p>"]
    assert server.offsets[-1] == 0
    assert server.confirmed == []


@pytest.mark.parametrize("kind", ["webhook", "elsewhere"])
def test_another_reader_of_the_same_bot_is_told_apart_from_a_refusal(
    server: FakeTelegram, kind: str
):
    cursors: dict[str, str] = {}
    setattr(server, kind, "https://bots.example/hook" if kind == "webhook" else True)
    with pytest.raises(errors.Refused) as refused:
        fetched(connect(server), cursors)
    assert refused.value.code == ("webhook-set" if kind == "webhook" else "read-elsewhere")


def test_the_pause_stands_in_the_body(server: FakeTelegram):
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 17"}
    body["parameters"] = {"retry_after": 17}
    server.trouble.append((f"GET /bot{TOKEN}/getUpdates", "pause"))
    told = (429, {"Content-Type": "application/json"}, json.dumps(body).encode())
    server._wrong = lambda what: told  # type: ignore[method-assign]
    with pytest.raises(errors.RateLimited) as limited:
        fetched(connect(server))
    assert limited.value.retry_after == 17


# -------------------------------------------------------------------------------------------------- reading


def test_a_group_is_read_with_what_answers_what(server: FakeTelegram):
    question = server.write("When do you open?")
    server.write("I wonder too", by=BRUNO, to=question)
    ours = server.message("At nine.", by=BOT, to=question)
    server.write("Thanks!", to=ours)
    server.write("Hello @Alma_Bot", by=BRUNO)
    items = fetched(connect(server))
    by_words = {one.html: one for one in items}
    first = by_words["<p>When do you open?</p>"]
    assert (first.title, first.kind, first.writer.name) == (
        "Readers",
        Kind.COMMENT,
        "Clara Fenouil",
    )
    assert first.url == f"https://t.me/ormaie_readers/{question['message_id']}"
    assert by_words["<p>I wonder too</p>"].parent_id == first.remote_id
    assert by_words["<p>Thanks!</p>"].kind is Kind.REPLY
    assert by_words["<p>At nine.</p>"].context
    assert by_words["<p>At nine.</p>"].writer.is_us
    assert by_words["<p>Hello @Alma_Bot</p>"].kind is Kind.MENTION


def test_comments_below_a_post_of_a_channel_are_one_thread(server: FakeTelegram):
    post = server.write(
        "We open on Saturday", by=None, sender_chat=CHANNEL, chat=CLOSED, is_automatic_forward=True
    )
    thread = {"message_thread_id": post["message_id"]}
    one = server.write("At last!", chat=CLOSED, to=post, **thread)
    server.write("Until when?", by=BRUNO, chat=CLOSED, to=one, **thread)
    server.write("Our news", by=None, chat=CHANNEL, kind="channel_post")
    items = [one for one in fetched(connect(server)) if not one.context]
    root = f"telegram:{CLOSED['id']}/{post['message_id']}"
    assert [one.thread_id for one in items] == [root, root]
    assert items[0].url == f"https://t.me/c/1000000002/{one['message_id']}"
    posts = [one for one in fetched(connect(server)) if one.kind is Kind.POST]
    assert {one.writer.handle for one in posts} == {"@ormaie"}


def test_a_topic_of_a_forum_is_a_room_and_no_thread(server: FakeTelegram):
    server.write("Hello", message_thread_id=5, is_topic_message=True)
    (item,) = fetched(connect(server))
    assert item.thread_id == ""
    connect(server).reply(target_of(item), answer(), once_key="k")
    assert server.sent[-1]["message_thread_id"] == 5


def test_a_private_conversation_is_strung_together(server: FakeTelegram):
    cursors: dict[str, str] = {}
    first = server.write("Hello", chat=PRIVATE)
    server.write("Are you there?", chat=PRIVATE)
    server.write("Not here", by=BRUNO, chat={"id": 43, "type": "private"})
    items = fetched(connect(server), cursors)
    assert [one.thread_id for one in items] == ["", f"telegram:42/{first['message_id']}", ""]
    assert {one.visibility for one in items} == {Visibility.PRIVATE}
    assert {one.kind for one in items} == {Kind.PRIVATE}
    server.write("Still here", chat=PRIVATE)
    (more,) = fetched(connect(server), cursors)
    assert more.thread_id == items[1].remote_id
    assert more.url == ""


@pytest.mark.shows("edited parent")
def test_an_edit_is_the_same_message_with_its_time(server: FakeTelegram):
    cursors: dict[str, str] = {}
    message = server.write("at nine?")
    (before,) = fetched(connect(server), cursors)
    server.edit(message, "at ten?")
    (after,) = fetched(connect(server), cursors)
    assert (after.remote_id, after.html) == (before.remote_id, "<p>at ten?</p>")
    assert after.edited_at is not None


@pytest.mark.shows("deleted thread")
def test_what_a_person_deletes_from_their_own_account_is_gone(server: FakeTelegram):
    message = server.write(
        "by mistake", chat=PRIVATE, kind="business_message", business_connection_id="b1"
    )
    (item,) = fetched(connect(server))
    server.tell(
        "deleted_business_messages",
        {"business_connection_id": "b1", "chat": PRIVATE, "message_ids": [message["message_id"]]},
    )
    assert [name for page in pages(connect(server)) for name in page.gone] == [item.remote_id]
    connect(server).reply(target_of(item), answer(visibility=Visibility.PRIVATE), once_key="k")
    assert server.sent[-1]["business_connection_id"] == "b1"


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("message", {"new_chat_members": [BRUNO]}),
        ("message", {"pinned_message": {}}),
        ("my_chat_member", {"chat": GROUP}),
        ("callback_query", {"id": "1"}),
    ],
)
def test_what_only_tells_of_something_is_no_message(server: FakeTelegram, kind: str, what: Any):
    server.tell(kind, {**server.message(), **what})
    assert fetched(connect(server)) == []


@pytest.mark.parametrize(
    ("what", "kind", "title", "type_"),
    [
        (
            {"photo": [{"file_id": "s"}, {"file_id": "f1", "file_size": 7}]},
            "image",
            "",
            "image/jpeg",
        ),
        (
            {
                "document": {
                    "file_id": "f1",
                    "file_name": "plan.pdf",
                    "mime_type": "application/pdf",
                    "file_size": 7,
                }
            },
            "file",
            "plan.pdf",
            "application/pdf",
        ),
        ({"voice": {"file_id": "f1", "file_size": 7}}, "audio", "", "audio/ogg"),
        (
            {"animation": {"file_id": "f1", "file_size": 7}, "document": {"file_id": "f1"}},
            "video",
            "",
            "video/mp4",
        ),
    ],
    ids=["photo", "document", "voice", "animation"],
)
def test_files_are_attachments_that_only_the_bot_can_open(
    server: FakeTelegram, what: Any, kind: str, title: str, type_: str
):
    server.write(caption="Look", **what)
    server.files["f1"] = b"picture"
    (item,) = fetched(connect(server))
    (file,) = item.attachments
    assert (file.kind, file.title, file.type, file.size) == (kind, title, type_, 7)
    assert TOKEN not in file.url
    assert b"".join(connect(server).attachment(target_of(item), file.url)) == b"picture"
    assert item.html == "<p>Look</p>"
    with pytest.raises(errors.Refused):
        list(connect(server).attachment(target_of(item), "telegram-file:lost"))


@pytest.mark.parametrize(
    ("what", "html"),
    [
        ({"sticker": {"emoji": "🦊"}}, "<p>🦊</p>"),
        ({"poll": {"question": "Nine or ten?"}}, "<p>Nine or ten?</p>"),
        ({"contact": {"first_name": "Clara", "phone_number": "12"}}, "<p>Clara 12</p>"),
        ({"dice": {"value": 3}}, ""),
    ],
)
def test_what_is_neither_text_nor_file_is_said_in_words(server: FakeTelegram, what: Any, html: str):
    server.write(**what)
    (item,) = fetched(connect(server))
    assert item.html == html


# --------------------------------------------------------------------------------------- texts with their marks


@pytest.mark.parametrize(
    ("text", "marks", "html"),
    [
        ("a 🦊 b", [("bold", 2, 2)], "<p>a <strong>🦊</strong> b</p>"),
        ("see x.example", [("url", 4, 9)], '<p>see <a href="https://x.example">x.example</a></p>'),
        ("hi @clara", [("mention", 3, 6)], '<p>hi <a href="https://t.me/clara">@clara</a></p>'),
        ("a & <b>", [("code", 4, 3)], "<p>a &amp; <code>&lt;b&gt;</code></p>"),
        ("both", [("bold", 0, 4), ("italic", 0, 2)], "<p><strong><em>bo</em>th</strong></p>"),
        ("two\nlines", [], "<p>two<br>lines</p>"),
        ("x", [("bold", 0, 9), ("bold", -1, 1), ("new", 0, 1), ("bold", True, 1)], "<p>x</p>"),
        ("", [("bold", 0, 1)], ""),
    ],
)
def test_marks_count_as_the_server_counts(text: str, marks: Any, html: str):
    entities = [{"type": kind, "offset": start, "length": length} for kind, start, length in marks]
    assert botapi.to_html(text, entities) == html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "tg://user?id=1", ""])
def test_a_link_leads_into_the_web_or_nowhere(url: str):
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": url}
    assert botapi.to_html("here", [entity]) == "<p>here</p>"


# ------------------------------------------------------------------------------------------------- answering


def item_of(server: FakeTelegram, **more: Any) -> Item:
    server.write("When?", **more)
    return fetched(connect(server))[-1]


def test_an_answer_stands_below_what_it_answers(server: FakeTelegram):
    item = item_of(server)
    sent = connect(server).reply(target_of(item), answer(), once_key="k")
    assert server.sent[0]["reply_to_message"]["text"] == "When?"
    assert sent.url == f"https://t.me/ormaie_readers/{server.sent[0]['message_id']}"
    assert connect(server).check().capabilities.idempotency is Idempotency.NONE


def test_somebody_in_a_group_is_written_to_in_private_if_they_began(server: FakeTelegram):
    item = item_of(server)
    private = answer(visibility=Visibility.PRIVATE)
    connect(server).reply(target_of(item), private, once_key="k")
    assert server.sent[-1]["chat"] == PRIVATE
    server.closed_to.add(42)
    with pytest.raises(errors.Refused) as refused:
        connect(server).reply(target_of(item), private, once_key="k")
    assert refused.value.code == "not-begun"
    channel = item_of(server, by=None, sender_chat=CHANNEL)
    with pytest.raises(errors.Refused):
        connect(server).reply(target_of(channel), private, once_key="k")
    assert len(server.sent) == 1


@pytest.mark.shows("ids that change")
def test_a_group_that_became_a_larger_one_is_answered_under_its_new_number_once(
    server: FakeTelegram,
):
    item = item_of(server, chat=OLD)
    server.moved[OLD["id"]] = GROUP["id"]
    connect(server).reply(target_of(item), answer(), once_key="k")
    assert [one["chat"] for one in server.sent] == [GROUP]


@pytest.mark.parametrize(
    ("status", "words", "kind", "code"),
    [
        (400, "Bad Request: message to be replied not found", errors.Gone, "400"),
        (400, "Bad Request: chat not found", errors.Gone, "400"),
        (403, "Forbidden: bot was blocked by the user", errors.Refused, "bot-blocked"),
        (403, "Forbidden: bot was kicked from the supergroup chat", errors.Refused, "bot-removed"),
        (
            400,
            "Bad Request: not enough rights to send text messages to the chat",
            errors.Refused,
            "bot-rights",
        ),
        (400, "Bad Request: TOPIC_CLOSED", errors.Refused, "locked"),
        (400, "Bad Request: message is too long", errors.TooLong, "too-long"),
        (400, "Bad Request: something new", errors.Refused, "400"),
        (401, "Unauthorized", errors.NotSignedIn, ""),
    ],
)
@pytest.mark.shows("scope missing")
def test_refusals_are_known_by_their_words(
    server: FakeTelegram, status: int, words: str, kind: type[Exception], code: str
):
    item = item_of(server)
    server.refusal = (status, words, {})
    with pytest.raises(kind) as refused:
        connect(server).reply(target_of(item), answer(), once_key="k")
    assert getattr(refused.value, "code", "") == code
    assert server.sent == []


@pytest.mark.shows("lost parent")
def test_an_answer_whose_place_was_deleted_is_not_published_elsewhere(server: FakeTelegram):
    item = item_of(server)
    server.messages.clear()
    with pytest.raises(errors.Gone):
        connect(server).reply(target_of(item), answer(), once_key="k")
    assert server.sent == []


def test_length_is_counted_in_units_of_utf16(server: FakeTelegram):
    item = item_of(server)
    connect(server).reply(target_of(item), answer("🦊" * 2048), once_key="k")
    with pytest.raises(errors.TooLong) as long:
        connect(server).reply(target_of(item), answer("🦊" * 2049), once_key="k")
    assert long.value.over == 2
    assert len(server.sent) == 1


def test_words_beside_a_picture_are_shorter_and_other_files_are_documents(server: FakeTelegram):
    item = item_of(server)
    data = a_picture(1)
    picture = Upload("plan.png", "image/png", "A plan", len(data), lambda: data)
    with pytest.raises(errors.TooLong):
        connect(server).reply(target_of(item), answer("x" * 1025, media=(picture,)), once_key="k")
    assert server.uploaded == []
    paper = replace(picture, name="plan.pdf", type="application/pdf")
    connect(server).reply(target_of(item), answer("", media=(paper,)), once_key="k")
    ((fields, sent),) = server.uploaded
    assert (fields["file"], sent) == ("document", data)
    assert json.loads(fields["reply_parameters"])["message_id"]


@pytest.mark.parametrize("trouble", ["502", "html", "connection cut"])
def test_a_picture_whose_answer_was_lost_is_in_doubt(server: FakeTelegram, trouble: str):
    assert trouble in TROUBLES
    item = item_of(server)
    data = a_picture(1)
    picture = Upload("plan.png", "image/png", "A plan", len(data), lambda: data)
    server.trouble.append((SEND, f"after:{trouble}"))
    with pytest.raises(errors.Ambiguous):
        connect(server).reply(target_of(item), answer(media=(picture,)), once_key="k")
    assert len(server.sent) == 1


# ---------------------------------------------------------------------------------------------- keeping order


def test_a_message_is_deleted_and_once_more_is_no_error(server: FakeTelegram):
    item = item_of(server)
    for _ in range(2):
        connect(server).moderate(target_of(item), ModerationAct.DELETE)
    assert server.messages == {}
    server.refusal = (400, "Bad Request: message can't be deleted", {})
    with pytest.raises(errors.Refused) as refused:
        connect(server).moderate(target_of(item), ModerationAct.DELETE)
    assert refused.value.code == "too-old"


def test_people_and_channels_are_kept_from_writing_and_let_in_again(server: FakeTelegram):
    item = item_of(server)
    connector, where = connect(server), (GROUP["id"], 42)
    for _ in range(2):
        connector.moderate(target_of(item), ModerationAct.MUTE)
        connector.moderate(target_of(item), ModerationAct.BLOCK)
    assert (server.muted, server.banned) == ({where}, {where})
    for _ in range(2):
        connector.moderate(target_of(item), ModerationAct.UNMUTE)
        connector.moderate(target_of(item), ModerationAct.UNBLOCK)
    assert (server.muted, server.banned) == (set(), set())
    channel = item_of(server, by=None, sender_chat=CHANNEL)
    connector.moderate(target_of(channel), ModerationAct.BLOCK)
    assert server.banned == {(GROUP["id"], CHANNEL["id"])}
    connector.moderate(target_of(channel), ModerationAct.UNBLOCK)
    assert server.banned == set()


def test_in_private_nobody_can_be_kept_out(server: FakeTelegram):
    item = item_of(server, chat=PRIVATE)
    with pytest.raises(errors.Refused) as refused:
        connect(server).moderate(target_of(item), ModerationAct.MUTE)
    assert refused.value.code == "not-in-private"
    with pytest.raises(errors.Refused):
        connect(server).moderate(target_of(item), ModerationAct.HIDE)


# ------------------------------------------------------------------------------------------------ hostile input


@pytest.mark.parametrize(
    "native", ["", "1 2 3 4", "a 2 3 4 -", "0 2 3 4 -", "1 0 3 4 -", "1 2 3 4 - 6"]
)
def test_what_is_no_place_is_neither_answered_nor_moderated(server: FakeTelegram, native: str):
    target = Target("x", native, "@x", Visibility.PUBLIC)
    for act in (
        lambda: connect(server).reply(target, answer(), once_key="k"),
        lambda: connect(server).moderate(target, ModerationAct.DELETE),
    ):
        with pytest.raises(errors.Refused):
            act()


def test_values_of_any_other_kind_do_no_harm(server: FakeTelegram):
    server.write("hello")
    raw = pages(connect(server))[0].items[0]
    update = json.loads(raw.payload)["update"]
    keys = (
        "from",
        "sender_chat",
        "reply_to_message",
        "entities",
        "photo",
        "document",
        "edit_date",
        "message_thread_id",
    )
    for key in keys:
        for value in (None, 7, "x", [], [1], {"a": None}, True, -5):
            spoilt = {"update": {**update, "message": {**update["message"], key: value}}}
            items = connect(server).parse(RawItem("message", "1", json.dumps(spoilt).encode()))
            assert [one.html for one in items] == ["<p>hello</p>"]


def test_a_file_leads_to_no_other_place(server: FakeTelegram):
    said = {"ok": True, "result": {"file_path": "../../bot"}}
    server.trouble.append((f"GET /bot{TOKEN}/getFile", f"after:{json.dumps(said)}"))
    with pytest.raises(errors.Gone):
        list(
            connect(server).attachment(
                Target("x", "1 2 0 0 -", "", Visibility.PUBLIC), "telegram-file:a"
            )
        )
