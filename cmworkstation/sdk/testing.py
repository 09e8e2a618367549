"""The conformance kit: what every connector must show, as test classes to inherit.

    class TestMyPlatform(NetworkConformance, AnsweringConformance):
        @pytest.fixture
        def stage(self):
            with MyFakeServer() as server:
                yield MyStage(server)

A `Stage` puts a connector in front of a server that the test can direct. `AnsweringConformance` is for
connectors that publish, `ListeningConformance` for those that only read; `NetworkConformance` adds what a
server over HTTP can do wrong, by the table of `sdk.troubles`, and `HistoryConformance` what a connector shows
that can be asked for a stretch of time, `PostingConformance` one that begins threads. Needs
pytest, which the program itself does not.
"""

import json
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from struct import pack
from typing import ClassVar
from zlib import compress, crc32

import pytest

from cmworkstation.domain.account import Capabilities, Idempotency, Visibility
from cmworkstation.domain.errors import (
    Ambiguous,
    Duplicate,
    RateLimited,
    Refused,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import NEW, Item
from cmworkstation.sdk.connector import (
    HISTORY,
    Connector,
    Content,
    HasHistory,
    HasPlaces,
    Page,
    RawItem,
    Sent,
    TakesUploads,
    Target,
    Upload,
)
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.troubles import IN_DOUBT, TROUBLES, WAIT_S, WAITS

UNICODE = "Été « déjà vu » — 👨‍👩‍👧‍👦 🇫🇷 مرحبا 你好 e\u0301"
CALM = ""
MOST_TRIED = 10  # files of one post
FEW = 5  # messages that a test writes
PATIENCE = 500  # pages after which a stream that never ends is given up
PROTECTED = (Idempotency.KEY, Idempotency.CHOSEN_ID, Idempotency.NATURAL)


class Stage(ABC):
    """A connector and the server behind it."""

    secrets: tuple[str, ...] = ()  # texts that may never be seen in a log, an error or elsewhere

    @abstractmethod
    def connector(self) -> Connector:
        """Return a connector that is signed in; over HTTP, with the `Http` of `quick_http`."""

    @abstractmethod
    def write(self, text: str) -> None:
        """Let somebody write something new to us."""

    @abstractmethod
    def write_strangely(self) -> None:
        """Put something among what is read that the connector cannot know: a new kind, or a broken item."""

    @abstractmethod
    def trouble(self, name: str) -> None:
        """Let every coming request go wrong: a name of `sdk.troubles`, "redirect URL", or `CALM`."""

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        """Let the next reply go wrong at the moment of publishing, or, if `stored`, just after it."""
        raise NotImplementedError

    def published(self) -> int:
        """Return how many replies of ours the server holds."""
        raise NotImplementedError

    def files(self) -> list[tuple[str, bytes]]:
        """Return description and bytes of the files that went with the last reply; unless none can."""
        raise NotImplementedError

    place: str = ""  # where a post of ours goes, where it needs a place

    def posted(self) -> int:
        """Return how many posts of ours the server holds that answer nobody; unless `published` counts them."""
        return self.published()

    def post_trouble(self, name: str, *, stored: bool) -> None:
        """Let the next post go wrong, where it leaves by another door than replies."""
        self.reply_trouble(name, stored=stored)

    def begun(self) -> Target:
        """Return what a post answers that begins a thread: nothing that the platform knows."""
        told = {"title": "Le pont est fermé", "place": self.place}
        return Target(f"{NEW}1", "", "", Visibility.PUBLIC, settings=told)

    def target(self) -> Target:
        """Return the newest message as something to answer."""
        item = read_all(self.connector(), {})[-1]
        return Target(
            item.remote_id, item.native_id, item.writer.handle, item.visibility, item.thread_id
        )


def _of_posts(connector: Connector) -> Capabilities:
    """Return what a server allows of a post that begins a thread."""
    return connector.check().capabilities.facing(Visibility.PUBLIC, begins=True)


def quick_http(origin: str = "") -> Http:
    """Return a way to the network that does not wait between tries and may go anywhere on this machine."""
    return Http(origin, allow_private=True, deadline_s=10.0, sleep=lambda _: None)


def read_raw(connector: Connector, cursors: dict[str, str]) -> list[RawItem]:
    """Return everything from the cursors on as it was received, moving them."""
    found: list[RawItem] = []
    for page in connector.fetch(dict(cursors)):
        found.extend(page.items)
        cursors[page.stream] = page.cursor
    return found


def read_all(connector: Connector, cursors: dict[str, str]) -> list[Item]:
    """Return everything from the cursors on that can be understood, moving them."""
    return understood(connector, read_raw(connector, cursors))


def read_history(
    connector: Connector,
    *,
    since: datetime | None,
    until: datetime | None = None,
    cursor: str = "",
) -> tuple[list[Page], datetime | None]:
    """Return all pages of a stretch (`until` None: up to now), and where the platform's list ended."""
    pages: list[Page] = []
    reading = _history(connector, since=since, until=until or _soon(), cursor=cursor)
    while len(pages) < PATIENCE:
        try:
            pages.append(next(reading))
        except StopIteration as over:
            return pages, over.value
    raise AssertionError("a history without end")


def understood(connector: Connector, raws: list[RawItem]) -> list[Item]:
    """Return what can be understood; the rest would go to quarantine."""
    found: list[Item] = []
    for raw in raws:
        with suppress(Unreadable):
            found.extend(connector.parse(raw))
    return found


def content(text: str = "Merci, c’est noté.") -> Content:
    """Return something to publish."""
    return Content(text, Visibility.PUBLIC, "fr", created_at=datetime.now(UTC))


class ConnectorConformance:
    """What every connector shows; inherit one of the classes below, and give a fixture `stage`."""

    troubles: ClassVar[tuple[str, ...]] = tuple(TROUBLES)  # that the stage can play
    reply_troubles: ClassVar[tuple[str, ...]] = tuple(TROUBLES)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a test for each trouble that the stage can play."""
        doubts = [name for name in self.reply_troubles if name in IN_DOUBT]
        known = {
            "trouble": self.troubles,
            "wait": [name for name in self.troubles if name in WAITS],
            "reply_trouble": self.reply_troubles,
            "doubt": doubts,
        }
        for name, values in known.items():
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, values)

    def test_the_manifest_is_complete(self, stage: Stage) -> None:
        """A visiting card says who it is and how it is added."""
        card = stage.connector().manifest
        assert card.key
        assert card.key == card.key.lower()
        assert card.title
        assert card.poll_s > 0
        assert card.address_example

    def test_messages_come_oldest_first(self, stage: Stage) -> None:
        """Messages come in the order in which they were written."""
        _write_few(stage)
        items = [item for item in read_all(stage.connector(), {}) if not item.context]
        assert _numbers(items) == list(range(FEW))

    def test_the_same_cursors_bring_nothing_new(self, stage: Stage) -> None:
        """What comes again comes word for word, so that the intake recognises it."""
        _write_few(stage)
        cursors: dict[str, str] = {}
        first = read_raw(stage.connector(), cursors)
        assert set(read_raw(stage.connector(), dict(cursors))) <= set(first)
        assert set(read_raw(stage.connector(), dict(cursors))) <= set(first)

    def test_reading_resumes_after_any_page(self, stage: Stage) -> None:
        """A stop after each page loses nothing."""
        _write_few(stage)
        whole = {item.remote_id for item in read_all(stage.connector(), {})}
        cursors: dict[str, str] = {}
        seen: set[str] = set()
        for _ in range(PATIENCE):
            connector = stage.connector()
            page = next(iter(connector.fetch(dict(cursors))), None)
            if page is None or cursors.get(page.stream) == page.cursor:
                break
            seen.update(item.remote_id for item in understood(connector, list(page.items)))
            cursors[page.stream] = page.cursor
        seen.update(item.remote_id for item in read_all(stage.connector(), cursors))
        assert seen == whole

    def test_what_is_written_between_two_readings_is_read(self, stage: Stage) -> None:
        """The cursors leave no gap."""
        cursors: dict[str, str] = {}
        numbers: list[int] = []
        for n in range(FEW):
            stage.write(f"message {n}")
            numbers += _numbers(read_all(stage.connector(), cursors))
        assert list(dict.fromkeys(numbers)) == list(range(FEW))

    @pytest.mark.parametrize("cursor", ["", "{", "null", "[]", '"x"', '{"a": [1]}'])
    def test_a_broken_cursor_reads_from_the_start(self, stage: Stage, cursor: str) -> None:
        """A damaged bookmark costs another reading and nothing else."""
        _write_few(stage)
        cursors: dict[str, str] = {}
        read_raw(stage.connector(), cursors)
        items = read_all(stage.connector(), dict.fromkeys(cursors, cursor))
        assert set(_numbers(items)) == set(range(FEW))

    def test_unicode_survives(self, stage: Stage) -> None:
        """Every sign arrives as it was written."""
        stage.write(UNICODE)
        texts = " ".join(map(_words, read_all(stage.connector(), {})))
        for part in ("👨‍👩‍👧‍👦", "🇫🇷", "مرحبا", "你好", "Été"):
            assert part in texts

    def test_what_nobody_knows_is_kept_and_the_rest_goes_on(self, stage: Stage) -> None:
        """A new kind or a broken item is handed over as received, and hides nothing."""
        stage.write("message 0")
        before = len(read_raw(stage.connector(), {}))
        stage.write_strangely()
        stage.write("message 1")
        connector = stage.connector()
        raws = read_raw(connector, {})
        assert len(raws) >= before + 2
        assert _numbers(understood(connector, raws)) == [0, 1]

    def test_fields_that_nobody_knows_change_nothing(self, stage: Stage) -> None:
        """What a platform adds to its answers one day is kept with the rest, and means nothing until then."""
        _write_few(stage)
        connector = stage.connector()
        raws = [raw for raw in read_raw(connector, {}) if understood(connector, [raw])]
        assert raws
        for raw in raws:
            try:
                told = json.loads(raw.payload)
            except ValueError:  # another form, which has no fields
                continue
            richer = replace(raw, payload=json.dumps(_with_more(told)).encode())
            assert understood(connector, [richer]) == understood(connector, [raw])

    def test_what_is_broken_is_unreadable(self, stage: Stage) -> None:
        """Cut, empty and foreign payloads raise `Unreadable` or mean nothing; nothing else happens."""
        stage.write("message")
        connector = stage.connector()
        raws = read_raw(connector, {})
        whole = raws[-1].payload
        halves = [whole[: len(whole) * part // 8] for part in range(8)]
        for kind in {raw.kind for raw in raws} | {"unheard-of"}:
            for payload in (*halves, b"\xff\xfe\x00", b"null", b"[]", b"{}", b"7", b'"x"'):
                assert understood(connector, [RawItem(kind, "", payload)]) == []

    def test_trouble_while_reading_becomes_the_right_error(
        self, stage: Stage, trouble: str
    ) -> None:
        """Whatever a server answers, a reader meets one of our errors, and loses nothing by it."""
        stage.write("message 0")
        cursors: dict[str, str] = {}
        read_all(stage.connector(), cursors)
        stage.write("message 1")
        stage.trouble(trouble)
        with pytest.raises(TROUBLES[trouble].reading):
            read_all(stage.connector(), cursors)
        stage.trouble(CALM)
        assert 1 in _numbers(read_all(stage.connector(), cursors))

    def test_no_secret_is_ever_seen(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        """No log line, no error and nothing that is stored shows a token, whatever goes wrong."""
        caplog.set_level(logging.DEBUG)
        stage.write("message")
        connector = stage.connector()
        cursors: dict[str, str] = {}
        seen = [repr(connector), repr(read_raw(connector, cursors)), repr(cursors)]
        seen.append(repr(connector.check()))
        for name in self.troubles:
            stage.trouble(name)
            try:
                read_all(stage.connector(), {})
            except WorkstationError as error:
                seen.append(_all_of(error))
        stage.trouble(CALM)
        assert len(seen) == 4 + len(self.troubles)
        text = " ".join([*seen, caplog.text])
        for secret in stage.secrets:
            assert secret not in text


class HistoryConformance(ConnectorConformance):
    """What a connector shows that can be asked for a stretch of time (`HasHistory`)."""

    def test_everything_is_there_and_nothing_else(self, stage: Stage) -> None:
        """The whole history brings what reading brought, as the same items, and then says where it ends."""
        _write_few(stage)
        known = {item.remote_id for item in read_all(stage.connector(), {}) if not item.context}
        pages, floor = read_history(stage.connector(), since=None)
        items = understood(stage.connector(), [raw for page in pages for raw in page.items])
        gone = {name for page in pages for name in page.gone}
        assert {item.remote_id for item in items if not item.context} == known - gone
        assert sorted(set(_numbers(items))) == list(range(FEW))
        oldest = min(item.at for item in items if not item.context)
        assert floor is not None
        assert oldest - timedelta(days=1) < floor <= oldest
        assert {page.stream for page in pages} == {HISTORY}

    def test_a_stretch_is_asked_for_exactly(self, stage: Stage) -> None:
        """What was written between two moments comes; the ends belong to it."""
        _write_few(stage)
        first = read_all(stage.connector(), {})
        times = sorted({item.at for item in first if not item.context})
        since, until = times[len(times) // 3], times[-1 - len(times) // 3]
        pages, _ = read_history(stage.connector(), since=since, until=until)
        items = understood(stage.connector(), [raw for page in pages for raw in page.items])
        wanted = {one.remote_id for one in first if not one.context and since <= one.at <= until}
        gone = {name for page in pages for name in page.gone}
        assert wanted - gone
        assert wanted - gone <= {item.remote_id for item in items}

    def test_history_resumes_after_any_page(self, stage: Stage) -> None:
        """Another connector goes on where this one was stopped, and ends with the same word."""
        _write_few(stage)
        until = _soon()
        pages, floor = read_history(stage.connector(), since=None, until=until)
        whole = [raw for page in pages for raw in page.items]
        seen: list[RawItem] = []
        cursor, end = "", None
        for _ in range(PATIENCE):
            reading = _history(stage.connector(), since=None, until=until, cursor=cursor)
            try:
                page = next(reading)
            except StopIteration as over:
                end = over.value
                break
            reading.close()
            assert page.cursor != cursor
            seen.extend(page.items)
            cursor = page.cursor
        assert _names(stage, seen) == _names(stage, whole)
        assert end == floor

    def test_history_moves_no_cursor_of_reading(self, stage: Stage) -> None:
        """What comes new after a look back is read as if nobody had looked back."""
        stage.write("message 0")
        cursors: dict[str, str] = {}
        connector = stage.connector()
        read_all(connector, cursors)
        stage.write("message 1")
        read_history(connector, since=None)
        assert 1 in _numbers(read_all(connector, cursors))

    @pytest.mark.parametrize("cursor", ["{", "null", "[]", '"x"', '{"a": [1]}'])
    def test_a_broken_cursor_of_history_begins_again(self, stage: Stage, cursor: str) -> None:
        """A damaged bookmark costs another reading and nothing else."""
        _write_few(stage)
        pages, _ = read_history(stage.connector(), since=None, cursor=cursor)
        items = understood(stage.connector(), [raw for page in pages for raw in page.items])
        assert set(_numbers(items)) == set(range(FEW))

    def test_trouble_in_history_becomes_the_right_error(self, stage: Stage, trouble: str) -> None:
        """Looking back meets the same errors as reading."""
        stage.write("message 0")
        stage.trouble(trouble)
        with pytest.raises(TROUBLES[trouble].reading):
            read_history(stage.connector(), since=None)
        stage.trouble(CALM)
        pages, _ = read_history(stage.connector(), since=None)
        items = understood(stage.connector(), [raw for page in pages for raw in page.items])
        assert 0 in _numbers(items)


class ListeningConformance(ConnectorConformance):
    """What a connector shows that only reads."""

    def test_what_cannot_be_answered_refuses(self, stage: Stage) -> None:
        """A connector that only listens says so before any network."""
        stage.write("message")
        connector, target = stage.connector(), stage.target()
        assert not connector.manifest.capabilities.can_reply
        assert not connector.manifest.capabilities.moderation
        stage.trouble(self.troubles[0])
        with pytest.raises(Refused):
            connector.reply(target, content(), once_key="k")
        assert connector.find_sent(target, content(), once_key="k", since=datetime.now(UTC)) is None


class AnsweringConformance(ConnectorConformance):
    """What a connector shows that publishes."""

    def test_answers_can_be_narrow_enough(self, stage: Stage) -> None:
        """A connector that publishes says for whom it can."""
        connector = stage.connector()
        assert connector.check().capabilities.can_reply
        assert connector.check().capabilities.visibilities

    def test_a_reply_is_published_and_found(self, stage: Stage) -> None:
        """A reply comes back with the platform's id, and is found among our own posts."""
        stage.write("message")
        connector, target, what = stage.connector(), stage.target(), content(UNICODE)
        assert _look(connector, target, what) is None
        sent = connector.reply(target, what, once_key="key-1")
        assert sent.remote_id
        assert stage.published() == 1
        found = _look(stage.connector(), target, what)
        if _can_look(connector):
            assert found is not None
            assert found.remote_id == sent.remote_id
        else:
            assert found is None
        assert sent.raw is not None
        (item,) = connector.parse(sent.raw)
        assert item.writer.is_us
        assert item.parent_id == target.remote_id
        assert "你好" in _words(item)

    def test_looking_finds_no_other_reply(self, stage: Stage) -> None:
        """Another text, another place and another time are other replies."""
        stage.write("message 0")
        connector, elsewhere, what = stage.connector(), stage.target(), content()
        stage.write("message 1")
        target = stage.target()
        assert target.remote_id != elsewhere.remote_id
        connector.reply(target, what, once_key="key-1")
        assert connector.find_sent(elsewhere, what, once_key="key-2", since=_yesterday()) is None
        other = content("Non, désolé.")
        assert connector.find_sent(target, other, once_key="key-3", since=_yesterday()) is None

    def test_the_same_key_publishes_once(self, stage: Stage) -> None:
        """Sending again as the outbox may: at once where the platform protects it, else only after looking."""
        stage.write("message")
        connector, target, what = stage.connector(), stage.target(), content()
        first = connector.reply(target, what, once_key="key-1")
        if _can_look(connector):
            found = _look(connector, target, what)
            assert found is not None
            assert found.remote_id == first.remote_id
        if connector.check().capabilities.idempotency in PROTECTED:
            with suppress(Duplicate):
                assert connector.reply(target, what, once_key="key-1").remote_id == first.remote_id
        assert stage.published() == 1

    def test_a_reply_that_fails_gets_the_right_error(
        self, stage: Stage, reply_trouble: str
    ) -> None:
        """A refusal means that nothing was published; where nobody can know, it is doubt."""
        stage.write("message")
        connector, target, what = stage.connector(), stage.target(), content()
        stage.reply_trouble(reply_trouble, stored=False)
        with pytest.raises(TROUBLES[reply_trouble].answering):
            connector.reply(target, what, once_key="key-1")
        stage.trouble(CALM)
        assert stage.published() == 0
        assert _look(stage.connector(), target, what) is None

    def test_a_lost_answer_leaves_doubt_that_looking_settles(
        self, stage: Stage, doubt: str
    ) -> None:
        """The server stored the reply and its answer went wrong: doubt, then found if one can look, one in all."""
        stage.write("message")
        connector, target, what = stage.connector(), stage.target(), content()
        stage.reply_trouble(doubt, stored=True)
        with pytest.raises(Ambiguous):
            connector.reply(target, what, once_key="key-1")
        stage.trouble(CALM)
        found = _look(stage.connector(), target, what)
        assert (found is not None) == _can_look(connector)
        assert stage.published() == 1

    def test_files_go_along_with_their_descriptions(self, stage: Stage) -> None:
        """Files arrive byte for byte and in order, once, with the words for those who cannot see them."""
        _write_few(stage)
        connector, target = stage.connector(), stage.target()
        rules = connector.check().capabilities.media
        if not rules.most:
            assert not isinstance(connector, TakesUploads)
            return
        sent = [
            (f"plan {n}.png", f"Plan, étage {n}", a_picture(n)) for n in range(min(2, rules.most))
        ]
        files = []
        for name, alt, data in sent:
            one = Upload(name, "image/png", alt, len(data), partial(bytes, data))
            if isinstance(connector, TakesUploads):
                done = connector.upload(one)
                one = replace(one, remote_id=done.remote_id)
                again = connector.upload(one)
                assert (again.remote_id, again.ready) == (done.remote_id, True)
            files.append(one)
        what = replace(content(), media=tuple(files))
        before = stage.published()
        connector.reply(target, what, once_key="key-files")
        assert stage.published() == before + 1
        assert stage.files() == [(alt if rules.has_alt else "", data) for _, alt, data in sent]

    def test_a_text_that_is_too_long_never_leaves(self, stage: Stage) -> None:
        """The limit is known before the network is asked."""
        stage.write("message")
        connector, target = stage.connector(), stage.target()
        limit = connector.check().capabilities.length.limit
        assert limit is not None
        stage.trouble(self.troubles[0])
        with pytest.raises(TooLong) as raised:
            connector.reply(target, content("x" * (limit + 1)), once_key="key-1")
        stage.trouble(CALM)
        assert raised.value.over >= 1
        assert stage.published() == 0

    def test_no_secret_is_seen_when_a_reply_fails(
        self, stage: Stage, caplog: pytest.LogCaptureFixture
    ) -> None:
        """No log line and no error of a reply shows a token."""
        caplog.set_level(logging.DEBUG)
        stage.write("message")
        target, seen = stage.target(), []
        for name in self.reply_troubles:
            stage.reply_trouble(name, stored=False)
            with pytest.raises(WorkstationError) as raised:
                stage.connector().reply(target, content(), once_key=name)
            seen.append(_all_of(raised.value))
        text = " ".join([*seen, caplog.text])
        for secret in stage.secrets:
            assert secret not in text


class PostingConformance(ConnectorConformance):
    """What a connector shows that begins threads: `Capabilities.posts`, once a place is chosen where it needs one."""

    def test_a_post_is_published_and_found(self, stage: Stage) -> None:
        """A post answers nobody, comes back with the platform's id, and is found among our own."""
        connector, begun, what = stage.connector(), stage.begun(), content(UNICODE)
        assert connector.check().capabilities.posts
        assert _look(connector, begun, what) is None
        before = stage.posted()
        sent = connector.reply(begun, what, once_key="key-1")
        assert sent.remote_id
        assert not sent.remote_id.startswith(NEW)
        assert stage.posted() == before + 1
        found = _look(stage.connector(), begun, what)
        if _can_look(connector):
            assert found is not None
            assert found.remote_id == sent.remote_id
        else:
            assert found is None
        assert sent.raw is not None
        item = connector.parse(sent.raw)[-1]
        assert item.remote_id == sent.remote_id
        assert item.writer.is_us
        assert not item.parent_id
        assert "你好" in _words(item)

    def test_a_post_is_answered_as_any_message(self, stage: Stage) -> None:
        """What came back of a post is something that a reply of ours, a next part of it, can stand below."""
        connector, what = stage.connector(), content()
        sent = connector.reply(stage.begun(), what, once_key="key-1")
        own = Target(sent.remote_id, sent.native_id, "", Visibility.PUBLIC)
        below = connector.reply(own, content("Un mot de plus."), once_key="key-2")
        assert below.raw is not None
        assert connector.parse(below.raw)[-1].parent_id in (sent.remote_id, "")
        assert below.remote_id != sent.remote_id

    def test_looking_finds_no_other_post(self, stage: Stage) -> None:
        """Another text is another post, and the same words in an answer are no post."""
        stage.write("message")
        connector, begun, what = stage.connector(), stage.begun(), content()
        connector.reply(stage.target(), what, once_key="key-1")
        assert connector.find_sent(begun, what, once_key="key-2", since=_yesterday()) is None
        connector.reply(begun, content("Non, désolé."), once_key="key-3")
        assert connector.find_sent(begun, what, once_key="key-4", since=_yesterday()) is None

    def test_the_same_key_posts_once(self, stage: Stage) -> None:
        """Sending again as the outbox may: at once where the platform protects it, else only after looking."""
        connector, begun, what = stage.connector(), stage.begun(), content()
        before = stage.posted()
        first = connector.reply(begun, what, once_key="key-1")
        if _can_look(connector):
            found = _look(connector, begun, what)
            assert found is not None
            assert found.remote_id == first.remote_id
        if connector.check().capabilities.idempotency in PROTECTED:
            with suppress(Duplicate):
                assert connector.reply(begun, what, once_key="key-1").remote_id == first.remote_id
        assert stage.posted() == before + 1

    def test_a_post_that_fails_gets_the_right_error(self, stage: Stage, reply_trouble: str) -> None:
        """A refusal means that nothing was published; where nobody can know, it is doubt."""
        connector, begun, what = stage.connector(), stage.begun(), content()
        before = stage.posted()
        stage.post_trouble(reply_trouble, stored=False)
        with pytest.raises(TROUBLES[reply_trouble].answering):
            connector.reply(begun, what, once_key="key-1")
        stage.trouble(CALM)
        assert stage.posted() == before
        assert _look(stage.connector(), begun, what) is None

    def test_a_lost_answer_to_a_post_leaves_doubt_that_looking_settles(
        self, stage: Stage, doubt: str
    ) -> None:
        """The server stored the post and its answer went wrong: doubt, then found if one can look, one in all."""
        connector, begun, what = stage.connector(), stage.begun(), content()
        before = stage.posted()
        stage.post_trouble(doubt, stored=True)
        with pytest.raises(Ambiguous):
            connector.reply(begun, what, once_key="key-1")
        stage.trouble(CALM)
        found = _look(stage.connector(), begun, what)
        assert (found is not None) == _can_look(connector)
        assert stage.posted() == before + 1

    def test_a_post_that_is_too_long_never_leaves(self, stage: Stage) -> None:
        """The limit is known before the network is asked."""
        connector, begun = stage.connector(), stage.begun()
        limit = _of_posts(connector).length.limit
        assert limit is not None
        before = stage.posted()
        stage.trouble(self.troubles[0])
        with pytest.raises(TooLong) as raised:
            connector.reply(begun, content("x" * (limit + 1)), once_key="key-1")
        stage.trouble(CALM)
        assert raised.value.over >= 1
        assert stage.posted() == before

    def test_files_go_along_with_a_post(self, stage: Stage) -> None:
        """As many files as it takes stand in one post, in their order, each with its words for those who cannot see."""
        connector = stage.connector()
        rules = _of_posts(connector).media
        if not rules.most:
            return
        sent = [(f"Plan du pont, {n}", a_picture(n)) for n in range(min(MOST_TRIED, rules.most))]
        files = []
        for alt, data in sent:
            one = Upload("plan.png", "image/png", alt, len(data), partial(bytes, data))
            if isinstance(connector, TakesUploads):
                one = replace(one, remote_id=connector.upload(one).remote_id)
            files.append(one)
        before = stage.posted()
        connector.reply(stage.begun(), replace(content(), media=tuple(files)), once_key="key-files")
        assert stage.posted() == before + 1
        assert stage.files() == [(alt if rules.has_alt else "", data) for alt, data in sent]

    def test_a_post_without_a_place_never_leaves(self, stage: Stage) -> None:
        """Where a post needs a place and none is chosen, a person is told before the network is asked."""
        connector, begun = stage.connector(), stage.begun()
        if not isinstance(connector, HasPlaces):
            return
        lost = replace(begun, settings={**begun.settings, "place": ""})
        before = stage.posted()
        stage.trouble(self.troubles[0])
        with pytest.raises(Refused) as raised:
            connector.reply(lost, content(), once_key="key-1")
        stage.trouble(CALM)
        assert raised.value.code == "post-no-place"
        assert stage.posted() == before


class NetworkConformance(ConnectorConformance):
    """What a connector shows that reads over HTTP."""

    def test_every_way_to_ask_for_patience_is_understood(self, stage: Stage, wait: str) -> None:
        """Seconds, a date, an epoch, seconds left and an ISO time all say the same."""
        stage.write("message")
        connector = stage.connector()
        stage.trouble(wait)
        with pytest.raises(RateLimited) as raised:
            read_all(connector, {})
        assert WAIT_S * 3 / 4 <= raised.value.retry_after <= WAIT_S

    def test_a_redirect_elsewhere_carries_no_credentials(self, stage: Stage) -> None:
        """Another server is read without our name, and is never written to."""
        stage.write("message")
        with _elsewhere() as (url, heard):
            stage.trouble(f"redirect {url}/api")
            with suppress(WorkstationError):
                read_all(stage.connector(), {})
            stage.trouble(CALM)
        assert heard
        text = repr(heard)
        assert "Authorization" not in text
        for secret in stage.secrets:
            assert secret not in text


class PublishingConformance(NetworkConformance, AnsweringConformance):
    """What a connector shows that reads and publishes over HTTP."""

    def test_a_reply_follows_no_redirect(self, stage: Stage) -> None:
        """What we say to one server is never said to another."""
        stage.write("message")
        connector, target = stage.connector(), stage.target()
        with _elsewhere() as (url, heard):
            stage.reply_trouble(f"redirect {url}/api", stored=False)
            with pytest.raises(WorkstationError):
                connector.reply(target, content(), once_key="key-1")
        assert heard == []
        assert stage.published() == 0


@contextmanager
def _elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Serve another origin on this machine; yield its address and all that it hears."""
    heard: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard.append(f"{self.command} {self.path} {self.headers.items()} {body!r}")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"[]")

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_picture(shade: int) -> bytes:
    """Return a PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))

    head = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = compress(bytes([0, shade]))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def _write_few(stage: Stage) -> None:
    for n in range(FEW):
        stage.write(f"message {n}")


