import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from cmworkstation.connectors.matrix import CAPABILITIES, MatrixConnector
from cmworkstation.domain import errors
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.message import Held, Item, Kind
from cmworkstation.sdk.connector import Content, Page, Target, Upload
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PostingConformance,
    PublishingConformance,
    Stage,
    a_picture,
    quick_http,
)
from tests.connectors.fake_matrix import (
    BRUNO,
    CLARA,
    DOMAIN,
    HALL,
    PASSWORD,
    SAFE,
    TALK,
    US,
    FakeMatrix,
)
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)
PUT = "PUT /_matrix/client/v3/rooms"


@pytest.fixture
def home() -> Iterator[FakeMatrix]:
    with serving(FakeMatrix()) as fake:
        yield fake


def connect(fake: FakeMatrix, **secret: str) -> MatrixConnector:
    settings = {"server": fake.origin, "user_id": US, "device_id": "DEVICE1", "name": "Alma"}
    settings["post_place"] = HALL
    kept = {"access_token": fake.access, "refresh_token": fake.refresh, **secret}
    return MatrixConnector(settings, kept, quick_http(fake.origin))


def pages(connector: MatrixConnector, cursors: dict[str, str]) -> list[Page]:
    found = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        found.append(page)
    return found


def fetched(connector: MatrixConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    """Return the messages that a reading brings; the rooms themselves left out."""
    found = pages(connector, {} if cursors is None else cursors)
    items = [one for page in found for raw in page.items for one in connector.parse(raw)]
    return [one for one in items if not one.context]


def only(connector: MatrixConnector, cursors: dict[str, str] | None = None) -> Item:
    (item,) = fetched(connector, cursors)
    return item


def target_for(item: Item) -> Target:
    return Target(
        item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
    )


def answer(text: str = "Jusqu’à sept heures.", **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC), **more)


# ------------------------------------------------------------------------------------ the conformance kit


