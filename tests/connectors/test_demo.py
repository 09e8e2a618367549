"""The demonstration's connector: it reads like a real platform, publishes once, and fails when asked to."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

import pytest

from cmworkstation import connectors
from cmworkstation.connectors.demo import DemoConnector, demo_accounts, opening_states
from cmworkstation.domain import errors
from cmworkstation.domain.account import (
    Capabilities,
    MediaRules,
    ModerationAct,
    PrivateRules,
    Visibility,
)
from cmworkstation.domain.errors import TooLong
from cmworkstation.domain.message import FLAGGED, Held, Item, Kind
from cmworkstation.resources.demo.accounts import DemoAccount
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.resources.demo.world import generate
from cmworkstation.sdk.connector import Content, Page, RawItem, Sent, Target
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import (
    CALM,
    AnsweringConformance,
    HistoryConformance,
    PostingConformance,
    Stage,
)
from tests.clocks import SetClock

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=12)
OF_THE_DEMONSTRATION = {  # traits of how replies get there: the demonstration has one way for all platforms
    "idempotency": "ids are chosen by us, so that nothing is there twice whatever is tried",
    "key_life_s": "it forgets no key",
    "hold_s": "it holds no request",
    "own_list_complete": "it can always look",
    "mentions_in_text": "its server knows whom an answer is for",
}
ALLOWED = tuple(
    one.name for one in fields(Capabilities) if one.name not in OF_THE_DEMONSTRATION
)  # what people meet: everything else
ASKED_THE_SERVER = {  # what a server says for itself, so that the card of the connector knows only what is usual
    "mastodon": ("media",),  # films and sounds, too, on most servers
    "email": ("length",),  # a bound of ours for huge texts, which nobody meets
}


@pytest.fixture(autouse=True)
def at_ten(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetClock]:
    """Let the demonstration begin at the reference time, on an untouched server."""
    clock.set(NOW)
    monkeypatch.setattr(DemoConnector, "clock", clock)
    SERVER.reset()
    yield clock
    SERVER.reset()


def a_connector(account: str = "ormaie-mastodon", faults: str = "") -> DemoConnector:
    settings = {"account": account, "now": NOW.isoformat(), "faults": faults}
    return DemoConnector(settings, {}, Http())


def read(connector: DemoConnector, cursors: dict[str, str] | None = None) -> list[Page]:
    known = {} if cursors is None else cursors
    pages = []
    for page in connector.fetch(known):
        pages.append(page)
        known[page.stream] = page.cursor
    return pages


def items(connector: DemoConnector, pages: list[Page]) -> list[Item]:
    return [item for page in pages for raw in page.items for item in connector.parse(raw)]


def a_target(connector: DemoConnector) -> Target:
    """Return the newest message that somebody wrote to us in public."""
    chosen = next(
        item
        for item in reversed(items(connector, read(connector)))
        if not item.writer.is_us and not item.context and item.held is Held.NO
    )
    return Target(chosen.remote_id, chosen.native_id, chosen.writer.handle, chosen.visibility)


def a_content(connector: DemoConnector, text: str = "Bonjour, oui.") -> Content:
    visibilities = connector.check().capabilities.visibilities
    open_ = Visibility.PUBLIC in visibilities
    return Content(text, Visibility.PUBLIC if open_ else visibilities[-1])


def reply(connector: DemoConnector, key: str = "k1", text: str = "Bonjour, oui.") -> Sent:
    return connector.reply(a_target(connector), a_content(connector, text), once_key=key)


# ------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("account", [one.key for one in demo_accounts()])
def test_pages_are_short_in_order_and_understood(account: str) -> None:
    connector = a_connector(account)
    pages = read(connector)
    assert all(len(page.items) <= 100 for page in pages)
    assert all(page.announced == len(page.items) for page in pages)
    found = items(connector, pages)
    times = [item.edited_at or item.at for item in found]
    assert times == sorted(times)
    assert times[-1] <= NOW
    assert all(item.remote_id and item.native_id and item.writer.key for item in found)
    assert all(bool(item.html) != bool(item.text) for item in found)


def test_the_same_cursor_twice_gives_nothing_new() -> None:
    cursors: dict[str, str] = {}
    connector = a_connector()
    assert read(connector, cursors)
    assert read(connector, cursors) == []
    assert read(a_connector(), dict(cursors)) == []


def test_reading_resumes_after_any_page() -> None:
    connector = a_connector("fennick-instagram")
    whole = read(connector)
    for stop in range(1, len(whole)):
        assert (
            read(a_connector("fennick-instagram"), {"main": whole[stop - 1].cursor}) == whole[stop:]
        )


@pytest.mark.parametrize("cursor", ["", "null", "{}", '{"n": -4}', '{"n": "x"}', "[1"])
def test_a_broken_cursor_reads_from_the_start(cursor: str) -> None:
    assert read(a_connector(), {"main": cursor}) == read(a_connector())


def test_a_parent_comes_before_its_answers() -> None:
    for account in demo_accounts():
        connector = a_connector(account.key)
        seen: set[str] = set()
        for item in items(connector, read(connector)):
            assert not item.parent_id or item.parent_id in seen
            seen.add(item.remote_id)


def test_new_messages_come_when_the_clock_passes(at_ten: SetClock) -> None:
    cursors = {one.key: dict[str, str]() for one in demo_accounts()}
    for key, known in cursors.items():
        read(a_connector(key), known)
    at_ten.set(NOW + timedelta(minutes=10))
    soon = [page for key, known in cursors.items() for page in read(a_connector(key), known)]
    at_ten.set(LATER)
    later = [page for key, known in cursors.items() for page in read(a_connector(key), known)]
    assert sum(len(page.items) for page in soon) >= 5
    assert 30 <= sum(len(page.items) for page in (*soon, *later)) <= 50


def test_edits_and_deletions_come_after_what_they_change() -> None:
    connector = a_connector()
    pages = read(connector)
    found = items(connector, pages)
    edited = next(item for item in found if item.edited_at and "effacé" in item.html)
    before = next(item for item in found if item.remote_id == edited.remote_id)
    assert "00482913" in before.html
    assert "00482913" not in edited.html
    gone = {remote for page in pages for remote in page.gone}
    assert len(gone) == 1
    assert gone < {item.remote_id for item in found}
    for page in pages:
        assert len({raw.native_id for raw in page.items}) == len(page.items)


def test_a_thread_is_whole_and_names_what_was_deleted() -> None:
    connector = a_connector()
    found = items(connector, read(connector))
    deleted = next(remote for page in read(connector) for remote in page.gone)
    page = connector.thread(Target(deleted, "", "", Visibility.PUBLIC))
    assert page.gone == (deleted,)
    newest = a_target(connector)
    thread = items(connector, [connector.thread(newest)])
    root = next(item.thread_id for item in found if item.remote_id == newest.remote_id)
    assert {item.remote_id for item in thread} == {
        item.remote_id for item in found if item.thread_id == root
    }


def test_an_unknown_message_is_gone() -> None:
    with pytest.raises(errors.Gone):
        a_connector().thread(
            Target("https://social.ormaie.example/x/1", "1", "", Visibility.PUBLIC)
        )


# ------------------------------------------------------------------------------------------------- signing in


def test_an_account_is_found_by_its_key() -> None:
    found = DemoConnector.find(Http(), "fennick-bluesky#offline, html")
    assert found.settings == {"account": "fennick-bluesky", "faults": "offline, html"}
    credentials = DemoConnector.finish(Http(), found, None, {})
    assert not credentials.secret
    assert datetime.fromisoformat(credentials.settings["now"]) == NOW
    with pytest.raises(errors.BadAddress):
        DemoConnector.find(Http(), "nobody")
    with pytest.raises(errors.Refused):
        DemoConnector.begin(Http(), found, "http://127.0.0.1:1/callback")


@pytest.mark.parametrize("account", [one.key for one in demo_accounts()])
def test_each_account_says_who_it_is_and_what_it_may(account: str) -> None:
    identity = a_connector(account).check()
    assert account.endswith(identity.look)
    assert identity.handle
    assert identity.capabilities.visibilities
    own = [
        item
        for item in items(a_connector(account), read(a_connector(account)))
        if item.writer.is_us
    ]
    assert {item.writer.key for item in own} == {identity.settings["writer_key"]}


def test_what_people_wrote_has_a_visibility_that_we_can_answer_with() -> None:
    for account in demo_accounts():
        connector = a_connector(account.key)
        allowed = connector.check().capabilities.visibilities
        assert {item.visibility for item in items(connector, read(connector))} <= set(allowed)


@pytest.mark.parametrize("account", demo_accounts(), ids=lambda one: one.key)
def test_an_imitated_platform_allows_what_its_connector_says(account: DemoAccount) -> None:
    key = {"email": "mail"}.get(account.look, account.look)
    real = connectors.loaders()[key]().manifest.capabilities
    here = a_connector(account.key).check().capabilities
    if not real.visibilities:  # each server says for itself
        here, real = replace(here, visibilities=()), replace(real, visibilities=())
    asked = ASKED_THE_SERVER.get(account.look, ())
    differ = {name for name in ALLOWED if _sorted(here, name) != _sorted(real, name)}
    assert differ == set(asked), "the demonstration and the connector say different things"


def test_every_trait_is_compared_or_left_out_for_a_reason() -> None:
    assert set(ALLOWED) | set(OF_THE_DEMONSTRATION) == {one.name for one in fields(Capabilities)}
    assert not set(ALLOWED) & set(OF_THE_DEMONSTRATION)


def _sorted(capabilities: Capabilities, name: str) -> object:
    """Return a trait to compare: acts and audiences in any order, private rules without how doubt is settled."""
    found = getattr(capabilities, name)
    if isinstance(found, tuple) and name != "windows":
        return sorted(found)
    if isinstance(found, MediaRules):
        return replace(found, types=tuple(sorted(found.types)))
    return found.length if isinstance(found, PrivateRules) else found


def test_a_private_answer_is_measured_by_its_own_rule() -> None:
    connector = a_connector("fennick-x")
    public, private = Target("", "", "", Visibility.PUBLIC), Visibility.PRIVATE
    with pytest.raises(TooLong):
        connector.reply(public, Content("é" * 281, Visibility.PUBLIC), once_key="a")
    asked = next(
        one for one in items(connector, read(connector)) if one.visibility is Visibility.PRIVATE
    )
    target = Target(asked.remote_id, asked.native_id, asked.writer.handle, private)
    assert connector.reply(target, Content("é" * 281, private), once_key="b").remote_id


def test_a_review_shows_its_stars_and_a_flagged_post_why_it_was_flagged() -> None:
    connector = a_connector("ormaie-google_business")
    reviews = [one for one in items(connector, read(connector)) if one.kind is Kind.REVIEW]
    assert {"★★☆☆☆", "★★★★★"} <= {one.title for one in reviews}
    forum = a_connector("ormaie-discourse")
    (flagged,) = (one for one in items(forum, read(forum)) if one.spoiler.startswith(FLAGGED))
    assert flagged.held is Held.HIDDEN


# ------------------------------------------------------------------------------------------------- publishing


@pytest.mark.parametrize("account", [one.key for one in demo_accounts()])
def test_a_reply_is_published_once_and_found(account: str) -> None:
    connector = a_connector(account)
    target, content = a_target(connector), a_content(connector)
    first = connector.reply(target, content, once_key="k")
    assert connector.reply(target, content, once_key="k") == first
    assert connector.find_sent(target, content, once_key="k", since=NOW) == first
    assert connector.find_sent(target, content, once_key="other", since=NOW) is None
    assert first.raw is not None
    (own,) = connector.parse(first.raw)
    assert own.remote_id == first.remote_id
    assert own.writer.is_us
    assert own.parent_id == target.remote_id
    in_thread = [item.remote_id for item in items(connector, [connector.thread(target)])]
    assert in_thread.count(first.remote_id) == 1


def test_the_same_key_gives_the_same_id_after_the_server_forgot() -> None:
    connector = a_connector()
    first = reply(connector)
    SERVER.reset()
    assert reply(connector).remote_id == first.remote_id


def test_unicode_survives() -> None:
    text = "Élan 👩🏽‍🚀 🏴󠁧󠁢󠁳󠁣󠁴󠁿 שלום مرحبا 你好 <b>&amp;</b> « oui »"
    connector = a_connector("ormaie-facebook")
    sent = reply(connector, text=text)
    assert sent.raw is not None
    assert connector.parse(sent.raw)[0].text == text


@pytest.mark.parametrize(
    ("account", "fits", "too_long"),
    [
        ("ormaie-mastodon", "👨‍👩‍👧‍👦" * 500, "a" * 501),
        (
            "ormaie-mastodon",
            "a" * 476 + " https://example.org/" + "b" * 90,
            "a" * 480 + " https://example.org/",
        ),
        ("fennick-instagram", "a" * 2200, "a" * 2201),
        ("fennick-bluesky", "é" * 300, "é" * 301),
        ("ormaie-facebook", "a" * 8000, "a" * 8001),
        ("ormaie-wordpress", "é" * 32762, "é" * 32763),
        ("fennick-x", "漢" * 140, "漢" * 141),
        ("fennick-threads", "🙂" * 125, "🙂" * 126),
        ("ormaie-google_business", "é" * 2048, "é" * 2049),
        ("fennick-telegram", "🙂" * 2048, "🙂" * 2049),
    ],
    ids="mastodon links instagram bluesky facebook wordpress x threads reviews telegram".split(),
)
def test_length_is_counted_as_the_platform_counts(account: str, fits: str, too_long: str) -> None:
    connector = a_connector(account)
    assert reply(connector, text=fits).remote_id
    with pytest.raises(errors.TooLong):
        reply(connector, key="k2", text=too_long)


def test_an_over_long_text_is_refused_before_the_server_is_asked() -> None:
    target = a_target(a_connector())
    with pytest.raises(errors.TooLong):
        a_connector(faults="offline").reply(
            target, Content("a" * 501, Visibility.PUBLIC), once_key="k"
        )


def test_a_visibility_that_the_platform_lacks_is_refused() -> None:
    connector = a_connector("ormaie-youtube")
    with pytest.raises(errors.Refused):
        connector.reply(a_target(connector), Content("Hello", Visibility.PRIVATE), once_key="k")


def test_moderation_moves_a_comment_and_says_so_in_the_thread() -> None:
    connector = a_connector("ormaie-wordpress")
    held = next(item for item in items(connector, read(connector)) if item.held is Held.HOLD)
    target = Target(held.remote_id, held.native_id, "", held.visibility)
    for _ in range(2):
        connector.moderate(target, ModerationAct.APPROVE)
    assert items(connector, [connector.thread(target)])[0].held is Held.NO
    with pytest.raises(errors.Refused):
        connector.moderate(target, ModerationAct.MUTE)


# ------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("fault", "reading", "sending"),
    [
        ("offline", errors.Offline, errors.Offline),
        ("revoked", errors.NotSignedIn, errors.NotSignedIn),
        ("rate-limited", errors.RateLimited, errors.RateLimited),
        ("busy", errors.ServerTrouble, errors.Ambiguous),
        ("slow", errors.ServerTrouble, errors.Ambiguous),
        ("html", errors.ServerTrouble, None),
        ("refuse", None, errors.Refused),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_faults_of_the_whole_server(
    fault: str, reading: type[Exception] | None, sending: type[Exception] | None
) -> None:
    target = a_target(a_connector())
    connector = a_connector(faults=f"moves-on, {fault}")
    content = Content("Bonjour", Visibility.PUBLIC)
    if reading:
        for ask in (connector.check, lambda: read(connector), lambda: connector.thread(target)):
            with pytest.raises(reading):
                ask()
    if sending:
        with pytest.raises(sending) as caught:
            connector.reply(target, content, once_key="k")
        assert not SERVER.sent
        if fault == "refuse":
            assert isinstance(caught.value, errors.Refused)
            assert caught.value.words
    else:
        assert connector.reply(target, content, once_key="k").remote_id


def test_a_fault_can_be_switched_on_while_the_program_runs() -> None:
    connector = a_connector()
    SERVER.faults["ormaie-mastodon"] = "offline"
    with pytest.raises(errors.Offline):
        read(connector)
    SERVER.faults.clear()
    assert read(connector)


def test_malformed_items_are_unreadable_and_the_rest_is_fine() -> None:
    connector = a_connector(faults="malformed")
    cursors: dict[str, str] = {}
    pages = read(connector, cursors)
    broken = next(page for page in pages if page.stream == "broken")
    for raw in broken.items:
        with pytest.raises(errors.Unreadable):
            connector.parse(raw)
    assert items(connector, [page for page in pages if page.stream == "main"])
    assert read(connector, cursors) == []


@pytest.mark.parametrize(
    "payload", [b"", b"null", b"[]", b"{}", b'{"id": "1"}', b"\xff\xfe", b'"x"']
)
def test_nothing_but_unreadable_comes_out_of_parse(payload: bytes) -> None:
    with pytest.raises(errors.Unreadable):
        a_connector().parse(RawItem("post", "1", payload))


def test_doubt_with_nothing_published() -> None:
    connector = a_connector(faults="ambiguous-lost")
    target, content = a_target(connector), a_content(connector)
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, content, once_key="k")
    assert connector.find_sent(target, content, once_key="k", since=NOW) is None
    assert connector.reply(target, content, once_key="k").remote_id


def test_doubt_about_what_was_published() -> None:
    connector = a_connector(faults="ambiguous-stored")
    target, content = a_target(connector), a_content(connector)
    with pytest.raises(errors.Ambiguous):
        connector.reply(target, content, once_key="k")
    found = connector.find_sent(target, content, once_key="k", since=NOW)
    assert found is not None
    assert connector.reply(target, content, once_key="k") == found
    assert len(SERVER.posts("ormaie-mastodon")) == 1


def test_a_thread_that_moves_on() -> None:
    connector = a_connector(faults="moves-on")
    target = a_target(connector)
    before = len(items(a_connector(), [a_connector().thread(target)]))
    thread = items(connector, [connector.thread(target)])
    assert len(thread) == before + 1
    assert thread[-1].parent_id == target.remote_id
    assert not thread[-1].writer.is_us
    assert items(connector, [connector.thread(target)]) == thread


def test_a_message_that_was_edited() -> None:
    target = a_target(a_connector())
    connector = a_connector(faults="edited")
    found = {item.remote_id: item for item in items(connector, [connector.thread(target)])}
    assert "modifié" in found[target.remote_id].html
    assert found[target.remote_id].edited_at == NOW


def test_a_message_that_was_deleted() -> None:
    target = a_target(a_connector())
    page = a_connector(faults="deleted").thread(target)
    assert target.remote_id in page.gone
    assert target.native_id not in {raw.native_id for raw in page.items}


def test_people_thank_us_on_demand(at_ten: SetClock) -> None:
    connector = a_connector("fennick-mastodon", "answers")
    cursors: dict[str, str] = {}
    read(connector, cursors)
    sent = reply(connector)
    at_ten.set(NOW + timedelta(seconds=30))
    thanks = items(connector, read(connector, cursors))
    assert [item.parent_id for item in thanks] == [sent.remote_id]
    assert read(connector, cursors) == []


# ------------------------------------------------------------------------------------------------- standing


def test_opening_states_name_first_messages() -> None:
    first = set()
    for account in demo_accounts():
        connector = a_connector(account.key)
        first |= {item.thread_id for item in items(connector, read(connector))}
    states = opening_states()
    assert set(states) <= first
    assert {state for state, _ in states.values()} == {"done", "no-answer", "aside"}
    assert all(reason for state, reason in states.values() if state == "no-answer")


def test_payloads_are_json_with_unescaped_words() -> None:
    raw = read(a_connector("ormaie-instagram"))[0].items[0]
    assert json.loads(raw.payload)["id"] == raw.native_id
    assert b"\\u00e9" not in raw.payload


# --------------------------------------------------------------------------------- what every connector shows


class DemoStage(Stage):
    """One account of the demonstration, where somebody writes now."""

    FAULTS: ClassVar = {
        CALM: "",
        "401": "revoked",
        "429 left": "rate-limited",
        "500": "busy",
        "504": "slow",
        "html": "html",
        "422": "refuse",
    }

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock
        self._account = "ormaie-mastodon"
        self._talk = generate(NOW)[self._account][0]
        self._before = len(SERVER.posts(self._account))

    def _faults(self, *faults: str) -> None:
        SERVER.faults[self._account] = ",".join(faults)

    def connector(self) -> DemoConnector:
        return a_connector(self._account)

    def write(self, text: str) -> None:
        self._clock.set(self._clock.now() + timedelta(seconds=1))
        post = replace(
            self._talk.posts[0],
            number=sha256(text.encode()).hexdigest()[:24],
            parent=self._talk.posts[0].number,
            ours=False,
            at=self._clock.now(),
            text=text,
            html="",
            edited_at=None,
            deleted_at=None,
            context=False,
            visibility=Visibility.PUBLIC,
        )
        SERVER.add(self._account, self._talk.id, post)

    def write_strangely(self) -> None:
        self._faults("malformed")

    def trouble(self, name: str) -> None:
        self._faults(self.FAULTS[name])

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        doubt = "ambiguous-stored" if stored else "ambiguous-lost"
        self._faults(doubt if name == "504" else self.FAULTS[name])

    def published(self) -> int:
        return sum(post.ours for _, post in SERVER.posts(self._account))

    def files(self) -> list[tuple[str, bytes]]:
        """Read them back at the addresses that the platform names."""
        post = SERVER.posts(self._account)[-1][1]
        told = [dict(one) for one in post.files]
        return [(str(one["alt"]), SERVER.files[str(one["url"])]) for one in told]


class TestConformance(AnsweringConformance, HistoryConformance, PostingConformance):
    """Without a network, only what the faults of the demonstration can play."""

    troubles = ("401", "429 left", "500", "504", "html")
    reply_troubles = ("401", "422", "429 left", "504")

    @pytest.fixture
    def stage(self, at_ten: SetClock) -> DemoStage:
        return DemoStage(at_ten)