def _with_more(told: object) -> object:
    """Return an answer with a field more in each of its objects."""
    if isinstance(told, list):
        return [_with_more(one) for one in told]
    if isinstance(told, dict):
        more = {"unheard_of": {"since": "2031", "values": [1, None, "x"]}}
        return {name: _with_more(one) for name, one in told.items()} | more
    return told


def _numbers(items: list[Item]) -> list[int]:
    """Return which of the few messages were read, in the order in which they came."""
    texts = map(_words, items)
    return [n for text in texts for n in range(FEW) if f"message {n}" in text]


def _words(item: Item) -> str:
    return f"{item.title} {item.text} {item.html}"


def _can_look(connector: Connector) -> bool:
    """Tell whether a platform shows us our own messages; where it does not, a person is asked in doubt."""
    return connector.check().capabilities.idempotency is not Idempotency.NONE


def _look(connector: Connector, target: Target, what: Content) -> Sent | None:
    return connector.find_sent(target, what, once_key="key-1", since=_yesterday())


def _all_of(error: WorkstationError) -> str:
    return (
        f"{error!r} {error} {error.detail} {vars(error)} {error.__cause__!r} {error.__context__!r}"
    )


def _history(
    connector: Connector, *, since: datetime | None, until: datetime, cursor: str
) -> Generator[Page, None, datetime | None]:
    assert isinstance(connector, HasHistory)
    return connector.history(since=since, until=until, cursor=cursor)


def _names(stage: Stage, raws: list[RawItem]) -> set[str]:
    return {item.remote_id for item in understood(stage.connector(), raws)}


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def _yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)