class MatrixStage(Stage):
    place = HALL

    def __init__(self, fake: FakeMatrix) -> None:
        self.fake = fake
        self.secrets = (fake.access, fake.refresh, PASSWORD)

    def connector(self) -> MatrixConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.say(text)

    def write_strangely(self) -> None:
        self.fake.say("?", msgtype=7, body=None)
        broken = self.fake.say("?")
        for key in ("sender", "origin_server_ts", "content"):
            broken[key] = None

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append((PUT, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)

    def files(self) -> list[tuple[str, bytes]]:
        sent = [one["content"] for one in self.fake.events if one.get("sender") == US]
        named = [one for one in sent if one.get("msgtype") == "m.image"]
        return [(one["body"], self.fake.files[one["url"].rpartition("/")[2]][1]) for one in named]


class TestConformance(PublishingConformance, HistoryConformance, PostingConformance):
    @pytest.fixture
    def stage(self, home: FakeMatrix) -> MatrixStage:
        return MatrixStage(home)


# ----------------------------------------------------------------------------------------- adding an account


@pytest.mark.parametrize(
    "typed",
    ["{0}", f"{US} {{0}}", f"https://matrix.to/#/{US} {{0}}"],
    ids=["server", "name", "link"],
)
def test_an_account_is_found_by_what_people_paste(home: FakeMatrix, typed: str):
    found = MatrixConnector.find(quick_http(), typed.format(home.origin))
    assert found.server == home.origin
    assert found.settings["user"] == (US if "@" in typed else "")
    assert found.settings["password"] == "yes"


def test_a_domain_names_its_homeserver(home: FakeMatrix):
    with serving(FakeMatrix(base_url=f"{home.origin}/")) as domain:
        assert MatrixConnector.find(quick_http(), domain.origin).server == home.origin
    paths = [target for _, target, _ in home.requests]
    assert paths == ["/_matrix/client/versions", "/_matrix/client/v3/login"]


def test_a_domain_of_strangers_leads_to_no_private_host(home: FakeMatrix):
    home.base_url = "http://127.0.0.1:9"
    with pytest.raises(errors.BadAddress):
        MatrixConnector.find(Http(sleep=lambda _: None), home.origin)


@pytest.mark.parametrize("typed", ["@alma", "@:x.example", "", "two words"])
def test_what_leads_nowhere_is_a_bad_address(typed: str):
    with pytest.raises(errors.BadAddress):
        MatrixConnector.find(quick_http(), typed)


def test_a_server_of_another_kind_is_told_apart(home: FakeMatrix):
    home.trouble.append(("GET /_matrix/client/versions", "404"))
    with pytest.raises(errors.NotThisPlatform):
        MatrixConnector.find(quick_http(), home.origin)


def sign_in(fake: FakeMatrix, user: str = US, password: str = PASSWORD) -> Any:
    found = MatrixConnector.find(quick_http(), f"{US} {fake.origin}")
    typed = {"user": user, "password": password}
    return MatrixConnector.finish(quick_http(fake.origin), found, None, typed)


@pytest.mark.parametrize("user", [US, "alma", ""])
def test_a_password_signs_a_device_in_and_is_not_kept(home: FakeMatrix, user: str):
    home.lives_ms = 300_000
    credentials = sign_in(home, user)
    assert credentials.settings["user_id"] == US
    assert credentials.settings["device_id"] == "DEVICE1"
    assert PASSWORD not in str(dict(credentials.secret))
    connector = MatrixConnector(credentials.settings, credentials.secret, quick_http(home.origin))
    identity = connector.check()
    assert (identity.handle, identity.name) == (US, "Alma")
    assert identity.capabilities.media.max_bytes == 5_000_000
    ends = connector.ends_at()
    assert ends is not None
    assert timedelta(minutes=4) < ends - datetime.now(UTC) <= timedelta(minutes=5)


@pytest.mark.parametrize(("user", "password"), [("nobody", PASSWORD), (US, "wrong"), (US, "")])
def test_a_wrong_name_or_password_is_not_signed_in(home: FakeMatrix, user: str, password: str):
    with pytest.raises(errors.NotSignedIn):
        sign_in(home, user, password)


def test_a_server_that_takes_no_passwords_says_so(home: FakeMatrix):
    home.password_login = False
    with pytest.raises(errors.Refused) as refused:
        sign_in(home)
    assert refused.value.code == "no-password-login"
    assert not any(verb == "POST" for verb, _, _ in home.requests)


@pytest.mark.parametrize(
    ("code", "said"),
    [("M_USER_DEACTIVATED", "matrix-deactivated"), ("M_USER_LOCKED", "matrix-locked")],
)
def test_an_account_that_was_stopped_says_so(home: FakeMatrix, code: str, said: str):
    connector = connect(home)
    home.stopped = code
    with pytest.raises(errors.NotSignedIn) as stopped:
        fetched(connector)
    assert stopped.value.detail == said
    with pytest.raises(errors.Refused) as refused:
        sign_in(home)
    assert refused.value.code == said


# ---------------------------------------------------------------------------------- access that ends by itself


@pytest.mark.parametrize(("gently", "said"), [(True, "soft-logout"), (False, "M_UNKNOWN_TOKEN")])
@pytest.mark.shows("expired session")
def test_spent_access_is_told_and_renewed(home: FakeMatrix, gently: bool, said: str):
    home.gently = gently
    spent = connect(home, access_token="syt_spent")
    with pytest.raises(errors.NotSignedIn) as ended:
        fetched(spent)
    assert ended.value.detail == said
    assert spent.renewable()
    settings = {"server": home.origin, "user_id": US}
    fresh = MatrixConnector(settings, spent.renew().secret, quick_http(home.origin))
    assert fresh.check().handle == US


def test_a_refresh_token_that_is_spent_ends_it(home: FakeMatrix):
    with pytest.raises(errors.NotSignedIn):
        connect(home, refresh_token="syr_spent").renew()
    assert not connect(home, refresh_token="").renewable()


def test_signing_out_ends_the_access(home: FakeMatrix):
    connector = connect(home)
    assert connector.revoke() is True
    assert home.logged_out == 1
    assert connector.revoke() is True  # it is gone already
    home.lasting = "500"
    assert connector.revoke() is False


# -------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({"Retry-After": "7"}, {}, 7),
        ({}, {"retry_after_ms": 9_500}, 9.5),
        ({"Retry-After": "7"}, {"retry_after_ms": 9_500}, 7),
        ({}, {"retry_after_ms": "soon"}, 60),
    ],
    ids=["header", "body", "both", "neither"],
)
def test_a_pause_is_understood_in_both_forms(
    home: FakeMatrix, headers: dict[str, str], body: dict[str, Any], wait: float
):
    told = json.dumps({"errcode": "M_LIMIT_EXCEEDED", "error": "Too many", **body}).encode()
    typed = {"Content-Type": "application/json", **headers}
    home.respond = lambda *_: (429, typed, told)  # type: ignore[method-assign]
    with pytest.raises(errors.RateLimited) as limited:
        fetched(connect(home))
    assert limited.value.retry_after == wait


@pytest.mark.shows("pages that overlap or skip")
def test_what_did_not_fit_is_read_back_also_by_another_process(home: FakeMatrix):
    cursors: dict[str, str] = {}
    fetched(connect(home), cursors)
    home.least = 10
    said = {home.say(f"message {n}")["event_id"] for n in range(350)}
    seen: set[str] = set()
    for _ in range(20):
        page = next(iter(connect(home).fetch(dict(cursors))), None)
        if page is None:
            break
        seen |= {raw.native_id for raw in page.items if raw.kind == "message"}
        cursors[page.stream] = page.cursor
    assert seen == said
    assert json.loads(cursors["sync"])["gaps"] == []


def test_a_gap_in_a_room_that_we_had_to_leave_ends(home: FakeMatrix):
    cursors: dict[str, str] = {}
    fetched(connect(home), cursors)
    home.least = 10
    for n in range(30):
        home.say(f"message {n}")
    page = next(iter(connect(home).fetch(dict(cursors))))
    home.rooms[HALL]["members"].discard(US)
    cursors[page.stream] = page.cursor
    fetched(connect(home), cursors)
    assert json.loads(cursors["sync"])["gaps"] == []


def test_a_place_that_the_server_lost_begins_again(home: FakeMatrix):
    home.say("encore là")
    cursors = {"sync": json.dumps({"since": "s99999"})}
    assert only(connect(home), cursors).html == "<p>encore là</p>"
    assert json.loads(cursors["sync"])["since"] == f"s{len(home.events)}"


@pytest.mark.parametrize("bundles", [True, False], ids=["told together", "told apart"])
@pytest.mark.shows("edited parent")
def test_an_edit_keeps_what_it_answers(home: FakeMatrix, bundles: bool):
    home.bundles = bundles
    first = home.say("Une question")
    said = home.say("samdi ?", to=first)
    cursors: dict[str, str] = {}
    fetched(connect(home), cursors)
    home.edit(said, "samedi ?")
    edited = only(connect(home), cursors)
    assert edited.remote_id == said["event_id"]
    assert edited.parent_id == first["event_id"]
    assert edited.html == "<p>samedi ?</p>"
    assert edited.edited_at is not None


def test_an_edit_of_anothers_words_changes_nothing(home: FakeMatrix):
    said = home.say("samedi")
    home.edit(said, "jamais", by=BRUNO)
    item = only(connect(home))
    assert (item.html, item.edited_at) == ("<p>samedi</p>", None)


@pytest.mark.parametrize("old", [True, False], ids=["older rooms", "newer rooms"])
@pytest.mark.shows("deleted thread")
def test_a_deletion_is_told_wherever_it_stands(home: FakeMatrix, old: bool):
    said = home.say("oubliez")
    cursors: dict[str, str] = {}
    target = target_for(only(connect(home), cursors))
    home.redact(said, old=old)
    found = pages(connect(home), cursors)
    assert [page.gone for page in found] == [(said["event_id"], f"invite {HALL}")]
    assert connect(home).thread(target).gone == (said["event_id"],)
    assert fetched(connect(home)) == []


def test_whoever_is_ignored_is_not_shown_and_nothing_was_deleted(home: FakeMatrix):
    for n in range(120):
        home.say(f"message {n}")
    place = home.say("?")
    target = Target("$none", f"{HALL} $none", CLARA, Visibility.PUBLIC)
    page = connect(home).thread(target)
    assert page.gone == ()
    assert place["event_id"] in {raw.native_id for raw in page.items}


def test_an_older_message_is_read_with_the_newest_ones(home: FakeMatrix):
    old = home.say("il y a longtemps")
    for n in range(120):
        home.say(f"message {n}")
    target = Target(old["event_id"], f"{HALL} {old['event_id']}", CLARA, Visibility.PUBLIC)
    names = [raw.native_id for raw in connect(home).thread(target).items]
    assert names[1] == old["event_id"]


SAID: list[tuple[dict[str, Any], str]] = [
    ({"body": "a < b\n& c"}, "<p>a &lt; b<br>&amp; c</p>"),
    (
        {
            "body": "> <@x:y> hi\n> there\n\nyes",
            "m.relates_to": {"m.in_reply_to": {"event_id": "$1"}},
        },
        "<p>yes</p>",
    ),
    (
        {"body": "> <@x:y> a quotation of its own"},
        "<p>&gt; &lt;@x:y&gt; a quotation of its own</p>",
    ),
    (
        {
            "body": "x",
            "format": "org.matrix.custom.html",
            "formatted_body": "<mx-reply><blockquote>old</blockquote></mx-reply><b>new</b>",
        },
        "<b>new</b>",
    ),
    ({"body": "waves", "msgtype": "m.emote"}, "<p>* Clara</p><p>waves</p>"),
    ({"body": "plan.png", "msgtype": "m.image", "url": "mxc://x/y"}, ""),
    (
        {"body": "Le plan", "filename": "plan.png", "msgtype": "m.image", "url": "mxc://x/y"},
        "<p>Le plan</p>",
    ),
    ({"body": "unheard of", "msgtype": "org.example.new"}, "<p>unheard of</p>"),
]


@pytest.mark.parametrize(("content", "html"), SAID)
def test_every_form_of_a_message_is_words(home: FakeMatrix, content: dict[str, Any], html: str):
    home.put(HALL, CLARA, "m.room.message", {"msgtype": "m.text", **content})
    item = only(connect(home))
    assert item.html == html
    assert [one.url for one in item.attachments] == (["mxc://x/y"] if "url" in content else [])


def test_a_file_that_only_its_people_can_open_is_named(home: FakeMatrix):
    home.say("secret.pdf", msgtype="m.file", file={"url": "mxc://x/y"}, info={"size": 12})
    (file,) = only(connect(home)).attachments
    assert (file.kind, file.url, file.title, file.size) == ("file", "", "secret.pdf", 12)
    target = Target("$1", f"{HALL} $1", CLARA, Visibility.PUBLIC)
    for url in ("", "https://x.example/y", "mxc://x/y/z", "mxc://../y"):
        with pytest.raises(errors.Gone):
            list(connect(home).attachment(target, url))


@pytest.mark.parametrize(
    ("falls_back", "expected"), [(True, "root"), (False, "below")], ids=["falls back", "answers"]
)
def test_in_a_thread_the_answered_message_is_the_one_that_is_meant(
    home: FakeMatrix, falls_back: bool, expected: str
):
    told = {"root": home.say("Le fil"), "below": home.say("Une voix")}
    said = home.say("Et moi", to=told["below"], root=told["root"])
    said["content"]["m.relates_to"]["is_falling_back"] = falls_back
    item = fetched(connect(home))[-1]
    assert item.parent_id == told[expected]["event_id"]
    assert item.native_id.split(" ")[2] == told["root"]["event_id"]


def test_rooms_are_told_apart(home: FakeMatrix):
    told: dict[str, Any] = {"m.mentions": {"user_ids": [US]}}
    home.say("pour tous", **told)
    home.say("entre nous", room=TALK)
    found = pages(connect(home), {})
    items = {
        one.remote_id: one
        for page in found
        for raw in page.items
        for one in connect(home).parse(raw)
    }
    public, private = (
        next(one for one in items.values() if text in one.html) for text in ("tous", "entre")
    )
    assert (public.kind, public.visibility) == (Kind.MENTION, Visibility.PUBLIC)
    assert (private.kind, private.visibility) == (Kind.PRIVATE, Visibility.PRIVATE)
    assert (items[HALL].title, items[TALK].title) == ("La salle", "Clara")
    assert items[HALL].context


def test_an_encrypted_room_says_so_and_nothing_is_sent_into_it(home: FakeMatrix):
    home.open_room(SAFE, "invite", "Le coffre", (US, CLARA))
    home.put(SAFE, CLARA, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, "")
    home.put(SAFE, CLARA, "m.room.encrypted", {"ciphertext": "AwgA"})
    item = only(connect(home))
    assert (item.spoiler, item.html) == ("notice: encrypted", "<p>🔒</p>")
    with pytest.raises(errors.Refused) as refused:
        connect(home).reply(target_for(item), answer(), once_key="k")
    assert refused.value.code == "encrypted-room"
    assert home.created == []


def test_while_nobody_knows_whether_a_room_is_encrypted_nothing_is_sent(home: FakeMatrix):
    home.say()
    target = target_for(only(connect(home)))
    home.trouble.extend([("GET /_matrix/client/v3/rooms", "502")] * 3)
    with pytest.raises(errors.RateLimited):
        connect(home).reply(target, answer(), once_key="k")
    assert home.created == []


@pytest.mark.shows("ids that change")
def test_a_room_that_moved_says_so(home: FakeMatrix):
    content = {"body": "Plus grand, ailleurs", "replacement_room": f"!new:{DOMAIN}"}
    home.put(HALL, CLARA, "m.room.tombstone", content, "")
    item = only(connect(home))
    assert (item.spoiler, item.html) == ("notice: moved", "<p>Plus grand, ailleurs</p>")


def test_an_invitation_waits_and_is_joined_by_an_act_alone(home: FakeMatrix):
    room, cursors = home.invite(), dict[str, str]()
    item = only(connect(home), cursors)
    assert (item.title, item.held, item.writer.key) == ("L’atelier", Held.HOLD, BRUNO)
    assert not any("/join" in target for _, target, _ in home.requests)
    with pytest.raises(errors.Refused) as refused:
        connect(home).reply(target_for(item), answer(), once_key="k")
    assert refused.value.code == "not-joined"
    with pytest.raises(errors.Refused):
        connect(home).moderate(target_for(item), ModerationAct.REPORT)
    connect(home).moderate(target_for(item), ModerationAct.APPROVE)
    assert room in {raw.native_id for page in pages(connect(home), cursors) for raw in page.items}


# ------------------------------------------------------------------------------------------------- answering


def test_a_private_answer_goes_to_the_direct_chat_and_opens_none(home: FakeMatrix):
    home.say("en public")
    target = target_for(only(connect(home)))
    private = replace(answer("En privé."), visibility=Visibility.PRIVATE)
    sent = connect(home).reply(target, private, once_key="k")
    assert home.event(sent.remote_id)["room_id"] == TALK
    assert "m.relates_to" not in home.event(sent.remote_id)["content"]
    found = connect(home).find_sent(target, private, once_key="k", since=EARLIER)
    assert found is not None
    home.direct = {}
    with pytest.raises(errors.Refused) as refused:
        connect(home).reply(target, private, once_key="k2")
    assert refused.value.code == "no-direct-chat"


def test_people_who_are_named_hear_of_it_and_become_links(home: FakeMatrix):
    home.say()
    text = f"{BRUNO} <b> & toi,\nvoyez !"
    sent = connect(home).reply(target_for(only(connect(home))), answer(text), once_key="k")
    content = home.event(sent.remote_id)["content"]
    assert content["m.mentions"] == {"user_ids": [CLARA, BRUNO]}
    link = f'<a href="https://matrix.to/#/{BRUNO}">{BRUNO}</a>'
    assert content["formatted_body"] == f"{link} &lt;b&gt; &amp; toi,<br>voyez !"
    assert content["body"] == text


def test_a_reply_is_whole_only_with_its_files(home: FakeMatrix):
    home.say()
    connector, target = connect(home), target_for(only(connect(home)))
    data = a_picture(3)
    file = Upload("plan.png", "image/png", "Le plan", len(data), partial(bytes, data))
    file = replace(file, remote_id=connector.upload(file).remote_id)
    what = answer("Voici", media=(file,))
    true = home.respond

    def stumbles(verb: str, path: str, headers: Any, body: bytes) -> Any:
        stored = home.created and b"m.image" in body
        return (502, {}, b"") if stored else true(verb, path, headers, body)

    home.respond = stumbles  # type: ignore[method-assign, assignment]
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, what, once_key="k")
    home.respond = true  # type: ignore[method-assign]
    assert home.created == ["Voici"]
    assert connector.find_sent(target, what, once_key="k", since=EARLIER) is None
    sent = connector.reply(target, what, once_key="k")
    assert home.created == ["Voici"]
    found = connector.find_sent(target, what, once_key="k", since=EARLIER)
    assert found is not None
    assert found.remote_id == sent.remote_id


def test_the_limit_is_one_of_bytes_of_the_whole_event(home: FakeMatrix):
    home.say()
    connector, target = connect(home), target_for(only(connect(home)))
    limit = CAPABILITIES.length.limit or 0
    assert connector.reply(target, answer("é" * (limit // 2)), once_key="k").remote_id
    with pytest.raises(errors.TooLong) as known:
        connector.reply(target, answer("é" * (limit // 2) + "xx"), once_key="k2")
    assert known.value.over == 2
    with pytest.raises(errors.TooLong):
        connector.reply(target, answer('"' * (limit // 2 + 9_000)), once_key="k3")
    assert len(home.created) == 1


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (413, "M_TOO_LARGE", errors.TooLong),
        (403, "M_FORBIDDEN", errors.Refused),
        (403, "M_CONSENT_NOT_GIVEN", errors.Refused),
        (401, "M_UNKNOWN_TOKEN", errors.NotSignedIn),
        (404, "M_NOT_FOUND", errors.Gone),
    ],
)
@pytest.mark.shows("scope missing", "lost parent")
def test_each_refusal_of_a_reply_is_named(
    home: FakeMatrix, status: int, code: str, expected: type[errors.WorkstationError]
):
    home.say()
    connector, target = connect(home), target_for(only(connect(home)))
    told = json.dumps({"errcode": code, "error": "in words"}).encode()
    true = home.respond

    def refuses(verb: str, path: str, headers: Any, body: bytes) -> Any:
        typed = {"Content-Type": "application/json"}
        return (status, typed, told) if verb == "PUT" else true(verb, path, headers, body)

    home.respond = refuses  # type: ignore[method-assign, assignment]
    with pytest.raises(expected) as refused:
        connector.reply(target, answer(), once_key="k")
    if isinstance(refused.value, errors.Refused) and expected is not errors.TooLong:
        assert refused.value.code == code


# --------------------------------------------------------------------------------------------- keeping order


def test_acts_can_be_done_twice(home: FakeMatrix):
    said = home.say("N’importe quoi")
    connector, target = connect(home), target_for(only(connect(home)))
    twice = (
        *(ModerationAct.REPORT, ModerationAct.MUTE, ModerationAct.BLOCK),
        *(ModerationAct.UNBLOCK, ModerationAct.UNMUTE, ModerationAct.DELETE),
    )
    for act in twice:
        connector.moderate(target, act)
        if act is ModerationAct.MUTE:
            assert home.ignored == {"ignored_users": {CLARA: {}}}
        connector.moderate(target, act)
    assert home.banned == [f"ban {CLARA}", f"unban {CLARA}"]
    assert home.ignored == {"ignored_users": {}}
    assert home.reports == [said["event_id"]] * 2
    assert sum(one["type"] == "m.room.redaction" for one in home.events) == 1
    with pytest.raises(errors.Refused):
        connector.moderate(target, ModerationAct.SPAM)


def test_news_are_called_until_somebody_stops(home: FakeMatrix):
    heard: list[int] = []

    def stopped() -> bool:
        if len(home.requests) == 1:
            home.say("du neuf")
        return len(home.requests) > 2

    connect(home).listen(lambda: heard.append(len(home.requests)), stopped)
    assert heard == [2]
